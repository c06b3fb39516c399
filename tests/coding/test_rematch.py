"""Codes follow their texts, whatever the numbers of paragraphs became."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.coding.rematch import AMBIGUOUS, FOUND, LOST, MOVED, RECUT
from analysis.errors import InputError

LINES = [
    "制定规章2件,清理规范性文件30件。",
    "办理行政复议案件12件。",
    "主要做法:一是开展执法培训。二是评查案卷。",
    "组织领导干部学法3次。",
]


def corpus(lines: list[str], report_id: str = "r") -> tuple[pd.DataFrame, pd.DataFrame]:
    reports = pd.DataFrame({"report_id": [report_id], "year": [2020], "text": ["\n".join(lines)]})
    paragraphs = fz.split_paragraphs(reports)
    return paragraphs, fz.split_items(paragraphs)


def codes_for(paragraphs: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    about = paragraphs[["paragraph_id", "report_id", "text_hash"]].rename(
        columns={"text_hash": "paragraph_hash"}
    )
    units = items.merge(about, on="paragraph_id").rename(columns={"item_id": "unit_id"})
    return units.assign(coder="a", role="work", area=range(1, len(units) + 1))


def outcomes(then: list[str], now: list[str], report_id: str = "r") -> tuple[pd.DataFrame, pd.DataFrame]:
    return fz.rematch_codes(codes_for(*corpus(then)), corpus(now, report_id)[1])


def test_nothing_changed() -> None:
    codes, places = outcomes(LINES, LINES)
    assert places["outcome"].eq(FOUND).all()
    assert codes["unit_id"].tolist() == places["unit_id"].tolist()


def test_a_line_more_moves_every_code_to_its_text() -> None:
    codes, places = outcomes(LINES, ["本报告已经审议。", *LINES])
    assert places["outcome"].eq(MOVED).all()
    items = corpus(["本报告已经审议。", *LINES])[1].set_index("item_id")
    then = codes_for(*corpus(LINES))
    assert items.loc[codes["unit_id"], "text"].tolist() == then["text"].tolist()
    assert codes["area"].tolist() == then["area"].tolist()
    assert codes["paragraph_id"].tolist() == items.loc[codes["unit_id"], "paragraph_id"].tolist()


def test_moved_line_breaks_and_blanks_change_nothing() -> None:
    _, places = outcomes(LINES, [line.replace("规章", " 规 章　") for line in LINES])
    assert places["outcome"].eq(FOUND).all()


def test_a_changed_text_is_lost_and_said() -> None:
    codes, places = outcomes(LINES, [LINES[0].replace("2件", "3件"), *LINES[1:]])
    assert places["outcome"].tolist() == [LOST, *[FOUND] * 5]
    assert len(codes) == 5
    assert places["unit_id_now"].isna().tolist() == [True, *[False] * 5]


def test_a_renamed_report_is_found_by_its_texts() -> None:
    codes, places = outcomes(LINES, LINES, report_id="r_new")
    assert places["outcome"].eq(MOVED).all()
    assert set(codes["report_id"]) == {"r_new"}


def test_of_two_like_paragraphs_none_is_taken_by_guess() -> None:
    codes, places = outcomes(LINES, [LINES[1], *LINES])  # the second line is number 1 and number 3 now
    outcome = places.set_index("unit_id")["outcome"]
    assert outcome["r-p002-i01"] == AMBIGUOUS
    assert outcome.drop("r-p002-i01").eq(MOVED).all()
    assert len(codes) == 5
    _, places = outcomes(LINES, [*LINES, LINES[1]])  # one of the two stands where it stood
    assert places["outcome"].eq(FOUND).all()


def test_a_paragraph_cut_into_other_items() -> None:
    paragraphs, items = corpus(LINES)
    codes = codes_for(paragraphs, items)
    whole = codes["paragraph_id"] == "r-p003"
    as_one = codes[whole].head(1).assign(unit_id="r-p003-i01", text_hash="0" * 16)
    _, places = fz.rematch_codes(as_one, items)
    assert places["outcome"].tolist() == [RECUT]


def test_codes_without_hashes_cannot_be_placed() -> None:
    codes = codes_for(*corpus(LINES)).assign(paragraph_hash=pd.NA)
    with pytest.raises(InputError, match="have 6 of 6 units without the hash of their text"):
        fz.rematch_codes(codes, corpus(LINES)[1])


def test_rematched_codes_correct_again() -> None:
    """Codes of another text are refused; found again, they give what the codes of the old text gave."""
    then, now = corpus(LINES)[0], corpus(["本报告已经审议。", *LINES])[0]
    old = fz.classify_paragraphs(then.assign(role="work"))
    codes = codes_for(then, corpus(LINES)[1]).assign(
        inclusion_probability=1.0, measure=None, paragraph_chars=lambda own: own["paragraph_id"].map(
            then.set_index("paragraph_id")["n_chars"]
        )
    )  # fmt: skip
    new = fz.classify_paragraphs(now.assign(role=["boilerplate", *["work"] * 4]))
    with pytest.raises(InputError, match=r"are of another text|not in the table"):
        fz.area_shares(new, codes)
    moved, _ = fz.rematch_codes(codes, fz.split_items(now))
    one, two = fz.area_shares(old, codes), fz.area_shares(new, moved)
    pd.testing.assert_series_equal(one["share"], two["share"])
