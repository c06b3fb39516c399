"""ZIP archives: their files, also those of archives in them.

The standard library's zipfile unpacks in memory, and never more than a member declares.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator

from analysis.reading.decode import Undecodable, decode
from analysis.reading.formats.limits import DEFAULT_LIMITS, Limits, Refusal, is_bomb, too_large
from analysis.reading.formats.sniff import sniff_binary


def members(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Iterator[tuple[str, bytes | Refusal]]:
    """Walk the files of a ZIP archive, and of archives in it (one level).

    Directories, hidden files and what macOS adds are left out. Names are mere labels: nothing is written.

    Parameters
    ----------
    data : bytes
        Contents of the archive.
    limits : Limits
        How much the archive may ask for.

    Yields
    ------
    name : str
        Name inside the archive, "inner.zip/name" in an inner one; names in GBK are restored.
    content : bytes or Refusal
        Contents of the file, or why it is left unread.

    Raises
    ------
    Refusal
        When the archive itself is damaged or holds too many files.

    Examples
    --------
    >>> import io, zipfile
    >>> buffer = io.BytesIO()
    >>> with zipfile.ZipFile(buffer, "w") as archive:
    ...     archive.writestr("2020/报告.txt", "依法行政")
    >>> [(name, content.decode()) for name, content in members(buffer.getvalue())]
    [('2020/报告.txt', '依法行政')]
    """
    yield from _walk_archive(data, limits, "", Counter())


def _walk_archive(
    data: bytes, limits: Limits, prefix: str, seen: Counter[str]
) -> Iterator[tuple[str, bytes | Refusal]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # zipfile raises many kinds of errors on damaged directories
        raise Refusal("unreadable", "damaged_archive") from error
    with archive:
        wanted = [(name, info) for info in archive.infolist() if _is_wanted(name := _member_name(info), info)]
        seen["members"] += len(wanted)
        if seen["members"] > limits.max_members:
            raise Refusal("unreadable", "too_many_files", n=limits.max_members)
        for name, info in wanted:
            content = _read_member(archive, info, limits)
            if isinstance(content, Refusal) or sniff_binary(content) != "zip":
                yield prefix + name, content
            elif prefix:
                yield prefix + name, Refusal("unsupported", "nested_archive")
            else:
                try:
                    yield from _walk_archive(content, limits, f"{name}/", seen)
                except Refusal as refusal:
                    yield name, refusal


def _is_wanted(name: str, info: zipfile.ZipInfo) -> bool:
    """Whether a member is a file that its owner sees."""
    parts = [part for part in re.split(r"[/\\]", name) if part not in ("", ".", "..")]
    hidden = any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts)
    return bool(parts) and not info.is_dir() and not hidden


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
