"""What the commands share: options, reading with a word about each refused file, hand codes."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import click

from analysis.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

REFUSED = 1  # the work was finished with something refused; the ledger says what
OUT: dict[str, Any] = {
    "default": "-",
    "show_default": True,
    "help": "CSV or Parquet file by ending; - for standard output.",
}
MODEL: dict[str, Any] = {
    "metavar": "MODEL",
    "type": click.Path(),
    "help": "The saved classifier: its folder, file or name; default the shipped one.",
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


def summarise_problems(problems: pd.DataFrame) -> list[str]:
    """Lines about the problems of sheets: each kind with its number, then its first five rows."""
    kinds = problems["problem"].map(lambda text: re.sub(r"'[^']*'|\d+", "…", text))
    lines = []
    for kind, own in problems.groupby(kinds, sort=False):
        lines.append(f"{len(own)} × {kind}; {own['remedy'].iloc[0]}:")
        lines += [
            f"  {row['file']}, row {row['row']}: {row['problem']}" for row in own.head(5).to_dict("records")
        ]
        if len(own) > 5:
            lines.append(f"  … and {len(own) - 5} more")
    return lines


def final_codes(codes: str | pd.DataFrame) -> pd.DataFrame:
    """The adjudicated codes where there are any, else all; of a sheet, or of codes that were read."""
    from analysis.coding.agreement import ADJUDICATED

    table = read_sheets((codes,)) if isinstance(codes, str) else codes
    final = table[table["coder"] == ADJUDICATED]
    return final if len(final) else table


def codes_and_paragraphs(
    codes: str | pd.DataFrame, reports: str | None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
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
        click.echo(f"{path}: {status}: {remarks}", err=True)


def exit_by(ledger: pd.DataFrame) -> None:
    refused = ~ledger["status"].isin(["read", "duplicate"])
    if refused.any():
        sys.exit(REFUSED)


def on_terminal() -> bool:
    return sys.stderr.isatty()
