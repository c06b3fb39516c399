"""Rendering the page: figures inlined, everything that comes from a text escaped, one script known by its hash.

Jinja2 with autoescaping, so that nothing in a report's text can become markup.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup, escape

from analysis import __version__
from analysis.page import corpus, numbers, paragraphs
from analysis.page.words import load_words
from analysis.paths import resource
from analysis.tables import is_simulated

LONG = 30  # reports; more are listed only when asked for


def render_page(
    tables: Mapping[str, pd.DataFrame],
    figures: Mapping[str, str],
    *,
    lang: str,
    facts: Mapping[str, Any],
    font: str = "",
    telling: Callable[[str], list[str]] | None = None,
) -> str:
    """Render the page of a run.

    Parameters
    ----------
    tables : mapping
        ``reports``, ``ledger``, ``paragraphs`` (classified), ``shares``, and what else :func:`run_study` returns.
    figures : mapping
        SVG source by name; what is missing is left out.
    lang : {"zh", "en"}
        Language of the page.
    facts : mapping
        ``n_topics``, ``random_state``, ``model`` and ``evaluation``, for the methods paragraph; of a model other than the
        shipped one also ``other``: ``sha256``, ``version`` and ``metrics``; ``unknown``, by figure the characters drawn as a
        substitute, where there are any.
    font : str, default ""
        CSS rule with the font of the figures.
    telling : callable, optional
        From a text to the words that moved it to its area, which are marked in the typical paragraphs.

    Returns
    -------
    str
        The HTML document.
    """
    words = load_words(lang)
    reports, coded, shares = tables["reports"], tables["paragraphs"], tables["shares"]
    empty = shares.iloc[:0]
    estimator = str(shares["estimator"].iloc[0]) if len(shares) else None
    script = _read("page.js")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_read("page.html.j2")).render(
        lang=lang,
        w=words,
        footer=words["footer"].format(version=__version__),
        style=Markup(font + "\n" + _read("page.css")),  # noqa: S704 (ours)
        script=Markup(script),  # noqa: S704 (ours)
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        figure=_figures(figures, words),
        simulated=is_simulated(reports),
        caveats=[
            *corpus.caveats(tables, estimator, words),
            *corpus.substituted(facts.get("unknown", {}), words),
        ],
        corpus_text=corpus.corpus_sentence(reports, words),
        coverage=corpus.coverage_rows(reports, words),
        corpus=corpus.corpus_rows(reports, words),
        long=len(reports) > LONG,
        shares_text=words[estimator].format(n_coded=_n_coded(shares)) if estimator else words["no_shares"],
        shares=numbers.share_table(shares, words, lang),
        no_trends=estimator is not None and "trends" not in tables,
        trends=numbers.trend_table(tables.get("trends"), words, lang),
        roles=[
            (
                words[f"{role}_caption"],
                numbers.share_table(tables.get(f"{role}_shares", empty), words, lang, counts=True),
            )
            for role in ("problem", "plan")
        ],
        topics=numbers.topic_table(tables["topic_words"], words) if "topic_words" in tables else [],
        areas=paragraphs.typical(coded, words, lang, telling),
        search=paragraphs.Search(coded, reports, words, lang),
        doubtful_files=paragraphs.doubtful_files(tables["ledger"], words, lang),
        abstained=paragraphs.abstained(coded, words),
        method=numbers.method_sentences(tables, estimator, facts, words),
        references=numbers.references(estimator, facts),
        citation=words["citation"].format(version=__version__, model=facts["model"]),
    )


def _read(name: str) -> str:
    return resource(f"page/{name}").read_text(encoding="utf-8")


def _n_coded(shares: pd.DataFrame) -> int:
    return int(shares.groupby("year")["n_coded"].first().sum())


def _figures(figures: Mapping[str, str], words: Mapping[str, Any]) -> Callable[[str], Markup]:
    """From the name of a figure to the figure with its numbered caption; nothing where it was not drawn."""
    shown = [name for name in words["figures"] if name in figures]

    def figure(name: str) -> Markup:
        if name not in figures:
            return Markup("")
        said = words["figures"][name]
        text = words["caption"].format(n=shown.index(name) + 1, text=said, name=name)
        drawing = Markup(_inline_svg(figures[name], said, prefix=name))  # noqa: S704 (we drew it)
        plate = Markup('<div class="plate" tabindex="0" role="group" aria-label="{}">{}</div>').format(
            said, drawing
        )
        return Markup("<figure>{}<figcaption>{}</figcaption></figure>").format(plate, text)

    return figure


def _inline_svg(svg: str, title: str, *, prefix: str) -> str:
    """SVG for use inside HTML: no XML head, ids of its own, a title for screen readers."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'(\bid="|href="#|url\(#)', rf"\1{prefix}-", body)
    head, rest = body.split(">", 1)
    return f'{head} role="img" aria-label="{escape(title)}">{rest}'
