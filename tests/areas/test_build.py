"""Building a model: what its card holds, with codes and without."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis as fz
from analysis.areas import build
from analysis.areas.ablation import COMPONENTS
from analysis.areas.build import train_with_card
from analysis.paths import shipped


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """A model built without codes from one file of exemplars, and its card."""
    folder = tmp_path_factory.mktemp("build")
    exemplars = folder / "exemplars"
    exemplars.mkdir()
    few = pd.read_csv(shipped("data/exemplars") / "roles.csv", dtype="string").head(40)
    few.to_csv(exemplars / "few.csv", index=False)
    built = train_with_card(exemplars=exemplars)
    path = fz.save_classifier(built.model, folder / "mine", built.card)
    return path, json.loads((path / "card.json").read_text(encoding="utf-8"))


def test_without_codes_the_card_tells_of_training_alone(bare: tuple[Path, dict[str, object]]) -> None:
    path, card = bare
    assert {"purpose", "limits", "training", "parameters", "versions", "calibrated", "canaries"} <= set(card)
    assert not {"evaluation", "goals", "ablation", "codes_sha256"} & set(card)
    assert fz.load_classifier(path).classes_.tolist() == list(range(1, 9))


@pytest.fixture(scope="module")
def shipped_card() -> dict[str, Any]:
    card: dict[str, Any] = json.loads(
        (shipped("models") / "area-2015" / "card.json").read_text(encoding="utf-8")
    )
    return card


def test_the_shipped_card_says_by_how_much_a_goal_is_missed(shipped_card: dict[str, Any]) -> None:
    said = [(row["design"], row["metric"], row["direction"], row["goal"]) for row in shipped_card["goals"]]
    assert said == list(build.GOALS)
    for row in shipped_card["goals"]:
        assert row["measured"] == shipped_card["evaluation"][row["design"]][row["metric"]]
        gap = row["measured"] - row["goal"]
        short = -gap if row["direction"] == "at_least" else gap
        assert row["shortfall"] == pytest.approx(max(0.0, short), abs=1e-9)
    accuracy = shipped_card["evaluation"]["leave-one-report-out"]["accuracy"]
    assert len(shipped_card["failures"]) == round(191 * (1 - accuracy))


def test_the_shipped_card_holds_numbers_and_codes(shipped_card: dict[str, Any]) -> None:
    for record in shipped_card["evaluation"].values():
        assert record.pop("coded_by") == "model"
        assert all(type(value) in (int, float) for value in record.values())
        for metric in ("accuracy", "macro_f1", "kappa"):
            assert 0 < record[f"{metric}_low"] <= record[metric] <= record[f"{metric}_high"] <= 1
    for row in shipped_card["failures"]:
        assert {type(row[name]) for name in ("coded", "predicted")} == {int}
        assert isinstance(row["words"], list)
    components = {row["component"] for row in shipped_card["ablation"]}
    assert components == {own.name for own in COMPONENTS}


@pytest.mark.parametrize(
    ("measured", "direction", "short"),
    [
        (0.92, "at_least", 0.03),
        (0.97, "at_least", 0.0),
        (0.92, "at_most", 0.0),
        (0.97, "at_most", 0.02),
        (None, "at_most", None),
    ],
)
def test_a_goal_is_short_on_its_own_side_only(
    measured: float | None, direction: str, short: float | None
) -> None:
    row = build._goal({"accuracy": measured}, "forward", "accuracy", direction, 0.95)
    assert (row["design"], row["metric"], row["goal"]) == ("forward", "accuracy", 0.95)
    assert row["shortfall"] == (None if short is None else pytest.approx(short))
