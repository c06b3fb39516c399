"""The scheme as the codebook sets it down: areas, measures, sub-codes, crosswalk, and where the wording was seen."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.errors import InputError
from analysis.paths import resource, sample_reports
from analysis.taxonomy import load_lexicon, load_taxonomy, schemes
from analysis.text import plain

AREAS_2015 = {
    1: ("依法全面履行政府职能", "政府职能", "Government functions"),
    2: ("完善依法行政制度体系", "制度体系", "Rule-making"),
    3: ("推进行政决策科学化、民主化、法治化", "行政决策", "Decision-making"),
    4: ("坚持严格规范公正文明执法", "行政执法", "Law enforcement"),
    5: ("强化对行政权力的制约和监督", "权力监督", "Oversight of power"),
    6: ("依法有效化解社会矛盾纠纷", "纠纷化解", "Dispute resolution"),
    7: ("全面提高政府工作人员法治思维和依法行政能力", "法治能力", "Officials' capacity"),
    8: ("组织保障和落实机制", "组织保障", "Organisation"),
}
MEASURES_2015 = {
    1: "深化行政审批制度改革;大力推行权力清单、责任清单、负面清单制度并实行动态管理;优化政府组织结构;完善宏观调控;加强市场监管;"
    "创新社会治理;优化公共服务;强化生态环境保护",
    2: "完善政府立法体制机制;加强重点领域政府立法;提高政府立法公众参与度;加强规范性文件监督管理;"
    "建立行政法规、规章和规范性文件清理长效机制",
    3: "健全依法决策机制;增强公众参与实效;提高专家论证和风险评估质量;加强合法性审查;坚持集体讨论决定;严格决策责任追究",
    4: "改革行政执法体制;完善行政执法程序;创新行政执法方式;全面落实行政执法责任制;健全行政执法人员管理制度;加强行政执法保障",
    5: "健全行政权力运行制约和监督体系;自觉接受党内监督、人大监督、民主监督、司法监督;加强行政监督和审计监督;"
    "完善社会监督和舆论监督机制;全面推进政务公开;完善纠错问责机制",
    6: "健全依法化解纠纷机制;加强行政复议工作;完善行政调解、行政裁决、仲裁制度;加强人民调解工作;改革信访工作制度",
    7: "树立重视法治素养和法治能力的用人导向;加强对政府工作人员的法治教育培训;完善政府工作人员法治能力考查测试制度;"
    "注重通过法治实践提高政府工作人员法治思维和依法行政能力",
    8: "加强党对法治政府建设的领导;落实第一责任人责任;强化考核评价和督促检查;加强理论研究、典型示范和宣传引导",
}
SUB_CODES = {
    "5b": (1, 1),
    "6e": (1, 5),
    "7d": (1, 8),
    "22d": (4, 8),
    "27y": (5, 6),
    "31c": (5, 7),
    "41x": (8, 9),
}
# section of the 2021 Outline -> its items
ITEMS_2021 = {
    1: "四 五 六",
    2: "七 八 九",
    3: "十 十一 十二",
    4: "十三 十四 十五 十六",
    5: "十七 十八 十九",
    6: "二十 二十一 二十二 二十三",
    7: "二十四 二十五 二十六 二十七 二十八",
    8: "二十九 三十 三十一",
    9: "三十二 三十三 三十四 三十五",
}
SEEN = re.compile(r"wording seen in (\w+(?: and \w+)*)")


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(resource(f"taxonomy/{name}.csv"), dtype="string").fillna("")


def numbered() -> dict[str, tuple[int, str]]:
    """Measure number -> area and name, counted through the list above."""
    names = [(area, name) for area, listed in MEASURES_2015.items() for name in listed.split(";")]
    return {str(number): pair for number, pair in enumerate(names, start=1)}


def test_the_eight_areas() -> None:
    areas = load_taxonomy("outline-2015").areas
    assert {area: (row.name_zh, row.short_zh, row.short_en) for area, row in areas.iterrows()} == AREAS_2015


def test_the_44_measures_and_their_areas() -> None:
    measures = load_taxonomy("outline-2015").measures
    own = measures[measures["parent"] == ""]
    assert {number: (row.area, row.name_zh) for number, row in own.iterrows()} == numbered()
    assert own["area"].value_counts(sort=False).sort_index().tolist() == [8, 5, 6, 6, 6, 5, 4, 4]
    assert len(own) == 44


def test_the_sub_codes_and_their_areas_under_both_outlines() -> None:
    old, new = load_taxonomy("outline-2015"), load_taxonomy("outline-2021")
    subs = old.measures[old.measures["parent"] != ""]
    assert {sub: (old.area_of(sub), new.area_of(sub)) for sub in subs.index} == SUB_CODES
    assert all(sub.rstrip("bcdexy") == parent for sub, parent in subs["parent"].items())
    assert [old.area_of(sub) == old.area_of(parent) for sub, parent in subs["parent"].items()] == [True] * 7


def test_every_scheme_places_every_measure_once() -> None:
    every = set(table("measures")["measure"])
    assert len(every) == 51
    for scheme in schemes():
        taxonomy = load_taxonomy(scheme)
        assert taxonomy.measures.index.is_unique
        assert set(taxonomy.measures.index) == every
        assert set(taxonomy.measures["area"]) == set(taxonomy.areas.index)


def test_the_crosswalk_follows_the_sections_of_the_2021_outline() -> None:
    section = {f"({item})": area for area, items in ITEMS_2021.items() for item in items.split()}
    rows = load_taxonomy("outline-2021").measures
    cited = rows[rows["item"] != ""]
    assert cited["item"].map(section).tolist() == cited["area"].tolist()


@pytest.mark.parametrize(
    ("measure", "item"),
    [
        ("5b", "(六)"),  # 营商环境
        ("12", "(九)"),  # 规范性文件
        ("6e", "(十七)"),  # 突发事件应对
        ("33", "(二十二)"),  # 行政复议
        ("27y", "(二十三)"),  # 行政应诉
        ("30", "(二十七)"),  # 政务公开
        ("31c", "(二十八)"),  # 政务诚信
        ("7d", "(二十九)"),  # 信息化平台
        ("22d", "(三十一)"),  # 互联网+监管执法
        ("41", "(三十二)"),  # 党的领导
        ("41x", "(三十二)"),  # 学习贯彻习近平法治思想
        ("38", "(三十四)"),  # 依法行政能力
        ("44", "(三十五)"),  # 理论研究和宣传
        ("35", ""),  # 人民调解 and 信访 have no item of their own
        ("36", ""),
    ],
)
def test_items_of_the_2021_outline(measure: str, item: str) -> None:
    assert load_taxonomy("outline-2021").measures.at[measure, "item"] == item


def test_items_of_the_2015_outline_are_the_measures_numbers() -> None:
    measures = load_taxonomy("outline-2015").measures
    assert measures["item"].tolist() == [parent or own for own, parent in measures["parent"].items()]


@pytest.mark.parametrize("scheme", schemes())
def test_areas_can_be_told_apart(scheme: str) -> None:
    areas = load_taxonomy(scheme).areas
    assert areas["colour"].str.fullmatch(r"#[0-9A-F]{6}").all()
    for column in ("name_zh", "name_en", "short_zh", "short_en", "colour", "marker"):
        assert areas[column].is_unique, column
    assert (areas != "").all(axis=None)


@pytest.mark.parametrize("name", ["areas", "measures"])
def test_every_row_says_where_its_wording_comes_from(name: str) -> None:
    provenance = table(name)["provenance"]
    known = provenance.str.fullmatch(SEEN) | provenance.isin(
        [
            "field knowledge; check against the official print",
            "sub-code of this project, where the two Outlines part",
            "sub-code of this project, where careful coders differ",
        ]
    )
    assert provenance[~known].tolist() == []


@pytest.mark.parametrize("name", ["areas", "measures"])
def test_wording_is_seen_where_the_table_says_and_nowhere_else_in_the_samples(name: str) -> None:
    texts = {path.stem: plain(path.read_text(encoding="utf-8")) for path in sample_reports().glob("*.txt")}
    rows = table(name).query("not provenance.str.startswith('sub-code')")
    claimed = {row.name_zh: SEEN.fullmatch(row.provenance) for row in rows.itertuples()}
    said = {wording: sorted(found[1].split(" and ")) if found else [] for wording, found in claimed.items()}
    assert said == {
        wording: sorted(stem for stem, text in texts.items() if plain(wording) in text) for wording in claimed
    }
    assert any(said.values())


@pytest.mark.parametrize(
    ("measure", "area"),
    [("1", 1), (" 12 ", 2), (19, 3), ("22d", 4), ("27y", 5), ("36", 6), ("40", 7), ("44", 8)],
)
def test_area_of_a_measure(measure: object, area: int) -> None:
    assert load_taxonomy().area_of(measure) == area


@pytest.mark.parametrize("measure", ["0", "45", "27x", "", None, "27Y", 1.0])
def test_area_of_what_is_no_measure_is_refused(measure: object) -> None:
    with pytest.raises(InputError, match=r"use '1' to '44' or a sub-code"):
        load_taxonomy().area_of(measure)


def test_labels_in_both_languages() -> None:
    taxonomy = load_taxonomy()
    assert (taxonomy.label(6), taxonomy.label(6, "en")) == ("纠纷化解", "Dispute resolution")


def test_an_unknown_scheme_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        InputError,
        match=r"scheme is 'outline-1999'; use one of 'outline-2015', 'outline-2021', or the folder",
    ):
        load_taxonomy("outline-1999")


@pytest.fixture
def new_outline(tmp_path: Path) -> Path:
    """A made-up Outline in a folder: nine areas, digital government apart, as the documentation walks through it."""
    folder = tmp_path / "outline-2026"
    folder.mkdir()
    areas, crosswalk = table("areas"), table("crosswalk")
    own = areas[areas["scheme"] == "outline-2015"].assign(
        scheme="outline-2026", provenance="made up for a test"
    )
    ninth = own.iloc[[-1]].assign(
        area="9",
        name_zh="数字法治政府",
        name_en="Digital government",
        short_zh="数字政府",
        short_en="Digital",
    )
    ways = crosswalk[crosswalk["scheme"] == "outline-2015"].assign(scheme="outline-2026")
    ways.loc[ways["measure"] == "1", "area"] = "9"
    pd.concat([own, ninth]).to_csv(folder / "areas.csv", index=False)
    ways.to_csv(folder / "crosswalk.csv", index=False)
    return folder


def test_a_new_outline_is_a_folder_and_no_code(new_outline: Path, coded: pd.DataFrame) -> None:
    taxonomy = load_taxonomy(new_outline)
    assert taxonomy.scheme == "outline-2026"
    assert (taxonomy.area_of("27y"), taxonomy.area_of("1"), taxonomy.label(9, "en")) == (5, 9, "Digital")
    shares = fz.area_shares(coded, scheme=str(new_outline))
    assert sorted(set(shares["area"])) == list(range(1, 10))
    np.testing.assert_allclose(shares.groupby("year")["share"].sum(), 1)
    lead = coded[(coded["role"] == "work") & (coded["area"] > 0) & (coded["measure"] == "1")]
    moved = shares[(shares["area"] == 9) & (shares["share"] > 0)]
    assert set(moved["year"]) == set(lead["year"].dropna())


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    lines = path.read_text(encoding="utf-8").replace(old, new)
    path.write_text(lines, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("crosswalk.csv", "outline-2026,44,8", "outline-2026,1,8", "gives no area to measure '44'"),
        ("crosswalk.csv", "outline-2026,44,8", "outline-2026,99,8", "gives no area to measure '44'"),
        (
            "crosswalk.csv",
            "outline-2026,44,8",
            "outline-2026,44,10",
            "sends a measure to the undefined area '10'",
        ),
        ("crosswalk.csv", "scheme,measure,area", "scheme,measure,place", "lacks area"),
        ("areas.csv", "outline-2026,9", "outline-2026,8", "sends a measure to the undefined area '9'"),
        ("areas.csv", "outline-2026", "outline-2015", "defines outline-2015, outline-2026"),
        ("areas.csv", "name_zh", "name", "lacks name_zh"),
    ],
)
def test_what_a_folder_of_a_scheme_lacks_is_named(
    new_outline: Path, name: str, old: str, new: str, message: str
) -> None:
    change(new_outline, name, old, new)
    with pytest.raises(InputError, match=message):
        load_taxonomy(new_outline)


def test_a_measure_twice_or_unknown_is_named(new_outline: Path) -> None:
    path = new_outline / "crosswalk.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "outline-2026,1,3,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="gives a second area to measure '1'"):
        load_taxonomy(new_outline)
    path.write_text(text + "outline-2026,99,3,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="names an unknown measure '99'"):
        load_taxonomy(new_outline)
    path.unlink()
    with pytest.raises(InputError, match=r"has no crosswalk\.csv"):
        load_taxonomy(new_outline)


def test_the_lexicon() -> None:
    lexicon = load_lexicon()
    assert len(lexicon) >= 400
    assert lexicon["term"].is_unique
    assert (lexicon["term"].str.len() >= 2).all()
    assert not lexicon["term"].str.contains(r"\s").any()
    assert set(lexicon["measure"].dropna()) == set(
        load_taxonomy().measures.index
    )  # each measure has its terms
    assert (lexicon["area"].isna() == lexicon["measure"].isna()).all()
    assert set(lexicon["area"].dropna()) == set(range(1, 9))


@pytest.mark.parametrize(
    ("term", "area"),
    [
        ("行政审批", 1),
        ("规范性文件", 2),
        ("重大行政决策", 3),
        ("行政执法程序", 4),
        ("政务公开", 5),
        ("行政复议", 6),
        ("行政应诉", 5),
    ],
)
def test_terms_point_to_the_areas_of_the_codebook(term: str, area: int) -> None:
    assert load_lexicon().set_index("term").at[term, "area"] == area


def test_a_variant_moves_its_measures_and_nothing_else() -> None:
    base = load_taxonomy("outline-2015")
    variant = base.moved({"27y": 6, "7d": None})
    changed = variant.measures.index[variant.measures["area"] != base.measures["area"]]
    assert sorted(changed) == ["27y", "7d"]
    assert (variant.area_of("27y"), variant.area_of("7d"), variant.area_of("7")) == (6, 9, 1)
    assert list(variant.areas.index) == [*base.areas.index, 9]
    assert variant.label(9, "zh") == base.measures.at["7d", "name_zh"]
    assert variant.scheme == "outline-2015, 27y in 6, 7d apart"
    assert load_taxonomy("outline-2015").area_of("27y") == 5  # the scheme itself stays as it is


@pytest.mark.parametrize(
    ("goals", "message"),
    [({"99": 6}, "measure is '99'"), ({"27y": 12}, "goals moves '27y' to 12; use an area of the scheme.")],
)
def test_a_variant_knows_its_measures_and_areas(goals: dict[str, int | None], message: str) -> None:
    with pytest.raises(InputError) as error:
        load_taxonomy("outline-2015").moved(goals)
    assert message in str(error.value)
