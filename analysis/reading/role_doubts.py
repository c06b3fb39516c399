"""What is doubtful about how a report was cut and what its parts are for: remarks for the ledger."""

from __future__ import annotations

import re

from analysis.reading.evidence.outlook import may_turn
from analysis.reading.evidence.script import is_traditional
from analysis.reading.numbering import find_heading
from analysis.reading.printed import Layout, as_read, read_layout
from analysis.reading.remarks import Remark
from analysis.reading.roles import Context, assign_roles
from analysis.reading.split import merge_blank_lines
from analysis.text import count_characters, simplify

REPORTS = ("annual_report", "work_summary", "press_conference")  # that tell what was done
MOST = 0.6  # share of plans and problems from which a report is doubted
_SECTIONS = 3  # headings that run into their text, from which that is the way of the document
_LONG = 120  # characters of a piece that holds text behind its heading
_OUTER = re.compile(r"\s*[一二三四五六七八九十]{1,3}、")
_SHORT = 1_500  # characters of a text whose roles are always read
_PART = 0.45  # of a longer text, in which what makes most of it a plan must begin


def doubts_of_roles(text: str, context: Context, doc_type: str | None) -> list[Remark]:
    """Remarks on the lines and the roles of one document.

    Parameters
    ----------
    text : str
        The whole text.
    context : Context
        Title, issuer and year, as far as known.
    doc_type : str or None
        Only documents that tell what was done are doubted for their roles.

    Returns
    -------
    list of Remark
        ``printed_lines_joined`` (n), ``page_marks_inside`` (n), ``run_on_lines_cut`` (n), ``headings_run_into_text`` (n), ``mostly_plan`` (share) and ``no_work``.

    Examples
    --------
    >>> text = "一、下一步打算\\n加强培训。\\n"
    >>> doubts_of_roles(text, Context(year=2020), "annual_report")
    [Remark(code='no_work', parts={})]
    """
    layout = read_layout(text)
    remarks = []
    if layout.printed:
        remarks.append(Remark("printed_lines_joined", n=layout.printed))
    if layout.marks:
        remarks.append(Remark("page_marks_inside", n=layout.marks))
    if layout.cut:
        remarks.append(Remark("run_on_lines_cut", n=layout.cut))
    open_ended = sum(map(_is_open_ended, layout.pieces))
    if open_ended and (layout.printed or layout.cut or open_ended >= _SECTIONS):
        remarks.append(Remark("headings_run_into_text", n=open_ended))
    if doc_type in REPORTS and _may_be_doubtful(text, context.year):
        remarks += _doubts(layout, context)
    return remarks


def _is_open_ended(piece: str) -> bool:
    """Whether a piece opens a section with a heading that no sign parts from the text."""
    return len(piece) >= _LONG and bool(_OUTER.match(piece)) and find_heading(piece) is None


def _may_be_doubtful(text: str, year: int | None) -> bool:
    """Whether a plan may fill most of a text: something that opens one stands early, or the text is short."""
    if len(text) < _SHORT:
        return True
    part = text[: int(_PART * len(text))]
    return may_turn(simplify(part) if is_traditional(part) else part, year)


def _doubts(layout: Layout, context: Context) -> list[Remark]:
    blocks = merge_blank_lines(layout.pieces)
    chars = dict.fromkeys(("work", "problem", "plan"), 0)
    roles = assign_roles([as_read(block) for block in blocks], context)
    for block, placed in zip(blocks, roles, strict=True):
        if placed.role in chars:
            chars[placed.role] += count_characters(block)
    if not chars["work"]:
        return [Remark("no_work")]
    share = 1 - chars["work"] / sum(chars.values())
    return [Remark("mostly_plan", share=round(share, 2))] if share > MOST else []
