"""The rows of the catalogue fit together, and a study with everything draws them all."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis import figures
from analysis.columns.types import AREAS
from analysis.study import making_topics
from analysis.study.catalogue import EXHIBITS, SECTIONS, TABLES, drawings, row_named
from analysis.study.drawing import read_study
from analysis.study.page.words import load_words
from analysis.study.receipt import read_manifest

Study = tuple[Path, dict[str, pd.DataFrame]]


def test_every_row_is_made_by_a_public_verb_from_rows_before_it() -> None:
    assert {row.verb for rows in (TABLES, EXHIBITS) for row in rows.values()} <= set(fz.__all__)  # type: ignore[attr-defined]
    known: set[str] = set()
    for name, table in TABLES.items():
        assert set(table.made_from) <= known, name
        known.add(name)
    for name, exhibit in EXHIBITS.items():
        assert set(exhibit.tables) <= known, name
        assert exhibit.section in SECTIONS, name
        assert callable(getattr(figures, exhibit.verb))


def test_every_figure_of_the_package_is_an_exhibit() -> None:
    assert {row.verb for row in EXHIBITS.values()} == {
        name for name in fz.__all__ if name.startswith("plot_")
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_exhibit_has_a_caption_that_names_its_value(lang: str) -> None:
    captions = load_words(lang)["figures"]
    assert list(captions) == list(EXHIBITS)
    for name, exhibit in EXHIBITS.items():
        assert ("{value}" in captions[name]) == bool(exhibit.each), name


def test_the_main_figures_come_first_in_their_section() -> None:
    for section in SECTIONS:
        main = [row.main for row in EXHIBITS.values() if row.section == section]
        assert main == sorted(main, reverse=True)


def test_the_name_of_a_file_leads_to_its_row() -> None:
    assert [row_named(name) for name in ("robustness_6", "topic_words_12", "robustness_", "shares_1")] == [
        "robustness", "topic_words", "robustness_", "shares_1",
    ]  # fmt: skip


def simulated_study(folder: Path) -> dict[str, pd.DataFrame]:
    """A study of 12 simulated reports with codes by the truth."""
    sim = fz.make_reports(n_regions=4, years=range(2019, 2022), n_paragraphs=12, text=True, random_state=0)
    written = sim.write(folder / "reports")
    coded = fz.classify_paragraphs(fz.split_paragraphs(fz.read_reports(written)))
    codes = sim.code(fz.sample_for_coding(coded, per_year=40, random_state=0))
    covariates = pd.DataFrame(
        [
            (code, year, 10.0 + 3 * place + (year - 2018) ** 2, 2019 + place % 3)
            for place, code in enumerate(sorted(sim.reports["region_code"].unique()))
            for year in range(2018, 2022)
        ],
        columns=["region_code", "year", "gdp", "change"],
    )
    formula = "share ~ log(gdp) + event(year, change)"
    given = {"codes": codes, "covariates": covariates, "formula": formula}
    return fz.run_study(written, folder / "results", **given, n_topics=2, lang="en", formats=["svg"])


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("everything")
    return folder / "results", simulated_study(folder)


def test_a_study_with_codes_draws_what_its_data_allow_and_says_why_not_the_rest(everything: Study) -> None:
    folder, tables = everything
    manifest = read_manifest(folder)
    drawn = {row_named(name) for name in manifest["exhibits"]}
    compared = {"topic_choice", "topic_alignment"}
    few = {"topic_correlations"}  # of four governments
    # simulated places lie in no province, and simulated texts hold one topic, whose share is always 1
    undrawn = {"learning_curve", "topic_words", "topic_trends", "province_tiles"}
    assert set(EXHIBITS) - drawn == undrawn | compared | few
    assert tables["topic_trends"]["reason"].tolist() == ["no spread"]
    assert tables["topic_trends"]["p_permutation"].isna().all()
    assert set(TABLES) - set(tables) == {"learning_curve", "topic_words_by_year"} | compared
    assert set(manifest["omitted"]) == {*set(TABLES) - set(tables), "figure province_tiles"}
    assert (
        "are 12; topics are compared between models from 20 reports on" in manifest["omitted"]["topic_choice"]
    )
    assert {name for name in manifest["exhibits"] if row_named(name) == "robustness"} == {
        f"robustness_{area}" for area in AREAS
    }


def test_each_figure_comes_once_with_the_last_of_its_tables(everything: Study) -> None:
    tables = read_study(everything[0])
    made: dict[str, pd.DataFrame] = {}
    found: list[str] = []
    for name in TABLES:
        if name in tables:
            made[name] = tables[name]
            found += drawings(made, of=name)
    assert sorted(found) == sorted(drawings(tables))


@pytest.mark.slow
def test_a_study_with_many_reports_compares_topics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making_topics, "MANY", 12)
    tables = simulated_study(tmp_path)
    drawn = read_manifest(tmp_path / "results")["exhibits"]
    assert {"topic_choice", "topic_alignment", "topic_words_1", "topic_words_2"} <= set(drawn)
    assert set(TABLES) - set(tables) == {"learning_curve"}


def test_the_page_shows_every_figure_once_and_numbers_them_in_order(everything: Study) -> None:
    folder, _ = everything
    page = (folder / "index.html").read_text(encoding="utf-8")
    drawn = read_manifest(folder)["exhibits"]
    numbers = [int(part.split(".")[0]) for part in page.split("<figcaption>Figure ")[1:]]
    assert numbers == list(range(1, len(drawn) + 1))
    for name in drawn:
        assert page.count(f"figures/{name}.csv") == 1, name
        assert {file.suffix for file in (folder / "figures").glob(f"{name}.*")} == {".csv", ".svg", ".txt"}
    assert not re.search(r"figures/\w+\.(pdf|png)", page)  # which were not asked for
    assert "<code>learning_curve</code>: " in page
    assert page.count('href="topics.html"') == 1
    assert 'href="index.html"' in (folder / "topics.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_all_of_it_is_proved_by_a_second_run(everything: Study) -> None:
    folder, _ = everything
    found = fz.reproduce(folder, reports=folder.parent / "reports")
    assert set(found["status"]) == {"identical"}


def test_quick_leaves_the_rest_to_a_full_run(study: Study) -> None:
    manifest = read_manifest(study[0])
    assert {EXHIBITS[name].main for name in manifest["exhibits"]} == {True}
    assert not {"keyness", "compliance"} & set(study[1])
    assert manifest["parameters"]["quick"] is True
