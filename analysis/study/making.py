"""How each table of a study is made: one small function for each, from the tables before it.

A function that cannot make its table from these data raises InputError; the run keeps the reason. Verbs are imported
where they are called, because a quick study needs few of the libraries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.errors import InputError, nothing_expected
from analysis.study.work import Work
from analysis.tables import make_table, mark_simulated
from analysis.trends.estimand import counted_types

MIN_YEARS, MIN_REPORTS = 3, 2  # years, and reports in each of them, below which a slope would only be noise
FOLLOWED = 100  # terms that are followed over all years


def coverage(work: Work) -> pd.DataFrame:
    from analysis.trends.panel import coverage

    return coverage(work.tables["reports"])


def compliance(work: Work) -> pd.DataFrame:
    from analysis.reading.obligations import compliance

    reports = work.tables["reports"]
    return compliance(reports[counted_types(reports, work.spec.doc_types)], work.counted)


def shares(work: Work) -> pd.DataFrame:
    return _shares(work, work.spec.role, work.codes)


def estimators(work: Work) -> pd.DataFrame:
    """Counted and corrected shares, one above the other."""
    if work.codes is None or work.tables["shares"].empty:
        raise InputError("codes", "were not given, or no report has a year", "give codes of dated reports")
    return pd.concat([_shares(work, work.spec.role), work.tables["shares"]], ignore_index=True)


def place_shares(work: Work) -> pd.DataFrame:
    from analysis.study.places import place_shares

    return place_shares(work)


def problem_shares(work: Work) -> pd.DataFrame:
    return _shares(work, "problem")


def plan_shares(work: Work) -> pd.DataFrame:
    return _shares(work, "plan")


def _shares(work: Work, role: str, codes: pd.DataFrame | None = None) -> pd.DataFrame:
    """Shares by year; an empty table where no dated report has an area under this role."""
    from analysis.trends.shares import area_shares

    own = work.counted
    if not ((own["role"] == role) & (own["area"] > 0) & own["year"].notna() & (own["n_chars"] > 0)).any():
        return make_table("shares", [])
    estimand = {**work.estimand, "role": role}
    return area_shares(work.coded, codes, reports=work.texts, target=work.spec.target, **estimand)


def area_changes(work: Work) -> pd.DataFrame:
    known = sorted(work.tables["shares"]["year"].unique())
    first = work.ends[0]
    return _area_changes(work, first if first in known else int(known[0]) if known else first)


def previous_changes(work: Work) -> pd.DataFrame:
    return _area_changes(work, "previous")


def _area_changes(work: Work, since: str | int) -> pd.DataFrame:
    from analysis.trends.since import area_changes

    given: dict[str, Any] = {"target": work.spec.target, "since": since, **work.estimand}
    return area_changes(work.coded, work.codes, reports=work.texts, **given)


def trends(work: Work) -> pd.DataFrame:
    from analysis.trends.slopes import area_trends

    _need_trend(work)
    return area_trends(work.coded, work.codes, reports=work.texts, target=work.spec.target, **work.estimand)


def trend_checks(work: Work) -> pd.DataFrame:
    from analysis.trends.checks import trend_checks

    _need_trend(work)
    return trend_checks(work.coded, work.codes, reports=work.texts, **work.estimand)


def robustness(work: Work) -> pd.DataFrame:
    from analysis.trends.grid import robustness_grid

    _need_trend(work)
    spec = work.spec
    given: dict[str, Any] = {"role": spec.role, "doc_types": spec.doc_types, "level": spec.level}
    return robustness_grid(work.coded, work.codes, reports=work.texts, **given)


def _need_trend(work: Work) -> None:
    need_reports(work.tables["shares"].groupby("year")["n_reports"].first())


def need_reports(per_year: pd.Series) -> None:
    """Refuse a trend where the years with several reports are so few that any slope would only be noise."""
    if per_year.empty:
        problem = "that count are none, or have no year"
        raise InputError(
            "reports", problem, f"a trend takes {MIN_YEARS} years with {MIN_REPORTS} reports each"
        )
    enough = int((per_year >= MIN_REPORTS).sum())
    if enough < MIN_YEARS:
        problem = f"are {MIN_REPORTS} or more in {enough} of {len(per_year)} years"
        raise InputError("reports", problem, f"a trend takes {MIN_YEARS} such years")


def changes(work: Work) -> pd.DataFrame:
    from analysis.trends.change import decompose_change

    start, end = work.ends
    return decompose_change(work.coded, start, end, reports=work.texts, codes=work.codes, **work.estimand)


def contributions(work: Work) -> pd.DataFrame:
    from analysis.trends.change import top_contributors

    start, end = work.ends
    estimand = {name: value for name, value in work.estimand.items() if name != "level"}
    return top_contributors(work.coded, start, end, **estimand)


def promises(work: Work) -> pd.DataFrame:
    from analysis.trends.series import promise_shares

    spec = work.spec
    given: dict[str, Any] = {"weight": spec.weight, "scheme": spec.scheme, "doc_types": spec.doc_types}
    return promise_shares(work.coded, reports=work.texts, **given)


def promise_association(work: Work) -> pd.DataFrame:
    from analysis.trends.series import promise_association

    return promise_association(work.tables["promises"], level=work.spec.level)


def keyness(work: Work) -> pd.DataFrame:
    from analysis.trends.keywords import keyness

    own = work.counted[work.counted["year"].notna()]
    return keyness(own, "year", reports=work.texts, random_state=work.spec.random_state)


def phrases(work: Work) -> pd.DataFrame:
    from analysis.words.phrases import find_phrases

    with nothing_expected():
        return find_phrases(work.counted)


def term_shifts(work: Work) -> pd.DataFrame:
    from analysis.trends.shifts import term_shifts

    start, end = work.ends
    given: dict[str, Any] = {"level": work.spec.level, "random_state": work.spec.random_state}
    with nothing_expected():
        return term_shifts(work.counted, start=start, end=end, reports=work.texts, **given)


def term_shares(work: Work) -> pd.DataFrame:
    """The terms that changed most, in all years."""
    from analysis.trends.terms import term_shares

    shifts = work.tables.get("term_shifts")
    if shifts is None or shifts.empty:
        raise InputError(
            "reports", "show no term that changed", "a term that changes is used by several reports"
        )
    largest = shifts["z"].abs().sort_values(ascending=False, kind="stable").index
    terms = list(dict.fromkeys(shifts.loc[largest, "term"]))[:FOLLOWED]
    return term_shares(terms, work.counted, reports=work.texts, level=work.spec.level)


def coding_budget(work: Work) -> pd.DataFrame:
    from analysis.trends.budget import coding_budget

    spec = work.spec
    return coding_budget(
        work.coded,
        codes=work.final_codes,
        reports=work.texts,
        weight=spec.weight,
        role=spec.role,
        level=spec.level,
    )


def trend_power(work: Work) -> pd.DataFrame:
    from analysis.trends.power import trend_power

    _need_trend(work)
    spec = work.spec
    return trend_power(
        work.coded,
        codes=work.final_codes,
        reports=work.texts,
        weight=spec.weight,
        role=spec.role,
        doc_types=spec.doc_types,
        level=spec.level,
    )


def confusion(work: Work) -> pd.DataFrame:
    return work.evaluation.predictions.drop(columns="text")


def calibration(work: Work) -> pd.DataFrame:
    return work.evaluation.calibration


def learning_curve(work: Work) -> pd.DataFrame:
    codes = work.final_codes  # without them nothing is imported
    from analysis.renewal.active import learning_curve

    return learning_curve(
        codes,
        work.coded,
        present=work.trainable,
        level=work.spec.level,
        random_state=work.spec.random_state,
    )


def drift(work: Work) -> pd.DataFrame:
    """The last year against the earlier ones."""
    from analysis.renewal.drift import drift_report

    return drift_report(
        work.counted,
        max(work.ends[1], work.years[-1]),
        codes=work.codes,
        model=work.classifier,
        reports=work.texts,
        role=work.spec.role,
        random_state=work.spec.random_state,
    )


def reports_by_province(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Number of dated reports of each province and the years that they cover, for the map of tiles."""
    known = tables["coverage"].dropna(subset=["province", "year"])
    counts = known.groupby("province", as_index=False)["n_reports"].sum()
    counts = counts.assign(first_year=known["year"].min(), last_year=known["year"].max())
    return mark_simulated(counts.rename(columns={"n_reports": "value"}), tables["coverage"])
