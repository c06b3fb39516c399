"""The whole study in one call: from a folder of reports to tables, figures, a page and a manifest."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import __version__
from analysis.errors import InputError, check_choice
from analysis.output import write_table

N_TOPICS = 8
SEED = 0
_FIGURES = ("strips", "shares", "heatmap", "topics")
_LIBRARIES = ("numpy", "scipy", "pandas", "scikit-learn", "jieba", "gensim", "matplotlib", "skops")


def run_study(
    reports: Any = None,
    out: str | Path = "results",
    *,
    codes: pd.DataFrame | None = None,
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
        ``reports``, ``ledger``, ``paragraphs`` (classified), ``shares``, ``topic_shares``, ``topic_words``; the last
        three are empty where no report has a year.

    Raises
    ------
    InputError
        When no report can be read.

    Examples
    --------
    >>> import tempfile
    >>> tables = run_study(out=tempfile.mkdtemp())
    >>> len(tables["reports"])
    5
    """
    from analysis.areas.classify import classify_paragraphs
    from analysis.areas.explanation import telling_words
    from analysis.page import render_page
    from analysis.paths import sample_reports
    from analysis.reading.read import read_reports
    from analysis.reading.sources import find_sources
    from analysis.reading.split import split_paragraphs
    from analysis.tables import make_table
    from analysis.trends.shares import area_shares

    check_choice("lang", lang, ("zh", "en"))
    source = sample_reports() if reports is None else reports
    find_sources(source)  # what is not there is said before anything is written
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
        coded = classify_paragraphs(paragraphs)
        dated = coded[(coded["role"] == "work") & (coded["area"] > 0) & coded["year"].notna()]
        shares = area_shares(coded, codes) if len(dated) else make_table("shares", [])
        step("topics")
        topic_table, top_words = _topics(paragraphs, n_topics, random_state)
        tables = {
            "reports": texts.drop(columns="text"),
            "ledger": ledger,
            "paragraphs": coded,
            "shares": shares,
            "topic_shares": topic_table,
            "topic_words": top_words.rename(columns=str).reset_index(),
        }
        for name, table in tables.items():
            write_table(table, folder / "tables" / f"{name}.csv")
        step("drawing")
        figures = _draw(coded, shares, topic_table, top_words, folder / "figures", lang)
        facts = {"topics": len(top_words), "seed": random_state}
        page = render_page(tables, figures, lang=lang, facts=facts, telling=telling_words)
        (folder / "index.html").write_text(page, encoding="utf-8", newline="\n")
        parameters = {
            "codes": _hash_table(codes),
            "lang": lang,
            "n_topics": len(top_words),
            "random_state": random_state,
        }
        write_manifest(folder, texts, parameters)
    return {**tables, "reports": texts}


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


def _topics(paragraphs: pd.DataFrame, n_topics: int, random_state: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Topic shares and top words; empty tables where the corpus is too small for two topics."""
    from analysis.tables import CODED_ROLES, make_table
    from analysis.topics.model import TopicModel
    from analysis.topics.prevalence import topic_shares

    usable = paragraphs[paragraphs["role"].isin(CODED_ROLES) & (paragraphs["n_chars"] > 0)]
    fitting = min(n_topics, len(usable) // 5)
    if fitting >= 2:
        try:
            topics = TopicModel(n_topics=fitting, random_state=random_state).fit(paragraphs)
        except InputError:
            fitting = 0  # no vocabulary left: the page goes without topics
        else:
            return topic_shares(topics, paragraphs, random_state=random_state), topics.top_words(10)
    return make_table("topic shares", []), pd.DataFrame(index=pd.RangeIndex(0, name="topic"))


def _draw(
    coded: pd.DataFrame,
    shares: pd.DataFrame,
    topic_table: pd.DataFrame,
    top_words: pd.DataFrame,
    folder: Path,
    lang: str,
) -> dict[str, str]:
    """Draw and save what the tables allow; the SVG source of each figure."""
    from analysis.figures import plot_share_heatmap, plot_shares, plot_strips, plot_topic_shares, save_figure

    for name in _FIGURES:  # of an earlier run, that had more to draw
        for file in folder.glob(f"{name}.*"):
            file.unlink()
    strips = coded.drop(columns=["text"])
    drawn = {"strips": (plot_strips(coded, lang=lang), strips)}
    if len(shares):
        drawn["shares"] = (plot_shares(shares, lang=lang), shares)
        drawn["heatmap"] = (plot_share_heatmap(shares, lang=lang), shares)
    if len(topic_table):
        drawn["topics"] = (plot_topic_shares(topic_table, top_words, lang=lang), topic_table)
    for name, (ax, table) in drawn.items():
        save_figure(ax, folder, name, table)
    return {name: (folder / f"{name}.svg").read_text(encoding="utf-8") for name in drawn}


def _hash_table(table: pd.DataFrame | None) -> str | None:
    return None if table is None else hashlib.sha256(table.to_csv(index=False).encode()).hexdigest()


def write_manifest(folder: Path, reports: pd.DataFrame, parameters: dict[str, Any]) -> None:
    """Write what the run read, with what, and what it wrote; no clock, no machine path."""
    inputs = {
        row["path"]: hashlib.sha256(row["text"].encode()).hexdigest()
        for row in reports[["path", "text"]].to_dict("records")
    }
    files = [folder / "index.html", *(folder / "tables").iterdir(), *(folder / "figures").iterdir()]
    outputs = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(files)
        if file.is_file()
    }
    manifest = {
        "package": {"fazhi-analysis": __version__},
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in _LIBRARIES},
        "parameters": parameters,
        "inputs": inputs,
        "outputs": outputs,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8", newline="\n")
