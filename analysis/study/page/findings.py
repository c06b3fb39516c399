"""What the page says first: which areas rose or fell between the first and the last year, and what cannot be said.

Every sentence is made from the tables of the run: ``shares``, ``changes``, ``trends`` and ``contributions``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.language import say
from analysis.scheme import Scheme
from analysis.study.page.words import label
from analysis.trends.panel import place_reports

EXAMPLES = 3  # paragraphs that show a change
LARGEST = 3  # areas named where no change can be told
NAMED = 3  # reports named in a sentence
_START = 160  # characters of an example


@dataclass(frozen=True)
class Moved:
    """An area whose share rose or fell: the sentence that says so, and paragraphs that show it."""

    area: int
    colour: str
    sentence: str
    examples_title: str
    examples: list[dict[str, str]]


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
) -> Findings:
    """Say what moved between the first and the last year.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``reports`` and ``shares``; ``changes``, ``trends`` and ``contributions`` where the run has them.
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

    Returns
    -------
    Findings
    """
    said, reports = words["findings"], tables["reports"]
    shares = tables["shares"].dropna(subset=["share"])
    if reports["year"].isna().all():
        return Findings(said["no_years"], limits=_limits(tables, None, said, words))
    if shares.empty:
        return Findings(said["no_shares"].format(role=label(words, role)))
    years = sorted(int(year) for year in shares["year"].unique())
    first, last = years[0], years[-1]
    limits = _limits(tables, (first, last), said, words)
    largest = _largest(shares, last, scheme, lang, said, words["comma"])
    if first == last:
        return Findings(said["one_year"].format(first=first), largest, limits=limits)
    changes = tables.get("changes")
    if changes is None:
        return Findings(said["not_compared"].format(first=first, last=last), largest, limits=limits)
    total = changes[changes["part"] == "total"]
    told = total.dropna(subset=["low", "p_holm"]).sort_values(
        "change", key=abs, ascending=False, kind="stable"
    )
    if told.empty:
        why = _why_not(reports, (first, last), names, said, words)
        return Findings(why, largest, slopes=_slopes(tables, [], words, lang, scheme), limits=limits)
    maker = _Sentences(tables, (first, last), words, lang, scheme, names, linked)
    alpha = round(1 - float(told["level"].iloc[0]), 6)
    sure = told["p_holm"] < alpha
    rose, fell = told[sure & (told["change"] > 0)], told[sure & (told["change"] < 0)]
    unclear = told[~sure]
    counted = str(shares["estimator"].iloc[0]) == "naive"
    slopes = _slopes(tables, told[sure]["area"], words, lang, scheme)
    headline = maker.headline(rose, fell, len(unclear), counted=counted)
    if slopes:
        headline += words["signs"]["space"] + say(said["slopes_too"], n=len(slopes))
    return Findings(
        headline,
        maker.basis(of, float(told["level"].iloc[0]), alpha, len(told)),
        [maker.moved(row, "rose") for row in rose.to_dict("records")],
        [maker.moved(row, "fell") for row in fell.to_dict("records")],
        [maker.unclear(row) for row in unclear.to_dict("records")],
        said["unclear_title"].format(level=float(told["level"].iloc[0])),
        slopes,
        limits,
    )


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
        changes = tables["changes"]
        stays = changes[changes["part"].isin(["within", "carried_forward"])]
        self._same = stays.groupby("area")["change"].sum()
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
            return str(said["none_moved"].format(first=first, last=last))
        parts = [
            said[kind].format(
                areas=self._words["comma"].join(map(self._short_change, own.to_dict("records")))
            )
            for kind, own in (("more", rose), ("less", fell))
            if len(own)
        ]
        whole = said["moved_counted" if counted else "moved"].format(
            first=first, last=last, parts=said["and"].join(parts)
        )
        others = say(said["others"], n=unclear) if unclear else ""
        return f"{whole}{self._space}{others}" if others else str(whole)

    def basis(self, of: str, level: float, alpha: float, n_areas: int) -> str:
        first, last = self._ends
        return str(
            self._said["basis"].format(
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
            said[kind].format(
                name=self._name(area),
                before=100 * self._shares[self._ends[0], area],
                after=100 * self._shares[self._ends[1], area],
                level=row["level"],
                p=_p(row["p_holm"], said),
                **numbers,
            )
        ]
        if self._same.abs().max() > 0:
            sentences.append(said["same"].format(same=100 * self._same[area]))
        if slope := self._trends.get(area):
            parts = {name: slope[name] for name in ("slope", "low", "high")}
            sentences.append(said["trend"].format(**parts, p=_p(slope["p_holm"], said)))
        examples = self._examples(area, row["change"])
        title = say(said["examples"], n=len(examples)) if examples else ""
        return Moved(area, self._areas.at[area, "colour"], self._space.join(sentences), title, examples)

    def unclear(self, row: Mapping[str, Any]) -> str:
        numbers = {name: 100 * row[name] for name in ("change", "low", "high")}
        return str(self._said["unclear"].format(name=self._name(int(row["area"])), **numbers))

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
                "where": self._said["example_of"].format(
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
        return str(self._said["one_area"].format(name=name, change=100 * row["change"]))


def _slopes(
    tables: Mapping[str, pd.DataFrame],
    known: Iterable[int],
    words: Mapping[str, Any],
    lang: str,
    scheme: Scheme,
) -> list[str]:
    """Slopes over all years that are told from chance, of areas of which nothing is said yet."""
    trends, said = tables.get("trends"), words["findings"]
    if trends is None or trends.empty:
        return []
    sure = trends[(trends["panel"] == "full") & (trends["p_holm"] < 1 - trends["level"])]
    own = sure[~sure["area"].isin(list(known))].sort_values("slope", key=abs, ascending=False, kind="stable")
    return [
        said["slope_up" if row["slope"] > 0 else "slope_down"].format(
            name=f"{row['area']} {scheme.areas.at[row['area'], f'short_{lang}']}",
            p=_p(row["p_holm"], said),
            **{name: row[name] for name in ("slope", "low", "high", "level")},
        )
        for row in own.to_dict("records")
    ]


def _p(p: float, said: Mapping[str, Any]) -> str:
    return str(said["p_small"] if p < 0.001 else said["p"].format(p=p))


def _largest(
    shares: pd.DataFrame, year: int, scheme: Scheme, lang: str, said: Mapping[str, Any], comma: str
) -> str:
    """The largest areas of a year."""
    own = shares[shares["year"] == year].nlargest(LARGEST, "share")
    areas = [
        said["largest_area"].format(
            name=scheme.areas.at[row["area"], f"short_{lang}"], share=100 * row["share"]
        )
        for row in own.to_dict("records")
    ]
    n_reports = say(said["reports"], n=int(own["n_reports"].iloc[0]))
    return str(said["largest"].format(year=year, n_reports=n_reports, areas=comma.join(areas)))


def _why_not(
    reports: pd.DataFrame,
    ends: tuple[int, int],
    names: Mapping[str, str],
    said: Mapping[str, Any],
    words: Mapping[str, Any],
) -> str:
    """Why the two years cannot be compared."""
    found = []
    for year in ends:
        own = reports[reports["year"] == year]
        if len(set(place_reports(own["report_id"], reports)["region"])) <= 1:
            ids = own["report_id"].tolist()
            named = words["comma"].join(names[one] for one in ids[:NAMED]) + ("…" if len(ids) > NAMED else "")
            found.append(say(said["one_report_of"], n=len(own), year=year, names=named))
    first, last = ends
    if not found:
        return str(said["no_interval"].format(first=first, last=last))
    return str(
        said["one_report"].format(first=first, last=last, reports=words["signs"]["semicolon"].join(found))
    )


def _limits(
    tables: Mapping[str, pd.DataFrame],
    ends: tuple[int, int] | None,
    said: Mapping[str, Any],
    words: Mapping[str, Any],
) -> list[str]:
    """What a reader may be tempted to say, and cannot."""
    reports, shares = tables["reports"], tables["shares"]
    found = []
    if len(shares) and str(shares["estimator"].iloc[0]) == "naive":
        found.append(said["limit_naive"])
    if ends and ends[0] < ends[1]:
        found += _panel_limits(reports, ends, said)
        counts = reports["year"].dropna().astype(int).value_counts()
        between = range(ends[0] + 1, ends[1])
        for kind, years in (
            ("gap", [year for year in between if year not in counts.index]),
            ("single", [year for year in between if counts.get(year) == 1]),
        ):
            if years:
                key = f"limit_{kind}_one" if len(years) == 1 else f"limit_{kind}"
                found.append(said[key].format(years=words["comma"].join(map(str, years))))
    if undated := int(reports["year"].isna().sum()):
        found.append(say(said["limit_undated"], n=undated))
    return [*map(str, found), said["limit_self"]]


def _panel_limits(reports: pd.DataFrame, ends: Iterable[int], said: Mapping[str, Any]) -> list[str]:
    """Whether the governments of the two years are the same."""
    first, last = ends
    dated = reports[reports["year"].isin([first, last])]
    places = place_reports(dated["report_id"], reports)
    years = dated["year"].astype(int).to_numpy()
    governments = [set(places["government"][years == year]) for year in (first, last)]
    both, total = len(governments[0] & governments[1]), len(governments[0] | governments[1])
    if both == total:
        return []
    if not both:
        return [said["limit_no_overlap"].format(n=total, first=first, last=last)]
    return [say(said["limit_overlap"], n=both, total=total, first=first, last=last)]
