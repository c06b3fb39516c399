"""Sheets, codes and agreement in own categories."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import analysis as fz
from analysis import taxonomy
from analysis.crosswalk import scheme_of_codes

ROWS = "code,name_zh,name_en,note_en,example\nP,许可,Permits,Asks before acting.,取消许可\nM,资金,Money,,\nI,公开,Information,,\n0,均不是,Nothing,,\n"


@pytest.fixture
def scheme(tmp_path: Path) -> fz.Scheme:
    (tmp_path / "tools.csv").write_text(ROWS, encoding="utf-8")
    return fz.load_scheme(tmp_path / "tools.csv")


def sample() -> pd.DataFrame:
    ids = [f"r-p{n:03d}-i01" for n in range(1, 6)]
    return pd.DataFrame(
        {"unit_id": ids, "text": [f"文{n}。" for n in range(5)], "inclusion_probability": 0.5}
    )


def fill(path: Path, areas: list[str]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["coding"]
    column = next(cell.column for cell in sheet[1] if str(cell.value).startswith("area｜"))
    for row, area in enumerate(areas, start=2):
        sheet.cell(row, column, area)
    book.save(path)


def test_a_sheet_lists_the_own_categories_and_comes_back_in_them(scheme: fz.Scheme, tmp_path: Path) -> None:
    path = fz.write_coding_sheet(sample(), tmp_path / "a.xlsx", coder="a", lang="en", scheme=scheme)
    book = openpyxl.load_workbook(path)
    said = [row[0] for row in book["codebook"].iter_rows(values_only=True)]
    assert {"P｜Permits", "M｜Money", "I｜Information", "0｜Nothing"} <= set(said)
    meanings = {row[0]: row[1] for row in book["codebook"].iter_rows(values_only=True)}
    assert meanings["P｜Permits"] == "Permits\nAsks before acting.\nFor example: 取消许可"
    assert "measure" not in said  # none below these categories
    fill(path, ["P｜Permits", "资金", "3", "0", "i"])
    codes = fz.read_codes(path)
    assert codes["area"].tolist() == [1, 2, 3, 0, 3]
    assert codes["role"].unique().tolist() == ["work"]
    assert scheme_of_codes(codes) is scheme
    assert scheme_of_codes(fz.final_codes(codes)) is scheme


def test_a_sheet_asks_for_its_scheme_and_refuses_another_version(scheme: fz.Scheme, tmp_path: Path) -> None:
    path = fz.write_coding_sheet(sample(), tmp_path / "a.csv", coder="a", scheme=scheme)
    text = path.read_text(encoding="utf-8-sig").replace("文0。,,,,", "文0。,,,P,")
    path.write_text(text, encoding="utf-8")
    taxonomy._LOADED.clear()
    with pytest.raises(
        fz.InputError, match="is coded in the scheme 'tools', which is not known here; load it first"
    ):
        fz.read_codes(path)
    (tmp_path / "tools.csv").write_text(ROWS.replace("Money", "Budget"), encoding="utf-8")
    changed = fz.load_scheme(tmp_path / "tools.csv")
    with pytest.raises(fz.InputError, match="another version of scheme 'tools'"):
        fz.read_codes(path)
    assert fz.read_codes(path, scheme=changed)["area"].tolist() == [1]


def test_a_table_of_codes_is_read_in_the_scheme_given(scheme: fz.Scheme, tmp_path: Path) -> None:
    lines = [
        "unit_id,coder,role,area,area_2,measure,sure",
        "u1,a,,Money,P,,1",
        "u2,a,work,7,,,1",
        "u3,a,,M,资金,,",
        "u4,a,,,,1,",
    ]
    (tmp_path / "codes.csv").write_text("\n".join(lines), encoding="utf-8")
    codes, problems = fz.read_codes(tmp_path / "codes.csv", return_problems=True, scheme=scheme)
    assert codes[["area", "area_2"]].values.tolist() == [[2, 1]]
    assert problems["problem"].tolist() == ["area is '7'", "area_2 is 2, the same as area", "measure is '1'"]
    assert (
        problems["remedy"].iloc[0] == "use a code or name of scheme 'tools' (P, M, I), or 0 for none of them"
    )


def test_agreement_is_about_the_own_categories(scheme: fz.Scheme, tmp_path: Path) -> None:
    for coder, areas in (("a", ["P", "M", "I", "0", "P"]), ("b", ["P", "M", "I", "0", "M"])):
        path = fz.write_coding_sheet(sample(), tmp_path / f"{coder}.xlsx", coder=coder, scheme=scheme)
        fill(path, areas)
    codes = fz.read_codes([tmp_path / "a.xlsx", tmp_path / "b.xlsx"])
    table = fz.coder_agreement(codes).set_index("variable")
    assert [name for name in table.index if name.startswith("area =")] == ["area = 1", "area = 2", "area = 3"]
    assert table.at["area", "percent"] == 0.8
    rates = fz.coder_reliability(codes, weight="items")
    assert rates["area"].tolist() == ["all", "1", "2", "3"]


def test_other_tools_offer_the_own_categories(scheme: fz.Scheme) -> None:
    assert '<Choice value="P｜Permits"/>' in fz.label_studio_config("en", scheme=scheme)
    assert "area:0｜Nothing" in fz.doccano_labels("en", scheme=scheme)
