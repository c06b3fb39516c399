"""Words and topics that moved between the years, each with a sentence that shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.language import number, say, signed
from analysis.scheme import Scheme

WORDS = 8  # of a year
ALPHA = 0.05  # family-wise, over all words and years
_SHORT, _LONG = 12, 140  # characters of a sentence that is shown
_SENTENCE = re.compile(r"[^。；;！？!?\n]+[。；;！？!?]?")


DIRECTIONS = {"up": ("rising", "first_seen"), "down": ("falling", "gone")}  # kinds of the table term_shifts


@dataclass(frozen=True)
class TermMoved:
    """A term that moved: how many reports use it in either year, and a sentence that has it."""

    term: str
    said: str
    before: str
    after: str
    where: str
    link: str


def moved_terms(
    tables: Mapping[str, pd.DataFrame],
    area: int | None,
    names: Mapping[str, str],
    linked: Mapping[str, str],
    words: Mapping[str, Any],
    *,
    most: int,
) -> dict[str, list[TermMoved]]:
    """The terms of an area that came up and that went down, those first of which a test over reports is surest.

    Claim: a term is listed where its family-wise p, over all terms and areas, is below 5%.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``paragraphs``, and ``term_shifts`` where the run has it.
    area : int or None
        The area; None for texts without areas.
    names : mapping of str
        What each report is called.
    linked : mapping of str
        Address of each paragraph in its report.
    words : mapping
        The words of the page.
    most : int
        Terms of each direction at most.

    Returns
    -------
    dict of list of TermMoved
        ``up`` and ``down``.
    """
    shifts = tables.get("term_shifts")
    if shifts is None:
        return {}
    own = shifts[shifts["area"].isna() if area is None else (shifts["area"] == area).fillna(False)]
    sure = own[(own["p_adj"] < ALPHA).fillna(False)].sort_values("z", key=abs, ascending=False, kind="stable")
    found = {}
    for direction, kinds in DIRECTIONS.items():
        rows = sure[sure["kind"].isin(kinds)].head(most).to_dict("records")
        found[direction] = [_term_moved(row, tables["paragraphs"], names, linked, words) for row in rows]
    return found


def _term_moved(
    row: Mapping[str, Any],
    paragraphs: pd.DataFrame,
    names: Mapping[str, str],
    linked: Mapping[str, str],
    words: Mapping[str, Any],
) -> TermMoved:
    counts = {
        f"{name}_{side}": row[f"{name}_{side}"]
        for name in ("n_naming", "n_reports")
        for side in ("start", "end")
    }
    said = words["moved"]["term_reports"].format(start=row["start"], end=row["end"], **counts)
    example = "" if pd.isna(row["example"]) else str(row["example"])
    if row["term"] not in example:
        return TermMoved(row["term"], said, "", "", "", "")
    year = row["end"] if row["kind"] in DIRECTIONS["up"] else row["start"]
    own = paragraphs[(paragraphs["year"] == year).fillna(False)]
    if not pd.isna(row["area"]):
        own = own[(own["area"] == row["area"]).fillna(False)]
    holding = own[own["text"].str.contains(example.strip("…"), regex=False).fillna(False)].head(1)
    where = link = ""
    for one in holding.to_dict("records"):
        where, link = names.get(one["report_id"], one["report_id"]), linked.get(one["paragraph_id"], "")
    before, _, after = example.partition(row["term"])
    return TermMoved(row["term"], said, before, after, where, link)


def terms_by_area(
    tables: Mapping[str, pd.DataFrame],
    names: Mapping[str, str],
    linked: Mapping[str, str],
    words: Mapping[str, Any],
    lang: str,
    scheme: Scheme | None,
) -> list[dict[str, Any]]:
    """For each area with terms that moved: ``name``, ``colour``, ``n``, and ``groups`` of terms, each under what it is.

    Parameters are those of :func:`moved_terms`; `scheme` has names and colours of the areas, None for texts without areas.
    """
    places: list[tuple[int | None, str, str]] = [(None, words["moved"]["all_text"], "")]
    if scheme is not None:
        places = [
            (int(area), f"{area} {row[f'short_{lang}']}", row["colour"])
            for area, row in scheme.areas.iterrows()
        ]
    found = []
    for area, name, colour in places:
        moved = moved_terms(tables, area, names, linked, words, most=WORDS)
        groups = [(words["findings"][f"terms_{one}"], own) for one, own in moved.items() if own]
        if groups:
            n = say(words["moved"]["n_terms"], n=sum(len(own) for _, own in groups))
            found.append({"name": name, "colour": colour, "n": n, "groups": groups})
    return found


def telling_words(
    tables: Mapping[str, pd.DataFrame], names: Mapping[str, str], linked: Mapping[str, str]
) -> list[dict[str, Any]]:
    """For each year the words that set it apart, with the number of its reports that use them and an example.

    Claim: a word is listed where its family-wise p is below 5%; the table ``keyness`` takes reports, not words, as units.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``paragraphs``, and ``keyness`` by year where the run has it.
    names : mapping of str
        What each report is called.
    linked : mapping of str
        Address of each paragraph in its report.

    Returns
    -------
    list of dict
        ``year`` and ``words``: for each ``term``, ``n_reports``, ``before`` and ``after`` (the sentence around it), ``where``
        and ``link``; years without such words are left out.
    """
    keyness = tables.get("keyness")
    if keyness is None or "p_adj" not in keyness:
        return []
    sure = keyness[(keyness["p_adj"] < ALPHA) & (keyness["z"] > 0)]
    texts = tables["paragraphs"]
    found = []
    for group, own in sure.groupby("group", sort=True):
        of_year = texts[texts["year"].astype("string") == str(group)]
        rows = own.sort_values("z", ascending=False, kind="stable").head(WORDS).to_dict("records")
        words = [
            {
                "term": row["term"],
                "n_reports": int(row["n_reports"]),
                **_example(row["term"], of_year, names, linked),
            }
            for row in rows
        ]
        found.append({"year": str(group), "words": words})
    return found


def _example(
    term: str, paragraphs: pd.DataFrame, names: Mapping[str, str], linked: Mapping[str, str]
) -> dict[str, str]:
    """The shortest sentence of readable length with the word; empty where it stands in none."""
    holding = paragraphs[paragraphs["text"].str.contains(term, regex=False)]
    best: tuple[int, str, Any] | None = None
    for row in holding[["paragraph_id", "report_id", "text"]].head(200).to_dict("records"):
        for sentence in _SENTENCE.findall(row["text"]):
            size = len(sentence.strip())
            if term in sentence and _SHORT <= size <= _LONG and (best is None or size < best[0]):
                best = (size, sentence.strip(), row)
    if best is None:
        return {"before": "", "after": "", "where": "", "link": ""}
    before, _, after = best[1].partition(term)
    row = best[2]
    return {
        "before": before,
        "after": after,
        "where": names.get(row["report_id"], row["report_id"]),
        "link": linked.get(row["paragraph_id"], ""),
    }


def topic_changes(tables: Mapping[str, pd.DataFrame], words: Mapping[str, Any]) -> dict[str, Any] | None:
    """The share of each topic in the first and the last year with intervals, or of all, the largest change first.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``topic_shares`` and ``topic_words``.
    words : mapping
        The words of the page.

    Returns
    -------
    dict or None
        ``head`` and ``rows`` of a table, ``caption`` and ``note``; None where there are not two years.
    """
    shares, said = tables.get("topic_shares"), words["moved"]
    if shares is None or shares["share"].notna().sum() == 0:
        return None
    known = shares.dropna(subset=["share"])
    told = known.dropna(subset=["low"])  # a change is told between years with intervals where two have any
    years = (told if len(set(told["year"])) > 1 else known)["year"]
    first, last = int(years.min()), int(years.max())
    if first == last:
        return None
    cells = {(int(row["year"]), row["topic"]): row for row in known.to_dict("records")}
    tops = tables["topic_words"].set_index("topic")
    rows = []
    for topic in tops.index:
        before, after = cells.get((first, topic)), cells.get((last, topic))
        if before is None or after is None:
            continue
        change = 100 * (after["share"] - before["share"])
        if pd.isna(before["low"]) or pd.isna(after["low"]):
            seen = "—"
        else:
            apart = before["low"] > after["high"] or after["low"] > before["high"]
            seen = said["apart"] if apart else said["overlap"]
        listed = words["comma"].join(str(word) for word in tops.loc[topic].dropna().head(6))
        cells_of = [f"{words['topic']} {topic}", listed, _share(before), _share(after), signed(change)]
        rows.append((abs(change), [*cells_of, seen]))
    if not rows:
        return None
    return {
        "head": [
            words["topic"],
            words["topic_words"],
            str(first),
            str(last),
            said["change"],
            said["intervals"],
        ],
        "rows": [row for _, row in sorted(rows, key=lambda own: -own[0])],
        "caption": say(said["topics_caption"], first=first, last=last, level=float(known["level"].iloc[0])),
    }


def _share(row: Mapping[str, Any]) -> str:
    share = number(100 * row["share"])
    return (
        share if pd.isna(row["low"]) else f"{share} [{number(100 * row['low'])}, {number(100 * row['high'])}]"
    )
