"""Errors, intervals and p-values against references: statsmodels, the jackknife, the covariance of a ratio, R."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.estimation import (
    cluster_variance,
    cr2,
    false_discovery,
    holm,
    interval,
    ratio_variance,
    spread_of,
    sum_by,
)
from analysis.trends.lines import within
from tests.trends.clusters import cr2_by_matrices

REFERENCE = Path(__file__).parent / "trends" / "reference"


def test_rows_are_summed_by_group() -> None:
    values = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert sum_by(values, np.array([0, 2, 0]), 3).tolist() == [[6, 8], [0, 0], [3, 4]]


def test_the_error_of_a_share_is_that_of_a_clustered_weighted_mean_in_statsmodels() -> None:
    table = pd.read_csv(REFERENCE / "reports.csv")
    expected = pd.read_csv(REFERENCE / "expected.csv").set_index("name")["value"]
    cluster, names = pd.factorize(table["government"])
    weight, share = table["weight"].to_numpy(dtype=float), table["share"].to_numpy()
    parts = sum_by((weight * share)[:, None], cluster, len(names))
    found, variance = ratio_variance(parts, np.bincount(cluster, weights=weight))
    assert found[0] == pytest.approx(expected["mean_share"], rel=1e-12)
    assert np.sqrt(variance[0]) == pytest.approx(expected["mean_error"], rel=1e-12)


def test_the_error_of_a_share_is_the_textbook_variance_of_a_ratio() -> None:
    """Cochran (1977), equation 6.13 without finite population: from variances and covariance of the two totals."""
    generator = np.random.default_rng(3)
    whole = generator.uniform(500, 1500, size=15)
    part = whole * generator.beta(3, 7, size=15)
    ratio, n = part.sum() / whole.sum(), len(whole)
    s_yy, s_xx = part.var(ddof=1), whole.var(ddof=1)
    s_xy = np.cov(part, whole)[0, 1]
    expected = (s_yy - 2 * ratio * s_xy + ratio**2 * s_xx) / n / whole.mean() ** 2
    assert ratio_variance(part[:, None], whole)[1][0] == pytest.approx(expected, rel=1e-12)


def test_fewer_clusters_may_tell_about_the_error_than_there_are() -> None:
    parts, whole = np.array([[3.0], [1.0], [2.0], [0.0]]), np.array([10.0, 10.0, 10.0, 10.0])
    every, informed = (ratio_variance(parts, whole, n)[1][0] for n in (None, 2))
    assert informed == pytest.approx(every * 2 / (4 / 3))
    assert np.isnan(ratio_variance(parts, whole, 1)[1]).all()
    assert np.isnan(cluster_variance(parts, 1)).all()


def test_the_variance_is_near_that_of_the_jackknife() -> None:
    random = np.random.default_rng(5)
    totals = random.uniform(800, 1200, size=400)
    parts = totals[:, None] * random.dirichlet([2, 3, 5], size=400)
    share, variance = ratio_variance(parts, totals, 400)
    half = 1.965927 * np.sqrt(variance)
    left_out = (parts.sum(axis=0) - parts) / (totals.sum() - totals)[:, None]
    jackknife = np.sqrt((399 / 400) * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0))
    np.testing.assert_allclose(half, 1.965927 * jackknife, rtol=0.01)  # t on 399 degrees of freedom
    np.testing.assert_allclose(share, parts.sum(axis=0) / totals.sum())


def test_the_interval_covers_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    truth, covered = 0.3, 0
    for _ in range(2000):
        totals = random.integers(500, 1500, size=12).astype(float)
        parts = np.column_stack([totals * random.beta(3, 7, size=12)])
        share, variance = ratio_variance(parts, totals, 12)
        low, high, _ = interval(share, np.sqrt(variance), 11, 0.9)
        covered += int(low[0] <= truth <= high[0])
    assert 0.875 <= covered / 2000 <= 0.92


@pytest.mark.parametrize("known", [True, False])
def test_covariance_and_degrees_are_those_of_the_whole_matrices(known: bool) -> None:
    generator = np.random.default_rng(4)
    n, groups = 40, 7
    cluster = generator.integers(0, groups, n)
    x = np.column_stack([np.ones(n), generator.normal(size=n), np.arange(n) % 3])
    weight, y = generator.uniform(0.5, 3, n), generator.normal(size=n)
    variance = 1 / weight if known else generator.uniform(0.2, 2, n)
    expected, degrees = cr2_by_matrices(x, y, weight, cluster, variance)
    bread = np.linalg.inv(x.T @ (weight[:, None] * x))
    residual = y - x @ (bread @ (x.T @ (weight * y)))

    def by_cluster(factor: np.ndarray, right: np.ndarray) -> np.ndarray:
        parts = [(x * factor[:, None])[cluster == one].T @ right[cluster == one] for one in range(groups)]
        return np.array(parts)

    working = None if known else by_cluster(weight**2 * variance, x)
    found = cr2(by_cluster(weight, residual[:, None]), by_cluster(weight, x), working)
    np.testing.assert_allclose(found[0][0], expected, rtol=1e-10)
    np.testing.assert_allclose(found[1], degrees, rtol=1e-10)


@pytest.mark.parametrize("name", ["mean", "plain", "levels"])
def test_errors_and_degrees_are_those_of_clubsandwich(name: str) -> None:
    expected = pd.read_csv(REFERENCE / "clubsandwich.csv").set_index("name").loc[name]
    table = pd.read_csv(REFERENCE / "reports.csv")
    weight = table.groupby("government")["weight"].transform("mean").to_numpy()
    y = table["share"].to_numpy()[:, None]
    year, cluster = table[["year"]].to_numpy(dtype=float) - 2019, pd.factorize(table["government"])[0]
    x = {"mean": np.ones_like(year), "plain": np.hstack([year, np.ones_like(year)]), "levels": year}[name]
    if name == "levels":  # taken out, as they lie within clusters
        x, y = within(x, weight, cluster), within(y, weight, cluster)
    k, n = x.shape[1], cluster.max() + 1
    bread = np.linalg.inv(x.T @ (weight[:, None] * x))
    residual = y - x @ (bread @ (x.T @ (weight[:, None] * y)))
    scores = sum_by(x * weight[:, None] * residual, cluster, n).reshape(n, k, 1)
    square = (x[:, :, None] * x[:, None, :] * weight[:, None, None]).reshape(len(x), -1)
    covariance, degrees = cr2(scores, sum_by(square, cluster, n).reshape(n, k, k))
    assert np.sqrt(covariance[0, 0, 0]) == pytest.approx(expected["error"], rel=1e-8)
    assert degrees[0] == pytest.approx(expected["degrees"], rel=1e-8)


def test_a_cluster_without_leverage_adds_nothing_to_the_degrees() -> None:
    """Satterthwaite's degrees of a slope are about the clusters that tell of it (Bell & McCaffrey 2002)."""
    generator = np.random.default_rng(1)
    leverage = generator.uniform(1, 2, 8)
    scores = generator.normal(size=8)
    alone = cr2(scores[:, None, None], leverage[:, None, None])
    more = [np.append(values, np.zeros(60)) for values in (scores, leverage)]
    among = cr2(more[0][:, None, None], more[1][:, None, None])
    assert among[1] == pytest.approx(alone[1])
    assert among[0] == pytest.approx(alone[0])
    assert alone[1][0] < 7


def test_equal_clusters_have_one_degree_less_than_their_number() -> None:
    for n in (3, 12):
        assert cr2(np.ones((n, 1, 1)), np.ones((n, 1, 1)))[1] == pytest.approx([n - 1])
    assert cr2(np.array([[[1.0]], [[-1.0]], [[0.0]]]), np.array([[[1.0]], [[1.0]], [[0.0]]]))[
        1
    ] == pytest.approx([1])


def test_holm_by_hand() -> None:
    assert holm(np.array([0.02, 0.001, 0.5, 0.03])).tolist() == pytest.approx([0.06, 0.004, 0.5, 0.06])


def test_holm_never_lets_a_larger_p_fall_below_a_smaller() -> None:
    """p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") of R: the third step, 0.04, is raised to the second, 0.06."""
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])).tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])
    # p.adjust(c(0.02, 0.021, 0.022), "holm"): all at the first step
    assert holm(np.array([0.02, 0.021, 0.022])).tolist() == pytest.approx([0.06, 0.06, 0.06])
    assert holm(np.array([0.6, 0.4, np.nan])).tolist()[:2] == pytest.approx([0.8, 0.8])
    assert holm(np.array([0.9, 0.8])).tolist() == [1.0, 1.0]


def test_holm_rejects_what_its_steps_reject() -> None:
    """At every level: from the smallest p on, as long as p (n - step) keeps within it, and none after (Holm 1979)."""
    generator = np.random.default_rng(0)
    for n in (1, 2, 5, 8):
        p = generator.random(n) ** 3
        for level in (0.01, 0.05, 0.2, 0.7):
            rejected = np.zeros(n, dtype=bool)
            for step, place in enumerate(np.argsort(p)):
                if p[place] * (n - step) > level:
                    break
                rejected[place] = True
            assert (holm(p) <= level).tolist() == rejected.tolist()


def test_benjamini_and_hochberg_by_hand() -> None:
    assert false_discovery(np.array([0.01, 0.02, 0.03, 0.5])).tolist() == pytest.approx(
        [0.04, 0.04, 0.04, 0.5]
    )


def test_missing_p_values_stay_missing_and_are_not_counted() -> None:
    p = np.array([0.03, np.nan, 0.01, np.nan, 0.04])
    for adjust in (holm, false_discovery):
        found = adjust(p)
        assert np.isnan(found[[1, 3]]).all()
        assert found[[0, 2, 4]].tolist() == adjust(p[[0, 2, 4]]).tolist()
        assert np.isnan(adjust(np.full(3, np.nan))).all()


def test_the_spread_of_a_draw_is_that_of_simple_sampling_where_chances_are_equal() -> None:
    generator = np.random.default_rng(4)
    values, stratum = generator.normal(size=(30, 2)), np.repeat([0, 1, 2], 10)
    found = sum_by(spread_of(values, stratum, np.full(30, 0.7)), stratum, 3)
    for own in range(3):
        np.testing.assert_allclose(found[own], 0.7 * 9 * values[stratum == own].var(axis=0, ddof=1))


def test_the_spread_of_a_draw_estimates_the_variance_of_a_total_drawn_by_size() -> None:
    from analysis.coding.drawing import inclusion_chances, systematic

    generator = np.random.default_rng(5)
    size = generator.lognormal(3, 0.7, 80)
    value = size * generator.normal(0.2, 0.3, 80)
    chances = inclusion_chances(size, 16)
    totals, variances = [], []
    for _ in range(3000):
        own = systematic(chances, generator)
        added = (value[own] / chances[own])[:, None]
        totals.append(added.sum())
        spread = spread_of(added, np.zeros(16, dtype=int), 1 - chances[own])
        variances.append(16 / 15 * spread.sum())
    assert np.mean(totals) == pytest.approx(value.sum(), abs=0.05 * np.std(totals) * 1.5)
    assert np.mean(variances) == pytest.approx(np.var(totals), rel=0.08)
