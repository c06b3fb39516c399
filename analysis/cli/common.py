"""What the commands share: options, reading with a word about each refused file, hand codes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from analysis.errors import InputError
from analysis.text import visible

if TYPE_CHECKING:
    import pandas as pd

REFUSED = 1  # the work was finished with something refused; the ledger says what
OUT: dict[str, Any] = {
    "default": "-",
    "show_default": True,
    "help": "CSV or Parquet file by ending; - for standard output.",
}


def read_sheets(paths: tuple[str, ...]) -> pd.DataFrame:
    """Codes of several sheets; what is wrong in a row is one line on standard error."""
    import pandas as pd

    from analysis.coding.sheets import read_codes

    parts = []
    for path in paths:
        codes, problems = read_codes(path, return_problems=True)
        for row in problems.to_dict("records"):
            click.echo(f"{row['file']}, row {row['row']}: {row['problem']}; {row['remedy']}.", err=True)
        parts.append(codes)
    return pd.concat(parts, ignore_index=True)


def final_codes(path: str) -> pd.DataFrame:
    """The adjudicated codes where there are any, else all."""
    from analysis.coding.agreement import ADJUDICATED

    table = read_sheets((path,))
    final = table[table["coder"] == ADJUDICATED]
    return final if len(final) else table


def codes_and_paragraphs(codes: str, reports: str | None) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Adjudicated codes (or those of the only coder), the paragraphs of the coded reports, and their provinces."""
    from analysis.paths import sample_reports
    from analysis.reading.read import read_reports
    from analysis.reading.split import split_paragraphs

    table = read_reports(reports or sample_reports())
    return final_codes(codes), split_paragraphs(table), table.set_index("report_id")["province"]


def classified(reports: str, model: str | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Classified paragraphs of the reports, and the ledger."""
    table, ledger = read_texts(reports)
    return classify_texts(table, model), ledger


def read_texts(reports: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The reports that can be read, and the ledger, which is told."""
    from analysis.reading.read import read_reports

    table, ledger = read_reports(reports, return_ledger=True, progress=on_terminal())
    say_ledger(ledger)
    if table.empty:
        raise InputError("reports", "hold nothing that can be read", "give readable files")
    return table, ledger


def classify_texts(table: pd.DataFrame, model: str | None) -> pd.DataFrame:
    """Classified paragraphs of reports that were read."""
    from analysis.areas.classify import classify_paragraphs
    from analysis.areas.models import load_classifier
    from analysis.reading.split import split_paragraphs

    return classify_paragraphs(split_paragraphs(table), load_classifier(model))


def say_ledger(ledger: pd.DataFrame, lang: str = "en") -> None:
    """What became of the files, on standard error: counts, then one line for each refused, in the language asked for."""
    counts = ledger["status"].value_counts()
    warned = int((ledger["warnings"].notna() & (ledger["status"] == "read")).sum())
    summary = ", ".join(f"{counts[status]} {status}" for status in counts.index)
    click.echo(f"{len(ledger)} files: {summary}; {warned} read with warnings", err=True)
    refused = ledger[~ledger["status"].isin(["read", "duplicate"])]
    rows = refused[["path", "status", "warnings"]].to_numpy().tolist()
    if lang != "en":  # else the page's libraries are not needed
        from analysis.page.paragraphs import doubtful_files
        from analysis.page.words import load_words

        rows = doubtful_files(refused, load_words(lang))
    for path, status, remarks in rows:
        click.echo(visible(f"{path}: {status}: {remarks}"), err=True)


def exit_by(ledger: pd.DataFrame) -> None:
    refused = ~ledger["status"].isin(["read", "duplicate"])
    if refused.any():
        sys.exit(REFUSED)


def on_terminal() -> bool:
    return sys.stderr.isatty()
