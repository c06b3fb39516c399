"""What pip has to install to run a study again: this package's wheel, and each library in the version of the run.

Where the lock file of the checkout names the versions in use, its lines are taken over: they hold hashes, and serve every
system. Elsewhere the versions that are installed are written down, of this package's libraries and of theirs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

from analysis.errors import InputError

_NEED = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[([^\]]*)\])?([^;]*)(?:;(.*))?", re.DOTALL)
_EXTRA = re.compile(r"extra\s*==\s*[\"']([^\"']+)[\"']")
_LOCKED = re.compile(r"^([a-z0-9][a-z0-9.-]*)==([^\s;\\]+)")


def write_requirements(
    wheel: tuple[str, bytes],
    needs: Iterable[str],
    *,
    used: Mapping[str, str],
    lock: str | None = None,
) -> tuple[str, bool]:
    """The requirements file of a study.

    Parameters
    ----------
    wheel : tuple
        File name and bytes of this package's wheel, in the same folder as the file.
    needs : iterable of str
        What this package requires, as its metadata has it.
    used : mapping
        Version of each library that the receipt of the study names.
    lock : str, optional
        Contents of the lock file, of a checkout.

    Returns
    -------
    text : str
        One line for each library, the wheel as ``./NAME``.
    hashed : bool
        Whether each line has its hashes: whether the lock file names what was used.

    Raises
    ------
    InputError
        When a required library is not installed.

    Examples
    --------
    >>> text, hashed = write_requirements(("a-1-py3-none-any.whl", b""), ["numpy>=1"], used={"numpy": "2.0.1"})
    >>> print(text, hashed)
    ./a-1-py3-none-any.whl
    numpy==2.0.1
     False
    """
    name, data = wheel
    pinned = installed_versions(needs) | {key(name): version for name, version in used.items()}
    lines = None if lock is None else _locked_lines(lock, pinned)
    if lines is not None:
        digest = hashlib.sha256(data).hexdigest()
        return f"./{name} --hash=sha256:{digest}\n" + "".join(lines), True
    return "".join([f"./{name}\n", *(f"{one}=={pinned[one]}\n" for one in sorted(pinned))]), False


def installed_versions(needs: Iterable[str]) -> dict[str, str]:
    """Libraries that these requirements bring, and those that they require in turn, each in the version installed.

    What a system does not need is not installed there, which is why conditions other than extras are not read.
    """
    found: dict[str, str] = {}
    waiting: list[tuple[str, frozenset[str], bool]] = [(need, frozenset(), True) for need in needs]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        need, extras, own = waiting.pop()
        parts = _NEED.fullmatch(need)
        if parts is None:
            continue
        name, marker = key(parts[1]), parts[4] or ""
        asked = {key(extra) for extra in _EXTRA.findall(marker)}
        if asked and not asked & extras:
            continue
        wanted = frozenset(key(extra) for extra in (parts[2] or "").split(",") if extra.strip())
        if (name, wanted) in seen:
            continue
        try:
            there = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            if own and not marker:
                raise InputError(
                    "the package", f"needs {name}, which is not installed", f"pip install {name}"
                ) from None
            continue
        seen.add((name, wanted))
        found[name] = there.version
        waiting += [(other, wanted, False) for other in there.requires or ()]
    return found


def locked_needs(lock: str, needs: Iterable[str]) -> dict[str, list[str]]:
    """Entries of a lock file by name: of these requirements, and of what they require in turn.

    >>> lock = "a==1 \\\\\\n    --hash=sha256:0\\n    # via fazhi-analysis (pyproject.toml)\\nb==2\\n    # via a\\nc==3\\n"
    >>> {name: [entry.splitlines()[0] for entry in entries] for name, entries in locked_needs(lock, ["a"]).items()}
    {'a': ['a==1 \\\\'], 'b': ['b==2']}
    """
    entries: dict[str, list[str]] = {}
    parents: dict[str, set[str]] = {}
    for entry in re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]:
        found = _LOCKED.match(entry)
        if found is None:
            continue
        name = key(found[1])
        entries.setdefault(name, []).append(entry)
        comments = " ".join(re.findall(r"^\s+#\s*(?:via\b)?(.*)$", entry, flags=re.MULTILINE))
        parents.setdefault(name, set()).update(key(parent) for parent in comments.split())
    kept: set[str] = set()
    fresh = {key(found[1]) for need in needs if (found := _NEED.fullmatch(need))} & set(entries)
    while fresh:
        kept |= fresh
        fresh = {name for name, known in parents.items() if known & fresh} - kept
    return {name: entries[name] for name in sorted(kept)}


def _locked_lines(lock: str, pinned: Mapping[str, str]) -> list[str] | None:
    """The lock file's entries for these libraries; None where it has not the versions in use."""
    entries = locked_needs(lock, pinned)
    for name, version in pinned.items():
        versions = {found[2] for entry in entries.get(name, ()) if (found := _LOCKED.match(entry))}
        if version not in versions:
            return None
    return [entry for some in entries.values() for entry in some]


def key(name: str) -> str:
    """The one spelling of a library's name.

    >>> key("lxml_html_clean"), key("Jinja2")
    ('lxml-html-clean', 'jinja2')
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def read_lock(root: Path) -> str | None:
    """The lock file of a checkout, if it has one."""
    file = root / "requirements.lock"
    return file.read_text(encoding="utf-8") if file.is_file() else None
