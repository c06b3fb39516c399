"""Size and power of topic trends on simulated corpora whose words are as many and as uneven as in real ones.

A vocabulary of 12,000 words with Zipf's frequencies; 20 topics that share half of their words with the background; a
seventh of the paragraphs are boilerplate that reports copy from one another; a word once used in a paragraph is used
again there (bursts); governments differ in what they write of. One topic rises, or none does.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy.sparse as sp

import analysis as fz
from analysis.topics.alignment import draw_reports, in_order_of, refit_bags
from analysis.topics.trends import report_topics
from analysis.topics.words import Bags

WORDS, TOPICS, OWN = 12_000, 20, 150
BACKGROUND, BOILERPLATE, BURST = 0.4, 0.15, 0.25


def zipf_corpus(
    generator: np.random.Generator,
    slope: float = 0.0,
    *,
    n_regions: int = 30,
    years: int = 6,
    n_paragraphs: int = 12,
    n_words: int = 45,
) -> tuple[Bags, np.ndarray, np.ndarray, pd.DataFrame]:
    """Bags of paragraphs, the planted topics (TOPICS, WORDS), and a table of reports; topic 0 gains `slope` points a year."""
    background = 1 / (np.arange(WORDS) + 3.0)
    background /= background.sum()
    topics = np.zeros((TOPICS, WORDS))
    for topic in topics:
        own = generator.choice(WORDS, OWN, replace=False, p=background**0.5 / (background**0.5).sum())
        topic[own] = generator.permutation(1 / (np.arange(OWN) + 2.0))
        topic /= topic.sum()
    topics = (1 - BACKGROUND) * topics + BACKGROUND * background
    copied = generator.multinomial(n_words, background, size=20)
    base = generator.dirichlet(np.full(TOPICS, 5.0))
    base[0] = max(base[0], 0.04)
    rows, units, facts, again = [], [], [], []
    seen: set[int] = set()
    for region in range(n_regions):
        own = generator.dirichlet(60 * base / base.sum())
        for year in range(years):
            share = own.copy()
            share[0] = np.clip(share[0] + slope / 100 * (year - (years - 1) / 2), 0.001, 1)
            share = generator.dirichlet(80 * share / share.sum())
            report = f"g{region}y{year}"
            facts.append({"report_id": report, "region": f"g{region}", "level": "county"})
            for number in range(n_paragraphs):
                text = int(generator.integers(len(copied))) if generator.random() < BOILERPLATE else -1
                again.append(text in seen)
                if text >= 0:
                    counts = copied[text]
                    seen.add(text)
                else:
                    theta = generator.dirichlet(2.0 * share + 1e-3)
                    fresh = generator.multinomial(int(n_words * (1 - BURST)), theta @ topics)
                    counts = fresh + generator.multinomial(int(n_words * BURST), fresh / fresh.sum())
                rows.append(sp.csr_matrix(counts.astype(np.int32)))
                units.append((f"{report}-{number}", report, 2017 + year, 2 * n_words))
    counts = sp.vstack(rows, format="csr")
    table = pd.DataFrame(units, columns=["paragraph_id", "report_id", "year", "n_chars"])
    bags = Bags([f"w{place:05d}" for place in range(WORDS)], counts, table, np.zeros(len(table), dtype=int))
    return bags, np.array(again), topics, pd.DataFrame(facts)


def one_study(seed: int, slope: float, refits: int = 3, engine: str = "nmf") -> pd.DataFrame:
    """The table of trends of one corpus, with the topic that rises marked."""
    generator = np.random.default_rng(seed)
    bags, again, planted, facts = zipf_corpus(generator, slope)
    once = bags.rows(~again)  # a copied sentence teaches once
    model = fz.TopicModel(TOPICS, engine=engine).fit_bags(once)
    others = [
        in_order_of(model, refit_bags(model, once.rows(draw_reports(once, 0.8, generator)), seed))
        for _ in range(refits)
    ]
    table = report_topics([model, *others], bags, facts).trends(0.95, 199, seed)
    words = model.topic_words_ - model.word_totals_ / model.word_totals_.sum()
    own = planted[0] - planted.mean(axis=0)
    near = words @ own / np.linalg.norm(words, axis=1) / np.linalg.norm(own)
    return table.assign(rising=np.arange(len(near)) == near.argmax(), similarity=near, seed=seed)
