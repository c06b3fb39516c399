"""The study as a whole."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.common import (
    MODEL,
    REFUSED,
    exit_by,
    final_codes,
    on_terminal,
    problems_option,
    say_ledger,
    say_plan,
    say_undated,
    say_written,
    scheme_option,
)
from analysis.language import LANGUAGES
from analysis.study.spec import SETTINGS

if TYPE_CHECKING:
    import pandas as pd

_REGRESSIONS = ("regression", "regression_checks", "marginal_shares")  # tables
_MODEL_OF_RUN = {
    **MODEL,
    "help": "The model of the run (folder, file or name), known by its hash; "
    "default the one in 'models' beside RESULTS, else the shipped one.",
}


_LANG_OF_RUN: dict[str, Any] = {
    "type": click.Choice(LANGUAGES),
    "help": "Default the language of the run that made RESULTS, else zh.",
}


def _language_of(results: str) -> str:
    """The language of the run that made a folder, as its manifest has it; of other results Chinese."""
    from analysis.study.receipt import NAME, read_manifest

    found = read_manifest(results)["parameters"].get("lang") if (Path(results) / NAME).is_file() else None
    return found if found in LANGUAGES else LANGUAGES[0]


def _settings(command: Callable[..., None]) -> Callable[..., None]:
    """One option for each setting of a study, in the words of the setting."""
    for own in reversed(SETTINGS):
        about = own.metadata
        kind: dict[str, Any] = {"default": own.default, "show_default": True, "help": about["help"]}
        if own.name == "scheme":
            command = scheme_option(about["help"])(command)
            continue
        if isinstance(own.default, bool):
            kind |= {"is_flag": True, "flag_value": not own.default, "show_default": False}
        elif about["choices"]:
            kind |= {"type": click.Choice(about["choices"]), "multiple": isinstance(own.default, tuple)}
        elif isinstance(own.default, tuple):
            kind |= {"multiple": True, "show_default": False}
        command = click.option(about["option"], own.name, **kind)(command)
    return command


@click.command()
@click.argument("reports", required=False, type=click.Path())
@click.option("--out", default="results", show_default=True, type=click.Path(), help="Folder to write.")
@click.option("--codes", type=click.Path(), help="Hand codes (sheet, CSV or folder) that correct the shares.")
@click.option("--model", **MODEL)
@click.option(
    "--covariates",
    type=click.Path(),
    help="CSV, XLSX or Parquet with region_code (or report_id, or province) and year, and a column for each covariate of --formula.",
)
@click.option(
    "--plan", type=click.Path(), help="Plan written by `fazhi plan`, to say what is done otherwise."
)
@click.option(
    "--metadata",
    type=click.Path(),
    help="CSV or XLSX that overrides metadata, by path, such as fazhi check writes.",
)
@click.option("--jobs", default=-1, show_default=True, help="Processes to draw with; -1 for all cores.")
@_settings
@problems_option
def run(
    reports: str | None,
    out: str,
    codes: str | None,
    model: str | None,
    covariates: str | None,
    plan: str | None,
    metadata: str | None,
    jobs: int,
    **settings: Any,
) -> None:
    """Run the whole study on REPORTS (default the five sample reports).

    REPORTS is a folder, a file, or a table with a document a row (XLSX, CSV, JSON, Parquet).

    Draws every figure that the data allow (with --quick the main ones); manifest.json lists the tables and figures that
    they do not allow, with the reasons.

    对 REPORTS 运行整个研究：数据所能支持的图全部绘出（--quick 只绘主要的图）。
    """
    from analysis.study.run import run_study

    lang = settings["lang"]
    if model and codes:
        from analysis.areas.models import load_classifier

        load_classifier(model)  # its scheme is that of the codes
    final = final_codes(codes) if codes else None
    inputs = {"codes": final, "model": model, "covariates": covariates, "plan": plan, "metadata": metadata}
    tables = run_study(reports, out, n_jobs=jobs, progress=on_terminal(), **inputs, **settings)
    say_ledger(tables["ledger"], lang)
    if plan:
        say_plan(plan, settings, final, lang)
    _say_regressed(out, tables, lang)
    _say_substituted(out, lang)
    _say_omitted(out, lang)
    _say_left_out(out, tables, lang)
    say_written(Path(out) / "index.html", lang)
    exit_by(tables["ledger"])


def _say_regressed(out: str, tables: Mapping[str, pd.DataFrame], lang: str) -> None:
    """Which rows had no partner, and why a regression that was asked for was not made."""
    if "unmatched_covariates" in tables:
        from analysis.regression.covariates import say_unmatched

        for sentence in say_unmatched(tables["unmatched_covariates"], lang):
            click.echo(sentence, err=True)
    from analysis.study.reasons import say_reason
    from analysis.study.receipt import read_manifest

    manifest = read_manifest(out)
    if manifest["parameters"].get("formula"):
        for name, reason in manifest["omitted"].items():
            if name.partition(":")[0] in _REGRESSIONS:
                click.echo(f"{name}: {say_reason(reason, lang)}", err=True)


def _say_substituted(out: str, lang: str) -> None:
    """Which characters the figures could not draw, as the manifest has it."""
    from analysis.study.receipt import read_manifest

    exhibits = read_manifest(out)["exhibits"]
    unknown = {name: own["substituted"] for name, own in exhibits.items() if "substituted" in own}
    if unknown:
        from analysis.study.page.corpus import substituted
        from analysis.study.page.words import load_words

        for remark in substituted(unknown, load_words(lang)):
            click.echo(remark, err=True)


def _say_left_out(out: str, tables: Mapping[str, pd.DataFrame], lang: str) -> None:
    """Documents that are in no share by year: that none is of a type that counts, and how many have no year."""
    from analysis.study.page.corpus import none_counts
    from analysis.study.page.words import load_words
    from analysis.study.receipt import read_manifest

    reports, types = tables["reports"], read_manifest(out)["parameters"]["doc_types"]
    if uncounted := none_counts(reports, types, load_words(lang)):
        click.echo(uncounted, err=True)
    say_undated(reports, tables["ledger"], lang)


def _say_omitted(out: str, lang: str) -> None:
    """How many tables and figures the data did not allow; the page says why, in its language."""
    from analysis.language import say, words_of
    from analysis.study.receipt import read_manifest

    manifest = read_manifest(out)
    if omitted := manifest["omitted"]:
        said = words_of("commands", lang)["omitted"]
        place = Path(out) / "index.html"
        click.echo(say(said, n=len(omitted), drawn=len(manifest["exhibits"]), place=place), err=True)


@click.command()
@click.argument("results", type=click.Path())
@click.option("--out", type=click.Path(), help="Folder to write; default RESULTS/figures-LANG.")
@click.option("--lang", **_LANG_OF_RUN)
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(["pdf", "svg", "png"]), help="Default all three."
)
@click.option(
    "--only", multiple=True, metavar="FIGURE", help="Name of a figure, such as shares; default all."
)
@click.option("--list", "listed", is_flag=True, help="Only name the figures that RESULTS allow.")
@click.option("--model", **{**MODEL, "help": "Draw only if this model (folder, file or name) made RESULTS."})
def figures(
    results: str,
    out: str | None,
    lang: str | None,
    formats: tuple[str, ...],
    only: tuple[str, ...],
    listed: bool,
    model: str | None,
) -> None:
    """Draw the figures of RESULTS again from its tables, in another language or format."""
    from analysis.study.drawing import list_figures, redraw_figures

    lang = lang or _language_of(results)
    if listed:
        for name, said in list_figures(results, lang).items():
            click.echo(f"{name:<20} {said}")
        return

    given = {"formats": formats} if formats else {}
    for file in redraw_figures(results, out, lang=lang, only=only or None, model=model, **given):
        click.echo(file)


@click.command()
@click.argument("results", type=click.Path())
@click.option(
    "--reports",
    type=click.Path(),
    help="Folder of the texts; default 'reports' beside RESULTS, else the sample reports.",
)
@click.option("--model", **_MODEL_OF_RUN)
@click.option("--out", type=click.Path(), help="Keep the re-run in this new folder.")
def reproduce(results: str, reports: str | None, model: str | None, out: str | None) -> None:
    """Run the study of RESULTS again from its manifest, and report for each table and figure whether it is the same."""
    from analysis.study.reproduce import reproduce as run_again

    found = run_again(results, reports=reports, model=model, out=out, progress=on_terminal())
    for row in found.to_dict("records"):
        by = "" if row["difference"] != row["difference"] else f"  by {row['difference']:.2g}"
        detail = f"  ({row['detail']})" if row["detail"] else ""
        click.echo(f"{row['status']:<10} {row['file']}{by if row['status'] != 'identical' else ''}{detail}")
    counts = found["status"].value_counts()
    click.echo(", ".join(f"{counts[status]} {status}" for status in counts.index))
    for change in found.attrs["environment"]:
        click.echo(f"other than then: {change}", err=True)
    if not found["status"].isin(["identical", "equal"]).all():
        sys.exit(REFUSED)


@click.command()
@click.argument("results", type=click.Path())
@click.option(
    "--out", default="package.zip", show_default=True, type=click.Path(), help="ZIP file or folder."
)
@click.option("--reports", type=click.Path(), help="Folder of the texts; default the five sample reports.")
@click.option("--model", **_MODEL_OF_RUN)
@click.option("--hashes-only", is_flag=True, help="Leave the texts out, where rights forbid passing them on.")
@click.option("--lang", default="en", show_default=True, type=click.Choice(["zh", "en"]))
def bundle(
    results: str, out: str, reports: str | None, model: str | None, hashes_only: bool, lang: str
) -> None:
    """Write the replication package of RESULTS: texts or hashes, codes, tables, figures, code, README."""
    from analysis.study.bundle import bundle as write_package

    path = write_package(results, out, reports=reports, model=model, texts=not hashes_only, lang=lang)
    say_written(path, lang)


@click.command()
@click.argument("results", type=click.Path())
@click.option(
    "--out",
    required=True,
    type=click.Path(),
    help="Workbook (.xlsx) for all tables, or a folder; of one table a file.",
)
@click.option(
    "--format",
    "ending",
    default="csv",
    show_default=True,
    type=click.Choice(["csv", "xlsx", "dta", "parquet"]),
    help="Of the files in a folder.",
)
@click.option("--excel", is_flag=True, help="Write CSV with a byte order mark, by which Excel knows UTF-8.")
@click.option("--lang", **_LANG_OF_RUN)
def tables(results: str, out: str, ending: str, excel: bool, lang: str | None) -> None:
    """Write the tables of RESULTS for Excel, Stata or R, with readable heads and the names of areas.

    RESULTS is a folder of a run, or one table that a command wrote. It stays as it is.
    """
    from analysis.study.export import export_study

    for file in export_study(results, out, ending=ending, lang=lang or _language_of(results), excel=excel):
        click.echo(file)
