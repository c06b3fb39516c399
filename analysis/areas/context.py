"""What stands around a text as evidence for its area: headings, the whole paragraph, and the order of a report.

Evidence is pooled as logarithms (log-linear pooling, Genest & Zidek 1986, doi:10.1214/ss/1177013825), and runs of one
area are smoothed by the forward–backward algorithm (Rabiner 1989, doi:10.1109/5.18626) with one transition table for
all areas: staying put is likely, and no order of areas is preferred to another.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.reading.numbering import strip_number

HEADINGS = ("heading_1", "heading_2")


def heading_texts(table: pd.DataFrame) -> list[list[str]]:
    """The heading columns that a table has, with numbers taken off; "" where a heading is missing."""
    return [
        [strip_number(value) if isinstance(value, str) else "" for value in table[column]]
        for column in HEADINGS
        if column in table.columns
    ]


def whole_paragraphs(table: pd.DataFrame) -> list[str]:
    """The whole paragraph around each item of an enumerated paragraph; "" where there is none."""
    if "paragraph_id" not in table.columns:
        return [""] * len(table)
    by_paragraph = table["text"].groupby(table["paragraph_id"].to_numpy(), sort=False)
    whole, count = by_paragraph.transform("sum"), by_paragraph.transform("size")
    return whole.where(count > 1, "").tolist()


def in_order(table: pd.DataFrame) -> bool:
    """Whether a table tells the order of its rows within reports."""
    return {"report_id", "position"} <= set(table.columns)


def smooth_runs(log_areas: np.ndarray, table: pd.DataFrame, stays: Sequence[float]) -> np.ndarray:
    """Smooth the areas of each report's rows over their order.

    Parameters
    ----------
    log_areas : ndarray, shape (n, n_areas)
        Log-probabilities of each row by itself; NaN where a row has none.
    table : DataFrame, n rows
        ``report_id``, ``position`` and, where known, ``heading_1``, ``heading_2``, ``paragraph_id``.
    stays : sequence of three floats
        Probability that the next row has the same area: across sections, within a first-level section, within a
        second-level section or paragraph.

    Returns
    -------
    ndarray, shape (n, n_areas)
        Log-probabilities given all rows of the report; NaN as before.

    Examples
    --------
    >>> table = pd.DataFrame({"report_id": "r", "position": [1, 2, 3], "heading_1": "甲"})
    >>> rows = np.log([[0.9, 0.1], [0.4, 0.6], [0.9, 0.1]])
    >>> smooth_runs(rows, table, (0.5, 0.9, 0.9)).argmax(axis=1).tolist()
    [0, 0, 0]
    """
    result = log_areas.copy()
    known = ~np.isnan(log_areas).any(axis=1)
    ties = _ties(table)
    place = pd.DataFrame({"report": table["report_id"].to_numpy(), "position": table["position"].to_numpy()})
    place = place[known].sort_values(["report", "position"], kind="stable")
    for rows in place.groupby("report", sort=False).indices.values():
        own = place.index.to_numpy()[rows]
        result[own] = _forward_backward(log_areas[own], np.take(stays, _strength(ties[own])))
    return result


def _ties(table: pd.DataFrame) -> np.ndarray:
    """Codes of first heading, second heading and paragraph of each row; −1 where missing."""
    columns = [*HEADINGS, "paragraph_id"]
    codes = [
        pd.factorize(table[name])[0] if name in table.columns else np.full(len(table), -1) for name in columns
    ]
    return np.stack(codes, axis=1)


def _strength(ties: np.ndarray) -> np.ndarray:
    """For each row after the first: 0 another section than the row before, 1 the same first heading, 2 nearer."""
    same = (ties[1:] == ties[:-1]) & (ties[1:] >= 0)
    return np.where(same[:, 1] | same[:, 2], 2, np.where(same[:, 0], 1, 0))


def _forward_backward(log_areas: np.ndarray, stays: np.ndarray) -> np.ndarray:
    """Posterior log-probabilities of one report's rows in order."""
    n, k = log_areas.shape
    seen = np.exp(log_areas - log_areas.max(axis=1, keepdims=True))
    moves = (1 - stays) / (k - 1)
    forward, backward = np.empty((n, k)), np.ones((n, k))
    forward[0] = seen[0] / seen[0].sum()
    for row in range(1, n):  # the prior of moving from p is moves + (stay − moves) p, for p that sums to 1
        step = moves[row - 1] + (stays[row - 1] - moves[row - 1]) * forward[row - 1]
        forward[row] = step * seen[row]
        forward[row] /= forward[row].sum()
    for row in range(n - 2, -1, -1):
        ahead = seen[row + 1] * backward[row + 1]
        backward[row] = moves[row] * ahead.sum() + (stays[row] - moves[row]) * ahead
        backward[row] /= backward[row].sum()
    posterior = forward * backward
    return np.asarray(np.log(posterior / posterior.sum(axis=1, keepdims=True)))


def check_stays(stays: Sequence[float]) -> tuple[float, float, float]:
    """The three probabilities of staying, if they are that."""
    values = tuple(float(value) for value in stays)
    if len(values) != 3 or not all(0 < value < 1 for value in values):
        raise InputError("stays", f"is {stays!r}", "give three probabilities between 0 and 1")
    return values
