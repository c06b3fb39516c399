"""What is made of the classifier's answers: against ppi-python, by hand, and by what the estimators have in common."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.trends.correction import (
    ESTIMATORS,
    Adjustment,
    Sample,
    fit_adjustment,
    own_sizes,
    settle_estimator,
)

from .corpora import Simulated, classified, make_codes, simulate

REFERENCE = Path(__file__).parent / "reference"
EXPECTED = pd.read_csv(REFERENCE / "expected.csv").set_index("name")["value"]


def sample_of(truth: np.ndarray, answer: np.ndarray, region: np.ndarray | None = None) -> Sample:
    """One year and one stratum of paragraphs of one area each, drawn at 1/4."""
    n = len(truth)
    mixes = [np.eye(3)[own] for own in (truth, answer)]
    where = np.arange(n) if region is None else region
    return Sample(where, np.zeros(n, int), np.zeros(n, int), np.full(n, 0.25), np.full(n, 4.0), *mixes)


# --- which estimator ---


def test_the_default_is_by_whether_there_are_codes() -> None:
    assert [settle_estimator(None, known) for known in (True, False)] == ["dsl", "naive"]
    assert [settle_estimator(name, True) for name in ESTIMATORS] == list(ESTIMATORS)
    with pytest.raises(
        fz.InputError, match="estimator is 'ppi' without codes; give codes with it, or 'naive'"
    ):
        settle_estimator("ppi", False)


# --- the factor ---


def test_the_factor_is_that_of_power_tuning_in_ppi_python() -> None:
    table = pd.read_csv(REFERENCE / "paragraphs.csv").query("drawn == 1")
    sample = sample_of(table["truth"].to_numpy(), table["predicted"].to_numpy())
    found = fit_adjustment(sample, sample.answer.sum(axis=0)[None], "ppi").general
    assert found == pytest.approx(EXPECTED["ppi_lambda"] * np.eye(3), rel=1e-4)


def test_a_region_is_adjusted_by_the_codes_of_the_others() -> None:
    """Region 0 has answers that are always wrong; the others learn of it, it does not."""
    generator = np.random.default_rng(0)
    truth, region = generator.integers(0, 3, 90), np.repeat([0, 1, 2], 30)
    answer = np.where(region == 0, (truth + 1) % 3, truth)
    sample = sample_of(truth, answer, region)
    for estimator in ("ppi", "dsl"):
        found = fit_adjustment(sample, sample.answer.sum(axis=0)[None], estimator)
        assert found.own[0] == pytest.approx(np.eye(3), abs=0.01)  # only the mean of the year knows of it
        assert found.own[1].diagonal().max() < 0.7
        assert found.general.diagonal().max() < 0.9


def test_a_row_is_what_the_codes_of_an_answer_were_shrunk_by_three() -> None:
    truth, answer = np.array([0] * 8 + [1] * 4 + [1] * 9), np.array([0] * 12 + [1] * 9)
    sample = sample_of(truth, answer)
    found = fit_adjustment(sample, sample.answer.sum(axis=0)[None], "dsl").general
    factor = fit_adjustment(sample, sample.answer.sum(axis=0)[None], "ppi").general[0, 0]
    mean = np.array([8, 13, 0]) / 21
    assert found[0] == pytest.approx(
        (np.array([8, 4, 0]) + 3 * (factor * np.eye(3)[0] + (1 - factor) * mean)) / 15
    )
    assert found[2] == pytest.approx(factor * np.eye(3)[2] + (1 - factor) * mean)  # an answer without codes
    assert found.sum(axis=1) == pytest.approx(1)


def test_answers_of_mixed_paragraphs_that_are_right_stay_as_they_are() -> None:
    mix = np.array([[0.5, 0.5, 0.0], [0.2, 0.0, 0.8], [0.0, 1.0, 0.0], [0.3, 0.3, 0.4]])
    ones = np.zeros(4, int)
    sample = Sample(np.arange(4), ones, ones, np.full(4, 0.5), np.full(4, 2.0), mix, mix)
    found = fit_adjustment(sample, mix.sum(axis=0)[None], "dsl")
    assert found.apply(mix, np.arange(4)) == pytest.approx(mix)


def test_mixes_are_adjusted_by_their_region() -> None:
    matrices = {2: np.array([[0.0, 1.0], [1.0, 0.0]]), 5: 2 * np.eye(2)}
    found = Adjustment(np.eye(2), matrices).apply(np.array([[1.0, 0.0]] * 4), np.array([5, 2, 3, 2]))
    assert found.tolist() == [[2, 0], [0, 1], [1, 0], [0, 1]]


# --- the estimators ---


@pytest.fixture(scope="module")
def corpus() -> Simulated:
    return simulate(1, drift=0.5)


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("weight", ["characters", "reports"])
def test_every_estimator_names_itself_and_its_shares_sum_to_one(
    corpus: Simulated, estimator: str, weight: str
) -> None:
    shares = fz.area_shares(
        corpus.coded, corpus.codes, reports=corpus.reports, estimator=estimator, weight=weight
    )
    assert shares.groupby("year")["share"].sum().to_numpy() == pytest.approx(1)
    assert set(shares["estimator"]) == {estimator}
    assert shares["design"].isna().all() == (estimator == "naive")
    assert shares["low"].ge(0).all()
    assert shares["high"].le(1).all()
    trends = fz.area_trends(
        corpus.coded, corpus.codes, reports=corpus.reports, estimator=estimator, weight=weight
    )
    assert trends.groupby("panel")["slope"].sum().to_numpy() == pytest.approx(0, abs=1e-9)
    assert set(trends["estimator"]) == {estimator}


def test_codes_alone_are_a_ratio_of_weighted_sums(corpus: Simulated) -> None:
    shares = fz.area_shares(corpus.coded, corpus.codes, estimator="codes")
    codes = corpus.codes.assign(paragraph_id=corpus.codes["unit_id"].str.removesuffix("-i01")).merge(
        corpus.coded[["paragraph_id", "year", "n_chars"]], on="paragraph_id", suffixes=("", "_own")
    )
    codes["weight"] = codes["n_chars_own"] / codes["inclusion_probability"]
    expected = codes.groupby(["year", "area"])["weight"].sum() / codes.groupby("year")["weight"].sum()
    found = shares.set_index(["year", "area"])["share"]
    assert found.to_numpy() == pytest.approx(expected.reindex(found.index, fill_value=0).to_numpy())


def test_the_difference_estimator_is_the_mean_of_prediction_powered_inference() -> None:
    """One paragraph per report, none clustered: the estimate is ppi-python's, and so is the variance once what both leave
    out of each other is put back (see below)."""
    table = pd.read_csv(REFERENCE / "paragraphs.csv")
    names = [f"r{n:03d}" for n in range(len(table))]
    coded, right = (
        classified(
            [
                {"report_id": name, "year": 2019, "area": 2 - own, "n_chars": 1}
                for name, own in zip(names, table[column], strict=True)
            ]
        )
        for column in ("predicted", "truth")
    )
    n, total = int(table["drawn"].sum()), len(table)
    codes = make_codes(right[(table["drawn"] == 1).to_numpy()], n / total)
    row = fz.area_shares(coded, codes, weight="paragraphs", estimator="difference", level=0.5).iloc[0]
    assert row["share"] == pytest.approx(EXPECTED["ppi_mean"], abs=1e-8)
    # ppi takes predictions and corrections as independent samples and the corrections' mean as known; the sum of squares
    # over reports holds their covariance in this sample, and squares the corrections about zero
    from scipy import stats

    own = table["drawn"] == 1
    predicted, truth = (table[name].to_numpy(float) for name in ("predicted", "truth"))
    error = truth - predicted
    correction = np.where(own, error * total / n, 0.0)
    covariance = np.mean((predicted - predicted.mean()) * (correction - correction.mean()))
    between = error[own].mean() ** 2 * (1 / n - 1 / total) + 2 * covariance / total
    half = (row["high"] - row["low"]) / 2
    ours = (half / stats.t.ppf(0.75, row["df"])) ** 2 * (total - 1) / total
    ppi = ((EXPECTED["ppi_high"] - EXPECTED["ppi_low"]) / 2 / stats.norm.ppf(0.975)) ** 2
    assert ours - between == pytest.approx(ppi, abs=1e-8)


def test_an_estimator_that_needs_codes_says_so(corpus: Simulated) -> None:
    with pytest.raises(fz.InputError, match="estimator is 'codes' without codes"):
        fz.area_trends(corpus.coded, estimator="codes")
    with pytest.raises(fz.InputError, match="estimator is 'best'; use one of 'dsl', 'ppi'"):
        fz.area_shares(corpus.coded, corpus.codes, estimator="best")


def test_all_estimators_agree_once_everything_is_coded(corpus: Simulated) -> None:
    everything = make_codes(corpus.right, 1.0)
    truth = fz.area_shares(corpus.right)["share"]
    for estimator in ("dsl", "ppi", "difference", "codes"):
        shares = fz.area_shares(corpus.coded, everything, estimator=estimator)
        np.testing.assert_allclose(shares["share"], truth, atol=1e-10)


@pytest.mark.parametrize("estimator", ["dsl", "ppi"])
def test_a_weak_classifier_does_not_widen_what_the_codes_alone_tell(estimator: str) -> None:
    ratios = []
    for seed in range(4):
        own = simulate(seed, accuracy=0.1)
        widths = [
            shares["high"] - shares["low"]
            for shares in (
                fz.area_shares(own.coded, own.codes, reports=own.reports, estimator=name)
                for name in (estimator, "codes", "difference")
            )
        ]
        ratios.append([widths[0].mean() / widths[1].mean(), widths[2].mean() / widths[1].mean()])
    tuned, plain = np.mean(ratios, axis=0)
    assert tuned <= 1.05
    assert plain > 1.15


# --- reports that weigh the same ---


def test_a_report_counts_once_by_what_is_coded_of_it() -> None:
    """Two reports of 1000 predicted characters; of the first, all ten codes confirm half only."""
    report, weight = np.repeat([0, 1], 10), np.full(20, 50.0)
    told = np.where(report == 0, np.arange(20) % 2, 1).astype(float)
    sizes = own_sizes(np.array([1000.0, 1000.0]), np.arange(2), report, weight, told, np.ones(20))
    assert sizes[0] == pytest.approx(500, abs=60)
    assert sizes[1] == pytest.approx(1000, abs=40)
    everything = own_sizes(np.array([500.0, 500.0]), np.arange(2), report, weight, told, np.ones(20))
    assert everything.tolist() == [250, 500]  # nothing is left to be guessed


def test_a_report_with_few_codes_is_judged_by_its_region() -> None:
    """Two regions of ten reports with two codes each; in the first the coders confirm half."""
    report, region = np.repeat(np.arange(20), 2), np.repeat([0, 1], 10)
    told = np.where(region[report] == 0, np.arange(40) % 2, 1).astype(float)
    sizes = own_sizes(np.full(20, 1000.0), region, report, np.full(40, 1.0), told, np.ones(40))
    assert sizes[:10] == pytest.approx(500, abs=60)
    assert sizes[10:] == pytest.approx(1000, abs=40)


def test_reports_that_do_not_differ_keep_their_predicted_sizes_but_for_a_factor() -> None:
    report, told = np.repeat([0, 1], 10), np.tile([1.0, 1, 1, 1, 0], 4)
    sizes = own_sizes(np.array([1000.0, 3000.0]), np.arange(2), report, np.full(20, 1e-9), told, np.ones(20))
    assert sizes / np.array([1000, 3000]) == pytest.approx([0.8, 0.8])
    none = np.zeros(0)
    assert own_sizes(np.array([7.0]), np.zeros(1, int), none.astype(int), none, none, none).tolist() == [7]


def test_the_average_government_is_found_where_some_write_much_that_is_no_work() -> None:
    """In half of the reports half of what is taken for work is none, and these write more of area 6."""
    found, plain, truth = [], [], []
    for seed in range(6):
        generator = np.random.default_rng(seed)
        report = np.repeat(np.arange(60), 26)
        bad = report % 2 == 0
        area = np.where(
            bad & (generator.random(len(report)) < 0.6), 6, 1 + generator.integers(0, 4, len(report))
        )
        fake = bad & (generator.random(len(report)) < 0.5)
        rows = pd.DataFrame(
            {"report_id": [f"r{n:02d}" for n in report], "year": 2019, "area": area, "n_chars": 100}
        )
        coded = classified(rows)
        drawn = np.sort(generator.choice(len(rows), 400, replace=False))
        codes = make_codes(coded.iloc[drawn], 400 / len(rows))
        codes.loc[fake[drawn], ["role", "area"]] = ["boilerplate", 0]
        own = rows.assign(six=(area == 6))[~fake].groupby("report_id")["six"].mean()
        truth.append(own.mean())
        shares = fz.area_shares(coded, codes, weight="reports").set_index("area")["share"]
        found.append(shares[6])
        plain.append(fz.area_shares(coded, codes, weight="characters").set_index("area")["share"][6])
    assert np.mean(found) == pytest.approx(np.mean(truth), abs=0.02)
    assert np.mean(truth) - np.mean(plain) > 0.07  # what equal weights are for
