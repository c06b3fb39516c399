"""Archives and e-mails: their files, also those of archives in them.

Each kind has a reader that gives names and contents; here they are counted and held to the limits that all share. The
standard library's zipfile unpacks in memory, and never more than a member declares.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator

from analysis.reading.decode import Undecodable, decode
from analysis.reading.formats.libarchive import foreign_members
from analysis.reading.formats.limits import DEFAULT_LIMITS, Clock, Limits, Refusal, is_bomb, too_large
from analysis.reading.formats.mail import mail_members
from analysis.reading.formats.sniff import MOST_ENTRIES, count_entries, sniff
from analysis.reading.formats.tarballs import packed_members, plain_members
from analysis.text import Names, whole

_Members = Iterator[tuple[str, bytes | Refusal]]


def members(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> _Members:
    """Walk the files of an archive (ZIP, TAR, 7z, RAR) or an e-mail, and of archives in it (one level).

    Directories, hidden files and what macOS adds are left out. Names are mere labels: nothing is written under them.

    Parameters
    ----------
    data : bytes
        Contents of the archive.
    limits : Limits
        How much the archive may ask for.

    Yields
    ------
    name : str
        Name inside the archive, "inner.zip/name" in an inner one; names in GBK are restored, and one that stands
        twice gets a number. Empty where it is the
        archive itself: the body of an e-mail, the one file that was packed, or where the archive broke off.
    content : bytes or Refusal
        Contents of the file, or why it is left unread.

    Raises
    ------
    Refusal
        When nothing of the archive can be read, or it holds too many files.

    Examples
    --------
    >>> import io, zipfile
    >>> buffer = io.BytesIO()
    >>> with zipfile.ZipFile(buffer, "w") as archive:
    ...     archive.writestr("2020/报告.txt", "依法行政")
    >>> [(name, content.decode()) for name, content in members(buffer.getvalue())]
    [('2020/报告.txt', '依法行政')]
    """
    names = Names()
    for name, content in _walk(data, limits, "", Counter()):
        yield names.give(whole(name)), content


def _walk(data: bytes, limits: Limits, prefix: str, seen: Counter[str]) -> _Members:
    reader = _READERS.get(sniff(data))
    if reader is None:
        raise Refusal("unreadable", "damaged_archive")
    if count_entries(data) > MOST_ENTRIES:  # told at its end: no name is read
        raise Refusal("unreadable", "too_many_files", n=limits.max_members)
    n_before = seen["members"]
    try:
        for name, content in reader(data, limits, Clock(limits.archive_seconds)):
            if not _is_wanted(name):
                continue
            seen["members"] += 1
            seen["bytes"] += 0 if isinstance(content, Refusal) else len(content)
            if seen["members"] > limits.max_members:
                raise Refusal("unreadable", "too_many_files", n=limits.max_members)
            if seen["bytes"] > limits.max_unpacked:
                raise Refusal("unreadable", "archive_bomb")
            yield from _walk_member(name, content, limits, prefix, seen)
    except Refusal as refusal:
        # what was read before an archive broke off stays read
        if seen["members"] == n_before or refusal.remark.code == "too_many_files":
            raise
        yield prefix.removesuffix("/"), refusal


def _walk_member(
    name: str, content: bytes | Refusal, limits: Limits, prefix: str, seen: Counter[str]
) -> _Members:
    label = prefix + name if name else prefix.removesuffix("/")
    if isinstance(content, Refusal) or sniff(content) not in ARCHIVES:
        yield label, content
    elif prefix:
        yield label, Refusal("unsupported", "nested_archive")
    else:
        try:
            yield from _walk(content, limits, f"{name}/" if name else "", seen)
        except Refusal as refusal:
            yield label, refusal


def _zip_members(data: bytes, limits: Limits, clock: Clock) -> _Members:
    """The files of a ZIP archive."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # zipfile raises many kinds of errors on damaged directories
        raise Refusal("unreadable", "damaged_archive") from error
    with archive:
        wanted = [
            (name, info)
            for info in archive.infolist()
            if not info.is_dir() and _is_wanted(name := _member_name(info))
        ]
        if len(wanted) > limits.max_members:
            raise Refusal("unreadable", "too_many_files", n=limits.max_members)
        for name, info in wanted:
            clock.check()
            yield name, _read_member(archive, info, limits)


def _is_wanted(name: str) -> bool:
    """Whether a member is a file that its owner sees, or the archive itself."""
    parts = [part for part in re.split(r"[/\\]", name) if part not in ("", ".", "..")]
    hidden = any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts)
    return (bool(parts) or not name) and not hidden


def _member_name(info: zipfile.ZipInfo) -> str:
    """Name of a member; Chinese Windows writes names in GBK without saying so."""
    if info.flag_bits & 0x800:  # the archive says that it is UTF-8
        return info.filename
    try:
        return decode(info.filename.encode("cp437")).text
    except (UnicodeEncodeError, Undecodable):
        return info.filename


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> bytes | Refusal:
    """Unpack a member in memory, or say why not; zipfile never unpacks more than a member declares."""
    if info.flag_bits & 1:
        return Refusal("unreadable", "encrypted_member")
    if info.file_size > limits.max_bytes:
        return too_large(limits)
    if is_bomb(info, limits):
        return Refusal("unreadable", "archive_bomb")
    try:
        return archive.read(info)
    except Exception as error:  # damaged data, wrong checksum, unknown compression
        return Refusal("unreadable", "not_unpacked", error=type(error).__name__)


_READERS: dict[str, Callable[[bytes, Limits, Clock], _Members]] = {
    "zip": _zip_members,
    "tar": plain_members,
    "packed": packed_members,
    "7z": foreign_members,
    "rar": foreign_members,
    "mail": mail_members,
}
ARCHIVES = frozenset(_READERS)  # kinds of files of files, which :func:`members` walks
