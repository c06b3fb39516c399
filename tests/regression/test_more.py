"""What is built on regressions: shares at values, other models, topics, tables for papers, and the command."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.cli import main
from analysis.columns import COLUMNS

from .corpora import Corpus, known


def given(sim: Corpus) -> dict[str, Any]:
    return {"coded": sim.coded, "codes": sim.codes, "reports": sim.reports, "covariates": sim.covariates}


# --- marginal shares ---


def test_marginal_shares_are_what_the_coefficients_say(sim: Corpus) -> None:
    model = fz.area_regression("share ~ gdp + new_leader", **given(sim))
    shares = fz.marginal_shares("share ~ gdp + new_leader", "gdp", values=[100, 200], **given(sim))
    assert shares.columns.tolist() == [*COLUMNS["marginal shares"], "simulated"]
    assert shares.groupby("value")["share"].sum().to_numpy() == pytest.approx([1, 1])
    own = shares.pivot(index="area", columns="value", values="share")
    slopes = model[model["term"] == "gdp"].set_index("area")["estimate"]
    assert (own["200"] - own["100"]).to_numpy() * 100 == pytest.approx(100 * slopes.to_numpy())


def test_at_the_mean_of_reports_a_marginal_share_is_the_mean_share() -> None:
    data = known()
    reports = data.reports.assign(same=1.0)
    shares = fz.marginal_shares(
        "share ~ x + z",
        "x",
        data.coded,
        reports=reports,
        covariates=data.covariates,
        fixed_effects="region",
        values=[0.0, 1.0],
    )
    model = fz.area_regression(
        "share ~ x + z", data.coded, reports=reports, covariates=data.covariates, fixed_effects="region"
    )
    own = shares[shares["area"] == 1].set_index("value")
    weight = data.coded.groupby("report_id")["n_chars"].sum()
    x = data.covariates.set_index("report_id").loc[weight.index, "x"]
    total = data.coded[data.coded["area"] == 1]["n_chars"].sum() / data.coded["n_chars"].sum()
    slope = model[(model["area"] == 1) & (model["term"] == "x")]["estimate"].iloc[0] / 100
    expected = total - slope * np.average(x, weights=weight.astype(float))
    assert own.loc["0", "share"] == pytest.approx(expected)
    assert own.loc["0", "low"] < expected < own.loc["0", "high"]


def test_values_that_a_variable_cannot_have_are_refused(sim: Corpus) -> None:
    with pytest.raises(fz.InputError, match="which the formula does not name"):
        fz.marginal_shares("share ~ gdp", "new_leader", **given(sim))
    with pytest.raises(fz.InputError, match="hold 'moon'"):
        fz.marginal_shares("share ~ C(government_level)", "government_level", values=["moon"], **given(sim))


# --- checks ---


def test_checks_agree_on_the_direction_of_a_planted_effect() -> None:
    data = known()
    table = fz.regression_checks("share ~ x", data.coded, reports=data.reports, covariates=data.covariates)
    own = table[table["area"] == 1].set_index("check")
    assert (own["estimate"] > 0).all()
    assert own.loc["fractional_logit", "estimate"] == pytest.approx(
        own.loc["least_squares", "estimate"], rel=0.15
    )
    assert set(table["check"]) == {"least_squares", "fractional_logit", "log_ratio"}
    assert table.groupby("check")["estimate"].sum().to_numpy() == pytest.approx([0, 0, 0], abs=1e-6)


def test_an_area_that_is_never_seen_is_missing_in_ratios_with_the_reason() -> None:
    data = known()
    table = fz.regression_checks("share ~ x", data.coded, reports=data.reports, covariates=data.covariates)
    unseen = table[(table["area"] == 5) & (table["check"] != "least_squares")]
    assert unseen["estimate"].isna().all()
    assert unseen["reason"].eq("not seen in each group").all()


# --- tables for papers ---


@pytest.fixture(scope="module")
def models() -> dict[str, pd.DataFrame]:
    data = known()
    options: dict[str, Any] = {"reports": data.reports, "covariates": data.covariates}
    return {
        "(1)": fz.area_regression("share ~ x + z", data.coded, **options),
        "(2)": fz.area_regression("share ~ x", data.coded, fixed_effects=("region", "year"), **options),
    }


def test_a_table_has_estimates_over_errors_and_facts_below(models: dict[str, pd.DataFrame]) -> None:
    table = fz.regression_table(
        models, areas=[1], terms={"x": "income", "z": "leader"}, lang="en", stars=True
    )
    assert table.columns.tolist() == ["", "(1) 1 Government functions", "(2) 1 Government functions"]
    assert table.iloc[:4, 0].tolist() == ["income", "", "leader", ""]
    assert table.iloc[1, 1].startswith("(")
    assert table.iloc[2, 2] == ""  # the second model has no such term
    assert table.set_index("").loc["fixed effects"].tolist() == ["—", "region + year"]
    one = models["(1)"].query("area == 1 and term == 'x'").iloc[0]
    assert table.iloc[0, 1].rstrip("*") == f"{one['estimate']:.2f}"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("ending", ["tex", "docx", "html", "xlsx"])
def test_tables_are_written_for_papers(
    models: dict[str, pd.DataFrame], ending: str, lang: str, tmp_path: Path
) -> None:
    file = tmp_path / f"table.{ending}"
    named = {"<b>_1": models["(1)"], "=2": models["(2)"]}
    fz.regression_table(named, file, areas=[1, 2], lang=lang)
    if ending == "docx":
        from docx import Document

        document = Document(str(file))
        text = "\n".join(cell.text for row in document.tables[0].rows for cell in row.cells)
        text += "\n".join(paragraph.text for paragraph in document.paragraphs)
    elif ending == "xlsx":
        from openpyxl import load_workbook

        sheet = load_workbook(file).active
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        text = "\n".join(str(cell.value) for cell in cells)
    else:
        text = file.read_text(encoding="utf-8")
    assert "region + year" in text
    assert "CR2" in text
    assert ("回归" if lang == "zh" else "Regression") in text
    if ending == "html":
        assert "<b>_1" not in text
        assert "&lt;b&gt;_1" in text
    if ending == "tex":
        assert "\\_1" in text
        assert "\\toprule" in text


def test_tables_that_are_no_regressions_are_refused(models: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    with pytest.raises(fz.InputError, match="terms hold 'nowhere'"):
        fz.regression_table(models, terms=["nowhere"])
    with pytest.raises(fz.InputError, match=r"has the ending '\.pdf'"):
        fz.regression_table(models, tmp_path / "a.pdf")
    with pytest.raises(fz.InputError, match="lacks the column"):
        fz.regression_table(pd.DataFrame({"area": [1]}))


# --- topics ---


def test_effects_on_topics_sum_to_zero_and_refits_widen_intervals() -> None:
    sim = fz.make_topic_reports(3, 8, range(2018, 2021), n_paragraphs=6, rising={}, random_state=0)
    topics = fz.TopicModel(3, random_state=0, passes=2).fit(sim.paragraphs)
    fixed = fz.topic_regression("share ~ year", topics, sim.paragraphs, refits=0)
    other = fz.topic_regression("share ~ year", topics, sim.paragraphs, refits=1)
    assert fixed.groupby("term")["estimate"].sum().to_numpy() == pytest.approx([100, 0], abs=1e-8)
    assert (other["std_error"] >= fixed["std_error"] - 1e-12).all()
    assert (fixed["between"] == 0).all()
    with pytest.raises(fz.InputError, match="variance is 'wild'"):
        fz.topic_regression("share ~ year", topics, sim.paragraphs, variance="wild")


# --- the command ---


def test_the_command_is_the_verb(sim: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sim.coded.to_parquet(tmp_path / "coded.parquet")
    sim.reports.to_parquet(tmp_path / "coded.reports.parquet")
    covariates = sim.covariates[sim.covariates["year"] > 2018]
    covariates.to_csv(tmp_path / "gdp.csv", index=False)
    fz.write_plan(tmp_path / "plan.toml", weight="reports")
    call = [
        "regress", str(tmp_path / "coded.parquet"), "--reports", str(tmp_path / "coded.reports.parquet"),
        "--covariates", str(tmp_path / "gdp.csv"), "--formula", "share ~ log(gdp)", "--area", "4",
        "--unmatched", str(tmp_path / "lost.csv"), "--table", str(tmp_path / "table.tex"), "--lang", "en",
        "--plan", str(tmp_path / "plan.toml"),
    ]  # fmt: skip
    with pytest.raises(SystemExit) as end:
        main(call)
    said = capsys.readouterr()
    assert end.value.code == 0, said.err
    expected = fz.area_regression(
        "share ~ log(gdp)", sim.coded, reports=sim.reports, covariates=covariates, areas=[4]
    )
    found = pd.read_csv(io.StringIO(said.out))
    assert found["estimate"].to_numpy() == pytest.approx(expected["estimate"].to_numpy())
    lost = int((sim.reports["year"] == 2018).sum())
    assert f"{lost} reports have no row of the covariates" in said.err
    assert "weight: planned reports; here characters." in said.err
    assert len(pd.read_csv(tmp_path / "lost.csv")) >= lost
    assert "\\begin{table}" in (tmp_path / "table.tex").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--formula", "share ~ share_4"], "measured from text"),
        (["--formula", "share ~ year", "--table", "a.pdf"], "has the ending '.pdf'"),
        (["--formula", "share ~ year", "--unmatched", "a.csv"], "without --covariates"),
    ],
)
def test_wrong_usage_is_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["regress", "nowhere", *arguments])
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
