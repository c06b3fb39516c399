"""The re-run that proves a study: the same inputs, checked by hash, through the same steps in a clean folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import __version__
from analysis.areas.models import FILES, MODELS, find_model
from analysis.errors import InputError
from analysis.output import read_table
from analysis.paths import SHIPPED, sample_reports, shipped_model
from analysis.reading.formats import Refusal
from analysis.reading.sources import (
    METADATA_FILE,
    Source,
    Sources,
    find_sources,
    hash_source,
    read_source_bytes,
)
from analysis.reading.tabular.sheets import MAX_BYTES
from analysis.study.catalogue import EXHIBITS, TABLES, row_named
from analysis.study.compare import (
    DIFFERENT,
    EQUAL,
    IDENTICAL,
    MISSING,
    Finding,
    compare_pages,
    compare_tables,
)
from analysis.study.portable import portable_names
from analysis.study.receipt import (
    LEARNED,
    LIBRARIES,
    PLAN,
    check_inside,
    check_model,
    hash_file,
    read_manifest,
    short,
)
from analysis.study.regressing import read_kept
from analysis.study.run import run_study

TEXTS = "reports"  # folder of the texts in a replication package, beside results


def reproduce(
    results: str | Path,
    *,
    reports: str | Path | None = None,
    model: str | os.PathLike[str] | None = None,
    out: str | Path | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Run a study again from its manifest and say of each exhibit whether it came out the same.

    Claim: every table, figure and number of the results follows from the inputs of which the manifest has the hash,
    by the functions it names, on this machine and with the libraries now installed. The inputs are copied to a clean
    folder after their hashes were checked, the model among them; nothing named by the manifest is run but this study's own steps, and
    nothing is written into `results`.

    Parameters
    ----------
    results : path
        Folder that :func:`run_study` wrote, or one with its ``manifest.json`` and ``tables``.
    reports : path, optional
        Folder of the texts, or a file in it; default ``reports`` beside `results` (as in a replication package), else the
        five sample reports.
    model : path, optional
        The model of the run: its folder, file or name, known by its hash; default the one of that name in ``models`` beside
        `results` (as in a replication package), else the shipped one.
    out : path, optional
        Folder to write the re-run to, new or empty; default a temporary one that is removed.
    progress : bool, default False
        Show progress on standard error.

    Returns
    -------
    DataFrame, one row per file of the manifest
        ``exhibit``, ``kind`` (table, figure, page, plan), ``file``, ``status`` (identical: the same bytes; equal: numbers
        within 1e-8, or a figure drawn otherwise from such numbers; different; missing: not written this time),
        ``difference`` (largest, of numbers), ``detail``. ``attrs["environment"]`` lists the versions that changed.

    Raises
    ------
    InputError
        When the manifest cannot be used, an input is not found, or has another hash.

    See Also
    --------
    run_study : writes the results and their manifest.
    bundle : packs results, texts and model for others to reproduce.

    Examples
    --------
    >>> import tempfile
    >>> import analysis as fz
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("某县2020年法治政府建设年度报告\\n一、主要工作\\n办结行政复议案件35件。", encoding="utf-8")
    >>> tables = fz.run_study(folder / "a.txt", folder / "results", quick=True, formats=["svg"])
    >>> reproduce(folder / "results", reports=folder)["status"].unique().tolist()
    ['identical']
    """
    results = Path(results)
    manifest = read_manifest(results)
    _check_names(manifest)
    codes, covariates = _codes(results, manifest), _covariates(results, manifest)
    found = find_used_model(results, model, manifest)
    with tempfile.TemporaryDirectory() as scratch:
        source = _gather(results, reports, manifest["inputs"]["reports"], Path(scratch) / "inputs")
        again = Path(scratch) / "results" if out is None else _empty(Path(out), results)
        own = _copy_model(found, manifest, Path(scratch) / MODELS)
        plan = _plan(results, manifest)
        given: dict[str, Any] = {"codes": codes, "covariates": covariates, "model": own, "plan": plan}
        run_study(source, again, progress=progress, **given, **manifest["parameters"])
        table = _findings(results, again, manifest, read_manifest(again))
    table.attrs["environment"] = _environment(manifest, found)
    return table


def _check_names(manifest: Mapping[str, Any]) -> None:
    """Refuse a table, figure or function that this package does not make."""
    for part, rows in (("tables", TABLES), ("exhibits", EXHIBITS)):
        for name, entry in manifest[part].items():
            function = entry.get("function") if isinstance(entry, dict) else None
            row = rows.get(row_named(name) if part == "exhibits" else name)
            if row is None or row.verb != function:
                problem = f"has under {part} '{name}' made by '{function}', which this version does not know"
                raise InputError("manifest", problem, "use the version of the package that wrote it")


def _codes(results: Path, manifest: Mapping[str, Any]) -> pd.DataFrame | None:
    file = _given(results, manifest, "codes")
    return None if file is None else read_table(file, TABLES["codes"].types)


def _covariates(results: Path, manifest: Mapping[str, Any]) -> pd.DataFrame | None:
    file = _given(results, manifest, "covariates")
    return None if file is None else read_kept(file)


def _given(results: Path, manifest: Mapping[str, Any], name: str) -> Path | None:
    """The table of codes or covariates that the run kept; None where there was none."""
    digest = manifest["inputs"].get(name)  # older manifests know no covariates
    if digest is None:
        return None
    if not _kept(results, f"tables/{name}.csv", digest):
        problem = f"'{results / 'tables' / f'{name}.csv'}' differs from the manifest"
        raise InputError("results", problem, f"put the {name} of the run there")
    return results / "tables" / f"{name}.csv"


def _plan(results: Path, manifest: Mapping[str, Any]) -> Path | None:
    """The plan that the run compared itself with."""
    if PLAN not in manifest["outputs"]:
        return None
    if not _kept(results, PLAN, manifest["outputs"][PLAN]):
        problem = f"'{results / PLAN}' differs from the manifest"
        raise InputError("results", problem, "put the plan of the run there")
    return results / PLAN


def find_inputs(results: Path, reports: str | Path | None, inputs: Mapping[str, Any]) -> dict[str, Source]:
    """The texts that the manifest names and the metadata beside them, each checked by its hash."""
    folder = _texts_folder(results, reports)
    places, found, problems = _Places(folder, inputs["files"]), {}, []
    wanted = dict(inputs["files"])
    if inputs["metadata"]:
        wanted[METADATA_FILE] = inputs["metadata"]
    for name, digest in wanted.items():
        try:
            own = places.find(name, digest) if name in inputs["files"] else places.find_metadata(digest)
            found[name] = own
            if hash_source(found[name]) != digest:
                problems.append(f"{name} has another hash")
        except Refusal:
            problems.append(f"{name} is missing")
    if problems:
        more = f" and {len(problems) - 3} more" if len(problems) > 3 else ""
        problem = f"in '{folder}' are not those of the manifest ({'; '.join(problems[:3])}{more})"
        raise InputError("reports", problem, "give the folder of the texts with --reports (reports=…)")
    return found


class _Places:
    """Where the texts lie in a folder: under their own names, or as a package holds them."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        self._folder = folder
        self._portable = portable_names([*names, METADATA_FILE])

    def find(self, name: str, digest: str) -> Source:
        """The file of this name, which may not be there."""
        near = [
            Source(name, self._folder / written, self._folder)
            for written in dict.fromkeys((name, self._portable[name]))
            if _stays(written) and os.path.isfile(self._folder / written)  # noqa: PTH113 - a name may be too long
        ]
        near = near or [
            self._listed.get(name, Source(name, self._folder / self._portable[name], self._folder))
        ]
        # a system that does not tell letters by size finds another file under the first name
        return near[0] if len(near) == 1 or hash_source(near[0]) == digest else near[1]

    def find_metadata(self, digest: str) -> Source:
        """The table of metadata, which may have any name: in the folder of the texts, or beside that folder."""
        for folder in (self._folder, self._folder.resolve().parent):
            for file in sorted([*folder.glob("*.csv"), *folder.glob("*.xlsx")]):
                source = Source(METADATA_FILE, file, folder)
                with suppress(Refusal):
                    if hash_source(source) == digest:
                        return source
        return self.find(METADATA_FILE, digest)

    @cached_property
    def _listed(self) -> dict[str, Source]:
        """All files by the names they are shown under, which may be other than those on the disk."""
        try:
            return {source.label: source for source in find_sources(self._folder).files}
        except InputError:
            return {}


def _stays(name: str) -> bool:
    try:
        return bool(check_inside(name))
    except ValueError:
        return False


def _gather(results: Path, reports: str | Path | None, inputs: Mapping[str, Any], clean: Path) -> Sources:
    """Copy the inputs to a clean folder under numbers, which every system can write; say what to read."""
    found = find_inputs(results, reports, inputs)
    clean.mkdir()
    root = clean if inputs["listed"] is None else None
    beside = clean / METADATA_FILE if inputs["metadata"] else None
    if beside is not None:
        beside.write_bytes(read_source_bytes(found.pop(METADATA_FILE)))
    copies = {}
    for place, (name, source) in enumerate(found.items()):
        copy = clean / str(place)
        copy.write_bytes(read_source_bytes(source, max_bytes=MAX_BYTES))
        copies[name] = Source(name, copy, root)
    for name, entry in inputs.get("refused", {}).items():
        copies[name] = Source(name, clean, root, Refusal(entry["status"], entry["code"], **entry["parts"]))
    order = inputs["listed"] or sorted(copies, key=lambda name: name.split("/"))
    return Sources([copies[name] for name in order], beside)


def find_used_model(results: Path, model: str | os.PathLike[str] | None, manifest: Mapping[str, Any]) -> Path:
    """The folder of the model that the manifest names, found by the hash of its file."""
    if model is not None:
        check_model(manifest, model)
        return find_model(model)
    used = manifest["inputs"]["model"]
    places = [results.resolve().parent / MODELS / used["name"], shipped_model(), results.resolve() / LEARNED]
    hashes = [hash_file(own / FILES[0]) if (own / FILES[0]).is_file() else None for own in places]
    if used["model.skops"] in hashes:
        return places[hashes.index(used["model.skops"])]
    problem = (
        f"of the run ('{used['name']}', SHA-256 {short(used['model.skops'])}) is not here: "
        f"the shipped {SHIPPED} has {short(hashes[-1])}"
    )
    raise InputError("model", problem, "give the folder of the model of the run with --model (model=…)")


def _copy_model(found: Path, manifest: Mapping[str, Any], clean: Path) -> Path | None:
    """A copy of the model under the name that it had in the run, checked once more; None for the shipped one."""
    used = manifest["inputs"]["model"]
    if found == shipped_model() or found.name == LEARNED == used["name"]:  # or it is learned again
        return None
    (clean / used["name"]).mkdir(parents=True)
    for name in (*FILES[:2], *(name for name in FILES[3:] if (found / name).is_file())):
        shutil.copyfile(found / name, clean / used["name"] / name)
    check_model(manifest, clean / used["name"])
    return clean / str(used["name"])


def _texts_folder(results: Path, reports: str | Path | None) -> Path:
    if reports is not None:
        if not Path(reports).exists():
            remedy = "give the folder of the texts, or the table or file itself"
            raise InputError("reports", f"'{reports}' does not exist", remedy)
        return Path(reports) if Path(reports).is_dir() else Path(reports).parent
    beside = results.resolve().parent / TEXTS
    return beside if beside.is_dir() else sample_reports()


def _empty(out: Path, results: Path) -> Path:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError("out", f"'{out}' exists and is not empty", "give a new folder")
    if out.resolve().is_relative_to(results.resolve()):
        raise InputError("out", f"'{out}' lies inside the results", "give a folder elsewhere")
    return out


def _findings(
    results: Path, again: Path, manifest: Mapping[str, Any], second: Mapping[str, Any]
) -> pd.DataFrame:
    """Compare file by file; a figure is judged by its numbers where its bytes differ."""
    found: dict[str, Finding] = {}
    # numbers first, then what is drawn from them
    for name in sorted(manifest["outputs"], key=lambda name: (Path(name).suffix != ".csv", name)):
        digest, new = manifest["outputs"][name], second["outputs"].get(name)
        if new is None:
            found[name] = Finding(MISSING, detail="the re-run did not write it")
        elif digest == new:
            found[name] = Finding(IDENTICAL, 0.0)
        elif Path(name).suffix not in (".csv", ".html"):
            found[name] = _drawn(found.get(str(Path(name).with_suffix(".csv"))))
        elif not _kept(results, name, digest):
            found[name] = Finding(DIFFERENT, detail="the file of the first run is not there to compare with")
        else:
            compare = compare_tables if name.endswith(".csv") else compare_pages
            found[name] = compare(results / name, again / name)
    rows = [
        {
            "exhibit": {"index.html": "page"}.get(name, Path(name).stem),
            "kind": {"tables": "table", "figures": "figure"}.get(
                name.split("/")[0], "plan" if name == PLAN else "page"
            ),
            "file": name,
            **finding._asdict(),
        }
        for name, finding in found.items()
    ]
    table = pd.DataFrame(rows, columns=["exhibit", "kind", "file", *Finding._fields])
    order = {"table": 0, "figure": 1, "page": 2, "plan": 3}
    return table.sort_values(
        ["kind", "file"], key=lambda c: c.map(order) if c.name == "kind" else c
    ).reset_index(drop=True)


def _drawn(numbers: Finding | None) -> Finding:
    if numbers is not None and numbers.status in (IDENTICAL, EQUAL):
        return Finding(EQUAL, detail="drawn from equal numbers; bytes differ")
    return Finding(DIFFERENT, detail="its numbers differ")


def _kept(results: Path, name: str, digest: str) -> bool:
    """Whether the file of the first run is there, inside the results, with the hash of the manifest."""
    file = results / name
    inside = file.resolve().is_relative_to(results.resolve())
    return inside and file.is_file() and hash_file(file) == digest


def _environment(manifest: Mapping[str, Any], model: Path) -> list[str]:
    """What is installed in another version than the run had, and whether the model's card has changed."""
    now = {"fazhi-analysis": __version__}
    then = {"fazhi-analysis": manifest["package"].get("fazhi-analysis")}
    for name in LIBRARIES:
        now[name], then[name] = metadata.version(name), manifest["libraries"].get(name)
    changed = [f"{name} {then[name]} → {now[name]}" for name in now if then[name] != now[name]]
    used = manifest["inputs"]["model"]
    if used["card.json"] != hash_file(model / "card.json"):
        changed.append(f"card of the model {used['name']} has another hash")
    return changed
