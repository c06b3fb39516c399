"""Formulas: what they need, what they make, and what is refused rather than run."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.regression.designs import design_columns, event_years
from analysis.regression.formula import read_formula

TABLE = pd.DataFrame(
    {
        "gdp": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        "level": ["a", "b", "c", "a", "b", None],
        "人口": [1.0, 2.0, 3.0, 4.0, 5.0, 7.0],
        "year": [2017, 2018, 2019, 2017, 2018, 2020],
        "change": [2018, None, 2018, 2019, 2019, 2019],
        "led": pd.array([True, False, None, True, True, False], dtype="boolean"),
    }
)


@pytest.mark.parametrize(
    ("formula", "names", "columns", "kept"),
    [
        ("share ~ log(gdp) + 人口", ("gdp", "人口"), ["log(gdp)", "人口"], 6),
        ("share ~ C(level) * gdp", ("level", "gdp"), None, 5),
        ("share ~ led", ("led",), ["led"], 5),
        ("~ I(gdp ** 2) + np.log1p(gdp)", ("gdp",), ["I(gdp ** 2)", "np.log1p(gdp)"], 6),
        ("share ~ C(level, contr.treatment('b'))", ("level",), None, 5),
        ("share ~ poly(gdp, 2) + center(gdp):人口", ("gdp", "人口"), None, 6),
        ("share ~ 1", (), [], 6),
        ("share ~ event(year, change)", ("year", "change"), None, 6),
    ],
)
def test_what_a_formula_needs_and_makes(
    formula: str, names: tuple[str, ...], columns: list[str] | None, kept: int
) -> None:
    model = read_formula(formula)
    design, rows = design_columns(model, TABLE)
    assert model.names == names
    assert rows.sum() == kept == len(design.columns)
    assert columns is None or design.columns.columns.tolist() == columns


def test_a_place_without_a_change_is_the_base_in_all_years() -> None:
    design, rows = design_columns(read_formula("share ~ event(year, change)"), TABLE)
    assert rows.all()
    assert design.columns.iloc[1].tolist() == [0.0] * design.columns.shape[1]
    assert event_years(pd.Series([2010, 2019, 2030]), 2020, 2, 2).tolist() == [-2, -1, 2]


def test_a_lag_is_of_the_column_that_is_named() -> None:
    model = read_formula("share ~ lag(gdp, 2)")
    assert model.lags == (("gdp", 2),)
    design, _ = design_columns(model, TABLE, lambda name, years: TABLE[name] * 10 + years)
    assert design.columns.iloc[:, 0].tolist() == [12.0, 22.0, 32.0, 42.0, 52.0, 62.0]


def test_rows_without_a_finite_value_are_left_out_and_centres_are_of_the_others() -> None:
    table = TABLE.assign(gdp=[0.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    design, rows = design_columns(read_formula("share ~ center(log(gdp))"), table)
    assert rows.tolist() == [False, *[True] * 5]
    assert design.columns.iloc[:, 0].mean() == pytest.approx(0, abs=1e-12)


def test_means_at_a_value_keep_the_centre() -> None:
    design, _ = design_columns(read_formula("share ~ center(gdp) + 人口"), TABLE)
    assert design.means("gdp", 3.5, np.ones(6)) == pytest.approx([0.0, TABLE["人口"].mean()])


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("share ~ __import__('os').getcwd()", "formula"),
        ("share ~ I(__import__('os').system('x'))", "calls what is no function"),
        ("share ~ gdp.values", "which is no term"),
        ("share ~ I(gdp.__class__)", "which is no term"),
        ("share ~ I((lambda: gdp)())", "calls what is no function"),
        ("share ~ I([x for x in gdp])", "which is no term"),
        ("share ~ I(gdp if gdp else gdp)", "which is no term"),
        ("share ~ np.load('x')", "calls what is no function"),
        ("share ~ Q('gdp')", "calls what is no function"),
        ("share ~ eval('1')", "calls what is no function"),
        ("share ~ gdp +", "cannot be read"),
        ("share ~ gdp | region", "fixed_effects"),
        ("share ~ 0 + gdp", "takes the constant out"),
        ("gdp ~ led", "has 'gdp' on its left"),
        ("log(share) ~ gdp", "has 'log\\(share\\)' on its left"),
        ("gdp", "write it like"),
        ("share ~ gdp ~ led", "write it like"),
        ("share ~ lag(log(gdp))", "write lag\\(name\\)"),
        ("share ~ lag(gdp, 0)", "write lag\\(name\\)"),
        ("share ~ event(year)", "write event\\(year"),
    ],
)
def test_what_is_no_formula_is_refused_and_not_run(formula: str, message: str) -> None:
    with pytest.raises(fz.InputError, match=message):
        read_formula(formula)


@pytest.mark.parametrize("name", ["share_4", "shares", "area", "topic_3", "I(share_2 ** 2)", "log(topic)"])
def test_measured_text_as_a_predictor_is_refused_with_the_reason(name: str) -> None:
    with pytest.raises(fz.InputError, match=r"measured from text, as a predictor.*draws its coefficient"):
        read_formula(f"share ~ gdp + {name}")


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("share ~ nowhere", "names 'nowhere', which is no column"),
        ("share ~ log(0 * gdp)", "has no finite value"),
        ("share ~ log(level)", "cannot be computed"),
        ("share ~ lag(gdp)", "without covariates by year"),
    ],
)
def test_what_cannot_be_computed_is_said(formula: str, message: str) -> None:
    with pytest.raises(fz.InputError, match=message):
        design_columns(read_formula(formula), TABLE)
