"""The simulated classifier is as good as asked, knows how sure it may be, and is misled only where it should."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.columns import COLUMNS
from analysis.columns.types import MIX
from analysis.errors import InputError
from analysis.simulation.answers import answer, answers_table, confusion_matrix
from analysis.simulation.planted import BASE

AREA = np.random.default_rng(0).choice(np.arange(1, 9), 60_000, p=BASE)


def test_answers_are_right_and_wrong_as_the_matrix_says() -> None:
    matrix = confusion_matrix(0.85)
    answers, _ = answer(AREA, matrix, np.random.default_rng(1))
    counts = pd.crosstab(AREA, answers, normalize="index").to_numpy()
    assert counts == pytest.approx(matrix, abs=0.015)


def test_areas_that_border_on_each_other_are_confused_most() -> None:
    matrix = confusion_matrix(0.85)
    assert matrix[1, 2] / BASE[2] == pytest.approx(3 * matrix[1, 7] / BASE[7])


def test_probabilities_are_calibrated() -> None:
    answers, sure = answer(AREA, confusion_matrix(0.85), np.random.default_rng(1))
    groups = pd.DataFrame({"sure": sure, "right": answers == AREA}).groupby(pd.cut(sure, 8), observed=True)
    means, counts = groups.mean(), groups.size()
    many = (counts > 500).to_numpy()
    assert many.sum() >= 4
    assert means["right"].to_numpy()[many] == pytest.approx(means["sure"].to_numpy()[many], abs=0.03)


@pytest.mark.parametrize("accuracy", [0.0, 1.0])
def test_a_perfect_and_a_hopeless_classifier(accuracy: float) -> None:
    answers, _ = answer(AREA[:1000], confusion_matrix(accuracy), np.random.default_rng(1))
    assert (answers == AREA[:1000]).mean() == accuracy


@pytest.mark.parametrize("accuracy", [1.2, -0.1, [0.5, 0.5], np.ones((8, 8)), float("nan")])
def test_an_accuracy_that_is_none_is_refused(accuracy: Any) -> None:
    with pytest.raises(InputError, match="accuracy is"):
        confusion_matrix(accuracy)


def test_the_mix_of_a_paragraph_is_by_characters_of_its_items() -> None:
    paragraphs = pd.DataFrame(
        {
            "paragraph_id": ["a", "b", "c"],
            "report_id": "r",
            "year": 2020,
            "position": [1, 2, 3],
            "role": ["work", "heading", "work"],
            "text": "",
            "n_chars": [100, 10, 50],
        }
    )
    table = answers_table(
        paragraphs,
        chars=np.array([60.0, 40.0, 10.0, 50.0]),
        place=np.array([0, 0, 1, 2]),
        answers=np.array([6, 5, 0, 0]),
        sure=np.array([0.9, 0.5, 0.5, 0.5]),
        measures=np.array(["33", "27y", None, None], dtype=object),
    )
    assert dict(table.dtypes.astype(str)) == {**COLUMNS["paragraphs"], **COLUMNS["classification"]}
    assert table["area"].tolist() == [6, 0, 0]
    assert table.loc[0, ["area_2", "probability", "measure", "share_6", "share_5"]].tolist() == [
        5,
        0.9,
        "33",
        0.6,
        0.4,
    ]
    assert table.loc[1:, [*MIX, "probability", "measure", "area_2"]].isna().all(axis=None)
