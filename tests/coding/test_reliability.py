"""The table of coder reliability: counts, rates, flows and words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.coding.reliability import describe_reliability


def codes_of(**given: str) -> pd.DataFrame:
    """Codes of coders named by the arguments: a digit an area, "." not coded, "0" another role."""
    rows = [
        {
            "unit_id": f"u{number}",
            "coder": coder,
            "report_id": f"r{number % 6}",
            "role": "plan" if area == "0" else "work",
            "area": int(area),
            "n_chars": 20,
        }
        for coder, areas in given.items()
        for number, area in enumerate(areas)
        if area != "."
    ]
    return pd.DataFrame(rows).assign(measure=None, inclusion_probability=0.2)


def test_counts_rates_and_flows_of_two_coders() -> None:
    table = fz.coder_reliability(codes_of(a="5555" * 6 + "11", b="5566" * 6 + "..")).set_index("area")
    assert table.index.tolist() == ["all", *"12345678"]
    assert table["n_units"].unique().tolist() == [24]
    assert (table.at["all", "n_chars"], table.at["all", "n_reports"]) == (480, 6)
    assert table.loc[["all", "5", "6", "1"], "n_differ"].tolist() == [12, 12, 12, 0]
    assert table.loc[["all", "5", "6", "1"], "differ"].tolist() == [0.5, 0.5, 0.5, 0]
    assert table.loc["5", ["only_1", "only_2", "net"]].tolist() == [0.5, 0, 0.5]
    assert table.loc["6", ["only_1", "only_2", "net"]].tolist() == [0, 0.5, -0.5]
    assert table["net"].iloc[1:].sum() == 0
    assert table.at["1", "part_double"] == pytest.approx(24 / 26)
    assert np.isnan(table.at["1", "net_low"])  # never an interval without width
    assert table.at["1", "differ_high"] > 0
    assert table.at["all", "adjudicated"] is np.False_
    assert (table.at["5", "coder_1"], table.at["5", "coder_2"]) == ("a", "b")


def test_without_adjudication_the_bound_is_the_upper_limit_of_the_differences() -> None:
    table = fz.coder_reliability(codes_of(a="5555" * 6, b="5556" * 6)).set_index("area")
    own = table.loc[list("56")]
    for name in ("overstated_high", "understated_high", "bias_bound"):
        assert own[name].tolist() == pytest.approx(own["differ_high"].tolist())
    assert table.at["all", "bias_bound"] == pytest.approx(table.at["all", "differ_high"])


def test_adjudication_gives_the_errors_a_direction() -> None:
    codes = codes_of(a="5555" * 6, b="5556" * 6, final="...5" * 6)
    table = fz.coder_reliability(codes).set_index("area")
    assert table.at["6", "overstated"] == pytest.approx(0.125)  # wrong for both coders at most half as often
    assert table.at["6", "understated"] == 0
    assert table.at["5", "understated"] == pytest.approx(0.125)
    assert table["adjudicated"].all()


def test_an_item_that_one_coder_gives_another_role_moves_the_shares_of_all_areas() -> None:
    table = fz.coder_reliability(codes_of(a="56" * 12, b="56" * 11 + "50")).set_index("area")
    assert table.at["5", "n_differ"] == 0
    assert table.at["5", "overstated"] > 0
    assert table.at["6", "overstated"] > table.at["5", "overstated"]


def test_three_coders_are_compared_pair_by_pair() -> None:
    table = fz.coder_reliability(codes_of(a="55" * 9, b="55" * 9, c="56" * 9)).set_index("area")
    assert table.at["all", "differ"] == pytest.approx(1 / 3)
    assert table["coder_1"].isna().all()


def test_rows_and_their_order_do_not_matter() -> None:
    codes = codes_of(a="5565" * 6, b="5556" * 6)
    shuffled = codes.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(fz.coder_reliability(codes), fz.coder_reliability(shuffled), rtol=1e-12)


def test_codes_without_sizes_can_be_counted_by_items() -> None:
    codes = codes_of(a="55" * 9, b="56" * 9).drop(columns="n_chars")
    with pytest.raises(fz.InputError, match="weight='items'"):
        fz.coder_reliability(codes)
    table = fz.coder_reliability(codes, weight="items")
    assert table["differ"].iloc[0] == 0.5
    assert table["n_chars"].isna().all()


def test_one_coder_or_final_alone_is_an_error() -> None:
    for codes in (codes_of(a="555"), codes_of(a="555", final="555"), codes_of(final="555")):
        with pytest.raises(fz.InputError, match="no item that two coders coded"):
            fz.coder_reliability(codes)


def test_the_confusion_shows_both_coders_and_who_was_right() -> None:
    codes = codes_of(a="5560", b="5660", final=".5..")
    table = fz.coder_confusion(codes)
    assert table.loc["5", ["5", "6"]].tolist() == [1, 1]
    assert table.loc["none", "none"] == 1
    assert table.to_numpy().sum() == 4
    errors = fz.coder_confusion(codes, coders=("b", "final"))
    assert errors.loc["6", "5"] == 1
    assert errors.to_numpy().sum() == 1
    with pytest.raises(fz.InputError, match="coders is 'c'"):
        fz.coder_confusion(codes, coders=("a", "c"))
    with pytest.raises(fz.InputError, match="no item that two coders coded"):
        fz.coder_confusion(codes_of(a="55"))


@pytest.mark.parametrize(
    ("lang", "first", "last"),
    [("en", "24 items from 6 reports were coded by two or more coders", "not included in any bound."), ("zh", "6份报告的24个分项", "不含这部分误差。")],
)  # fmt: skip
def test_the_table_in_words(lang: str, first: str, last: str) -> None:
    table = fz.coder_reliability(codes_of(a="5555" * 6, b="5556" * 6))
    lines = describe_reliability(table, lang).splitlines()
    assert lines[0].startswith(first)
    assert lines[-1].endswith(last)
    assert len(lines) == 11
    assert "nan" not in describe_reliability(
        fz.coder_reliability(codes_of(a="55", b="56").assign(report_id="r")), lang
    )


def test_codes_are_not_changed() -> None:
    codes = codes_of(a="55" * 9, b="56" * 9)
    before = codes.copy(deep=True)
    fz.coder_reliability(codes)
    fz.coder_confusion(codes)
    pd.testing.assert_frame_equal(codes, before)
