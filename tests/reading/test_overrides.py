"""The metadata table in the forms in which researchers have it."""

from __future__ import annotations

import datetime as dt
import pickle
import random
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis as fz
from analysis.errors import InputError
from analysis.output import write_table
from analysis.reading.overrides import Overrides, read_overrides
from analysis.reading.sources import find_sources
from tests.reading.hostile import mutate

TEXT = (
    "青岚市人民政府关于2019年度法治政府建设情况的报告\n一、完善制度\n全年制定规章2件，清理规范性文件35件。\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "2019").mkdir(parents=True)
    (tmp_path / "in" / "2019" / "Báo告.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path / "in"


@pytest.mark.parametrize(
    "path",
    [
        "2019/Báo告.txt",
        "2019\\Báo告.txt",
        " ./2019/Báo告.TXT ",
        "2019/BÁO告",
        "2019/Báo告.docx",
        "Báo告.txt",
        "Báo告",
        unicodedata.normalize("NFD", "2019/Báo告.txt"),
        "D:\\报告\\2019\\Báo告.txt",
        "/home/user/2019/Báo告.txt",
        "2019/Báo\u200b告.txt",
    ],
)
def test_a_path_meets_its_file_however_it_is_written(folder: Path, path: str) -> None:
    reports, ledger = fz.read_reports(
        folder, metadata=pd.DataFrame({"path": [path], "year": [2018]}), return_ledger=True
    )
    assert reports["year"].tolist() == [2018]
    assert ledger["status"].tolist() == ["read"]


@pytest.mark.parametrize("path", ["2018/Báo告.txt", "Bao告.txt", "C:/报告/2018/报告.txt", "2019"])
def test_a_row_that_meets_no_file_is_named(folder: Path, path: str) -> None:
    write_table(pd.DataFrame({"path": [path, "报告2.txt"], "year": [2018, 2018]}), folder / "reports.csv")
    reports, ledger = fz.read_reports(folder, return_ledger=True)
    assert reports["year"].tolist() == [2019]
    row = ledger.set_index("path").loc["reports.csv"]
    assert row["status"] == "unsupported"
    assert row["warnings"] == f"is the table of metadata; 2 rows meet no file: {path}, 报告2.txt"


def test_many_rows_are_counted_and_some_named() -> None:
    overrides = Overrides({f"{number}.txt": {"year": 2018} for number in range(30)}, "reports.csv")
    remark = overrides.remark(["7.txt"])
    assert remark is not None
    assert (
        remark.say() == "is the table of metadata; 29 rows meet no file: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt …"
    )
    assert overrides.remark([f"{number}.TXT" for number in range(30)]) is None


def test_named_files_need_not_be_all_of_the_table(folder: Path) -> None:
    metadata = pd.DataFrame({"path": ["Báo告.txt", "none.txt"], "year": [2018, 2017]})
    _, ledger = fz.read_reports(folder / "2019" / "Báo告.txt", metadata=metadata, return_ledger=True)
    assert ledger["path"].tolist() == ["Báo告.txt"]


def test_two_endings_of_one_name_are_two_files() -> None:
    overrides = Overrides({"a.txt": {"year": 2018}, "a.pdf": {"year": 2019}})
    assert [overrides.given(name).get("year") for name in ("a.txt", "a.PDF", "a.docx")] == [2018, 2019, None]


CHINESE = {
    "文件名": "Báo告.txt", "标题": "青岚市法治政府建设报告", "年份": "２０１８年", "地区": "青岚市", "省份": "湖北省",
    "级别": "地级市", "发布日期": "2019年3月31日", "发文机关": "青岚市人民政府", "报告类型": "工作总结", "行政区划代码": "420200",
    "备注": "甲",
}  # fmt: skip
READ = {
    "title": "青岚市法治政府建设报告", "year": 2018, "region": "青岚市", "province": "湖北省", "level": "prefecture",
    "published": pd.Timestamp(2019, 3, 31), "issuer": "青岚市人民政府", "doc_type": "work_summary", "region_code": "420200",
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_table_in_chinese_is_read_in_any_encoding(folder: Path, encoding: str, separator: str) -> None:
    table = folder.parent / "metadata.csv"
    pd.DataFrame([CHINESE]).to_csv(table, index=False, encoding=encoding, sep=separator)
    assert read_overrides(table) == {"Báo告.txt": READ}


def test_a_title_may_stand_over_the_heads_and_cells_may_say_that_nothing_is_known(tmp_path: Path) -> None:
    table = tmp_path / "metadata.csv"
    table.write_text("2019年报告汇总,,\n路径,年份,地区\na.txt,2019,NA\nb.txt,无,铜陵市\n", encoding="utf-8")
    read = read_overrides(table)
    assert read["a.txt"] == {"year": 2019}
    assert "year" not in read["b.txt"]
    assert read["b.txt"]["region"] == "铜陵市"


def test_two_columns_for_one_fact_are_refused(tmp_path: Path) -> None:
    table = tmp_path / "metadata.csv"
    table.write_text("path,年份,年度\na.txt,2019,2018\n", encoding="utf-8")
    with pytest.raises(InputError, match="several columns for the year: 年份, 年度"):
        read_overrides(table)


def test_a_workbook_of_metadata_that_unpacks_to_too_much_is_refused_before_it_is_parsed(
    tmp_path: Path,
) -> None:
    file = tmp_path / "reports.xlsx"
    pd.DataFrame({"path": ["a.txt"], "year": [2019]}).to_excel(file, index=False)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as book, book.open("xl/large.xml", "w") as part:
        for _ in range(257):
            part.write(bytes(1 << 20))
    assert find_sources(tmp_path).metadata is None  # a table so large is one of texts, and read apart as such
    with pytest.raises(InputError, match="cannot be read"):
        read_overrides(file)


def test_a_workbook_is_read(folder: Path) -> None:
    day, year = dt.datetime(2019, 3, 31), 2018
    table: dict[str, Any] = {**CHINESE, "发布日期": day, "年份": year, "行政区划代码": 420200}
    pd.DataFrame([table, {"文件名": "b.txt", "年份": 2017}]).to_excel(folder / "reports.xlsx", index=False)
    assert read_overrides(folder / "reports.xlsx") == {"Báo告.txt": READ, "b.txt": {"year": 2017}}
    reports, ledger = fz.read_reports(folder, return_ledger=True)
    assert reports["year"].tolist() == [2018]
    assert ledger["path"].tolist() == ["2019/Báo告.txt", "reports.xlsx"]


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("year", "2018", 2018), ("Year", "2018.0", 2018), ("年度", "二〇一八年度", 2018), ("年份", "2018年度", 2018),
        ("发布时间", "2019/3/31", pd.Timestamp(2019, 3, 31)), ("published", "43555", pd.Timestamp(2019, 3, 31)),
        ("成文日期", "二〇一九年三月三十一日", pd.Timestamp(2019, 3, 31)),
        ("published", "2019-03-31 09:30:00", pd.Timestamp(2019, 3, 31)),
        ("层级", "区县", "county"), ("级别", "部门", "department"), ("类型", "年报", "annual_report"),
    ],
)  # fmt: skip
def test_cells_are_read_as_offices_write_them(column: str, cell: str, value: Any) -> None:
    (row,) = read_overrides(pd.DataFrame({"路径": ["a.txt"], column: [cell]})).values()
    assert list(row.values()) == [value]


def test_a_table_that_was_written_never_overrides_later_texts(folder: Path) -> None:
    write_table(fz.read_reports(folder), folder / "reports.csv")
    (folder / "2019" / "Báo告.txt").write_text(TEXT.replace("2019", "2016"), encoding="utf-8")
    reports, ledger = fz.read_reports(folder, return_ledger=True)
    assert reports["year"].tolist() == [2016]
    row = ledger.set_index("path").loc["reports.csv"]
    assert row["warnings"].startswith(
        "is a table of reports that fazhi wrote and overrides nothing; keep its column path"
    )
    with pytest.raises(InputError, match="is a table of reports that fazhi wrote, which would override"):
        fz.read_reports(folder, metadata=folder / "reports.csv")
    kept = pd.read_csv(folder / "reports.csv")[["path", "year"]]
    assert fz.read_reports(folder, metadata=kept)["year"].tolist() == [2019]


def test_two_rows_for_one_file_are_an_error_however_it_is_written() -> None:
    table = pd.DataFrame({"path": ["2019/a.txt", "2019\\A.txt"], "year": [2018, 2019]})
    with pytest.raises(InputError, match="has two rows for"):
        read_overrides(table)


def test_overrides_travel_to_other_processes() -> None:
    overrides = Overrides({"a": {"year": 2018}}, "reports.csv")
    assert overrides.given("x/a.txt") == {"year": 2018}
    again = pickle.loads(pickle.dumps(overrides))  # safe: what this very line wrote
    assert (dict(again), again.name, again.own, again.given("a.txt")) == (
        dict(overrides),
        "reports.csv",
        False,
        {"year": 2018},
    )


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_damaged_metadata_are_told_in_one_sentence_whatever_the_damage(tmp_path: Path, ending: str) -> None:
    table = pd.DataFrame({"path": ["a.txt", "b.txt"], "year": [2019, 2020], "title": "年度报告"})
    file = tmp_path / f"reports.{'xlsx' if ending == 'xlsx' else 'csv'}"
    whole = {"csv": table.to_csv, "xlsx": table.to_excel, "parquet": table.to_parquet}[ending]
    whole(tmp_path / f"whole.{ending}", index=False)
    content, chance = (tmp_path / f"whole.{ending}").read_bytes(), random.Random(0)
    refused = 0
    for _ in range(60):
        file.write_bytes(mutate(content, content[::-1], chance))
        try:
            read_overrides(find_sources(tmp_path).metadata)
        except InputError:
            refused += 1
    assert refused > 0
