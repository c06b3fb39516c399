"""The card for people is written from numbers and codes, and an earlier card as it is."""

from __future__ import annotations

from typing import Any

from analysis.areas.card import render_card

RECORD: dict[str, Any] = {
    "n": 60, "coded_by": "model", "level": 0.95, "accuracy": 0.8, "accuracy_low": 0.7, "accuracy_high": 0.9,
    "macro_f1": 0.75, "macro_f1_low": None, "macro_f1_high": None, "kappa": 0.7, "kappa_low": 0.6, "kappa_high": 0.8,
    "measure_accuracy": 0.9, "ece": 0.04, "brier": 0.1, "abstained": 0.05, "set_level": 0.9, "coverage": None,
    "mean_size": None,
}  # fmt: skip


def test_an_evaluation_is_a_row_for_each_design_with_its_intervals() -> None:
    lines = render_card("mine", {"evaluation": {"forward": RECORD}}).splitlines()
    head = lines.index("## evaluation")
    assert lines[head + 2].startswith("| design | n | accuracy | macro-F1 | kappa |")
    assert lines[head + 4] == (
        "| forward | 60 | 0.800 [0.700, 0.900] | 0.750 | 0.700 [0.600, 0.800] | 0.900 | 0.040 | 0.100 | 0.050 |  |  |"
    )
    assert lines[head + 6] == (
        "n counts units of work and plan, coded by a model, not people: to agree with it is not to be right. "
        "95% intervals resample reports; sets aim at 90%."
    )


def test_codes_become_words_and_details_name_their_design() -> None:
    card = {
        "details_of": "leave-one-report-out",
        "failures": [{"coded": 1, "coded_probability": 0.1, "words": ["检查", "监管"], "text": "a|b"}],
        "ablation": [{"component": "without_words", "ece": 0.1}],
        "calibrated": {"context_temperature": 1.2},
    }
    text = render_card("mine", card)
    assert "## failures (leave-one-report-out)" in text
    assert "| coded | probability of the coded area | words that moved it | text |" in text
    assert "| 1 | 0.1 | 检查、监管 | a｜b |" in text
    assert "| component | ECE |" in text
    assert "- temperature with evidence: 1.2" in text


def test_the_card_of_an_earlier_version_is_written_as_it_is() -> None:
    card = {
        "evaluation": {"forward": "n = 60 work and plan units: accuracy 0.800 [0.700, 0.900]"},
        "goals": [{"metric": "accuracy", "goal": "at least 0.9", "falls short by": 0.1}],
        "areas (leave-one-report-out)": [{"area": 1, "f1": 0.9}],
    }
    text = render_card("mine", card)
    assert "- forward: n = 60 work and plan units: accuracy 0.800 [0.700, 0.900]" in text
    assert "| accuracy | at least 0.9 | 0.1 |" in text
    assert "## areas (leave-one-report-out)" in text


def test_what_is_looked_for_first_comes_first_and_anything_can_stand_in_a_card() -> None:
    text = render_card(
        "mine", {"a": 1, "limits": "甲", "purpose": "乙", "empty": [], "none": None, "evaluation": {}}
    )
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## purpose", "## limits", "## evaluation", "## a", "## empty", "## none",
    ]  # fmt: skip
