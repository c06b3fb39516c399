"""What is doubtful about how a report was cut and what its parts are for: remarks for the ledger."""

from __future__ import annotations

from analysis.reading.evidence.outlook import may_turn
from analysis.reading.evidence.script import is_traditional
from analysis.reading.printed import Layout, read_layout
from analysis.reading.remarks import Remark
from analysis.reading.roles import Context, assign_roles
from analysis.reading.split import merge_blank_lines
from analysis.text import count_characters, simplify

REPORTS = ("annual_report", "work_summary", "press_conference")  # that tell what was done
MOST = 0.6  # share of plans and problems from which a report is doubted
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
        ``printed_lines_joined`` (n), ``run_on_lines_cut`` (n), ``mostly_plan`` (share) and ``no_work``.

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
    if layout.cut:
        remarks.append(Remark("run_on_lines_cut", n=layout.cut))
    if doc_type in REPORTS and _may_be_doubtful(text, context.year):
        remarks += _doubts(layout, context)
    return remarks


def _may_be_doubtful(text: str, year: int | None) -> bool:
    """Whether a plan may fill most of a text: something that opens one stands early, or the text is short."""
    if len(text) < _SHORT:
        return True
    part = text[: int(_PART * len(text))]
    return may_turn(simplify(part) if is_traditional(part) else part, year)


def _doubts(layout: Layout, context: Context) -> list[Remark]:
    blocks = merge_blank_lines(layout.pieces)
    chars = dict.fromkeys(("work", "problem", "plan"), 0)
    for block, placed in zip(blocks, assign_roles(blocks, context), strict=True):
        if placed.role in chars:
            chars[placed.role] += count_characters(block)
    if not chars["work"]:
        return [Remark("no_work")]
    share = 1 - chars["work"] / sum(chars.values())
    return [Remark("mostly_plan", share=round(share, 2))] if share > MOST else []
