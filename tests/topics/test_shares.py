"""Shares of topics add up, their intervals hold what was planted, and hand codes correct their areas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS
from analysis.columns.types import MIX
from analysis.topics.shares import share_interval

from .planted import APPROVALS, DISPUTES, NEW, YEARS, Planted, pair_with_planted, plant_topics


def test_planted_shares_are_found(two: fz.TopicModel, planted: pd.DataFrame) -> None:
    shares = fz.topic_shares(two, planted, random_state=0)
    disputes = next(topic for topic, words in two.top_words(5).iterrows() if "信访" in set(words))
    found = shares[shares["topic"] == disputes].set_index("year")["share"]
    chars = {2019: (3 * len(DISPUTES), len(APPROVALS)), 2020: (len(DISPUTES), 3 * len(APPROVALS))}
    for year, (own, other) in chars.items():
        assert found[year] == pytest.approx(own / (own + other), abs=0.05)


def test_shares_of_a_year_sum_to_1(topics: fz.TopicModel, paragraphs: pd.DataFrame) -> None:
    shares = fz.topic_shares(topics, paragraphs)
    assert {name: str(dtype) for name, dtype in shares.dtypes.items()} == dict(COLUMNS["topic shares"])
    assert len(shares) == 5 * 3
    np.testing.assert_allclose(shares.groupby("year")["share"].sum(), 1)


def test_shares_are_of_words_weighted_by_characters(topics: fz.TopicModel, paragraphs: pd.DataFrame) -> None:
    bags = topics.count_words(paragraphs)
    given = topics.assigned(bags)
    known = bags.counts.sum(axis=1).A1 > 0
    np.testing.assert_allclose(given.sum(axis=1), known, atol=1e-6)
    chars = bags.units["n_chars"].to_numpy(dtype=float)
    shares = fz.topic_shares(topics, paragraphs).set_index(["year", "topic"])["share"]
    for year in sorted(set(bags.units["year"])):
        own = (bags.units["year"] == year).to_numpy(dtype=bool) & known
        np.testing.assert_allclose(
            shares.loc[year], np.average(given[own], axis=0, weights=chars[own]), atol=1e-6
        )


def test_one_report_a_year_gives_no_interval(topics: fz.TopicModel, paragraphs: pd.DataFrame) -> None:
    shares = fz.topic_shares(topics, paragraphs)
    assert (shares["n_reports"] == 1).all()
    assert shares[["low", "high"]].isna().all(axis=None)


def test_the_interval_lies_between_the_reports_and_holds_the_share(
    topics: fz.TopicModel, paragraphs: pd.DataFrame
) -> None:
    together = paragraphs.assign(year=pd.array([2020] * len(paragraphs), dtype="Int64"))
    shares = fz.topic_shares(topics, together, level=0.8, refits=0).set_index("topic")
    alone = fz.topic_shares(topics, paragraphs).groupby("topic")["share"]
    assert (shares["n_reports"] == 5).all()
    assert (shares["low"] < shares["share"]).all()
    assert (shares["share"] < shares["high"]).all()
    assert ((shares["low"] > 0) & (shares["high"] < 1)).all()
    assert (alone.min() < shares["share"]).all()
    assert (alone.max() > shares["share"]).all()
    wider = fz.topic_shares(topics, together, level=0.95, refits=0).set_index("topic")
    assert (wider["high"] - wider["low"] > shares["high"] - shares["low"]).all()


def test_the_seed_of_the_bootstrap_moves_the_interval_only(
    topics: fz.TopicModel, paragraphs: pd.DataFrame
) -> None:
    together = paragraphs.assign(year=pd.array([2020] * len(paragraphs), dtype="Int64"))
    one, same, other = (
        fz.topic_shares(topics, together, n_resamples=99, refits=0, random_state=seed) for seed in (0, 0, 1)
    )
    pd.testing.assert_frame_equal(one, same)
    pd.testing.assert_series_equal(one["share"], other["share"])
    assert not one["low"].equals(other["low"])


def test_reports_without_year_are_counted(two: fz.TopicModel, planted: pd.DataFrame) -> None:
    first, second = planted["report_id"].unique()[:2]
    undated = planted.assign(year=planted["year"].mask(planted["report_id"] == first))
    undated["doc_type"] = np.where(
        undated["report_id"] == second, "plan", "annual_report"
    )  # which does not count
    shares = fz.topic_shares(two, undated, refits=0)
    assert set(shares["n_left_out"]) == {1}
    assert set(fz.topic_shares(two, planted, refits=0)["n_left_out"]) == {0}


def test_paragraphs_without_year_have_no_share(two: fz.TopicModel, planted: pd.DataFrame) -> None:
    undated = planted.assign(year=planted["year"].where(planted["year"] == 2019))
    assert set(fz.topic_shares(two, undated)["year"]) == {2019}


def in_order(column: str, shares: pd.DataFrame, order: np.ndarray) -> np.ndarray:
    return shares.pivot(index="year", columns="topic", values=column).to_numpy()[:, order]


def test_planted_shares_and_trends_are_inside_their_intervals(simulated: Planted, ten: fz.TopicModel) -> None:
    order, overlap = pair_with_planted(ten.top_words(10), simulated)
    assert overlap.mean() >= 0.8
    shares = fz.topic_shares(ten, simulated.paragraphs, refits=2, n_resamples=200)
    low, share, high = (in_order(column, shares, order) for column in ("low", "share", "high"))
    there = simulated.shares > 0
    assert ((low <= simulated.shares) & (simulated.shares <= high))[there].mean() >= 0.8
    assert share[~there].max() < 0.01
    assert share[3:, NEW].min() > 0.05


def study(seed: int) -> dict[str, float]:
    """One simulated corpus: overlap of words, coverage of the shares that are not zero, and the early share of the new."""
    planted = plant_topics(random_state=seed)
    topics = fz.TopicModel(n_topics=10, random_state=seed).fit(planted.paragraphs)
    order, overlap = pair_with_planted(topics.top_words(10), planted)
    shares = fz.topic_shares(topics, planted.paragraphs, random_state=seed, n_resamples=300)
    low, share, high = (in_order(column, shares, order) for column in ("low", "share", "high"))
    there = planted.shares > 0
    covered = ((low <= planted.shares) & (planted.shares <= high))[there].mean()
    rise = np.polyfit(YEARS, share[:, :2], 1)[0] - np.polyfit(YEARS, planted.shares[:, :2], 1)[0]
    return {
        "overlap": overlap.mean(),
        "covered": covered,
        "early": share[~there].max(),
        "late": share[3:, NEW].mean() - planted.shares[3:, NEW].mean(),
        "slope": rise.mean(),
    }


@pytest.mark.slow
def test_over_50_corpora_the_intervals_cover_and_the_new_topic_is_found() -> None:
    results = pd.DataFrame([study(seed) for seed in range(50)])
    assert results["overlap"].mean() >= 0.8
    assert results["covered"].mean() >= 0.85
    assert results["early"].mean() < 0.005
    assert abs(results["late"].mean()) < 0.01
    assert abs(results["slope"].mean()) < 0.002


# --- the topics' own uncertainty, groups ---


def test_refits_widen_the_interval_and_move_no_share(planted: pd.DataFrame, two: fz.TopicModel) -> None:
    fixed = fz.topic_shares(two, planted, refits=0)
    other = fz.TopicModel(n_topics=2, random_state=1, passes=5).fit(planted)
    other.parameters_ = two.parameters_ * 0.7 + two.parameters_[::-1] * 0.3  # topics that are less clear
    wide = fz.topic_shares(two, planted, refits=[other])
    pd.testing.assert_series_equal(wide["share"], fixed["share"])
    assert (wide["low"] < fixed["low"]).all()
    assert (wide["high"] > fixed["high"]).all()
    pd.testing.assert_frame_equal(fz.topic_shares(two, planted, refits=[two]), fixed)


def test_by_level_and_province_shares_add_up(simulated: Planted, ten: fz.TopicModel) -> None:
    table = fz.topic_shares(
        ten, simulated.paragraphs, by=("government_level", "year"), reports=simulated.reports, refits=0
    )
    assert table.columns.tolist() == ["government_level", *COLUMNS["topic shares"]]
    assert set(table["government_level"]) == {"prefecture", "county"}
    np.testing.assert_allclose(table.groupby(["government_level", "year"])["share"].sum(), 1)
    own = simulated.reports.loc[simulated.reports["level"] == "county", "report_id"]
    county = simulated.paragraphs[simulated.paragraphs["report_id"].isin(own)]
    alone = fz.topic_shares(ten, county, refits=0)["share"].to_numpy()
    np.testing.assert_allclose(table.loc[table["government_level"] == "county", "share"], alone)
    pooled = fz.topic_shares(ten, simulated.paragraphs, by="province", reports=simulated.reports, refits=0)
    assert pooled.columns.tolist() == ["province", *COLUMNS["topic shares"]]
    assert pooled["year"].isna().all()
    assert len(pooled) == 3 * 10
    assert (pooled["n_reports"] == 24).all()


def test_new_paragraphs_need_refits_of_the_old(planted: pd.DataFrame, two: fz.TopicModel) -> None:
    later = planted[planted["year"] == 2020]
    with pytest.raises(fz.InputError, match="paragraphs are not those the topics were fitted on"):
        fz.topic_shares(two, later)
    refits = fz.refit_topics(two, planted, n_seeds=2)
    assert fz.topic_shares(two, later, refits=refits)["low"].notna().all()
    assert fz.topic_shares(two, later, refits=0)["low"].notna().all()


def test_wrong_groups_are_refused(planted: pd.DataFrame, two: fz.TopicModel) -> None:
    with pytest.raises(fz.InputError, match="by is 'government_level' without reports; give reports="):
        fz.topic_shares(two, planted, by="government_level")
    with pytest.raises(
        fz.InputError, match="by is 'month'; use one of 'year', 'government_level', 'province'"
    ):
        fz.topic_shares(two, planted, by="month")


def log_odds(share: np.ndarray) -> np.ndarray:
    return np.log(share / (1 - share))


@pytest.mark.parametrize("m", [1, 2, 5])
def test_refits_add_by_the_rule_of_rubin(m: int) -> None:
    """Reports all alike leave no error of sampling: what is left is (1 + 1/m) times the mean square of the refits'
    distances (Rubin 1987), at the t quantile of the reports.
    """
    own = np.ones((3, 2))
    moved = np.linspace(0.2, 0.6, m)  # log-odds of the first topic under each refit
    chances = 1 / (1 + np.exp(-moved))
    refits = [np.tile([chance, 1 - chance], (3, 1)) for chance in chances]
    for level, quantile in ((0.95, 4.302653), (0.5, 0.816497)):  # of t on 2 degrees of freedom
        found = share_interval([own, *refits], level, 50, np.random.default_rng(0))
        half = quantile * np.sqrt((1 + 1 / m) * np.mean(moved**2))
        np.testing.assert_allclose(found[:, 0], [0.5, 0.5])
        np.testing.assert_allclose(log_odds(found[:, 1:]), [[-half, half]] * 2, rtol=1e-6)


def test_the_error_of_sampling_is_that_of_the_reports() -> None:
    """Two reports with log-odds of ±log 3: resampled they are drawn alone in half the cases, so that the variance is
    (log 3)² / 2, times n / (n - 1) = 2; the quantile is that of t on one degree of freedom.
    """
    found = share_interval([np.array([[3.0, 1.0], [1.0, 3.0]])], 0.95, 100_000, np.random.default_rng(0))
    half = 12.7062 * np.log(3)
    np.testing.assert_allclose(found[:, 0], 0.5)
    np.testing.assert_allclose(log_odds(found[0, 1:]), [-half, half], rtol=0.01)


def test_reports_count_by_their_weight() -> None:
    totals = np.array([[30.0, 10.0], [0.0, 60.0]])
    found = share_interval([totals], 0.95, 10, np.random.default_rng(0))
    np.testing.assert_allclose(found[:, 0], [0.3, 0.7])
    alone = share_interval([totals[:1]], 0.95, 10, np.random.default_rng(0))
    np.testing.assert_allclose(alone[:, 0], [0.75, 0.25])
    assert np.isnan(alone[:, 1:]).all()


@pytest.fixture(scope="module")
def answers(planted: pd.DataFrame) -> pd.DataFrame:
    """A classifier that reads disputes as area 6 and approvals half as 1, half as 2."""
    disputes = planted["text"].str.contains("信访").to_numpy(dtype=bool)
    coded = planted.assign(
        area=np.where(disputes, 6, 1), area_2=pd.NA, probability=1.0, measure="33", abstained=False
    )
    mix = pd.DataFrame(0.0, index=coded.index, columns=list(MIX))
    mix.loc[disputes, "share_6"] = 1.0
    mix.loc[~disputes, ["share_1", "share_2"]] = 0.5
    return coded.assign(**mix)


def leading(topics: fz.TopicModel, word: str) -> int:
    return int(topics.topic_words_[:, topics.words_.index(word)].argmax()) + 1


def test_rows_sum_to_1_and_cross_cutting_topics_are_marked(two: fz.TopicModel, answers: pd.DataFrame) -> None:
    table = fz.topic_areas(two, answers)
    assert table.columns.tolist() == list(COLUMNS["topic areas"])
    np.testing.assert_allclose(table.groupby("topic")["share"].sum(), 1)
    disputes, approvals = leading(two, "信访"), leading(two, "权力清单")
    matrix = table.pivot(index="topic", columns="area", values="share")
    assert matrix.loc[disputes, 6] > 0.95
    np.testing.assert_allclose(matrix.loc[approvals, [1, 2]], 0.5, atol=0.03)
    marked = table.groupby("topic")["cross_cutting"].first()
    assert (bool(marked[disputes]), bool(marked[approvals])) == (False, True)


def test_codes_correct_the_classifier(two: fz.TopicModel, answers: pd.DataFrame) -> None:
    items = fz.split_items(answers)
    approvals = set(answers.loc[answers["area"] == 1, "paragraph_id"])
    codes = pd.DataFrame(
        {
            "unit_id": items["item_id"],
            "coder": "final",
            "role": "work",
            "area": [1 if paragraph in approvals else 6 for paragraph in items["paragraph_id"]],
            "measure": pd.NA,
            "inclusion_probability": 1.0,
        }
    )
    table = fz.topic_areas(two, answers, codes)
    own = table[table["topic"] == leading(two, "权力清单")].set_index("area")
    assert own.loc[1, "share"] > 0.95  # every paragraph is coded: the classifier has no say
    assert not own["cross_cutting"].any()
    np.testing.assert_allclose(table.groupby("topic")["share"].sum(), 1)


def test_the_sample_reports_have_a_matrix(topics: fz.TopicModel, coded: pd.DataFrame) -> None:
    table = fz.topic_areas(topics, coded)
    assert len(table) == 3 * 8
    assert table["share"].between(0, 1).all()
    assert table["probability"].between(0.8, 1).all()
    assert not table["doubtful"].any()


def test_areas_of_a_topic_of_another_field_are_in_doubt(two: fz.TopicModel, answers: pd.DataFrame) -> None:
    unsure = answers.assign(probability=np.where(answers["area"] == 6, 0.95, 0.55))
    table = fz.topic_areas(two, unsure).groupby("topic").first()
    assert table.loc[leading(two, "信访"), "probability"] == pytest.approx(0.95, abs=0.02)
    assert table["doubtful"].loc[[leading(two, "信访"), leading(two, "权力清单")]].tolist() == [False, True]
    unknown = fz.topic_areas(two, answers.assign(probability=np.nan))
    assert unknown["probability"].isna().all()
    assert unknown["doubtful"].isna().all()
    assert table["other_documents"].isna().all() or (table["other_documents"] == 0).all()
    others = answers.assign(
        doc_type=np.where(answers["area"] == 6, "other", "annual_report"), probability=0.95
    )
    table = fz.topic_areas(two, others).groupby("topic").first()
    assert table["doubtful"].loc[[leading(two, "信访"), leading(two, "权力清单")]].tolist() == [True, False]
    assert table.loc[leading(two, "信访"), "other_documents"] == pytest.approx(1, abs=0.02)


def test_what_will_not_do_is_refused(two: fz.TopicModel, answers: pd.DataFrame) -> None:
    with pytest.raises(fz.InputError, match=r"coded lacks the column\(s\) area"):
        fz.topic_areas(two, answers.drop(columns="area"))
    with pytest.raises(fz.InputError, match="coded has no classified paragraph of role 'plan'"):
        fz.topic_areas(two, answers, role="plan")
