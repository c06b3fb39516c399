"""The command ``fazhi``: the same steps as in Python, for the shell.

click, because it is kept up, tests well and starts fast; everything heavy is imported by the command that needs it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis import __version__
from analysis.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

REFUSED = 1  # the work was finished with something refused; the ledger says what
USAGE = 2
_OUT: dict[str, Any] = {
    "default": "-",
    "show_default": True,
    "help": "CSV or Parquet file by ending; - for standard output.",
}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.version_option(__version__, prog_name="fazhi")
def fazhi(debug: bool) -> None:
    """What Chinese governments say about the rule of law, measured.

    法治政府建设年度报告分析：读取、切分、归类、占比、主题与图表。
    """


@fazhi.command()
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
        codes=_final_codes(codes) if codes else None,
        lang=lang,
        n_topics=n_topics,
        random_state=seed,
        progress=_on_terminal(),
    )
    _say_ledger(tables["ledger"])
    click.echo(f"{Path(out) / 'index.html'} written", err=True)
    _exit_by(tables["ledger"])


@fazhi.command()
@click.argument("reports", type=click.Path())
@click.option("--out", **_OUT)
@click.option("--ledger", "ledger_out", type=click.Path(), help="File for the ledger (CSV or Parquet).")
@click.option("--metadata", type=click.Path(), help="CSV that overrides metadata, by path.")
@click.option("--split", is_flag=True, help="Write paragraphs instead of reports.")
@click.option("--compliance", "facts_out", type=click.Path(), help="File for the compliance facts.")
@click.option("--jobs", default=1, show_default=True, help="Processes to read with; -1 for all cores.")
def read(
    reports: str,
    out: str,
    ledger_out: str | None,
    metadata: str | None,
    split: bool,
    facts_out: str | None,
    jobs: int,
) -> None:
    """Read REPORTS into a table, and say what became of each file.

    With --out corpus.parquet any number of files is read with little memory, and corpus.paragraphs.parquet and
    corpus.ledger.csv are written beside it.
    """
    from analysis.obligations import compliance
    from analysis.output import write_table
    from analysis.read import read_reports, write_corpus
    from analysis.split import split_paragraphs

    settings: dict[str, Any] = {"metadata": metadata, "n_jobs": jobs, "progress": _on_terminal()}
    if out.endswith(".parquet") and not split and not facts_out:
        ledger = write_corpus(reports, out, **settings)
    else:
        table, ledger = read_reports(reports, return_ledger=True, **settings)
        write_table(split_paragraphs(table) if split else table, out)
        if facts_out:
            write_table(compliance(table, split_paragraphs(table)), facts_out)
    if ledger_out:
        write_table(ledger, ledger_out)
    _say_ledger(ledger)
    _exit_by(ledger)


@fazhi.command()
@click.argument("reports", type=click.Path())
@click.option("--out", **_OUT)
@click.option("--model", type=click.Path(), help="Folder of a model; default the shipped one.")
def classify(reports: str, out: str, model: str | None) -> None:
    """Classify the paragraphs of REPORTS."""
    from analysis.output import write_table

    coded, ledger = _classified(reports, model)
    write_table(coded, out)
    _exit_by(ledger)


@fazhi.command()
@click.argument("reports", type=click.Path())
@click.option("--out", **_OUT)
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
    from analysis.shares import area_shares

    coded, ledger = _classified(reports, model)
    own = _final_codes(codes) if codes else None
    write_table(area_shares(coded, own, weight=weight, role=role, scheme=scheme, level=level), out)
    _exit_by(ledger)


@fazhi.command()
@click.argument("reports", type=click.Path())
@click.option("--out", **_OUT)
@click.option("--words", "words_out", type=click.Path(), help="File for the top words (CSV or Parquet).")
@click.option("--topics", "n_topics", default=8, show_default=True)
@click.option("--seed", default=0, show_default=True)
def topics(reports: str, out: str, words_out: str | None, n_topics: int, seed: int) -> None:
    """Topics of REPORTS and their shares by year."""
    from analysis.output import write_table
    from analysis.read import read_reports
    from analysis.split import split_paragraphs
    from analysis.topics import TopicModel, topic_shares

    table, ledger = read_reports(reports, return_ledger=True, progress=_on_terminal())
    _say_ledger(ledger)
    paragraphs = split_paragraphs(table)
    model = TopicModel(n_topics=n_topics, random_state=seed).fit(paragraphs)
    write_table(topic_shares(model, paragraphs, random_state=seed), out)
    if words_out:
        write_table(model.top_words(10).rename(columns=str).reset_index(), words_out)
    _exit_by(ledger)


@fazhi.command()
@click.option("--exemplars", required=True, type=click.Path(), help="Folder, such as data/exemplars.")
@click.option("--codes", type=click.Path(), help="Hand codes that evaluate the model for its card.")
@click.option("--reports", type=click.Path(), help="The coded reports; default the sample reports.")
@click.option(
    "--models", default="models", show_default=True, type=click.Path(), help="Folder of the models."
)
@click.option("--name", default="area-2015", show_default=True, help="Name of the model.")
@click.option("--seed", default=0, show_default=True)
def train(exemplars: str, codes: str | None, reports: str | None, models: str, name: str, seed: int) -> None:
    """Train the area classifier and save it with its card."""
    from analysis.build import build_classifier

    given = _codes_and_paragraphs(codes, reports) if codes else (None, None)
    folder = build_classifier(
        exemplars, Path(models) / name, codes=given[0], paragraphs=given[1], random_state=seed
    )
    click.echo(f"{folder} written", err=True)


@fazhi.command()
@click.option("--codes", required=True, type=click.Path(), help="Hand codes, such as data/codes.")
@click.option("--exemplars", required=True, type=click.Path(), help="Folder, such as data/exemplars.")
@click.option("--reports", type=click.Path(), help="The coded reports; default the sample reports.")
@click.option("--design", default="leave-one-report-out", show_default=True)
@click.option("--heading-blind", is_flag=True, help="Classify by the text alone.")
@click.option("--train-on-codes", is_flag=True, help="Train on the codes of the reports not left out, too.")
@click.option("--failures", type=click.Path(), help="File for the units that the model gets wrong.")
@click.option("--second-look", type=click.Path(), help="File for the codes that deserve a second look.")
def evaluate(
    codes: str,
    exemplars: str,
    reports: str | None,
    design: str,
    heading_blind: bool,
    train_on_codes: bool,
    failures: str | None,
    second_look: str | None,
) -> None:
    """Evaluate the classifier on hand codes, with baselines beside it."""
    from analysis.evaluate import evaluate_classifier
    from analysis.output import write_table
    from analysis.paths import sample_reports
    from analysis.read import read_reports
    from analysis.training import read_exemplars

    own, paragraphs = _codes_and_paragraphs(codes, reports)
    provinces = read_reports(reports or sample_reports()).set_index("report_id")["province"]
    result = evaluate_classifier(
        own,
        paragraphs=paragraphs,
        exemplars=read_exemplars(exemplars),
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


@fazhi.command()
@click.argument("reports", type=click.Path())
@click.option("--out", required=True, type=click.Path(), help="Sheet to write (.xlsx or .csv).")
@click.option("--per-year", default=150, show_default=True, help="Paragraphs drawn at random in each year.")
@click.option("--uncertain", default=0, show_default=True, help="Least sure paragraphs per year, all taken.")
@click.option("--coder", default="", help="Name of the coder.")
@click.option("--lang", default="zh", show_default=True, type=click.Choice(["zh", "en"]))
@click.option("--show-all", is_flag=True, help="Do not hide year, report and the model's answer.")
@click.option("--seed", default=0, show_default=True)
def sample(
    reports: str, out: str, per_year: int, uncertain: int, coder: str, lang: str, show_all: bool, seed: int
) -> None:
    """Draw paragraphs of REPORTS for hand coding and write the coder's sheet."""
    from analysis.sample import sample_for_coding
    from analysis.sheets import write_coding_sheet

    coded, ledger = _classified(reports, None)
    drawn = sample_for_coding(
        coded, per_year=per_year, uncertain=uncertain, blind=not show_all, random_state=seed
    )
    write_coding_sheet(drawn, out, coder=coder, lang=lang, blind=not show_all)
    click.echo(f"{out}: {drawn['paragraph_id'].nunique()} paragraphs, {len(drawn)} items", err=True)
    _exit_by(ledger)


@fazhi.command()
@click.argument("sheets", nargs=-1, required=True, type=click.Path())
@click.option("--out", **_OUT)
@click.option("--disagreements", "differ_out", type=click.Path(), help="File for the units that differ.")
def agree(sheets: tuple[str, ...], out: str, differ_out: str | None) -> None:
    """Agreement of two coders: percent, kappa and alpha, with intervals over reports."""
    from analysis.agreement import coder_agreement, disagreements
    from analysis.output import write_table

    codes = _read_sheets(sheets)
    write_table(coder_agreement(codes), out)
    if differ_out:
        write_table(disagreements(codes), differ_out)


@fazhi.command()
@click.argument("sheets", nargs=-1, required=True, type=click.Path())
@click.option("--out", required=True, type=click.Path(), help="Sheet to write (.xlsx or .csv).")
@click.option("--reports", type=click.Path(), help="The coded reports; default the sample reports.")
@click.option("--lang", default="zh", show_default=True, type=click.Choice(["zh", "en"]))
def adjudicate(sheets: tuple[str, ...], out: str, reports: str | None, lang: str) -> None:
    """Write the units on which two coders differ as a sheet for the coder "final", both codings beside the text."""
    from analysis.agreement import ADJUDICATED, adjudication_sample
    from analysis.paths import sample_reports
    from analysis.read import read_reports
    from analysis.sheets import write_coding_sheet
    from analysis.split import split_items, split_paragraphs

    items = split_items(split_paragraphs(read_reports(reports or sample_reports())))
    differ = adjudication_sample(_read_sheets(sheets), items)
    if differ.empty:
        click.echo("the coders agree on every unit: nothing to adjudicate", err=True)
        return
    write_coding_sheet(differ, out, coder=ADJUDICATED, lang=lang)
    click.echo(f"{out}: {len(differ)} units", err=True)


@fazhi.command()
@click.option("--lang", default="zh", show_default=True, type=click.Choice(["zh", "en"]))
def codebook(lang: str) -> None:
    """Print the codebook as Markdown."""
    from analysis.codebook import render_codebook

    click.echo(render_codebook(lang))


def _read_sheets(paths: tuple[str, ...]) -> pd.DataFrame:
    """Codes of several sheets; what is wrong in a row is one line on standard error."""
    import pandas as pd

    from analysis.sheets import read_codes

    parts = []
    for path in paths:
        codes, problems = read_codes(path, return_problems=True)
        for row in problems.to_dict("records"):
            click.echo(f"{row['file']}, row {row['row']}: {row['problem']}; {row['remedy']}.", err=True)
        parts.append(codes)
    return pd.concat(parts, ignore_index=True)


def _final_codes(path: str) -> pd.DataFrame:
    """The adjudicated codes where there are any, else all."""
    from analysis.agreement import ADJUDICATED

    table = _read_sheets((path,))
    final = table[table["coder"] == ADJUDICATED]
    return final if len(final) else table


def _codes_and_paragraphs(codes: str, reports: str | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Adjudicated codes (or those of the only coder) and the paragraphs of the coded reports."""
    from analysis.paths import sample_reports
    from analysis.read import read_reports
    from analysis.split import split_paragraphs

    return _final_codes(codes), split_paragraphs(read_reports(reports or sample_reports()))


def _classified(reports: str, model: str | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    from analysis.classify import classify_paragraphs
    from analysis.models import load_classifier
    from analysis.read import read_reports
    from analysis.split import split_paragraphs

    classifier = load_classifier(model)
    table, ledger = read_reports(reports, return_ledger=True, progress=_on_terminal())
    _say_ledger(ledger)
    if table.empty:
        raise InputError("reports", "hold nothing that can be read", "give readable files")
    return classify_paragraphs(split_paragraphs(table), classifier), ledger


def _say_ledger(ledger: pd.DataFrame) -> None:
    """What became of the files, on standard error: counts, then one line for each refused."""
    counts = ledger["status"].value_counts()
    warned = int((ledger["warnings"].notna() & (ledger["status"] == "read")).sum())
    summary = ", ".join(f"{counts[status]} {status}" for status in counts.index)
    click.echo(f"{len(ledger)} files: {summary}; {warned} read with warnings", err=True)
    for row in ledger[~ledger["status"].isin(["read", "duplicate"])].to_dict("records"):
        click.echo(f"{row['path']}: {row['status']}: {row['warnings']}", err=True)


def _exit_by(ledger: pd.DataFrame) -> None:
    refused = ~ledger["status"].isin(["read", "duplicate"])
    if refused.any():
        sys.exit(REFUSED)


def _on_terminal() -> bool:
    return sys.stderr.isatty()


def main(arguments: list[str] | None = None) -> None:
    """Run the command; what the user can put right is one line and exit status 2."""
    given = sys.argv[1:] if arguments is None else arguments
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # tables are UTF-8 on every machine
    _guarded(
        lambda: fazhi.main(args=given, prog_name="fazhi", standalone_mode=True), debug="--debug" in given
    )


def _guarded(work: Callable[[], Any], *, debug: bool) -> None:
    try:
        work()
    except Exception as error:
        if debug:
            raise
        click.echo(f"fazhi: {' '.join(_sentence(error).split())}", err=True)  # one line, whatever was said
        sys.exit(USAGE)


def _sentence(error: Exception) -> str:
    """What went wrong, and what would do."""
    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, OSError):
        where = f" '{error.filename}'" if error.filename else ""
        return f"cannot use{where}: {error.strerror or error}; check path, permission and space."
    return f"failed unexpectedly ({type(error).__name__}: {error}); run fazhi --debug … to see where, and report it."


if __name__ == "__main__":
    main()
