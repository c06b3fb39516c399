"""Tables with a document a row, in the formats in which they are handed over."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import analysis as fz
from analysis.errors import InputError
from analysis.reading.remarks import unpack_remarks
from analysis.reading.sources import Source
from analysis.reading.tabular import corpus as rows_of_tables
from analysis.reading.tabular.corpus import read_rows
from tests.reading.tabular.tables import corpus, report

Codes = list[list[str]]


def codes_of(ledger: pd.DataFrame) -> Codes:
    return [[remark.code for remark in unpack_remarks(cell)] for cell in ledger["remarks"]]


WRITERS: dict[str, Callable[[pd.DataFrame, Path], Any]] = {
    "utf-8.csv": lambda table, file: table.to_csv(file, index=False),
    "bom.csv": lambda table, file: table.to_csv(file, index=False, encoding="utf-8-sig"),
    "gbk.csv": lambda table, file: table.to_csv(file, index=False, encoding="gbk"),
    "gb18030-semicolon.csv": lambda table, file: table.to_csv(file, index=False, encoding="gb18030", sep=";"),
    "utf-16.csv": lambda table, file: table.to_csv(file, index=False, encoding="utf-16", sep="\t"),
    "tab.tsv": lambda table, file: table.to_csv(file, index=False, sep="\t"),
    "book.xlsx": lambda table, file: table.to_excel(file, index=False),
    "lines.jsonl": lambda table, file: table.to_json(file, orient="records", lines=True, force_ascii=False),
    "list.json": lambda table, file: table.to_json(file, orient="records", force_ascii=False),
    "wrapped.json": lambda table, file: file.write_text(
        json.dumps({"n": 4, "data": table.to_dict("records")}, ensure_ascii=False), encoding="utf-8"
    ),
    "answer.json": lambda table, file: file.write_text(
        json.dumps(
            {"n": 4, "hits": {"n": 4, "hits": [{"_source": row} for row in table.to_dict("records")]}}
        ),
        encoding="utf-8",
    ),
    "arrow.parquet": lambda table, file: table.to_parquet(file),
    "stata.dta": lambda table, file: table.to_stata(file, version=118, write_index=False),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_table_in_any_format_gives_the_same_reports(tmp_path: Path, name: str) -> None:
    WRITERS[name](corpus(人口=[120, 121, 90, 91]), tmp_path / name)
    reports, ledger = fz.read_reports(tmp_path / name, return_ledger=True)
    assert reports[["region", "year"]].values.tolist() == [
        ["铜陵市", 2018],
        ["铜陵市", 2019],
        ["淮北市", 2018],
        ["淮北市", 2019],
    ]
    assert reports["text"].tolist() == corpus()["text"].tolist()
    assert set(reports["year_from"]) == set(reports["region_from"]) == {"table"}
    assert reports["region_code"].tolist() == ["340700", "340700", "340600", "340600"]
    assert reports["人口"].tolist() == [120, 121, 90, 91]
    assert set(reports["province"]) == {"安徽省"}
    told = unpack_remarks(ledger.at[0, "remarks"])[0]
    assert told.code == ("sheet_columns" if name == "book.xlsx" else "table_columns")
    assert ("Sheet1" in told.say()) == ("工作表" in told.say("zh")) == (name == "book.xlsx")
    assert set(ledger["status"]) == {"read"}


@pytest.mark.parametrize("name", WRITERS)
def test_a_table_of_many_rows_is_read_to_its_end(tmp_path: Path, name: str) -> None:
    rows = 130
    many = pd.DataFrame(
        {
            "text": [
                report("铜陵市", 2018).replace("。", f"，编号{number}{number * 7}。")
                for number in range(rows)
            ],
            "year": 2018,
        }
    )
    WRITERS[name](many, tmp_path / name)
    _, ledger = fz.read_reports(tmp_path / name, return_ledger=True)
    assert len(ledger) == rows
    assert set(ledger["status"]) <= {"read", "duplicate"}


def test_a_data_frame_is_read_without_a_file() -> None:
    table = corpus().rename(columns={"text": "材料", "city": "x", "year": "y"})
    reports, ledger = fz.read_reports(
        table, columns={"text": "材料", "region": "x", "year": "y"}, return_ledger=True
    )
    assert reports["report_id"].tolist() == ["table-1", "table-2", "table-3", "table-4"]
    assert ledger["path"].tolist() == ["table/1", "table/2", "table/3", "table/4"]
    assert ledger.loc[0, "warnings"] == "columns taken: text=材料, region=x, year=y"


def test_what_the_table_does_not_say_is_inferred_as_for_files() -> None:
    reports = fz.read_reports(corpus().drop(columns=["city", "year"]))
    assert reports["year"].tolist() == [2018, 2019, 2018, 2019]
    assert set(reports["year_from"]) == {"title"}
    assert reports["region"].tolist() == ["铜陵市", "铜陵市", "淮北市", "淮北市"]


def test_columns_without_a_telling_name_are_told_by_content() -> None:
    table = corpus().rename(columns={"text": "列一", "city": "列二", "year": "列三"})
    table["列一"] = table["列一"] + "依法行政。" * 30
    reports, ledger = fz.read_reports(table, return_ledger=True)
    assert reports["year"].tolist() == [2018, 2019, 2018, 2019]
    assert "told by content, not by name: text=列一, year=列三" in ledger.loc[0, "warnings"]


def test_a_table_without_a_head_begins_at_its_first_row(tmp_path: Path) -> None:
    table = corpus()
    table["text"] = table["text"] + "依法行政。" * 30
    table.to_csv(tmp_path / "a.csv", index=False, header=False)
    reports = fz.read_reports(tmp_path / "a.csv")
    assert len(reports) == 4
    assert reports["column 2"].tolist() == ["铜陵市", "铜陵市", "淮北市", "淮北市"]


def test_a_title_over_the_table_is_not_its_head(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["各市报告汇总表"])
    sheet.append(["序号", "年份", "正文"])
    sheet.append([1, "2019年", report("铜陵市", 2019)])
    book.save(tmp_path / "a.xlsx")
    reports, ledger = fz.read_reports(tmp_path / "a.xlsx", return_ledger=True)
    assert reports["year"].tolist() == [2019]
    assert ledger["path"].tolist() == ["a.xlsx/3"]


def test_rows_are_refused_one_by_one_with_number_and_reason(tmp_path: Path) -> None:
    table = corpus().astype(object)
    table.loc[0, "year"] = "去年"
    table.loc[1, "text"] = "  "
    table.loc[2, "text"] = "#N/A"
    table.to_excel(tmp_path / "a.xlsx", index=False)
    reports, ledger = fz.read_reports(tmp_path / "a.xlsx", return_ledger=True)
    assert reports["path"].tolist() == ["a.xlsx/5"]
    assert ledger["path"].tolist() == ["a.xlsx/2", "a.xlsx/3", "a.xlsx/4", "a.xlsx/5"]
    assert ledger["status"].tolist() == ["unreadable", "empty", "unreadable", "read"]
    assert ledger.loc[0, "warnings"].endswith("the row has '去年' in column year, which cannot be read")
    assert ledger.loc[1, "warnings"] == "the row has no text"
    assert ledger.loc[2, "warnings"] == "the row has #N/A where the text should be"


def test_an_old_file_of_stata_is_read_in_the_encoding_of_its_office(tmp_path: Path) -> None:
    table = corpus(density=[1.5, None, 2.0, 3.0], published=pd.Timestamp(2020, 3, 1))
    for column in ("text", "city"):  # as many bytes as a cell had before Stata 13
        table[column] = [cell.encode("gb18030")[:240].decode("latin-1") for cell in table[column]]
    table.to_stata(tmp_path / "old.dta", version=114, write_index=False)
    reports, ledger = fz.read_reports(tmp_path / "old.dta", return_ledger=True)
    assert reports["region"].tolist() == ["铜陵市", "铜陵市", "淮北市", "淮北市"]
    assert reports["text"].str.contains("依法全面履行政府职能").all()
    assert reports["density"].isna().tolist() == [False, True, False, False]
    assert set(ledger["encoding"]) == {"gb18030"}


def test_labels_of_stata_are_values_and_damaged_files_are_refused(tmp_path: Path) -> None:
    table = corpus().assign(city=lambda own: own["city"].astype("category"))
    table.to_stata(tmp_path / "a.dta", version=118, write_index=False)
    (tmp_path / "b.dta").write_bytes((tmp_path / "a.dta").read_bytes()[:900])
    (tmp_path / "c.dta").write_bytes(b"no table " * 99)
    reports, ledger = fz.read_reports(tmp_path, return_ledger=True)
    assert reports["region"].tolist() == ["铜陵市", "铜陵市", "淮北市", "淮北市"]
    assert ledger["status"].tolist() == ["read"] * 4 + ["unreadable"] * 2


@pytest.mark.parametrize("missing", ["NA", "NaN", "NULL", "None", "<NA>", "."])
def test_what_statistical_programs_write_for_missing_is_missing(tmp_path: Path, missing: str) -> None:
    table = corpus(gdp=["12.5", missing, "3", missing]).astype(object)
    table.loc[1, "year"] = missing
    table.loc[3, "text"] = missing
    table.to_csv(tmp_path / "a.csv", index=False)
    reports, ledger = fz.read_reports(tmp_path / "a.csv", return_ledger=True)
    assert ledger["status"].tolist() == ["read", "read", "read", "empty"]
    assert reports["gdp"].dtype == "float64"
    assert reports["gdp"].notna().tolist() == [True, False, True]
    assert reports["year_from"].tolist() == ["table", "title", "table"]


@pytest.mark.parametrize("unknown", ["-", "—", "/", "无", "不详", "Unknown"])
def test_a_fact_that_the_table_calls_unknown_is_looked_for_in_the_text(tmp_path: Path, unknown: str) -> None:
    table = corpus(region=unknown, note=unknown).astype(object)
    table["year"] = unknown
    table.to_csv(tmp_path / "a.csv", index=False)
    reports = fz.read_reports(tmp_path / "a.csv")
    assert reports["year_from"].tolist() == ["title"] * 4
    assert reports["year"].notna().all()
    assert reports["region"].notna().all()
    assert "table" not in set(reports["region_from"])
    assert reports["note"].tolist() == [unknown] * 4  # of a column that travels along it may be a value


def test_titles_are_told_by_their_form_where_columns_have_no_names_of_ours(tmp_path: Path) -> None:
    table = corpus()[["text", "year"]].rename(columns={"text": "字段3", "year": "字段2"})
    table.insert(0, "字段1", [f"{row}市人民政府关于法治政府建设情况的报告" for row in "甲乙丙丁"])
    table.to_csv(tmp_path / "a.csv", index=False)
    reports, ledger = fz.read_reports(tmp_path / "a.csv", return_ledger=True)
    assert reports["title"].tolist() == table["字段1"].tolist()
    assert "told by content, not by name: text=字段3, year=字段2, title=字段1" in ledger.at[0, "warnings"]


def test_further_columns_with_texts_are_told(tmp_path: Path) -> None:
    wide = pd.DataFrame({"地区": ["铜陵市", "淮北市"]})
    for year in (2018, 2019, 2020):
        wide[f"{year}年"] = [report(place, year) for place in wide["地区"]]
    wide["备注"] = "无"
    wide.to_csv(tmp_path / "a.csv", index=False)
    ledger = fz.read_reports(tmp_path / "a.csv", return_ledger=True)[1]
    (said,) = [one for one in unpack_remarks(ledger.at[0, "remarks"]) if one.code == "table_texts_left"]
    assert "2019年, 2020年" in said.say()
    assert "请每篇文档各占一行" in said.say("zh")
    ledger = fz.read_reports(tmp_path / "a.csv", columns="text=2018年+2019年", return_ledger=True)[1]
    assert "table_texts_left" not in codes_of(ledger)[0]


def test_a_code_of_another_place_is_told(tmp_path: Path) -> None:
    table = corpus().assign(city=["铜陵", "铜陵", "安徽省", "淮北市"], code=[340700, 340100, 340600, 340621])
    table = table.rename(columns={"city": "地区", "code": "行政区划代码"})
    table.to_csv(tmp_path / "a.csv", index=False)
    reports, ledger = fz.read_reports(tmp_path / "a.csv", return_ledger=True)
    assert reports["region"].tolist() == ["铜陵市", "铜陵", "安徽省", "淮北市"]
    told = ["code_elsewhere" in codes for codes in codes_of(ledger)]
    assert told == [False, True, False, False]  # one place may lie in the other
    assert "340100 is that of 合肥市, not of 铜陵" in ledger.at[1, "warnings"]


def test_errors_and_formulas_without_value_are_missing_with_their_reason(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["正文", "年份", "生产总值", "发布日期"])
    sheet.append([report("铜陵市", 2019), "#REF!", "=A1&1", "2020年3月"])
    book.save(tmp_path / "a.xlsx")
    reports, ledger = fz.read_reports(tmp_path / "a.xlsx", return_ledger=True)
    row = reports.iloc[0]
    assert (row["year"], row["year_from"]) == (2019, "title")
    assert pd.isna(row["生产总值"])
    assert pd.isna(row["published"])
    assert codes_of(ledger)[0][2:] == ["cell_error", "day_incomplete", "formula_without_value"]


def test_dates_serials_and_codes_of_a_workbook_are_understood(tmp_path: Path) -> None:
    table = corpus(
        year=["2018年", 43555, dt.datetime(2018, 6, 1), "２０１９"],
        行政区划代码=[340700.0, "3407", "340600000000", 340600],
        发布日期=[dt.datetime(2019, 3, 1), 43891, "2019/3/5", "二〇二〇年三月六日"],
    ).drop(columns="city")
    table.to_excel(tmp_path / "a.xlsx", index=False)
    reports = fz.read_reports(tmp_path / "a.xlsx")
    assert reports["year"].tolist() == [2018, 2019, 2018, 2019]
    assert reports["region_code"].tolist() == ["340700", "340700", "340600", "340600"]
    assert reports["region"].tolist() == ["铜陵市", "铜陵市", "淮北市", "淮北市"]
    assert reports["published"].dt.strftime("%Y-%m-%d").tolist() == [
        "2019-03-01",
        "2020-03-01",
        "2019-03-05",
        "2020-03-06",
    ]


def test_sheets_with_texts_are_read_together_and_the_others_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, place in (("安徽", "铜陵市"), ("更多", "淮北市")):
        sheet = book.create_sheet(name)
        sheet.append(["正文", "年份"])
        sheet.append([report(place, 2019), 2019])
    book["Sheet"].append(["说明", "本表由课题组整理"])
    book.create_sheet("隐藏").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    reports, ledger = fz.read_reports(tmp_path / "a.xlsx", return_ledger=True)
    assert ledger["path"].tolist() == ["a.xlsx/安徽/2", "a.xlsx/更多/2"]
    assert reports["sheet"].tolist() == ["安徽", "更多"]
    assert (
        "2 sheets of the workbook are hidden or hold no texts and were left out: Sheet, 隐藏"
        in ledger.loc[0, "warnings"]
    )
    one = fz.read_reports(tmp_path / "a.xlsx", columns={"sheet": "更多"})
    assert one["region"].tolist() == ["淮北市"]
    with pytest.raises(InputError, match=r"columns name the sheet '无'; use one of: "):
        fz.read_reports(tmp_path / "a.xlsx", columns={"sheet": "无"})


def test_a_text_cut_by_the_workbook_is_remarked(tmp_path: Path) -> None:
    text = (report("铜陵市", 2019) + "规范执法程序，化解矛盾纠纷。\n" * 3_000)[:32_767]
    pd.DataFrame({"正文": [text]}).to_csv(tmp_path / "a.csv", index=False)
    _, ledger = fz.read_reports(tmp_path / "a.csv", return_ledger=True)
    assert "cell_cut" in codes_of(ledger)[0]


def test_repeated_rows_and_ids_are_told() -> None:
    table = corpus(编号=["甲1", "甲1", "甲2", "甲3"])
    reports, ledger = fz.read_reports(
        pd.concat([table, table.iloc[[3]]], ignore_index=True), return_ledger=True
    )
    assert reports["report_id"].tolist() == ["甲1", "table-2", "甲2", "甲3"]
    assert ledger["status"].tolist() == ["read"] * 4 + ["duplicate"]
    assert "id_repeated" in codes_of(ledger)[1]


def test_rows_of_one_id_are_paragraphs_of_one_document_where_the_id_is_named() -> None:
    lines = [
        (f"{place}-{year}", line)
        for place, year in (("铜陵市", 2018), ("淮北市", 2019))
        for line in report(place, year).splitlines()
    ]
    table = pd.DataFrame(lines, columns=["doc", "段落"])
    reports, ledger = fz.read_reports(table, columns="report_id=doc,text=段落", return_ledger=True)
    assert reports["report_id"].tolist() == ["铜陵市-2018", "淮北市-2019"]
    assert reports["text"].tolist() == [report("铜陵市", 2018).strip(), report("淮北市", 2019).strip()]
    assert "rows_joined" in codes_of(ledger)[0]


def test_a_text_in_two_columns_is_joined() -> None:
    table = pd.DataFrame({"上": [report("铜陵市", 2018)], "下": ["四、其他\n办理建议35件。"]})
    reports = fz.read_reports(table, columns={"text": ["上", "下"]})
    assert reports.loc[0, "text"].endswith("\n四、其他\n办理建议35件。")


def test_html_and_written_line_breaks_in_cells_are_read() -> None:
    plain = report("铜陵市", 2018)
    page = "".join(f"<p>{line}</p>" for line in plain.splitlines())
    other = report("淮北市", 2019).replace("\n", "\\n")
    reports, ledger = fz.read_reports(pd.DataFrame({"正文": [page, other]}), return_ledger=True)
    assert reports.loc[0, "text"].strip() == plain.strip()
    assert reports.loc[1, "text"] == report("淮北市", 2019)
    assert "written_breaks" in codes_of(ledger)[1]


def test_a_date_that_is_a_year_is_one_and_a_day_can_give_the_year() -> None:
    table = corpus().rename(columns={"year": "date"})
    assert fz.read_reports(table)["year"].tolist() == [2018, 2019, 2018, 2019]
    days = corpus().drop(columns="year").assign(发布日期="2020-03-01")
    reports = fz.read_reports(days, columns={"year": "发布日期"})
    assert set(reports["year"]) == {2020}
    assert reports["published"].notna().all()


def test_a_damaged_csv_is_refused_where_it_is_damaged(tmp_path: Path) -> None:
    good = report("铜陵市", 2018)
    (tmp_path / "a.csv").write_text(
        f'标题,年份,正文\n甲,2018,"{good}"\n乙,2019,正文,里有,逗号{good[:10]}\n丙,2019,"没有闭合\n丁,2019,x\n',
        encoding="utf-8",
    )
    reports, ledger = fz.read_reports(tmp_path / "a.csv", return_ledger=True)
    assert reports["title"].tolist() == ["甲"]
    assert ledger["status"].tolist() == ["read", "unreadable", "unreadable", "unreadable"][: len(ledger)]
    assert ledger.loc[1, "warnings"].startswith("the row has 5 cells, the head names 3")
    assert "quotation mark" in ledger["warnings"].iloc[-1]


def test_a_damaged_line_of_json_is_refused_alone(tmp_path: Path) -> None:
    lines = [json.dumps({"text": text}, ensure_ascii=False) for text in corpus()["text"]]
    (tmp_path / "a.jsonl").write_text("\n".join([lines[0], '{"text": "没写完', *lines[1:]]), encoding="utf-8")
    reports, ledger = fz.read_reports(tmp_path / "a.jsonl", return_ledger=True)
    assert len(reports) == 4
    assert ledger.set_index("path").loc["a.jsonl/2", "status"] == "unreadable"


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (
            {"text": "正文"},
            r"columns name '正文', which the table does not have; use one of: text, city, year\.",
        ),
        ({"texts": "text"}, r"columns names 'texts'; use text, report_id, title,"),
        ({"year": []}, r"columns has \[\] for year; give the name of one column\."),
        (5, r"columns is a int; give a mapping"),
    ],
)
def test_columns_that_are_not_there_are_an_error(columns: Any, says: str) -> None:
    with pytest.raises(InputError, match=says):
        fz.read_reports(corpus(), columns=columns)


def test_columns_without_a_table_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(report("铜陵市", 2018), encoding="utf-8")
    with pytest.raises(InputError, match="columns are given without a table"):
        fz.read_reports(tmp_path, columns={"year": "年份"})


def test_a_folder_may_hold_a_table_beside_files_and_metadata_for_both(tmp_path: Path) -> None:
    corpus().iloc[:2].to_csv(tmp_path / "语料.csv", index=False, encoding="gb18030")
    (tmp_path / "淮北.txt").write_text(report("淮北市", 2019), encoding="utf-8")
    pd.DataFrame({"地区": ["铜陵市"], "gdp": [1.5]}).to_csv(tmp_path / "gdp.csv", index=False)
    pd.DataFrame({"path": ["语料.csv/3", "淮北.txt"], "year": [2016, 2017], "排除": ["", "x"]}).to_csv(
        tmp_path / "reports.csv", index=False
    )
    reports, ledger = fz.read_reports(tmp_path, return_ledger=True)
    assert reports[["path", "year"]].values.tolist() == [["语料.csv/2", 2018], ["语料.csv/3", 2016]]
    assert ledger.set_index("path")["status"].to_dict() == {
        "gdp.csv": "unsupported", "淮北.txt": "unsupported", "语料.csv/2": "read", "语料.csv/3": "read",
    }  # fmt: skip
    assert ledger.set_index("path").loc["淮北.txt", "warnings"] == "excluded by the table of metadata"


def test_a_table_of_texts_called_reports_is_the_corpus(tmp_path: Path) -> None:
    corpus().to_csv(tmp_path / "reports.csv", index=False)
    assert len(fz.read_reports(tmp_path)) == 4


def test_streaming_and_classifying_give_the_same_reports(tmp_path: Path) -> None:
    corpus(人口=[120, None, 90, 91], 日=["2020-01-02"] * 4).to_excel(tmp_path / "a.xlsx", index=False)
    reports = fz.read_reports(tmp_path / "a.xlsx")
    fz.write_corpus(tmp_path / "a.xlsx", tmp_path / "corpus.parquet", n_jobs=2)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "corpus.parquet"), reports)
    fz.classify_corpus(tmp_path / "a.xlsx", tmp_path / "coded.parquet", cache=tmp_path / "cache")
    fz.classify_corpus(tmp_path / "a.xlsx", tmp_path / "coded.parquet", cache=tmp_path / "cache")
    stored = pd.read_parquet(tmp_path / "coded.reports.parquet")
    pd.testing.assert_frame_equal(stored, reports.drop(columns="text"))
    whole = fz.classify_paragraphs(fz.split_paragraphs(reports))
    assert pd.read_parquet(tmp_path / "coded.parquet")["area"].tolist() == whole["area"].tolist()


@pytest.mark.parametrize(
    ("cells", "type_", "kept"),
    [
        (["--5", "3"], "string", ["--5", "3"]),
        (["2019-02-30"], "string", ["2019-02-30"]),
        (["2019-03-31"], "datetime64[ms]", [pd.Timestamp("2019-03-31")]),
        ([10**400], "string", [str(10**400)]),
        (["-5", 3.0], "Int64", [-5, 3]),
        ([2.0**60], "float64", [2.0**60]),
        (["\ud83d\ude00", "甲\ud800"], "string", ["😀", "甲\ufffd"]),
    ],
    ids=["two signs", "no day", "last day", "vast", "counts", "large", "halves"],
)
def test_any_cell_travels_along_as_what_it_is(cells: list[Any], type_: str, kept: list[Any]) -> None:
    texts = [report("铜陵市", 2015 + place) for place in range(len(cells))]
    table = pd.DataFrame({"text": texts, "值": pd.Series(cells, dtype=object)})
    found = fz.read_reports(table)["值"]
    assert str(found.dtype) == type_
    assert found.tolist() == kept


def test_a_lone_half_of_a_character_ends_nothing(tmp_path: Path) -> None:
    row = {"text": report("铜陵市", 2019) + "\ud800", "k\udc00": 1}
    (tmp_path / "a.jsonl").write_text(f'{json.dumps(row)}\n"\\ud800"\n', encoding="utf-8")
    reports, ledger = fz.read_reports(tmp_path, return_ledger=True)
    assert ledger["status"].tolist() == ["read", "unreadable"]
    assert reports.at[0, "text"].endswith("\ufffd")
    assert reports.columns[-1] == "k\ufffd"


def test_a_data_frame_without_texts_is_an_error_that_says_so() -> None:
    with pytest.raises(InputError, match=r"without a column of texts.*name the column"):
        fz.read_reports(pd.DataFrame({"x": ["2019"]}))


def test_texts_beyond_the_head_make_no_table_and_end_nothing(tmp_path: Path) -> None:
    text = report("铜陵市", 2019)
    (tmp_path / "a.csv").write_text(f'甲,乙\n1,2,"{text}"\n', encoding="utf-8")
    (tmp_path / "b.txt").write_text(text, encoding="utf-8")
    _, ledger = fz.read_reports(tmp_path, return_ledger=True)
    assert ledger[["path", "status"]].values.tolist() == [["a.csv", "unsupported"], ["b.txt", "read"]]


def test_a_table_at_which_its_reader_fails_has_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("text\n", encoding="utf-8")
    source = Source("a.csv", tmp_path / "a.csv", tmp_path)
    monkeypatch.setattr(rows_of_tables, "_rows_apart", fail)
    (row,) = read_rows(source, {})
    assert str(row.refusal) == "unreadable: is damaged (ZeroDivisionError); open it and save it again"
    monkeypatch.setattr(rows_of_tables, "_rows_apart", hang)
    (row,) = read_rows(source, {}, seconds=0.2)
    assert row.refusal is not None
    assert row.refusal.remark.code == "too_slow"


def fail(*_: object) -> Iterator[Source]:
    yield Source(str(1 // 0), None)


def hang(*_: object) -> Iterator[Source]:
    while True:
        pass
    yield


def test_a_workbook_with_entities_or_a_bomb_is_not_opened(tmp_path: Path) -> None:
    import zipfile

    corpus().to_excel(tmp_path / "a.xlsx", index=False)
    with (
        zipfile.ZipFile(tmp_path / "a.xlsx") as old,
        zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/workbook.xml":
                data = (
                    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + data[data.index(b"<workbook") :]
                )
            new.writestr(name, data)
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/workbook.xml", "<workbook/>")
        new.writestr("xl/worksheets/sheet1.xml", b" " * (64 << 20))
    (tmp_path / "d.xlsx").write_bytes((tmp_path / "a.xlsx").read_bytes()[:3000])
    for name, code in (("b", "xml_entities"), ("c", "word_bomb"), ("d", "damaged_file")):
        _, ledger = fz.read_reports(tmp_path / f"{name}.xlsx", return_ledger=True)
        assert codes_of(ledger) == [[code]]


def test_no_text_gives_a_province_to_a_place_in_latin_letters_or_to_the_whole_country() -> None:
    places = ["Jinan", "National", "全国", "全国", "铜陵"]
    texts = [
        report("铜陵市", 2019) + "\n安徽省铜陵市化解纠纷。" * n + "本年有新进展。" * n * n
        for n in range(1, 6)
    ]
    found = fz.read_reports(
        pd.DataFrame({"text": texts, "region": places, "year": [2015, 2016, 2017, 2018, 2019]})
    )
    assert found["region"].tolist() == [*places[:4], "铜陵市"]
    assert found["province"].fillna("").tolist() == ["", "", "", "", "安徽省"]
    assert found["region_code"].fillna("").tolist() == ["", "", "", "", "340700"]
    assert found["level"].tolist()[1:4] == ["country"] * 3
    stated = pd.DataFrame({"text": texts[:1], "region": ["Jinan"], "region_code": ["370100"], "year": [2015]})
    assert fz.read_reports(stated)[["region", "province"]].values.tolist() == [["Jinan", "山东省"]]


@pytest.mark.parametrize(
    ("written", "chinese"),
    [
        ("Shandong", "山东"),
        ("shaanxi province", "陕西"),
        ("INNER  MONGOLIA", "内蒙古"),
        ("Xinjiang Uygur Autonomous Region", "新疆"),
        ("Beijing Municipality", "北京"),
    ],
)
def test_a_province_in_english_is_the_province(written: str, chinese: str) -> None:
    for column in ("province", "region"):
        places = {"text": [corpus()["text"][0]], "year": [2018]}
        one, other = (
            fz.read_reports(pd.DataFrame({**places, column: [name]})) for name in (written, chinese)
        )
        pd.testing.assert_frame_equal(one, other)
        assert one.at[0, column].startswith(chinese)
    towns = fz.read_reports(pd.DataFrame({**places, "region": ["济南"], "province": [written]}))
    assert (towns["region_code"].fillna("").tolist() == ["370100"]) == (chinese == "山东")


def test_what_is_no_province_in_english_stays_as_it_is() -> None:
    rows = {
        "province": ["Ontario", "Jilin City"],
        "region": ["Jinan", "Hainan"],
        "level": [None, "prefecture"],
    }
    found = fz.read_reports(pd.DataFrame({"text": corpus()["text"][:2], "year": [2018, 2019], **rows}))
    assert found["province"].tolist() == rows["province"]
    assert found["region"].tolist() == rows["region"]  # Hainan is a prefecture of 青海省 too
    assert found["region_code"].isna().all()


def test_a_report_that_a_server_wraps_and_a_time_of_a_crawler_are_taken(tmp_path: Path) -> None:
    row = {
        "标题": "铜陵市2018年法治政府建设情况报告",
        "时间": "发布时间：2019-03-12",
        "内容": report("铜陵市", 2018),
    }
    (tmp_path / "a.json").write_text(json.dumps({"code": 0, "data": row}), encoding="utf-8")
    reports = fz.read_reports(tmp_path / "a.json")
    assert reports[["title", "text"]].values.tolist() == [[row["标题"], row["内容"]]]
    assert reports["published"].tolist() == [pd.Timestamp(2019, 3, 12)]


def test_a_day_of_a_document_store_is_one(tmp_path: Path) -> None:
    row = {
        "_id": {"$oid": "6a"},
        "title": "甲",
        "pubtime": {"$date": "2019-03-12T00:00:00Z"},
        "content": report("铜陵市", 2018),
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert fz.read_reports(tmp_path / "a.jsonl")["published"].tolist() == [pd.Timestamp(2019, 3, 12)]
