"""The command ``fazhi``: the same steps as in Python, for the shell.

May import: errors, text, estimation, columns, paths, tables, output, scheme_files, scheme, frames,
taxonomy, language, spread, design, crosswalk, codebook, reading, words, coding, areas, trends, labels,
topics, regression, renewal, simulation, scale, figures, study.

click, because it is kept up, tests well and starts fast; everything heavy is imported by the command that needs it.
"""

from __future__ import annotations

import gc
import io
import sys
import warnings
from collections.abc import Callable
from typing import Any

import click

from analysis import __version__
from analysis.cli import (
    areas,
    coding,
    labels,
    plan,
    reading,
    regression,
    renewal,
    simulation,
    study,
    terms,
    topics,
    trends,
)
from analysis.errors import InputError, library_at_fault
from analysis.text import visible

USAGE = 2
STOPPED = 130  # by Ctrl-C
COMMANDS = (
    plan.plan,
    study.run,
    study.figures,
    study.tables,
    study.reproduce,
    study.bundle,
    reading.read,
    reading.check,
    reading.formats,
    areas.classify,
    renewal.train,
    renewal.renew,
    renewal.models,
    areas.evaluate,
    trends.shares,
    trends.trends,
    terms.terms,
    regression.regress,
    topics.topics,
    coding.sample,
    coding.agree,
    coding.adjudicate,
    coding.codebook,
    labels.labels,
    simulation.simulate,
    simulation.calibrate,
)


class _Group(click.Group):
    """Commands that can be stopped: with one line, and the exit status by which a shell knows."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("fazhi: stopped; what was there before is as it was.", err=True)
            ctx.exit(STOPPED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.version_option(__version__, prog_name="fazhi")
def fazhi(debug: bool) -> None:
    """What Chinese governments say about the rule of law, measured.

    法治政府建设年度报告分析：读取、切分、归类、占比、主题与图表。
    """


for command in COMMANDS:
    fazhi.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command; what the user can put right is one line and exit status 2."""
    gc.set_threshold(50_000)  # a command ends soon; else this takes a twentieth of its time
    given = sys.argv[1:] if arguments is None else arguments
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # tables are UTF-8 on every machine
    _guarded(
        lambda: fazhi.main(args=given, prog_name="fazhi", standalone_mode=True), debug="--debug" in given
    )


def _guarded(work: Callable[[], Any], *, debug: bool) -> None:
    shown = warnings.showwarning

    def say(message: Any, category: type[Warning], *where: Any, **more: Any) -> None:
        if category.__module__.partition(".")[0] == "analysis":  # our own doubts are lines like all others
            click.echo(visible(f"fazhi: {' '.join(str(message).split())}"), err=True)
        else:
            shown(message, category, *where, **more)

    try:
        with warnings.catch_warnings():
            warnings.showwarning = say
            work()
    except KeyboardInterrupt:  # before a command began, or after
        sys.exit(STOPPED)
    except Exception as error:
        if debug:
            raise
        click.echo(
            visible(f"fazhi: {' '.join(_sentence(error).split())}"), err=True
        )  # one line, whatever was said
        sys.exit(USAGE)


def _sentence(error: Exception) -> str:
    """What went wrong, and what would do."""
    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, ImportError):
        library, installed = library_at_fault(error)
        if installed:
            return f"the library {library} does not load ({error}); install it again."
        return f"the library {library} is missing; pip install {library}."
    if isinstance(error, OSError):
        where = f" '{error.filename}'" if error.filename else ""
        return f"cannot use{where}: {error.strerror or error}; check path, permission and space."
    return f"failed unexpectedly ({type(error).__name__}: {error}); run fazhi --debug … to see where, and report it."
