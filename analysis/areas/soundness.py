"""Whether a classifier is whole: every part there, of its kind, and fitting the others.

A model's file is data from elsewhere. What is checked here, once, is all that the work on a text relies on without
looking again: a file that holds other things is refused with what is wrong, before the first text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from analysis.areas.judging import AreaJudge
from analysis.areas.parts import kind_of
from analysis.columns.types import AREAS
from analysis.errors import InputError
from analysis.words.fitted import read_features
from analysis.words.resources import check_resources
from analysis.words.segmented import MAX_RUN

_NUMBERS = (
    "C", "word_weight", "character_weight", "heading_weight", "paragraph_weight",
    "temperature", "abstain_below", "temperature_", "context_temperature_",
)  # fmt: skip
_POSITIVE = ("C", "temperature", "temperature_", "context_temperature_")
_FITTED = (
    "_label_kind_", "classes_", "threshold_", "labels_", "features_", "label_model_", "seen_", "n_features_in_",
)  # fmt: skip
PARAMETERS = (
    "C", "word_weight", "character_weight", "heading_weight", "paragraph_weight", "mask", "temperature", "abstain_below",
    "resources", "random_state", "scheme",
)  # fmt: skip
_ABSENT = object()


class Kind(str):
    """The name of a function or class, where a setting has to be one."""


_WEIGHING: dict[str, Any] = {"norm": "l2", "smooth_idf": True, "sublinear_tf": True, "use_idf": True}
_COUNTING: dict[str, Any] = {
    "binary": False, "decode_error": "strict", "dtype": Kind("numpy.float32"), "encoding": "utf-8", "input": "content",
    "lowercase": True, "max_df": 1.0, "max_features": None, "stop_words": None, "strip_accents": None, "vocabulary": None,
}  # fmt: skip
# of each vectoriser, as text_features sets it
COUNTED: dict[str, dict[str, Any]] = {
    "words": _COUNTING | {
        "analyzer": "word", "ngram_range": (1, 1), "preprocessor": Kind("builtins.str"), "token_pattern": None,
        "tokenizer": Kind("analysis.words.features.split_words"),
    },
    "characters": _COUNTING | {
        "analyzer": "char", "ngram_range": (1, MAX_RUN), "token_pattern": r"(?u)\b\w\w+\b", "tokenizer": None,
        "preprocessor": Kind("analysis.words.features.join_words"),
    },
}  # fmt: skip


def check_whole(model: AreaJudge) -> None:
    """Refuse a model of which a part is missing, of another kind, or does not fit the others.

    Raises
    ------
    InputError
        With the first fault.

    Examples
    --------
    >>> import analysis as fz
    >>> model = fz.AreaClassifier().fit(["行政复议案件", "行政执法检查"] * 2, [6, 4] * 2)
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


def _faults(model: AreaJudge) -> Iterator[str]:
    own = vars(model)
    missing = [name for name in (*PARAMETERS, *_NUMBERS, *_FITTED) if name not in own]
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
    if own["resources"] is not None:
        check_resources(own["resources"])
    yield from _label_faults(model)
    thresholds = np.asarray(model.threshold_)  # one number in models of earlier versions
    if (
        thresholds.dtype.kind != "f"
        or thresholds.shape not in ((), model.classes_.shape)
        or not np.isfinite(thresholds).all()
    ):
        yield f"threshold_ is {model.threshold_!r}"
    yield from _feature_faults(model.features_)
    n_columns = sum(int(part.chosen.sum()) for part in read_features(model.features_).values())
    yield from _linear_faults("label_model_", model.label_model_, model.labels_, n_columns)
    if not _is_array(model.seen_, "u", 1) or model.seen_.dtype.itemsize != 8:
        yield "seen_ holds no fingerprints"


def _label_faults(model: AreaJudge) -> Iterator[str]:
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
    pipeline = kind_of(features) == "sklearn.pipeline.Pipeline"
    if not pipeline or [name for name, _ in features.steps] != ["count", "select"]:
        yield "features_ are no counts and their selection"
    union, select = (step for _, step in features.steps)
    names = [name for name, _ in union.transformer_list]
    joined = kind_of(union) == "sklearn.pipeline.FeatureUnion"
    if not joined or union.n_jobs is not None or len(set(names)) < len(names):
        yield "its counts are of another kind"
    weights = union.transformer_weights
    if set(weights) != set(names) or not all(np.isfinite(float(weights[name])) for name in names):
        yield "its counts have no weights"
    for name, part in union.transformer_list:
        if name not in COUNTED or kind_of(part) != "analysis.words.features.TermCounts":
            yield f"{name} are counted by a {kind_of(part)}"
        if kind_of(part._tfidf) != "sklearn.feature_extraction.text.TfidfTransformer":
            yield f"{name} are weighed by a {kind_of(part._tfidf)}"
        yield from _other_settings(name, part, COUNTED[name])
        yield from _other_settings(name, part._tfidf, _WEIGHING)
    scores: Any = getattr(select, "scores_", None)
    kinds = [f"sklearn.feature_selection._univariate_selection.{name}" for name in ("SelectKBest", "chi2")]
    whole = [kind_of(select), kind_of(select.score_func)] == kinds and _is_array(scores, "f", 1)
    if not whole or type(select.k) is not int or not 0 < select.k <= len(scores):
        yield "its selection is of another kind"


def _other_settings(name: str, part: Any, settings: Mapping[str, Any]) -> Iterator[str]:
    for setting, value in settings.items():
        given = getattr(part, setting, _ABSENT)
        same = type(given) is type(value) and given == value
        if kind_of(given) != value if isinstance(value, Kind) else not same:
            yield f"{name} have another {setting}"


def _linear_faults(name: str, model: Any, classes: np.ndarray, n_columns: int) -> Iterator[str]:
    if kind_of(model) != "sklearn.linear_model._logistic.LogisticRegression" or model.solver != "lbfgs":
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
