"""The figures of a study, drawn from its tables on disk: what the catalogue does not list is never called."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError, check_choice
from analysis.output import read_table
from analysis.study.catalogue import TABLES, Drawing, drawings
from analysis.study.spec import FORMATS
from analysis.tables import mark_simulated
from analysis.trends.estimand import COUNTED_TYPES


def read_study(results: str | Path) -> dict[str, pd.DataFrame]:
    """The tables of a study by name, with their types; other files in the folder are left alone."""
    from analysis.study.receipt import know_scheme_of

    know_scheme_of(results)
    folder = Path(results) / "tables"
    found = {name: file for name in TABLES if (file := folder / f"{name}.csv").is_file()}
    if not found:
        raise InputError("results", f"'{results}' holds no tables", "give a folder that fazhi run wrote")
    return {name: read_table(file, TABLES[name].types) for name, file in found.items()}


def draw_exhibit(
    drawing: Drawing,
    tables: Mapping[str, pd.DataFrame],
    *,
    scheme: str = "outline-2015",
    doc_types: Sequence[str] = COUNTED_TYPES,
    **look: Any,
) -> Any:
    """The Axes of a figure; `look` goes to the verb that draws it (``lang``, ``ax``)."""
    from analysis import figures

    plot, exhibit = getattr(figures, drawing.exhibit.verb), drawing.exhibit
    given = (
        [exhibit.prepare(tables)] if exhibit.prepare else [_as_drawn(name, tables) for name in exhibit.tables]
    )
    settings: dict[str, Any] = dict(look)
    if "doc_types" in inspect.signature(plot).parameters:
        settings["doc_types"] = doc_types
    told = any("scheme" in table.columns for table in given)
    if "scheme" in inspect.signature(plot).parameters and not told and exhibit.section == "shares":
        settings["scheme"] = scheme  # results of a version whose tables did not name it
    if drawing.value is not None:
        settings[exhibit.each] = drawing.value
    return plot(*(mark_simulated(table, tables["reports"]) for table in given), **settings)


def _as_drawn(name: str, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    return tables[name].set_index("topic") if name == "topic_words" else tables[name]


def numbers_of(drawing: Drawing, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The table that goes beside the figure; texts are left out."""
    exhibit = drawing.exhibit
    table = exhibit.prepare(tables) if exhibit.prepare else tables[exhibit.tables[0]]
    if drawing.value is not None:
        table = table[table[exhibit.each] == drawing.value]
    return table.drop(columns="text", errors="ignore")


def redraw_figures(
    results: str | Path,
    out: str | Path | None = None,
    *,
    lang: str = "zh",
    formats: Iterable[str] = FORMATS,
    only: Iterable[str] | None = None,
    model: str | os.PathLike[str] | None = None,
) -> list[Path]:
    """Draw the figures of a study again from its tables, in another language or format.

    Parameters
    ----------
    results : path
        Folder that :func:`run_study` wrote.
    out : path, optional
        Folder to write, made where missing; default ``figures-LANG`` inside `results`, so that what the manifest
        has the hash of stays.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.
    formats : iterable of {"pdf", "svg", "png"}, default all three
        Files to write for each figure; its captions as TXT and its numbers as CSV always come with it.
    only : iterable of str, optional
        Names of the figures, such as ``shares``; ``robustness`` for those of every area, ``robustness_6`` for one.
        Default all that the tables allow, without those that the run could not draw.
    model : path, optional
        Draw only if this model made the results, by the hash in their manifest.

    Returns
    -------
    list of Path
        Files written.

    Raises
    ------
    InputError
        For a folder without tables, a figure or format that is not known, or results that another model made.

    See Also
    --------
    run_study : writes the folder.

    Examples
    --------
    >>> import tempfile
    >>> import analysis as fz
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("某县2020年法治政府建设年度报告\\n一、主要工作\\n办结行政复议案件35件。", encoding="utf-8")
    >>> tables = fz.run_study(folder / "a.txt", folder / "results", quick=True, formats=["svg"])
    >>> [path.name for path in redraw_figures(folder / "results", lang="en", formats=["svg"], only=["shares"])]
    ['shares.svg', 'shares.txt', 'shares.csv']
    """
    from analysis.figures import save_figure
    from analysis.study.receipt import NAME, check_model, read_manifest

    check_choice("lang", lang, ("zh", "en"))
    asked = list(formats)
    for ending in asked:
        check_choice("formats", ending, FORMATS)
    if model is not None:
        check_model(read_manifest(results), model)
    tables = read_study(results)
    known: dict[str, Any] = {"scheme": "outline-2015", "doc_types": list(COUNTED_TYPES)}
    if (Path(results) / NAME).is_file():
        known |= {name: own for name, own in read_manifest(results)["parameters"].items() if name in known}
    wanted = _drawn(results, tables) if only is None else _wanted(only, drawings(tables))
    folder = Path(results) / f"figures-{lang}" if out is None else Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, drawing in wanted.items():
        ax = draw_exhibit(drawing, tables, lang=lang, **known)
        written += save_figure(ax, folder, name, numbers_of(drawing, tables), formats=asked)
    return written


def list_figures(results: str | Path, lang: str = "zh") -> dict[str, str]:
    """Name and caption of every figure that the tables of a study allow."""
    from analysis.study.page.words import load_words

    captions = load_words(lang)["figures"]
    return {
        name: captions[own.name].format(value=own.value)
        for name, own in _drawn(results, read_study(results)).items()
    }


def _drawn(results: str | Path, tables: Mapping[str, pd.DataFrame]) -> dict[str, Drawing]:
    """The figures that the tables allow, without those that the run could not draw: its manifest says why."""
    from analysis.study.receipt import NAME, read_manifest

    omitted = read_manifest(results)["omitted"] if (Path(results) / NAME).is_file() else {}
    return {name: own for name, own in drawings(tables).items() if f"figure {name}" not in omitted}


def _wanted(only: Iterable[str], possible: Mapping[str, Drawing]) -> dict[str, Drawing]:
    """The figures of these names, each the name of a file or of a row of the catalogue."""
    names = {*possible, *(drawing.name for drawing in possible.values())}
    wanted: dict[str, Drawing] = {}
    for name in only:
        check_choice("only", name, tuple(sorted(names)))
        wanted |= {file: own for file, own in possible.items() if name in (file, own.name)}
    return wanted
