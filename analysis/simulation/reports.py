"""Simulated corpora with planted truth: what an estimator has to find again.

Two modes share one design. As tables, paragraphs have placeholder texts and the answers of a simulated classifier: fast
enough for thousands of replicates. As texts, reports are composed of the project's exemplar paragraphs, to be written,
read, classified and coded like real ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.columns.types import AREAS
from analysis.errors import InputError, check_choice
from analysis.simulation.answers import answer, classify_by_chance, classify_by_truth, confusion_matrix
from analysis.simulation.composing import Drift, compose_reports, prepare_exemplars
from analysis.simulation.design import (
    check_share,
    check_years,
    draw_draft,
    find_forerunners,
    invent_regions,
    plan_reports,
    write_reports,
)
from analysis.simulation.filler import fill_reports
from analysis.simulation.planted import (
    TREND,
    base_shares,
    code_by_truth,
    draw_shares,
    expected_shares,
    planted_slopes,
    true_shares,
)
from analysis.tables import check_table, make_table

# one stream of random numbers each, so that one knob does not move what another draws
_STREAMS = ("reports", "shares", "items", "copying", "text", "damage", "answers", "drift")


@dataclass(frozen=True, eq=False)
class Simulation:
    """A simulated corpus and the truth planted in it.

    Attributes
    ----------
    reports : DataFrame, one row per report
        As :func:`read_reports` returns it; titles, issuers and regions say 模拟 (simulated).
    paragraphs : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it; the area is the simulated classifier's answer.
    items : DataFrame, one row per item
        The truth: ``item_id``, ``paragraph_id``, ``report_id``, ``year``, ``role``, ``area``, ``measure``, ``n_chars``.
        Where damage made two paragraphs one, an item has the truth of most of its characters.
    truth : DataFrame, one row per year and area
        ``year``, ``area``, ``share``: the true share of this corpus, by characters of the work told.
    expected : DataFrame, one row per year and area
        ``year``, ``area``, ``share``: what corpora of these governments have on average.
    slopes : DataFrame, one row per area
        ``area``, ``slope``: the planted trend of the same government, in percentage points per year.
    """

    reports: pd.DataFrame
    paragraphs: pd.DataFrame
    items: pd.DataFrame
    truth: pd.DataFrame
    expected: pd.DataFrame
    slopes: pd.DataFrame

    def shares(self, *, weight: str = "characters", role: str = "work") -> pd.DataFrame:
        """True shares of this corpus for another estimand.

        Parameters
        ----------
        weight : {"characters", "paragraphs", "reports"}, default "characters"
            As in :func:`area_shares`.
        role : str, default "work"
            Role of the paragraphs that count.

        Returns
        -------
        DataFrame, one row per year and area
            ``year``, ``area``, ``share``.
        """
        return true_shares(self.items, weight=weight, role=role)

    def classify(self) -> pd.DataFrame:
        """Classify the paragraphs by the truth, as a classifier without error would.

        Returns
        -------
        DataFrame, one row per paragraph
            As :func:`classify_paragraphs` returns it: what any estimator makes of it is the truth for that estimator.
        """
        return classify_by_truth(self.paragraphs, self.items)

    def code(self, sample: pd.DataFrame, *, error: float = 0.0, random_state: int | None = 0) -> pd.DataFrame:
        """Code a sample by the truth, item by item, as a coder without error would, or one who errs.

        Parameters
        ----------
        sample : DataFrame, one row per item
            As :func:`sample_for_coding` draws it from :attr:`paragraphs`, or from the same reports written, read and
            classified.
        error : float, default 0.0
            Share of items that the coder takes for another area, bordering ones more often.
        random_state : int, default 0
            Seed of the errors.

        Returns
        -------
        DataFrame, one row per item
            The columns of ``codes``; the inclusion probabilities of the sample are carried over.

        Raises
        ------
        InputError
            When the sample holds units that are not of this corpus.
        """
        check_table(
            sample, ("unit_id", "inclusion_probability"), argument="sample", maker="sample_for_coding"
        )
        check_share("error", error)
        area = self.items["area"].to_numpy(dtype=int)
        if not error:
            return code_by_truth(sample, self.items)
        generator = np.random.default_rng(random_state)
        answers, _ = answer(np.maximum(area, 1), confusion_matrix(1 - error), generator)
        return code_by_truth(sample, self.items, np.where(area > 0, answers, 0))

    def write(self, folder: str | Path) -> Path:
        """Write the reports as text files with ``reports.csv``, to be read by :func:`read_reports`.

        Parameters
        ----------
        folder : path
            A folder that does not exist yet or is empty.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        InputError
            When the folder holds files.
        """
        return write_reports(self.reports, folder)


def make_reports(
    n_regions: int = 60,
    years: Iterable[int] = range(2017, 2023),
    *,
    trend: Mapping[int, float] | float | None = None,
    base: Sequence[float] | None = None,
    clustering: float = 0.04,
    own_slopes: float = 0.0,
    one_off: int = 0,
    accuracy: Any = 0.85,
    drift: float = 0.0,
    drift_from: int = 5,
    drift_to: int = 6,
    drift_years: Iterable[int] | None = None,
    missing: float = 0.0,
    mix_change: float = 0.0,
    copying: float = 0.0,
    damage: float = 0.0,
    n_paragraphs: float = 26,
    text: bool = False,
    exemplars: pd.DataFrame | None = None,
    random_state: int | None = 0,
) -> Simulation:
    """Simulate a corpus of reports with planted truth.

    Parameters
    ----------
    n_regions : int, default 60
        Governments; a third are cities, the others counties.
    years : iterable of int, default 2017 to 2022
        Years reported on; each government writes one report a year.
    trend : mapping of int to float, or float, optional
        Area to planted slope in percentage points per year, a number being the slope of area 6; areas not named make room
        in proportion. Default ``{6: 1.2}``; ``{}`` plants none.
    base : sequence of 8 floats, optional
        Mid-period share of each area; default all areas common, the least 8%.
    clustering : float, default 0.04
        Standard deviation between governments of a share of one eighth (0.04 is four points); others in proportion.
    own_slopes : float, default 0.0
        How far each government moves among the others in a year, in their standard deviations: slopes then differ between
        governments around the planted one.
    one_off : int, default 0
        Further governments that report in one year each.
    accuracy : float or array of shape (8, 8), default 0.85
        Share of items that the simulated classifier gets right, or its whole confusion matrix (rows are true areas).
    drift : float, default 0.0
        Share of the items of area `drift_from` in `drift_years` that the simulated classifier takes for `drift_to`; in
        text mode their dictionary terms also give way to new words, which end like terms of `drift_to`.
    drift_from, drift_to : int, default 5 and 6
        The area whose vocabulary changes, and the one it is then taken for.
    drift_years : iterable of int, optional
        Default the last two years.
    missing : float, default 0.0
        Share of region-years, at random, without a report.
    mix_change : float, default 0.0
        Share of the counties that have stopped reporting by the last year, while as many of the cities only begin:
        shares then move although no government changes.
    copying : float, default 0.0
        Share of the paragraphs that carry the text of the same government's report of the year before, in text mode with
        some counts changed. Paragraphs of several items are never copied, and one that has no forerunner on the same area
        is new: of 0.5 about 0.44 are reached from the second year on.
    damage : float, default 0.0
        In text mode, share of the reports whose dates and document numbers lost signs and whose paragraphs run together
        in places.
    n_paragraphs : float, default 26
        Mean number of work paragraphs of a report; problems and plans come on top.
    text : bool, default False
        Compose texts of exemplars; otherwise texts are placeholders.
    exemplars : DataFrame, optional
        As ``data/exemplars`` holds them; default those that no shipped classifier is trained on. Give others to test a
        classifier of your own on texts it has not seen.
    random_state : int, default 0
        Seed. The knobs draw from separate streams: with the same seed, drift changes answers only.

    Returns
    -------
    Simulation
        ``reports``, ``paragraphs`` (classified), ``items`` (the truth), ``truth``, ``expected``, ``slopes``, and the methods
        ``shares``, ``classify``, ``code`` and ``write``.

    Raises
    ------
    InputError
        For a knob outside its range, damage without texts, or a trend that drives a share below half a per cent.

    See Also
    --------
    simulated_coverage : measures the coverage of intervals on such reports.
    make_topic_reports : simulates topics instead of areas.

    Notes
    -----
    The expected share of area :math:`a` in year :math:`t` is
    :math:`m_{at} = b_a + c_{al} + \\beta_a (t - \\bar t) / 100` with a tilt :math:`c` by level; a government's shares are
    Dirichlet around it with the same ranks in all years, and each item's area is drawn from them. A quarter of the
    paragraphs enumerate two to four items.

    Examples
    --------
    >>> import analysis as fz
    >>> sim = make_reports(n_regions=20, drift=0.3, random_state=1)
    >>> sample = fz.sample_for_coding(sim.paragraphs, per_year=50, random_state=1)
    >>> shares = fz.area_shares(sim.paragraphs, sim.code(sample))
    >>> len(shares), shares["estimator"].unique().tolist()
    (48, ['dsl'])
    """
    span = check_years(years)
    trend = TREND if trend is None else {6: float(trend)} if isinstance(trend, (int, float)) else trend
    _check_sizes(n_regions, n_paragraphs, clustering)
    if one_off < 0:
        raise InputError("one_off", f"is {one_off}", "give 0 or more governments")
    if not 0 <= own_slopes < 1:
        raise InputError("own_slopes", f"is {own_slopes!r}", "give 0 to below 1 standard deviation a year")
    given = {
        "drift": drift,
        "missing": missing,
        "mix_change": mix_change,
        "copying": copying,
        "damage": damage,
    }
    for name, value in given.items():
        check_share(name, value)
    if damage and not text:
        raise InputError("damage", f"is {damage!r} without texts", "give text=True with it")
    check_choice("drift_from", drift_from, AREAS)
    check_choice("drift_to", drift_to, AREAS)
    pool = prepare_exemplars(_exemplars(exemplars)) if text else None
    late = span[-2:] if drift_years is None else list(drift_years)
    stream = dict(zip(_STREAMS, np.random.default_rng(random_state).spawn(len(_STREAMS)), strict=True))
    mean = base_shares(base)
    governments = invent_regions(n_regions + one_off)
    reports = plan_reports(governments, span, missing, mix_change, stream["reports"], one_off)
    expected = expected_shares(trend, span, governments["level"].to_numpy(dtype=str), mean)
    shares = draw_shares(expected, clustering, stream["shares"], own_slopes)
    chance = shares if pool is None else pool.chance(shares)
    draft = draw_draft(reports, chance, n_paragraphs, stream["items"])
    source = find_forerunners(reports, draft, copying, stream["copying"])
    if pool is None:
        reports, paragraphs, items = fill_reports(reports, draft, source, stream["text"])
    else:
        new_words = Drift(np.isin(reports["year"], late), drift, drift_from, drift_to)
        generators = (stream["text"], stream["drift"], stream["damage"])
        reports, paragraphs, items = compose_reports(
            reports, draft, source, pool, drift=new_words, damage=damage, generators=generators
        )
        source = np.arange(len(items))
    caught = items["year"].isin(late) & (items["area"] == drift_from)
    coded = classify_by_chance(
        paragraphs,
        items,
        confusion=confusion_matrix(accuracy),
        misled=np.where(caught, drift, 0.0),
        misled_to=drift_to,
        source=source,
        generators=(stream["answers"], stream["drift"]),
    )
    return Simulation(
        reports=make_table("reports", reports),
        paragraphs=coded,
        items=items,
        truth=true_shares(items),
        expected=_mean_by_year(expected[reports["government"], reports["when"]], reports["year"]),
        slopes=pd.DataFrame({"area": AREAS, "slope": planted_slopes(trend, mean)}),
    )


def _mean_by_year(shares: np.ndarray, years: pd.Series) -> pd.DataFrame:
    means = pd.DataFrame(shares, columns=list(AREAS)).groupby(years.to_numpy(dtype=int)).mean()
    long = means.rename_axis("year").reset_index().melt("year", var_name="area", value_name="share")
    return long.astype({"area": int}).sort_values(["year", "area"], ignore_index=True)


def _exemplars(exemplars: pd.DataFrame | None) -> pd.DataFrame:
    # imports scikit-learn, which tables do without
    from analysis.areas.training import TRAINED_ROLES, read_exemplars, reserved

    if exemplars is not None:
        return exemplars
    table = read_exemplars()
    usable = table[table["role"].isin(TRAINED_ROLES) & table["measure"].notna()]
    return usable[reserved(usable)]


def _check_sizes(n_regions: int, n_paragraphs: float, clustering: float) -> None:
    if n_regions < 1:
        raise InputError("n_regions", f"is {n_regions}", "simulate at least 1 government")
    if not n_paragraphs >= 1:
        raise InputError("n_paragraphs", f"is {n_paragraphs}", "give at least 1 paragraph a report")
    if not 0 <= clustering < 0.3:
        raise InputError("clustering", f"is {clustering!r}", "give a standard deviation from 0 to below 0.3")
