"""The receipt of a run: what was read, with what, which function made which table and figure, and every file's hash.

No clock and no folder of the machine stands in it, so that the same run writes the same bytes anywhere. It is read as
something a stranger wrote: names and numbers are checked against what this package knows, and nothing in it is run.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

from analysis import __version__
from analysis.areas.models import find_model, read_card
from analysis.errors import InputError
from analysis.output import written_whole
from analysis.paths import resource, shipped_model
from analysis.reading.formats import Refusal
from analysis.study.portable import portable_name
from analysis.study.spec import check_parameters
from analysis.taxonomy import load_scheme
from analysis.text import one_line

NAME = "manifest.json"
SCHEME_TABLE = "scheme.csv"  # of own categories, among the tables
LEARNED = "model"  # folder of a model that the run learned from its codes, in the results
PLAN = "plan.toml"  # the plan that a run compared itself with
FORM = 1
MAX_BYTES = 50 * 2**20
_SHOWN = 300  # characters of a reason
LIBRARIES = ("numpy", "scipy", "pandas", "scikit-learn", "jieba", "gensim", "matplotlib", "skops")
_MODEL_FILES = ("card.json", "model.skops")
_VERSION = 12  # figures of a hash that tell models apart
_RESOURCES = (
    "taxonomy/areas.csv",
    "taxonomy/measures.csv",
    "taxonomy/crosswalk.csv",
    "taxonomy/heading_patterns.csv",
    "lexicon.csv",
    "stopwords.txt",
    "boilerplate_phrases.txt",
    "regions.csv",
)


def hash_file(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal, as ``sha256sum`` prints it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_outputs(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Path relative to the folder -> hash, in order of path."""
    return {name: hash_file(folder / name) for name in sorted(names)}


def describe_model(given: str | os.PathLike[str] | None = None) -> dict[str, str | None]:
    """What the manifest says of a model: which it is, by name and hash, and how it was named.

    Parameters
    ----------
    given : path, optional
        As :func:`load_classifier` takes it; None for the shipped model.

    Returns
    -------
    dict
        ``name`` (of its folder, as every system can write it), ``path`` (as given; of an absolute path the last part alone, so that no folder of the
        machine is told; None for the shipped model), ``version`` (the card's, or where it names none the first
        figures of the hash of what the model was trained on), and the hashes of ``card.json`` and ``model.skops``.

    >>> found = describe_model("area-2015")
    >>> found["name"], found["path"], found["model.skops"] == describe_model()["model.skops"]
    ('area-2015', 'area-2015', True)
    """
    folder = shipped_model() if given is None else find_model(given)
    for name in _MODEL_FILES:
        if not (folder / name).is_file():
            problem = f"'{folder / name}' does not exist"
            raise InputError("model", problem, "give the folder of a model, such as models/area-2015")
    card = read_card(folder)
    trained = card.get("training")
    version = card.get("version") or (trained.get("sha256") if isinstance(trained, Mapping) else None)
    path = None
    if given is not None:
        path = Path(given).name if Path(given).is_absolute() else Path(given).as_posix()
    return {
        "name": portable_name(folder.resolve().name),
        "path": path,
        "version": str(version)[:_VERSION] if version else None,
        **hash_outputs(folder, _MODEL_FILES),
    }


def check_model(manifest: Mapping[str, Any], given: str | os.PathLike[str]) -> None:
    """Refuse a model other than that of the run."""
    used, found = manifest["inputs"]["model"], describe_model(given)
    if found["model.skops"] != used["model.skops"]:
        problem = (
            f"'{given}' has the SHA-256 {short(found['model.skops'])}, the model of the run ('{used['name']}') "
            f"has {short(used['model.skops'])}"
        )
        raise InputError("model", problem, "give the model of the run")


def short(digest: str | None) -> str:
    """The first figures of a hash, for people."""
    return f"{digest[:_VERSION]}…" if digest else "none"


def write_manifest(
    folder: Path,
    *,
    parameters: Mapping[str, Any],
    model: Mapping[str, Any],
    reports: Mapping[str, Any],
    tables: Mapping[str, Mapping[str, Any]],
    exhibits: Mapping[str, Mapping[str, Any]],
    omitted: Mapping[str, str],
    outputs: Iterable[str],
    plan: Mapping[str, Any] | None = None,
) -> None:
    """Write ``manifest.json``.

    Parameters
    ----------
    folder : Path
        Where the run wrote.
    parameters : mapping
        The settings of the study, as :class:`~analysis.study.spec.Spec` has them.
    model : mapping
        The classifier, as :func:`describe_model` describes it.
    reports : mapping
        ``listed`` (the files in the order in which they were named, None for a folder), ``files`` (path -> hash),
        ``refused`` (path -> ``status``, ``code`` and ``parts`` of the remark on what was left unopened), ``metadata`` (hash or None).
    tables, exhibits : mapping
        Name -> ``function``, ``tables`` it was made from, ``files``.
    omitted : mapping
        What the data did not allow, a table by its name and a figure after the word "figure" -> reason.
    outputs : iterable of str
        Files written, relative to the folder.
    plan : mapping, optional
        Date and hash of the plan, and what was done otherwise.
    """
    given = {name: folder / "tables" / f"{name}.csv" for name in ("codes", "covariates")}
    manifest = {
        "form": FORM,
        "package": {"fazhi-analysis": __version__},
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "parameters": dict(parameters),
        "inputs": {
            "reports": dict(reports),
            **{name: hash_file(file) if file.is_file() else None for name, file in given.items()},
            "model": dict(model),
            "resources": {name: hash_file(resource(name)) for name in _RESOURCES},
        },
        "tables": dict(tables),
        "exhibits": dict(exhibits),
        "omitted": dict(omitted),
        "outputs": hash_outputs(folder, outputs),
        **({} if plan is None else {"plan": dict(plan)}),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    with written_whole(folder / NAME) as work:
        work.write_text(text + "\n", encoding="utf-8", newline="\n")


def know_scheme_of(results: str | Path) -> None:
    """Make the own scheme of a study known, if it has one."""
    file = Path(results) / "tables" / SCHEME_TABLE
    if file.is_file():
        load_scheme(file)


def read_manifest(results: str | Path) -> dict[str, Any]:
    """The manifest of a results folder, its form checked.

    Raises
    ------
    InputError
        When there is none, or it is not one that :func:`write_manifest` could have written.
    """
    file = Path(results) / NAME
    if not file.is_file():
        raise InputError("results", f"'{results}' holds no {NAME}", "give a folder that fazhi run wrote")
    if file.stat().st_size > MAX_BYTES:
        raise InputError("manifest", f"'{file}' is over {MAX_BYTES} bytes", "give one that fazhi run wrote")
    know_scheme_of(results)
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        _check(manifest)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError(
            "manifest", f"'{file}' cannot be used ({error})", "give one that fazhi run wrote"
        ) from None
    return dict(manifest)


def _check(manifest: Any) -> None:
    if manifest["form"] != FORM:
        raise ValueError(f"its form is {manifest['form']!r}, not {FORM}")
    reports = manifest["inputs"]["reports"]
    refused = reports.get("refused", {})
    for name, digest in manifest["outputs"].items():
        check_inside(name)
        _check_hash(digest)
    for name, digest in reports["files"].items():
        check_inside(portable_name(name))
        _check_hash(digest)
    for name, entry in refused.items():
        check_inside(portable_name(name))
        _check_refusal(entry)
    listed = reports["listed"]
    if listed is not None and sorted(listed) != sorted([*reports["files"], *refused]):
        raise ValueError("reports.listed are other files than reports.files")
    inputs = manifest["inputs"]
    for digest in (reports["metadata"], inputs["codes"], inputs.get("covariates")):
        if digest is not None:
            _check_hash(digest)
    _check_entry(manifest["inputs"]["model"])
    check_parameters(manifest["parameters"])
    for part in ("libraries", "tables", "exhibits", "package"):
        if not isinstance(manifest[part], dict):
            raise TypeError(f"{part} is no table of names")


def _check_entry(model: Mapping[str, Any]) -> None:
    """The model's entry: a name that is one folder's, and two hashes; older manifests have no path and no version."""
    if PurePosixPath(check_inside(model["name"])).parts != (model["name"],):
        raise ValueError(f"the model's name is {model['name']!r}")
    for name in _MODEL_FILES:
        _check_hash(model[name])
    for name in ("path", "version"):
        if not isinstance(model.get(name), str | None):
            raise TypeError(f"the model's {name} is no text")


def check_inside(name: str) -> str:
    """The name, if it is a relative path that stays where it begins, on every system.

    >>> check_inside("tables/shares.csv")
    'tables/shares.csv'
    """
    path = PurePosixPath(name)
    plain = not any(char in name for char in "\\:\0\n\r")
    if not name or not plain or path.is_absolute() or ".." in path.parts or str(path) != name:
        raise ValueError(f"the path {name!r} leaves its folder")
    return name


def _check_refusal(entry: Any) -> None:
    status = entry["status"]
    if status not in ("empty", "unreadable", "unsupported"):
        raise ValueError(f"the status {status!r} is none of a file left unread")
    reason = Refusal(status, entry["code"], **entry["parts"]).reason
    if len(reason) > _SHOWN or reason != one_line(reason):
        raise ValueError(f"the reason {reason[:_SHOWN]!r} is no short sentence")


def _check_hash(digest: Any) -> None:
    if not isinstance(digest, str) or len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ValueError(f"{digest!r} is no SHA-256")
