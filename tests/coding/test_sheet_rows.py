"""Every mistake of a coder gives one message with its file and row, and leaves the other rows."""

from __future__ import annotations

import base64
import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from analysis.coding.facts import pack_facts
from analysis.coding.sheets import read_codes, read_units, write_coding_sheet
from analysis.coding.units import blind_id
from analysis.errors import InputError
from analysis.output import guard_formula, unguard_formula

from .handing_in import CODES, Grid, as_given, columns_of, edit, fill_in, make_sample, put, then

Change = Callable[[Grid], Grid]
TABLE = "unit_id,coder,role,area,area_2,measure,sure,inclusion_probability,codebook_version,coded_on\n"


@pytest.fixture(scope="module", params=[True, False], ids=["blind", "open"])
def blind(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(scope="module", params=["xlsx", "csv"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, blind: bool) -> Path:
    """A sheet with every unit coded; unit uN is in row N + 1."""
    path = tmp_path_factory.mktemp("filled") / f"a.{request.param}"
    return fill_in(write_coding_sheet(make_sample(), path, coder="a", lang="en", blind=blind))


@pytest.fixture
def path(filled: Path, tmp_path: Path) -> Path:
    """A copy that the test may change."""
    return Path(shutil.copy(filled, tmp_path))


def messages(path: Path) -> list[tuple[str, int, str]]:
    _, problems = read_codes(path, return_problems=True)
    assert (problems["remedy"].str.len() > 0).all()
    return [(row["file"], row["row"], row["problem"]) for row in problems.to_dict("records")]


def kept(path: Path) -> set[str]:
    codes, _ = read_codes(path, return_problems=True)
    assert as_given(codes).items() <= CODES.items()
    return set(codes["unit_id"])


def rows(*order: int) -> Change:
    """Keep these rows, in this order."""
    return lambda grid: [grid[0], *(list(grid[row - 1]) for row in order)]


def drop(key: str) -> Change:
    def change(grid: Grid) -> Grid:
        at = columns_of(grid)[key]
        return [row[:at] + row[at + 1 :] for row in grid]

    return change


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"area": "9"}, "area is '9'"),
        ({"area": "行政"}, "area is '行政'"),
        ({"area": "5", "measure": "33", "area_2": ""}, "measure is 33, which belongs to area 6, not 5"),
        ({"role": "heading", "area": "4", "area_2": ""}, "role is 'heading' but has area 4"),
        ({"role": "work", "area": "", "measure": ""}, "area is empty where role is 'work'"),
        ({"role": "doing"}, "role is 'doing'"),
        ({"role": ""}, "role is empty but other codes are given"),
        ({"measure": "99"}, "measure is '99'"),
        ({"sure": "maybe"}, "sure is 'maybe'"),
        ({"unit_id": ""}, None),
        ({"unit_id": "u77"}, None),
        ({"text": "别的文字"}, "text is not the text of this unit"),
    ],
)
def test_a_spoiled_row(path: Path, cells: dict[str, str], problem: str | None, blind: bool) -> None:
    blank = {"role": "work", "area": "6", "area_2": "", "measure": "", "sure": "1"}
    found = messages(edit(path, put(4, **(blank | cells))))
    changed_id = {
        ".xlsx": f"unit_id was '{blind_id('u3') if blind else 'u3'}' when the sheet was written",
        ".csv": "unit_id is not the one that this row was written with",
    }
    assert found == [(path.name, 4, problem or changed_id[path.suffix])]
    assert kept(path) == {"u1", "u2", "u4", "u5", "u6"}
    if blind:
        assert read_codes(path, return_problems=True)[1]["unit_id"].item() == "u3"


def test_a_deleted_row_of_a_workbook_is_named_by_its_unit(tmp_path: Path, blind: bool) -> None:
    path = fill_in(write_coding_sheet(make_sample(), tmp_path / "a.xlsx", coder="a", lang="en", blind=blind))
    problems = read_codes(edit(path, rows(2, 3, 5, 6, 7)), return_problems=True)[1]
    assert problems[["row", "unit_id"]].values.tolist() == [[4, "u3"]]


def test_a_deleted_row(path: Path) -> None:
    edit(path, rows(2, 3, 5, 6, 7))
    assert messages(path) == [(path.name, 4, "row was deleted")]
    assert kept(path) == {"u1", "u2", "u4", "u5", "u6"}


def test_a_duplicated_row(path: Path) -> None:
    edit(path, then(rows(2, 3, 4, 4, 5, 6, 7), put(5, area="5", role="work")))
    assert messages(path) == [(path.name, 5, "unit is in row 4 already")]
    assert kept(path) == set(CODES)


def test_a_row_added_by_the_coder(path: Path) -> None:
    new = {"unit_id": "u7", "text": "新增一段。", "role": "work", "area": "4"}
    edit(path, then(lambda grid: [*grid, [""] * len(grid[0])], put(8, **new)))
    unknown = {".xlsx": "unit_id is none of this sheet's", ".csv": "meta is empty or was changed"}
    assert messages(path) == [(path.name, 8, unknown[path.suffix])]
    assert kept(path) == set(CODES)


def test_ids_that_slipped_against_the_texts(path: Path) -> None:
    edit(path, then(put(3, unit_id="u3"), put(4, unit_id="u2")))
    found = messages(path)
    assert [row for _, row, _ in found] == [3, 4]
    assert kept(path) == {"u1", "u4", "u5", "u6"}


def test_an_id_pasted_over_another(path: Path) -> None:
    edit(path, put(3, unit_id="u5"))
    assert [row for _, row, _ in messages(path)] == [3]
    assert kept(path) == {"u1", "u3", "u4", "u5", "u6"}


def test_sorted_rows_and_moved_columns_are_no_mistake(path: Path) -> None:
    edit(path, then(rows(7, 2, 5, 3, 6, 4), lambda grid: [row[::-1] for row in grid]))
    assert messages(path) == []
    assert kept(path) == set(CODES)


def test_rows_not_yet_coded_are_counted(path: Path) -> None:
    empty = {"role": "", "area": "", "area_2": "", "measure": "", "sure": ""}
    edit(
        path, then(put(4, **empty), put(6, **empty, note="看不懂"), lambda grid: [*grid, [""] * len(grid[0])])
    )
    codes, problems = read_codes(path, return_problems=True)
    assert (len(codes), len(problems)) == (4, 0)
    units = read_units(path)
    assert units.loc[~units["coded"], "unit_id"].tolist() == ["u3", "u5"]


@pytest.mark.parametrize(
    ("key", "left"), [("measure", 6), ("sure", 6), ("area_2", 6), ("role", 0), ("area", 0), ("unit_id", 0)]
)
def test_a_missing_column(path: Path, key: str, left: int) -> None:
    edit(path, drop(key))
    assert messages(path) == [(path.name, 1, f"column {key} is missing")]
    codes, _ = read_codes(path, return_problems=True)
    assert len(codes) == left


def test_a_missing_column_of_marks(tmp_path: Path) -> None:
    path = fill_in(write_coding_sheet(make_sample(), tmp_path / "a.csv", coder="a", lang="en"))
    assert messages(edit(path, drop("meta"))) == [("a.csv", 1, "column meta is missing")]


@pytest.mark.parametrize("key", ["before", "text", "after", "note"])
def test_columns_that_are_only_to_be_read_may_go(path: Path, key: str) -> None:
    assert messages(edit(path, drop(key))) == []
    assert kept(path) == set(CODES)


def test_a_column_that_is_there_twice(path: Path) -> None:
    edit(path, lambda grid: [[row[columns_of(grid)["role"]], *row] for row in grid])
    assert messages(path) == [(path.name, 1, "column role is there twice")]


@pytest.mark.parametrize(
    ("cells", "row", "lost"), [("E3:E4", 3, {"u2", "u3"}), ("F5:G5", 5, {"u4"}), ("A6:J6", 6, {"u5"})]
)
def test_merged_cells(tmp_path: Path, cells: str, row: int, lost: set[str]) -> None:
    path = fill_in(write_coding_sheet(make_sample(), tmp_path / "a.xlsx", coder="a", lang="en"))
    book = load_workbook(path)
    book["coding"].merge_cells(cells)
    book.save(path)
    assert messages(path) == [("a.xlsx", row, "cells are merged")]
    assert kept(path) == set(CODES) - lost


def test_a_row_with_a_stray_comma(tmp_path: Path) -> None:
    path = fill_in(write_coding_sheet(make_sample(), tmp_path / "a.csv", coder="a", lang="en"))
    lines = path.read_text("utf-8-sig").splitlines()
    lines[3] = lines[3].replace(",", ",多余,", 1)
    path.write_text("\r\n".join(lines), "utf-8")
    assert messages(path) == [("a.csv", 4, "row has more cells than the header")]
    assert kept(path) == {"u1", "u2", "u4", "u5", "u6"}


def test_codes_that_r_wrote_again_are_the_same(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "data" / "codes" / "final.csv"
    codes = read_codes(shipped)
    table = pd.read_csv(shipped, dtype="string").assign(codebook_version="1")  # R takes 1.0 for a number
    table.to_csv(tmp_path / "r.csv", index=False, na_rep="NA", quoting=csv.QUOTE_NONNUMERIC)
    pd.testing.assert_frame_equal(read_codes(tmp_path / "r.csv"), codes)


def test_changed_marks(tmp_path: Path) -> None:
    path = fill_in(write_coding_sheet(make_sample(), tmp_path / "a.csv", coder="a", lang="en"))
    edit(path, put(4, meta="1"))
    assert messages(path) == [("a.csv", 4, "meta is empty or was changed")]
    assert kept(path) == {"u1", "u2", "u4", "u5", "u6"}


def test_a_hidden_id_that_was_lost_is_a_mistake_and_no_unit(tmp_path: Path) -> None:
    path = fill_in(write_coding_sheet(make_sample(), tmp_path / "a.xlsx", coder="a", lang="en"))
    book = load_workbook(path)
    book["meta"].delete_cols(5)
    book.save(path)
    with pytest.raises(InputError, match="has a sheet 'meta' that was changed"):
        read_codes(path)  # of none of its units anything is known
    path = fill_in(write_coding_sheet(make_sample(), tmp_path / "b.xlsx", coder="a", lang="en"))
    book = load_workbook(path)
    book["meta"]["E6"] = None
    book.save(path)
    changed = "unit_id is not the one that this row was written with"
    assert messages(path) == [("b.xlsx", 4, changed)]
    assert kept(path) == {"u1", "u2", "u4", "u5", "u6"}
    path = fill_in(write_coding_sheet(make_sample(), tmp_path / "a.csv", coder="a", lang="en"))
    path.write_text(path.read_text("utf-8-sig").replace("dTM=", ""), "utf-8")  # of u3
    assert messages(path) == [("a.csv", 4, changed)]
    assert kept(path) == {"u1", "u2", "u4", "u5", "u6"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_as_spreadsheets_save_it(tmp_path: Path, encoding: str, separator: str) -> None:
    path = fill_in(write_coding_sheet(make_sample(), tmp_path / "a.csv", coder="甲", lang="en"))
    grid = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=separator, lineterminator="\n").writerows(grid)
    path.write_bytes(buffer.getvalue().encode(encoding))
    assert messages(path) == []
    assert kept(path) == set(CODES)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("u2,,work,4,,,1,0.5,1.0,2026-11-23", "coder is empty"),
        (",a,work,4,,,1,0.5,1.0,2026-11-23", "unit_id is empty"),
        ("u2,a,work,4,,,1,1.5,1.0,2026-11-23", "inclusion_probability is '1.5'"),
        ("u2,a,work,4,,,1,half,1.0,2026-11-23", "inclusion_probability is 'half'"),
        ("u2,a,work,4,,,1,inf,1.0,2026-11-23", "inclusion_probability is 'inf'"),
        ("u2,a,work,4,,,1,0.5,1.0,23.11.2026", "coded_on is '23.11.2026'"),
        ("u2,a,work,4,,,1,0.5,1.0,2026-02-30", "coded_on is '2026-02-30'"),
        ("u2,a,work,9,,,1,0.5,1.0,2026-11-23", "area is '9'"),
        ("u1,a,work,5,,,1,0.5,1.0,2026-11-23", "unit is in row 2 already"),
    ],
)
def test_a_mistake_in_a_table_of_codes(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "codes.csv"
    path.write_text(f"{TABLE}u1,a,work,4,,,1,0.5,1.0,2026/11/3\n{line}\nu3,a,heading,0,,,,,,\n", "utf-8")
    assert messages(path) == [("codes.csv", 3, problem)]
    codes, _ = read_codes(path, return_problems=True)
    assert codes[["unit_id", "area"]].values.tolist() == [["u1", 4], ["u3", 0]]
    assert codes["coded_on"].dt.strftime("%Y-%m-%d").tolist()[0] == "2026-11-03"
    assert codes["inclusion_probability"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a coding sheet"),
        (b"a,b\n1,2\n", "is not a coding sheet"),
        (b"\xff\xff\xff", "neither UTF-8 nor GB18030"),
        (b"unit_id,coder,role,area\n" + b"u" * 200_000, "cannot be read as CSV"),
    ],
)
def test_what_is_no_sheet_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_codes(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1", "'=1"),
        ("'=1", "''=1"),
        ("''+", "'''+"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t=1"),
        ("'引文'", "'引文'"),
        ("一=二", "一=二"),
        ("", ""),
    ],
)
def test_the_guard_of_formulas_is_taken_back(cell: str, written: str) -> None:
    assert guard_formula(cell) == written
    assert unguard_formula(written) == cell


# What the unit is, where it was changed


def in_meta(path: Path, change: Callable[[list[str]], None], row: int = 4) -> Path:
    """Change what a sheet keeps of one unit: id or number, probability, fingerprint, hidden id, facts."""
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        cells = book["meta"][row + 2]
        values = ["" if cell.value is None else str(cell.value) for cell in cells]
        change(values)
        for cell, value in zip(cells, values, strict=True):
            cell.value = value or None
        book.save(path)
        return path
    keys = ("number", "total", "inclusion_probability", "fingerprint", "hidden", "facts")

    def spoil(grid: Grid) -> Grid:
        at = columns_of(grid)["meta"]
        marks = json.loads(grid[row - 1][at])
        values = [str(marks.get(key, "")) for key in keys]
        change(values)
        marks |= {key: value for key, value in zip(keys[3:], values[3:], strict=True) if value}
        if not values[5]:
            marks.pop("facts", None)
        grid[row - 1][at] = json.dumps(marks | {"inclusion_probability": float(values[2])})
        return grid

    return edit(path, spoil)


@pytest.mark.parametrize(
    "change",
    [
        lambda cells: cells.__setitem__(2, "0.75"),
        lambda cells: cells.__setitem__(5, ""),
        lambda cells: cells.__setitem__(5, cells[5][:-4]),
        lambda cells: cells.__setitem__(5, pack_facts({"paragraph_id": "p9", "stratum": "random"})),
        lambda cells: cells.__setitem__(5, base64.b64encode(b'{"draw_order": 1e400}').decode()),
        lambda cells: cells.__setitem__(5, base64.b64encode(b"[" * 20_000).decode()),
        lambda cells: cells.__setitem__(3, cells[3].rsplit("-", 1)[0]),  # as if of an older form
        lambda cells: cells.__setitem__(3, cells[3][:-1] + ("0" if cells[3][-1] != "0" else "1")),
    ],
)
def test_marks_that_were_changed_are_a_problem_of_their_row(
    path: Path, change: Callable[[list[str]], None]
) -> None:
    found = messages(in_meta(path, change))
    assert [(file, row) for file, row, _ in found] == [(path.name, 4)]
    assert "changed" in found[0][2]
    assert kept(path) == {"u1", "u2", "u4", "u5", "u6"}


def test_facts_that_slipped_to_another_unit_are_noticed(tmp_path: Path) -> None:
    path = fill_in(write_coding_sheet(make_sample(), tmp_path / "a.xlsx", coder="a", lang="en"))
    book = load_workbook(path)
    one, two = book["meta"]["F5"], book["meta"]["F6"]
    one.value, two.value = two.value, one.value
    book.save(path)
    assert messages(path) == [("a.xlsx", row, "marks of this unit were changed") for row in (3, 4)]


FACT_TABLE = (
    "unit_id,coder,coded_by,paragraph_id,text_hash,draw_order,stratum_size,role,area,area_2,measure,sure\n"
)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("u2,a,robot,p1,0123456789abcdef,1,9,work,4,,,1", "coded_by is 'robot'"),
        ("u2,a,,p1,0123456789ABCDEF,1,9,work,4,,,1", "text_hash is '0123456789ABCDEF'"),
        ("u2,a,,p1,,0,9,work,4,,,1", "draw_order is '0'"),
        ("u2,a,,p1,,first,9,work,4,,,1", "draw_order is 'first'"),
        ("u2,a,,p1,,1,-9,work,4,,,1", "stratum_size is '-9'"),
        (f"u2,a,,{'p' * 1001},,1,9,work,4,,,1", f"paragraph_id is {'p' * 1001!r}"),
    ],
)
def test_facts_of_a_table_are_checked(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "codes.csv"
    path.write_text(
        f"{FACT_TABLE}u1,a,Model,p1,0123456789abcdef,3.0,9,work,4,,,1\n{line}\nu3,a,,,,,,heading,0,,,\n",
        "utf-8",
    )
    assert messages(path) == [("codes.csv", 3, problem)]
    codes, _ = read_codes(path, return_problems=True)
    assert codes["coded_by"].tolist() == ["model", "person"]
    assert codes["draw_order"].tolist() == [3, pd.NA]
    assert codes["text_hash"].tolist() == ["0123456789abcdef", pd.NA]
