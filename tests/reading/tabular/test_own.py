"""Tables that this package wrote, read back from what a spreadsheet made of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import analysis as fz
from analysis.cli import fazhi
from analysis.errors import InputError
from analysis.output import write_table
from tests.reading.tabular.tables import corpus


@pytest.fixture(scope="module")
def coded() -> pd.DataFrame:
    return fz.classify_paragraphs(fz.split_paragraphs(fz.read_reports(corpus())))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    corpus().to_csv(tmp_path / "corpus.csv", index=False, encoding="gb18030")
    return tmp_path


def run(*arguments: str | Path, status: int = 0) -> str:
    done = CliRunner().invoke(fazhi, [str(part) for part in arguments], catch_exceptions=status == 2)
    if status == 2:
        assert isinstance(done.exception, InputError), done.output
        return str(done.exception)
    assert done.exit_code == status, done.output
    return done.output


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_classified_paragraphs_come_back_from_csv(tmp_path: Path, coded: pd.DataFrame, encoding: str) -> None:
    file = tmp_path / "coded.csv"
    write_table(coded, file)
    file.write_text(file.read_text(encoding="utf-8"), encoding=encoding)
    pd.testing.assert_frame_equal(fz.read_table(file), coded)


def test_a_spreadsheet_may_have_saved_the_table(tmp_path: Path, coded: pd.DataFrame) -> None:
    coded.assign(area=coded["area"].astype("float64"), abstained="FALSE").to_excel(
        tmp_path / "coded.xlsx", index=False
    )
    back = fz.read_table(tmp_path / "coded.xlsx")
    assert back["area"].tolist() == coded["area"].tolist()
    assert back["abstained"].tolist() == [False] * len(coded)
    pd.testing.assert_frame_equal(fz.area_shares(back), fz.area_shares(coded))


@pytest.mark.parametrize("name", ["coded.csv", "coded.xlsx", "coded.dta", "coded.parquet"])
def test_estimates_take_the_path_of_a_table(tmp_path: Path, coded: pd.DataFrame, name: str) -> None:
    fz.export_table(coded, tmp_path / name)
    pd.testing.assert_frame_equal(fz.area_shares(tmp_path / name), fz.area_shares(coded), check_exact=False)


def test_topics_count_documents_of_other_types_where_there_are_no_reports(folder: Path) -> None:
    table = corpus(报告类型=["计划"] * 4)
    table.to_csv(folder / "plans.csv", index=False)
    said = run(
        "topics",
        folder / "plans.csv",
        "--topics",
        "2",
        "--seeds",
        "2",
        "--longest",
        "60",
        "--out",
        folder / "topics.csv",
    )
    assert "All 4 documents are of other types than annual reports" in said
    assert pd.read_csv(folder / "topics.csv")["year"].unique().tolist() == [2018, 2019]


def test_a_cell_of_another_type_is_named(tmp_path: Path, coded: pd.DataFrame) -> None:
    coded.assign(area="一").to_csv(tmp_path / "coded.csv", index=False)
    with pytest.raises(
        InputError, match=r"has '一' in the column area, row 1; give the table as fazhi wrote it"
    ):
        fz.read_table(tmp_path / "coded.csv")


def test_other_files_are_no_table_of_ours(folder: Path) -> None:
    with pytest.raises(InputError, match=r"is no table that fazhi wrote; read texts with read_reports"):
        fz.read_table(folder / "corpus.csv")
    with pytest.raises(InputError, match="does not exist"):
        fz.read_table(folder / "none.csv")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_reports_that_were_written_are_taken_as_they_stand(tmp_path: Path, ending: str) -> None:
    reports = fz.read_reports(corpus(人口=[1, 2, 3, 4]))
    reports["issuer"] = pd.array(["某市依法治市办"] * len(reports), dtype="string")
    write_table(reports, tmp_path / f"reports.{ending}")
    pd.testing.assert_frame_equal(fz.read_reports(tmp_path / f"reports.{ending}"), reports)


def test_each_step_takes_what_the_step_before_wrote(folder: Path) -> None:
    reading = ("--columns", "text=text,region=city,year=year")
    shares = []
    run("classify", folder / "corpus.csv", "--out", folder / "coded.csv", *reading)
    run("classify", folder / "corpus.csv", "--out", folder / "coded.parquet", *reading)
    run("read", folder / "corpus.csv", "--out", folder / "read.csv", *reading)
    run("read", folder / "corpus.csv", "--split", "--out", folder / "split.csv", *reading)
    run("classify", folder / "split.csv", "--out", folder / "again.csv")
    for name in ("coded.csv", "coded.parquet", "read.csv", "split.csv", "again.csv", "corpus.csv"):
        run("shares", folder / name, "--out", folder / f"{name}.shares.csv")
        shares.append(fz.read_table(folder / f"{name}.shares.csv"))
    assert shares[0].groupby("year")["n_reports"].first().to_dict() == {2018: 2, 2019: 2}
    for other in shares[1:]:
        columns = ["year", "area", "share", "n_reports"]
        pd.testing.assert_frame_equal(other[columns], shares[0][columns])
    assert (folder / "coded.reports.csv").is_file()
    run("sample", folder / "coded.csv", "--out", folder / "sheet.csv", "--per-year", "2")


@pytest.mark.parametrize("command", ["shares", "trends", "topics", "classify", "read", "sample"])
def test_other_tables_are_refused_by_name(folder: Path, command: str, coded: pd.DataFrame) -> None:
    write_table(fz.area_shares(coded), folder / "shares.csv")
    out = folder / "out.csv"
    said = run(command, folder / "shares.csv", "--out", out, status=2)
    assert said.startswith(
        f"reports '{folder / 'shares.csv'}' is a table of shares that fazhi wrote; give files,"
    )
    assert not out.exists()


def test_a_table_without_texts_is_no_report(folder: Path) -> None:
    pd.DataFrame({"地区": ["铜陵市"], "生产总值": [1.5]}).to_csv(folder / "gdp.csv", index=False)
    said = run("shares", folder / "gdp.csv", status=2)
    assert said == "reports contain no readable report; give readable files."


def test_what_was_taken_is_told(folder: Path) -> None:
    output = run("classify", folder / "corpus.csv", "--out", folder / "coded.csv")
    assert "corpus.csv: columns taken: text=text, region=city, year=year\n" in output
    assert "4 rows of tables: 4 read; 0 read with warnings" in output


def test_files_and_rows_are_counted_together_where_both_are_read(folder: Path, tmp_path: Path) -> None:
    text = "2020年铜陵市法治政府建设报告\n规范执法程序，化解矛盾纠纷。"
    (folder / "a.txt").write_text(text, encoding="utf-8")
    assert "files and rows of tables: " in run("read", folder, "--out", tmp_path / "reports.csv")
