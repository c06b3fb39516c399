"""Paragraphs as bags of words: one pass over the texts, of which only word numbers and counts are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from analysis.errors import InputError
from analysis.tables import CODED_ROLES, check_table
from analysis.text import count_characters, plain
from analysis.words.segment import NUMBER, PLACE, boilerplate_phrases, segmenter, stop_words

PASSAGE = 8  # words from which on a sentence that comes back is a copy and not a coincidence
_ENDS = frozenset("。；！？;!?")


@dataclass(frozen=True, eq=False)
class Bags:
    """Paragraphs as counts of words.

    Attributes
    ----------
    words : list of str
        Vocabulary: as given, or sorted where words of the texts enter it.
    counts : csr_matrix of int32, shape (n_paragraphs, n_words)
        How often each word occurs in each paragraph.
    units : DataFrame, one row per paragraph
        ``paragraph_id``, ``report_id``, ``year``, ``n_chars``.
    unknown : ndarray of int, shape (n_paragraphs,)
        Words of each paragraph outside the vocabulary.
    """

    words: list[str]
    counts: sp.csr_matrix
    units: pd.DataFrame
    unknown: np.ndarray

    def rows(self, own: np.ndarray) -> Bags:
        """The part of some paragraphs."""
        return Bags(self.words, self.counts[own], self.units[own], self.unknown[own])

    def with_words(self) -> Bags:
        """The paragraphs that hold a word of the vocabulary."""
        return self.rows(np.diff(self.counts.indptr) > 0)

    def of_reports(self, reports: Iterable[str]) -> np.ndarray:
        """Which paragraphs belong to these reports."""
        return np.asarray(self.units["report_id"].isin(list(reports)), dtype=bool)


def count_words(
    paragraphs: pd.DataFrame | Iterable[pd.DataFrame],
    *,
    words: Sequence[str] = (),
    min_reports: int | None = None,
    copies_once: bool = False,
) -> Bags:
    """Count the words of paragraphs that say something: coded roles with text.

    Parameters
    ----------
    paragraphs : DataFrame or iterable of DataFrame
        As :func:`split_paragraphs` returns it, or any table with ``text`` (see :func:`complete`); tables one after the
        other where one would not fit in memory.
    words : sequence of str
        Words that belong to the vocabulary whatever their number of reports.
    min_reports : int, optional
        Least number of reports in which a word must occur to be taken as well (one, where there is one report); default none.
    copies_once : bool, default False
        Count a sentence of eight words or more only where it comes first.
    """
    ids: dict[str, int] = {word: number for number, word in enumerate(words)}
    reports: dict[str, int] = {}
    copied: set[int] | None = set() if copies_once else None
    parts: list[sp.csr_matrix] = []
    pairs: list[np.ndarray] = []
    units = []
    tables = [paragraphs] if isinstance(paragraphs, pd.DataFrame) else paragraphs
    for table in tables:
        own = said(table)
        units.append(own[["paragraph_id", "report_id", "year", "n_chars"]])
        numbers = [reports.setdefault(report, len(reports)) for report in own["report_id"]]
        for start in range(0, len(own), 1_000):
            texts = own["text"].iloc[start : start + 1_000]
            part, seen = _count_batch(texts, numbers[start : start + 1_000], ids, copied)
            parts.append(part)
            pairs.append(seen)
    if not units:
        raise InputError("paragraphs", "holds no table", "give the table that split_paragraphs returns")
    every = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *pairs]))
    frequency = np.bincount(every & 0xFFFFFFFF, minlength=len(ids))
    kept = np.zeros(len(ids), dtype=bool)
    kept[: len(words)] = True
    if min_reports is not None:
        kept |= frequency >= max(1, min(min_reports, len(reports)))
    names = np.array(list(ids), dtype=object)
    order = np.flatnonzero(kept)
    if min_reports is not None:
        order = order[np.argsort(names[order], kind="stable")]
    counts, unknown = _narrow(parts, order, len(ids))
    return Bags(names[order].tolist(), counts, pd.concat(units, ignore_index=True), unknown)


def said(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Paragraphs that say something: coded roles with text."""
    paragraphs = complete(paragraphs)
    return paragraphs[paragraphs["role"].isin(CODED_ROLES) & (paragraphs["n_chars"] > 0)]


def complete(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """The table with the columns that topics take; those that it lacks are made.

    Only ``text`` must be there. A row without ``report_id`` is a report of its own, one without ``role`` is work, and where
    there is no ``year`` the years are missing. Years may be written as text or be dates, but not something else.

    >>> bare = pd.DataFrame({"text": ["行政复议", "行政审批"], "year": ["2019", "2020"]})
    >>> complete(bare)[["paragraph_id", "report_id", "year", "role", "n_chars"]].to_numpy().tolist()
    [['text 1', 'text 1', 2019, 'work', 4], ['text 2', 'text 2', 2020, 'work', 4]]
    """
    check_table(paragraphs, ("text",), argument="paragraphs", maker="split_paragraphs")
    names = pd.Series([f"text {place}" for place in range(1, len(paragraphs) + 1)], index=paragraphs.index)
    made: dict[str, Any] = {}
    if "paragraph_id" not in paragraphs.columns:
        made["paragraph_id"] = names.astype("string")
    if "report_id" not in paragraphs.columns:
        made["report_id"] = made.get("paragraph_id", names.astype("string"))
    if "role" not in paragraphs.columns:
        made["role"] = pd.Series("work", index=paragraphs.index, dtype="string")
    if "n_chars" not in paragraphs.columns:
        texts = paragraphs["text"].astype("string").fillna("")
        made["n_chars"] = texts.map(count_characters).astype("Int64")
    if "year" in paragraphs.columns and pd.api.types.is_datetime64_any_dtype(paragraphs["year"].dtype):
        made["year"] = paragraphs["year"].dt.year.astype("Int64")
    elif "year" not in paragraphs.columns:
        made["year"] = pd.Series(pd.NA, index=paragraphs.index, dtype="Int64")
    elif not pd.api.types.is_integer_dtype(paragraphs["year"].dtype):
        made["year"] = _whole_years(check_table(paragraphs, ("year",), argument="paragraphs")["year"])
    return paragraphs.assign(**made) if made else paragraphs


def _whole_years(given: pd.Series) -> pd.Series:
    """Years as whole numbers; what is none is an error and not a missing year."""
    years = pd.to_numeric(given, errors="coerce").astype("Float64")
    wrong = (years.notna() & (years % 1 != 0)).fillna(False).to_numpy(dtype=bool)
    if wrong.any():
        row = int(wrong.argmax())
        problem = f"has {given.iloc[row]!r} in the column year, row {row + 1}"
        raise InputError("paragraphs", problem, "give whole years there, or leave the cell empty")
    return years.astype("Int64")


def topic_words(text: str) -> list[str]:
    """Words of a text for topic models: no formulas, places, numbers, stop words or single characters.

    >>> topic_words("伊春市2017年办理行政复议案件12件。")
    ['办理', '行政复议案件']
    """
    return [word for sentence in topic_sentences(text) for word in sentence]


def topic_sentences(text: str) -> Iterator[list[str]]:
    """Words of a text for topic models, sentence by sentence."""
    body = plain(text)
    for phrase in boilerplate_phrases():
        body = body.replace(phrase, "。")
    stops = stop_words()
    sentence: list[str] = []
    for word in segmenter().cut(body):
        if word in _ENDS:
            yield sentence
            sentence = []
        elif (
            len(word) > 1
            and word not in stops
            and word[0].isalnum()
            and not word.isascii()
            and PLACE not in word
            and NUMBER not in word
        ):
            sentence.append(word)
    yield sentence


def _count_batch(
    texts: Iterable[str], reports: Sequence[int], ids: dict[str, int], copied: set[int] | None
) -> tuple[sp.csr_matrix, np.ndarray]:
    """Counts of some paragraphs, and which report (high half) holds which word (low half)."""
    columns: list[int] = []
    edges, origins = [0], []
    pairs: set[int] = set()
    for text, report in zip(texts, reports, strict=True):
        for sentence in topic_sentences(text):
            numbers = [ids.setdefault(word, len(ids)) for word in sentence]
            pairs.update(report << 32 | number for number in numbers)
            if copied is not None and len(numbers) >= PASSAGE:
                passage = hash(tuple(numbers))
                if passage in copied:
                    continue
                copied.add(passage)
            columns += numbers
        edges.append(len(columns))
        origins.append(report)
    shape = (len(origins), len(ids))
    counts = sp.csr_matrix((np.ones(len(columns), dtype=np.int32), columns, edges), shape=shape)
    counts.sum_duplicates()
    return counts, np.fromiter(pairs, dtype=np.int64, count=len(pairs))


def _narrow(parts: list[sp.csr_matrix], order: np.ndarray, n_words: int) -> tuple[sp.csr_matrix, np.ndarray]:
    """Counts of the words kept, in their order, and how many words of each paragraph are left out."""
    place = np.full(n_words, -1, dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    narrowed, unknown = [], []
    for number, part in enumerate(parts):
        columns = place[part.indices]
        known = columns >= 0
        edges = np.concatenate([[0], np.cumsum(known)])[part.indptr].astype(np.int32)
        own = sp.csr_matrix((part.data[known], columns[known], edges), shape=(part.shape[0], len(order)))
        own.sort_indices()
        narrowed.append(own)
        unknown.append(part.sum(axis=1).A1 - own.sum(axis=1).A1)
        parts[number] = None  # freed as it goes
    if not narrowed:
        return sp.csr_matrix((0, len(order)), dtype=np.int32), np.zeros(0, dtype=int)
    return sp.vstack(narrowed, format="csr"), np.concatenate(unknown)
