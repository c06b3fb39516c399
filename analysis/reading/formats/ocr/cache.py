"""What was read on a picture is kept, by the picture's content: one small JSON file each, written once.

JSON and plain files, because a cache that others can write to must not be able to run code. The key is a hash of the
pixels, the library's version and the settings, so nothing is ever out of date; the folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from analysis.reading.formats.ocr.engine import Read, Scan, version

SETTING = "FAZHI_CACHE"


def cache_folder() -> Path | None:
    """Where readings are kept: ``$FAZHI_CACHE``, else the user's folder for caches; None where that setting is empty."""
    given = os.environ.get(SETTING)
    if given is not None:
        return Path(given, "ocr") if given.strip() else None
    homes = {
        "darwin": Path("~", "Library", "Caches"),
        "win32": Path(os.environ.get("LOCALAPPDATA") or Path("~", "AppData", "Local")),
    }
    home = homes.get(sys.platform, Path(os.environ.get("XDG_CACHE_HOME") or Path("~", ".cache")))
    try:
        return home.expanduser() / "fazhi" / "ocr"
    except RuntimeError:  # a user without a home
        return None


def key_of(picture: Any) -> str:
    """Hash of the pixels of a picture and of all that shapes what is read on it."""
    about = f"{version()}\0{picture.mode}\0{picture.size}\0".encode()
    return hashlib.sha256(about + picture.tobytes()).hexdigest()


def find(key: str) -> Scan | None:
    """What was read on the picture with this key; None where it is not known."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        found = json.loads((folder / key[:2] / f"{key}.json").read_text(encoding="utf-8"))
        lines = tuple(
            Read(tuple((float(x), float(y)) for x, y in corners), str(text), float(confidence))
            for corners, text, confidence in found["lines"]
        )
        if any(len(line.corners) != 4 for line in lines):
            return None
        return Scan(
            int(found["width"]), int(found["height"]), lines, int(found["dropped"]), bool(found["over"])
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):  # not there, or damaged: read again
        return None


def keep(key: str, scan: Scan) -> None:
    """Keep what was read; where the folder cannot be written to, nothing is kept."""
    folder = cache_folder()
    if folder is None:
        return
    with suppress(OSError):
        place = folder / key[:2]
        place.mkdir(parents=True, exist_ok=True)
        handle, work = tempfile.mkstemp(prefix=".work-", dir=place)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(scan._asdict(), file, ensure_ascii=False, separators=(",", ":"))
            Path(work).replace(place / f"{key}.json")
        finally:
            Path(work).unlink(missing_ok=True)
