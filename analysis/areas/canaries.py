"""Canaries: paragraphs whose answers a model's card records, asked again whenever the model is loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analysis.areas.judging import AreaJudge
from analysis.errors import InputError

_ROOM = 1e-4  # by which a probability may differ: other processors round otherwise


def canary_answers(model: AreaJudge, texts: Sequence[str]) -> list[dict[str, Any]]:
    """What a model says of texts, for its card: ``text``, ``area`` and its ``probability``.

    >>> import analysis as fz
    >>> model = fz.AreaClassifier().fit(["行政复议案件", "行政执法检查"] * 2, [6, 4] * 2)
    >>> [(row["text"], row["area"]) for row in canary_answers(model, ["行政复议"])]
    [('行政复议', 6)]
    """
    return [
        {"text": text, "area": area, "probability": round(probability, 6)}
        for text, (area, probability) in zip(texts, _answers(model, texts), strict=True)
    ]


def _answers(model: AreaJudge, texts: Sequence[str]) -> list[tuple[int, float]]:
    probabilities = model.predict_proba(texts)
    known = ~np.isnan(probabilities).any(axis=1)
    best = np.where(known, np.nan_to_num(probabilities).argmax(axis=1), 0)
    areas, values = np.where(known, model.classes_[best], 0), probabilities[np.arange(len(best)), best]
    return [(int(area), float(value)) for area, value in zip(areas, values, strict=True)]


def check_canaries(model: AreaJudge, card: Mapping[str, Any], folder: Path) -> None:
    """Refuse a model that answers its canaries otherwise than its card records.

    Raises
    ------
    InputError
        With their number, the first of them, and the versions that the card names.
    """
    canaries = card.get("canaries", [])
    if not canaries:
        return
    wrong = []
    answers = _answers(model, [canary["text"] for canary in canaries])
    for canary, (area, probability) in zip(canaries, answers, strict=True):
        then = canary.get("probability")
        if area != canary["area"]:
            wrong.append(f"first: {canary['text'][:20]!r}, {canary['area']} then, {area} now")
        elif then is not None and not abs(probability - then) <= _ROOM:
            wrong.append(
                f"first: {canary['text'][:20]!r}, {area} at {then:.4f} then, at {probability:.4f} now"
            )
    if wrong:
        problem = (
            f"'{folder}' gives {len(wrong)} of {len(canaries)} canary paragraphs another area or probability than when "
            f"it was built ({wrong[0]})"
        )
        remedy = (
            f"install the versions its card names ({card.get('versions', 'none recorded')}) or build it again"
        )
        raise InputError("model", problem, remedy)
