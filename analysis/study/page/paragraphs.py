"""Paragraphs on the page: typical ones with marked words, doubtful ones, and the data of the search."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from analysis.crosswalk import scheme_of_estimates
from analysis.reading.remarks import ledger_remarks
from analysis.study.page.words import label, year_of
from analysis.tables import CODED_ROLES

Telling: TypeAlias = Callable[
    [Sequence[str]], list[list[str]]
]  # of texts, the words that moved each to its area
PER_AREA = 5
MOST = 5000  # paragraphs in the search; beyond, a random sample
MOST_BYTES = 1_200_000  # of their texts, so that the page opens quickly
ABSTAINED_SHOWN = 50
_START = 90  # characters of a paragraph shown before it is opened
_SEARCHED = (*CODED_ROLES, "preamble")
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def mark_terms(text: str, terms: Sequence[str]) -> Markup:
    """The text, escaped, with the places of the terms marked.

    >>> mark_terms("办理行政复议<案件>", ["行政复议"])
    Markup('办理<mark>行政复议</mark>&lt;案件&gt;')
    """
    if not terms:
        return escape(text)
    pattern = re.compile(
        "|".join(re.escape(term) for term in sorted(terms, key=lambda term: (-len(term), term)))
    )
    parts, place = [Markup("")], 0
    for found in pattern.finditer(text):
        parts += [escape(text[place : found.start()]), Markup("<mark>{}</mark>").format(found[0])]
        place = found.end()
    return Markup("").join([*parts, escape(text[place:])])


def typical(
    coded: pd.DataFrame,
    words: Mapping[str, Any],
    lang: str,
    telling: Telling | None,
    *,
    names: Mapping[str, str],
    linked: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Each area with the work paragraphs that the classifier is surest of."""
    work = coded[coded["role"] == "work"].sort_values(
        ["probability", "paragraph_id"], ascending=[False, True], kind="stable"
    )
    areas = scheme_of_estimates(coded, "coded").areas
    shown = {area: work[work["area"] == area].head(PER_AREA).to_dict("records") for area in areas.index}
    texts = [str(row["text"]).strip() for rows in shown.values() for row in rows]
    told = iter(telling(texts) if telling and texts else [[] for _ in texts])
    return [
        {
            "number": area,
            "name": row[f"name_{lang}"],
            "colour": row["colour"],
            "paragraphs": [_paragraph(own, words, names, linked, next(told)) for own in shown[area]],
        }
        for area, row in areas.iterrows()
    ]


def abstained(
    coded: pd.DataFrame, words: Mapping[str, Any], *, names: Mapping[str, str], linked: Mapping[str, str]
) -> dict[str, Any]:
    """How many paragraphs the classifier is unsure of, and the first of them."""
    able = coded[coded["role"].isin(CODED_ROLES)]
    unsure = coded[coded["abstained"].fillna(False).astype(bool)]
    shown = [_paragraph(row, words, names, linked) for row in unsure.head(ABSTAINED_SHOWN).to_dict("records")]
    text = words["abstained_text"].format(n=len(unsure), part=len(unsure) / max(1, len(able)))
    if len(unsure) > len(shown):
        text += words["abstained_first"].format(n=len(shown))
    return {"text": text, "paragraphs": shown}


def doubtful_files(ledger: pd.DataFrame, words: Mapping[str, Any], lang: str) -> list[list[str]]:
    """Files left out or read with remarks."""
    rows = ledger[(ledger["status"] != "read") | ledger["warnings"].notna()]
    return [
        [path, label(words, status), said]
        for path, status, said in zip(rows["path"], rows["status"], ledger_remarks(rows, lang), strict=True)
    ]


def _paragraph(
    row: Mapping[str, Any],
    words: Mapping[str, Any],
    names: Mapping[str, str],
    linked: Mapping[str, str],
    terms: Sequence[str] = (),
) -> dict[str, str]:
    text = str(row["text"]).strip()
    return {
        "text": mark_terms(text, terms),
        "start": text if len(text) <= _START else text[:_START] + "…",
        "where": words["where"].format(
            report=names.get(row["report_id"], row["report_id"]),
            heading=headings_of(row) or words["no_heading"],
        ),
        "link": linked.get(row["paragraph_id"], ""),
    }


def headings_of(row: Mapping[str, Any]) -> str:
    """The headings under which a paragraph stands."""
    return " › ".join(str(row[name]) for name in ("heading_1", "heading_2") if not pd.isna(row[name]))


class Search:
    """What the search holds: the paragraphs, all or a sample, and the choices of its filters."""

    def __init__(
        self,
        coded: pd.DataFrame,
        reports: pd.DataFrame,
        words: Mapping[str, Any],
        lang: str,
        *,
        names: Mapping[str, str],
        linked: Mapping[str, str],
    ) -> None:
        whole = coded[coded["role"].isin(_SEARCHED) & (coded["n_chars"] > 0)]
        self._words, self._names, self._linked = words, names, linked
        most = _how_many(whole)
        self._shown = whole if len(whole) <= most else _sample(whole, most)
        self.text = words["browse_all" if len(whole) <= most else "browse_sample"].format(
            n=f"{len(self._shown):,}", total=f"{len(whole):,}"
        )
        kept = reports.drop_duplicates("report_id").set_index("report_id")
        self._reports = kept.reindex(self._shown["report_id"].unique())
        areas = scheme_of_estimates(coded, "coded").areas
        self.areas = [
            (0, words["no_area"]),
            *((int(n), f"{n} {row[f'short_{lang}']}") for n, row in areas.iterrows()),
        ]
        self.colours = ["", *areas["colour"]]
        years = self._shown["year"]
        self.years = [str(year) for year in sorted(years.dropna().unique())]
        if years.isna().any():
            self.years.append(words["unknown_year"])
        self.roles = [(role, label(words, role)) for role in _SEARCHED if (self._shown["role"] == role).any()]
        self.regions = self._provinces()

    def _provinces(self) -> list[tuple[str, list[str]]]:
        """Province with its regions, both in order."""
        places = pd.DataFrame(
            {
                name: [label(self._words, value) for value in self._reports[name]]
                for name in ("province", "region")
            }
        ).drop_duplicates()
        return [
            (str(province), sorted(own["region"])) for province, own in places.groupby("province", sort=True)
        ]

    def json(self) -> Markup:
        """What the script searches."""
        place = {report: number for number, report in enumerate(self._reports.index)}
        reports = [
            [
                self._names.get(str(report), str(report)),
                label(self._words, row["region"]),
                label(self._words, row["province"]),
            ]
            for report, row in self._reports.iterrows()
        ]
        paragraphs = [
            [
                place[row["report_id"]],
                year_of(self._words, row["year"]),
                0 if pd.isna(row["area"]) else int(row["area"]),
                row["role"],
                int(bool(row["abstained"]) if not pd.isna(row["abstained"]) else 0),
                self._linked.get(row["paragraph_id"], ""),
                headings_of(row),
                str(row["text"]).strip(),
            ]
            for row in self._shown.to_dict("records")
        ]
        said = {key: self._words[key] for key in ("found", "none_found", "more", "unsure", "no_heading")}
        said["open"], said["listed"] = self._words["reader"]["open"], self._words["reader"]["listed"]
        said["roles"] = dict(self.roles)
        data = {
            "reports": reports,
            "areas": [name for _, name in self.areas],
            "colours": self.colours,
            "words": said,
            "paragraphs": paragraphs,
        }
        return script_json(data)


def script_json(data: Any) -> Markup:
    r"""Data as JSON that is safe inside a script element: no character in it can end the element or a line of script.

    >>> script_json({"text": "</script>"})
    Markup('{"text":"\\u003c/script\\u003e"}')
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(re.sub("[<>&\u2028\u2029]", lambda found: _UNSAFE[found[0]], text))  # noqa: S704 (escaped)


def _how_many(paragraphs: pd.DataFrame) -> int:
    """How many paragraphs the search may hold."""
    size = sum(len(str(text).encode()) for text in paragraphs["text"])
    return min(MOST, int(len(paragraphs) * MOST_BYTES / size)) if size > MOST_BYTES else MOST


def _sample(paragraphs: pd.DataFrame, most: int) -> pd.DataFrame:
    """A random sample, in the order of the corpus."""
    chosen = np.random.default_rng(0).choice(len(paragraphs), most, replace=False)
    return paragraphs.iloc[np.sort(chosen)]
