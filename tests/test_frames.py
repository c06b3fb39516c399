"""Strata are known by their names, and paragraphs counted in parts as in whole."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as fz
from analysis.errors import InputError
from analysis.frames import FrameCount, cell_of, in_cell, stratum_name


@given(
    st.dictionaries(
        st.sampled_from(["year", "level", "province"]),
        st.sampled_from(["2019", "county", "四川省"]),
        min_size=1,
    ),
    st.booleans(),
)
def test_a_stratum_is_found_again_by_its_name(cell: dict[str, str], certain: bool) -> None:
    name = stratum_name(cell, certain=certain)
    assert cell_of(name) == stratum_name(cell)
    table = pd.DataFrame([cell, {column: value + "x" for column, value in cell.items()}])
    assert in_cell(table, cell_of(name)).tolist() == [True, False]


def test_years_are_found_whatever_their_type() -> None:
    for years in ([2019, 2020], [2019.0, np.nan], ["2019", "2020"], pd.array([2019, None], dtype="Int64")):
        assert in_cell(pd.DataFrame({"year": years}), "year=2019").tolist() == [True, False]


def test_a_name_that_does_not_tell_is_not_guessed_at() -> None:
    assert in_cell(pd.DataFrame({"year": [2019]}), "my own stratum") is None
    assert in_cell(pd.DataFrame({"year": [2019]}), "level=county") is None
    with pytest.raises(InputError, match="strata hold 'issuer=a=b'"):
        stratum_name({"issuer": "a=b"})


def test_paragraphs_are_counted_in_parts_as_in_whole() -> None:
    sim = fz.make_reports(n_regions=8, random_state=3)
    codes = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=20, random_state=0))
    whole = FrameCount.of(codes).add(sim.paragraphs)
    parts = FrameCount.of(codes)
    for start in range(0, len(sim.paragraphs), 100):
        parts.add(sim.paragraphs.iloc[start : start + 100])
    assert whole == parts
    assert whole.columns == ["role", "year"]
