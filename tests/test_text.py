"""Lengths and hashes leave white space out and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.text import HASH_DIGITS, count_characters, for_xml, hash_text, squeeze, visible

TEXTS = st.text(max_size=40)


@given(st.lists(TEXTS, max_size=4))
def test_white_space_between_parts_changes_neither_length_nor_hash(parts):
    joined, spaced = "".join(parts), " \n\u3000".join(parts)
    assert count_characters(spaced) == count_characters(joined) == len(squeeze(joined))
    assert hash_text(spaced) == hash_text(joined)


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
