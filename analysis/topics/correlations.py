"""Which topics go together in reports."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from analysis.errors import check_level
from analysis.tables import make_table
from analysis.topics.counted import check_counted
from analysis.topics.model import TopicModel
from analysis.topics.trends import report_topics
from analysis.topics.words import complete
from analysis.trends.estimand import COUNTED_TYPES, check_doc_types, counted_types

LEAST = 10  # governments below which a correlation tells next to nothing
FEW = "fewer than 10 governments"
TWO = "two topics"  # the share of one is what the other leaves, so that they correlate at -1 whatever the texts are
NO_SPREAD = "no spread"


def topic_correlations(
    topics: TopicModel,
    paragraphs: pd.DataFrame,
    *,
    reports: pd.DataFrame | None = None,
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Correlate the shares of topics over reports.

    Estimand: the correlation, over governments, of two topics' shares, each the mean of a government's reports (each report
    stands for itself without `reports`), so that what one government repeats every year counts once. Assumption: the topics
    are those of the model. Shares sum to one, so that a topic's share must fall where another's rises: without any tie, the
    correlations of :math:`K` topics are :math:`-1/(K-1)` on average, which ``expected`` says.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it.
    reports : DataFrame, optional
        As :func:`read_reports` returns it: tells which reports are by the same government.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    DataFrame, one row per pair of topics
        ``topic_a``, ``topic_b``, ``correlation``, ``low``, ``high`` (by Fisher's z), ``level``, ``expected``, ``n_reports``,
        ``n_governments``, ``reason`` (why there is none: "fewer than 10 governments", "two topics", or "no spread").

    Raises
    ------
    InputError
        For an unfitted model, a level outside 0–1, or paragraphs of which none counts.

    See Also
    --------
    plot_topic_correlations : draws the table.
    topic_areas : relates topics to areas.
    align_topics : compares the words of topics instead.

    References
    ----------
    Fisher, R. A. (1921). On the "probable error" of a coefficient of correlation deduced from a small sample. *Metron* 1, 3–32.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(3, random_state=0).fit(paragraphs)
    >>> topic_correlations(topics, paragraphs)["reason"].unique().tolist()
    ['fewer than 10 governments']
    """
    check_level(level)
    check_doc_types(doc_types)
    paragraphs = complete(paragraphs)
    bags = topics.count_words(paragraphs)
    left_out = paragraphs.loc[~counted_types(paragraphs, doc_types), "report_id"].unique()
    counted = ~bags.units["report_id"].isin(left_out).to_numpy()
    check_counted(counted)
    own = bags.rows(counted)
    found = report_topics([topics], own, reports)
    shares = pd.DataFrame(found.share[0]).groupby(found.reports["government"].to_numpy()).mean().to_numpy()
    n, k = shares.shape
    spread = shares.std(axis=0) > 1e-9 if n else np.zeros(k, dtype=bool)
    rows = []
    for a, b in combinations(range(k), 2):
        row = {"topic_a": a + 1, "topic_b": b + 1, "level": level, "expected": -1 / (k - 1)}
        row |= {"n_reports": len(found.reports), "n_governments": n}
        if n < LEAST or k == 2 or not (spread[a] and spread[b]):
            rows.append({**row, "reason": FEW if n < LEAST else TWO if k == 2 else NO_SPREAD})
            continue
        r = float(np.clip(np.corrcoef(shares[:, a], shares[:, b])[0, 1], -1 + 1e-12, 1 - 1e-12))
        half = stats.norm.ppf(0.5 + level / 2) / np.sqrt(n - 3)
        low, high = np.tanh(np.arctanh(r) + np.array([-half, half]))
        rows.append({**row, "correlation": r, "low": low, "high": high, "reason": None})
    return make_table("topic correlations", rows, of=found.reports)
