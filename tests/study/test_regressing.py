"""Regressions of a study: covariates kept as they are read, tables made with them, what is refused and what is left out."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis as fz
from analysis.cli import main
from analysis.errors import InputError
from analysis.study import regressing
from analysis.study.catalogue import TABLES, drawings
from analysis.study.drawing import draw_exhibit
from analysis.study.making import Work
from analysis.study.page.regression import regression_part
from analysis.study.page.words import load_words
from analysis.study.receipt import hash_file, read_manifest
from analysis.study.run import _make_tables
from analysis.study.spec import Spec
from tests.regression.corpora import Corpus, corpus

MADE = ("unmatched_covariates", "regression", "regression_checks", "marginal_shares")
NAMES: dict[str, str] = {}


@pytest.fixture(scope="module")
def sim() -> Corpus:
    return corpus(8)


def work_of(sim: Corpus, *formulas: str, **settings: Any) -> Work:
    tables = {"paragraphs": sim.coded, "codes": sim.codes, "reports": sim.reports}
    if formulas:
        tables["covariates"] = sim.covariates
    return Work(Spec(formula=formulas, **settings), sim.reports, None, tables)


# --- covariates are kept ---


def test_kept_covariates_are_read_again_to_the_same_bytes_and_numbers(tmp_path: Path) -> None:
    given = tmp_path / "gdp.csv"
    given.write_text(
        "行政区划代码,年份,gdp,leader,word,whole\n230700.0,2019年,0.1,True,=1+1,3\n2307,2020,1e-7,False,,\n,2020,5,False,,\n",
        encoding="gb18030",
    )
    once = regressing.keep_covariates(given, tmp_path / "once.csv")
    twice = regressing.keep_covariates(regressing.read_kept(tmp_path / "once.csv"), tmp_path / "twice.csv")
    pd.testing.assert_frame_equal(once, twice)
    assert (tmp_path / "once.csv").read_bytes() == (tmp_path / "twice.csv").read_bytes()
    assert once.columns.tolist() == ["region_code", "year", "gdp", "leader", "word", "whole"]
    assert once["gdp"].tolist() == [0.1, 1e-7, 5]
    assert once["word"].tolist()[0] == "=1+1"
    assert "'=1+1" in (tmp_path / "once.csv").read_text(encoding="utf-8-sig")


def test_covariates_that_cannot_be_used_end_the_run_before_anything_is_written(
    corpus: Path, tmp_path: Path
) -> None:
    (tmp_path / "gdp.csv").write_text("gdp\n1\n", encoding="utf-8")
    with pytest.raises(InputError, match="covariates have the columns gdp"):
        fz.run_study(corpus, tmp_path / "out", covariates=tmp_path / "gdp.csv", formula="share ~ gdp")
    with pytest.raises(InputError, match="formula names 'gpd', which is no column"):
        fz.run_study(
            corpus,
            tmp_path / "out",
            covariates=pd.DataFrame({"year": [2018, 2019], "gdp": [1.0, 2.0]}),
            formula="share ~ gpd",
        )
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"formula": "share ~ share_2"}, "measured from text"),
        ({"formula": "share ~ np.load('x')"}, "calls what is no function"),
        ({"formula": ["share ~ year", "share ~ year"]}, "name each once"),
        ({"formula": 3}, "formula is 3; give a text, or a list of them"),
        ({"cluster": ""}, "cluster is ''; give the name of a column"),
        ({"covariates": "gdp.csv"}, "covariates are given without a formula"),
        ({"formula": "share ~ year", "areas": False}, "formula is given for documents without areas"),
        ({"variance": "HC3"}, "variance is 'HC3'; use one of 'CR2'"),
    ],
)
def test_what_no_study_can_have_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        Spec(**given)


def test_a_manifest_that_calls_something_in_a_formula_is_refused(
    study: tuple[Path, Any], tmp_path: Path
) -> None:
    manifest = json.loads((study[0] / "manifest.json").read_text(encoding="utf-8"))
    manifest["parameters"]["formula"] = ["share ~ np.load('x')"]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(InputError, match="cannot be used"):
        read_manifest(tmp_path)


# --- tables ---


def test_tables_are_those_of_the_verbs_a_part_for_each_formula(sim: Corpus) -> None:
    first, second = "share ~ log(gdp) + new_leader", "share ~ log(gdp)"
    work = work_of(sim, first, second, fixed_effects=["year"])
    omitted = {name: why for name, why in _make_only(work, MADE).items() if name.partition(":")[0] in MADE}
    assert omitted == {}
    given: dict[str, Any] = {
        "coded": sim.coded, "codes": sim.codes, "reports": sim.reports, "covariates": sim.covariates, "fixed_effects": "year",
    }  # fmt: skip
    table = work.tables["regression"]
    for formula in (first, second):
        own = table[table["formula"] == formula].reset_index(drop=True)
        pd.testing.assert_frame_equal(own, fz.area_regression(formula, **given))
    assert work.tables["marginal_shares"]["variable"].unique().tolist() == ["gdp", "new_leader"]
    assert set(work.tables["regression_checks"]["formula"]) == {first, second}
    drawn = drawings({**work.tables, "shares": pd.DataFrame()})
    assert {"effects", "effects_2", "marginal_shares_1", "marginal_shares_2"} <= set(drawn)
    assert (drawn["effects"].value, drawn["effects_2"].value) == (first, second)
    ax = draw_exhibit(drawn["effects_2"], {**work.tables, "reports": sim.reports}, lang="en")
    assert [panel.get_title(loc="left") for panel in ax.child_axes] == ["log(gdp)"]
    assert f"Formula: {second}." in fz.caption(ax)
    assert "event_study" not in drawn
    assert drawn["marginal_shares_2"].value == "new_leader"


def _make_only(work: Work, names: tuple[str, ...]) -> dict[str, str]:
    """Make these tables as a run does."""
    rows = dict(TABLES)
    try:
        for name in rows:
            if name not in names:
                TABLES.pop(name)  # type: ignore[attr-defined]
        return _make_tables(work, lambda name: None, lambda name: None)
    finally:
        TABLES.clear()  # type: ignore[attr-defined]
        TABLES.update(rows)  # type: ignore[attr-defined]


def test_a_formula_that_cannot_be_estimated_is_left_out_with_the_reason_and_the_others_stay(
    sim: Corpus,
) -> None:
    work = work_of(sim, "share ~ log(gdp)", "share ~ C(region)", fixed_effects=["region"])
    omitted = _make_only(work, MADE)
    lost = {f"{name}: share ~ C(region)" for name in ("regression", "regression_checks")}
    assert set(omitted) == {*lost, "marginal_shares: region"}
    assert "leave one out, or name terms that vary within them" in omitted["regression: share ~ C(region)"]
    assert set(work.tables["regression"]["formula"]) == {"share ~ log(gdp)"}


def test_a_regression_on_too_few_regions_is_an_exhibit_left_out_and_no_end_of_the_run(sim: Corpus) -> None:
    one = sim.reports["region_code"].iloc[0]
    reports = sim.reports[sim.reports["region_code"] == one]
    coded = sim.coded[sim.coded["report_id"].isin(reports["report_id"])]
    work = work_of(sim, "share ~ log(gdp)", fixed_effects=["region", "year"])
    work.texts = reports
    work.tables |= {"paragraphs": coded, "reports": reports}
    work.tables.pop("codes")
    omitted = _make_only(work, MADE)
    assert "hold all that the terms of the formula tell" in omitted["regression"]
    assert {"regression", "regression_checks", "marginal_shares"} == set(omitted)


def test_without_a_formula_each_table_says_what_it_wants(sim: Corpus) -> None:
    omitted = _make_only(work_of(sim), MADE)
    assert omitted["regression"].startswith("formula was not given; give --formula 'share ~ log(gdp)'")
    assert omitted["unmatched_covariates"].startswith("covariates were not given")
    assert set(omitted) == set(MADE)


# --- the page ---


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_has_a_table_for_each_formula_and_names_rows_without_a_partner(
    sim: Corpus, lang: str
) -> None:
    work = work_of(sim, "share ~ log(gdp)", "share ~ new_leader")
    work.tables["covariates"] = sim.covariates[
        sim.covariates["region_code"] != sim.covariates["region_code"].iloc[0]
    ]
    _make_only(work, MADE)
    facts = {"formula": list(work.spec.formula), "omitted": {"regression: share ~ x": "because"}}
    part = regression_part(work.tables, facts, load_words(lang), lang, {})
    assert part is not None
    one, two = part["tables"]
    assert len(one["rows"]) == len(two["rows"]) == 9
    assert one["head"][-1] == "log(gdp)"
    assert one["rows"][8][1:] == ["—", "—"]  # eight governments
    assert load_words(lang)["regression"]["no_joint"] in one["note"]
    row = work.tables["regression"].query("area == 4 and term == 'log(gdp)'").iloc[0]
    assert one["rows"][3][-1].startswith(f"{row['estimate']:+.2f}".replace("-", "−"))
    assert any("because" in said for said in part["refused"])
    lost, rest = part["unmatched"]
    assert sim.reports["report_id"].iloc[0] in lost
    assert "2017" in rest
    assert regression_part(work.tables, {"formula": []}, load_words(lang), lang, {}) is None


# --- the command, its receipt, its proof and its package ---


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """What the command wrote on the two sample reports with covariates by year, and what it said."""
    import contextlib
    import io

    folder = tmp_path_factory.mktemp("regressed")
    reports = folder / "reports"
    reports.mkdir()
    for name in ("longsha_2019.txt", "weifang_gaoxin_2018.txt", "yichun_2017.txt", "lianyungang_2020.txt"):
        shutil.copy(fz.sample_reports() / name, reports)
    (folder / "gdp.csv").write_text("year,gdp\n2017,1\n2018,2.5\n2019,2\n2023,1\n", encoding="utf-8")
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.suppress(SystemExit):
        main(
            ["run", str(reports), "--out", str(folder / "results"), "--quick", "--lang", "en", "--topics", "2", "--format", "svg",
             "--covariates", str(folder / "gdp.csv"), "--formula", "share ~ log(gdp)", "--variance", "CR1"]
        )  # fmt: skip
    return folder, said.getvalue()


def test_the_command_writes_regressions_and_names_rows_without_a_partner(run: tuple[Path, str]) -> None:
    folder, said = run
    results = folder / "results"
    manifest = read_manifest(results)
    assert manifest["parameters"]["formula"] == ["share ~ log(gdp)"]
    assert manifest["inputs"]["covariates"] == hash_file(results / "tables" / "covariates.csv")
    assert manifest["tables"]["regression"]["tables"] == ["paragraphs", "reports", "covariates"]
    assert {"effects", "marginal_shares_1"} <= set(manifest["exhibits"])
    assert "1 report has no row of the covariates and is left out" in said
    assert "1 row of the covariates has no report: 2023" in said
    assert str(folder) not in (results / "manifest.json").read_text(encoding="utf-8")
    page = (results / "index.html").read_text(encoding="utf-8")
    assert '<section id="regression"' in page
    assert "Coefficients of share ~ log(gdp)" in page
    assert "Mean shares of the regression at values of gdp." in page
    assert "1 row of the covariates has no report: 2023" in page


def test_a_run_with_covariates_is_proved_by_a_second_one(run: tuple[Path, str]) -> None:
    folder, _ = run
    found = fz.reproduce(folder / "results", reports=folder / "reports")
    assert "tables/regression.csv" in set(found["file"])
    assert set(found["status"]) == {"identical"}


def test_a_run_with_covariates_is_packed(run: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = run
    package = fz.bundle(folder / "results", tmp_path / "package", reports=folder / "reports")
    assert (package / "results" / "tables" / "covariates.csv").is_file()
    assert "`results/tables/covariates.csv`; where they were obtained" in (package / "README.md").read_text(
        encoding="utf-8"
    )


def test_other_covariates_than_those_of_the_run_are_refused(run: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = run
    shutil.copytree(folder / "results", tmp_path / "results")
    file = tmp_path / "results" / "tables" / "covariates.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("2.5", "2.6"), encoding="utf-8")
    with pytest.raises(InputError, match=r"covariates.csv' differs from the manifest; put the covariates"):
        fz.reproduce(tmp_path / "results", reports=folder / "reports")
    file.unlink()
    file.symlink_to(folder / "results" / "tables" / "covariates.csv")
    with pytest.raises(InputError, match="differs from the manifest"):  # a link leads out of the results
        fz.reproduce(tmp_path / "results", reports=folder / "reports")
