"""Engines of topic models on a simulated corpus of 12,000 words by Zipf's law, at several numbers of topics.

``python -m benchmarks.topic_engines ENGINE K`` measures one fit; ``python -m benchmarks --only "topic engines"`` all of them,
each in a process of its own. 20 topics are planted, with phrases, bursts and boilerplate. Coherence is that of the ten
first words: NPMI over paragraphs and C_v (Röder et al. 2015, as gensim has it) in the texts that the model learned from;
diversity is the share of these words that no other topic lists; stability the mean share of the ten most probable words that
come back in refits on 80% of the reports; perplexity that of the second half of the words of unseen reports, given the
first half; found are the planted topics that a topic is like (cosine .7, what all topics have in common taken off). Time
is processor time of one fit, memory the peak of the process above what it held before.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from importlib.util import find_spec

import numpy as np
import scipy.sparse as sp

import analysis as fz
from analysis.topics.alignment import draw_reports, refit_bags, stability_of
from analysis.topics.fitting import infer
from analysis.topics.words import Bags
from benchmarks.measuring import Row, peak
from benchmarks.topics import npmi
from benchmarks.zipf import Design, make_corpus, similarity

ENGINES = ("nmf", "gensim", "tomotopy")
SIZES = (5, 10, 20, 40, 60)
CORPUS = Design(n_regions=36, n_paragraphs=10)
UNSEEN = 6  # governments whose reports no model sees
REFITS, SEED, ALIKE = 2, 20210811, 0.7


def measure() -> list[Row]:
    """Rows for each number of topics and engine."""
    d = CORPUS
    n_reports = (d.n_regions - UNSEEN) * d.n_years
    what = (
        f"{n_reports} reports, {n_reports * d.n_paragraphs:,} paragraphs, {d.n_topics} topics planted, K = "
    )
    rows = []
    for size in SIZES:
        for engine in ENGINES:
            if engine == "tomotopy" and find_spec(engine) is None:
                rows.append(Row(f"{what}{size}", engine, "not compared: not installed"))
                continue
            command = [sys.executable, "-W", "ignore", "-m", "benchmarks.topic_engines", engine, str(size)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            rows.append(Row(f"{what}{size}", engine, say(json.loads(done.stdout.splitlines()[-1]))))
    return rows


def say(found: dict[str, float]) -> str:
    """The measures as one line."""
    return (
        "NPMI {npmi:.2f}, C_v {c_v:.2f}, diversity {diversity:.2f}, stability {stability:.2f}, perplexity {perplexity:.0f}, "
        "{found:.0f} found, {dropped:.0f} dropped, {seconds:.1f} s, {memory:.0f} MB"
    ).format(**found)


def run(engine: str, n_topics: int) -> dict[str, float]:
    """Measures of one engine at one number of topics."""
    from sklearn.decomposition import NMF  # noqa: F401 (its memory is the library's)

    corpus = make_corpus(CORPUS, np.random.default_rng(SEED))
    bags = corpus.bags
    last = {f"g{region}y{year}" for region in range(UNSEEN) for year in range(CORPUS.n_years)}
    unseen = bags.of_reports(last)
    learned = bags.rows(~unseen & ~corpus.again)
    known = np.asarray(learned.counts.sum(axis=0)).ravel() > 0
    bags, learned = _narrow(bags, known), _narrow(learned, known)
    planted = corpus.topics[:, known]
    before = peak()
    begun = time.process_time()
    model = fz.TopicModel(n_topics, engine=engine).fit_bags(learned)
    seconds, memory = time.process_time() - begun, peak() - before
    generator = np.random.default_rng(SEED)
    others = [
        refit_bags(model, learned.rows(draw_reports(learned, 0.8, generator)), seed) for seed in range(REFITS)
    ]
    tops = model.top_words(10).to_numpy().tolist()
    return {
        "npmi": npmi(tops, [set(text) for text in _texts(learned)]),
        "c_v": _c_v(tops, _texts(learned)),
        "diversity": _diversity(tops),
        "stability": float(stability_of(model, others)["overlap"].mean()),
        "perplexity": _perplexity(model, bags.rows(unseen & ~corpus.again).counts, generator),
        "found": float((similarity(model.topic_words_, planted).max(axis=0) >= ALIKE).sum()),
        "dropped": model.n_dropped_,
        "seconds": seconds,
        "memory": memory,
    }


def _narrow(bags: Bags, known: np.ndarray) -> Bags:
    """The words that the texts learned from hold, as a vocabulary has them."""
    words = np.array(bags.words, dtype=object)[known].tolist()
    return Bags(words, bags.counts[:, known].tocsr(), bags.units, bags.unknown)


def _texts(bags: Bags) -> list[list[str]]:
    names = np.array(bags.words, dtype=object)
    edges = zip(bags.counts.indptr[:-1], bags.counts.indptr[1:], strict=True)
    return [
        np.repeat(names[bags.counts.indices[a:b]], bags.counts.data[a:b]).tolist() for a, b in edges if b > a
    ]


def _c_v(tops: list[list[str]], texts: list[list[str]]) -> float:
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    judge = CoherenceModel(
        topics=tops, texts=texts, dictionary=Dictionary(texts), coherence="c_v", topn=10, processes=1
    )
    return float(judge.get_coherence())


def _diversity(tops: list[list[str]]) -> float:
    every = [word for words in tops for word in words]
    return sum(every.count(word) == 1 for word in every) / len(every)


def _perplexity(model: fz.TopicModel, counts: sp.csr_matrix, generator: np.random.Generator) -> float:
    """Of half of the words of each paragraph, the weights of its topics taken from the other half."""
    first = counts.copy()
    first.data = generator.binomial(counts.data, 0.5)
    second = (counts - first).tocoo()
    first.eliminate_zeros()
    gamma = infer(first, np.ascontiguousarray(model.topic_words_.T), model.alpha_)
    theta = gamma / gamma.sum(axis=1, keepdims=True)
    likelihood = np.einsum("nk,nk->n", theta[second.row], model.topic_words_.T[second.col])
    return float(np.exp(-(second.data * np.log(likelihood)).sum() / second.data.sum()))


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], int(sys.argv[2]))))
