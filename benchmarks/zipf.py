"""Simulated corpora whose words are as many and as uneven as in real reports, with the topics known.

Word frequencies follow Zipf's law. A topic has words of its own and shares part of its words with the background of all
texts; some of its words come in phrases, the second word following the first; a word once used in a paragraph is used again
there (bursts); part of the paragraphs are boilerplate that reports copy from one another, which no topic gives. Governments
report every year and differ in what they write of. Topic 0 rises or falls by a known slope.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from analysis.topics.words import Bags

FIRST_YEAR = 2017
COPIES = 20  # texts that paragraphs of boilerplate are copied from
RISING = 0.12  # share of topic 0 in the middle year, so that a slope of 4 points a year has room


@dataclass(frozen=True)
class Design:
    """What a corpus is like.

    Attributes
    ----------
    n_words, n_topics, n_own : int
        Words of the vocabulary, topics, and words that a topic has of its own.
    n_regions, n_years, n_paragraphs, length : int
        Governments, years, paragraphs of a report, and words of a paragraph.
    slope : float
        Of topic 0, in percentage points of the words that topics give, per year.
    background, boilerplate, burst, phrases : float
        Parts: of a topic's words that all topics share, of copied paragraphs, of words used again, and how often the second
        word of a phrase follows its first.
    """

    n_words: int = 12_000
    n_topics: int = 20
    n_own: int = 150
    n_regions: int = 30
    n_years: int = 6
    n_paragraphs: int = 12
    length: int = 45
    slope: float = 0.0
    background: float = 0.4
    boilerplate: float = 0.15
    burst: float = 0.25
    phrases: float = 0.5


@dataclass(frozen=True, eq=False)
class Corpus:
    """A corpus and its truth.

    Attributes
    ----------
    bags : Bags
    again : ndarray of bool, shape (n_paragraphs,)
        Boilerplate that came before: it teaches once.
    topics : ndarray, shape (n_topics, n_words)
        Probability of each word in each topic.
    given : ndarray, shape (n_paragraphs, n_topics)
        Share of each paragraph's words that each topic gave; zeros in boilerplate.
    reports : DataFrame
        ``report_id``, ``region``, ``level``.
    slope : float
        Slope of topic 0 in percentage points of all words, boilerplate included.
    """

    bags: Bags
    again: np.ndarray
    topics: np.ndarray
    given: np.ndarray
    reports: pd.DataFrame
    slope: float


def make_corpus(design: Design, generator: np.random.Generator) -> Corpus:
    """Draw a corpus."""
    d = design
    background = 1 / (np.arange(d.n_words) + 3.0)
    background /= background.sum()
    topics, follower = _topics(d, background, generator)
    copied = generator.multinomial(d.length, background, size=COPIES)
    base = generator.dirichlet(np.full(d.n_topics, 5.0))
    base *= (1 - RISING) / base[1:].sum()
    base[0] = RISING
    years = np.arange(d.n_years)
    rows, units, facts, again, given = [], [], [], [], []
    seen: set[int] = set()
    for region in range(d.n_regions):
        own = generator.dirichlet(60 * base)
        own = np.r_[RISING, own[1:] * (1 - RISING) / own[1:].sum()]
        for year in years:
            level = RISING + d.slope / 100 * (year - years.mean())
            share = generator.dirichlet(80 * np.r_[level, own[1:] * (1 - level) / (1 - RISING)])
            report = f"g{region}y{year}"
            facts.append({"report_id": report, "region": f"g{region}", "level": "county"})
            for number in range(d.n_paragraphs):
                copy = int(generator.integers(COPIES)) if generator.random() < d.boilerplate else -1
                again.append(copy in seen)
                if copy >= 0:
                    seen.add(copy)
                    counts, theta = copied[copy], np.zeros(d.n_topics)
                else:
                    theta = generator.dirichlet(2 * share + 1e-3)
                    counts = _words(d, theta @ topics, follower, generator)
                rows.append(sp.csr_matrix(counts.astype(np.int32)))
                given.append(theta)
                units.append((f"{report}-{number}", report, FIRST_YEAR + int(year), 2 * d.length))
    table = pd.DataFrame(units, columns=["paragraph_id", "report_id", "year", "n_chars"])
    names = [f"w{place:05d}" for place in range(d.n_words)]
    bags = Bags(names, sp.vstack(rows, format="csr"), table, np.zeros(len(table), dtype=int))
    slope = d.slope * (1 - d.boilerplate)
    return Corpus(bags, np.array(again), topics, np.array(given), pd.DataFrame(facts), slope)


def _topics(
    d: Design, background: np.ndarray, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Words of each topic, and the word that follows each first word of a phrase (-1 for none)."""
    topics = np.zeros((d.n_topics, d.n_words))
    follower = np.full(d.n_words, -1)
    likely = background**0.5 / (background**0.5).sum()
    for topic in topics:
        own = generator.choice(d.n_words, d.n_own, replace=False, p=likely)
        topic[own] = generator.permutation(1 / (np.arange(d.n_own) + 2.0))
        topic /= topic.sum()
        pairs = generator.permutation(own)[: 2 * (d.n_own // 6)].reshape(-1, 2)
        follower[pairs[:, 0]] = pairs[:, 1]
    return (1 - d.background) * topics + d.background * background, follower


def _words(d: Design, words: np.ndarray, follower: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    counts = generator.multinomial(int(d.length * (1 - d.burst)), words)
    first = np.flatnonzero((counts > 0) & (follower >= 0))
    np.add.at(counts, follower[first], generator.binomial(counts[first], d.phrases))
    return np.asarray(counts + generator.multinomial(int(d.length * d.burst), counts / counts.sum()))


def similarity(words: np.ndarray, planted: np.ndarray) -> np.ndarray:
    """Cosine of the topics of a model with the planted ones, what all topics have in common taken off."""
    one, two = words - words.mean(axis=0), planted - planted.mean(axis=0)
    return np.asarray(one @ two.T / np.linalg.norm(one, axis=1)[:, None] / np.linalg.norm(two, axis=1))
