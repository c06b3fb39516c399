"""Shares and trends."""

from __future__ import annotations

import click

from analysis.cli.common import OUT, classified, exit_by, final_codes


@click.command()
@click.argument("reports", type=click.Path())
@click.option("--out", **OUT)
@click.option("--model", type=click.Path(), help="Folder of a model; default the shipped one.")
@click.option("--codes", type=click.Path(), help="Hand codes (sheet, CSV or folder) that correct the shares.")
@click.option(
    "--weight",
    default="characters",
    show_default=True,
    type=click.Choice(["characters", "paragraphs", "reports"]),
)
@click.option(
    "--role", default="work", show_default=True, type=click.Choice(["work", "problem", "plan", "question"])
)
@click.option("--scheme", default="outline-2015", show_default=True)
@click.option("--level", default=0.95, show_default=True, type=float)
def shares(
    reports: str,
    out: str,
    model: str | None,
    codes: str | None,
    weight: str,
    role: str,
    scheme: str,
    level: float,
) -> None:
    """Yearly shares of the areas in REPORTS, corrected where hand codes are given."""
    from analysis.output import write_table
    from analysis.trends.shares import area_shares

    coded, ledger = classified(reports, model)
    own = final_codes(codes) if codes else None
    write_table(area_shares(coded, own, weight=weight, role=role, scheme=scheme, level=level), out)
    exit_by(ledger)
