"""Names of files as every system can write them: a package that one packs, another unpacks."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

# signs, blanks and stops at the end, and names of devices, that some system forbids
_FORBIDDEN = re.compile(
    r'[\x00-\x1f\x7f-\x9f\\:*?"<>|%\u2028\u2029]|[. ]\Z|\A(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|\Z)',
    re.IGNORECASE,
)
_LONGEST = 200  # bytes of one part of a path; systems take 255, some of them of a path as a whole little more
_ENDING = 10  # bytes of an ending that a shortened name keeps


def portable_name(name: str) -> str:
    """The path of a file as every system can write it: what some forbid is written as %XX, a long part cut.

    >>> portable_name("2020/a:b\\\\c.txt"), portable_name("青岚市 2020.txt"), portable_name("aux.txt")
    ('2020/a%3Ab%5Cc.txt', '青岚市 2020.txt', '%61%75%78.txt')
    """
    return "/".join(map(_part, name.split("/")))


def portable_names(names: Iterable[str]) -> dict[str, str]:
    """The portable name of each path; where a system that does not tell letters by size takes two for one, the second is told by its hash.

    >>> portable_names(["B.txt", "a.txt", "b.txt"])
    {'B.txt': 'B.txt', 'a.txt': 'a.txt', 'b.txt': 'b%~ffa0da5d885fba09.txt'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(names):
        written = portable_name(name)
        key = unicodedata.normalize("NFC", written).casefold()
        found[name] = _told_by_hash(written, name) if key in taken else written
        taken.add(key)
    return found


def _part(part: str) -> str:
    if part in (".", ".."):  # which lead elsewhere, and are refused as they are
        return part
    written = _FORBIDDEN.sub(lambda own: "".join(f"%{byte:02X}" for byte in own[0].encode()), part)
    return written if len(written.encode()) <= _LONGEST else _told_by_hash(written, part)


def _told_by_hash(written: str, name: str) -> str:
    """A name with a part of a hash, which no sign written as %XX looks like."""
    path = PurePosixPath(written)
    ending = path.suffix if len(path.suffix.encode()) <= _ENDING else ""
    stem = path.name.removesuffix(ending).encode()[: _LONGEST - _ENDING - 18].decode(errors="ignore")
    return str(path.with_name(f"{stem}%~{hashlib.sha256(name.encode()).hexdigest()[:16]}{ending}"))
