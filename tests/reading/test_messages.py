"""Messages between processes give back what was packed, and nothing else can be in them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.documents import Outcome
from analysis.reading.duplicates import Fingerprint
from analysis.reading.evidence.file_names import NamePattern
from analysis.reading.formats import Refusal
from analysis.reading.messages import pack, unpack
from analysis.reading.overrides import Overrides
from analysis.reading.remarks import Remark
from analysis.reading.sources import Source
from analysis.reading.tabular.row import Row

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    PLAIN | st.dates() | st.datetimes(),
    lambda own: st.lists(own) | st.tuples(own, own) | st.dictionaries(st.text() | st.integers(), own),
)


@given(VALUES)
def test_values_come_back_as_they_were(value: Any) -> None:
    again = unpack(pack(value))
    assert again == value
    assert type(again) is type(value)


def test_what_reading_gives_comes_back_as_it_was() -> None:
    remark = Remark("damaged_date", value="730日\ud800")
    sketch = np.array([3, 2**32 - 1], dtype=np.uint32)
    outcome = Outcome(
        "a\n.txt", remarks=(remark,), row={"year": 2020, "published": date(2021, 3, 1)}, name="a", extra={"gdp": 1.5},
        fingerprint=Fingerprint("ab", sketch, 2020, None, (1, 2)),
    )  # fmt: skip
    again = unpack(pack([outcome]))[0]
    assert again.fingerprint.sketch.dtype == np.uint32
    assert again.fingerprint.sketch.tolist() == sketch.tolist()
    again.fingerprint = outcome.fingerprint
    assert again == outcome
    row = Row(
        "文",
        {"moment": datetime(2021, 3, 1, 8)},
        {"n": np.int64(3), "x": pd.NA, "d": Decimal("1.5")},
        "r",
        None,
        None,
        (),
    )
    source = unpack(pack(Source("a", Path("/x/a"), Path("/x"), row=row, refusal=Refusal("empty", "no_text"))))
    assert source.path == Path("/x/a")
    assert source.row.given == row.given
    assert [source.row.extra["n"], source.row.extra["d"]] == [3, "1.5"]
    assert source.row.extra["x"] is pd.NA
    assert str(source.refusal) == "empty: holds no text"
    overrides = Overrides(
        {"2019\\铜陵": {"year": 2018}}, "t.csv", own=True, pattern=NamePattern("{year}/{region}")
    )
    known = unpack(pack(overrides))
    assert (known, known.name, known.own, known.pattern) == (overrides, "t.csv", True, overrides.pattern)
    assert known.given("2019/铜陵.txt") == {"year": 2018}


@pytest.mark.parametrize(
    "line",
    [
        b"", b"x", b"{}", b"[]", b'["os.system", "true"]', b'["Path", 1]', b'["Remark", "unheard_of", ["dict"]]',
        b'["Refusal", "empty", "no_text"]', b'["date", "2020"]', b'["dict", ["list"], 1]', b'["ndarray", -1]', b"[" * 90_000,
        b'["dict", 1]',
    ],
)  # fmt: skip
def test_anything_else_is_no_message(line: bytes) -> None:
    with pytest.raises(ValueError, match="no message"):
        unpack(line)
