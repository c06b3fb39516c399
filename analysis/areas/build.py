"""Build the shipped classifier from the data of the project, with the card that says what it is and how good."""

from __future__ import annotations

import hashlib
import json
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.areas.evaluate import Evaluation, evaluate_classifier
from analysis.areas.models import save_classifier
from analysis.areas.training import (
    CANARIES,
    read_exemplars,
    train_classifier,
    training_facts,
    training_table,
)

LIBRARIES = ("scikit-learn", "numpy", "scipy", "jieba", "skops", "opencc")
SETTINGS: dict[str, dict[str, Any]] = {
    "with headings and paragraph": {"heading_blind": False},
    "text only": {"heading_blind": True},
    "with headings, other reports' codes in training": {"heading_blind": False, "train_on_codes": True},
}


def build_classifier(
    exemplars: str | Path,
    target: str | Path,
    *,
    codes: pd.DataFrame | None = None,
    paragraphs: pd.DataFrame | None = None,
    random_state: int = 0,
) -> Path:
    """Train the classifier from a folder of exemplars, evaluate it where codes are given, and save it with its card.

    Parameters
    ----------
    exemplars : path
        Folder of exemplar CSV files.
    target : path
        Folder of the model to write.
    codes, paragraphs : DataFrame, optional
        Hand codes of one coder and the paragraphs they belong to: they evaluate the model and train nothing.
    random_state : int, default 0
        Seed.

    Returns
    -------
    Path
        The folder.
    """
    table = read_exemplars(exemplars)
    training = training_table(table)
    model = train_classifier(training, random_state=random_state)
    texts = [text for text, _ in CANARIES]
    card: dict[str, Any] = {
        "purpose": "Assigns items and paragraphs of Chinese governments' rule-of-law reports to the eight task areas of "
        "the 2015 Outline. Measures reported emphasis, not performance.",
        "limits": "Trained on paragraphs written for this project (simulated) and on the domain dictionary; no text of a "
        "sample report is in the training data. The temperature and the weights of dictionary, headings and paragraph were "
        "chosen with the sample reports in view, so that the figures below are a little favourable. Texts are "
        "self-reports in officialese; other genres are out of range.",
        "training": training_facts(training),
        "parameters": {name: value for name, value in model.get_params().items() if name != "random_state"},
        "random_state": random_state,
        "versions": {name: metadata.version(name) for name in LIBRARIES},
        "canaries": [
            {"text": text, "area": int(area)} for text, area in zip(texts, model.predict(texts), strict=True)
        ],
    }
    if codes is not None and paragraphs is not None:
        card["codes_sha256"] = hashlib.sha256(codes.to_csv(index=False).encode()).hexdigest()
        card["evaluation"] = {
            name: _metrics(
                evaluate_classifier(
                    codes, paragraphs=paragraphs, exemplars=table, random_state=random_state, **setting
                )
            )
            for name, setting in SETTINGS.items()
        }
    return save_classifier(model, target, json.loads(json.dumps(card)))


def _metrics(result: Evaluation) -> str:
    """One line of the card: the metrics of leave-one-report-out with their intervals."""
    row, sets = result.summary.iloc[0], result.sets.iloc[0]
    parts = [
        f"{name} {row[metric]:.3f} [{row[f'{metric}_low']:.3f}, {row[f'{metric}_high']:.3f}]"
        for name, metric in (("accuracy", "accuracy"), ("macro-F1", "macro_f1"), ("kappa", "kappa"))
    ]
    parts += [
        f"measure within the right area {row['measure_accuracy']:.3f}",
        f"ECE {row['ece']:.3f}",
        f"Brier {row['brier']:.3f}",
        f"90% sets cover {sets['coverage']:.3f} at mean size {sets['mean_size']:.2f}",
    ]
    return f"{result.design}, n = {row['n_units']:.0f} work and plan units: " + "; ".join(parts)
