"""One trend under many reasonable choices, so that none of them can carry the result unseen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import pandas as pd

from analysis.crosswalk import scheme_of
from analysis.errors import InputError, check_choice
from analysis.tables import make_table
from analysis.taxonomy import Taxonomy, load_taxonomy
from analysis.trends.carried import find_carried
from analysis.trends.estimand import COUNTED_TYPES, WEIGHTS
from analysis.trends.slopes import area_trends
from analysis.trends.truth import SettledCodes, settle_codes

_BASE = "outline-2015"
# where the Outlines part, and where careful coders differ
VARIANTS: dict[str, dict[str, int | None]] = {
    _BASE: {},
    f"{_BASE}, 27y in 6": {"27y": 6},
    f"{_BASE}, 41x in 7": {"41x": 7},
    f"{_BASE}, 6e apart": {"6e": None},
    f"{_BASE}, 7d apart": {"7d": None},
}


def robustness_grid(
    coded: pd.DataFrame,
    codes: pd.DataFrame | None = None,
    *,
    reports: pd.DataFrame | None = None,
    coded_blind: pd.DataFrame | None = None,
    weights: Sequence[str] = WEIGHTS,
    schemes: Sequence[str] | None = None,
    role: str = "work",
    doc_types: Sequence[str] | None = COUNTED_TYPES,
    level: float = 0.95,
) -> pd.DataFrame:
    """Slopes of the areas under every combination of choices that a reader may question.

    Claim: a trend that holds has one sign in nearly all rows. The choices: what a share is a share of; counts or
    corrected shares; all reports or the balanced panel; a classifier that reads headings or none; litigation (27y) under
    oversight or disputes, study of the Party's legal thought (41x) under organisation or officials' capacity, emergencies (6e) and digital government (7d) inside area 1 or apart; with and without text
    carried forward from the government's previous report.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it.
    codes : DataFrame, one row per item, optional
        Hand codes of a probability sample of each year; without, the grid has naive rows only.
    reports : DataFrame, one row per report, optional
        As :func:`read_reports` returns it; without, the grid has neither a balanced panel nor the rows without carried
        text.
    coded_blind : DataFrame, one row per paragraph, optional
        The same paragraphs, classified without their headings.
    weights : sequence of str, default all three
        Any of ``"characters"``, ``"paragraphs"``, ``"reports"``.
    schemes : sequence of str, default the base and its variants
        Any of ``"outline-2015"``, ``"outline-2015, 27y in 6"``, ``"outline-2015, 41x in 7"``,
        ``"outline-2015, 6e apart"``, ``"outline-2015, 7d apart"``. The variants need measures, of the paragraphs and of
        the codes. A table in another scheme has that scheme alone.
    role : str, default "work"
        Role of the paragraphs that count.
    doc_types : sequence of str, default annual reports, work summaries and press conferences
        Types of the documents that count; a document of unknown type counts. None for all.
    level : float, default 0.95
        Confidence level of the intervals.

    Returns
    -------
    DataFrame, one row per specification and area
        ``weight``, ``estimator``, ``panel``, ``headings`` (with, blind), ``scheme``, ``carried_forward`` (with, without),
        ``area``, ``slope`` (percentage points per year), ``low``, ``high``, ``level``, ``p``, ``reason`` (why there is no
        interval).

    Raises
    ------
    InputError
        As :func:`area_trends`, and for an unknown weight or scheme.

    See Also
    --------
    plot_robustness : draws the slopes of one area under all specifications.
    trend_checks : changes the statistical model rather than the data.

    References
    ----------
    Simonsohn, U., Simmons, J. P., & Nelson, L. D. (2020). Specification curve analysis. Nature Human Behaviour, 4,
    1208–1214. doi:10.1038/s41562-020-0912-z.

    Examples
    --------
    >>> import analysis as fz
    >>> reports = fz.read_reports(fz.sample_reports())
    >>> coded = fz.classify_paragraphs(fz.split_paragraphs(reports))
    >>> grid = robustness_grid(coded, reports=reports, weights=["characters", "reports"], schemes=["outline-2015"])
    >>> len(grid), sorted(set(grid["carried_forward"]))
    (32, ['with', 'without'])
    """
    native = scheme_of(coded)
    known = tuple(VARIANTS) if native.scheme == _BASE else (native.scheme,)
    schemes = known if schemes is None else schemes
    for scheme in schemes:
        check_choice("schemes", scheme, known)
    if not weights or not schemes:
        raise InputError("weights and schemes", "are empty", "give at least one of each")
    tables = []
    for headings, carried, table, own in _tables(coded, coded_blind, reports, codes):
        choices = product(schemes, weights, (None,) if own is None else (None, own))
        for scheme, weight, use in choices:
            trends = area_trends(
                table,
                use,
                reports=reports,
                weight=weight,
                role=role,
                doc_types=doc_types,
                scheme=_variant(scheme) if native.scheme == _BASE else None,
                level=level,
            )
            tables.append(trends.assign(headings=headings, scheme=scheme, carried_forward=carried))
    return make_table("robustness", pd.concat(tables, ignore_index=True), of=coded)


def _variant(name: str) -> str | Taxonomy:
    """The base by name, for which no measures are needed, or a variant of it."""
    return load_taxonomy(_BASE).moved(VARIANTS[name]) if VARIANTS[name] else _BASE


def _tables(
    coded: pd.DataFrame,
    coded_blind: pd.DataFrame | None,
    reports: pd.DataFrame | None,
    codes: pd.DataFrame | None,
) -> Iterator[tuple[str, str, pd.DataFrame, SettledCodes | None]]:
    """Each table of paragraphs with its choices of headings and carried text, and its codes.

    The codes are settled with all paragraphs: a random sample of all is one of any part, though not by its counts.
    """
    given: dict[str, Any] = {"with": coded, "blind": coded_blind}
    for headings, table in given.items():
        if table is None:
            continue
        own = None if codes is None else settle_codes(table, codes)
        yield headings, "with", table, own
        if reports is not None:
            yield headings, "without", table[~find_carried(table, reports)], own
