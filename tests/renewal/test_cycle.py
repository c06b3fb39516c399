"""The whole year from the command line: sheets, coding, training, gate, replacement; and what is kept apart."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import analysis as fz
from analysis.cli import fazhi
from analysis.coding.units import blind_id
from analysis.renewal import cycle
from analysis.renewal.cycle import join_codes
from analysis.renewal.registry import default_name, table_hash
from analysis.renewal.retrain import Retrained, retrain_classifier
from tests.renewal.handing_in import fill_in

DATA = fz.sample_reports().parent


@pytest.fixture(scope="module", autouse=True)
def trained_once() -> Iterator[None]:
    """The command is given again and again with the same codes: the model that it trained the first time serves."""
    known: dict[str, Retrained] = {}

    def once(codes: pd.DataFrame, paragraphs: pd.DataFrame, **given: Any) -> Retrained:
        key = table_hash(codes)
        if key not in known:
            known[key] = retrain_classifier(codes, paragraphs, **given)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cycle, "retrain_classifier", once)
        yield


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, parts: tuple[pd.DataFrame, pd.DataFrame]) -> Path:
    """A folder with the shipped model, codes of the earlier years, and a few exemplars."""
    folder = tmp_path_factory.mktemp("year")
    shutil.copytree(DATA.parent / "models" / "area-2015", folder / "models" / "area-2015")
    (folder / "exemplars").mkdir()
    parts[0].to_csv(folder / "exemplars" / "few.csv", index=False)
    codes = fz.read_codes(DATA / "codes" / "final.csv")
    codes[~codes["unit_id"].str.startswith("huangshi_2022")].to_csv(folder / "earlier.csv", index=False)
    return folder


def command(place: Path, *more: str) -> Result:
    arguments = [
        "renew", "2022", "--lang", "en", "--codes", place / "earlier.csv", "--models", place / "models", "--out",
        place / "year-2022", "--exemplars", place / "exemplars", "--random", "12", "--training", "5", "--coder", "c", *more,
    ]  # fmt: skip
    return CliRunner().invoke(fazhi, [str(own) for own in arguments])


@pytest.fixture(scope="module")
def opened(place: Path) -> Result:
    return command(place)


@pytest.fixture(scope="module")
def coded(place: Path, opened: Result) -> Path:
    """The folder of the year with both sheets filled in from the shipped hand codes."""
    assert opened.exit_code == 0, opened.output
    known = fz.read_codes(DATA / "codes" / "final.csv")
    hidden = {unit: blind_id(unit) for unit in known["unit_id"]}
    folder = place / "year-2022"
    fill_in(folder / "random.xlsx", known, hidden, leave=1)
    unfinished = command(place)
    assert isinstance(unfinished.exception, fz.InputError)
    assert "has 1 items without a usable code; code them all" in str(unfinished.exception)
    fill_in(folder / "random.xlsx", known, hidden)
    fill_in(folder / "training.xlsx", known, hidden)
    return folder


@pytest.fixture(scope="module")
def renewed(place: Path, coded: Path) -> Result:
    return command(place)


def test_the_first_step_says_what_to_code(place: Path, opened: Result) -> None:
    for expected in (
        "default model:",
        "drift: too few reports for a test; see the values",
        "random.xlsx: 12 paragraphs",
        "training.xlsx: 5 paragraphs",
        "Code the sheets of 2022, then give the same command again.",
    ):
        assert expected in opened.output
    files = {path.name for path in (place / "year-2022").iterdir()}
    assert files >= {
        "random.xlsx",
        "training.xlsx",
        "scored.parquet",
        "drift_before_coding.csv",
        "new_terms.csv",
        "headings.csv",
    }
    terms = pd.read_csv(place / "year-2022" / "new_terms.csv")
    assert {"term", "log_odds", "accept", "measure"} <= set(terms.columns)


def test_random_and_training_part_are_kept_apart(coded: Path) -> None:
    drawn, chosen = (fz.read_codes(coded / name) for name in ("random.xlsx", "training.xlsx"))
    paragraphs = [set(codes["unit_id"].str.replace(r"-i\d+$", "", regex=True)) for codes in (drawn, chosen)]
    assert [len(own) for own in paragraphs] == [12, 5]
    assert not paragraphs[0] & paragraphs[1]
    assert drawn.groupby("stratum")["inclusion_probability"].nunique().eq(1).all()
    assert drawn["inclusion_probability"].between(0, 1, inclusive="neither").all()
    assert chosen["inclusion_probability"].isna().all()


def test_the_second_step_trains_judges_and_keeps_the_old_model(place: Path, renewed: Result) -> None:
    assert renewed.exit_code == 1, renewed.output  # done, with the new model refused
    for expected in (
        "acceptance test (gate):",
        "NO  test sample: ",
        "area-2015 remains the default model; the new model is kept in",
        "earlier years: counted shares move by up to",
    ):
        assert expected in renewed.output
    assert default_name(place / "models") == "area-2015"
    card = json.loads((place / "models" / "area-2022" / "card.json").read_text(encoding="utf-8"))
    assert card["gate"]["result"] == "refused"
    assert card["parent"]["name"] == "area-2015"
    assert card["codes"]["n_training"] == card["training"]["n_code"] + card["training"][
        "n_left_out_near_tests"
    ] or (card["training"]["n_code"] > 0)
    assert len(card["codes"]["training_sha256"]) == 64
    shares = pd.read_csv(place / "year-2022" / "shares_under_both_models.csv")
    assert shares["year"].unique().tolist() == [2017, 2018, 2019, 2020]
    assert shares["agrees"].all()  # every earlier paragraph is coded, so that both are corrected to the codes


def test_the_refused_model_has_not_seen_what_tests_it(place: Path, renewed: Result, coded: Path) -> None:
    model = fz.load_classifier(place / "models" / "area-2022")
    every = fz.split_items(fz.split_paragraphs(fz.read_reports(fz.sample_reports()))).set_index("item_id")[
        "text"
    ]
    tests = fz.read_codes(coded / "random.xlsx")
    trained = fz.read_codes(coded / "training.xlsx").dropna(subset="measure")
    assert not model.has_seen(every[tests["unit_id"]]).any()
    assert model.has_seen(every[trained["unit_id"]]).mean() > 0.8


def test_force_leaves_a_mark_and_going_back_is_one_step(place: Path, renewed: Result) -> None:
    forced = command(place, "--force", "--name", "mine")
    assert forced.exit_code == 0, forced.output
    assert (
        "mine replaces area-2015 as the default model by --force, against the acceptance test"
        in forced.output
    )
    assert default_name(place / "models") == "mine"
    card = json.loads((place / "models" / "mine" / "card.json").read_text(encoding="utf-8"))
    assert card["gate"]["result"] == "forced"
    assert any("test sample" in str(value) for value in card["gate"].values())
    assert "forced" in (place / "models" / "mine" / "card.md").read_text(encoding="utf-8")
    run = CliRunner()
    listed = run.invoke(fazhi, ["models", "--models", str(place / "models")]).output
    assert "* mine" in listed
    assert "refused" in listed
    compared = run.invoke(
        fazhi, ["models", "--models", str(place / "models"), "--compare", "area-2015", "mine"]
    ).output
    assert "gate: result" in compared
    back = run.invoke(fazhi, ["models", "--models", str(place / "models"), "--use", "area-2015"])
    assert back.exit_code == 0
    assert default_name(place / "models") == "area-2015"


def test_the_messages_are_in_one_language(place: Path, renewed: Result, tmp_path: Path) -> None:
    for name in ("earlier.csv", "exemplars", "models", "year-2022"):
        (tmp_path / name).symlink_to(place / name)
    said = command(tmp_path, "--lang", "zh", "--name", "another").output
    assert "未过  检验样本：用 1 份报告的" in said
    assert "area-2015 仍为默认模型" in said
    own = [line for line in said.splitlines() if "：" in line]
    assert len(own) >= 10
    names = r"\(.*?\)|（.*?）|“.*?”|/\S+|area-2015|--\S+"
    assert not [line for line in own if re.search("[a-z]{3}", re.sub(names, "", line))]
    assert "：" not in renewed.output


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_killed_while_training_nothing_has_changed(place: Path, renewed: Result) -> None:
    before = sorted(str(path) for path in (place / "models").rglob("*"))
    script = (
        "import os, sys\nfrom analysis.areas import classifier\nfrom analysis.cli import main\n"
        "classifier.AreaClassifier._linear = lambda *_: os.kill(os.getpid(), 9)\nmain(sys.argv[1:])\n"
    )
    arguments = [
        "renew", "2022", "--lang", "en", "--codes", place / "earlier.csv", "--models", place / "models", "--out",
        place / "year-2022", "--exemplars", place / "exemplars",
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], check=False, capture_output=True
    )
    assert done.returncode == -9
    assert sorted(str(path) for path in (place / "models").rglob("*")) == before
    fz.load_classifier(place / "models" / str(default_name(place / "models")))


def test_codes_of_two_coders_are_to_be_settled_first() -> None:
    new = pd.DataFrame({"unit_id": ["u1", "u1"], "coder": ["a", "b"], "area": [1, 2]})
    with pytest.raises(fz.InputError, match="of 2 coders \\(a, b\\); settle them with fazhi adjudicate"):
        join_codes(None, new)


def test_a_unit_coded_anew_has_its_new_code() -> None:
    earlier = pd.DataFrame({"unit_id": ["u1", "u2"], "coder": "final", "area": [1, 2]})
    joined = join_codes(earlier, pd.DataFrame({"unit_id": ["u2", "u3"], "coder": "c", "area": [5, 6]}))
    assert joined.set_index("unit_id")["area"].to_dict() == {"u1": 1, "u2": 5, "u3": 6}
    assert set(joined["coder"]) == {"final"}
