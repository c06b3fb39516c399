"""How fast topics are fitted, and in how much memory, beside plain gensim with lists of tuples.

    python benchmarks/topics_speed.py [N]

Draws N paragraphs (100,000 if not given) of about 40 words from 30 simulated topics over 8,000 words. Both sides begin
with the same word numbers, one array per 1,000 paragraphs, and make one pass with K = 30, each in a process of its own. Time
is processor time of the fit. "Extra memory" is the peak of the process above what it held before; it includes the bags.
Perplexity is that of 2,000 paragraphs that neither side has seen, under gensim's own inference. "package, gensim's prior"
differs from plain gensim in the bags, the E step and the start; "package" has the package's prior as well. Run it with one
thread (OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1).
"""

from __future__ import annotations

import logging
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
import scipy.sparse as sp

K, WORDS, HELD_OUT, SEED = 30, 8_000, 2_000, 20200226
SIDES = ("plain gensim", "plain gensim, 200 iterations", "package, gensim's prior", "package")


def texts(number: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Word numbers and lengths of simulated paragraphs, 1,000 at a time."""
    generator = np.random.default_rng(SEED)
    topics = generator.dirichlet(np.full(WORDS, 0.02), K).cumsum(axis=1)
    for start in range(0, number, 1_000):
        size = min(1_000, number - start)
        lengths = generator.poisson(35, size) + 5
        theta = generator.dirichlet(np.full(K, 0.1), size).cumsum(axis=1)
        paragraph = np.repeat(np.arange(size), lengths)
        topic = (generator.random(len(paragraph))[:, None] > theta[paragraph]).sum(axis=1).clip(max=K - 1)
        drawn = generator.random(len(paragraph))
        words = np.empty(len(paragraph), dtype=np.int32)
        for own in range(K):
            here = topic == own
            words[here] = np.searchsorted(topics[own], drawn[here]).clip(max=WORDS - 1)
        yield words, lengths


def matrix(words: np.ndarray, lengths: np.ndarray) -> sp.csr_matrix:
    edges = np.concatenate([[0], np.cumsum(lengths)])
    counts = sp.csr_matrix((np.ones(len(words), dtype=np.int32), words, edges), shape=(len(lengths), WORDS))
    counts.sum_duplicates()
    return counts


def tuples(counts: sp.csr_matrix) -> list[list[tuple[int, int]]]:
    edges = zip(counts.indptr[:-1], counts.indptr[1:], strict=True)
    return [list(zip(counts.indices[a:b].tolist(), counts.data[a:b].tolist(), strict=True)) for a, b in edges]


def peak() -> float:
    """Peak memory of this process in MB."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def run(side: str, number: int) -> None:
    """Print seconds, extra memory and perplexity of one side."""
    logging.getLogger("gensim").setLevel(logging.ERROR)
    from gensim.models import LdaModel
    from sklearn.cluster import KMeans  # noqa: F401 (its memory is the library's)

    from analysis.topics import gensim_engine

    batches = texts(number + HELD_OUT)
    held = sp.vstack([matrix(*next(batches)) for _ in range(HELD_OUT // 1_000)], format="csr")
    tokens = list(batches)
    names = dict(enumerate(map(str, range(WORDS))))
    before = peak()
    if side.startswith("plain"):
        iterations = 200 if "200" in side else 50  # 50 is gensim's own
        corpus = [bag for batch in tokens for bag in tuples(matrix(*batch))]
        begun = time.process_time()
        lda = LdaModel(corpus, K, names, passes=1, iterations=iterations, eval_every=None, random_state=SEED)
        seconds, parameters = time.process_time() - begun, lda.state.get_lambda()
    else:
        counts = sp.vstack([matrix(*batch) for batch in tokens], format="csr")
        prior = np.full((K, WORDS), 1 / K if "gensim" in side else 0.5)
        begun = time.process_time()
        parameters = gensim_engine.fit(counts, prior, np.full(K, 1 / K), passes=1, random_state=SEED)
        seconds = time.process_time() - begun
    extra = peak() - before
    judge = LdaModel(None, K, names, iterations=200, random_state=SEED, dtype=np.float64)
    judge.state.sstats = parameters.astype(float) - judge.eta
    judge.sync_state()
    unseen = tuples(held)
    gamma, _ = judge.inference(unseen)
    theta = gamma / gamma.sum(axis=1, keepdims=True)
    words = parameters / parameters.sum(axis=1, keepdims=True)
    cells = held.tocoo()
    likelihood = np.einsum("nk,nk->n", theta[cells.row], words.T[cells.col])
    perplexity = np.exp(-(cells.data * np.log(likelihood)).sum() / cells.data.sum())
    print(f"{side:<30} {seconds:6.1f} s of CPU  {extra:6.0f} MB  perplexity {perplexity:7.1f}")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        run(sys.argv[2], int(sys.argv[1]))
    else:
        for name in SIDES:
            size = sys.argv[1] if len(sys.argv) > 1 else "100000"
            subprocess.run([sys.executable, __file__, size, name], check=True)
