"""This package as a wheel, made again from what is installed here or from the checkout: the same files, the same bytes.

A study names a version of the package that an index may not have; with the wheel beside it, pip installs the code that
ran. An installed package lists its files in RECORD, which is all that is taken; a checkout holds the same files at the
places that ``pyproject.toml`` gives. The standard library does the work, since a user has no build tool.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import analysis
from analysis.errors import InputError

NAME = "fazhi-analysis"
_PACKAGE = Path(analysis.__file__).resolve().parent
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP file can hold
_TAGS = b"Wheel-Version: 1.0\nGenerator: fazhi-analysis\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
# of the installation, not of the wheel
_MADE_BY_INSTALLING = {"RECORD", "INSTALLER", "REQUESTED", "WHEEL", "direct_url.json", "uv_cache.json"}


def wheel_files() -> dict[str, bytes]:
    """Path in the wheel and contents of each of its files, but for RECORD.

    Returns
    -------
    dict
        ``analysis/…``, with the shipped model and sample reports in ``analysis/shipped``, and
        ``fazhi_analysis-VERSION.dist-info/…``.

    Raises
    ------
    InputError
        When the package was neither installed nor lies in its checkout, or a file of it is missing.

    Examples
    --------
    >>> files = wheel_files()
    >>> "analysis/shipped/models/area-2015/model.skops" in files
    True
    """
    installed = _installed()
    if installed is not None:
        files = dict(_from_record(installed))
    elif (root := checkout()) is not None:
        files = dict(_from_checkout(root))
    else:
        problem = f"in '{_PACKAGE}' is neither installed nor a checkout, so that no wheel can be made of it"
        raise InputError("the package", problem, "install its wheel with pip")
    return {**files, f"{_info()}/WHEEL": _TAGS}


def pack_wheel(files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """File name and bytes of the wheel that holds these files.

    The files stand in order, stored as they are, since compression differs between versions of zlib.

    Parameters
    ----------
    files : mapping
        As :func:`wheel_files` gives them.

    Returns
    -------
    name : str
    data : bytes

    Examples
    --------
    >>> name, data = pack_wheel(wheel_files())
    >>> name.endswith("-py3-none-any.whl"), data[:2]
    (True, b'PK')
    """
    record = f"{_info()}/RECORD"
    names = sorted(files, key=lambda name: (name.startswith(_info()), name))  # what describes it comes last
    rows = [(name, _digest(files[name]), len(files[name])) for name in names]
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([*rows, (record, "", "")])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in [*names, record]:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, table.getvalue() if name == record else files[name])
    return f"{_stem()}-py3-none-any.whl", buffer.getvalue()


def checkout() -> Path | None:
    """The top of the checkout that the package runs from; None where it was installed."""
    project = _PACKAGE.parent / "pyproject.toml"
    if _installed() is None and project.is_file():
        stated = tomllib.loads(project.read_text(encoding="utf-8")).get("project", {})
        return project.parent if stated.get("name") == NAME else None
    return None


def _stem() -> str:
    return f"{NAME.replace('-', '_')}-{analysis.__version__}"


def _info() -> str:
    return f"{_stem()}.dist-info"


def _installed() -> metadata.Distribution | None:
    """The distribution whose files are those that run; an editable one only points to a checkout."""
    try:
        found = metadata.distribution(NAME)
    except metadata.PackageNotFoundError:
        return None
    running = _PACKAGE / "__init__.py"
    listed = any(str(file) == "analysis/__init__.py" for file in found.files or ())
    return (
        found
        if listed and Path(str(found.locate_file("analysis/__init__.py"))).resolve() == running
        else None
    )


def _from_record(installed: metadata.Distribution) -> Iterator[tuple[str, bytes]]:
    for listed in installed.files or ():
        parts = listed.parts
        described = parts[0].endswith(".dist-info")
        if ".." in parts or "__pycache__" in parts or not (parts[0] == "analysis" or described):
            continue  # the command and what Python compiled are made when it is installed
        if described and parts[-1] in _MADE_BY_INSTALLING and len(parts) == 2:
            continue
        file = Path(str(listed.locate()))
        if not file.is_file():
            raise InputError("the package", f"lacks its file '{listed}'", "install it again")
        yield "/".join((_info(), *parts[1:]) if described else parts), file.read_bytes()


def _from_checkout(root: Path) -> Iterator[tuple[str, bytes]]:
    stated = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project, included = stated["project"], stated["tool"]["hatch"]["build"]["targets"]["wheel"]
    for package in included["packages"]:
        yield from _below(root / package, package)
    for source, place in included["force-include"].items():
        yield from _below(root / source, place)
    for name in project["license-files"]:
        yield f"{_info()}/licenses/{name}", (root / name).read_bytes()
    yield f"{_info()}/METADATA", _describe(project, (root / project["readme"]).read_text(encoding="utf-8"))
    commands = [f"{name} = {place}\n" for name, place in sorted(project["scripts"].items())]
    yield f"{_info()}/entry_points.txt", "".join(["[console_scripts]\n", *commands]).encode()


def _below(folder: Path, place: str) -> Iterator[tuple[str, bytes]]:
    """Files of a folder, without what Python compiled and what is hidden."""
    for file in sorted(folder.rglob("*")):
        parts = file.relative_to(folder).parts
        if file.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in parts):
            yield "/".join((place, *parts)), file.read_bytes()


def _describe(project: Mapping[str, Any], readme: str) -> bytes:
    """Core metadata (version 2.4) of a ``[project]`` table."""
    lines = [
        ("Metadata-Version", "2.4"),
        ("Name", NAME),
        ("Version", analysis.__version__),
        ("Summary", project["description"]),
        ("Author", ", ".join(author["name"] for author in project["authors"])),
        ("License-Expression", project["license"]),
        *(("License-File", name) for name in project["license-files"]),
        ("Keywords", ",".join(sorted(project["keywords"]))),
        *(("Classifier", name) for name in project["classifiers"]),
        ("Requires-Python", project["requires-python"]),
        *(("Requires-Dist", need) for need in project["dependencies"]),
    ]
    for extra, needs in sorted(project["optional-dependencies"].items()):
        lines.append(("Provides-Extra", extra))
        for need in needs:
            wanted, _, marker = (part.strip() for part in need.partition(";"))
            condition = f"({marker}) and extra == '{extra}'" if marker else f"extra == '{extra}'"
            lines.append(("Requires-Dist", f"{wanted}; {condition}"))
    lines.append(("Description-Content-Type", "text/markdown"))
    return ("".join(f"{name}: {value}\n" for name, value in lines) + f"\n{readme}").encode()


def _digest(data: bytes) -> str:
    """Hash as RECORD writes it."""
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
