"""What can be read, said to people: each kind of file, what it takes, and whether that is installed here."""

from __future__ import annotations

from collections.abc import Callable

from analysis.language import words_of
from analysis.reading.formats import libarchive, libreoffice
from analysis.reading.formats.kinds import ARCHIVE, KINDS, TABLE, Kind
from analysis.reading.formats.ocr.extra import is_installed
from analysis.reading.remarks import Remark


def is_ready(kind: Kind) -> bool:
    """Whether what a kind needs is installed here."""
    there: dict[str, Callable[[], object]] = {
        "": lambda: True,
        "ocr": is_installed,
        "LibreOffice": libreoffice.find_program,
        "bsdtar": libarchive.find_program,
    }
    return bool(there[kind.needs]())


def describe_kinds(lang: str = "en") -> list[tuple[str, str, str, bool]]:
    """What can be read, for people.

    Parameters
    ----------
    lang : {"zh", "en"}

    Returns
    -------
    list of (str, str, str, bool)
        Each kind of file, its usual endings, what it needs or what is said of it, and whether what it needs is here.

    Examples
    --------
    >>> describe_kinds()[8]
    ('OpenDocument text', '.odt', 'read', True)
    >>> describe_kinds()[-2][:3]
    ('encrypted document', '.docx .doc', 'not read: is encrypted; save it without a password')
    """
    names, words = words_of("kinds", lang), words_of("kinds.needs", lang)
    rows = []
    for kind in KINDS:
        if not kind.endings:
            continue
        said = words[kind.needs or "nothing"]
        if kind.refusal and kind.refusal not in (ARCHIVE, TABLE):
            said = words["refused"].format(reason=Remark(kind.refusal[1]).say(lang))
        rows.append((names[kind.name], kind.endings, said, is_ready(kind)))
    return rows
