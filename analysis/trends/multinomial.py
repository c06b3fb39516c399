"""Fractional multinomial logit by quasi-likelihood, with clustered variance.

Written out rather than taken from a library: corrected shares may lie outside 0–1, which libraries refuse though the
score is linear in them.
"""

from __future__ import annotations

import numpy as np

from analysis.errors import InputError
from analysis.estimation import sum_by

_STEPS = 100
_CLOSE = 1e-10


def fit_multinomial(
    x: np.ndarray, share: np.ndarray, weight: np.ndarray, cluster: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients of a multinomial logit for shares, the first area as base.

    Parameters
    ----------
    x : ndarray, shape (n, k)
        Regressors with constant.
    share : ndarray, shape (n, m)
        Rows sum to 1; their weighted means are positive.
    weight : ndarray, shape (n,)
    cluster : ndarray of int, shape (n,)

    Returns
    -------
    tuple of ndarray
        Coefficients, shape (k, m − 1), and the covariance of their columns laid end to end, shape (k(m − 1), k(m − 1)),
        with the factor G/(G − 1).

    Raises
    ------
    InputError
        When Newton's steps find no maximum.
    """
    weight = weight / weight.sum()
    k, m = x.shape[1], share.shape[1]
    theta = np.zeros((k, m - 1))
    theta[0] = np.log(np.average(share, axis=0, weights=weight)[1:] / np.average(share[:, 0], weights=weight))
    value = _likelihood(x, share, weight, theta)
    for _ in range(_STEPS):
        p = probabilities(x, theta)[:, 1:]
        gradient = (x.T @ (weight[:, None] * (share[:, 1:] - p))).ravel(order="F")
        step = np.linalg.solve(_information(x, weight, p), gradient).reshape((k, m - 1), order="F")
        if np.abs(step).max() < _CLOSE:
            break
        length = 1.0
        while (
            new := _likelihood(x, share, weight, theta + length * step)
        ) < value - _CLOSE and length > _CLOSE:
            length /= 2
        theta, value = theta + length * step, new
    else:
        raise InputError(
            "coded", "has shares on which the logit did not converge", "leave out areas that are hardly seen"
        )
    p = probabilities(x, theta)[:, 1:]
    bread = np.linalg.inv(_information(x, weight, p))
    residual = weight[:, None] * (share[:, 1:] - p)
    scores = np.concatenate([x * own[:, None] for own in residual.T], axis=1)
    names, place = np.unique(cluster, return_inverse=True)
    by_cluster = sum_by(scores, place, len(names))
    factor = len(names) / max(len(names) - 1, 1)
    return theta, factor * bread @ (by_cluster.T @ by_cluster) @ bread


def probabilities(x: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Fitted shares, shape (n, m)."""
    odds = np.column_stack([np.zeros(len(x)), x @ theta])
    odds = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def marginal_effects(
    x: np.ndarray, weight: np.ndarray, theta: np.ndarray, covariance: np.ndarray, *, column: int
) -> tuple[np.ndarray, np.ndarray]:
    """Weighted mean effect of one regressor on each share and its standard error by the delta method."""

    def effects(flat: np.ndarray) -> np.ndarray:
        own = flat.reshape(theta.shape, order="F")
        p = probabilities(x, own)
        pull = np.concatenate([[0.0], own[column]])
        return np.asarray(np.average(p * (pull - (p @ pull)[:, None]), axis=0, weights=weight))

    flat = theta.ravel(order="F")
    small = 1e-6 * np.maximum(np.abs(flat), 1.0)
    steps = np.diag(small)
    slopes = np.array([(effects(flat + s) - effects(flat - s)) / (2 * s.sum()) for s in steps])
    return effects(flat), np.sqrt(np.einsum("ka,kl,la->a", slopes, covariance, slopes))


def _likelihood(x: np.ndarray, share: np.ndarray, weight: np.ndarray, theta: np.ndarray) -> float:
    odds = np.column_stack([np.zeros(len(x)), x @ theta])
    top = odds.max(axis=1)
    whole = top + np.log(np.exp(odds - top[:, None]).sum(axis=1))
    return float((weight * ((share * odds).sum(axis=1) - whole)).sum())


def _information(x: np.ndarray, weight: np.ndarray, p: np.ndarray) -> np.ndarray:
    k, m = x.shape[1], p.shape[1]
    blocks = np.empty((m, k, m, k))
    for a in range(m):
        for b in range(m):
            spread = weight * p[:, a] * ((a == b) - p[:, b])
            blocks[a, :, b, :] = x.T @ (spread[:, None] * x)
    return blocks.reshape(m * k, m * k)
