"""A page to read topics by, from tables alone: words, years, areas, neighbours, paragraphs, and a search over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis import __version__
from analysis.crosswalk import scheme_of_estimates
from analysis.figures.names import report_names
from analysis.figures.topic_labels import topic_labels
from analysis.language import number, say, signed
from analysis.study.page.chart import HEIGHT, WIDTH, draw_lines
from analysis.study.page.template import page_policy, page_template, read_page
from analysis.study.page.words import load_words, year_of
from analysis.tables import is_simulated
from analysis.topics.model import RANKINGS
from analysis.topics.shares import SURE
from analysis.words.terms import TermsLike, load_terms

FILE = "topics.html"
MOST_BYTES = 1_500_000  # of the paragraphs, so that the page opens quickly
LONGEST = 4_000  # characters of a paragraph
NEAR = 3  # topics named as going together, and as seldom together
_AREAS = 3  # areas named, those with a share of at least
_LEAST_AREA = 0.1
_START = 90  # characters of a paragraph shown before it is opened
_IN_LABEL, _IN_OVERVIEW = 3, 5  # words
_GLOSS = 90  # characters


def render_topics(
    tables: Mapping[str, pd.DataFrame],
    *,
    lang: str,
    caveats: Sequence[Mapping[str, str]] = (),
    terms: TermsLike | None = None,
    names: Mapping[str, str] | None = None,
    linked: Mapping[str, str] | None = None,
    back: str = "",
) -> str:
    """Render the page; what is not in the tables is not on it.

    Parameters
    ----------
    tables : mapping
        ``topic_terms``, ``topic_shares`` and ``topic_typical``; where there are any ``topic_trends``, ``topic_areas``,
        ``topic_correlations``, ``topic_labels``, ``topic_anchors`` and ``reports``.
    lang : {"zh", "en"}
        Language of the page; texts and their words stay as they are.
    caveats : sequence of mapping
        What the corpus cannot support, in both languages, as a model has them.
    terms : DataFrame, path or sequence of str, optional
        List with ``gloss``, on top of that of the package.
    names : mapping, optional
        What each report is called; default its place and year.
    linked : mapping, optional
        Address of a paragraph, where it can be read in its report.
    back : str, default ""
        Address of the page that this one belongs to.
    """
    words = load_words(lang)
    said = words["topic_page"]
    shares = tables["topic_shares"].dropna(subset=["year", "share"])
    typical, kept = _kept(tables["topic_typical"])
    if names is None:
        ids = typical["report_id"].dropna().astype(str).unique().tolist()
        names = dict(zip(ids, report_names(ids, tables.get("reports")), strict=True))
    topics = _topics(tables, shares, typical, words, lang, terms, names, linked or {})
    script = read_page("text.js") + read_page("topics.js")
    style = read_page("page.css") + read_page("topics.css")
    per_year = shares.groupby("year")["n_reports"].first()
    left_out = int(shares["n_left_out"].fillna(0).max()) if len(shares) and "n_left_out" in shares else 0
    dropped = int(tables["topic_typical"]["rank"].max()) if len(typical) else 0
    return page_template("topics.html.j2").render(
        lang=lang,
        w=words,
        said=said,
        style=Markup(style),  # noqa: S704 (ours)
        policy=page_policy([style], [script]),
        script=Markup(script),  # noqa: S704 (ours)
        simulated=any(is_simulated(table) for table in tables.values()),
        footer=say(words["footer"], version=__version__),
        back=back,
        lead=_lead(len(topics), per_year, words),
        caveats=[str(caveat[lang]) for caveat in caveats]
        + ([say(said["left_out"], n=left_out)] if left_out else [])
        + ([say(said["cut"], n=kept)] if kept < dropped else []),
        size=(WIDTH, HEIGHT),
        banded=say(said["share_text"], level=float(shares["level"].iloc[0]))
        if len(shares)
        else said["undated"],
        ends=[str(int(year)) for year in per_year.index[[0, -1]]] if len(per_year) > 1 else [],
        trends="topic_trends" in tables,
        rankings=[(name, said["rankings"][name]) for name in RANKINGS],
        topics=topics,
        made_from=[name for name in tables if name.startswith("topic_")],
    )


def _lead(n_topics: int, per_year: pd.Series, words: Mapping[str, Any]) -> str:
    said = words["topic_page"]
    if per_year.empty:
        return str(say(said["lead_undated"], n=n_topics))
    span = words["corpus_span"] if len(per_year) > 1 else words["corpus_year"]
    years = say(span, first=int(per_year.index[0]), last=int(per_year.index[-1]))
    reports = say(words["corpus_reports"], n=int(per_year.sum()))
    return str(say(said["lead"], n=n_topics, reports=reports, years=years))


def _kept(typical: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """As many paragraphs of each topic as the page has room for, and how many these are; long ones are cut."""
    texts = typical["text"].astype(str).str.strip()
    table = typical.assign(text=texts.where(texts.str.len() <= LONGEST, texts.str[:LONGEST] + "…"))
    sizes = (
        table["text"].map(lambda text: len(text.encode())).groupby(table["rank"]).sum().sort_index().cumsum()
    )
    ranks = [int(rank) for rank in sizes.index[sizes <= MOST_BYTES]]
    most = ranks[-1] if ranks else 1
    return table[table["rank"] <= most], most


def _topics(
    tables: Mapping[str, pd.DataFrame],
    shares: pd.DataFrame,
    typical: pd.DataFrame,
    words: Mapping[str, Any],
    lang: str,
    terms: TermsLike | None,
    names: Mapping[str, str],
    linked: Mapping[str, str],
) -> list[dict[str, Any]]:
    """What the page says of each topic."""
    ranked = tables["topic_terms"]
    numbers = sorted(int(topic) for topic in ranked["topic"].unique())
    first = ranked[ranked["ranking"] == RANKINGS[0]]
    tops = first.pivot(index="topic", columns="rank", values="word")
    made: dict[str, Any] = {"labels": tables.get("topic_labels"), "terms": terms, "width": _GLOSS}
    labels = [own.partition("\n") for own in topic_labels(numbers, tops, _IN_LABEL, lang=lang, **made)]
    glosses = (
        load_terms(terms).dropna(subset="gloss").set_index("term")["gloss"].to_dict() if lang == "en" else {}
    )
    named = {topic: label for topic, (label, _, _) in zip(numbers, labels, strict=True)}
    drawn = draw_lines([shares[shares["topic"] == topic] for topic in numbers]) if len(shares) else None
    found = []
    for place, topic in enumerate(numbers):
        own = shares[shares["topic"] == topic].set_index("year")
        years = [[str(int(year)), _share(row, words)] for year, row in own.iterrows()]
        told = words["signs"]["semicolon"].join(f"{year} {value}" for year, value in years)
        found.append(
            {
                "number": topic,
                "name": named[topic],
                "gloss": labels[place][2],
                "words": [_ranked(ranked, topic, ranking, glosses) for ranking in RANKINGS],
                "anchor": _anchor(tables.get("topic_anchors"), topic, words),
                "few_words": words["comma"].join(
                    str(word) for word in tops.loc[topic].dropna().head(_IN_OVERVIEW)
                ),
                "years": years,
                "chart": drawn
                and {**drawn, "panel": {**drawn["panels"][place], "label": f"{named[topic]}: {told}"}},
                "slope": _slope(tables.get("topic_trends"), topic, words),
                "areas": _areas(tables.get("topic_areas"), topic, words, lang),
                "near": _neighbours(tables.get("topic_correlations"), topic, named, words),
                "paragraphs": [
                    _paragraph(row, words, names, linked)
                    for row in typical[typical["topic"] == topic].to_dict("records")
                ],
            }
        )
    return found


def _ranked(ranked: pd.DataFrame, topic: int, ranking: str, glosses: Mapping[str, str]) -> dict[str, Any]:
    own = ranked[(ranked["topic"] == topic) & (ranked["ranking"] == ranking)].sort_values("rank")
    rows = [
        {
            "word": str(row["word"]),
            "gloss": str(glosses.get(row["word"], "")),
            "probability": f"{100 * row['probability']:.1f}%",
            "exclusivity": f"{100 * row['exclusivity']:.0f}%",
        }
        for row in own.to_dict("records")
    ]
    return {"ranking": ranking, "rows": rows}


def _share(row: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """A share with its interval, as the chart of the areas says it."""
    said = words["chart"]
    values = {name: 100 * row[name] for name in ("share", "low", "high")}
    return str(say(said["read_alone" if pd.isna(row["low"]) else "read"], **values))


def _anchor(anchors: pd.DataFrame | None, topic: int, words: Mapping[str, Any]) -> str:
    """What a topic was anchored in, and whether it took the anchor, or why not; empty for a free one."""
    own = None if anchors is None else anchors[anchors["topic"] == topic]
    if own is None or own.empty:
        return ""
    row, said = own.iloc[0], words["topic_page"]
    told = {"anchor": row["anchor"], "caught": float(row["caught"])}
    if row["taken"]:
        return say(said["anchor"], **told)
    return say(said["anchor_untaken"], reason=said["reasons"].get(row["reason"], row["reason"]), **told)


def _slope(trends: pd.DataFrame | None, topic: int, words: Mapping[str, Any]) -> dict[str, str] | None:
    """The slope of a topic: in short, and in a sentence with its interval and p, or why there is none."""
    own = None if trends is None else trends[trends["topic"] == topic]
    if own is None or own.empty or pd.isna(own["slope"].iloc[0]):
        return None
    row, said = own.iloc[0], words["topic_page"]
    slope = signed(float(row["slope"]), 2)
    if pd.isna(row["low"]):
        reason = said["reasons"].get(row["reason"], row["reason"])
        return {"short": slope, "sentence": say(said["slope_alone"], slope=slope, reason=reason)}
    ends = {name: signed(float(row[name]), 2) for name in ("low", "high")}
    p = "—" if pd.isna(row["p_holm"]) else "< .001" if row["p_holm"] < 0.001 else f"{row['p_holm']:.3f}"
    sentence = say(said["slope"], slope=slope, level=float(row["level"]), p=p, **ends)
    return {"short": f"{slope} [{ends['low']}, {ends['high']}]", "sentence": sentence}


def _areas(
    areas: pd.DataFrame | None, topic: int, words: Mapping[str, Any], lang: str
) -> dict[str, Any] | None:
    """The leading areas of a topic, and what is doubtful about them."""
    own = None if areas is None else areas[(areas["topic"] == topic) & areas["share"].notna()]
    if areas is None or own is None or own.empty:
        return None
    said, known = words["topic_page"], scheme_of_estimates(areas, "topic_areas").areas
    best = own.sort_values("share", ascending=False, kind="stable").head(_AREAS)
    rows = [
        {
            "name": f"{int(row['area'])} {known.at[row['area'], f'short_{lang}']}"
            if row["area"] in known.index
            else str(row["area"]),
            "colour": known.at[row["area"], "colour"] if row["area"] in known.index else "",
            "share": f"{100 * row['share']:.0f}%",
        }
        for place, row in enumerate(best.to_dict("records"))
        if not place or row["share"] >= _LEAST_AREA
    ]
    first, notes = own.iloc[0], []
    if bool(first["cross_cutting"]):
        notes.append(said["crossing"])
    if "doubtful" in own.columns and first["doubtful"] is not pd.NA and bool(first["doubtful"]):
        unsure = first["probability"] < SURE
        notes.append(say(said["doubtful"], p=float(first["probability"])) if unsure else said["other_type"])
    return {"rows": rows, "notes": notes}


def _neighbours(
    pairs: pd.DataFrame | None, topic: int, named: Mapping[int, str], words: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The topics that stand with a topic, or seldom with it, more than shares that sum to one make them."""
    own = None if pairs is None else pairs[(pairs["topic_a"] == topic) | (pairs["topic_b"] == topic)]
    if own is None or own.empty:
        return None
    said = words["topic_page"]
    known = own.dropna(subset=["correlation"])
    if known.empty:
        reason = str(own["reason"].iloc[0])
        return {
            "groups": [],
            "none": say(said["no_correlation"], reason=said["reasons"].get(reason, reason)),
        }
    known = known.assign(
        other=known["topic_a"].where(known["topic_b"] == topic, known["topic_b"]).astype(int)
    )
    groups = []
    for title, chosen, rising in (
        (said["near"], known[known["low"] > known["expected"]], False),
        (said["far"], known[known["high"] < known["expected"]], True),
    ):
        best = chosen.sort_values("correlation", ascending=rising, kind="stable").head(NEAR)
        rows = [
            (
                int(row["other"]),
                named[int(row["other"])],
                f"{number(row['correlation'], 2)} [{number(row['low'], 2)}, {number(row['high'], 2)}]",
            )
            for row in best.to_dict("records")
        ]
        if rows:
            groups.append((title, rows))
    return {"groups": groups, "none": said["no_neighbour"] if not groups else ""}


def _paragraph(
    row: Mapping[str, Any], words: Mapping[str, Any], names: Mapping[str, str], linked: Mapping[str, str]
) -> dict[str, Any]:
    text, said = str(row["text"]), words["topic_page"]
    where = names.get(str(row["report_id"]), str(row["report_id"]))
    year = year_of(words, row["year"])
    if year not in where:
        where = f"{where} · {year}"
    return {
        "text": text,
        "start": text if len(text) <= _START else text[:_START] + "…",
        "whole": len(text) <= _START,
        "where": say(said["where"], where=where, share=min(1.0, float(row["share"]))),
        "link": linked.get(str(row["paragraph_id"]), ""),
    }
