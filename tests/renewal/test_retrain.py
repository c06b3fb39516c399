"""What may train and what must not; and what retraining brings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.areas.classifier import AreaClassifier
from analysis.renewal.retrain import CODE, Retrained, repeats_but_for_numbers, retrain_classifier
from analysis.simulation.reports import Simulation
from tests.renewal.conftest import YEAR


def test_only_codes_without_probability_train(
    retrained: Retrained, codes: pd.DataFrame, scored: pd.DataFrame
) -> None:
    trained = retrained.training[retrained.training["source"] == CODE]
    chosen = codes[codes["inclusion_probability"].isna()]
    assert set(trained["unit_id"]) <= set(chosen["unit_id"])
    assert len(trained) > 50
    texts = fz.split_items(scored).set_index("item_id")["text"]
    tests = codes.loc[codes["inclusion_probability"].notna(), "unit_id"]
    assert not retrained.model.has_seen(texts[tests]).any()
    assert not repeats_but_for_numbers(texts[tests], retrained.training["text"]).any()


def test_temperatures_are_those_of_the_present_model(retrained: Retrained, present: AreaClassifier) -> None:
    for name in ("temperature_", "context_temperature_", "threshold_"):
        np.testing.assert_array_equal(getattr(retrained.model, name), getattr(present, name))


def test_without_a_code_that_trains_there_is_nothing_to_do(codes: pd.DataFrame, scored: pd.DataFrame) -> None:
    with pytest.raises(fz.InputError, match="leave inclusion_probability empty for the codes that train"):
        retrain_classifier(codes.assign(inclusion_probability=1.0), scored)


def test_a_copy_may_differ_in_numbers() -> None:
    text = "审结行政复议案件{}件，开展行政调解{}次，化解争议{}起，群众满意率{}%，得到上级充分肯定。"
    own, other = pd.Series([text.format(1, 22, 333, 44)]), pd.Series([text.format(987, 6, 54, 3)])
    assert repeats_but_for_numbers(own, other).tolist() == [True]
    assert repeats_but_for_numbers(own, pd.Series([], dtype=str)).tolist() == [False]


def share_error(coded: pd.DataFrame, sim: Simulation) -> float:
    """Points of the new year's text that the counted shares put in a wrong area's total."""
    new = coded[(coded["year"] == YEAR).to_numpy(dtype=bool)]
    chars = new["n_chars"].to_numpy(dtype=float)
    counted = (
        chars
        @ new[[f"share_{area}" for area in range(1, 9)]].to_numpy(dtype=float, na_value=0.0)
        / chars.sum()
    )
    items = sim.items[sim.items["paragraph_id"].isin(set(new["paragraph_id"])) & (sim.items["area"] > 0)]
    true = items.groupby("area")["n_chars"].sum().reindex(range(1, 9), fill_value=0).to_numpy(dtype=float)
    return float(50 * np.abs(counted - true / true.sum()).sum())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_150_codes_bring_the_share_error_back(
    parts: tuple[pd.DataFrame, pd.DataFrame], present: AreaClassifier, seed: int
) -> None:
    """Simulated: six in ten texts of one area get new words, 150 paragraphs are chosen and coded, and the model retrained."""
    errors = {}
    for drift in (0.0, 0.6):
        sim = fz.make_reports(
            n_regions=30, years=(2021, YEAR), trend={}, drift=drift, drift_years=[YEAR], text=True, exemplars=parts[1],
            n_paragraphs=15, random_state=100 + seed,
        )  # fmt: skip
        work = sim.paragraphs[sim.paragraphs["role"] == "work"]
        coded = fz.classify_paragraphs(work, present)
        errors[drift] = share_error(coded, sim)
    drawn = fz.sample_for_coding(coded, per_year=150, random_state=seed)
    new = coded[(coded["year"] == YEAR).to_numpy(dtype=bool)]
    chosen = fz.choose_for_training(
        new, 150, exclude=drawn["paragraph_id"].unique().tolist(), random_state=seed
    )
    codes = pd.concat([sim.code(drawn), sim.code(chosen)], ignore_index=True)
    model = retrain_classifier(codes, work, exemplars=parts[0], present=present).model
    after = share_error(fz.classify_paragraphs(work, model), sim)
    assert errors[0.6] > errors[0.0]
    assert after <= errors[0.0] + 0.5
