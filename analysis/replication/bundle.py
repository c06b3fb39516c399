"""The replication package of a study: texts or their hashes, codes, tables, figures, the code and a README for editors.

The README follows the template of the social science data editors (https://social-science-data-editors.github.io).
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2

import analysis
from analysis import __version__
from analysis.areas.models import MODELS, read_card, render_card
from analysis.errors import InputError, check_choice
from analysis.output import read_table
from analysis.paths import SHIPPED, resource, shipped_model
from analysis.replication.exhibits import EXHIBITS
from analysis.replication.manifest import NAME, hash_file, read_manifest
from analysis.replication.reproduce import TEXTS, find_inputs, find_used_model

_PACKAGE = Path(analysis.__file__).parent
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP file can hold
_LEFT_OUT = {"__pycache__", "data"}


def bundle(
    results: str | Path,
    out: str | Path = "package.zip",
    *,
    reports: str | Path | None = None,
    model: str | os.PathLike[str] | None = None,
    texts: bool = True,
    lang: str = "en",
) -> Path:
    """Write the replication package of a study, as a ZIP file or a folder.

    Claim: with the package alone, and the libraries of its lock file, ``fazhi reproduce results`` gives every table
    and figure again. Every file of the results is checked against the manifest first, so that nothing changed by
    hand goes out under a receipt. The same results give the same bytes: no date is written.

    Parameters
    ----------
    results : path
        Folder that :func:`run_study` wrote.
    out : path, default "package.zip"
        ``*.zip``, or a folder; neither may exist.
    reports : path, optional
        Folder of the texts; default the five sample reports.
    model : path, optional
        The model of the run, where it is not the shipped one: its folder, file or name, known by its hash.
    texts : bool, default True
        Whether the texts go into the package; without them it holds their hashes, and leaves out what quotes them:
        the page, and tables with a column ``text``.
    lang : {"zh", "en"}, default "en"
        Language of the README.

    Returns
    -------
    Path
        The package: ``README.md``, ``results/``, ``reports/`` or ``reports.sha256``, ``models/`` where the model is not the shipped
        one, ``code/``, ``requirements.lock`` (or,
        where the package was not installed from a checkout, ``requirements.txt``), and ``SHA256SUMS``.

    Raises
    ------
    InputError
        When a file of the results, the texts or the model has another hash than the manifest says, or `out` exists.

    Examples
    --------
    >>> import tempfile
    >>> import analysis as fz
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("某县2020年法治政府建设年度报告\\n一、主要工作\\n办结行政复议案件35件。", encoding="utf-8")
    >>> tables = fz.run_study(folder / "a.txt", folder / "results")
    >>> bundle(folder / "results", folder / "package.zip", reports=folder).name
    'package.zip'
    """
    check_choice("lang", lang, ("zh", "en"))
    results, out = Path(results), Path(out)
    if out.exists():
        raise InputError("out", f"'{out}' exists", "give another name")
    if not out.resolve().parent.is_dir():
        raise InputError("out", f"folder '{out.parent}' does not exist", "create it first")
    manifest = read_manifest(results)
    files = dict(_results(results, manifest, texts))
    folder, inputs = find_inputs(results, reports, manifest["inputs"]["reports"])
    if texts:
        files |= {f"{TEXTS}/{name}": (folder / name).read_bytes() for name in inputs}
    else:
        files["reports.sha256"] = _sums(inputs)
    files |= _own_model(find_used_model(results, model, manifest), manifest, texts)
    files |= _code()
    files["README.md"] = _readme(manifest, files, texts=texts, lang=lang).encode()
    files["SHA256SUMS"] = _sums({name: hashlib.sha256(data).hexdigest() for name, data in files.items()})
    _write(out, files)
    return out


def _results(results: Path, manifest: Mapping[str, Any], texts: bool) -> Iterator[tuple[str, bytes]]:
    """The files of the run, as the manifest has them."""
    yield f"results/{NAME}", (results / NAME).read_bytes()
    for name, digest in manifest["outputs"].items():
        file = results / name
        inside = file.resolve().is_relative_to(results.resolve())
        if not (inside and file.is_file() and hash_file(file) == digest):
            raise InputError("results", f"'{name}' is not as the manifest has it", "run the study again")
        if texts or not _quotes(file):
            yield f"results/{name}", file.read_bytes()


def _quotes(file: Path) -> bool:
    """Whether a file of the results holds passages of the texts."""
    return file.suffix == ".html" or (file.suffix == ".csv" and "text" in read_table(file).columns)


def _own_model(folder: Path, manifest: Mapping[str, Any], texts: bool) -> dict[str, bytes]:
    """The model of the run where it is another than the shipped one, which goes with the code; what its card quotes of
    coded texts goes only where the texts do.
    """
    if folder == shipped_model():
        return {}
    name = manifest["inputs"]["model"]["name"]
    card = {key: value for key, value in read_card(folder).items() if texts or not key.startswith("failures")}
    return {
        f"{MODELS}/{name}/model.skops": (folder / "model.skops").read_bytes(),
        f"{MODELS}/{name}/card.json": (json.dumps(card, ensure_ascii=False, indent=1) + "\n").encode(),
        f"{MODELS}/{name}/card.md": render_card(name, card).encode(),
    }


def _code() -> dict[str, bytes]:
    """The package as it runs, its model, and what pins its libraries."""
    files = {
        f"code/analysis/{file.relative_to(_PACKAGE).as_posix()}": file.read_bytes()
        for file in sorted(_PACKAGE.rglob("*"))
        if file.is_file() and not _LEFT_OUT & set(file.relative_to(_PACKAGE).parts)
    }
    model = shipped_model()
    files |= {f"code/models/{SHIPPED}/{file.name}": file.read_bytes() for file in sorted(model.iterdir())}
    root = _PACKAGE.parent
    for name, place in (
        ("pyproject.toml", "code/pyproject.toml"),
        ("LICENSE", "code/LICENSE"),
        ("CITATION.cff", "code/CITATION.cff"),
        ("README.md", "code/README.md"),
        ("requirements.lock", "requirements.lock"),
    ):
        if (root / "pyproject.toml").is_file() and (root / name).is_file():
            files[place] = (root / name).read_bytes()
    return files


def _readme(manifest: Mapping[str, Any], files: dict[str, bytes], *, texts: bool, lang: str) -> str:
    if "requirements.lock" not in files:
        pins = {**manifest["package"], **manifest["libraries"]}
        files["requirements.txt"] = "".join(f"{name}=={pins[name]}\n" for name in sorted(pins)).encode()
    template = resource(f"package/README.{lang}.md.j2").read_text(encoding="utf-8")
    environment = jinja2.Environment(  # noqa: S701 (Markdown; names are written as code)
        undefined=jinja2.StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    exhibits = [
        {
            "name": name,
            "files": [file for file in entry["files"] if f"results/{file}" in files],
            "function": entry["function"],
            "tables": entry["tables"],
        }
        for name, entry in manifest["exhibits"].items()
        if name in EXHIBITS
    ]
    return environment.from_string(template).render(
        version=__version__,
        manifest=manifest,
        exhibits=exhibits,
        tables=[
            {"name": name, **entry, "kept": f"results/tables/{name}.csv" in files}
            for name, entry in manifest["tables"].items()
        ],
        texts=texts,
        lock="requirements.lock" in files,
        codes=manifest["inputs"]["codes"] is not None,
        own_model=any(name.startswith(f"{MODELS}/") for name in files),
        n_texts=len(manifest["inputs"]["reports"]["files"]),
    )


def _sums(hashes: Mapping[str, str]) -> bytes:
    """The form that ``sha256sum --check`` reads."""
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)).encode()


def _write(out: Path, files: Mapping[str, bytes]) -> None:
    """Write all or nothing, in order of name, stored as it is: compression differs between versions of zlib."""
    with tempfile.TemporaryDirectory(dir=out.resolve().parent) as scratch:
        whole = Path(scratch) / "package"
        if out.suffix == ".zip":
            with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
                for name in sorted(files):
                    entry = zipfile.ZipInfo(name, _EPOCH)
                    entry.create_system, entry.external_attr = 3, 0o100644 << 16
                    archive.writestr(entry, files[name])
        else:
            for name in sorted(files):
                (whole / name).parent.mkdir(parents=True, exist_ok=True)
                (whole / name).write_bytes(files[name])
        whole.rename(out)
