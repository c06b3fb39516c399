"""Write docs/dependencies.md: what an installation brings, its licences and its size, from the installed distributions.

python -m tools.dependencies
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "dependencies.md"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FOR_USERS = ("fast", "cluster", "ocr", "tomotopy", "notebooks")
_OLD_NAMES = {"MIT License": "MIT", "BSD License": "BSD", "Apache Software License": "Apache-2.0"}
_HEAD = """# What an installation brings

Made by `python -m tools.dependencies` from the versions that `requirements.lock` pins, on {system}; sizes are those of the
unpacked files, without compiled Python. `make audit` asks a database of known vulnerabilities about every pinned version
(with the network).

"""


def brought(needs: Iterable[Requirement]) -> set[str]:
    """Distributions that a pip brings which follows an extra only under the very name that its owner gives it."""
    found: set[str] = set()
    waiting = [(need, "") for need in needs]
    while waiting:
        need, extra = waiting.pop()
        name = canonicalize_name(need.name)
        if need.marker is not None and not need.marker.evaluate({"extra": extra}):
            continue
        there = metadata.distribution(name)
        named = need.extras & set(there.metadata.get_all("Provides-Extra") or ())
        if name in found and not named:
            continue
        found.add(name)
        waiting += [(Requirement(other), extra) for other in there.requires or () for extra in named or {""}]
    return found


def required() -> list[Requirement]:
    """What the package cannot do without."""
    return [Requirement(need) for need in PROJECT["dependencies"]]


def licence(name: str) -> str:
    """The licence that a distribution states: its expression, else its classifiers, else the first line of its text."""
    about = metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return expression
    classified = [
        text.rpartition(" :: ")[2]
        for text in about.get_all("Classifier") or ()
        if text.startswith("License :: ")
    ]
    named = [_OLD_NAMES.get(text, text) for text in classified if text != "OSI Approved"]
    texts = [str(file.locate()) for file in metadata.files(name) or () if "LICEN" in file.name.upper()]
    stated = about.get("License") or "".join(Path(text).read_text("utf-8") for text in texts[:1])
    return " / ".join(named) or stated.strip().partition("\n")[0] or "not stated"


def size(name: str) -> float:
    """Megabytes of the files of a distribution."""
    files = [Path(str(file.locate())) for file in metadata.files(name) or () if file.suffix != ".pyc"]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def page(system: str) -> str:
    """The page, a table for what is always there and one for each extra."""
    base = brought(required())
    parts = [_HEAD.format(system=system), _section("Always", base)]
    for extra in FOR_USERS:
        needs = [Requirement(need) for need in PROJECT["optional-dependencies"][extra]]
        parts.append(_section(f"With `[{extra}]`", brought(needs) - base))
    return "\n".join(parts)


def _section(title: str, names: set[str]) -> str:
    sizes = {name: size(name) for name in sorted(names)}
    rows = [
        f"| {name} | {metadata.version(name)} | {re.sub(r'[|]', '/', licence(name))} | {sizes[name]:.1f} |"
        for name in sizes
    ]
    head = f"## {title}: {len(rows)} distributions, {sum(sizes.values()):.0f} MB"
    return "\n".join([head, "", "| distribution | version | licence | MB |", "|---|---|---|---:|", *rows, ""])


def main() -> None:
    import platform

    PAGE.write_text(page(f"{platform.system()} with Python {platform.python_version()}"), encoding="utf-8")


if __name__ == "__main__":
    main()
