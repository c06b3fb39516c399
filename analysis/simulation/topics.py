"""Simulated corpora with planted topics: known words, known prevalence, two rising and one that appears late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import gammaincinv

from analysis.errors import InputError
from analysis.simulation.composing import NOTICE
from analysis.simulation.design import check_years, invent_regions, plan_reports, write_reports
from analysis.tables import make_table
from analysis.taxonomy import load_lexicon
from analysis.text import count_characters, hash_text
from analysis.words.segment import segmenter, stop_words

RISING = {1: 1.5, 2: 1.0}  # percentage points per year
APPEARING = {3: 2020}
_OWN, _COMMON = 40, 80  # words of each topic, and words that all topics share
_COMMON_PART = 0.15  # chance that a word is a common one
_ASIDE = 0.15  # chance that a word is from another topic than its paragraph's
_CONCENTRATION = 40.0  # of governments around the expected prevalence
_SENTENCE = 12  # words


@dataclass(frozen=True, eq=False)
class TopicSimulation:
    """A simulated corpus and the topics planted in it.

    Attributes
    ----------
    reports : DataFrame, one row per report
        As :func:`read_reports` returns it.
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it.
    words : DataFrame, one row per topic and word
        ``topic`` (from 1), ``word``, ``probability``: the planted topics, most probable word first.
    truth : DataFrame, one row per year and topic
        ``year``, ``topic``, ``share``: share of this corpus's characters.
    """

    reports: pd.DataFrame
    paragraphs: pd.DataFrame
    words: pd.DataFrame
    truth: pd.DataFrame

    def write(self, folder: str | Path) -> Path:
        """Write the reports as text files with ``reports.csv`` in a new folder.

        Parameters
        ----------
        folder : path

        Returns
        -------
        Path
            The folder.
        """
        return write_reports(self.reports, folder)


def make_topic_reports(
    n_topics: int = 10,
    n_regions: int = 20,
    years: Iterable[int] = range(2017, 2023),
    *,
    rising: Mapping[int, float] | None = None,
    appearing: Mapping[int, int] | None = None,
    n_paragraphs: int = 15,
    n_words: int = 40,
    random_state: int | None = 0,
) -> TopicSimulation:
    """Simulate reports that mix planted topics.

    Words are terms of the dictionary, so that a segmenter finds them again; a topic has 40 of its own beside 80 that all
    share. A paragraph is about one topic, with a seventh of its words from others.

    Parameters
    ----------
    n_topics : int, default 10
        Topics.
    n_regions : int, default 20
        Governments, each with a report every year.
    years : iterable of int, default 2017 to 2022
        Years.
    rising : mapping of int to float, optional
        Topic to percentage points per year; default ``{1: 1.5, 2: 1.0}``.
    appearing : mapping of int to int, optional
        Topic to the first year in which it is written about; default ``{3: 2020}``.
    n_paragraphs : int, default 15
        Paragraphs of a report, beside a notice that it is simulated.
    n_words : int, default 40
        Words of a paragraph.
    random_state : int, default 0
        Seed.

    Returns
    -------
    TopicSimulation
        ``reports``, ``paragraphs``, ``words`` (the planted topics), ``truth`` (their prevalence), and ``write``.

    Raises
    ------
    InputError
        For fewer than two topics, topics that are not there, or a prevalence that would vanish.

    See Also
    --------
    make_reports : simulates areas instead of topics.
    TopicModel : fits topics, which can be compared with the planted ones.

    Examples
    --------
    >>> sim = make_topic_reports(n_regions=4, random_state=1)
    >>> sim.truth.query("topic == 3 and year < 2020")["share"].round(3).tolist()
    [0.0, 0.0, 0.0]
    """
    span = check_years(years)
    rising = RISING if rising is None else rising
    appearing = APPEARING if appearing is None else appearing
    for name, value in (("n_regions", n_regions), ("n_paragraphs", n_paragraphs), ("n_words", n_words)):
        if value < 1:
            raise InputError(name, f"is {value}", "give 1 or more")
    expected = _expected(n_topics, span, rising, appearing)
    planning, sharing, choosing, writing = np.random.default_rng(random_state).spawn(4)
    reports = plan_reports(invent_regions(n_regions), span, 0.0, 0.0, planning)
    ranks = sharing.random((n_regions, 1, n_topics))
    weights = np.where(expected > 0, gammaincinv(np.maximum(_CONCENTRATION * expected, 1e-9), ranks), 0)
    shares = (weights / weights.sum(axis=2, keepdims=True))[reports["government"], reports["when"]]
    vocabulary, topics = _plant_words(n_topics, choosing)
    report = np.repeat(np.arange(len(reports)), n_paragraphs)
    main = _draw(shares[report], writing)
    paragraph = np.repeat(np.arange(len(report)), n_words)
    aside = writing.random(len(paragraph)) < _ASIDE
    topic = np.where(aside, _draw(shares[report[paragraph]], writing), main[paragraph])
    word = _draw(topics[topic], writing)
    texts = _write([vocabulary[one] for one in word.tolist()], n_words)
    reports, paragraphs = _lay_out(reports, texts, n_paragraphs)
    return TopicSimulation(
        reports=reports,
        paragraphs=paragraphs,
        words=_word_table(vocabulary, topics),
        truth=_truth(
            topic.reshape(-1, n_words), texts, reports["year"].to_numpy(dtype=int)[report], n_topics
        ),
    )


def _expected(
    n_topics: int, years: np.ndarray, rising: Mapping[int, float], appearing: Mapping[int, int]
) -> np.ndarray:
    """Expected prevalence by year, shape (n_years, n_topics); what rises or appears, the others make room for."""
    if n_topics < 2:
        raise InputError("n_topics", f"is {n_topics}", "plant 2 or more")
    for name, topics in (("rising", rising), ("appearing", appearing)):
        strangers = [topic for topic in topics if not 1 <= topic <= n_topics]
        if strangers:
            raise InputError(name, f"holds topic {strangers[0]}", f"name topics 1 to {n_topics}")
    size = np.full((len(years), n_topics), 1 / n_topics)
    fixed = np.zeros(n_topics, dtype=bool)
    for topic, slope in rising.items():
        size[:, topic - 1] += slope / 100 * (years - years.mean())
        fixed[topic - 1] = True
    for topic, first in appearing.items():
        size[years < first, topic - 1] = 0
        fixed[topic - 1] = True
    room = 1 - size[:, fixed].sum(axis=1)
    if (~fixed).any():
        size[:, ~fixed] = (room / (~fixed).sum())[:, None]
    if size.min() < 0 or not np.allclose(size.sum(axis=1), 1):
        raise InputError("rising", f"is {dict(rising)!r} and leaves a topic no room", "choose smaller slopes")
    return size


@cache
def _usable_words() -> tuple[str, ...]:
    """Dictionary terms that the segmenter finds again between others, and that no reader takes for a number."""
    terms = load_lexicon()["term"]
    terms = sorted(
        terms[
            terms.str.fullmatch(r"(?![一二三四五六七八九十第])[\u4e00-\u9fff]{3,6}")
            & ~terms.isin(stop_words())
        ]
    )
    again = set(segmenter().cut("、".join(terms)))
    return tuple(term for term in terms if term in again)


def _plant_words(n_topics: int, generator: np.random.Generator) -> tuple[list[str], np.ndarray]:
    """Vocabulary and topics, shape (n_topics, n_words): own words and common ones, both falling off by rank."""
    needed = n_topics * _OWN + _COMMON
    words = _usable_words()
    if needed > len(words):
        problem = f"is {n_topics} and needs {needed} words of {len(words)}"
        raise InputError("n_topics", problem, f"plant at most {(len(words) - _COMMON) // _OWN}")
    vocabulary = [words[place] for place in generator.permutation(len(words))[:needed].tolist()]
    topics = np.zeros((n_topics, needed))
    own = 1 / (np.arange(_OWN) + 3)
    for topic in range(n_topics):
        topics[topic, topic * _OWN : (topic + 1) * _OWN] = (1 - _COMMON_PART) * own / own.sum()
    topics[:, n_topics * _OWN :] = _COMMON_PART / _COMMON
    return vocabulary, topics


def _draw(probabilities: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """One column of each row, shape (n,)."""
    edges = probabilities.cumsum(axis=1)[:, :-1]
    return np.asarray((generator.random(len(edges))[:, None] > edges).sum(axis=1))


def _write(words: Sequence[str], n_words: int) -> list[str]:
    """Paragraphs of given numbers of words, in sentences."""
    texts = []
    for start in range(0, len(words), n_words):
        own = words[start : start + n_words]
        sentences = ("、".join(own[at : at + _SENTENCE]) for at in range(0, n_words, _SENTENCE))
        texts.append("".join(f"{sentence}。" for sentence in sentences) + "\n")
    return texts


def _lay_out(
    reports: pd.DataFrame, texts: Sequence[str], n_paragraphs: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, bodies = [], []
    for number, report in enumerate(reports.to_dict("records")):
        own = texts[number * n_paragraphs : (number + 1) * n_paragraphs]
        notice = f"{NOTICE}现将{report['year']}年度法治政府建设情况报告如下:\n"
        head = [(report["title"] + "\n", "boilerplate", pd.NA), (notice, "preamble", pd.NA)]
        head.append(("一、工作情况\n", "heading", "一、工作情况"))
        blocks = [*head, *((text, "work", "一、工作情况") for text in own)]
        bodies.append("".join(text for text, _, _ in blocks))
        rows += [
            {
                "paragraph_id": f"{report['report_id']}-p{position:03d}",
                "report_id": report["report_id"],
                "year": report["year"],
                "doc_type": report["doc_type"],
                "text_hash": hash_text(text),
                "position": position,
                "heading_1": heading,
                "role": role,
                "text": text,
                "n_chars": count_characters(text),
            }
            for position, (text, role, heading) in enumerate(blocks, start=1)
        ]
    full = reports.assign(text=bodies, n_chars=[count_characters(body) for body in bodies])
    return make_table("reports", full), make_table("paragraphs", rows, of=full)


def _word_table(vocabulary: Sequence[str], topics: np.ndarray) -> pd.DataFrame:
    topic, word = np.nonzero(topics)
    table = pd.DataFrame(
        {
            "topic": topic + 1,
            "word": [vocabulary[one] for one in word.tolist()],
            "probability": topics[topic, word],
        }
    )
    return table.sort_values(
        ["topic", "probability"], ascending=[True, False], kind="stable", ignore_index=True
    )


def _truth(topic: np.ndarray, texts: Sequence[str], years: np.ndarray, n_topics: int) -> pd.DataFrame:
    """Prevalence by year: each paragraph's mix of words by topic, weighted by its characters."""
    mix = np.stack([(topic == one).mean(axis=1) for one in range(n_topics)], axis=1)
    chars = np.array([count_characters(text) for text in texts])
    rows = [
        {"year": year, "topic": place + 1, "share": share}
        for year in np.unique(years).tolist()
        for place, share in enumerate(
            np.average(mix[years == year], axis=0, weights=chars[years == year]).tolist()
        )
    ]
    return pd.DataFrame(rows)
