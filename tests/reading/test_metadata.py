"""Whole documents and what is read off them, and the parts of document numbers."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.language import words_of
from analysis.reading import metadata
from analysis.reading.evidence.candidates import PLACES
from analysis.reading.metadata import Facts, read_metadata
from analysis.reading.read import read_reports
from analysis.reading.regions import load_regions
from analysis.reading.remarks import Remark
from analysis.tables import DOC_TYPES, LEVELS
from analysis.text import plain
from tests.reading.evidence.documents import ASKED, DOCUMENTS, WORK, Document, report

TITLE = "河湾县人民政府关于2018年度法治政府建设情况的报告"
LONG = "全县推进依法行政" * 10  # makes a line a paragraph


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name.replace(" ", "_"))
def test_documents_in_the_manner_of_real_sites(document: Document) -> None:
    facts = read_metadata(document.text)
    expected = {name: getattr(document, name) for name in ("doc_type", "year", "level", "region", "title")}
    for name, value in {**expected, **document.more}.items():
        found = getattr(facts, name)
        if name == "published":
            found = found and found.isoformat()
        if name == "title":
            found, value = plain(found or ""), plain(value or "")
        assert value in ("any", found), name


def test_the_place_of_each_fact_is_one_of_those_documented() -> None:
    manual = read_reports.__doc__ or ""
    for document in DOCUMENTS:
        facts = read_metadata(document.text, path="a/某县2020.txt", page_title="某县法治政府建设报告")
        for name, places in PLACES.items():
            assert getattr(facts, f"{name}_from") in (None, *places)
            assert (getattr(facts, f"{name}_from") is None) == (getattr(facts, name) is None)
    named = {place for places in PLACES.values() for place in places}
    assert all(f"``{place}``" in manual for place in named)
    assert named <= set(words_of("places", "en")) == set(words_of("places", "zh"))


def test_doubts_are_few_where_values_are_right() -> None:
    remarks = [remark for document in DOCUMENTS for remark in read_metadata(document.text).remarks]
    told = [remark for remark in remarks if remark.code not in ("title_not_found", "region_not_found")]
    assert len(told) <= 0.1 * 5 * len(DOCUMENTS)  # of their types, years, levels, regions and titles
    for remark in remarks:
        assert remark.say("en")
        assert remark.say("zh")


def test_a_report_with_everything() -> None:
    text = f"发布日期:2019-01-05\n河政发〔2019〕3号\n{TITLE}\n市人民政府:\n2018年,{LONG}。\n河湾县人民政府\n2019年1月3日\n"
    assert read_metadata(text) == Facts(
        title=TITLE,
        issuer="河湾县人民政府",
        doc_number="河政发〔2019〕3号",
        doc_type="annual_report",
        level="county",
        year=2018,
        published=dt.date(2019, 1, 5),
        title_from="title",
        issuer_from="title",
        doc_type_from="title",
        year_from="title",
        remarks=(Remark("region_not_found"),),
    )


@pytest.mark.parametrize("text", ["", "\n\u3000\n", "一段没有标题的文字。"])
def test_nothing_known_is_nothing_said(text: str) -> None:
    codes = ("type_unknown", "year_not_found", "title_not_found", "level_not_found", "region_not_found")
    assert read_metadata(text) == Facts(doc_type_from="text", remarks=tuple(map(Remark, codes)))


def test_what_is_known_beforehand_comes_first_and_others_follow_from_it() -> None:
    text = report("龙沙区", 2020)
    facts = read_metadata(text, given={"issuer": "铜陵市水利局", "year": 2019, "doc_type": "plan"})
    assert (facts.issuer, facts.level, facts.year, facts.doc_type) == (
        "铜陵市水利局",
        "department",
        2019,
        "plan",
    )
    assert (facts.issuer_from, facts.year_from, facts.doc_type_from) == ("table", "table", "table")
    titled = read_metadata(
        f"2020年，我局推进依法行政。{ASKED}{WORK}", given={"title": "宜章县水利局2020年法治政府建设报告"}
    )
    assert (titled.region, titled.region_from, titled.title_from) == ("宜章县", "title", "table")


def test_a_page_and_a_path_add_what_the_text_lacks() -> None:
    text = f"推进依法行政。{ASKED}{WORK}"
    page = read_metadata(
        text, page_title="龙沙区2020年法治政府建设情况报告_龙沙区人民政府", page_date=dt.date(2021, 2, 3)
    )
    assert (page.title, page.title_from) == ("龙沙区2020年法治政府建设情况报告", "page title")
    assert (page.year, page.region, page.published) == (2020, "龙沙区", dt.date(2021, 2, 3))
    path = read_metadata(text, path="2020/黑龙江省/龙沙区2020年法治政府建设情况报告.txt")
    assert (path.title, path.title_from) == ("龙沙区2020年法治政府建设情况报告", "file name")
    assert Remark("title_inferred", place="file name") in path.remarks


def test_a_press_conference_has_the_year_in_which_it_was_held_and_says_so() -> None:
    facts = read_metadata("我市召开法治政府建设新闻发布会\n(2022年6月28日)\n2021年,全市推进依法行政。\n")
    assert (facts.year, facts.doc_type) == (2022, "press_conference")
    assert Remark("year_from_press_date") in facts.remarks


@pytest.mark.parametrize(
    ("title", "published", "year"),
    [
        ("数字经济行动计划", "2021-10-21", None),  # 2025 is what is aimed at
        ("数字经济行动计划", "2024-12-06", 2025),  # a plan for the next year
        ("数字经济行动计划", None, 2025),
        ("2025年数字经济工作计划", "2021-10-21", 2025),
    ],
)
def test_a_year_ahead_of_publication_is_a_target(title: str, published: str | None, year: int | None) -> None:
    text = f"{title}\n一、总体目标\n到2025年，数字经济规模明显扩大。\n二、主要任务\n2025年底前建成平台3个。\n"
    known = {} if published is None else {"published": pd.Timestamp(published)}
    facts = read_metadata(text, given=known)
    assert (facts.doc_type, facts.year) == ("plan", year)


def test_the_year_of_publication_is_never_the_year_reported_on() -> None:
    facts = read_metadata("河湾县法治政府建设情况报告\n正文。\n河湾县人民政府\n2019年1月3日\n")
    assert (facts.year, facts.published) == (None, dt.date(2019, 1, 3))
    assert Remark("year_not_found") in facts.remarks


@given(st.text(max_size=200))
def test_any_text_gives_facts_in_the_words_of_the_tables(text: str) -> None:
    check(read_metadata(text, page_title=text[:40], path=text[:20]))


@given(st.lists(st.sampled_from([document.text for document in DOCUMENTS]), max_size=2), st.integers(0, 400))
def test_cut_and_joined_documents_give_facts_in_the_words_of_the_tables(
    texts: list[str], begins: int
) -> None:
    check(read_metadata("\n".join(texts)[begins:]))


def check(facts: Facts) -> None:
    assert facts.doc_type in DOC_TYPES
    assert facts.level is None or facts.level in LEVELS
    assert facts.year is None or 2000 <= facts.year <= 2099
    assert (facts.region is None) == (facts.region_code is None) == (facts.region_from is None)
    assert facts.region is None or facts.province is not None
    assert (facts.title is None) == (facts.title_from is None)
    assert all(remark.say("zh") for remark in facts.remarks)


# what the five texts themselves say, without the file that overrides it
SAMPLES = {
    "yichun_2017": (2017, None, None, "annual_report", "伊春市人民政府", "prefecture", "230700"),
    "weifang_gaoxin_2018": (2018, "2019-02-22", None, "annual_report", "潍坊高新区管委会", "zone", "370700"),
    "longsha_2019": (2019, "2020-01-20", None, "work_summary", None, "county", "230202"),
    "lianyungang_2020": (2020, "2021-02-26", "连政发〔2021〕14号", "annual_report", "连云港市人民政府", "prefecture", "320700"),
    "huangshi_2022": (2022, "2022-06-28", None, "press_conference", "黄石市司法局", "department", "420200"),
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_reports(reports: pd.DataFrame, name: str) -> None:
    facts = read_metadata(reports.set_index("report_id").at[name, "text"])
    published = facts.published and facts.published.isoformat()
    found = (
        facts.year,
        published,
        facts.doc_number,
        facts.doc_type,
        facts.issuer,
        facts.level,
        facts.region_code,
    )
    assert found == SAMPLES[name]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("连政发〔2021〕14号", ("连政发", 2021, 14)),
        ("国发[2019]5号", ("国发", 2019, 5)),
        ("黑政办综〔20177号", None),
        ("", None),
    ],
)
def test_parts_of_a_document_number(text: str, parts: tuple | None) -> None:
    assert metadata.parse_doc_number(text) == parts


@pytest.mark.parametrize(
    "rows",
    [
        ("中共云陂县石渡镇委员会", "云陂县石渡镇人民政府", "关于2023年度法治政府建设情况的报告"),
        ("中共云陂县石渡镇委员会", "云陂县石渡镇人民政府关于2023年度法治政府建设情况的报告"),
    ],
)
def test_a_title_of_a_party_body_and_its_government_is_whole(rows: tuple[str, ...]) -> None:
    text = "\n".join(
        [*rows, "县委、县政府：", "2023年，我镇推进各项工作。", "一、主要工作", "调解纠纷12件。"]
    )
    facts = read_metadata(text)
    assert facts.title == "".join(rows)
    assert (facts.level, facts.year, facts.doc_type) == ("township", 2023, "annual_report")


def test_a_document_that_is_no_report_is_missing_its_year_with_a_word() -> None:
    facts = read_metadata("云陂县召开法治政府建设推进会\n会议听取了有关工作汇报，与会人员作了发言。\n")
    assert facts.doc_type == "other"
    assert facts.year is None
    assert "year_not_found" in [remark.code for remark in facts.remarks]


def _cities(level: str) -> list[str]:
    table = load_regions()
    own = table["name"].str.endswith("市") & (table["level"] == level) & table["to_year"].isna()
    return table.loc[own, "name"].tolist()


@pytest.mark.parametrize(("level", "least"), [("county", 390), ("prefecture", 290), ("province", 4)])
def test_cities_have_the_rank_that_the_table_of_regions_says(level: str, least: int) -> None:
    names = _cities(level)
    assert len(names) >= least
    work = "按照市委部署推进依法行政。\n一、依法履职\n办结案件12件。\n"
    found = [read_metadata(f"{name}人民政府关于2024年度法治政府建设情况的报告\n{work}") for name in names]
    assert [name for name, own in zip(names, found, strict=True) if own.level != level] == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("原平市", "140981"), ("原阳县", "410725"), ("原州区", "640402"), ("无为市", "340281"), ("犍为县", "511123"),
        ("将乐县", "350428"), ("自贡市", "510300"), ("自流井区", "510302"), ("和康县", "653228"), ("和安县", "653229"),
    ],
)  # fmt: skip
def test_names_that_begin_or_end_like_other_words_are_names(name: str, code: str) -> None:
    work = "一、依法履职\n办结案件12件。\n"
    for text in (
        f"{name}2024年法治政府建设工作总结\n",
        f"2024年法治政府建设情况报告\n2024年，{name}推进依法行政。\n",
    ):
        facts = read_metadata(text + work)
        assert (facts.region, facts.region_code) == (name, code)
        assert facts.level in ("prefecture", "county")
