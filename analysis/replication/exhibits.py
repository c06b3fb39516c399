"""The figures of a study: which function draws which, from which tables. What is not listed here is never called."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError, check_choice
from analysis.output import read_table
from analysis.tables import COLUMNS, FLAG, mark_simulated


@dataclass(frozen=True)
class Exhibit:
    """A figure of the study.

    Attributes
    ----------
    function : str
        Public verb that draws it.
    tables : tuple of str
        Tables it is drawn from, in the order of the verb's arguments; the first is saved beside it.
    dated : bool
        Whether it needs a row with a year.
    """

    function: str
    tables: tuple[str, ...]
    dated: bool = False


EXHIBITS: Mapping[str, Exhibit] = {
    "coverage": Exhibit("plot_coverage", ("coverage",), dated=True),
    "strips": Exhibit("plot_strips", ("paragraphs", "reports")),
    "shares": Exhibit("plot_shares", ("shares",)),
    "heatmap": Exhibit("plot_share_heatmap", ("shares",)),
    "estimators": Exhibit("plot_estimators", ("estimators",)),
    "trends": Exhibit("plot_trends", ("trends",)),
    "topics": Exhibit("plot_topic_shares", ("topic_shares", "topic_words")),
    "topic_areas": Exhibit("plot_topic_areas", ("topic_areas", "topic_words")),
}
# columns left out here are numbers where every cell is one
_TYPES: Mapping[str, Mapping[str, str]] = {
    "reports": COLUMNS["reports"],
    "ledger": COLUMNS["ledger"],
    "paragraphs": {**COLUMNS["paragraphs"], **COLUMNS["classification"]},
    "codes": COLUMNS["codes"],
    "shares": COLUMNS["shares"],
    "problem_shares": COLUMNS["shares"],
    "plan_shares": COLUMNS["shares"],
    "coverage": COLUMNS["coverage"],
    "estimators": COLUMNS["shares"],
    "trends": COLUMNS["trends"],
    "topic_words": {},
    "topic_areas": {"cross_cutting": FLAG},
    "topic_shares": COLUMNS["topic shares"],
}


def drawable(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Names of the exhibits for which there are numbers."""
    return [name for name, exhibit in EXHIBITS.items() if _has_numbers(exhibit, tables)]


def _has_numbers(exhibit: Exhibit, tables: Mapping[str, pd.DataFrame]) -> bool:
    if not all(len(tables.get(table, ())) for table in exhibit.tables):
        return False
    return not exhibit.dated or bool(tables[exhibit.tables[0]]["year"].notna().any())


def draw_exhibit(name: str, tables: Mapping[str, pd.DataFrame], lang: str) -> Any:
    """The Axes of an exhibit."""
    from analysis import figures

    exhibit = EXHIBITS[name]
    given = [
        mark_simulated(_for_drawing(table, tables[table]), tables["reports"]) for table in exhibit.tables
    ]
    return getattr(figures, exhibit.function)(*given, lang=lang)


def numbers_of(name: str, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The table that goes beside the figure; texts are left out."""
    return tables[EXHIBITS[name].tables[0]].drop(columns="text", errors="ignore")


def _for_drawing(name: str, table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index("topic") if name == "topic_words" else table


def redraw_figures(
    results: str | Path,
    out: str | Path | None = None,
    *,
    lang: str = "zh",
    formats: Iterable[str] = ("pdf", "svg", "png"),
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
        Files to write for each figure; its numbers as CSV always come with it.
    only : iterable of str, optional
        Names of the figures; default all that the tables allow.
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

    Examples
    --------
    >>> import tempfile
    >>> import analysis as fz
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("某县2020年法治政府建设年度报告\\n一、主要工作\\n办结行政复议案件35件。", encoding="utf-8")
    >>> tables = fz.run_study(folder / "a.txt", folder / "results")
    >>> [path.name for path in redraw_figures(folder / "results", lang="en", formats=["svg"], only=["shares"])]
    ['shares.svg', 'shares.csv']
    """
    from analysis.figures import save_figure
    from analysis.replication.manifest import check_model, read_manifest

    check_choice("lang", lang, ("zh", "en"))
    formats = list(formats)
    for ending in formats:
        check_choice("formats", ending, ("pdf", "svg", "png"))
    if model is not None:
        check_model(read_manifest(results), model)
    tables = read_study(results)
    wanted = drawable(tables) if only is None else list(only)
    for name in wanted:
        check_choice("only", name, tuple(drawable(tables)))
    folder = Path(results) / f"figures-{lang}" if out is None else Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in wanted:
        files = save_figure(draw_exhibit(name, tables, lang), folder, name, numbers_of(name, tables))
        for file in files:
            if file.suffix[1:] in (*formats, "csv"):
                written.append(file)
            else:
                file.unlink()
    return written


def read_study(results: str | Path) -> dict[str, pd.DataFrame]:
    """The tables of a study by name, with their types; other files in the folder are left alone."""
    folder = Path(results) / "tables"
    files = [file for name in _TYPES if (file := folder / f"{name}.csv").is_file()]
    if not files:
        raise InputError("results", f"'{results}' holds no tables", "give a folder that fazhi run wrote")
    return {file.stem: read_table(file, _TYPES[file.stem]) for file in files}
