"""Training and renewing the classifier: a model from exemplars, the year's cycle, and the versions of the model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.common import (
    asked_scheme,
    codes_and_paragraphs,
    exit_by,
    final_codes,
    known_scheme,
    read_texts,
    say_problems,
    scheme_option,
)
from analysis.cli.inputs import columns_option
from analysis.errors import InputError
from analysis.renewal.words import listed, say

if TYPE_CHECKING:
    import pandas as pd

    from analysis.renewal.cycle import OpenedYear, RenewedModel
    from analysis.renewal.gate import Gate
    from analysis.renewal.rebuild import Rebuilt

RANDOM_SHEET, TRAINING_SHEET = "random.xlsx", "training.xlsx"
_MODELS = click.option(
    "--models", default="models", show_default=True, type=click.Path(), help="Folder of models."
)
_LANG = click.option(
    "--lang",
    default="zh",
    show_default=True,
    type=click.Choice(["zh", "en"]),
    help="Language of messages and sheets.",
)
_SHARED = (  # by training and renewing
    click.option("--exemplars", type=click.Path(), help="Folder of exemplars; default the shipped ones."),
    click.option(
        "--accuracy-tolerance",
        default=0.02,
        show_default=True,
        help="Loss of accuracy on earlier years that is tolerated.",
    ),
    click.option(
        "--share-tolerance",
        default=2.0,
        show_default=True,
        help="Rise of the share error still allowed, in percentage points.",
    ),
    click.option(
        "--force",
        is_flag=True,
        help="Replace the model even if it fails the acceptance test; its card records this.",
    ),
    click.option(
        "--skip-faulty", is_flag=True, help="Train even if the sheets have faulty rows; these are left out."
    ),
    _MODELS,
    _LANG,
    click.option("--seed", default=0, show_default=True, help="Seed of draws and resamples."),
)


def _shared(command: Any) -> Any:
    for option in reversed(_SHARED):
        command = option(command)
    return command


@click.command()
@click.option(
    "--codes", type=click.Path(), help="Hand codes, such as data/codes: they evaluate and calibrate."
)
@click.option("--reports", type=click.Path(), help="The coded reports; default the sample reports.")
@click.option("--name", help="Name of the model; default area-2015, or that of an own scheme.")
@scheme_option(
    "Scheme of own categories: the codes train, and evaluate models that have not seen their document."
)
@click.option(
    "--ablation",
    is_flag=True,
    help="Evaluate the classifier without each of its components, for the card (minutes).",
)
@click.option(
    "--problems",
    type=click.Path(),
    help="CSV file for all faulty rows; default NAME.problems.csv in the folder of models.",
)
@columns_option
@_shared
def train(
    codes: str | None,
    reports: str | None,
    name: str | None,
    scheme: str | None,
    ablation: bool,
    problems: str | None,
    exemplars: str | None,
    accuracy_tolerance: float,
    share_tolerance: float,
    force: bool,
    skip_faulty: bool,
    models: str,
    lang: str,
    seed: int,
) -> None:
    """Train the area classifier from exemplars, evaluate it on codes, and save it with its card.

    A model of that name is replaced only where the new one passes the acceptance test (gate), on codes of random samples of
    at least two years. If a sheet has faulty rows, nothing is trained. Exit status 1: something was refused, a model or rows.

    由范例训练分类模型，用编码评估，连同模型卡一起保存。
    """
    from analysis.renewal.rebuild import rebuild_classifier

    own = asked_scheme()
    if own is not None and not own.is_own:
        remedy = "leave it out: its areas follow from the measures of the default model"
        raise InputError("--scheme", f"is {own.scheme!r}, which regroups measures", remedy)
    name = name or (own.scheme if own is not None else "area-2015")
    target = Path(models) / name
    place = target.with_name(f"{name}.problems.csv")
    read = _read_sheets([codes] if codes else [], problems, place, lang, skip_faulty)
    given: dict[str, Any] = {}
    if codes:
        coded, paragraphs, provinces = codes_and_paragraphs(read[codes], reports)
        given = {"codes": coded, "paragraphs": paragraphs, "provinces": provinces}
    tolerances = {"accuracy_tolerance": accuracy_tolerance, "share_tolerance": share_tolerance}
    rebuilt = rebuild_classifier(
        target, exemplars=exemplars, ablation=ablation, force=force, tolerances=tolerances, random_state=seed,
        scheme=own, **given,
    )  # fmt: skip
    _say_rebuilt(rebuilt, target, lang)
    exit_by(refused=rebuilt.result == "refused")


@click.command()
@click.argument("year", type=int)
@click.option("--reports", type=click.Path(), help="The reports, old and new; default the sample reports.")
@click.option(
    "--codes",
    type=click.Path(),
    help="Codes of earlier years: those with an inclusion probability test, those without train.",
)
@known_scheme
@click.option(
    "--name", help="Name of the new version; default area-YEAR, or that of an own scheme and the year."
)
@click.option("--out", type=click.Path(), help="Folder for the year's sheets and tables; default year-YEAR.")
@click.option(
    "--random", "n_random", default=150, show_default=True, help="Paragraphs drawn to estimate and test."
)
@click.option("--training", "n_training", default=50, show_default=True, help="Paragraphs chosen to train.")
@click.option("--coder", default="", help="Name of the coder, for the sheets.")
@click.option(
    "--problems", type=click.Path(), help="CSV file for all faulty rows; default problems.csv in --out."
)
@columns_option
@_shared
def renew(
    year: int,
    reports: str | None,
    codes: str | None,
    name: str | None,
    out: str | None,
    n_random: int,
    n_training: int,
    coder: str,
    problems: str | None,
    exemplars: str | None,
    accuracy_tolerance: float,
    share_tolerance: float,
    force: bool,
    skip_faulty: bool,
    models: str,
    lang: str,
    seed: int,
) -> None:
    """Renew the model with the reports of a new YEAR; the command is given twice.

    The first time it scores the new year with the default model, reports drift and writes two sheets to code. Once they
    are coded, the same command trains a new model and puts it to the acceptance test (gate); it becomes the default model
    only if it passes. Exit status 1: something was refused, a model or rows of a sheet.

    新的一年：第一次运行抽样并写出编码表；编码完成后用同一命令再次运行，训练、检验，合格才替换旧模型。
    """
    from analysis.areas.models import load_classifier
    from analysis.paths import sample_reports
    from analysis.reading.split import split_paragraphs
    from analysis.renewal.registry import default_folder

    folder = Path(out or f"year-{year}")
    drawn, chosen = folder / RANDOM_SHEET, folder / TRAINING_SHEET
    paths = [*([codes] if codes else []), *(str(file) for file in (drawn, chosen) if file.exists())]
    standing = default_folder(models, asked_scheme())
    present = load_classifier(standing)  # its scheme is that of the sheets
    read = _read_sheets(paths, problems, folder / "problems.csv", lang, skip_faulty)
    table, _ = read_texts(reports or str(sample_reports()))
    paragraphs = split_paragraphs(table)
    earlier = final_codes(read[codes]) if codes else None
    click.echo(say("renew.present", lang, folder=standing), err=True)
    if not drawn.exists():
        from analysis.renewal.cycle import open_year

        opened = open_year(
            paragraphs, year, present=present, reports=table, n_random=n_random, n_training=n_training,
            random_state=seed,
        )  # fmt: skip
        _write_opened(opened, folder, year, coder=coder, lang=lang)
        exit_by()
        return
    from analysis.areas.training import read_exemplars
    from analysis.renewal.cycle import join_codes, renew_model, save_renewed

    renewed = renew_model(
        join_codes(earlier, _coded_sheets(drawn, chosen, read)), paragraphs, year, present=present,
        exemplars=read_exemplars(exemplars) if present.is_base else None, reports=table, random_state=seed, accuracy_tolerance=accuracy_tolerance,
        share_tolerance=share_tolerance,
    )  # fmt: skip
    saved, result = save_renewed(renewed, models, name=name, force=force)
    _write_renewed(renewed, folder)
    _say_renewed(renewed, lang)
    click.echo(say(f"renew.{result}", lang, saved=saved, present=standing.name))
    exit_by(refused=result == "refused")


@click.command()
@_MODELS
@click.option("--compare", nargs=2, help="Two versions, whose cards are compared.")
@click.option("--use", help="A version to make the default model.")
@_LANG
def models(models: str, compare: tuple[str, str] | None, use: str | None, lang: str) -> None:
    """List the versions of the model, compare two, or make one the default.

    列出各版模型、比较两版，或指定默认模型。
    """
    from analysis.renewal.registry import compare_models, list_models, set_default_model

    if use:
        set_default_model(models, use)
        click.echo(say("models.used", lang, name=use))
    elif compare:
        click.echo(_as_text(compare_models(*(Path(models) / own for own in compare))))
    else:
        table = list_models(models)
        table["name"] = table["name"].where(~table["default"], "* " + table["name"])
        click.echo(_as_text(table.drop(columns="default")))
        click.echo(f"\n{say('models.mark', lang)}")


def _read_sheets(
    paths: list[str], report: str | None, default: Path, lang: str, skip_faulty: bool
) -> dict[str, pd.DataFrame]:
    """The codes of each sheet. What is wrong in them is said by kind, and goes row by row into a file; the command ends here
    unless rows at fault are to be left out."""
    import pandas as pd

    from analysis.coding.problems import Problem
    from analysis.coding.sheets import read_codes
    from analysis.output import check_output

    place = default if report is None else check_output(report)
    for path in map(Path, paths):
        if place.resolve() in (path.resolve(), path.resolve() / place.name):
            problem = f"'{place}' is, or lies among, the sheets that are read"
            raise InputError("--problems", problem, "name a file elsewhere")
    own = asked_scheme()
    given = own if own is not None and own.is_own else None
    read = {path: read_codes(path, return_problems=True, scheme=given) for path in paths}
    none = pd.DataFrame(columns=list(Problem._fields))
    found = pd.concat([none, *(problems for _, problems in read.values() if len(problems))])
    if len(found) or report is not None:
        place.parent.mkdir(parents=True, exist_ok=True)
        say_problems(found, str(place))
    else:
        place.unlink(missing_ok=True)  # of an earlier call
    if len(found):
        click.echo(say("sheets.left_out" if skip_faulty else "sheets.stop", lang, report=place), err=True)
        if not skip_faulty:
            exit_by(refused=True)
    return {path: codes for path, (codes, _) in read.items()}


def _write_opened(opened: OpenedYear, folder: Path, year: int, *, coder: str, lang: str) -> None:
    """The sheets to code and the tables of the first step, and what to do next."""
    from analysis.coding.sheets import write_coding_sheet
    from analysis.output import write_table

    folder.mkdir(parents=True, exist_ok=True)
    write_table(opened.coded, folder / "scored.parquet")
    write_table(opened.drift, folder / "drift_before_coding.csv")
    write_table(opened.terms, folder / "new_terms.csv")
    write_table(opened.headings, folder / "headings.csv")
    _say_drift(opened.drift, lang)
    for key, name, values in (
        ("terms", "new_terms", opened.terms["term"]),
        ("headings", "headings", opened.headings["heading"]),
    ):
        file = folder / f"{name}.csv"
        click.echo(say(f"renew.{key}", lang, n=len(values), file=file, some=listed(values, lang)))
    click.echo(f"\n{say('renew.to_code', lang)}")
    is_random = opened.sample["inclusion_probability"].notna()
    uses = {TRAINING_SHEET: (~is_random, "trains"), RANDOM_SHEET: (is_random, "tests")}
    for name, (rows, use) in uses.items():  # the random sheet last: it marks the step as done
        own = opened.sample[rows]
        if len(own):
            write_coding_sheet(own, folder / name, coder=coder, lang=lang)
            number = own["paragraph_id"].nunique()
            click.echo(f"  {say(f'renew.{use}', lang, file=folder / name, n=number, n_items=len(own))}")
    click.echo(say("renew.next", lang, year=year))


def _coded_sheets(drawn: Path, chosen: Path, read: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Codes of the two sheets; the random one must be coded whole, or it is no random sample any more."""
    import pandas as pd

    from analysis.coding.sheets import read_units

    codes, training = read[str(drawn)], read.get(str(chosen))
    missing = len(read_units(drawn)) - codes["unit_id"].nunique()
    if missing:
        problem = f"'{drawn}' has {missing} items without a usable code"
        raise InputError("codes", problem, "code them all: what is left out spoils the random sample")
    return codes if training is None or training.empty else pd.concat([codes, training], ignore_index=True)


def _write_renewed(renewed: RenewedModel, folder: Path) -> None:
    from analysis.output import write_table

    tables = {
        "gate": renewed.gate.checks,
        "drift": renewed.drift,
        "shares_under_both_models": renewed.comparison.table,
        "changed_answers": renewed.change,
        "codes": renewed.codes,
    }
    for name, table in tables.items():
        write_table(table, folder / f"{name}.csv")


def _say_renewed(renewed: RenewedModel, lang: str) -> None:
    training, n_left_out = renewed.retrained.training, renewed.retrained.n_left_out
    n_codes = int((training["source"] == "code").sum())
    click.echo(say("renew.trained", lang, n=len(training), n_codes=n_codes, n_left_out=n_left_out))
    _say_drift(renewed.drift, lang)
    _say_gate(renewed.gate, lang)
    click.echo(f"\n{say('renew.earlier', lang, sentence=renewed.comparison.sentence(lang))}")


def _say_rebuilt(rebuilt: Rebuilt, target: Path, lang: str) -> None:
    if rebuilt.gate is not None:
        _say_gate(rebuilt.gate, lang)
    elif rebuilt.grounds is not None:
        reason = say(rebuilt.grounds[0], lang, **rebuilt.grounds[1])
        click.echo(say("train.not_judged", lang, target=target, reason=reason), err=True)
    key = "not_trained" if rebuilt.folder is None else rebuilt.result
    click.echo(say(f"train.{key}", lang, target=target, folder=rebuilt.folder), err=True)


def _say_gate(gate: Gate, lang: str) -> None:
    click.echo(f"\n{say('renew.test', lang)}")
    column = "reason" if lang == "en" else f"reason_{lang}"
    for passed, reason in gate.checks[["passed", column]].itertuples(index=False):
        click.echo(f"  {say('renew.ok' if passed else 'renew.no', lang)}  {reason}")


def _say_drift(drift: pd.DataFrame, lang: str) -> None:
    import pandas as pd

    rows = [
        say(
            "drift.overall" if pd.isna(area) else "drift.row",
            lang,
            measure=say(f"drift.{measure}", lang),
            area=area,
        )
        for area, measure in drift.loc[drift["flagged"], ["area", "measure"]].itertuples(index=False)
    ]
    key = "found" if rows else "nothing" if drift["p"].notna().any() else "untested"
    click.echo(say(f"drift.{key}", lang, rows=listed(rows, lang)))


def _as_text(table: pd.DataFrame) -> str:
    return str(table.to_string(index=False, na_rep="", float_format=lambda value: f"{value:.3f}"))
