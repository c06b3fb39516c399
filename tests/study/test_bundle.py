"""The replication package: whole, checked, the same bytes, and silent where the texts may not go out."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz

WHEEL = f"fazhi_analysis-{fz.__version__}-py3-none-any.whl"
Study = tuple[Path, dict[str, pd.DataFrame]]


@pytest.fixture(scope="module")
def package(study: Study, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return unzip(fz.bundle(study[0], tmp_path_factory.mktemp("bundle") / "package.zip", reports=corpus))


def unzip(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_texts_results_code_and_sums_are_in_it(package: dict[str, bytes], study: Study, corpus: Path) -> None:
    texts = [file for file in corpus.rglob("*") if file.is_file()]
    for folder, files in (("reports", texts), ("results", [f for f in study[0].rglob("*") if f.is_file()])):
        root = corpus if folder == "reports" else study[0]
        inside = {name for name in package if name.startswith(f"{folder}/")}
        assert inside == {f"{folder}/{file.relative_to(root).as_posix()}" for file in files}
        for file in files:
            assert package[f"{folder}/{file.relative_to(root).as_posix()}"] == file.read_bytes()
    assert {
        "code/analysis/study/run.py",
        "code/analysis/shipped/models/area-2015/model.skops",
        "code/LICENSE",
        WHEEL,
        "requirements.txt",
    } <= set(package)
    sums = dict(reversed(line.split("  ", 1)) for line in package["SHA256SUMS"].decode().splitlines())
    assert sums == {
        name: hashlib.sha256(data).hexdigest() for name, data in package.items() if name != "SHA256SUMS"
    }
    assert not [name for name in package if "__pycache__" in name or "shipped/data" in name]


def test_the_code_to_read_is_the_wheel_unpacked(package: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(package[WHEEL])) as wheel:
        inside = {name: wheel.read(name) for name in wheel.namelist() if name.startswith("analysis/")}
    to_read = {name.removeprefix("code/"): data for name, data in package.items() if "code/analysis/" in name}
    assert to_read == {
        name: data for name, data in inside.items() if not name.startswith("analysis/shipped/data/")
    }


def test_requirements_pin_the_wheel_beside_them_and_what_was_used(
    package: dict[str, bytes], study: Study
) -> None:
    lines = package["requirements.txt"].decode().splitlines()
    assert lines[0].split(" --hash")[0] == f"./{WHEEL}"
    pinned = dict(
        line.removesuffix(" \\").split(";")[0].strip().split("==")
        for line in lines
        if re.match(r"\w.*==", line)
    )
    used = json.loads(package["results/manifest.json"])["libraries"]
    assert {"lxml-html-clean", "et-xmlfile", *used} <= set(pinned)
    assert not {"fazhi-analysis", "pytest", "jupyterlab", "sphinx"} & set(pinned)


def test_results_of_another_version_are_refused(
    study: Study, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.study.bundle.__version__", "9.9")
    with pytest.raises(fz.InputError, match=rf"were made by version {fz.__version__}, and this is 9\.9"):
        fz.bundle(study[0], tmp_path / "p.zip", reports=corpus)


def test_the_same_results_give_the_same_bytes(study: Study, corpus: Path, tmp_path: Path) -> None:
    paths = [fz.bundle(study[0], tmp_path / f"{n}.zip", reports=corpus) for n in (1, 2)]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with zipfile.ZipFile(paths[0]) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_folder_holds_the_same_files(
    study: Study, corpus: Path, tmp_path: Path, package: dict[str, bytes]
) -> None:
    folder = fz.bundle(study[0], tmp_path / "package", reports=corpus)
    files = {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }
    assert files == package


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_readme_has_the_parts_that_journals_ask_for(
    study: Study, corpus: Path, tmp_path: Path, lang: str
) -> None:
    package = unzip(fz.bundle(study[0], tmp_path / "p.zip", reports=corpus, lang=lang))
    readme = package["README.md"].decode()
    parts = {
        "en": [
            "Data availability and provenance",
            "Computational requirements",
            "Programs",
            "Instructions",
            "List of exhibits",
        ],
        "zh": ["数据可得性与来源", "计算环境", "程序", "复现步骤", "图表清单"],
    }
    assert re.findall(r"^## (.*)$", readme, re.MULTILINE) == parts[lang]
    for name in ("strips", "shares", "heatmap", "topics"):
        row = next(
            line for line in readme.splitlines() if line.startswith(f"| {name} | `figures/{name}.csv`")
        )
        assert "`analysis.plot_" in row
    for _, table in study[1].items():
        assert table is not None
    assert "| `code/analysis/shipped/models/area-2015`" in readme
    assert "code/analysis/shipped/models/area-2015/model.skops" in package
    assert "`analysis.area_shares`" in readme
    assert "python -m pip install -r requirements.txt " in readme
    assert "fazhi reproduce results --reports reports " in readme
    assert "install 安装本程序及其依赖" in readme
    assert WHEEL in readme
    assert "{" not in readme
    assert "\n\n\n" not in readme


def test_without_texts_nothing_quotes_them(study: Study, corpus: Path, tmp_path: Path) -> None:
    files = unzip(fz.bundle(study[0], tmp_path / "p.zip", reports=corpus, texts=False))
    assert not [name for name in files if name.startswith("reports/")]
    assert not {"results/index.html", "results/tables/paragraphs.csv"} & set(files)
    assert files["reports.sha256"].decode().splitlines()[0].endswith("  longsha_2019.txt")
    passages = [text.strip() for text in study[1]["paragraphs"]["text"] if len(text) > 40]
    # the package itself has the sample reports with it
    held = b"".join(data for name, data in files.items() if name != WHEEL)
    assert passages
    assert not [text for text in passages if text.encode() in held]
    assert b"no, hashes only" in files["README.md"]


@pytest.mark.parametrize("texts", [True, False])
def test_another_model_goes_with_the_package_and_quotes_no_text_that_may_not(
    other_study: Study, other_model: Path, corpus: Path, tmp_path: Path, texts: bool
) -> None:
    folder = fz.bundle(other_study[0], tmp_path / "p", reports=corpus, model=other_model, texts=texts)
    own = folder / "models" / "mine"
    assert (own / "model.skops").read_bytes() == (other_model / "model.skops").read_bytes()
    for name in ("card.json", "card.md"):
        assert ("某地未公开的一句话" in (own / name).read_text(encoding="utf-8")) == texts
    assert fz.load_classifier(own).classes_.tolist() == fz.load_classifier(other_model).classes_.tolist()
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "| classifier | `models/mine` (with its card) | yes |" in readme
    given = {} if texts else {"reports": corpus}
    found = fz.reproduce(folder / "results", **given)
    assert set(found["status"]) == {"identical"}
    changed = [] if texts else ["card of the model mine has another hash"]
    assert found.attrs["environment"] == changed


def test_a_package_without_its_model_is_refused(other_study: Study, corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(fz.InputError, match=r"'mine', SHA-256 .* is not here.*--model"):
        fz.bundle(other_study[0], tmp_path / "p.zip", reports=corpus)
    with pytest.raises(fz.InputError, match="give the model of the run"):
        fz.bundle(other_study[0], tmp_path / "p.zip", reports=corpus, model="area-2015")
    assert not list(tmp_path.iterdir())


def test_what_was_changed_by_hand_does_not_go_out(study: Study, corpus: Path, tmp_path: Path) -> None:
    results = tmp_path / "results"
    shutil.copytree(study[0], results)
    with (results / "tables" / "shares.csv").open("a", encoding="utf-8") as file:
        file.write("2030,1,1,,,0.95,naive,characters,1,1,0\n")
    with pytest.raises(fz.InputError, match=r"'tables/shares.csv' differs from the manifest"):
        fz.bundle(results, tmp_path / "p.zip", reports=corpus)
    with pytest.raises(fz.InputError, match="are not those of the manifest"):
        fz.bundle(study[0], tmp_path / "p.zip", reports=fz.sample_reports())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["results"]


def test_nothing_is_written_over(study: Study, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "p.zip").touch()
    with pytest.raises(fz.InputError, match="exists; give another name"):
        fz.bundle(study[0], tmp_path / "p.zip", reports=corpus)
    with pytest.raises(fz.InputError, match="does not exist; create it first"):
        fz.bundle(study[0], tmp_path / "no" / "p.zip", reports=corpus)


def test_the_code_in_it_runs_by_itself(study: Study, corpus: Path, tmp_path: Path) -> None:
    folder = fz.bundle(study[0], tmp_path / "package", reports=corpus)
    command = [sys.executable, "-m", "analysis.cli", "reproduce", "results", "--reports", "nowhere"]
    settings = {**os.environ, "PYTHONPATH": "code", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=folder, env=settings, capture_output=True, check=False, timeout=600)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "fazhi: reports 'nowhere' does not exist; give the folder of the texts, or the table or file itself.\n"
    )
    script = (
        "import analysis\n"
        "print(analysis.load_classifier().predict(['办结行政复议案件35件。']), analysis.__file__)\n"
        "analysis.bundle('results', 'again.zip', reports='reports')"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=folder, env=settings, capture_output=True, check=False, timeout=600)
    assert done.stdout.decode().split() == ["[6]", str(folder / "code" / "analysis" / "__init__.py")]
    assert b"neither installed nor a checkout" in done.stderr
    assert b"install its wheel with pip" in done.stderr
