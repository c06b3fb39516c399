"""The texts of the reports on pages beside the main one, each paragraph with its area and what stands around it.

A page opened from disk can fetch nothing, and hundreds of reports do not fit into one page: these pages are plain HTML,
work without script, and are linked from every paragraph that the main page quotes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.crosswalk import scheme_of_estimates
from analysis.study.page.paragraphs import Telling, headings_of, mark_terms
from analysis.study.page.words import label
from analysis.tables import CODED_ROLES

FOLDER = "pages"
MOST_CHARS = 400_000  # of a page of reports
EXPLAINED = (
    1500  # paragraphs in whose texts the telling words are marked; beyond, only in those that are quoted
)


class Reader:
    """The pages of the reports.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        Classified paragraphs.
    reports : DataFrame, one row per report
    names : mapping of str
        What each report is called.
    words : mapping
        The words of the page.
    lang : {"zh", "en"}
    """

    def __init__(
        self,
        coded: pd.DataFrame,
        reports: pd.DataFrame,
        names: Mapping[str, str],
        words: Mapping[str, Any],
        lang: str,
    ) -> None:
        self._words, self._names = words, names
        shown = coded[(coded["role"] != "boilerplate") & (coded["n_chars"] > 0)]
        self._own = dict(tuple(shown.groupby("report_id", sort=False)))
        ordered = reports.sort_values(["year", "report_id"], na_position="last", kind="stable")
        self._reports = ordered[ordered["report_id"].isin(self._own)].to_dict("records")
        self._pages = self._split()
        areas = scheme_of_estimates(coded, "coded").areas
        self._areas = {
            area: (f"{area} {row[f'short_{lang}']}", row["colour"]) for area, row in areas.iterrows()
        }
        self.links = {
            paragraph: f"{file}#p{number}"
            for file, rows in self._pages.items()
            for number, paragraph in enumerate(
                (one for row in rows for one in self._own[row["report_id"]]["paragraph_id"]), start=1
            )
        }
        self.places = {
            row["report_id"]: f"{file}#r{number}"
            for file, rows in self._pages.items()
            for number, row in enumerate(rows, start=1)
        }
        self.explains_all = len(shown) <= EXPLAINED

    def _split(self) -> dict[str, list[dict[str, Any]]]:
        """Reports of each page, in order, so that no page grows too long."""
        pages: list[list[dict[str, Any]]] = []
        room = 0
        for row in self._reports:
            length = int(self._own[row["report_id"]]["n_chars"].sum())
            if not pages or length > room:
                pages.append([])
                room = MOST_CHARS
            pages[-1].append(row)
            room -= length
        return {f"{FOLDER}/{number:03d}.html": rows for number, rows in enumerate(pages, start=1)}

    def pages(self, quoted: set[str], telling: Telling | None) -> dict[str, list[dict[str, Any]]]:
        """By file, the reports of a page with their paragraphs, as the template takes them.

        Parameters
        ----------
        quoted : set of str
            Addresses of the paragraphs that the main page quotes: in these the telling words are marked, however many reports there are.
        telling : callable, optional
            From texts to the words that moved each to its area.
        """
        found: dict[str, list[dict[str, Any]]] = {}
        for file, rows in self._pages.items():
            own = [self._own[row["report_id"]].to_dict("records") for row in rows]
            marked = [
                paragraph
                for number, paragraph in enumerate((one for part in own for one in part), start=1)
                if self._is_explained(paragraph) and (self.explains_all or f"{file}#p{number}" in quoted)
            ]
            texts = [str(paragraph["text"]).strip() for paragraph in marked]
            told = telling(texts) if telling and texts else []
            terms = {one["paragraph_id"]: said for one, said in zip(marked, told, strict=bool(telling))}
            number, found[file] = 0, []
            for place, (row, part) in enumerate(zip(rows, own, strict=True), start=1):
                units = []
                for paragraph in part:
                    number += 1
                    units.append(
                        self._unit(paragraph, f"p{number}", terms.get(paragraph["paragraph_id"], []))
                    )
                found[file].append({"id": f"r{place}", **self._about(row), "units": units})
        return found

    def _is_explained(self, row: Mapping[str, Any]) -> bool:
        """Whether a paragraph can have telling words."""
        known = not pd.isna(row["area"]) and row["area"] in self._areas
        return known and row["role"] in CODED_ROLES

    def _about(self, row: Mapping[str, Any]) -> dict[str, str]:
        said = self._words["reader"]
        return {
            "name": self._names[row["report_id"]],
            "about": said["about"].format(
                title=label(self._words, row["title"]),
                level=label(self._words, row["level"]),
                type=label(self._words, row["doc_type"]),
                chars=f"{row['n_chars']:,}",
            ),
            "file": said["file"].format(path=row["path"]),
        }

    def _unit(self, row: Mapping[str, Any], name: str, terms: list[str]) -> dict[str, Any]:
        text = str(row["text"]).strip()
        if row["role"] == "heading":
            return {"id": name, "heading": text}
        area = self._areas.get(row["area"]) if not pd.isna(row["area"]) else None
        about = [
            area[0] if area else self._words["no_area"],
            label(self._words, row["role"]),
            headings_of(row) or self._words["no_heading"],
        ]
        if area and not pd.isna(row["probability"]):
            about.append(self._words["reader"]["probability"].format(p=row["probability"]))
        if not pd.isna(row["abstained"]) and row["abstained"]:
            about.append(self._words["unsure"])
        return {
            "id": name,
            "heading": "",
            "colour": area[1] if area else "",
            "about": " · ".join(filter(None, about)),
            "text": mark_terms(text, terms),
        }
