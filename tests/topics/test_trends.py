"""A planted rise is found with its size, nothing is found where nothing rises, and one report a year is only described."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS

from .planted import RISING, Planted, make_paragraphs, pair_with_planted, plant_topics


@pytest.fixture(scope="module")
def slopes(simulated: Planted, ten: fz.TopicModel) -> pd.DataFrame:
    return fz.topic_trends(ten, simulated.paragraphs, refits=2, n_permutations=199)


def test_columns_and_sum(slopes: pd.DataFrame) -> None:
    assert slopes.columns.tolist()[: len(COLUMNS["topic trends"])] == list(COLUMNS["topic trends"])
    assert slopes["slope"].sum() == pytest.approx(0, abs=1e-8)
    assert (slopes["low"] < slopes["slope"]).all()
    assert (slopes["p_holm"] >= slopes["p"]).all()
    assert slopes["p_permutation"].between(1 / 200, 1).all()
    assert slopes["from_refits"].between(0, 1).all()
    assert slopes["texts_low"].isna().all()
    assert set(slopes["n_reports"]) == set(slopes["n_clusters"]) == {72}


def test_what_rises_is_found(slopes: pd.DataFrame, simulated: Planted, ten: fz.TopicModel) -> None:
    order, _ = pair_with_planted(ten.top_words(10), simulated)
    years = np.arange(6)
    truth = 100 * np.array([np.polyfit(years, share, 1)[0] for share in simulated.shares.T])
    found = slopes.iloc[order].reset_index(drop=True)
    assert ((found["low"] <= truth) & (truth <= found["high"])).mean() >= 0.8
    for topic in RISING:
        assert found.loc[topic, "p"] < 0.05
        assert found.loc[topic, "p_permutation"] <= 0.05


def test_two_years_differ_by_the_slope_between_them(simulated: Planted, ten: fz.TopicModel) -> None:
    table = fz.topic_differences(ten, simulated.paragraphs, [(2017, 2022), (2018, 2019)], refits=0)
    assert table.columns.tolist()[: len(COLUMNS["topic differences"])] == list(COLUMNS["topic differences"])
    shares = fz.topic_shares(ten, simulated.paragraphs, refits=0).pivot(
        index="topic", columns="year", values="share"
    )
    own = table[table["start"] == 2017].set_index("topic")
    np.testing.assert_allclose(own["difference"], 100 * (shares[2022] - shares[2017]), atol=1e-8)
    assert (own["low"] < own["difference"]).all()
    assert len(fz.topic_differences(ten, simulated.paragraphs, refits=0)) == 15 * 10


def test_refits_widen_by_what_differs_between_years(simulated: Planted, ten: fz.TopicModel) -> None:
    fixed = fz.topic_trends(ten, simulated.paragraphs, refits=0, n_permutations=0)
    same = fz.topic_trends(ten, simulated.paragraphs, refits=[ten, ten], n_permutations=0)
    pd.testing.assert_series_equal(fixed["low"], same["low"])
    assert (fixed["from_refits"] == 0).all()
    assert fixed["p_permutation"].isna().all()
    other = fz.refit_topics(ten, simulated.paragraphs, n_seeds=2)
    wider = fz.topic_trends(ten, simulated.paragraphs, refits=other, n_permutations=0)
    assert ((wider["high"] - wider["low"]) > 0.99 * (fixed["high"] - fixed["low"])).all()


def test_governments_have_levels_of_their_own() -> None:
    """Governments that write of one topic alone, and others that come later: no government changes."""
    one, two = (
        "行政复议、人民调解、信访、行政应诉、仲裁。",
        "行政审批、权力清单、负面清单、市场监管、营商环境。",
    )
    rows, facts = [], []
    for number in range(10):
        for year in (2018, 2019, 2020) if number < 5 else (2019, 2020):
            report = f"g{number}y{year}"
            facts.append({"report_id": report, "region": f"g{number}", "level": "county"})
            rows += [
                (report, year, (one if number < 5 else two) * 3),
                (report, year, (two if number % 2 else one)),
            ]
    paragraphs = make_paragraphs(rows)
    topics = fz.TopicModel(2, min_reports=1).fit(paragraphs)
    pooled = fz.topic_trends(topics, paragraphs, refits=0, n_permutations=99)
    inside = fz.topic_trends(topics, paragraphs, reports=pd.DataFrame(facts), refits=0, n_permutations=99)
    assert pooled["slope"].abs().max() > 5
    assert inside["slope"].abs().max() < 1e-6
    assert inside["p_permutation"].isna().all()  # no share differs within a government


def test_one_report_a_year_is_described(topics: fz.TopicModel, paragraphs: pd.DataFrame) -> None:
    table = fz.topic_trends(topics, paragraphs)
    assert (table["reason"] == "one report a year").all()
    assert table[["low", "high", "p", "p_permutation", "p_holm"]].isna().all(axis=None)
    assert table["slope"].notna().all()


def test_bounds_over_the_paragraphs_of_these_texts(ten: fz.TopicModel) -> None:
    covered = []
    for draw in range(6):
        own = plant_topics(n_reports=1, n_paragraphs=40, spread=1e6, random_state=100 + draw)
        table = fz.topic_trends(ten, own.paragraphs, n_permutations=0)
        assert table["low"].isna().all()
        assert (table["texts_low"] < table["slope"]).all()
        np.testing.assert_allclose((table["texts_low"] + table["texts_high"]) / 2, table["slope"], atol=1e-9)
        truth = 100 * np.array([np.polyfit(np.arange(6), share, 1)[0] for share in own.shares.T])
        found = table.iloc[pair_with_planted(ten.top_words(10), own)[0]]
        covered += ((found["texts_low"] <= truth) & (truth <= found["texts_high"])).tolist()
    assert np.mean(covered) > 0.85


def test_reports_without_year_are_counted(simulated: Planted, ten: fz.TopicModel) -> None:
    first = simulated.paragraphs["report_id"].iloc[0]
    undated = simulated.paragraphs.assign(
        year=simulated.paragraphs["year"].where(simulated.paragraphs["report_id"] != first)
    )
    table = fz.topic_trends(ten, undated, refits=0, n_permutations=0)
    assert set(table["n_left_out"]) == {1}
    assert set(table["n_reports"]) == {71}


def test_what_will_not_do_is_refused(simulated: Planted, ten: fz.TopicModel) -> None:
    with pytest.raises(fz.InputError, match=r"paragraphs of documents that count have no year"):
        fz.topic_trends(ten, simulated.paragraphs.drop(columns="year"), refits=0)
    others = simulated.paragraphs.assign(doc_type="other")
    with pytest.raises(
        fz.InputError, match=r"hold no document of the types that count; give other doc_types, or None"
    ):
        fz.topic_trends(ten, others, refits=0)
    with pytest.raises(fz.InputError, match=r"years hold \(2017, 2030\); give pairs in order of 2017, 2018"):
        fz.topic_differences(ten, simulated.paragraphs, [(2017, 2030)], refits=0)
    one = simulated.paragraphs.query("year == 2017")
    with pytest.raises(fz.InputError, match=r"paragraphs are of 1 year\(s\)"):
        fz.topic_trends(ten, one, refits=0)


@pytest.mark.slow
def test_size_where_nothing_rises() -> None:
    rejected = []
    for seed in range(30):
        corpus = plant_topics(n_reports=6, n_paragraphs=6, random_state=seed)
        shuffled = corpus.paragraphs.assign(
            year=corpus.paragraphs["report_id"].map(_permuted_years(corpus.reports, seed))
        )
        topics = fz.TopicModel(10).fit(shuffled)
        table = fz.topic_trends(topics, shuffled, refits=3, n_permutations=199)
        rejected.append((table[["p", "p_permutation"]] < 0.05).mean().tolist())
    by_interval, by_permutation = np.mean(rejected, axis=0)
    assert by_interval < 0.07
    assert 0.02 < by_permutation < 0.08


def _permuted_years(reports: pd.DataFrame, seed: int) -> dict[str, int]:
    years = np.random.default_rng(seed).permutation(reports["year"].to_numpy())
    return dict(zip(reports["report_id"], years.tolist(), strict=True))
