"""Whatever a model's file holds, it is refused before the first text, or works within its arrays."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from skops.io import dump

import analysis as fz
from analysis.areas.soundness import check_whole
from analysis.words.features import TermCounts
from analysis.words.resources import packaged
from analysis.words.runs import CompiledRuns, PlainRuns, compiled
from analysis.words.segment import segmenter
from analysis.words.vectors import Features

TEXTS = ["办理行政复议案件12件。", "规范行政处罚程序。", "开展审计监督。", "人民调解。"] * 2
MODEL = fz.AreaClassifier(random_state=0).fit(TEXTS, ["33", "21", "27", "36"] * 2)
AREAS = fz.AreaClassifier(random_state=0).fit(TEXTS, [6, 4] * 4)
WAYS = [PlainRuns, *([CompiledRuns] if compiled() else [])]


def part(model: fz.AreaClassifier, name: str) -> Any:
    return dict(model.features_.named_steps["count"].transformer_list)[name]


def select(model: fz.AreaClassifier) -> Any:
    return model.features_.named_steps["select"]


def set_(
    goal: Callable[[fz.AreaClassifier], Any], name: str, value: Any
) -> Callable[[fz.AreaClassifier], None]:
    """A forgery: one attribute of a part replaced, or made from what it was."""

    def forge(model: fz.AreaClassifier) -> None:
        own = goal(model)
        setattr(own, name, value(getattr(own, name)) if callable(value) else value)

    return forge


def itself(model: fz.AreaClassifier) -> Any:
    return model


def linear(model: fz.AreaClassifier) -> Any:
    return model.label_model_


def words(model: fz.AreaClassifier) -> Any:
    return part(model, "words")


def runs(model: fz.AreaClassifier) -> Any:
    return part(model, "characters")


def weigher(model: fz.AreaClassifier) -> Any:
    return words(model)._tfidf


def term_at(column: Any) -> Callable[[dict[str, int]], dict[str, Any]]:
    """The vocabulary with its first term at another column."""
    return lambda terms: {**terms, next(iter(terms)): column}


def renamed(term: Any) -> Callable[[dict[str, int]], dict[Any, int]]:
    return lambda terms: dict(zip([term, *list(terms)[1:]], terms.values(), strict=True))


FORGERIES = {
    "a column too far": set_(words, "vocabulary_", term_at(10**6)),
    "a column before the first": set_(words, "vocabulary_", term_at(-1)),
    "a column twice": set_(words, "vocabulary_", term_at(1)),
    "a column that is no number": set_(runs, "vocabulary_", term_at("0")),
    "a column that is a fraction": set_(runs, "vocabulary_", term_at(0.5)),
    "a term without a column": set_(words, "vocabulary_", lambda terms: {**terms, "法": len(terms)}),
    "an empty term": set_(words, "vocabulary_", renamed("")),
    "a term that is no text": set_(words, "vocabulary_", renamed(7)),
    "a run too long": set_(runs, "vocabulary_", renamed("行政复议案件")),
    "no terms": set_(runs, "vocabulary_", {}),
    "a list of terms": set_(runs, "vocabulary_", list),
    "weights too few": set_(weigher, "idf_", lambda idf: idf[:-1]),
    "weights too many": set_(weigher, "idf_", lambda idf: np.append(idf, idf)),
    "weights on two axes": set_(weigher, "idf_", lambda idf: idf[:, None]),
    "a weight of nought": set_(weigher, "idf_", lambda idf: idf * 0),
    "a weight that is none": set_(weigher, "idf_", lambda idf: idf * np.nan),
    "weights of another type": set_(weigher, "idf_", lambda idf: idf.astype(str)),
    "weights as a list": set_(weigher, "idf_", list),
    "scores too few": set_(select, "scores_", lambda scores: scores[1:]),
    "scores too many": set_(select, "scores_", lambda scores: np.append(scores, scores)),
    "another selection": set_(select, "k", lambda k: k - 1),
    "more selected than there is": set_(select, "k", lambda k: k + 1),
    "nothing selected": set_(select, "k", 0),
    "a text for the number selected": set_(select, "k", "all"),
    "another score": set_(select, "score_func", lambda _: len),
    "coefficients too few": set_(linear, "coef_", lambda coef: coef[:, 1:]),
    "coefficients too many": set_(linear, "coef_", lambda coef: np.hstack([coef, coef])),
    "a row too few": set_(linear, "coef_", lambda coef: coef[1:]),
    "a coefficient that is none": set_(linear, "coef_", lambda coef: np.full_like(coef, np.nan)),
    "coefficients of objects": set_(linear, "coef_", lambda coef: coef.astype(object)),
    "no coefficients": set_(linear, "coef_", None),
    "intercepts too few": set_(linear, "intercept_", lambda own: own[1:]),
    "other classes": set_(linear, "classes_", lambda own: own[::-1]),
    "another solver": set_(linear, "solver", "liblinear"),
    "another model": set_(itself, "label_model_", LogisticRegression()),
    "labels unknown": set_(itself, "labels_", lambda own: np.array(["99z"] * len(own), dtype=object)),
    "labels that are no texts": set_(itself, "labels_", lambda own: np.arange(len(own))),
    "areas beyond the eighth": set_(itself, "classes_", lambda own: own + 90),
    "areas of others": set_(itself, "classes_", lambda own: own[:-1]),
    "areas as texts": set_(itself, "classes_", lambda own: own.astype(str)),
    "a kind of label that there is not": set_(itself, "_label_kind_", "topic"),
    "another analyser": set_(runs, "analyzer", "word"),
    "a reader of files": set_(words, "input", "filename"),
    "another cutter of words": set_(words, "tokenizer", lambda _: len),
    "longer runs": set_(runs, "ngram_range", (1, 10_000)),
    "another type of numbers": set_(words, "dtype", lambda _: np.int8),
    "another norm": set_(weigher, "norm", "l1"),
    "a mask of another kind": set_(itself, "mask", "yes"),
    "a temperature of nought": set_(itself, "temperature_", 0.0),
    "a threshold that is none": set_(itself, "threshold_", float("nan")),
    "a weight that is a text": set_(itself, "heading_weight", "1"),
    "a smoothing that there is no more": set_(itself, "stays", (0.2, 0.3, 0.5)),
    "fingerprints of another kind": set_(itself, "seen_", lambda seen: seen.astype(float)),
    "no resources": set_(itself, "resources_", None),
    "columns of the dictionary": set_(itself, "lexicon_weight", 0.15),
    "a broken dictionary": set_(itself, "resources_", lambda own: replace(own, lexicon="行政复议\t99")),
    "no features": set_(itself, "features_", None),
    "features in another order": set_(lambda model: model.features_, "steps", lambda steps: steps[::-1]),
    "weights of no part": set_(
        lambda model: model.features_.named_steps["count"], "transformer_weights", {"words": 1.0}
    ),
    "many processes": set_(lambda model: model.features_.named_steps["count"], "n_jobs", 64),
    "a counter of another class": set_(
        lambda model: model.features_.named_steps["count"],
        "transformer_list",
        lambda parts: [("words", TfidfVectorizer()), *parts[1:]],
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_part_is_refused(name: str) -> None:
    forged = copy.deepcopy(MODEL)
    FORGERIES[name](forged)
    with pytest.raises(fz.InputError, match=r"^model is damaged: .*; train it again\.$"):
        check_whole(forged)


@pytest.mark.parametrize("name", [name for name in vars(MODEL) if not name.startswith("__")])
def test_a_missing_part_is_refused(name: str) -> None:
    forged = copy.deepcopy(MODEL)
    delattr(forged, name)
    with pytest.raises(fz.InputError, match="model is damaged"):
        check_whole(forged)


def test_whole_models_pass() -> None:
    for model in (MODEL, AREAS, MODEL.changed(heading_weight=0, temperature=2)):
        check_whole(model)
        check_whole(copy.deepcopy(model))
    masked = fz.AreaClassifier(mask=False, word_weight=0, resources=packaged())
    check_whole(masked.fit(TEXTS, ["33", "21", "27", "36"] * 2))


FILED = [
    "a column too far",
    "a column before the first",
    "coefficients too few",
    "weights too few",
    "a reader of files",
]


@pytest.mark.parametrize("name", FILED)
def test_a_forged_file_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = fz.save_classifier(MODEL, tmp_path / "mine")
    forged = copy.deepcopy(MODEL)
    FORGERIES[name](forged)
    monkeypatch.setattr(
        TermCounts, "__getstate__", TfidfVectorizer.__getstate__
    )  # terms each with its column
    dump(forged, folder / "model.skops")
    monkeypatch.undo()
    with pytest.raises(fz.InputError, match=r"^model is damaged: "):
        fz.load_classifier(folder)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "name",
    [name for name in FORGERIES if name.startswith(("a column", "a run", "a term", "weights too", "scores"))],
)
def test_forged_features_are_refused_where_they_are_built_too(way: type, name: str) -> None:
    forged = copy.deepcopy(MODEL)
    FORGERIES[name](forged)
    with pytest.raises(fz.InputError, match=r"^model "):
        Features(forged.features_, way)


@settings(max_examples=60)
@given(
    st.sampled_from(["words", "characters"]),
    st.lists(st.tuples(st.integers(0, 60), st.integers(-4, 80)), max_size=4),
    st.integers(-2, 2),
    st.integers(-2, 2),
    st.integers(-2, 2),
)
def test_whatever_is_not_refused_works(
    name: str, moved: list[tuple[int, int]], weights: int, scores: int, columns: int
) -> None:
    forged = copy.deepcopy(AREAS)
    own = part(forged, name)
    terms = list(own.vocabulary_)
    for place, column in moved:
        own.vocabulary_[terms[place % len(terms)]] = column
    own._tfidf.idf_ = np.resize(own._tfidf.idf_, max(0, len(terms) + weights))
    select(forged).scores_ = np.resize(select(forged).scores_, max(0, len(select(forged).scores_) + scores))
    forged.label_model_.coef_ = np.resize(
        forged.label_model_.coef_, (1, max(0, forged.label_model_.coef_.shape[1] + columns))
    )
    try:
        check_whole(forged)
    except fz.InputError:
        assert moved or weights or scores or columns
        return
    for way in WAYS:
        found = Features(forged.features_, way).transform(TEXTS, segmenter())
        assert found.shape == (len(TEXTS), forged.label_model_.coef_.shape[1])
