"""CR2 and its degrees of freedom by whole matrices, with which the quick form is compared."""

from __future__ import annotations

import numpy as np


def cr2_by_matrices(
    x: np.ndarray,
    y: np.ndarray,
    weight: np.ndarray,
    cluster: np.ndarray,
    variance: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Covariance and degrees by the n × n matrices of Pustejovsky and Tipton (2018), equations 9 to 12."""
    n, w = len(y), np.diag(weight)
    half = np.diag(np.sqrt(weight))
    bread = np.linalg.inv(x.T @ w @ x)
    hat = x @ bread @ x.T @ w
    residual = y - hat @ y
    covariance, pulls = np.zeros((x.shape[1], x.shape[1])), []
    for name in np.unique(cluster):
        own = cluster == name
        square = np.ix_(own, own)
        inner = np.eye(own.sum()) - half[square] @ x[own] @ bread @ x[own].T @ half[square]
        values, vectors = np.linalg.eigh(inner)
        root = vectors @ np.diag([value**-0.5 if value > 1e-9 else 0.0 for value in values]) @ vectors.T
        adjust = np.linalg.inv(half[square]) @ root @ half[square]
        pull = bread @ x[own].T @ w[square] @ adjust
        covariance += np.outer(pull @ residual[own], pull @ residual[own])
        pulls.append(pull @ (np.eye(n) - hat)[own])
    variance = 1 / weight if variance is None else variance
    degrees = []
    for place in range(x.shape[1]):
        rows = np.array([pull[place] for pull in pulls])
        spread = rows @ np.diag(variance) @ rows.T
        degrees.append(np.trace(spread) ** 2 / (spread**2).sum())
    return covariance, np.array(degrees)
