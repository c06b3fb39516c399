"""Sentences in both languages on what topics of some paragraphs cannot show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.language import LANGUAGES, say, words_of
from analysis.topics.dropping import FEW_WORDS, WORDS_APART

FEW_REPORTS = 30  # below it topics describe the texts at hand
FEW_PARAGRAPHS = 50  # per topic


def find_caveats(
    units: pd.DataFrame, n_topics: int, dropped: Sequence[Mapping[str, Any]] = ()
) -> list[dict[str, str]]:
    """Sentences in both languages on what topics of these paragraphs cannot show.

    >>> units = pd.DataFrame({"report_id": ["a", "b"] * 100, "year": [2020] * 200})
    >>> [caveat["en"] for caveat in find_caveats(units, 2)]
    ['The corpus holds 2 reports: topics describe these texts; they do not estimate what governments in general write.']
    """
    found: list[tuple[str, dict[str, Any]]] = []
    reports = units["report_id"].nunique()
    if reports < FEW_REPORTS:
        found.append(("few", {"n": reports}))
    per_year = units.dropna(subset=["year"]).groupby("year")["report_id"].nunique()
    single = [str(year) for year in per_year.index[per_year == 1]]
    if single:
        found.append(("single", {"years": single}))
    reasons = [topic["reason"] for topic in dropped]
    for code, reason in (("dropped", FEW_WORDS), ("apart", WORDS_APART)):
        if reason in reasons:
            found.append((code, {"n": reasons.count(reason), "n_topics": n_topics + len(dropped)}))
    if len(units) < FEW_PARAGRAPHS * n_topics:
        found.append(("thin", {"n": len(units), "n_topics": n_topics, "least": FEW_PARAGRAPHS}))
    return make_caveats(found)


def make_caveats(found: Iterable[tuple[str, Mapping[str, Any]]]) -> list[dict[str, str]]:
    """Sentences in both languages from their codes and parts; lists are joined as the language joins them."""
    return [{lang: _caveat(code, parts, lang) for lang in LANGUAGES} for code, parts in found]


def _caveat(code: str, parts: Mapping[str, Any], lang: str) -> str:
    comma = words_of("signs", lang)["comma"]
    said = {name: comma.join(part) if isinstance(part, list) else part for name, part in parts.items()}
    return say(words_of("topics.caveats", lang)[code], **said)
