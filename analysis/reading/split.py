"""From reports to paragraphs with role and heading path, and from paragraphs to items.

Nothing is lost, changed or said twice: the paragraphs of a report, joined, are its text, line breaks included, and
the items of a paragraph, joined, are the paragraph.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.reading.numbering import split_enumeration, split_lines
from analysis.reading.roles import Context, assign_roles
from analysis.tables import COLUMNS, FLAG, check_table, make_table, simulated_rows
from analysis.text import count_characters, hash_text


def split_paragraphs(reports: pd.DataFrame) -> pd.DataFrame:
    """Split reports into paragraphs.

    A paragraph is a block of the source text between its line breaks, the breaks and blank lines after it included.

    Parameters
    ----------
    reports : DataFrame, one row per report
        With ``report_id`` and ``text``; ``title``, ``issuer``, ``year`` and ``doc_type`` are used where present.

    Returns
    -------
    DataFrame, one row per paragraph
        ``paragraph_id`` (``<report_id>-p<number>``), ``report_id``, ``year``, ``doc_type``, ``text_hash`` (the same for
        texts that differ in white space alone), ``position`` (from 1, in the report),
        ``heading_1`` and ``heading_2`` (the outer and inner numbered heading in force, as printed, ``<NA>`` where
        none), ``role``, ``text`` (unaltered) and ``n_chars`` (characters other than white space).

    Raises
    ------
    InputError
        When `reports` lacks a column.

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
    rows: list[tuple[Any, ...]] = []
    for report in reports.to_dict("records"):
        blocks = split_blocks(report["text"])
        year, doc_type = _known(report.get("year")), _known(report.get("doc_type"))
        context = Context(
            _known(report.get("title")), _known(report.get("issuer")), None if year is None else int(year)
        )
        for position, (block, placed) in enumerate(
            zip(blocks, assign_roles(blocks, context), strict=True), start=1
        ):
            rows.append(
                (
                    f"{report['report_id']}-p{position:03d}",
                    report["report_id"],
                    context.year,
                    doc_type,
                    hash_text(block),
                    position,
                    placed.heading_1,
                    placed.heading_2,
                    placed.role,
                    block,
                    count_characters(block),
                )
            )
    paragraphs = _table("paragraphs", rows)
    simulated = simulated_rows(reports)  # by title or place, which the paragraphs do not hold
    if simulated.any():
        own = paragraphs["report_id"].isin(set(reports["report_id"].to_numpy()[simulated]))
        paragraphs["simulated"] = own.astype(FLAG)
    return paragraphs


def split_items(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Split paragraphs into items: the parts that 一是… 二是… enumerate, and the lead-in before the first.

    Parameters
    ----------
    paragraphs : DataFrame, one row per paragraph
        With ``paragraph_id`` and ``text``.

    Returns
    -------
    DataFrame, one row per item
        ``item_id`` (``<paragraph_id>-i<number>``), ``paragraph_id``, ``position`` (from 1, in the paragraph),
        ``text_hash``, ``text``, ``n_chars``. A paragraph without enumeration is one item.

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
    rows = [
        (
            f"{paragraph_id}-i{position:02d}",
            paragraph_id,
            position,
            hash_text(part),
            part,
            count_characters(part),
        )
        for paragraph_id, text in zip(
            paragraphs["paragraph_id"].tolist(), paragraphs["text"].tolist(), strict=True
        )
        for position, part in enumerate(split_enumeration(text), start=1)
    ]
    return _table("items", rows)


def split_blocks(text: str) -> list[str]:
    """Cut a text after its line breaks; blank lines stay with the block before (or, at the top, after) them.

    A report whose line breaks were lost (most of it on one line) is cut at its headings and sentence ends.

    >>> split_blocks("\\n标题\\n\\n正文。\\n")
    ['\\n标题\\n\\n', '正文。\\n']
    """
    blocks: list[list[str]] = []
    filled = False  # whether the last block holds more than blank lines
    for line in split_lines(text):
        holds = bool(line.strip())
        if not blocks or (holds and filled):
            blocks.append([])
            filled = False
        blocks[-1].append(line)
        filled = filled or holds
    return ["".join(lines) for lines in blocks]


def _table(name: str, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """The table `name` from rows that hold its columns in their order."""
    return make_table(name, pd.DataFrame(rows, columns=list(COLUMNS[name])))


def _known(value: Any) -> Any:
    """None for a missing value, the value otherwise."""
    return None if value is None or pd.isna(value) else value
