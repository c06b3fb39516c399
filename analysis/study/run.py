"""The whole study in one call: from a folder of reports to tables, figures, a page and a manifest.

Walks the catalogue; what the data do not allow is left out, and the manifest says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.errors import InputError
from analysis.output import read_table, write_table
from analysis.scheme import Scheme
from analysis.study.catalogue import EXHIBITS, GIVEN, TABLES, Drawing, drawings
from analysis.study.drawers import Drawers, count_drawers
from analysis.study.page.writing import write_pages
from analysis.study.reasons import say_reason
from analysis.study.receipt import LEARNED, PLAN, SCHEME_TABLE, describe_model, write_manifest
from analysis.study.regressing import check_names, keep_covariates
from analysis.study.spec import Spec
from analysis.study.staging import leave_ledger, staged
from analysis.study.work import Work
from analysis.tables import make_table
from analysis.taxonomy import load_taxonomy, save_scheme, schemes

LONGEST = 600  # characters of a paragraph of documents without areas

if TYPE_CHECKING:
    from analysis.areas.classifier import AreaClassifier


def run_study(
    reports: Any = None,
    out: str | Path = "results",
    *,
    plan: str | Path | None = None,
    metadata: str | Path | None = None,
    n_jobs: int = 1,
    progress: bool = False,
    **settings: Any,
) -> dict[str, pd.DataFrame]:
    """Run the study and write everything to a folder.

    Every table and figure of the study's catalogue is made that the data allow; what they do not allow is named in the
    manifest under ``omitted``, with the reason.

    Parameters
    ----------
    reports : path, list of paths, or DataFrame, optional
        Where the reports lie: files, a folder, or a table with a document a row; default the five sample reports.
    out : path, default "results"
        Folder to write; files of an earlier run in it are replaced when all are written, and other files stay.
    plan : path, optional
        The plan of the analysis, as :func:`write_plan` wrote it: a copy goes into the folder, and manifest and page say
        what the study does otherwise.
    metadata : path, optional
        Table that overrides what the texts say of themselves, as :func:`read_reports` takes it; default the one in the
        folder.
    n_jobs : int, default 1
        Processes that draw figures, four at most; -1 for all cores. One draws where `quick` leaves few figures, or where settings
        of matplotlib were changed in this one. The files are the same.
    progress : bool, default False
        Show progress on standard error.
    **settings
        What else the study is made with:

        codes : DataFrame
            Codes of one coder with inclusion probabilities, which correct the shares.
        model : path
            The saved classifier: its folder, file or name, as :func:`load_classifier` takes it; default the shipped one.
            The manifest records its name, version and SHA-256, and page and methods name it.
        covariates : DataFrame or path
            What is known of governments besides, as :func:`join_covariates` takes it; a copy goes into the tables.
        formula : str or sequence of str
            What the shares are regressed on, as :func:`area_regression` takes it. Default no regression.
        fixed_effects, cluster, variance
            How they are regressed, as in :func:`area_regression`.
        lang : {"zh", "en"}, default "zh"
            Language of figures and page.
        weight, role, scheme, target, level
            The estimand, as in :func:`area_shares`; `level` is that of every interval.
        n_topics : int, default 8
            Number of topics; fewer where the corpus is too small for them.
        random_state : int, default 0
            Seed of everything random.
        columns, name
            How a table of texts, and names of files, are read: as in :func:`read_reports`.
        formats : sequence of {"pdf", "svg", "png"}, default all three
            Files of each figure; SVG, which the page shows, is always among them.
        areas : bool, default True
            Whether the documents are rule-of-law reports. Of others (government work reports, plans, white papers) nothing is
            classified: coverage, keyness and topics are made, paragraphs over 600 characters are cut behind sentences, and
            all types of documents count.
        quick : bool, default False
            Make the main tables and figures only.

    Returns
    -------
    dict of DataFrame
        ``reports``, ``ledger``, ``paragraphs`` (classified), ``coverage``, ``shares``, ``problem_shares`` and
        ``plan_shares`` (the same for shortcomings admitted and for plans, never corrected), ``topic_shares``,
        ``topic_words``; where the data allow also the other tables of the catalogue, such as ``trends`` (three years or
        more of two reports or more on average), ``regression`` (with a formula), ``changes``, ``robustness``, ``keyness``, ``topic_areas``, and with codes
        ``codes``, ``estimators`` (counted and corrected shares), ``confusion``. Shares are empty where no report has a
        year.

    Raises
    ------
    InputError
        When no report can be read, the model cannot be loaded, the codes do not fit, covariates cannot be joined, a
        setting is not allowed, or another run writes into the folder.

    See Also
    --------
    redraw_figures : draws the figures in another language.
    reproduce : proves the results by running the study again.
    bundle : writes the replication package.

    Examples
    --------
    >>> import tempfile
    >>> tables = run_study(out=tempfile.mkdtemp(), quick=True, formats=["svg"])
    >>> len(tables["reports"])
    5
    """
    from analysis.areas.classify import classify_paragraphs
    from analysis.areas.models import load_judge
    from analysis.paths import sample_reports
    from analysis.reading.read import read_reports
    from analysis.reading.sources import Sources, find_sources
    from analysis.reading.split import split_paragraphs

    known = ["codes", "model", "covariates", *Spec().parameters]
    unknown = set(settings) - set(known)
    if unknown:
        allowed = ", ".join(known)
        raise InputError("settings", f"hold {', '.join(sorted(unknown))}", f"use {allowed}")
    source = sample_reports() if reports is None else reports
    files = find_sources(source)  # what is not there is said before anything is written
    if metadata is not None:
        source = Sources(files.files, Path(metadata))
    spec = Spec(source, **settings)
    planned = None if plan is None else plan_facts(plan, spec)
    scheme = load_taxonomy(str(spec.scheme))
    learns = spec.areas and spec.model is None and scheme.is_own  # from the codes, since no model was given
    if learns and spec.codes is None:
        remedy = "give the model of the scheme, or codes to learn it from"
        raise InputError("scheme", f"is {scheme.scheme!r} without a model and without codes", remedy)
    used = None if learns else describe_model(spec.model)
    n_processes = 1 if spec.quick else count_drawers(n_jobs)
    look: dict[str, Any] = {"scheme": str(spec.scheme), "doc_types": list(spec.doc_types)}
    look |= {"lang": spec.lang, "formats": list(spec.formats)}
    with (
        staged(Path(out)) as folder,
        _steps(progress) as step,
        Drawers(n_processes, results=folder, **look) as drawers,
    ):
        classifier = load_judge(spec.model) if spec.areas and not learns else None
        for part in (folder / "tables", folder / "figures"):
            part.mkdir()
        covariates = None
        if spec.covariates is not None:
            covariates = keep_covariates(spec.covariates, folder / "tables" / "covariates.csv")
        step("reading")
        texts, ledger = read_reports(spec.reports, columns=spec.columns, name=spec.name, return_ledger=True)
        write_table(ledger, folder / "tables" / "ledger.csv")
        if texts.empty:
            where = leave_ledger(ledger, Path(out))
            raise InputError("reports", "contain no readable report", f"see {where}")
        if spec.formula:
            check_names(spec, texts, covariates)
        step("splitting")
        paragraphs = split_paragraphs(texts, longest=None if spec.areas else LONGEST)
        work = Work(spec, texts, classifier)
        work.tables |= {"reports": texts.drop(columns="text"), "ledger": ledger}
        if spec.codes is not None:
            work.tables["codes"] = _written_codes(spec.codes, folder)
        if covariates is not None:
            work.tables["covariates"] = covariates
        if spec.areas:
            step("classifying")
            if learns:
                from analysis.areas.learning import crossfit_paragraphs

                classifier = work.classifier = _learn(work, paragraphs, scheme, folder)
                paragraphs = crossfit_paragraphs(paragraphs, work.codes, scheme=scheme)
                used, work.is_learned = describe_model(folder / LEARNED) | {"path": None}, True
            else:
                paragraphs = classify_paragraphs(paragraphs, classifier)
        work.tables["paragraphs"] = paragraphs
        _write_scheme(folder / "tables" / SCHEME_TABLE, scheme)
        written: dict[str, pd.DataFrame] = {}  # figures and page follow from the files, to the last digit

        def keep(name: str) -> None:
            file = folder / "tables" / f"{name}.csv"
            write_table(work.tables[name], file)
            written[name] = read_table(file, TABLES[name].types)
            drawers.offer(_drawable(written, name, spec))

        omitted = _make_tables(work, step, keep)
        step("drawing")
        drawn, unknown_characters = _draw(drawers, written, spec, omitted)
        if plan is not None:
            copyfile(plan, folder / PLAN)
        used = describe_model(spec.model) if used is None else used
        told = {name: say_reason(why, spec.lang) for name, why in omitted.items()}
        facts = {"unknown": unknown_characters, "omitted": told, "plan": planned}
        if len(work.tables["topic_words"]):
            facts["topic_caveats"] = work.topics.caveats_
        pages = write_pages(folder, spec, written, drawn, used=used, classifier=classifier, **facts)
        _write_receipt(folder, spec, work.tables, drawn, unknown_characters, omitted, used, planned, pages)
    return {**work.tables, "reports": texts}


def plan_facts(plan: str | Path, spec: Spec) -> dict[str, Any]:
    """What manifest and page say of a plan: which it is, and what the study does otherwise."""
    from analysis.study.plan import compare_plan, read_plan

    found = read_plan(plan)
    rows = compare_plan(found, spec.parameters, spec.codes).to_dict("records")
    return {"written": found["written"], "sha256": found["sha256"], "differences": rows}


def _learn(work: Work, paragraphs: pd.DataFrame, scheme: Scheme, folder: Path) -> AreaClassifier:
    """A model of own categories from the codes of the study, saved beside its results for documents to come."""
    from analysis.areas.build import train_own_with_card
    from analysis.areas.models import save_classifier

    built = train_own_with_card(work.final_codes, paragraphs, scheme, random_state=work.spec.random_state)
    save_classifier(built.model, folder / LEARNED, built.card)
    return built.model


def _write_scheme(file: Path, scheme: Scheme) -> None:
    """Write an own scheme beside the tables, which say its numbers alone; there is none of a shipped one."""
    if scheme.scheme not in schemes():
        save_scheme(scheme, file)


def _written_codes(codes: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """The codes as they are written, so that a run over the written codes gives the same numbers."""
    file = folder / "tables" / "codes.csv"
    write_table(make_table("codes", codes), file)
    return read_table(file, TABLES["codes"].types)


def _make_tables(work: Work, step: Any, keep: Callable[[str], None]) -> dict[str, str]:
    """Make and keep every table that the data allow, in the order of the catalogue; why the others are left out."""
    omitted = {}
    for name, row in TABLES.items():
        if name in work.tables:
            keep(name)
            continue
        if (
            row.make is None
            or (row.areas and not work.spec.areas)
            or (work.spec.quick and not row.required and name not in _DRAWN_QUICKLY)
        ):
            continue
        lacking = [other for other in row.made_from if other not in work.tables and other not in GIVEN]
        if lacking:
            omitted[name] = f"it is made from {lacking[0]}, which is left out"
            continue
        step(name)
        try:
            work.tables[name] = row.make(work)
        except InputError as error:
            if row.required:
                raise
            omitted[name] = str(error)
        else:
            keep(name)
    return omitted | work.omitted


def _drawable(tables: Mapping[str, pd.DataFrame], name: str, spec: Spec) -> dict[str, Drawing]:
    """Figures whose last table this is; not those of the paragraphs, which another process would have to read again."""
    if name == "paragraphs":
        return {}
    return drawings(tables, quick=spec.quick, of=name)


# what the main figures are drawn from and the findings are made from, where the data allow it
_DRAWN_QUICKLY = {
    "changes",
    "contributions",
    "unmatched_covariates",
    *(table for exhibit in EXHIBITS.values() if exhibit.main for table in exhibit.tables),
}


@contextmanager
def _steps(progress: bool) -> Iterator[Any]:
    """A bar over the steps of the run, each named as it begins."""
    if not progress:
        yield lambda name: None
        return
    from tqdm import tqdm

    total = sum(row.make is not None for row in TABLES.values()) + 4
    with tqdm(total=total, leave=False, bar_format="{desc:<20} {bar} {n_fmt}/{total_fmt} {elapsed}") as bar:

        def step(name: str) -> None:
            if bar.desc:
                bar.update()
            bar.set_description(name)

        yield step


def _draw(
    drawers: Drawers, tables: Mapping[str, pd.DataFrame], spec: Spec, omitted: dict[str, str]
) -> tuple[dict[str, Drawing], dict[str, list[str]]]:
    """Draw and save what the tables allow, and say of each figure which characters its font lacks."""
    wanted = drawings(tables, quick=spec.quick)
    drawn, unknown = {}, {}
    for file, found in drawers.draw(wanted, tables).items():
        if isinstance(found, str):
            omitted[f"figure {file}"] = found
            continue
        if found:
            unknown[file] = found
        drawn[file] = wanted[file]
    return drawn, unknown


def _write_receipt(
    folder: Path,
    spec: Spec,
    tables: Mapping[str, pd.DataFrame],
    drawn: Mapping[str, Drawing],
    unknown: Mapping[str, list[str]],
    omitted: Mapping[str, str],
    model: Mapping[str, Any],
    planned: Mapping[str, Any] | None,
    pages: list[str],
) -> None:
    """Write the manifest: tables and figures with what made them, what is left out and why."""
    made = {
        name: {
            "function": TABLES[name].verb,
            "tables": [other for other in TABLES[name].made_from if other in tables],
            "files": [f"tables/{name}.csv"],
        }
        for name in tables
    }
    figures = {
        name: {
            "function": drawing.exhibit.verb,
            "tables": list(drawing.exhibit.tables),
            "files": [f"figures/{name}.{ending}" for ending in ("csv", *sorted((*spec.formats, "txt")))],
            **({"substituted": unknown[name]} if name in unknown else {}),
        }
        for name, drawing in drawn.items()
    }
    scheme_files = [f"tables/{SCHEME_TABLE}"] if (folder / "tables" / SCHEME_TABLE).is_file() else []
    files = [file for part in (*made.values(), *figures.values()) for file in part["files"]]
    write_manifest(
        folder,
        parameters=spec.parameters,
        model=model,
        reports=_inputs(spec.reports, spec.columns),
        tables=made,
        exhibits=figures,
        omitted=omitted,
        outputs=[*files, *scheme_files, *pages, *([PLAN] if planned else [])],
        plan=planned,
    )


def _inputs(source: Any, columns: Any) -> dict[str, Any]:
    """The hash of every file, or row of a table that is no file, that was looked at, read or not, and why others were left unopened."""
    from analysis.reading.formats import Refusal
    from analysis.reading.sources import METADATA_FILE, Source, find_sources, hash_source
    from analysis.reading.tabular.corpus import frame_sources

    files, beside = find_sources(source)
    if isinstance(source, pd.DataFrame):  # of which there is no file: its rows
        files = frame_sources(source, columns)
    hashes, refused = {}, {}
    for file in files:
        try:
            hashes[file.label] = hash_source(file)
        except Refusal as refusal:
            remark = refusal.remark
            refused[file.label] = {"status": refusal.status, "code": remark.code, "parts": remark.parts}
    return {
        "listed": None if all(file.folder for file in files) else [file.label for file in files],
        "files": hashes,
        "refused": refused,
        "metadata": hash_source(Source(METADATA_FILE, beside)) if beside else None,
    }
