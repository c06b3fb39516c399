"""Lengths and hashes leave out what prints nothing, and nothing else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.text import (
    HASH_DIGITS,
    at_once,
    count_characters,
    cut_as_folded,
    fold,
    for_xml,
    hash_and_count,
    hash_text,
    plain,
    prints,
    squeeze,
    visible,
)

TEXTS = st.text(max_size=40)


@given(st.lists(TEXTS, max_size=4))
def test_white_space_between_parts_changes_neither_length_nor_hash(parts):
    joined, spaced = "".join(parts), " \n\u3000".join(parts)
    assert count_characters(spaced) == count_characters(joined) == len(squeeze(joined))
    assert hash_text(spaced) == hash_text(joined)


@given(st.lists(st.text("法１２（，： \n\0\u200b⼀", max_size=12), max_size=5))
def test_texts_changed_at_once_are_those_changed_one_by_one(texts):
    assert at_once(plain, texts) == [plain(text) for text in texts]
    assert [hash_and_count(text) for text in texts] == [
        (hash_text(text), count_characters(text)) for text in texts
    ]


@given(st.text(max_size=6) | st.text(" \n\u3000\u200b\xad\ufe0f⼀", max_size=6))
def test_a_text_prints_something_where_something_is_left_of_it(text):
    assert prints(text) is (squeeze(text) != "")


PRINTS_NOTHING = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2064\u2069\ufe0f\ufeff\U000e0100"


@given(st.text(alphabet="法治12，\n " + PRINTS_NOTHING, max_size=40))
def test_signs_that_print_nothing_change_neither_length_nor_hash(text):
    bare = "".join(sign for sign in text if sign not in PRINTS_NOTHING)
    assert fold(text) == bare
    assert count_characters(text) == count_characters(bare)
    assert hash_text(text) == hash_text(bare)


@given(TEXTS)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("⼀⼆⾏⽅⽅⾯", "一二行方方面"),  # Kangxi radicals
        ("⺠⻔⻅⻚⻓⻋⻢⻰", "民门见页长车马龙"),  # of the supplement, as PDF fonts name them
        ("\uf9e8\ufa08\U0002f800", "裡行丽"),  # encoded twice
        ("︵二︶﹐﹑﹔", "(二),、;"),  # forms of vertical and small print
        ("一、（二）１２％①“法”", "一、（二）１２％①“法”"),  # width and marks of what is printed are kept
        ("𠮷😀䶮é한", "𠮷😀䶮é한"),
    ],
)
def test_doubles_are_folded(text, folded):
    assert fold(text) == folded


def test_every_radical_with_a_character_of_its_own_has_it():
    kangxi = [chr(code) for code in range(0x2F00, 0x2FD6)]
    assert [fold(sign) for sign in kangxi] == [unicodedata.normalize("NFKC", sign) for sign in kangxi]


@given(st.text(alphabet="甲乙。⼀\ufeff\u00ad", max_size=30))
def test_pieces_of_a_folded_text_are_pieces_of_the_text(text):
    def cut(folded):
        parts = folded.split("。")
        return [part + "。" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])

    pieces = cut_as_folded(text, cut)
    assert "".join(pieces) == text
    assert [fold(piece) for piece in pieces] == (cut(fold(text)) or ["" for _ in pieces])


@given(TEXTS, TEXTS)
def test_other_texts_have_other_hashes(one, other):
    assert (hash_text(one) == hash_text(other)) == (squeeze(one) == squeeze(other))


def test_a_hash_is_the_start_of_sha256():
    assert len(hash_text("")) == HASH_DIGITS
    assert hash_text("") == "e3b0c44298fc1c14"  # the published digest of nothing


def test_a_broken_surrogate_is_hashed_too():
    assert hash_text("\ud800") != hash_text("")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("青岚市\u3000 2020年（试行）", "青岚市\u3000 2020年（试行）"),
        ("\x1b[31m红\x07", "\\x1b[31m红\\x07"),
        ("a\nb\u2028c", "a\\nb\\u2028c"),
        ("左\u202e右\u200f", "左\\u202e右\\u200f"),
        ("a\\b😀\ud800", "a\\b😀\\ud800"),
    ],
)
def test_a_terminal_is_shown_what_would_steer_it(text, shown):
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("依法行政\t一\r\n", "依法行政\t一\r\n"),
        ("\x00\x07\x0b\x1b\x1f", "␀␇␋␛␟"),
        ("\ud800\ufffe\uffff", "\ufffd" * 3),
        ("\x7f\x85\u2028😀", "\x7f\x85\u2028😀"),  # legal, if odd
    ],
)
def test_illegal_characters_are_replaced_visibly(text: str, seen: str) -> None:
    assert for_xml(text) == seen
