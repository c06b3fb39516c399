"""The sentences of the findings say what the tables say: a rise, no change, counts, one report, missing years."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.columns.types import AREAS
from analysis.study.page.findings import Findings, find_changes
from analysis.study.page.words import load_words
from analysis.tables import make_table
from analysis.taxonomy import load_taxonomy

YEARS = (2017, 2022)


def reports_of(*places: tuple[str, int]) -> pd.DataFrame:
    rows = [
        {"report_id": f"{region}-{year}", "region": region, "level": "county", "year": year, "n_chars": 9}
        for region, year in places
    ]
    return make_table("reports", rows)


def panel(*regions: str, years: tuple[int, ...] = YEARS) -> pd.DataFrame:
    return reports_of(*((region, year) for region in regions for year in years))


def ends_of(reports: pd.DataFrame) -> tuple[int, int]:
    return int(reports["year"].min()), int(reports["year"].max())


def shares_of(reports: pd.DataFrame, estimator: str = "dsl") -> pd.DataFrame:
    counts = reports["year"].value_counts()
    rows = [
        {
            "year": year, "area": area, "share": 0.125, "low": 0.1, "high": 0.15, "level": 0.95, "estimator": estimator,
            "n_reports": counts[year], "n_units": 50,
        }
        for year in sorted(reports["year"].dropna().unique())
        for area in AREAS
    ]  # fmt: skip
    return make_table("shares", rows)


def changes_of(
    moved: dict[int, tuple[float, float, float, float]], level: float = 0.95, ends: tuple[int, int] = YEARS
) -> pd.DataFrame:
    """Change, bounds and adjusted p by area."""
    names = ("change", "low", "high", "p_holm")
    usual = {"since": ends[0], "year": ends[1], "level": level}
    rows = [
        {"area": area, **usual, **dict(zip(names, moved.get(area, (0.001, -0.02, 0.022, 1.0)), strict=True))}
        for area in AREAS
    ]
    return make_table("area changes", rows)


def parts_of(changes: pd.DataFrame) -> pd.DataFrame:
    """Half of each change is of the same governments."""
    rows = [
        {
            "area": row["area"],
            "part": "within",
            "start": row["since"],
            "end": row["year"],
            "change": row["change"] / 2,
        }
        for row in changes.to_dict("records")
    ]
    return make_table("change", rows)


def found(lang: str = "en", linked: dict[str, str] | None = None, **tables: pd.DataFrame) -> Findings:
    reports = tables["reports"]
    names = {one: one.replace("-", " ") for one in reports["report_id"]}
    return find_changes(
        {"shares": shares_of(reports), **tables},
        load_words(lang),
        lang,
        scheme=load_taxonomy(),
        of="percentages",
        role="work",
        names=names,
        linked=linked or {},
    )


BOTH = panel("甲县", "乙县", "丙县")
RISE = {6: (0.062, 0.031, 0.092, 0.004), 2: (-0.041, -0.07, -0.012, 0.0004)}


def test_what_rose_and_what_fell_is_said_with_interval_and_p() -> None:
    moved = changes_of(RISE)
    said = found(reports=BOTH, area_changes=moved, changes=parts_of(moved))
    assert said.headline == (
        "From 2017 to 2022, the reports gave more room to Dispute resolution (+6.2 points) and less room to Rule-making "
        "(−4.1 points). For 6 other areas the data do not tell a rise from a fall."
    )
    (rose,), (fell,) = said.rose, said.fell
    assert rose.sentence == (
        "6 Dispute resolution rose from 12.5% to 12.5%: +6.2 percentage points (95% interval +3.1 to +9.2; p = 0.004). "
        "Governments that report in both years account for +3.1 of it; the rest is who reports, at which level, and at "
        "what length."
    )
    assert "2 Rule-making fell from" in fell.sentence
    assert "p < 0.001" in fell.sentence
    assert len(said.unclear) == 6
    assert said.unclear[0] == "1 Government functions: +0.1 (−2.0 to +2.2)"
    assert "3 reports of 2017 and 3 reports of 2022" in said.basis


def test_the_same_in_chinese() -> None:
    said = found("zh", reports=BOTH, area_changes=changes_of(RISE))
    assert said.headline == (
        "从 2017 年到 2022 年，报告篇幅占比增加的是纠纷化解（+6.2 个百分点），减少的是制度体系（−4.1 个百分点）。"
        "另有 6 个领域，凭现有数据分不清是升是降。"
    )
    assert said.rose[0].sentence.startswith(
        "6 纠纷化解由 12.5% 升至 12.5%：+6.2 个百分点（95% 区间 +3.1 至 +9.2；p = 0.004）。"
    )


def test_where_every_change_may_be_chance_nothing_is_said_to_have_moved() -> None:
    said = found(reports=BOTH, area_changes=changes_of({6: (0.062, 0.001, 0.123, 0.4)}))
    assert said.headline.startswith("2017 and 2022 alone do not tell a rise from a fall in any area")
    assert said.rose == said.fell == []
    assert (
        said.unclear[0]
        == "6 Dispute resolution: +6.2 (+0.1 to +12.3; zero is outside, but one of 8 intervals may miss by chance: adjusted p = 0.400)"
    )
    assert len(said.unclear) == 8


@pytest.mark.parametrize(("level", "n"), [(0.95, 0), (0.9, 1)])
def test_the_level_of_the_study_decides(level: float, n: int) -> None:
    said = found(reports=BOTH, area_changes=changes_of({6: (0.062, 0.031, 0.092, 0.07)}, level))
    assert len(said.rose) == n


def test_counts_are_called_a_lead_and_not_a_finding() -> None:
    said = found(reports=BOTH, area_changes=changes_of(RISE), shares=shares_of(BOTH, "naive"))
    assert said.headline.startswith("As the classifier counts, from 2017 to 2022")
    assert "not a finding" in said.headline
    assert any("no random sample of paragraphs was coded by hand" in one for one in said.limits)
    corrected = found(reports=BOTH, area_changes=changes_of(RISE))
    assert not any("coded by hand" in one for one in corrected.limits)


def test_of_one_report_a_year_nothing_is_said_but_what_there_is() -> None:
    lone = reports_of(("伊春市", 2017), ("黄石市", 2022))
    without = changes_of({}).assign(low=np.nan, high=np.nan, p_holm=np.nan)
    said = found(reports=lone, area_changes=without)
    assert said.headline == (
        "Nothing can be said about change between 2017 and 2022: 2017 has 1 report only (伊春市 2017); 2022 has 1 report "
        "only (黄石市 2022). A difference between the years may be a difference between these governments."
    )
    assert said.rose == said.fell == said.unclear == []
    assert said.basis.startswith("What can be described: in 2022 (1 report) the largest areas are ")
    assert any("none of the 2 governments reports in both 2017 and 2022" in one for one in said.limits)


def test_reports_of_unknown_regions_are_not_called_reports_of_one_region() -> None:
    unknown = BOTH.assign(region=pd.array([pd.NA] * len(BOTH), dtype="string"))
    without = changes_of({}).assign(low=np.nan, high=np.nan, p_holm=np.nan)
    assert "no interval could be computed" in found(reports=unknown, area_changes=without).headline
    one = panel("甲县").assign(report_id=["a", "b"])
    both = pd.concat([one, one.assign(report_id=["c", "d"], level="zone")])
    assert "2017 has 2 reports, all from one region" in found(reports=both, area_changes=without).headline


@pytest.mark.parametrize(
    ("reports", "limit"),
    [
        (panel("甲县", "乙县", years=(2017, 2018, 2022)), "What happened in 2019, 2020, 2021: there are no reports"),
        (panel("甲县", "乙县", years=(2017, 2018, 2019, 2020, 2022)), "What happened in 2021: there is no report of that year."),
        (pd.concat([panel("甲县", "乙县", years=(2020, 2022)), reports_of(("甲县", 2021))]), "Whether 2021 differs from other years: it has one report."),
        (pd.concat([BOTH, reports_of(("丁县", 2022))]), "More about the same governments than 3 of 4 tell"),
        (pd.concat([panel("甲县"), reports_of(("乙县", 2017), ("丙县", 2022))]), "More about the same governments than 1 of 3 tells"),
        (pd.concat([BOTH, reports_of(("丁县", 2020)).assign(year=pd.NA)]), "Anything about 1 report without a year: it is left out."),
    ],
    ids=["gap of years", "gap", "one report", "one entered", "one stayed", "undated"],
)  # fmt: skip
def test_each_limit_is_said_where_it_applies_and_nowhere_else(reports: pd.DataFrame, limit: str) -> None:
    said = found(reports=reports, area_changes=changes_of({}, ends=ends_of(reports)))
    assert [one for one in said.limits if one.startswith(limit)], said.limits
    whole = found(
        reports=panel("甲县", "乙县", "丙县", years=(2021, 2022)),
        area_changes=changes_of({}, ends=(2021, 2022)),
    )
    assert len(whole.limits) == 1  # that reports tell emphasis
    assert not whole.limits[0].startswith(limit)


def test_without_years_or_with_one_it_is_said_why_there_is_no_finding() -> None:
    undated = BOTH.assign(year=pd.array([pd.NA] * len(BOTH), dtype="Int64"))
    none = found(reports=undated, shares=make_table("shares", []))
    assert none.headline.startswith("Nothing can be said about change: no report has a year")
    one = found(reports=panel("甲县", "乙县", years=(2020,)))
    assert one.headline == "Nothing can be said about change: all reports with a year are of 2020."
    assert "in 2020 (2 reports) the largest areas are" in one.basis
    assert "was not tested" in found(reports=BOTH).headline


def test_a_trend_over_all_years_is_added() -> None:
    trend = {"slope": 1.2, "low": 0.7, "high": 1.7, "p_holm": 0.01, "panel": "full"}
    trends = make_table("trends", [{"area": area, **trend} for area in AREAS])
    said = found(reports=BOTH, area_changes=changes_of(RISE), trends=trends)
    assert said.rose[0].sentence.endswith(
        "the slope is +1.20 percentage points per year (+0.70 to +1.70; p = 0.010)."
    )


def test_a_slope_over_all_years_is_said_where_its_ends_alone_do_not_tell_it() -> None:
    rows = [
        {"area": area, "slope": 1.2, "low": 0.7, "high": 1.7, "level": 0.95, "p_holm": 0.01 if area in (4, 6) else 0.3, "panel": panel}
        for area in AREAS
        for panel in ("full", "balanced")
    ]  # fmt: skip
    trends = make_table("trends", rows)
    said = found(reports=BOTH, area_changes=changes_of(RISE), trends=trends)
    assert said.slopes == [
        "4 Law enforcement rose by 1.20 percentage points per year (95% interval +0.70 to +1.70; p = 0.010)."
    ]
    assert said.headline.endswith(
        "Over all years together, a steady change is told from chance in Law enforcement (+1.2 percentage points per year)."
    )
    still = found(reports=BOTH, area_changes=changes_of({}), trends=trends)
    assert [one[:1] for one in still.slopes] == ["4", "6"]
    assert found(reports=BOTH, area_changes=changes_of({}), trends=trends.assign(p_holm=0.2)).slopes == []


def test_the_paragraphs_that_show_a_change_are_of_the_year_that_has_more_of_it() -> None:
    rows = [
        {"area": 6, "paragraph_id": "p1", "report_id": "甲县-2022", "year": 2022, "contribution": 0.02, "text": "调解。"},
        {"area": 6, "paragraph_id": "p2", "report_id": "甲县-2017", "year": 2017, "contribution": 0.03, "text": "从前。"},
        {"area": 6, "paragraph_id": "p3", "report_id": "甲县-2022", "year": 2022, "contribution": -0.01, "text": "别的。"},
        {"area": 2, "paragraph_id": "p4", "report_id": "乙县-2017", "year": 2017, "contribution": -0.01, "text": "立法。"},
        {"area": 2, "paragraph_id": "p5", "report_id": "乙县-2022", "year": 2022, "contribution": -0.02, "text": "后来。"},
    ]  # fmt: skip
    table = make_table("contributions", rows)
    said = found(
        reports=BOTH, area_changes=changes_of(RISE), contributions=table, linked={"p1": "pages/001.html#p7"}
    )
    (shown,) = said.rose[0].shown
    assert (shown["text"], shown["link"]) == ("调解。", "pages/001.html#p7")
    assert shown["where"].startswith("甲县 2022, ")
    assert (said.rose[0].examples_title, said.rose[0].examples) == ("", [])
    assert [one["text"] for one in said.fell[0].shown] == ["立法。"]


def test_one_paragraph_is_shown_at_once_and_the_others_when_asked() -> None:
    rows = [
        {"area": 6, "paragraph_id": f"p{n}", "report_id": "甲县-2022", "year": 2022, "contribution": 0.02, "text": f"第{n}。"}
        for n in range(5)
    ]  # fmt: skip
    said = found(reports=BOTH, area_changes=changes_of(RISE), contributions=make_table("contributions", rows))
    assert [one["text"] for one in said.rose[0].shown] == ["第0。"]
    assert [one["text"] for one in said.rose[0].examples] == ["第1。", "第2。"]
    assert said.rose[0].examples_title == "2 more paragraphs that show it"


def test_the_words_that_moved_in_an_area_stand_with_it() -> None:
    usual = {"area": 6, "start": 2017, "end": 2022, "p_adj": 0.001, "n_naming_start": 1, "n_reports_start": 3, "n_naming_end": 3, "n_reports_end": 3}  # fmt: skip
    rows = [
        {**usual, "term": "调解室", "kind": "first_seen", "z": 5.0, "example": "建成调解室三个。"},
        {**usual, "term": "信访", "kind": "falling", "z": -4.0},
        {**usual, "term": "偶然", "kind": "rising", "z": 9.0, "p_adj": 0.2},
        {**usual, "term": "别处", "kind": "rising", "z": 8.0, "area": 2},
    ]
    said = found(
        reports=BOTH,
        area_changes=changes_of(RISE),
        term_shifts=make_table("term shifts", rows),
        paragraphs=make_table("paragraphs", []).assign(area=pd.array([], dtype="Int64")),
    )
    assert [(title, [one.term for one in own]) for title, own in said.rose[0].terms] == [
        ("More often than before", ["调解室"]),
        ("Less often than before", ["信访"]),
    ]


def test_the_years_compared_are_those_with_intervals() -> None:
    """A first year with one report cannot say what changed since; the next can."""
    reports = pd.concat(
        [panel("甲县", "乙县", years=(2018, 2021)), reports_of(("甲县", 2017), ("乙县", 2022))]
    )
    known, alone = changes_of(RISE, ends=(2018, 2021)), changes_of({}, ends=(2018, 2022))
    alone = alone.assign(low=np.nan, high=np.nan, p_holm=np.nan)
    said = found(reports=reports, area_changes=pd.concat([known, alone]))
    assert said.headline.startswith("From 2018 to 2021, the reports gave")
    assert "Whether 2017, 2022 differ from other years: each has one report." in said.limits


def test_a_planted_rise_is_found_and_a_corpus_without_one_finds_nothing() -> None:
    def findings(trend: float) -> Findings:
        made = fz.make_reports(n_regions=30, years=range(2019, 2023), trend={6: trend}, random_state=1)
        given = {"reports": made.reports}
        tables = {
            **given,
            "shares": fz.area_shares(made.paragraphs, **given),
            "area_changes": fz.area_changes(made.paragraphs, **given),
        }
        return found(**tables)

    assert [one.area for one in findings(3.0).rose] == [6]
    still = findings(0.0)
    assert still.rose == still.fell == []
