"""Checks, labels and notes that figures of shares by year have in common."""

from __future__ import annotations

import pandas as pd

from analysis.errors import InputError
from analysis.language import words_of
from analysis.tables import COLUMNS, check_table
from analysis.taxonomy import Taxonomy

_CODES = ("design", "coder_error")  # of tables with codes
_OPTIONAL = (*_CODES, "n_clusters", "df", "reason")
_NEEDED = [name for name in COLUMNS["shares"] if name not in _OPTIONAL]


def check_shares(shares: pd.DataFrame, taxonomy: Taxonomy, *, by: tuple[str, ...] = ("year", "area")) -> None:
    """Raise when the table is none of shares, has no row, areas of another scheme, or several estimates of one share."""
    check_table(shares, _NEEDED, argument="shares", maker="area_shares")
    if shares.empty:
        raise InputError("shares", "has no row", "give the shares of at least one year")
    check_areas(shares, taxonomy, argument="shares")
    if shares.duplicated(list(by)).any():
        year, area = shares.loc[shares.duplicated(list(by)), ["year", "area"]].iloc[0]
        problem = f"has several estimates for {year}, area {area}"
        raise InputError("shares", problem, "keep one estimator and one weight")


def check_areas(table: pd.DataFrame, taxonomy: Taxonomy, *, argument: str) -> None:
    """Raise when a table has areas that the scheme lacks."""
    others = sorted(set(table["area"].dropna()) - set(taxonomy.areas.index))
    if others:
        named = ", ".join(map(str, others))
        problem = f"has the area(s) {named}, which scheme {taxonomy.scheme!r} lacks"
        raise InputError(argument, problem, "name the scheme of the table")


def year_range(shares: pd.DataFrame) -> list[int]:
    """All years from the first to the last, those without a report included."""
    return list(range(int(shares["year"].min()), int(shares["year"].max()) + 1))


def year_labels(shares: pd.DataFrame, lang: str) -> list[str]:
    """Label of each year with its number of reports."""
    counts = shares.groupby("year")["n_reports"].first().to_dict()
    words = words_of("figures.yearly", lang)
    return [
        words["per"].format(year=year, n=counts[year])
        if year in counts
        else words["absent"].format(year=year)
        for year in year_range(shares)
    ]


def share_grid(shares: pd.DataFrame, rows: str) -> pd.DataFrame:
    """Shares in per cent, rows × years; a year without reports is an empty column."""
    grid = shares.pivot(index=rows, columns="year", values="share").astype(float) * 100
    return grid.reindex(columns=year_range(shares))


def counts_sentence(shares: pd.DataFrame, lang: str) -> str:
    """How many reports each year has."""
    words = words_of("figures.yearly", lang)
    counts = shares.groupby("year")["n_reports"].first()
    named = words_of("signs", lang)["comma"].join(
        words["count"].format(year=year, n=n) for year, n in counts.items()
    )
    return words["reports_by_year"].format(counts=named)


def shares_note(shares: pd.DataFrame, lang: str, *, sign: str | None) -> list[str]:
    """Estimand, estimator, counts, and what bands and hollow points mean.

    Parameters
    ----------
    shares : DataFrame
        Of one weight; of one estimator, or several that are named in the figure itself.
    lang : {"zh", "en"}
        Language.
    sign : str or None
        What shows the interval, such as "Bands"; None where the figure shows none.
    """
    words = words_of("figures.yearly", lang)
    estimators = [words["estimators"][name] for name in shares["estimator"].unique()]
    per_year = shares.groupby("year")[["n_reports", "n_units", "n_coded"]].max().sum()
    coded = words["coded"].format(n=per_year["n_coded"]) if per_year["n_coded"] else ""
    parts = [
        words["estimand"].format(
            weight=words["weights"][shares["weight"].iloc[0]],
            estimator=words_of("signs", lang)["comma"].join(estimators),
        ),
        words["sample"].format(n=per_year["n_reports"], units=per_year["n_units"], coded=coded),
    ]
    if sign is not None and shares["low"].notna().any():
        parts.append(words["band"].format(sign=sign, level=shares["level"].iloc[0]))
    about = words["about_codes"]
    for column in _CODES:
        said = {part for value in shares.get(column, pd.Series()).dropna() for part in value.split("; ")}
        parts += [about[part] for part in sorted(said) if part in about]
    alone = (shares["n_reports"] == 1).fillna(False).to_numpy(dtype=bool)
    unsaid = "reason" not in shares.columns and shares["low"].isna().any()
    if alone.any() or unsaid:
        parts.append(words["cell" if sign is None else "hollow"])
    others = set(shares.reindex(columns=["low", "reason"])[~alone].query("low.isna()")["reason"].dropna())
    reasons = [said for reason, said in words["reasons"].items() if reason in others]
    if reasons:
        parts.append(words["missing"].format(reasons=words_of("signs", lang)["comma"].join(reasons)))
    return parts
