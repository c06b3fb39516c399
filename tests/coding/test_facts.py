"""What is known of a unit: packed, unpacked, and refused where it cannot be."""

from __future__ import annotations

import base64
import json
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coding.facts import (
    FACTS,
    MAX_TEXT,
    Facts,
    facts_of,
    pack_facts,
    typed_fact,
    unpack_facts,
    what_would_do,
)
from analysis.columns import COLUMNS

KNOWN: Facts = {
    "paragraph_id": "yichun_2017-p001",
    "report_id": "yichun_2017",
    "n_chars": 40,
    "text_hash": "0123456789abcdef",
    "paragraph_hash": "fedcba9876543210",
    "paragraph_chars": 120,
    "frame_id": "draw-1",
    "stratum": "2017/random",
    "stratum_size": 310,
    "draw_order": 7,
}
texts = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
hashes = st.text("0123456789abcdef", min_size=16, max_size=16)
counts = st.integers(1, 2**31)
any_facts = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("paragraph_id", "report_id", "frame_id", "stratum"), texts),
        **dict.fromkeys(("text_hash", "paragraph_hash"), hashes),
        **dict.fromkeys(("n_chars", "paragraph_chars", "stratum_size", "draw_order"), counts),
    },
)


def test_facts_are_columns_of_codes_in_their_order() -> None:
    assert [name for name in COLUMNS["codes"] if name in FACTS] == list(FACTS) == list(KNOWN)


@given(any_facts)
def test_facts_come_back(facts: Facts) -> None:
    assert unpack_facts(pack_facts(facts)) == facts
    assert not any(what_would_do(name, value) for name, value in facts.items())


def test_nothing_of_the_report_is_read_at_a_glance() -> None:
    assert not any(word in pack_facts(KNOWN) for word in ("yichun", "2017", "random", "p001", "report"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("draw_order", 0),
        ("draw_order", -1),
        ("draw_order", True),
        ("draw_order", 1.5),
        ("draw_order", "1"),
        ("draw_order", 2**40),
        ("stratum_size", 0),
        ("n_chars", -1),
        ("n_chars", None),
        ("text_hash", "0123456789ABCDEF"),
        ("text_hash", "0123"),
        ("paragraph_hash", 5),
        ("report_id", ""),
        ("report_id", "a\x1b[2J"),
        ("report_id", "a" * (MAX_TEXT + 1)),
        ("stratum", ["random"]),
        ("frame_id", None),
    ],
)
def test_what_cannot_be_is_refused(name: str, value: Any) -> None:
    assert what_would_do(name, value)
    cell = base64.b64encode(json.dumps(KNOWN | {name: value}).encode()).decode()
    assert unpack_facts(cell) is None


@pytest.mark.parametrize("cell", ["x", "依法", "W10=", "e30=x", base64.b64encode(b"[" * 90_000).decode()])
def test_what_is_no_fact_is_not_read(cell: str) -> None:
    assert unpack_facts(cell) is None
    assert unpack_facts(base64.b64encode(b'{"coder": "a"}').decode()) is None


def test_facts_of_a_row_keep_numbers_whole_and_leave_out_what_is_missing() -> None:
    row = {"n_chars": 12.0, "draw_order": float("nan"), "stratum": pd.NA, "report_id": "r", "year": 2020}
    assert facts_of(row) == {"n_chars": 12, "report_id": "r"}
    assert facts_of({"n_chars": 1.5, "draw_order": float("inf")}) == {
        "n_chars": 1.5,
        "draw_order": float("inf"),
    }


@pytest.mark.parametrize(
    ("typed", "value"), [("7", 7), ("7.0", 7), ("-7", "-7"), ("7.5", "7.5"), ("９", 9), ("9" * 40, "9" * 40)]
)
def test_numbers_as_a_spreadsheet_writes_them(typed: str, value: str | int) -> None:
    assert typed_fact("draw_order", typed) == value
    assert typed_fact("stratum", typed) == typed
