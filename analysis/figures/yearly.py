"""Checks, labels and notes that figures of shares by year have in common."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.columns import COLUMNS
from analysis.errors import InputError
from analysis.figures.style import GREY, MIDDLE, points, width_for
from analysis.language import words_of
from analysis.tables import check_table
from analysis.taxonomy import Taxonomy

_CODES = ("design", "coder_error")  # of tables with codes
_OPTIONAL = (*_CODES, "n_clusters", "df", "reason")
_CHANGES = (
    "year", "area", "since", "change", "low", "high", "level", "estimator", "weight", "n_reports", "n_reports_since",
)  # fmt: skip
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


def check_changes(changes: pd.DataFrame, taxonomy: Taxonomy) -> None:
    """Raise when the table is none of changes, has no row, areas of another scheme, or several changes for a year."""
    check_table(changes, _CHANGES, argument="changes", maker="area_changes")
    if changes.empty:
        raise InputError("changes", "has no row", "give the changes of at least one year")
    check_areas(changes, taxonomy, argument="changes")
    if changes.duplicated(["year", "area"]).any():
        remedy = "keep one estimator and one year to compare with"
        raise InputError("changes", "has several changes for a year and area", remedy)


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
    """Label of each year; :func:`add_counts` writes the numbers of reports below."""
    words = words_of("figures.yearly", lang)
    return [words["per"].format(year=year) for year in year_range(shares)]


def add_counts(ax: Axes, shares: pd.DataFrame, lang: str) -> None:
    """The number of reports of each year as a line of its own below the labels of years, which stand at 0, 1, 2, …."""
    counts = shares.groupby("year")["n_reports"].first().to_dict()
    look: dict[str, Any] = {
        "textcoords": "offset points", "va": "top", "fontsize": points(7), "color": GREY, "annotation_clip": False,
        "gid": "count",
    }  # fmt: skip
    below = -2.2 * points(8)
    for place, year in enumerate(year_range(shares)):
        said = str(counts.get(year, 0))
        ax.annotate(said, (place, 0), (0, below), xycoords=("data", "axes fraction"), ha="center", **look)
    if width_for(ax, 0.0) < MIDDLE:  # years side by side without a gap would read as one number
        ax.tick_params(axis="x", labelsize=points(7))
    heading = words_of("figures.yearly", lang)["reports"]
    ax.annotate(heading, (0, 0), (-4, below), xycoords="axes fraction", ha="right", **look)


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


def shares_note(shares: pd.DataFrame, lang: str, *, sign: str | None, hollow: bool = True) -> list[str]:
    """Estimand, estimator, what bands and hollow points mean, and counts: what a reader needs first comes first.

    Parameters
    ----------
    shares : DataFrame
        Of one weight; of one estimator, or several that are named in the figure itself.
    lang : {"zh", "en"}
        Language.
    sign : str or None
        What shows the interval, such as "Bands"; None where the figure shows none.
    hollow : bool, default True
        Whether the figure has points, which are hollow without an interval.
    """
    words = words_of("figures.yearly", lang)
    comma = words_of("signs", lang)["comma"]
    per_year = shares.groupby("year")[["n_reports", "n_units", "n_coded"]].max().sum()
    coded = words["coded"].format(n=per_year["n_coded"]) if per_year["n_coded"] else ""
    parts, rest = [estimand_of(shares, lang)], []
    if sign is not None and shares["low"].notna().any():
        parts.append(words["band"].format(sign=sign, level=shares["level"].iloc[0]))
        rest.append(words["clusters"])
    alone = (shares["n_reports"] == 1).fillna(False).to_numpy(dtype=bool)
    unsaid = "reason" not in shares.columns and shares["low"].isna().any()
    if alone.any() or unsaid:
        parts += [words["hollow"]] if sign is not None and hollow else []
        rest.append(words["single"])
    others = set(shares.reindex(columns=["low", "reason"])[~alone].query("low.isna()")["reason"].dropna())
    reasons = [said for reason, said in words["reasons"].items() if reason in others]
    if reasons:
        parts.append(words["missing"].format(reasons=comma.join(reasons)))
    parts.append(words["sample"].format(n=per_year["n_reports"], units=per_year["n_units"], coded=coded))
    about = words["about_codes"]
    for column in _CODES:
        said = {part for value in shares.get(column, pd.Series()).dropna() for part in value.split("; ")}
        rest += [about[part] for part in sorted(said) if part in about]
    return [*parts, *rest]


def change_note(changes: pd.DataFrame, lang: str, signs: str) -> list[str]:
    """Estimand, estimator, what bands and other signs mean, and counts, of changes of shares."""
    words, comma = words_of("figures.yearly", lang), words_of("signs", lang)["comma"]
    known = changes["low"].notna()
    reasons = set(changes.reindex(columns=["low", "reason"])[~known]["reason"].dropna())
    told = [said for reason, said in words["reasons"].items() if reason in reasons]
    counts = changes.groupby("year")["n_reports"].first().to_dict()
    first = changes.loc[changes["since"].idxmin()]
    counts = {first["since"]: first["n_reports_since"], **counts}
    named = comma.join(words["count"].format(year=year, n=n) for year, n in counts.items())
    own = words_of("figures.change", lang)
    return [
        estimand_of(changes, lang),
        own["intervals"].format(level=changes["level"].iloc[0]) if known.any() else "",
        signs,
        words["missing"].format(reasons=comma.join(told)) if told else "",
        words["reports_by_year"].format(counts=named),
        own["who"],
    ]


def estimand_of(table: pd.DataFrame, lang: str) -> str:
    """What was estimated and how, in one sentence."""
    words, comma = words_of("figures.yearly", lang), words_of("signs", lang)["comma"]
    estimators = comma.join(words["estimators"][name] for name in table["estimator"].unique())
    said = str(
        words["estimand"].format(weight=words["weights"][table["weight"].iloc[0]], estimator=estimators)
    )
    return said[:1].upper() + said[1:]
