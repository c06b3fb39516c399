"""Paragraphs get the contract's columns, from the answers for their items."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.areas.classify import classify_items, classify_paragraphs, summarise_items
from analysis.columns import COLUMNS
from analysis.columns.types import AREAS, MIX
from analysis.reading.split import split_items
from analysis.tables import make_table, with_hashes

TEXTS = [
    "办理行政复议案件12件。",
    "受理行政复议申请，审结案件。",
    "行政复议纠错率下降。",
    "规范行政处罚程序。",
    "开展执法人员资格考试，规范处罚。",
    "行政处罚全过程记录。",
]
NO_AREA = ("preamble", "heading", "boilerplate")


@pytest.fixture(scope="module")
def small() -> fz.AreaClassifier:
    """Knows areas 4 and 6."""
    return fz.AreaClassifier(random_state=0).fit(TEXTS, [6, 6, 6, 4, 4, 4])


def paragraph_table(*texts: str, roles: tuple[str, ...] | None = None, **columns: Any) -> pd.DataFrame:
    rows = {
        "paragraph_id": [f"r-p{place:03d}" for place in range(1, len(texts) + 1)],
        "report_id": "r",
        "year": 2020,
        "position": range(1, len(texts) + 1),
        "heading_1": pd.NA,
        "heading_2": pd.NA,
        "role": roles or "work",
        "text": list(texts),
        "n_chars": [len("".join(text.split())) for text in texts],
    }
    return make_table("paragraphs", with_hashes(pd.DataFrame({**rows, **columns})))


def test_columns_and_types_are_the_contracts(coded: pd.DataFrame, paragraphs: pd.DataFrame) -> None:
    expected = {**COLUMNS["paragraphs"], **COLUMNS["classification"]}
    assert list(coded.columns) == list(expected)
    assert {name: str(dtype) for name, dtype in coded.dtypes.items()} == expected
    pd.testing.assert_frame_equal(coded[list(paragraphs.columns)], paragraphs)


def test_the_mix_sums_to_1_and_what_has_another_role_is_counted(coded: pd.DataFrame) -> None:
    known = coded["area"] > 0
    assert known.any()
    assert not known.all()
    items = split_items(coded).merge(coded[["paragraph_id", "role"]], on="paragraph_id", suffixes=("", "_of"))
    chars = items["n_chars"].where(items["role"] == items["role_of"], 0)
    other = items.groupby("paragraph_id")["n_chars"].sum() - chars.groupby(items["paragraph_id"]).sum()
    other = other.loc[coded["paragraph_id"]].to_numpy(dtype=float)
    np.testing.assert_allclose(coded.loc[known, list(MIX)].sum(axis=1), 1)
    assert coded.loc[known, "other_role_chars"].tolist() == other[known].tolist()
    assert set(coded.loc[known & (other > 0), "paragraph_id"]) == {"huangshi_2022-p021"}
    assert coded.loc[known, list(MIX)].ge(0).all(axis=None)
    assert coded.loc[~known, [*MIX, "probability", "measure", "area_2"]].isna().all(axis=None)


def test_what_frames_the_report_has_area_0(coded: pd.DataFrame) -> None:
    assert set(NO_AREA) <= set(coded["role"])
    framing = coded[coded["role"].isin(NO_AREA)]
    assert (framing["area"] == 0).all()
    assert not framing["abstained"].any()
    assert (coded.loc[coded["role"] == "work", "area"] > 0).all()


def test_the_area_holds_most_characters_and_the_measure_belongs_to_it(coded: pd.DataFrame) -> None:
    known = coded[coded["area"] > 0]
    mix = known[list(MIX)].to_numpy()
    own = mix[np.arange(len(known)), known["area"].astype(int) - 1]
    np.testing.assert_array_equal(own, mix.max(axis=1))
    taxonomy = fz.load_taxonomy()
    assert [taxonomy.area_of(measure) for measure in known["measure"]] == known["area"].tolist()


def test_a_second_area_is_another_one_and_weighs_a_third(coded: pd.DataFrame) -> None:
    two = coded[coded["area_2"].notna()]
    assert len(two)
    assert (two["area"] != two["area_2"]).all()
    share = two[list(MIX)].to_numpy()[np.arange(len(two)), two["area_2"].astype(int) - 1]
    whole = two[list(MIX)].max(axis=1) == 1  # a single item, whose runner-up is named
    assert ((share >= 1 / 3) | whole).all()
    assert (two.loc[whole, "probability"] <= 2 / 3).all()


def test_an_answer_is_abstained_where_not_exactly_one_area_is_possible(
    coded: pd.DataFrame, model: fz.AreaClassifier
) -> None:
    single = coded[(coded["area"] > 0) & (coded[list(MIX)].max(axis=1) == 1)]
    assert single["probability"].between(0, 1).all()
    assert single.loc[~single["abstained"], "probability"].min() >= min(model.threshold_.min(), 0.5)
    assert single.loc[single["abstained"], "probability"].median() < single["probability"].median()
    assert coded.loc[coded["area"] > 0, "abstained"].nunique() == 2
    reasons = coded["abstained_reason"]
    assert (reasons.notna() == coded["abstained"]).all()
    assert reasons.dropna().str.fullmatch(r"none|unreadable|several \(\d(, \d)+\)").all()


def test_a_reason_names_the_areas_that_are_possible(model: fz.AreaClassifier) -> None:
    wide = model.changed()
    wide.threshold_ = np.full(8, 0.01)
    texts = {
        "text": ["办理行政复议案件,开展执法监督。", "12.5%"],
        "n_chars": [15, 4],
        "paragraph_id": ["p1", "p2"],
    }
    answers = classify_items(pd.DataFrame(texts), wide)
    assert answers["abstained"].tolist() == [True, True]
    named = {
        int(area) for area in answers.at[0, "abstained_reason"].removeprefix("several (")[:-1].split(", ")
    }
    assert answers.at[0, "area"] in named
    assert answers.at[1, "abstained_reason"] == "unreadable"
    wide.threshold_ = np.ones(8)
    assert classify_items(pd.DataFrame(texts), wide)["abstained_reason"].tolist() == ["none", "unreadable"]


def test_a_paragraph_is_abstained_where_most_characters_of_its_area_are() -> None:
    answers = pd.DataFrame(
        {"paragraph_id": list("ppq"), "area": 4, "n_chars": [30, 40, 10], "probability": 0.5, "measure": "21",
         "abstained": [True, False, True], "seen": [False, True, False], "runner_up": 1, "runner_up_probability": 0.1}
    )  # fmt: skip
    summary = summarise_items(answers)
    assert summary["abstained"].tolist() == [False, True]
    assert summary["seen"].tolist() == [True, False]  # one item that trained spoils the whole answer


def test_items_that_do_not_count_have_no_area_and_no_share() -> None:
    answers = pd.DataFrame(
        {"paragraph_id": list("ppq"), "area": [4, 6, 1], "n_chars": [30, 90, 10], "probability": [0.5, 0.9, 0.7],
         "measure": ["21", "33", "1"], "abstained": False, "seen": [False, True, False], "runner_up": 1,
         "runner_up_probability": 0.1, "counts": [True, False, True]}
    )  # fmt: skip
    summary = summarise_items(answers)
    assert summary["area"].tolist() == [4, 1]
    assert summary["measure"].tolist() == ["21", "1"]
    assert summary["probability"].tolist() == [0.5, 0.7]
    assert summary[list(MIX)].sum(axis=1).tolist() == [1, 1]
    assert summary["other_role_chars"].tolist() == [90, 0]
    assert summary["seen"].tolist() == [True, False]


def test_paragraphs_that_trained_the_model_are_named(small: fz.AreaClassifier) -> None:
    coded = classify_paragraphs(paragraph_table(TEXTS[0], "别的文字。", TEXTS[4] + "\n"), small)
    assert coded["seen"].tolist() == [True, False, True]
    assert not coded.attrs


def test_the_order_of_rows_changes_nothing(
    coded: pd.DataFrame, paragraphs: pd.DataFrame, model: fz.AreaClassifier
) -> None:
    mixed = paragraphs.sample(frac=1, random_state=1)
    again = classify_paragraphs(mixed, model)
    assert again["paragraph_id"].tolist() == mixed["paragraph_id"].tolist()
    restored = again.set_index("paragraph_id").loc[coded["paragraph_id"]].reset_index()
    pd.testing.assert_frame_equal(restored, coded)


def test_a_report_alone_is_classified_as_among_others(coded: pd.DataFrame, model: fz.AreaClassifier) -> None:
    own = coded[coded["report_id"] == "longsha_2019"].reset_index(drop=True)
    pd.testing.assert_frame_equal(classify_paragraphs(own[list(COLUMNS["paragraphs"])], model), own)


def test_answers_of_another_model_are_replaced_and_other_columns_kept(small: fz.AreaClassifier) -> None:
    table = paragraph_table(TEXTS[0], TEXTS[3])
    once = classify_paragraphs(table.assign(note="x"), small)
    other = fz.AreaClassifier().fit(TEXTS, [1, 1, 1, 2, 2, 2])
    twice = classify_paragraphs(classify_paragraphs(table.assign(note="x"), other), small)
    pd.testing.assert_frame_equal(twice, once)
    assert once["note"].tolist() == ["x", "x"]


def test_the_table_given_is_not_changed(paragraphs: pd.DataFrame, small: fz.AreaClassifier) -> None:
    table = paragraphs.head(30).copy()
    before = table.copy(deep=True)
    classify_paragraphs(table, small)
    pd.testing.assert_frame_equal(table, before)


def test_the_mix_counts_the_characters_of_the_items(small: fz.AreaClassifier) -> None:
    first, second = "一是受理行政复议申请，审结行政复议案件，行政复议纠错率下降。", "二是规范行政处罚程序。"
    (row,) = classify_paragraphs(paragraph_table(first + second), small).to_dict("records")
    share = len(first) / len(first + second)
    assert (row["area"], row["share_6"], row["share_4"]) == (
        6,
        pytest.approx(share),
        pytest.approx(1 - share),
    )
    assert sum(row[name] for name in MIX) == pytest.approx(1)
    assert pd.isna(row["area_2"])  # less than a third


@pytest.mark.parametrize(
    ("text", "role", "area", "abstained"),
    [
        ("办理行政复议案件12件。", "work", 6, False),
        ("办理行政复议案件12件。", "problem", 6, False),
        ("办理行政复议案件12件。", "plan", 6, False),
        ("办理行政复议案件12件。", "question", 6, False),
        ("办理行政复议案件12件。", "preamble", 0, False),
        ("办理行政复议案件12件。", "heading", 0, False),
        ("办理行政复议案件12件。", "boilerplate", 0, False),
        ("No Chinese here.", "work", 0, True),
        ("12 345", "work", 0, True),
    ],
)
def test_role_and_text_decide_whether_there_is_an_area(
    small: fz.AreaClassifier, text: str, role: str, area: int, abstained: bool
) -> None:
    (row,) = classify_paragraphs(paragraph_table(text, roles=(role,)), small).to_dict("records")
    assert (row["area"], row["abstained"]) == (area, abstained)


@pytest.mark.parametrize("table", [paragraph_table(), paragraph_table("一、情况", roles=("heading",))])
def test_tables_without_work_keep_the_types(table: pd.DataFrame, small: fz.AreaClassifier) -> None:
    result = classify_paragraphs(table, small)
    expected = {**COLUMNS["paragraphs"], **COLUMNS["classification"]}
    assert {name: str(dtype) for name, dtype in result.dtypes.items()} == expected
    assert len(result) == len(table)


def test_a_table_without_a_column_or_with_a_paragraph_twice_is_refused(small: fz.AreaClassifier) -> None:
    table = paragraph_table("法治。")
    with pytest.raises(fz.InputError, match=r"paragraphs lacks the column\(s\) role; .* split_paragraphs"):
        classify_paragraphs(table.drop(columns="role"), small)
    with pytest.raises(fz.InputError, match="paragraphs holds a paragraph_id twice"):
        classify_paragraphs(pd.concat([table, table]), small)
    with pytest.raises(fz.InputError, match="paragraphs is a list, not a DataFrame"):
        classify_paragraphs(["法治。"], small)


# items of one paragraph: (area, characters, probability, measure), and what they sum to
SUMMARIES = {
    "one area": ([(4, 30, 0.9, "21"), (4, 10, 0.5, "24")], 4, None, 0.8, "21", {4: 1.0}),
    "most characters win": ([(4, 30, 0.9, "21"), (6, 70, 0.5, "33")], 6, None, 0.5, "33", {4: 0.3, 6: 0.7}),
    "a third is named": ([(4, 40, 0.9, "21"), (6, 60, 0.5, "33")], 6, 4, 0.5, "33", {4: 0.4, 6: 0.6}),
    "measures by characters": (
        [(4, 10, 0.6, "21"), (4, 25, 0.6, "24"), (4, 20, 0.6, "21")],
        4,
        None,
        0.6,
        "21",
        {4: 1},
    ),
    "unknown parts left out": ([(0, 500, np.nan, None), (8, 10, 0.7, "44")], 8, None, 0.7, "44", {8: 1.0}),
}


@pytest.mark.parametrize("case", SUMMARIES.values(), ids=SUMMARIES)
def test_items_are_summed_to_their_paragraph(case: tuple[Any, ...]) -> None:
    items, area, area_2, probability, measure, mix = case
    answers = pd.DataFrame(items, columns=["area", "n_chars", "probability", "measure"])
    unsure = answers["probability"] < 0.55
    answers = answers.assign(
        paragraph_id="p", runner_up=1, runner_up_probability=0.1, abstained=unsure, seen=False
    )
    (row,) = summarise_items(answers).to_dict("records")
    assert (row["area"], row["area_2"], row["measure"]) == (area, area_2, measure)
    assert row["probability"] == pytest.approx(probability)
    assert row["abstained"] == (probability < 0.55)
    assert [row[name] for name in MIX] == pytest.approx([mix.get(area, 0.0) for area in AREAS])


@pytest.mark.parametrize(("runner_up_probability", "area_2"), [(0.40, 5), (0.20, None)])
def test_a_single_item_names_a_probable_runner_up(runner_up_probability: float, area_2: int | None) -> None:
    answers = pd.DataFrame(
        {
            "paragraph_id": ["p"],
            "area": [4],
            "n_chars": [30],
            "probability": [0.45],
            "measure": ["21"],
            "runner_up": [5],
            "runner_up_probability": [runner_up_probability],
            "abstained": [False],
            "seen": [False],
        }
    )
    assert summarise_items(answers)["area_2"].tolist() == [area_2]
