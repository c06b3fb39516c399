"""The whole study in one call: from a folder of reports to tables, figures, a page and a manifest."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError, check_choice
from analysis.output import read_table, write_table

N_TOPICS = 8
SEED = 0
MIN_YEARS, MIN_REPORTS = 3, 2  # years, and reports a year, below which a slope would only be noise
# table -> public verb that makes it, tables it is made from
STEPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "reports": ("read_reports", ()),
    "ledger": ("read_reports", ()),
    "codes": ("read_codes", ()),
    "paragraphs": ("classify_paragraphs", ("reports",)),
    "coverage": ("coverage", ("reports",)),
    "shares": ("area_shares", ("paragraphs", "codes", "reports")),
    "estimators": ("area_shares", ("paragraphs", "codes", "reports")),
    "trends": ("area_trends", ("paragraphs", "codes", "reports")),
    "problem_shares": ("area_shares", ("paragraphs", "reports")),
    "plan_shares": ("area_shares", ("paragraphs", "reports")),
    "topic_shares": ("topic_shares", ("paragraphs",)),
    "topic_words": ("TopicModel", ("paragraphs",)),
    "topic_areas": ("topic_areas", ("paragraphs",)),
}


def run_study(
    reports: Any = None,
    out: str | Path = "results",
    *,
    codes: pd.DataFrame | None = None,
    model: str | os.PathLike[str] | None = None,
    lang: str = "zh",
    n_topics: int = N_TOPICS,
    random_state: int = SEED,
    progress: bool = False,
) -> dict[str, pd.DataFrame]:
    """Run the study and write everything to a folder.

    Parameters
    ----------
    reports : path or list of paths, optional
        Where the reports lie; default the five sample reports.
    out : path, default "results"
        Folder to write; files of an earlier run in it are replaced.
    codes : DataFrame, optional
        Hand codes of one coder with inclusion probabilities, which correct the shares.
    model : path, optional
        The saved classifier: its folder, file or name, as :func:`load_classifier` takes it; default the shipped one.
        The manifest records its name, version and SHA-256, and page and methods name it.
    lang : {"zh", "en"}, default "zh"
        Language of figures and page.
    n_topics : int, default 8
        Number of topics; fewer where the corpus is too small for them.
    random_state : int, default 0
        Seed of the topic model and the bootstrap.
    progress : bool, default False
        Show progress on standard error.

    Returns
    -------
    dict of DataFrame
        ``reports``, ``ledger``, ``paragraphs`` (classified), ``shares``, ``problem_shares`` and ``plan_shares`` (the
        same for shortcomings admitted and for plans, never corrected), ``coverage``, ``topic_shares``,
        ``topic_words``, ``topic_areas``; with codes also ``codes`` and ``estimators`` (counted and corrected shares);
        ``trends`` with three years or more of two reports or more on average. Shares are empty where no report
        has a year.

    Raises
    ------
    InputError
        When no report can be read, or the model cannot be loaded.

    Examples
    --------
    >>> import tempfile
    >>> tables = run_study(out=tempfile.mkdtemp())
    >>> len(tables["reports"])
    5
    """
    from analysis.areas.classify import classify_paragraphs
    from analysis.areas.explanation import telling_words
    from analysis.areas.models import load_classifier
    from analysis.figures import share_font
    from analysis.page import render_page
    from analysis.paths import sample_reports
    from analysis.reading.read import read_reports
    from analysis.reading.sources import find_sources
    from analysis.reading.split import split_paragraphs
    from analysis.replication.exhibits import read_study
    from analysis.replication.manifest import describe_model
    from analysis.tables import COLUMNS, make_table

    check_choice("lang", lang, ("zh", "en"))
    if model is not None and not isinstance(model, (str, os.PathLike)):
        remedy = "save it with save_classifier and give its folder, so that the manifest can name it"
        raise InputError("model", f"is a {type(model).__name__}", remedy)
    source = sample_reports() if reports is None else reports
    find_sources(source)  # what is not there is said before anything is written
    used, classifier = describe_model(model), load_classifier(model)
    folder = Path(out)
    for part in (folder / "tables", folder / "figures"):
        part.mkdir(parents=True, exist_ok=True)
    with _steps(progress) as step:
        step("reading")
        texts, ledger = read_reports(source, return_ledger=True)
        write_table(ledger, folder / "tables" / "ledger.csv")
        if texts.empty:
            raise InputError(
                "reports", "hold nothing that can be read", f"see {folder / 'tables' / 'ledger.csv'}"
            )
        step("splitting")
        paragraphs = split_paragraphs(texts)
        step("classifying")
        coded = classify_paragraphs(paragraphs, classifier)
        tables = {"reports": texts.drop(columns="text"), "ledger": ledger, "paragraphs": coded}
        if codes is not None:
            # as they are written, so that a run over the written codes gives the same numbers
            write_table(make_table("codes", codes), folder / "tables" / "codes.csv")
            tables["codes"] = codes = read_table(folder / "tables" / "codes.csv", COLUMNS["codes"])
        tables |= _areas(coded, texts, codes)
        step("topics")
        tables |= _topics(coded, n_topics, random_state)
        for name in STEPS:
            file = folder / "tables" / f"{name}.csv"
            if name in tables:
                write_table(tables[name], file)
            else:
                file.unlink(missing_ok=True)  # of an earlier run
        step("drawing")
        written = read_study(folder)  # figures and page follow from the files, to the last digit
        drawings, unknown = _draw(written, folder / "figures", lang)
        figures, font = share_font(drawings)
        telling = partial(telling_words, model=classifier)
        parameters = {"lang": lang, "n_topics": len(tables["topic_words"]), "random_state": random_state}
        facts = {**parameters, **_model_facts(used, model), "unknown": unknown}
        page = render_page(written, figures, lang=lang, facts=facts, font=font, telling=telling)
        (folder / "index.html").write_text(page, encoding="utf-8", newline="\n")
        _receipt(folder, source, used, tables, figures, unknown, **parameters)
    return {**tables, "reports": texts}


def _areas(coded: pd.DataFrame, reports: pd.DataFrame, codes: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    """Coverage, shares of work, problems and plans, and trends where years and reports are enough for any."""
    from analysis.trends.reach import coverage
    from analysis.trends.slopes import area_trends

    tables = {
        "coverage": coverage(reports),
        "shares": _shares(coded, reports, "work", codes),
        "problem_shares": _shares(coded, reports, "problem"),
        "plan_shares": _shares(coded, reports, "plan"),
    }
    if codes is not None and len(tables["shares"]):
        naive = _shares(coded, reports, "work")
        tables["estimators"] = pd.concat([naive, tables["shares"]], ignore_index=True)
    if len(tables["shares"]):
        per_year = tables["shares"].groupby("year")["n_reports"].first()
        if len(per_year) >= MIN_YEARS and per_year.mean() >= MIN_REPORTS:
            tables["trends"] = area_trends(coded, codes, reports=reports)
    return tables


def _shares(
    coded: pd.DataFrame, reports: pd.DataFrame, role: str, codes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Shares by year; an empty table where no dated report has an area under this role."""
    from analysis.tables import make_table
    from analysis.trends.shares import area_shares

    counted = (coded["role"] == role) & (coded["area"] > 0) & coded["year"].notna() & (coded["n_chars"] > 0)
    if not counted.any():
        return make_table("shares", [])
    return area_shares(coded, codes, reports=reports, role=role)


def _model_facts(used: Mapping[str, Any], given: str | os.PathLike[str] | None) -> dict[str, Any]:
    """What the methods paragraph says of the model: which it is, and how its card has it evaluated."""
    from analysis.areas.models import read_card
    from analysis.paths import SHIPPED, shipped_model
    from analysis.replication.manifest import describe_model

    if used["model.skops"] == describe_model()["model.skops"]:
        card = read_card(shipped_model())
        return {"model": SHIPPED, "evaluation": card["evaluation"], "other": None}
    card = read_card(str(given))
    other = {
        "sha256": str(used["model.skops"])[:12],
        "version": used["version"],
        "metrics": card.get("metrics"),
    }
    return {"model": used["name"], "evaluation": card.get("evaluation"), "other": other}


@contextmanager
def _steps(progress: bool) -> Iterator[Any]:
    """A bar over the five steps of the run."""
    if not progress:
        yield lambda name: None
        return
    from tqdm import tqdm

    with tqdm(total=5, leave=False, bar_format="{desc:<12} {bar} {n_fmt}/{total_fmt} {elapsed}") as bar:

        def step(name: str) -> None:
            if bar.desc:
                bar.update()
            bar.set_description(name)

        yield step


def _topics(coded: pd.DataFrame, n_topics: int, random_state: int) -> dict[str, pd.DataFrame]:
    """Topic shares, top words and areas of topics; no rows where the corpus is too small for two topics."""
    from analysis.tables import CODED_ROLES, make_table
    from analysis.topics.by_area import topic_areas
    from analysis.topics.model import TopicModel
    from analysis.topics.prevalence import topic_shares

    usable = coded[coded["role"].isin(CODED_ROLES) & (coded["n_chars"] > 0)]
    fitting = min(n_topics, len(usable) // 5)
    if fitting >= 2:
        try:
            topics = TopicModel(n_topics=fitting, random_state=random_state).fit(coded)
        except InputError:
            pass  # no vocabulary left: the page goes without topics
        else:
            tables = {
                "topic_shares": topic_shares(topics, coded, random_state=random_state),
                "topic_words": topics.top_words(10).rename(columns=str).reset_index(),
            }
            if ((usable["role"] == "work") & (usable["area"] > 0)).any():
                tables["topic_areas"] = topic_areas(topics, coded)
            return tables
    none = pd.DataFrame({"topic": pd.array([], dtype="Int64")})
    return {"topic_shares": make_table("topic shares", []), "topic_words": none}


def _draw(
    tables: Mapping[str, pd.DataFrame], folder: Path, lang: str
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Draw and save what the tables allow; the SVG source of each figure, and the characters its font lacks."""
    from analysis.figures import save_figure, unknown_characters
    from analysis.replication.exhibits import EXHIBITS, draw_exhibit, drawable, numbers_of

    for name in EXHIBITS:  # of an earlier run, that had more to draw
        for file in folder.glob(f"{name}.*"):
            file.unlink()
    names = drawable(tables)
    unknown = {}
    for name in names:
        ax = draw_exhibit(name, tables, lang)
        if characters := unknown_characters(ax.get_figure(root=True)):
            unknown[name] = characters
        save_figure(ax, folder, name, numbers_of(name, tables))
    return {name: (folder / f"{name}.svg").read_text(encoding="utf-8") for name in names}, unknown


def _inputs(source: Any) -> dict[str, Any]:
    """The hash of every file that was looked at, read or not, and why others were left unopened."""
    from analysis.reading.formats import Refusal
    from analysis.reading.sources import METADATA_FILE, Source, find_sources, hash_source

    files, beside = find_sources(source)
    hashes, refused = {}, {}
    for file in files:
        try:
            hashes[file.label] = hash_source(file)
        except Refusal as refusal:
            refused[file.label] = {
                "status": refusal.status,
                "code": refusal.remark.code,
                "parts": refusal.remark.parts,
            }
    return {
        "listed": None if all(file.folder for file in files) else [file.label for file in files],
        "files": hashes,
        "refused": refused,
        "metadata": hash_source(Source(METADATA_FILE, beside)) if beside else None,
    }


def _receipt(
    folder: Path,
    source: Any,
    model: Mapping[str, Any],
    tables: Iterable[str],
    figures: Iterable[str],
    unknown: Mapping[str, list[str]],
    **parameters: Any,
) -> None:
    """Write the manifest: tables and figures with what made them, and the characters drawn as a substitute."""
    from analysis.replication.exhibits import EXHIBITS
    from analysis.replication.manifest import write_manifest

    made = {
        name: {
            "function": STEPS[name][0],
            "tables": [other for other in STEPS[name][1] if other in tables],
            "files": [f"tables/{name}.csv"],
        }
        for name in tables
    }
    drawn = {
        name: {
            "function": EXHIBITS[name].function,
            "tables": list(EXHIBITS[name].tables),
            "files": [f"figures/{name}.{ending}" for ending in ("csv", "pdf", "png", "svg")],
            **({"substituted": unknown[name]} if name in unknown else {}),
        }
        for name in figures
    }
    files = [file for part in (*made.values(), *drawn.values()) for file in part["files"]]
    write_manifest(
        folder,
        parameters=parameters,
        model=model,
        reports=_inputs(source),
        tables=made,
        exhibits=drawn,
        outputs=[*files, "index.html"],
    )
