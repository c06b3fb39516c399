"""Terms that stay whole when texts are cut into words: an editable list, and phrases found in the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from analysis.columns.types import TEXT
from analysis.errors import InputError, nothing_expected
from analysis.output import read_table
from analysis.paths import resource
from analysis.tables import as_flags, check_table
from analysis.text import plain, simplify
from analysis.words.cutting import cutter
from analysis.words.dictionary import place_names
from analysis.words.named import Overlay, with_terms
from analysis.words.phrases import find_phrases
from analysis.words.segment import PLACE, segmenter

TermsLike: TypeAlias = pd.DataFrame | str | Path | Sequence[str]
_MOST = 8  # words that make up a term


def load_terms(terms: TermsLike | None = None) -> pd.DataFrame:
    """The list of terms that stay whole, with their English gloss: the package's, or an own one on top of it.

    Parameters
    ----------
    terms : DataFrame, path of a CSV, or sequence of str, optional
        Own terms: ``term``, and where wanted ``keep`` (false: the term falls apart into the words of the dictionary)
        and ``gloss`` (what English figures print beside it). A term of the package's list is replaced, others are added.

    Returns
    -------
    DataFrame, one row per term
        ``term``, ``keep``, ``gloss`` (missing where none is known).

    Raises
    ------
    InputError
        When the file is missing, a column is, or a term is empty or stands twice.

    See Also
    --------
    find_phrases : finds phrases of a corpus, as such a list.

    Examples
    --------
    >>> terms = load_terms(["河长制巡查"]).set_index("term")
    >>> terms.at["新质生产力", "gloss"], bool(terms.at["河长制巡查", "keep"])
    ('new quality productive forces', True)
    """
    known = _packaged()
    if terms is None:
        return known.copy()
    own = _own(terms)
    gloss = own["term"].map(known.set_index("term")["gloss"]).astype(TEXT)
    own = own.assign(gloss=own["gloss"].fillna(gloss))
    return pd.concat([known[~known["term"].isin(own["term"])], own], ignore_index=True)


@cache
def _packaged() -> pd.DataFrame:
    table = pd.read_csv(resource("terms.csv"), dtype=TEXT, comment="#")
    return table.assign(keep=True)[["term", "keep", "gloss"]]


def _own(terms: TermsLike) -> pd.DataFrame:
    if isinstance(terms, (str, Path)):
        path = Path(terms)
        if not path.is_file():
            raise InputError(
                "terms", f"is {str(terms)!r}, which is no file", "give a CSV with the column term"
            )
        terms = read_table(path)
    table = terms if isinstance(terms, pd.DataFrame) else pd.DataFrame({"term": list(terms)}, dtype=TEXT)
    check_table(table, ("term",), argument="terms", maker="find_phrases")
    if table["term"].isna().any() or (table["term"].astype(TEXT).str.strip() == "").any():
        raise InputError("terms", "has an empty term", "give a word or phrase in each row")
    if table["term"].duplicated().any():
        again = table["term"][table["term"].duplicated()].iloc[0]
        raise InputError("terms", f"holds {again!r} twice", "give each term once")
    keep = as_flags(table["keep"].astype(TEXT).fillna("true")) if "keep" in table.columns else True
    gloss = table["gloss"].astype(TEXT) if "gloss" in table.columns else pd.NA
    return pd.DataFrame(
        {"term": table["term"].astype(TEXT).str.strip(), "keep": keep, "gloss": gloss}
    ).astype({"gloss": TEXT})


@dataclass(frozen=True, eq=False)
class Terms:
    """Terms that stay whole.

    Attributes
    ----------
    whole : frozenset of str
        The terms, as texts are prepared.
    apart : frozenset of str
        Words of the dictionary that fall apart.
    overlay : Overlay
        The dictionary with the terms in it.
    """

    whole: frozenset[str]
    apart: frozenset[str]
    overlay: Overlay

    @classmethod
    def of(cls, terms: TermsLike | None, paragraphs: pd.DataFrame) -> Terms:
        """The listed terms; where no own list is given, phrases found in the paragraphs as well, if none of these is in them.

        Examples
        --------
        >>> texts = pd.DataFrame({"report_id": ["a"], "text": ["发展新质生产力。"]})
        >>> Terms.of(None, texts).cut("发展新质生产力。"), Terms.of([], texts).cut("数据要素市场化")
        (['发展', '新质生产力', '。'], ['数据要素', '市场化'])
        """
        listed = load_terms(terms)
        keep = listed["keep"].to_numpy(dtype=bool)
        ready = [simplify(plain(term)) for term in listed["term"]]
        kept = [term for term, own in zip(ready, keep, strict=True) if own]
        apart = frozenset(term for term, own in zip(ready, keep, strict=True) if not own)
        with nothing_expected():
            found: Iterable[str] = find_phrases(paragraphs)["term"] if terms is None else ()
        inside = re.compile("|".join(map(re.escape, kept)) or "(?!)")
        found = [term for term in found if not inside.search(term)]  # 发展新质生产力 names what is listed
        overlay = with_terms(kept)
        for term in apart:
            overlay = overlay.without(term)
        return cls(frozenset([*kept, *found]) - apart, apart, overlay)

    def cut(self, text: str) -> list[str]:
        """Words of a text, numbers and places masked, terms whole."""
        return self.cut_all([text])[0]

    def cut_all(self, texts: Iterable[str]) -> list[list[str]]:
        """Words of each text."""
        own, quick, prepare, places = self._slow(), cutter(), segmenter().prepare, place_names()
        found = []
        for text in texts:
            body = prepare(text)
            words = self.overlay.cut(body) if own.search(body) else quick(body)
            found.append(self._join([PLACE if word in places else word for word in words]))
        return found

    def _slow(self) -> re.Pattern[str]:
        """What the dictionary alone would cut otherwise."""
        return re.compile("|".join(map(re.escape, [*self.overlay.terms, *self.apart])) or "(?!)")

    def _join(self, words: list[str]) -> list[str]:
        """Words with terms whole, the longest from each word on."""
        joined, start, n = [], 0, len(words)
        while start < n:
            best, run = start + 1, words[start]
            for stop in range(start + 2, min(start + _MOST, n) + 1):
                run += words[stop - 1]
                if run in self.whole:
                    best = stop
            joined.append("".join(words[start:best]))
            start = best
        return joined
