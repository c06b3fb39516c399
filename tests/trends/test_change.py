"""A change taken apart: planted causes, exact sums, paragraphs that moved it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis as fz
from analysis.columns import COLUMNS
from analysis.columns.types import AREAS
from analysis.trends.change import PARTS

from .corpora import classified, make_codes, simulate

# a report: region, level, year, characters in each area
Report = tuple[str, str, int, dict[int, int]]


def corpus(reports: list[Report], text: str | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, facts = [], []
    for region, level, year, chars in reports:
        name = f"{region}{level}{year}"
        facts.append({"report_id": name, "region": region, "level": level})
        rows += [
            {
                "report_id": name,
                "year": year,
                "area": area,
                "n_chars": n,
                "text": text or f"{name}法规{area}。",
            }
            for area, n in chars.items()
        ]
    return classified(rows), pd.DataFrame(facts)


def parts_of(reports: list[Report], area: int = 1, **settings: Any) -> dict[str, float]:
    coded, facts = corpus(reports)
    table = fz.decompose_change(coded, 2019, 2020, reports=facts, **settings)
    own = table[table["area"] == area].set_index("part")["change"]
    return {part: round(own[part], 10) for part in PARTS if abs(own[part]) > 1e-12}


# --- planted causes ---


def test_the_same_governments_write_more_of_it() -> None:
    reports: list[Report] = [
        ("a", "county", 2019, {1: 200, 2: 800}),
        ("a", "county", 2020, {1: 300, 2: 700}),
        ("b", "county", 2019, {1: 100, 2: 900}),
        ("b", "county", 2020, {1: 400, 2: 600}),
    ]
    assert parts_of(reports) == {"within": 0.2, "total": 0.2}


def test_a_government_writes_a_longer_report() -> None:
    reports: list[Report] = [
        ("a", "county", 2019, {1: 200, 2: 800}),
        ("a", "county", 2020, {1: 600, 2: 2400}),
        ("b", "county", 2019, {1: 600, 2: 400}),
        ("b", "county", 2020, {1: 600, 2: 400}),
    ]
    assert parts_of(reports) == {"length": -0.1, "total": -0.1}
    assert parts_of(reports, weight="reports") == {}


def test_other_governments_report() -> None:
    reports: list[Report] = [
        ("a", "county", 2019, {1: 200, 2: 800}),
        ("a", "county", 2020, {1: 200, 2: 800}),
        ("b", "county", 2019, {1: 600, 2: 400}),
        ("c", "county", 2020, {1: 800, 2: 200}),
    ]
    # 0.4 to 0.5: the one that leaves takes 0.2 away, the one that comes adds 0.3
    assert parts_of(reports) == {"entering": 0.3, "leaving": -0.2, "total": 0.1}


def test_another_level_has_more_of_the_whole() -> None:
    reports: list[Report] = [
        ("a", "county", 2019, {1: 200, 2: 800}),
        ("a", "county", 2020, {1: 200, 2: 800}),
        ("b", "prefecture", 2019, {1: 600, 2: 400}),
        ("b", "prefecture", 2020, {1: 1800, 2: 1200}),
    ]
    assert parts_of(reports) == {"level_mix": 0.1, "total": 0.1}


def test_a_level_of_one_year_is_mix() -> None:
    reports: list[Report] = [
        ("a", "county", 2019, {1: 200, 2: 800}),
        ("a", "county", 2020, {1: 200, 2: 800}),
        ("b", "province", 2020, {1: 600, 2: 400}),
    ]
    assert parts_of(reports) == {"level_mix": 0.2, "total": 0.2}


def test_what_is_repeated_is_not_newly_written() -> None:
    reports = pd.DataFrame({"report_id": ["a19", "a20"], "region": "甲县", "level": "county"})
    old, other = "全面推行行政执法三项制度，规范执法程序。", "加强行政复议规范化建设，办理案件若干件。"
    rows = [
        {"report_id": "a19", "year": 2019, "area": 4, "n_chars": 100, "text": old},
        {"report_id": "a19", "year": 2019, "area": 6, "n_chars": 100, "text": other},
        {"report_id": "a20", "year": 2020, "area": 4, "n_chars": 100, "text": old},
        {
            "report_id": "a20",
            "year": 2020,
            "area": 4,
            "n_chars": 100,
            "text": "建成执法信息平台，实现全程留痕可查。",
        },
    ]
    table = fz.decompose_change(classified(rows), 2019, 2020, reports=reports)
    own = table[table["area"] == 4].set_index("part")["change"]
    # 0.5 to 1: half of the text is new and all on area 4, half is repeated and all on area 4
    assert own[["within", "carried_forward", "total"]].tolist() == pytest.approx([0.25, 0.25, 0.5])


def test_a_pure_change_of_mix_leaves_nothing_within() -> None:
    """Counties write more of area 6 than cities; ever more counties report, and nobody changes."""
    covered = []
    for seed in range(8):
        generator = np.random.default_rng(seed)
        reports: list[Report] = []
        for year, counties in ((2019, 10), (2020, 25)):
            for kind, number, share in (("county", counties, 0.4), ("prefecture", 12, 0.2)):
                for place in range(number):
                    six = int(generator.binomial(1000, share + generator.normal(0, 0.02)))
                    reports.append((f"{kind}{place}", kind, year, {6: six, 2: 1000 - six}))
        coded, facts = corpus(reports)
        table = fz.decompose_change(coded, 2019, 2020, reports=facts)
        own = table[table["area"] == 6].set_index("part")
        covered.append(own.loc["within", "low"] <= 0 <= own.loc["within", "high"])
        assert own.loc["level_mix", "change"] > 0.02
        assert own.loc["total", "low"] > 0
    assert np.mean(covered) >= 0.7


# --- sums ---

REPORTS = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from(["county", "prefecture"]),
        st.sampled_from([2019, 2020]),
        st.dictionaries(st.sampled_from(AREAS), st.integers(1, 400), min_size=1, max_size=3),
    ),
    min_size=2,
    max_size=9,
    unique_by=lambda report: report[:3],
).filter(lambda own: len({report[2] for report in own}) == 2)


@settings(max_examples=12)
@given(REPORTS, st.sampled_from(["characters", "paragraphs", "reports"]))
def test_the_parts_add_up_to_the_change_exactly(reports: list[Report], weight: str) -> None:
    coded, facts = corpus(reports)
    table = fz.decompose_change(coded, 2019, 2020, reports=facts, weight=weight)
    assert list(table.columns) == list(COLUMNS["change"])
    wide = table.pivot(index="area", columns="part", values="change")
    np.testing.assert_allclose(wide.drop(columns="total").sum(axis=1), wide["total"], atol=1e-12)
    shares = fz.area_shares(coded, weight=weight).pivot(index="area", columns="year", values="share")
    np.testing.assert_allclose(wide["total"], shares[2020] - shares[2019], atol=1e-12)


def test_the_parts_add_up_on_corrected_totals_too() -> None:
    own = simulate(0, regions=10, years=2, trend=0.03)
    table = fz.decompose_change(own.coded, 2018, 2019, reports=own.reports, codes=own.codes)
    wide = table.pivot(index="area", columns="part", values="change")
    np.testing.assert_allclose(wide.drop(columns="total").sum(axis=1), wide["total"], atol=1e-12)
    shares = fz.area_shares(own.coded, own.codes, reports=own.reports)
    shares = shares.pivot(index="area", columns="year", values="share")
    np.testing.assert_allclose(wide["total"], shares[2019] - shares[2018], atol=1e-12)
    np.testing.assert_allclose(wide.sum(), 0, atol=1e-12)  # what one area wins another loses


def test_codes_of_everything_give_the_parts_of_the_truth() -> None:
    own = simulate(0, regions=8, years=2)
    corrected = fz.decompose_change(
        own.coded, 2018, 2019, reports=own.reports, codes=make_codes(own.right, 1.0)
    )
    truth = fz.decompose_change(own.right, 2018, 2019, reports=own.reports)
    pd.testing.assert_frame_equal(corrected, truth, atol=1e-12)


@settings(max_examples=8)
@given(REPORTS, st.sampled_from(["characters", "paragraphs", "reports"]))
def test_contributions_of_all_paragraphs_add_up_to_the_change(reports: list[Report], weight: str) -> None:
    coded, facts = corpus(reports)
    found = fz.top_contributors(coded, 2019, 2020, n=len(coded), weight=weight)
    total = fz.decompose_change(coded, 2019, 2020, reports=facts, weight=weight).query("part == 'total'")
    summed = found.groupby("area")["contribution"].sum()
    np.testing.assert_allclose(summed, total.set_index("area")["change"], atol=1e-12)


def test_the_paragraph_that_moved_it_comes_first() -> None:
    coded, _ = corpus(
        [("a", "county", 2019, {1: 200, 2: 800}), ("a", "county", 2020, {1: 200, 2: 700, 3: 900})]
    )
    found = fz.top_contributors(coded, 2019, 2020, n=2)
    assert list(found.columns) == list(COLUMNS["contributions"])
    first = found[found["area"] == 3].iloc[0]
    assert (first["text"], first["year"]) == ("acounty2020法规3。", 2020)
    assert first["contribution"] == pytest.approx((900 - 0.25 * 900) / 1800)
    assert found.groupby("area").size().tolist() == [2] * 8


# --- what cannot be known, and errors ---


def test_one_region_has_no_interval() -> None:
    coded, facts = corpus([("a", "county", 2019, {1: 200, 2: 800}), ("a", "county", 2020, {1: 300, 2: 700})])
    table = fz.decompose_change(coded, 2019, 2020, reports=facts)
    assert table[["low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize("verb", [fz.decompose_change, fz.top_contributors])
def test_years_that_are_not_there_are_named(verb: Any) -> None:
    coded, facts = corpus([("a", "county", 2019, {1: 200}), ("a", "county", 2020, {1: 300})])
    given = {"reports": facts} if verb is fz.decompose_change else {}
    with pytest.raises(fz.InputError, match="coded has no report of 2021 that counts; use two of 2019, 2020"):
        verb(coded, 2019, 2021, **given)
    other = coded.assign(doc_type=np.where(coded["year"] == 2020, "plan", "annual_report"))
    with pytest.raises(fz.InputError, match="coded has no report of 2020 that counts; use two of 2019"):
        verb(other, 2019, 2020, **given)
    with pytest.raises(fz.InputError, match="start is 2020 with end 2020; give the earlier year first"):
        verb(coded, 2020, 2020, **given)
