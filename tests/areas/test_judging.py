"""Without scikit-learn a model gives scikit-learn's answers, to the last digit."""

from __future__ import annotations

import inspect
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import log_softmax as scipys
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression

import analysis as fz
from analysis.areas.classify import items_in_context
from analysis.areas.judging import AreaJudge, label_log_probabilities, log_softmax
from analysis.areas.models import load_judge
from analysis.areas.parts import kind_of
from analysis.areas.soundness import _WEIGHING, COUNTED, PARAMETERS, Kind
from analysis.words.features import text_features
from analysis.words.fitted import selected

TEXTS = ["办理行政复议案件12件。", "规范行政处罚程序。", "开展执法人员资格考试。"] * 3


def check_same(judge: AreaJudge, model: fz.AreaClassifier, items: pd.DataFrame) -> None:
    assert type(judge) is AreaJudge
    for X in (items, items["text"].tolist()):
        np.testing.assert_array_equal(judge.predict_proba(X), model.predict_proba(X))
        np.testing.assert_array_equal(judge.predict(X), model.predict(X))
        np.testing.assert_array_equal(judge.predict_measure(X), model.predict_measure(X))
        np.testing.assert_array_equal(judge.predict_set(X), model.predict_set(X))
    np.testing.assert_array_equal(judge.has_seen(items["text"]), model.has_seen(items["text"]))
    pd.testing.assert_frame_equal(
        fz.explain(items["text"].iloc[0], judge), fz.explain(items["text"].iloc[0], model)
    )


def test_the_shipped_model_answers_alike(paragraphs: pd.DataFrame) -> None:
    own = paragraphs[paragraphs["role"] == "work"].head(60)
    check_same(load_judge(), fz.load_classifier(), items_in_context(own))


@pytest.mark.parametrize("labels", [["33", "21", "24"] * 3, [6, 4, 6] * 3], ids=["measures", "two areas"])
def test_a_model_of_ones_own_answers_alike(labels: list[str], tmp_path: Path) -> None:
    model = fz.AreaClassifier(random_state=0).fit(TEXTS, labels)
    folder = fz.save_classifier(model, tmp_path / "mine")
    items = pd.DataFrame(
        {"text": [*TEXTS, "No Chinese."], "heading_1": "一、行政复议", "paragraph_id": range(10)}
    )
    check_same(load_judge(folder), fz.load_classifier(folder), items)


@pytest.mark.parametrize("n_classes", [2, 3, 9])
def test_probabilities_of_labels_are_scikit_learns(n_classes: int) -> None:
    rng = np.random.default_rng(n_classes)
    matrix = sp.random(60, 40, 0.2, format="csr", random_state=rng, dtype=np.float32)
    linear = LogisticRegression().fit(matrix, np.arange(60) % n_classes)
    linear.coef_ = linear.coef_.astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a version that looks at its own signature
        expected = linear.predict_log_proba(matrix)
    np.testing.assert_array_equal(label_log_probabilities(linear, matrix), expected)


@given(arrays(np.float64, (3, 4), elements=st.floats(-1e3, 1e3) | st.just(-np.inf)))
def test_log_softmax_is_scipys(values: np.ndarray) -> None:
    values[0] = np.nan  # of a text without Chinese characters
    with np.errstate(invalid="ignore", divide="ignore"):
        np.testing.assert_array_equal(log_softmax(values), scipys(values, axis=1))


@given(st.lists(st.sampled_from([0.0, 1.0, 2.5, float("nan")]), min_size=1, max_size=12), st.integers(1, 14))
def test_the_columns_selected_are_scikit_learns(scores: list[float], k: int) -> None:
    select = SelectKBest(k=min(k, len(scores)))
    select.scores_ = np.array(scores)
    select.n_features_in_ = len(scores)
    np.testing.assert_array_equal(selected(np.array(scores), k), select.get_support())


def test_settings_are_those_of_the_vectorisers() -> None:
    assert list(PARAMETERS) == list(inspect.signature(fz.AreaClassifier).parameters)
    for name, part in text_features({}, rare=True).transformer_list:
        given = part.get_params(deep=False)
        fitted = {"min_df", *_WEIGHING}  # how it was fitted, and what the weighing has
        expected = {
            key: kind_of(own) if isinstance(COUNTED[name].get(key), Kind) else own
            for key, own in given.items()
        }
        assert {key: own for key, own in expected.items() if key not in fitted} == COUNTED[name]
    assert TfidfTransformer(sublinear_tf=True).get_params() == _WEIGHING
