"""Mixes over the areas of a scheme, predicted and coded."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.tables import MIX
from analysis.taxonomy import load_taxonomy
from analysis.trends.truth import coded_mix, predicted_mix

from .corpora import classified, make_codes

BASE = load_taxonomy("outline-2015")


def paragraph(area: int, measure: str | None, mix: dict[int, float]) -> pd.DataFrame:
    table = classified([{"report_id": "a", "year": 2019, "area": area, "n_chars": 100}])
    table["measure"] = pd.array([measure], dtype="string")
    for name in MIX:
        table[name] = mix.get(int(name[-1]), 0.0) if area else np.nan
    return table


def shown(mix: np.ndarray, areas: list[int]) -> dict[int, float]:
    return {area: round(float(value), 6) for area, value in zip(areas, mix[0], strict=True) if value}


@pytest.mark.parametrize(
    ("scheme", "area", "measure", "mix", "expected"),
    [
        ("outline-2015", 5, "27y", {5: 0.7, 6: 0.3}, {5: 0.7, 6: 0.3}),
        ("outline-2015", 5, None, {5: 1.0}, {5: 1.0}),
        ("outline-2015", 0, None, {}, {}),
        ("27y in 6", 5, "27y", {5: 0.7, 6: 0.3}, {6: 1.0}),
        ("27y in 6", 5, "30", {5: 0.7, 6: 0.3}, {5: 0.7, 6: 0.3}),
        ("6e apart", 1, "6e", {1: 0.6, 4: 0.4}, {9: 0.6, 4: 0.4}),
        # the measure is that of the leading area; the rest goes where most measures of its area lie
        ("outline-2021", 5, "27y", {5: 0.7, 4: 0.3}, {6: 0.7, 4: 0.3}),
        ("outline-2021", 1, "6e", {1: 0.6, 3: 0.4}, {5: 0.6, 3: 0.4}),
        ("outline-2021", 0, None, {}, {}),
    ],
)
def test_predicted_mix(
    scheme: str, area: int, measure: str | None, mix: dict[int, float], expected: dict[int, float]
) -> None:
    taxonomy = {
        "27y in 6": BASE.moved({"27y": 6}),
        "6e apart": BASE.moved({"6e": None}),
    }.get(scheme) or load_taxonomy(scheme)
    found = predicted_mix(paragraph(area, measure, mix), taxonomy)
    assert shown(found, list(taxonomy.areas.index)) == expected


def test_a_coded_item_goes_where_its_measure_belongs() -> None:
    table = paragraph(1, "1", {1: 1.0})
    codes = make_codes(table.assign(area=5, measure="27y"), 0.5)
    for taxonomy, area in ((BASE, 5), (BASE.moved({"27y": 6}), 6), (load_taxonomy("outline-2021"), 6)):
        truth = coded_mix(table, codes, taxonomy, "work")
        assert shown(truth.mix, list(taxonomy.areas.index)) == {area: 1.0}
        assert truth.probability.tolist() == [0.5]


def test_other_roles_and_no_area_are_rows_of_zeros() -> None:
    table = paragraph(1, "1", {1: 1.0})
    for change in ({"role": "plan"}, {"area": 0}, {"area": pd.NA}):
        truth = coded_mix(table, make_codes(table, 1.0).assign(**change), BASE, "work")
        assert not truth.mix.any()
        assert truth.probability.tolist() == [1.0]


def test_another_scheme_needs_measures() -> None:
    table = paragraph(1, "1", {1: 1.0})
    codes = make_codes(table.assign(measure=pd.NA), 1.0)
    with pytest.raises(fz.InputError, match="codes has 1 items without a measure"):
        coded_mix(table, codes, BASE.moved({"27y": 6}), "work")


def test_the_paragraphs_without_a_measure_are_counted() -> None:
    table = pd.concat([paragraph(1, "1", {1: 1.0}), paragraph(2, None, {2: 1.0}), paragraph(0, None, {})])
    with pytest.raises(fz.InputError, match="coded has 1 paragraphs without a measure"):
        predicted_mix(table, load_taxonomy("outline-2021"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"inclusion_probability": 0.0},
            "has an inclusion_probability of 0.0; use probabilities above 0 up to 1",
        ),
        ({"inclusion_probability": 1.5}, "has an inclusion_probability of 1.5"),
        ({"inclusion_probability": -0.1}, "has an inclusion_probability of -0.1"),
        ({"inclusion_probability": float("nan")}, "has 1 units without inclusion_probability"),
        ({"unit_id": "a-p002-i01"}, "twice|two codes"),
    ],
)
def test_one_wrong_code_among_right_ones_is_refused(change: dict[str, object], message: str) -> None:
    rows = [{"report_id": "a", "year": 2019, "area": area, "n_chars": 100} for area in (1, 2, 3)]
    codes = make_codes(classified(rows), 1.0)
    coded_mix(classified(rows), codes, BASE, "work")  # taken whole, with the probability 1
    for name, value in change.items():
        codes[name] = codes[name].mask(codes.index == 0, value)
    with pytest.raises(fz.InputError, match=message):
        coded_mix(classified(rows), codes, BASE, "work")
