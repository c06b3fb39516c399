"""The plan of an analysis."""

from __future__ import annotations

from typing import Any

import click

from analysis.study.spec import SETTINGS

_ESTIMAND = ("weight", "role", "scheme", "target", "level", "doc_types", "estimator")


def _estimand(command: Any) -> Any:
    """The options of a study that its estimates hang on, in the words of the setting."""
    for own in reversed([own for own in SETTINGS if own.name in _ESTIMAND]):
        about = own.metadata
        kind: dict[str, Any] = {"default": own.default, "show_default": True, "help": about["help"]}
        if about["choices"]:
            kind |= {"type": click.Choice(about["choices"]), "multiple": isinstance(own.default, tuple)}
        command = click.option(about["option"], own.name, **kind)(command)
    return command


@click.command()
@click.argument("out", type=click.Path())
@click.option("--title", default="", help="What is asked, in a sentence.")
@click.option("--per-year", default=150, show_default=True, help="Paragraphs to code in each year.")
@click.option(
    "--design",
    default="simple",
    show_default=True,
    type=click.Choice(["simple", "area", "length", "error"]),
    help="How they are drawn, as in fazhi sample.",
)
@click.option(
    "--area", "areas", multiple=True, type=int, help="Area whose slope is tested, repeatable; default all."
)
@click.option("--panel", default="full", show_default=True, type=click.Choice(["full", "balanced"]))
@click.option("--alpha", default=0.05, show_default=True, help="Level of the tests after Holm's adjustment.")
@click.option("--check", "checks", multiple=True, help="Check that a trend must also show in, repeatable.")
@_estimand
def plan(out: str, **settings: Any) -> None:
    """Write the plan of an analysis to OUT (TOML), before anything is coded: estimand, sample, tests and family.

    `fazhi run`, `fazhi shares`, `fazhi trends` and `fazhi regress` compare themselves with it under --plan and say what they do otherwise.

    在编码之前把分析计划写入 OUT：估计对象、抽样、检验与检验族。
    """
    from analysis.study.plan import write_plan

    found = write_plan(out, **settings)
    click.echo(f"{out}: plan of {found['written']}, SHA-256 {found['sha256']}", err=True)
