"""Building a model: what its card holds, with codes and without."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.areas import build
from analysis.areas.build import build_classifier
from analysis.areas.evaluate import Evaluation
from analysis.paths import shipped


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """A model built without codes from one file of exemplars, and its card."""
    folder = tmp_path_factory.mktemp("build")
    exemplars = folder / "exemplars"
    exemplars.mkdir()
    few = pd.read_csv(shipped("data/exemplars") / "roles.csv", dtype="string").head(40)
    few.to_csv(exemplars / "few.csv", index=False)
    path = build_classifier(folder / "mine", exemplars=exemplars)
    return path, json.loads((path / "card.json").read_text(encoding="utf-8"))


def test_without_codes_the_card_tells_of_training_alone(bare: tuple[Path, dict[str, object]]) -> None:
    path, card = bare
    assert {"purpose", "limits", "training", "parameters", "versions", "calibrated", "canaries"} <= set(card)
    assert not {"evaluation", "goals", "ablation", "codes_sha256"} & set(card)
    assert fz.load_classifier(path).classes_.tolist() == list(range(1, 9))


def test_the_shipped_card_says_by_how_much_a_goal_is_missed() -> None:
    card = json.loads((shipped("models") / "area-2015" / "card.json").read_text(encoding="utf-8"))
    assert len(card["goals"]) == len(build._GOALS)
    for row in card["goals"]:
        side, goal = row["goal"].rsplit(" ", 1)
        short = float(goal) - row["measured"] if side == "at least" else row["measured"] - float(goal)
        assert row["falls short by"] == pytest.approx(max(0.0, short), abs=0.0011)
    assert len(card["failures (leave-one-report-out)"]) == round(191 * (1 - card["goals"][3]["measured"]))


@pytest.mark.parametrize(
    ("measured", "more", "short"), [(0.92, True, 0.03), (0.97, True, 0.0), (0.92, False, 0.0)]
)
def test_a_goal_is_short_on_its_own_side_only(measured: float, more: bool, short: float) -> None:
    empty = pd.DataFrame()
    summary = pd.DataFrame({"accuracy": [measured]})
    result = Evaluation("forward", True, summary, empty, empty, empty, empty, empty)
    row = build._goal(result, "summary", "accuracy", 0.95, more)
    assert row["design"] == "forward, text only"
    assert row["falls short by"] == pytest.approx(short)
