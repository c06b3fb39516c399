"""Wild cluster bootstrap of a coefficient, for few clusters.

Written out, because all that it needs are sums over clusters, which are here already; pyfixest would bring another
compiler for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

_WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])
_FEW = 12  # clusters below which two points give too few different samples
_STEPS = 25  # of the search for a bound


@dataclass(frozen=True)
class Bootstrap:
    """Draws of a bootstrap.

    Attributes
    ----------
    n_resamples : int
    random_state : int
    """

    n_resamples: int = 999
    random_state: int = 0

    def signs(self, n_clusters: int) -> np.ndarray:
        """Weights of the clusters, shape (n_resamples, n_clusters): Rademacher's, or Webb's six points for few."""
        generator = np.random.default_rng(self.random_state)
        points = _WEBB if n_clusters < _FEW else np.array([-1.0, 1.0])
        return np.asarray(generator.choice(points, (self.n_resamples, n_clusters)))


def bootstrap_interval(
    scores: np.ndarray, leverage: np.ndarray, estimate: np.ndarray, level: float, bootstrap: Bootstrap
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    r"""Bounds and two-sided p of the first coefficient of each left-hand side, by the wild bootstrap under the null.

    Parameters
    ----------
    scores : ndarray, shape (n_clusters, k, n_estimates)
        :math:`X_c^T W_c r_c` of the unrestricted fit.
    leverage : ndarray, shape (n_clusters, k, k)
        :math:`X_c^T W_c X_c`.
    estimate : ndarray, shape (n_estimates,)
    level : float
    bootstrap : Bootstrap

    Returns
    -------
    tuple of ndarray, shape (n_estimates,)

    Notes
    -----
    Each value that the coefficient may have is tested by the bootstrap of its t (CR1), the residuals being those of the fit
    under that value (WCR); the interval holds the values that are not rejected.

    References
    ----------
    Cameron, A. C., Gelbach, J. B., & Miller, D. L. (2008). Bootstrap-based improvements for inference with clustered errors.
    Review of Economics and Statistics, 90(3), 414–427. doi:10.1162/rest.90.3.414.
    MacKinnon, J. G., Nielsen, M. Ø., & Webb, M. D. (2023). Fast and reliable jackknife and bootstrap methods for
    cluster-robust inference. Journal of Applied Econometrics, 38(5), 671–694. doi:10.1002/jae.2969.
    """
    bread = np.linalg.inv(leverage.sum(axis=0))
    signs = bootstrap.signs(len(scores))
    tilt = (leverage @ bread[:, 0]) / bread[0, 0]  # (n_clusters, k): residuals' scores under another value
    pulled = bread[0] @ leverage @ bread  # (n_clusters, k)
    error = np.sqrt(((bread[0] @ scores) ** 2).sum(axis=0))

    def chance(away: np.ndarray) -> np.ndarray:
        """p of the values that lie `away` below the estimates."""
        own = scores + tilt[:, :, None] * away
        lead = bread[0] @ own  # (n_clusters, n_estimates)
        drawn = np.einsum("bc,cka->bka", signs, own, optimize=True)
        moved = np.einsum("k,bka->ba", bread[0], drawn)
        left = signs[:, :, None] * lead - np.einsum("ck,bka->bca", pulled, drawn, optimize=True)
        spread = np.sqrt((left**2).sum(axis=1))
        with np.errstate(divide="ignore", invalid="ignore"):
            beyond = np.abs(moved / spread) >= np.abs(away / error) * (1 - 1e-12)
        return np.asarray((1 + beyond.sum(axis=0)) / (1 + len(signs)))

    p = chance(estimate)
    alpha = 1 - level
    bounds = []
    for side in (1.0, -1.0):
        inner = np.zeros_like(error)
        outer = side * error * stats.t.isf(alpha / 2, max(len(scores) - 1, 1))
        for _ in range(12):  # out until the value is rejected
            accepted = chance(outer) > alpha
            if not accepted.any():
                break
            outer = np.where(accepted, 2 * outer, outer)
        for _ in range(_STEPS):
            middle = (inner + outer) / 2
            accepted = chance(middle) > alpha
            inner, outer = np.where(accepted, middle, inner), np.where(accepted, outer, middle)
        bounds.append(estimate - (inner + outer) / 2)
    return bounds[0], bounds[1], p
