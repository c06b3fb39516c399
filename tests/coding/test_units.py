"""Units on their way to a coder: what may be written, and marks that notice every change."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coding import units
from analysis.coding.units import (
    find_change,
    fingerprint,
    prepare_units,
    read_limited,
    read_marks,
    write_marks,
    write_new,
)
from analysis.errors import InputError

from .handing_in import SECRET_WORDS, TELLING, make_sample


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"unit_id": ["u1", "u1", "u3", "u4", "u5", "u6"]}, "sample has the unit_id 'u1' twice"),
        ({"unit_id": ["u1", "", "u3", "u4", "u5", "u6"]}, "sample has the unit_id ''"),
        ({"unit_id": ["u1", None, "u3", "u4", "u5", "u6"]}, "sample has the unit_id ''"),
        ({"unit_id": ["u1", pd.NA, "u3", "u4", "u5", "u6"]}, "sample has the unit_id ''"),
        ({"unit_id": ["u1", " u2", "u3", "u4", "u5", "u6"]}, "sample has the unit_id ' u2'"),
        ({"unit_id": ["u1", "u\x002", "u3", "u4", "u5", "u6"]}, "sample has the unit_id 'u\\x002'"),
        (
            {"inclusion_probability": [0.0] + [0.5] * 5},
            "sample has the inclusion_probability 0.0 for unit 'u1'",
        ),
        (
            {"inclusion_probability": [1.5] + [0.5] * 5},
            "sample has the inclusion_probability 1.5 for unit 'u1'",
        ),
        ({"text": [None] + ["法"] * 5}, "sample has a unit without text"),
        ({"text": ["法" * 32_768] + ["法"] * 5}, "sample has 32768 characters in one cell of unit 'u1'"),
        ({"text": ["😀" * 16_384] + ["法"] * 5}, "sample has 32768 characters in one cell of unit 'u1'"),
    ],
)
def test_a_sample_that_will_not_do_is_refused(change: dict[str, list[object]], message: str) -> None:
    with pytest.raises(InputError) as caught:
        prepare_units(make_sample(**change), blind=True)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("column", ["unit_id", "text", "inclusion_probability"])
def test_a_missing_column_is_named(column: str) -> None:
    with pytest.raises(InputError, match=f"sample lacks the column.s. {column}; .*sample_for_coding"):
        prepare_units(make_sample().drop(columns=column), blind=True)


def test_an_empty_sample_is_refused() -> None:
    with pytest.raises(InputError, match="has 0 rows"):
        prepare_units(make_sample().head(0), blind=True)


def test_the_sample_is_not_changed() -> None:
    sample, before = make_sample(), make_sample()
    prepare_units(sample, blind=False)
    pd.testing.assert_frame_equal(sample, before)


def test_unknown_probability_stays_unknown() -> None:
    assert (
        prepare_units(make_sample(inclusion_probability=[None] * 6), blind=True)[0].inclusion_probability
        is None
    )


def test_marks_come_back() -> None:
    unit = prepare_units(make_sample(), blind=False)[0]
    marks = read_marks(write_marks(unit, 1, 6, "甲"))
    assert marks is not None
    assert (marks.number, marks.total, marks.coder) == (1, 6, "甲")
    assert marks.inclusion_probability == 1 / 3
    assert not find_change(marks.fingerprint, unit.unit_id, unit.text)
    assert (unit.seen_id, marks.hidden, marks.unit_id("u1")) == ("u1", "", "u1")


def test_the_marks_of_a_blind_unit_hold_its_own_id_where_nobody_reads_it() -> None:
    unit = prepare_units(make_sample(unit_id=list(TELLING)), blind=True)[0]
    cell = write_marks(unit, 1, 6, "甲")
    assert not any(word in cell for word in SECRET_WORDS)
    marks = read_marks(cell)
    assert marks is not None
    assert marks.unit_id(unit.seen_id) == unit.unit_id == "yichun_2017-p000-i01"
    assert not find_change(marks.fingerprint, unit.unit_id, unit.text)
    assert find_change(marks.fingerprint, unit.seen_id, unit.text)


def test_units_that_look_the_same_to_a_blind_coder_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "blind_id", lambda name: "u-0")
    with pytest.raises(InputError, match="has units that look the same to a blind coder, 'u1' and 'u2'"):
        prepare_units(make_sample(), blind=True)


@pytest.mark.parametrize(
    "change",
    [
        {"number": 0},
        {"number": True},
        {"number": "1"},
        {"total": 10**9},
        {"coder": 1},
        {"inclusion_probability": 0},
        {"inclusion_probability": "0.5"},
        {"inclusion_probability": float("nan")},
        {"inclusion_probability": 10**400},
        {"fingerprint": "abc"},
        {"fingerprint": None},
        {"hidden": "eWljaHVu"},  # of another unit
        {"hidden": "u1"},
        {"hidden": "依法"},
        {"hidden": "/w=="},
        {"hidden": None},
        {"more": 1},
    ],
)
def test_changed_marks_are_not_read(change: dict[str, object]) -> None:
    marks = json.loads(write_marks(prepare_units(make_sample(), blind=True)[0], 1, 6, ""))
    assert read_marks(json.dumps(marks)) is not None
    assert read_marks(json.dumps(marks | change)) is None


@pytest.mark.parametrize("cell", ["", "{", "[]", "[1]", "{}", "1", None, 3, "[" * 100_000, "9" * 5_000])
def test_what_is_no_mark_is_not_read(cell: object) -> None:
    assert read_marks(cell) is None


@given(st.text(), st.text(st.sampled_from(" \t\r\n\u3000\xa0")))
def test_white_space_and_escapes_do_not_change_a_fingerprint(text: str, space: str) -> None:
    known = fingerprint("u", text)
    assert known == fingerprint("u", space + text.replace("\r", "_x000D_") + space)


@pytest.mark.parametrize(
    ("unit_id", "text", "problem"),
    [
        ("u1", "依 法\n", ""),
        ("u1", None, ""),
        ("u2", "依法", "other_id"),
        ("u1", "依法。", "other_text"),
        ("u1", "", "other_text"),
    ],
)
def test_a_change_is_found(unit_id: str, text: str | None, problem: str) -> None:
    assert find_change(fingerprint("u1", "依法"), unit_id, text) == problem


def test_a_file_is_never_overwritten(tmp_path) -> None:
    path = write_new(tmp_path / "a.csv", b"1", (".csv",))
    with pytest.raises(InputError, match=r"path '.*a\.csv' exists already; give a new name"):
        write_new(path, b"2", (".csv",))
    assert path.read_bytes() == b"1"


def test_a_file_too_large_is_not_read(tmp_path, monkeypatch) -> None:
    path = write_new(tmp_path / "a.csv", b"12345", (".csv",))
    assert read_limited(path) == b"12345"
    monkeypatch.setattr(units, "MAX_BYTES", 4)
    with pytest.raises(InputError, match="MiB; give files of at most"):
        read_limited(path)
