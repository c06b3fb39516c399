"""Drawing paragraphs to be coded by hand, so that the codes can correct the classifier's counts.

The sampling unit is the paragraph; a drawn paragraph is coded item by item, and each of its rows carries the
paragraph's inclusion probability.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.coding.drawing import DESIGNS, draw_paragraphs
from analysis.coding.facts import FACTS
from analysis.errors import InputError, check_choice
from analysis.frames import RUNNING, as_labels, countable, frame_name
from analysis.reading.split import split_items
from analysis.tables import SCHEME, check_table, with_hashes

OTHER_ROLES = 0.15  # of the paragraphs drawn in each stratum
COLUMNS = ("unit_id", *FACTS[:2], "text", "before", "after", *FACTS[2:], "inclusion_probability")
SHOWN = ("year", "heading_1", "heading_2", "area")


def sample_for_coding(
    coded: pd.DataFrame,
    *,
    per_year: int = 150,
    strata: str | Sequence[str] = "year",
    role: str = "work",
    roles: Sequence[str] | None = None,
    design: str = "simple",
    uncertain: int = 0,
    blind: bool = True,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""Draw paragraphs for hand coding at random within strata, with known probabilities.

    The classifier's roles are answers too: a paragraph of work that was taken for a plan can correct nothing unless it can
    be drawn. So by default every paragraph of running text has a chance, and those of other roles than `role` are a
    stratum of their own, with 15% of the draw. The ``uncertain`` least sure paragraphs of each stratum are taken with
    certainty first (probability 1) and the random draw is made from the rest, so that every unit's probability is known
    and nothing spoils the estimate. Under all designs corrected totals are unbiased for any classifier, as far as the roles
    sampled hold all that counts and codes are right; designs differ in how wide the intervals are, and each has its own
    variance, which the estimates know by the stored columns. Rows come in random order: a coder cannot tell the year or the report from their
    sequence, and a sheet that is coded from its top to some row is a random sample too.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it (or :func:`split_paragraphs`, if ``uncertain`` is 0).
    per_year : int, default 150
        Paragraphs to draw at random for each value of `strata`, those of other roles included; where there are no more,
        all are taken.
    strata : str or sequence of str, default "year"
        Columns whose combinations are the strata.
    role : str, default "work"
        Role that the estimates will be about.
    roles : sequence of str, optional
        Roles that are sampled; default all of running text: work, problem, plan, question and preamble.
    design : {"simple", "area", "length", "error"}, default "simple"
        How paragraphs of `role` are drawn within a stratum (those of other roles are drawn simply). "simple": all with the
        same chance. "area": the stratum is divided by predicted area, and rarer areas are drawn from more densely, so that
        they have codes at all. "length": chances in proportion to characters, which is what shares of characters need.
        "error": chances in proportion to characters and to how unsure the classifier is; good codes to learn from and to
        estimate by.
    uncertain : int, default 0
        Paragraphs of each stratum with the lowest probability, taken with certainty.
    blind : bool, default True
        Leave out year, headings and the model's answer.
    random_state : int, default 0
        Seed.

    Returns
    -------
    DataFrame, one row per item to be coded
        ``unit_id`` (the item's id), ``paragraph_id``, ``report_id``, ``text``, ``before`` and ``after`` (the neighbouring
        text), ``n_chars`` and ``text_hash`` (of the item), ``paragraph_chars`` and ``paragraph_hash``, ``frame_id`` (names
        the draw), ``stratum``, ``stratum_size`` (paragraphs that it held), ``draw_order`` (from 1, of the paragraphs drawn
        in the stratum), ``inclusion_probability`` (of the paragraph); with ``blind=False`` also ``year``, ``heading_1``,
        ``heading_2`` and ``area``; where the paragraphs are classified in another scheme than the eight areas, ``scheme``. :func:`write_coding_sheet` hides from a coder what names report and year.

    Raises
    ------
    InputError
        When a column is missing, numbers are not positive, or nothing is left to sample.

    See Also
    --------
    coding_budget : shows how many codes a given precision needs.
    write_coding_sheet : writes the sample as a sheet for one coder.
    choose_for_training : chooses the paragraphs that would teach the model most.

    Notes
    -----
    "area" allots the draw in proportion to :math:`\sqrt{N_h}` of the paragraphs predicted to be of each area, and at least
    two; areas too few to be told apart by the draw are put together. "length" and "error" draw a fixed number by
    systematic sampling in random order, with :math:`\pi_i = \min(1, n s_i / \sum s)`. The size :math:`s_i` is the number
    of characters, or characters × :math:`\sqrt{1 - p_i}` with the classifier's probability :math:`p_i`, and at least a
    tenth, or a quarter, of the mean size: no chance is near zero, so that no single code decides an estimate. Their variance
    is :math:`\frac{n}{n-1} \sum (1 - \pi_i) (e_i - \bar e)^2` with :math:`\bar e` weighted by :math:`1 - \pi_i` (Hájek);
    with equal chances this is that of simple random sampling.

    References
    ----------
    Särndal, C.-E., Swensson, B., & Wretman, J. (1992). *Model Assisted Survey Sampling*, ch. 3.
    doi:10.1007/978-1-4612-4378-6.
    Bankier, M. D. (1988). Power allocations: Determining sample sizes for subnational areas. The American Statistician,
    42(3), 174–177. doi:10.1080/00031305.1988.10475556.
    Hartley, H. O., & Rao, J. N. K. (1962). Sampling with unequal probabilities and without replacement. Annals of
    Mathematical Statistics, 33(2), 350–374. doi:10.1214/aoms/1177704564.
    Hájek, J. (1964). Asymptotic theory of rejective sampling with varying probabilities from a finite population. Annals
    of Mathematical Statistics, 35(4), 1491–1523. doi:10.1214/aoms/1177700375.
    Zrnic, T., & Candès, E. J. (2024). Active statistical inference. doi:10.48550/arXiv.2403.03208.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> sample = sample_for_coding(paragraphs, per_year=5, random_state=1)
    >>> sample["paragraph_id"].nunique(), sorted(sample.loc[sample["draw_order"] == 1, "stratum"].unique())[0]
    (25, 'year=2017; role=problem+plan+preamble')
    """
    strata = [strata] if isinstance(strata, str) else list(strata)
    needed = ("paragraph_id", "report_id", "year", "position", "role", "text", "n_chars", *strata)
    check_table(coded, needed, argument="coded", maker="classify_paragraphs")
    _check_numbers(per_year, uncertain)
    check_choice("design", design, DESIGNS)
    answers = {"area": ["area"], "error": ["probability"]}.get(design, [])
    answers += ["probability"] if uncertain else []
    check_table(coded, tuple(answers), argument="coded", maker="classify_paragraphs")
    check_choice("role", role, RUNNING)
    roles = [role, *(other for other in RUNNING if other != role)] if roles is None else list(roles)
    for own in roles:
        if own not in RUNNING:
            raise InputError("roles", f"holds {own!r}", f"use any of {', '.join(RUNNING)}")
    coded = with_hashes(coded)
    frame = coded[countable(coded) & (coded["role"].isin(roles) & coded[strata].notna().all(axis=1))]
    if frame.empty:
        raise InputError(
            "coded", f"has no paragraph of role {', '.join(roles)} with {', '.join(strata)}", "give others"
        )
    how = {"per_year": per_year, "strata": strata, "roles": sorted(roles), "uncertain": uncertain}
    how |= {} if design == "simple" else {"design": design}
    frame_id = frame_name(frame["paragraph_id"], frame["text_hash"], how | {"seed": random_state})
    generator = np.random.default_rng(random_state)
    parts = []
    for values, own in frame.groupby(strata, sort=True):
        labels = (as_labels(pd.Series([value])).iloc[0] for value in values)
        cell = dict(zip(strata, labels, strict=True))
        for names, size in _roles_apart(own["role"], role, roles, per_year):
            part = own[own["role"].isin(names)]
            own_design = design if role in names else "simple"
            parts += draw_paragraphs(
                part, cell | {"role": "+".join(names)}, size, uncertain, own_design, generator
            )
    drawn = pd.concat(parts)
    drawn = drawn.iloc[generator.permutation(len(drawn))].assign(frame_id=frame_id)
    order = drawn.groupby("stratum").cumcount() + 1
    return units_to_code(coded, drawn.assign(draw_order=order), blind=blind)


def _roles_apart(found: pd.Series, role: str, roles: Sequence[str], size: int) -> list[tuple[list[str], int]]:
    """The roles of each stratum and the number to draw from it: the main role, and all others together."""
    other = [name for name in roles if name != role and (found == name).any()]
    if role not in roles or not (found == role).any():
        return [(other, size)]
    if not other:
        return [([role], size)]
    least = min(2, size - 1, int(found.isin(other).sum()))  # of one, no variance can be told
    apart = max(round(OTHER_ROLES * size), least)
    n_main = int((found == role).sum())
    apart = max(apart, size - n_main)  # what the main role cannot use
    return [([role], size - apart), (other, apart)] if apart else [([role], size)]


def units_to_code(coded: pd.DataFrame, drawn: pd.DataFrame, *, blind: bool = True) -> pd.DataFrame:
    """The items of drawn paragraphs with their neighbours, as a coder gets them.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        All paragraphs, for the text before and after.
    drawn : DataFrame, one row per paragraph
        Rows of `coded` in the order of the sheet, with ``inclusion_probability`` and what tells of the draw.
    blind : bool, default True
        Leave out year, headings and the model's answer.

    Returns
    -------
    DataFrame, one row per item
        As :func:`sample_for_coding` returns it.
    """
    drawn = with_hashes(drawn)
    items = split_items(drawn).drop(columns="role").rename(columns={"item_id": "unit_id"})
    items = items[items["n_chars"] > 0]
    items = items.assign(paragraph_chars=items.groupby("paragraph_id")["n_chars"].transform("sum"))
    about = drawn.drop(columns=["text", "position", "n_chars"], errors="ignore").rename(
        columns={"text_hash": "paragraph_hash"}
    )
    items = items.merge(about, on="paragraph_id")
    items = items.merge(_context(coded), on="paragraph_id", how="left")
    columns = [*COLUMNS, *(name for name in SHOWN if not blind and name in items.columns)]
    if "scheme" in items.columns and not items["scheme"].isin([SCHEME]).all():
        columns.append("scheme")
    return _neighbours(items).reindex(columns=columns).reset_index(drop=True)


def _check_numbers(per_year: int, uncertain: int) -> None:
    if per_year < 1:
        raise InputError("per_year", f"is {per_year}", "draw at least 1 paragraph per stratum")
    if uncertain < 0:
        raise InputError("uncertain", f"is {uncertain}", "use 0 or more")


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
