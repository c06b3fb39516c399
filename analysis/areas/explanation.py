"""Why a paragraph went to its area: the terms that moved it, from the coefficients of the linear model.

A linear model explains itself: each word and run of characters adds its weight times its coefficient. Runs of characters are mapped back to the places of the text where they stand, so that every character
carries the sum of what runs through it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.areas.judging import AreaJudge
from analysis.crosswalk import name_scheme
from analysis.errors import InputError
from analysis.words.fitted import read_features
from analysis.words.resources import PerResources, Resources
from analysis.words.segment import stop_words
from analysis.words.segmented import GAP, join_words, measure_order, segment_texts
from analysis.words.vectors import feature_matrix

KINDS = {"words": "word", "characters": "characters"}


def explain(text: str, model: AreaJudge | None = None, *, n: int = 15) -> pd.DataFrame:
    r"""The terms that speak most for the area a text is given, and most against.

    Claim: with the text's own features :math:`x_j`, the measure :math:`m` and its area :math:`a` chosen,
    :math:`x_j (\beta_{jm} - \bar\beta_j + w_A(\gamma_{ja} - \bar\gamma_j))` is what feature :math:`j` adds to their score
    above the mean of all measures and areas. Headings and paragraph, which add evidence of their own in a table, are left
    out here.

    Parameters
    ----------
    text : str
        A paragraph or item.
    model : AreaClassifier, optional
        Default: the shipped model.
    n : int, default 15
        Number of terms.

    Returns
    -------
    DataFrame, one row per term, the strongest first
        ``term`` (masked numbers as 0, places as 某地), ``kind`` (word, characters), ``contribution``
        (to the log-odds; negative speaks against), ``area`` and ``measure`` chosen, ``scheme`` (of the areas).

    Raises
    ------
    InputError
        When the text holds no Chinese character.

    See Also
    --------
    predictive_terms : gives the terms of each measure for the whole model.
    character_weights : spreads the contributions over the characters of the text.

    Examples
    --------
    >>> table = explain("依法受理行政复议申请，办结案件35件。")
    >>> int(table.at[0, "area"]), bool(table["term"].str.contains("复议").any())
    (6, True)
    """
    model = model or _shipped()
    (reasons,) = _reasons([text], model)
    names, kinds = feature_names(model)
    shown = reasons.columns[:n]
    table = pd.DataFrame(
        {
            "term": names[shown],
            "kind": kinds[shown],
            "contribution": reasons.contributions[:n],
            "area": reasons.area,
            "measure": reasons.measure,
        }
    )
    return name_scheme(table, model.scheme_)


@dataclass(frozen=True, eq=False)
class _Reasons:
    """What each feature of a text adds to its area, the strongest first."""

    area: int
    measure: str | None
    columns: np.ndarray
    contributions: np.ndarray


def _reasons(texts: Sequence[str], model: AreaJudge) -> list[_Reasons]:
    probabilities, measures = model.predict_both(texts)
    if np.isnan(probabilities).any():
        raise InputError("text", "holds no Chinese character", "give a paragraph in Chinese")
    prepared = [model.prepared(text) for text in texts]
    matrix = feature_matrix(model.features_, prepared, mask=model.mask, resources=model.resources_)
    found = []
    for row, (area, measure) in enumerate(
        zip(model.classes_[probabilities.argmax(axis=1)].tolist(), measures, strict=True)
    ):
        own = slice(matrix.indptr[row], matrix.indptr[row + 1])
        columns = matrix.indices[own]
        contributions = matrix.data[own] * _coefficients(model, measure or str(area))[columns]
        order = np.argsort(-np.abs(contributions), kind="stable")
        found.append(_Reasons(area, measure, columns[order], contributions[order]))
    return found


def predictive_words(text: str, model: AreaJudge | None = None, *, n: int = 8) -> list[str]:
    """The words of a text that moved it most to its area, for marking them: dictionary terms of its measure, then others.

    A word's weight is that of its characters (:func:`character_weights`), so that models of characters name words as well.

    >>> predictive_words("依法受理行政复议申请，办结案件35件。", n=1)
    ['行政复议申请']
    """
    return predictive_words_of([text], model, n=n)[0]


def predictive_words_of(
    texts: Sequence[str], model: AreaJudge | None = None, *, n: int = 8
) -> list[list[str]]:
    """The same for many texts, which are read together."""
    model = model or _shipped()
    names = feature_names(model)[0]
    found = []
    segmented = segment_texts(map(model.prepared, texts), mask=model.mask, resources=model.resources_)
    for text, reasons, cut in zip(texts, _reasons(texts, model), segmented, strict=True):
        spread = _spread(names[reasons.columns], reasons.contributions, join_words(cut))
        cumulated = np.concatenate([[0.0], spread.cumsum()]).tolist()
        weights: dict[str, float] = {}
        start = 0
        for word in cut.split(GAP):
            end = start + len(word)
            weights[word] = weights.get(word, 0.0) + (cumulated[end] - cumulated[start])
            start = end
        moving = [word for word, weight in weights.items() if weight > 0]
        words = sorted(moving, key=lambda word: -weights[word])
        own = [term for term in _terms_of(model.resources_).get(reasons.measure or "", ()) if term in text]
        dictionary = [term for term in own if not any(term != other and term in other for other in own)]
        others = [word for word in words if word not in dictionary and _tells(word, model.resources_)]
        found.append([*dictionary, *others][:n])
    return found


def predictive_terms(model: AreaJudge | None = None, *, n: int = 15, kind: str | None = None) -> pd.DataFrame:
    """The terms that speak most for each measure, by the model's coefficients.

    Parameters
    ----------
    model : AreaClassifier, optional
        Default: the shipped model.
    n : int, default 15
        Terms per measure.
    kind : {"word", "characters"}, optional
        Kind of term; default words where the model counts them, else runs of characters.

    Returns
    -------
    DataFrame, one row per measure and term
        ``area``, ``measure``, ``rank``, ``term``, ``coefficient`` (above the mean of all measures).

    See Also
    --------
    explain : gives the terms that decide a single text.
    keyness : compares the words of groups of paragraphs without a model.

    Examples
    --------
    >>> terms = predictive_terms(n=10)
    >>> terms.query("measure == '33'")["term"].head(3).tolist()
    ['复议', '政复', '政复议']
    """
    model = model or _shipped()
    names, kinds = feature_names(model)
    if kind is None:
        kind = KINDS["words"] if (kinds == KINDS["words"]).any() else KINDS["characters"]
    own = np.flatnonzero((kinds == kind) & np.array([_tells(name, model.resources_) for name in names]))
    areas = dict(zip(model.labels_, model.areas_of(model.labels_), strict=True))
    labels = sorted(model.labels_, key=measure_order)
    rows = []
    for label in labels:
        above = _coefficients(model, label)[own]
        best = np.argsort(-above, kind="stable")[:n]
        rows += [
            {
                "area": int(areas[label]),
                "measure": label,
                "rank": rank,
                "term": names[own[place]],
                "coefficient": above[place],
            }
            for rank, place in enumerate(best, start=1)
        ]
    return pd.DataFrame(rows)


def character_weights(text: str, model: AreaJudge | None = None) -> pd.DataFrame:
    """What each character of a text adds to its area: its words', runs' and terms' contributions spread over them.

    Parameters
    ----------
    text : str
        A paragraph or item.
    model : AreaClassifier, optional
        Default: the shipped model.

    Returns
    -------
    DataFrame, one row per character of the masked text
        ``character``, ``weight`` (to the log-odds).

    See Also
    --------
    explain : lists the same contributions term by term.

    Examples
    --------
    >>> weights = character_weights("办理行政复议案件。")
    >>> weights.nlargest(2, "weight")["character"].tolist()
    ['复', '议']
    """
    model = model or _shipped()
    (cut,) = segment_texts([model.prepared(text)], mask=model.mask, resources=model.resources_)
    (reasons,) = _reasons([text], model)
    masked = join_words(cut)
    weights = _spread(feature_names(model)[0][reasons.columns], reasons.contributions, masked)
    return pd.DataFrame({"character": list(masked), "weight": weights})


def _spread(terms: Iterable[str], contributions: np.ndarray, masked: str) -> np.ndarray:
    """Contributions of terms spread over the characters of the masked text that they stand on."""
    weights = [0.0] * len(masked)
    for term, contribution in zip(terms, contributions.tolist(), strict=True):
        places = _places(masked, term)
        if places:
            part = contribution / (len(places) * len(term))
        for place in places:
            for character in range(place, place + len(term)):
                weights[character] += part
    return np.array(weights)


@PerResources
def _terms_of(resources: Resources) -> dict[str, list[str]]:
    """The terms of each measure."""
    found: dict[str, list[str]] = {}
    for term, measure in resources.terms.items():
        if measure:
            found.setdefault(measure, []).append(term)
    return found


@cache
def _shipped() -> AreaJudge:
    from analysis.areas.models import load_judge

    return load_judge()


def feature_names(model: AreaJudge) -> tuple[np.ndarray, np.ndarray]:
    """Term and kind of each feature that the model uses."""
    return _feature_names(model.features_)


@lru_cache(maxsize=2)  # a page explains one paragraph after the other; a new fit makes new features
def _feature_names(features: Any) -> tuple[np.ndarray, np.ndarray]:
    names, kinds = [], []
    for name, part in read_features(features).items():
        terms = np.array(sorted(part.vocabulary, key=part.vocabulary.__getitem__), dtype=object)[part.chosen]
        names.append(terms)
        kinds.append(np.full(len(terms), KINDS[name], dtype=object))
    return np.concatenate(names), np.concatenate(kinds)


def _coefficients(model: AreaJudge, label: str) -> np.ndarray:
    """Coefficients of an inner label above the mean, shape (n_features,)."""
    return np.asarray(_centred(model.label_model_)[list(model.labels_).index(label)])


@lru_cache(maxsize=4)
def _centred(linear: Any) -> np.ndarray:
    """Coefficients less their mean over the classes; two classes share one row in scikit-learn."""
    coefficients = np.asarray(linear.coef_, dtype=float)
    if len(coefficients) == 1:
        coefficients = np.vstack([-coefficients[0], coefficients[0]])
    return np.asarray(coefficients - coefficients.mean(axis=0))


def _tells(term: str, resources: Resources) -> bool:
    """No single character, mask or function word."""
    return len(term) > 1 and resources.place not in term and term not in stop_words(resources)


def _places(text: str, term: str) -> list[int]:
    found, start = [], text.find(term)
    while start >= 0:
        found.append(start)
        start = text.find(term, start + 1)
    return found
