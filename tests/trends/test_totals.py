"""Totals of reports: what is weighed, and the variance of a draw of codes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.columns.types import MIX
from analysis.estimation import sum_by
from analysis.trends.estimand import Estimand
from analysis.trends.precision import strata_variance
from analysis.trends.totals import Draws, report_totals

from .corpora import classified, make_codes, simulate


@pytest.mark.parametrize(
    ("weight", "parts"),
    [
        ("characters", [[300, 100], [0, 200]]),
        ("paragraphs", [[2, 1], [0, 1]]),
        ("reports", [[0.75, 0.25], [0, 1]]),
    ],
)
def test_reports_are_totalled_in_the_order_of_years(weight: str, parts: list[list[float]]) -> None:
    rows = [("b", 2020, 2, 200), ("z", 2019, 1, 100), ("z", 2019, 2, 100), ("z", 2019, 1, 200)]
    coded = classified(
        [dict(zip(("report_id", "year", "area", "n_chars"), row, strict=True)) for row in rows]
    )
    totals = report_totals(coded, None, Estimand(weight), reports=None)
    assert totals.reports[["report_id", "year", "n_units"]].values.tolist() == [
        ["z", 2019, 3],
        ["b", 2020, 1],
    ]
    np.testing.assert_allclose(totals.parts[:, :2], parts)
    np.testing.assert_allclose(totals.predicted, np.sum(parts, axis=1))


def test_what_the_draws_add_is_what_the_codes_changed() -> None:
    own = simulate(0, regions=6, years=2, paragraphs=8, per_year=20)
    plain = Estimand(estimator="difference")
    naive, found = (
        report_totals(own.coded, codes, about, reports=None)
        for codes, about in ((None, Estimand()), (own.codes, plain))
    )
    added = sum_by(found.draws.error, found.draws.report, len(found.reports))
    np.testing.assert_allclose(found.parts, naive.parts + added)
    assert (len(naive.draws.error), len(found.draws.error), found.draws.stratum.max()) == (0, 40, 1)


def test_the_variance_of_a_draw_is_that_of_repeated_draws() -> None:
    generator = np.random.default_rng(0)
    values, n = generator.normal(1, 1, size=50), 20
    sums, variances = [], []
    for _ in range(3000):
        drawn = values[generator.choice(50, n, replace=False)] * 50 / n
        draws = draws_of(np.zeros(n, int), np.full(n, n / 50))
        variance, degrees = strata_variance(draws, drawn[:, None])
        assert variance is not None
        sums.append(drawn.sum())
        variances.append(variance[0])
    assert degrees == n - 1
    assert np.mean(variances) == pytest.approx(np.var(sums), rel=0.08)


def draws_of(stratum: np.ndarray, probability: np.ndarray) -> Draws:
    n = len(stratum)
    return Draws(np.zeros(n, int), stratum, probability, np.ones(n), np.ones((n, 1)), np.ones(n, dtype=bool))


def test_a_stratum_of_one_draw_tells_nothing_unless_taken_whole() -> None:
    for probability, expected in ((0.5, None), (1.0, [0.0])):
        draws = draws_of(np.zeros(1, int), np.array([probability]))
        variance, degrees = strata_variance(draws, np.ones((1, 1)))
        assert (variance if variance is None else variance.tolist()) == expected
        assert degrees == 0


def test_a_draw_without_errors_still_has_an_error() -> None:
    """Ten paragraphs, five drawn at 1/2 and all coded as predicted. Half an error in five codes is a mean square of 0.1; what
    it may add is (1 - π) times the squares of what drawn paragraphs stand for, w / π / T; of common areas half of this, as
    the codes themselves show none.
    """
    chars = [100, 50, 200, 100, 150, 100, 100, 50, 100, 50]
    rows = [
        {"report_id": "ab"[n % 2], "year": 2020, "area": 1 + n % 3, "n_chars": own}
        for n, own in enumerate(chars)
    ]
    coded = classified(rows)
    codes = make_codes(coded.iloc[:5], 0.5)
    drawn = np.array(coded["n_chars"].iloc[:5], dtype=float)
    for weight, size in (("characters", drawn / 0.5 / sum(chars)), ("paragraphs", np.full(5, 0.2))):
        shares = fz.area_shares(coded, codes, target="corpus", weight=weight)
        half = 2.776445 * np.sqrt(0.5 * (size**2).sum() * 0.1 * np.where(shares["share"] < 0.05, 1, 0.5))
        np.testing.assert_allclose(shares["high"] - shares["share"], half, rtol=1e-6)
        np.testing.assert_allclose(
            shares["low"], np.maximum(shares["share"] - half, 0), rtol=1e-6
        )  # t on 4 degrees of freedom


def test_a_report_without_an_area_stands_in_no_ones_way() -> None:
    rows = [
        {"report_id": name, "year": 2020, "area": area, "n_chars": 100} for name, area in (("a", 3), ("b", 0))
    ]
    shares = fz.area_shares(classified(rows)).set_index("area")
    assert shares.at[3, "share"] == 1.0
    with pytest.raises(fz.InputError, match="has no classified paragraph of role 'work'"):
        fz.area_shares(classified(rows[1:]))


def test_only_paragraphs_with_characters_and_the_role_are_counted() -> None:
    rows = [{"report_id": "a", "year": 2020, "area": 1, "n_chars": own} for own in (100, 0, 60, 40)]
    coded = classified(rows)
    coded.loc[3, "role"] = pd.NA
    coded.loc[2, "area"] = 2
    for name in MIX:
        coded.loc[2, name] = float(name == "share_2")
    for weight, share in (("characters", 100 / 160), ("paragraphs", 1 / 2)):
        shares = fz.area_shares(coded, weight=weight).set_index("area")
        assert shares.at[1, "share"] == pytest.approx(share)
        assert shares.at[1, "n_units"] == 2
