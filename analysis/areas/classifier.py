"""The area classifier: a linear model of measures, with headings and paragraph as evidence beside the text.

scikit-learn, because its linear models are the field's reference, run on a laptop and explain themselves term by
term. The model tells measures apart and is summed to areas, so that a wrong measure inside the right area costs
nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import log_softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from analysis.areas.answering import MAX_CHARS as MAX_CHARS
from analysis.areas.answering import InScheme
from analysis.areas.calibration import best_temperature, conformal_thresholds
from analysis.areas.context import HEADINGS, heading_texts, whole_paragraphs
from analysis.areas.few_rows import fit_few_rows, has_few_rows
from analysis.areas.inputs import check_texts, fingerprint
from analysis.columns.types import AREAS
from analysis.errors import InputError, check_level
from analysis.scheme import Scheme
from analysis.words.features import segment_texts, text_features
from analysis.words.resources import Resources, check_resources, packaged
from analysis.words.vectors import feature_matrix

MAX_FEATURES = 40_000
RARE_BELOW = 500  # texts; with so few even what occurs once counts
SURE = 0.9  # probability from which a text needs no headings
LEARNING, ORGANISATION = 7, 8  # areas
_CALIBRATED = 20  # texts at least, to calibrate on


class AreaClassifier(InScheme, ClassifierMixin, BaseEstimator):
    """Classify paragraphs or items into the eight task areas, or into the categories of another scheme.

    Claim: a text belongs to the area whose measures its words and runs of characters make most probable;
    the headings above it and the paragraph around it count as evidence, never as the answer. Assumption: the text is
    Chinese officialese; traditional script is converted. With a scheme of one's own, texts of any language are read, and
    nothing is assumed but that the coded texts are like those to be classified.

    Parameters
    ----------
    C : float, default 20.0
        Inverse strength of the regularisation.
    word_weight, character_weight : float, default 1.0
        Weights of the columns of words and of runs of one to four characters; 0 leaves them out.
    heading_weight : float, default 0.3
        Weight of each heading's log-probabilities against those of the text, where the text's own answer is below 0.9
        probable; 0 ignores headings.
    paragraph_weight : float, default 0.3
        Weight of the log-probabilities of the whole paragraph around an enumerated item; 0 ignores it.
    mask : bool, default True
        Mask numbers and place names before anything is counted.
    temperature : float, default 1.0
        Divides the log-probabilities of a text before evidence is added, until :meth:`calibrate` measures it.
    abstain_below : float, default 0.35
        Probability from which an area belongs to the set of a text's possible areas, until :meth:`calibrate` measures
        it. A text whose set does not hold exactly one area is abstained.
    resources : Resources, optional
        Dictionary, names of places, masks, stop words and measures, as :func:`analysis.words.resources.make_resources`
        makes them; default the package's. The fitted model keeps them: its answers depend on no file of the package.
    random_state : int or None, default None
        Kept for the interface; the fit itself is deterministic.
    scheme : Scheme or str, optional
        Scheme of the labels, as :func:`load_scheme` loads it; default the eight areas. A saved model keeps it.

    Attributes
    ----------
    classes_ : ndarray of int, shape (n_areas,)
        The areas seen in training; in a scheme of one's own also 0, none of the categories, where it was.
    scheme_ : Scheme
        The scheme that the answers are in.
    labels_ : ndarray of str, shape (n_labels,)
        What the finer model tells apart: measures, or areas where trained on areas.
    features_ : sklearn.pipeline.Pipeline
        From segmented texts to the selected features.
    label_model_ : sklearn.linear_model.LogisticRegression
        The model of the labels.
    temperature_, context_temperature_ : float
        Temperature of texts, and of texts with evidence.
    threshold_ : ndarray, shape (n_areas,)
        The probability from which each area is possible.
    seen_ : ndarray of uint64, shape (n_distinct,)
        Fingerprints of the training texts, by which a text that was trained on is known again.

    See Also
    --------
    load_classifier : loads the default model or a saved one.
    classify_paragraphs : classifies whole paragraphs through their items.
    evaluate_classifier : measures accuracy on hand codes.

    Notes
    -----
    With text :math:`x`, headings :math:`h_1, h_2` and paragraph :math:`s`,
    :math:`\\log p(a) = \\log p(a|x) + w_h \\sum_k \\log p(a|h_k) + w_s \\log p(a|s) + c`, where
    :math:`p(a|x) \\propto p_M(a|x)^{1/T}` and :math:`p_M(a|x)` sums the measures of the area.

    Examples
    --------
    >>> texts = ["办理行政复议案件12件。", "调解民间纠纷56起。", "开展执法人员资格考试。", "规范行政处罚程序。"] * 3
    >>> model = AreaClassifier(random_state=0).fit(texts, [6, 6, 4, 4] * 3)
    >>> model.predict(["受理行政复议申请3件。", "No Chinese here."]).tolist()
    [6, 0]
    """

    def __init__(
        self,
        C: float = 20.0,
        word_weight: float = 1.0,
        character_weight: float = 1.0,
        heading_weight: float = 0.3,
        paragraph_weight: float = 0.3,
        mask: bool = True,
        temperature: float = 1.0,
        abstain_below: float = 0.35,
        resources: Resources | None = None,
        random_state: int | None = None,
        scheme: Scheme | str | None = None,
    ) -> None:
        self.C = C
        self.word_weight = word_weight
        self.character_weight = character_weight
        self.heading_weight = heading_weight
        self.paragraph_weight = paragraph_weight
        self.mask = mask
        self.temperature = temperature
        self.abstain_below = abstain_below
        self.resources = resources
        self.random_state = random_state
        self.scheme = scheme

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = True, False
        return tags

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> AreaClassifier:
        """Learn from texts and their areas or measures.

        Parameters
        ----------
        X : sequence of str, or DataFrame with ``text``
            Training texts, shape (n,).
        y : sequence of int or str, shape (n,)
            Areas (1–8), or measures ("1" … "44" and sub-codes); all values within 1–8 are taken as areas. With a scheme of
            one's own: codes, numbers or names of its categories, with 0 for none of them, or all of them its measures.
        sample_weight : sequence of float, shape (n,), optional

        Returns
        -------
        AreaClassifier
            Itself.

        Raises
        ------
        InputError
            When lengths differ, a label is unknown, fewer than two areas are seen, no text is Chinese (with an own scheme:
            holds a letter), or all weights of columns are 0.
        """
        texts = check_texts(X)
        self.resources_ = packaged() if self.resources is None else check_resources(self.resources)
        labels, kind = self._read_labels(y)
        if len(labels) != len(texts):
            raise InputError(
                "y", f"has {len(labels)} labels for {len(texts)} texts", "give one label per text"
            )
        if not any(map(self.readable, texts)):
            said = "Chinese character" if self.is_base else "letter"
            raise InputError("X", f"holds no {said}", "give Chinese texts" if self.is_base else "give texts")
        self._label_kind_ = kind
        areas = self.areas_of(labels)
        self.classes_ = np.unique(areas)
        if len(self.classes_) < 2:
            raise InputError("y", f"holds {len(self.classes_)} area(s)", "give texts of at least two areas")
        weights = {"words": self.word_weight, "characters": self.character_weight}
        if not any(weights.values()):
            raise InputError("word_weight", "is 0, as is that of characters", "give one above 0")
        features = text_features(weights, rare=len(texts) < RARE_BELOW)
        read = (self.prepared(text) for text in texts)
        matrix = features.fit_transform(segment_texts(read, mask=self.mask, resources=self.resources_))
        select = SelectKBest(chi2, k=min(MAX_FEATURES, matrix.shape[1])).fit(matrix, labels)
        self.features_ = Pipeline([("count", features), ("select", select)])
        chosen = select.transform(matrix)
        self.label_model_ = self._linear(chosen, labels, sample_weight)
        self.labels_ = self.label_model_.classes_
        self.temperature_ = self.context_temperature_ = float(self.temperature)
        self.threshold_ = np.full(len(self.classes_), float(self.abstain_below))
        self.seen_ = np.unique(np.array([fingerprint(text) for text in texts], dtype=np.uint64))
        self.n_features_in_ = 1
        return self

    def calibrate(self, X: Any, y: Any, *, level: float = 0.9) -> AreaClassifier:
        """Measure temperatures and the conformal thresholds on texts that did not train.

        The temperatures minimise the log loss (Guo et al. 2017), first of the texts alone, then with their evidence. The
        thresholds, one an area, make the set of areas at least so probable cover the coded area in `level` of the texts of
        each area (Vovk 2013; Sadinle, Lei & Wasserman 2019); an area with fewer than 20 texts has that of all together.
        Texts are exchangeable at best within reports, so calibrate on whole reports.

        Parameters
        ----------
        X : sequence of str, or DataFrame
            At least 20 texts, as for :meth:`predict`.
        y : sequence of int or str, shape (n,)
            Their areas; rows of area 0 (unless the model has learned it) or missing are evidence for the others of their
            paragraph only.
        level : float, default 0.9
            Share of the texts of each area whose set is to hold it.

        Returns
        -------
        AreaClassifier
            Itself.

        References
        ----------
        Guo, C., Pleiss, G., Sun, Y., & Weinberger, K. Q. (2017). On calibration of modern neural networks. ICML.
        doi:10.48550/arXiv.1706.04599.
        Sadinle, M., Lei, J., & Wasserman, L. (2019). Least ambiguous set-valued classifiers with bounded error levels.
        JASA 114, 223–234. doi:10.1080/01621459.2017.1395341.
        Vovk, V. (2013). Conditional validity of inductive conformal predictors. Machine Learning 92, 349–376.
        doi:10.1007/s10994-013-5355-6.
        """
        check_is_fitted(self, "features_")
        check_level(level)
        texts = check_texts(X)
        truth = np.array([-1 if pd.isna(value) else int(value) for value in y])
        if len(truth) != len(texts):
            raise InputError("y", f"has {len(truth)} areas for {len(texts)} texts", "give one area per text")
        rows = np.flatnonzero(np.isin(truth, self.classes_) & [self.readable(text) for text in texts])
        if len(rows) < _CALIBRATED:
            raise InputError("X", f"has {len(rows)} texts with an area", f"give at least {_CALIBRATED}")
        columns = np.searchsorted(self.classes_, truth[rows])
        self.temperature_ = self.context_temperature_ = 1.0
        self.temperature_ = best_temperature(self._read(texts)[1][rows], columns)
        with_evidence = self._log_areas(X)[0]
        self.context_temperature_ = best_temperature(with_evidence[rows], columns)
        own = np.exp(log_softmax(with_evidence[rows] / self.context_temperature_, axis=1))
        self.threshold_ = conformal_thresholds(own, columns, level)
        return self

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

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Share of texts whose area is right.

        Parameters
        ----------
        X : sequence of str, or DataFrame with ``text``
        y : sequence of int or str, shape (n,)
            Numbers that all lie within 1–8 are areas; anything else is what the model was trained on.
        sample_weight : sequence of float, shape (n,), optional

        Returns
        -------
        float
        """
        check_is_fitted(self, "features_")
        labels, kind = self._read_labels(y)
        numbers = not any(isinstance(value, str) for value in y) and set(labels) <= set(map(str, AREAS))
        as_areas = kind == "area" if not self.is_base else numbers
        truth = labels.astype(int) if as_areas else self.areas_of(labels)
        return float(np.average(self.predict(X) == truth, weights=sample_weight))

    def predict_both(self, X: Any) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities of the areas and the most probable measure within the most probable area."""
        check_is_fitted(self, "features_")
        log_areas, by_label = self._log_areas(X)
        # without evidence the second temperature has nothing to correct
        evidence = isinstance(X, pd.DataFrame) and not {*HEADINGS, "paragraph_id"}.isdisjoint(X.columns)
        warmth = self.context_temperature_ if evidence else 1.0
        areas = np.exp(log_softmax(log_areas / warmth, axis=1))
        return areas, self._measures_within(by_label, areas)

    def log_probabilities(self, X: Any) -> np.ndarray:
        """Log-probabilities of the areas before the second temperature, shape (n, n_areas); for calibration."""
        check_is_fitted(self, "features_")
        return self._log_areas(X)[0]

    def has_seen(self, texts: Iterable[str]) -> np.ndarray:
        """Whether the model was trained on each text."""
        return np.isin(np.array([fingerprint(text) for text in texts], dtype=np.uint64), self.seen_)

    def take_calibration(self, other: AreaClassifier) -> AreaClassifier:
        """Take the temperatures and the thresholds that another model has measured; gives itself."""
        self.temperature_, self.context_temperature_ = other.temperature_, other.context_temperature_
        thresholds = np.broadcast_to(other.threshold_, len(other.classes_)).tolist()
        known = dict(zip(other.classes_.tolist(), thresholds, strict=True))
        self.threshold_ = np.array([known.get(area, min(thresholds)) for area in self.classes_.tolist()])
        return self

    def changed(self, **parameters: Any) -> AreaClassifier:
        """A copy that weighs evidence otherwise; what was learned is shared."""
        return copy.copy(self).set_params(**parameters)

    def areas_of(self, labels: Any) -> np.ndarray:
        """Areas of inner labels (measures or areas)."""
        if self._label_kind_ == "area":
            return np.array([int(label) for label in labels])
        home = self.resources_.area_of if self.is_base else self.scheme_.measures["area"].to_dict()
        unknown = next((label for label in labels if str(label) not in home), None)
        if unknown is not None:
            raise InputError("measure", f"is {unknown!r}", "use one that the model was trained with")
        return np.array([home[str(label)] for label in labels])

    def _linear(self, matrix: Any, labels: np.ndarray, sample_weight: Any) -> LogisticRegression:
        model = LogisticRegression(C=self.C, max_iter=2000, random_state=self.random_state)
        if not self.is_base and has_few_rows(matrix):
            fit_few_rows(model, matrix, labels, sample_weight)
        else:
            model.fit(matrix, labels, sample_weight=sample_weight)
        model.coef_ = model.coef_.astype(np.float32)  # half the size on disk, the same answers
        return model

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
            by_label[usable] = self.label_model_.predict_log_proba(matrix)
            label_areas, labels = self.areas_of(self.labels_), np.exp(by_label[usable])
            # summed row by row: a product of matrices may round a row by what stands beside it
            sums = [
                np.ascontiguousarray(labels[:, label_areas == area]).sum(axis=1) for area in self.classes_
            ]
            areas = np.log(np.stack(sums, axis=1))
            log_areas[usable] = log_softmax(areas / self.temperature_, axis=1)
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
