"""A table of texts with days and no year: the years are not guessed, and what would take them is said."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import analysis as fz
from analysis.cli import fazhi
from analysis.reading.remarks import days_for_years
from analysis.study.page.corpus import caveats
from analysis.study.page.words import load_words

POLICY = "为推进数字政府建设，现提出如下意见。\n一、总体要求\n坚持统筹规划，第{n}批共部署任务{n}项。\n"
DAYS = [dt.datetime(2019, 3, 1), dt.datetime(2020, 7, 9), dt.datetime(2021, 1, 5)]


def policies(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"text": [POLICY.format(n=number) * 3 for number in (3, 55, 7)], **columns})


def found(table: pd.DataFrame) -> list[tuple[str, str]]:
    """Column of days, and how the option names it."""
    remarks = days_for_years(*fz.read_reports(table, return_ledger=True))
    return [(remark.parts["column"], remark.parts["name"]) for remark in remarks]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"Release Time": DAYS}, [("Release Time", "Release Time")]),
        ({"何时印发": ["2019年3月1日", "2020年7月9日", "2021年1月5日"]}, [("何时印发", "何时印发")]),
        ({"no": [1, 2, 3], "issued on": ["2019-03", "2020-07", "2021-01"]}, [("issued on", "issued on")]),
        ({"from": [2019, 2020, 2021], "to": [2020, 2021, 2022]}, [("from", "from")]),  # which one is not guessed
        ({"day, $(month)": DAYS}, [("day, $(month)", "B")]),
        ({"year": [2019, 2020, 2021], "date": DAYS}, []),
        ({"serial": [43555, 43556, 43557], "source": ["https://x.cn/2019/1"] * 3}, []),
        ({"note": ["2019-03-01", "无", "见附件"]}, []),
    ],
)  # fmt: skip
def test_the_column_with_days_is_named_where_no_column_has_the_year(
    columns: dict[str, list[Any]], expected: list[tuple[str, str]]
) -> None:
    assert found(policies(**columns)) == expected


def test_nothing_is_said_where_the_texts_state_every_year() -> None:
    table = policies(date=DAYS).assign(text=lambda own: "铜陵市2020年法治政府建设年度报告\n" + own["text"])
    assert found(table) == []


def test_the_column_named_gives_the_years_and_says_that_they_are_of_a_day() -> None:
    table = policies(**{"Release Time": DAYS})
    reports = fz.read_reports(table, columns={"year": "Release Time"})
    assert reports["year"].tolist() == [2019, 2020, 2021]
    assert reports["year_from"].tolist() == ["day"] * 3
    assert reports["published"].notna().all()
    by_letter = fz.read_reports(table, columns="year=B")
    assert by_letter["year_from"].tolist() == ["day"] * 3
    corrected = fz.read_reports(
        table,
        columns={"year": "Release Time"},
        metadata=pd.DataFrame({"path": ["table/1"], "year": [2018]}),
    )
    assert corrected[["year", "year_from"]].values.tolist() == [[2018, "table"], [2020, "day"], [2021, "day"]]


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "--columns \"year=Release Time\" (in Python columns={'year': 'Release Time'})"),
        ("zh", "--columns \"year=Release Time\"（Python 中为 columns={'year': 'Release Time'}）"),
    ],
)
def test_commands_and_the_page_say_what_would_take_the_years(
    tmp_path: Path, lang: str, sentence: str
) -> None:
    file = tmp_path / "policies.xlsx"
    policies(**{"Release Time": DAYS}).to_excel(file, index=False)
    done = CliRunner().invoke(fazhi, ["check", str(file), "--lang", lang])
    assert done.output.count(sentence) == 1
    reports, ledger = fz.read_reports(file, return_ledger=True)
    tables = {"reports": reports, "ledger": ledger, "paragraphs": fz.split_paragraphs(reports)}
    assert sum(sentence in caveat for caveat in caveats(tables, None, load_words(lang))) == 1


@pytest.mark.parametrize("out", ["reports.csv", "reports.parquet"])
def test_reading_says_how_many_have_no_year_and_what_would_do(tmp_path: Path, out: str) -> None:
    file = tmp_path / "policies.csv"
    policies(**{"Release Time": DAYS}).to_csv(file, index=False)
    done = CliRunner().invoke(fazhi, ["read", str(file), "--out", str(tmp_path / out)])
    assert "3 documents have no year" in done.output
    assert done.output.count('--columns "year=Release Time"') == 1
    done = CliRunner().invoke(
        fazhi, ["read", str(file), "--columns", "year=Release Time", "--out", str(tmp_path / f"again-{out}")]
    )
    assert "no year" not in done.output
