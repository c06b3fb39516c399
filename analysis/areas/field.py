"""How good the classifier is on field units: texts in the manner of real reports, by kind of government and period.

Whole documents are left out, a third at a time. Units that were written with misses on the others in view paraphrase some of
them: they train the shipped model, and have no part here, neither in training nor in testing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.areas.classifier import AreaClassifier
from analysis.areas.evaluate import Evaluation, Recipe, fold_masks, pooled, predict_fold
from analysis.areas.metrics import METRICS, calibration_error, report_interval
from analysis.areas.training import FIELD, FIELD_FOLDS, read_field, train_classifier, training_table

DESIGN = "three thirds of the field units"
_AFTER_MISSES = "c"  # first letter of documents written with misses on the others in view
_BLIND = "d"  # and of those whose writer had seen neither the classifier nor what it answers
CHANGE = 2021  # first year under the new Outline
_SEED, _RESAMPLES, _LEVEL = 0, 999, 0.95


class FieldEvaluation(NamedTuple):
    """The evaluation with the text alone and with headings, and kappa by groups of units.

    ``groups``, one row per way of reading and group: ``headings`` (with, without), ``group``, ``n_units``, ``n_documents``,
    ``accuracy``, ``kappa``, ``kappa_low``, ``kappa_high``, ``level``, ``same_areas`` (how much of the coded and predicted first
    and second areas together is common to both, Jaccard), ``coverage`` of the sets that aim at 90%, ``ece``, and
    ``share_bias``, the largest error of an area's share of the characters (predicted − coded), with its bounds
    ``share_bias_low`` and ``share_bias_high`` and the ``area``. Intervals resample documents. The group "written blind" holds
    the documents whose writer had seen neither the classifier nor any of its answers.
    """

    blind: Evaluation
    full: Evaluation
    groups: pd.DataFrame


def evaluate_field(exemplars: pd.DataFrame, field: pd.DataFrame | None = None) -> FieldEvaluation:
    """Evaluate the way the classifier is trained on field units, each document by a model that has not learned from it.

    Temperatures and threshold are measured on other documents of the same third.

    Parameters
    ----------
    exemplars : DataFrame
        As :func:`read_exemplars` returns them; for each third a model is trained on them with the other field units.
    field : DataFrame, optional
        As :func:`read_field` returns it; default the shipped units.

    Returns
    -------
    FieldEvaluation
    """
    field = read_field() if field is None else field
    field = field[~field["document"].str.startswith(_AFTER_MISSES) & (field["area"] > 0)]
    units = _as_units(field)
    models = {
        fold: train_classifier(training_table(_with_other_folds(exemplars, field, fold)))
        for fold in range(FIELD_FOLDS)
    }
    parts = {way: _folds(models, units, blind=way) for way in (True, False)}
    blind, full = (
        pooled(parts[way], DESIGN, way, "model", _LEVEL, _RESAMPLES, _SEED) for way in (True, False)
    )
    groups = [
        _groups(pd.concat([part[0] for part in parts[way]]), "without" if way else "with") for way in parts
    ]
    return FieldEvaluation(blind, full, pd.concat(groups, ignore_index=True))


def _folds(
    models: dict[int, AreaClassifier], units: pd.DataFrame, *, blind: bool
) -> list[tuple[pd.DataFrame, np.ndarray]]:
    """Each document's predictions, calibrated on other documents of its third."""
    parts = []
    for fold, model in models.items():
        own = units[units["fold"] == fold].reset_index(drop=True)
        recipe = Recipe.of(model, own)
        parts += [
            predict_fold(own[test], own[train], own[test], recipe, blind, True, {})
            for train, test in fold_masks(own, "report-folds", None, _SEED)
        ]
    return parts


def field_tests() -> pd.DataFrame:
    """The shipped field units that train nothing, as coded units."""
    units = _as_units(read_field())
    return units[units["fold"] == 0].reset_index(drop=True)


def _as_units(field: pd.DataFrame) -> pd.DataFrame:
    """Field units as the evaluation takes coded items: a document is a report, a unit a paragraph."""
    return field.assign(
        report_id=field["document"],
        paragraph_id=field["unit_id"],
        n_chars=field["text"].str.replace(r"\s", "", regex=True).str.len(),
    )


def _with_other_folds(exemplars: pd.DataFrame, field: pd.DataFrame, fold: int) -> pd.DataFrame:
    own = field[field["fold"] != fold].rename(columns={"unit_id": "exemplar_id"}).assign(source=FIELD)
    return pd.concat([exemplars[exemplars["source"] != FIELD], own], ignore_index=True)


def _groups(predictions: pd.DataFrame, headings: str) -> pd.DataFrame:
    period = np.where(predictions["year"] < CHANGE, f"before {CHANGE}", f"from {CHANGE} on")
    blind = predictions["report_id"].str.startswith(_BLIND).to_numpy(dtype=bool)
    masks = {"all": np.ones(len(predictions), dtype=bool), "written blind": blind}
    areas = "area " + predictions["area"].astype(str)
    for values in (predictions["confidence"], predictions["level"], pd.Series(period), areas):
        masks |= {value: values.to_numpy(dtype=str) == value for value in sorted(set(values))}
    rows = []
    for name, mask in masks.items():
        own = predictions[mask]
        coded, predicted = (own[column].to_numpy(dtype=int) for column in ("area", "predicted"))
        reports = own["report_id"].to_numpy(dtype=str)
        low, high = report_interval(METRICS["kappa"], coded, predicted, reports, _LEVEL, _RESAMPLES, _SEED)
        worst, bias, bias_low, bias_high = _share_bias(own, coded, predicted)
        rows.append(
            {
                "headings": headings, "group": name, "n_units": len(own), "n_documents": len(set(reports)),
                "accuracy": (coded == predicted).mean(), "kappa": METRICS["kappa"](coded, predicted),
                "kappa_low": low, "kappa_high": high, "level": _LEVEL, "same_areas": _same_areas(own).mean(),
                "coverage": own["covered"].mean(),
                "ece": calibration_error(own), "share_bias": bias, "share_bias_low": bias_low,
                "share_bias_high": bias_high, "area": worst,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _share_bias(
    own: pd.DataFrame, coded: np.ndarray, predicted: np.ndarray
) -> tuple[int, float, float, float]:
    """The area whose share of the characters is furthest off, by how much, and the bounds over resampled documents."""
    chars = own["n_chars"].to_numpy(dtype=float)
    areas = np.array(sorted({*coded, *predicted}))
    document, names = pd.factorize(own["report_id"])
    errors, sizes = np.zeros((len(names), len(areas))), np.bincount(document, weights=chars)
    for column, area in enumerate(areas):
        off = (predicted == area).astype(float) - (coded == area)
        errors[:, column] = np.bincount(document, weights=chars * off, minlength=len(names))
    worst = int(np.abs(errors.sum(axis=0)).argmax())
    drawn = np.random.default_rng(_SEED).integers(len(names), size=(_RESAMPLES, len(names)))
    resampled = errors[drawn, worst].sum(axis=1) / sizes[drawn].sum(axis=1)
    tail = (1 - _LEVEL) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail]) if len(names) > 1 else (np.nan, np.nan)
    return int(areas[worst]), float(errors[:, worst].sum() / sizes.sum()), float(low), float(high)


def _same_areas(own: pd.DataFrame) -> np.ndarray:
    """How much of the areas that code and prediction name, first and second, is common to both, for each unit."""
    pairs = zip(own["area"], own["area_2"], own["predicted"], own["predicted_2"], strict=True)
    sets = [({area, second} - {pd.NA, 0}, {found, other} - {0}) for area, second, found, other in pairs]
    return np.array([len(coded & predicted) / len(coded | predicted) for coded, predicted in sets])
