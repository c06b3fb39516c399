"""What the readers remark of a file: a code with named parts, said in words only where a person reads it.

The sentence of each code is in the section ``remarks`` of the words of each language.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.language import say, words_of

if TYPE_CHECKING:
    import pandas as pd

# what is told of files that nobody takes for reports; no fault of the work
HOUSEKEEPING = frozenset(
    ["own_results", "own_table", "own_metadata", "lock_file", "system_file", "program_code", "excluded"]
)
# what is said of a whole table, with its first row
ABOUT_TABLES = frozenset(
    [
        "table_of_reports",
        "table_columns",
        "sheet_columns",
        "table_by_content",
        "table_texts_left",
        "table_covariates",
        "table_days",
        "sheets_left_out",
    ]
)


# parts that are words of a list, which has names in each language
_PLACES = ("place", "other_place")
_LABELS = ("type", "other_type", "level")


@dataclass(frozen=True, init=False)
class Remark:
    """One thing that was doubtful, damaged or inferred, or why a file was not read.

    Parameters
    ----------
    code : str
        Its key among the words.
    **parts : str, int or float
        What its sentence names.

    Examples
    --------
    >>> Remark("damaged_date", value="730日").say()
    "damaged date '730日'"
    >>> Remark("damaged_date", value="730日").say("zh")
    '日期有缺损：“730日”'
    """

    code: str
    parts: dict[str, Any]

    def __init__(self, code: str, /, **parts: Any) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "parts", parts)

    def say(self, lang: str = "en") -> str:
        """The remark in words."""
        parts = {name: _named(name, part, lang) for name, part in self.parts.items()}
        return say(words_of("remarks", lang)[self.code], **parts)


def _named(name: str, part: Any, lang: str) -> Any:
    """A part in words: places, types and levels have names in each language."""
    if name in _PLACES:
        return words_of("places", lang).get(part, part)
    return words_of("labels", lang).get(part, part) if name in _LABELS else part


def pack_remarks(remarks: Iterable[Remark]) -> str | None:
    """Remarks as a cell of a table, in JSON; None where there are none.

    >>> pack_remarks([Remark("title_not_found"), Remark("same_text", file="a; b.txt")])
    '[{"code":"title_not_found"},{"code":"same_text","file":"a; b.txt"}]'
    """
    rows = [{"code": remark.code, **remark.parts} for remark in remarks]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else None


def unpack_remarks(cell: Any) -> list[Remark]:
    """The remarks of a cell of :func:`pack_remarks`; none of a cell that is missing.

    >>> unpack_remarks('[{"code":"same_text","file":"a; b.txt"}]')
    [Remark(code='same_text', parts={'file': 'a; b.txt'})]
    """
    rows = json.loads(cell) if isinstance(cell, str) else []
    return [Remark(row["code"], **{name: row[name] for name in row if name != "code"}) for row in rows]


def is_housekeeping(cell: Any) -> bool:
    """Whether the remarks of a file only say that it is no report and was never meant as one.

    >>> is_housekeeping('[{"code":"lock_file"}]'), is_housekeeping('[{"code":"scanned"}]'), is_housekeeping(None)
    (True, False, False)
    """
    remarks = unpack_remarks(cell)
    return bool(remarks) and all(remark.code in HOUSEKEEPING for remark in remarks)


def say_remarks(remarks: Sequence[Remark], lang: str = "en") -> str | None:
    """All remarks of a file in one line; None where there are none.

    >>> say_remarks([Remark("title_not_found"), Remark("region_not_found")])
    'title not found; region not found'
    """
    return words_of("signs", lang)["semicolon"].join(remark.say(lang) for remark in remarks) or None


def days_for_years(reports: pd.DataFrame, ledger: pd.DataFrame) -> list[Remark]:
    """Which columns of tables of texts have days to take years from; none where every report has a year.

    >>> import pandas as pd
    >>> ledger = pd.DataFrame({"remarks": ['[{"code":"table_days","column":"Day","name":"Day"}]', None]})
    >>> days_for_years(pd.DataFrame({"year": [2019, None]}), ledger)
    [Remark(code='table_days', parts={'column': 'Day', 'name': 'Day'})]
    """
    found: list[Remark] = []
    for remark in (remark for cell in ledger["remarks"] for remark in unpack_remarks(cell)):
        if remark.code == "table_days" and remark not in found and reports["year"].isna().any():
            found.append(remark)
    return found


def ledger_remarks(ledger: pd.DataFrame, lang: str) -> list[str]:
    """The remarks of each row of a ledger in a language; what its codes do not tell stands as the ledger has it.

    >>> import pandas as pd
    >>> ledger = pd.DataFrame({"warnings": ["title not found"], "remarks": ['[{"code":"title_not_found"}]']})
    >>> ledger_remarks(ledger, "zh")
    ['未找到标题']
    """
    written = ledger["warnings"].astype("string").fillna("")
    if lang == "en" or "remarks" not in ledger.columns:
        return written.tolist()
    return [_said(cell, lang) or text for cell, text in zip(ledger["remarks"], written, strict=True)]


def _said(cell: Any, lang: str) -> str | None:
    try:
        return say_remarks(unpack_remarks(cell), lang)
    except (ValueError, LookupError, TypeError):  # of a table that other hands made
        return None
