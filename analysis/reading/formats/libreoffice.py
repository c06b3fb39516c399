"""Old office files by way of LibreOffice, where it is installed: it saves them anew in a format that is read here.

A process of its own with a clock and a profile of its own, in which macros, links and the network are off: neither does a
running LibreOffice take the job over nor does anything that the user has allowed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from analysis.reading.formats.limits import Clock, Extract, Limits, Refusal
from analysis.reading.remarks import Remark

_SETTINGS = {
    "/org.openoffice.Office.Common/Security/Scripting": {
        "MacroSecurityLevel": "3",
        "DisableMacrosExecution": "true",
        "BlockUntrustedRefererLinks": "true",
        "DisableActiveContent": "true",
    },
    "/org.openoffice.Office.Writer/Content/Update": {"Link": "0"},
    "/org.openoffice.Office.Calc/Content/Update": {"Link": "1"},
    # a proxy that nobody answers at: nothing is asked of the network
    "/org.openoffice.Inet/Settings": {
        "ooInetProxyType": "2",
        **{f"ooInet{name}ProxyName": "127.0.0.1" for name in ("HTTP", "HTTPS", "FTP")},
        **{f"ooInet{name}ProxyPort": "9" for name in ("HTTP", "HTTPS", "FTP")},
    },
}
# format -> the filter that writes it
_FILTERS = {"docx": "MS Word 2007 XML", "xlsx": "Calc MS Excel 2007 XML"}


def find_program() -> str | None:
    """LibreOffice's program, where it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def read_doc(data: bytes, limits: Limits, clock: Clock) -> Extract:
    """Read an old Word file (DOC, or WPS, which is the same)."""
    return _read(data, "doc", ("old_word", "old_word_unreadable"), limits, clock)


def read_word_xml(data: bytes, limits: Limits, clock: Clock) -> Extract:
    """Read a Word file that is one XML file."""
    return _read(data, "xml", ("word_xml", "word_xml_unreadable"), limits, clock)


def _read(data: bytes, ending: str, codes: tuple[str, str], limits: Limits, clock: Clock) -> Extract:
    """Read what LibreOffice saves anew; the codes are of its being absent and of its failing."""
    from analysis.reading.formats.word import read_docx

    missing, failed = codes
    if find_program() is None:
        raise Refusal("unsupported", missing)
    converted = convert(data, ending, "docx", clock)
    if converted is None:
        raise Refusal("unreadable", failed)
    found = read_docx(converted, limits, clock)
    return Extract(found.text, "doc", title=found.title, remarks=(Remark("by_libreoffice"), *found.remarks))


def convert(data: bytes, ending: str, wanted: str, clock: Clock) -> bytes | None:
    """A file as LibreOffice saves it anew.

    Parameters
    ----------
    data : bytes
        Contents of the file.
    ending : str
        Of its kind, by which LibreOffice looks for a reader.
    wanted : {"docx", "xlsx"}
        What it is saved as.
    clock : Clock
        Time allowed.

    Returns
    -------
    bytes or None
        None where LibreOffice is not installed, or cannot read the file.
    """
    program = find_program()
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="fazhi-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, f"report.{ending}")
        source.write_bytes(data)
        profile = Path(folder, "profile")
        _write_settings(profile)
        command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
        command += ["--convert-to", f"{wanted}:{_FILTERS[wanted]}", "--outdir", folder, str(source)]
        if not _run(command, max(1.0, clock.left())):
            clock.check()
        converted = source.with_suffix(f".{wanted}")
        return converted.read_bytes() if converted.is_file() else None


def _write_settings(profile: Path) -> None:
    """The settings of a profile, as LibreOffice keeps them."""
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, settings in _SETTINGS.items()
        for name, value in settings.items()
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>\n',
        encoding="utf-8",
    )


def _run(command: list[str], seconds: float) -> bool:
    """Run a program in silence; stop it and what it started, and return False, when it takes too long."""
    silent = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603 - a list, no shell, and no word of it comes from the file
        command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            return False
    return True
