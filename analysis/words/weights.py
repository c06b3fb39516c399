"""TF-IDF weights from what was found in texts, as scikit-learn gives them."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from analysis.words.fitted import Part


def weigh(rows: np.ndarray, columns: np.ndarray, n_texts: int, part: Part) -> sp.csr_matrix:
    """Matrix of texts × selected terms.

    Parameters
    ----------
    rows, columns : ndarray of int, shape (n_found,)
        Text and column of each term found.
    n_texts : int
    part : Part
        The weights of all columns, and which are selected.

    Returns
    -------
    csr_matrix of float32, shape (n_texts, n_chosen)

    Examples
    --------
    >>> part = Part({"行政": 0, "复议": 1}, np.ones(2, np.float32), np.float32(1), np.array([True, True]))
    >>> weigh(np.array([0, 0, 1]), np.array([0, 1, 1]), 2, part).astype(float).toarray().round(2).tolist()
    [[0.71, 0.71], [0.0, 1.0]]
    """
    found = np.ones(len(rows), dtype=np.float32)
    counts = sp.csr_matrix((found, (rows, columns)), shape=(n_texts, len(part.idf)))
    data = (np.log(counts.data) + np.float32(1)) * part.idf[counts.indices]
    row = np.repeat(np.arange(n_texts), np.diff(counts.indptr))
    # rounded as scikit-learn rounds: squares in single, their sum one after the other in double
    lengths = np.sqrt(np.bincount(row, np.square(data), n_texts))
    counts.data = (data / lengths[row]).astype(np.float32) * part.weight
    return counts[:, part.chosen]
