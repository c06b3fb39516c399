"""Errors from the spread between regions and from the errors of codes, and the reasons where there are none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.language import words_of
from analysis.topics.correlations import FEW, TWO
from analysis.trends import precision
from analysis.trends.precision import CodeErrors, Precision, between_floor, cluster_precision, no_spread

from .corpora import Simulated, classified, make_codes, simulate


@pytest.fixture(scope="module")
def corpus() -> Simulated:
    return simulate(2)


def test_the_wider_of_both_intervals_counts() -> None:
    reason = np.array([None, None, "no spread"], dtype=object)
    own = Precision(np.array([4.0, 1.0, 1.0]), np.array([1.0, 4.0, 1.0]), 5.0, 50.0, 6, reason)
    low, high, p = own.interval(np.zeros(3), 0.95)
    assert high[:2] == pytest.approx([2 * 2.570582, 2 * 2.008559])
    assert low[:2] == pytest.approx(-high[:2])
    assert p[:2] == pytest.approx([1, 1])
    assert np.isnan([low[2], high[2], p[2]]).all()


def test_the_floor_is_half_of_what_was_seen_and_half_of_all_years_and_of_rare_areas_all() -> None:
    residual = np.array([[0.5, 0.0], [-0.5, 0.0]])
    known = np.array([True, False])
    errors = CodeErrors(residual, known, np.array([[0.2, 0.1], [0.4, 0.3]]), np.array([False, True]), 9)
    found = errors.floor(np.array([2.0, 1.0]), np.array([0.5, 0.75]))
    seen, pooled = 2 * 0.25 + 0.25 * 0.25, 2 * np.array([0.4, 0.3]) + 0.25 * np.array([0.2, 0.1])
    assert found == pytest.approx([(seen + pooled[0]) / 2, pooled[1]])


def test_rare_areas_differ_between_regions_as_all_areas_do() -> None:
    mean = np.array([0.5, 0.48, 0.02])
    variance, floor = np.array([0.03, 0.02, 0.0]), np.array([0.01, 0.01, 0.002])
    found = between_floor(mean, variance, floor, mean < 0.05)
    effect = 0.028 / (mean * (1 - mean)).sum()
    assert found == pytest.approx([0, 0, effect * 0.02 * 0.98])


def test_degrees_lie_between_those_of_both_sources_of_error() -> None:
    """Ten regions of one size, whose codes lie in three of them."""
    scores = np.zeros((10, 1, 1))
    scores[:, 0, 0] = [1, -1, 1, -1, 1, -1, 1, -1, 1, -1]
    leverage, noise = np.ones((10, 1, 1)), np.zeros((10, 1, 1))
    noise[:3] = 1
    variance, alone = cluster_precision(scores, leverage, 0, noise, np.zeros(1))
    assert alone == pytest.approx(9)
    _, codes = cluster_precision(scores, leverage, 0, noise, 2 * variance)
    _, both = cluster_precision(scores, leverage, 0, noise, variance / 2)
    assert codes < both < alone
    assert codes < 4


def test_regions_that_report_once_add_nothing_to_a_slope_within_governments() -> None:
    rows, places = [], []
    generator = np.random.default_rng(3)
    for region in range(30):
        for year in range(2018, 2022) if region < 6 else (2018 + region % 4,):
            name = f"r{region:02d}y{year}"
            rows += [
                {"report_id": name, "year": year, "area": own, "n_chars": int(generator.integers(100, 900))}
                for own in (1, 2)
            ]
            places.append({"report_id": name, "region": f"g{region}", "level": "county"})
    coded, reports = classified(rows), pd.DataFrame(places)
    trends = fz.area_trends(coded, reports=reports).query("panel == 'full'")
    assert trends["n_clusters"].eq(6).all()
    assert trends["df"].between(3, 5).all()
    returning = reports["region"].isin([f"g{n}" for n in range(6)])
    kept = coded[coded["report_id"].isin(reports.loc[returning, "report_id"])]
    alone = fz.area_trends(kept, reports=reports).query("panel == 'full'")
    np.testing.assert_allclose(trends["df"], alone["df"])


# --- reasons ---


def regions_of(coded: pd.DataFrame, n: int) -> pd.DataFrame:
    names = sorted(coded["report_id"].unique())
    return pd.DataFrame(
        {"report_id": names, "region": [f"g{k % n}" for k in range(len(names))], "level": "county"}
    )


def test_a_slope_of_two_regions_has_no_interval_and_says_why(corpus: Simulated) -> None:
    for n, given in ((2, False), (3, True)):
        places = regions_of(corpus.coded, n)
        trends = fz.area_trends(corpus.coded, corpus.codes, reports=places)
        assert trends["low"].notna().all() == given
        assert trends["reason"].isna().all() == given
        assert trends["n_clusters"].eq(n).all()
    assert (
        fz.area_trends(corpus.coded, reports=regions_of(corpus.coded, 2))["reason"]
        .eq("two regions or fewer")
        .all()
    )


def test_every_share_without_an_interval_says_why(corpus: Simulated) -> None:
    one = regions_of(corpus.coded, 1)
    cases = {
        "one region": fz.area_shares(corpus.coded, corpus.codes, reports=one),
        "all coded": fz.area_shares(corpus.coded, make_codes(corpus.right, 1.0), target="corpus"),
        "not corrected": fz.area_shares(corpus.coded, target="corpus"),
    }
    for reason, shares in cases.items():
        assert shares["low"].isna().all()
        assert shares["reason"].eq(reason).all()
    given = fz.area_shares(corpus.coded, corpus.codes)
    assert given["reason"].isna().all()
    assert given["df"].between(1, 200).all()
    seen = fz.area_shares(classified([{"report_id": r, "year": 2019, "area": 1, "n_chars": 9} for r in "ab"]))
    assert seen.set_index("area")["reason"].to_dict() == {
        1: "no spread",
        **dict.fromkeys(range(2, 9), "not seen"),
    }


def test_reasons_are_said_in_both_languages() -> None:
    reasons = {value for name, value in vars(precision).items() if name.isupper() and isinstance(value, str)}
    for lang in ("zh", "en"):
        assert set(words_of("figures.yearly", lang)["reasons"]) == reasons | {FEW, TWO}


def test_nothing_known_has_a_reason_and_little_known_has_none() -> None:
    found = no_spread(np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0]), "no spread")
    assert found.tolist() == ["no spread", None, None]


# --- rare areas ---


@pytest.mark.parametrize("per_year", [17, 50])
def test_an_area_of_which_no_code_is_seen_has_an_honest_interval(per_year: int) -> None:
    """It reaches from nothing to what so few codes cannot rule out."""
    own = simulate(5, per_year=per_year, accuracy=1.0)
    codes = own.codes[own.codes["area"] != 8]
    coded = own.coded[
        ~own.coded["paragraph_id"].isin(set(own.right.loc[own.right["area"] == 8, "paragraph_id"]))
    ]
    codes = codes[codes["unit_id"].str.removesuffix("-i01").isin(coded["paragraph_id"])]
    rest = codes.merge(
        coded.assign(unit_id=coded["paragraph_id"] + "-i01")[["unit_id", "year"]], on="unit_id"
    )
    held, drawn = coded.groupby("year").size(), rest.groupby("year").size()
    codes = codes.assign(inclusion_probability=rest["year"].map(drawn / held).to_numpy(dtype=float))
    shares = fz.area_shares(coded, codes, reports=own.reports).query("area == 8")
    assert shares["share"].eq(0).all()
    assert shares["low"].eq(0).all()
    assert shares["high"].between(0.3 / per_year, 4 / per_year).all()
