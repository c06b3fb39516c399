"""How often reports name a word or phrase, year by year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import scipy.sparse as sp

from analysis.crosswalk import name_scheme, scheme_without_mix
from analysis.errors import InputError, check_level
from analysis.tables import check_table, make_table
from analysis.text import squeeze
from analysis.trends.panel import place_reports
from analysis.trends.precision import ONE_REGION
from analysis.trends.rates import clustered_ratio, rate_interval, share_interval, why_no_interval
from analysis.words.named import count_named

PER = 10_000  # characters
RATE, REPORTS = "rate", "reports"  # the two estimands


def term_shares(
    terms: str | Sequence[str],
    paragraphs: pd.DataFrame,
    by: str = "year",
    *,
    within: int | Iterable[int] | None = None,
    reports: pd.DataFrame | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""How often texts name words or phrases, and which share of the reports does, by year or another group.

    Two estimands, one row each. ``rate``: of 10,000 characters that such governments write, how many times they name the
    term, a ratio of sums, in which long reports weigh more. ``reports``: of the reports, the share that names it at all,
    in which each report counts once. A rate may rise because few reports repeat a word; the share of reports then stays.
    Longer texts name more: compare shares of reports only where reports are about as long.

    A term is looked for in the text, whatever the script, the width of signs and quotation marks. It counts inside longer words
    (行政复议 in 行政复议案件) and not across the borders of others (国法 in 中国法治).

    Assumption: regions are draws from a population of regions. A region that is written about by one report a year is one
    observation a year. What the text means by the term is not asked.

    Parameters
    ----------
    terms : str or sequence of str
        Words or phrases; each is a term of its own.
    paragraphs : DataFrame, one row per paragraph
        With ``report_id``, ``text`` and the column `by`; ``n_chars`` where known. Rows without text or group do not count.
    by : str, default "year"
        Column whose values are the groups.
    within : int or iterable of int, optional
        Areas to which the paragraphs are restricted (column ``area``); rates are then per 10,000 characters of these, and
        the reports are those that have any.
    reports : DataFrame, one row per report, optional
        As :func:`read_reports` returns it; tells which reports are of one region. Without, each report stands for itself.
    level : float, default 0.95
        Confidence level of the intervals.

    Returns
    -------
    DataFrame, two rows per term and group
        ``term``, ``by`` (the column), ``group`` (its value as text), ``area`` (`within`; missing for all text and for
        several areas), ``estimand`` (``rate``: per 10,000 characters; ``reports``: 0–1), ``value``, ``low``, ``high``,
        ``level``, ``df`` (degrees of freedom), ``n_clusters`` (regions), ``reason`` (why there is no interval), ``count``
        (times named), ``n_naming`` (reports that name it), ``n_reports``, ``n_chars``, ``scheme`` (of the areas; missing for all text). A rate of 0 has no interval ("not
        seen"); a share of 0 or 1 has one. With "one region" neither has.

    Raises
    ------
    InputError
        When a column is missing, a term is empty or given twice, no row has text, a group and the area, or `level` is
        outside 0–1.

    See Also
    --------
    keyness : finds the words of a group.
    area_shares : estimates the shares of areas.

    Notes
    -----
    Both are ratios :math:`\hat r = \sum_c y_c / \sum_c t_c` over regions :math:`c`, with the clustered variance CR2 and
    Satterthwaite's degrees of freedom, as in :func:`area_shares`. Counts of words are skewed, so the interval is not
    :math:`\hat r \pm t \sqrt{\hat V}`: a rate has the gamma interval, a share Clopper and Pearson's, of the effective count
    that :math:`\hat V` and the degrees stand for. :math:`\hat V` of a rate is never below that of independent counts.

    References
    ----------
    Korn, E. L., & Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of positive
    counts estimated from survey data. Survey Methodology, 24(2), 193–201.
    Fay, M. P., & Feuer, E. J. (1997). Confidence intervals for directly standardized rates: a method based on the gamma
    distribution. Statistics in Medicine, 16(7), 791–801.
    Bell, R. M., & McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with multi-stage samples.
    Survey Methodology, 28(2), 169–181.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> found = term_shares(["放管服", "行政复议"], paragraphs)
    >>> found[found["estimand"] == "rate"].pivot(index="term", columns="group", values="count").values.tolist()
    [[2, 1, 1, 2, 4], [17, 6, 4, 9, 5]]
    """
    wanted = _checked(terms)
    columns = ("report_id", "text", by) if within is None else ("report_id", "text", by, "area")
    check_table(paragraphs, columns, argument="paragraphs", maker="split_paragraphs")
    check_level(level)
    used = paragraphs[(paragraphs["text"].notna() & paragraphs[by].notna()).to_numpy(dtype=bool)]
    areas = None if within is None else [within] if isinstance(within, int) else list(within)
    if areas is not None:
        used = used[used["area"].isin(areas).to_numpy(dtype=bool)]
    if used.empty:
        problem = f"has no row with text and {by}" + ("" if areas is None else f" of area {areas}")
        raise InputError("paragraphs", problem, "give paragraphs that have them")
    counts = count_named(used["text"].tolist(), wanted)
    group, names = pd.factorize(used[by], sort=True)
    report, report_ids = pd.factorize(used["report_id"])
    region = place_reports(pd.Series(report_ids), reports)["region"].to_numpy()
    cell = group * len(report_ids) + report  # a report under several groups is a part of each
    cells, place = np.unique(cell, return_inverse=True)
    summed = np.asarray((_rows(place, len(cells)) @ counts).todense())
    chars = np.bincount(place, weights=characters_of(used), minlength=len(cells))
    tables = []
    for number, name in enumerate(names):
        own = cells // len(report_ids) == number
        clusters = region[cells[own] % len(report_ids)]
        tables.append(_of_group(summed[own], chars[own], clusters, level).assign(group=str(name)))
    table = pd.concat(tables, ignore_index=True)
    table["term"] = [wanted[place] for place in table.pop("place")]
    order = table["term"].map({term: place for place, term in enumerate(wanted)})
    table = table.assign(order=order, by=by, area=areas[0] if areas and len(areas) == 1 else pd.NA)
    table = table.sort_values(["order", "estimand"], kind="stable")
    made = make_table("term shares", table.assign(level=level), of=paragraphs)
    return made if areas is None else name_scheme(made, scheme_without_mix(used, "paragraphs"))


def _of_group(counts: np.ndarray, chars: np.ndarray, clusters: np.ndarray, level: float) -> pd.DataFrame:
    """Both estimands of each term in one group, from the reports in it."""
    n_reports, n_terms = counts.shape
    count, naming = counts.sum(axis=0), (counts > 0).sum(axis=0)
    rate, variance, degrees, n_clusters = clustered_ratio(counts, chars, clusters)
    low, high = rate_interval(rate, count, variance, degrees, level)
    both = {"place": range(n_terms), "count": count, "n_naming": naming, "n_reports": n_reports}
    both["n_chars"] = chars.sum()
    of_rate = {"value": rate * PER, "low": low * PER, "high": high * PER, "df": degrees or np.nan}
    of_rate |= {"n_clusters": n_clusters, "reason": why_no_interval(count, n_clusters)}
    share, variance, degrees, n_clusters = clustered_ratio(
        (counts > 0).astype(float), np.ones(n_reports), clusters
    )
    low, high = share_interval(share, n_reports, n_clusters, variance, degrees, level)
    of_reports = {"value": share, "low": low, "high": high, "df": degrees or np.nan}
    of_reports |= {"n_clusters": n_clusters, "reason": None if n_clusters > 1 else ONE_REGION}
    return pd.concat(
        [
            pd.DataFrame({"estimand": RATE, **both, **of_rate}),
            pd.DataFrame({"estimand": REPORTS, **both, **of_reports}),
        ],
        ignore_index=True,
    )


def _checked(terms: str | Sequence[str]) -> list[str]:
    wanted = [terms] if isinstance(terms, str) else list(terms)
    if not wanted:
        raise InputError("terms", "is empty", "give a word or phrase")
    for term in wanted:
        if not isinstance(term, str) or not squeeze(term):
            raise InputError("terms", f"holds {term!r}", "give words and phrases as text")
    again = [term for place, term in enumerate(wanted) if term in wanted[:place]]
    if again:
        raise InputError("terms", f"holds {again[0]!r} twice", "give each term once")
    return wanted


def characters_of(used: pd.DataFrame) -> np.ndarray:
    """Characters of each row, shape (n_rows,)."""
    if "n_chars" in used.columns and used["n_chars"].notna().all():
        return used["n_chars"].to_numpy(dtype=float)
    return np.array([len(squeeze(text)) for text in used["text"]], dtype=float)


def _rows(place: np.ndarray, n: int) -> sp.csr_matrix:
    return sp.csr_matrix((np.ones(len(place)), (place, np.arange(len(place)))), shape=(n, len(place)))
