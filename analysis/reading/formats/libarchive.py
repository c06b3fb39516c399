"""7z and RAR archives by way of libarchive's program ``bsdtar``, where it is installed.

macOS and Windows bring it as ``tar``, Debian and Ubuntu have it as ``libarchive-tools``. It turns an archive into a TAR
stream, in a process of its own and with a clock, so that what is read goes through the limits of TAR archives. The
libraries for Python bring eight others (py7zr) or need a program too (rarfile).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

from analysis.reading.formats.limits import Clock, Limits, Refusal
from analysis.reading.formats.tarballs import Counted, tar_members

_MOST_SAID = 4096  # bytes of what the program complains of


@cache
def _find(path: str) -> str | None:
    """The program on a search path: ``bsdtar``, or a ``tar`` that says that it is one."""
    own = shutil.which("bsdtar", path=path)
    if own is not None:
        return own
    other = shutil.which("tar", path=path)
    if other is None:
        return None
    try:
        said = subprocess.run([other, "--version"], capture_output=True, timeout=10, check=False).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return other if said.startswith(b"bsdtar") else None


def find_program() -> str | None:
    """The program, where it is installed."""
    return _find(os.environ.get("PATH", os.defpath))


def foreign_members(data: bytes, limits: Limits, clock: Clock) -> Iterator[tuple[str, bytes | Refusal]]:
    """The files of a 7z or RAR archive."""
    program = find_program()
    if program is None:
        raise Refusal("unsupported", "archive_without_program")
    with tempfile.TemporaryDirectory(prefix="fazhi-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, "archive")
        source.write_bytes(data)
        # the name of the file is ours; names inside reach no disk, since the output is a stream
        command = [program, "--format", "pax", "-cf", "-", f"@{source}"]
        said = Path(folder, "said")
        with (
            said.open("wb") as complaints,
            subprocess.Popen(  # noqa: S603 - a list, no shell, and no word of it comes from the file
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
                start_new_session=True,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
            ) as process,
        ):
            alarm = threading.Timer(max(0.1, clock.left()), _stop, [process])
            alarm.daemon = True
            alarm.start()
            try:
                output: IO[bytes] = process.stdout  # type: ignore[assignment]
                yield from tar_members(Counted(output, len(data), limits, clock), limits)
                output.read()
            except Refusal:
                clock.check()
                _complain(said)
                raise
            finally:
                alarm.cancel()
                _stop(process)
        _complain(said)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the program, if it still runs; the alarm may do so at the same moment."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()


def _complain(said: Path) -> None:
    """Raise the refusal of an archive that the program could not read wholly."""
    with said.open("rb") as file:
        words = file.read(_MOST_SAID).lower()
    if b"encrypt" in words or b"passphrase" in words or b"password" in words:
        raise Refusal("unreadable", "encrypted_member")
    if words.strip():
        raise Refusal("unreadable", "damaged_archive")
