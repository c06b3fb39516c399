"""Whether the series stays the same when the model changes: shares under both models, counted and corrected."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from analysis.crosswalk import name_scheme, scheme_of_estimates
from analysis.errors import InputError
from analysis.renewal.words import say
from analysis.tables import check_table
from analysis.trends.shares import area_shares
from analysis.trends.truth import coded_by_model, drawn_paragraphs, random_codes

_ROUNDING = 1e-9


class Comparison(NamedTuple):
    """Shares under two models.

    Attributes
    ----------
    shares : DataFrame, one row per model, estimator, year and area
        ``model`` (present, candidate) and the columns of :func:`area_shares`.
    table : DataFrame, one row per year and area
        ``year``, ``area``, ``naive_present``, ``naive_candidate``, ``naive_change`` (percentage points), and where there are codes
        ``present``, ``present_low``, ``present_high``, ``candidate``, ``candidate_low``, ``candidate_high``, ``change``
        (corrected, percentage points), ``agrees``.
    """

    shares: pd.DataFrame
    table: pd.DataFrame

    @property
    def agrees(self) -> bool:
        """Whether the corrected shares of both models agree in every year and area that can be told."""
        return bool(self.table["agrees"].dropna().all())

    def facts(self) -> dict[str, float | int | None]:
        """The largest changes of a share in percentage points, counted (``naive_change``) and corrected (``change``), and in
        how many of the year-areas (``n``) that can be told the corrected ones differ beyond their intervals (``n_differ``).
        """
        told = self.table["agrees"].dropna()
        change = self.table.loc[told.index, "change"].abs().max()
        return {
            "naive_change": round(float(self.table["naive_change"].abs().max()), 3),
            "change": None if told.empty else round(float(change), 3),
            "n": len(told),
            "n_differ": int((~told.astype(bool)).sum()),
        }

    def sentence(self, lang: str = "en") -> str:
        """What the comparison found, in one sentence; `lang` is "zh" or "en"."""
        facts = self.facts()
        found = "unknown" if not facts["n"] else "differ" if facts["n_differ"] else "agree"
        return "".join(say(f"comparability.{key}", lang, **facts) for key in ("counted", found))


def compare_shares(
    present: pd.DataFrame,
    candidate: pd.DataFrame,
    codes: pd.DataFrame | None = None,
    *,
    reports: pd.DataFrame | None = None,
    before: int | None = None,
    level: float = 0.95,
    **estimand: Any,
) -> Comparison:
    """Compare the shares of all years under two models, counted and corrected.

    Claim: a count of answers moves with the model; a share corrected by the same random sample of codes does not, but for
    the draw of codes. The check asks that each corrected share lies in the other's interval for this corpus
    (``target="corpus"``), which holds the draw of codes alone.

    Parameters
    ----------
    present, candidate : DataFrame, one row per paragraph
        The same paragraphs as the two models classify them.
    codes : DataFrame, optional
        Codes of one coder; those without ``inclusion_probability``, which train, are left out, and years without codes
        are only counted.
    reports : DataFrame, optional
        As in :func:`area_shares`.
    before : int, optional
        Compare the years before this one only.
    level : float, default 0.95
        Confidence level.
    **estimand
        ``weight``, ``role``, ``scheme``, as in :func:`area_shares`.

    Returns
    -------
    Comparison
        ``shares`` (long), ``table`` (side by side), ``agrees``, ``sentence()``.

    Raises
    ------
    InputError
        When the paragraphs are not the same or no year is left, or a model was trained on a coded paragraph.

    See Also
    --------
    gate_model : tests the candidate on the codes.
    area_shares : estimates the shares under one model.

    Examples
    --------
    >>> import analysis as fz
    >>> coded = fz.classify_paragraphs(fz.split_paragraphs(fz.read_reports(fz.sample_reports())))
    >>> compare_shares(coded, coded).facts()
    {'naive_change': 0.0, 'change': None, 'n': 0, 'n_differ': 0}
    """
    sides = {}
    for name, table in (("present", present), ("candidate", candidate)):
        check_table(table, ("paragraph_id", "year", "report_id"), argument=name, maker="classify_paragraphs")
        kept = table["year"].notna() & (True if before is None else table["year"] < before)
        sides[name] = table[kept.fillna(False)]
    if set(sides["present"]["paragraph_id"]) != set(sides["candidate"]["paragraph_id"]):
        raise InputError(
            "candidate", "holds other paragraphs than present", "classify the same paragraphs twice"
        )
    if sides["present"].empty:
        raise InputError("before", f"is {before!r} and leaves no year", "give a later year, or none")
    parts = []
    for name, table in sides.items():
        parts.append(area_shares(table, reports=reports, level=level, **estimand).assign(model=name))
        coded = _coded_years(table, codes)
        if coded is not None:
            own = area_shares(*coded, reports=reports, level=level, target="corpus", **estimand)
            parts.append(own.assign(model=name))
    shares = pd.concat(parts, ignore_index=True)
    return Comparison(shares[["model", *shares.columns.drop("model")]], _side_by_side(shares))


def _coded_years(table: pd.DataFrame, codes: pd.DataFrame | None) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """The paragraphs of years with a random sample of codes by people, and these codes; None where there is no such year."""
    drawn = None if codes is None else random_codes(codes[~coded_by_model(codes)], table)
    if drawn is None or drawn.empty:
        return None
    years = set(table.loc[table["paragraph_id"].isin(set(drawn_paragraphs(drawn))), "year"])
    return table[table["year"].isin(years)], drawn


def _side_by_side(shares: pd.DataFrame) -> pd.DataFrame:
    key = ["year", "area"]
    columns: dict[str, pd.Series] = {}
    for model in ("present", "candidate"):
        own = shares[shares["model"] == model]
        columns[f"naive_{model}"] = own[own["estimator"] == "naive"].set_index(key)["share"]
    for model in ("present", "candidate"):
        corrected = shares[(shares["model"] == model) & (shares["estimator"] == "dsl")].set_index(key)
        columns |= {
            model: corrected["share"],
            f"{model}_low": corrected["low"],
            f"{model}_high": corrected["high"],
        }
    table = pd.DataFrame(columns).astype(float)
    table.insert(2, "naive_change", 100 * (table["naive_candidate"] - table["naive_present"]))
    change = table["candidate"] - table["present"]
    inside = [  # a share that was estimated below 0 or above 1 is at the edge of its interval
        table[one].clip(0, 1).between(table[f"{other}_low"] - _ROUNDING, table[f"{other}_high"] + _ROUNDING)
        for one, other in (("present", "candidate"), ("candidate", "present"))
    ]
    agrees = (inside[0] & inside[1]) | (change.abs() < _ROUNDING)
    unknown = change.isna() | (
        table[["present_low", "candidate_low"]].isna().any(axis=1) & (change.abs() >= _ROUNDING)
    )
    own = table.assign(change=100 * change, agrees=agrees.astype("boolean").mask(unknown)).reset_index()
    return name_scheme(own, scheme_of_estimates(shares, "shares"))
