"""What a command is given: texts in files or tables, or a table that this package wrote, known by its columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from analysis.errors import InputError
from analysis.language import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

_KEY, _OUT = "analysis.reading", "analysis.out"  # of click's memory of one call
_OPTIONS: dict[str, dict[str, Any]] = {
    "--columns": {
        "metavar": "NAME=COLUMN,…",
        "help": "Columns of a table of texts, such as text=正文,year=年份; what is not named is told by name and content.",
    },
    "--metadata": {
        "type": click.Path(),
        "help": "CSV or XLSX that overrides metadata, by path, such as fazhi check writes.",
    },
    "--name": {
        "metavar": "PATTERN",
        "help": "How names of files and folders give facts, such as {province}_{region}_{year}; {*} is anything.",
    },
}


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value is not None:
        context.meta.setdefault(_KEY, {})[parameter.name] = value


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options on how texts are read; :func:`reading` has their values."""
    for option in reversed(_OPTIONS):
        command = click.option(option, expose_value=False, callback=_keep, **_OPTIONS[option])(command)
    return command


def columns_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option on the columns of a table of texts alone, for commands whose ``--name`` is another thing."""
    return click.option("--columns", expose_value=False, callback=_keep, **_OPTIONS["--columns"])(command)


def reading() -> dict[str, Any]:
    """How the call asks for texts to be read: arguments of :func:`read_reports`."""
    context = click.get_current_context(silent=True)
    return {} if context is None else dict(context.meta.get(_KEY, {}))


def table_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options on how tables are written; :func:`write_out` follows them."""
    excel = click.option(
        "--excel", is_flag=True, default=None, expose_value=False, callback=_keep_out,
        help="Write CSV with a byte order mark, by which Excel knows UTF-8.",
    )  # fmt: skip
    labels = click.option(
        "--labels", type=click.Choice(LANGUAGES), expose_value=False, callback=_keep_out,
        help="Readable heads and values in this language, with names of areas beside their numbers.",
    )  # fmt: skip
    return labels(excel(command))


def _keep_out(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value:
        context.meta.setdefault(_OUT, {})[parameter.name] = value


def check_out(path: str) -> None:
    """Refuse a place for a table before any work is done."""
    from analysis.output import STANDARD_OUTPUT, check_output
    from analysis.study.export import ENDINGS

    if path != STANDARD_OUTPUT:
        check_output(path, ENDINGS)


def write_out(table: pd.DataFrame, path: str) -> None:
    """Write a table by its ending, as the options of the call ask."""
    from analysis.study.export import export_table

    context = click.get_current_context(silent=True)
    wanted = {} if context is None else context.meta.get(_OUT, {})
    export_table(table, path, lang=wanted.get("labels"), excel=bool(wanted.get("excel")))


class Given(NamedTuple):
    """What a command was given.

    Attributes
    ----------
    kind : {"texts", "paragraphs", "classified"}
        Texts are files, folders, tables of texts, and tables of reports.
    table : DataFrame or None
        Paragraphs, or classified paragraphs.
    """

    kind: str
    table: pd.DataFrame | None = None


def open_given(path: str, wanted: tuple[str, ...] = ("texts",)) -> Given:
    """Tell what a path holds, and read it where it is a table of paragraphs.

    Parameters
    ----------
    path : str
        What the command was given.
    wanted : tuple of str
        Kinds that the command takes.

    Returns
    -------
    Given

    Raises
    ------
    InputError
        When it is a table that this package wrote and the command cannot use.
    """
    from analysis.reading.tabular.own import own_table_kind, read_own_table

    kind = own_table_kind(path) if Path(path).is_file() else None
    if kind is None or kind == "reports":
        return Given("texts")
    if kind not in wanted:
        problem = f"'{path}' is a table of {kind} that fazhi wrote"
        raise InputError("reports", problem, f"give {_named(wanted)}")
    if options := reading():
        raise InputError(
            f"--{next(iter(options))}", f"is given with a table of {kind}", "leave it out, or give texts"
        )
    if kind == "classified":
        from analysis.trends.stored import know_beside

        know_beside(path)
    return Given(kind, read_own_table(path, kind))


def _named(wanted: tuple[str, ...]) -> str:
    names = {
        "texts": "files, a folder or a table of texts",
        "paragraphs": "the paragraphs that fazhi read --split writes",
        "classified": "the paragraphs that fazhi classify writes",
    }
    return ", or ".join(names[kind] for kind in wanted)
