"""TAR archives, packed by gzip, bzip2 or xz or not at all, and single files that were packed so.

The standard library alone. Archives are read as a stream, so nothing is unpacked that no limit has counted; links, devices
and sparse files are refused.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Iterator
from typing import IO, Any

from analysis.reading.decode import Undecodable, decode
from analysis.reading.formats.limits import Clock, Limits, Refusal, too_large

_PACKERS: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\0": lzma.open}
_BLOCK = 512  # bytes of the header of a member
_MEBIBYTE = 1 << 20
_FOLDERS = 4  # entries to a file, folders among them


class Counted(io.RawIOBase):
    """A stream that refuses to give more than the limits allow.

    Parameters
    ----------
    stream : binary file
        What unpacks.
    packed : int
        Bytes that it unpacks from.
    limits : Limits
    clock : Clock
    """

    def __init__(self, stream: IO[bytes], packed: int, limits: Limits, clock: Clock) -> None:
        self._stream, self._clock = stream, clock
        self._left = min(limits.max_unpacked, max(_MEBIBYTE, int(limits.max_ratio * packed)))

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self._clock.check()
        data = self._stream.read(self._left + 1 if size < 0 else min(size, self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise Refusal("unreadable", "archive_bomb")
        return data


def is_packed(data: bytes) -> bool:
    """Whether the first bytes are those of gzip, bzip2 or xz."""
    return data.startswith(tuple(_PACKERS))


def is_tar(data: bytes) -> bool:
    """Whether the first block is the header of a TAR archive, told by its sum."""
    if len(data) < _BLOCK or not data[:_BLOCK].strip(b"\0"):
        return False
    try:
        tarfile.TarInfo.frombuf(data[:_BLOCK], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return False
    return True


def unpack(data: bytes) -> IO[bytes]:
    """The stream that a file was packed from."""
    packer = next(packer for magic, packer in _PACKERS.items() if data.startswith(magic))
    stream: IO[bytes] = packer(io.BytesIO(data))
    return stream


def packed_members(data: bytes, limits: Limits, clock: Clock) -> Iterator[tuple[str, bytes | Refusal]]:
    """The files of a packed archive, or the one file that was packed, whose name is the archive's own."""
    try:
        head = unpack(data).read(_BLOCK)
    except Exception as error:  # each library raises errors of its own
        raise Refusal("unreadable", "damaged_archive") from error
    stream = Counted(unpack(data), len(data), limits, clock)
    if is_tar(head):
        yield from tar_members(stream, limits)
        return
    content = b""
    try:
        content = stream.read(limits.max_bytes + 1)
    except Refusal:
        raise
    except Exception as error:
        raise Refusal("unreadable", "damaged_archive") from error
    yield "", too_large(limits) if len(content) > limits.max_bytes else content


def plain_members(data: bytes, limits: Limits, clock: Clock) -> Iterator[tuple[str, bytes | Refusal]]:
    """The files of a TAR archive that is not packed."""
    return tar_members(Counted(io.BytesIO(data), len(data), limits, clock), limits)


def tar_members(stream: Any, limits: Limits) -> Iterator[tuple[str, bytes | Refusal]]:
    """The files of a TAR archive that comes as a stream; where it breaks off, that is said under the archive's own name."""
    try:
        with tarfile.open(fileobj=stream, mode="r|", errors="surrogateescape", encoding="utf-8") as archive:
            for number, info in enumerate(archive):
                if number > _FOLDERS * limits.max_members:  # tarfile remembers each
                    raise Refusal("unreadable", "too_many_files", n=limits.max_members)
                if not info.isdir():
                    yield _name(info.name), _content(archive, info, limits)
    except Refusal:
        raise
    except Exception as error:  # damaged headers raise many kinds of errors
        raise Refusal("unreadable", "damaged_archive") from error


def _content(archive: tarfile.TarFile, info: tarfile.TarInfo, limits: Limits) -> bytes | Refusal:
    if not info.isreg():
        return Refusal("unsupported", "member_no_file")
    if info.issparse():
        return Refusal("unreadable", "archive_bomb")
    if info.size > limits.max_bytes:
        return too_large(limits)
    file = archive.extractfile(info)
    content = b"" if file is None else file.read()
    if len(content) < info.size:
        raise Refusal("unreadable", "damaged_archive")
    return content


def _name(name: str) -> str:
    """Name of a member; one that is not UTF-8 is GBK, as a rule."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raw = name.encode("utf-8", "surrogateescape")
        try:
            return decode(raw).text
        except Undecodable:
            return raw.decode("utf-8", "backslashreplace")
    return name
