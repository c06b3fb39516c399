"""How good the classifier is, on hand codes of reports it has not seen, with baselines beside it.

Exemplars and dictionary train; hand codes test. Temperatures and the conformal threshold are measured on the reports
that are not left out, so that nothing of the test side sets them. Where a design trains on the codes of other reports too, a unit of the
test report that nearly repeats a training text is dropped from the training side, not from the test.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analysis.areas.baselines import BASELINES, OF_ANY_SCHEME, Baseline
from analysis.areas.classifier import AreaClassifier
from analysis.areas.classify import SECOND
from analysis.areas.coded import SET_LEVEL as SET_LEVEL
from analysis.areas.coded import coded_units as coded_units
from analysis.areas.coded import who_coded as who_coded
from analysis.areas.learning import fit_units
from analysis.areas.metrics import Measured
from analysis.areas.models import load_classifier
from analysis.areas.training import train_classifier, training_table
from analysis.columns.types import AREAS
from analysis.crosswalk import check_codes_scheme, name_scheme, scheme_of_codes
from analysis.errors import InputError, check_choice, check_level
from analysis.paths import sample_reports
from analysis.reading.duplicates import near_copies
from analysis.reading.read import read_reports
from analysis.reading.split import split_paragraphs
from analysis.scheme import Scheme
from analysis.tables import CODED_ROLES, SCHEME
from analysis.taxonomy import as_taxonomy

DESIGNS = ("leave-one-report-out", "report-folds", "leave-one-province-out", "forward")
EVALUATED_ROLES = ("work", "plan")
MANY, N_FOLDS = 20, 10  # reports from which tenths are left out, where each part is trained anew
LEAST = 20  # codes of other reports, to calibrate on them
_STRONG = 0.5  # margin from which a disagreement deserves a second look
_SHOWN = [
    "unit_id", "report_id", "text", "area", "predicted", "probability", "coded_probability", "measure",
    "predicted_measure", "right",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The result of an evaluation, as tables; those with areas name their ``scheme``.

    Attributes
    ----------
    summary : DataFrame, one row per classifier
        ``classifier`` (the model and the baselines), ``n_units``, ``accuracy``, ``macro_f1``, ``kappa``, each with
        ``_low`` and ``_high``, ``level``, ``ece``, ``brier``, ``abstained``; ``measure_accuracy`` within the right area; ``coded_by``
        (person, model, or both), because to agree with a model is not to be right.
    areas : DataFrame, one row per area
        ``area``, ``n_units``, ``precision``, ``recall``, ``f1``, ``f1_low``, ``f1_high`` of the model.
    calibration : DataFrame, one row per bin of probability
        ``bin_low``, ``bin_high``, ``n_units``, ``probability`` (mean), ``accuracy`` with ``low``, ``high``, ``level`` (exact binomial
        interval, as if units were independent).
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
    design: str | None = None,
    scheme: Scheme | str | None = None,
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
    design : {"leave-one-report-out", "report-folds", "leave-one-province-out", "forward"}, optional
        What is left out: each report, a tenth of the reports, each province (give `provinces`), or every year from the
        later of two on (trained on the codes up to a year, tested on the next year with reports). Default each report; a
        tenth where own categories are trained anew and more than 20 reports are coded.
    scheme : Scheme or str, optional
        Scheme of the codes; default that of the model, else the one that the codes name, else the eight areas. In an own
        scheme, without `model`, each part is predicted by a classifier trained on the codes of the other reports.
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
    own = _scheme_asked(codes, model, scheme)
    trained_anew = own.scheme != SCHEME and model is None
    if design is None:
        many = trained_anew and pd.Series(codes.get("report_id", pd.Series(dtype=str))).nunique() > MANY
        design = "report-folds" if many else "leave-one-report-out"
    check_choice("design", design, DESIGNS)
    check_level(level)
    if exemplars is None and (train_on_codes or parameters) and not trained_anew:
        raise InputError("exemplars", "are missing", "give them to train with codes or other parameters")
    if paragraphs is None:
        paragraphs = split_paragraphs(read_reports(sample_reports()))
    units = coded_units(codes, paragraphs)
    codes_of = own.codes
    tested = units["role"].isin(EVALUATED_ROLES) & (units["area"] > 0)
    if own.scheme != SCHEME:  # none of the categories is an answer, if it was coded
        tested = units["role"].isin(CODED_ROLES) & units["area"].notna()
        codes_of = (0, *own.codes) if (units.loc[tested, "area"] == 0).any() else own.codes
        check_codes_scheme(codes, own)
    if not tested.any():
        raise InputError(
            "codes",
            "has no unit of role work or plan with an area in these paragraphs",
            "give the paragraphs of the coded reports",
        )
    read = units["role"].isin(CODED_ROLES)
    groups = fold_masks(units, design, provinces, random_state)
    if trained_anew:
        recipe = Recipe(pd.DataFrame(), True, parameters or {}, own)
    elif exemplars is None:
        recipe = Recipe.of(model or load_classifier(), units[tested])
    else:
        recipe = Recipe(training_table(exemplars), train_on_codes, parameters or {})
    compared = BASELINES if own.scheme == SCHEME else OF_ANY_SCHEME
    compared = compared if baselines else {}
    parts = [
        predict_fold(
            units[test & tested],
            units[train & (tested if own.scheme != SCHEME else units["area"] > 0)],
            units[test & read],
            recipe,
            heading_blind,
            calibrate,
            compared,
            codes_of,
        )
        for train, test in groups
        if (test & tested).any()
    ]
    measure = (level, n_resamples, random_state, tuple(compared), codes_of)
    found = pooled(parts, design, heading_blind, who_coded(units[tested]), *measure)
    named = {name: name_scheme(getattr(found, name), own) for name in ("areas", "shares", "predictions")}
    return replace(found, **named)


def pooled(
    parts: Sequence[tuple[pd.DataFrame, np.ndarray]],
    design: str,
    heading_blind: bool,
    coded_by: str,
    level: float = 0.95,
    n_resamples: int = 999,
    random_state: int = 0,
    baselines: tuple[str, ...] = (),
    codes: tuple[int, ...] = AREAS,
) -> Evaluation:
    """The evaluation of the predictions of all folds together."""
    predictions = pd.concat([part[0] for part in parts], ignore_index=True)
    probabilities = np.vstack([part[1] for part in parts])
    measured = Measured(predictions, probabilities, level, n_resamples, random_state, baselines, codes)
    return Evaluation(
        design,
        heading_blind,
        measured.summary().assign(coded_by=coded_by),
        measured.areas(),
        measured.calibration(),
        measured.share_errors(),
        predictions[_SHOWN],
        measured.sets(SET_LEVEL),
    )


def _scheme_asked(codes: pd.DataFrame, model: AreaClassifier | None, scheme: Scheme | str | None) -> Scheme:
    """The scheme of an evaluation, and that the model answers in it."""
    if scheme is None:
        return model.scheme_ if model is not None else scheme_of_codes(codes)
    own = as_taxonomy(scheme)
    if model is not None and model.scheme_.scheme != own.scheme:
        problem = f"answers in scheme {model.scheme_.scheme!r}, not {own.scheme!r}"
        raise InputError("model", problem, "give a model of that scheme, or leave it out to train one")
    return own


def fold_masks(
    units: pd.DataFrame, design: str, provinces: pd.Series | None, random_state: int = 0
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
    if design == "report-folds":
        names = np.random.default_rng(random_state).permutation(sorted(key.unique()))
        key = key.map({name: number % N_FOLDS for number, name in enumerate(names)})
    if design == "leave-one-province-out":
        if provinces is None:
            raise InputError("provinces", "is missing", "give the province of each report_id for this design")
        key = units["report_id"].map(provinces)
    for value in sorted(key.dropna().unique()):
        yield key != value, key == value


def predict_fold(
    test: pd.DataFrame,
    train: pd.DataFrame,
    report: pd.DataFrame,
    recipe: Recipe,
    heading_blind: bool,
    calibrate: bool,
    baselines: Mapping[str, Baseline],
    codes: tuple[int, ...] = AREAS,
) -> tuple[pd.DataFrame, np.ndarray]:
    """Predictions of the model and the baselines for the units of one fold, calibrated on the training side."""
    model = recipe.fit(train, test)
    columns = ["text"] if heading_blind else list(report.columns)
    held_out = train[train["role"].isin(EVALUATED_ROLES)]
    calibrated = calibrate and len(held_out) >= LEAST
    if calibrated and not recipe.calibrates:
        model.calibrate(held_out[columns], held_out["area"], level=SET_LEVEL)
    probabilities, measures = model.predict_both(report[columns])
    place = report.index.get_indexer(test.index)
    column = {area: number for number, area in enumerate(codes)}
    areas = np.zeros((len(test), len(codes)))
    known = [own for own, area in enumerate(model.classes_) if area in column]
    areas[:, [column[model.classes_[own]] for own in known]] = np.nan_to_num(probabilities[place][:, known])
    possible = np.zeros(areas.shape, dtype=bool)
    possible[:, [column[model.classes_[own]] for own in known]] = model.possible(probabilities[place])[
        :, known
    ]
    true = (np.arange(len(test)), [column[area] for area in test["area"].astype(int)])
    result = test.assign(
        predicted=np.asarray(codes)[areas.argmax(axis=1)],
        probability=areas.max(axis=1),
        coded_probability=areas[true],
        predicted_measure=measures[place],
        abstained=possible.sum(axis=1) != 1,
        set_size=possible.sum(axis=1) if calibrated else np.nan,
        covered=possible[true].astype(float) if calibrated else np.nan,
    )
    runner_up = np.argsort(-areas, axis=1, kind="stable")[:, 1]
    close = areas[np.arange(len(areas)), runner_up] >= SECOND
    result["predicted_2"] = np.where(close, np.asarray(codes)[runner_up], 0)
    result["right"] = result["predicted"] == result["area"]
    for name, baseline in baselines.items():
        result[name] = baseline(test, train)
    return result, areas


class Recipe:
    """How a model is trained; without codes in it the same one serves every fold."""

    def __init__(
        self, training: pd.DataFrame, with_codes: bool, parameters: dict[str, Any], own: Scheme | None = None
    ) -> None:
        self.training, self.with_codes, self.parameters, self.own = training, with_codes, parameters, own
        self.calibrates = own is not None  # out of document, as it is trained
        self._model: AreaClassifier | None = None

    @classmethod
    def of(cls, model: AreaClassifier, tested: pd.DataFrame) -> Recipe:
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
        if self.own is not None:
            kept = train[~near_copies(train["text"], test["text"])]
            return fit_units(kept, self.own, **self.parameters)
        training = pd.concat([self.training, _fresh(train, test)], ignore_index=True)
        return train_classifier(training, **self.parameters)


def _fresh(train: pd.DataFrame, test: pd.DataFrame) -> pd.DataFrame:
    """Codes with a measure, as training rows, without texts that nearly repeat a test unit."""
    usable = train[train["measure"].notna()]
    kept = usable[~near_copies(usable["text"], test["text"])]
    return pd.DataFrame({"text": kept["text"], "measure": kept["measure"].astype(str), "source": "code"})
