"""Judging texts by a linear model of measures, with headings and paragraph as evidence beside the text.

All that a fitted classifier needs to answer, from plain arrays: scikit-learn trains it (:mod:`analysis.areas.classifier`) and
is not needed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.areas.answering import InScheme
from analysis.areas.context import HEADINGS, heading_texts, whole_paragraphs
from analysis.areas.inputs import check_texts, fingerprints
from analysis.errors import InputError
from analysis.words.vectors import feature_matrix

SURE = 0.9  # probability from which a text needs no headings
LEARNING, ORGANISATION = 7, 8  # areas


class AreaJudge(InScheme):
    """What answers for texts: the classifier without its training.

    The attributes are those of :class:`AreaClassifier`, and so are the answers.

    Examples
    --------
    >>> from analysis.areas.models import load_judge
    >>> load_judge().predict(["依法受理行政复议申请,办结案件35件。"]).tolist()
    [6]
    """

    mask: bool
    heading_weight: float
    paragraph_weight: float
    temperature_: float
    context_temperature_: float
    classes_: np.ndarray
    labels_: np.ndarray
    threshold_: np.ndarray
    seen_: np.ndarray
    features_: Any
    label_model_: Any
    _label_kind_: str

    def _check_fitted(self) -> None:
        """A saved model is."""

    def predict(self, X: Any) -> np.ndarray:
        """Most probable area of each text; 0 where a text holds no Chinese character (with an own scheme: no letter).

        Parameters
        ----------
        X : sequence of str, or DataFrame with ``text`` and optionally ``heading_1``, ``heading_2``, ``paragraph_id``
            What a table holds of headings and paragraphs is used.

        Returns
        -------
        ndarray of int, shape (n,)
        """
        probabilities = self.predict_proba(X)
        empty = np.isnan(probabilities).any(axis=1)
        best = self.classes_[np.where(empty, 0, np.nan_to_num(probabilities).argmax(axis=1))]
        return np.where(empty, 0, best)

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probability of each area, in the order of ``classes_``; NaN where a text holds no Chinese character.

        Returns
        -------
        ndarray of float, shape (n, n_areas)
        """
        return self.predict_both(X)[0]

    def predict_measure(self, X: Any) -> np.ndarray:
        """Most probable measure within the predicted area; None where the model knows areas only or answers 0.

        Returns
        -------
        ndarray of object, shape (n,)
        """
        return self.predict_both(X)[1]

    def predict_set(self, X: Any) -> np.ndarray:
        """The areas that are possible for each text: those at least as probable as their ``threshold_``.

        Returns
        -------
        ndarray of bool, shape (n, n_areas)
        """
        return self.possible(self.predict_proba(X))

    def possible(self, probabilities: np.ndarray) -> np.ndarray:
        """Whether each probability reaches its area's threshold; never, where it is missing."""
        return np.nan_to_num(probabilities, nan=-1.0) >= self.threshold_

    def predict_both(self, X: Any) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities of the areas and the most probable measure within the most probable area."""
        self._check_fitted()
        log_areas, by_label = self._log_areas(X)
        # without evidence the second temperature has nothing to correct
        evidence = isinstance(X, pd.DataFrame) and not {*HEADINGS, "paragraph_id"}.isdisjoint(X.columns)
        warmth = self.context_temperature_ if evidence else 1.0
        areas = np.exp(log_softmax(log_areas / warmth))
        return areas, self._measures_within(by_label, areas)

    def log_probabilities(self, X: Any) -> np.ndarray:
        """Log-probabilities of the areas before the second temperature, shape (n, n_areas); for calibration."""
        self._check_fitted()
        return self._log_areas(X)[0]

    def has_seen(self, texts: Iterable[str]) -> np.ndarray:
        """Whether the model was trained on each text."""
        return np.isin(fingerprints(check_texts(texts)), self.seen_)

    def areas_of(self, labels: Any) -> np.ndarray:
        """Areas of inner labels (measures or areas)."""
        if self._label_kind_ == "area":
            return np.array([int(label) for label in labels])
        home = self.resources_.area_of if self.is_base else self.scheme_.measures["area"].to_dict()
        unknown = next((label for label in labels if str(label) not in home), None)
        if unknown is not None:
            raise InputError("measure", f"is {unknown!r}", "use one that the model was trained with")
        return np.array([home[str(label)] for label in labels])

    def _log_areas(self, X: Any) -> tuple[np.ndarray, np.ndarray]:
        """Log-probabilities of the areas with all evidence, and of the inner labels by the text alone."""
        texts = check_texts(X)
        by_label, log_areas = self._read(texts)
        if not isinstance(X, pd.DataFrame):
            return log_areas, by_label
        headings = heading_texts(X) if self.heading_weight else []
        said = sum((self._evidence(column) for column in headings), np.zeros_like(log_areas))
        unsure = np.exp(log_areas).max(axis=1) < SURE
        heard = np.where(unsure, self.heading_weight, 0.0)[:, None] * self._fair_headings(said, log_areas)
        if self.paragraph_weight:
            heard = heard + self.paragraph_weight * self._evidence(whole_paragraphs(X))
        return log_areas + heard, by_label

    def _fair_headings(self, said: np.ndarray, log_areas: np.ndarray) -> np.ndarray:
        """What headings say, but that one of organisation never speaks against text on officials' learning.

        Reports file study and training under headings of leadership and duty; the codebook goes by what is done.
        """
        if not (self.is_base and {LEARNING, ORGANISATION} <= set(self.classes_.tolist())):
            return said
        learning, organisation = np.searchsorted(self.classes_, [LEARNING, ORGANISATION])
        on_learning = log_areas.max(axis=1) == log_areas[:, learning]
        capped = np.where(
            on_learning, np.minimum(said[:, organisation], said[:, learning]), said[:, organisation]
        )
        fair = said.copy()
        fair[:, organisation] = capped
        return fair

    def _read(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Log-probabilities of inner labels and of areas by each text alone; NaN for one without Chinese characters."""
        by_label = np.full((len(texts), len(self.labels_)), np.nan)
        log_areas = np.full((len(texts), len(self.classes_)), np.nan)
        usable = [place for place, text in enumerate(texts) if self.readable(text)]
        if usable:
            matrix = feature_matrix(
                self.features_,
                [self.prepared(texts[place]) for place in usable],
                mask=self.mask,
                resources=self.resources_,
            )
            by_label[usable] = label_log_probabilities(self.label_model_, matrix)
            label_areas, labels = self.areas_of(self.labels_), np.exp(by_label[usable])
            # summed row by row: a product of matrices may round a row by what stands beside it
            sums = [
                np.ascontiguousarray(labels[:, label_areas == area]).sum(axis=1) for area in self.classes_
            ]
            areas = np.log(np.stack(sums, axis=1))
            log_areas[usable] = log_softmax(areas / self.temperature_)
        return by_label, log_areas

    def _evidence(self, contexts: Sequence[str]) -> np.ndarray:
        """Log-probabilities that a context gives by itself, zeros where there is none; each is read once."""
        distinct = sorted(set(contexts))
        known = np.nan_to_num(self._read(distinct)[1], nan=0.0)
        place = {context: row for row, context in enumerate(distinct)}
        return known[[place[context] for context in contexts]].reshape(len(contexts), len(self.classes_))

    def _measures_within(self, by_label: np.ndarray, areas: np.ndarray) -> np.ndarray:
        measures = np.full(len(by_label), None, dtype=object)
        if self._label_kind_ == "area" or not len(by_label):
            return measures
        known = ~np.isnan(areas).any(axis=1)
        best = self.classes_[areas[known].argmax(axis=1)]
        own = self.areas_of(self.labels_)[None, :] == best[:, None]
        measures[known] = self.labels_[np.where(own, by_label[known], -np.inf).argmax(axis=1)]
        return measures


def log_softmax(values: np.ndarray) -> np.ndarray:
    """Logarithms of probabilities from scores, row by row, as SciPy has them."""
    top = values.max(axis=1, keepdims=True)
    shifted = values - np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def label_log_probabilities(linear: Any, matrix: Any) -> np.ndarray:
    """Log-probabilities of the classes of a logistic regression, shape (n, n_classes), as scikit-learn gives them."""
    scores = np.asarray(matrix @ linear.coef_.T + linear.intercept_)
    if scores.shape[1] == 1:  # of two classes
        from scipy.special import expit

        second = expit(scores[:, 0])
        return np.log(np.column_stack([1 - second, second]))
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return np.log(scores)
