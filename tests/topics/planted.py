"""Simulated reports with known topics: what the topic models are to find again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from analysis.tables import make_table
from analysis.taxonomy import load_lexicon
from analysis.topics.words import topic_words

N_TOPICS = 10
YEARS = tuple(range(2017, 2023))
RISING, NEW = (0, 1), 9  # two topics rise over the years, one appears in 2020
OWN_WORDS, COMMON_WORDS = 40, 60


@dataclass(frozen=True, eq=False)
class Planted:
    """Simulated paragraphs, and what was planted in them.

    Attributes
    ----------
    paragraphs : DataFrame
        As :func:`split_paragraphs` returns it.
    top_words : list of list of str
        The ten most probable words of each topic.
    shares : ndarray, shape (n_years, n_topics)
        Expected share of each topic in a year, by words.
    reports : DataFrame
        ``report_id``, ``year``, ``level``, ``province`` of each report.
    """

    paragraphs: pd.DataFrame
    top_words: list[list[str]]
    shares: np.ndarray
    reports: pd.DataFrame


@cache
def vocabulary() -> tuple[str, ...]:
    """Dictionary terms that stay whole and are no stop words."""
    terms = [term for term in load_lexicon()["term"].iloc[::9] if topic_words(term) == [term]]
    return tuple(terms[: OWN_WORDS * N_TOPICS + COMMON_WORDS])


def planted_shares() -> np.ndarray:
    """Expected share of each topic in each year."""
    weights = np.ones((len(YEARS), N_TOPICS))
    steps = np.arange(len(YEARS))
    weights[:, RISING[0]] = 0.6 + 0.25 * steps
    weights[:, RISING[1]] = 0.4 + 0.15 * steps
    weights[:, NEW] = np.where(np.array(YEARS) >= 2020, 1.2, 0.0)
    return weights / weights.sum(axis=1, keepdims=True)


DISPUTES = "行政复议、人民调解、信访、行政应诉、仲裁。"
APPROVALS = "行政审批、权力清单、负面清单、市场监管、营商环境。"


def make_paragraphs(rows: list[tuple[str, int, str]], role: str = "work") -> pd.DataFrame:
    """Paragraphs from (report, year, text)."""
    return make_table(
        "paragraphs",
        [
            {
                "paragraph_id": f"{report}-p{place:03d}",
                "report_id": report,
                "year": year,
                "position": place,
                "role": role,
                "text": text,
                "n_chars": len(text),
            }
            for place, (report, year, text) in enumerate(rows, start=1)
        ],
    )


def plant_topics(
    n_reports: int = 20,
    n_paragraphs: int = 10,
    n_words: int = 30,
    *,
    spread: float = 60.0,
    random_state: int = 0,
) -> Planted:
    """Reports of six years whose paragraphs are drawn from ten topics.

    Each report has topic shares of its own around those of its year (Dirichlet with `spread`), each paragraph has one
    or a few topics of its report's.
    """
    generator = np.random.default_rng(random_state)
    words = np.array(vocabulary(), dtype=object)
    topics = np.zeros((N_TOPICS, len(words)))
    zipf = 1 / np.arange(1, OWN_WORDS + 1) ** 0.8
    for topic in range(N_TOPICS):
        own = slice(topic * OWN_WORDS, (topic + 1) * OWN_WORDS)
        topics[topic, own] = 0.85 * zipf / zipf.sum()
    topics[:, -COMMON_WORDS:] = 0.15 / COMMON_WORDS
    shares = planted_shares()
    rows, reports = [], []
    for year, expected in zip(YEARS, shares, strict=True):
        for number in range(n_reports):
            report = f"sim{number:03d}_{year}"
            level = ("prefecture", "county")[number % 2]
            reports.append({"report_id": report, "year": year, "level": level, "province": f"P{number % 3}"})
            own_shares = generator.dirichlet(np.maximum(expected * spread, 1e-8))
            for position in range(1, n_paragraphs + 1):
                theta = generator.dirichlet(np.maximum(own_shares * 1.0, 1e-8))
                counts = generator.multinomial(n_words, theta @ topics)
                drawn = np.repeat(words, counts)
                generator.shuffle(drawn)
                text = "、".join(drawn) + "。"
                rows.append(
                    {
                        "paragraph_id": f"{report}-p{position:03d}",
                        "report_id": report,
                        "year": year,
                        "position": position,
                        "role": "work",
                        "text": text,
                        "n_chars": len(text),
                    }
                )
    best = np.argsort(-topics, axis=1, kind="stable")[:, :10]
    return Planted(make_table("paragraphs", rows), words[best].tolist(), shares, pd.DataFrame(reports))


def pair_with_planted(top_words: pd.DataFrame, planted: Planted) -> tuple[np.ndarray, np.ndarray]:
    """Of each planted topic, the place of the topic found that shares most top words with it, and the share of them."""
    overlap = np.array(
        [
            [len({*own} & {*found}) / 10 for found in top_words.to_numpy().tolist()]
            for own in planted.top_words
        ]
    )
    rows, columns = linear_sum_assignment(-overlap)
    return columns, overlap[rows, columns]
