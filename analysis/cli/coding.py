"""The coding workflow: samples, agreement, adjudication, the codebook."""

from __future__ import annotations

from pathlib import Path
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
from analysis.language import say, words_of

if TYPE_CHECKING:
    import pandas as pd

    from analysis.scheme import Scheme


@click.command()
@click.argument("reports", type=click.Path())
@click.option(
    "--out",
    required=True,
    type=click.Path(),
    help="File to write: a sheet (.xlsx, .csv), a page to code in a browser (.html), or units for Label Studio (.json) "
    "or doccano (.jsonl).",
)
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
    """Draw paragraphs of REPORTS for hand coding and write the coder's sheet.

    Beside units for Label Studio lies the labelling interface (.interface.xml), beside those for doccano the labels
    (.labels.json). What either exports is read wherever a sheet is: fazhi agree, --codes.
    """
    from analysis.coding.sample import sample_for_coding
    from analysis.crosswalk import scheme_of
    from analysis.trends.estimand import COUNTED_TYPES, counted_types

    files = _files_of(out)
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
    counts = {"paragraphs": drawn["paragraph_id"].nunique(), "n": len(drawn)}
    words = words_of("commands.coding", lang)
    click.echo(say(words["drawn"], out=out, **counts), err=True)
    documents = coded.drop_duplicates("report_id")
    if uncounted := int((~counted_types(documents, COUNTED_TYPES)).sum()):
        click.echo(say(words["uncounted"], n=uncounted), err=True)
    _write_units(drawn, files, coder=coder, lang=lang, blind=not show_all, scheme=own)
    _name_key(out, lang)
    exit_by(ledger)


def _files_of(out: str) -> list[Path]:
    """The file asked for and those written with it; none of them exists yet."""
    from analysis.coding.sheets import EXPORTS, PAGE, SHEETS
    from analysis.coding.units import check_new

    path = check_new(out, (*SHEETS, PAGE, *EXPORTS))
    beside = {".json": ".interface.xml", ".jsonl": ".labels.json"}.get(path.suffix)
    if beside is None:
        return [path]
    more = path.with_suffix(beside)
    return [path, check_new(more, (more.suffix,))]


def _write_units(
    drawn: pd.DataFrame, files: list[Path], *, coder: str, lang: str, blind: bool, scheme: Scheme | None
) -> None:
    """The units in the form that the ending asks for."""
    from analysis.coding import exchange
    from analysis.coding.sheets import write_coding_sheet

    path, *beside = files
    if not beside:
        write_coding_sheet(drawn, path, coder=coder, lang=lang, blind=blind, scheme=scheme)
    elif path.suffix == ".json":
        exchange.write_label_studio(drawn, path, blind=blind)
        beside[0].write_text(exchange.label_studio_config(lang, scheme=scheme), encoding="utf-8")
    else:
        exchange.write_doccano(drawn, path, blind=blind)
        beside[0].write_text(exchange.doccano_labels(lang, scheme=scheme), encoding="utf-8")


def _name_key(out: str, lang: str) -> None:
    """Say which file the researcher keeps, where there is one."""
    from analysis.coding.key import key_path
    from analysis.coding.sheets import PAGE

    if Path(out).suffix == PAGE:
        click.echo(words_of("commands.coding", lang)["key"].format(key=key_path(Path(out))), err=True)


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
@click.option("--out", required=True, type=click.Path(), help="Sheet (.xlsx, .csv) or page (.html) to write.")
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
    from analysis.coding.sheets import PAGE, SHEETS, read_units, write_coding_sheet
    from analysis.coding.units import check_new

    check_new(out, (*SHEETS, PAGE))
    codes = read_sheets(sheets)
    items = _items(reports) if reports else read_units(list(sheets))
    try:
        differ = adjudication_sample(codes, items, lang=lang)
    except InputError as error:
        if error.argument != "items" or reports:
            raise
        raise InputError("sheets", error.problem, "give the coded reports with --reports") from None
    words, counts = (
        words_of("commands.coding", lang),
        {"n": codes["unit_id"].nunique(), "differ": len(differ)},
    )
    click.echo(say(words["agreed" if differ.empty else "disputed"], out=out, **counts), err=True)
    write_coding_sheet(differ, out, coder=ADJUDICATED, lang=lang, codes=codes)
    _name_key(out, lang)
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
