"""Shares of the topics by year, level of government or province, with the uncertainty of the texts and of the topics; and
by task area.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from analysis.crosswalk import name_scheme, scheme_of, way_between
from analysis.errors import InputError, check_choice, check_level
from analysis.estimation import sum_by
from analysis.scheme import Scheme
from analysis.tables import CODED_ROLES, check_table, make_table, mark_simulated
from analysis.taxonomy import as_taxonomy
from analysis.topics.alignment import refit_topics
from analysis.topics.counted import check_counted
from analysis.topics.model import TopicModel
from analysis.topics.words import Bags, complete
from analysis.trends.estimand import COUNTED_TYPES, check_doc_types, counted_types
from analysis.trends.truth import coded_mix, predicted_mix

GROUPS = {
    "year": "year",
    "government_level": "level",
    "province": "province",
}  # name -> column of the reports
LEADING = 0.6  # share of an area up to which a topic cuts across
SURE = 0.8  # mean probability of a topic's paragraphs below which their areas are doubtful
MOSTLY = 0.5  # of a topic's characters in documents of another kind, above which they are doubtful too
ONE_REPORT = "one report"
SMALLEST = 1e-6  # of a share, on the scale of log odds


def topic_shares(
    topics: TopicModel,
    paragraphs: pd.DataFrame,
    *,
    by: str | Sequence[str] = "year",
    reports: pd.DataFrame | None = None,
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    level: float = 0.95,
    n_resamples: int = 999,
    refits: int | Sequence[TopicModel] = 5,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""Share of each topic in what the reports of a year, a level of government or a province say.

    Estimand: the share of the words given by a topic, averaged over paragraphs by their characters. The interval carries
    the sampling of reports and, with `refits`, that other parts of the reports give other topics. It is conditional on the number of
    topics, and topics that do not come back (see :func:`topic_stability`) have no share worth quoting.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it; those the model was fitted on, or others.
    by : {"year", "government_level", "province"} or several, default "year"
        Groups.
    reports : DataFrame, optional
        As :func:`read_reports` returns it; needed for levels of government and provinces.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.
    level : float, default 0.95
        Confidence level of the intervals, for which reports are resampled.
    n_resamples : int, default 999
        Bootstrap samples of reports.
    refits : int or list of TopicModel, default 5
        Models of parts of the reports, as :func:`refit_topics` returns them, or how many to fit on these paragraphs; 0 for an
        interval with the topics held fixed. Nothing is fitted where no group has two reports.
    random_state : int, default 0
        Seed of the bootstrap and of the refits.

    Returns
    -------
    DataFrame, one row per group and topic
        ``government_level`` and ``province`` where asked for, ``year`` (missing where not asked for), ``topic`` (as in
        ``top_words``), ``share``, ``low``, ``high``, ``level`` (of confidence), ``n_reports``, ``n_left_out`` (reports that
        would count but have no year, or no value of another group asked for), ``reason`` (why there is no interval: "one
        report").

    Raises
    ------
    InputError
        For an unfitted model, an unknown group, groups that `reports` does not give, paragraphs of which none counts or none
        has a group, or a number of refits on paragraphs that the topics were not fitted on.

    See Also
    --------
    TopicModel : fits the topics.
    plot_topic_shares : draws the shares by year.
    topic_areas : relates topics to areas.

    Notes
    -----
    On the scale of log odds, with :math:`U` the bootstrap variance over the :math:`n` reports times
    :math:`n / (n - 1)`, and :math:`B` the mean squared distance of the :math:`m` refits from the model:
    :math:`z \pm t_{n-1} \sqrt{U + (1 + 1/m) B}` (Rubin 1987, with the model itself in the place of the mean).

    Very wide intervals come from :math:`B`: the topic is not found again, and what its counterpart holds in a refit may be
    anything. In 60 simulated reports of ten planted topics the median width at K = 10 is 13 points, with refits or without. In
    60 reports whose words are drawn at random (:func:`make_reports`) it is 24 at K = 8, and a topic of 35% whose refits share
    four of ten words has [2, 94]: there is no share to quote, and the interval says so.

    References
    ----------
    Rubin, D. B. (1987). *Multiple imputation for nonresponse in surveys*. Wiley. doi:10.1002/9780470316696.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(n_topics=3, random_state=0).fit(paragraphs)
    >>> topic_shares(topics, paragraphs).groupby("year")["share"].sum().round(6).unique().tolist()
    [1.0]
    """
    check_level(level)
    names = [by] if isinstance(by, str) else list(by)
    for name in names:
        check_choice("by", name, tuple(GROUPS))
    check_doc_types(doc_types)
    paragraphs = complete(paragraphs)
    bags = topics.count_words(paragraphs)
    left_out = paragraphs.loc[~counted_types(paragraphs, doc_types), "report_id"].unique()
    counted = ~bags.units["report_id"].isin(left_out).to_numpy()
    check_counted(counted)
    groups = {
        key: own & counted for key, own in _groups(bags, names, reports).items() if (own & counted).any()
    }
    if not groups:
        check_counted(counted, bags.units["year"].notna().to_numpy(dtype=bool))
        problem = f"tell no {' and '.join(names)} of any document that counts"
        raise InputError("reports", problem, "give reports that tell it, or another by")
    if isinstance(refits, int):
        several = any(bags.units.loc[own, "report_id"].nunique() >= 2 for own in groups.values())
        refits = (
            refit_topics(topics, paragraphs, n_seeds=refits, random_state=random_state)
            if refits and several
            else []
        )
    grouped = np.any([np.zeros(len(counted), dtype=bool), *groups.values()], axis=0)
    n_left_out = bags.units.loc[counted & ~grouped, "report_id"].nunique()
    models = [topics, *refits]
    chars = bags.units["n_chars"].to_numpy(dtype=float)[:, None]
    weights = [model.assigned(bags) * chars for model in models]
    generator = np.random.default_rng(random_state)
    parts = []
    for key, own in groups.items():
        totals = [_report_totals(bags.units["report_id"][own], weight[own]) for weight in weights]
        interval = share_interval(totals, level, n_resamples, generator)
        rows = pd.DataFrame(interval, columns=["share", "low", "high"])
        facts = {
            "topic": rows.index + 1,
            "level": level,
            "n_reports": len(totals[0]),
            "n_left_out": n_left_out,
            "reason": None if len(totals[0]) > 1 else ONE_REPORT,
        }
        parts.append(rows.assign(**facts, **dict(zip(names, key, strict=True))))
    table = pd.concat(parts, ignore_index=True)
    shares = make_table("topic shares", table, of=paragraphs)
    for place, name in enumerate(name for name in GROUPS if name in names and name != "year"):
        shares.insert(place, name, table[name].astype("string"))
    return shares


def share_interval(
    totals: Sequence[np.ndarray], level: float, n_resamples: int, generator: np.random.Generator
) -> np.ndarray:
    """Share, low and high of each topic, shape (n_topics, 3), from report totals: the model's first, then its refits'."""
    own, others = totals[0], totals[1:]
    n = len(own)
    share = own.sum(axis=0) / own.sum()
    if n < 2:
        return np.column_stack([share, np.full((len(share), 2), np.nan)])
    draws = generator.multinomial(n, np.full(n, 1 / n), size=n_resamples) @ own
    centre = _log_odds(share)
    sampling = _log_odds(draws / draws.sum(axis=1, keepdims=True)).var(axis=0) * n / (n - 1)
    between = np.zeros(len(share))
    if others:
        moved = np.array([_log_odds(other.sum(axis=0) / other.sum()) - centre for other in others])
        between = (1 + 1 / len(others)) * (moved**2).mean(axis=0)
    half = stats.t.ppf(0.5 + level / 2, n - 1) * np.sqrt(sampling + between)
    return np.column_stack([share, 1 / (1 + np.exp(-(centre - half))), 1 / (1 + np.exp(-(centre + half)))])


def _log_odds(share: np.ndarray) -> np.ndarray:
    inside = np.clip(share, SMALLEST, 1 - SMALLEST)
    return np.asarray(np.log(inside / (1 - inside)))


def _report_totals(reports: pd.Series, weights: np.ndarray) -> np.ndarray:
    """Weight of each topic in each report that has a known word."""
    names, place = np.unique(reports.to_numpy(dtype=str), return_inverse=True)
    totals = sum_by(weights, place, len(names))
    known = totals.sum(axis=1) > 0
    return totals[known] if known.any() else np.full_like(totals, np.nan)


def _groups(
    bags: Bags, names: Sequence[str], reports: pd.DataFrame | None
) -> dict[tuple[object, ...], np.ndarray]:
    """Which paragraphs belong to each group; those without a value belong to none."""
    values = bags.units[["report_id", "year"]].reset_index(drop=True)
    wanted = {GROUPS[name]: name for name in names if name != "year"}
    if wanted:
        if reports is None:
            remedy = "give reports=, the table that read_reports returns"
            raise InputError("by", f"is {', '.join(map(repr, names))} without reports", remedy)
        check_table(reports, ("report_id", *wanted), argument="reports", maker="read_reports")
        facts = reports[["report_id", *wanted]].rename(columns=wanted)
        values = values.merge(facts, on="report_id", how="left", validate="many_to_one")
    grouped = values.groupby(list(names), dropna=True, sort=True, observed=True).indices
    every = np.arange(len(values))
    return {key if isinstance(key, tuple) else (key,): np.isin(every, rows) for key, rows in grouped.items()}


def topic_areas(
    topics: TopicModel,
    coded: pd.DataFrame,
    codes: pd.DataFrame | None = None,
    *,
    role: str = "work",
    scheme: str | Scheme | None = None,
) -> pd.DataFrame:
    r"""Share of each area in what each topic says.

    Estimand: of the characters that a topic has in paragraphs of one role with an area, the part in each area. With
    `codes` the classifier's errors are corrected by design-based supervised learning, as in :func:`area_shares`; without
    them the matrix counts its answers.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it.
    codes : DataFrame, one row per item, optional
        Hand codes of one coder with ``inclusion_probability``.
    role : str, default "work"
        Role of the paragraphs that count.
    scheme : str or Scheme, optional
        Scheme of areas; default that of the table (its column ``scheme``).

    Returns
    -------
    DataFrame, one row per topic and area
        ``topic``, ``area``, ``share`` (sums to 1 over the areas of a topic; a corrected share may fall outside 0–1 by
        chance and is not cut), ``cross_cutting`` (whether no area has more than .6 of the topic), ``probability`` (of the
        areas that the classifier gives to the topic's paragraphs, mean by characters), ``other_documents`` (part of the
        topic's characters in documents of type "other"), ``doubtful`` (whether the probability is below .8, or more than
        half is from such documents: the classifier gives some area to any text. Topics of the sample reports have a
        probability of .93 to .99, those of policies of other fields .60 to .81; but those of 141 government work reports,
        which are of type "other", .59 to .99), ``scheme`` (of the areas).

    Raises
    ------
    InputError
        For an unfitted model, a table without classified paragraphs of the role, or codes that do not fit it.

    See Also
    --------
    topic_shares : estimates the prevalence of each topic.
    plot_topic_areas : draws the table.

    Notes
    -----
    With the topic's part :math:`\theta_{ik}` of paragraph :math:`i`, its characters :math:`w_i`, and its predicted mix
    corrected where coded, :math:`\tilde y_{ia} = \hat y_{ia} + \frac{R_i}{\pi_i}(y_{ia} - \hat y_{ia})`:
    :math:`\sum_i w_i \theta_{ik} \tilde y_{ia} / \sum_{ia} w_i \theta_{ik} \tilde y_{ia}`.

    References
    ----------
    Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference:
    Design-based supervised learning. NeurIPS 36. doi:10.48550/arXiv.2306.04746.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(3, random_state=0, passes=2).fit(paragraphs)
    >>> matrix = topic_areas(topics, fz.classify_paragraphs(paragraphs))
    >>> matrix.groupby("topic")["share"].sum().round(6).tolist()
    [1.0, 1.0, 1.0]
    """
    columns = ("paragraph_id", "report_id", "role", "text", "n_chars", "area", "measure")
    check_table(coded, columns, argument="coded", maker="classify_paragraphs")
    check_choice("role", role, CODED_ROLES)
    native = scheme_of(coded)
    way = way_between(native, native if scheme is None else as_taxonomy(scheme))
    own = ((coded["role"] == role) & (coded["n_chars"] > 0)).to_numpy(dtype=bool)
    units = coded[own]
    if not (units["area"] > 0).any():
        raise InputError(
            "coded", f"has no classified paragraph of role {role!r}", "give classified paragraphs"
        )
    mix = predicted_mix(units, way)
    if codes is not None:
        truth = coded_mix(coded, codes, way, role)
        known, probability = truth.mix[own], truth.probability[own]
        drawn = ~np.isnan(probability)
        mix[drawn] += (known[drawn] - mix[drawn]) / probability[drawn, None]
    parts = topics.assigned(topics.count_words(units)) * units["n_chars"].to_numpy(dtype=float)[:, None]
    matrix = parts.T @ mix
    with np.errstate(invalid="ignore"):  # a topic without a word in these paragraphs has no shares
        matrix /= matrix.sum(axis=1, keepdims=True)
    probability = _mean_probability(parts, units)
    other = _from_others(parts, units)
    doubtful = pd.Series(probability < SURE, dtype="boolean").mask(np.isnan(probability))
    doubtful = doubtful.mask(other > MOSTLY, True)
    n_areas = matrix.shape[1]
    table = pd.DataFrame(
        {
            "topic": np.repeat(np.arange(1, topics.n_topics_ + 1), n_areas),
            "area": np.tile(way.goal.codes, topics.n_topics_),
            "share": matrix.ravel(),
            "cross_cutting": np.repeat(~(matrix > LEADING).any(axis=1), n_areas),
            "probability": np.repeat(probability, n_areas),
            "other_documents": np.repeat(other, n_areas),
            "doubtful": doubtful.repeat(n_areas).to_numpy(),
        }
    ).astype({"doubtful": "boolean"})
    return mark_simulated(name_scheme(table, way.goal), coded)


def _mean_probability(parts: np.ndarray, units: pd.DataFrame) -> np.ndarray:
    """Mean probability of the answers for each topic's characters; NaN where no answer has one."""
    if "probability" not in units.columns:
        return np.full(parts.shape[1], np.nan)
    given = pd.to_numeric(units["probability"]).to_numpy(dtype=float, na_value=np.nan)
    known = ~np.isnan(given)
    with np.errstate(invalid="ignore"):
        return np.asarray(given[known] @ parts[known] / parts[known].sum(axis=0))


def _from_others(parts: np.ndarray, units: pd.DataFrame) -> np.ndarray:
    """Part of each topic's characters in documents of another kind; NaN where no type is known."""
    if "doc_type" not in units.columns:
        return np.full(parts.shape[1], np.nan)
    own = units["doc_type"].eq("other").fillna(False).to_numpy(dtype=bool)
    with np.errstate(invalid="ignore"):
        return np.asarray(parts[own].sum(axis=0) / parts.sum(axis=0))
