"""What the commands share: options, reading with a word about each refused file, hand codes."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.inputs import open_given, reading
from analysis.errors import InputError
from analysis.language import LANGUAGES, say, words_of
from analysis.reading.remarks import (
    ABOUT_TABLES,
    days_for_years,
    is_housekeeping,
    ledger_remarks,
    unpack_remarks,
)
from analysis.text import visible

if TYPE_CHECKING:
    import pandas as pd

    from analysis.scheme import Scheme

REFUSED = 1  # the work was finished with something refused; the ledger says what
_SCHEME = "analysis.scheme"
_PLACE, _PROBLEMS = "analysis.problems.place", "analysis.problems"  # keys of click's memory of one call
OUT: dict[str, Any] = {
    "default": "-",
    "show_default": True,
    "help": "CSV, Parquet, XLSX or Stata (.dta) file by ending; - for standard output.",
}
LANG: dict[str, Any] = {"default": "zh", "show_default": True, "type": click.Choice(LANGUAGES)}
MODEL: dict[str, Any] = {
    "metavar": "MODEL",
    "type": click.Path(),
    "help": "The saved classifier: its folder, file or name; default the shipped one.",
}


def _keep_place(context: click.Context, _: click.Parameter, path: str | None) -> None:
    context.meta[_PLACE] = path


def _know(context: click.Context, _: click.Parameter, value: str | None) -> str | None:
    """The name of the scheme asked for; an own one is loaded from its file and known by its name from now on."""
    if value is None:
        return None
    from analysis.taxonomy import is_known, load_taxonomy

    context.meta[_SCHEME] = name = load_taxonomy(value).scheme
    return name if is_known(name) else value  # a folder of areas is found by its path


def scheme_option(
    said: str = "Scheme of categories: a shipped one by name, or a file of one's own (CSV, XLSX, TOML).",
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The option ``--scheme``, which makes a scheme known to everything that the command does."""
    return click.option("--scheme", metavar="SCHEME", callback=_know, help=said)


known_scheme = click.option(
    "--scheme",
    metavar="FILE",
    expose_value=False,
    callback=_know,
    help="File of the own scheme that the tables or sheets are in.",
)


def asked_scheme() -> Scheme | None:
    """The scheme that ``--scheme`` of this call names; None without it, and for the eight areas."""
    context = click.get_current_context(silent=True)
    name = None if context is None else context.meta.get(_SCHEME)
    if name is None:
        return None
    from analysis.tables import SCHEME
    from analysis.taxonomy import is_known, load_taxonomy

    return None if name == SCHEME or not is_known(name) else load_taxonomy(name)


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

    own = asked_scheme()
    codes, problems = read_codes(
        paths, return_problems=True, scheme=own if own is not None and own.is_own else None
    )
    say_problems(problems)
    return codes


def say_problems(problems: pd.DataFrame, place: str | None = None) -> None:
    """Sum up on standard error what is wrong in sheets, keep for :func:`exit_by` that rows were refused, and write all that
    the command has met so far to `place`, by default to the file that ``--problems`` names."""
    from analysis.coding.problems import summarise_problems

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

    table = read_reports(reports or sample_reports(), **reading())
    return final_codes(codes), split_paragraphs(table), table.set_index("report_id")["province"]


def classified(
    reports: str, model: str | None, codes: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Classified paragraphs of texts, of paragraphs, or as they were given; and the ledger of texts."""
    coded, _, ledger = classified_with_reports(reports, model, codes)
    return coded, ledger


def classified_with_reports(
    reports: str, model: str | None, codes: pd.DataFrame | None = None, n_jobs: int = 1
) -> tuple[pd.DataFrame, pd.DataFrame | None, pd.DataFrame | None]:
    """Classified paragraphs, and of texts the reports and the ledger."""
    given = open_given(reports, ("texts", "paragraphs", "classified"))
    if given.table is None:
        table, ledger = read_texts(reports, n_jobs)
        return classify_texts(table, model, codes, n_jobs), table, ledger
    if given.kind == "paragraphs":
        return classify_given(given.table, model, codes, n_jobs), None, None
    if model:
        raise InputError("--model", "is given with classified paragraphs", "leave it out, or give texts")
    return given.table, None, None


def unclassified(reports: str) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Paragraphs of texts, or as they were given, and the ledger of texts."""
    from analysis.reading.split import split_paragraphs

    given = open_given(reports, ("texts", "paragraphs", "classified"))
    if given.table is not None:
        return given.table, None
    table, ledger = read_texts(reports)
    return split_paragraphs(table), ledger


def reports_beside(coded: str) -> Path:
    """Where the reports of classified paragraphs lie: coded.reports.csv beside coded.csv."""
    path = Path(coded)
    return path.with_suffix(f".reports{path.suffix}")


def write_scheme_beside(coded: pd.DataFrame, out: str) -> None:
    """Write the scheme of own categories beside their paragraphs, where the other commands look for it."""
    from analysis.crosswalk import scheme_of
    from analysis.output import STANDARD_OUTPUT
    from analysis.taxonomy import save_scheme
    from analysis.trends.stored import SCHEME_ENDING

    if out != STANDARD_OUTPUT and (native := scheme_of(coded)).is_own:
        save_scheme(native, Path(out).with_suffix(SCHEME_ENDING))


def read_texts(reports: str, n_jobs: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The reports that can be read, and the ledger, which is told."""
    from analysis.reading.read import read_reports

    open_given(reports)
    table, ledger = read_reports(
        reports, n_jobs=n_jobs, return_ledger=True, progress=on_terminal(), **reading()
    )
    say_ledger(ledger)
    say_undated(table, ledger)
    if table.empty:
        raise InputError("reports", "contain no readable report", "give readable files")
    return table, ledger


def classify_texts(
    table: pd.DataFrame, model: str | None, codes: pd.DataFrame | None = None, n_jobs: int = 1
) -> pd.DataFrame:
    """Classified paragraphs of reports that were read."""
    from analysis.reading.split import split_paragraphs

    return classify_given(split_paragraphs(table), model, codes, n_jobs)


def classify_given(
    paragraphs: pd.DataFrame, model: str | None, codes: pd.DataFrame | None = None, n_jobs: int = 1
) -> pd.DataFrame:
    """Classified paragraphs; in own categories without a model, each document by the codes of the others."""
    own = asked_scheme()
    if own is not None and own.is_own and model is None:
        if codes is None:
            remedy = "give --model (fazhi train --scheme makes one), or --codes to learn from"
            raise InputError("--scheme", f"is {own.scheme!r} without a model", remedy)
        from analysis.areas.learning import crossfit_paragraphs

        return crossfit_paragraphs(paragraphs, codes, scheme=own)
    from analysis.areas.classify import classify_paragraphs
    from analysis.areas.models import load_judge

    return classify_paragraphs(paragraphs, load_judge(model), n_jobs=n_jobs)


def say_ledger(ledger: pd.DataFrame, lang: str = "en") -> None:
    """What became of the files, on standard error: counts, then one line for each refused, in the language asked for."""
    import pandas as pd

    from analysis.reading.tabular.sheets import is_row_path

    words, labels = words_of("commands", lang), words_of("labels", lang)
    counts = ledger["status"].value_counts()
    found = [
        (path, unpack_remarks(cell)) for path, cell in zip(ledger["path"], ledger["remarks"], strict=True)
    ]
    for path, remarks in found:
        for remark in remarks:
            if remark.code in ABOUT_TABLES and remark.code != "table_days":  # of undated documents
                click.echo(visible(f"{path.rpartition('/')[0] or path}: {remark.say(lang)}"), err=True)
    doubted = [any(remark.code not in ABOUT_TABLES for remark in remarks) for _, remarks in found]
    doubtful = int((pd.Series(doubted, index=ledger.index) & (ledger["status"] == "read")).sum())
    each = (words["of_status"].format(n=counts[status], status=labels[status]) for status in counts.index)
    summary = words_of("signs", lang)["comma"].join(each)
    rows = int(ledger["path"].map(is_row_path).sum())
    kind = "files" if not rows else "rows" if rows == len(ledger) else "files_and_rows"
    click.echo(say(words[kind], n=len(ledger), counts=summary, doubtful=doubtful), err=True)
    refused = ledger[_refused(ledger)]
    said = ledger_remarks(refused, lang)
    for path, status, why in zip(refused["path"], refused["status"], said, strict=True):
        click.echo(visible(f"{path}: {labels[status]}: {why}"), err=True)
    missing = (remark for _, remarks in found for remark in remarks if remark.code == "library_missing")
    wanting = Counter(remark.parts["library"] for remark in missing)
    for library, number in sorted(wanting.items()):
        click.echo(words["missing_library"].format(n=number, library=library), err=True)


def say_undated(documents: pd.DataFrame, ledger: pd.DataFrame | None = None, lang: str = "en") -> None:
    """How many documents have no year, on standard error, and which column of a table of texts has days to take it from."""
    if n := int(documents["year"].isna().sum()):
        click.echo(say(words_of("commands", lang)["undated"], n=n), err=True)
    for remark in [] if ledger is None else days_for_years(documents, ledger):
        click.echo(visible(remark.say(lang)), err=True)


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


def say_plan(plan: str, parameters: dict[str, Any], codes: pd.DataFrame | None, lang: str = "en") -> None:
    """Whether an estimate follows its plan, and what it does otherwise, on standard error."""
    from analysis.study.page.corpus import planned
    from analysis.study.page.words import load_words
    from analysis.study.plan import compare_plan, read_plan

    found = read_plan(plan)
    rows = compare_plan(found, parameters, codes).to_dict("records")
    for line in planned(found | {"differences": rows}, load_words(lang)):
        click.echo(visible(line), err=True)


def say_written(path: object, lang: str) -> None:
    """What the command has written, on standard error."""
    click.echo(words_of("commands", lang)["written"].format(path=path), err=True)


def on_terminal() -> bool:
    return sys.stderr.isatty()
