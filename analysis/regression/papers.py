"""Regressions as journals print them: estimates over standard errors, a column each, with notes that say what they are."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.crosswalk import scheme_of_estimates
from analysis.errors import InputError, check_choice
from analysis.language import LANGUAGES, number, words_of
from analysis.output import check_output
from analysis.regression.term_names import term_name
from analysis.tables import check_table, is_simulated

ENDINGS = (".tex", ".docx", ".html", ".xlsx")
_STARS = (0.01, 0.05, 0.1)
_COLUMNS = (
    "term", "estimate", "std_error", "p", "p_holm", "n_reports", "n_clusters", "formula", "fixed_effects", "cluster", "variance",
)  # fmt: skip
_TEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "−": r"$-$", "·": r"$\cdot$", "–": "--", "—": "---",
}  # fmt: skip
_WIDE = 40


@dataclass(frozen=True)
class Paper:
    """A table of texts.

    Attributes
    ----------
    title : str
    head : list of str
        Names of the columns; the first is empty.
    body, foot : list of list of str
        Rows of estimates (each followed by its standard errors, whose name is empty), and of facts below.
    notes : list of str
    """

    title: str
    head: list[str]
    body: list[list[str]]
    foot: list[list[str]]
    notes: list[str]


def regression_table(
    models: pd.DataFrame | Mapping[str, pd.DataFrame] | Sequence[pd.DataFrame],
    path: str | PathLike[str] | None = None,
    *,
    areas: Sequence[int] | None = None,
    terms: Sequence[str] | Mapping[str, str] | None = None,
    stars: bool = False,
    adjusted: bool = True,
    digits: int = 2,
    lang: str = "zh",
) -> pd.DataFrame:
    """Set regressions side by side as journals print them, and write them to a file.

    Parameters
    ----------
    models : DataFrame, mapping of str to DataFrame, or sequence of DataFrame
        What :func:`area_regression` or :func:`topic_regression` returned. Each area (or topic) of each model is a column; a
        mapping names the models, others are numbered.
    path : path, optional
        ``*.tex`` (with booktabs), ``*.docx``, ``*.html`` or ``*.xlsx``; default none is written.
    areas : sequence of int, optional
        Areas or topics that get a column; default all of each table.
    terms : sequence of str, or mapping of str to str, optional
        Terms that get a row, in this order, and what they are called; default all.
    stars : bool, default False
        Mark p below 0.1, 0.05 and 0.01.
    adjusted : bool, default True
        Stars by p adjusted over the areas (Holm).
    digits : int, default 2
        Digits after the point.
    lang : {"zh", "en"}, default "zh"
        Language of names and notes.

    Returns
    -------
    DataFrame
        The table as text, one column per model and area.

    Raises
    ------
    InputError
        For tables that are no regressions, terms or areas that none has, another ending, or a folder that does not exist.

    See Also
    --------
    area_regression : makes the estimates.
    plot_effects : draws them.

    Examples
    --------
    >>> import analysis as fz
    >>> sim = fz.make_reports(n_regions=12, random_state=1)
    >>> model = fz.area_regression("share ~ year", sim.paragraphs, reports=sim.reports, fixed_effects="region")
    >>> regression_table(model, areas=[4, 6], lang="en").shape
    (7, 3)
    """
    check_choice("lang", lang, LANGUAGES)
    named = _named(models, lang)
    paper = _paper(named, areas, terms, stars, adjusted, digits, lang)
    if path is not None:
        file = check_output(Path(path), ENDINGS)
        _WRITERS[file.suffix](paper, file)
    return pd.DataFrame([*paper.body, *paper.foot], columns=paper.head)


def _named(models: Any, lang: str) -> dict[str, pd.DataFrame]:
    if isinstance(models, pd.DataFrame):
        named = {"": models}
    elif isinstance(models, Mapping):
        named = {str(name): table for name, table in models.items()}
    elif isinstance(models, Sequence) and not isinstance(models, str):
        named = {f"({number})": table for number, table in enumerate(models, start=1)}
    else:
        raise InputError(
            "models", f"is a {type(models).__name__}", "give tables that area_regression returns"
        )
    if not named:
        raise InputError("models", "hold no table", "give tables that area_regression returns")
    for table in named.values():
        check_table(table, _COLUMNS, argument="models", maker="area_regression")
        if "area" not in table.columns and "topic" not in table.columns:
            raise InputError(
                "models", "have neither areas nor topics", "give tables that area_regression returns"
            )
    return named


def _paper(
    named: Mapping[str, pd.DataFrame],
    areas: Sequence[int] | None,
    terms: Sequence[str] | Mapping[str, str] | None,
    stars: bool,
    adjusted: bool,
    digits: int,
    lang: str,
) -> Paper:
    words = words_of("regression", lang)
    held = list(dict.fromkeys(term for table in named.values() for term in table["term"]))
    shown = list(held) if terms is None else list(terms)
    strange = [term for term in shown if term not in held]
    if strange or not shown:
        problem = f"hold {strange[0]!r}" if strange else "are none"
        raise InputError("terms", problem, f"use some of {', '.join(held)}")
    called = {term: term_name(term, lang) for term in shown}
    if isinstance(terms, Mapping):
        called |= {str(term): str(name) for term, name in terms.items()}
    columns: list[tuple[str, pd.DataFrame]] = []
    for name, table in named.items():
        by = "area" if "area" in table.columns else "topic"
        for value, own in table.groupby(by, sort=True):
            if areas is None or value in list(areas):
                columns.append((_head(name, by, int(value), table, words, lang), own.set_index("term")))
    if not columns:
        raise InputError("areas", f"hold none of the tables ({areas!r})", "use areas that they have")
    body = []
    for term in shown:
        cells = [_cells(own, term, stars, adjusted, digits) for _, own in columns]
        body.append([called[term], *(first for first, _ in cells)])
        body.append(["", *(second for _, second in cells)])
    foot = [[words["facts"][name], *(say(own) for _, own in columns)] for name, say in _FACTS.items()]
    notes = _notes(named, words, stars, adjusted)
    return Paper(words["title"], ["", *(head for head, _ in columns)], body, foot, notes)


def _head(name: str, by: str, value: int, table: pd.DataFrame, words: Mapping[str, Any], lang: str) -> str:
    if by == "area":
        scheme = scheme_of_estimates(table, "models")
        own = f"{value} {scheme.label(value, lang)}"
    else:
        own = words["topic"].format(n=value)
    return f"{name} {own}".strip()


def _cells(own: pd.DataFrame, term: str, stars: bool, adjusted: bool, digits: int) -> tuple[str, str]:
    if term not in own.index or pd.isna(own.loc[term, "estimate"]):
        return "", ""
    row = own.loc[term]
    p = row["p_holm"] if adjusted else row["p"]
    mark = "*" * sum(p < bound for bound in _STARS) if stars and pd.notna(p) else ""
    error = "" if pd.isna(row["std_error"]) else f"({row['std_error']:.{digits}f})"
    return number(row["estimate"], digits) + mark, error


def _text(own: pd.DataFrame, name: str) -> str:
    value = own[name].iloc[0] if name in own.columns else None
    return "" if value is None or pd.isna(value) else str(value)


def _range(values: pd.Series) -> str:
    known = sorted({int(value) for value in values.dropna()})
    if not known:
        return "—"
    return f"{known[0]:,}" if len(known) == 1 else f"{known[0]:,}–{known[-1]:,}"


def _count(own: pd.DataFrame, name: str) -> str:
    return f"{int(own[name].iloc[0]):,}" if name in own.columns else _NONE


_NONE = "—"
# below the estimates, in the words of the regression
_FACTS: Mapping[str, Callable[[pd.DataFrame], str]] = {
    "fixed_effects": lambda own: _text(own, "fixed_effects") or _NONE,
    "n_reports": lambda own: _count(own, "n_reports"),
    "n_clusters": lambda own: _range(own["n_clusters"]),
    "n_codes": lambda own: _count(own, "n_codes"),
    "n_left_out": lambda own: _count(own, "n_left_out"),
}


def _notes(
    named: Mapping[str, pd.DataFrame], words: Mapping[str, Any], stars: bool, adjusted: bool
) -> list[str]:
    notes = [words["unit"]]
    ones = [table.iloc[0] for table in named.values()]
    estimators = {str(one.get("estimator")) for one in ones if pd.notna(one.get("estimator"))}
    notes += [words["estimators"][name] for name in sorted(estimators) if name in words["estimators"]]
    for variance in dict.fromkeys(str(one["variance"]) for one in ones):
        clusters = " / ".join(dict.fromkeys(str(one["cluster"]) for one in ones))
        notes.append(words["variances"][variance].format(cluster=clusters))
    formulas = dict.fromkeys(str(one["formula"]) for one in ones)
    notes.append(words["formulas"].format(formulas="; ".join(formulas)))
    if stars:
        notes.append(words["stars_adjusted" if adjusted else "stars"])
    if any(is_simulated(table) for table in named.values()):
        notes.append(words["simulated"])
    return notes


# files


def _write_html(paper: Paper, file: Path) -> None:
    def row(cells: list[str], tag: str = "td", look: str = "") -> str:
        first, *others = (html.escape(cell) for cell in cells)
        return (
            f"<tr{look}><th scope='row'>{first}</th>"
            + "".join(f"<{tag}>{own}</{tag}>" for own in others)
            + "</tr>"
        )

    lines = [
        "<!doctype html><meta charset='utf-8'>",
        "<style>table{border-collapse:collapse;border-top:1.5px solid;border-bottom:1.5px solid;font-family:serif}"
        "caption{text-align:left;font-weight:bold}th{font-weight:normal;text-align:left}td,thead th{text-align:center;"
        "padding:1px 8px}thead{border-bottom:1px solid}tbody+tbody{border-top:1px solid}"
        "tfoot td{text-align:left;font-size:85%;border-top:1px solid}</style>",
        f"<table><caption>{html.escape(paper.title)}</caption><thead>",
        row(paper.head, "th"),
        "</thead><tbody>",
        *(row(cells) for cells in paper.body),
        "</tbody><tbody>",
        *(row(cells) for cells in paper.foot),
        f"</tbody><tfoot><tr><td colspan='{len(paper.head)}'>{html.escape(' '.join(paper.notes))}</td></tr></tfoot></table>",
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def tex(text: str) -> str:
    r"""A text that LaTeX prints as it is.

    >>> tex("log_gdp & 5%")
    'log\\_gdp \\& 5\\%'
    """
    return "".join(_TEX.get(sign, sign) for sign in text)


def _write_tex(paper: Paper, file: Path) -> None:
    def row(cells: list[str]) -> str:
        return " & ".join(tex(cell) for cell in cells) + r" \\"

    width = len(paper.head)
    lines = [
        r"% \usepackage{booktabs}; in Chinese compile with XeLaTeX and ctex",
        r"\begin{table}[htbp]",
        r"\centering",
        rf"\caption{{{tex(paper.title)}}}",
        rf"\begin{{tabular}}{{l{'c' * (width - 1)}}}",
        r"\toprule",
        row(paper.head),
        r"\midrule",
        *(row(cells) for cells in paper.body),
        r"\midrule",
        *(row(cells) for cells in paper.foot),
        r"\bottomrule",
        r"\end{tabular}",
        rf"\par\smallskip\parbox{{0.95\linewidth}}{{\footnotesize {tex(' '.join(paper.notes))}}}",
        r"\end{table}",
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _write_docx(paper: Paper, file: Path) -> None:
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    if len(paper.head) > 5:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    document.add_paragraph(paper.title).runs[0].bold = True
    rows = [paper.head, *paper.body, *paper.foot]
    table = document.add_table(rows=len(rows), cols=len(paper.head))
    ruled = {0: ("top", "bottom"), len(paper.body): ("bottom",), len(rows) - 1: ("bottom",)}
    for row, cells in enumerate(rows):
        for place, (cell, text) in enumerate(zip(table.rows[row].cells, cells, strict=True)):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(text)
            run.font.size = Pt(9)
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if place else WD_ALIGN_PARAGRAPH.LEFT
            if row in ruled:
                borders = OxmlElement("w:tcBorders")
                for side in ruled[row]:
                    line = OxmlElement(f"w:{side}")
                    line.set(qn("w:val"), "single")
                    line.set(qn("w:sz"), "8")
                    borders.append(line)
                cell._tc.get_or_add_tcPr().append(borders)
    document.add_paragraph(" ".join(paper.notes)).runs[0].font.size = Pt(8)
    document.save(str(file))


def _write_xlsx(paper: Paper, file: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = paper.title[:31]
    rows = [[paper.title], paper.head, *paper.body, *paper.foot, [" ".join(paper.notes)]]
    line = Side(style="thin")
    for row, cells in enumerate(rows, start=1):
        for place, text in enumerate(cells, start=1):
            cell = sheet.cell(row, place)
            cell.value, cell.data_type = text, "s"  # never a formula
            if 1 < row < len(rows):
                cell.alignment = Alignment(horizontal="left" if place == 1 else "center", wrap_text=row == 2)
            if row == 2:
                cell.border = Border(top=line, bottom=line)
            elif row in (2 + len(paper.body), len(rows) - 1):
                cell.border = Border(bottom=line)
    sheet["A1"].font = Font(bold=True)
    for place in range(1, len(paper.head) + 1):
        longest = max((len(cells[place - 1]) for cells in rows[2:-1]), default=8)
        sheet.column_dimensions[get_column_letter(place)].width = min(max(longest + 2, 12), _WIDE)
    book.save(file)


_WRITERS = {".tex": _write_tex, ".docx": _write_docx, ".html": _write_html, ".xlsx": _write_xlsx}
