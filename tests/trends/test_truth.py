"""Mixes over the areas of a scheme, predicted and coded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.columns.types import MIX
from analysis.errors import InputError
from analysis.output import read_table, write_table
from analysis.simulation.reports import Simulation
from analysis.taxonomy import load_taxonomy
from analysis.trends.estimand import Estimand
from analysis.trends.totals import weigh_units
from analysis.trends.truth import coded_mix, predicted_mix, settle_codes

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


# --- codes are about these texts, by people, and new to the model ---


@pytest.fixture(scope="module")
def sim() -> Simulation:
    return fz.make_reports(n_regions=6, n_paragraphs=8, years=(2019, 2020), random_state=2)


@pytest.fixture(scope="module")
def codes(sim: Simulation) -> pd.DataFrame:
    return sim.code(fz.sample_for_coding(sim.paragraphs, per_year=30, random_state=2))


def by_csv(table: pd.DataFrame, home: Path) -> pd.DataFrame:
    table.to_csv(home / "table.csv", index=False)
    return pd.read_csv(home / "table.csv")


def by_parquet(table: pd.DataFrame, home: Path) -> pd.DataFrame:
    table.to_parquet(home / "table.parquet")
    return pd.read_parquet(home / "table.parquet")


WAYS: dict[str, Callable[[pd.DataFrame, Path], pd.DataFrame]] = {
    "as it is": lambda table, home: table,
    "joined": lambda table, home: pd.concat([table.iloc[:40], table.iloc[40:]], ignore_index=True),
    "CSV": by_csv,
    "Parquet": by_parquet,
    "our CSV": lambda table, home: (write_table(table, home / "t.csv"), read_table(home / "t.csv"))[1],
    "merged": lambda table, home: table.merge(
        table[["paragraph_id"]].drop_duplicates().assign(note=1), on="paragraph_id"
    ),
    "grouped": lambda table, home: table.groupby("report_id", group_keys=False)[list(table.columns)].apply(
        lambda own: own
    ),
    "as objects": lambda table, home: table.astype(object),
    "sorted": lambda table, home: table.sort_values("n_chars").reset_index(drop=True),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_people_do_with_tables_neither_hides_nor_changes_anything(
    sim: Simulation, codes: pd.DataFrame, way: str, tmp_path: Path
) -> None:
    treat = WAYS[way]
    drawn = codes["paragraph_id"].iloc[0]
    seen = treat(sim.paragraphs.assign(seen=sim.paragraphs["paragraph_id"] == drawn), tmp_path)
    with pytest.raises(
        InputError, match=f"hold 1 paragraphs that the model was trained on, such as '{drawn}'"
    ):
        fz.area_shares(seen, codes)
    found = fz.area_shares(treat(sim.paragraphs, tmp_path), treat(codes, tmp_path))
    expected = fz.area_shares(sim.paragraphs, codes)
    pd.testing.assert_frame_equal(found, expected)
    assert found["simulated"].all()
    moved = treat(sim.paragraphs, tmp_path).assign(text_hash=lambda own: own["text_hash"].shift(1))
    with pytest.raises(InputError, match="paragraphs are of another text, such as"):
        fz.area_shares(moved, treat(codes, tmp_path))


def test_neither_texts_nor_ids_of_a_grammar_are_needed(sim: Simulation, codes: pd.DataFrame) -> None:
    def renamed(table: pd.DataFrame) -> pd.DataFrame:
        own = {name: "x" + table[name].str.replace("-", "~") for name in table if name.endswith("_id")}
        return table.assign(**{name: ids for name, ids in own.items() if name != "frame_id"})

    bare = renamed(sim.paragraphs.drop(columns="text"))
    found = fz.area_shares(bare, renamed(codes))
    pd.testing.assert_frame_equal(found, fz.area_shares(sim.paragraphs, codes))


def test_a_table_without_hashes_has_them_from_its_texts(sim: Simulation, codes: pd.DataFrame) -> None:
    bare = sim.paragraphs.drop(columns="text_hash")
    pd.testing.assert_frame_equal(fz.area_shares(bare, codes), fz.area_shares(sim.paragraphs, codes))
    with pytest.raises(InputError, match="lacks the column"):
        fz.area_shares(bare.drop(columns="text"), codes)


def test_what_a_model_says_is_no_truth(sim: Simulation, codes: pd.DataFrame) -> None:
    for coded_by in ("person", None):
        fz.area_shares(sim.paragraphs, codes.assign(coded_by=coded_by))
    mixed = codes.assign(coded_by=["model"] * 3 + ["person"] * (len(codes) - 3))
    message = f"have 3 of {len(codes)} rows that a model coded, which are predictions, not truth; .*take_predictions"
    for verb in (fz.area_shares, fz.area_trends, fz.trend_checks):
        with pytest.raises(InputError, match=message):
            verb(sim.paragraphs, mixed)
    assert settle_codes(sim.paragraphs, mixed, by_people=False).note == "whole draw"


def test_texts_seen_in_training_are_named_before_the_coder(sim: Simulation, codes: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="trained on"):
        fz.area_shares(sim.paragraphs.assign(seen=True), codes.assign(coded_by="model"))


def test_paragraphs_of_another_role_make_the_variance_of_their_stratum() -> None:
    """A stratum of plans in which the coder finds no work tells that there is little; the interval shows it."""
    rows = [{"report_id": f"r{n % 10}", "year": 2019, "area": 1 + n % 2, "n_chars": 100} for n in range(200)]
    table = classified(rows)
    table["role"] = ["work"] * 100 + ["plan"] * 100
    table["paragraph_id"] = [f"{row['report_id']}-p{n:03d}" for n, row in enumerate(rows)]
    table = table.assign(position=range(200), text="文字").drop(columns="text_hash")
    sample = fz.sample_for_coding(table, per_year=60, random_state=0)
    told = sample.assign(coder="a", area=1, measure=None, role="plan")
    told.loc[told["stratum"].str.endswith("work"), "role"] = "work"
    drawn = weigh_units(table, told, Estimand(scheme=BASE))
    assert drawn.drawn.sum() == 60
    assert np.bincount(drawn.stratum[drawn.drawn]).tolist() in ([9, 51], [51, 9])
    shares = fz.area_shares(table, told)
    assert shares["n_coded"].eq(60).all()
    assert shares["n_units"].eq(100).all()


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
