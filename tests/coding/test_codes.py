"""One row of codes: what is accepted, what it means, and what is said of the rest."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from analysis.coding.codes import Row, collect_codes
from analysis.coding.problems import CodingProblems, Problem, summarise_problems
from analysis.coding.values import FIELDS, check_codes, choices, spellings
from analysis.columns import COLUMNS
from analysis.tables import ROLES
from analysis.taxonomy import load_taxonomy
from analysis.text import plain_cell


def given(
    role: str = "", area: str = "", area_2: str = "", measure: str = "", sure: str = ""
) -> dict[str, str]:
    return {"role": role, "area": area, "area_2": area_2, "measure": measure, "sure": sure}


def row(unit_id: str = "u1", file: str = "a.xlsx", number: int = 2, coder: str = "a", **codes: str) -> Row:
    return Row(file, number, unit_id, given(**codes), coder)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (given("work", "4"), ("work", "4", None, None, None)),
        (given("work", "4", "5", "22d", "1"), ("work", "4", "5", "22d", "1")),
        (given("work", measure="33"), ("work", "6", None, "33", None)),  # a measure has one area
        (given("work", measure="27y"), ("work", "5", None, "27y", None)),  # under the scheme that is coded
        (given("work", "0"), ("work", "0", None, None, None)),
        (given("plan", "0", sure="0"), ("plan", "0", None, None, "0")),
        (given("heading"), ("heading", "0", None, None, None)),  # roles without area have area 0
        (given("boilerplate", "0"), ("boilerplate", "0", None, None, None)),
        (
            given(" Work ", "４", measure="22D", sure="1.0"),
            ("work", "4", None, "22d", "1"),
        ),  # keyboard, spreadsheet
        (given("work｜工作", "4｜行政执法", sure="0｜没有把握"), ("work", "4", None, None, "0")),
        (given("work|Work", "4｜Law enforcement"), ("work", "4", None, None, None)),
        (given("工作", "行政执法", sure="是"), ("work", "4", None, None, "1")),  # a name typed alone
        (given("Plan", "LAW ENFORCEMENT", "权力监督", sure="no"), ("plan", "4", "5", None, "0")),
        (given("问题", "坚持严格规范公正文明执法", sure="没有把握"), ("problem", "4", None, None, "0")),
        (given("工作", "6、纠纷化解", measure="加强行政复议工作"), ("work", "6", None, "33", None)),
        (given("计划", "无为主领域"), ("plan", "0", None, None, None)),
    ],
)
def test_codes_mean(typed: dict[str, str], expected: tuple[str | None, ...]) -> None:
    codes, faults = check_codes(typed)
    assert faults == []
    assert tuple(codes[field] for field in FIELDS) == expected


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (given("work", "9"), "area is '9'"),
        (given("work", "行政"), "area is '行政'"),
        (given("work", "4｜权力监督"), "area is '4｜权力监督'"),  # the name is of another area
        (given("work", "-1"), "area is '-1'"),
        (given("work", "4.5"), "area is '4.5'"),
        (given("work", "1;3"), "area is '1;3', which is 2 categories: a unit has one"),
        (given("work", "4", "5、6"), "area_2 is '5、6', which is 2 categories: a unit has one"),
        (given("work", "1;9"), "area is '1;9'"),
        (given("work", "4", "0"), "area_2 is '0'"),
        (given("work", "4", "4"), "area_2 is 4, the same as area"),
        (given("work", "4", measure="45"), "measure is '45'"),
        (given("work", "5", measure="33"), "measure is 33, which belongs to area 6, not 5"),
        (given("work", "0", measure="33"), "measure is 33, which belongs to area 6, not 0"),
        (given("work", "6", measure="27y"), "measure is 27y, which belongs to area 5, not 6"),
        (given("work", "4", sure="maybe"), "sure is 'maybe'"),
        (given("doing", "4"), "role is 'doing'"),
        (given(area="4"), "role is empty but other codes are given"),
        (given(sure="1"), "role is empty but other codes are given"),
        (given("work"), "area is empty where role is 'work'"),
        (given("problem", sure="1"), "area is empty where role is 'problem'"),
        (given("heading", "4"), "role is 'heading' but has area 4"),
        (given("preamble", area_2="3", measure="33"), "role is 'preamble' but has area_2 3 and measure 33"),
    ],
)
def test_a_mistake_is_named_once(typed: dict[str, str], problem: str) -> None:
    _, faults = check_codes(typed)
    assert [fault for fault, _ in faults] == [problem]
    assert all(remedy for _, remedy in faults)


@pytest.mark.parametrize(
    ("typed", "problem", "remedy"),
    [
        (given("工作", "行政"), "领域（area）为 '行政'", "请填 1 至 8 或领域名称；无为主领域的填 0"),
        (given("在做", "4"), "角色（role）为 '在做'", "请填列表中的一项"),
        (given(area="4"), "角色（role）为空，而其他编码已填", "请填角色"),
        (
            given("标题", "行政执法", "5"),
            "角色（role）为 'heading'，却填了 area 4、area_2 5",
            "请清空这些编码",
        ),
        (
            given("工作", "5", measure="33"),
            "措施（measure）为 33，属于领域 6，不属于领域 5",
            "请改正领域或措施",
        ),
        (given("工作"), "角色（role）为 'work'，而领域（area）为空", "请填 1 至 8"),
        (given("工作", "4", "行政执法"), "第二领域（area_2）为 4，与领域（area）相同", "请填 1 至 8"),
        (given("工作", "1;3"), "area 为 '1;3'，含 2 个类别：每个单元只有一个类别", "请填占文字最多的类别"),
    ],
)
def test_a_mistake_in_a_chinese_sheet_is_named_in_chinese(
    typed: dict[str, str], problem: str, remedy: str
) -> None:
    _, [(said, would_do)] = check_codes(typed, lang="zh")
    assert said == problem
    assert would_do.startswith(remedy)


def test_no_spelling_has_two_meanings() -> None:
    for field in FIELDS:
        for word, value in spellings(field).items():
            assert word == plain_cell(word)
            assert value in choices(field)


def test_every_mistake_of_a_row_is_named() -> None:
    _, faults = check_codes(given("doing", "9", sure="2"))
    assert [fault for fault, _ in faults] == ["role is 'doing'", "area is '9'", "sure is '2'"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_choice_is_read_back(lang: str) -> None:
    assert tuple(choices("role", lang)) == ROLES
    assert set(choices("measure", lang)) == set(load_taxonomy().measures.index)
    for field in ("area", "area_2", "measure"):
        for key, label in choices(field, lang).items():
            codes, faults = check_codes(given("work", "" if field == "measure" else "0") | {field: label})
            assert (codes[field], faults) == (key, [])


def test_good_rows_make_the_table_codes() -> None:
    codes = collect_codes([row("u1", role="work", area="4"), row("u2", number=3)], False)
    assert list(codes.columns) == list(COLUMNS["codes"])
    assert codes.dtypes.astype(str).to_dict() == dict(COLUMNS["codes"])
    assert codes["unit_id"].tolist() == ["u1"]
    assert codes.attrs == {}


def test_nothing_coded_makes_an_empty_table() -> None:
    codes, problems = collect_codes([], True)
    assert (len(codes), len(problems)) == (0, 0)
    assert codes.dtypes.astype(str).to_dict() == dict(COLUMNS["codes"])


def test_a_warning_counts_the_problems_and_gives_the_first() -> None:
    found = [
        row("u1", role="work", area="9"),
        row("u2", number=3, role="work", area="1"),
        row("u3", number=4, sure="1"),
    ]
    with pytest.warns(CodingProblems) as caught:
        codes = collect_codes(found, False)
    assert len(caught) == 1
    assert "2 problems beside 1 good codes; the first: a.xlsx row 2 (u1): area is '9'; use 1 to 8" in str(
        caught[0].message
    )
    assert codes["unit_id"].tolist() == ["u2"]


def test_problems_come_in_the_order_of_files_and_rows() -> None:
    late, early = Problem("b.csv", 2, "", "x", "y"), row("u1", "a.csv", 7, role="work", area="9")
    _, problems = collect_codes([late, early], True)
    assert problems[["file", "row"]].values.tolist() == [["a.csv", 7], ["b.csv", 2]]


def test_the_first_coding_by_a_coder_is_kept() -> None:
    rows = [row(role="work", area="4"), row(file="b.xlsx", number=5, role="work", area="5")]
    codes, problems = collect_codes(rows, True)
    assert codes["area"].tolist() == [4]
    assert problems[["file", "row", "unit_id"]].values.tolist() == [["b.xlsx", 5, "u1"]]
    assert problems["problem"].item() == "unit is coded otherwise by the same coder in a.xlsx row 2"


def test_the_same_coding_in_two_files_and_two_coders_of_a_unit_are_no_mistake() -> None:
    rows = [
        row(role="work", area="4"),
        row(file="b", role="work", area="4"),
        row(coder="b", file="c", role="work", area="5"),
    ]
    codes, problems = collect_codes(rows, True)
    assert codes[["coder", "area"]].values.tolist() == [["a", 4], ["b", 5]]
    assert problems.empty


def test_an_uncoded_repeat_gives_way_to_the_coded_row() -> None:
    codes, problems = collect_codes([row(), row(number=9, role="work", area="4")], True)
    assert codes["area"].tolist() == [4]
    assert problems[["row", "problem"]].values.tolist() == [[9, "unit is in row 2 already"]]


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        (
            {"inclusion_probability": 0.2},
            "unit has another inclusion_probability than in a.xlsx row 2: 0.2, not 0.1",
        ),
        (
            {"facts": {"text_hash": "b" * 16}},
            f"unit has another text_hash than in a.xlsx row 2: '{'b' * 16}', not '{'a' * 16}'",
        ),
        ({"inclusion_probability": 0.1 + 1e-11}, None),  # written with ten digits
        ({"facts": {"draw_order": 3}}, None),  # of which the other file knows nothing
    ],
)
def test_two_files_that_say_other_things_of_a_unit(facts: dict, problem: str | None) -> None:
    first = replace(row(role="work", area="4"), inclusion_probability=0.1, facts={"text_hash": "a" * 16})
    second = replace(row(file="b.xlsx", role="work", area="4"), **{"inclusion_probability": 0.1, **facts})
    _, problems = collect_codes([first, second], True)
    assert problems["problem"].tolist() == ([problem] if problem else [])


def test_a_coders_own_sheet_comes_before_what_others_carry() -> None:
    carried = replace(row(file="a-final.csv", role="work", area="5"), is_carried=True)
    codes, problems = collect_codes([carried, row(role="work", area="4")], True)
    assert codes["area"].tolist() == [4]
    assert problems["problem"].tolist() == [
        "codes of 'a' that this file carries along are not those in a.xlsx row 2"
    ]


# Summaries


def table_of(*problems: Problem) -> pd.DataFrame:
    return pd.DataFrame(problems, columns=list(Problem._fields))


def test_six_hundred_faults_are_a_few_lines() -> None:
    found = [row("u1", number=n, role="work", area=f"{n}行政") for n in range(2, 602)]
    found += [
        row("u1", "b.csv", number=n, role="work", area="5", measure=m) for n, m in ((7, "33"), (9, "27y"))
    ]
    found += [row("u9", "b.csv", number=12, role="heading", area="4")]
    _, problems = collect_codes([replace(one, unit_id=f"u{k}") for k, one in enumerate(found)], True)
    assert summarise_problems(problems) == [
        "602 rows cannot be used",
        "600 × area is …; use 1 to 8, or 0 where no area leads: a.xlsx rows 2, 3, 4, 5, 6, …",
        "1 × measure is 33, which belongs to area 6, not 5; correct the area or the measure: b.csv row 7",
        "1 × role is 'heading' but has area 4; empty these or correct the role: b.csv row 12",
    ]


def test_no_fault_is_no_line() -> None:
    assert summarise_problems(table_of()) == []


def test_a_kind_is_told_across_files_and_values() -> None:
    lines = summarise_problems(
        table_of(
            Problem("a.csv", 3, "", "unit is coded otherwise by the same coder in b 1.csv row 4", "keep one"),
            Problem("c.csv", 5, "", "unit is coded otherwise by the same coder in d.xlsx row 77", "keep one"),
            Problem("a.csv", 4, "", "unit_id was 'u\\'1' when the sheet was written", "put it back"),
            Problem("a.csv", 5, "", "unit_id was 'u2' when the sheet was written", "put it back"),
        )
    )
    assert lines == [
        "4 rows cannot be used",
        "2 × unit is coded otherwise by the same coder …; keep one: a.csv row 3; c.csv row 5",
        "2 × unit_id was … when the sheet was written; put it back: a.csv rows 4, 5",
    ]


def test_what_strangers_wrote_stays_one_short_line() -> None:
    nasty = Problem("\x1b[2J.csv", 2, "", f"role is {'好' * 5000} \n\x07", "use one")
    (_, line) = summarise_problems(table_of(nasty))
    assert len(line) < 250
    assert line.isprintable()
    many = summarise_problems(table_of(*(Problem("a", k, "", f"{chr(97 + k)}x", "y") for k in range(26))))
    assert len(many) == 22
    assert many[-1] == "6 × of 6 other kinds"
