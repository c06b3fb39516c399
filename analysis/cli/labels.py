"""Labels by a language model: requests for it, its answers, and its labels as predictions."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.common import LANG, OUT, REFUSED, asked_scheme, known_scheme
from analysis.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

_UNITS: dict[str, Any] = {
    "default": "items",
    "show_default": True,
    "type": click.Choice(["items", "paragraphs"]),
    "help": "What is labelled where the reports are given.",
}


@click.group()
def labels() -> None:
    """Labels from a language model, to be corrected with hand codes.

    Nothing is sent and no key is needed: write makes a file to upload, read reads what came back, and take makes
    predictions of it, which fazhi shares corrects with hand codes.
    """


@labels.command()
@click.argument("source", metavar="UNITS|REPORTS", type=click.Path())
@click.option("--model", required=True, help="Name of the model, as the service knows it.")
@click.option(
    "--out", required=True, type=click.Path(), help="File to write (.jsonl); numbered where one would not do."
)
@click.option("--units", "kind", **_UNITS)
@click.option("--lang", **LANG, help="Language of the instructions.")
@known_scheme
@click.option("--no-context", is_flag=True, help="Leave out the neighbouring text and the headings.")
@click.option(
    "--examples", default=2, show_default=True, help="Plain and hard examples to show of each area."
)
@click.option(
    "--answer-format",
    default="json_schema",
    show_default=True,
    type=click.Choice(["json_schema", "json_object", "text"]),
    help="What the service can promise of an answer.",
)
@click.option(
    "--url", default="/v1/chat/completions", show_default=True, help="For GLM: /v4/chat/completions."
)
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="NAME=JSON",
    help="Further settings of each request, such as max_tokens=200.",
)
@click.option("--per-file", default=50_000, show_default=True, help="Requests in one file at most.")
@click.option("--file-mb", default=100, show_default=True, help="Megabytes of one file at most.")
def write(
    source: str,
    model: str,
    out: str,
    kind: str,
    lang: str,
    no_context: bool,
    examples: int,
    answer_format: str,
    url: str,
    options: tuple[str, ...],
    per_file: int,
    file_mb: int,
) -> None:
    """Write requests to label REPORTS, or a table of UNITS (.csv, .parquet), as a batch file; nothing is sent."""
    from analysis.labels.requests import write_label_requests

    written = write_label_requests(
        _units(source, kind),
        out,
        model=model,
        lang=lang,
        context=not no_context,
        n_examples=examples,
        answer_format=answer_format,
        url=url,
        options=dict(map(_option, options)),
        per_file=per_file,
        file_bytes=file_mb * 1_000_000,
        scheme=asked_scheme(),
    )
    for row in written.to_dict("records"):
        size = (
            f"{row['n_requests']:,} requests, {row['n_chars']:,} characters, {row['n_bytes'] / 1e6:,.1f} MB"
        )
        click.echo(f"{row['file']}: {size}", err=True)


@labels.command()
@click.argument("answers", type=click.Path())
@click.option("--reports", "source", required=True, type=click.Path(), help="The labelled UNITS or REPORTS.")
@click.option("--out", **OUT)
@click.option(
    "--problems", "problems_out", type=click.Path(), help="File for what is wrong with the answers."
)
@click.option("--units", "kind", **_UNITS)
@known_scheme
def read(answers: str, source: str, out: str, problems_out: str | None, kind: str) -> None:
    """Read the ANSWERS of a model (a file or a folder); status 1 where a unit is left without a label."""
    from analysis.labels.reading import read_labels
    from analysis.output import write_table

    found, problems = read_labels(answers, _asked(_units(source, kind)), scheme=asked_scheme())
    write_table(found, out)
    if problems_out:
        write_table(problems, problems_out)
    click.echo(f"{len(found)} units labelled, {len(problems)} problems", err=True)
    counts = problems["kind"].value_counts()
    for name in counts.index:
        rows = problems[problems["kind"] == name]
        first = rows.iloc[0]
        where = f"{first['file']}, line {first['line']}: " if rows["line"].notna().any() else ""
        click.echo(f"{name}: {counts[name]}, the first: {where}{_of(first)}{first['detail']}", err=True)
    if not problems["labelled"].all():
        sys.exit(REFUSED)


@labels.command()
@click.argument("reports", type=click.Path())
@click.argument("file", metavar="LABELS", type=click.Path())
@click.option("--out", **OUT)
@known_scheme
@click.option(
    "--missing",
    default="refuse",
    show_default=True,
    type=click.Choice(["refuse", "abstain"]),
    help="What to do with text that has no label.",
)
def take(reports: str, file: str, out: str, missing: str) -> None:
    """Use LABELS (.csv, .parquet) as predictions for the paragraphs of REPORTS: a table for fazhi shares."""
    from analysis.cli.common import exit_by, read_texts, write_scheme_beside
    from analysis.columns.types import TEXT
    from analysis.labels.predictions import take_predictions
    from analysis.labels.reading import LABELS
    from analysis.output import write_table
    from analysis.reading.split import split_paragraphs

    given = _table(Path(file), dict.fromkeys(LABELS, TEXT))  # areas may be given by name
    table, ledger = read_texts(reports)
    coded = take_predictions(split_paragraphs(table), given, missing=missing, scheme=asked_scheme())
    write_table(coded, out)
    write_scheme_beside(coded, out)
    click.echo(f"{len(coded)} paragraphs, {int(coded['abstained'].sum())} without a label", err=True)
    exit_by(ledger)


def _units(source: str, kind: str) -> pd.DataFrame:
    """The units of a table, or the items or paragraphs of reports."""
    from analysis.cli.common import read_texts
    from analysis.columns import COLUMNS
    from analysis.labels.units import IDS
    from analysis.reading.split import split_items, split_paragraphs

    path = Path(source)
    if path.is_file() and path.suffix in (".csv", ".parquet"):
        try:
            table = _table(path, {**COLUMNS["paragraphs"], **COLUMNS["items"]})
        except InputError:
            table = None  # a table of reports may have another encoding; reading them says what is wrong
        if table is not None and {*IDS} & {*table.columns}:
            return table
    reports, _ = read_texts(source)
    paragraphs = split_paragraphs(reports)
    if kind == "paragraphs":
        return paragraphs
    about = paragraphs.set_index("paragraph_id")[["report_id", "heading_1", "heading_2"]]
    return split_items(paragraphs).join(about, on="paragraph_id")


def _asked(units: pd.DataFrame) -> pd.DataFrame:
    """The units that write asks for: those of roles that get an area."""
    from analysis.tables import CODED_ROLES

    return units[units["role"].isin(CODED_ROLES)] if "role" in units.columns else units


def _table(path: Path, types: dict[str, str]) -> pd.DataFrame:
    """A table of a CSV or Parquet file."""
    import pandas as pd

    from analysis.output import read_table

    if not path.is_file():
        raise InputError("labels", f"'{path}' is not a file", "give a CSV or Parquet file")
    try:
        return pd.read_parquet(path) if path.suffix == ".parquet" else read_table(path, types)
    except (ValueError, OSError) as error:
        reason = (str(error).splitlines() or [""])[0][:100]
        raise InputError(
            "labels", f"'{path}' cannot be read ({reason})", "give a CSV or Parquet table"
        ) from error


def _option(given: str) -> tuple[str, Any]:
    """NAME=JSON as a pair."""
    name, equals, value = given.partition("=")
    try:
        return name, json.loads(value) if name and equals else json.loads("")
    except ValueError:
        raise InputError("--option", f"is {given!r}", "give NAME=JSON, such as max_tokens=200") from None


def _of(row: Any) -> str:
    """The unit of a problem, where it is known."""
    import pandas as pd

    return "" if pd.isna(row["unit_id"]) else f"{row['unit_id']}: "
