"""Build the shipped classifier from the data of the project, with the card that says what it is and how good."""

from __future__ import annotations

import hashlib
import json
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.areas.ablation import DESIGNS, ablate
from analysis.areas.classifier import AreaClassifier
from analysis.areas.evaluate import EVALUATED_ROLES, SET_LEVEL, Evaluation, coded_units, evaluate_classifier
from analysis.areas.explanation import telling_words
from analysis.areas.models import canary_answers, save_classifier
from analysis.areas.training import (
    CANARIES,
    read_exemplars,
    train_classifier,
    training_facts,
    training_table,
)
from analysis.text import squeeze

LIBRARIES = ("scikit-learn", "numpy", "scipy", "jieba", "skops", "opencc")
# what a second careful coder would come near to: design, table, column, goal, and whether more is better
_GOALS = (
    ("leave-one-report-out, text only", "summary", "accuracy", 0.90, True),
    ("leave-one-report-out, text only", "summary", "macro_f1", 0.88, True),
    ("leave-one-report-out, text only", "summary", "ece", 0.05, False),
    ("leave-one-report-out", "summary", "accuracy", 0.95, True),
    ("leave-one-report-out", "summary", "macro_f1", 0.94, True),
    ("leave-one-report-out", "summary", "measure_accuracy", 0.75, True),
    ("leave-one-report-out", "summary", "ece", 0.05, False),
    ("leave-one-report-out", "sets", "coverage", 0.88, True),
    ("leave-one-report-out", "sets", "mean_size", 1.4, False),
)
_TRIED = (
    "Beside the ablation, tried with the codes of the sample reports and paragraphs of other documents and not kept: codes of "
    "the other reports in training, models of single sentences, a linear support vector machine, complement naive Bayes, bigrams "
    "of words, more weight for the dictionary's columns, the order of units on top of headings. Most failures are items whose own "
    "words tell of another area than the paragraph or answer around them, and paragraphs of two or three areas."
)
_START = 60  # characters of a failing unit in the card


class Built(NamedTuple):
    """A trained classifier, its card, and the table of its training texts."""

    model: AreaClassifier
    card: dict[str, Any]
    training: pd.DataFrame


def build_classifier(target: str | Path, **given: Any) -> Path:
    """Train the classifier as :func:`train_with_card` does, and save it with its card.

    Parameters
    ----------
    target : path
        Folder of the model to write; an existing model there is replaced.
    **given
        As for :func:`train_with_card`.

    Returns
    -------
    Path
        The folder.
    """
    built = train_with_card(**given)
    return save_classifier(built.model, target, built.card)


def train_with_card(
    *,
    exemplars: str | Path | None = None,
    codes: pd.DataFrame | None = None,
    paragraphs: pd.DataFrame | None = None,
    provinces: pd.Series | None = None,
    ablation: bool = False,
    random_state: int = 0,
) -> Built:
    """Train the classifier from exemplars, and evaluate and calibrate it where codes are given.

    Parameters
    ----------
    exemplars : path, optional
        Folder of exemplar CSV files; default the shipped ones.
    codes, paragraphs : DataFrame, optional
        Hand codes of one coder and the paragraphs they belong to. They evaluate the model, each report with temperatures
        and threshold measured on the others; those of the saved model are measured on all of them. They train nothing.
    provinces : Series, optional
        Province by ``report_id``.
    ablation : bool, default False
        Evaluate the model with each lever changed, too; this takes some minutes.
    random_state : int, default 0
        Seed.

    Returns
    -------
    Built
        ``model``, ``card``, ``training``. Nothing is saved.
    """
    table = read_exemplars(exemplars)
    training = training_table(table)
    model = train_classifier(training, random_state=random_state)
    card: dict[str, Any] = {
        "purpose": "Assigns items and paragraphs of Chinese governments' rule-of-law reports to the eight task areas of "
        "the 2015 Outline. Measures reported emphasis, not performance.",
        "limits": "Trained on paragraphs and reports written for this project (simulated) and on the domain dictionary; no "
        "text of a sample report is in the training data. The weights of headings and paragraph, the strength of regularisation, the "
        "number of features and the product of two models were chosen among a few values with the simulated reports (before they "
        "trained), the codes of the sample reports and some paragraphs of other documents in view, so that the figures below are a "
        "little favourable. Texts are self-reports in officialese; other genres are out of range.",
        "training": training_facts(training),
        "parameters": settings(model),
        "random_state": random_state,
        "versions": {name: metadata.version(name) for name in LIBRARIES},
    }
    if codes is not None and paragraphs is not None:
        provinces = pd.Series(dtype="string") if provinces is None else provinces
        card["codes_sha256"] = hashlib.sha256(codes.to_csv(index=False).encode()).hexdigest()
        card |= _evaluated(model, codes, paragraphs, provinces, random_state)
        if ablation:
            card["ablation"] = _records(
                ablate(codes, paragraphs, table, provinces, random_state=random_state)
            )
        units = coded_units(codes, paragraphs)
        units = units[units["role"].isin(EVALUATED_ROLES)]
        model.calibrate(units, units["area"], level=SET_LEVEL)
    card["calibrated"] = {
        "temperature": model.temperature_,
        "temperature with evidence": model.context_temperature_,
        "threshold": model.threshold_,
    }
    card["canaries"] = canary_answers(model, [text for text, _ in CANARIES])
    return Built(model, json.loads(json.dumps(card)), training)


def settings(model: AreaClassifier) -> dict[str, Any]:
    """The parameters of a model for its card; its resources, a text of some hundred kilobytes, stand there by number."""
    parameters: dict[str, Any] = model.get_params(deep=False)
    return {name: value for name, value in parameters.items() if name not in ("random_state", "resources")}


def _evaluated(
    model: AreaClassifier,
    codes: pd.DataFrame,
    paragraphs: pd.DataFrame,
    provinces: pd.Series,
    random_state: int,
) -> dict[str, Any]:
    """The sections of the card that the evaluation fills, by design."""
    results = {
        name: evaluate_classifier(
            codes,
            paragraphs=paragraphs,
            model=model,
            provinces=provinces,
            random_state=random_state,
            **design,
        )
        for name, design in DESIGNS.items()
        if design.get("design") != "leave-one-province-out" or len(provinces)
    }
    full = results["leave-one-report-out"]
    return {
        "goals": [
            _goal(results[design], table, column, goal, more) for design, table, column, goal, more in _GOALS
        ],
        "tried": _TRIED,
        "evaluation": {name: _metrics(result) for name, result in results.items()},
        "baselines (leave-one-report-out)": _records(
            full.summary[1:][["classifier", "accuracy", "macro_f1", "kappa"]]
        ),
        "areas (leave-one-report-out)": _records(full.areas),
        "calibration (leave-one-report-out)": _records(full.calibration),
        "share errors (leave-one-report-out)": _records(full.shares),
        "failures (leave-one-report-out)": [_failure(row, model) for row in full.failures.to_dict("records")],
    }


def _goal(result: Evaluation, table: str, column: str, goal: float, more: bool) -> dict[str, Any]:
    """A goal, what was measured, and by how much it falls short."""
    measured = float(getattr(result, table)[column].iloc[0])
    short = max(0.0, goal - measured if more else measured - goal)
    return {
        "design": result.design + (", text only" if result.heading_blind else ""),
        "metric": column,
        "goal": f"{'at least' if more else 'at most'} {goal}",
        "measured": round(measured, 3),
        "falls short by": round(short, 3),
    }


def _metrics(result: Evaluation) -> str:
    """One line of the card: the metrics of a design with their intervals."""
    row, sets = result.summary.iloc[0], result.sets.iloc[0]
    parts = [
        f"{name} {row[metric]:.3f} [{row[f'{metric}_low']:.3f}, {row[f'{metric}_high']:.3f}]"
        for name, metric in (("accuracy", "accuracy"), ("macro-F1", "macro_f1"), ("kappa", "kappa"))
    ]
    parts += [
        f"measure within the right area {row['measure_accuracy']:.3f}",
        f"ECE {row['ece']:.3f}",
        f"Brier {row['brier']:.3f}",
        f"abstained {row['abstained']:.3f}",
        f"90% sets cover {sets['coverage']:.3f} at mean size {sets['mean_size']:.2f}",
    ]
    who = {"model": ", coded by a model, not by people", "person and model": ", coded in part by a model"}
    return f"n = {row['n_units']:.0f} work and plan units{who.get(row['coded_by'], '')}: " + "; ".join(parts)


def _failure(row: dict[str, Any], model: AreaClassifier) -> dict[str, Any]:
    """A unit that the model gets wrong, and the words of its text that speak for the text's own area."""
    return {
        "unit_id": row["unit_id"],
        "coded": int(row["area"]),
        "predicted": int(row["predicted"]),
        "probability": round(row["probability"], 2),
        "of the coded area": round(row["coded_probability"], 2),
        "text": squeeze(row["text"])[:_START],
        "words that moved it": "、".join(telling_words(row["text"], model, n=4)),
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for the card: three digits, missing as null."""
    rounded = table.round(3)
    records: list[dict[str, Any]] = json.loads(rounded.to_json(orient="records", force_ascii=False))
    return records
