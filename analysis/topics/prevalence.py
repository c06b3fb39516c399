"""Shares of the topics by year, level or province, with the uncertainty of the texts and of the topics."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from analysis.errors import InputError, check_choice, check_level
from analysis.tables import check_table, make_table
from analysis.topics.alignment import refit_topics
from analysis.topics.model import TopicModel
from analysis.topics.words import Bags

GROUPS = {"year": "year", "level": "government_level", "province": "province"}  # `level` is the confidence's
SMALLEST = 1e-6  # of a share, on the scale of log odds


def topic_shares(
    topics: TopicModel,
    paragraphs: pd.DataFrame,
    *,
    by: str | Sequence[str] = "year",
    reports: pd.DataFrame | None = None,
    level: float = 0.9,
    n_resamples: int = 999,
    refits: int | Sequence[TopicModel] = 5,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""Share of each topic in what the reports of a year, a level of government or a province say.

    Estimand: the share of the words given by a topic, averaged over paragraphs by their characters. The interval carries
    the sampling of reports and, with `refits`, that other seeds give other topics. It is conditional on the number of
    topics, and topics that do not come back (see :func:`topic_stability`) have no share worth quoting.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it; those the model was fitted on, or others.
    by : {"year", "level", "province"} or several, default "year"
        Groups; "level" is the level of government.
    reports : DataFrame, optional
        As :func:`read_reports` returns it; needed for levels and provinces.
    level : float, default 0.9
        Confidence level.
    n_resamples : int, default 999
        Bootstrap samples of reports.
    refits : int or list of TopicModel, default 5
        Models from other seeds, as :func:`refit_topics` returns them, or how many to fit on these paragraphs; 0 for an
        interval with the topics held fixed. Nothing is fitted where no group has two reports.
    random_state : int, default 0
        Seed of the bootstrap and of the refits.

    Returns
    -------
    DataFrame, one row per group and topic
        ``government_level`` and ``province`` where asked for, ``year`` (missing where not asked for), ``topic`` (as in
        ``top_words``), ``share``, ``low``, ``high``, ``level`` (of confidence), ``n_reports``. The interval is NaN where a
        group has one report.

    Raises
    ------
    InputError
        For an unfitted model, an unknown group, groups that `reports` does not give, or a number of refits on paragraphs
        that the topics were not fitted on.

    Notes
    -----
    On the scale of log odds, with :math:`U` the bootstrap variance over the :math:`n` reports times
    :math:`n / (n - 1)`, and :math:`B` the mean squared distance of the :math:`m` refits from the model:
    :math:`z \pm t_{n-1} \sqrt{U + (1 + 1/m) B}` (Rubin 1987, with the model itself in the place of the mean).

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
    bags = topics.count_words(paragraphs)
    groups = _groups(bags, names, reports)
    if isinstance(refits, int):
        several = any(bags.units.loc[own, "report_id"].nunique() >= 2 for own in groups.values())
        refits = (
            refit_topics(topics, paragraphs, n_seeds=refits, random_state=random_state)
            if refits and several
            else []
        )
    models = [topics, *refits]
    chars = bags.units["n_chars"].to_numpy(dtype=float)[:, None]
    weights = [model.assigned(bags) * chars for model in models]
    generator = np.random.default_rng(random_state)
    parts = []
    for key, own in groups.items():
        totals = [_report_totals(bags.units["report_id"][own], weight[own]) for weight in weights]
        interval = share_interval(totals, level, n_resamples, generator)
        head = dict(zip([GROUPS[name] for name in names], key, strict=True))
        rows = pd.DataFrame(interval, columns=["share", "low", "high"]).assign(
            topic=np.arange(1, topics.n_topics + 1), level=level, n_reports=len(totals[0]), **head
        )
        parts.append(rows)
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[GROUPS[n] for n in names])
    shares = make_table("topic shares", table)
    for place, column in enumerate(
        column for column in GROUPS.values() if column in table and column != "year"
    ):
        shares.insert(place, column, table[column].astype("string"))
    return shares


def share_interval(
    totals: Sequence[np.ndarray], level: float, n_resamples: int, generator: np.random.Generator
) -> np.ndarray:
    """Share of each topic with its interval, from the report totals under the model and its refits.

    Parameters
    ----------
    totals : sequence of ndarray, shape (n_reports, n_topics)
        The model's first.
    level : float
    n_resamples : int
    generator : Generator

    Returns
    -------
    ndarray, shape (n_topics, 3)
        Share, low, high.
    """
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
    _, place = np.unique(reports.to_numpy(dtype=str), return_inverse=True)
    totals = np.zeros((place.max() + 1, weights.shape[1]))
    np.add.at(totals, place, weights)
    known = totals.sum(axis=1) > 0
    return totals[known] if known.any() else np.full_like(totals, np.nan)


def _groups(
    bags: Bags, names: Sequence[str], reports: pd.DataFrame | None
) -> dict[tuple[object, ...], np.ndarray]:
    """Which paragraphs belong to each group; those without a value belong to none."""
    values = bags.units[["report_id", "year"]].reset_index(drop=True)
    wanted = [name for name in names if name != "year"]
    if wanted:
        if reports is None:
            remedy = "give reports=, the table that read_reports returns"
            raise InputError("by", f"is {', '.join(map(repr, names))} without reports", remedy)
        check_table(reports, ("report_id", *wanted), argument="reports", maker="read_reports")
        values = values.merge(
            reports[["report_id", *wanted]], on="report_id", how="left", validate="many_to_one"
        )
    grouped = values.groupby(list(names), dropna=True, sort=True, observed=True).indices
    places = {key if isinstance(key, tuple) else (key,): rows for key, rows in grouped.items()}
    return {key: np.isin(np.arange(len(values)), rows) for key, rows in places.items()}
