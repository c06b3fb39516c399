"""What a study is made with is checked once, whoever gives it."""

from __future__ import annotations

from typing import Any

import pytest

import analysis as fz
from analysis.cli import main
from analysis.study.spec import SETTINGS, Spec, check_parameters


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("lang", "fr", "lang is 'fr'; use one of 'zh', 'en'"),
        ("weight", "words", "weight is 'words'; use one of 'characters', 'paragraphs', 'reports'"),
        ("level", 95, "level is 95; give a number between 0 and 1"),
        ("n_topics", 501, "n_topics is 501; use a whole number from 0 to 500"),
        ("n_topics", True, "n_topics is True; use a whole number"),
        ("random_state", -1, "random_state is -1; use a whole number"),
        ("formats", ["gif"], "formats is 'gif'; use one of 'pdf', 'svg', 'png'"),
        ("formats", [], "formats is []; give a list of pdf, svg, png"),
        ("quick", 1, "quick is 1; use True or False"),
        ("model", 3, "model is a int; save it"),
    ],
)
def test_a_value_that_no_study_can_have_is_refused(name: str, value: Any, said: str) -> None:
    with pytest.raises(fz.InputError) as refused:
        Spec(**{name: value})
    assert str(refused.value).startswith(said)


def test_the_parameters_make_the_same_settings_again() -> None:
    spec = Spec(reports="texts", level=0.9, lang="en", quick=True)
    assert Spec(**spec.parameters).parameters == spec.parameters
    check_parameters({"lang": "zh", "n_topics": 8, "random_state": 0})  # the rest has its default
    with pytest.raises(ValueError, match="hold codes"):
        check_parameters({**spec.parameters, "codes": "x.csv"})


def test_the_page_has_its_drawings_whatever_formats_are_asked_for() -> None:
    assert Spec(formats=["png"]).parameters["formats"] == ["svg", "png"]


def test_every_setting_is_an_option_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["run", "--help"])
    said = capsys.readouterr().out
    for own in SETTINGS:
        assert f"  {own.metadata['option']}" in said


def test_a_setting_that_is_not_known_is_named() -> None:
    with pytest.raises(fz.InputError, match="settings hold colour; use codes, model, covariates, lang"):
        fz.run_study(colour="red")
