"""Shares and trends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.common import (
    MODEL,
    OUT,
    classified_with_reports,
    classify_texts,
    exit_by,
    final_codes,
    problems_option,
    read_texts,
    reports_beside,
    say_plan,
    say_undated,
    scheme_option,
)
from analysis.cli.inputs import check_out, open_given, reading_options, table_options, write_out
from analysis.errors import InputError
from analysis.language import say, words_of

if TYPE_CHECKING:
    import pandas as pd

_KINDS = ("texts", "paragraphs", "classified")
_ESTIMAND = (
    click.option(
        "--weight",
        default="characters",
        show_default=True,
        type=click.Choice(["characters", "paragraphs", "reports"]),
        help="Unit in which the shares are computed.",
    ),
    click.option(
        "--role",
        default="work",
        show_default=True,
        type=click.Choice(["work", "problem", "plan", "question"]),
    ),
    scheme_option(
        "Scheme of the shares: a shipped one by name, or the file of one's own; default that of the paragraphs. An own "
        "scheme without --model is learned from --codes, each document by the codes of the others."
    ),
    click.option(
        "--target",
        default="population",
        show_default=True,
        type=click.Choice(["population", "corpus"]),
        help="What the interval is about: reports like these, or exactly these.",
    ),
    click.option(
        "--estimator",
        default=None,
        type=click.Choice(["dsl", "ppi", "difference", "codes", "naive"]),
        help="What is made of the classifier's answers; default dsl with codes, naive without.",
    ),
    click.option("--level", default=0.95, show_default=True, type=float),
    click.option(
        "--doc-type",
        "doc_types",
        multiple=True,
        type=click.Choice(["annual_report", "work_summary", "press_conference", "plan", "other"]),
        default=["annual_report", "work_summary", "press_conference"],
        show_default=True,
        help="Type of the documents that count, repeatable; one whose type is missing counts.",
    ),
)
_INPUT = (
    click.argument("reports", type=click.Path()),
    click.option("--out", **OUT),
    click.option("--model", **MODEL),
    reading_options,
    table_options,
    click.option(
        "--codes", type=click.Path(), help="Hand codes (sheet, CSV or folder) that correct the shares."
    ),
    click.option(
        "--reports",
        "beside",
        type=click.Path(),
        help="Table of the reports of classified paragraphs; default the one in the same folder.",
    ),
    click.option(
        "--plan", type=click.Path(), help="Plan written by `fazhi plan`, to say what is done otherwise."
    ),
    problems_option,
)


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """Options of every command that estimates shares."""
    for option in reversed((*_INPUT, *_ESTIMAND)):
        command = option(command)
    return command


@click.command()
@with_options
def shares(reports: str, out: str, **options: Any) -> None:
    """Yearly shares of the areas in REPORTS, corrected where hand codes are given.

    REPORTS are texts (files, a folder, a table with a document a row), or what `fazhi classify` made of them: coded.csv,
    coded.xlsx, or coded.parquet or a folder by year and province, which are read with little memory.
    """
    from analysis.trends.shares import area_shares

    estimate(area_shares, reports, out, **options, say_reach=False)


@click.command()
@with_options
def trends(reports: str, out: str, **options: Any) -> None:
    """Slopes of the areas in percentage points per year, corrected where hand codes are given.

    REPORTS are texts (files, a folder, a table with a document a row), or what `fazhi classify` made of them: coded.csv,
    coded.xlsx, or coded.parquet or a folder by year and province, which are read with little memory. Which years,
    levels and provinces they cover is said first, on standard error. With --plan the column p_plan has p adjusted over the
    areas that the plan names.
    """
    from analysis.trends.slopes import area_trends

    estimate(area_trends, reports, out, **options, say_reach=True)


def estimate(
    verb: Callable[..., pd.DataFrame],
    reports: str,
    out: str,
    model: str | None,
    codes: str | None,
    beside: str | None,
    plan: str | None,
    *,
    say_reach: bool,
    **estimand: Any,
) -> None:
    """Read what is given, estimate, and write the table."""
    from analysis.areas.models import load_classifier
    from analysis.crosswalk import scheme_of
    from analysis.reading.tabular.own import own_table_kind
    from analysis.trends.estimand import counted_types
    from analysis.trends.panel import coverage
    from analysis.trends.stored import StoredParagraphs, as_reports, is_stored, know_beside

    check_out(out)
    coded: Any = reports
    if model and (is_stored(reports) or own_table_kind(reports) == "classified"):
        raise InputError("--model", "is given with classified paragraphs", "leave it out, or give texts")
    if model:
        load_classifier(model)  # its scheme is that of the codes
    know_beside(reports)
    own = final_codes(codes) if codes else None
    if is_stored(reports):
        table, ledger = as_reports(beside or StoredParagraphs(reports).reports_beside()), None
    elif open_given(reports, _KINDS).kind != "texts":
        near = reports_beside(reports)
        table = as_reports(beside or (near if near.is_file() else None))
        coded, _, ledger = classified_with_reports(reports, model, own)
    elif beside:
        raise InputError("--reports", "is given with texts", "leave it out, or give classified paragraphs")
    else:
        table, ledger = read_texts(reports)
        coded = classify_texts(table, model, own)
    if ledger is None and table is not None:
        say_undated(table)
    if say_reach and table is not None:
        click.echo(coverage(table).to_string(index=False), err=True)
    if table is not None and (n := int((~counted_types(table, estimand["doc_types"])).sum())):
        click.echo(say(words_of("commands", "en")["left_out"], n=n), err=True)
    found = verb(coded, own, reports=table, **estimand)
    if plan:
        from analysis.study.plan import planned_family, read_plan

        native = StoredParagraphs(coded).scheme() if isinstance(coded, str) else scheme_of(coded)
        asked = estimand["scheme"] or native.scheme
        say_plan(plan, {**estimand, "scheme": asked}, own)
        if "panel" in found.columns:  # slopes, which are what a plan tests
            found = found.assign(p_plan=planned_family(read_plan(plan), found))
    write_out(found, out)
    exit_by(ledger)
