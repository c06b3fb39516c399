"""Whether a classifier is whole: every part there, of its kind, and fitting the others.

A model's file is data from elsewhere. What is checked here, once, is all that the work on a text relies on without
looking again: a file that holds other things is refused with what is wrong, before the first text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from analysis.areas.classifier import AreaClassifier
from analysis.columns.types import AREAS
from analysis.errors import InputError
from analysis.words.features import TermCounts, text_features
from analysis.words.resources import check_resources
from analysis.words.vectors import check_features

_NUMBERS = (
    "C", "word_weight", "character_weight", "heading_weight", "paragraph_weight",
    "temperature", "abstain_below", "temperature_", "context_temperature_",
)  # fmt: skip
_POSITIVE = ("C", "temperature", "temperature_", "context_temperature_")
_FITTED = (
    "_label_kind_", "classes_", "threshold_", "labels_", "features_", "label_model_", "seen_", "n_features_in_",
)  # fmt: skip
_FREE = ("min_df", "dtype")  # of a vectoriser: how it was fitted, and compared apart
_ABSENT = object()


def check_whole(model: AreaClassifier) -> None:
    """Refuse a model of which a part is missing, of another kind, or does not fit the others.

    Raises
    ------
    InputError
        With the first fault.

    Examples
    --------
    >>> model = AreaClassifier().fit(["行政复议案件", "行政执法检查"] * 2, [6, 4] * 2)
    >>> check_whole(model)
    >>> model.classes_ = model.classes_[:1]
    >>> check_whole(model)
    Traceback (most recent call last):
    analysis.errors.InputError: model is damaged: 1 areas for 2 of its labels; train it again.
    """
    try:
        fault = next(_faults(model), None)
    except InputError as error:
        fault = str(error).removesuffix(".")
    except Exception as error:  # whatever stands where a part should be
        fault = f"{type(error).__name__}: {' '.join(str(error).split())}"
    if fault:
        raise InputError("model", f"is damaged: {fault}", "train it again")


def _faults(model: AreaClassifier) -> Iterator[str]:
    own = vars(model)
    missing = [name for name in (*model.get_params(deep=False), *_NUMBERS, *_FITTED) if name not in own]
    if missing:
        yield f"it lacks {', '.join(missing)}"
    for name in _NUMBERS:
        value = own[name]
        number = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
        if not number or not np.isfinite(value) or (name in _POSITIVE and value <= 0):
            yield f"{name} is {value!r}"
    if type(model.mask) is not bool:
        yield f"mask is {model.mask!r}"
    if own.get("stays") is not None:
        yield "it smooths areas over the order of a report, which this version does not"
    if own.get("lexicon_weight"):
        yield "it counts the dictionary's terms in columns, which this version does not"
    if own.get("area_model_") is not None:
        yield "it multiplies a model of areas with that of measures, which this version does not"
    check_resources(model.resources_)
    if model.resources is not None:
        check_resources(model.resources)
    yield from _label_faults(model)
    thresholds = np.asarray(model.threshold_)  # one number in models of earlier versions
    if (
        thresholds.dtype.kind != "f"
        or thresholds.shape not in ((), model.classes_.shape)
        or not np.isfinite(thresholds).all()
    ):
        yield f"threshold_ is {model.threshold_!r}"
    yield from _feature_faults(model.features_)
    n_columns = sum(int(own.sum()) for own in check_features(model.features_))
    yield from _linear_faults("label_model_", model.label_model_, model.labels_, n_columns)
    if not _is_array(model.seen_, "u", 1) or model.seen_.dtype.itemsize != 8:
        yield "seen_ holds no fingerprints"


def _label_faults(model: AreaClassifier) -> Iterator[str]:
    labels, classes = model.labels_, model.classes_
    if model._label_kind_ not in ("area", "measure"):
        yield f"_label_kind_ is {model._label_kind_!r}"
    if not _is_array(labels, "O", 1) or not all(type(label) is str for label in labels):
        yield "labels_ are no texts"
    allowed = set(AREAS) if model.is_base else {0, *model.scheme_.codes}
    if not _is_array(classes, "i", 1) or not set(classes.tolist()) <= allowed:
        yield "classes_ are no areas"
    areas = np.unique(model.areas_of(labels))
    if not np.array_equal(areas, classes):
        yield f"{len(classes)} areas for {len(areas)} of its labels"
    if len(classes) < 2:
        yield "it knows one area"


def _feature_faults(features: Any) -> Iterator[str]:
    if type(features) is not Pipeline or [name for name, _ in features.steps] != ["count", "select"]:
        yield "features_ are no counts and their selection"
    union, select = (step for _, step in features.steps)
    names = [name for name, _ in union.transformer_list]
    if type(union) is not FeatureUnion or union.n_jobs is not None or len(set(names)) < len(names):
        yield "its counts are of another kind"
    weights = union.transformer_weights
    if set(weights) != set(names) or not all(np.isfinite(float(weights[name])) for name in names):
        yield "its counts have no weights"
    expected = dict(text_features({}, rare=True).transformer_list)
    for name, part in union.transformer_list:
        if name not in expected or type(part) is not TermCounts:
            yield f"{name} are counted by a {type(part).__name__}"
        yield from _vectoriser_faults(name, part, expected[name])
    scores: Any = getattr(select, "scores_", None)
    whole = type(select) is SelectKBest and select.score_func is chi2 and _is_array(scores, "f", 1)
    if not whole or type(select.k) is not int or not 0 < select.k <= len(scores):
        yield "its selection is of another kind"


def _vectoriser_faults(name: str, part: TermCounts, expected: TermCounts) -> Iterator[str]:
    weigh = part._tfidf
    if type(weigh) is not TfidfTransformer:
        yield f"{name} are weighed by a {type(weigh).__name__}"
    for own, settings in (
        (part, expected.get_params(deep=False)),
        (weigh, TfidfTransformer(sublinear_tf=True).get_params()),
    ):
        yield from _other_settings(name, own, settings)
    if np.dtype(part.dtype) != np.float32:
        yield f"{name} have dtype {part.dtype!r}"


def _other_settings(name: str, part: Any, settings: Mapping[str, Any]) -> Iterator[str]:
    for setting, value in settings.items():
        given = getattr(part, setting, _ABSENT)
        if setting not in _FREE and (type(given) is not type(value) or given != value):
            yield f"{name} have another {setting}"


def _linear_faults(name: str, model: Any, classes: np.ndarray, n_columns: int) -> Iterator[str]:
    if type(model) is not LogisticRegression or model.solver != "lbfgs":
        yield f"{name} is of another kind"
    if not np.array_equal(model.classes_, classes):
        yield f"{name} tells other classes apart"
    n_rows = 1 if len(classes) == 2 else len(classes)
    for own, shape in (("coef_", (n_rows, n_columns)), ("intercept_", (n_rows,))):
        numbers = getattr(model, own)
        if not _is_array(numbers, "f", len(shape)) or numbers.shape != shape:
            yield f"{name}.{own} has shape {np.shape(numbers)} in place of {shape}"
        if not np.isfinite(numbers).all():
            yield f"{name}.{own} holds numbers that are none"


def _is_array(values: Any, kind: str, n_dimensions: int) -> bool:
    return type(values) is np.ndarray and values.dtype.kind == kind and values.ndim == n_dimensions
