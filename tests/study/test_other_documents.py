"""Documents that are no rule-of-law reports, the whole way: from a table to topics, words, figures and page."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import analysis as fz
from analysis.cli import fazhi
from analysis.errors import InputError
from analysis.study.receipt import read_manifest

THEMES = {
    "乡村": ["农田水利设施改造", "粮食种植补贴发放", "乡村道路硬化", "农产品冷链物流", "村庄污水治理"],
    "工业": ["制造业技术改造", "园区招商引资", "智能工厂建设", "工业用地供应", "产业链供应链配套"],
    "民生": ["学前教育学位供给", "社区养老服务", "医疗保险报销", "公共租赁住房分配", "就业技能培训"],
}


def work_reports() -> pd.DataFrame:
    """One long text a year of several cities, without line breaks."""
    rows = []
    for place, shift in (("铜陵市", 0), ("淮北市", 1), ("荆州市", 2)):
        for year in range(2017, 2021):
            sentences = []
            for number in range(60):
                theme = list(THEMES)[(number + shift + (year > 2018) * (number % 2)) % 3]
                parts = THEMES[theme]
                sentences.append(
                    f"加快推进{parts[number % 5]}，扎实做好{parts[(number + year) % 5]}，完成项目{number * 3 + year % 7}个。"
                )
            rows.append({"城市": place, "年份": f"{year}年", "内容": "".join(sentences)})
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("other")
    work_reports().to_excel(folder / "工作报告.xlsx", index=False)
    done = CliRunner().invoke(
        fazhi,
        ["run", str(folder / "工作报告.xlsx"), "--no-areas", "--out", str(folder / "results"), "--lang", "en", "--topics", "3", "--format", "svg",
         "--columns", "text=内容,year=年份,region=城市"],
        catch_exceptions=False,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return folder / "results"


def test_other_documents_go_the_whole_way_without_areas(results: Path) -> None:
    tables = {file.stem: fz.read_table(file) if file.stem in ("reports", "paragraphs", "coverage") else pd.read_csv(file)
              for file in (results / "tables").glob("*.csv")}  # fmt: skip
    assert {"reports", "paragraphs", "coverage", "keyness", "topic_shares", "topic_words"} <= set(tables)
    assert not {"shares", "trends", "compliance", "topic_areas", "problem_shares"} & set(tables)
    paragraphs = tables["paragraphs"]
    assert "area" not in paragraphs.columns
    assert paragraphs["n_chars"].max() <= 600
    assert paragraphs.groupby("report_id").size().min() > 2
    assert sorted(tables["topic_shares"]["year"].unique()) == [2017, 2018, 2019, 2020]
    assert tables["keyness"]["group"].nunique() == 4
    assert {file.stem for file in (results / "figures").glob("*.svg")} >= {"coverage", "topics", "keyness"}


def test_the_page_pretends_to_no_areas(results: Path) -> None:
    page = (results / "index.html").read_text(encoding="utf-8")
    assert "Documents of Chinese governments: an analysis" in page
    assert 'id="topics"' in page
    assert "their words, years and paragraphs" in page
    for word in (
        "eight task areas",
        'id="roles"',
        'id="examples"',
        "classifier unsure</h3>",
        "accuracy",
        'id="f-area"',
        "no area",
        "eight areas",
        "within an area",
        "of an area",
        "years, areas and paragraphs",
    ):
        assert word not in page


def test_the_page_names_the_files_that_are_there_and_no_caveat_of_other_documents(results: Path) -> None:
    page = (results / "index.html").read_text(encoding="utf-8")
    named = set(re.findall(r'href="(tables/[a-z_]+\.csv)"', page))
    assert named == {f"tables/{file.name}" for file in (results / "tables").iterdir()}
    assert "not annual reports" not in page  # all types count


def test_the_manifest_records_how_the_table_was_read_and_reproduces(results: Path) -> None:
    parameters = read_manifest(results)["parameters"]
    assert parameters["areas"] is False
    assert parameters["columns"] == "text=内容,year=年份,region=城市"
    assert parameters["doc_types"] == ["annual_report", "work_summary", "press_conference", "plan", "other"]
    found = fz.reproduce(results, reports=results.parent)
    assert set(found["status"]) <= {"identical", "equal"}


def test_a_table_without_a_file_is_known_by_its_rows(tmp_path: Path) -> None:
    fz.run_study(
        work_reports().head(3), tmp_path / "results", areas=False, quick=True, n_topics=2, formats=["svg"]
    )
    page = (tmp_path / "results/index.html").read_text(encoding="utf-8")
    assert 'id="shares"' not in page  # a quick study has no words of each year
    inputs = read_manifest(tmp_path / "results")["inputs"]["reports"]
    assert inputs["listed"] == ["table/1", "table/2", "table/3"]
    with pytest.raises(InputError, match="table/1 is missing"):
        fz.reproduce(tmp_path / "results", reports=tmp_path)


def test_codes_and_models_need_areas(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="codes is given for documents without areas"):
        fz.run_study(work_reports(), tmp_path, codes=pd.DataFrame(), areas=False)


def test_topics_of_a_table_with_year_and_text() -> None:
    reports = fz.read_reports(work_reports())
    paragraphs = fz.split_paragraphs(reports, longest=300)
    assert "".join(paragraphs["text"]) == "".join(reports["text"])
    topics = fz.TopicModel(n_topics=3, random_state=0).fit(paragraphs)
    shares = fz.topic_shares(topics, paragraphs, doc_types=None, refits=0, random_state=0)
    assert shares.groupby("year")["share"].sum().round(6).tolist() == [1.0] * 4


@pytest.mark.parametrize("longest", [0, 49])
def test_paragraphs_are_not_cut_to_nothing(longest: int) -> None:
    with pytest.raises(InputError, match=f"longest is {longest}; give 50 characters or more"):
        fz.split_paragraphs(pd.DataFrame({"report_id": ["r"], "text": ["甲"]}), longest=longest)


def test_a_study_none_of_whose_documents_counts_says_so_and_what_would_do(tmp_path: Path) -> None:
    work_reports().assign(文种="其他").to_csv(tmp_path / "a.csv", index=False)
    arguments = ["run", str(tmp_path / "a.csv"), "--out", str(tmp_path / "r"), "--lang", "en", "--quick", "--format", "svg",
                 "--columns", "text=内容,year=年份,region=城市,doc_type=文种"]  # fmt: skip
    done = CliRunner().invoke(fazhi, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    page = (tmp_path / "r/index.html").read_text(encoding="utf-8")
    for text in (done.output, page):
        assert "Found: other (12). For texts that are no rule-of-law reports use --no-areas" in text
    assert "The corpus is too small" not in page
    assert "No paragraph of this kind" not in page
    assert "No paragraph falls" not in page  # none was looked at
    manifest = read_manifest(tmp_path / "r")
    assert manifest["omitted"]["trends"].startswith("reports that count are none")
    assert "0.0 reports" not in "".join(manifest["omitted"].values())


def test_what_rule_of_law_reports_must_hold_is_asked_of_no_other_document(tmp_path: Path) -> None:
    others = work_reports().assign(文种="其他")
    one = others.head(1).assign(文种="年度报告")
    tables = fz.run_study(
        pd.concat([others.tail(3), one]),
        tmp_path,
        columns={"text": "内容", "year": "年份", "region": "城市", "doc_type": "文种"},
        formats=["svg"],
        n_topics=2,
    )
    assert tables["compliance"]["doc_type"].tolist() == ["annual_report"]


def test_documents_without_a_year_are_told(tmp_path: Path) -> None:
    work_reports().assign(年份=lambda table: table["年份"].mask(table["城市"] == "铜陵市")).to_csv(
        tmp_path / "a.csv", index=False
    )
    arguments = ["run", str(tmp_path / "a.csv"), "--no-areas", "--out", str(tmp_path / "r"), "--lang", "en", "--quick", "--format", "svg",
                 "--columns", "text=内容,year=年份,region=城市"]  # fmt: skip
    done = CliRunner().invoke(fazhi, arguments, catch_exceptions=False)
    assert "4 documents have no year and are in no share by year; fazhi check names them." in done.output
    page = (tmp_path / "r/index.html").read_text(encoding="utf-8")
    assert re.search(r"year unknown</th>\s*<td[^>]*>4</td>", page)


def test_a_run_without_a_single_year_ends_well_and_says_why_it_has_no_shares(tmp_path: Path) -> None:
    table = work_reports().drop(columns="年份").assign(日期=pd.Timestamp("2021-03-01"))
    table.to_csv(tmp_path / "a.csv", index=False)
    arguments = ["run", str(tmp_path / "a.csv"), "--no-areas", "--out", str(tmp_path / "r"), "--quick", "--topics", "2", "--format", "svg"]  # fmt: skip
    done = CliRunner().invoke(fazhi, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    assert "12 份文件没有年份" in done.output
    assert '可用 --columns "year=日期"' in done.output
    page = (tmp_path / "r/index.html").read_text(encoding="utf-8")
    assert "计入的文件都没有年份；可用 --columns 指明年份一列" in page
    assert "“日期”列是日期" in page
