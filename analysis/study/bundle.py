"""The replication package of a study: texts or their hashes, codes, tables, figures, the code and a README for editors.

The README follows the template of the social science data editors (https://social-science-data-editors.github.io).
"""

from __future__ import annotations

import email
import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2

from analysis import __version__
from analysis.areas.card import render_card
from analysis.areas.models import MODELS, SCHEME_FILE, read_card
from analysis.errors import InputError, check_choice
from analysis.output import read_table
from analysis.paths import SHIPPED, resource, shipped_model
from analysis.reading.sources import hash_source, read_source_bytes
from analysis.reading.tabular.sheets import MAX_BYTES
from analysis.study.catalogue import EXHIBITS, row_named
from analysis.study.pins import read_lock, write_requirements
from analysis.study.portable import portable_names
from analysis.study.receipt import NAME, SCHEME_TABLE, hash_file, read_manifest
from analysis.study.reproduce import TEXTS, find_inputs, find_used_model
from analysis.study.wheel import NAME as PACKAGE
from analysis.study.wheel import checkout, pack_wheel, wheel_files

_SHIPPED_MODEL = f"code/analysis/shipped/{MODELS}/{SHIPPED}"  # in the package
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP file can hold


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

    Claim: in an empty environment, ``pip install -r requirements.txt`` and ``fazhi reproduce results`` give every table
    and figure again; no index need hold this package. Every file of the results is checked against the manifest first, so that nothing changed by
    hand goes out under a receipt. The same results give the same bytes: no date is written.

    Parameters
    ----------
    results : path
        Folder that :func:`run_study` wrote.
    out : path, default "package.zip"
        ``*.zip``, or a folder; neither may exist.
    reports : path, optional
        Folder of the texts, or a file in it; default the five sample reports.
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
        The package: ``README.md``, ``results/``, ``reports/`` or ``reports.sha256``, ``models/`` where the model is not the
        shipped one, this package as a wheel and unpacked in ``code/``, ``requirements.txt`` (the wheel, and every library
        in its version; with hashes where a lock file has them), and ``SHA256SUMS``.

    Raises
    ------
    InputError
        When a file of the results, the texts or the model has another hash than the manifest says, or `out` exists; when
        this package is neither installed nor in its checkout.

    See Also
    --------
    run_study : writes the results.
    reproduce : runs the study again from its manifest.

    Examples
    --------
    >>> import tempfile
    >>> import analysis as fz
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("某县2020年法治政府建设年度报告\\n一、主要工作\\n办结行政复议案件35件。", encoding="utf-8")
    >>> tables = fz.run_study(folder / "a.txt", folder / "results", quick=True, formats=["svg"])
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
    if manifest["package"].get(PACKAGE) != __version__:
        problem = f"were made by version {manifest['package'].get(PACKAGE)}, and this is {__version__}"
        raise InputError("results", problem, "bundle them with that version, or run the study again")
    files = dict(_results(results, manifest, texts))
    inputs = find_inputs(results, reports, manifest["inputs"]["reports"])
    if texts:
        written = portable_names(inputs)
        files |= {
            f"{TEXTS}/{written[name]}": read_source_bytes(source, max_bytes=MAX_BYTES)
            for name, source in inputs.items()
        }
    else:
        files["reports.sha256"] = _sums({name: hash_source(source) for name, source in inputs.items()})
    files |= _own_model(find_used_model(results, model, manifest), manifest, texts)
    code, hashed = _code(manifest)
    files |= code
    files["README.md"] = _readme(manifest, files, texts=texts, hashed=hashed, lang=lang).encode()
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
            raise InputError("results", f"'{name}' differs from the manifest", "run the study again")
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
        **(
            {f"{MODELS}/{name}/{SCHEME_FILE}": own.read_bytes()}
            if (own := folder / SCHEME_FILE).is_file()
            else {}
        ),
        f"{MODELS}/{name}/card.json": (json.dumps(card, ensure_ascii=False, indent=1) + "\n").encode(),
        f"{MODELS}/{name}/card.md": render_card(name, card).encode(),
    }


def _code(manifest: Mapping[str, Any]) -> tuple[dict[str, bytes], bool]:
    """The package as a wheel and unpacked, and what installs it with its libraries; whether that holds hashes."""
    packed = wheel_files()
    wheel = pack_wheel(packed)
    about = next(data for name, data in packed.items() if name.endswith(".dist-info/METADATA"))
    needs = email.message_from_bytes(about).get_all("Requires-Dist", [])
    root = checkout()
    lock = None if root is None else read_lock(root)
    pins, hashed = write_requirements(wheel, needs, used=manifest["libraries"], lock=lock)
    files = {wheel[0]: wheel[1], "requirements.txt": pins.encode()}
    for name, data in packed.items():
        if name.startswith("analysis/") and not name.startswith("analysis/shipped/data/"):
            files[f"code/{name}"] = data
        elif name.endswith(".dist-info/licenses/LICENSE"):
            files["code/LICENSE"] = data
    return files, hashed


def _readme(
    manifest: Mapping[str, Any], files: Mapping[str, bytes], *, texts: bool, hashed: bool, lang: str
) -> str:
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
        if row_named(name) in EXHIBITS
    ]
    return environment.from_string(template).render(
        version=__version__,
        own_scheme=f"results/tables/{SCHEME_TABLE}" in files,
        manifest=manifest,
        exhibits=exhibits,
        tables=[
            {"name": name, **entry, "kept": f"results/tables/{name}.csv" in files}
            for name, entry in manifest["tables"].items()
        ],
        texts=texts,
        hashed=hashed,
        wheel=next(name for name in files if name.endswith(".whl")),
        codes=manifest["inputs"]["codes"] is not None,
        covariates=manifest["inputs"].get("covariates") is not None,
        model=next(
            (name.rpartition("/")[0] for name in files if name.startswith(f"{MODELS}/")), _SHIPPED_MODEL
        ),
        n_texts=len(manifest["inputs"]["reports"]["files"]),
    )


def _sums(hashes: Mapping[str, str]) -> bytes:
    """The form that ``sha256sum --check`` reads; a name with a line break or backslash is marked and escaped."""
    lines = []
    for name in sorted(hashes):
        escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        lines.append(f"{'' if escaped == name else chr(92)}{hashes[name]}  {escaped}\n")
    return "".join(lines).encode()


def _write(out: Path, files: Mapping[str, bytes]) -> None:
    """Write all or nothing, in order of name, stored as it is: compression differs between versions of zlib."""
    with tempfile.TemporaryDirectory(prefix=".bundle-", dir=out.resolve().parent) as scratch:
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
