"""Reading reports."""

from __future__ import annotations

from typing import Any

import click

from analysis.cli.common import OUT, exit_by, on_terminal, say_ledger
from analysis.cli.inputs import open_given, reading, reading_options


@click.command()
@click.argument("reports", type=click.Path())
@click.option("--out", **OUT)
@click.option("--ledger", "ledger_out", type=click.Path(), help="File for the ledger (CSV or Parquet).")
@reading_options
@click.option("--split", is_flag=True, help="Write paragraphs instead of reports.")
@click.option("--compliance", "facts_out", type=click.Path(), help="File for the compliance facts.")
@click.option("--jobs", default=1, show_default=True, help="Processes to read with; -1 for all cores.")
def read(
    reports: str,
    out: str,
    ledger_out: str | None,
    split: bool,
    facts_out: str | None,
    jobs: int,
) -> None:
    """Read REPORTS into a table, and report the result for each file.

    REPORTS are files, a folder, or a table with a document a row (XLSX, CSV, JSON, Parquet).
    With --out corpus.parquet any number of files is read with little memory, and corpus.paragraphs.parquet and
    corpus.ledger.csv are written beside it.
    """
    from analysis.output import write_table
    from analysis.reading.obligations import compliance
    from analysis.reading.read import read_reports, write_corpus
    from analysis.reading.split import split_paragraphs

    open_given(reports)
    settings: dict[str, Any] = {**reading(), "n_jobs": jobs, "progress": on_terminal()}
    if out.endswith(".parquet") and not split and not facts_out:
        ledger = write_corpus(reports, out, **settings)
    else:
        table, ledger = read_reports(reports, return_ledger=True, **settings)
        write_table(split_paragraphs(table) if split else table, out)
        if facts_out:
            write_table(compliance(table, split_paragraphs(table)), facts_out)
    if ledger_out:
        write_table(ledger, ledger_out)
    say_ledger(ledger)
    exit_by(ledger)
