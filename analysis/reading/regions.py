"""From names of places to the national administrative code, renamed and merged places of 2015–2024 included.

A name that several places bear (鼓楼区 exists five times) is settled by the provinces and prefectures that the text
mentions; where that does not settle it, the code stays missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysis.paths import resource
from analysis.text import plain

_LONGEST = 15  # characters of the longest official name
_SUFFIXES = tuple("省市县区旗盟州")
_SPECIFIC = {"province": 0, "prefecture": 1, "county": 2}
_NATIONAL = re.compile(r"^(?:国务院|国家|全国|司法部|教育部|财政部|公安部|中华人民共和国)")


@dataclass(frozen=True)
class Region:
    """A place with its code.

    Attributes
    ----------
    name : str
        Official name, such as 龙沙区.
    code : str
        Six-digit code (GB/T 2260).
    level : str
        ``province``, ``prefecture`` or ``county``.
    province : str
        Official name of its province.
    settled : bool
        True when a namesake was ruled out by what else the text mentions.
    """

    name: str
    code: str
    level: str
    province: str
    settled: bool = False


@cache
def load_regions() -> pd.DataFrame:
    """Load the table of administrative regions.

    Returns
    -------
    DataFrame
        ``code``, ``name``, ``short_name``, ``level``, ``parent``, ``from_year``, ``to_year``, ``successor``; years are
        missing where the unit is older than 2010 or still exists.

    Examples
    --------
    >>> load_regions().set_index("code").at["320700", "name"]
    '连云港市'
    """
    table = pd.read_csv(resource("regions.csv"), dtype="string")
    return table.astype({"from_year": "Int64", "to_year": "Int64"})


@cache
def _by_name() -> dict[str, list[dict[str, str]]]:
    names: dict[str, list[dict[str, str]]] = {}
    for row in load_regions().astype(object).where(load_regions().notna(), None).to_dict("records"):
        for name in dict.fromkeys((row["name"], row["short_name"])):
            names.setdefault(name, []).append(row)
    return names


@cache
def _by_code() -> dict[str, dict[str, str]]:
    return {row["code"]: row for rows in _by_name().values() for row in rows}


def find_region(name: str, *, text: str = "", year: int | None = None) -> Region | None:
    """Find the most specific region that a name or title begins with.

    Parameters
    ----------
    name : str
        Name of an issuer or a title: 黑龙江省伊春市人民政府关于….
    text : str, default ""
        The whole report, in which a parent's mention settles namesakes.
    year : int, optional
        Year reported on; units that did not exist then are passed over.

    Returns
    -------
    Region or None
        None when no region is named or namesakes cannot be told apart.

    Examples
    --------
    >>> find_region("龙沙区2019年法治政府建设工作总结").code
    '230202'
    >>> find_region("鼓楼区人民政府") is None
    True
    >>> find_region("鼓楼区人民政府", text="在福州市委、市政府的领导下").code
    '350102'
    """
    head = plain(name)
    chain: list[dict[str, str]] = []
    place = 0
    while place < min(len(head), 30) and (found := _longest(head, place, chain, year)):
        rows, length = found
        chain = rows
        place += length
    if not chain:
        return None
    if len(chain) == 1:
        return _region(chain[0], settled=False)
    scored = sorted(((_mentions(row, text), row["code"], row) for row in chain), key=lambda entry: entry[:2])
    (second, _, _), (best, _, row) = scored[-2:]
    return _region(row, settled=True) if best > second else None


def _longest(
    head: str, place: int, parents: list[dict[str, str]], year: int | None
) -> tuple[list[dict[str, str]], int] | None:
    """Longest name at a place of the text, within the regions found before it."""
    codes = {row["code"] for row in parents}
    for length in range(min(_LONGEST, len(head) - place), 1, -1):
        rows = [row for row in _by_name().get(head[place : place + length], ()) if _valid(row, year)]
        if parents:
            rows = [row for row in rows if codes & set(_ancestors(row))]
        official = [row for row in rows if row["name"] == head[place : place + length]]
        # 莱芜市 is not the 莱芜区 of today: a short name followed by a suffix must have that suffix
        suffix = head[place + length : place + length + 1]
        rows = official or [row for row in rows if suffix not in _SUFFIXES or row["name"].endswith(suffix)]
        if rows:
            outermost = min(_SPECIFIC[row["level"]] for row in rows)
            return [row for row in rows if _SPECIFIC[row["level"]] == outermost], length
    return None


def _valid(row: dict[str, str], year: int | None) -> bool:
    """Existed in the year (a year of grace on both sides); without a year, exists today."""
    if year is None:
        return row["to_year"] is None
    begins, ends = row["from_year"], row["to_year"]
    return (begins is None or int(begins) <= year + 1) and (ends is None or int(ends) >= year - 1)


def _ancestors(row: dict[str, str]) -> list[str]:
    codes = []
    while row.get("parent"):
        codes.append(row["parent"])
        row = _by_code().get(row["parent"], {})
    return codes


def _mentions(row: dict[str, str], text: str) -> int:
    """How often a text names the parents of a region."""
    return sum(text.count(_by_code()[code]["short_name"]) for code in _ancestors(row) if code in _by_code())


def _region(row: dict[str, str], *, settled: bool) -> Region:
    top = _by_code()[(_ancestors(row) or [row["code"]])[-1]]
    return Region(row["name"], row["code"], row["level"], top["name"], settled)


def is_national(issuer: str) -> bool:
    """True for ministries and the State Council.

    >>> is_national("国家税务总局"), is_national("青岚市税务局")
    (True, False)
    """
    return bool(_NATIONAL.match(issuer))
