"""Topics by Gibbs sampling, for speed and as a second opinion.

tomotopy, because it samples in C++ and leaves numpy alone; optional (``pip install fazhi-analysis[tomotopy]``).
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import scipy.sparse as sp

from analysis.errors import InputError

VARIATIONAL = 0.4  # how much less prior sampling needs than variational Bayes (Asuncion et al. 2009)
CHAINS = 4  # short ones, of which the likeliest goes on


def fit(
    counts: sp.csr_matrix, prior: np.ndarray, alpha: np.ndarray, *, passes: int | None, random_state: int
) -> np.ndarray:
    """Fit topics: arguments and result as in :func:`analysis.topics.gensim_engine.fit`.

    A pass is a Gibbs sweep, 300 by default, after a quarter of them in each of four chains, of which the likeliest goes on.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its types lack __module__
        try:
            import tomotopy
        except ImportError:
            remedy = "install it with pip install tomotopy, or use engine='gensim'"
            raise InputError("engine", "is 'tomotopy', which is not installed", remedy) from None

    own = prior - VARIATIONAL

    def begin(seed: int) -> Any:
        lda = tomotopy.LDAModel(k=len(own), alpha=float(alpha[0]), eta=float(own.min()), seed=seed)
        lda.optim_interval = 0  # keeps alpha, as gensim does
        for word in np.flatnonzero((own > own.min()).any(axis=0)):
            lda.set_word_prior(str(word), own[:, word].tolist())
        for start, end in zip(counts.indptr[:-1], counts.indptr[1:], strict=True):
            lda.add_doc(np.repeat(counts.indices[start:end], counts.data[start:end]).astype(str).tolist())
        return lda

    sweeps = 300 if passes is None else passes
    best: Any = None
    for seed in np.random.default_rng(random_state).integers(2**31, size=CHAINS).tolist():
        lda = begin(seed)
        lda.train(-(-sweeps // CHAINS), workers=1)
        best = lda if best is None or lda.ll_per_word > best.ll_per_word else best
    best.train(sweeps, workers=1)
    parameters = prior.copy()
    columns = np.array([int(word) for word in best.used_vocabs])
    for topic in range(len(own)):
        parameters[topic, columns] = best.get_topic_word_dist(topic, normalize=False) + VARIATIONAL
    return parameters
