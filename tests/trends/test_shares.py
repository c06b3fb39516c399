"""Shares recover planted truth, with the interval of a ratio estimated over clusters."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import analysis as fz
from analysis.columns import COLUMNS
from analysis.columns.types import AREAS, MIX
from analysis.tables import make_table

from .clusters import cr2_by_matrices

WEIGHTS = ("characters", "paragraphs", "reports")
MEASURE = {1: "1", 2: "9", 3: "14", 4: "20", 5: "26", 6: "33", 7: "37", 8: "41"}  # one of each area

# a paragraph: (report, year, characters in each area)
Paragraph = tuple[str, int | None, dict[int, int]]
CORPUS: list[Paragraph] = [
    ("a", 2019, {1: 300}),
    ("a", 2019, {4: 60, 6: 40}),
    ("a", 2019, {4: 100}),
    ("b", 2019, {1: 50}),
    ("b", 2019, {5: 150}),
    ("c", 2019, {6: 200, 1: 100}),
    ("d", 2020, {2: 90, 3: 10}),
    ("d", 2020, {2: 300}),
]


def make_coded(corpus: list[Paragraph], role: str = "work") -> pd.DataFrame:
    """Classified paragraphs whose answers are right; one enumerated item for each area."""
    rows = []
    for place, (report, year, chars) in enumerate(corpus, start=1):
        total = sum(chars.values())
        main = max(chars, key=lambda area: chars[area]) if chars else 0
        rows.append(
            {
                "paragraph_id": f"{report}-p{place:03d}",
                "report_id": report,
                "year": year,
                "position": place,
                "role": role,
                "text": make_text(list(chars.values())),
                "n_chars": total,
                "area": main,
                "probability": 0.9 if main else np.nan,
                "measure": MEASURE.get(main),
                "abstained": False,
                **{f"share_{area}": chars.get(area, 0) / total if main else np.nan for area in AREAS},
            }
        )
    types = {**COLUMNS["paragraphs"], **COLUMNS["classification"]}
    return pd.DataFrame(rows).reindex(columns=list(types)).astype(types)


def make_text(sizes: list[int]) -> str:
    """Text whose items have these numbers of characters."""
    if len(sizes) == 1:
        return "法" * (sizes[0] - 1) + "。"
    numerals = "一二三四五六七八"
    return "".join(f"{numerals[place]}是" + "法" * (size - 3) + "。" for place, size in enumerate(sizes))


def make_codes(coded: pd.DataFrame, truth: list[Paragraph], probability: float = 1.0) -> pd.DataFrame:
    """Codes for the items of paragraphs, from the true areas in the order of the items."""
    areas = [list(chars) for _, _, chars in truth]
    places = {paragraph_id: place for place, paragraph_id in enumerate(make_coded(truth)["paragraph_id"])}
    items = fz.split_items(coded)
    rows = [
        {
            "unit_id": item["item_id"],
            "coder": "final",
            "role": "work",
            "area": areas[places[item["paragraph_id"]]][item["position"] - 1],
            "measure": MEASURE[areas[places[item["paragraph_id"]]][item["position"] - 1]],
            "inclusion_probability": probability,
        }
        for item in items.to_dict("records")
    ]
    return make_table("codes", rows)


def by_area(shares: pd.DataFrame, year: int = 2019, column: str = "share") -> dict[int, float]:
    own = shares[shares["year"] == year].set_index("area")[column]
    return {int(area): float(value) for area, value in own.items()}


def expected(truth: dict[int, float], areas: range = range(1, 9)) -> dict[int, Any]:
    return pytest.approx({area: truth.get(area, 0.0) for area in areas})


# --- planted truth ---

# 2019: 1000 characters in six paragraphs of three reports
TRUTH = {
    "characters": {1: 450 / 1000, 4: 160 / 1000, 5: 150 / 1000, 6: 240 / 1000},
    "paragraphs": {1: (1 + 1 + 1 / 3) / 6, 4: (0.6 + 1) / 6, 5: 1 / 6, 6: (0.4 + 2 / 3) / 6},
    "reports": {
        1: (300 / 500 + 50 / 200 + 100 / 300) / 3,
        4: (160 / 500) / 3,
        5: (150 / 200) / 3,
        6: (40 / 500 + 200 / 300) / 3,
    },
}


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_planted_shares_are_recovered(weight: str) -> None:
    shares = fz.area_shares(make_coded(CORPUS), weight=weight)
    assert by_area(shares) == expected(TRUTH[weight])


def test_the_rows_name_estimand_estimator_and_counts() -> None:
    shares = fz.area_shares(make_coded(CORPUS), weight="paragraphs", level=0.9)
    assert {name: str(dtype) for name, dtype in shares.dtypes.items()} == dict(COLUMNS["shares"])
    assert list(zip(shares["year"], shares["area"], strict=True)) == [
        (y, a) for y in (2019, 2020) for a in AREAS
    ]
    for column, value in {"estimator": "naive", "weight": "paragraphs", "level": 0.9, "n_coded": 0}.items():
        assert set(shares[column]) == {value}
    assert by_area(shares, column="n_reports") == dict.fromkeys(AREAS, 3)
    assert by_area(shares, 2020, "n_reports") == dict.fromkeys(AREAS, 1)
    assert by_area(shares, column="n_units") == dict.fromkeys(AREAS, 6)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_shares_of_a_year_sum_to_1(coded: pd.DataFrame, weight: str) -> None:
    sums = fz.area_shares(coded, weight=weight).groupby("year")["share"].sum()
    np.testing.assert_allclose(sums, 1)
    assert sums.index.tolist() == [2017, 2018, 2019, 2020, 2022]


@pytest.mark.parametrize("role", ["work", "problem", "plan"])
def test_only_paragraphs_of_the_role_count(role: str) -> None:
    others = {"work", "problem", "plan", "question"} - {role}
    noise = [make_coded([("a", 2019, {7: 5000})], role=other) for other in sorted(others)]
    table = pd.concat([make_coded(CORPUS, role=role), *noise], ignore_index=True)
    assert by_area(fz.area_shares(table, role=role)) == expected(TRUTH["characters"])


def test_paragraphs_without_area_or_year_do_not_count() -> None:
    table = make_coded([*CORPUS, ("a", None, {7: 5000}), ("e", None, {7: 5000})])
    nothing = make_coded([("a", 2019, {3: 5000})]).assign(
        area=0, paragraph_id="a-p999", **dict.fromkeys(MIX, np.nan)
    )
    shares = fz.area_shares(pd.concat([table, nothing], ignore_index=True))
    assert by_area(shares) == expected(TRUTH["characters"])
    assert set(shares["year"]) == {2019, 2020}


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_newer_outline_is_reached_through_measures(weight: str) -> None:
    # 27y (litigation) moves from oversight to disputes, 6e (emergencies) and 7d (digital) to sections of their own
    table = make_coded(
        [("a", 2019, {5: 100}), ("a", 2019, {1: 100}), ("a", 2019, {1: 100}), ("a", 2019, {8: 100})]
    )
    table["measure"] = pd.array(["27y", "6e", "7d", "41"], dtype="string")
    shares = fz.area_shares(table, weight=weight, scheme="outline-2021")
    assert by_area(shares) == expected({6: 0.25, 5: 0.25, 8: 0.25, 9: 0.25}, range(1, 10))


# --- the interval ---


def regression_interval(
    table: pd.DataFrame, area: int, weight: str, level: float
) -> tuple[float, float, float]:
    """The same by regression: paragraphs' mixes on a constant, weighted, with variance clustered by report."""
    chars = table["n_chars"].to_numpy(dtype=float)
    if weight == "paragraphs":
        chars = np.ones(len(table))
    if weight == "reports":
        chars = chars / table.groupby("report_id")["n_chars"].transform("sum").to_numpy(dtype=float)
    mix, constant = table[f"share_{area}"].to_numpy(), np.ones((len(table), 1))
    covariance, degrees = cr2_by_matrices(constant, mix, chars, table["report_id"].to_numpy(dtype=str))
    half = stats.t.ppf(0.5 + level / 2, degrees[0]) * np.sqrt(covariance[0, 0])
    share = np.average(mix, weights=chars)
    return share, share - half, share + half


@pytest.mark.parametrize("level", [0.95, 0.8])
@pytest.mark.parametrize("weight", WEIGHTS)
def test_share_and_interval_are_those_of_a_clustered_regression(weight: str, level: float) -> None:
    table = make_coded(CORPUS)
    shares = fz.area_shares(table, weight=weight, level=level).query("year == 2019").set_index("area")
    own = table[table["year"] == 2019].reset_index(drop=True)
    for area in AREAS:
        row = shares.loc[area, ["share", "low", "high"]].astype(float).tolist()
        share, low, high = regression_interval(own, area, weight, level)
        bounds = (low, high) if high > low else (np.nan, np.nan)
        # none of whole texts is less than nothing or more than all
        assert row == pytest.approx((share, *np.clip(bounds, 0, 1)), abs=1e-8, nan_ok=True)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_a_year_with_one_report_has_no_interval(weight: str) -> None:
    shares = fz.area_shares(make_coded(CORPUS), weight=weight)
    alone = shares["n_reports"] == 1
    assert alone.tolist() == [False] * 8 + [True] * 8
    assert shares.loc[alone, ["low", "high"]].isna().all(axis=None)
    seen = shares["share"] > 0
    assert shares.loc[~alone & seen, ["low", "high"]].notna().all(axis=None)
    assert shares.loc[~seen, ["low", "high"]].isna().all(axis=None)  # nobody has seen the area


def test_there_is_no_interval_without_width() -> None:
    alike = [(report, 2019, {1: 30, 2: 70}) for report in "abc"]
    shares = fz.area_shares(make_coded(alike))
    assert by_area(shares) == expected({1: 0.3, 2: 0.7})
    assert shares[["low", "high"]].isna().all(axis=None)


REGIONS = pd.DataFrame(
    {"report_id": list("abcd"), "region": ["甲县", "乙县", "乙县", "甲县"], "level": "county"}
)


def test_reports_of_one_region_are_one_cluster() -> None:
    table = make_coded(CORPUS)
    merged = make_coded([({"c": "b"}.get(report, report), *rest) for report, *rest in CORPUS])
    alone, together = fz.area_shares(table), fz.area_shares(table, reports=REGIONS)
    columns = ["share", "low", "high"]
    pd.testing.assert_frame_equal(together[columns], fz.area_shares(merged)[columns])
    assert together.loc[3, "high"] != pytest.approx(alone.loc[3, "high"])
    assert together.groupby("year")["n_clusters"].first().to_dict() == {2019: 2, 2020: 1}
    assert together["n_reports"].tolist() == alone["n_reports"].tolist()


def test_a_higher_level_gives_a_wider_interval() -> None:
    table = make_coded(CORPUS)
    first = [fz.area_shares(table, level=level).iloc[0] for level in (0.3, 0.5, 0.7, 0.8)]
    widths = [row["high"] - row["low"] for row in first]
    assert widths == sorted(set(widths))


# --- invariances ---

PARAGRAPHS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.just(2019),
        st.dictionaries(st.sampled_from(AREAS), st.integers(4, 400), min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25)
@given(PARAGRAPHS, st.sampled_from(WEIGHTS), st.randoms(use_true_random=False))
def test_the_order_of_paragraphs_changes_nothing(corpus: list[Paragraph], weight: str, random: Any) -> None:
    table = make_coded(corpus)
    order = list(range(len(table)))
    random.shuffle(order)
    one, other = fz.area_shares(table, weight=weight), fz.area_shares(table.iloc[order], weight=weight)
    pd.testing.assert_frame_equal(one, other, atol=1e-10)


@settings(max_examples=25)
@given(PARAGRAPHS)
def test_splitting_paragraphs_by_area_changes_no_share_of_characters(corpus: list[Paragraph]) -> None:
    split = [(report, year, {area: n}) for report, year, chars in corpus for area, n in chars.items()]
    whole, parts = fz.area_shares(make_coded(corpus)), fz.area_shares(make_coded(split))
    columns = ["share", "low", "high", "n_reports"]
    pd.testing.assert_frame_equal(whole[columns], parts[columns], atol=1e-10)


@settings(max_examples=25)
@given(PARAGRAPHS)
def test_merging_neighbours_of_one_report_changes_no_share_of_characters(corpus: list[Paragraph]) -> None:
    merged: dict[str, dict[int, int]] = {}
    for report, _, chars in corpus:
        own = merged.setdefault(report, {})
        for area, n in chars.items():
            own[area] = own.get(area, 0) + n
    whole = fz.area_shares(make_coded([(report, 2019, chars) for report, chars in merged.items()]))
    columns = ["share", "low", "high", "n_reports"]
    pd.testing.assert_frame_equal(fz.area_shares(make_coded(corpus))[columns], whole[columns], atol=1e-10)


def test_splitting_changes_the_share_of_paragraphs() -> None:
    split = [(report, year, {area: n}) for report, year, chars in CORPUS for area, n in chars.items()]
    one, other = (fz.area_shares(make_coded(c), weight="paragraphs") for c in (CORPUS, split))
    assert by_area(one) != pytest.approx(by_area(other))


def test_a_report_said_twice_as_long_counts_twice_in_characters_only() -> None:
    doubled = [(r, y, {a: n * (2 if r == "a" else 1) for a, n in chars.items()}) for r, y, chars in CORPUS]
    for weight in ("paragraphs", "reports"):
        one, other = (fz.area_shares(make_coded(c), weight=weight) for c in (CORPUS, doubled))
        assert by_area(one) == pytest.approx(by_area(other))
    assert by_area(fz.area_shares(make_coded(doubled)))[1] == pytest.approx((600 + 50 + 100) / 1500)


def test_the_table_given_is_not_changed() -> None:
    table = make_coded(CORPUS)
    before = table.copy(deep=True)
    fz.area_shares(table, codes=make_codes(table, CORPUS))
    pd.testing.assert_frame_equal(table, before)


# --- with hand codes ---

# the classifier takes area 4 for 5 and half of area 1 for 8
WRONG: list[Paragraph] = [
    ("a", 2019, {8: 300}),
    ("a", 2019, {5: 60, 6: 40}),
    ("a", 2019, {5: 100}),
    ("b", 2019, {1: 50}),
    ("b", 2019, {5: 150}),
    ("c", 2019, {6: 200, 8: 100}),
    ("d", 2020, {2: 90, 3: 10}),
    ("d", 2020, {2: 300}),
]


@pytest.mark.parametrize("scheme", ["outline-2015", "outline-2021"])
@pytest.mark.parametrize("weight", ["characters", "paragraphs", "reports"])
def test_codes_of_everything_give_the_truth_whatever_the_classifier_says(weight: str, scheme: str) -> None:
    single = [(r, y, {max(chars, key=lambda a: chars[a]): sum(chars.values())}) for r, y, chars in CORPUS]
    wrong = [(r, y, {max(chars, key=lambda a: chars[a]): sum(chars.values())}) for r, y, chars in WRONG]
    predicted, right = make_coded(wrong), make_coded(single)
    corrected = fz.area_shares(predicted, make_codes(predicted, single), weight=weight, scheme=scheme)
    truth = fz.area_shares(right, weight=weight, scheme=scheme)
    columns = ["year", "area", "share", "low", "high", "weight", "n_reports", "n_units"]
    pd.testing.assert_frame_equal(corrected[columns], truth[columns], atol=1e-10)
    assert set(corrected["estimator"]) == {"dsl"}
    assert (corrected["n_coded"] == corrected["n_units"]).all()


def test_codes_of_mixed_paragraphs_count_by_characters_of_their_items() -> None:
    predicted = make_coded(WRONG)
    shares = fz.area_shares(predicted, make_codes(predicted, CORPUS))
    assert by_area(shares) == expected(TRUTH["characters"])


@pytest.mark.parametrize("weight", WEIGHTS)
def test_items_of_another_role_weigh_nothing(weight: str) -> None:
    # half of the first paragraph tells a plan: its mix sums to one half, and so much of it counts
    parted = make_coded([("a", 2019, {1: 100}), ("a", 2019, {4: 50}), ("b", 2019, {6: 80})])
    parted.loc[0, list(MIX)] = [0.5, *[0.0] * 7]
    shares = fz.area_shares(parted, weight=weight).set_index("area")["share"]
    whole = {"characters": 180, "paragraphs": 2.5, "reports": 2}[weight]
    first = {"characters": 50, "paragraphs": 0.5, "reports": 0.5}[weight]
    assert shares.sum() == pytest.approx(1)
    assert shares[1] == pytest.approx(first / whole)
    assert shares[6] == pytest.approx({"characters": 80, "paragraphs": 1, "reports": 1}[weight] / whole)


def test_right_predictions_are_not_moved_by_codes() -> None:
    table = make_coded(CORPUS)
    drawn = table.iloc[[0, 3, 6]]
    naive, corrected = (
        fz.area_shares(table),
        fz.area_shares(table, make_codes(drawn, CORPUS, probability=0.2)),
    )
    np.testing.assert_allclose(corrected["share"], naive["share"], atol=1e-12)
    assert by_area(corrected, column="n_coded") == dict.fromkeys(AREAS, 2)


@pytest.mark.parametrize("drawn", [1, 2, pytest.param(4, marks=pytest.mark.slow)])
@pytest.mark.parametrize("weight", ["characters", "paragraphs"])
def test_over_all_samples_the_corrected_share_is_right_on_average(weight: str, drawn: int) -> None:
    wrong, truth = make_coded(WRONG[:6]), CORPUS[:6]
    samples = list(combinations(range(6), drawn))
    estimates = [
        fz.area_shares(
            wrong,
            make_codes(wrong.iloc[list(s)], truth, probability=drawn / 6),
            weight=weight,
            estimator="difference",
        )["share"]
        for s in samples
    ]
    np.testing.assert_allclose(
        np.mean(estimates, axis=0), fz.area_shares(make_coded(truth), weight=weight)["share"], atol=1e-12
    )
    assert np.ptp(estimates, axis=0).max() > 0.01  # single samples do differ


def test_a_unit_that_the_coder_gives_another_role_or_no_area_leaves_the_estimand() -> None:
    table = make_coded(
        [("a", 2019, {1: 100}), ("a", 2019, {2: 100}), ("b", 2019, {1: 100}), ("b", 2019, {3: 100})]
    )
    codes = make_codes(
        table, [("a", 2019, {1: 100}), ("a", 2019, {2: 100}), ("b", 2019, {1: 100}), ("b", 2019, {3: 100})]
    )
    codes.loc[1, ["role", "area"]] = ["heading", 0]
    codes.loc[3, "role"] = "plan"
    shares = fz.area_shares(table, codes)
    assert by_area(shares) == expected({1: 1.0})


def test_codes_from_one_report_give_no_interval() -> None:
    table = make_coded(WRONG[:6])
    shares = fz.area_shares(table, make_codes(table.iloc[:2], CORPUS[:6], probability=0.5))
    assert shares[["low", "high"]].isna().all(axis=None)


def bad_codes() -> dict[str, tuple[Any, str]]:
    table = make_coded(CORPUS)
    good = make_codes(table, CORPUS)
    return {
        "no probability": (good.assign(inclusion_probability=np.nan), "units without inclusion_probability"),
        "probability 0": (good.assign(inclusion_probability=0.0), "an inclusion_probability of 0.0"),
        "probability over 1": (good.assign(inclusion_probability=1.5), "an inclusion_probability of 1.5"),
        "coders who differ": (
            pd.concat([good.assign(coder="a"), good.head(2).assign(coder="b", area=8)]),
            "leave 2 units disputed and not adjudicated",
        ),
        "a unit twice": (
            pd.concat([good, good.head(1).assign(area=8)]),
            "give 1 unit(s) two codes by one coder",
        ),
        "part of a paragraph": (good.drop(index=1), "cover only a part of 1 paragraphs, such as 'a-p002'"),
        "none in a year": (
            good[good["unit_id"].str.startswith(("a", "b"))],
            "has no coded paragraph of this role in 2020",
        ),
        "no row": (good.head(0), "codes has no row; give the codes of a random sample, or leave them out."),
        "an item that is not there": (
            good.assign(unit_id=good["unit_id"].replace("a-p001-i01", "a-p001-i09")),
            "holds the unit 'a-p001-i09', which is not in the table",
        ),
        "a paragraph that is not there": (
            good.assign(unit_id=good["unit_id"].replace("a-p001-i01", "a-p099-i01")),
            "holds the unit 'a-p099-i01', which is not in the table",
        ),
        "other units": (good.assign(unit_id=good["unit_id"] + "x"), "which is not in the table"),
        "a missing column": (good.drop(columns="unit_id"), "codes lacks the column(s) unit_id"),
        "a list": ([1], "codes is a list, not a DataFrame"),
    }


@pytest.mark.parametrize("case", bad_codes())
def test_codes_that_are_no_probability_sample_are_refused(case: str) -> None:
    codes, message = bad_codes()[case]
    with pytest.raises(fz.InputError) as error:
        fz.area_shares(make_coded(CORPUS), codes)
    assert message in str(error.value)


def test_a_paragraph_that_the_coder_finds_in_this_role_counts_whatever_was_predicted() -> None:
    truth: list[Paragraph] = [
        ("a", 2019, {1: 100}),
        ("a", 2019, {2: 100}),
        ("b", 2019, {1: 100}),
        ("b", 2019, {3: 200}),
    ]
    table = make_coded(truth)
    table["role"] = pd.array(["work", "plan", "work", "heading"], dtype="string")
    codes = make_codes(table, truth)
    codes.loc[3, "role"] = "plan"
    assert by_area(fz.area_shares(table, codes)) == expected({1: 2 / 3, 2: 1 / 3})
    assert by_area(fz.area_shares(table)) == expected({1: 1.0})


def test_codes_drawn_for_another_role_do_not_correct_this_one() -> None:
    truth: list[Paragraph] = [
        ("a", 2019, {1: 100}),
        ("a", 2019, {2: 100}),
        ("b", 2019, {1: 100}),
        ("b", 2019, {3: 200}),
    ]
    table = make_coded(truth)
    table["role"] = pd.array(["work", "plan", "work", "plan"], dtype="string")
    codes = make_codes(table, truth).iloc[[0, 2]].assign(role=["work", "plan"])
    with pytest.raises(fz.InputError, match="has no coded paragraph of this role in 2019"):
        fz.area_shares(table, codes, role="plan")


def test_codes_of_reports_that_are_not_in_the_table_are_left_out() -> None:
    table = make_coded(CORPUS)
    codes = make_codes(table, CORPUS)
    without = table[table["report_id"] != "c"]
    found = fz.area_shares(without, codes)
    own = codes[~codes["unit_id"].str.startswith("c-")]
    pd.testing.assert_frame_equal(found, fz.area_shares(without, own))


def test_codes_of_paragraphs_that_the_model_has_seen_are_refused() -> None:
    table = make_coded(CORPUS)
    codes = make_codes(table, CORPUS)
    table["seen"] = table["paragraph_id"] == "b-p004"
    message = "codes hold 1 paragraphs that the model was trained on, such as 'b-p004'; classify with a model"
    with pytest.raises(fz.InputError, match=message):
        fz.area_shares(table, codes)
    others = codes[~codes["unit_id"].str.startswith("b-p004")]
    assert set(fz.area_shares(table, others)["estimator"]) == {"dsl"}
    assert set(fz.area_shares(table)["estimator"]) == {"naive"}


# --- the interval of exactly this corpus ---


def test_the_interval_of_the_corpus_is_that_of_a_stratified_random_sample() -> None:
    random = np.random.default_rng(0)
    rows = [(f"r{n % 9}", 2019, {1: 100}) for n in range(90)]
    truth = [(r, y, {1 if random.random() < 0.8 else 2: 100}) for r, y, _ in rows]
    table, drawn = make_coded(rows), np.sort(random.choice(90, 30, replace=False))
    codes = make_codes(table.iloc[drawn], truth, probability=1 / 3)
    row = fz.area_shares(table, codes, target="corpus", estimator="difference").set_index("area").loc[2]
    found = np.array([2 in truth[place][2] for place in drawn], dtype=float)
    # that of a simple random sample; half an error more in 30 codes may raise it by half of itself
    variance = (1 - 1 / 3) * (found.var(ddof=1) + 0.5 * 0.5 / 30) / 30
    assert row["df"] == 29
    half = stats.t.ppf(0.975, 29) * np.sqrt(variance)
    assert [row["share"], row["low"], row["high"]] == pytest.approx(
        [found.mean(), found.mean() - half, found.mean() + half]
    )


def test_codes_of_everything_leave_no_doubt_about_the_corpus() -> None:
    table = make_coded(WRONG)
    shares = fz.area_shares(table, make_codes(table, CORPUS), target="corpus")
    assert shares[["low", "high"]].isna().all(axis=None)  # nothing was drawn, nothing is uncertain
    naive = fz.area_shares(table, target="corpus")
    assert naive[["low", "high"]].isna().all(axis=None)


# --- errors ---


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"weight": "words"}, "weight is 'words'; use one of 'characters', 'paragraphs', 'reports'."),
        ({"role": "preamble"}, "role is 'preamble'; use one of 'work', 'problem', 'plan', 'question'."),
        (
            {"role": "plan"},
            "coded has no classified paragraph of role 'plan' in documents that count; give classified paragraphs, or other doc_types.",
        ),
        (
            {"scheme": "outline-1999"},
            "scheme is 'outline-1999'; use one of 'outline-2015', 'outline-2021', or the folder of another scheme.",
        ),
        ({"level": 95}, "level is 95; give a number between 0 and 1, such as 0.95."),
        ({"level": 0}, "level is 0; give a number between 0 and 1, such as 0.95."),
        ({"target": "world"}, "target is 'world'; use one of 'population', 'corpus'."),
        ({"level": "0.9"}, "level is '0.9'; give a number between 0 and 1, such as 0.95."),
    ],
)
def test_wrong_settings_are_named_with_what_would_do(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(fz.InputError) as error:
        fz.area_shares(make_coded(CORPUS), **settings)
    assert str(error.value) == message


def test_paragraphs_that_are_not_classified_are_refused(paragraphs: pd.DataFrame) -> None:
    with pytest.raises(
        fz.InputError, match=r"coded lacks the column\(s\) area, .* classify_paragraphs returns"
    ):
        fz.area_shares(paragraphs)


def test_a_model_without_measures_does_not_reach_another_scheme() -> None:
    table = make_coded(CORPUS).assign(measure=pd.array([None] * len(CORPUS), dtype="string"))
    with pytest.raises(fz.InputError, match="coded has 8 paragraphs without a measure"):
        fz.area_shares(table, scheme="outline-2021")
    assert by_area(fz.area_shares(table)) == expected(TRUTH["characters"])
