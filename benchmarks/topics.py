"""Topics: fitted beside plain gensim and tomotopy on simulated words, and made from texts beside the usual ways.

``python -m benchmarks.topics SIDE N`` fits one side. N paragraphs of about 40 words are drawn from 30 simulated topics
over 8,000 words. All sides begin with the same word numbers, each in a process of its own; time is processor time of the
fit, memory the peak of the process above what it held before, perplexity that of 2,000 unseen paragraphs under gensim's
inference. "package, gensim's prior" differs from plain gensim in the bags, the E step and the start; "package" has the
package's prior as well.
"""

from __future__ import annotations

import json
import logging
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import scipy.sparse as sp

import analysis as fz
from analysis.words.segment import segmenter
from benchmarks.measuring import ROUNDS, Row, in_turns, peak
from benchmarks.pipelines import cluster_topics, quiet_jieba, training_texts

K, WORDS, HELD_OUT, SEED = 30, 8_000, 2_000, 20200226
SWEEPS = 200  # of tomotopy
SIDES = ("plain gensim", "plain gensim, 200 iterations", "tomotopy", "package, gensim's prior", "package")


def measure(n_paragraphs: int) -> list[Row]:
    """Rows for so many simulated paragraphs, and for the exemplar texts."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    for _ in range(ROUNDS):
        for side in SIDES:
            command = [sys.executable, "-W", "ignore", "-m", "benchmarks.topics", side, str(n_paragraphs)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found.setdefault(side, []).append(tuple(json.loads(done.stdout.splitlines()[-1])))
    rows = []
    plain = statistics.median(run[0] for run in found["plain gensim"])
    for side, runs in found.items():
        seconds, memory, perplexity = (statistics.median(run[place] for run in runs) for place in range(3))
        result = f"{seconds:.1f} s ({plain / seconds:.1f} ×), {memory:.0f} MB, perplexity {perplexity:.0f}"
        rows.append(Row(f"{n_paragraphs:,} simulated paragraphs → {K} topics", side, result))
    return [*rows, *_from_texts()]


def _from_texts(n_topics: int = 20) -> list[Row]:
    """From the exemplar texts to topics, with the coherence of their ten first words."""
    texts = training_texts()["text"].drop_duplicates().tolist()
    # each way's words count where it finds them: the package joins terms and masks places
    tokens = [{*quiet_jieba().lcut(text), *segmenter().cut(text)} for text in texts]
    tops: dict[str, list[list[str]]] = {}

    def keep(name: str, way: Callable[[], list[list[str]]]) -> Callable[[], None]:
        return lambda: tops.update({name: way()})

    ways = {
        "jieba.lcut, gensim's LdaModel, 5 passes": lambda: _gensim_topics(texts, n_topics),
        f"jieba.lcut, tomotopy, {SWEEPS} sweeps": lambda: _tomotopy_topics(texts, n_topics),
        "BERTopic-like: TF-IDF, SVD, k-means, c-TF-IDF": lambda: cluster_topics(texts, n_topics),
        "this package": lambda: _own_topics(texts, n_topics),
    }
    seconds = in_turns({name: keep(name, way) for name, way in ways.items()})
    what = f"{len(texts):,} simulated texts → {n_topics} topics, with NPMI of ten words"
    return [
        Row(what, name, f"{spent:.1f} s, {npmi(tops[name], tokens):.2f}") for name, spent in seconds.items()
    ]


def npmi(tops: list[list[str]], tokens: list[set[str]]) -> float:
    """Mean normalised pointwise mutual information of the pairs of words of each topic, over paragraphs."""
    used = sorted({word for words in tops for word in words})
    present = np.array([[word in own for word in used] for own in tokens], dtype=float)
    together = present.T @ present / len(tokens)
    alone = np.diag(together)
    scores = []
    for words in tops:
        places = [used.index(word) for word in words]
        for one, two in zip(*np.triu_indices(len(places), 1), strict=True):
            a, b = places[one], places[two]
            both = together[a, b]
            scores.append(-1.0 if both == 0 else np.log(both / (alone[a] * alone[b])) / -np.log(both))
    return float(np.mean(scores))


def _own_topics(texts: list[str], n_topics: int) -> list[list[str]]:
    table = pd.DataFrame({"report_id": np.arange(len(texts)) // 30, "text": texts, "year": 2020})
    table = table.assign(
        report_id="r" + table["report_id"].astype(str), role="work", n_chars=table["text"].str.len(),
        paragraph_id=[f"p{place}" for place in range(len(texts))],
    )  # fmt: skip
    words: list[list[str]] = fz.TopicModel(n_topics, passes=5).fit(table).top_words(10).to_numpy().tolist()
    return words


def _gensim_topics(texts: list[str], n_topics: int) -> list[list[str]]:
    from gensim.corpora import Dictionary
    from gensim.models import LdaModel

    words = [quiet_jieba().lcut(text) for text in texts]
    names = Dictionary(words)
    names.filter_extremes(no_below=5, no_above=0.5)
    bags = [names.doc2bow(own) for own in words]
    lda = LdaModel(bags, n_topics, names, passes=5, eval_every=None, random_state=SEED)
    return [[word for word, _ in lda.show_topic(own, 10)] for own in range(n_topics)]


def _tomotopy_topics(texts: list[str], n_topics: int) -> list[list[str]]:
    import tomotopy

    lda = tomotopy.LDAModel(k=n_topics, min_df=5, seed=SEED)
    for text in texts:
        lda.add_doc(quiet_jieba().lcut(text))
    lda.train(SWEEPS, workers=1)
    return [[word for word, _ in lda.get_topic_words(own, top_n=10)] for own in range(n_topics)]


def simulated(number: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
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
    """Counts of words in paragraphs."""
    edges = np.concatenate([[0], np.cumsum(lengths)])
    counts = sp.csr_matrix((np.ones(len(words), dtype=np.int32), words, edges), shape=(len(lengths), WORDS))
    counts.sum_duplicates()
    return counts


def tuples(counts: sp.csr_matrix) -> list[list[tuple[int, int]]]:
    """Bags as gensim takes them."""
    edges = zip(counts.indptr[:-1], counts.indptr[1:], strict=True)
    return [list(zip(counts.indices[a:b].tolist(), counts.data[a:b].tolist(), strict=True)) for a, b in edges]


def run(side: str, number: int) -> tuple[float, float, float]:
    """Seconds, extra memory and perplexity of one side."""
    logging.getLogger("gensim").setLevel(logging.ERROR)
    from gensim.models import LdaModel
    from sklearn.cluster import KMeans  # noqa: F401 (its memory is the library's)

    from analysis.topics.fitting import fit_by_bayes

    batches = simulated(number + HELD_OUT)
    held = sp.vstack([matrix(*next(batches)) for _ in range(HELD_OUT // 1_000)], format="csr")
    tokens = list(batches)
    names = dict(enumerate(map(str, range(WORDS))))
    before = peak()
    if side == "tomotopy":
        seconds, parameters = _fit_tomotopy(tokens)
    elif side.startswith("plain"):
        iterations = 200 if "200" in side else 50  # 50 is gensim's own
        corpus = [bag for batch in tokens for bag in tuples(matrix(*batch))]
        begun = time.process_time()
        lda = LdaModel(corpus, K, names, passes=1, iterations=iterations, eval_every=None, random_state=SEED)
        seconds, parameters = time.process_time() - begun, lda.state.get_lambda()
    else:
        counts = sp.vstack([matrix(*batch) for batch in tokens], format="csr")
        prior = np.full((K, WORDS), 1 / K if "gensim" in side else 0.5)
        begun = time.process_time()
        parameters = fit_by_bayes(counts, prior, np.full(K, 1 / K), passes=1, random_state=SEED)
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
    return seconds, extra, float(np.exp(-(cells.data * np.log(likelihood)).sum() / cells.data.sum()))


def _fit_tomotopy(tokens: list[tuple[np.ndarray, np.ndarray]]) -> tuple[float, np.ndarray]:
    """Gibbs sampling by tomotopy with its defaults; a word's count in a topic and the prior are its parameter."""
    import tomotopy

    lda = tomotopy.LDAModel(k=K, seed=SEED)
    for words, lengths in tokens:
        for own in np.split(words, np.cumsum(lengths)[:-1]):
            lda.add_doc([str(word) for word in own])
    begun = time.process_time()
    lda.train(SWEEPS, workers=1)
    seconds = time.process_time() - begun
    parameters = np.full((K, WORDS), lda.eta)
    places = np.array([int(word) for word in lda.used_vocabs])
    counts = lda.get_count_by_topics()
    for topic in range(K):
        parameters[topic, places] = lda.get_topic_word_dist(topic) * counts[topic] + lda.eta
    return seconds, parameters


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], int(sys.argv[2]))))
