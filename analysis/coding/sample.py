"""Drawing paragraphs to be coded by hand, so that the codes can correct the classifier's counts.

The sampling unit is the paragraph; a drawn paragraph is coded item by item, and each of its rows carries the
paragraph's inclusion probability.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.reading.split import split_items
from analysis.tables import CODED_ROLES, check_table

RANDOM, CERTAINTY = "random", "certainty"
COLUMNS = ("unit_id", "paragraph_id", "text", "before", "after", "inclusion_probability", "stratum")
SHOWN = ("report_id", "year", "heading_1", "heading_2", "area")


def sample_for_coding(
    coded: pd.DataFrame,
    *,
    per_year: int = 150,
    strata: str | Sequence[str] = "year",
    roles: Sequence[str] = ("work",),
    uncertain: int = 0,
    blind: bool = True,
    random_state: int = 0,
) -> pd.DataFrame:
    """Draw paragraphs for hand coding by simple random sampling within strata.

    The ``uncertain`` least sure paragraphs of each stratum are taken with certainty first (probability 1) and the random
    draw is made from the rest, so that every unit's probability is known and nothing spoils the estimate. Rows come in
    random order: a coder cannot tell the year or the report from their sequence.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it (or :func:`split_paragraphs`, if ``uncertain`` is 0).
    per_year : int, default 150
        Paragraphs to draw at random in each stratum; where a stratum has no more, all are taken.
    strata : str or sequence of str, default "year"
        Columns whose combinations are the strata.
    roles : sequence of str, default ("work",)
        Roles that are sampled.
    uncertain : int, default 0
        Paragraphs of each stratum with the lowest probability, taken with certainty.
    blind : bool, default True
        Leave out report, year, headings and the model's answer.
    random_state : int, default 0
        Seed.

    Returns
    -------
    DataFrame, one row per item to be coded
        ``unit_id`` (the item's id), ``paragraph_id``, ``text``, ``before`` and ``after`` (the neighbouring text),
        ``inclusion_probability`` (of the paragraph), ``stratum`` ("random" or "certainty"); with ``blind=False`` also
        ``report_id``, ``year``, ``heading_1``, ``heading_2`` and ``area``.

    Raises
    ------
    InputError
        When a column is missing, numbers are not positive, or nothing is left to sample.

    References
    ----------
    Särndal, C.-E., Swensson, B., & Wretman, J. (1992). *Model Assisted Survey Sampling*, ch. 3.
    doi:10.1007/978-1-4612-4378-6.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> sample = sample_for_coding(paragraphs, per_year=5, random_state=1)
    >>> sample["paragraph_id"].nunique(), "year" in sample.columns
    (25, False)
    """
    strata = [strata] if isinstance(strata, str) else list(strata)
    needed = ("paragraph_id", "report_id", "position", "role", "text", *strata)
    check_table(coded, needed, argument="coded", maker="classify_paragraphs")
    _check_numbers(per_year, uncertain)
    if uncertain:
        check_table(coded, ("probability",), argument="coded", maker="classify_paragraphs")
    for role in roles:
        if role not in CODED_ROLES:
            raise InputError("roles", f"holds {role!r}", f"use any of {', '.join(CODED_ROLES)}")
    frame = coded[coded["role"].isin(list(roles)) & coded[strata].notna().all(axis=1)]
    if frame.empty:
        raise InputError(
            "coded", f"has no paragraph of role {', '.join(roles)} with {', '.join(strata)}", "give others"
        )
    generator = np.random.default_rng(random_state)
    drawn = pd.concat(
        [_draw(stratum, per_year, uncertain, generator) for _, stratum in frame.groupby(strata, sort=True)]
    )
    drawn = drawn.iloc[generator.permutation(len(drawn))]
    return units_to_code(coded, drawn, blind=blind)


def units_to_code(coded: pd.DataFrame, drawn: pd.DataFrame, *, blind: bool = True) -> pd.DataFrame:
    """The items of drawn paragraphs with their neighbours, as a coder gets them.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        All paragraphs, for the text before and after.
    drawn : DataFrame, one row per paragraph
        Rows of `coded` in the order of the sheet, with ``inclusion_probability`` and ``stratum``.
    blind : bool, default True
        Leave out report, year, headings and the model's answer.

    Returns
    -------
    DataFrame, one row per item
        As :func:`sample_for_coding` returns it.
    """
    items = split_items(drawn).rename(columns={"item_id": "unit_id"})
    items = items[items["n_chars"] > 0].merge(drawn.drop(columns=["text", "position"]), on="paragraph_id")
    items = items.merge(_context(coded), on="paragraph_id", how="left")
    columns = [*COLUMNS, *(name for name in SHOWN if not blind and name in items.columns)]
    return _neighbours(items)[columns].reset_index(drop=True)


def _check_numbers(per_year: int, uncertain: int) -> None:
    if per_year < 1:
        raise InputError("per_year", f"is {per_year}", "draw at least 1 paragraph per stratum")
    if uncertain < 0:
        raise InputError("uncertain", f"is {uncertain}", "use 0 or more")


def _draw(stratum: pd.DataFrame, size: int, uncertain: int, generator: np.random.Generator) -> pd.DataFrame:
    """The certainty part and the random part of one stratum, each with its inclusion probability."""
    ordered = stratum.sort_values("paragraph_id")
    certain = (
        ordered.sort_values("probability", kind="stable").head(uncertain) if uncertain else ordered.head(0)
    )
    rest = ordered.drop(certain.index)
    taken = rest.iloc[np.sort(generator.choice(len(rest), size=min(size, len(rest)), replace=False))]
    probability = len(taken) / len(rest) if len(rest) else 1.0
    return pd.concat(
        [
            certain.assign(inclusion_probability=1.0, stratum=CERTAINTY),
            taken.assign(inclusion_probability=probability, stratum=RANDOM),
        ]
    )


def _context(coded: pd.DataFrame) -> pd.DataFrame:
    """The paragraphs before and after each paragraph in its report."""
    ordered = coded.sort_values(["report_id", "position"])
    by_report = ordered.groupby("report_id")["text"]
    return pd.DataFrame(
        {
            "paragraph_id": ordered["paragraph_id"],
            "text_before": by_report.shift(1),
            "text_after": by_report.shift(-1),
        }
    )


def _neighbours(items: pd.DataFrame) -> pd.DataFrame:
    """The text before and after each item: its neighbour in the paragraph, else the neighbouring paragraph."""
    by_paragraph = items.groupby("paragraph_id", sort=False)["text"]
    before, after = by_paragraph.shift(1), by_paragraph.shift(-1)
    return items.assign(before=before.fillna(items["text_before"]), after=after.fillna(items["text_after"]))
