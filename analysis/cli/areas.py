"""The classifier: using, training and evaluating it."""

from __future__ import annotations

import click

from analysis.cli.common import (
    MODEL,
    asked_scheme,
    classified_with_reports,
    codes_and_paragraphs,
    exit_by,
    final_codes,
    on_terminal,
    problems_option,
    reports_beside,
    say_ledger,
    scheme_option,
    write_scheme_beside,
)
from analysis.cli.inputs import (
    check_out,
    columns_option,
    open_given,
    reading,
    reading_options,
    table_options,
    write_out,
)
from analysis.errors import InputError


@click.command()
@click.argument("reports", type=click.Path())
@click.option(
    "--out",
    default="-",
    show_default=True,
    help="CSV, Parquet, XLSX or Stata (.dta) file by ending; a folder (ending in /) for partitions by year and province; - for standard output.",
)
@click.option("--model", **MODEL)
@click.option("--codes", type=click.Path(), help="Codes to learn an own --scheme from, in place of a model.")
@scheme_option()
@reading_options
@table_options
@click.option(
    "--cache",
    type=click.Path(),
    help="Folder that keeps finished results; only what changed is computed again.",
)
@click.option("--jobs", default=1, show_default=True, help="Processes; -1 for all cores.")
@click.option("--scheduler", help="Address of a Dask scheduler, such as tcp://10.0.0.1:8786.")
def classify(
    reports: str,
    out: str,
    model: str | None,
    codes: str | None,
    scheme: str | None,
    cache: str | None,
    jobs: int,
    scheduler: str | None,
) -> None:
    """Classify the paragraphs of REPORTS.

    REPORTS are files, a folder, a table with a document a row (XLSX, CSV, JSON, Parquet), or what `fazhi read` made of them.
    With --out coded.parquet, or a folder, any number of reports is classified with little memory, and
    coded.reports.parquet and coded.ledger.csv are written beside it; with --out coded.csv coded.reports.csv is. In own
    categories coded.scheme.csv is too, by which the other commands know what the numbers mean.
    """
    if codes and (model or asked_scheme() is None):
        raise InputError(
            "--codes", "are given without an own --scheme, or with --model", "give --scheme FILE and no model"
        )
    if codes and out.endswith("/"):
        problem = "is a folder, and what is learned from --codes is classified in memory"
        raise InputError("--out", problem, "give a file such as coded.parquet")
    if out != "-" and out.endswith(("/", ".parquet")) and not codes:
        from analysis.scale.corpus import classify_corpus
        from analysis.spread import connect

        open_given(reports)
        ledger = classify_corpus(
            reports,
            out,
            model=model,
            **reading(),
            cache=cache,
            n_jobs=jobs,
            client=connect(scheduler) if scheduler else None,
            progress=on_terminal(),
        )
        say_ledger(ledger)
    else:
        if cache or scheduler:
            raise InputError("out", f"is '{out}'", "give a Parquet file or a folder with these options")
        from analysis.output import STANDARD_OUTPUT

        check_out(out)
        final = final_codes(codes) if codes else None
        coded, table, ledger = classified_with_reports(reports, model, final, jobs)
        write_out(coded, out)
        if table is not None and out != STANDARD_OUTPUT:
            write_out(table.drop(columns="text"), str(reports_beside(out)))
        write_scheme_beside(coded, out)
    exit_by(ledger)


@click.command()
@click.option("--codes", required=True, type=click.Path(), help="Hand codes, such as data/codes.")
@click.option("--model", **MODEL)
@scheme_option(
    "Scheme of own categories that the codes are in; without --model it is learned from the codes of other reports."
)
@click.option("--exemplars", type=click.Path(), help="Train on this folder of exemplars instead.")
@click.option("--reports", type=click.Path(), help="The coded reports; default the sample reports.")
@click.option(
    "--design", help="leave-one-report-out (default), report-folds, leave-one-province-out or forward."
)
@click.option("--heading-blind", is_flag=True, help="Classify by the text alone.")
@click.option("--train-on-codes", is_flag=True, help="Train on the codes of the reports not left out, too.")
@click.option("--failures", type=click.Path(), help="File for the units that the model misclassifies.")
@click.option("--second-look", type=click.Path(), help="File for the codes to check again.")
@columns_option
@problems_option
def evaluate(
    codes: str,
    model: str | None,
    scheme: str | None,
    exemplars: str | None,
    reports: str | None,
    design: str | None,
    heading_blind: bool,
    train_on_codes: bool,
    failures: str | None,
    second_look: str | None,
) -> None:
    """Evaluate the classifier on hand codes, and compare it with baselines."""
    from analysis.areas.evaluate import evaluate_classifier
    from analysis.areas.models import load_classifier
    from analysis.areas.training import read_exemplars
    from analysis.output import write_table

    trained = load_classifier(model) if model else None
    own, paragraphs, provinces = codes_and_paragraphs(codes, reports)
    learned = asked_scheme() is not None and model is None
    if train_on_codes and not exemplars:
        raise InputError(
            "--train-on-codes", "is given without --exemplars", "name the folder of exemplars to train on"
        )
    result = evaluate_classifier(
        own,
        paragraphs=paragraphs,
        model=None if exemplars or learned else trained or load_classifier(),
        scheme=scheme,
        exemplars=read_exemplars(exemplars) if exemplars else None,
        design=design,
        heading_blind=heading_blind,
        train_on_codes=train_on_codes,
        provinces=provinces,
    )
    click.echo(f"{result.design}, {'text only' if heading_blind else 'with headings and paragraph'}")
    for name in ("summary", "areas", "calibration", "sets", "shares"):
        table = getattr(result, name).round(3)
        shown = (
            table.set_index("classifier").T.to_string() if name == "summary" else table.to_string(index=False)
        )
        click.echo(f"\n{name}\n{shown}")
    if failures:
        write_table(result.failures, failures)
    if second_look:
        write_table(result.second_look, second_look)
    exit_by()
