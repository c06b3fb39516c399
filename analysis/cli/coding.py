"""The coding workflow: samples, agreement, adjudication, the codebook."""

from __future__ import annotations

import click

from analysis.cli.common import MODEL, OUT, classified, exit_by, read_sheets


@click.command()
@click.argument("reports", type=click.Path())
@click.option("--out", required=True, type=click.Path(), help="Sheet to write (.xlsx or .csv).")
@click.option("--model", **MODEL)
@click.option("--per-year", default=150, show_default=True, help="Paragraphs drawn at random in each year.")
@click.option("--uncertain", default=0, show_default=True, help="Least sure paragraphs per year, all taken.")
@click.option("--coder", default="", help="Name of the coder.")
@click.option("--lang", default="zh", show_default=True, type=click.Choice(["zh", "en"]))
@click.option("--show-all", is_flag=True, help="Do not hide year, report and the model's answer.")
@click.option("--seed", default=0, show_default=True)
def sample(
    reports: str,
    out: str,
    model: str | None,
    per_year: int,
    uncertain: int,
    coder: str,
    lang: str,
    show_all: bool,
    seed: int,
) -> None:
    """Draw paragraphs of REPORTS for hand coding and write the coder's sheet."""
    from analysis.coding.sample import sample_for_coding
    from analysis.coding.sheets import write_coding_sheet

    coded, ledger = classified(reports, model)
    drawn = sample_for_coding(
        coded, per_year=per_year, uncertain=uncertain, blind=not show_all, random_state=seed
    )
    write_coding_sheet(drawn, out, coder=coder, lang=lang, blind=not show_all)
    click.echo(f"{out}: {drawn['paragraph_id'].nunique()} paragraphs, {len(drawn)} items", err=True)
    exit_by(ledger)


@click.command()
@click.argument("sheets", nargs=-1, required=True, type=click.Path())
@click.option("--out", **OUT)
@click.option("--disagreements", "differ_out", type=click.Path(), help="File for the units that differ.")
def agree(sheets: tuple[str, ...], out: str, differ_out: str | None) -> None:
    """Agreement of two coders: percent, kappa and alpha, with intervals over reports."""
    from analysis.coding.agreement import coder_agreement, disagreements
    from analysis.output import write_table

    codes = read_sheets(sheets)
    write_table(coder_agreement(codes), out)
    if differ_out:
        write_table(disagreements(codes), differ_out)


@click.command()
@click.argument("sheets", nargs=-1, required=True, type=click.Path())
@click.option("--out", required=True, type=click.Path(), help="Sheet to write (.xlsx or .csv).")
@click.option("--reports", type=click.Path(), help="The coded reports; default the sample reports.")
@click.option("--lang", default="zh", show_default=True, type=click.Choice(["zh", "en"]))
def adjudicate(sheets: tuple[str, ...], out: str, reports: str | None, lang: str) -> None:
    """Write the units on which two coders differ as a sheet for the coder "final", both codings beside the text."""
    from analysis.coding.agreement import ADJUDICATED, adjudication_sample
    from analysis.coding.sheets import write_coding_sheet
    from analysis.paths import sample_reports
    from analysis.reading.read import read_reports
    from analysis.reading.split import split_items, split_paragraphs

    items = split_items(split_paragraphs(read_reports(reports or sample_reports())))
    differ = adjudication_sample(read_sheets(sheets), items)
    if differ.empty:
        click.echo("the coders agree on every unit: nothing to adjudicate", err=True)
        return
    write_coding_sheet(differ, out, coder=ADJUDICATED, lang=lang)
    click.echo(f"{out}: {len(differ)} units", err=True)


@click.command()
@click.option("--lang", default="zh", show_default=True, type=click.Choice(["zh", "en"]))
def codebook(lang: str) -> None:
    """Print the codebook as Markdown."""
    from analysis.codebook import render_codebook

    click.echo(render_codebook(lang))
