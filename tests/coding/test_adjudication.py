"""What whoever settles disputes is given, and that the file filled in is all that is needed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

import analysis as fz
from analysis.coding.sheets import read_codes, read_units, write_coding_sheet
from analysis.tables import make_table

from .handing_in import CODES, SECRET_WORDS, TELLING, columns_of, edit, fill_in, make_sample, put, then
from .test_facts import KNOWN

TEXTS = pd.DataFrame(
    {"unit_id": ["u1", "u2"], "before": ["上", pd.NA], "text": ["甲。", "乙。"], "after": [pd.NA, "下"]}
)


def codes_of(*rows: tuple[str, str, int], **more: object) -> pd.DataFrame:
    return make_table(
        "codes",
        [
            {"unit_id": unit, "coder": coder, "role": "work", "area": area, **more}
            for unit, coder, area in rows
        ],
    )


@pytest.fixture(scope="module", params=["xlsx", "csv"])
def disputing(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three coders' sheets, in two formats: they dispute u2 and u5, and only the first has coded u6."""
    folder = tmp_path_factory.mktemp("sheets")
    sample = make_sample(unit_id=list(TELLING), report_id="yichun_2017")
    wang, li, zhao = (
        fill_in(write_coding_sheet(sample, folder / f"{coder}.{ending}", coder=coder))
        for coder, ending in (("wang", "xlsx"), ("li", "csv"), ("zhao", request.param))
    )
    empty = {"role": "", "area": "", "area_2": "", "measure": "", "sure": ""}
    edit(li, then(put(3, area="5", area_2="", measure=""), put(7, **empty)))
    edit(zhao, then(put(6, area="1"), put(7, **empty)))
    return [wang, li, zhao]


@pytest.fixture
def sheets(disputing: list[Path], tmp_path: Path) -> list[Path]:
    """Copies beside which the test may write."""
    return [Path(shutil.copy(sheet, tmp_path)) for sheet in disputing]


@pytest.mark.parametrize("name", ["final.xlsx", "final.csv"])
def test_the_sheet_alone_and_the_folder_give_the_whole_of_the_final_codes(
    sheets: list[Path], tmp_path: Path, name: str
) -> None:
    codes, problems = read_codes(sheets, return_problems=True)
    assert problems.empty
    disputed = fz.adjudication_sample(codes, read_units(sheets))
    path = write_coding_sheet(disputed, tmp_path / name, coder="final", codes=codes)
    units = list(TELLING)
    assert read_units(path)["unit_id"].tolist() == [units[1], units[4]]
    with pytest.raises(fz.InputError, match="leave 2 units disputed and not adjudicated"):
        fz.final_codes(read_codes(path))
    edit(path, put(2, role="work", area="6", area_2="5", measure="33"))
    with pytest.raises(
        fz.InputError, match=f"leave 1 unit disputed and not adjudicated, such as '{units[4]}'"
    ):
        fz.final_codes(read_codes(path))
    edit(path, put(3, role="plan", area="4"))
    results = []
    for given in (path, tmp_path, [*sheets, path]):
        codes, problems = read_codes(given, return_problems=True)
        assert problems.empty
        results.append(fz.final_codes(codes).sort_values("unit_id", ignore_index=True))
    for final in results:
        assert [str(area) for area in final["area"]] == [codes[1] for codes in CODES.values()]
        assert final["basis"].tolist() == [
            "agreed",
            "adjudicated",
            *["agreed"] * 2,
            "adjudicated",
            "one coder",
        ]
        assert final["inclusion_probability"].tolist() == make_sample()["inclusion_probability"].tolist()
        assert final["paragraph_id"].tolist() == make_sample()["paragraph_id"].tolist()
        pd.testing.assert_frame_equal(final, results[0])


def test_codings_are_named_in_chinese_where_that_is_asked_for(sheets: list[Path]) -> None:
    disputed = fz.adjudication_sample(read_codes(sheets), read_units(sheets), lang="zh")
    assert "角色 work｜工作，领域 6｜纠纷化解，第二领域 5｜权力监督，措施 33｜加强行政复议工作" in " ".join(
        disputed["codings"]
    )


def test_a_column_that_no_coder_filled_in_is_shown_as_missing(sheets: list[Path]) -> None:
    codes = read_codes(sheets).assign(measure=pd.NA)
    disputed = fz.adjudication_sample(codes, read_units(sheets), lang="zh")
    assert disputed["codings"].str.contains("措施 –").all()


@pytest.mark.parametrize("name", ["final.xlsx", "final.csv"])
def test_whoever_settles_sees_texts_and_codings_and_stays_blind(
    sheets: list[Path], tmp_path: Path, name: str
) -> None:
    codes = read_codes(sheets)
    disputed = fz.adjudication_sample(codes, read_units(sheets))
    path = write_coding_sheet(disputed, tmp_path / name, coder="final", codes=codes, lang="en")
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        assert {sheet.title: sheet.sheet_state for sheet in book} == {
            "coding": "visible",
            "codebook": "visible",
            "lists": "veryHidden",
            "meta": "veryHidden",
            "carried": "veryHidden",
        }
        grid = [["" if cell is None else str(cell) for cell in row] for row in book["coding"].values]
    else:
        content = path.read_text("utf-8-sig")
        assert not any(word in content for word in SECRET_WORDS)
        grid = [row.split(",") for row in content.splitlines()][:1]
    if path.suffix == ".xlsx":
        assert list(columns_of(grid))[1:4] == ["text", "codings", "role"]
    else:
        assert list(columns_of(grid))[:5] == ["unit_id", "before", "text", "after", "codings"]
    assert "codings｜codes of each coder" in [caption.replace("\n", "") for caption in grid[0]]
    if path.suffix == ".xlsx":
        assert len(grid) == 3
        row = dict(zip(columns_of(grid), grid[1], strict=True))
        assert (row["before"], row["text"], row["after"]) == ("一", "审结复议案件75件。", "乙")
        assert row["codings"].splitlines() == [
            "li: role work, area 5, area_2 –, measure –",
            "wang: role work, area 6, area_2 5, measure 33",
            "zhao: role work, area 6, area_2 5, measure 33",
        ]


def test_coders_who_agree_leave_a_sheet_without_a_row(tmp_path: Path) -> None:
    codes = codes_of(("u1", "a", 6), ("u1", "b", 6))
    for name in ("final.xlsx", "final.csv"):
        path = write_coding_sheet(
            fz.adjudication_sample(codes, TEXTS), tmp_path / name, coder="final", codes=codes
        )
        assert len(read_units(path)) == 0
        assert fz.final_codes(read_codes(path))["area"].tolist() == [6]
    with pytest.raises(fz.InputError, match="has 0 rows"):
        write_coding_sheet(fz.adjudication_sample(codes, TEXTS), tmp_path / "other.xlsx")


@pytest.mark.parametrize("name", ["final.xlsx", "final.csv"])
def test_carried_codes_that_were_lost_are_an_error(tmp_path: Path, name: str) -> None:
    codes = codes_of(("u1", "a", 6), ("u1", "b", 5), ("u2", "a", 6), ("u2", "b", 6))
    path = write_coding_sheet(
        fz.adjudication_sample(codes, TEXTS), tmp_path / name, coder="final", codes=codes
    )
    if name.endswith("xlsx"):
        book = load_workbook(path)
        del book["carried"]
        book.save(path)
    else:
        lines = path.read_text("utf-8-sig").splitlines()
        path.write_text("\n".join(line for line in lines if '{""carried""' not in line), "utf-8")
    with pytest.raises(fz.InputError, match="some of them were lost; write it anew with fazhi adjudicate"):
        read_codes(path)


def test_a_sheet_that_changed_after_it_was_settled_is_reported(tmp_path: Path) -> None:
    first = fill_in(write_coding_sheet(make_sample(), tmp_path / "wang.xlsx", coder="wang"))
    second = edit(
        fill_in(write_coding_sheet(make_sample(), tmp_path / "li.csv", coder="li")), put(6, area="1")
    )
    codes = read_codes([first, second])
    write_coding_sheet(
        fz.adjudication_sample(codes, read_units(tmp_path)),
        tmp_path / "a-final.csv",
        coder="final",
        codes=codes,
    )
    edit(second, put(2, area="2", measure=""))
    codes, problems = read_codes(tmp_path, return_problems=True)
    assert problems[["file", "unit_id"]].values.tolist() == [["a-final.csv", "u1"]]
    assert (
        problems["problem"].item()
        == "codes of 'li' that this file carries along are not those in li.csv row 2"
    )
    assert codes.loc[codes["coder"].eq("li") & codes["unit_id"].eq("u1"), "area"].tolist() == [
        2
    ]  # his own sheet


def test_what_is_settled_is_not_asked_again_and_not_forgotten(tmp_path: Path) -> None:
    codes = codes_of(
        ("u1", "a", 6), ("u1", "b", 5), ("u2", "a", 6), ("u2", "b", 5), ("u1", "final", 5), coded_by="model"
    )
    disputed = fz.adjudication_sample(codes, TEXTS)
    assert disputed["unit_id"].tolist() == ["u2"]
    path = edit(
        write_coding_sheet(disputed, tmp_path / "final.csv", coder="final", codes=codes),
        put(2, role="work", area="6"),
    )
    final = fz.final_codes(read_codes(path)).set_index("unit_id")
    assert final["area"].to_dict() == {"u1": 5, "u2": 6}
    assert final["coded_by"].to_dict() == {"u1": "model", "u2": "person"}


def test_texts_come_from_the_items_of_reports_too() -> None:
    items = pd.DataFrame({"item_id": ["u1"], "text": ["依法行政。"]})
    disputed = fz.adjudication_sample(
        codes_of(("u1", "a", 6), ("u1", "b", 5), **KNOWN | {"text_hash": None}), items
    )
    assert disputed["text"].tolist() == ["依法行政。"]
    assert disputed["before"].isna().all()
    assert disputed["draw_order"].tolist() == [7]


def test_a_unit_without_text_or_with_another_one_is_named() -> None:
    codes = codes_of(*[(f"u{k}", coder, area) for k in (1, 2, 3, 4) for coder, area in (("a", 6), ("b", 5))])
    with pytest.raises(
        fz.InputError, match=r"items lack the text of 2 disputed units, such as 'u3', 'u4'; give"
    ):
        fz.adjudication_sample(codes, TEXTS)
    codes = codes_of(("u1", "a", 6), ("u1", "b", 5), text_hash="0123456789abcdef")
    with pytest.raises(
        fz.InputError, match="items have another text for unit 'u1' than the one that was coded"
    ):
        fz.adjudication_sample(codes, TEXTS)


def test_only_the_coders_asked_for_are_compared() -> None:
    codes = codes_of(("u1", "a", 6), ("u1", "b", 6), ("u1", "c", 5))
    assert fz.adjudication_sample(codes, TEXTS, coders=("a", "b")).empty
    assert len(fz.adjudication_sample(codes, TEXTS)) == 1
