"""Sampling for hand coding: known probabilities, and nothing that tells the coder the year."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz


def frame(per_year: int = 40, years: tuple[int, ...] = (2019, 2020)) -> pd.DataFrame:
    rows = [
        {
            "paragraph_id": f"r{year}-p{n:03d}", "report_id": f"r{year}", "year": year, "position": n, "role": "work",
            "text": f"第{n}段。一是甲。二是乙。", "heading_1": None, "heading_2": None, "n_chars": 11,
            "probability": n / per_year, "area": 1,
        }
        for year in years
        for n in range(1, per_year + 1)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_probability_is_drawn_over_all() -> None:
    sample = fz.sample_for_coding(frame(), per_year=10, random_state=0)
    assert sample["inclusion_probability"].unique().tolist() == [0.25]
    assert sample.groupby(sample["paragraph_id"].str[:5])["paragraph_id"].nunique().tolist() == [10, 10]


@pytest.mark.parametrize("n_draws", [100, pytest.param(400, marks=pytest.mark.slow)])
def test_each_paragraph_is_drawn_as_often_as_its_probability_says(n_draws: int) -> None:
    coded = frame(per_year=8, years=(2020,))
    drawn = pd.concat(
        fz.sample_for_coding(coded, per_year=2, random_state=seed)["paragraph_id"].drop_duplicates()
        for seed in range(n_draws)
    )
    counts = drawn.value_counts().reindex(coded["paragraph_id"], fill_value=0)
    five_deviations = 5 * np.sqrt(n_draws * 0.25 * 0.75)
    assert np.abs(counts - n_draws / 4).max() < five_deviations


def test_a_drawn_paragraph_is_coded_whole() -> None:
    sample = fz.sample_for_coding(frame(), per_year=3, random_state=1)
    assert sample.groupby("paragraph_id").size().eq(3).all()


def test_the_uncertain_part_is_certain_and_leaves_the_rest_random() -> None:
    sample = fz.sample_for_coding(frame(), per_year=10, uncertain=4, random_state=0)
    is_certain = sample["stratum"].str.endswith("; least sure")
    certain = sample[is_certain]
    assert set(certain["paragraph_id"].str[-3:]) == {"001", "002", "003", "004"}
    assert certain["inclusion_probability"].eq(1).all()
    random = sample[~is_certain]
    assert certain["stratum_size"].eq(4).all()
    assert random["stratum_size"].eq(36).all()
    assert random["inclusion_probability"].round(9).unique().tolist() == [round(10 / 36, 9)]


def test_a_small_year_is_taken_whole() -> None:
    sample = fz.sample_for_coding(frame(per_year=5), per_year=10, random_state=0)
    assert sample["inclusion_probability"].eq(1).all()
    assert sample["paragraph_id"].nunique() == 10


def test_the_coder_sees_neither_year_nor_answer() -> None:
    blind = fz.sample_for_coding(frame(), per_year=3)
    assert not {"year", "area", "probability", "heading_1"} & set(blind.columns)
    seen = fz.sample_for_coding(frame(), per_year=3, blind=False)
    assert {"year", "report_id", "area"} <= set(seen.columns)


def test_order_does_not_follow_the_years() -> None:
    sample = fz.sample_for_coding(frame(), per_year=20, random_state=0)
    years = sample["paragraph_id"].str[1:5].drop_duplicates(keep="first")
    runs = (sample["paragraph_id"].str[1:5] != sample["paragraph_id"].str[1:5].shift()).sum()
    assert len(years) == 2
    assert runs > 10


def test_neighbours_are_given_as_context() -> None:
    sample = fz.sample_for_coding(frame(), per_year=40).set_index("unit_id")
    middle = sample.loc["r2019-p002-i02"]
    assert middle["before"] == "第2段。"
    assert middle["after"] == "二是乙。"
    first = sample.loc["r2019-p002-i01"]
    assert first["before"].startswith("第1段。")


def test_same_seed_same_sample() -> None:
    one, two = (fz.sample_for_coding(frame(), per_year=9, random_state=4) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"per_year": 0}, "per_year is 0"),
        ({"uncertain": -1}, "uncertain is -1"),
        ({"roles": ("heading",)}, "roles holds 'heading'"),
        ({"strata": "province"}, "lacks the column"),
        ({"roles": ("plan",)}, "no paragraph of role plan"),
    ],
)
def test_wrong_arguments(arguments: dict, message: str) -> None:
    with pytest.raises(fz.InputError, match=message):
        fz.sample_for_coding(frame(), **arguments)
