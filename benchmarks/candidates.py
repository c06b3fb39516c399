"""Which columns and which model tell areas apart best: every candidate on field units, whole documents left out.

    python -m benchmarks.candidates            # writes benchmarks/candidates.md (minutes)

Text alone, no headings. Units written with misses in view test nothing, and train only what tests the documents whose writer had
seen neither the classifier nor its answers. Differences are paired, their standard errors clustered by document.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sklearn.calibration import CalibratedClassifierCV
from sklearn.svm import LinearSVC

from analysis.areas.classifier import AreaClassifier
from analysis.areas.training import FIELD, FIELD_FOLDS, read_exemplars, read_field, training_table
from analysis.taxonomy import load_taxonomy
from analysis.words.vectors import feature_matrix

OUT = Path(__file__).with_name("candidates.md")
FIRST = "words and characters"  # what the others are compared with


class Candidate(NamedTuple):
    """Parameters of the classifier, and what else differs from it."""

    parameters: dict[str, Any]
    by_area: bool = False
    machine: bool = False
    field_weight: float = 1.0
    without: tuple[str, ...] = ()


CHARACTERS = {"word_weight": 0.0}
CANDIDATES = {
    FIRST: Candidate({}),
    "characters": Candidate(CHARACTERS),
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


def answers(
    own: Candidate, field: pd.DataFrame, exemplars: pd.DataFrame, fold: int, test: pd.DataFrame
) -> np.ndarray:
    """Areas that a candidate gives to the test units of a fold."""
    blind = test["document"].str.startswith("d").to_numpy(dtype=bool)
    found = np.zeros(len(test), dtype=int)
    for rows, barred in ((blind, ""), (~blind, "c")):
        others = field[(field["fold"] != fold) & ~field["document"].str.startswith(barred or " ")]
        units = others.rename(columns={"unit_id": "exemplar_id"}).assign(source=FIELD)
        training = training_table(pd.concat([exemplars, units], ignore_index=True))
        training = training[~training["source"].isin(own.without)]
        found[rows] = _fitted_answers(own, training, test["text"][rows].tolist())
    return found


def _fitted_answers(own: Candidate, training: pd.DataFrame, texts: list[str]) -> np.ndarray:
    areas = training["measure"].map(load_taxonomy("outline-2015").area_of)
    weights = np.where(training["source"] == FIELD, own.field_weight, 1.0)
    model = AreaClassifier(random_state=0, **own.parameters)
    model.fit(training["text"], areas if own.by_area else training["measure"], weights)
    if not own.machine:
        return model.predict(texts)
    learned, asked = (
        feature_matrix(model.features_, [model.prepared(text) for text in part], resources=model.resources_)
        for part in (training["text"].tolist(), texts)
    )
    machine = CalibratedClassifierCV(LinearSVC(C=1.0), cv=5).fit(learned, areas.to_numpy(dtype=int))
    return np.asarray(machine.predict(asked))


def compare() -> pd.DataFrame:
    """Accuracy of each candidate, over all units and by writer, and its paired difference to the first."""
    field = read_field()
    exemplars = read_exemplars().query("source != @FIELD")
    usable = field[(field["area"] > 0) & ~field["document"].str.startswith("c")].reset_index(drop=True)
    right: dict[str, np.ndarray] = {}
    for name, own in CANDIDATES.items():
        found = np.zeros(len(usable), dtype=int)
        for fold in range(FIELD_FOLDS):
            rows = (usable["fold"] == fold).to_numpy()
            found[rows] = answers(own, field, exemplars, fold, usable[rows])
        right[name] = found == usable["area"].to_numpy(dtype=int)
        print(f"{name}: {right[name].mean():.4f}", flush=True)
    writer = usable["document"].str[0]
    rows = []
    for name, own in right.items():
        difference = pd.Series(own.astype(float) - right[FIRST]).groupby(usable["document"]).sum().to_numpy()
        n = len(difference)
        error = np.sqrt(n / (n - 1) * ((difference - difference.mean()) ** 2).sum()) / len(usable)
        by_writer = {f"writer {key}": own[(writer == key).to_numpy()].mean() for key in sorted(set(writer))}
        rows.append(
            {
                "candidate": name,
                "accuracy": own.mean(),
                **by_writer,
                "difference": difference.sum() / len(usable),
                "std_error": error,
            }
        )
    return pd.DataFrame(rows).round(4).assign(n_units=len(usable), n_documents=usable["document"].nunique())


if __name__ == "__main__":
    table = compare()
    lines = [
        "# Candidates for the classifier on field units",
        "",
        "Written by `python -m benchmarks.candidates`.",
        "",
    ]
    lines += ["| " + " | ".join(table.columns) + " |", "|" + " --- |" * len(table.columns)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in table.itertuples(index=False)]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
