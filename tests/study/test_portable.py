"""Names in a package are such as every system can write, no two alike, and found again."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from analysis.study.portable import portable_name, portable_names
from analysis.study.receipt import check_inside

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1).filter(
    lambda name: name not in (".", "..")
)


@given(NAMES)
def test_any_name_is_written_so_that_every_system_takes_it(name: str) -> None:
    written = portable_name(name)
    assert check_inside(written) == written
    assert not re.search(r'[\x00-\x1f\\:*?"<>|]|[. ]\Z', written)
    assert len(written.encode()) < 255


@given(st.lists(NAMES, unique=True))
def test_no_two_are_one_where_letters_have_no_size(names: list[str]) -> None:
    assert len({name.casefold() for name in portable_names(names).values()}) == len(names)


def test_names_of_devices_and_long_names_keep_their_ending() -> None:
    assert portable_name("2020/COM1.tar.gz") == "2020/%43%4F%4D%31.tar.gz"
    assert portable_name("console.txt") == "console.txt"
    long = portable_name("法" * 85 + ".docx")
    assert long.startswith("法法")
    assert re.search(r"%~[0-9a-f]{16}\.docx$", long)
    assert long != portable_name("法" * 86 + ".docx")
