"""The area classifier: a linear model of measures, with headings and paragraph as evidence beside the text.

scikit-learn, because its linear models are the field's reference, run on a laptop and explain themselves term by
term. The model tells measures apart and is summed to areas, so that a wrong measure inside the right area costs
nothing.
"""

from __future__ import annotations

import copy
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
from analysis.areas.calibration import best_temperature, conformal_thresholds
from analysis.areas.few_rows import fit_few_rows, has_few_rows
from analysis.areas.inputs import check_texts, fingerprints
from analysis.areas.judging import AreaJudge
from analysis.columns.types import AREAS
from analysis.errors import InputError, check_level
from analysis.scheme import Scheme
from analysis.words.features import text_features
from analysis.words.resources import Resources, check_resources, packaged
from analysis.words.segmented import segment_texts

MAX_FEATURES = 40_000
RARE_BELOW = 500  # texts; with so few even what occurs once counts
_CALIBRATED = 20  # texts at least, to calibrate on


class AreaClassifier(AreaJudge, ClassifierMixin, BaseEstimator):
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

    def _check_fitted(self) -> None:
        check_is_fitted(self, "features_")

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
        self.seen_ = np.unique(fingerprints(texts))
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
        self._check_fitted()
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
        self._check_fitted()
        labels, kind = self._read_labels(y)
        numbers = not any(isinstance(value, str) for value in y) and set(labels) <= set(map(str, AREAS))
        as_areas = kind == "area" if not self.is_base else numbers
        truth = labels.astype(int) if as_areas else self.areas_of(labels)
        return float(np.average(self.predict(X) == truth, weights=sample_weight))

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

    def _linear(self, matrix: Any, labels: np.ndarray, sample_weight: Any) -> LogisticRegression:
        model = LogisticRegression(C=self.C, max_iter=2000, random_state=self.random_state)
        if not self.is_base and has_few_rows(matrix):
            fit_few_rows(model, matrix, labels, sample_weight)
        else:
            model.fit(matrix, labels, sample_weight=sample_weight)
        model.coef_ = model.coef_.astype(np.float32)  # half the size on disk, the same answers
        return model
