"""Text that lost its line breaks is cut where they were, and nothing of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading import run_on
from analysis.reading.run_on import cut_run_on, cut_sections, split_lines
from analysis.reading.split import split_paragraphs
from analysis.text import plain

from .printing import REPORT, chars_of_sections, report_table
from .test_numbering import ANY_TEXT


@given(ANY_TEXT)
def test_pieces_of_a_run_on_line_joined_are_the_line(text: str) -> None:
    assert "".join(cut_run_on(text)) == text


@given(st.from_regex(run_on._LATER))
def test_no_later_section_is_passed_over_unread(text: str) -> None:
    assert run_on._MAY_BE_LATER.search(text)


def test_a_run_on_report_is_cut_at_its_headings_and_in_long_sections_at_sentence_ends() -> None:
    sections = [
        "现将情况报告如下:",
        "一、完善制度。" + "制定规章2件。" * 120,
        "(一)立法。完成。",
        "二、加强执法。办案5件。",
    ]
    pieces = cut_run_on("".join(sections))
    assert pieces[0] == sections[0]
    assert pieces[-2:] == sections[2:]
    assert len(pieces) > len(sections)
    assert all(piece.endswith(("。", ":")) for piece in pieces)


def test_a_quotation_is_not_cut_from_its_closing_mark() -> None:
    pieces = cut_run_on("落实“谁执法谁普法。”的要求。" * 80)
    assert len(pieces) > 1
    assert not any(piece.startswith("”") for piece in pieces)


@pytest.mark.parametrize(
    ("joint", "share"),
    # a blank or an indent is left of each break; without any, only what numbers and sentences tell
    [("\u3000\u3000", 1.0), ("  ", 1.0), (" ", 0.85), ("", 0.5)],
)
def test_a_report_on_one_line_is_cut_at_what_is_left_of_its_breaks(joint: str, share: float) -> None:
    text = joint.join(REPORT) + "\n"
    pieces = split_lines(text)
    assert "".join(pieces) == text
    found = [plain(piece) for piece in pieces]
    assert sum(plain(paragraph) in found for paragraph in REPORT) >= share * len(REPORT)


@pytest.mark.parametrize("joint", ["\u3000\u3000", " ", ""])
def test_sections_of_a_report_on_one_line_keep_their_role_and_number(joint: str) -> None:
    whole, lost = (split_paragraphs(report_table(text)) for text in ("\n".join(REPORT), joint.join(REPORT)))
    pairs = list(zip(chars_of_sections(whole), chars_of_sections(lost), strict=True))
    assert sum(one == other for one, other in pairs) > 0.9 * len(pairs)


def test_a_signature_is_cut_off() -> None:
    assert cut_run_on("充实执法力量。河湾县水务局2020年2月11日") == [
        "充实执法力量。",
        "河湾县水务局",
        "2020年2月11日",
    ]


def test_a_paragraph_on_one_line_is_left() -> None:
    text = "全年办案5件，调处纠纷12件。" * 40
    assert split_lines(text) == [text]
    assert cut_sections(text) == [text]
