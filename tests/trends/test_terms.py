"""Rates of terms and shares of reports that name them: numbers by hand, planted rates, what has no interval."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import analysis as fz
from analysis.columns import COLUMNS
from analysis.trends.rates import clustered_ratio, rate_interval, share_interval

ROWS = [
    ("a", 2019, 1, "执法监督，执法"),
    ("a", 2019, 2, "普法"),
    ("b", 2019, 1, "监督"),
    ("c", 2020, 1, "执法"),
    ("d", 2020, 2, "普法普法"),
]
TEXTS = pd.DataFrame(ROWS, columns=["report_id", "year", "area", "text"])


def values(table: pd.DataFrame, estimand: str) -> list[list[float]]:
    own = table[table["estimand"] == estimand]
    return own.pivot(index="term", columns="group", values="value").to_numpy().round(6).tolist()


def test_both_estimands_by_hand() -> None:
    table = fz.term_shares(["执法", "普法"], TEXTS)
    by_hand = [[2 / 11 * 1e4, 1 / 6 * 1e4], [1 / 11 * 1e4, 2 / 6 * 1e4]]
    assert values(table, "rate") == pytest.approx(np.array(by_hand), abs=1e-5)
    assert values(table, "reports") == [[0.5, 0.5], [0.5, 0.5]]
    first = table.iloc[0]
    assert (first["term"], first["by"], first["group"], first["estimand"]) == ("执法", "year", "2019", "rate")
    assert table[["count", "n_naming", "n_reports", "n_chars"]].iloc[0].tolist() == [2, 1, 2, 11]
    assert list(table.columns) == list(COLUMNS["term shares"])


def test_within_an_area_only_its_text_and_reports_count() -> None:
    table = fz.term_shares("执法", TEXTS, within=1)
    assert table["n_reports"].tolist() == [2, 1, 2, 1]
    assert table["n_chars"].tolist() == [9, 2, 9, 2]
    assert table["area"].tolist() == [1] * 4
    both = fz.term_shares("执法", TEXTS, within=[1, 2])
    assert both["area"].isna().all()
    assert both["n_chars"].tolist() == [11, 6, 11, 6]


def test_another_column_can_group() -> None:
    table = fz.term_shares("普法", TEXTS, by="area")
    assert table[["by", "group", "count"]].iloc[:2].to_numpy().tolist() == [
        ["area", "1", 0],
        ["area", "2", 3],
    ]


def test_a_region_with_two_reports_is_one_observation() -> None:
    reports = pd.DataFrame({"report_id": list("abcd"), "region": ["甲市", "甲市", "乙市", "丙市"]})
    table = fz.term_shares("执法", TEXTS, reports=reports).set_index(["estimand", "group"])
    assert table["n_clusters"].tolist() == [1, 2, 1, 2]
    assert table.loc[("rate", "2019"), "reason"] == table.loc[("reports", "2019"), "reason"] == "one region"
    assert table.loc[("rate", "2019"), ["low", "high"]].isna().all()
    assert table.loc[("rate", "2020"), ["low", "high"]].notna().all()


def test_what_nobody_names_has_no_rate_interval_and_a_share_that_may_be_above_0() -> None:
    table = fz.term_shares("仲裁", TEXTS).set_index(["estimand", "group"])
    assert (table["value"] == 0).all()
    assert table.loc["rate", "reason"].tolist() == ["not seen"] * 2
    assert table.loc["rate", ["low", "high"]].isna().all(axis=None)
    assert table.loc[("reports", "2019"), "low"] == 0
    assert table.loc[("reports", "2019"), "high"] == pytest.approx(1 - 0.025**0.5)


def test_equal_independent_counts_give_the_exact_intervals() -> None:
    low, high = rate_interval(np.array([7.0]), np.array([7.0]), np.array([0.0]), 1e9, 0.95)
    assert low[0] == pytest.approx(stats.chi2.ppf(0.025, 14) / 2, rel=1e-6)
    assert high[0] == pytest.approx(stats.chi2.ppf(0.975, 16) / 2, rel=1e-6)
    n, yes = 12, 5
    share = yes / n
    low, high = share_interval(np.array([share]), n, n, np.array([share * (1 - share) / n]), n - 1, 0.95)
    assert low[0] == pytest.approx(stats.beta.ppf(0.025, yes, n - yes + 1))
    assert high[0] == pytest.approx(stats.beta.ppf(0.975, yes + 1, n - yes))


def test_the_clustered_variance_is_that_of_a_mean_where_clusters_are_equal() -> None:
    counts = np.array([1.0, 3.0, 2.0, 6.0])[:, None]
    ratio, variance, degrees, n = clustered_ratio(counts, np.ones(4), np.arange(4))
    assert ratio[0] == 3
    assert variance[0] == pytest.approx(counts.var(ddof=1) / 4)
    assert (round(degrees, 9), n) == (3, 4)


def covered(n_regions: int, mean: float, burst: float, draws: int) -> tuple[float, float]:
    """Part of the draws whose intervals hold the planted rate, and the planted share of reports."""
    generator = np.random.default_rng([n_regions, int(mean * 100)])
    chars = 5_000
    chance = 1 - (burst / (burst + mean)) ** burst  # negative binomial: a region has its own liking
    hits = np.zeros((draws, 2))
    for draw in range(draws):
        counts = generator.poisson(mean * generator.gamma(burst, 1 / burst, n_regions))
        texts = pd.DataFrame({"text": ["普法，" * n for n in counts], "year": 2020, "n_chars": chars})
        table = fz.term_shares("普法", texts.assign(report_id=[f"r{n}" for n in range(n_regions)]))
        rate, reports = table.to_dict("records")
        truth = mean / chars * 1e4
        hits[draw] = (
            rate["low"] <= truth <= rate["high"] if rate["count"] else np.nan,
            reports["low"] <= chance <= reports["high"],
        )
    return tuple(np.nanmean(hits, axis=0))  # type: ignore[return-value]


def test_intervals_of_a_bursty_word_hold_the_truth() -> None:
    rate, reports = covered(8, 1.0, 1.0, 40)
    assert min(rate, reports) >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize(("regions", "mean", "burst"), list(product((8, 30), (0.3, 1.0, 5.0), (1.0, 100.0))))
def test_intervals_hold_the_truth_in_many_draws(regions: int, mean: float, burst: float) -> None:
    rate, reports = covered(regions, mean, burst, 400)
    assert rate >= 0.91
    assert reports >= 0.93


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"terms": []}, "terms is empty; give a word or phrase."),
        ({"terms": ["执法", " "]}, "terms holds ' '; give words and phrases as text."),
        ({"terms": ["执法", "执法"]}, "terms holds '执法' twice; give each term once."),
        ({"by": "place"}, "paragraphs lacks the column(s) place"),
        ({"within": 8}, "paragraphs has no row with text and year of area [8]"),
        ({"level": 1.2}, "level is 1.2"),
    ],
)
def test_bad_input_is_named(given: dict[str, object], message: str) -> None:
    with pytest.raises(fz.InputError) as error:
        fz.term_shares(**{"terms": "执法", "paragraphs": TEXTS, **given})  # type: ignore[arg-type]
    assert message in str(error.value)
