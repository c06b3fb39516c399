"""Regressions of shares on covariates."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.inputs import check_out, write_out
from analysis.cli.trends import estimate, with_options
from analysis.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


@click.command()
@with_options
@click.option("--formula", required=True, help="Such as 'share ~ log(gdp) + C(government_level)'.")
@click.option(
    "--covariates",
    type=click.Path(),
    help="CSV, XLSX or Parquet with region_code (or report_id, or province) and year, and a column for each covariate.",
)
@click.option(
    "--fixed-effects",
    multiple=True,
    help="Column whose values get a level of their own, repeatable: region, year.",
)
@click.option("--cluster", default="region", show_default=True, help="Column whose values are independent.")
@click.option(
    "--variance",
    default="CR2",
    show_default=True,
    type=click.Choice(["CR2", "CR1", "CR3", "wild"]),
    help="Clustered errors: bias-reduced, usual, about the jackknife's, or with the wild cluster bootstrap.",
)
@click.option("--area", "areas", multiple=True, type=int, help="Area, repeatable; default all.")
@click.option("--seed", "random_state", default=0, show_default=True, help="Seed of the bootstrap.")
@click.option("--unmatched", type=click.Path(), help="File for rows of either table that have no partner.")
@click.option(
    "--table",
    "paper",
    type=click.Path(),
    help="Also write the regression as journals print it: .tex, .docx, .html, .xlsx.",
)
@click.option(
    "--lang", default="zh", show_default=True, type=click.Choice(["zh", "en"]), help="Language of --table."
)
def regress(reports: str, out: str, **options: Any) -> None:
    """Regress the shares of the areas in REPORTS on covariates, corrected where hand codes are given.

    REPORTS are texts (files, a folder, a table with a document a row), or what `fazhi classify` made of them. Rows of
    reports and covariates that have no partner are counted on standard error, and --unmatched lists them all.
    """
    from analysis.regression.areas import area_regression
    from analysis.regression.formula import read_formula
    from analysis.regression.papers import ENDINGS, regression_table

    formula, covariates = options.pop("formula"), options.pop("covariates")
    unmatched, paper, lang = (options.pop(name) for name in ("unmatched", "paper", "lang"))
    areas = list(options.pop("areas")) or None
    read_formula(formula)
    for file in (own for own in (unmatched,) if own):
        check_out(file)
    if paper and Path(paper).suffix not in ENDINGS:
        raise InputError(
            "--table", f"'{paper}' has the ending {Path(paper).suffix!r}", f"use {' or '.join(ENDINGS)}"
        )
    if unmatched and not covariates:
        raise InputError("--unmatched", "is given without --covariates", "give both")

    def run(coded: Any, codes: pd.DataFrame | None, *, reports: Any, **estimand: Any) -> pd.DataFrame:
        if covariates:
            _say_unmatched(reports, covariates, unmatched)
        regressed = partial(area_regression, formula, covariates=covariates, areas=areas)
        table = regressed(coded, codes, reports=reports, **estimand)
        if paper:
            regression_table(table, paper, lang=lang)
        return table

    estimate(run, reports, out, **options, say_reach=False)


def _say_unmatched(reports: Any, covariates: str, file: str | None) -> None:
    """How many rows have no partner, and which."""
    from analysis.regression.covariates import join_covariates, say_unmatched

    if reports is None:
        return
    _, rows = join_covariates(reports, covariates, return_unmatched=True)
    if file:
        write_out(rows, file)
    for sentence in say_unmatched(rows, "en"):
        click.echo(sentence, err=True)
