"""Training: the model from the project's data, and the renewal of the model when a new year's reports appear."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.common import codes_and_paragraphs, exit_by, final_codes, read_texts, say_problems
from analysis.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from analysis.renewal.cycle import OpenedYear, RenewedModel
    from analysis.renewal.gate import Gate
    from analysis.renewal.rebuild import Rebuilt

RANDOM_SHEET, TRAINING_SHEET = "random.xlsx", "training.xlsx"


@click.command()
@click.option("--exemplars", type=click.Path(), help="Folder of exemplars; default the shipped ones.")
@click.option(
    "--codes",
    type=click.Path(),
    help="Hand codes: they evaluate; those without inclusion probability train, with --add-year.",
)
@click.option("--reports", type=click.Path(), help="The reports, old and new; default the sample reports.")
@click.option("--models", default="models", show_default=True, type=click.Path(), help="Folder of models.")
@click.option("--name", help="Name of the model; default area-2015, or area- and the year with --add-year.")
@click.option("--add-year", type=int, help="A new year: first draw what to code, then train, judge, replace.")
@click.option(
    "--out", type=click.Path(), help="Folder for the new year's sheets and tables; default year-YEAR."
)
@click.option(
    "--random", "n_random", default=150, show_default=True, help="Paragraphs drawn to estimate and test."
)
@click.option("--training", "n_training", default=50, show_default=True, help="Paragraphs chosen to train.")
@click.option(
    "--accuracy-tolerance", default=0.02, show_default=True, help="Loss on earlier years still allowed."
)
@click.option("--share-tolerance", default=2.0, show_default=True, help="Rise of the share error, in points.")
@click.option(
    "--force",
    is_flag=True,
    help="Replace the model, or put the new one in force, though the gate refuses; its card says so.",
)
@click.option(
    "--skip-faulty", is_flag=True, help="Train though rows of the sheets are at fault; they are left out."
)
@click.option(
    "--problems",
    type=click.Path(),
    help="CSV for all rows at fault; default NAME.problems.csv in the folder of models, or problems.csv in --out.",
)
@click.option(
    "--ablation",
    is_flag=True,
    help="Evaluate the classifier without each of its components, for the card (minutes).",
)
@click.option("--coder", default="", help="Name of the coder, for the sheets.")
@click.option(
    "--lang", default="zh", show_default=True, type=click.Choice(["zh", "en"]), help="Of the sheets."
)
@click.option("--seed", default=0, show_default=True)
def train(
    exemplars: str | None,
    codes: str | None,
    reports: str | None,
    models: str,
    name: str | None,
    add_year: int | None,
    out: str | None,
    n_random: int,
    n_training: int,
    accuracy_tolerance: float,
    share_tolerance: float,
    force: bool,
    skip_faulty: bool,
    problems: str | None,
    ablation: bool,
    coder: str,
    lang: str,
    seed: int,
) -> None:
    """Train the area classifier and save it with its card.

    A model that stands there already is replaced only where the gate lets the new one pass, on codes of random samples of
    two years at least. Sheets with rows at fault train nothing. Exit status 1: something was refused, a model or rows.

    With --add-year the command is given twice. The first time it scores the new year with the model in force, reports
    drift and writes two sheets to code. Once they are coded, the same command trains, puts the new model through the gate,
    and replaces the old one only where the gate lets it pass.

    新的一年：第一次运行抽样并写出编码表；编码完成后用同一命令再次运行，训练、检验，合格才替换旧模型。
    """
    tolerances = {"accuracy_tolerance": accuracy_tolerance, "share_tolerance": share_tolerance}
    if add_year is None:
        from analysis.renewal.rebuild import rebuild_classifier

        target = Path(models) / (name or "area-2015")
        sheets = _Sheets([codes] if codes else [], problems, target.with_name(f"{target.name}.problems.csv"))
        sheets.check(skip_faulty)
        given: dict[str, Any] = {}
        if codes:
            own, paragraphs, provinces = codes_and_paragraphs(sheets.codes[codes], reports)
            given = {"codes": own, "paragraphs": paragraphs, "provinces": provinces}
        rebuilt = rebuild_classifier(
            target, exemplars=exemplars, ablation=ablation, force=force, tolerances=tolerances, random_state=seed,
            **given,
        )  # fmt: skip
        _say_rebuilt(rebuilt, target)
        exit_by(refused=rebuilt.result == "refused")
        return
    from analysis.areas.models import load_classifier
    from analysis.paths import sample_reports
    from analysis.reading.split import split_paragraphs
    from analysis.renewal.registry import folder_in_force

    folder = Path(out or f"year-{add_year}")
    files = [file for own in (RANDOM_SHEET, TRAINING_SHEET) if (file := folder / own).exists()]
    sheets = _Sheets([*([codes] if codes else []), *map(str, files)], problems, folder / "problems.csv")
    sheets.check(skip_faulty)
    force_folder = folder_in_force(models)
    table, _ = read_texts(reports or str(sample_reports()))
    paragraphs = split_paragraphs(table)
    earlier = final_codes(sheets.codes[codes]) if codes else None
    present = load_classifier(force_folder)
    click.echo(f"model in force 现用模型: {force_folder}", err=True)
    if not (folder / RANDOM_SHEET).exists():
        from analysis.renewal.cycle import open_year

        opened = open_year(
            paragraphs, add_year, present=present, reports=table, n_random=n_random, n_training=n_training,
            random_state=seed,
        )  # fmt: skip
        _write_opened(opened, folder, add_year, coder=coder, lang=lang)
        exit_by()
        return
    from analysis.areas.training import read_exemplars
    from analysis.renewal.cycle import join_codes, renew_model, save_renewed

    every = join_codes(earlier, _coded_sheets(folder, sheets))
    renewed = renew_model(
        every, paragraphs, add_year, present=present, exemplars=read_exemplars(exemplars), reports=table,
        random_state=seed, **tolerances,
    )  # fmt: skip
    saved, result = save_renewed(renewed, models, name=name, force=force)
    _write_renewed(renewed, folder)
    _say_renewed(renewed, force_folder, saved, result)
    exit_by(refused=result == "refused")


@click.command()
@click.option(
    "--models", "folder", default="models", show_default=True, type=click.Path(), help="Folder of models."
)
@click.option("--compare", nargs=2, help="Two versions, whose cards are compared.")
@click.option("--use", help="A version to put in force.")
def models(folder: str, compare: tuple[str, str] | None, use: str | None) -> None:
    """List the versions of the model, compare two, or put one in force.

    列出各版模型、比较两版，或恢复使用某一版。
    """
    from analysis.renewal.registry import compare_models, list_models, put_in_force

    if use:
        put_in_force(folder, use)
        click.echo(f"in force now 现用: {use}")
    elif compare:
        click.echo(_as_text(compare_models(*(Path(folder) / own for own in compare))))
    else:
        table = list_models(folder)
        table["name"] = table["name"].where(~table["in_force"], "* " + table["name"])
        click.echo(_as_text(table.drop(columns="in_force")))
        click.echo("\n* in force 现用")


class _Sheets:
    """The sheets that train, read once, and what is wrong in them."""

    def __init__(self, paths: list[str], report: str | None, default: Path) -> None:
        import pandas as pd

        from analysis.coding.codes import Problem
        from analysis.coding.sheets import read_codes
        from analysis.output import check_output

        self.asked = report is not None
        self.report = default if report is None else check_output(report)
        for path in map(Path, paths):
            if self.report.resolve() in (path.resolve(), path.resolve() / self.report.name):
                problem = f"'{self.report}' is, or lies among, the sheets that are read"
                raise InputError("--problems", problem, "name a file elsewhere")
        read = {path: read_codes(path, return_problems=True) for path in paths}
        self.codes = {path: codes for path, (codes, _) in read.items()}
        found = [problems for _, problems in read.values()]
        none = pd.DataFrame(columns=list(Problem._fields))
        self.problems = pd.concat(found, ignore_index=True) if found else none

    def check(self, skip_faulty: bool) -> None:
        """Say what is wrong, by kind and in a file with every row; end here unless rows at fault are to be left out."""
        if self.problems.empty and not self.asked:
            self.report.unlink(missing_ok=True)  # of an earlier call
            return
        self.report.parent.mkdir(parents=True, exist_ok=True)
        say_problems(self.problems, str(self.report))
        if self.problems.empty:
            return
        said = f"all of them are in {self.report}"
        if not skip_faulty:
            click.echo(f"{said}; nothing was trained: correct them, or give --skip-faulty", err=True)
            exit_by(refused=True)
        click.echo(f"{said}; they are left out", err=True)


def _write_opened(opened: OpenedYear, folder: Path, year: int, *, coder: str, lang: str) -> None:
    """The sheets to code and the tables of the first step, and what to do next."""
    from analysis.coding.sheets import write_coding_sheet
    from analysis.output import write_table

    folder.mkdir(parents=True, exist_ok=True)
    write_table(opened.coded, folder / "scored.parquet")
    write_table(opened.drift, folder / "drift_before_coding.csv")
    write_table(opened.terms, folder / "new_terms.csv")
    write_table(opened.headings, folder / "headings.csv")
    _say_drift(opened.drift)
    click.echo(
        f"{len(opened.terms)} new terms 新词 ({folder / 'new_terms.csv'}): {_some(opened.terms['term'])}"
    )
    click.echo(
        f"{len(opened.headings)} headings in no Outline 未见于《纲要》的标题 ({folder / 'headings.csv'}): "
        f"{_some(opened.headings['heading'])}"
    )
    click.echo("\nto code 待编码:")
    is_random = opened.sample["inclusion_probability"].notna()
    uses = {TRAINING_SHEET: (~is_random, "trains"), RANDOM_SHEET: (is_random, "estimates and tests")}
    for name, (rows, use) in uses.items():  # the random sheet last: it marks the step as done
        own = opened.sample[rows]
        if len(own):
            write_coding_sheet(own, folder / name, coder=coder, lang=lang)
            number = own["paragraph_id"].nunique()
            click.echo(f"  {folder / name}: {number} paragraphs, {len(own)} items; {use}")
    click.echo(f"Code both sheets, then give the same command again. 编码完成后再次运行同一命令。 ({year})")


def _coded_sheets(folder: Path, sheets: _Sheets) -> pd.DataFrame:
    """Codes of the two sheets; the random one must be coded whole, or it is no random sample any more."""
    import pandas as pd

    from analysis.coding.sheets import read_units

    codes = sheets.codes[str(folder / RANDOM_SHEET)]
    missing = len(read_units(folder / RANDOM_SHEET)) - codes["unit_id"].nunique()
    if missing:
        problem = f"'{folder / RANDOM_SHEET}' has {missing} items without a usable code"
        raise InputError("codes", problem, "code them all: what is left out spoils the random sample")
    if not (folder / TRAINING_SHEET).exists():
        return codes
    training = sheets.codes[str(folder / TRAINING_SHEET)]
    return pd.concat([codes, training], ignore_index=True) if len(training) else codes


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


def _say_renewed(renewed: RenewedModel, present: Path, saved: Path, result: str) -> None:
    counts = renewed.retrained.training["source"].value_counts()
    click.echo(
        f"trained on {len(renewed.retrained.training)} texts, {counts.get('code', 0)} of them codes; "
        f"{renewed.retrained.n_left_out} left out because they nearly repeat a test unit"
    )
    _say_drift(renewed.drift)
    _say_gate(renewed.gate)
    click.echo(f"\nearlier years 往年: {renewed.comparison.sentence()}.")
    ends = {
        "passed": f"{saved} replaces {present.name}. 新模型已替换旧模型。",
        "forced": f"{saved} replaces {present.name} by --force, against the gate; its card says so. 强制替换，已记入模型卡。",
        "refused": f"{present.name} stays in force; the new model is kept in {saved}. 旧模型继续使用，新模型另存。",
    }
    click.echo(ends[result])


def _say_rebuilt(rebuilt: Rebuilt, target: Path) -> None:
    if rebuilt.gate is not None:
        _say_gate(rebuilt.gate)
    else:
        for reason in rebuilt.reasons:
            click.echo(f"{target} was not judged: {reason}", err=True)
    way = "give --codes with random samples of two years, another --name, or --force"
    ends = {
        "new": f"{rebuilt.folder} written",
        "same": f"{target} is the same model as before; its card is renewed. 模型未变，模型卡已更新。",
        "passed": f"{target} replaced. 新模型已替换旧模型。",
        "forced": f"{target} replaced by --force, against the gate; its card says so. 强制替换，已记入模型卡。",
        "refused": f"{target} stays; the new model is kept in {rebuilt.folder}. 旧模型保留，新模型另存。"
        if rebuilt.folder
        else f"{target} stays, and nothing was trained: {way}. 旧模型保留，未训练。",
    }
    click.echo(ends[rebuilt.result], err=True)


def _say_gate(gate: Gate) -> None:
    click.echo("\nthe gate 检验:")
    for row in gate.checks.to_dict("records"):
        click.echo(f"  {'ok ' if row['passed'] else 'NO '} {row['reason']}")


def _say_drift(drift: pd.DataFrame) -> None:
    flagged = drift[drift["flagged"]]
    if len(flagged):
        names = [
            f"{row['measure'].replace('_', ' ')} in area {row['area']}" for row in flagged.to_dict("records")
        ]
        click.echo(f"drift 漂移: {_some(names)}".replace(" in area <NA>", " overall"))
    elif drift["p"].notna().any():
        click.echo("drift 漂移: nothing beyond what earlier years would show 未见异常")
    else:
        click.echo("drift 漂移: too few reports for a test; see the values 报告太少，无法检验")


def _some(values: pd.Series | list[str], number: int = 6) -> str:
    own = list(values)
    return "、".join(own[:number]) + ("…" if len(own) > number else "") if own else "none 无"


def _as_text(table: pd.DataFrame) -> str:
    return str(table.to_string(index=False, na_rep="", float_format=lambda value: f"{value:.3f}"))
