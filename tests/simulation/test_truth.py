"""The truth of a corpus for every estimand, and codes that tell it."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.errors import InputError
from analysis.simulation.reports import Simulation
from analysis.simulation.truth import true_shares
from analysis.tables import COLUMNS

ITEMS = pd.DataFrame(
    [
        ("p1", "r1", 2020, "work", 1, 300),
        ("p1", "r1", 2020, "work", 6, 100),
        ("p2", "r1", 2020, "work", 6, 100),
        ("p3", "r2", 2020, "work", 6, 500),
        ("p4", "r2", 2020, "plan", 3, 900),
        ("p5", "r2", 2020, "work", 0, 900),
    ],
    columns=["paragraph_id", "report_id", "year", "role", "area", "n_chars"],
)


@pytest.mark.parametrize(
    ("weight", "role", "expected"),
    [
        ("characters", "work", {1: 0.3, 6: 0.7}),
        ("paragraphs", "work", {1: 0.25, 6: 0.75}),
        ("reports", "work", {1: 0.3, 6: 0.7}),
        ("characters", "plan", {3: 1.0}),
    ],
)
def test_shares_are_those_of_the_estimand(weight: str, role: str, expected: dict[int, float]) -> None:
    shares = true_shares(ITEMS, weight=weight, role=role).set_index("area")["share"]
    assert shares.to_dict() == pytest.approx({area: expected.get(area, 0.0) for area in range(1, 9)})


@pytest.mark.parametrize("weight", ["characters", "paragraphs", "reports"])
def test_codes_of_everything_give_the_truth(tables: Simulation, weight: str) -> None:
    sample = fz.sample_for_coding(tables.paragraphs, per_year=10_000)
    shares = fz.area_shares(tables.paragraphs, tables.code(sample), weight=weight)
    truth = tables.shares(weight=weight)
    # the weight "reports" measures a report's length by what the classifier has given an area, here everything
    assert shares["share"].to_numpy() == pytest.approx(truth["share"].to_numpy(), abs=1e-12)


def test_codes_are_those_of_the_items_with_the_probabilities_of_the_sample(tables: Simulation) -> None:
    sample = fz.sample_for_coding(tables.paragraphs, per_year=20, random_state=3)
    codes = tables.code(sample)
    assert list(codes.columns) == list(COLUMNS["codes"])
    assert codes["unit_id"].tolist() == sample["unit_id"].tolist()
    assert codes["inclusion_probability"].tolist() == sample["inclusion_probability"].tolist()
    known = tables.items.set_index("item_id").loc[codes["unit_id"]]
    assert codes["area"].tolist() == known["area"].tolist()
    taxonomy = fz.load_taxonomy("outline-2015")
    assert [taxonomy.area_of(measure) for measure in codes["measure"]] == codes["area"].tolist()


def test_units_of_another_corpus_are_refused(tables: Simulation) -> None:
    sample = pd.DataFrame({"unit_id": ["elsewhere-p001-i01"], "inclusion_probability": [0.5]})
    with pytest.raises(InputError, match="holds the unit 'elsewhere-p001-i01', which is not of this corpus"):
        tables.code(sample)
