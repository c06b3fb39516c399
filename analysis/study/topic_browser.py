"""A page to read topics by, written from a fitted model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.errors import InputError
from analysis.output import check_output, written_whole
from analysis.tables import make_table, mark_simulated
from analysis.topics.correlations import topic_correlations
from analysis.topics.model import TopicModel
from analysis.topics.reading_aids import suggest_labels, typical_paragraphs
from analysis.topics.shares import topic_areas, topic_shares
from analysis.topics.terms import topic_terms
from analysis.topics.uptake import anchor_uptake
from analysis.topics.words import complete
from analysis.trends.estimand import COUNTED_TYPES
from analysis.words.terms import TermsLike

PAGES = (".html", ".htm")


def topic_browser(
    topics: TopicModel,
    paragraphs: pd.DataFrame,
    path: str | Path,
    *,
    reports: pd.DataFrame | None = None,
    shares: pd.DataFrame | None = None,
    trends: pd.DataFrame | None = None,
    areas: pd.DataFrame | None = None,
    correlations: pd.DataFrame | None = None,
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    n_words: int = 15,
    n_paragraphs: int = 5,
    terms: TermsLike | None = None,
    lang: str = "zh",
) -> Path:
    """Write one HTML file to read topics by: words, shares by year, areas, neighbours, typical paragraphs, and a search.

    The file asks no network for anything and can be read without script, which only the search needs. Every number in it
    is a cell of a table that the package returns.

    Parameters
    ----------
    topics : TopicModel
        A fitted model; its own labels (``set_labels``), anchors and caveats are shown.
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it, or any table with ``text``; where it is classified the areas are shown.
    path : path
        File to write.
    reports : DataFrame, optional
        As :func:`read_reports` returns it: names the place and year of a paragraph, and says which reports are by the
        same government.
    shares : DataFrame, optional
        As :func:`topic_shares` returns it by year; default with the topics held fixed (``refits=0``).
    trends : DataFrame, optional
        As :func:`topic_trends` returns it; without, no slopes are shown.
    areas : DataFrame, optional
        As :func:`topic_areas` returns it.
    correlations : DataFrame, optional
        As :func:`topic_correlations` returns it.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count in shares and correlations made here; None for all.
    n_words : int, default 15
        Words of a topic by each ranking.
    n_paragraphs : int, default 5
        Typical paragraphs of a topic; fewer of each where they would exceed 1.5 MB, which the page says.
    terms : DataFrame, path of a CSV, or sequence of str, optional
        List with ``gloss``, on top of that of the package (:func:`load_terms`): an English page prints it beside words.
    lang : {"zh", "en"}, default "zh"
        Language of the page; texts and their words stay as they are.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        For an unfitted model, shares by something else than years, or a file that cannot be written.

    See Also
    --------
    topic_terms : makes the words.
    typical_paragraphs : finds the paragraphs.
    plot_topic_shares : draws the shares for a paper.

    Examples
    --------
    >>> import tempfile
    >>> import analysis as fz
    >>> reports = fz.read_reports(fz.sample_reports())
    >>> paragraphs = fz.split_paragraphs(reports)
    >>> topics = fz.TopicModel(3, random_state=0).fit(paragraphs).set_labels({2: "行政执法"})
    >>> page = topic_browser(topics, paragraphs, Path(tempfile.mkdtemp()) / "topics.html", reports=reports, lang="en")
    >>> page.name, "行政执法" in page.read_text(encoding="utf-8")
    ('topics.html', True)
    """
    from analysis.study.page.topic_page import render_topics

    topics.check_fitted()
    file = check_output(path, PAGES)
    paragraphs = complete(paragraphs)
    if shares is None and paragraphs["year"].isna().all():
        shares = make_table("topic shares", [])  # the page says that there are none
    elif shares is None:
        shares = topic_shares(topics, paragraphs, doc_types=doc_types, refits=0)
    elif "year" not in shares.columns or shares.duplicated(["year", "topic"]).any():
        raise InputError("shares", "are not one for each year and topic", 'use topic_shares(…, by="year")')
    if areas is None and {"area", "measure"} <= set(paragraphs.columns):
        areas = topic_areas(topics, paragraphs)
    if correlations is None:
        correlations = topic_correlations(topics, paragraphs, reports=reports, doc_types=doc_types)
    labels = suggest_labels(topics)
    tables = {
        "topic_terms": topic_terms(topics, n_words),
        "topic_shares": shares,
        "topic_typical": typical_paragraphs(topics, paragraphs, n_paragraphs),
        "topic_correlations": correlations,
        "topic_labels": labels[labels["own"]],
        **({"topic_anchors": anchor_uptake(topics)} if topics.anchors_ else {}),
        **({} if trends is None else {"topic_trends": trends}),
        **({} if areas is None else {"topic_areas": areas}),
    }
    tables = {name: mark_simulated(table, paragraphs) for name, table in tables.items()}
    if reports is not None:
        tables["reports"] = reports
    page = render_topics(tables, lang=lang, caveats=topics.caveats_, terms=terms)
    with written_whole(file) as work:
        work.write_text(page, encoding="utf-8", newline="\n")
    return file
