"""The caveats that apply to a corpus, and none that does not."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis.study.page.corpus import (
    caveats,
    corpus_rows,
    corpus_sentence,
    coverage_rows,
    none_counts,
    substituted,
)
from analysis.study.page.words import load_words
from analysis.tables import is_simulated, make_table
from tests.study.page.builders import make_tables

EN = load_words("en")


def reports_of(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {"doc_type": "annual_report", "level": "county", "n_chars": 1000, "title": "报告"}
    return make_table("reports", [{**usual, "report_id": f"r{i}", **row} for i, row in enumerate(rows)])


def panel(years: list[int], regions: int, **more: Any) -> pd.DataFrame:
    return reports_of(*({"year": year, "region": f"县{n}", **more} for year in years for n in range(regions)))


def said(reports: pd.DataFrame, estimator: str | None = "dsl", **tables: pd.DataFrame) -> list[str]:
    own = make_tables()
    own["ledger"] = own["ledger"].query("status == 'read'")
    own["paragraphs"]["abstained"] = False
    return caveats({**own, "reports": reports, **tables}, estimator, EN)


def test_a_full_panel_of_many_governments_has_no_caveat() -> None:
    assert said(panel([2017, 2018, 2019], 20)) == []


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        (panel([2018, 2019], 3), ["Counted here: 6 reports, fewer than 20 in each year"]),
        (panel([2018], 1), ["Counted here: 1 report, ", "2018 has one report. "]),
        (
            panel([2018, 2019, 2020], 20).query("region == '县0' or region == '县1' or year != 2019"),
            ["only 2 of them in every year", "Fewer than 20 reports are there for 2019: "],
        ),
        (
            pd.concat([panel([2018, 2019], 20), panel([2020], 1, doc_type="plan")]),
            ["not annual reports (plan)"],
        ),
        (panel([2017, 2020], 20), ["No report for 2018, 2019."]),
        (panel([2020, 2021], 20), ["spans the new Outline of 2021"]),
        (panel([2018, 2019], 20, doc_type="plan"), ["not annual reports (plan)"]),
        (
            pd.concat([panel([2018], 20), panel([2019], 21)]),
            ["Of 21 regions, 20 report in more than one year"],
        ),
        (
            pd.concat([panel([2018], 20), panel([2019], 20).assign(region="他县")]),
            ["No region reports in more than one year"],
        ),
        (
            pd.concat([panel([2018], 20), panel([2019], 20, level="prefecture")]),
            ["The mix of government levels differs"],
        ),
        (
            pd.concat([panel([2018, 2019], 20), panel([2019], 1).assign(year=pd.NA)]),
            ["1 report whose year could not"],
        ),
    ],
)
def test_each_lack_is_said_and_nothing_else(reports: pd.DataFrame, expected: list[str]) -> None:
    found = said(reports)
    assert len(found) == len(expected)
    assert all(any(text in one for one in found) for text in expected)


@pytest.mark.parametrize(
    ("missing", "english", "chinese"),
    [
        ([(2019, "县0")], "All 20 regions report in more than one year, but only 19 of them in every year", "20 个地区都在两个及以上年度出现，但每年都出现的只有 19 个"),
        ([(2019, "县0"), (2020, "县0")], "Of 20 regions, 19 report in more than one year", "20 个地区中有 19 个在两个及以上年度出现"),
        ([(year, f"县{n}") for year in (2019, 2020) for n in range(19)], "Of 20 regions, 1 reports in more than one year", "20 个地区中有 1 个在两个及以上年度出现"),
        ([], None, None),
    ],
    ids=["all, with gaps", "some", "one", "all of them always"],
)  # fmt: skip
def test_who_reports_again_is_said_of_all_some_one_and_none(
    missing: list[tuple[int, str]], english: str | None, chinese: str | None
) -> None:
    whole = panel([2018, 2019, 2020], 20)
    gone = pd.Series(list(zip(whole["year"], whole["region"], strict=True))).isin(missing).to_numpy()
    tables = {**make_tables(), "reports": whole[~gone]}
    for lang, wanted in (("en", english), ("zh", chinese)):
        found = [
            one
            for one in caveats(tables, "dsl", load_words(lang))
            if "20 个地区" in one or "20 regions" in one
        ]
        assert len(found) == (wanted is not None)
        assert all(one.startswith(str(wanted)) for one in found)
        assert not any("只有 20 个" in one or "only 20 of" in one for one in found)


def test_counts_refusals_and_doubts_are_said() -> None:
    whole = panel([2017, 2018], 20)
    assert "not corrected by hand codes" in said(whole, "naive")[0]
    ledger = make_table(
        "ledger", [{"path": "a", "status": "read", "warnings": "x"}, {"path": "b", "status": "empty"}]
    )
    assert [one.split(" ")[0] for one in said(whole, ledger=ledger)] == ["1", "1"]
    unsure = make_tables()["paragraphs"].assign(abstained=True)
    assert said(whole, paragraphs=unsure) == [
        "The classifier is unsure about 14 of the 14 paragraphs that can have an area (100%)."
    ]


@pytest.mark.parametrize(
    ("row", "simulated"),
    [
        ({"region": "（模拟）青岑市"}, True),
        ({"title": "年度报告（模拟）"}, True),
        ({"report_id": "simulated_2019"}, True),
        ({"region": "伊春市", "title": "关于模拟法庭的报告"}, False),
        ({}, False),
    ],
)
def test_a_corpus_that_calls_itself_simulated_is_seen(row: dict[str, Any], simulated: bool) -> None:
    assert is_simulated(reports_of({"region": "甲县"}, row)) is simulated


def test_coverage_shows_years_without_report_and_unknown_levels() -> None:
    reports = reports_of(
        {"year": 2019, "level": "county"},
        {"year": 2019, "level": pd.NA},
        {"year": 2021, "level": "province"},
        {},
    )
    head, rows = coverage_rows(reports, EN)
    assert head == ["Year", "province", "county", "unknown", "Total"]
    assert rows == [
        ["2019", "0", "1", "1", "2"],
        ["2020", "0", "0", "0", "0"],
        ["2021", "1", "0", "0", "1"],
        ["year unknown", "0", "1", "0", "1"],
    ]
    assert coverage_rows(reports[reports["year"].notna()], EN)[1] == rows[:-1]
    assert coverage_rows(reports_of({}), EN) == ([], [])


def test_the_corpus_is_told_in_a_sentence() -> None:
    assert corpus_sentence(panel([2018, 2020], 2), EN) == (
        "4 reports, 2018–2020, from 2 regions, 4,000 characters in all (white space not counted)."
    )
    assert corpus_sentence(reports_of({"region": "甲"}), EN).startswith(
        "1 report, year unknown, from 1 region, "
    )
    assert corpus_sentence(panel([2018], 1), load_words("zh")).startswith(
        "1 份报告，均为 2018 年，1 个地区，"
    )
    few = reports_of(*({"year": year, "region": "甲县"} for year in (2015, 2025, pd.NA, pd.NA)))
    assert corpus_sentence(few, EN).startswith("4 reports, 2 with a year, 2015–2025, from 1 region, ")
    assert corpus_sentence(few, load_words("zh")).startswith(
        "4 份报告，其中 2 份有年度，2015—2025 年，1 个地区，"
    )
    some = pd.concat([few, reports_of({"year": 2015}, {"year": 2015})])
    assert ", from 1 region (2 reports without one), 6,000" in corpus_sentence(some, EN)
    assert "，1 个地区（另有 2 份地区不详），共 6,000 字" in corpus_sentence(some, load_words("zh"))
    assert corpus_sentence(few[1:3], EN).startswith("2 reports, 1 with a year, all of 2025, from ")
    assert corpus_sentence(reports_of({}), EN).startswith("1 report, year unknown, from unknown regions, ")
    (row,) = corpus_rows(
        reports_of({"year": 2018, "path": "附件36 报告(终稿)(1).docx"}), {"r0": "甲县 2018"}, EN
    )
    assert row["name"] == "甲县 2018"  # and not the file
    assert row["path"] == "附件36 报告(终稿)(1).docx"
    assert row["cells"] == ["county", "annual report", "1,000", "报告"]


def test_characters_that_figures_lack_are_named_once_and_not_without_end() -> None:
    assert substituted({}, EN) == []
    both = substituted({"strips": ["U+200F", "U+1F600"], "coverage": ["U+1F600"]}, load_words("zh"))
    assert both == [
        "图中字体缺少名称里的 2 个字符（U+200F、😀 U+1F600）：图中以“□”代替，无宽度的符号略去；数据表中名称保持原样。"
    ]
    (many,) = substituted({"strips": [f"U+{code:04X}" for code in range(0x3400, 0x3500)]}, EN)
    assert "lacks 256 characters" in many
    assert many.count("U+") == 20


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "type that counts here (annual report, work summary). Found: other (2), plan (1). For texts"),
        ("zh", "属于计入的文种（年度报告、工作总结）。语料中有：其他（2）、计划（1）。若文本"),
    ],
)
def test_that_no_document_is_of_a_type_that_counts_is_told(lang: str, expected: str) -> None:
    reports = reports_of({"doc_type": "other"}, {"doc_type": "plan"}, {"doc_type": "other"})
    types = ["annual_report", "work_summary"]
    assert expected in none_counts(reports, types, load_words(lang))
    assert none_counts(reports, [*types, "plan"], load_words(lang)) == ""
    assert none_counts(reports, None, load_words(lang)) == ""


def test_the_caveat_on_mixed_types_names_the_types_that_count() -> None:
    tables = {**make_tables(), "reports": panel([2018, 2019], 20, doc_type="plan")}
    assert any("What counts here: plan; other" in one for one in caveats(tables, "dsl", EN, ["plan"]))
    assert any(
        "What counts here: annual report, work summary, press" in one for one in caveats(tables, "dsl", EN)
    )


def test_areas_of_documents_that_are_no_reports_are_in_doubt_where_they_count() -> None:
    tables = {**make_tables(), "reports": panel([2018, 2019], 20, doc_type="plan")}
    doubt = "no rule-of-law reports (plan), and the classifier gives some area to any text"
    assert sum(doubt in one for one in caveats(tables, "dsl", EN, ["plan", "other"])) == 1
    zh = caveats(tables, "dsl", load_words("zh"), ["plan"])
    assert sum("（计划），而分类器对任何文字都会给出一个领域" in one for one in zh) == 1
    without = {**tables, "paragraphs": tables["paragraphs"].drop(columns="abstained")}
    assert doubt not in "".join([*caveats(tables, "dsl", EN), *caveats(without, "dsl", EN, ["plan"])])
