"""Comparing two files cell by cell."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from analysis.study.compare import DIFFERENT, EQUAL, Finding, compare_pages, compare_tables

TABLE = "year,area,share,note\n2018,1,0.25,甲\n2019,2,,\n"


def compared(tmp_path: Path, old: str, new: str) -> Finding:
    for name, text in (("old.csv", old), ("new.csv", new)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return compare_tables(tmp_path / "old.csv", tmp_path / "new.csv")


@pytest.mark.parametrize(
    ("old", "new", "status", "difference"),
    [
        ("0.25", "0.25", EQUAL, 0.0),
        ("0.25", "0.250000001", EQUAL, 1e-9),
        ("0.25", "0.25000000999", EQUAL, 9.99e-9),
        ("0.25", "0.2500001", DIFFERENT, 1e-7),
        ("0.25", "0.26", DIFFERENT, 0.01),
        ("0.25", "-0.25", DIFFERENT, 0.5),
        ("1e6", "1000000.001", EQUAL, 1e-3),
        ("1e6", "1000000.1", DIFFERENT, 0.1),
    ],
)
def test_numbers_are_equal_within_a_hundred_millionth(
    tmp_path: Path, old: str, new: str, status: str, difference: float
) -> None:
    found = compared(tmp_path, f"share\n0.5\n{old}\n", f"share\n0.5\n{new}\n")
    assert found.status == status
    assert found.difference == pytest.approx(difference, rel=1e-6, abs=1e-15)
    if status == DIFFERENT:
        assert found.detail == f"most in column share, row 2: {old} became {new}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("甲", "乙", "1 cells that are no numbers differ"),
        ("0.25", "", "1 cells that are no numbers differ"),
        (",,", ",0.1,", "1 cells that are no numbers differ"),
        ("year,", "jahr,", "columns gone: year; new: jahr"),
        ("2019,2,,\n", "", "2 rows became 1"),
        ("2019,2,,\n", "2019,2,,\n2020,2,,\n", "2 rows became 3"),
    ],
)
def test_what_is_no_number_must_be_the_same(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = compared(tmp_path, TABLE, TABLE.replace(old, new, 1))
    assert found.status == DIFFERENT
    assert said in found.detail


def test_a_text_and_a_number_that_differ_are_both_told(tmp_path: Path) -> None:
    found = compared(tmp_path, TABLE, TABLE.replace("甲", "乙").replace("0.25", "0.75"))
    assert found.difference == pytest.approx(0.5)
    assert found.detail == (
        "1 cells that are no numbers differ; most in column share, row 1: 0.25 became 0.75"
    )


def test_missing_is_not_zero_and_na_is_a_text(tmp_path: Path) -> None:
    assert compared(tmp_path, "a\n0\n", 'a\n""\n').status == DIFFERENT
    assert compared(tmp_path, "a\nNA\n", 'a\n""\n').status == DIFFERENT
    assert compared(tmp_path, "a\nNA\n", "a\nNA\n").status == EQUAL


def test_pages_differ_by_what_they_say_not_by_their_drawings(tmp_path: Path) -> None:
    old, new = tmp_path / "old.html", tmp_path / "new.html"
    old.write_text("<p>一</p>\n<svg a>x</svg>\n<p>二</p>", encoding="utf-8")
    new.write_text("<p>一</p>\n<svg b>\ny</svg>\n<p>二</p>", encoding="utf-8")
    assert compare_pages(old, new).status == EQUAL
    new.write_text("<p>一</p>\n<svg b>y</svg>\n<p>三</p>", encoding="utf-8")
    found = compare_pages(old, new)
    assert (found.status, found.detail) == (DIFFERENT, "1 lines differ")
    assert math.isnan(found.difference)
