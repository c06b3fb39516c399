"""The study as a whole."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from analysis.cli.common import (
    MODEL,
    REFUSED,
    exit_by,
    final_codes,
    on_terminal,
    problems_option,
    say_ledger,
)

_MODEL_OF_RUN = {
    **MODEL,
    "help": "The model of the run (folder, file or name), known by its hash; "
    "default the one in 'models' beside RESULTS, else the shipped one.",
}


@click.command()
@click.argument("reports", required=False, type=click.Path())
@click.option("--out", default="results", show_default=True, type=click.Path(), help="Folder to write.")
@click.option(
    "--lang",
    default="zh",
    show_default=True,
    type=click.Choice(["zh", "en"]),
    help="Language of figures, page and the lines about refused files.",
)
@click.option("--codes", type=click.Path(), help="Hand codes (sheet, CSV or folder) that correct the shares.")
@click.option("--model", **MODEL)
@click.option("--topics", "n_topics", default=8, show_default=True, help="Number of topics.")
@click.option("--seed", default=0, show_default=True, help="Seed of the topic model.")
@problems_option
def run(
    reports: str | None, out: str, codes: str | None, model: str | None, lang: str, n_topics: int, seed: int
) -> None:
    """Run the whole study on REPORTS (a folder or a file; default the five sample reports)."""
    from analysis.study import run_study

    tables = run_study(
        reports,
        out,
        codes=final_codes(codes) if codes else None,
        model=model,
        lang=lang,
        n_topics=n_topics,
        random_state=seed,
        progress=on_terminal(),
    )
    say_ledger(tables["ledger"], lang)
    _say_substituted(out, lang)
    click.echo(f"{Path(out) / 'index.html'} written", err=True)
    exit_by(tables["ledger"])


def _say_substituted(out: str, lang: str) -> None:
    """Which characters the figures could not draw, as the manifest has it."""
    from analysis.replication.manifest import read_manifest

    exhibits = read_manifest(out)["exhibits"]
    unknown = {name: own["substituted"] for name, own in exhibits.items() if "substituted" in own}
    if unknown:
        from analysis.page.corpus import substituted
        from analysis.page.words import load_words

        for remark in substituted(unknown, load_words(lang)):
            click.echo(remark, err=True)


@click.command()
@click.argument("results", type=click.Path())
@click.option("--out", type=click.Path(), help="Folder to write; default RESULTS/figures-LANG.")
@click.option("--lang", default="zh", show_default=True, type=click.Choice(["zh", "en"]))
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(["pdf", "svg", "png"]), help="Default all three."
)
@click.option("--only", multiple=True, help="Name of a figure, such as shares; default all.")
@click.option("--model", **{**MODEL, "help": "Draw only if this model (folder, file or name) made RESULTS."})
def figures(
    results: str,
    out: str | None,
    lang: str,
    formats: tuple[str, ...],
    only: tuple[str, ...],
    model: str | None,
) -> None:
    """Draw the figures of RESULTS again from its tables, in another language or format."""
    from analysis.replication.exhibits import redraw_figures

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
    """Run the study of RESULTS again from its manifest, and say of each exhibit whether it came out the same."""
    from analysis.replication.reproduce import reproduce as run_again

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
    from analysis.replication.bundle import bundle as write_package

    path = write_package(results, out, reports=reports, model=model, texts=not hashes_only, lang=lang)
    click.echo(f"{path} written", err=True)
