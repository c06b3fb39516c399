"""Several categories in one cell of a coding sheet: refused with the reason, in the language of the sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from analysis.language import say, words_of
from analysis.text import plain_cell

_BETWEEN = re.compile(r"[;；,，、/\\+&\n]|\s(?:and|or)\s|[和与及或]|\s+")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def sheet_language(header: Iterable[str]) -> str:
    """The language that the captions of a sheet are in; English for a table without captions.

    >>> sheet_language(["area｜领域"]), sheet_language(["area｜task area"]), sheet_language(["area"])
    ('zh', 'en', 'en')
    """
    return "zh" if any(_CHINESE.search(caption) for caption in header) else "en"


def several_said(
    field: str, value: str, spellings: Mapping[str, str], lang: str = "en"
) -> tuple[str, str] | None:
    """Problem and remedy of a cell that names several categories; None for any other cell.

    >>> several_said("area", "1;3", {"1": "1", "3": "3"})[0]
    "area is '1;3', which is 2 categories: a unit has one"
    >>> several_said("area", "1;9", {"1": "1", "3": "3"}) is None
    True
    """
    parts = [plain_cell(part) for part in _BETWEEN.split(value) if part and part.strip()]
    if len(parts) < 2 or not all(part in spellings for part in parts):
        return None
    words = words_of("coding.several", lang)
    remedy = words["remedy" if field == "area" else "remedy_second"]
    return say(words["problem"], field=field, value=repr(value), n=len(parts)), remedy
