"""Labels as a model's codes: compared with a person's, and never taken for them."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS
from analysis.errors import InputError
from analysis.labels.codes import labels_as_codes
from tests.labels.answering import RIGHT, make_units


def make_labels(**columns: object) -> pd.DataFrame:
    given = {
        "unit_id": list(RIGHT),
        "role": "work",
        "area": list(RIGHT.values()),
        "label_by": "model-x",
        **columns,
    }
    return pd.DataFrame(given)


def test_they_say_whose_they_are() -> None:
    codes = labels_as_codes(make_labels())
    assert set(codes["coded_by"]) == {"model"}
    assert set(codes["coder"]) == {"model-x"}
    assert codes["inclusion_probability"].isna().all()
    assert set(COLUMNS["codes"]) <= set(codes.columns)
    assert codes["area"].tolist() == list(RIGHT.values())
    assert set(labels_as_codes(make_labels(label_by=None))["coder"]) == {"model"}


def test_units_fill_in_what_labels_do_not_say() -> None:
    units = make_units().assign(role="problem")
    codes = labels_as_codes(make_labels(role=["plan", None, None, None]), units)
    assert codes["role"].tolist() == ["plan", "problem", "problem", "problem"]
    if "paragraph_id" in COLUMNS["codes"]:
        assert codes["paragraph_id"].tolist() == units["paragraph_id"].tolist()


def test_a_model_is_compared_with_a_person() -> None:
    person = labels_as_codes(make_labels(area=[6, 2, 7, 5], label_by="wang")).assign(coded_by="person")
    both = pd.concat([labels_as_codes(make_labels()), person], ignore_index=True)
    agreement = fz.coder_agreement(both).set_index("variable")
    assert agreement.at["area", "percent"] == 0.75
    assert set(agreement["coder_1"]) | set(agreement["coder_2"]) == {"model-x", "wang"}


def test_they_estimate_nothing(paragraphs: pd.DataFrame) -> None:
    items = fz.split_items(paragraphs)
    coded = fz.take_predictions(paragraphs, items.assign(area=1))
    labels = pd.DataFrame({"unit_id": items["item_id"], "role": "work", "area": 1})
    with pytest.raises(InputError, match=r"rows that a model coded, which are predictions.*take_predictions"):
        fz.area_shares(coded, labels_as_codes(labels))


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (make_labels(role=None), "labels name no role for 4 units"),
        (make_labels().drop(columns="area"), "lacks the column"),
    ],
)
def test_what_is_no_code_is_refused(labels: pd.DataFrame, said: str) -> None:
    with pytest.raises(InputError, match=said):
        labels_as_codes(labels)
