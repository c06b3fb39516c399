"""Tables for Excel, Stata and R, and the way back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import analysis as fz
from analysis.cli import fazhi
from analysis.columns import COLUMNS
from analysis.errors import InputError
from analysis.language import words_of
from analysis.study.export import ENDINGS, stata_names
from tests.reading.tabular.tables import corpus


@pytest.fixture(scope="module")
def coded() -> pd.DataFrame:
    return fz.classify_paragraphs(fz.split_paragraphs(fz.read_reports(corpus())))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_has_a_head(lang: str) -> None:
    heads = words_of("columns", lang)
    missing = {
        name for columns in COLUMNS.values() for name in columns if not name.startswith("share_")
    } - set(heads)
    assert missing == set()


@pytest.mark.parametrize("lang", ["zh", "en", None])
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_a_table_comes_back_whatever_its_heads(
    tmp_path: Path, coded: pd.DataFrame, ending: str, lang: str | None
) -> None:
    for name, table in (
        ("coded", coded),
        ("shares", fz.area_shares(coded)),
        ("reports", fz.read_reports(corpus(人口=1)).drop(columns="text")),
    ):
        file = tmp_path / f"{name}{ending}"
        fz.export_table(table, file, lang=lang)
        back = fz.read_table(file)
        pd.testing.assert_frame_equal(
            back[list(table.columns)], table, check_exact=False, check_dtype=ending != ".parquet"
        )
        assert list(back.columns) == list(table.columns)


def test_names_of_areas_stand_beside_their_numbers(tmp_path: Path, coded: pd.DataFrame) -> None:
    fz.export_table(fz.area_shares(coded), tmp_path / "shares.xlsx", lang="zh")
    rows = list(openpyxl.load_workbook(tmp_path / "shares.xlsx").active.values)
    assert rows[0][:4] == ("年份", "任务领域", "任务领域名称", "占比")
    assert rows[6][1:3] == (6, fz.load_taxonomy().label(6, "zh"))


def test_commands_read_tables_with_chinese_heads(tmp_path: Path, coded: pd.DataFrame) -> None:
    fz.export_table(coded, tmp_path / "已归类.xlsx", lang="zh")
    out = tmp_path / "shares.csv"
    done = CliRunner().invoke(
        fazhi, ["shares", str(tmp_path / "已归类.xlsx"), "--out", str(out)], catch_exceptions=False
    )
    assert done.exit_code == 0
    pd.testing.assert_frame_equal(
        fz.read_table(out)[["year", "area", "share"]], fz.area_shares(coded)[["year", "area", "share"]]
    )


def test_stata_has_labels_and_names_that_it_takes(tmp_path: Path, coded: pd.DataFrame) -> None:
    table = coded.assign(人均收入=1.5, **{"x" * 40: "长" * 3_000, "published": pd.Timestamp("2020-03-31")})
    fz.export_table(table, tmp_path / "coded.dta", lang="zh")
    back = pd.read_stata(tmp_path / "coded.dta")
    with pd.read_stata(tmp_path / "coded.dta", iterator=True) as file:
        labels = file.variable_labels()
    assert all(name.isascii() and len(name) <= 32 for name in back.columns)
    place = list(table.columns).index("人均收入") + 1
    assert labels[f"v{place}"] == "人均收入"
    assert labels["area"] == "任务领域"
    assert back["text"].tolist() == coded["text"].tolist()
    assert back["published"].iloc[0] == pd.Timestamp("2020-03-31")
    known = coded["area"].fillna(0) > 0
    names = [fz.load_taxonomy().label(int(area), "zh") for area in coded["area"][known]]
    assert back["area"][known.to_numpy(dtype=bool)].astype(str).tolist() == names
    numbers = pd.read_stata(tmp_path / "coded.dta", convert_categoricals=False)["area"]
    assert (
        numbers.tolist() == coded["area"].fillna(0).tolist()
        or numbers.isna().sum() == coded["area"].isna().sum()
    )


def test_names_for_stata_are_told_apart() -> None:
    assert stata_names(["地区", "地区(2)", "a b", "a-b", "byte"]) == [
        "v1",
        "v2",
        "a_b",
        "a_b_2",
        "v_byte",
    ]


def test_csv_for_excel_has_a_mark_and_no_formulas(tmp_path: Path) -> None:
    table = pd.DataFrame({"title": ["=1+1", "甲"]})
    fz.export_table(table, tmp_path / "a.csv", excel=True)
    assert (tmp_path / "a.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    assert "'=1+1" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    fz.export_table(table, tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active["A2"].data_type == "s"


def test_a_text_too_long_for_a_cell_is_not_cut(tmp_path: Path) -> None:
    with pytest.raises(
        InputError,
        match=r"has a text of 32,768 characters in text; a cell takes 32,767; write CSV or Parquet",
    ):
        fz.export_table(pd.DataFrame({"text": ["法" * 32_768]}), tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.parametrize("name", ["a.txt", "none/a.csv"])
def test_a_place_that_cannot_be_written_is_refused_first(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"^output "):
        fz.export_table(pd.DataFrame({"a": [1]}), tmp_path / name)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    corpus().to_csv(folder / "corpus.csv", index=False)
    fz.run_study(folder / "corpus.csv", folder / "results", quick=True, formats=["svg"])
    return folder / "results"


def test_a_study_becomes_a_workbook_with_a_chinese_ledger(results: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        fazhi, ["tables", str(results), "--out", str(tmp_path / "表.xlsx")], catch_exceptions=False
    )
    assert done.exit_code == 0
    book = pd.read_excel(tmp_path / "表.xlsx", sheet_name=None)
    assert {"reports", "ledger", "paragraphs", "shares"} <= set(book)
    assert book["ledger"].columns[:2].tolist() == ["路径", "处理结果"]
    assert book["ledger"]["说明"].iloc[0].startswith("采用的列：text=text")


@pytest.mark.parametrize("ending", [ending[1:] for ending in ENDINGS])
def test_a_study_becomes_a_folder_of_files(results: Path, tmp_path: Path, ending: str) -> None:
    files = fz.export_study(results, tmp_path / "out", ending=ending, lang="en", excel=True)
    assert {file.suffix for file in files} == {f".{ending}"}
    assert (tmp_path / "out" / f"shares.{ending}") in files
    before = {file.name for file in (results / "tables").iterdir()}
    assert before == {file.with_suffix(".csv").name for file in files}


def test_several_tables_need_a_workbook_or_a_folder(results: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"out is '.*a\.csv' for \d+ tables; give a workbook"):
        fz.export_study(results, tmp_path / "a.csv")
