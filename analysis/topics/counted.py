"""Which paragraphs the estimates of topics count, and why there may be none."""

from __future__ import annotations

import numpy as np

from analysis.errors import InputError


def check_counted(counted: np.ndarray, dated: np.ndarray | None = None) -> None:
    """Refuse paragraphs of which none counts, or none that counts has a year where years are needed.

    Parameters
    ----------
    counted, dated : ndarray of bool, shape (n_paragraphs,)
    """
    if not len(counted):
        raise InputError("paragraphs", "have no row", "give paragraphs")
    if not counted.any():
        problem = "hold no document of the types that count"
        raise InputError("paragraphs", problem, "give other doc_types, or None for all")
    if dated is not None and not (counted & dated).any():
        remedy = "read them with a column of years (columns=), or with metadata that give them"
        raise InputError("paragraphs", "of documents that count have no year", remedy)
