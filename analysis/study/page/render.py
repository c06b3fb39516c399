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
from analysis.paths import resource
from analysis.study.catalogue import EXHIBITS, SECTIONS, row_named
from analysis.study.page import corpus, numbers, paragraphs
from analysis.study.page.words import label, load_words
from analysis.tables import is_simulated

SHOWN = ("corpus", "shares", "roles", "topics", "examples", "browse", "doubts", "method")
_OF_AREAS = ("roles", "examples")  # sections that are about the areas
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
    areas = bool(facts.get("areas", True))
    estimator = str(shares["estimator"].iloc[0]) if len(shares) else None
    scheme = str(facts.get("scheme", "outline-2015"))
    script = _read("page.js")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_read("page.html.j2")).render(
        lang=lang,
        w=words | words["plain"] if not areas else words,
        areas_told=areas,
        sections=SHOWN if areas else tuple(name for name in SHOWN if name not in _OF_AREAS),
        footer=words["footer"].format(version=__version__),
        style=Markup(font + "\n" + _read("page.css")),  # noqa: S704 (ours)
        script=Markup(script),  # noqa: S704 (ours)
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        plates=Plates(figures, words),
        simulated=is_simulated(reports),
        caveats=[
            *corpus.caveats(tables, estimator, words),
            *corpus.substituted(facts.get("unknown", {}), words),
            *corpus.planned(facts.get("plan"), words),
        ],
        corpus_text=corpus.corpus_sentence(reports, words),
        coverage=corpus.coverage_rows(reports, words),
        corpus=corpus.corpus_rows(reports, words),
        long=len(reports) > LONG,
        shares_text=_shares_text(shares, estimator, facts, words),
        shares=numbers.share_table(shares, words, lang, scheme=scheme),
        no_trends=areas and estimator is not None and "trends" not in tables,
        trends=numbers.trend_table(tables.get("trends"), words, lang, scheme),
        roles=[
            (
                words[f"{role}_caption"],
                numbers.share_table(
                    tables.get(f"{role}_shares", empty), words, lang, counts=True, scheme=scheme
                ),
            )
            for role in ("problem", "plan")
        ],
        topics=numbers.topic_table(tables["topic_words"], words) if "topic_words" in tables else [],
        areas=paragraphs.typical(coded, words, lang, telling) if areas else [],
        search=paragraphs.Search(coded if areas else without_areas(coded), reports, words, lang),
        doubtful_files=paragraphs.doubtful_files(tables["ledger"], words, lang),
        abstained=paragraphs.abstained(coded, words) if areas else None,
        omitted=sorted(facts.get("omitted", {}).items()),
        method=numbers.method_sentences(tables, estimator, facts, words),
        references=numbers.references(estimator, facts),
        citation=(words if areas else words["plain"])["citation"].format(
            version=__version__, model=facts["model"]
        ),
    )


def without_areas(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Paragraphs that nothing has classified, as the search takes them."""
    return paragraphs.assign(area=pd.NA, abstained=False)


def _read(name: str) -> str:
    return resource(f"page/{name}").read_text(encoding="utf-8")


def _shares_text(
    shares: pd.DataFrame, estimator: str | None, facts: Mapping[str, Any], words: Mapping[str, Any]
) -> str:
    """What the shares are of and how they were estimated, or that there are none."""
    if estimator is None:
        return str(words["no_shares"].format(role=label(words, facts.get("role", "work"))))
    n_coded = int(shares.groupby("year")["n_coded"].first().sum())
    return str(words[estimator].format(n_coded=n_coded, of=numbers.estimand_of(facts, words)))


class Plates:
    """The figures of each section of the page, numbered in the order in which they stand there.

    Parameters
    ----------
    sources : mapping
        SVG source by the name of the figure's file; what was not drawn is left out.
    words : mapping
        The words of the page.
    """

    def __init__(self, sources: Mapping[str, str], words: Mapping[str, Any]) -> None:
        self._sources, self._words = sources, words
        places = {name: place for place, name in enumerate(EXHIBITS)}
        rows = {name: row_named(name) for name in sources}
        self._rows = dict(
            sorted(
                rows.items(),
                key=lambda own: (
                    SECTIONS.index(EXHIBITS[own[1]].section),
                    not EXHIBITS[own[1]].main,
                    places[own[1]],
                ),
            )
        )
        self._numbers = {name: number for number, name in enumerate(self._rows, start=1)}

    def main(self, section: str) -> list[Markup]:
        """The figures that a section shows at once."""
        return [self._plate(name) for name in self._of(section) if EXHIBITS[self._rows[name]].main]

    def more(self, section: str) -> list[Markup]:
        """The figures that a section shows when asked."""
        return [self._plate(name) for name in self._of(section) if not EXHIBITS[self._rows[name]].main]

    def _of(self, section: str) -> list[str]:
        return [name for name, row in self._rows.items() if EXHIBITS[row].section == section]

    def _plate(self, name: str) -> Markup:
        """A figure with its numbered caption."""
        row = self._rows[name]
        said = self._words["figures"][row].format(value=name.removeprefix(f"{row}_"))
        text = self._words["caption"].format(n=self._numbers[name], text=said, name=name)
        drawing = Markup(_inline_svg(self._sources[name], said, prefix=name))  # noqa: S704 (we drew it)
        plate = Markup('<div class="plate" tabindex="0" role="group" aria-label="{}">{}</div>').format(
            said, drawing
        )
        return Markup("<figure>{}<figcaption>{}</figcaption></figure>").format(plate, text)


def _inline_svg(svg: str, title: str, *, prefix: str) -> str:
    """SVG for use inside HTML: no XML head, ids of its own, a title for screen readers."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'(\bid="|href="#|url\(#)', rf"\1{prefix}-", body)
    head, rest = body.split(">", 1)
    return f'{head} role="img" aria-label="{escape(title)}">{rest}'
