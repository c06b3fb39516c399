"""One row of a table of texts: its text, its facts, its covariates, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.columns import COLUMNS
from analysis.reading.formats.limits import Refusal
from analysis.reading.remarks import Remark
from analysis.reading.tabular.cells import Lost, as_cell, cell_text, is_cut
from analysis.reading.tabular.facts import read_facts
from analysis.reading.tabular.heads import FACTS, Taken
from analysis.reading.tabular.row import Row
from analysis.text import one_line, squeeze

_DAMAGED = ("json_damaged", "quote_not_closed")  # of rows that are none
_BREAKS = 3  # line breaks written as two characters from which they are taken for line breaks


def read_row(taken: Taken, cells: Sequence[Any]) -> Row:
    """What one row says; raises the refusal of a row that cannot be used."""
    if cells and isinstance(cells[0], Lost) and cells[0].code in _DAMAGED:
        raise Refusal("unreadable", cells[0].code, value=cells[0].value)
    width = len(taken.names)
    if any(as_cell(cell) is not None for cell in cells[width:]):
        raise Refusal("unreadable", "row_too_long", n=len(cells), columns=width)

    def cell(place: int) -> Any:
        return as_cell(cells[place]) if place < len(cells) else None

    places = taken.places
    parts = [cell(place) for place in places["text"]]
    if all(part is None or isinstance(part, Lost) for part in parts):
        lost = next((part for part in parts if isinstance(part, Lost)), None)
        if lost:
            raise Refusal("unreadable", "row_text_lost", value=lost.value)
        if places["text"][0] >= len(cells):
            raise Refusal("unreadable", "row_too_short", n=len(cells), columns=width)
        raise Refusal("empty", "row_without_text")
    text = "\n".join(cell_text(part) for part in parts if part is not None and not isinstance(part, Lost))
    if not squeeze(text):
        raise Refusal("empty", "row_without_text")
    facts = read_facts({column: cell(places[column][0]) for column in FACTS if column in places})
    wrong = [one for one in facts.unreadable if one.column not in ("doc_type", "level")]
    if wrong:
        column = taken.names[places[wrong[0].column][0]]
        raise Refusal("unreadable", "row_cell_unreadable", column=column, value=wrong[0].value)
    remarks = list(facts.remarks)
    extra: dict[str, Any] = {}
    for one in facts.unreadable:
        remarks.append(Remark("choice_unknown", column=one.column, value=one.value))
        extra[covariate_name(taken.names[places[one.column][0]])] = one.value
    if any(isinstance(part, str) and is_cut(part) for part in parts):
        remarks.append(Remark("cell_cut"))
    if "\n" not in text and text.count("\\n") >= _BREAKS:
        text = text.replace("\\r\\n", "\n").replace("\\n", "\n")
        remarks.append(Remark("written_breaks"))
    own = cell(places["report_id"][0]) if "report_id" in places else None
    name = "" if own is None or isinstance(own, Lost) else one_line(cell_text(own))
    for column, place in taken.extra.items():
        value = cell(place)
        extra[covariate_name(column)] = None if isinstance(value, Lost) else value
        if isinstance(value, Lost):
            remarks.append(Remark(value.code, column=column, value=value.value))
    return Row(text, facts.given, extra, name, remarks=tuple(remarks))


def covariate_name(name: str) -> str:
    """The name under which a column travels along; one of ours gets a mark."""
    return f"{name}_given" if name in COLUMNS["reports"] or name in COLUMNS["paragraphs"] else name
