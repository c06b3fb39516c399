"""A re-run that proves the study, notices every change, and is not led astray by a manifest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis as fz
from analysis.cli import main
from analysis.paths import shipped_model
from analysis.study import reproduce as module
from analysis.study.receipt import NAME, hash_file, read_manifest
from analysis.study.reproduce import _environment, _findings

Study = tuple[Path, dict[str, pd.DataFrame]]


@pytest.fixture
def results(study: Study, tmp_path: Path) -> Path:
    """A copy of the study that may be changed."""
    shutil.copytree(study[0], tmp_path / "results")
    return tmp_path / "results"


def rewrite(results: Path, *names: str, **parts: Any) -> dict[str, Any]:
    """Give the manifest the hashes that these files have now."""
    manifest = read_manifest(results)
    for name in names:
        manifest["outputs"][name] = hash_file(results / name)
    manifest.update(parts)
    (results / NAME).write_text(json.dumps(manifest), encoding="utf-8")
    return manifest


def compare(results: Path, study: Study) -> pd.DataFrame:
    """As after a re-run that wrote what the study wrote."""
    table = _findings(results, study[0], read_manifest(results), read_manifest(study[0]))
    return table.set_index("file")


@pytest.fixture
def no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the study was run")

    monkeypatch.setattr(module, "run_study", refuse)


def test_the_command_says_that_every_exhibit_is_identical(
    study: Study, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {file: file.read_bytes() for file in study[0].rglob("*") if file.is_file()}
    texts = tmp_path / "texts"
    shutil.copytree(corpus, texts)
    (texts / "more.txt").write_text(
        "一、完善制度\n制定规章2件。\n", encoding="utf-8"
    )  # not of the study, so not read
    with pytest.raises(SystemExit) as ended:
        main(["reproduce", str(study[0]), "--reports", str(texts), "--out", str(tmp_path / "again")])
    said = capsys.readouterr()
    assert not ended.value.code
    *lines, summary = said.out.splitlines()
    assert {line.split()[0] for line in lines} == {"identical"}
    assert {line.split()[1] for line in lines} == set(read_manifest(study[0])["outputs"])
    assert summary == f"{len(lines)} identical"
    assert said.err == ""
    assert read_manifest(tmp_path / "again") == read_manifest(study[0])
    assert {file: file.read_bytes() for file in study[0].rglob("*") if file.is_file()} == before


def test_a_change_of_numbers_is_told_with_its_size_and_what_is_drawn_from_it(
    results: Path, study: Study
) -> None:
    for name in ("tables/shares.csv", "figures/shares.csv"):
        table = pd.read_csv(results / name)
        table.loc[2, "share"] += 0.125
        table.to_csv(results / name, index=False)
    rewrite(results, "tables/shares.csv", "figures/shares.csv")
    manifest = read_manifest(results)
    manifest["outputs"]["figures/shares.svg"] = manifest["outputs"]["figures/topics.svg"] = "0" * 64
    rewrite(results, outputs=manifest["outputs"])
    found = compare(results, study)
    assert found.loc["tables/shares.csv", ["exhibit", "kind", "status"]].tolist() == [
        "shares",
        "table",
        "different",
    ]
    assert found.at["tables/shares.csv", "difference"] == pytest.approx(0.125)
    assert "column share, row 3" in found.at["tables/shares.csv", "detail"]
    assert found.at["figures/shares.svg", "status"] == "different"
    assert found.at["figures/topics.svg", "status"] == "equal"
    others = found.drop(
        ["tables/shares.csv", "figures/shares.csv", "figures/shares.svg", "figures/topics.svg"]
    )
    assert set(others["status"]) == {"identical"}
    assert found["kind"].drop_duplicates().tolist() == ["table", "figure", "page"]


def test_a_file_that_is_not_kept_or_not_written_again_is_named(results: Path, study: Study) -> None:
    (results / "tables" / "ledger.csv").unlink()
    outputs = {**read_manifest(results)["outputs"], "tables/ledger.csv": "1" * 64, "tables/old.csv": "2" * 64}
    rewrite(results, outputs=outputs)
    found = compare(results, study)
    assert found.at["tables/ledger.csv", "status"] == "different"
    assert "not there to compare with" in found.at["tables/ledger.csv", "detail"]
    assert found.at["tables/old.csv", "status"] == "missing"


def test_a_link_out_of_the_results_is_not_followed(results: Path, study: Study, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\nsecret\n", encoding="utf-8")
    (results / "tables" / "shares.csv").unlink()
    (results / "tables" / "shares.csv").symlink_to(secret)
    rewrite(results, "tables/shares.csv")
    found = compare(results, study)
    assert "not there to compare with" in found.at["tables/shares.csv", "detail"]
    assert "secret" not in found.to_csv()


@pytest.mark.usefixtures("no_run")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda texts: (texts / "longsha_2019.txt").unlink(), "longsha_2019.txt is missing"),
        (
            lambda texts: (texts / "longsha_2019.txt").write_text("另一份"),
            "longsha_2019.txt has another hash",
        ),
        (lambda texts: shutil.rmtree(texts), "does not exist"),
    ],
)
def test_other_inputs_are_refused_before_anything_is_run(
    results: Path, corpus: Path, tmp_path: Path, change: Any, said: str
) -> None:
    shutil.copytree(corpus, tmp_path / "texts")
    change(tmp_path / "texts")
    with pytest.raises(fz.InputError, match=said):
        fz.reproduce(results, reports=tmp_path / "texts", out=tmp_path / "again")
    assert not (tmp_path / "again").exists()


@pytest.mark.usefixtures("no_run")
@pytest.mark.parametrize(
    ("part", "entry"),
    [
        ("exhibits", {"shares": {"function": "os.system", "tables": ["shares"], "files": []}}),
        ("exhibits", {"shares": {"function": "plot_strips", "tables": ["shares"], "files": []}}),
        ("exhibits", {"mine": {"function": "plot_shares", "tables": ["shares"], "files": []}}),
        ("exhibits", {"mine": {"tables": []}}),
        ("exhibits", {"shares": "plot_shares"}),
        ("tables", {"shares": {"function": "__import__('os').system('id')", "tables": []}}),
        ("tables", {"shares": None}),
    ],
)
def test_a_function_that_is_not_of_the_study_is_refused(
    results: Path, corpus: Path, part: str, entry: dict[str, Any]
) -> None:
    rewrite(results, **{part: entry})
    with pytest.raises(fz.InputError, match="which this version does not know"):
        fz.reproduce(results, reports=corpus)


@pytest.mark.usefixtures("no_run")
def test_codes_other_than_those_of_the_run_are_refused(results: Path, corpus: Path) -> None:
    manifest = read_manifest(results)
    rewrite(results, inputs={**manifest["inputs"], "codes": "3" * 64})
    with pytest.raises(fz.InputError, match=r"codes.csv' differs from the manifest"):
        fz.reproduce(results, reports=corpus)


@pytest.mark.usefixtures("no_run")
@pytest.mark.parametrize("given", [None, "area-2015", "another"])
def test_a_model_with_another_hash_is_refused(
    results: Path, corpus: Path, other_model: Path, given: str | None
) -> None:
    manifest = read_manifest(results)
    model = {**manifest["inputs"]["model"], "name": "mine", "model.skops": "5" * 64}
    rewrite(results, inputs={**manifest["inputs"], "model": model})
    wanted = other_model if given == "another" else given
    said = r"has the SHA-256 .*…, the model of the run \('mine'\) has 5{12}…; give the model of the run"
    if given is None:
        said = r"'mine', SHA-256 5{12}…\) is not here: the shipped area-2015 has .*--model"
    with pytest.raises(fz.InputError, match=said):
        fz.reproduce(results, reports=corpus, model=wanted)


@pytest.mark.parametrize("place", ["given", pytest.param("beside", marks=pytest.mark.slow)])
def test_a_study_with_another_model_is_reproduced_by_it_under_any_name(
    other_study: Study, other_model: Path, corpus: Path, tmp_path: Path, place: str
) -> None:
    shutil.copytree(other_study[0], tmp_path / "results")
    copy = tmp_path / "models" / "mine" if place == "beside" else tmp_path / "renamed"
    shutil.copytree(other_model, copy)
    given = {} if place == "beside" else {"model": copy}
    found = fz.reproduce(tmp_path / "results", reports=corpus, out=tmp_path / "again", **given)
    assert set(found["status"]) == {"identical"}
    assert found.attrs["environment"] == []
    assert read_manifest(tmp_path / "again")["inputs"]["model"]["name"] == "mine"


def test_without_its_model_the_study_is_not_run(other_study: Study, corpus: Path) -> None:
    with pytest.raises(fz.InputError, match="model of the run \\('mine', SHA-256"):
        fz.reproduce(other_study[0], reports=corpus)


@pytest.mark.usefixtures("no_run")
def test_nothing_is_written_over_or_into_the_results(results: Path, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").touch()
    with pytest.raises(fz.InputError, match="exists and is not empty"):
        fz.reproduce(results, reports=corpus, out=tmp_path / "full")
    with pytest.raises(fz.InputError, match="lies inside the results"):
        fz.reproduce(results, reports=corpus, out=results / "again")


def test_other_versions_are_told(study: Study) -> None:
    manifest = read_manifest(study[0])
    assert _environment(manifest, shipped_model()) == []
    manifest["libraries"]["numpy"] = "0.1"
    manifest["inputs"]["model"]["card.json"] = "4" * 64
    first, second = _environment(manifest, shipped_model())
    assert first.startswith("numpy 0.1 → ")
    assert second == "card of the model area-2015 has another hash"


def test_the_committed_receipt_of_the_five_reports_still_holds() -> None:
    """`make receipt` renews it; the changelog says why, under results that move."""
    found = fz.reproduce(Path(__file__).parent / "receipt")
    tables = found[found["kind"] == "table"].set_index("exhibit")
    if found.attrs["environment"]:  # with other libraries topics may settle elsewhere
        tables = tables.drop(["topic_shares", "topic_words", "topic_areas"])
    assert set(tables["status"]) <= {"identical", "equal"}, tables[["status", "detail"]].to_string()
    assert {"paragraphs", "shares", "ledger", "coverage"} <= set(tables.index)


def test_every_table_of_the_committed_receipt_that_has_areas_names_their_scheme() -> None:
    for file in (Path(__file__).parent / "receipt" / "tables").glob("*.csv"):
        table = pd.read_csv(file)
        if "area" in table.columns and file.stem != "codes":
            assert set(table.loc[table["area"].notna(), "scheme"]) <= {"outline-2015"}, file.name
