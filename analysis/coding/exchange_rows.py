"""The units that Label Studio and doccano export: each known again by its marks, every mistake named.

Both programs have changed their exports over time: where the documented forms differ, either is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from analysis.coding.codes import Row, mark_row
from analysis.coding.problems import Problem
from analysis.coding.units import read_limited, read_marks
from analysis.coding.values import FIELDS
from analysis.errors import InputError
from analysis.text import plain_cell

Given = dict[str, str]
Faults = list[tuple[str, str]]


def read_tasks(path: Path, coder: str | None) -> Iterator[Row | Problem]:
    """The annotations of an export of Label Studio."""
    text = _text_of(path)
    try:
        tasks = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("path", f"'{path}' is not JSON", "give the file as it was exported") from None
    if not isinstance(tasks, list):
        raise InputError("path", f"'{path}' is not a list of tasks", "export as JSON from Label Studio")
    for row, task in enumerate(tasks, start=1):
        yield from _read_task(path.name, row, task, coder)


def read_lines(path: Path, coder: str) -> Iterator[Row | Problem]:
    """The lines of an export of doccano."""
    lines = _text_of(path).split("\n")  # not splitlines: U+2028 may stand inside a text
    for row, line in enumerate(lines, start=1):
        if line.strip():
            yield from _read_line(path.name, row, line, coder)


def _text_of(path: Path) -> str:
    try:
        return read_limited(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("path", f"'{path}' is not UTF-8 text", "give the file as it was exported") from None


def _read_task(file: str, row: int, task: Any, coder: str | None) -> Iterator[Row | Problem]:
    data = task.get("data") if isinstance(task, dict) else None
    annotations = task.get("annotations") or [] if isinstance(task, dict) else None
    if not isinstance(data, dict) or not isinstance(annotations, list):
        yield Problem(file, row, "", "is no task with data and annotations", "export as JSON, not JSON-MIN")
        return
    done = [one for one in annotations if isinstance(one, dict) and not one.get("was_cancelled")]
    for annotation in done or [{}]:
        given, faults = _read_results(annotation.get("result"))
        name = coder or _annotator(annotation.get("completed_by"))
        if annotation and not name:
            faults.append(("annotation does not say who made it", "give the argument coder"))
        day = _day(annotation.get("updated_at") or annotation.get("created_at"))
        yield from _place(file, row, data, given, faults, name, day)


def _read_results(results: Any) -> tuple[Given, Faults]:
    """What was chosen for each field, and the fields with more than one choice."""
    chosen: list[tuple[str, str]] = []
    for result in results if isinstance(results, list) else ():
        value = result.get("value") if isinstance(result, dict) else None
        picked = value.get("choices") if isinstance(value, dict) else None
        if isinstance(picked, list) and result.get("from_name") in FIELDS:
            chosen += [(result["from_name"], str(choice)) for choice in picked]
    return _one_each(chosen)


def _annotator(completed_by: Any) -> str:
    if isinstance(completed_by, dict):
        completed_by = completed_by.get("email") or completed_by.get("id")
    return "" if completed_by is None else str(completed_by).strip()


def _day(stamp: Any) -> date | None:
    try:
        return date.fromisoformat(str(stamp)[:10])
    except ValueError:
        return None


def _read_line(file: str, row: int, line: str, coder: str) -> Iterator[Row | Problem]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        yield Problem(file, row, "", "line is not a JSON object", "export as JSONL from doccano")
        return
    nested = record.get("meta") or record.get("metadata")  # older versions keep metadata apart
    data = record | nested if isinstance(nested, dict) else record
    data = data | {"text": record.get("text", record.get("data"))}
    labels = record.get("label", record.get("labels")) or []
    chosen, faults = [], []
    for label in labels if isinstance(labels, list) else [labels]:
        field, _, value = plain_cell(str(label)).partition(":")
        if field in FIELDS:
            chosen.append((field, value))
        else:
            faults.append((f"label {label!r} is none of the codebook's", "use the labels of doccano_labels"))
    given, doubled = _one_each(chosen)
    yield from _place(file, row, data, given, faults + doubled, coder, None)


def _one_each(chosen: list[tuple[str, str]]) -> tuple[Given, Faults]:
    """One value per field; a field with several is a mistake."""
    given: Given = {}
    faults = []
    for field, value in dict.fromkeys(chosen):
        if field in given:
            faults.append((f"{field} is given twice, {given[field]!r} and {value!r}", "keep one of them"))
        given.setdefault(field, value)
    return given, faults


def _place(
    file: str,
    row: int,
    data: Mapping[str, Any],
    given: Given,
    faults: Faults,
    coder: str,
    day: date | None,
) -> Iterator[Row | Problem]:
    """One unit as it came back, or what is wrong with it."""
    seen_id = data.get("unit_id")
    name = seen_id if isinstance(seen_id, str) else ""
    if not given and not faults and not name:
        # some versions of doccano drop the metadata of what has no label yet
        yield Row(file, row, f"row {row}", {}, coder)
        return
    marks = read_marks(data.get("marks"))
    for fault in faults:
        yield Problem(file, row, marks.unit_id(name) if marks else name, *fault)
    if marks is None:
        yield Problem(file, row, name, "marks are missing or were changed", "export with all data fields")
    elif not faults:
        texts = {key: data[key] for key in ("before", "text", "after") if isinstance(data.get(key), str)}
        texts.setdefault("text", "")
        found = mark_row(file, row, name, texts, given, marks._replace(coder=coder))
        yield replace(found, coded_on=day) if isinstance(found, Row) else found
