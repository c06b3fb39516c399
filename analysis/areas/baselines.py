"""What the classifier has to beat: the majority, the dictionary alone, the headings alone, TF-IDF alone.

scikit-learn's logistic regression on TF-IDF is the baseline that a reader would try first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from analysis.columns.types import AREAS
from analysis.reading.numbering import strip_number
from analysis.reading.obligations import heading_areas
from analysis.taxonomy import load_taxonomy
from analysis.words.features import text_features
from analysis.words.lexicon import count_measures
from analysis.words.segmented import segment_texts


def _majority(test: pd.DataFrame, train: pd.DataFrame) -> np.ndarray:
    most = train["area"].mode() if len(train) else pd.Series([1])
    return np.full(len(test), int(most.iloc[0]))


def _lexicon_only(test: pd.DataFrame, _: pd.DataFrame) -> np.ndarray:
    counts = count_measures(test["text"].tolist())
    area_of = counts.columns.map(load_taxonomy("outline-2015").area_of)
    weights = np.log1p(counts.to_numpy())
    sums = np.stack([weights[:, area_of == area].sum(axis=1) for area in AREAS], axis=1)
    return np.where(sums.sum(axis=1) > 0, sums.argmax(axis=1) + 1, 0)


def _heading_map(test: pd.DataFrame, _: pd.DataFrame) -> np.ndarray:
    def area(row: Any) -> int:
        for heading in (row.heading_2, row.heading_1):
            found = heading_areas([strip_number(heading)]) if isinstance(heading, str) else []
            if found:
                return found[0]
        return 0

    return np.array([area(row) for row in test.itertuples()])


def _tfidf_alone(test: pd.DataFrame, train: pd.DataFrame) -> np.ndarray:
    if train["area"].nunique() < 2:
        return np.zeros(len(test), dtype=int)
    model = make_pipeline(text_features({}, rare=True), LogisticRegression(C=10.0, max_iter=2000))
    model.fit(segment_texts(train["text"]), train["area"].to_numpy(dtype=int))
    return np.asarray(model.predict(segment_texts(test["text"])))


Baseline = Callable[[pd.DataFrame, pd.DataFrame], np.ndarray]
BASELINES: dict[str, Baseline] = {
    "majority of the other reports' codes": _majority,
    "lexicon only": _lexicon_only,
    "heading map": _heading_map,
    "TF-IDF on the other reports' codes": _tfidf_alone,
}
OF_ANY_SCHEME = {name: own for name, own in BASELINES.items() if own in (_majority, _tfidf_alone)}
