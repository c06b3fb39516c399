"""Facts that names of files and folders give by a pattern: ``{province}_{region}_{year}``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from analysis.errors import InputError
from analysis.reading.remarks import Remark
from analysis.reading.tabular.facts import Facts, read_facts

FIELDS = (
    "title", "doc_type", "issuer", "region", "province", "region_code", "level", "year", "published", "doc_number",
)  # fmt: skip
_ANY = ("", "*")  # of what is passed over
_PART = re.compile(r"\{([^{}/]*)\}")
_SHAPES = {"year": r"(?:19|20)\d\d年?度?", "region_code": r"\d{2,12}"}


@dataclass(frozen=True)
class NamePattern:
    """A pattern of names, with its fields.

    Parameters
    ----------
    pattern : str
        Fields in braces, everything else as it stands; ``{*}`` is anything; a slash stands between folders. The ending of the
        file is left out, and so are folders above those of the pattern.

    Raises
    ------
    InputError
        For a field that is none, or twice the same.

    Examples
    --------
    >>> NamePattern("{province}_{region}_{year}").read("data/湖北_武汉_2020.txt").given
    {'province': '湖北省', 'region': '武汉市', 'year': 2020, 'region_code': '420100'}
    >>> NamePattern("{year}/{region}").read("2019/铜陵市.pdf").given["region_code"]
    '340700'
    """

    pattern: str

    def __post_init__(self) -> None:
        fields = _PART.findall(self.pattern)
        known = [name for name in fields if name not in _ANY]
        for name in known:
            if name not in FIELDS:
                problem = f"has {{{name}}}"
                raise InputError("name", problem, f"use {', '.join(FIELDS)}, or {{*}} for anything")
        if not known or len(set(known)) < len(known):
            raise InputError(
                "name", f"is {self.pattern!r}", "name each field once, such as '{province}_{region}_{year}'"
            )

    def read(self, label: str) -> Facts:
        """The facts that a path gives; a remark where it does not fit."""
        path = PurePosixPath(unicodedata.normalize("NFKC", label).replace("\\", "/"))
        path = path.with_suffix("") if len(path.suffix) < 6 and not path.suffix[1:].isdecimal() else path
        own = "/".join(path.parts[-1 - self.pattern.count("/") :])
        found = self._expression.fullmatch(own)
        if found is None:
            return Facts({}, (Remark("name_does_not_fit", pattern=self.pattern),))
        facts = read_facts({name: cell.strip() for name, cell in found.groupdict().items() if cell.strip()})
        unread = tuple(
            Remark("name_unreadable", column=one.column, value=one.value) for one in facts.unreadable
        )
        return Facts(facts.given, (*facts.remarks, *unread))

    @property
    def _expression(self) -> re.Pattern[str]:
        parts = _PART.split(unicodedata.normalize("NFKC", self.pattern))
        pieces = []
        for number, part in enumerate(parts):
            if number % 2 == 0:
                pieces.append(re.escape(part))
            elif part in _ANY:
                pieces.append("[^/]*")
            else:
                pieces.append(f"(?P<{part}>{_SHAPES.get(part, '[^/]+?')})")
        return re.compile("".join(pieces))
