"""A run writes what it says, the same bytes each time, and leaves nothing of an earlier run."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis as fz
from analysis.cli import main
from analysis.study.run import run_study
from analysis.tables import make_table

Study = tuple[Path, dict[str, pd.DataFrame]]
TABLES = [
    "area_changes", "changes", "contributions", "coverage", "ledger", "paragraphs", "plan_shares", "problem_shares", "reports", "shares", "topic_areas",
    "topic_shares", "topic_words",
]  # fmt: skip
FIGURES = ["coverage", "heatmap", "shares", "strips", "topic_areas", "topics"]
UNDATED = "一、完善制度\n制定规章2件，清理文件。\n二、加强执法\n规范行政处罚程序。\n"


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def manifest(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return read


def test_a_run_writes_page_tables_figures_and_manifest(study: Study) -> None:
    folder, _ = study
    figures = [
        f"figures/{name}.{ending}" for name in FIGURES for ending in ("csv", "pdf", "png", "svg", "txt")
    ]
    tables = [f"tables/{name}.csv" for name in TABLES]
    assert sorted(contents(folder)) == [*figures, "index.html", "manifest.json", "pages/001.html", *tables]


def test_the_manifest_names_versions_and_parameters(study: Study) -> None:
    said = manifest(study[0])
    assert said["package"] == {"fazhi-analysis": fz.__version__}
    assert said["python"] == platform.python_version()
    assert said["libraries"]["gensim"] == metadata.version("gensim")
    assert (said["parameters"]["lang"], said["parameters"]["random_state"]) == ("zh", 0)
    assert said["parameters"]["n_topics"] == len(study[1]["topic_words"])


def test_with_codes_the_shares_are_corrected_and_the_codes_kept(
    study: Study, corpus: Path, tmp_path: Path
) -> None:
    drawn = fz.sample_for_coding(study[1]["paragraphs"], per_year=20, random_state=0)
    codes = make_table("codes", drawn.assign(coder="a", role="work", area=3, measure="14"))
    out = tmp_path / "results"
    tables = run_study(corpus, out, codes=codes, quick=True, formats=["svg"])
    assert set(tables["shares"]["estimator"]) == {"dsl"}
    assert set(tables["plan_shares"]["estimator"]) == {"naive"}
    said = manifest(out)
    assert said["inputs"]["codes"] == said["outputs"]["tables/codes.csv"]
    found = fz.reproduce(out, reports=corpus)
    assert set(found["status"]) == {"identical"}
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "随机抽取、人工编码的段落校正" in page
    assert "占比是分类器计数，未经人工编码校正" not in page


def test_another_model_classifies_and_is_named_in_receipt_and_page(
    other_study: Study, other_model: Path, corpus: Path
) -> None:
    folder, tables = other_study
    coded = fz.classify_paragraphs(
        fz.split_paragraphs(fz.read_reports(corpus)), fz.load_classifier(other_model)
    )
    pd.testing.assert_frame_equal(tables["paragraphs"], coded)
    used = manifest(folder)["inputs"]["model"]
    digest = hashlib.sha256((other_model / "model.skops").read_bytes()).hexdigest()
    assert (used["name"], used["path"], used["version"]) == ("mine", "mine", "2.0")
    assert used["model.skops"] == digest
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "The classifier is mine, version 2.0, not the model shipped with the package; " in page
    assert (
        f"begins with {digest[:12]}. According to its model card, its accuracy is 0.750 on the codes of the year"
        in page
    )
    assert ", model mine) [Computer software]" in page
    assert "five sample reports, each report left out" not in page
    assert str(other_model.parent) not in page


def test_the_shipped_model_by_name_or_as_a_copy_is_the_shipped_model(study: Study, tmp_path: Path) -> None:
    from analysis.paths import shipped_model
    from analysis.study.page.writing import model_facts
    from analysis.study.receipt import describe_model

    shutil.copytree(shipped_model(), tmp_path / "copy")
    expected = model_facts(describe_model(), None)
    for given in ("area-2015", tmp_path / "copy"):
        assert model_facts(describe_model(given), given) == expected
    assert expected["other"] is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("no such model", "model 'no such model/card.json' does not exist; give the folder of a model"),
        (fz.AreaClassifier(), "model is a AreaClassifier; save it with save_classifier and give its folder"),
    ],
)
def test_a_model_that_no_receipt_could_name_is_refused_first(
    corpus: Path, tmp_path: Path, given: Any, message: str
) -> None:
    with pytest.raises(fz.InputError, match=message):
        run_study(corpus, tmp_path / "out", model=given)
    assert not (tmp_path / "out").exists()


def test_files_named_one_by_one_are_told_by_name_alone(corpus: Path, tmp_path: Path) -> None:
    texts, out = tmp_path / "texts", tmp_path / "results"
    shutil.copytree(corpus / "sub", texts / "sub")
    (texts / "undated.txt").write_text(UNDATED, encoding="utf-8")
    run_study([texts / "undated.txt", texts / "sub" / "scan.png"], out, quick=True, formats=["svg"])
    said = manifest(out)["inputs"]["reports"]
    assert said["listed"] == ["undated.txt", "sub/scan.png"]
    assert sorted(said["files"]) == ["sub/scan.png", "undated.txt"]
    assert set(fz.reproduce(out, reports=texts)["status"]) == {"identical"}


def test_no_file_names_a_folder_of_this_machine(study: Study, corpus: Path) -> None:
    for name, data in contents(study[0]).items():
        for folder in (corpus, study[0], Path.cwd(), Path(fz.__file__).parent):
            assert str(folder).encode() not in data, name


def test_the_tables_written_are_those_returned(study: Study) -> None:
    folder, tables = study
    assert sorted(tables) == TABLES
    for name in ("ledger", "paragraphs", "shares", "problem_shares", "topic_shares"):
        read = pd.read_csv(folder / "tables" / f"{name}.csv").reindex(columns=tables[name].columns)
        if name == "paragraphs":
            read, expected = (table.drop(columns=["text"]) for table in (read, tables[name]))
        else:
            expected = tables[name]
        pd.testing.assert_frame_equal(read.astype(expected.dtypes.to_dict()), expected, rtol=1e-8)
    written = pd.read_csv(folder / "tables" / "reports.csv")
    assert "text" not in written
    assert tables["reports"]["text"].str.len().min() > 1000


def test_the_tables_are_those_of_the_steps(study: Study, model: fz.AreaClassifier) -> None:
    tables = study[1]
    coded = fz.classify_paragraphs(fz.split_paragraphs(tables["reports"]), model)
    pd.testing.assert_frame_equal(tables["paragraphs"], coded)
    pd.testing.assert_frame_equal(tables["shares"], fz.area_shares(coded))
    assert tables["ledger"]["status"].tolist() == ["read", "unreadable", "read"]


def test_the_page_holds_the_figures_and_the_refused_file(study: Study) -> None:
    page = (study[0] / "index.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 6 + 8  # and the panels of the chart
    assert "sub/scan.png" in page


def test_a_later_run_leaves_nothing_of_the_earlier(study: Study, tmp_path: Path) -> None:
    out = tmp_path / "results"
    shutil.copytree(study[0], out)
    (tmp_path / "undated.txt").write_text(UNDATED, encoding="utf-8")
    (out / "my notes.txt").write_text("mine", encoding="utf-8")
    tables = run_study(tmp_path / "undated.txt", out, lang="en")
    assert tables["shares"].empty
    assert "topic_shares" not in tables
    assert tables["reports"]["year"].isna().all()
    drawn = sorted(path.name for path in (out / "figures").iterdir())
    assert drawn == [f"strips.{ending}" for ending in ("csv", "pdf", "png", "svg", "txt")]
    outputs = manifest(out)["outputs"]
    assert set(outputs) == set(contents(out)) - {"manifest.json", "my notes.txt"}
    assert (out / "my notes.txt").read_text(encoding="utf-8") == "mine"
    page = (out / "index.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert "longsha" not in page


def test_a_folder_in_which_nothing_can_be_read_is_refused_with_its_ledger(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    with pytest.raises(fz.InputError, match=r"reports contain no readable report; see .*ledger.csv"):
        run_study(tmp_path / "in", tmp_path / "out")
    ledger = pd.read_csv(tmp_path / "out" / "tables" / "ledger.csv")
    assert ledger[["path", "status"]].to_numpy().tolist() == [["empty.txt", "empty"]]


def test_wrong_arguments_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(fz.InputError, match="lang is 'fr'; use one of 'zh', 'en'"):
        run_study(out=tmp_path / "out", lang="fr")
    with pytest.raises(fz.InputError, match=r"path '.*nowhere' does not exist"):
        run_study(tmp_path / "nowhere", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_rare_characters_in_names_end_no_run_and_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = tmp_path / "报告"
    texts.mkdir()
    (texts / "reports.csv").write_text("path,province,year\n林璟😀.txt,某𠮷省,2020\n", encoding="utf-8")
    for name in ("林璟😀", "带\n换行\x1b\u202e"):  # without a title, so that the names of the files are shown
        (texts / f"{name}.txt").write_text(f"{UNDATED}{name}", encoding="utf-8")
    titled = f"2020年度法治政府建设情况报告\n{UNDATED}"
    (texts / "硚口区2020.txt").write_text(titled, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["run", "报告", "--lang", "en", "--quick"])
    said = capsys.readouterr().err
    assert not ended.value.code, said
    folder = tmp_path / "results"
    drawn = {name: own.get("substituted") for name, own in manifest(folder)["exhibits"].items()}
    assert drawn["strips"] == ["U+001B", "U+202E", "U+1F600"]
    assert drawn["coverage"] == ["U+20BB7"]
    assert drawn["shares"] is None
    remark = "The font of the figures lacks 4 characters of names (U+001B, U+202E, 😀 U+1F600, 𠮷 U+20BB7)"
    assert said.count(remark) == 1
    assert (folder / "index.html").read_text(encoding="utf-8").count(remark) == 1
    strips = (folder / "figures" / "strips.svg").read_text(encoding="utf-8")
    for name in ("林璟□ *", "带 换行□ *", "硚口区 2020"):
        assert f">{name}</text>" in strips
    assert "某𠮷省" in (folder / "figures" / "coverage.csv").read_text(encoding="utf-8")
    package = fz.bundle(folder, tmp_path / "package", reports=texts)
    assert set(fz.reproduce(package / "results")["status"]) == {"identical"}
