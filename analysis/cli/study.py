"""The study as a whole."""

from __future__ import annotations

from pathlib import Path

import click

from analysis.cli.common import exit_by, final_codes, on_terminal, say_ledger


@click.command()
@click.argument("reports", required=False, type=click.Path())
@click.option("--out", default="results", show_default=True, type=click.Path(), help="Folder to write.")
@click.option(
    "--lang",
    default="zh",
    show_default=True,
    type=click.Choice(["zh", "en"]),
    help="Language of figures and page.",
)
@click.option("--codes", type=click.Path(), help="Hand codes (sheet, CSV or folder) that correct the shares.")
@click.option("--topics", "n_topics", default=8, show_default=True, help="Number of topics.")
@click.option("--seed", default=0, show_default=True, help="Seed of the topic model.")
def run(reports: str | None, out: str, codes: str | None, lang: str, n_topics: int, seed: int) -> None:
    """Run the whole study on REPORTS (a folder or a file; default the five sample reports)."""
    from analysis.study import run_study

    tables = run_study(
        reports,
        out,
        codes=final_codes(codes) if codes else None,
        lang=lang,
        n_topics=n_topics,
        random_state=seed,
        progress=on_terminal(),
    )
    say_ledger(tables["ledger"])
    click.echo(f"{Path(out) / 'index.html'} written", err=True)
    exit_by(tables["ledger"])
