"""Headings that no Outline explains: the first sign of a new template."""

from __future__ import annotations

import pandas as pd

from analysis.reading.numbering import strip_number
from analysis.reading.obligations import heading_areas
from analysis.tables import check_table
from analysis.taxonomy import load_taxonomy, schemes
from analysis.text import plain

ALIKE = 0.5  # share of pairs of characters from which a heading is taken for an area's name


def unfamiliar_headings(paragraphs: pd.DataFrame, year: int) -> pd.DataFrame:
    """List headings of a year's work sections that match no area of any Outline.

    A heading matches where it holds the key words of an area, or shares half of its pairs of characters with the name of
    an area. Slogans match nothing in any year: what tells of a new template is a heading that several governments
    begin to use.

    Parameters
    ----------
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it.
    year : int
        The new year.

    Returns
    -------
    DataFrame, one row per heading, those of most reports first
        ``heading`` (without number), ``n_reports``, ``n_reports_earlier``, ``share`` (of the year's reports).

    See Also
    --------
    new_terms : lists new words.
    load_taxonomy : loads the areas whose headings are known.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> unfamiliar_headings(paragraphs, 2018).columns.tolist()
    ['heading', 'n_reports', 'n_reports_earlier', 'share']
    """
    needed = ("report_id", "year", "role", "heading_1")
    check_table(paragraphs, needed, argument="paragraphs", maker="split_paragraphs")
    used = paragraphs["year"].notna() & (paragraphs["role"] == "work") & paragraphs["heading_1"].notna()
    work = paragraphs[used.fillna(False)]
    table = pd.DataFrame(
        {
            "heading": [strip_number(plain(heading)).strip("。:： ") for heading in work["heading_1"]],
            "report_id": work["report_id"].to_numpy(),
            "year": work["year"].to_numpy(dtype=int),
        }
    ).drop_duplicates()
    now = table[table["year"] == year].groupby("heading")["report_id"].nunique()
    before = table[table["year"] < year].groupby("heading")["report_id"].nunique()
    strange = [heading for heading in now.index if heading and not _is_known(heading)]
    of_year = paragraphs.loc[(paragraphs["year"] == year).fillna(False), "report_id"].nunique()
    result = pd.DataFrame({"heading": strange, "n_reports": now.reindex(strange).to_numpy(dtype=int)})
    result["n_reports_earlier"] = before.reindex(strange).fillna(0).to_numpy(dtype=int)
    result["share"] = result["n_reports"] / max(of_year, 1)
    order = ["n_reports", "n_reports_earlier", "heading"]
    return result.sort_values(order, ascending=[False, True, True], ignore_index=True)


def _is_known(heading: str) -> bool:
    if heading_areas([heading]):
        return True
    own = _pairs(heading)
    names = [name for scheme in schemes() for name in load_taxonomy(scheme).areas["name_zh"]]
    return any(len(own & other) >= ALIKE * len(other) for other in map(_pairs, names))


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}
