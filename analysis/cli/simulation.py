"""Simulated corpora to try everything on, and the simulated coverage of the intervals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.common import OUT
from analysis.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

_SHARE = click.FloatRange(0, 1)
_TEXTS, _ITEMS, _CODES = "reports", "truth_items.csv", "codes.csv"


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write; a new one.")
@click.option(
    "--code", type=click.Path(), help="Sheet drawn from FOLDER/reports: fill it by the planted truth."
)
@click.option("--regions", default=20, show_default=True, help="Governments.")
@click.option("--years", default="2017-2022", show_default=True, help="First and last year.")
@click.option("--trend", multiple=True, help="AREA=POINTS per year, repeatable; default 6=1.2, 6=0 for none.")
@click.option("--drift", default=0.0, type=_SHARE, help="Share of area 5 in new words in the last two years.")
@click.option("--missing", default=0.0, type=_SHARE, help="Share of reports that are missing.")
@click.option(
    "--mix-change", default=0.0, type=_SHARE, help="Share of counties that leave, and cities that enter."
)
@click.option(
    "--copying", default=0.0, type=_SHARE, help="Share of text carried forward from the year before."
)
@click.option("--damage", default=0.0, type=_SHARE, help="Share of reports with damaged text.")
@click.option("--seed", default=0, show_default=True)
def simulate(
    out: Path,
    code: str | None,
    regions: int,
    years: str,
    trend: tuple[str, ...],
    seed: int,
    **planted: float,
) -> None:
    """Write simulated reports with known true shares, to try the whole workflow.

    \b
    fazhi simulate --out demo                               texts in demo/reports, the truth beside them
    fazhi sample demo/reports --out sheet.xlsx              draw what a coder would code
    fazhi simulate --out demo --code sheet.xlsx             code it by the truth, in demo/codes.csv
    fazhi shares demo/reports --codes demo/codes.csv        corrected shares, to compare with demo/truth.csv
    """
    if code is not None:
        _code_sheet(out, code)
        return
    from analysis.output import write_table
    from analysis.simulation.reports import make_reports

    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError("--out", f"'{out}' exists already and is not empty", "give a new folder")
    settings: dict[str, Any] = {**planted, "trend": _read_trend(trend), "text": True, "random_state": seed}
    simulation = make_reports(regions, _read_years(years), **settings)
    simulation.write(out / _TEXTS)
    write_table(simulation.truth, str(out / "truth.csv"))
    write_table(simulation.slopes, str(out / "truth_slopes.csv"))
    write_table(simulation.items, str(out / _ITEMS))
    click.echo(f"{out}: {len(simulation.reports)} simulated reports and their truth", err=True)


def _code_sheet(out: Path, sheet: str) -> None:
    """Codes of a drawn sheet, from the truth written beside the texts."""
    import pandas as pd

    from analysis.coding.sheets import read_units
    from analysis.output import write_table
    from analysis.simulation.planted import code_by_truth

    if not (out / _ITEMS).is_file():
        raise InputError(
            "--out", f"'{out}' holds no {_ITEMS}", "give a folder that fazhi simulate has written"
        )
    items = pd.read_csv(out / _ITEMS, dtype={"measure": "string"})
    codes = code_by_truth(read_units(sheet), items)
    write_table(codes, str(out / _CODES))
    click.echo(f"{out / _CODES}: {len(codes)} units coded by the planted truth", err=True)


def _read_years(years: str) -> range:
    first, _, last = years.partition("-")
    try:
        return range(int(first), int(last or first) + 1)
    except ValueError:
        raise InputError("--years", f"is {years!r}", "write 2017-2022") from None


def _read_trend(trend: tuple[str, ...]) -> dict[int, float] | None:
    try:
        pairs = (part.split("=") for part in trend)
        return {int(area): float(points) for area, points in pairs} or None
    except ValueError:
        raise InputError("--trend", f"is {' '.join(trend)!r}", "write AREA=POINTS, such as 6=1.2") from None


@click.command()
@click.option("--scenario", "scenarios", multiple=True, help="What is planted, repeatable; default all.")
@click.option(
    "--test",
    "tests",
    multiple=True,
    type=click.Choice(["keyness", "trend checks", "agreement"]),
    help="Instead of shares and slopes: how often a test finds what is not there, repeatable.",
)
@click.option("--replicates", default=200, show_default=True, help="Simulated corpora per scenario.")
@click.option("--regions", default=60, show_default=True)
@click.option("--per-year", default=150, show_default=True, help="Paragraphs coded each year.")
@click.option(
    "--design",
    default="simple",
    show_default=True,
    type=click.Choice(["simple", "area", "length", "error"]),
    help="How they are drawn.",
)
@click.option("--short", is_flag=True, help="Areas of 5% and more together, and rarer ones together.")
@click.option("--seed", default=0, show_default=True)
@click.option("--out", **OUT)
def calibrate(
    scenarios: tuple[str, ...],
    tests: tuple[str, ...],
    replicates: int,
    regions: int,
    per_year: int,
    design: str,
    short: bool,
    seed: int,
    out: str,
) -> None:
    """Simulated coverage: how often intervals contain the truth (a second per corpus), and tests find what is not there.

    The tables of the documentation's page "When to believe an interval" are made by this command.
    """
    import pandas as pd

    from analysis.output import write_table
    from analysis.simulation.coverage import SCENARIOS, by_kind, simulated_coverage
    from analysis.simulation.sizes import simulated_tests

    if tests:
        tried = [simulated_tests(test, n_replicates=replicates, random_state=seed) for test in tests]
        write_table(pd.concat(tried, ignore_index=True), out)
        return
    tables: list[pd.DataFrame] = [
        simulated_coverage(
            scenario,
            n_replicates=replicates,
            n_regions=regions,
            per_year=per_year,
            design=design,
            random_state=seed,
        )
        for scenario in scenarios or SCENARIOS
    ]
    table = pd.concat(tables, ignore_index=True)
    write_table(by_kind(table) if short else table, out)
