"""The engine's topics are those of plain gensim from the same start."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from analysis.topics import gensim_engine
from analysis.topics.start import cluster_words


def test_topics_are_those_of_gensim() -> None:
    from gensim.models import LdaModel

    counts = sp.csr_matrix(np.random.default_rng(0).poisson(0.05, (300, 200)).astype(np.int32))
    prior, alpha = np.full((7, 200), 0.5), np.full(7, 1 / 7)
    own = gensim_engine.fit(counts, prior, alpha, passes=2, random_state=3)
    words = dict(enumerate(map(str, range(200))))
    plain = LdaModel(
        None, 7, words, chunksize=64, passes=2, iterations=200, alpha=alpha, eta=prior, eval_every=None,
        random_state=3, dtype=np.float64,
    )  # fmt: skip
    plain.state.sstats = cluster_words(counts, prior, np.random.default_rng(3))
    plain.sync_state()
    plain.update([list(zip(row.indices.tolist(), row.data.tolist(), strict=True)) for row in counts])
    np.testing.assert_allclose(own, plain.state.get_lambda(), rtol=1e-6)
