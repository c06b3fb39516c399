"""What the commands share: options, reading with a word about each refused file, hand codes."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from analysis.errors import InputError
from analysis.language import LANGUAGES, words_of
from analysis.reading.remarks import is_housekeeping, ledger_remarks, unpack_remarks
from analysis.text import visible

if TYPE_CHECKING:
    import pandas as pd

REFUSED = 1  # the work was finished with something refused; the ledger says what
_PLACE, _PROBLEMS = "analysis.problems.place", "analysis.problems"  # keys of click's memory of one call
OUT: dict[str, Any] = {
    "default": "-",
    "show_default": True,
    "help": "CSV or Parquet file by ending; - for standard output.",
}
LANG: dict[str, Any] = {"default": "zh", "show_default": True, "type": click.Choice(LANGUAGES)}
MODEL: dict[str, Any] = {
    "metavar": "MODEL",
    "type": click.Path(),
    "help": "The saved classifier: its folder, file or name; default the shipped one.",
}


def _keep_place(context: click.Context, _: click.Parameter, path: str | None) -> None:
    context.meta[_PLACE] = path


problems_option = click.option(
    "--problems",
    type=click.Path(),
    expose_value=False,
    callback=_keep_place,
    help="CSV file for all rows of the sheets that cannot be used.",
)


def read_sheets(paths: tuple[str, ...]) -> pd.DataFrame:
    """Codes of several sheets. What is wrong in them is summed up on standard error and makes :func:`exit_by` end with 1;
    the option ``--problems`` of the command names a file for every row of it."""
    from analysis.coding.sheets import read_codes

    codes, problems = read_codes(paths, return_problems=True)
    say_problems(problems)
    return codes


def say_problems(problems: pd.DataFrame, place: str | None = None) -> None:
    """Sum up on standard error what is wrong in sheets, keep for :func:`exit_by` that rows were refused, and write all that
    the command has met so far to `place`, by default to the file that ``--problems`` names."""
    from analysis.coding.codes import summarise_problems

    for line in summarise_problems(problems):
        click.echo(line, err=True)
    context = click.get_current_context(silent=True)
    found = [] if context is None else context.meta.setdefault(_PROBLEMS, [])
    found.append(problems)
    if place is None and context is not None:
        place = context.meta.get(_PLACE)
    if place:
        import pandas as pd

        from analysis.output import write_table

        write_table(pd.concat(found, ignore_index=True), place)


def final_codes(codes: str | pd.DataFrame) -> pd.DataFrame:
    """One code a unit, of sheets or of codes that were read: adjudicated where coders differ, agreed where they do not; units
    that are neither are an error."""
    from analysis.coding.final import count_basis
    from analysis.coding.final import final_codes as settle

    final = settle(read_sheets((codes,)) if isinstance(codes, str) else codes)
    if said := count_basis(final):
        click.echo(f"codes: {said}", err=True)
    return final.drop(columns="basis")


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
        raise InputError("reports", "contain no readable report", "give readable files")
    return table, ledger


def classify_texts(table: pd.DataFrame, model: str | None) -> pd.DataFrame:
    """Classified paragraphs of reports that were read."""
    from analysis.areas.classify import classify_paragraphs
    from analysis.areas.models import load_classifier
    from analysis.reading.split import split_paragraphs

    return classify_paragraphs(split_paragraphs(table), load_classifier(model))


def say_ledger(ledger: pd.DataFrame, lang: str = "en") -> None:
    """What became of the files, on standard error: counts, then one line for each refused, in the language asked for."""
    words, labels = words_of("commands", lang), words_of("labels", lang)
    counts = ledger["status"].value_counts()
    doubtful = int((ledger["warnings"].notna() & (ledger["status"] == "read")).sum())
    each = (words["of_status"].format(n=counts[status], status=labels[status]) for status in counts.index)
    summary = words_of("signs", lang)["comma"].join(each)
    click.echo(words["files"].format(n=len(ledger), counts=summary, doubtful=doubtful), err=True)
    refused = ledger[_refused(ledger)]
    said = ledger_remarks(refused, lang)
    for path, status, remarks in zip(refused["path"], refused["status"], said, strict=True):
        click.echo(visible(f"{path}: {labels[status]}: {remarks}"), err=True)
    found = (remark for cell in refused["remarks"] for remark in unpack_remarks(cell))
    wanting = Counter(remark.parts["library"] for remark in found if remark.code == "library_missing")
    for library, number in sorted(wanting.items()):
        click.echo(words["missing_library"].format(n=number, library=library), err=True)


def _refused(ledger: pd.DataFrame) -> pd.Series:
    """Which files were refused, apart from those that nobody takes for reports."""
    done = ledger["status"].isin(["read", "duplicate"])
    return ~done & ~ledger["remarks"].map(is_housekeeping).astype(bool)


def exit_by(ledger: pd.DataFrame | None = None, *, refused: bool = False) -> None:
    """End with 1 where a file, a row of a sheet, or what else the command says, was refused."""
    context = click.get_current_context(silent=True)
    refused |= any(len(problems) for problems in context.meta.get(_PROBLEMS, ())) if context else False
    if ledger is not None:
        refused |= bool(_refused(ledger).any())
    if refused:
        sys.exit(REFUSED)


def on_terminal() -> bool:
    return sys.stderr.isatty()
