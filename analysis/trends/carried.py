"""Text that a government carries forward from its previous report, nearly unchanged."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.reading.duplicates import NEAR, repeats, shingle_hashes
from analysis.trends.panel import place_reports


def find_carried(coded: pd.DataFrame, reports: pd.DataFrame, *, similar: float = NEAR) -> np.ndarray:
    """Whether each paragraph nearly repeats one of the same government's previous report, shape (n,).

    The previous report is that of the latest earlier year in the table.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        With ``report_id``, ``year`` and ``text``.
    reports : DataFrame, one row per report
        As :func:`read_reports` returns it.
    similar : float, default 0.8
        Similarity of 8-character shingles from which a paragraph is carried forward.

    Examples
    --------
    >>> reports = pd.DataFrame({"report_id": ["a", "b"], "region": ["甲市", "甲市"]})
    >>> coded = pd.DataFrame({"report_id": ["a", "b", "b"], "year": [2019, 2020, 2020],
    ...     "text": ["全面推行行政执法三项制度。", "全面推行行政执法三项制度。", "建成法治宣传教育基地一处。"]})
    >>> find_carried(coded, reports).tolist()
    [False, True, False]
    """
    ids = coded["report_id"].drop_duplicates()
    government = place_reports(ids, reports).set_index("report_id")["government"]
    rows = pd.DataFrame(
        {"government": coded["report_id"].map(government).to_numpy(), "year": coded["year"].to_numpy()}
    )
    carried = np.zeros(len(coded), dtype=bool)
    texts = coded["text"].to_numpy(dtype=object)
    for _, own in rows.dropna().groupby("government", sort=False):
        years = sorted(own["year"].unique())
        known: list[np.ndarray] = []
        for year in years:
            here = own.index[own["year"] == year]
            hashes = [shingle_hashes(texts[row]) for row in here]
            if known:
                carried[here] = repeats(hashes, known, similar)
            known = hashes
    return carried
