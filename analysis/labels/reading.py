"""Answers of a labelling model, read from files that anybody may have written: labels, and a table of all problems.

Files are read line by line, with a bound on each line and on all of them; a line that cannot be read is a problem with
its place, and the next line is read. Nothing is dropped without a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.columns.types import COUNT, FLAG, NUMBER, TEXT
from analysis.errors import InputError
from analysis.labels.answers import Answer, is_request, read_answer, read_record
from analysis.labels.units import REQUEST_ID, as_units
from analysis.labels.values import short
from analysis.output import read_table
from analysis.scheme import Scheme
from analysis.taxonomy import as_taxonomy

ENDINGS = (".jsonl", ".csv")
MAX_LINE = 4 << 20  # bytes; an answer with long thoughts has some thousands
MAX_FILE = 2 << 30  # bytes; 50,000 answers have about 150 million
MAX_TABLE = 200 << 20  # bytes of a CSV, which is read at once
MAX_LINES = 2_000_000  # of all files
LABELS = {
    **{"unit_id": TEXT, "role": TEXT, "area": COUNT, "area_2": COUNT, "measure": TEXT, "sure": COUNT},
    **{"probability": NUMBER, "label_by": TEXT, "text_hash": TEXT},
}
PROBLEMS = {
    **{"file": TEXT, "line": COUNT, "custom_id": TEXT, "unit_id": TEXT, "kind": TEXT, "detail": TEXT},
    "labelled": FLAG,
}


class _Placed(NamedTuple):
    """An answer, where it stands, and the unit it is for ("" where that is not known)."""

    file: str
    line: int
    answer: Answer
    unit_id: str = ""

    def as_problem(self, kind: str, detail: str) -> _Placed:
        """The same place with what is wrong there."""
        return self._replace(answer=self.answer._replace(kind=kind, detail=detail))


def read_labels(
    path: str | Path, units: pd.DataFrame | None = None, *, scheme: Scheme | str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the answers of a labelling model, and all that is wrong with them.

    Parameters
    ----------
    path : path
        The answers to :func:`write_label_requests` as a batch service returns them (``*.jsonl``); or plain labels, as JSONL
        with an object a unit or as CSV, with ``unit_id`` and any of ``role``, ``area``, ``area_2``, ``measure``, ``sure``,
        ``probability``, ``text_hash``, ``label_by``; or a folder of such files, such as the parts and a second try.
    units : DataFrame, one row per unit, optional
        The units that the requests were written for. Needed where the answers carry the ids of requests; with it, answers
        for other units, for a text that has changed, and units without an answer are found.
    scheme : Scheme or str, optional
        Scheme of own categories that was labelled by; default the eight areas.

    Returns
    -------
    labels : DataFrame, one row per labelled unit
        ``unit_id``, ``role``, ``area``, ``area_2``, ``measure``, ``sure``, ``probability``, ``label_by`` (the model that
        answered) and ``text_hash``: the argument `labels` of :func:`take_predictions`.
    problems : DataFrame, one row per problem
        ``file``, ``line``, ``custom_id``, ``unit_id``, ``kind``, ``detail``, and ``labelled``: whether the unit has a label
        all the same, from another line. Kinds: "malformed" (no JSON, cut off, no id), "refused" (by the model or a filter),
        "failed" (by the service), "codebook" (not in the codebook, or a measure of another area), "unknown" (of none of the
        units), "changed" (given for another text), "duplicate" (a second answer; where two answers differ, neither is
        taken), "missing" (no answer at all).

    Raises
    ------
    InputError
        When there is no such file, it holds requests or is too large, or the ids of requests cannot be resolved.

    See Also
    --------
    write_label_requests : writes the requests.
    take_predictions : uses the labels in place of the classifier's.
    labels_as_codes : compares the labels with a person's codes.

    Examples
    --------
    >>> import tempfile
    >>> units = pd.DataFrame({"item_id": ["p1-i01", "p2-i01"], "text": ["审结行政复议案件75件。", "制定规章2件。"]})
    >>> answers = '{"unit_id": "p1-i01", "role": "work", "area": 6}\\n{"unit_id": "p2-i01", "area": "not sure"}\\n'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "answers.jsonl")
    ...     _ = path.write_text(answers, "utf-8")
    ...     labels, problems = read_labels(path, units)
    >>> labels[["unit_id", "role", "area"]].values.tolist(), problems[["unit_id", "kind"]].values.tolist()
    ([['p1-i01', 'work', 6]], [['p2-i01', 'codebook']])
    """
    known = None if units is None else as_units(units)
    resolve = _as_given if known is None else _resolver(known)
    kept: dict[str, _Placed] = {}
    differing: set[str] = set()
    problems: list[_Placed] = []
    own = None if scheme is None else as_taxonomy(scheme)
    for one in map(resolve, _answers(Path(path), own)):
        if one.answer.kind:
            problems.append(one)
            continue
        first = kept.setdefault(one.unit_id, one)
        if first is one:
            continue
        same = first.answer.codes == one.answer.codes
        if not same:
            differing.add(one.unit_id)
        said = "the same answer as" if same else "another answer than"
        problems.append(one.as_problem("duplicate", f"{said} in {first.file}, line {first.line}"))
    for unit_id in differing:
        del kept[unit_id]
    labels = pd.DataFrame([_label(one) for one in kept.values()], columns=list(LABELS)).astype(LABELS)
    return labels, _problem_table(problems, kept, known)


def _answers(path: Path, scheme: Scheme | None = None) -> Iterator[_Placed]:
    """All answers of a file, or of the files of a folder in the order of their names."""
    files = [path]
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix in ENDINGS)
        if not files:
            raise InputError(
                "path", f"'{path}' holds no {' or '.join(ENDINGS)}", "give the folder of the answers"
            )
    left = MAX_LINES
    for file in files:
        _check_file(file)
        for one in _rows(file, scheme) if file.suffix == ".csv" else _lines(file, scheme):
            left -= 1
            if left < 0:
                raise InputError("path", f"holds more than {MAX_LINES} lines", "read the files in parts")
            yield one


def _check_file(file: Path) -> None:
    """Only regular files of a known ending and a bounded size: a pipe or a device would never end."""
    if not file.is_file():
        raise InputError("path", f"'{file}' is not a file", "give the file of the answers")
    if file.suffix not in ENDINGS:
        raise InputError("path", f"'{file}' has the ending {file.suffix!r}", f"give {' or '.join(ENDINGS)}")
    most = MAX_TABLE if file.suffix == ".csv" else MAX_FILE
    if file.stat().st_size > most:
        problem = f"'{file}' has {file.stat().st_size >> 20} MiB"
        raise InputError("path", problem, f"give files of at most {most >> 20} MiB")


def _lines(file: Path, scheme: Scheme | None = None) -> Iterator[_Placed]:
    """The answers of a JSONL file; a line without end is skipped piece by piece."""
    with file.open("rb") as opened:
        number, first = 0, True
        while raw := opened.readline(MAX_LINE + 1):
            number += 1
            if len(raw) > MAX_LINE:
                while raw and not raw.endswith(b"\n"):
                    raw = opened.readline(MAX_LINE)
                detail = f"the line has more than {MAX_LINE >> 20} MiB"
                yield _Placed(file.name, number, Answer("", {}, kind="malformed", detail=detail))
                continue
            if not raw.strip():
                continue
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                detail = f"the line is not UTF-8 ({error.reason})"
                yield _Placed(file.name, number, Answer("", {}, kind="malformed", detail=detail))
                continue
            if first and is_request(line):
                raise InputError(
                    "path", f"'{file}' holds requests, not answers", "give the file of the answers"
                )
            first = False
            yield _Placed(file.name, number, read_answer(line, scheme))


def _rows(file: Path, scheme: Scheme | None = None) -> Iterator[_Placed]:
    """The answers of a CSV; its header is line 1."""
    try:
        table = read_table(file, dict.fromkeys(_header(file), TEXT))
    except ValueError as error:
        reason = str(error).splitlines()[0][:100]
        raise InputError(
            "path", f"'{file}' cannot be read ({reason})", "give CSV in UTF-8 with a header"
        ) from None
    if not isinstance(table.index, pd.RangeIndex):  # pandas takes cells beyond the header for names of rows
        raise InputError(
            "path", f"'{file}' cannot be read (rows are longer than the header)", "correct the rows"
        )
    for number, row in enumerate(table.astype(object).where(table.notna(), None).to_dict("records"), start=2):
        yield _Placed(
            file.name, number, read_record({str(name): value for name, value in row.items()}, scheme)
        )


def _header(file: Path) -> list[str]:
    return list(pd.read_csv(file, dtype="string", nrows=0, encoding="utf-8").columns)


def _as_given(one: _Placed) -> _Placed:
    """The answer for the unit that it names itself; the ids of requests name none."""
    if REQUEST_ID.fullmatch(one.answer.given_id):
        problem = f"are not given, and answers carry ids of requests such as {one.answer.given_id!r}"
        raise InputError("units", problem, "give the units that the requests were written for")
    return one._replace(unit_id=one.answer.given_id)


def _resolver(known: pd.DataFrame) -> Callable[[_Placed], _Placed]:
    """A function that finds the unit of an answer by the id of its request or its own, and compares the texts."""
    hashes = dict(zip(known["unit_id"], known["text_hash"], strict=True))
    names = {
        own.rpartition("-")[0]: unit_id for own, unit_id in zip(known["request_id"], hashes, strict=True)
    }

    def resolve(one: _Placed) -> _Placed:
        unit_id, then = one.answer.given_id, one.answer.text_hash
        if requested := REQUEST_ID.fullmatch(unit_id):
            unit_id, then = names.get(f"u-{requested[1]}", ""), requested[2]
        if unit_id not in hashes:
            return (
                one if one.answer.kind else one.as_problem("unknown", "the id is that of none of the units")
            )
        one = one._replace(unit_id=unit_id, answer=one.answer._replace(text_hash=hashes[unit_id]))
        if then in ("", hashes[unit_id]) or one.answer.kind:
            return one
        return one.as_problem("changed", "the unit has another text now")

    return resolve


def _label(one: _Placed) -> dict[str, object]:
    answer = one.answer
    number = {
        name: int(answer.codes[name] or 0) if answer.codes[name] else None
        for name in ("area", "area_2", "sure")
    }
    return {
        "unit_id": one.unit_id,
        **answer.codes,
        **number,
        "probability": answer.probability,
        "label_by": answer.label_by or None,
        "text_hash": answer.text_hash or None,
    }


def _problem_table(
    problems: list[_Placed], kept: dict[str, _Placed], known: pd.DataFrame | None
) -> pd.DataFrame:
    """Problems in the order of the lines, then the units for which there is no answer at all."""
    rows = [
        {
            "file": one.file,
            "line": one.line,
            "custom_id": short(one.answer.given_id) or None,
            "unit_id": short(one.unit_id) or None,
            "kind": one.answer.kind,
            "detail": one.answer.detail,
            "labelled": one.unit_id in kept,
        }
        for one in problems
    ]
    if known is not None:
        answered = {*kept, *(one.unit_id for one in problems)}
        lacking = known[~known["unit_id"].isin(answered)]
        rows += [
            {
                "custom_id": own,
                "unit_id": unit_id,
                "kind": "missing",
                "detail": "no answer",
                "labelled": False,
            }
            for own, unit_id in zip(lacking["request_id"], lacking["unit_id"], strict=True)
        ]
    return pd.DataFrame(rows, columns=list(PROBLEMS)).astype(PROBLEMS)
