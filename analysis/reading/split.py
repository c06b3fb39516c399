"""From reports to paragraphs with role and heading path, and from paragraphs to items.

Nothing is lost, changed or said twice: the paragraphs of a report, joined, are its text, line breaks included, and
the items of a paragraph, joined, are the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.columns.types import FLAG
from analysis.errors import InputError
from analysis.reading.item_roles import find_item_roles
from analysis.reading.numbering import split_enumeration
from analysis.reading.printed import as_read, read_layout
from analysis.reading.roles import Context, assign_roles
from analysis.tables import check_rows, check_table, simulated_rows, table_of_rows
from analysis.text import hash_and_count, prints

_SHORTEST = 50  # characters of a paragraph to which texts may be cut
_SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;\n]+[”’」』）)]*|$)", re.DOTALL)


def split_paragraphs(reports: pd.DataFrame, *, longest: int | None = None) -> pd.DataFrame:
    """Split reports into paragraphs.

    A paragraph is a block of the source text between its line breaks, the breaks and blank lines after it included.
    Printed lines, which break in mid-sentence where the paper ended, are joined, and text that lost its breaks is cut.

    Parameters
    ----------
    reports : DataFrame, one row per report
        With ``report_id`` and ``text``; ``title``, ``issuer``, ``year`` and ``doc_type`` are used where present.
    longest : int, optional
        Characters above which a paragraph is cut behind a sentence, for texts without paragraphs, such as one long text a
        year; default: no paragraph is cut.

    Returns
    -------
    DataFrame, one row per paragraph
        ``paragraph_id`` (``<report_id>-p<number>``), ``report_id``, ``year``, ``doc_type``, ``text_hash`` (the same for
        texts that differ in nothing that prints), ``position`` (from 1, in the report),
        ``heading_1`` and ``heading_2`` (the outer and inner numbered heading above it, as printed, ``<NA>`` where
        none), ``role``, ``text`` (unaltered) and ``n_chars`` (characters that print something).

    Raises
    ------
    InputError
        When `reports` lacks a column, or a row has no text, an id that another row has, or a year that is none; when
        `longest` is below 50.

    See Also
    --------
    read_reports : reads the reports to be split.
    split_items : splits paragraphs further, into enumerated items.
    classify_paragraphs : gives each paragraph its area.

    Examples
    --------
    >>> reports = pd.DataFrame({"report_id": ["r"], "year": [2020], "text": ["一、完善制度\\n(一)规章。制定规章2件。\\n"]})
    >>> split_paragraphs(reports)[["role", "heading_1", "heading_2"]].values.tolist()
    [['heading', '一、完善制度', <NA>], ['work', '一、完善制度', '(一)规章']]
    """
    check_table(reports, ("report_id", "text"), argument="reports", maker="read_reports")
    check_rows(reports, "report_id", argument="reports")
    if longest is not None and longest < _SHORTEST:
        raise InputError("longest", f"is {longest}", f"give {_SHORTEST} characters or more, or None")
    rows: list[tuple[Any, ...]] = []
    for report in reports.to_dict("records"):
        blocks = split_blocks(report["text"])
        doc_type = _known(report.get("doc_type"))
        context = Context(_known(report.get("title")), _known(report.get("issuer")), _year(report), doc_type)
        roles = assign_roles([as_read(block) for block in blocks], context)
        pairs = zip(blocks, roles, strict=True)
        cut = ((part, placed) for block, placed in pairs for part in cut_sentences(block, longest))
        for position, (block, placed) in enumerate(cut, start=1):
            text_hash, n_chars = hash_and_count(block)
            rows.append(
                (
                    f"{report['report_id']}-p{position:03d}",
                    report["report_id"],
                    context.year,
                    doc_type,
                    text_hash,
                    position,
                    placed.heading_1,
                    placed.heading_2,
                    placed.role,
                    block,
                    n_chars,
                )
            )
    paragraphs = table_of_rows("paragraphs", rows)
    simulated = simulated_rows(reports)  # by title or place, which the paragraphs do not hold
    if simulated.any():
        own = paragraphs["report_id"].isin(set(reports["report_id"].to_numpy()[simulated]))
        paragraphs["simulated"] = own.astype(FLAG)
    return paragraphs


def cut_sentences(text: str, longest: int | None) -> list[str]:
    """A text in pieces of whole sentences, none longer than asked for unless a sentence is; joined, they are the text.

    >>> cut_sentences("甲。乙！丙；丁。", 4)
    ['甲。乙！', '丙；丁。']
    """
    if longest is None or len(text) <= longest:
        return [text]
    pieces = [""]
    for sentence in _SENTENCE.findall(text):
        if pieces[-1] and len(pieces[-1]) + len(sentence) > longest:
            pieces.append("")
        pieces[-1] += sentence
    return pieces


def split_items(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Split paragraphs into items: the parts that 一是… 二是… enumerate, and the lead-in before the first.

    Parameters
    ----------
    paragraphs : DataFrame, one row per paragraph
        With ``paragraph_id`` and ``text``; ``role`` is used where present.

    Returns
    -------
    DataFrame, one row per item
        ``item_id`` (``<paragraph_id>-i<number>``), ``paragraph_id``, ``position`` (from 1, in the paragraph),
        ``role``, ``text_hash``, ``text``, ``n_chars``. A paragraph without enumeration is one item. An item has the
        paragraph's role unless the sentence before it announces another: shortcomings, what comes next, or the contents
        of a plan.

    See Also
    --------
    split_paragraphs : makes the paragraphs to be split.
    classify_paragraphs : classifies paragraphs through their items.

    Examples
    --------
    >>> paragraphs = pd.DataFrame({"paragraph_id": ["p"], "text": ["主要做法:一是建章立制。二是加强培训。"]})
    >>> split_items(paragraphs)["text"].tolist()
    ['主要做法:', '一是建章立制。', '二是加强培训。']
    """
    check_table(paragraphs, ("paragraph_id", "text"), argument="paragraphs", maker="split_paragraphs")
    check_rows(paragraphs, "paragraph_id", argument="paragraphs")
    ids = paragraphs["paragraph_id"].tolist()
    rows: list[tuple[Any, ...]] = []
    for place, position, role, text in cut_items(paragraphs):
        text_hash, n_chars = hash_and_count(text)
        rows.append((item_id(ids[place], position), ids[place], position, role, text_hash, text, n_chars))
    return table_of_rows("items", rows)


def cut_items(paragraphs: pd.DataFrame) -> Iterator[tuple[int, int, str | None, str]]:
    """Items as :func:`split_items` gives them: row of the paragraph from 0, position in it from 1, role, text."""
    roles = paragraphs["role"].tolist() if "role" in paragraphs.columns else [None] * len(paragraphs)
    for place, (text, role) in enumerate(zip(paragraphs["text"].tolist(), roles, strict=True)):
        parts = split_enumeration(text)
        own = find_item_roles(parts, role) if isinstance(role, str) else [None] * len(parts)
        for position, (part, item_role) in enumerate(zip(parts, own, strict=True), start=1):
            yield place, position, item_role, part


def item_id(paragraph_id: str, position: int) -> str:
    """The id of an item of a paragraph."""
    return f"{paragraph_id}-i{position:02d}"


def split_blocks(text: str) -> list[str]:
    """Cut a text after its line breaks; blank lines stay with the block before (or, at the top, after) them.

    Printed lines and pages are joined, and what lost its line breaks is cut at its headings and sentence ends.

    >>> split_blocks("\\n标题\\n\\n正文。\\n")
    ['\\n标题\\n\\n', '正文。\\n']
    """
    return merge_blank_lines(read_layout(text).pieces)


def merge_blank_lines(lines: list[str]) -> list[str]:
    """Blocks of text with the blank lines after them (at the top, before them)."""
    blocks: list[list[str]] = []
    filled = False  # whether the last block holds more than blank lines
    for line in lines:
        holds = prints(line)
        if not blocks or (holds and filled):
            blocks.append([])
            filled = False
        blocks[-1].append(line)
        filled = filled or holds
    return ["".join(block) for block in blocks]


def _year(report: dict[str, Any]) -> int | None:
    """The year of a report, a whole number in whatever form a table holds it."""
    year = _known(report.get("year"))
    try:
        whole = None if year is None else int(year)
    except ValueError:
        whole = -1
    if whole is not None and (whole < 0 or float(year) != whole):
        raise InputError(
            "reports", f"has year {year!r} for report_id '{report['report_id']}'", "give numbers such as 2019"
        )
    return whole


def _known(value: Any) -> Any:
    """None for a missing value, the value otherwise."""
    return None if value is None or pd.isna(value) else value
