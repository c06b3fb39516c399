"""New terms: the planted words and nothing else; unfamiliar headings."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.areas.classifier import AreaClassifier
from analysis.renewal.vocabulary import unseen_pairs
from analysis.simulation.wording import _COINED
from tests.renewal.conftest import YEAR


def test_the_planted_words_are_found_and_at_most_one_other(
    parts: tuple[pd.DataFrame, pd.DataFrame], present: AreaClassifier
) -> None:
    sim = fz.make_reports(
        n_regions=16, years=range(2019, YEAR + 1), trend={}, drift=0.8, drift_years=[YEAR], text=True,
        exemplars=parts[1], n_paragraphs=12, random_state=2,
    )  # fmt: skip
    terms = fz.new_terms(sim.paragraphs[sim.paragraphs["role"] == "work"], YEAR, model=present)
    assert len(terms) >= 4
    planted = terms["term"].map(lambda term: any(word in term for word in _COINED))
    assert (~planted).sum() <= 1  # a rate of false discoveries of 5% lets one through now and then
    assert (terms["p_bh"] < 0.05).all()
    assert (terms["count_earlier"] == 0).all()
    assert not terms.loc[planted, "in_dictionary"].any()
    assert all(term in example for term, example in zip(terms["term"], terms["example"], strict=True))
    assert terms[["accept", "measure", "note"]].isna().all(axis=None)


@pytest.mark.filterwarnings("ignore::analysis.errors.NothingFound")
def test_a_quiet_year_has_no_new_terms(scored: pd.DataFrame) -> None:
    """The earlier year split in two: halves of one year differ by chance alone."""
    earlier = scored[(scored["year"] < YEAR).to_numpy(dtype=bool)]
    reports = sorted(set(earlier["report_id"]))
    halves = earlier.assign(year=earlier["report_id"].isin(reports[::2]).map({True: 2021, False: 2020}))
    assert fz.new_terms(halves, 2021).empty


def test_unseen_pairs_are_counted(present: AreaClassifier) -> None:
    unseen, pairs = unseen_pairs(pd.Series(["行政复议", "行政鑫淼复议", "no Chinese"]), present)
    assert pairs.tolist() == [3, 5, 0]
    assert [int(row.sum()) for row in unseen] == [0, 3, 0]


@pytest.mark.parametrize(("year", "side"), [(2030, "2030"), (2021, "years before 2021")])
def test_a_side_without_paragraphs_is_refused(scored: pd.DataFrame, year: int, side: str) -> None:
    with pytest.raises(fz.InputError, match=f"has no paragraph of {side}"):
        fz.new_terms(scored, year)
    with pytest.raises(fz.InputError, match="min_reports is 0"):
        fz.new_terms(scored, YEAR, min_reports=0)


def test_headings_in_no_outline_are_listed() -> None:
    rows = [
        ("r1", 2022, "一、依法全面履行政府职能"),
        ("r1", 2022, "二、加快数智云衡"),
        ("r2", 2022, "(二)加快数智云衡"),
        ("r2", 2022, "三、聚焦中心任务"),
        ("r0", 2021, "三、聚焦中心任务"),
        ("r0", 2021, "四、去年的标题"),
    ]
    table = pd.DataFrame(rows, columns=["report_id", "year", "heading_1"]).assign(role="work")
    found = fz.unfamiliar_headings(table, 2022)
    assert found["heading"].tolist() == ["加快数智云衡", "聚焦中心任务"]
    assert found["n_reports"].tolist() == [2, 1]
    assert found["n_reports_earlier"].tolist() == [0, 1]
    assert found["share"].tolist() == [1.0, 0.5]


@pytest.mark.parametrize("scheme", ["outline-2015", "outline-2021"])
def test_every_area_of_either_outline_is_familiar(scheme: str) -> None:
    names = fz.load_taxonomy(scheme).areas["name_zh"].tolist()
    table = pd.DataFrame({"report_id": "r", "year": 2022, "role": "work", "heading_1": names})
    assert fz.unfamiliar_headings(table, 2022).empty
