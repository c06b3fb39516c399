"""Logistic regression where there are fewer texts than columns: the same optimum, found in the space of the texts.

With a quadratic penalty the best weights lie in the span of the rows (representer theorem; Kimeldorf & Wahba 1971,
doi:10.1016/0022-247X(71)90184-3), so that the search has as many dimensions as there are texts, not columns.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.linalg import eigh
from sklearn.linear_model import LogisticRegression

MOST_ROWS = 1_500  # above, the decomposition takes longer than it saves
_TINY = 1e-10  # of the largest eigenvalue: directions in which the texts do not differ


def has_few_rows(matrix: Any) -> bool:
    """Whether the search is quicker in the space of the texts."""
    n_rows, n_columns = matrix.shape
    return bool(n_rows <= MOST_ROWS and 2 * n_rows < n_columns)


def fit_few_rows(
    model: LogisticRegression, matrix: Any, labels: np.ndarray, sample_weight: Any = None
) -> LogisticRegression:
    """Fit `model` to a matrix with more columns than rows; it is then as if fitted directly.

    Parameters
    ----------
    model : LogisticRegression
        With the L2 penalty.
    matrix : sparse matrix, shape (n_rows, n_columns)
    labels : ndarray, shape (n_rows,)
    sample_weight : sequence of float, optional

    Returns
    -------
    LogisticRegression
        The model.

    Examples
    --------
    >>> import scipy.sparse as sp
    >>> X = sp.random(20, 90, density=0.3, random_state=0, format="csr")
    >>> y = np.array(["a", "b"] * 10)
    >>> direct = LogisticRegression(C=2.0, tol=1e-8, max_iter=5000).fit(X, y)
    >>> other = fit_few_rows(LogisticRegression(C=2.0, tol=1e-8, max_iter=5000), X, y)
    >>> bool(np.abs(direct.coef_ - other.coef_).max() < 1e-4)
    True
    """
    rows = np.asarray((matrix @ matrix.T).toarray(), dtype=float)
    values, vectors = eigh(rows)
    kept = values > _TINY * values[-1]
    values, vectors = values[kept], vectors[:, kept]
    model.fit(vectors * np.sqrt(values), labels, sample_weight=sample_weight)
    model.coef_ = np.asarray((matrix.T @ ((vectors / np.sqrt(values)) @ model.coef_.T)).T)
    model.n_features_in_ = matrix.shape[1]
    return model
