"""What the page says first: which areas rose or fell between the first and the last year, and what cannot be said.

Every sentence is made from the tables of the run: ``shares``, ``area_changes``, ``changes``, ``trends``, ``contributions`` and
``term_shifts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.language import say
from analysis.scheme import Scheme
from analysis.study.page.limits import limits, why_not
from analysis.study.page.moved import TermMoved, moved_terms
from analysis.study.page.words import label

EXAMPLES = 3  # paragraphs that show a change
TERMS = 5  # that rose in an area, and as many that fell
LARGEST = 3  # areas named where no change can be told
_START = 160  # characters of an example


@dataclass(frozen=True)
class Moved:
    """An area whose share rose or fell: the sentence that says so, and paragraphs that show it."""

    area: int
    colour: str
    sentence: str
    shown: list[dict[str, str]]  # the paragraph that shows it best; none where none was found
    examples_title: str
    examples: list[dict[str, str]]  # the others
    terms: list[tuple[str, list[TermMoved]]]  # what they are, and the terms


@dataclass
class Findings:
    """What is said first on the page.

    Attributes
    ----------
    headline : str
        What moved, or that nothing can be told.
    basis : str
        What is compared, by which estimate; empty where nothing is.
    rose, fell : list of Moved
        Areas whose change is told from chance, the largest first.
    unclear : list of str
        The changes of the other areas, with their intervals.
    unclear_title : str
    slopes : list of str
        Areas whose slope over all years is told from chance, where the first and the last year alone do not tell it.
    limits : list of str
        What cannot be said, and why.
    """

    headline: str
    basis: str = ""
    rose: list[Moved] = field(default_factory=list)
    fell: list[Moved] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    unclear_title: str = ""
    slopes: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)


def find_changes(
    tables: Mapping[str, pd.DataFrame],
    words: Mapping[str, Any],
    lang: str,
    *,
    scheme: Scheme,
    of: str,
    role: str,
    names: Mapping[str, str],
    linked: Mapping[str, str],
    uncounted: str = "",
) -> Findings:
    """Say what moved between the first and the last year.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``reports`` and ``shares``; the others where the run has them.
    words : mapping
        The words of the page.
    lang : {"zh", "en"}
    scheme : Scheme
        Names and colours of the areas.
    of : str
        What the shares are of, in words.
    role : str
        Role of the paragraphs that count, as the tables have it.
    names : mapping of str
        What each report is called.
    linked : mapping of str
        Address of each paragraph in its report.
    uncounted : str, optional
        That no document is of a type that counts, where it is so.

    Returns
    -------
    Findings
    """
    said, reports = words["findings"], tables["reports"]
    shares = tables["shares"].dropna(subset=["share"])
    if reports["year"].isna().all():
        return Findings(said["no_years"], limits=limits(tables, None, said, words))
    if shares.empty:
        return Findings(uncounted or say(said["no_shares"], role=label(words, role)))
    changes, years = tables.get("area_changes"), sorted(int(year) for year in shares["year"].unique())
    first, last = ends = _compared(changes, years)
    cannot = limits(tables, ends, said, words)
    largest = _largest(shares, years[-1], scheme, lang, said, words["comma"])
    if first == last:
        return Findings(say(said["one_year"], first=first), largest, limits=cannot)
    if changes is None:
        return Findings(say(said["not_compared"], first=first, last=last), largest, limits=cannot)
    total = changes[changes["year"] == last]
    told = total.dropna(subset=["low", "p_holm"]).sort_values(
        "change", key=abs, ascending=False, kind="stable"
    )
    if told.empty:
        why = why_not(reports, ends, names, said, words)
        slopes = [_say_slope(row, said, scheme.areas, f"short_{lang}") for row in _slopes(tables, [])]
        return Findings(why, largest, slopes=slopes, limits=cannot)
    maker = _Sentences(tables, ends, words, lang, scheme, names, linked)
    alpha = round(1 - float(told["level"].iloc[0]), 6)
    sure = told["p_holm"] < alpha
    rose, fell = told[sure & (told["change"] > 0)], told[sure & (told["change"] < 0)]
    unclear = told[~sure]
    counted = str(shares["estimator"].iloc[0]) == "naive"
    steady = _slopes(tables, told[sure]["area"])
    headline = maker.headline(rose, fell, len(unclear), counted=counted)
    if steady:
        named = [
            say(said["one_slope"], name=scheme.areas.at[row["area"], f"short_{lang}"], slope=row["slope"])
            for row in steady
        ]
        headline += words["signs"]["space"] + say(said["slopes_too"], areas=words["comma"].join(named))
    return Findings(
        headline,
        maker.basis(of, float(told["level"].iloc[0]), alpha, len(told)),
        [maker.moved(row, "rose") for row in rose.to_dict("records")],
        [maker.moved(row, "fell") for row in fell.to_dict("records")],
        [maker.unclear(row, len(told)) for row in unclear.to_dict("records")],
        say(said["unclear_title"], level=float(told["level"].iloc[0])),
        [_say_slope(row, said, scheme.areas, f"short_{lang}") for row in steady],
        cannot,
    )


def _compared(changes: pd.DataFrame | None, years: list[int]) -> tuple[int, int]:
    """The years that are compared: the year that the changes are since, and the last with intervals."""
    if changes is None or changes.empty:
        return years[0], years[-1]
    told = changes.dropna(subset=["low"])
    last = (told if len(told) else changes)["year"].max()
    return int(changes["since"].iloc[0]), int(last)


class _Sentences:
    """Makes the sentences about the change between two years."""

    def __init__(
        self,
        tables: Mapping[str, pd.DataFrame],
        ends: tuple[int, int],
        words: Mapping[str, Any],
        lang: str,
        scheme: Scheme,
        names: Mapping[str, str],
        linked: Mapping[str, str],
    ) -> None:
        self._tables, self._ends, self._words, self._said = tables, ends, words, words["findings"]
        self._areas, self._short = scheme.areas, f"short_{lang}"
        self._names, self._linked = names, linked
        shares = tables["shares"]
        self._shares = {(int(y), int(a)): s for y, a, s in shares[["year", "area", "share"]].to_numpy()}
        self._n_reports = shares.groupby("year")["n_reports"].first()
        parts = tables.get("changes")
        self._same = pd.Series(dtype=float)
        if parts is not None:
            own = parts[(parts["start"] == ends[0]) & (parts["end"] == ends[1])]
            self._same = own[own["part"].isin(["within", "carried_forward"])].groupby("area")["change"].sum()
        trends = tables.get("trends")
        slopes = (
            []
            if trends is None
            else trends[trends["panel"] == "full"].dropna(subset=["low"]).to_dict("records")
        )
        self._trends = {row["area"]: row for row in slopes}

    def headline(self, rose: pd.DataFrame, fell: pd.DataFrame, unclear: int, *, counted: bool) -> str:
        said, (first, last) = self._said, self._ends
        if rose.empty and fell.empty:
            return say(said["none_moved"], first=first, last=last)
        parts = [
            say(said[kind], areas=self._words["comma"].join(map(self._short_change, own.to_dict("records"))))
            for kind, own in (("more", rose), ("less", fell))
            if len(own)
        ]
        whole = say(
            said["moved_counted" if counted else "moved"],
            first=first,
            last=last,
            parts=said["and"].join(parts),
        )
        others = say(said["others"], n=unclear) if unclear else ""
        return f"{whole}{self._space}{others}" if others else str(whole)

    def basis(self, of: str, level: float, alpha: float, n_areas: int) -> str:
        first, last = self._ends
        return str(
            say(
                self._said["basis"],
                of=of,
                first=first,
                last=last,
                from_reports=say(self._said["reports"], n=int(self._n_reports[first])),
                to_reports=say(self._said["reports"], n=int(self._n_reports[last])),
                level=level,
                alpha=alpha,
                n_areas=n_areas,
            )
        )

    def moved(self, row: Mapping[str, Any], kind: str) -> Moved:
        """The whole of what is said of one area that moved."""
        area, said = int(row["area"]), self._said
        numbers = {name: 100 * row[name] for name in ("change", "low", "high")}
        sentences = [
            say(
                said[kind],
                name=self._name(area),
                before=100 * self._shares[self._ends[0], area],
                after=100 * self._shares[self._ends[1], area],
                level=row["level"],
                p=_p(row["p_holm"], said),
                **numbers,
            )
        ]
        if area in self._same.index and self._same.abs().max() > 0:
            sentences.append(say(said["same"], same=100 * self._same[area]))
        if slope := self._trends.get(area):
            parts = {name: slope[name] for name in ("slope", "low", "high")}
            sentences.append(say(said["trend"], **parts, p=_p(slope["p_holm"], said)))
        examples = self._examples(area, row["change"])
        more = examples[1:]
        terms = [
            (said[f"terms_{direction}"], own)
            for direction, own in moved_terms(
                self._tables, area, self._names, self._linked, self._words, most=TERMS
            ).items()
            if own
        ]
        title = say(said["examples"], n=len(more)) if more else ""
        colour = self._areas.at[area, "colour"]
        return Moved(area, colour, self._space.join(sentences), examples[:1], title, more, terms)

    def unclear(self, row: Mapping[str, Any], n_areas: int) -> str:
        numbers = {name: 100 * row[name] for name in ("change", "low", "high")}
        alone = row["low"] > 0 or row["high"] < 0
        about = {"n_areas": n_areas, "p": _p(row["p_holm"], self._said)} if alone else {}
        sentence = self._said["unclear_alone" if alone else "unclear"]
        return say(sentence, name=self._name(int(row["area"])), **numbers, **about)

    def _examples(self, area: int, change: float) -> list[dict[str, str]]:
        """The paragraphs that moved the area most, of the year that had more of it."""
        table = self._tables.get("contributions")
        if table is None:
            return []
        year = self._ends[1] if change > 0 else self._ends[0]
        own = table[(table["area"] == area) & (table["year"] == year)]
        own = own[own["contribution"] * change > 0].head(EXAMPLES)
        return [
            {
                "text": (text := str(row["text"]).strip())[:_START] + ("…" if len(text) > _START else ""),
                "where": say(
                    self._said["example_of"],
                    report=self._names.get(row["report_id"], row["report_id"]),
                    contribution=100 * row["contribution"],
                ),
                "link": self._linked.get(row["paragraph_id"], ""),
            }
            for row in own.to_dict("records")
        ]

    @property
    def _space(self) -> str:
        return str(self._words["signs"]["space"])

    def _name(self, area: int) -> str:
        return f"{area} {self._areas.at[area, self._short]}"

    def _short_change(self, row: Mapping[str, Any]) -> str:
        name = self._areas.at[int(row["area"]), self._short]
        return say(self._said["one_area"], name=name, change=100 * row["change"])


def _slopes(tables: Mapping[str, pd.DataFrame], known: Iterable[int]) -> list[dict[str, Any]]:
    """Slopes over all years that are told from chance, of areas of which nothing is said yet, the steepest first."""
    trends = tables.get("trends")
    if trends is None or trends.empty:
        return []
    sure = trends[(trends["panel"] == "full") & (trends["p_holm"] < 1 - trends["level"])]
    own = sure[~sure["area"].isin(list(known))].sort_values("slope", key=abs, ascending=False, kind="stable")
    return [{str(key): value for key, value in row.items()} for row in own.to_dict("records")]


def _say_slope(row: Mapping[str, Any], said: Mapping[str, Any], areas: pd.DataFrame, short: str) -> str:
    sentence = said["slope_up" if row["slope"] > 0 else "slope_down"]
    name, numbers = f"{row['area']} {areas.at[row['area'], short]}", ("slope", "low", "high", "level")
    return say(sentence, name=name, p=_p(row["p_holm"], said), **{key: row[key] for key in numbers})


def _p(p: float, said: Mapping[str, Any]) -> str:
    return str(said["p_small"] if p < 0.001 else say(said["p"], p=p))


def _largest(
    shares: pd.DataFrame, year: int, scheme: Scheme, lang: str, said: Mapping[str, Any], comma: str
) -> str:
    """The largest areas of a year."""
    own = shares[shares["year"] == year].nlargest(LARGEST, "share")
    areas = [
        say(
            said["largest_area"], name=scheme.areas.at[row["area"], f"short_{lang}"], share=100 * row["share"]
        )
        for row in own.to_dict("records")
    ]
    n_reports = say(said["reports"], n=int(own["n_reports"].iloc[0]))
    return say(said["largest"], year=year, n_reports=n_reports, areas=comma.join(areas))
