"""Explanations add up to the model's score and point at the words they name."""

from __future__ import annotations

import numpy as np
import pytest

import analysis as fz
from analysis.areas.explanation import feature_names, predictive_words
from analysis.words.segmented import segment_texts

TEXT = "依法受理行政复议申请96件，审结80件，纠错率12%。"


@pytest.fixture(scope="module")
def model() -> fz.AreaClassifier:
    return fz.load_classifier()


def test_contributions_add_up_to_the_score_above_the_mean(model: fz.AreaClassifier) -> None:
    table = fz.explain(TEXT, model, n=100_000)
    matrix = model.features_.transform(segment_texts([TEXT]))
    scores = (matrix @ np.asarray(model.label_model_.coef_, dtype=float).T)[0]
    above = scores[list(model.labels_).index(table.at[0, "measure"])] - scores.mean()
    assert table["contribution"].sum() == pytest.approx(above, abs=1e-4)


def test_the_strongest_come_first(model: fz.AreaClassifier) -> None:
    strength = fz.explain(TEXT, model)["contribution"].abs()
    assert strength.is_monotonic_decreasing


def test_the_area_explained_is_the_area_predicted(model: fz.AreaClassifier) -> None:
    assert fz.explain(TEXT, model)["area"].unique().tolist() == model.predict([TEXT]).tolist()


def test_each_feature_has_a_name(model: fz.AreaClassifier) -> None:
    names, kinds = feature_names(model)
    assert len(names) == len(kinds) == model.label_model_.coef_.shape[1]
    assert set(kinds) == {"characters"}  # of the shipped model
    assert set(feature_names(fz.AreaClassifier().fit([TEXT, "规范执法"], [6, 4]))[1]) == {
        "word",
        "characters",
    }


def test_predictive_terms_of_reconsideration_and_openness(model: fz.AreaClassifier) -> None:
    terms = fz.predictive_terms(model, n=10).groupby("measure")["term"].apply("".join)
    assert "复议" in terms["33"]
    assert "公开" in terms["30"]
    assert "信访" in terms["36"]


def test_words_are_named_by_models_of_characters_and_of_words(model: fz.AreaClassifier) -> None:
    text = "组织法律明白人培训,调解邻里纠纷。"
    named = predictive_words(text, model)
    assert any("调解" in word for word in named) or any("纠纷" in word for word in named)
    assert len(set(named)) == len(named)
    assert not any(len(word) < 2 for word in named)


def test_marked_words_stand_in_the_text() -> None:
    assert predictive_words(TEXT)
    assert all(word in TEXT for word in predictive_words(TEXT))


def test_weights_fall_on_the_characters_that_tell(model: fz.AreaClassifier) -> None:
    weights = fz.character_weights("全县办理行政复议案件。", model)
    text = "".join(weights["character"])
    start = text.index("行政复议")
    assert weights["weight"][start : start + 4].mean() > weights["weight"].mean()


@pytest.mark.parametrize("text", ["", "No Chinese", "123"])
def test_nothing_to_explain_without_chinese(text: str) -> None:
    with pytest.raises(fz.InputError, match="holds no Chinese character"):
        fz.explain(text)


def test_a_model_of_two_areas_explains_itself_too() -> None:
    small = fz.AreaClassifier().fit(["行政复议案件", "行政执法检查"] * 3, [6, 4] * 3)
    assert fz.explain("办理行政复议", small)["contribution"].iloc[0] > 0
