"""What is missing or doubtful is listed, filled in by hand, and read back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import analysis as fz
from analysis.cli import fazhi
from analysis.cli.reading import describe_doubts
from analysis.errors import InputError
from analysis.language import words_of
from analysis.reading.check_sheet import choices
from analysis.reading.tabular.facts import ALLOWED, read_facts
from analysis.tables import make_table
from tests.reading.tabular.tables import report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "报告" / "福建"
    place.mkdir(parents=True)
    for name, year in (("福州市", 2018), ("福州市", 2020), ("厦门市", 2019)):
        (place / f"{name}{year}.txt").write_text(report(name, year), encoding="utf-8")
    (tmp_path / "报告" / "一.txt").write_text(report("鼓楼区", 2019), encoding="utf-8")
    (place / "二.txt").write_text(
        "一、依法履职\n取消行政许可事项3项。\n二、规范执法\n推行行政执法公示制度。\n", encoding="utf-8"
    )
    return tmp_path / "报告"


def listed(folder: Path, lang: str = "en", **given: object) -> pd.DataFrame:
    return fz.check_reports(*fz.read_reports(folder, return_ledger=True, **given), lang=lang).set_index(
        "path"
    )  # type: ignore[call-overload]


def test_what_is_doubtful_is_listed_with_candidates(folder: Path) -> None:
    doubts = listed(folder)
    assert sorted(doubts.index) == ["一.txt", "福建/二.txt"]
    assert doubts.loc["一.txt", "candidates"].split("；")[0] == "320106 江苏省南京市鼓楼区"
    assert "region left missing: 鼓楼区 may be" in doubts.loc["一.txt", "doubts"]
    assert "year reported on not found" in doubts.loc["福建/二.txt", "doubts"]


def test_places_that_differ_are_both_candidates(tmp_path: Path) -> None:
    text = "我代表市人民政府报告工作。\n一、工作回顾\n支持平泉市发展。\n"
    (tmp_path / "承德.txt").write_text(text, encoding="utf-8")
    candidates = listed(tmp_path).loc["承德.txt", "candidates"].split("；")
    assert [one.split()[0] for one in candidates] == ["130800", "130881"]


def test_the_province_of_a_folder_comes_first_among_candidates(tmp_path: Path) -> None:
    for name, year in (("福州市", 2018), ("厦门市", 2019)):
        (tmp_path / f"{name}.txt").write_text(report(name, year), encoding="utf-8")
    (tmp_path / "三.txt").write_text(report("鼓楼区", 2019), encoding="utf-8")
    candidates = listed(tmp_path, "zh").loc["三.txt", "candidates"]
    assert candidates.startswith("350102 福建省福州市鼓楼区（与同文件夹其他报告同省）；320106")


def test_years_of_a_government_that_are_missing_or_doubled_are_told(folder: Path) -> None:
    (folder / "又.txt").write_text(
        report("厦门市", 2019).replace("案卷", "执法案卷文书").replace("公示", "公示和全过程记录"),
        encoding="utf-8",
    )
    gaps = fz.missing_years(fz.read_reports(folder)).astype(object)
    assert gaps.where(gaps.notna(), None)[["region", "missing", "repeated"]].values.tolist() == [
        ["福州市", "2019", None], ["厦门市", "2018, 2020", "2019"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "  6 of them: no report on 2017, 2018 (fz.missing_years names each)"),
        ("zh", "  其中 6 个：缺 2017, 2018 年（fz.missing_years 逐一列出）"),
    ],
)
def test_years_that_most_governments_lack_are_told_once(lang: str, said: str) -> None:
    missing = ["2017, 2018"] * 7 + ["2019"]
    gaps = pd.DataFrame(
        {"region": [f"县{n}" for n in range(8)], "province": "某省", "missing": missing, "repeated": None}
    )
    gaps.loc[0, "repeated"] = "2019"
    lines = list(describe_doubts(make_table("doubts", []), gaps.astype(object), lang))[2:]
    assert lines[0] == said
    assert [line.split("：")[0].split(":")[0].strip() for line in lines[1:]] == ["某省县0", "某省县7"]
    few = list(describe_doubts(make_table("doubts", []), gaps[1:6].astype(object), lang))[2:]
    assert len(few) == 5


@pytest.mark.parametrize(
    ("lang", "ending"),
    [
        ("zh", "xlsx"),
        ("en", "csv"),
        pytest.param("zh", "csv", marks=pytest.mark.slow),
        pytest.param("en", "xlsx", marks=pytest.mark.slow),
    ],
)
def test_what_is_filled_in_settles_the_doubts(folder: Path, lang: str, ending: str) -> None:
    out = folder.parent / f"check.{ending}"
    done = CliRunner().invoke(
        fazhi, ["check", str(folder), "--out", str(out), "--lang", lang], catch_exceptions=False
    )
    assert done.exit_code == 0
    assert "鼓楼区" in done.output
    heads = words_of("check.heads", lang)
    filled = {
        "一.txt": {heads["region_code"]: "350102.0", heads["level"]: choices("level", lang)["county"]},
        "福建/二.txt": {heads["year"]: "2018年", heads["published"]: "43555", heads["exclude"]: ""},
    }
    if ending == "csv":
        table = pd.read_csv(out, dtype="string")
        for path, cells in filled.items():
            for head, value in cells.items():
                table.loc[table[heads["path"]] == path, head] = value
        table.to_csv(folder / "reports.csv", index=False, encoding="gbk")
    else:
        book = openpyxl.load_workbook(out)
        sheet = book.worksheets[0]
        names = [cell.value for cell in sheet[1]]
        assert len(sheet.data_validations.dataValidation) == 2
        for row in sheet.iter_rows(min_row=2):
            for head, value in filled[row[0].value].items():
                row[names.index(head)].value = value
        book.save(folder / "reports.xlsx")
    reports, ledger = fz.read_reports(folder, return_ledger=True)
    rows = reports.set_index("path")
    assert rows.loc["一.txt", ["region", "province", "region_from", "level"]].tolist() == [
        "鼓楼区",
        "福建省",
        "table",
        "county",
    ]
    assert rows.loc["福建/二.txt", ["year", "year_from"]].tolist() == [2018, "table"]
    assert rows.loc["福建/二.txt", "published"] == pd.Timestamp(2019, 3, 31)
    told = ledger.set_index("path")["warnings"]
    assert pd.isna(told["一.txt"])
    assert "year" not in told["福建/二.txt"]
    assert listed(folder).index.tolist() == ["福建/二.txt"]  # whose type is still unknown


def test_a_file_can_be_confirmed_or_excluded_and_a_row_without_file_is_named(folder: Path) -> None:
    metadata = pd.DataFrame(
        {"路径": ["一.txt", "福建/二.txt", "福建/三.txt"], "已核对": ["x", "", ""], "排除": ["", "是", ""]}
    )
    metadata.to_csv(folder / "reports.csv", index=False, encoding="gb18030")
    reports, ledger = fz.read_reports(folder, return_ledger=True)
    told = ledger.set_index("path")
    assert "福建/二.txt" not in set(reports["path"])
    assert told.loc["福建/二.txt", "warnings"] == "excluded by the table of metadata"
    assert pd.isna(told.loc["一.txt", "warnings"])
    assert told.loc["reports.csv", "warnings"] == "is the table of metadata; 1 row meets no file: 福建/三.txt"
    assert "reports.csv" in listed(folder).index


def test_a_second_list_keeps_what_was_filled_in(folder: Path) -> None:
    pd.DataFrame({"path": ["一.txt"], "region_code": ["350102"]}).to_csv(folder / "reports.csv", index=False)
    CliRunner().invoke(
        fazhi,
        ["check", str(folder), "--out", str(folder.parent / "b.csv"), "--lang", "en"],
        catch_exceptions=False,
    )
    table = pd.read_csv(folder.parent / "b.csv", dtype="string").set_index("path")
    assert table.loc["一.txt", "region_code"] == "350102"
    assert "福建/二.txt" in table.index


def test_a_list_is_not_replaced_and_has_an_ending(folder: Path) -> None:
    doubts = fz.check_reports(*fz.read_reports(folder, return_ledger=True))
    fz.write_metadata_sheet(doubts, folder.parent / "a.csv")
    with pytest.raises(InputError, match="exists; give another name: what was filled in is not replaced"):
        fz.write_metadata_sheet(doubts, folder.parent / "a.csv")
    with pytest.raises(InputError, match=r"use \.xlsx or \.csv"):
        fz.write_metadata_sheet(doubts, folder.parent / "a.txt")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["level", "doc_type"])
def test_every_choice_of_the_lists_is_read_back(name: str, lang: str) -> None:
    for value in ALLOWED[name]:
        assert read_facts({name: choices(name, lang)[value]}).given[name] == value


def test_cells_of_a_list_are_no_formulas(tmp_path: Path) -> None:
    (tmp_path / "=1+1.txt").write_text(
        "一、依法履职\n取消行政许可事项3项。\n二、规范执法\n推行行政执法公示制度。\n", encoding="utf-8"
    )
    doubts = fz.check_reports(*fz.read_reports(tmp_path, return_ledger=True))
    for ending in ("xlsx", "csv"):
        fz.write_metadata_sheet(doubts, tmp_path / f"check.{ending}")
    sheet = openpyxl.load_workbook(tmp_path / "check.xlsx").worksheets[0]
    assert sheet["A2"].data_type == "s"
    assert (tmp_path / "check.csv").read_text(encoding="utf-8-sig").splitlines()[1].startswith("'=1+1.txt")


def test_a_province_is_named_once(tmp_path: Path) -> None:
    texts = {"region": ["山东省", "山东省", "济南市"], "year": [2018, 2020, 2020]}
    table = pd.DataFrame({"text": [f"规范执法程序，化解矛盾纠纷{n}件。" * 9 for n in range(3)], **texts})
    table.to_csv(tmp_path / "a.csv", index=False)
    done = CliRunner().invoke(fazhi, ["check", str(tmp_path / "a.csv")], catch_exceptions=False)
    assert "  山东省：缺 2019 年" in done.output
    assert "  山东省济南市：缺" in done.output
