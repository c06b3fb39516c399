"""How good the classifier is, on hand codes of reports it has not seen, with baselines beside it.

Exemplars and dictionary train; hand codes test. Temperatures and the conformal threshold are measured on the reports
that are not left out, so that nothing of the test side sets them. Where a design trains on the codes of other reports too, a unit of the
test report that nearly repeats a training text is dropped from the training side, not from the test.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analysis.areas.baselines import BASELINES, Baseline
from analysis.areas.classifier import AreaClassifier
from analysis.areas.metrics import Measured
from analysis.areas.models import load_classifier
from analysis.areas.training import train_classifier, training_table
from analysis.coding.final import final_codes
from analysis.coding.joining import check_texts, with_ids
from analysis.errors import InputError, check_choice, check_level
from analysis.paths import sample_reports
from analysis.reading.duplicates import near_copies
from analysis.reading.read import read_reports
from analysis.reading.split import split_items, split_paragraphs
from analysis.tables import AREAS, CODED_ROLES, check_table

DESIGNS = ("leave-one-report-out", "leave-one-province-out", "forward")
EVALUATED_ROLES = ("work", "plan")
SET_LEVEL = 0.9  # coverage that the conformal sets aim at
LEAST = 20  # codes of other reports, to calibrate on them
_STRONG = 0.5  # margin from which a disagreement deserves a second look
_SHOWN = [
    "unit_id", "report_id", "text", "area", "predicted", "probability", "coded_probability", "measure",
    "predicted_measure", "right",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The result of an evaluation, as tables.

    Attributes
    ----------
    summary : DataFrame, one row per classifier
        ``classifier`` (the model and the baselines), ``n_units``, ``accuracy``, ``macro_f1``, ``kappa``, each with
        ``_low`` and ``_high``, ``level``, ``ece``, ``brier``, ``abstained``; ``measure_accuracy`` within the right area; ``coded_by``
        (person, model, or both), because to agree with a model is not to be right.
    areas : DataFrame, one row per area
        ``area``, ``n_units``, ``precision``, ``recall``, ``f1``, ``f1_low``, ``f1_high`` of the model.
    calibration : DataFrame, one row per bin of probability
        ``bin_low``, ``bin_high``, ``n_units``, ``probability`` (mean), ``accuracy``.
    shares : DataFrame, one row per year and area
        ``year``, ``area``, ``coded``, ``predicted``, ``error`` (predicted − coded), by characters.
    predictions : DataFrame, one row per unit
        ``unit_id``, ``report_id``, ``text``, ``area``, ``predicted``, ``probability`` (of the predicted area),
        ``coded_probability`` (of the coded one), ``measure``,
        ``predicted_measure``, ``right``.
    sets : DataFrame, one row
        ``level``, ``coverage``, ``mean_size`` of the conformal sets calibrated on the training side (the other reports, or
        earlier years); NaN where there is none.
    """

    design: str
    heading_blind: bool
    summary: pd.DataFrame
    areas: pd.DataFrame
    calibration: pd.DataFrame
    shares: pd.DataFrame
    predictions: pd.DataFrame
    sets: pd.DataFrame

    @property
    def second_look(self) -> pd.DataFrame:
        """Units whose code and out-of-report prediction disagree strongly, the strongest first: read them again.

        The margin is the probability of the predicted area less that of the coded one (the self-confidence of
        Northcutt, Jiang & Chuang 2021, doi:10.1613/jair.1.12125); units from 0.5 on are listed.
        """
        margin = self.predictions["probability"] - self.predictions["coded_probability"]
        strong = self.predictions.assign(margin=margin)[margin >= _STRONG]
        return strong.sort_values("margin", ascending=False, kind="stable").reset_index(drop=True)

    @property
    def failures(self) -> pd.DataFrame:
        """The units that the model gets wrong."""
        return self.predictions[~self.predictions["right"]].reset_index(drop=True)


def evaluate_classifier(
    codes: pd.DataFrame,
    *,
    paragraphs: pd.DataFrame | None = None,
    model: AreaClassifier | None = None,
    exemplars: pd.DataFrame | None = None,
    design: str = "leave-one-report-out",
    heading_blind: bool = False,
    calibrate: bool = True,
    baselines: bool = True,
    train_on_codes: bool = False,
    provinces: pd.Series | None = None,
    parameters: dict[str, Any] | None = None,
    level: float = 0.95,
    n_resamples: int = 999,
    random_state: int = 0,
) -> Evaluation:
    """Evaluate the area classifier on hand codes.

    Parameters
    ----------
    codes : DataFrame, one row per unit
        Hand codes of one coder (or adjudicated), with ``unit_id``, ``role``, ``area``, ``measure``.
    paragraphs : DataFrame, one row per paragraph, optional
        The paragraphs of the coded reports, as :func:`split_paragraphs` returns them; default those of the sample reports.
    model : AreaClassifier, optional
        A trained model that has seen none of the coded texts; default, where no `exemplars` are given, the shipped one.
    exemplars : DataFrame, optional
        Train on these and the dictionary instead, as the design says.
    design : {"leave-one-report-out", "leave-one-province-out", "forward"}
        What is left out: each report, each province (give `provinces`), or every year from the later of two on
        (trained on the codes up to a year, tested on the next year with reports).
    heading_blind : bool, default False
        Classify by the text alone, without headings and neighbours.
    calibrate : bool, default True
        Measure temperatures and threshold on the codes that are not left out.
    baselines : bool, default True
        Evaluate the baselines as well.
    train_on_codes : bool, default False
        Train on the codes of the reports that are not left out as well (needs `exemplars`). The shipped model does not.
    provinces : Series, optional
        Province by ``report_id``, for "leave-one-province-out".
    parameters : dict, optional
        Parameters of the classifier other than the default.
    level : float, default 0.95
        Confidence level of the intervals, which resample reports.
    n_resamples : int, default 999
        Bootstrap samples.
    random_state : int, default 0
        Seed of the resamples.

    Returns
    -------
    Evaluation
        The tables ``summary``, ``areas``, ``calibration``, ``shares``, ``predictions`` and ``sets``.

    Raises
    ------
    InputError
        When no coded unit of role work or plan is left, the design lacks what it needs, or the model was trained on a text
        that it is to be tested on.

    See Also
    --------
    plot_confusion : draws coded against predicted areas.
    plot_calibration : draws accuracy against confidence.
    area_shares : uses the codes to correct the classifier's errors.

    Examples
    --------
    >>> import analysis as fz
    >>> from analysis.paths import shipped
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports() / "longsha_2019.txt"))
    >>> codes = fz.read_codes(shipped("data/codes/final.csv"))
    >>> result = evaluate_classifier(codes, paragraphs=paragraphs, n_resamples=9)
    >>> int(result.summary.loc[0, "n_units"])
    22
    """
    check_choice("design", design, DESIGNS)
    check_level(level)
    if exemplars is None and (train_on_codes or parameters):
        raise InputError("exemplars", "are missing", "give them to train with codes or other parameters")
    if paragraphs is None:
        paragraphs = split_paragraphs(read_reports(sample_reports()))
    units = coded_units(codes, paragraphs)
    tested = units["role"].isin(EVALUATED_ROLES) & (units["area"] > 0)
    if not tested.any():
        raise InputError(
            "codes",
            "has no unit of role work or plan with an area in these paragraphs",
            "give the paragraphs of the coded reports",
        )
    read = units["role"].isin(CODED_ROLES)
    groups = _groups(units, design, provinces)
    if exemplars is None:
        recipe = _Recipe.of(model or load_classifier(), units[tested])
    else:
        recipe = _Recipe(training_table(exemplars), train_on_codes, parameters or {})
    parts = [
        _predict_fold(
            units[test & tested],
            units[train & (units["area"] > 0)],
            units[test & read],
            recipe,
            heading_blind,
            calibrate,
            BASELINES if baselines else {},
        )
        for train, test in groups
        if (test & tested).any()
    ]
    predictions = pd.concat([part[0] for part in parts], ignore_index=True)
    probabilities = np.vstack([part[1] for part in parts])
    measured = Measured(
        predictions, probabilities, level, n_resamples, random_state, tuple(BASELINES if baselines else ())
    )
    return Evaluation(
        design,
        heading_blind,
        measured.summary().assign(coded_by=who_coded(units[tested])),
        measured.areas(),
        measured.calibration(),
        measured.share_errors(),
        predictions[_SHOWN],
        measured.sets(SET_LEVEL),
    )


def coded_units(codes: pd.DataFrame, paragraphs: pd.DataFrame) -> pd.DataFrame:
    """The items of the paragraphs with their hand codes, headings and place in the report."""
    check_table(codes, ("unit_id", "coder", "role", "area", "measure"), argument="codes", maker="read_codes")
    codes = with_ids(final_codes(codes))
    check_texts(codes, paragraphs, paragraphs["report_id"].unique())
    items = split_items(paragraphs).drop(columns="role")  # that of the codes counts
    items = items.rename(columns={"item_id": "unit_id", "position": "item"})
    about = paragraphs[["paragraph_id", "report_id", "year", "position", "heading_1", "heading_2"]]
    known = codes[["unit_id", "role", "area", "measure", "coded_by"]]
    lost = codes["paragraph_id"].isin(set(paragraphs["paragraph_id"])) & ~codes["unit_id"].isin(
        items["unit_id"]
    )
    if lost.any():
        problem = f"hold the unit {codes.loc[lost, 'unit_id'].iloc[0]!r}, which is no item of its paragraph"
        raise InputError("codes", problem, "let rematch_codes find the items as they are cut now")
    units = items.merge(about, on="paragraph_id").merge(known, on="unit_id", validate="one_to_one")
    return units.sort_values(["report_id", "position", "item"]).reset_index(drop=True)


def who_coded(codes: pd.DataFrame) -> str:
    """Whose codes a figure rests on: "person", "model", or "person and model".

    >>> who_coded(pd.DataFrame({"coded_by": ["person", None, "model"]}))
    'person and model'
    """
    return " and ".join(sorted(set(codes["coded_by"].fillna("person")), reverse=True))


def _groups(
    units: pd.DataFrame, design: str, provinces: pd.Series | None
) -> Iterator[tuple[pd.Series, pd.Series]]:
    """Masks of training and test units, fold by fold."""
    if design == "forward":
        years = sorted(units["year"].dropna().unique())
        if len(years) < 2:
            raise InputError(
                "design", "is 'forward' with codes of one year", "give codes of two years or more"
            )
        for before, after in pairwise(years):
            yield (units["year"] <= before).fillna(False), (units["year"] == after).fillna(False)
        return
    key = units["report_id"]
    if design == "leave-one-province-out":
        if provinces is None:
            raise InputError("provinces", "is missing", "give the province of each report_id for this design")
        key = units["report_id"].map(provinces)
    for value in sorted(key.dropna().unique()):
        yield key != value, key == value


def _predict_fold(
    test: pd.DataFrame,
    train: pd.DataFrame,
    report: pd.DataFrame,
    recipe: _Recipe,
    heading_blind: bool,
    calibrate: bool,
    baselines: Mapping[str, Baseline],
) -> tuple[pd.DataFrame, np.ndarray]:
    """Predictions of the model and the baselines for the units of one fold, calibrated on the training side."""
    model = recipe.fit(train, test)
    columns = ["text"] if heading_blind else list(report.columns)
    held_out = train[train["role"].isin(EVALUATED_ROLES)]
    calibrated = calibrate and len(held_out) >= LEAST
    if calibrated:
        model.calibrate(held_out[columns], held_out["area"], level=SET_LEVEL)
    probabilities, measures = model.predict_both(report[columns])
    place = report.index.get_indexer(test.index)
    areas = np.zeros((len(test), len(AREAS)))
    areas[:, model.classes_ - 1] = np.nan_to_num(probabilities[place])
    possible = model.possible(areas)
    true = (np.arange(len(test)), test["area"].to_numpy(dtype=int) - 1)
    result = test.assign(
        predicted=areas.argmax(axis=1) + 1,
        probability=areas.max(axis=1),
        coded_probability=areas[true],
        predicted_measure=measures[place],
        abstained=possible.sum(axis=1) != 1,
        set_size=possible.sum(axis=1) if calibrated else np.nan,
        covered=possible[true].astype(float) if calibrated else np.nan,
    )
    result["right"] = result["predicted"] == result["area"]
    for name, baseline in baselines.items():
        result[name] = baseline(test, train)
    return result, areas


class _Recipe:
    """How a model is trained; without codes in it the same one serves every fold."""

    def __init__(self, training: pd.DataFrame, with_codes: bool, parameters: dict[str, Any]) -> None:
        self.training, self.with_codes, self.parameters = training, with_codes, parameters
        self._model: AreaClassifier | None = None

    @classmethod
    def of(cls, model: AreaClassifier, tested: pd.DataFrame) -> _Recipe:
        """No training: this model, if it has seen none of the texts it is to be tested on."""
        seen = model.has_seen(tested["text"])
        if seen.any():
            first = tested["unit_id"].to_numpy()[seen][0]
            problem = f"was trained on {int(seen.sum())} of the coded texts (first: {first})"
            raise InputError(
                "model", problem, "test it on codes it has not seen, or give exemplars to train anew"
            )
        recipe = cls(pd.DataFrame(), False, {})
        recipe._model = copy.copy(model)  # calibrated fold by fold
        return recipe

    def fit(self, train: pd.DataFrame, test: pd.DataFrame) -> AreaClassifier:
        if not self.with_codes:
            self._model = self._model or train_classifier(self.training, **self.parameters)
            return self._model
        training = pd.concat([self.training, _fresh(train, test)], ignore_index=True)
        return train_classifier(training, **self.parameters)


def _fresh(train: pd.DataFrame, test: pd.DataFrame) -> pd.DataFrame:
    """Codes with a measure, as training rows, without texts that nearly repeat a test unit."""
    usable = train[train["measure"].notna()]
    kept = usable[~near_copies(usable["text"], test["text"])]
    return pd.DataFrame({"text": kept["text"], "measure": kept["measure"].astype(str), "source": "code"})
