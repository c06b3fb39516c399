"""Words that set years, areas or regions apart, counted so that one long or copied report does not decide."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy import stats

from analysis.errors import InputError
from analysis.estimation import false_discovery
from analysis.tables import check_table, make_table
from analysis.words.features import segment_texts, split_words
from analysis.words.segment import NUMBER, PLACE, stop_words

_MASKED = {NUMBER, PLACE}


def keyness(
    paragraphs: pd.DataFrame,
    by: str,
    *,
    min_reports: int = 5,
    prior: float = 500.0,
    n_bootstrap: int = 500,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""Words that a group of paragraphs uses more than the rest does.

    Estimand: the log-odds ratio of a word between a group and all other paragraphs, shrunk toward none by a prior that
    knows how common the word is. Its z rests on resampled reports, not on tokens: officialese is copied, and a word that
    one report repeats a hundred times is one observation. Numbers and names of places are masked and left out, as are
    function words.

    Parameters
    ----------
    paragraphs : DataFrame, one row per paragraph
        With ``report_id``, ``text`` and the column `by`; rows without text or group are left out.
    by : str
        Column whose values are the groups, such as ``"year"``, ``"area"`` or ``"region"``.
    min_reports : int, default 5
        Least number of reports that must use a word for it to count.
    prior : float, default 500
        Weight of the prior in words; the larger, the less rare words stand out.
    n_bootstrap : int, default 500
        Resamples of reports.
    random_state : int, default 0
        Seed.

    Returns
    -------
    DataFrame, one row per group and word, sorted by group and falling z
        ``group`` (as text), ``term``, ``log_odds``, ``z``, ``p`` (two-sided, normal), ``p_bh`` (Benjamini–Hochberg within
        the group), ``count``, ``count_rest``, ``n_reports`` (of the group that use it). ``z`` and ``p`` are missing where
        the group or the rest has one report, or the word does not vary.

    Raises
    ------
    InputError
        When a column is missing, there are fewer than two groups, no word is used by `min_reports` reports, or a number is
        out of range.

    See Also
    --------
    plot_keyness : draws the terms of each group.
    predictive_terms : gives the terms by which the classifier decides.

    Notes
    -----
    With counts :math:`y_w` of :math:`n` words in the group, :math:`y'_w` of :math:`n'` in the rest, and
    :math:`\alpha_w` = ``prior`` × share of the word in all, :math:`\alpha_0 = \sum \alpha_w`:
    :math:`\delta_w = \log\frac{y_w + \alpha_w}{n + \alpha_0 - y_w - \alpha_w} - \log\frac{y'_w + \alpha_w}{n' + \alpha_0 -
    y'_w - \alpha_w}`, and z is :math:`\delta_w` over its standard deviation in resamples of reports.

    References
    ----------
    Monroe, B. L., Colaresi, M. P., & Quinn, K. M. (2008). Fightin' words. Political Analysis, 16(4), 372–403.
    doi:10.1093/pan/mpn018.
    Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B, 57(1), 289–300.
    doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> import analysis as fz
    >>> coded = fz.classify_paragraphs(fz.split_paragraphs(fz.read_reports(fz.sample_reports())))
    >>> words = keyness(coded[coded["area"] > 0], "area", min_reports=3, n_bootstrap=50)
    >>> words[words["group"] == "6"]["term"].head(5).tolist()
    ['行政复议案件', '人民调解', '行政复议', '受理', '案件']
    """
    check_table(paragraphs, ("report_id", "text", by), argument="paragraphs", maker="split_paragraphs")
    for name, value, least in (("min_reports", min_reports, 1), ("n_bootstrap", n_bootstrap, 2)):
        if value < least:
            raise InputError(name, f"is {value}", f"give {least} or more")
    if not prior > 0:
        raise InputError("prior", f"is {prior}", "give a number above 0")
    used = paragraphs[paragraphs["text"].notna() & paragraphs[by].notna()]
    group, names = pd.factorize(used[by], sort=True)
    if len(names) < 2:
        raise InputError(
            "by", f"is {by!r} with {len(names)} group(s)", "give a column with two groups or more"
        )
    report, reports = pd.factorize(used["report_id"])
    counts, terms = count_words(used["text"].tolist())
    cells = _sum_rows(counts, group * len(reports) + report, len(names) * len(reports))
    whole = _sum_rows(counts, report, len(reports))
    kept = np.asarray((whole > 0).sum(axis=0)).ravel() >= min_reports
    if not kept.any():
        raise InputError(
            "min_reports", f"is {min_reports}", "give a lower number: no word occurs in that many reports"
        )
    cells, whole, terms = cells[:, kept], whole[:, kept], terms[kept]
    draws = np.random.default_rng(random_state).multinomial(
        len(reports), np.full(len(reports), 1 / len(reports)), size=n_bootstrap
    )
    total = np.asarray(whole.sum(axis=0), dtype=float).ravel()
    alpha = prior * total / total.sum()
    resampled = np.asarray(draws @ whole, dtype=float)
    tables = []
    for place, name in enumerate(names):
        own = cells[place * len(reports) : (place + 1) * len(reports)]
        count = np.asarray(own.sum(axis=0), dtype=float).ravel()
        delta = log_odds(count, total - count, alpha)
        again = np.asarray(draws @ own, dtype=float)
        spread = log_odds(again, resampled - again, alpha).std(axis=0, ddof=1)
        enough = min(len(set(report[group == place])), len(set(report[group != place]))) > 1
        z = np.divide(delta, spread, out=np.full(len(delta), np.nan), where=(spread > 1e-12) & enough)
        p = 2 * stats.norm.sf(np.abs(z))
        table = pd.DataFrame(
            {
                "group": str(name),
                "term": terms,
                "log_odds": delta,
                "z": z,
                "p": p,
                "p_bh": false_discovery(p),
                "count": count,
                "count_rest": total - count,
                "n_reports": np.asarray((own > 0).sum(axis=0)).ravel(),
            }
        )
        tables.append(table.sort_values(["z", "term"], ascending=[False, True], kind="stable"))
    return make_table("keyness", pd.concat(tables, ignore_index=True), of=paragraphs)


def count_words(texts: list[str]) -> tuple[sp.csr_matrix, np.ndarray]:
    """Counts of words, shape (n_texts, n_words), and the words in sorted order."""
    left_out = _MASKED | stop_words()
    words = [[w for w in split_words(s) if w not in left_out] for s in segment_texts(texts)]
    flat = pd.Series([word for own in words for word in own], dtype=object)
    column, terms = pd.factorize(flat, sort=True)
    row = np.repeat(np.arange(len(texts)), [len(own) for own in words])
    counts = sp.csr_matrix((np.ones(len(flat)), (row, column)), shape=(len(texts), len(terms)))
    counts.sum_duplicates()
    return counts, np.asarray(terms)


def log_odds(count: np.ndarray, rest: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Log-odds ratio with Dirichlet prior; words along the last axis.

    >>> log_odds(np.array([3.0, 1.0]), np.array([1.0, 3.0]), np.array([1.0, 1.0])).round(4).tolist()
    [1.3863, -1.3863]
    """

    def log_of(y: np.ndarray) -> np.ndarray:
        whole = y.sum(axis=-1, keepdims=True) + alpha.sum()
        return np.asarray(np.log(y + alpha) - np.log(whole - y - alpha))

    return log_of(count) - log_of(rest)


def _sum_rows(counts: sp.csr_matrix, group: np.ndarray, n_groups: int) -> sp.csr_matrix:
    n = counts.shape[0]
    return sp.csr_matrix((np.ones(n), (group, np.arange(n))), shape=(n_groups, n)) @ counts
