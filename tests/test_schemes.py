"""Own categories: from a table in either language to a scheme that is checked, known by name, and written again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS
from analysis.crosswalk import name_scheme, scheme_of, scheme_of_estimates, way_between
from analysis.output import read_table, write_table
from analysis.scheme_files import look
from analysis.study.page.numbers import trend_table
from analysis.study.page.words import load_words
from analysis.tables import make_table
from analysis.taxonomy import load_taxonomy

FIVE = """代码,中文名,英文名,简称,颜色,说明,对应:outline-2015
P,审批许可,Permits and bans,许可,#0077BB,先批后做,1
M,财政资金,Money and taxes,资金,,,1
I,信息公开,Information,信息,,,5
O,机构人员,Organisation,机构,,,8
S,监督检查,Supervision,监督,,,4
0,均不是,None,,,,
"""


def write(folder: Path, text: str, name: str = "five.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_spreadsheet_in_chinese_is_a_scheme(tmp_path: Path, encoding: str) -> None:
    scheme = fz.load_scheme(write(tmp_path, FIVE, encoding=encoding))
    assert (scheme.scheme, scheme.codes) == ("five", (1, 2, 3, 4, 5))
    assert (scheme.label(1), scheme.label(2, "en"), scheme.label(0)) == ("许可", "Money and taxes", "均不是")
    assert scheme.areas.at[1, "note_zh"] == "先批后做"
    assert scheme.read(["p", "Ｓ", "信息公开", "Organisation", 2, 2.0, "0", None]).tolist() == [
        1,
        5,
        3,
        4,
        2,
        2,
        0,
        pd.NA,
    ]
    assert scheme.areas["colour"].is_unique


def test_numbers_are_kept_and_texts_are_numbered_in_order(tmp_path: Path) -> None:
    numbers = fz.load_scheme(write(tmp_path, "code,name\n30,A\n10,B\n20,C\n", "n.csv"))
    texts = fz.load_scheme(write(tmp_path, "name\n乙\n甲\n", "t.csv"))
    assert numbers.codes == (30, 10, 20)
    assert texts.read(["甲", "乙"]).tolist() == [2, 1]
    assert "numbered in their order" in " ".join(texts.remarks)


def test_xlsx_toml_and_csv_say_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["code", "name_en", "color"], [1.0, "Push", "#ff0000"], [2, "Pull", None]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    toml = 'name = "a"\n[[category]]\ncode = 1\nname_en = "Push"\ncolor = "#FF0000"\n[[category]]\ncode = 2\nname_en = "Pull"\n'
    one, other = fz.load_scheme(tmp_path / "a.xlsx"), fz.load_scheme(write(tmp_path, toml, "b.toml"))
    pd.testing.assert_frame_equal(
        one.areas.drop(columns="provenance"), other.areas.drop(columns="provenance")
    )


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    finer = "code,name_en,parent,to:outline-2015\nA,Push,,4\nB,Pull,,1\n1,Fines,A,\n2,Bans,Push,\n"
    scheme = fz.load_scheme(write(tmp_path, finer, "tools.csv"))
    assert scheme.measures["area"].to_dict() == {"1": 1, "2": 1}
    again = fz.load_scheme(fz.save_scheme(scheme, tmp_path / "copy.csv"))
    assert again.scheme == "tools"
    pd.testing.assert_frame_equal(
        again.areas.drop(columns="provenance"), scheme.areas.drop(columns="provenance")
    )
    assert again.crosswalks == scheme.crosswalks
    assert again.measures["area"].to_dict() == scheme.measures["area"].to_dict()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,name\n1,A\n", "has 1 categories; give 2 to 30"),
        ("code,name\n" + "".join(f"{n},N{n}\n" for n in range(1, 32)), "has 31 categories; give 2 to 30"),
        ("code,name\n1,A\n1,B\n", "row 3 has the code '1', which another row has too"),
        ("code,name\n1,A\nx,B\n", "use numbers for all or texts for all"),
        ("code,name\n1,A\n,B\n", "row 3 has no code where others have one"),
        ("code,name\n1,A\n1000,B\n", "row 3 has the code 1000; use 1 to 999"),
        ("code,name\n1,A\n2,a\n", "row 3 is called 'a', as another category is"),
        ("code,name\n1,A\n2,\n", "row 3 has no name"),
        ("code,name,color\n1,A,blue\n2,B,\n", "row 2 has the colour 'blue'; write colours as #0077BB"),
        ("code,name,parent\n1,A,\n2,B,\n3,C,7\n", "row 4 has the parent '7'"),
        ("code,what\n1,A\n", "has no column of names (it has code, what)"),
        ("code,name,Name\n1,A,A\n2,B,B\n", "has two columns for name"),
        ("code,name,scheme\n1,A,outline-2015\n2,B,\n", "has the name 'outline-2015' of a shipped one"),
        ("code,name,scheme\n1,A,a b\n2,B,\n", "has the name 'a b'"),
        ("", "has no column of names (it has nothing)"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(fz.InputError) as error:
        fz.load_scheme(write(tmp_path, text))
    assert said in str(error.value)


def test_no_xlsx_and_no_file_are_errors(tmp_path: Path) -> None:
    for name, said in (
        ("a.xlsx", "cannot be read as XLSX"),
        ("a.toml", "is no TOML"),
        ("a.docx", "has the ending"),
    ):
        with pytest.raises(fz.InputError, match=said):
            fz.load_scheme(write(tmp_path, "= [", name))
    with pytest.raises(fz.InputError, match="does not exist"):
        fz.load_scheme(tmp_path / "none.csv")


def test_a_name_keeps_its_meaning_within_a_session(tmp_path: Path) -> None:
    fz.load_scheme(write(tmp_path, "name\nA\nB\n"))
    assert fz.load_scheme(write(tmp_path, "name\nA\nBee\nC\n")).codes == (1, 2, 3)  # a name mended, one added
    with pytest.raises(fz.InputError, match="'five' has 'a' as 2, and a scheme of that name had it as 1"):
        fz.load_scheme(write(tmp_path, "name\nBee\nA\n"))
    assert fz.load_scheme(write(tmp_path, "name\nBee\nA\n"), name="other").codes == (1, 2)


def test_thirty_categories_look_different() -> None:
    looks = [look(place) for place in range(30)]
    assert len({own["colour"] for own in looks}) == 30
    assert len({(own["marker"], own["line"]) for own in looks}) >= 20


def classified(name: str | None, codes: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"scheme": [name], **{f"share_{code}": [0.5] for code in codes}})


def test_the_table_says_its_scheme(tmp_path: Path) -> None:
    scheme = fz.load_scheme(write(tmp_path, FIVE))
    five, eight = classified("five", [1, 2, 3, 4, 5]), classified("outline-2015", list(range(1, 9)))
    assert scheme_of(five) is scheme
    assert scheme_of(eight.drop(columns="scheme")).scheme == "outline-2015"  # from before the column
    for table, said in (
        (pd.concat([five, eight]), "joins paragraphs of 2 schemes (five, outline-2015)"),
        (pd.concat([five, classified(None, [1, 2, 3, 4, 5])]), "joins paragraphs of 2 schemes (five, none)"),
        (classified("six", [1, 2]), "is in the scheme 'six', which is not known here"),
        (five.drop(columns="share_3"), "lacks the column(s) share_3"),
        (five.assign(share_7=0.0), "has share_7, which scheme 'five' has no category for"),
    ):
        with pytest.raises(fz.InputError) as error:
            scheme_of(table)
        assert said in str(error.value)
    with pytest.raises(fz.InputError, match="joins estimates of 2 schemes"):
        scheme_of_estimates(pd.DataFrame({"scheme": ["five", None]}), "shares")


def test_a_way_leads_through_measures_or_a_crosswalk_or_is_refused(tmp_path: Path) -> None:
    five, eight = fz.load_scheme(write(tmp_path, FIVE)), load_taxonomy("outline-2015")
    way = way_between(five, eight)
    units = pd.DataFrame({"area": [1], "measure": [None]})
    parts = way.mix(units, pd.DataFrame([[0.25, 0.25, 0.5, 0, 0]]).to_numpy())
    assert parts.tolist() == [[0.5, 0, 0, 0, 0.5, 0, 0, 0]]
    assert way.reached().tolist() == [True, False, False, True, True, False, False, True]
    with pytest.raises(fz.InputError, match="no way from 'outline-2015'"):  # 1 would have to be divided
        way_between(eight, five)
    pair = fz.load_scheme(write(tmp_path, "name,to:outline-2015\nA,6\nB,4\n", "pair.csv"))
    back = way_between(eight, pair)
    assert back.areas_of(pd.DataFrame({"area": [6, 4, 1]})).tolist() == [1, 2, 0]


def test_the_ten_sections_of_the_outline_are_reached_through_measures(coded: pd.DataFrame) -> None:
    ten, nine = fz.load_scheme("outline-2021-sections"), load_taxonomy("outline-2021")
    assert ten.codes == tuple(range(1, 11))
    assert (ten.measures["area"] - 1).to_dict() == nine.measures["area"].to_dict()
    assert [ten.areas.at[code, "name_zh"] for code in ten.codes[1:]] == nine.areas["name_zh"].tolist()
    shares = fz.area_shares(coded, scheme="outline-2021-sections").set_index(["year", "area"])["share"]
    other = fz.area_shares(coded, scheme="outline-2021").set_index(["year", "area"])["share"]
    assert shares.xs(1, level="area").isna().all()  # no measure belongs to the overall requirements
    assert all(shares[year, area + 1] == share for (year, area), share in other.items())


def test_estimates_carry_their_scheme_through_a_file_and_are_drawn_and_shown_by_its_names(
    tmp_path: Path,
) -> None:
    scheme = fz.load_scheme(write(tmp_path, FIVE))
    trend = {"slope": 1.0, "low": 0.5, "high": 1.5, "level": 0.95, "p": 0.01, "p_holm": 0.02, "panel": "full"}
    rows = [{"area": area, "estimator": "naive", "weight": "characters", **trend} for area in scheme.codes]
    write_table(name_scheme(make_table("trends", rows), scheme), tmp_path / "trends.csv")
    trends = read_table(tmp_path / "trends.csv", COLUMNS["trends"])
    assert trends["scheme"].unique().tolist() == ["five"]
    names = [label.get_text() for label in fz.plot_trends(trends, lang="en").get_yticklabels()]
    assert [name.partition(" ")[2] for name in names] == [scheme.label(area, "en") for area in scheme.codes]
    assert fz.show(trends, lang="en").cells["area"].iloc[1] == "2 Money and taxes"
    shown = trend_table(trends, load_words("en"), "en")
    assert shown is not None
    assert shown["rows"][4][0] == "5 Supervision"
    mixed = pd.concat([trends, trends.drop(columns="scheme")])
    for use in (fz.plot_trends, fz.show):
        with pytest.raises(fz.InputError, match="joins estimates of 2 schemes"):
            use(mixed)
    older = trends[trends["area"] < 4].drop(columns="scheme")  # or made by hand
    assert fz.show(older, lang="en").cells["area"].iloc[0] == "1 Government functions"
    unnamed = "The table does not name the scheme of its areas"
    assert unnamed in fz.caption(older, lang="en")
    assert unnamed not in fz.caption(trends, lang="en")
