"""Phrases by association and free ends; copies, function words, pieces and longer phrases."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS

pytestmark = pytest.mark.filterwarnings("ignore::analysis.errors.NothingFound")  # of an empty table
BEFORE = ["培育", "支持", "服务", "认定", "扶持", "走访", "储备", "壮大"]
AFTER = ["企业", "园区", "政策", "贷款", "人才", "平台", "产品", "项目"]


def found(texts: list[str], **given: float) -> list[str]:
    table = pd.DataFrame({"report_id": [f"r{n}" for n in range(len(texts))], "text": texts})
    phrases = fz.find_phrases(table, **given)
    assert list(phrases.columns) == list(COLUMNS["phrases"])
    return phrases["term"].tolist()


def around(phrase: str) -> list[str]:
    """The phrase between eight words before and eight behind it."""
    return [f"{before}{phrase}{after}。" for before, after in zip(BEFORE, AFTER, strict=True)]


@pytest.mark.parametrize("phrase", ["专精特新", "数据要素", "新质生产力", "鑫淼衡"])
def test_what_is_used_as_one_is_found_whole(phrase: str) -> None:
    assert found(around(phrase)) == [phrase]


def test_words_that_meet_by_chance_are_none() -> None:
    texts = [f"{before}{after}。" for before in BEFORE for after in AFTER]
    assert found(texts) == []


def test_a_piece_has_one_neighbour_and_is_none() -> None:
    assert "特新" not in found(around("专精特新"))
    assert "美乡村" not in found(around("和美乡村"))  # a function word is a neighbour too


def test_function_words_numbers_places_and_signs_end_a_phrase() -> None:
    for parts in ("数据和要素", "数据2020要素", "数据，要素", "数据伊春市要素", "推进要素"):
        assert found(around(parts)) == []


def test_a_copied_run_counts_once() -> None:
    run = "".join(BEFORE) + "数据要素" + "".join(AFTER)
    assert found([run + "。"] * 9) == []


def test_phrases_are_used_by_several_reports() -> None:
    texts = pd.DataFrame({"report_id": "r", "text": around("数据要素")})
    assert fz.find_phrases(texts).empty
    assert found(around("数据要素"), min_reports=9) == []


def test_a_longer_phrase_goes_where_a_part_of_it_is_common() -> None:
    often = around("数据要素") * 4
    assert found([*often, *[f"{b}数据要素改革{a}。" for b, a in zip(BEFORE, AFTER, strict=True)]]) == [
        "数据要素"
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [({"min_reports": 1}, "min_reports is 1; give 2 or more."), ({"min_npmi": -1}, "min_npmi is -1"),
     ({"min_entropy": float("nan")}, "min_entropy is nan")],
)  # fmt: skip
def test_bad_numbers_are_named(given: dict[str, float], message: str) -> None:
    with pytest.raises(fz.InputError) as error:
        found(["数据要素"], **given)
    assert message in str(error.value)
