"""A folder by year and province that DuckDB and polars open, and the queries of the documentation."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pandas as pd
import polars
import pyarrow as pa
import pytest

import analysis as fz
from analysis.scale.corpus import classify_corpus
from analysis.scale.partitions import PartitionedWriter

DOCS = Path(__file__).parents[2] / "docs" / "scale.md"
QUERIES = re.findall(r"```sql\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    classify_corpus(fz.sample_reports(), home / "coded", chunk=2)
    return home


@pytest.fixture
def answers(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[pd.DataFrame]:
    monkeypatch.chdir(home)
    return [duckdb.sql(query).df() for query in QUERIES]


def test_duckdb_and_polars_read_what_was_written(home: Path, coded: pd.DataFrame) -> None:
    query = f"SELECT * FROM '{home}/coded/**/*.parquet' ORDER BY paragraph_id"
    by_duckdb = duckdb.sql(query).df().set_index("paragraph_id")
    by_polars = polars.scan_parquet(home / "coded").sort("paragraph_id").collect()
    expected = coded.set_index("paragraph_id").sort_index()
    for name in ("year", "area", "probability", "text", "n_chars"):
        assert by_duckdb[name].dropna().tolist() == expected[name].dropna().tolist()
        assert [value for value in by_polars[name].to_list() if value is not None] == expected[
            name
        ].dropna().tolist()
    assert (
        set(by_duckdb["province"]) == set(by_polars["province"]) == {"黑龙江省", "山东省", "江苏省", "湖北省"}
    )


def test_the_first_query_gives_the_shares_of_the_package(
    answers: list[pd.DataFrame], coded: pd.DataFrame
) -> None:
    expected = fz.area_shares(coded).set_index(["year", "area"])["share"].to_dict()
    assert answers[0].set_index(["year", "area"])["share"].to_dict() == pytest.approx(expected)


def test_the_other_queries_answer(answers: list[pd.DataFrame], coded: pd.DataFrame) -> None:
    provinces, term, unsure, own = answers[1:]
    assert set(provinces["province"]) == {"黑龙江省", "山东省", "江苏省", "湖北省"}
    assert provinces.set_index("province").loc["黑龙江省", "year"] == 2019
    has = coded["text"].str.contains("行政复议")
    assert term.set_index("year")["with_term"].to_dict() == (
        coded.assign(has=has).groupby(["year", "report_id"])["has"].any().groupby("year").sum().to_dict()
    )
    assert 0 < len(unsure) <= 20
    assert unsure["probability"].is_monotonic_increasing
    assert own["own"].notna().sum() == 1


def test_shares_of_the_folder_are_those_of_the_table(
    home: Path, coded: pd.DataFrame, reports: pd.DataFrame
) -> None:
    expected = fz.area_shares(coded, reports=reports)
    pd.testing.assert_frame_equal(fz.area_shares(home / "coded"), expected, check_exact=True)


def test_unknown_years_and_provinces_are_missing(tmp_path: Path) -> None:
    table = pa.table({"year": [2019, None], "province": [None, "江苏省"], "n": [1, 2]})
    with PartitionedWriter(tmp_path / "parts") as sink:
        sink.write_table(table)
        sink.write_table(table.slice(0, 1))
    query = f"SELECT year, province, n FROM '{tmp_path}/parts/**/*.parquet' ORDER BY n"
    assert duckdb.sql(query).fetchall() == [(2019, None, 1), (2019, None, 1), (None, "江苏省", 2)]
