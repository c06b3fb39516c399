"""What is wrong with rows that coders handed in, in the language of their sheet, and the summary of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from analysis.coding.several import sheet_language
from analysis.language import say, words_of
from analysis.text import one_line

_SHOWN, _KINDS, _LONGEST = 5, 20, 160  # rows of a kind, kinds, and characters that a summary shows
_VARYING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\bin .+ row \d+|(?<![\w-])\d+\w*")


class CodingProblems(UserWarning):
    """Some rows of a coding sheet were left out; the message counts them and gives the first."""


class Problem(NamedTuple):
    """One mistake in one row of one file."""

    file: str
    row: int
    unit_id: str
    problem: str
    remedy: str


def fault(key: str, lang: str, **parts: Any) -> tuple[str, str]:
    """Problem and remedy of one kind of mistake, in the language of the sheet.

    >>> fault("twice", "en", row=4)
    ('unit is in row 4 already', 'delete one of the two rows')
    """
    problem, remedy = words_of("coding.faults", lang)[key]
    return problem.format(**parts), remedy.format(**parts)


def problem_table(found: list[Problem]) -> pd.DataFrame:
    """The table of problems that :func:`read_codes` returns."""
    table = pd.DataFrame(found, columns=list(Problem._fields))
    return table.astype({name: "Int64" if name == "row" else "string" for name in Problem._fields})


def summarise_first(found: list[Problem], n_good: int) -> str:
    """How many mistakes there are, and the first of them, for a warning."""
    first = found[0]
    unit = f" ({first.unit_id})" if first.unit_id else ""
    return (
        f"{len(found)} problem{'s' * (len(found) > 1)} beside {n_good} good codes; the first: {first.file} "
        f"row {first.row}{unit}: {first.problem}; {first.remedy}. return_problems=True returns all."
    )


def summarise_problems(problems: pd.DataFrame) -> list[str]:
    """What is wrong with the rows of sheets, one line for each kind of mistake with its first five rows.

    Parameters
    ----------
    problems : DataFrame, one row per mistake
        As :func:`read_codes` returns it with ``return_problems=True``.

    Returns
    -------
    list of str
        The number of rows in the language of the first mistake, then a line for each kind, the most frequent first; empty where there is none.

    Examples
    --------
    >>> rows = [("a.xlsx", row, "", f"area is '{row + 7}'", "use 1 to 8") for row in range(2, 9)]
    >>> for line in summarise_problems(pd.DataFrame(rows, columns=Problem._fields)):
    ...     print(line)
    7 rows cannot be used
    7 × area is …; use 1 to 8: a.xlsx rows 2, 3, 4, 5, 6, …
    """
    if problems.empty:
        return []
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for row in problems.fillna("").to_dict("records"):
        one = Problem(*(row[name] for name in Problem._fields))
        kinds.setdefault((_VARYING.sub("…", one.problem), one.remedy), []).append(one)
    ordered = sorted(kinds.items(), key=lambda item: -len(item[1]))
    n_rows = len(problems[["file", "row"]].drop_duplicates())
    lang = sheet_language([str(problems["remedy"].iloc[0])[:1]])  # what was typed may be in another one
    words = words_of("coding.summary", lang)
    lines = [say(words["rows"], n=n_rows)]
    for (kind, remedy), own in ordered[:_KINDS]:
        said = {one.problem for one in own}
        problem = said.pop() if len(said) == 1 else kind
        lines.append(
            words["kind"].format(
                n=len(own), problem=_shorten(problem), remedy=remedy, places=_places(own, words)
            )
        )
    if left := sum(len(own) for _, own in ordered[_KINDS:]):
        lines.append(words["more"].format(n=left, kinds=len(ordered) - _KINDS))
    return lines


def _places(problems: list[Problem], words: Mapping[str, Any]) -> str:
    """The first rows, by file: ``a.xlsx rows 2, 3, 4; b.csv row 7, …``."""
    by_file: dict[str, list[str]] = {}
    for one in problems[:_SHOWN]:
        by_file.setdefault(one.file, []).append(str(one.row))
    named = [
        words["place" if len(rows) == 1 else "places"].format(file=file, rows=words["comma"].join(rows))
        for file, rows in by_file.items()
    ]
    return _one_line(words["semicolon"].join(named)) + (words["etc"] if len(problems) > _SHOWN else "")


def _shorten(text: str) -> str:
    return _one_line(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _one_line(text: str) -> str:
    """Text of strangers that a terminal shows as it is."""
    return "".join(char if char.isprintable() else "\ufffd" for char in one_line(text))
