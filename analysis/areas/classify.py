"""From classified items to classified paragraphs: area by characters, mix, second area, abstention."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.areas.classifier import AreaClassifier
from analysis.errors import InputError
from analysis.reading.split import split_items
from analysis.tables import AREAS, CODED_ROLES, COLUMNS, MIX, check_table
from analysis.words.features import measure_order

_SECOND = 1 / 3  # share from which a second area is named


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
        ``share_8`` (share of characters, sums to 1 where ``area`` > 0). ``attrs["seen_in_training"]`` lists the paragraphs
        that hold a text the model was trained on: their answers are no predictions, and codes of them correct nothing.

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
    answers = classify_items(items_in_context(coded), model)
    summary = summarise_items(answers)
    result = paragraphs.merge(summary, on="paragraph_id", how="left", validate="one_to_one")
    result["area"] = result["area"].fillna(0)
    result["abstained"] = result["abstained"].astype("boolean").fillna(False)
    result = result.astype({**COLUMNS["paragraphs"], **COLUMNS["classification"]})
    result.attrs["seen_in_training"] = sorted(set(answers.loc[answers["seen"], "paragraph_id"]))
    return result


def items_in_context(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """The items of paragraphs that hold more than white space, with headings and place in the report."""
    about = paragraphs[["paragraph_id", "report_id", "position", "heading_1", "heading_2"]]
    items = split_items(paragraphs).drop(columns="position").merge(about, on="paragraph_id")
    return items[items["n_chars"] > 0].reset_index(drop=True)


def classify_items(items: pd.DataFrame, model: AreaClassifier) -> pd.DataFrame:
    """Answers for items.

    Returns
    -------
    DataFrame, one row per item
        ``paragraph_id``, ``n_chars``, ``area`` (0 without Chinese characters), ``probability``, ``runner_up``,
        ``runner_up_probability``, ``measure``, ``abstained``, ``seen`` (whether the model was trained on its text).
    """
    answers = items[["paragraph_id", "n_chars"]]
    if items.empty:
        return answers.assign(
            **{name: np.array([]) for name in ("area", "probability", "runner_up", "runner_up_probability")},
            measure=None,
            abstained=False,
            seen=False,
        )
    probabilities, measures = model.predict_both(items)
    filled = np.nan_to_num(probabilities, nan=0.0)
    order = np.argsort(-filled, axis=1, kind="stable")
    rows = np.arange(len(filled))
    known = filled.sum(axis=1) > 0
    return answers.assign(
        area=np.where(known, model.classes_[order[:, 0]], 0),
        probability=np.where(known, filled[rows, order[:, 0]], np.nan),
        runner_up=model.classes_[order[:, 1]],
        runner_up_probability=filled[rows, order[:, 1]],
        measure=measures,
        abstained=model.possible(probabilities).sum(axis=1) != 1,
        seen=model.has_seen(items["text"]),
    )


def summarise_items(answers: pd.DataFrame) -> pd.DataFrame:
    """From the answers for items to one row per paragraph: area by characters, mix, second area, abstention.

    A paragraph is abstained where items with more than half of its area's characters are.
    """
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
        weights = own["n_chars"].astype(float)
        measures = own.dropna(subset="measure").groupby("measure")["n_chars"].sum()
        rows.append(
            {
                "paragraph_id": paragraph_id,
                "area": area,
                "area_2": _second_area(known, mix, area),
                "probability": float(np.average(own["probability"], weights=weights)),
                "measure": max(measures.index, key=lambda m: (measures[m], measure_order(m)))
                if len(measures)
                else None,
                "abstained": bool(np.average(own["abstained"], weights=weights) > 0.5),
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
