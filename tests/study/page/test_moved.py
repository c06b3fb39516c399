"""Words and topics that moved: only what the tables tell from chance, each word with a sentence that has it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis.study.page.moved import WORDS, moved_terms, telling_words, terms_by_area, topic_changes
from analysis.study.page.words import load_words
from analysis.tables import make_table
from analysis.taxonomy import load_taxonomy

EN = load_words("en")


def tables_of(*texts: tuple[str, int, str], **rows: Any) -> dict[str, pd.DataFrame]:
    paragraphs = [
        {"paragraph_id": name, "report_id": "r", "year": year, "text": text} for name, year, text in texts
    ]
    usual = {"group": "2022", "z": 5.0, "p_adj": 0.001, "n_reports": 7}
    terms = rows.get("terms", [{"term": "复议"}])
    return {
        "paragraphs": make_table("paragraphs", paragraphs),
        "keyness": make_table("keyness", [{**usual, **term} for term in terms]),
    }


def test_a_word_stands_with_the_shortest_sentence_that_has_it() -> None:
    tables = tables_of(
        ("p1", 2022, "全年办理行政复议案件三百余件，并对各县区逐一通报结果。行政复议质量提高，群众满意。"),
        ("p2", 2017, "复议工作有序开展，成效明显。"),
    )
    ((found,),) = [
        one["words"] for one in telling_words(tables, {"r": "甲市 2022"}, {"p1": "pages/001.html#p4"})
    ]
    assert (found["before"], found["term"], found["after"]) == ("行政", "复议", "质量提高，群众满意。")
    assert (found["where"], found["link"], found["n_reports"]) == ("甲市 2022", "pages/001.html#p4", 7)


@pytest.mark.parametrize(
    "row", [{"p_adj": 0.05}, {"p_adj": None}, {"z": -5.0}], ids=["chance", "no test", "rarer"]
)
def test_what_is_not_told_from_chance_is_not_listed(row: dict[str, Any]) -> None:
    assert (
        telling_words(
            tables_of(("p1", 2022, "办理行政复议案件三百余件。"), terms=[{"term": "复议", **row}]), {}, {}
        )
        == []
    )


def test_the_strongest_words_of_each_year_are_listed_and_no_more() -> None:
    terms = [
        {"term": f"词{n}", "z": float(n), "group": year} for n in range(1, 13) for year in ("2017", "2022")
    ]
    found = telling_words(tables_of(("p1", 2022, "无。"), terms=terms), {}, {})
    assert [one["year"] for one in found] == ["2017", "2022"]
    assert [word["term"] for word in found[0]["words"]] == [f"词{n}" for n in range(12, 12 - WORDS, -1)]
    assert found[0]["words"][0]["where"] == ""  # no sentence has it


def test_topics_are_listed_by_how_far_they_moved_and_whether_their_intervals_part() -> None:
    shares = [
        {
            "year": year,
            "topic": topic,
            "share": share,
            "low": share - 0.02,
            "high": share + 0.02,
            "level": 0.95,
        }
        for topic, ends in ((1, (0.10, 0.11)), (2, (0.30, 0.20)))
        for year, share in zip((2017, 2022), ends, strict=True)
    ]
    words = pd.DataFrame(
        {"topic": pd.array([1, 2], dtype="Int64"), "1": ["复议", "执法"], "2": ["调解", "检查"]}
    )
    table = topic_changes({"topic_shares": make_table("topic shares", shares), "topic_words": words}, EN)
    assert table is not None
    assert table["rows"] == [
        ["Topic 2", "执法, 检查", "30.0 [28.0, 32.0]", "20.0 [18.0, 22.0]", "−10.0", "apart"],
        ["Topic 1", "复议, 调解", "10.0 [8.0, 12.0]", "11.0 [9.0, 13.0]", "+1.0", "overlap"],
    ]
    alone = [{**row, "low": None, "high": None} for row in shares]
    table = topic_changes({"topic_shares": make_table("topic shares", alone), "topic_words": words}, EN)
    assert table is not None
    assert [row[-1] for row in table["rows"]] == ["—", "—"]
    early = [{**row, "year": 2016, "low": None, "high": None} for row in shares if row["year"] == 2017]
    table = topic_changes(
        {"topic_shares": make_table("topic shares", [*early, *shares]), "topic_words": words}, EN
    )
    assert table is not None
    assert table["head"][2:4] == ["2017", "2022"]  # 2016 has no interval
    one_year = make_table("topic shares", shares[:1])
    assert topic_changes({"topic_shares": one_year, "topic_words": words}, EN) is None


SHIFT = {
    "area": 6, "term": "调解室", "kind": "first_seen", "start": 2017, "end": 2022, "z": 5.0, "p_adj": 0.001, "n_naming_start": 0,
    "n_reports_start": 9, "n_naming_end": 7, "n_reports_end": 8, "example": "建成“调解室”三个。",
}  # fmt: skip
TEXTS = [
    {"paragraph_id": "p1", "report_id": "r", "year": 2017, "area": 6, "text": "建成“调解室”三个。"},
    {"paragraph_id": "p2", "report_id": "r", "year": 2022, "area": 2, "text": "建成“调解室”三个。"},
    {
        "paragraph_id": "p3",
        "report_id": "s",
        "year": 2022,
        "area": 6,
        "text": "本年建成“调解室”三个。成效明显。",
    },
]


def shifted(*rows: dict[str, Any]) -> dict[str, pd.DataFrame]:
    shifts = make_table("term shifts", [{**SHIFT, **row} for row in rows])
    return {"paragraphs": pd.DataFrame(TEXTS), "term_shifts": shifts}


def test_a_term_links_the_paragraph_of_its_own_area_and_year() -> None:
    found = moved_terms(shifted({}), 6, {"s": "甲市 2022"}, {"p3": "pages/001.html#p3"}, EN, most=5)
    (term,) = found["up"]
    assert (term.before, term.term, term.after) == ("建成“", "调解室", "”三个。")
    assert (term.where, term.link) == ("甲市 2022", "pages/001.html#p3")
    assert term.said == "0 of 9 reports in 2017, 7 of 8 in 2022"
    assert found["down"] == []
    assert moved_terms({"paragraphs": pd.DataFrame(TEXTS)}, 6, {}, {}, EN, most=5) == {}


def test_terms_go_with_their_direction_and_only_where_a_test_tells_them() -> None:
    tables = shifted(
        {"term": "甲", "kind": "rising", "z": 2.0},
        {"term": "乙", "kind": "rising", "z": 7.0},
        {"term": "丙", "kind": "gone", "z": -3.0},
        {"term": "丁", "kind": "rising", "p_adj": 0.05},
        {"term": "戊", "kind": "rising", "p_adj": None},
    )
    found = moved_terms(tables, 6, {}, {}, EN, most=5)
    assert {way: [one.term for one in own] for way, own in found.items()} == {
        "up": ["乙", "甲"],
        "down": ["丙"],
    }
    assert [one.term for one in moved_terms(tables, 6, {}, {}, EN, most=1)["up"]] == ["乙"]


def test_areas_without_terms_are_left_out_and_texts_without_areas_are_one() -> None:
    found = terms_by_area(shifted({}), {}, {}, EN, "en", load_taxonomy())
    assert [(one["name"], one["n"]) for one in found] == [("6 Dispute resolution", "1 word")]
    (whole,) = terms_by_area(shifted({"area": None}), {}, {}, EN, "en", None)
    assert (whole["name"], whole["groups"][0][1][0].where) == ("All text", "r")
