"""Reading reports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.common import LANG, OUT, exit_by, on_terminal, say_ledger, say_undated
from analysis.cli.inputs import open_given, reading, reading_options, table_options, write_out
from analysis.errors import InputError
from analysis.language import say, words_of
from analysis.reading.remarks import days_for_years
from analysis.text import visible

if TYPE_CHECKING:
    import pandas as pd


_MANY = 5  # governments that lack the same years, above which they are not listed one by one


@click.command()
@click.argument("reports", type=click.Path())
@click.option("--out", **OUT)
@click.option("--ledger", "ledger_out", type=click.Path(), help="File for the ledger (CSV or Parquet).")
@reading_options
@table_options
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
    import pandas as pd

    from analysis.reading.obligations import compliance
    from analysis.reading.read import read_reports, write_corpus
    from analysis.reading.split import split_paragraphs

    open_given(reports)
    settings: dict[str, Any] = {**reading(), "n_jobs": jobs, "progress": on_terminal()}
    if out.endswith(".parquet") and not split and not facts_out:
        ledger = write_corpus(reports, out, **settings)
        table = pd.read_parquet(out, columns=["year"])
    else:
        table, ledger = read_reports(reports, return_ledger=True, **settings)
        write_out(split_paragraphs(table) if split else table, out)
        if facts_out:
            write_out(compliance(table, split_paragraphs(table)), facts_out)
    if ledger_out:
        write_out(ledger, ledger_out)
    say_ledger(ledger)
    say_undated(table, ledger)
    exit_by(ledger)


@click.command()
@click.option("--lang", **LANG)
def formats(lang: str) -> None:
    """List the kinds of files that can be read, and what is missing here."""
    from analysis.reading.formats.readable import describe_kinds

    words = words_of("kinds.needs", lang)
    for name, endings, needs, ready in describe_kinds(lang):
        absent = "" if ready else words_of("signs", lang)["brackets"].format(words["absent"])
        click.echo(f"{endings}\t{name}\t{needs}{absent}")


@click.command()
@click.argument("reports", type=click.Path())
@click.option("--out", type=click.Path(), help="Table to fill in (.xlsx or .csv), a new file.")
@click.option("--list", "list_out", type=click.Path(), help="File for the list of doubts (CSV or Parquet).")
@click.option("--all", "every", is_flag=True, help="List files without a doubt too.")
@click.option("--lang", **LANG)
@reading_options
def check(reports: str, out: str | None, list_out: str | None, every: bool, lang: str) -> None:
    """Say what is missing or doubtful in the metadata of REPORTS, by government and year.

    --out writes a table to fill in, which is read back as --metadata, or as reports.xlsx or reports.csv in the folder: what
    it settles is no longer doubtful.
    """
    import numpy as np

    from analysis.reading.check import check_reports, missing_years
    from analysis.reading.check_sheet import write_metadata_sheet
    from analysis.reading.overrides import find_overrides
    from analysis.reading.read import read_reports
    from analysis.reading.sources import find_sources

    open_given(reports)
    table, ledger = read_reports(reports, return_ledger=True, progress=on_terminal(), **reading())
    say_ledger(ledger, lang)
    for remark in days_for_years(table, ledger):
        click.echo(visible(remark.say(lang)), err=True)
    doubts = check_reports(table, ledger, every=every, lang=lang)
    try:
        gaps = missing_years(table)
    except InputError:  # no government's region and year are known, which the doubts say
        gaps = None
    for line in describe_doubts(doubts, gaps, lang):
        click.echo(line)
    if list_out:
        write_out(doubts, list_out)
    if out:
        overrides = find_overrides(reading().get("metadata"), find_sources(reports).metadata, None)
        wanted = check_reports(table, ledger, every=True, lang=lang)
        given = np.array([overrides.row_of(path) is not None for path in wanted["path"]], dtype=bool)
        rows = wanted[wanted["path"].isin(doubts["path"]) | given]
        known = {path: overrides.given(path) for path in rows["path"]}
        write_metadata_sheet(rows, out, known=known, lang=lang)
        click.echo(words_of("check", lang)["written"].format(path=out), err=True)
    exit_by(ledger)


def describe_doubts(doubts: pd.DataFrame, gaps: pd.DataFrame | None, lang: str) -> Iterator[str]:
    """Doubts by government and year, then the years of which there is no report."""
    words, signs = words_of("check", lang), words_of("signs", lang)
    doubtful = doubts[doubts["doubts"].notna()].astype(object)
    doubtful = doubtful.where(doubtful.notna(), None)
    if doubtful.empty:
        yield words["none"]
    else:
        yield say(words["doubtful"], n=len(doubtful))
    for row in doubtful.to_dict("records"):
        place = f"{row['region'] or '?'} {row['year'] or '?'}"
        candidates = signs["brackets"].format(row["candidates"]) if row["candidates"] else ""
        yield visible(f"  {place}  {row['path']}{signs['colon']}{row['doubts']}{candidates}")
    if gaps is None:
        return
    if len(gaps):
        yield say(words["gaps"], n=len(gaps))
    alike = gaps.loc[gaps["repeated"].isna(), "missing"].value_counts()
    for years, n in alike[alike > max(_MANY, len(gaps) / 2)].items():  # the same of most: said once
        yield "  " + say(words["alike"], n=int(n), missing=words["missing"].format(years=years))
        gaps = gaps[gaps["repeated"].notna() | (gaps["missing"] != years)]
    for row in gaps.astype(object).where(gaps.notna(), None).to_dict("records"):
        parts = [words[name].format(years=row[name]) for name in ("missing", "repeated") if row[name]]
        province = row["province"] or ""
        yield visible(
            f"  {province if province != row['region'] else ''}{row['region']}{signs['colon']}{signs['semicolon'].join(parts)}"
        )
