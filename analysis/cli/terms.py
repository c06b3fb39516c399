"""Words and phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from analysis.cli.common import (
    MODEL,
    OUT,
    classified_with_reports,
    exit_by,
    read_texts,
    reports_beside,
    unclassified,
)
from analysis.cli.inputs import check_out, open_given, reading_options, table_options, write_out
from analysis.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

_KINDS = ("texts", "paragraphs", "classified")


@click.command()
@click.argument("reports", type=click.Path())
@click.option("--out", **OUT)
@reading_options
@table_options
@click.option(
    "--named",
    multiple=True,
    metavar="TERM",
    help="Word or phrase to follow over the years, repeatable; its rate and the share of reports that name it.",
)
@click.option(
    "--find", "finding", is_flag=True, help="List the phrases of REPORTS, to edit and give as --terms."
)
@click.option("--keyness", "by_year", is_flag=True, help="Words that set each year apart from all others.")
@click.option(
    "--terms",
    type=click.Path(),
    help="CSV of terms that stay whole (term, keep, gloss), in place of the phrases found in REPORTS.",
)
@click.option(
    "--area", "areas", multiple=True, type=int, help="Area to which the text is restricted, repeatable."
)
@click.option("--start", type=int, help="First year that is compared; default the first of REPORTS.")
@click.option("--end", type=int, help="Last year that is compared; default the last of REPORTS.")
@click.option("--min-reports", default=5, show_default=True, help="Reports that must use a term.")
@click.option("--every", is_flag=True, help="Also list terms whose change is not told from chance.")
@click.option("--model", **MODEL)
@click.option(
    "--reports",
    "beside",
    type=click.Path(),
    help="Table of the reports of paragraphs; default the one in the same folder.",
)
@click.option("--level", default=0.95, show_default=True, type=float)
@click.option("--seed", default=0, show_default=True)
def terms(
    reports: str,
    out: str,
    named: tuple[str, ...],
    finding: bool,
    by_year: bool,
    terms: str | None,
    areas: tuple[int, ...],
    start: int | None,
    end: int | None,
    min_reports: int,
    every: bool,
    model: str | None,
    beside: str | None,
    level: float,
    seed: int,
) -> None:
    """Terms of REPORTS that rise, fall, are first seen and are gone between two years, in each area.

    REPORTS are texts (files, a folder, a table with a document a row), or what `fazhi read --split` or `fazhi classify`
    made of them. With --named, --find or --keyness the table is another one.
    """
    from analysis.trends.keywords import keyness
    from analysis.trends.shifts import term_shifts
    from analysis.trends.terms import term_shares
    from analysis.words.phrases import find_phrases

    if bool(named) + finding + by_year > 1:
        raise InputError(
            "--named", "is given with another table", "give one of --named, --find and --keyness"
        )
    check_out(out)
    need_areas = bool(areas) or not (named or finding or by_year)
    table, found, ledger = _read(reports, model, beside, need_areas)
    if areas:
        table = table[table["area"].isin(areas).to_numpy(dtype=bool)]
    given: dict[str, Any] = {"reports": found}
    if named:
        within = areas or None
        result = term_shares(list(named), table, within=within, level=level, **given)
    elif finding:
        result = find_phrases(table, min_reports=min_reports)
    elif by_year:
        given |= {"terms": terms, "min_reports": min_reports, "random_state": seed}
        result = keyness(table[table["year"].notna()], "year", **given)
    else:
        given |= {"terms": terms, "min_reports": min_reports, "random_state": seed}
        result = term_shifts(table, start=start, end=end, every=every, level=level, **given)
    write_out(result, out)
    exit_by(ledger)


def _read(
    reports: str, model: str | None, beside: str | None, classify: bool
) -> tuple[pd.DataFrame, pd.DataFrame | None, pd.DataFrame | None]:
    """Paragraphs, classified where that is needed; their reports where known, and the ledger of texts."""
    from analysis.reading.split import split_paragraphs
    from analysis.trends.stored import as_reports

    if open_given(reports, _KINDS).kind == "texts":
        if beside:
            raise InputError("--reports", "is given with texts", "leave it out, or give paragraphs")
        if classify:
            table, found, ledger = classified_with_reports(reports, model)
            return table, found, ledger
        found, ledger = read_texts(reports)
        return split_paragraphs(found), found, ledger
    near = reports_beside(reports)
    found = as_reports(beside or (near if near.is_file() else None))
    if classify:
        return classified_with_reports(reports, model)[0], found, None
    table, _ = unclassified(reports)
    return table, found, None
