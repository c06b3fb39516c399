"""Rendering the page: figures inlined, everything that comes from a text escaped, one script known by its hash.

Jinja2 with autoescaping, so that nothing in a report's text can become markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from analysis import __version__
from analysis.crosswalk import scheme_of_estimates
from analysis.figures.names import report_names
from analysis.language import say
from analysis.study.catalogue import EXHIBITS, SECTIONS, TABLES, drawings, row_named
from analysis.study.page import corpus, numbers, paragraphs
from analysis.study.page.chart import HEIGHT, WIDTH, Series, draw_chart
from analysis.study.page.findings import Findings, find_changes
from analysis.study.page.moved import telling_words, terms_by_area, topic_changes
from analysis.study.page.reader import Reader
from analysis.study.page.regression import regression_part
from analysis.study.page.template import page_policy, page_template, read_page
from analysis.study.page.topic_page import FILE as TOPICS
from analysis.study.page.topic_page import render_topics
from analysis.study.page.words import label, load_words
from analysis.study.spec import COUNTED, FORMATS
from analysis.tables import is_simulated
from analysis.taxonomy import load_taxonomy
from analysis.trends.estimand import counted_types

_USED = re.compile(r'(?:href="#|url\(#)([^")]+)')
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)

PARTS = (
    "findings", "shares", "regression", "corpus", "roles", "topics", "examples", "reports", "browse", "caveats", "doubts", "method"
)  # fmt: skip
_OF_AREAS = ("findings", "roles", "examples")  # parts that are about the areas
INLINE = 900_000  # characters of drawings within the page; the others are linked


def render_page(
    tables: Mapping[str, pd.DataFrame],
    figures: Mapping[str, str],
    **settings: Any,
) -> str:
    """Render the main page of a run alone; parameters as of :func:`render_study`."""
    return render_study(tables, figures, **settings)["index.html"]


def render_study(
    tables: Mapping[str, pd.DataFrame],
    figures: Mapping[str, str],
    *,
    lang: str,
    facts: Mapping[str, Any],
    font: str = "",
    telling: paragraphs.Telling | None = None,
) -> dict[str, str]:
    """Render the page of a run, and the pages with the texts of its reports.

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
        substitute, where there are any; ``topic_caveats``, what the corpus cannot support of topics.
    font : str, default ""
        CSS rule with the font of the figures.
    telling : callable, optional
        From texts to the words that moved each to its area, which are marked in the paragraphs shown.

    Returns
    -------
    dict of str
        HTML document by the name of its file: ``index.html``, and what it links: the pages of reports, and that of the
        topics where their tables are there.
    """
    words = load_words(lang)
    reports, coded, shares = tables["reports"], tables["paragraphs"], tables["shares"]
    empty = shares.iloc[:0]
    areas = bool(facts.get("areas", True))
    shares_told = areas or "keyness" in tables  # without areas the part holds the words of each year
    if not areas:
        words = {**words, "no_area": ""}  # nothing is said of areas
    estimator = str(shares["estimator"].iloc[0]) if len(shares) else None
    told = coded if areas else without_areas(coded)
    ids = reports["report_id"].tolist()
    names = dict(zip(ids, report_names(ids, reports), strict=True))
    reader = Reader(told, reports, names, words, lang)
    linking: dict[str, Any] = {"names": names, "linked": reader.links}
    taxonomy = (
        scheme_of_estimates(shares, "shares")
        if len(shares)
        else load_taxonomy(str(facts.get("scheme", "outline-2015")))
    )
    found = None
    uncounted = corpus.none_counts(reports, facts.get("doc_types"), words)
    if areas:
        of, role = numbers.estimand_of(facts, words), str(facts.get("role", "work"))
        said: dict[str, Any] = {"of": of, "role": role, "uncounted": uncounted}
        found = find_changes(tables, words, lang, scheme=taxonomy, **said, **linking)
    counted = coded[counted_types(coded, facts.get("doc_types", COUNTED))]
    typical = paragraphs.typical(counted, words, lang, telling, **linking) if areas and not uncounted else []
    caveats = [
        *corpus.caveats(tables, estimator, words, facts.get("doc_types", COUNTED)),
        *corpus.substituted(facts.get("unknown", {}), words),
        *corpus.planned(facts.get("plan"), words),
    ]
    chart = draw_chart(_series(tables, words), words, lang, taxonomy)
    shown = words if areas else {**words, **words["plain"]}
    regressed = regression_part(tables, facts, words, lang, names)
    values = {name: own.value for name, own in drawings(tables).items()}
    plates = Plates(figures, words, values, facts.get("formats", FORMATS))
    told_topics = all(len(tables.get(name, ())) for name in ("topic_terms", "topic_shares", "topic_typical"))
    script = read_page("chart.js") + read_page("text.js") + read_page("page.js")
    style = font + "\n" + read_page("page.css")
    common = {
        "lang": lang,
        "w": shown,
        "simulated": is_simulated(reports),
        "footer": words["footer"].format(version=__version__),
    }
    page = page_template("page.html.j2").render(
        **common,
        style=Markup(style),  # noqa: S704 (ours)
        policy=page_policy([style, *plates.styles], [script]),
        script=Markup(script),  # noqa: S704 (ours)
        areas_told=areas,
        shares_told=shares_told,
        sections=[
            (key, _title(key, shown))
            for key in PARTS
            if _is_there(key, areas, caveats)
            and (key != "regression" or regressed)
            and (key != "shares" or shares_told)
        ],
        plates=plates,
        found=found,
        chart=chart and {**chart, "json": paragraphs.script_json(chart["data"])},
        size=(WIDTH, HEIGHT),
        caveats=caveats,
        corpus_text=corpus.corpus_sentence(reports, words),
        coverage=corpus.coverage_rows(reports, words),
        corpus=corpus.corpus_rows(reports, names, words),
        places=reader.places,
        uncounted=uncounted,
        shares_text=uncounted or _shares_text(shares, estimator, facts, words),
        shares=numbers.share_table(shares, words, lang),
        by_place=numbers.place_table(tables.get("place_shares"), words, lang),
        no_trends=areas and estimator is not None and "trends" not in tables,
        trends=numbers.trend_table(tables.get("trends"), words, lang),
        regressed=regressed,
        roles=[
            (
                words[f"{role}_caption"],
                numbers.share_table(tables.get(f"{role}_shares", empty), words, lang, counts=True),
            )
            for role in ("problem", "plan")
        ],
        tests_words="keyness" in tables,
        tests_terms="term_shifts" in tables,
        moved_terms=terms_by_area(tables, names, reader.links, words, lang, taxonomy if areas else None),
        telling_words=_said_of(telling_words(tables, names, reader.links), words),
        topic_changes=topic_changes(tables, words) if "topic_words" in tables else None,
        topics=numbers.topic_table(tables["topic_words"], words) if "topic_words" in tables else [],
        topic_page=TOPICS if told_topics else "",
        areas=typical,
        search=paragraphs.Search(told, reports, words, lang, **linking),
        doubtful_files=paragraphs.doubtful_files(tables["ledger"], words, lang),
        abstained=paragraphs.abstained(coded, words, **linking) if areas else None,
        written=_written(tables, areas),
        omitted=sorted(facts.get("omitted", {}).items()),
        method=numbers.method_sentences(tables, estimator, facts, words),
        references=numbers.references(estimator, facts),
        citation=(words if areas else words["plain"])["citation"].format(
            version=__version__, model=facts["model"]
        ),
    )
    pages = {"index.html": page}
    if told_topics:
        about: dict[str, Any] = {
            "caveats": facts.get("topic_caveats", ()),
            "names": names,
            "linked": reader.links,
        }
        pages[TOPICS] = render_topics(tables, lang=lang, back="index.html", **about)
    return {**pages, **_report_pages(reader, _quoted(found, typical), telling, common)}


def _report_pages(
    reader: Reader,
    quoted: set[str],
    telling: paragraphs.Telling | None,
    common: Mapping[str, Any],
) -> dict[str, str]:
    """The pages with the texts of the reports, by file."""
    words, style = common["w"], "\n" + read_page("page.css")
    template, pages = page_template("reader.html.j2"), reader.pages(quoted, telling)
    said = words["reader"]
    marked = said["marked_all" if reader.explains_all else "marked_some"]
    others, total, first = [], sum(map(len, pages.values())), 1
    for file, reports in pages.items():
        others.append((file.rpartition("/")[2], f"{first}–{first + len(reports) - 1}"))
        first += len(reports)
    made = {}
    for (file, reports), (own, numbered) in zip(pages.items(), others, strict=True):
        first_shown, _, last_shown = numbered.partition("–")
        made[file] = template.render(
            **common,
            style=Markup(style),  # noqa: S704 (ours)
            policy=page_policy([style], []),
            title=said["title"].format(first=first_shown, last=last_shown, total=total),
            lead=said["lead"].format(marked=marked) if telling else "",
            reports=reports,
            others=others,
            own=own,
        )
    return made


def without_areas(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Paragraphs that nothing has classified, as search and reader take them."""
    return paragraphs.assign(area=pd.NA, abstained=False, probability=float("nan"))


def _title(key: str, words: Mapping[str, Any]) -> str:
    return str(words[key]["title"] if key in ("findings", "regression") else words[key])


def _is_there(key: str, areas: bool, caveats: list[str]) -> bool:
    return (areas or key not in _OF_AREAS) and (key != "caveats" or bool(caveats))


def _quoted(found: Findings | None, typical: list[dict[str, Any]]) -> set[str]:
    """Addresses of the paragraphs that the main page quotes."""
    moved = [*found.rose, *found.fell] if found else []
    shown = [example for one in moved for example in (*one.shown, *one.examples)]
    return {own["link"] for own in [*shown, *(own for area in typical for own in area["paragraphs"])]}


def _said_of(years: list[dict[str, Any]], words: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The words of each year, with the sentence on how many reports use them."""
    for year in years:
        for word in year["words"]:
            word["said"] = say(words["moved"]["word_reports"], n=word["n_reports"])
    return years


def _series(tables: Mapping[str, pd.DataFrame], words: Mapping[str, Any]) -> list[Series]:
    """What the chart can show, first of all the shares of the study."""
    shares, said, chart = tables["shares"], words["estimator_names"], words["chart"]
    if shares.empty:
        return []
    own = str(shares["estimator"].iloc[0])
    others = tables.get("estimators", shares.iloc[:0])
    found = [
        Series(said[own], chart["everywhere"], shares),
        *(
            Series(said[name], chart["everywhere"], table)
            for name, table in others.groupby("estimator")
            if name != own
        ),
    ]
    places = tables.get("place_shares")
    if places is not None:
        for (kind, place, name), table in places.groupby(["kind", "place", "estimator"], sort=False):
            found.append(Series(said[name], label(words, place), table, chart[f"by_{kind}"]))
    return found


def _written(tables: Mapping[str, pd.DataFrame], areas: bool) -> list[tuple[str, str]]:
    """The files that the run writes beside the page, each with the verb that makes it."""
    made = [
        (f"tables/{name}.csv", f"fz.{row.verb}")
        for name, row in TABLES.items()
        if name in tables and (areas or not row.areas)
    ]
    return [*made, ("manifest.json", "")]


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
    values : mapping, optional
        Of a figure that is drawn for each of several values, its value.
    formats : sequence of str
        Files of each figure, which its caption links.
    """

    def __init__(
        self,
        sources: Mapping[str, str],
        words: Mapping[str, Any],
        values: Mapping[str, Any] | None = None,
        formats: Sequence[str] = FORMATS,
    ) -> None:
        self._sources, self._words, self._values = sources, words, values or {}
        self._endings = ("csv", *sorted(formats))
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
        self._inline, room = set(), INLINE
        for name in sorted(self._rows, key=lambda own: not EXHIBITS[self._rows[own]].main):
            if len(sources[name]) <= room:
                self._inline.add(name)
                room -= len(sources[name])

    @property
    def styles(self) -> list[str]:
        """Style sheets within the drawings."""
        return sorted({own for name in self._inline for own in _STYLE.findall(self._sources[name])})

    def all(self, section: str) -> list[Markup]:
        """All figures of a section."""
        return [self._plate(name) for name in self._of(section)]

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
        said = self._words["figures"][row].format(value=self._values.get(name))
        text = self._words["caption"].format(n=self._numbers[name], text=said)
        files = escape(self._words["comma"]).join(
            Markup('<a href="figures/{0}.{1}">{2}</a>').format(name, ending, ending.upper())
            for ending in self._endings
        )
        if name in self._inline:
            drawing = Markup(_inline_svg(self._sources[name], said, prefix=name))  # noqa: S704 (we drew it)
            plate = Markup('<div class="plate" tabindex="0" role="group" aria-label="{}">{}</div>').format(
                said, drawing
            )
        else:
            plate = Markup("<p>{}</p>").format(self._words["too_large"])
        return Markup("<figure>{}<figcaption>{} {}</figcaption></figure>").format(plate, text, files)


def _inline_svg(svg: str, title: str, *, prefix: str) -> str:
    """SVG for use inside HTML: no XML head, ids of its own, a title for screen readers."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    used = set(_USED.findall(body))  # an artist's name may stand at several
    body = re.sub(r'\sid="([^"]*)"', lambda own: own[0] if own[1] in used else "", body)
    body = re.sub(r'(\bid="|href="#|url\(#)', rf"\1{prefix}-", body)
    head, rest = body.split(">", 1)
    return f'{head} role="img" aria-label="{escape(title)}">{rest}'
