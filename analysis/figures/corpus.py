"""What the corpus holds and what its reports keep to: coverage and compliance."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.errors import InputError
from analysis.figures.layout import add_note, draw_grid, write_title
from analysis.figures.style import MIDDLE, house_style, make_axes
from analysis.figures.telling import tell
from analysis.figures.tiles import load_provinces
from analysis.language import words_of
from analysis.tables import check_table
from analysis.text import one_line

_FACTS = (
    "published_in_time", "has_work", "has_problems", "has_first_responsible", "has_plan", "areas_in_order",
)  # fmt: skip


@house_style
def plot_coverage(coverage: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh") -> Axes:
    """Draw how many reports there are of each province and year.

    Parameters
    ----------
    coverage : DataFrame, one row per year, level and province
        As :func:`coverage` returns it; provinces come in the order of the administrative code, others after them.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.

    Returns
    -------
    Axes
        The axes drawn on.

    See Also
    --------
    coverage : makes the table.
    plot_province_tiles : draws one number for each province.

    Examples
    --------
    >>> table = pd.DataFrame({"year": [2017, 2018], "level": "county", "province": ["山东省", "江苏省"],
    ...     "n_reports": [3, 5], "thin": [True, False]})
    >>> ax = plot_coverage(table, lang="en")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Jiangsu', 'Shandong']
    """
    columns = ("year", "province", "n_reports", "thin")
    check_table(coverage, columns, argument="coverage", maker="coverage")
    known = coverage[coverage["year"].notna()]
    if known.empty:
        raise InputError("coverage", "has no row with a year", "give the coverage of dated reports")
    words, names = words_of("figures.corpus", lang), load_provinces()
    official = {short: name for name, short in names["name_zh"].items()}
    counts = known.assign(place=known["province"].replace(official).fillna("")).pivot_table(
        index="place", columns="year", values="n_reports", aggfunc="sum"
    )
    order = [name for name in names.index if name in counts.index]
    order += sorted(set(counts.index) - {*order, ""}) + [""] * ("" in counts.index)
    years = range(int(known["year"].min()), int(known["year"].max()) + 1)
    counts = counts.reindex(index=order, columns=years).astype(float)
    thin = set(known.loc[known["thin"].fillna(False).astype(bool), "year"])
    note = [words["coverage_note"].format(n=int(known["n_reports"].sum())), words["thin"] if thin else ""]
    tell(words["coverage"], note, lang=lang, table=coverage)
    ax = make_axes(ax, MIDDLE, 1.1 + 0.2 * len(counts))
    labels = names[f"name_{lang}"].to_dict() | {"": words["unknown"]}
    rows = [one_line(str(labels.get(place, place))) for place in order]
    columns_ = [words["year"].format(year=year) + ("*" if year in thin else "") for year in years]
    draw_grid(ax, counts.to_numpy(), rows, columns_, digits=0, bar=words["reports"])
    write_title(ax, words["coverage"], lang=lang)
    add_note(ax, note, lang=lang, table=coverage)
    return ax


@house_style
def plot_compliance(compliance: pd.DataFrame, *, ax: Axes | None = None, lang: str = "zh") -> Axes:
    """Draw how many reports of each year were published in time and have the parts that are asked for.

    Parameters
    ----------
    compliance : DataFrame, one row per report
        As :func:`compliance` returns it.
    ax : Axes, optional
        Where to draw; default a new figure.
    lang : {"zh", "en"}, default "zh"
        Language of all labels.

    Returns
    -------
    Axes
        The axes drawn on.

    See Also
    --------
    compliance : makes the table.

    Examples
    --------
    >>> import analysis as fz
    >>> reports = fz.read_reports(fz.sample_reports())
    >>> ax = plot_compliance(fz.compliance(reports, fz.split_paragraphs(reports)), lang="en")
    >>> ax.get_yticklabels()[0].get_text()
    'published in time'
    """
    check_table(compliance, ("year", *_FACTS), argument="compliance", maker="compliance")
    dated = compliance[compliance["year"].notna()]
    if dated.empty:
        raise InputError("compliance", "has no row with a year", "give reports whose year is known")
    words = words_of("figures.corpus", lang)
    note = [words["compliance_note"].format(n=len(dated)), words["judged"]]
    tell(words["compliance"], note, lang=lang, table=compliance)
    years = range(int(dated["year"].min()), int(dated["year"].max()) + 1)
    facts = dated.groupby("year")[list(_FACTS)]
    kept = facts.sum().astype(float).reindex(years).T.to_numpy()
    told = facts.count().reindex(years).T.to_numpy(dtype=float)
    ax = make_axes(ax, MIDDLE, 1.2 + 0.26 * len(_FACTS))
    share = np.divide(kept, told, out=np.full(kept.shape, np.nan), where=told > 0)
    labels = [words["year"].format(year=year) for year in years]
    pairs = zip(kept.ravel(), told.ravel(), strict=True)
    written = np.array([f"{yes:.0f}/{all_:.0f}" for yes, all_ in pairs]).reshape(share.shape)
    draw_grid(
        ax,
        share,
        [words["facts"][fact] for fact in _FACTS],
        labels,
        written=written,
        top=1.0,
        bar=words["share"],
    )
    write_title(ax, words["compliance"], lang=lang)
    add_note(ax, note, lang=lang, table=compliance)
    return ax
