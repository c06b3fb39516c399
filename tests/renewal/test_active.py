"""Which paragraphs to code for training, and when to stop."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.areas.classifier import AreaClassifier
from analysis.renewal.active import POOL
from tests.renewal.conftest import YEAR

TEXTS = [
    "受理行政复议申请{}件，依法审结，发挥化解争议主渠道作用。",
    "开展行政执法人员资格考试{}场，换发执法证件。",
]


@pytest.fixture(scope="module")
def alike() -> pd.DataFrame:
    """Forty unsure paragraphs of two sentences, and sixty sure ones of a third."""
    rows = [
        {"paragraph_id": f"r-p{n:03d}", "report_id": "r", "position": n, "year": 2020, "role": "work", "area": 4,
         "text": TEXTS[n % 2].format(n + 1) if n < 40 else f"完成立法项目{n}件。", "probability": 0.4 if n < 40 else 0.95}
        for n in range(100)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_unsure_paragraphs_of_both_kinds_are_chosen(alike: pd.DataFrame) -> None:
    chosen = fz.choose_for_training(alike, 2)
    assert len(chosen) == 2
    assert chosen["text"].str.contains("复议").sum() == 1
    assert chosen["text"].str.contains("资格").sum() == 1
    assert chosen["stratum"].isna().all()
    assert POOL * 8 == 40
    assert not fz.choose_for_training(alike, 8)["text"].str.contains("立法").any()


def test_the_random_part_is_never_chosen(alike: pd.DataFrame) -> None:
    drawn = alike["paragraph_id"].tolist()[:30]
    chosen = fz.choose_for_training(alike, 10, exclude=drawn)
    assert not set(chosen["paragraph_id"]) & set(drawn)
    assert len(fz.choose_for_training(alike, 500, exclude=drawn)) == 70


def test_the_order_of_rows_changes_nothing(alike: pd.DataFrame) -> None:
    mixed = alike.sample(frac=1, random_state=3)
    assert set(fz.choose_for_training(mixed, 7)["unit_id"]) == set(
        fz.choose_for_training(alike, 7)["unit_id"]
    )


def test_nothing_to_choose_from_is_refused(alike: pd.DataFrame) -> None:
    with pytest.raises(fz.InputError, match="n is 0"):
        fz.choose_for_training(alike, 0)
    with pytest.raises(fz.InputError, match="no paragraph of role plan"):
        fz.choose_for_training(alike, 5, role="plan")
    mixed = alike.assign(scheme=["outline-2015", "outline-2021"] * 50)
    with pytest.raises(fz.InputError, match="coded joins paragraphs of 2 schemes"):
        fz.choose_for_training(mixed, 5)


def test_the_learning_curve_rises_with_codes(
    codes: pd.DataFrame, scored: pd.DataFrame, present: AreaClassifier
) -> None:
    curve = fz.learning_curve(codes, scored, present=present, year=YEAR, sizes=(5, 60), n_resamples=99)
    assert curve["n_codes"].tolist() == [5, 60]
    assert curve["accuracy"].iloc[1] > curve["accuracy"].iloc[0] + 0.02
    assert (
        (curve["accuracy_low"] <= curve["accuracy"]) & (curve["accuracy"] <= curve["accuracy_high"])
    ).all()
    assert (
        (curve["macro_f1_low"] <= curve["macro_f1"]) & (curve["macro_f1"] <= curve["macro_f1_high"])
    ).all()
    with pytest.raises(fz.InputError, match="sizes is"):
        fz.learning_curve(codes, scored, sizes=(5, 5000))
    with pytest.raises(fz.InputError, match="year is 1999"):
        fz.learning_curve(codes, scored, year=1999)


def test_change_of_answers_is_counted_by_year() -> None:
    before = pd.DataFrame(
        {"paragraph_id": list("abcd"), "year": [2020, 2020, 2021, 2021], "area": [1, 2, 3, 0]}
    )
    after = before.assign(area=[1, 5, 3, 0])
    change = fz.prediction_change(before, after).set_index("year")
    assert change["n_units"].to_dict() == {2020: 2, 2021: 1}
    assert change["changed"].to_dict() == {2020: 0.5, 2021: 0.0}
    assert change["kappa"].loc[2021] == 1
    with pytest.raises(fz.InputError, match="holds other paragraphs than before"):
        fz.prediction_change(before, after.iloc[1:])


@pytest.mark.parametrize(
    ("accuracy", "kappa", "stop"),
    [
        ([0.8, 0.9], None, False),
        ([0.8, 0.805], None, True),
        ([0.8, 0.805], 0.9, False),
        ([0.8, 0.8], 0.99, True),
    ],
)
def test_stop_where_the_curve_is_flat_and_answers_are_stable(
    accuracy: list[float], kappa: float | None, stop: bool
) -> None:
    curve = pd.DataFrame({"n_codes": [50, 100], "accuracy": accuracy})
    change = None if kappa is None else pd.DataFrame({"n_units": [10], "changed": [0.05], "kappa": [kappa]})
    advice, why = fz.stopping_advice(curve, change)
    assert advice is stop
    assert why.startswith("stop: " if stop else "code more: ")
    assert ("kappa" in why) == (kappa is not None)


def test_one_size_gives_no_advice() -> None:
    with pytest.raises(fz.InputError, match="curve has 1 size"):
        fz.stopping_advice(pd.DataFrame({"n_codes": [50], "accuracy": [np.float64(0.8)]}))
