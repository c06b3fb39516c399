"""Whether a topic rose or fell: slopes over the years and differences between two years, with intervals and tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.errors import InputError, check_level
from analysis.estimation import holm, interval, sum_by
from analysis.tables import make_table
from analysis.topics.alignment import refit_topics
from analysis.topics.composition import compose_slopes
from analysis.topics.counted import check_counted
from analysis.topics.model import TopicModel
from analysis.topics.words import Bags, complete
from analysis.trends.estimand import COUNTED_TYPES, check_doc_types, counted_types
from analysis.trends.lines import fixed_effects, slope_of_shares, within
from analysis.trends.panel import place_reports
from analysis.trends.permuting import Labels

ONE_A_YEAR = "one report a year"
ONE_IN_YEAR = "one report in a year"
ROUNDING = 1e-9  # of shares in percentage points, and of equal slopes that were reached by other sums
LEAST_RETURNING = (
    3  # governments in both of two years, from which on the difference is one within governments
)


def topic_trends(
    topics: TopicModel,
    paragraphs: pd.DataFrame,
    *,
    reports: pd.DataFrame | None = None,
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    level: float = 0.95,
    refits: int | Sequence[TopicModel] = 10,
    n_permutations: int = 999,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""Slope of each topic's share in percentage points per year.

    Estimand: the slope of the least-squares line through the shares of reports **as the model measures them**, each report
    weighing its characters; where governments report in several years (which `reports` tells) within governments, as
    :func:`area_trends` has it. The topics are those of the model and the same in all years. The interval carries the
    differences between governments and that other parts of the corpus give other topics: what a refit changes in all years
    alike drops out, since it is the slope that is compared. It does not carry that words are given to wrong topics. With one
    report a year the slope describes these texts; it has bounds over their paragraphs, and no interval.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it; those the model was fitted on, or others.
    reports : DataFrame, optional
        As :func:`read_reports` returns it: regions are the clusters, and governments have levels of their own. Without it
        each report is a cluster.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.
    level : float, default 0.95
        Confidence level.
    refits : int or list of TopicModel, default 10
        Models on other parts of the reports, as :func:`refit_topics` returns them, or how many to fit; 0 for an interval
        with the topics held fixed.
    n_permutations : int, default 999
        Permutations of the years among the reports of each government (of all, where none returns).
    random_state : int, default 0
        Seed of the refits and of the permutations.

    Returns
    -------
    DataFrame, one row per topic
        ``topic``, ``slope`` (percentage points per year), ``low``, ``high``, ``level``, ``df``, ``n_clusters``,
        ``n_reports``, ``reason`` (why there is no interval: "one report a year", "two regions or fewer", "no spread"),
        ``p`` (two-sided, by the interval), ``p_permutation`` (two-sided, the topics held fixed), ``p_holm`` (`p`, Holm
        over the topics), ``from_refits`` (part of the variance that the refits add), ``texts_low``, ``texts_high`` (with one
        report a year: bounds as if paragraphs were drawn one by one, by the method of composition. They describe these
        texts and say nothing of other reports), ``n_left_out`` (reports without a year).

    Raises
    ------
    InputError
        For an unfitted model, reports of fewer than two years, `reports` that lack some, or a number of refits on
        paragraphs that the topics were not fitted on.

    See Also
    --------
    topic_differences : compares any two years.
    topic_shares : estimates the share of each year.
    plot_topic_trends : draws shares and slopes, a panel for each topic.

    Notes
    -----
    With the slope :math:`b` of the model, its variance :math:`U` clustered by region (CR2, Satterthwaite's degrees of
    freedom :math:`\nu`), and the slopes :math:`b_j` of :math:`m` refits, :math:`B = (1 + 1/m) \sum (b_j - b)^2 / m`, the
    interval is :math:`b \pm t \sqrt{U + B}` on :math:`(U + B)^2 / (U^2/\nu + B^2/m)` degrees of freedom (Rubin 1987, with
    the model itself in the place of the mean).

    Where governments have no levels of their own and nothing else ties their reports, the line through all reports (pooled
    regression) finds a little more: of slopes of .8 percentage points per year, with 20 governments in six years and deviations of 5 points, it
    finds 85%, this test 82%. Levels that differ by 5 points leave it 58% and this test 81%. Errors that last from year to year
    (.4), or slopes that differ by one point, make it reject 9–11% of true nulls. Governments with one report tell this test
    nothing; random effects would use them (47% against 57%), but reject up to a quarter of true nulls where those that write more
    of a topic report in later years, for which this test is made (``python -m benchmarks --only "slope tests"``).

    How far the measured share is from the true one depends on the texts and on the number of topics. On five kinds of
    simulated corpora whose topics are known, eight of each, the slope measured was in the median .86 to 1.13 of that of the
    words which the topic gave (single corpora .6 to 1.5); with ``engine="gensim"`` .06 to .90; with half as many topics as
    were planted single corpora gave −.7 to 2.5 (``python -m benchmarks --only "topic trends"``).

    References
    ----------
    Pustejovsky, J. E., & Tipton, E. (2018). Small-sample methods for cluster-robust variance estimation and hypothesis testing
    in fixed effects models. JBES, 36(4), 672–683. doi:10.1080/07350015.2016.1247004.
    Rubin, D. B. (1987). *Multiple imputation for nonresponse in surveys*. Wiley. doi:10.1002/9780470316696.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(3, random_state=0).fit(paragraphs)
    >>> trends = topic_trends(topics, paragraphs)
    >>> bool(abs(trends["slope"].sum()) < 1e-9), trends["reason"].unique().tolist()
    (True, ['one report a year'])
    """
    shares, bags = _shares_of(topics, paragraphs, reports, doc_types, level, refits, random_state)
    table = shares.trends(level, n_permutations, random_state)
    if (table["reason"] == ONE_A_YEAR).all():
        table["texts_low"], table["texts_high"] = compose_slopes(topics, bags, level)
    return make_table("topic trends", table, of=shares.reports)


def topic_differences(
    topics: TopicModel,
    paragraphs: pd.DataFrame,
    years: Sequence[tuple[int, int]] | None = None,
    *,
    reports: pd.DataFrame | None = None,
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    level: float = 0.95,
    refits: int | Sequence[TopicModel] = 10,
    random_state: int = 0,
) -> pd.DataFrame:
    """Difference of each topic's share between two years, in percentage points.

    Estimand: the later year's share less the earlier one's; where at least three governments report in both, within
    governments. Intervals, refits and clusters are those of :func:`topic_trends`, taken on the difference itself.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it.
    years : sequence of (int, int), optional
        Pairs of years; default all pairs. Holm's correction is over all tests asked for, so name the pairs that matter.
    reports : DataFrame, optional
        As in :func:`topic_trends`.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        As in :func:`topic_trends`.
    level : float, default 0.95
        Confidence level.
    refits : int or list of TopicModel, default 10
        As in :func:`topic_trends`.
    random_state : int, default 0
        Seed of the refits.

    Returns
    -------
    DataFrame, one row per pair of years and topic
        ``topic``, ``start``, ``end``, ``difference`` (percentage points), ``low``, ``high``, ``level``, ``df``,
        ``n_clusters``, ``n_reports`` (of the two years), ``reason`` (why there is no interval), ``p``, ``p_holm`` (Holm over
        the whole table), ``from_refits``, ``n_left_out``.

    Raises
    ------
    InputError
        As :func:`topic_trends`, and for a year without a report.

    See Also
    --------
    topic_trends : fits a slope over all years.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(3, random_state=0).fit(paragraphs)
    >>> table = topic_differences(topics, paragraphs, [(2017, 2022)])
    >>> bool(abs(table["difference"].sum()) < 1e-9), table["reason"].unique().tolist()
    (True, ['one report in a year'])
    """
    shares, _ = _shares_of(topics, paragraphs, reports, doc_types, level, refits, random_state)
    each = shares.reports["year"].value_counts().to_dict()
    pairs = list(combinations(sorted(each), 2)) if years is None else [tuple(pair) for pair in years]
    tables = []
    for start, end in pairs:
        if start not in each or end not in each or start >= end:
            known = ", ".join(map(str, sorted(each)))
            raise InputError("years", f"hold ({start}, {end})", f"give pairs in order of {known}")
        two = shares.take(shares.reports["year"].isin([start, end]).to_numpy(dtype=bool)).returning()
        found = two.slope(None if min(each[start], each[end]) > 1 else ONE_IN_YEAR, level)
        found[["slope", "low", "high"]] *= end - start
        facts = {"start": start, "end": end, "n_reports": len(two.reports)}
        tables.append(found.rename(columns={"slope": "difference"}).assign(**facts))
    if not tables:
        raise InputError(
            "years", "name no pair", "give pairs such as [(2017, 2022)], or paragraphs of two years"
        )
    table = pd.concat(tables, ignore_index=True).assign(level=level, n_left_out=shares.n_left_out)
    table = table.assign(p_holm=holm(table["p"].to_numpy()))
    return make_table("topic differences", table, of=shares.reports)


@dataclass(frozen=True, eq=False)
class ReportTopics:
    """Shares of the topics in reports, by the model and its refits.

    Attributes
    ----------
    reports : DataFrame, one row per report
        ``report_id``, ``year``, ``region``, ``government``.
    share : ndarray, shape (n_models, n_reports, n_topics)
    weight : ndarray, shape (n_reports,)
    n_left_out : int
        Reports without a year.
    """

    reports: pd.DataFrame
    share: np.ndarray
    weight: np.ndarray
    n_left_out: int

    def take(self, own: np.ndarray) -> ReportTopics:
        reports = self.reports[own].reset_index(drop=True)
        return ReportTopics(reports, self.share[:, own], self.weight[own], self.n_left_out)

    def returning(self) -> ReportTopics:
        """Governments that return, where there are enough; else each report by itself."""
        years = self.reports.groupby("government")["year"].nunique()
        if (years > 1).sum() >= LEAST_RETURNING:
            return self
        reports = self.reports.assign(government=self.reports["report_id"])
        return ReportTopics(reports, self.share, self.weight, self.n_left_out)

    def trends(self, level: float, n_permutations: int, random_state: int) -> pd.DataFrame:
        """The table of :func:`topic_trends`."""
        each = self.reports["year"].value_counts()
        if len(each) < 2:
            raise InputError("paragraphs", f"are of {len(each)} year(s)", "give reports of two years or more")
        found = self.slope(None if each.max() > 1 else ONE_A_YEAR, level)
        if each.max() > 1 and n_permutations:
            found["p_permutation"] = _permutation_p(self, n_permutations, random_state)
        return found.assign(
            p_holm=holm(found["p"].to_numpy()),
            level=level,
            n_reports=len(self.reports),
            n_left_out=self.n_left_out,
        )

    def slope(self, reason: str | None, level: float) -> pd.DataFrame:
        """Slope of each topic, its interval and p, or the reason why there is none."""
        n_topics = self.share.shape[2]
        fits = [slope_of_shares(self.reports, own, self.weight) for own in self.share]
        slope, precision = fits[0]
        others = np.array([other for other, _ in fits[1:]]).reshape(-1, n_topics)
        between = np.zeros(n_topics)
        if len(others):
            between = (1 + 1 / len(others)) * ((others - slope) ** 2).mean(axis=0)
        within_topics = precision.variance
        whole = within_topics + between
        with np.errstate(divide="ignore", invalid="ignore"):
            degrees = whole**2 / (within_topics**2 / precision.degrees + between**2 / max(len(others), 1))
            part = between / whole
        said = np.array([reason or why for why in precision.reason], dtype=object)
        known = np.array([why is None for why in said])
        bounds = np.full((n_topics, 3), np.nan)
        for topic in np.flatnonzero(known):
            one = interval(slope[[topic]], np.sqrt(whole[[topic]]), float(degrees[topic]), level)
            bounds[topic] = [values[0] for values in one]
        return pd.DataFrame(
            {
                "topic": np.arange(1, n_topics + 1),
                "slope": slope,
                **dict(zip(("low", "high", "p"), bounds.T, strict=True)),
                "df": np.where(known, degrees, np.nan),
                "n_clusters": precision.n_clusters,
                "reason": said,
                "from_refits": np.where(known, part, np.nan),
            }
        )


def _shares_of(
    topics: TopicModel,
    paragraphs: pd.DataFrame,
    reports: pd.DataFrame | None,
    doc_types: Sequence[str] | None,
    level: float,
    refits: int | Sequence[TopicModel],
    random_state: int,
) -> tuple[ReportTopics, Bags]:
    """Shares of reports, and the paragraphs that they come from."""
    check_level(level)
    check_doc_types(doc_types)
    paragraphs = complete(paragraphs)
    bags = topics.count_words(paragraphs)
    left_out = paragraphs.loc[~counted_types(paragraphs, doc_types), "report_id"].unique()
    counted = ~bags.units["report_id"].isin(left_out).to_numpy()
    dated = bags.units["year"].notna().to_numpy(dtype=bool)
    n_left_out = bags.units.loc[counted & ~dated, "report_id"].nunique()
    own = counted & dated
    check_counted(counted, dated)
    units = bags.units[own]
    single = units.groupby("year")["report_id"].nunique().max() < 2
    if isinstance(refits, (int, np.integer)):
        given = {"n_seeds": int(refits), "random_state": random_state}
        refits = refit_topics(topics, paragraphs, **given) if refits and not single else []
    bags = bags.rows(own)
    return report_topics([topics, *refits], bags, reports, n_left_out), bags


def report_topics(
    models: Sequence[TopicModel], bags: Bags, reports: pd.DataFrame | None = None, n_left_out: int = 0
) -> ReportTopics:
    """Shares of the topics in each report, by a model and its refits; reports without a known word are left out."""
    units = bags.units
    names, place = np.unique(units["report_id"].to_numpy(dtype=str), return_inverse=True)
    chars = units["n_chars"].to_numpy(dtype=float)[:, None]
    totals = np.array([sum_by(model.assigned(bags) * chars, place, len(names)) for model in models])
    weight = totals.sum(axis=2)
    known = (weight > 0).all(axis=0)
    year = units.drop_duplicates("report_id").set_index("report_id")["year"]
    facts = place_reports(pd.Series(names[known]), reports)
    facts = facts.assign(year=pd.array(year.reindex(names[known]), dtype="Int64"))
    return ReportTopics(facts, (totals[:, known] / weight[:, known, None]), weight[0, known], n_left_out)


def _permutation_p(shares: ReportTopics, n: int, random_state: int) -> np.ndarray:
    """Part of the arrangements of the years whose slope is as large as that seen, shape (n_topics,)."""
    years = shares.reports["year"].to_numpy(dtype=float)
    group, w = fixed_effects(shares.reports), shares.weight
    y = within(100 * shares.share[0], w, group)
    names, label = np.unique(years, return_inverse=True)
    block = group if group.any() else pd.factorize(shares.reports["region"])[0]
    labels = Labels.of(label, np.arange(len(years)), block)
    generator = np.random.default_rng(random_state)
    arranged = np.vstack([labels.label, labels.permuted(n, generator)])[:, labels.unit]
    x = within(names[arranged].T, w, group)  # (n_reports, 1 + n)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.abs((x * w[:, None]).T @ y / (w @ x**2)[:, None])
    found = (slope >= slope[0] * (1 - ROUNDING)).mean(axis=0)
    return np.where(np.abs(y).max(axis=0) > ROUNDING, found, np.nan)  # a share that never differs has no test
