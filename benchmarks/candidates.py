"""Which columns, model and training texts tell areas apart best: every candidate on field units and on the sample reports.

    python -m benchmarks.candidates            # writes benchmarks/candidates.md (a quarter of an hour)

Field units: text alone, no headings, whole documents left out. Units written with misses in view test nothing, and train only what
tests the documents whose writer had seen neither the classifier nor its answers. Sample reports, which train nothing: with headings,
calibrated on the other reports, as the model's card has them. Differences from the shipped classifier are paired, their standard
errors clustered by document.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sklearn.calibration import CalibratedClassifierCV
from sklearn.svm import LinearSVC

import analysis as fz
from analysis.areas.classifier import AreaClassifier
from analysis.areas.training import FIELD, FIELD_FOLDS, read_exemplars, read_field, training_table
from analysis.paths import shipped
from analysis.taxonomy import load_taxonomy
from analysis.words.vectors import feature_matrix

OUT = Path(__file__).with_name("candidates.md")
SHIPPED = "characters"  # what the others are compared with


class Candidate(NamedTuple):
    """Parameters of the classifier, and what else differs from it."""

    parameters: dict[str, Any]
    by_area: bool = False
    machine: bool = False
    field_weight: float = 1.0
    without: tuple[str, ...] = ()


CHARACTERS = {"word_weight": 0.0}
CANDIDATES = {
    SHIPPED: Candidate(CHARACTERS),
    "words and characters": Candidate({}),
    "words": Candidate({"character_weight": 0.0}),
    "words and characters, areas": Candidate({}, by_area=True),
    "characters, areas": Candidate(CHARACTERS, by_area=True),
    "words and characters, linear SVM": Candidate({}, by_area=True, machine=True),
    "characters, C = 60": Candidate({**CHARACTERS, "C": 60.0}),
    "characters, field units three times": Candidate(CHARACTERS, field_weight=3.0),
    "characters, without exemplars": Candidate(CHARACTERS, without=("exemplar",)),
    "characters, without simulated reports": Candidate(CHARACTERS, without=("simulated report",)),
    "characters, without dictionary texts": Candidate(CHARACTERS, without=("dictionary", "measure name")),
    "characters, without field units": Candidate(CHARACTERS, without=(FIELD,)),
}


def right_on_field(own: Candidate, units: pd.DataFrame, field: pd.DataFrame) -> np.ndarray:
    """Which field units a candidate gets right, each by a model that has not learned from its document."""
    exemplars = read_exemplars().query("source != @FIELD")
    blind = units["document"].str.startswith("d")
    right = np.zeros(len(units), dtype=bool)
    for fold in range(FIELD_FOLDS):
        for tested, barred in ((blind, " "), (~blind, "c")):
            rows = (tested & (units["fold"] == fold)).to_numpy(dtype=bool)
            others = field[(field["fold"] != fold) & ~field["document"].str.startswith(barred)]
            others = others.rename(columns={"unit_id": "exemplar_id"}).assign(source=FIELD)
            training = _training(own, pd.concat([exemplars, others], ignore_index=True))
            model, texts = _fitted(own, training), units["text"][rows].tolist()
            found = _machine_answers(model, training, texts) if own.machine else model.predict(texts)
            right[rows] = found == units["area"][rows].to_numpy(dtype=int)
    return right


def on_samples(own: Candidate, codes: pd.DataFrame) -> pd.DataFrame:
    """The coded items of the sample reports as a candidate trained like the shipped classifier predicts them."""
    model = _fitted(own, _training(own, read_exemplars()))
    return fz.evaluate_classifier(codes, model=model, baselines=False, n_resamples=1).predictions


def _training(own: Candidate, exemplars: pd.DataFrame) -> pd.DataFrame:
    training = training_table(exemplars)
    return training[~training["source"].isin(own.without)]


def _fitted(own: Candidate, training: pd.DataFrame) -> AreaClassifier:
    weights = np.where(training["source"] == FIELD, own.field_weight, 1.0)
    labels = _areas(training) if own.by_area else training["measure"]
    return AreaClassifier(random_state=0, **own.parameters).fit(training["text"], labels, weights)


def _areas(training: pd.DataFrame) -> pd.Series:
    return training["measure"].map(load_taxonomy("outline-2015").area_of)


def _machine_answers(model: AreaClassifier, training: pd.DataFrame, texts: list[str]) -> np.ndarray:
    """Areas that a linear SVM on the columns of a model gives to texts."""
    learned, asked = (
        feature_matrix(model.features_, [model.prepared(text) for text in part], resources=model.resources_)
        for part in (training["text"].tolist(), texts)
    )
    areas = _areas(training).to_numpy(dtype=int)
    return np.asarray(CalibratedClassifierCV(LinearSVC(C=1.0), cv=5).fit(learned, areas).predict(asked))


def compared(right: dict[str, np.ndarray], documents: pd.Series, **groups: np.ndarray) -> pd.DataFrame:
    """Accuracy of each candidate, over all units and by group, and its paired difference from the shipped classifier."""
    rows = []
    for name, own in right.items():
        difference = own.astype(float) - right[SHIPPED]
        off = pd.Series(difference - difference.mean()).groupby(documents.to_numpy()).sum()
        error = np.sqrt(len(off) / (len(off) - 1) * (off**2).sum()) / len(own)
        by_group = {group: own[mask].mean() for group, mask in groups.items()}
        rows.append(
            {
                "candidate": name,
                "accuracy": own.mean(),
                **by_group,
                "difference": difference.mean(),
                "std_error": error,
            }
        )
    return pd.DataFrame(rows).round(4).assign(n_units=len(documents), n_documents=documents.nunique())


def compare() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The candidates on field units, by writer too, and on the items of the sample reports."""
    field = read_field()
    units = field[(field["area"] > 0) & ~field["document"].str.startswith("c")].reset_index(drop=True)
    codes = fz.read_codes(shipped("data/codes/final.csv"))
    on_field, samples = {}, {}
    for name, own in CANDIDATES.items():
        on_field[name] = right_on_field(own, units, field)
        if not own.machine:  # which reads no headings
            samples[name] = on_samples(own, codes)
        print(f"{name}: {on_field[name].mean():.4f}", flush=True)
    writer = units["document"].str[0]
    by_writer = {f"writer {key}": (writer == key).to_numpy(dtype=bool) for key in sorted(set(writer))}
    right = {name: found["right"].to_numpy(dtype=bool) for name, found in samples.items()}
    return (
        compared(on_field, units["document"], **by_writer),
        compared(right, samples[SHIPPED]["report_id"]),
    )


def _lines(table: pd.DataFrame) -> list[str]:
    head = ["| " + " | ".join(table.columns) + " |", "|" + " --- |" * len(table.columns)]
    return head + ["| " + " | ".join(map(str, row)) + " |" for row in table.itertuples(index=False)]


if __name__ == "__main__":
    on_field, on_reports = compare()
    lines = [
        "# Candidates for the classifier",
        "",
        f"Written by `python -m benchmarks.candidates`. Shipped: {SHIPPED}; differences are from it. How it was chosen stands in",
        "`models/area-2015/card.md` under *tried*.",
        "",
        "## Field units, text only",
        "",
        *_lines(on_field),
        "",
        "## Items of the sample reports, with headings",
        "",
        *_lines(on_reports),
    ]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
