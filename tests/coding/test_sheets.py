"""Coding sheets: what a coder sees, and that everything comes back, whatever the text."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import warnings
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

import analysis as fz
from analysis.codebook import CODEBOOK_VERSION, load_codebook
from analysis.coding.facts import FACTS
from analysis.coding.problems import CodingProblems
from analysis.coding.sheets import read_codes, read_units, write_coding_sheet
from analysis.coding.values import FIELDS
from analysis.errors import InputError
from analysis.output import unguard_formula
from analysis.tables import make_table
from analysis.text import for_xml, hash_text

from .handing_in import (
    CODES,
    SECRET_WORDS,
    SECRETS,
    TELLING,
    Grid,
    as_given,
    columns_of,
    edit,
    fill_in,
    make_sample,
    put,
    then,
)
from .test_facts import KNOWN, any_facts

ENDINGS = ["xlsx", "csv"]


@pytest.fixture(params=ENDINGS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / f"coding.{request.param}"


def table_of(path: Path) -> Grid:
    """The cells of the sheet to fill in, as text."""
    if path.suffix == ".csv":
        return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    rows = load_workbook(path)["coding"].values
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def as_excel_shows(cell: str, path: Path) -> str:
    """The text behind the escapes of either format."""
    if path.suffix == ".csv":
        return unguard_formula(cell)
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), cell)


def parts_of(path: Path) -> dict[str, bytes]:
    """Contents of a file, unpacked; the record of when it was saved left out."""
    if path.suffix == ".csv":
        return {"": path.read_bytes()}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


# Round trips


@pytest.mark.parametrize("blind", [True, False])
def test_all_that_a_coder_fills_in_comes_back(path: Path, blind: bool) -> None:
    assert write_coding_sheet(make_sample(), str(path), coder="甲", blind=blind) == path
    codes, problems = read_codes(fill_in(path), return_problems=True)
    assert problems.empty
    assert as_given(codes) == CODES
    assert codes["inclusion_probability"].tolist() == make_sample()["inclusion_probability"].tolist()
    assert set(codes["coder"]) == {"甲"}
    assert set(codes["codebook_version"]) == {CODEBOOK_VERSION}
    units = read_units(path)
    assert units["coded"].all()
    assert units["text"].tolist() == make_sample()["text"].tolist()


def test_codes_survive_being_written_as_a_table(path: Path, tmp_path: Path) -> None:
    write_coding_sheet(make_sample(), path, coder="a")
    codes = read_codes(fill_in(path))
    codes.to_csv(tmp_path / "codes.csv", index=False, date_format="%Y-%m-%d")
    pd.testing.assert_frame_equal(read_codes(tmp_path / "codes.csv"), codes)


def test_a_new_sheet_has_nothing_coded_and_no_problem(path: Path) -> None:
    assert len(read_codes(write_coding_sheet(make_sample(), path))) == 0
    assert read_units(path)["coded"].tolist() == [False] * 6


def test_a_sheet_without_context_is_written(path: Path) -> None:
    write_coding_sheet(make_sample().drop(columns=["before", "after", "stratum", "paragraph_id"]), path)
    assert len(read_codes(path)) == 0
    assert len(read_units(path)) == 6


def test_a_drawn_sample_goes_through(paragraphs: pd.DataFrame, path: Path) -> None:
    sample = fz.sample_for_coding(paragraphs, per_year=5, random_state=1)
    write_coding_sheet(sample, path, coder="a")
    texts = [as_excel_shows(row[columns_of(table_of(path))["text"]], path) for row in table_of(path)[1:]]
    assert texts == sample["text"].tolist()
    first = sample["unit_id"].iloc[0]
    codes = read_codes(edit(path, put(2, role="work", measure="33")))
    assert codes[["unit_id", "area"]].values.tolist() == [[first, 6]]
    assert codes["inclusion_probability"].item() == sample["inclusion_probability"].iloc[0]


@given(
    texts=st.lists(st.tuples(st.text(), st.text(), st.text()), min_size=1, max_size=5),
    ending=st.sampled_from(ENDINGS),
)
@example([("=1+1", "+86", "-3")], "xlsx")
@example([("=1+1", "'=1", "''@x")], "csv")
@example([("_x000D_", "a\r\nb\rc", " _x0041_ x005F_ ")], "xlsx")
@example([("#N/A", "TRUE", "1e5"), ("\x00\x07", "\ufffe\uffff", '",;\n')], "xlsx")
@example([("#N/A", "TRUE", "1e5"), ("\x00\x07", "\ufffe\uffff", '",;\n')], "csv")
@settings(max_examples=15, deadline=None)
def test_any_text_survives(texts: list[tuple[str, str, str]], ending: str) -> None:
    sample = pd.DataFrame(texts, columns=["before", "text", "after"])
    sample = sample.assign(unit_id=[f"u{k}" for k in range(len(texts))], inclusion_probability=0.5)
    with tempfile.TemporaryDirectory() as folder:
        path = write_coding_sheet(sample, Path(folder, f"a.{ending}"), coder="a")
        grid = table_of(path)
        at = columns_of(grid)
        shown = [
            [as_excel_shows(row[at[name]], path) for name in ("before", "text", "after")] for row in grid[1:]
        ]
        assert shown == [[for_xml(text) for text in row] for row in texts]
        edit(path, then(*(put(row, role="work", area="4") for row in range(2, len(texts) + 2))))
        codes, problems = read_codes(path, return_problems=True)
    assert problems.empty
    assert codes["unit_id"].tolist() == sample["unit_id"].tolist()


@given(
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20),
    st.sampled_from(ENDINGS),
    st.booleans(),
)
@example("=1+1", "csv", False)
@example("+86", "xlsx", False)
@example("007", "csv", False)
@example("1e5", "xlsx", False)
@settings(max_examples=15, deadline=None)
def test_any_printable_id_and_coder_survive(name: str, ending: str, blind: bool) -> None:
    sample = pd.DataFrame({"unit_id": [name], "text": ["依法"], "inclusion_probability": [0.1]})
    with tempfile.TemporaryDirectory() as folder:
        path = write_coding_sheet(sample, Path(folder, f"a.{ending}"), coder=name, blind=blind)
        codes = read_codes(edit(path, put(2, role="work", area="4")))
    assert codes[["unit_id", "coder"]].values.tolist() == [[name, name]]


# What the coder sees


def test_formula_like_text_stays_text(tmp_path: Path) -> None:
    texts = ["=1+1", "+86", "-3", "@SUM(A1)", "=HYPERLINK(0)", "#N/A"]
    path = write_coding_sheet(make_sample(text=texts), tmp_path / "a.xlsx")
    sheet = load_workbook(path)["coding"]
    cells = [sheet.cell(row, columns_of(table_of(path))["text"] + 1) for row in range(2, 8)]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in texts]
    assert [bool(cell.quotePrefix) for cell in cells] == [True] * 5 + [False]
    assert not any(b"<f>" in part for part in parts_of(path).values() if b"dataValidation" not in part)
    path = write_coding_sheet(make_sample(text=texts), tmp_path / "a.csv")
    written = [row[columns_of(table_of(path))["text"]] for row in table_of(path)[1:]]
    assert written == ["'=1+1", "'+86", "'-3", "'@SUM(A1)", "'=HYPERLINK(0)", "#N/A"]


def test_blind_hides_year_region_report_headings_and_the_models_answer(path: Path) -> None:
    sample = make_sample(**SECRETS)
    write_coding_sheet(sample, path, coder="a")
    bare = make_sample(unit_id=list(TELLING), report_id=SECRETS["report_id"])
    plain = write_coding_sheet(bare, path.with_stem("plain"), coder="a")
    assert parts_of(path) == parts_of(plain)  # so nothing of the hidden columns can be in it
    for content in [path.read_bytes(), *parts_of(path).values()]:
        for secret in ("yichun", "1873", "QZ-", "琊琊市", "stratum", "random"):
            assert secret.encode() not in content
    grid = table_of(path)
    at = columns_of(grid)
    at = {
        key: place for key, place in at.items() if not key.startswith("=")
    }  # the count of rows that are done
    assert {key for key in at if key != "meta"} == {"unit_id", "before", "text", "after", *FIELDS, "note"}
    shown = [row[place] for row in grid[1:] for key, place in at.items() if key != "meta"]
    assert not [cell for cell in shown if any(word in cell for word in (*SECRET_WORDS, "7｜"))]
    assert all(re.fullmatch("u-[0-9a-f]{10}", row[at["unit_id"]]) for row in grid[1:])


def test_the_units_own_ids_come_back_from_a_blind_sheet(path: Path) -> None:
    write_coding_sheet(make_sample(**SECRETS), path, coder="a")
    codes, problems = read_codes(fill_in(path), return_problems=True)
    assert problems.empty
    assert as_given(codes) == TELLING
    _, problems = read_codes(edit(path, put(4, area="9")), return_problems=True)
    assert problems[["row", "unit_id"]].values.tolist() == [[4, list(TELLING)[2]]]


def test_without_blinding_the_coder_sees_the_units_own_ids(path: Path) -> None:
    write_coding_sheet(make_sample(**SECRETS), path, coder="a", blind=False)
    grid = table_of(path)
    assert [row[columns_of(grid)["unit_id"]] for row in grid[1:]] == list(TELLING)
    if path.suffix == ".xlsx":
        assert load_workbook(path)["meta"]["E4"].value is None
    else:
        assert b"hidden" not in path.read_bytes()
    assert as_given(read_codes(fill_in(path))) == TELLING


def test_without_blinding_they_are_shown_and_the_models_answer_is_no_code(path: Path) -> None:
    write_coding_sheet(make_sample(**SECRETS), path, coder="a", blind=False)
    grid = table_of(path)
    at = columns_of(grid)
    assert [
        grid[1][at[name]] for name in ("report_id", "year", "region", "heading_1", "heading_2", "model_area")
    ] == [
        "QZ-report-0",
        "1873",
        "琊琊市0",
        "一、QZ-heading-0",
        "(一)QZ-inner-0",
        "7",
    ]
    assert as_given(read_codes(fill_in(path))) == TELLING


@pytest.mark.parametrize(
    ("lang", "caption", "choice"),
    [("zh", "role｜角色", "work｜工作"), ("en", "area｜task area", "work｜Work")],
)
def test_captions_and_lists_speak_the_language(tmp_path: Path, lang: str, caption: str, choice: str) -> None:
    book = load_workbook(write_coding_sheet(make_sample(), tmp_path / "a.xlsx", lang=lang))
    assert caption in [str(cell).replace("\n", "") for cell in next(book["coding"].values)]
    assert choice in [row[0] for row in book["codebook"].values]


def test_the_codebook_sheet_holds_meanings_and_rules(tmp_path: Path) -> None:
    book = load_workbook(write_coding_sheet(make_sample(), tmp_path / "a.xlsx"))
    codebook = load_codebook()
    meanings = {row[1] for row in book["codebook"].values}
    assert {*codebook.rules["zh"], *codebook.roles["zh"], *codebook.measures["zh"]} <= meanings


def test_every_choice_of_the_lists_is_read_back(tmp_path: Path) -> None:
    path = write_coding_sheet(make_sample(), tmp_path / "a.xlsx", coder="a")
    listed = [str(row[0]) for row in load_workbook(path)["codebook"].values]
    chosen = {key: next(value for value in listed if value.startswith(f"{key}｜")) for key in ("work", "33")}
    codes = read_codes(edit(path, put(2, role=chosen["work"], measure=chosen["33"])))
    assert codes[["role", "area", "measure"]].values.tolist() == [["work", 6, "33"]]


def test_an_unnamed_coder_enters_the_name(tmp_path: Path) -> None:
    path = fill_in(write_coding_sheet(make_sample(), tmp_path / "a.xlsx"))
    assert read_codes(path)["coder"].isna().all()
    book = load_workbook(path)
    assert book["meta"].sheet_state == "visible"
    book["meta"]["B1"] = "乙"
    book.save(path)
    assert set(read_codes(path)["coder"]) == {"乙"}


def test_numbers_typed_into_cells_are_read(tmp_path: Path) -> None:
    path = write_coding_sheet(make_sample(), tmp_path / "a.xlsx", coder="a")
    book = load_workbook(path)
    sheet, at = book["coding"], columns_of(table_of(path))
    for field, value in {"role": "work", "area": 6, "measure": 33.0, "sure": 1}.items():
        sheet.cell(2, at[field] + 1, value)
    book.save(path)
    assert as_given(read_codes(path)) == {"u1": ("work", "6", "", "33", "1")}


def test_coded_on_is_the_day_the_workbook_was_saved(tmp_path: Path) -> None:
    path = fill_in(write_coding_sheet(make_sample(), tmp_path / "a.xlsx", coder="a"))
    saved = load_workbook(path).properties.modified.date()
    assert set(read_codes(path)["coded_on"].dt.date) == {saved}
    path = fill_in(write_coding_sheet(make_sample(), tmp_path / "a.csv", coder="a"))
    assert read_codes(path)["coded_on"].isna().all()


# Files and folders


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_sheet_is_never_overwritten(tmp_path: Path, ending: str) -> None:
    path = fill_in(write_coding_sheet(make_sample(), tmp_path / f"a.{ending}"))
    before = path.read_bytes()
    with pytest.raises(InputError, match="exists already; give a new name, or move that file"):
        write_coding_sheet(make_sample(), path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.xls", "ending '.xls'"),
        ("a.xlsm", "ending '.xlsm'"),
        ("a", "ending ''"),
        ("no/a.csv", "does not exist"),
    ],
)
def test_a_place_that_will_not_do_is_refused(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        write_coding_sheet(make_sample(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lang is 'fr'"):
        write_coding_sheet(make_sample(), tmp_path / "a.xlsx", lang="fr")


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name, coder in (("2.csv", "b"), ("1.xlsx", "a")):
        fill_in(write_coding_sheet(make_sample(), tmp_path / name, coder=coder))
    (tmp_path / "~$1.xlsx").write_bytes(b"lock")
    (tmp_path / "README.md").write_text("not a sheet")
    codes, problems = read_codes(tmp_path, return_problems=True)
    assert problems.empty
    assert codes["coder"].tolist() == ["a"] * 6 + ["b"] * 6


def test_a_second_file_under_the_same_name_is_reported_where_it_differs(tmp_path: Path) -> None:
    for name in ("1.xlsx", "2.csv"):
        fill_in(write_coding_sheet(make_sample(), tmp_path / name, coder="a"))
    edit(tmp_path / "2.csv", put(3, area="5", area_2="", measure=""))
    codes, problems = read_codes(tmp_path, return_problems=True)
    assert as_given(codes) == CODES
    assert problems[["file", "row", "unit_id"]].values.tolist() == [["2.csv", 3, "u2"]]
    assert problems["problem"].item() == "同一编码员在 1.xlsx 第 3 行对该单元另有编码"


def test_an_empty_folder_and_a_missing_path_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no coding sheet"):
        read_codes(tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        read_codes(tmp_path / "a.xlsx")


@pytest.mark.parametrize("name", ["a.xlsm", "a.xls", "a.txt"])
def test_other_endings_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InputError, match=r"save it as \.xlsx or \.csv"):
        read_codes(tmp_path / name)


@pytest.mark.parametrize("name", ["a.xlsm", "a.xls"])
def test_a_folder_with_a_sheet_of_another_kind_is_refused(tmp_path: Path, name: str) -> None:
    write_coding_sheet(make_sample(), tmp_path / "b.csv")
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InputError, match="has the ending"):
        read_codes(tmp_path)


@pytest.mark.parametrize("name", ["a", "b", "final"])
def test_the_codes_of_the_project_are_read_without_a_problem(name: str) -> None:
    file = Path(__file__).parents[2] / "data" / "codes" / f"{name}.csv"
    codes, problems = read_codes(file, return_problems=True)
    assert problems.empty
    raw = pd.read_csv(file, dtype="string")
    assert codes["unit_id"].tolist() == raw["unit_id"].tolist()
    assert codes["area"].tolist() == raw["area"].astype(int).tolist()
    assert codes["measure"].equals(raw["measure"])
    assert codes["coded_on"].dt.strftime("%Y-%m-%d").tolist() == raw["coded_on"].tolist()


def test_problems_without_return_problems_are_one_warning(path: Path) -> None:
    write_coding_sheet(make_sample(), path, coder="a")
    edit(fill_in(path), put(4, area="9"))
    with pytest.warns(
        CodingProblems, match="1 problem beside 5 good codes; the first: .* 请填 1 至 8"
    ) as caught:
        codes = read_codes(path)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert len(codes) == 5
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read_codes(path, return_problems=True)


@pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.csv"])
def test_the_units_of_a_sheet_are_known_before_they_are_coded(name: str, tmp_path: Path) -> None:
    sample = pd.DataFrame(
        {
            "unit_id": ["r-p001-i01", "r-p002-i01"],
            "text": ["甲。", "乙。"],
            "inclusion_probability": [0.25, 1.0],
        }
    )
    units = read_units(fz.write_coding_sheet(sample, tmp_path / name))
    known = units[["unit_id", "text", "inclusion_probability", "coded"]]
    assert known.values.tolist() == [["r-p001-i01", "甲。", 0.25, False], ["r-p002-i01", "乙。", 1.0, False]]


# What the unit is and how it was drawn


@given(
    drawn=st.lists(st.tuples(st.text(max_size=20), any_facts, st.floats(1e-6, 1)), min_size=1, max_size=4),
    ending=st.sampled_from(ENDINGS),
)
@example([("依法行政", KNOWN, 1 / 3)], "xlsx")
@example([("依法行政", KNOWN, 1 / 3), ("a", {}, 1.0)], "csv")
@settings(max_examples=10, deadline=None)
def test_what_is_known_of_a_unit_comes_back(
    drawn: list[tuple[str, dict[str, str | int], float]], ending: str
) -> None:
    known = [
        facts | ({"text_hash": hash_text(text)} if "text_hash" in facts else {}) for text, facts, _ in drawn
    ]
    rows = [
        {"unit_id": f"u{k}", "text": text, "inclusion_probability": chance, **facts}
        for k, ((text, _, chance), facts) in enumerate(zip(drawn, known, strict=True))
    ]
    sample = make_table("codes", rows).assign(text=[row["text"] for row in rows])
    with tempfile.TemporaryDirectory() as folder:
        path = write_coding_sheet(sample, Path(folder, f"a.{ending}"), coder="a")
        edit(path, then(*(put(row, role="work", area="4") for row in range(2, len(rows) + 2))))
        codes, problems = read_codes(path, return_problems=True)
        codes.to_csv(Path(folder, "codes.csv"), index=False, date_format="%Y-%m-%d")
        again, more = read_codes(Path(folder, "codes.csv"), return_problems=True)
    assert problems.empty
    assert more.empty
    codes = codes.sort_values("unit_id", ignore_index=True)
    columns = ["unit_id", *FACTS, "inclusion_probability"]
    pd.testing.assert_frame_equal(codes[columns], sample[columns], check_exact=True)
    assert set(codes["coded_by"]) == {"person"}
    pd.testing.assert_frame_equal(again.sort_values("unit_id", ignore_index=True), codes)


def test_a_sheet_keeps_the_order_of_the_sample(path: Path) -> None:
    order = [3, 1, 2, 3, 1, 2]
    write_coding_sheet(make_sample(draw_order=order), path, coder="a", blind=False)
    units = [row[columns_of(table_of(path))["unit_id"]] for row in table_of(path)[1:]]
    assert units == ["u1", "u2", "u3", "u4", "u5", "u6"]
    codes = read_codes(edit(path, then(put(2, role="work", area="1"), put(3, role="work", area="1"))))
    assert codes["draw_order"].tolist() == order[:2]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "text_hash",
            "0" * 16,
            "has a text_hash for unit 'u1' that is not of its text; draw the sample from these",
        ),
        ("text_hash", "0", "has the text_hash '0' for unit 'u1'; give 16 hexadecimal digits"),
        ("draw_order", 0, "has the draw_order 0 for unit 'u1'; give a whole number from 1"),
        ("n_chars", 1.5, "has the n_chars 1.5 for unit 'u1'"),
        ("stratum", "a\nb", "has the stratum 'a\\nb' for unit 'u1'; give printable text"),
    ],
)
def test_facts_that_cannot_be_are_refused(path: Path, name: str, value: object, message: str) -> None:
    with pytest.raises(InputError) as caught:
        write_coding_sheet(make_sample(**{name: [value] + [None] * 5}), path)
    assert message in str(caught.value)


def test_several_paths_are_read_as_one_folder(tmp_path: Path) -> None:
    paths = [tmp_path / "b.csv", tmp_path / "a.xlsx"]
    for path, coder in zip(paths, "ba", strict=True):
        fill_in(write_coding_sheet(make_sample(), path, coder=coder))
    codes = read_codes([*paths, tmp_path / "b.csv"])
    assert codes["coder"].tolist() == ["b"] * 6 + ["a"] * 6
    with pytest.raises(InputError, match="path is an empty list"):
        read_codes([])


# Sheets of the older form


def in_older_form(path: Path) -> Path:
    """A sheet as it was written before its marks held more than the probability."""
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        for row in book["meta"].iter_rows(min_row=4):
            row[3].value = row[3].value.rsplit("-", 1)[0]
            row[5].value = None
        book.save(path)
        return path

    def change(grid: Grid) -> Grid:
        at = columns_of(grid)["meta"]
        for row in grid[1:]:
            marks = json.loads(row[at])
            marks.pop("facts", None)
            row[at] = json.dumps(marks | {"fingerprint": marks["fingerprint"].rsplit("-", 1)[0]})
        return grid

    return edit(path, change)


def test_sheets_of_the_older_form_are_read_and_miss_what_they_miss(path: Path) -> None:
    write_coding_sheet(make_sample(**SECRETS), path, coder="a")
    codes, problems = read_codes(fill_in(in_older_form(path)), return_problems=True)
    assert problems.empty
    assert as_given(codes) == TELLING
    assert codes["inclusion_probability"].tolist() == make_sample()["inclusion_probability"].tolist()
    assert codes[list(FACTS)].isna().all(axis=None)
    assert set(codes["coded_by"]) == {"person"}


def test_a_sample_of_the_older_form_is_written(path: Path) -> None:
    sample = make_sample()[["unit_id", "text", "inclusion_probability"]]
    codes, problems = read_codes(fill_in(write_coding_sheet(sample, path, coder="a")), return_problems=True)
    assert problems.empty
    assert as_given(codes) == CODES
    assert codes[list(FACTS)].isna().all(axis=None)
