"""The plan of an analysis: what it holds, that a change shows, and what is done otherwise."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.simulation.reports import Simulation
from analysis.study.plan import planned_family, read_plan, write_plan

TEXT = "某县2020年法治政府建设年度报告\n一、主要工作\n办结行政复议案件35件，均按期办结。\n"


@pytest.fixture(scope="module")
def sim() -> Simulation:
    return fz.make_reports(n_regions=10, random_state=2)


def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    day = datetime.date(2024, 5, 1)
    written = write_plan(
        file,
        title='"Two" lines\nof \\ and 领域',
        areas=[5, 6],
        weight="reports",
        level=0.9,
        checks=["clr"],
        written=day,
    )
    found = read_plan(file)
    assert found == written
    assert found["title"] == '"Two" lines\nof \\ and 领域'
    assert found["written"] == "2024-05-01"
    assert found["estimand"]["weight"] == "reports"
    assert found["tests"] == {"areas": [5, 6], "panel": "full", "alpha": 0.05, "checks": ["clr"]}
    assert not found["changed"]


def test_a_plan_is_not_replaced_and_a_change_by_hand_shows(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    write_plan(file)
    with pytest.raises(fz.InputError, match="a plan is not replaced"):
        write_plan(file)
    file.write_text(
        file.read_text(encoding="utf-8").replace("per_year = 150", "per_year = 60"), encoding="utf-8"
    )
    assert read_plan(file)["changed"]
    table = fz.compare_plan(file, {})
    assert table.iloc[0].tolist() == ["plan", "as written", "changed after it was written"]


def test_what_is_done_otherwise_is_listed(tmp_path: Path, sim: Simulation) -> None:
    plan = write_plan(tmp_path / "plan.toml", per_year=40, design="length", weight="characters")
    codes = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=40, design="length", random_state=1))
    same = {
        "weight": "characters",
        "role": "work",
        "doc_types": ("annual_report", "work_summary", "press_conference"),
    }
    assert fz.compare_plan(plan, same, codes).empty
    other = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=30, random_state=1))
    table = fz.compare_plan(plan, same | {"weight": "reports"}, other).set_index("setting")
    assert table.loc["weight"].tolist() == ["characters", "reports"]
    assert table.loc["design"].tolist() == ["length", "simple"]
    assert table.loc["per_year (year=2019)"].tolist() == ["40", "30"]
    assert fz.compare_plan(plan, same)["found"].tolist() == ["none"]


def test_codes_older_than_the_plan_show(tmp_path: Path, sim: Simulation) -> None:
    plan = write_plan(tmp_path / "plan.toml", per_year=40, written=datetime.date(2024, 5, 1))
    codes = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=40, random_state=1))
    codes["coded_on"] = pd.Timestamp("2024-06-01")
    codes.loc[codes.index[:7], "coded_on"] = pd.Timestamp("2024-04-01")
    assert fz.compare_plan(plan, {}, codes)["found"].tolist() == ["7 were coded before the plan"]


def test_the_planned_family_is_adjusted_alone(tmp_path: Path, sim: Simulation) -> None:
    plan = write_plan(tmp_path / "plan.toml", areas=[5, 6])
    trends = fz.area_trends(sim.paragraphs, reports=sim.reports)
    p = planned_family(plan, trends)
    own = trends[trends["area"].isin([5, 6]) & (trends["panel"] == "full")]
    assert p.notna().sum() == 2
    assert p[own.index].min() == pytest.approx(min(1.0, 2 * own["p"].min()))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = 3\n[", "cannot be used"),
        ("title = 'a'\n", "cannot be used"),
        ("", "cannot be used"),
    ],
)
def test_what_is_no_plan_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(fz.InputError, match=said):
        read_plan(file)
    with pytest.raises(fz.InputError, match="does not exist"):
        read_plan(tmp_path / "other.toml")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"design": "odd"}, "design is 'odd'"),
        ({"per_year": 0}, "per_year is 0"),
        ({"alpha": 2}, "alpha is 2"),
        ({"weight": "pages"}, "weight is 'pages'"),
        ({"colour": 1}, "estimand holds colour"),
        ({"checks": ["luck"]}, "checks is 'luck'"),
    ],
)
def test_a_setting_that_is_not_allowed_is_named(tmp_path: Path, given: dict[str, object], said: str) -> None:
    with pytest.raises(fz.InputError, match=said):
        write_plan(tmp_path / "plan.toml", **given)  # type: ignore[arg-type]
    assert not (tmp_path / "plan.toml").exists()


def test_a_study_says_in_manifest_and_page_what_it_does_otherwise_and_is_reproduced(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    write_plan(tmp_path / "plan.toml", weight="reports")
    given = {"plan": tmp_path / "plan.toml", "quick": True, "lang": "en", "formats": ["svg"]}
    fz.run_study(tmp_path / "a.txt", tmp_path / "results", **given)
    manifest = json.loads((tmp_path / "results" / "manifest.json").read_text(encoding="utf-8"))
    differences = {row["setting"]: row["found"] for row in manifest["plan"]["differences"]}
    assert differences == {"weight": "characters", "codes": "none"}
    page = (tmp_path / "results" / "index.html").read_text(encoding="utf-8")
    assert "weight: planned reports; here characters." in page
    again = fz.reproduce(tmp_path / "results", reports=tmp_path)
    assert again["status"].unique().tolist() == ["identical"]
    assert "plan.toml" in set(again["file"])
    fz.run_study(
        tmp_path / "a.txt", tmp_path / "results", quick=True, formats=["svg"]
    )  # without it: nothing of it stays
    assert not (tmp_path / "results" / "plan.toml").exists()
