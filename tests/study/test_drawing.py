"""Figures drawn again from the tables on disk."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import analysis as fz
from analysis.cli import fazhi
from analysis.study.catalogue import drawings
from analysis.study.drawing import draw_exhibit, list_figures, read_study

Study = tuple[Path, dict[str, pd.DataFrame]]


def test_tables_come_back_with_their_types(study: Study) -> None:
    read = read_study(study[0])
    assert sorted(read) == sorted(study[1])
    for name in ("ledger", "shares", "problem_shares", "topic_shares"):
        pd.testing.assert_frame_equal(read[name], study[1][name], rtol=1e-9)
    assert read["paragraphs"].dtypes.to_dict() == study[1]["paragraphs"].dtypes.to_dict()
    assert read["paragraphs"]["text"].tolist() == study[1]["paragraphs"]["text"].tolist()


def test_the_same_tables_draw_the_same_file(study: Study, tmp_path: Path) -> None:
    files = fz.redraw_figures(study[0], tmp_path / "again", only=["shares", "topics"])
    assert [file.name for file in files] == [
        f"{name}.{ending}" for name in ("shares", "topics") for ending in ("pdf", "svg", "png", "txt", "csv")
    ]
    for file in files:
        assert file.read_bytes() == (study[0] / "figures" / file.name).read_bytes(), file.name


def test_another_language_goes_beside_and_leaves_the_results_as_they_are(
    study: Study, tmp_path: Path
) -> None:
    shutil.copytree(study[0], tmp_path / "results")
    files = fz.redraw_figures(tmp_path / "results", lang="en", formats=["svg"], only=["shares"])
    assert [file.relative_to(tmp_path).as_posix() for file in files] == [
        "results/figures-en/shares.svg",
        "results/figures-en/shares.txt",
        "results/figures-en/shares.csv",
    ]
    assert sorted(path.name for path in files[0].parent.iterdir()) == [
        "shares.csv",
        "shares.svg",
        "shares.txt",
    ]
    for file in (study[0] / "figures").iterdir():
        assert (tmp_path / "results" / "figures" / file.name).read_bytes() == file.read_bytes()


def test_what_the_run_could_not_draw_is_left_out_unless_it_is_asked_for(study: Study, tmp_path: Path) -> None:
    folder = shutil.copytree(study[0], tmp_path / "results")
    coverage = pd.read_csv(folder / "tables" / "coverage.csv").assign(province="青岚省")
    coverage.to_csv(folder / "tables" / "coverage.csv", index=False)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    everything = list_figures(folder)
    manifest["omitted"] |= {
        f"figure {name}": "province is '青岚省'" for name in everything if name != "shares"
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert list(list_figures(folder)) == ["shares"]
    assert {file.stem for file in fz.redraw_figures(folder, formats=["svg"])} == {"shares"}
    with pytest.raises(fz.InputError, match="province is '青岚省'"):
        fz.redraw_figures(folder, formats=["svg"], only=["province_tiles"])


def test_only_what_has_numbers_is_drawn(study: Study) -> None:
    tables = dict(study[1])
    assert list(drawings(tables, quick=True)) == [
        "coverage", "strips", "shares", "heatmap", "topics", "topic_areas",
    ]  # fmt: skip
    tables["shares"], tables["changes"] = tables["shares"].iloc[:0], tables["changes"].iloc[:0]
    del tables["topic_words"]
    tables["coverage"] = tables["coverage"].assign(year=pd.NA)
    tables["coverage"]["province"] = pd.NA
    assert list(drawings(tables)) == ["strips"]
    ax = draw_exhibit(drawings(tables)["strips"], tables, lang="en")
    assert ax.get_title(loc="left").startswith("Areas of each report")


def test_wrong_names_are_refused(study: Study, tmp_path: Path) -> None:
    for given, said in (
        ({"lang": "fr"}, "lang is"),
        ({"formats": ["gif"]}, "formats is"),
        ({"only": ["x"]}, "only is"),
    ):
        with pytest.raises(fz.InputError, match=said):
            fz.redraw_figures(study[0], tmp_path / "out", **given)
    with pytest.raises(fz.InputError, match="holds no tables"):
        fz.redraw_figures(tmp_path)
    assert not (tmp_path / "out").exists()


def test_the_figures_that_a_folder_allows_are_listed_with_their_captions(study: Study) -> None:
    listed = list_figures(study[0], "en")
    assert listed["heatmap"] == "Heat map of shares, area × year."
    assert "trends" not in listed
    said = CliRunner().invoke(fazhi, ["figures", str(study[0]), "--list", "--lang", "en"]).output
    assert said.splitlines() == [f"{name:<20} {caption}" for name, caption in listed.items()]


def test_one_area_of_a_figure_that_is_drawn_for_each(tmp_path: Path) -> None:
    row = {
        "weight": "characters",
        "estimator": "naive",
        "panel": "full",
        "headings": "with",
        "level": 0.95,
        "p": 0.1,
    }
    row |= {"scheme": "outline-2015", "carried_forward": "with", "slope": 1.0, "low": 0.5, "high": 1.5}
    (tmp_path / "tables").mkdir()
    for name, table in (
        ("robustness", pd.DataFrame([{**row, "area": 4}, {**row, "area": 6}])),
        ("reports", pd.DataFrame({"report_id": ["a"]})),
    ):
        table.to_csv(tmp_path / "tables" / f"{name}.csv", index=False)
    files = fz.redraw_figures(tmp_path, only=["robustness_6"], formats=["svg"])
    assert [file.name for file in files] == ["robustness_6.svg", "robustness_6.txt", "robustness_6.csv"]
    assert pd.read_csv(files[2])["area"].tolist() == [6]
    assert len(fz.redraw_figures(tmp_path, only=["robustness"], formats=["svg"])) == 6


def test_commands_on_results_speak_the_language_of_the_run_unless_asked(
    study: Study, other_study: Study, tmp_path: Path
) -> None:
    def said(folder: Path, *given: str) -> str:
        done = CliRunner().invoke(fazhi, ["figures", str(folder), "--list", *given], catch_exceptions=False)
        return done.output

    chinese, english = study[0], other_study[0]
    assert "各省各年的报告份数" in said(chinese)
    assert "Number of reports by province and year" in said(english)
    assert said(english, "--lang", "zh") == said(chinese, "--lang", "zh")
    for folder, head in ((chinese, "年份"), (english, "year")):
        out = tmp_path / folder.parent.name
        CliRunner().invoke(fazhi, ["tables", str(folder), "--out", str(out)], catch_exceptions=False)
        assert head in pd.read_csv(out / "shares.csv").columns
