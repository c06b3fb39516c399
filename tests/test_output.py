"""Tables on disk: formulas are shown as text, Parquet gives back what was written."""

from __future__ import annotations

import csv
import io
import os
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.output import (
    FORMULA_SIGNS,
    ParquetStream,
    check_output,
    guard_formula,
    read_table,
    unguard_formula,
    write_table,
)
from analysis.tables import make_table

TRICKY = [
    "=1+1",
    "+86",
    "-5",
    "@x",
    "\t甲",
    "\r甲",
    "甲,乙",
    '甲"乙',
    "甲\n乙\r\n",
    "",
    "、",
    "'=1",
    " =1",
    None,
    "一、依法行政",
]


def csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+86 12",
        "-5",
        "@sum",
        "\t=1",
        "\r=1",
        "\n=1",
        '=HYPERLINK("http://example.org")',
        "=",
        "-",
        "＝1",
        "＋1",
        "－1",
        "＠甲",
        "'=1",
        "''＝1",
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert guard_formula(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell",
    [
        "一、依法行政",
        "1=1",
        " =1",
        "'甲'",
        "",
        "甲；＝乙",
        "甲;乙;\n",
        "—",
        "（-5）",
        "2019-01-02",
        "http://a/?b=c",
    ],
)
def test_other_text_stays_as_it_is(cell: str) -> None:
    assert guard_formula(cell) == cell


@given(st.text())
def test_a_guarded_cell_never_begins_a_formula_and_loses_nothing(cell: str) -> None:
    guarded = guard_formula(cell)
    assert not guarded.startswith(FORMULA_SIGNS)
    assert unguard_formula(guarded) == cell


@given(st.text(alphabet="=＝-;' 甲\n"))
def test_no_part_of_a_guarded_cell_begins_a_formula_where_semicolons_part_cells(cell: str) -> None:
    guarded = guard_formula(cell)
    assert not any(part.startswith(tuple("=＝-")) for part in guarded.split(";"))
    assert unguard_formula(guarded) == cell


def test_a_table_gives_back_what_was_guarded(tmp_path: Path) -> None:
    table = pd.DataFrame({"text": pd.Series([*TRICKY, "甲;=1", "'＝1"], dtype="string")})
    write_table(table, tmp_path / "t.csv")
    assert read_table(tmp_path / "t.csv")["text"].fillna("").tolist() == table["text"].fillna("").tolist()


@pytest.mark.parametrize("dtype", ["string", object, "str"])
def test_csv_guards_text_whatever_its_type_and_leaves_numbers(tmp_path: Path, dtype: object) -> None:
    table = pd.DataFrame({"text": pd.Series(["=1+1", "甲"], dtype=dtype), "slope": [-0.5, 2.0], "n": [-3, 4]})
    write_table(table, tmp_path / "t.csv")
    assert csv_rows(tmp_path / "t.csv") == [["text", "slope", "n"], ["'=1+1", "-0.5", "-3"], ["甲", "2", "4"]]
    assert table["text"].tolist() == ["=1+1", "甲"]


def test_csv_keeps_line_breaks_commas_and_quotes_inside_cells(tmp_path: Path) -> None:
    table = pd.DataFrame({"text": pd.Series(TRICKY, dtype="string")})
    write_table(table, tmp_path / "t.csv")
    assert [row[0] if row else "" for row in csv_rows(tmp_path / "t.csv")[1:]] == [
        guard_formula(cell or "") for cell in TRICKY
    ]


def test_csv_of_reports_is_utf8_without_mark_with_dates_and_empty_cells_for_missing(tmp_path: Path) -> None:
    table = make_table(
        "reports", [{"report_id": "a", "year": 2019, "published": "2020-01-02"}, {"report_id": "b"}]
    )
    write_table(table[["report_id", "year", "published"]], tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == b"report_id,year,published\na,2019,2020-01-02\nb,,\n"


def test_the_same_table_gives_the_same_bytes(tmp_path: Path, shares: pd.DataFrame) -> None:
    for name in ("one.csv", "two.csv", "one.parquet", "two.parquet"):
        write_table(shares, tmp_path / name)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_standard_output_gets_the_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = pd.DataFrame({"text": ["=甲", "乙\n丙"]})
    write_table(table, "-")
    write_table(table, tmp_path / "t.csv")
    assert (
        capsys.readouterr().out
        == (tmp_path / "t.csv").read_text(encoding="utf-8")
        == 'text\n\'=甲\n"乙\n丙"\n'
    )


def test_a_table_that_r_wrote_again_is_the_same(tmp_path: Path) -> None:
    types = {
        "year": "Int64",
        "low": "float64",
        "changed": "boolean",
        "published": "datetime64[ns]",
        "text": "string",
    }
    (tmp_path / "r.csv").write_text(
        '"year","low","changed","published","text","own"\n'
        '2019,NA,TRUE,NA,"甲",1.5\nNA,0.5,NA,"2020-03-01","NA",NA\n',
        encoding="utf-8",
    )
    table = read_table(tmp_path / "r.csv", types)
    assert table["year"].tolist() == [2019, pd.NA]
    assert table["low"].isna().tolist() == [True, False]
    assert table["changed"].tolist() == [True, pd.NA]
    assert table["published"].isna().tolist() == [True, False]
    assert table["text"].tolist() == ["甲", "NA"]  # a text may be any word
    assert table["own"].dtype == "float64"


@pytest.mark.parametrize("name", ["reports", "paragraphs", "coded", "shares"])
def test_parquet_gives_back_types_and_text(tmp_path: Path, request: pytest.FixtureRequest, name: str) -> None:
    table = request.getfixturevalue(name)
    write_table(table, tmp_path / "t.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "t.parquet"), table)


def test_parquet_keeps_every_character(tmp_path: Path) -> None:
    table = pd.DataFrame({"text": pd.Series([*TRICKY, "\u3000\ufeff\x00𠮷"], dtype="string")})
    write_table(table, tmp_path / "t.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "t.parquet"), table)


def test_a_table_written_in_parts_is_the_table(tmp_path: Path, reports: pd.DataFrame) -> None:
    with ParquetStream(tmp_path / "t.parquet") as stream:
        for part in (reports.head(0), reports.iloc[:2], reports.iloc[2:]):
            stream.write(part)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "t.parquet"), reports)


def test_a_part_without_any_value_does_not_set_the_type(tmp_path: Path) -> None:
    parts = [
        make_table("reports", [{"report_id": "a"}]),
        make_table("reports", [{"report_id": "b", "year": 2019, "title": "甲"}]),
    ]
    with ParquetStream(tmp_path / "t.parquet") as stream:
        for part in parts:
            stream.write(part)
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "t.parquet"), pd.concat(parts, ignore_index=True)
    )


@pytest.mark.parametrize("name", ["t.xlsx", "t", "t.CSV", "t.csv.gz"])
def test_another_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"output '.*' has the ending '.*'; use \.csv"):
        write_table(pd.DataFrame({"a": [1]}), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"folder '.*no' does not exist; create it first\."):
        write_table(pd.DataFrame({"a": [1]}), tmp_path / "no" / "t.csv")


def test_a_checked_path_is_handed_back(tmp_path: Path) -> None:
    assert check_output(str(tmp_path / "t.parquet"), (".parquet",)) == tmp_path / "t.parquet"
    with pytest.raises(InputError, match=r"use \.parquet\."):
        check_output(tmp_path / "t.csv", (".parquet",))


@pytest.mark.parametrize("text", ["甲\r乙", "\r", "甲\r\n乙", "甲\n乙"])
def test_a_carriage_return_inside_a_cell_ends_no_row(tmp_path: Path, text: str) -> None:
    write_table(pd.DataFrame({"text": [text, "丙"], "n": [1, 2]}), tmp_path / "t.csv")
    assert csv_rows(tmp_path / "t.csv") == [["text", "n"], [guard_formula(text), "1"], ["丙", "2"]]


def test_csv_can_be_read_back_by_pandas(paragraphs: pd.DataFrame, capsys: pytest.CaptureFixture[str]) -> None:
    write_table(paragraphs, "-")
    back = pd.read_csv(io.StringIO(capsys.readouterr().out), dtype={"report_id": "string", "text": "string"})
    assert back["text"].map(unguard_formula).tolist() == paragraphs["text"].tolist()
    assert back["n_chars"].tolist() == paragraphs["n_chars"].tolist()


class Stop(BaseException):
    """What no error handler catches."""


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), Stop()])
def test_a_table_that_is_not_written_whole_leaves_the_old_one(
    tmp_path: Path, name: str, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = pd.DataFrame({"n": [1, 2]})
    write_table(table, tmp_path / name)
    before = (tmp_path / name).read_bytes()

    def half(self: Any, path: Any, *_: Any, **__: Any) -> None:
        Path(path).write_bytes(before[:5])
        raise error

    monkeypatch.setattr(pd.DataFrame, "to_parquet", half)
    monkeypatch.setattr(Path, "write_text", lambda self, *_, **__: half(None, self))
    with pytest.raises(type(error)):
        write_table(pd.concat([table, table]), tmp_path / name)
    assert (tmp_path / name).read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_link_stays_a_link_and_a_file_keeps_who_may_read_it(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "real.csv").chmod(0o640)
    (tmp_path / "t.csv").symlink_to("real.csv")
    write_table(pd.DataFrame({"n": [1]}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "n\n1\n"
    assert (tmp_path / "real.csv").stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are POSIX's")
def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "t.csv")
    handle = os.open(tmp_path / "t.csv", os.O_RDONLY | os.O_NONBLOCK)
    write_table(pd.DataFrame({"n": [1]}), tmp_path / "t.csv")
    assert os.read(handle, 100) == b"n\n1\n"
    os.close(handle)
