"""The area classifier: a linear model of the text, with headings as evidence beside it.

scikit-learn, because its linear models are the field's reference, run on a laptop and explain themselves term by
term. The model learns measures and sums them to areas, so that a wrong measure inside the right area costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from analysis.errors import InputError
from analysis.reading.numbering import strip_number
from analysis.reading.split import split_items
from analysis.tables import AREAS, CODED_ROLES, COLUMNS, MIX, check_table
from analysis.taxonomy import load_taxonomy
from analysis.words.features import measure_order, segment_texts, text_features

MAX_CHARS = 20_000  # of one text; what comes after adds time, not evidence
MAX_FEATURES = 20_000
RARE_BELOW = 500  # texts; with so few even what occurs once counts
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SECOND = 1 / 3  # share from which a second area is named


class AreaClassifier(ClassifierMixin, BaseEstimator):
    """Classify paragraphs or items into the eight task areas.

    Claim: a text belongs to the area whose measures its words, characters and dictionary terms make most probable;
    the headings above it count as evidence of their own, never as the answer. Assumption: the text is Chinese
    officialese in simplified script.

    Parameters
    ----------
    C : float, default 30.0
        Inverse strength of the regularisation.
    lexicon_weight : float, default 0.15
        Weight of the dictionary's columns against words and characters.
    heading_weight : float, default 0.5
        Weight of each heading's log-probabilities against those of the text; 0 ignores headings.
    paragraph_weight : float, default 0.3
        Weight of the log-probabilities of the whole paragraph around an enumerated item; 0 ignores it.
    temperature : float, default 0.75
        Divides the model's log-probabilities before they are combined; below 1 it sharpens. Exemplars are harder
        than what reports say, so that a model of exemplars is too unsure of itself.
    abstain_below : float, default 0.35
        Probability under which an answer is marked as abstained.
    random_state : int or None, default None
        Kept for the interface; the fit itself is deterministic.

    Attributes
    ----------
    classes_ : ndarray of int, shape (n_areas,)
        The areas seen in training.
    labels_ : ndarray of str, shape (n_labels,)
        What the inner model tells apart: measures, or areas where trained on areas.
    pipeline_ : sklearn.pipeline.Pipeline
        Features, selection and logistic regression.

    Notes
    -----
    With text :math:`x` and headings :math:`h_1, h_2`,
    :math:`\\\\log p(a) = \\\\log p(a|x) + w \\\\sum_k \\\\log p(a|h_k) + c`.

    Examples
    --------
    >>> texts = ["办理行政复议案件12件。", "调解民间纠纷56起。", "开展执法人员资格考试。", "规范行政处罚程序。"] * 3
    >>> model = AreaClassifier(random_state=0).fit(texts, [6, 6, 4, 4] * 3)
    >>> model.predict(["受理行政复议申请3件。", "No Chinese here."]).tolist()
    [6, 0]
    """

    def __init__(
        self,
        C: float = 30.0,
        lexicon_weight: float = 0.15,
        heading_weight: float = 0.5,
        paragraph_weight: float = 0.3,
        temperature: float = 0.75,
        abstain_below: float = 0.35,
        random_state: int | None = None,
    ) -> None:
        self.C = C
        self.lexicon_weight = lexicon_weight
        self.heading_weight = heading_weight
        self.paragraph_weight = paragraph_weight
        self.temperature = temperature
        self.abstain_below = abstain_below
        self.random_state = random_state

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> AreaClassifier:
        """Learn from texts and their areas or measures.

        Parameters
        ----------
        X : sequence of str, or DataFrame with ``text``
            Training texts, shape (n,).
        y : sequence of int or str, shape (n,)
            Areas (1–8), or measures ("1" … "44" and sub-codes); all values within 1–8 are taken as areas.
        sample_weight : sequence of float, shape (n,), optional

        Returns
        -------
        AreaClassifier
            Itself.

        Raises
        ------
        InputError
            When lengths differ, a label is unknown, fewer than two areas are seen, or no text is Chinese.
        """
        texts, _ = _texts_and_headings(X)
        labels = _labels(y)
        if len(labels) != len(texts):
            raise InputError(
                "y", f"has {len(labels)} labels for {len(texts)} texts", "give one label per text"
            )
        if not any(_CHINESE.search(text) for text in texts):
            raise InputError("X", "holds no Chinese character", "give Chinese texts")
        self._label_kind_ = "area" if set(labels) <= {str(area) for area in AREAS} else "measure"
        areas = self.areas_of(labels)
        self.classes_ = np.unique(areas)
        if len(self.classes_) < 2:
            raise InputError("y", f"holds {len(self.classes_)} area(s)", "give texts of at least two areas")
        segmented = segment_texts(text[:MAX_CHARS] for text in texts)
        features = text_features(self.lexicon_weight, rare=len(texts) < RARE_BELOW)
        matrix = features.fit_transform(segmented)
        select = SelectKBest(chi2, k=min(MAX_FEATURES, matrix.shape[1])).fit(matrix, labels)
        model = LogisticRegression(C=self.C, max_iter=2000, random_state=self.random_state)
        model.fit(select.transform(matrix), labels, sample_weight=sample_weight)
        model.coef_ = model.coef_.astype(np.float32)  # half the size on disk, the same answers
        self.pipeline_ = Pipeline([("features", features), ("select", select), ("model", model)])
        self.labels_ = model.classes_
        self.n_features_in_ = 1
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Most probable area of each text; 0 where a text holds no Chinese character.

        Parameters
        ----------
        X : sequence of str, or DataFrame with ``text`` and optionally ``heading_1``, ``heading_2``

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
        check_is_fitted(self, "pipeline_")
        labels = _labels(y)
        numbers = not any(isinstance(value, str) for value in y) and set(labels) <= set(map(str, AREAS))
        truth = labels.astype(int) if numbers else self.areas_of(labels)
        return float(np.average(self.predict(X) == truth, weights=sample_weight))

    def predict_both(self, X: Any) -> tuple[np.ndarray, np.ndarray]:
        check_is_fitted(self, "pipeline_")
        texts, headings = _texts_and_headings(X)
        by_label = self._label_probabilities(texts)
        log_areas = np.log(self._sum_to_areas(by_label))
        for column in headings if self.heading_weight else ():
            log_areas += self.heading_weight * self._evidence(column)
        if self.paragraph_weight and isinstance(X, pd.DataFrame) and "paragraph_id" in X.columns:
            log_areas += self.paragraph_weight * self._evidence(_whole_paragraphs(X, texts))
        areas = np.exp(log_areas - np.nanmax(log_areas, axis=1, keepdims=True, initial=-np.inf))
        areas /= areas.sum(axis=1, keepdims=True)
        return areas, self._measures_within(by_label, areas)

    def _label_probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Probabilities of the inner labels; a row of NaN for a text without Chinese characters."""
        result = np.full((len(texts), len(self.labels_)), np.nan)
        usable = [place for place, text in enumerate(texts) if _CHINESE.search(text)]
        if usable:
            segmented = segment_texts(texts[place][:MAX_CHARS] for place in usable)
            sharp = self.pipeline_.predict_log_proba(segmented) / self.temperature
            sharp = np.exp(sharp - sharp.max(axis=1, keepdims=True))
            result[usable] = sharp / sharp.sum(axis=1, keepdims=True)
        return result

    def _evidence(self, contexts: Sequence[str]) -> np.ndarray:
        """Log-probabilities that a context gives by itself, zeros where there is none; each is read once."""
        distinct = sorted(set(contexts))
        known = np.nan_to_num(np.log(self._sum_to_areas(self._label_probabilities(distinct))), nan=0.0)
        place = {context: row for row, context in enumerate(distinct)}
        return known[[place[context] for context in contexts]].reshape(len(contexts), len(self.classes_))

    def areas_of(self, labels: Any) -> np.ndarray:
        """Areas of inner labels (measures or areas)."""
        if self._label_kind_ == "area":
            return np.array([int(label) for label in labels])
        taxonomy = load_taxonomy("outline-2015")
        return np.array([taxonomy.area_of(label) for label in labels])

    def _sum_to_areas(self, by_label: np.ndarray) -> np.ndarray:
        belongs = self.areas_of(self.labels_)[:, None] == self.classes_[None, :]
        return by_label @ belongs

    def _measures_within(self, by_label: np.ndarray, areas: np.ndarray) -> np.ndarray:
        measures = np.full(len(by_label), None, dtype=object)
        if self._label_kind_ == "area" or not len(by_label):
            return measures
        known = ~np.isnan(areas).any(axis=1)
        best = self.classes_[areas[known].argmax(axis=1)]
        inside = np.where(self.areas_of(self.labels_)[None, :] == best[:, None], by_label[known], -1.0)
        measures[known] = self.labels_[inside.argmax(axis=1)]
        return measures


def classify_paragraphs(paragraphs: pd.DataFrame, model: AreaClassifier | None = None) -> pd.DataFrame:
    """Classify paragraphs through their items.

    Each item is classified; the paragraph's area is the one that holds most of its characters, and its mix is kept.
    Paragraphs whose role is preamble, heading or boilerplate get area 0.

    Parameters
    ----------
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it.
    model : AreaClassifier, optional
        Default: the shipped model.

    Returns
    -------
    DataFrame, one row per paragraph
        The columns of `paragraphs`, then ``area`` (0–8), ``area_2`` (the second area where it holds at least a third),
        ``probability`` (of ``area``, mean over its items by characters), ``measure``, ``abstained``, and ``share_1`` …
        ``share_8`` (share of characters, sums to 1 where ``area`` > 0).

    Raises
    ------
    InputError
        When a column is missing or a ``paragraph_id`` occurs twice.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports() / "longsha_2019.txt"))
    >>> fz.classify_paragraphs(paragraphs).query("position == 7")[["area_2", "abstained"]].values.tolist()
    [[1, False]]
    """
    check_table(paragraphs, COLUMNS["paragraphs"], argument="paragraphs", maker="split_paragraphs")
    if not paragraphs["paragraph_id"].is_unique:
        raise InputError("paragraphs", "holds a paragraph_id twice", "give each paragraph once")
    earlier = list(COLUMNS["classification"])  # answers of another model, replaced
    paragraphs = paragraphs.drop(columns=earlier, errors="ignore")
    if model is None:
        from analysis.areas.models import load_classifier

        model = load_classifier()
    coded = paragraphs[paragraphs["role"].isin(CODED_ROLES)]
    items = split_items(coded).merge(coded[["paragraph_id", "heading_1", "heading_2"]], on="paragraph_id")
    items = items[items["n_chars"] > 0]
    answers = items[["paragraph_id", "n_chars"]].assign(**classify_items(items, model))
    summary = summarise_items(answers, model.abstain_below)
    empty = {"area": 0, "area_2": pd.NA, "probability": np.nan, "measure": pd.NA, "abstained": False}
    result = paragraphs.merge(summary, on="paragraph_id", how="left", validate="one_to_one")
    result["area"] = result["area"].fillna(empty["area"])
    result["abstained"] = result["abstained"].astype("boolean").fillna(False)
    return result.astype({**COLUMNS["paragraphs"], **COLUMNS["classification"]})


def classify_items(items: pd.DataFrame, model: AreaClassifier) -> dict[str, np.ndarray]:
    """Area, probability, runner-up and measure of each item, as columns."""
    if items.empty:
        return {
            name: np.array([])
            for name in ("area", "probability", "runner_up", "runner_up_probability", "measure")
        }
    probabilities, measures = model.predict_both(items)
    filled = np.nan_to_num(probabilities, nan=0.0)
    order = np.argsort(-filled, axis=1, kind="stable")
    rows = np.arange(len(filled))
    known = filled.sum(axis=1) > 0
    return {
        "area": np.where(known, model.classes_[order[:, 0]], 0),
        "probability": np.where(known, filled[rows, order[:, 0]], np.nan),
        "runner_up": model.classes_[order[:, 1]],
        "runner_up_probability": filled[rows, order[:, 1]],
        "measure": measures,
    }


def summarise_items(answers: pd.DataFrame, abstain_below: float) -> pd.DataFrame:
    """From the answers for items to one row per paragraph: area by characters, mix, second area, abstention."""
    rows = []
    for paragraph_id, items in answers.groupby("paragraph_id", sort=False):
        known = items[items["area"] > 0]
        if known.empty:
            rows.append({"paragraph_id": paragraph_id, "area": 0, "abstained": True})
            continue
        chars = known.groupby("area")["n_chars"].sum()
        mix = (chars / chars.sum()).reindex(AREAS, fill_value=0.0).astype(float)
        area = int(mix.idxmax())
        own = known[known["area"] == area]
        probability = float(np.average(own["probability"], weights=own["n_chars"].astype(float)))
        measures = own.dropna(subset="measure").groupby("measure")["n_chars"].sum()
        rows.append(
            {
                "paragraph_id": paragraph_id,
                "area": area,
                "area_2": _second_area(known, mix, area),
                "probability": probability,
                "measure": max(measures.index, key=lambda m: (measures[m], measure_order(m)))
                if len(measures)
                else None,
                "abstained": probability < abstain_below,
                **dict(zip(MIX, mix, strict=True)),
            }
        )
    return pd.DataFrame(rows, columns=["paragraph_id", *COLUMNS["classification"]])


def _second_area(items: pd.DataFrame, mix: pd.Series, area: int) -> int | None:
    """The second area of a paragraph: by characters, or the runner-up of a single item."""
    others = mix.drop(area)
    if others.max() >= _SECOND:
        return int(others.idxmax())
    if len(items) == 1 and items["runner_up_probability"].iloc[0] >= _SECOND:
        return int(items["runner_up"].iloc[0])
    return None


def _labels(y: Any) -> np.ndarray:
    """Labels as texts."""
    if isinstance(y, (str, bytes)) or not isinstance(y, Iterable):
        raise InputError("y", f"is {y!r}", "give a list of areas or measures")
    return np.array([_label(value) for value in y], dtype=object)


def _label(value: Any) -> str:
    """One label as text; areas that came as floats or numpy integers included."""
    whole = isinstance(value, (float, np.floating)) and float(value).is_integer()
    text = str(int(value)) if whole else str(value).strip()
    known = set(load_taxonomy("outline-2015").measures.index)
    if text not in known:
        raise InputError("y", f"holds {value!r}", "give areas 1–8 or measures '1'–'44' and sub-codes")
    return text


def _texts_and_headings(X: Any) -> tuple[list[str], list[list[str]]]:
    """Texts, and the columns of headings that a table has, numbers taken off."""
    if isinstance(X, pd.DataFrame):
        check_table(X, ("text",), argument="X")
        headings = [
            [strip_number(value) if isinstance(value, str) else "" for value in X[column]]
            for column in ("heading_1", "heading_2")
            if column in X.columns
        ]
        return _as_texts(X["text"]), headings
    return _as_texts(X), []


def _whole_paragraphs(X: pd.DataFrame, texts: list[str]) -> list[str]:
    """The whole paragraph around each item of an enumerated paragraph; nothing for a paragraph of one item."""
    by_paragraph = pd.Series(texts).groupby(X["paragraph_id"].to_numpy(), sort=False)
    whole, count = by_paragraph.transform("sum"), by_paragraph.transform("size")
    return whole.where(count > 1, "").tolist()


def _as_texts(X: Any) -> list[str]:
    if isinstance(X, (str, bytes)):
        raise InputError("X", "is a single string", "give a list of texts, such as [text]")
    if not isinstance(X, Iterable):
        raise InputError("X", f"is a {type(X).__name__}", "give a list of texts")
    texts = list(X)
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            raise InputError(
                "X", f"holds {text!r} at row {place}", "give texts only; drop missing ones first"
            )
    return texts
