"""Documents that tell of no year's work are left out of every estimate, and counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.cli import main
from analysis.tables import DOC_TYPES
from analysis.trends.estimand import COUNTED_TYPES, Estimand, count_left_out

from .corpora import simulate

Made = tuple[pd.DataFrame, pd.DataFrame]


@pytest.fixture(scope="module")
def mixed() -> Made:
    """Paragraphs of reports and, in each year, of two documents of other types; codes of a draw from all of them."""
    own = simulate(1, regions=10, years=3, paragraphs=8, per_year=40)
    ids = own.coded.groupby("year")["report_id"].unique()
    types = {
        report: kind for year in ids.index for report, kind in zip(ids[year], ("plan", "other"), strict=False)
    }
    coded = own.coded.assign(
        doc_type=own.coded["report_id"].map(types).fillna("annual_report").astype("string")
    )
    return coded, own.codes


def estimates(coded: pd.DataFrame, codes: pd.DataFrame | None, **settings: Any) -> pd.DataFrame:
    return fz.area_shares(coded, codes, **settings)


@pytest.mark.parametrize("corrected", [False, True])
def test_leaving_a_type_out_is_the_same_as_not_having_it(mixed: Made, corrected: bool) -> None:
    coded, codes = mixed
    found = estimates(coded, codes if corrected else None)
    assert found.groupby("year")["n_left_out"].first().tolist() == [2, 2, 2]
    reports = coded.loc[coded["doc_type"] == "annual_report", "report_id"].nunique()
    assert found.groupby("year")["n_reports"].first().sum() == reports
    if not corrected:
        only = estimates(coded[coded["doc_type"] == "annual_report"], None)
        pd.testing.assert_frame_equal(found.drop(columns="n_left_out"), only.drop(columns="n_left_out"))


def test_all_types_count_when_asked_for_and_unknown_ones_always(mixed: Made) -> None:
    coded, codes = mixed
    whole = estimates(coded.drop(columns="doc_type"), codes)
    for given in (coded.assign(doc_type=pd.NA), coded):
        doc_types = None if given is coded else COUNTED_TYPES
        pd.testing.assert_frame_equal(estimates(given, codes, doc_types=doc_types), whole)
    pd.testing.assert_frame_equal(estimates(coded, codes, doc_types=DOC_TYPES), whole)


def test_what_lies_in_a_file_is_left_out_as_well(mixed: Made, tmp_path: Path) -> None:
    coded, codes = mixed
    coded.to_parquet(tmp_path / "coded.parquet", index=False)
    pd.testing.assert_frame_equal(fz.area_shares(tmp_path / "coded.parquet", codes), estimates(coded, codes))


def test_trends_checks_and_changes_leave_out_the_same(mixed: Made) -> None:
    coded, _ = mixed
    kept = coded[coded["doc_type"] == "annual_report"]
    for verb in (fz.area_trends, fz.trend_checks):
        pd.testing.assert_frame_equal(verb(coded), verb(kept))
    one, other = (fz.robustness_grid(table, schemes=["outline-2015"]) for table in (coded, kept))
    pd.testing.assert_frame_equal(one, other)
    first, last = int(coded["year"].min()), int(coded["year"].max())
    found = fz.top_contributors(coded.assign(text=""), first, last)
    assert set(found["report_id"]) <= set(kept["report_id"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"doc_types": "plan"}, "doc_types is the text 'plan'; give a list"),
        ({"doc_types": ["news"]}, "doc_types is 'news'; use one of 'annual_report'"),
        ({"weight": "words"}, "weight is 'words'; use one of"),
        ({"target": "all"}, "target is 'all'; use one of"),
        ({"role": "heading"}, "role is 'heading'; use one of"),
        ({"level": 95}, "level is 95; give a number"),
    ],
)
def test_an_estimand_that_is_none_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(fz.InputError) as refused:
        Estimand(**given)
    assert str(refused.value).startswith(said)


def test_reports_left_out_are_counted_once() -> None:
    table = pd.DataFrame({"report_id": ["a", "a", "b", "c"], "year": [2019, 2019, 2019, None]})
    found = count_left_out(table.assign(doc_type=["plan", "plan", "annual_report", "plan"]), COUNTED_TYPES)
    assert found.to_dict("list") == {"report_id": ["a"], "year": [2019.0]}
    assert np.array_equal(Estimand(doc_types=None).counts(table), np.ones(4, dtype=bool))


def test_the_command_offers_the_types_and_says_how_many_are_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "\n一、完善制度\n制定规章2件，清理文件。\n二、规范执法\n规范行政处罚程序，办理案件3件。\n"
    (tmp_path / "a.txt").write_text(f"常熟市人民政府2020年法治政府建设情况报告{body}", encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"常熟市2020年法治政府建设工作要点{body}", encoding="utf-8")
    out = tmp_path / "shares.csv"
    with pytest.raises(SystemExit) as ended:
        main(["shares", str(tmp_path), "--out", str(out)])
    assert not ended.value.code
    assert "1 document of another type (such as a plan or news) is left out" in capsys.readouterr().err
    assert pd.read_csv(out)["n_reports"].unique().tolist() == [1]
    with pytest.raises(SystemExit):
        main(["shares", "--help"])
    said = "".join(capsys.readouterr().out.split())
    assert "|".join(DOC_TYPES) in said
