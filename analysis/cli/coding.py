"""The coding workflow: samples, agreement, adjudication, the codebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from analysis.cli.common import (
    LANG,
    MODEL,
    asked_scheme,
    classified,
    exit_by,
    known_scheme,
    problems_option,
    read_sheets,
    read_texts,
    scheme_option,
    unclassified,
)
from analysis.cli.inputs import reading_options
from analysis.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


@click.command()
@click.argument("reports", type=click.Path())
@click.option("--out", required=True, type=click.Path(), help="Sheet to write (.xlsx or .csv).")
@click.option("--model", **MODEL)
@scheme_option()
@reading_options
@click.option("--per-year", default=150, show_default=True, help="Paragraphs drawn at random in each year.")
@click.option(
    "--design",
    default="simple",
    show_default=True,
    type=click.Choice(["simple", "area", "length", "error"]),
    help="Chances: all the same; rare predicted areas more densely; by length; by length and doubt.",
)
@click.option("--uncertain", default=0, show_default=True, help="Least sure paragraphs per year, all taken.")
@click.option("--coder", default="", help="Name of the coder.")
@click.option("--lang", **LANG)
@click.option("--show-all", is_flag=True, help="Do not hide year, report and the model's answer.")
@click.option("--seed", default=0, show_default=True)
def sample(
    reports: str,
    out: str,
    model: str | None,
    scheme: str | None,
    per_year: int,
    design: str,
    uncertain: int,
    coder: str,
    lang: str,
    show_all: bool,
    seed: int,
) -> None:
    """Draw paragraphs of REPORTS for hand coding and write the coder's sheet."""
    from analysis.coding.sample import sample_for_coding
    from analysis.coding.sheets import write_coding_sheet
    from analysis.taxonomy import scheme_of

    own = asked_scheme()
    if (
        own is not None and own.is_own and model is None
    ):  # nothing has been learned yet, and nothing needs to be
        if uncertain:
            raise InputError("--uncertain", "is given without a model", "leave it out, or give --model")
        coded, ledger = unclassified(reports)
    else:
        coded, ledger = classified(reports, model)
        own = own or (scheme_of(coded) if "scheme" in coded.columns else None)
    drawn = sample_for_coding(
        coded, per_year=per_year, design=design, uncertain=uncertain, blind=not show_all, random_state=seed
    )
    write_coding_sheet(drawn, out, coder=coder, lang=lang, blind=not show_all, scheme=own)
    click.echo(f"{out}: {drawn['paragraph_id'].nunique()} paragraphs, {len(drawn)} items", err=True)
    exit_by(ledger)


@click.command()
@click.argument("sheets", nargs=-1, required=True, type=click.Path())
@click.option(
    "--out", type=click.Path(), help="Write the table (CSV or Parquet by ending; - for standard output)."
)
@click.option("--disagreements", "differ_out", type=click.Path(), help="File for the units that differ.")
@click.option("--lang", **LANG)
@known_scheme
@problems_option
def agree(sheets: tuple[str, ...], out: str | None, differ_out: str | None, lang: str) -> None:
    """Agreement of all coders in SHEETS: percent, kappa and alpha, with intervals over reports.

    From three coders on, each pair is compared, and all together.
    """
    from analysis.cli.agreement import describe_agreement
    from analysis.coding.agreement import coder_agreement, disagreements
    from analysis.output import STANDARD_OUTPUT, write_table

    codes = read_sheets(sheets)
    table = coder_agreement(codes)
    if out != STANDARD_OUTPUT:
        click.echo(describe_agreement(table, codes, lang))
    if out:
        write_table(table, out)
    if differ_out:
        write_table(disagreements(codes), differ_out)
    exit_by()


@click.command()
@click.argument("sheets", nargs=-1, required=True, type=click.Path())
@click.option("--out", required=True, type=click.Path(), help="Sheet to write (.xlsx or .csv).")
@click.option(
    "--reports", type=click.Path(), help="The coded reports, where SHEETS are tables of codes without texts."
)
@click.option("--lang", **LANG)
@known_scheme
@problems_option
def adjudicate(sheets: tuple[str, ...], out: str, reports: str | None, lang: str) -> None:
    """Write the units on which coders differ as a sheet for the coder "final", with every code beside the text.

    The sheet carries the agreed codes along: filled in, it is all that `fazhi shares --codes` needs.
    """
    from analysis.coding.adjudication import adjudication_sample
    from analysis.coding.agreement import ADJUDICATED
    from analysis.coding.sheets import read_units, write_coding_sheet

    codes = read_sheets(sheets)
    items = _items(reports) if reports else read_units(list(sheets))
    try:
        differ = adjudication_sample(codes, items)
    except InputError as error:
        if error.argument != "items" or reports:
            raise
        raise InputError("sheets", error.problem, "give the coded reports with --reports") from None
    write_coding_sheet(differ, out, coder=ADJUDICATED, lang=lang, codes=codes)
    n_units = codes["unit_id"].nunique()
    if differ.empty:
        click.echo(f"{out}: the coders agree on all {n_units} units, nothing is left to settle", err=True)
    else:
        click.echo(f"{out}: {len(differ)} disputed of {n_units} units to settle", err=True)
    exit_by()


def _items(reports: str) -> pd.DataFrame:
    """The items of the coded reports."""
    from analysis.reading.split import split_items, split_paragraphs

    table, _ = read_texts(reports)
    return split_items(split_paragraphs(table))


@click.command()
@click.option("--lang", **LANG)
@scheme_option(
    "Scheme of categories; default the eight areas. Of an own one the categories with notes and examples."
)
def codebook(lang: str, scheme: str | None) -> None:
    """Print the codebook as Markdown."""
    from analysis.codebook import render_codebook

    click.echo(render_codebook(lang, scheme=scheme))
