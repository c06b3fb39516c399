"""A corpus is told what it cannot support, and a large one nothing."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.topics.caveats import find_caveats


def units(n_reports: int, per_report: int, years: int = 1) -> pd.DataFrame:
    reports = [f"r{number}" for number in range(n_reports) for _ in range(per_report)]
    year = [2017 + number % years for number in range(n_reports) for _ in range(per_report)]
    return pd.DataFrame({"report_id": reports, "year": pd.array(year, dtype="Int64")})


@pytest.mark.parametrize(
    ("table", "n_topics", "said"),
    [
        (units(40, 10, 2), 5, []),
        (units(5, 100), 5, ["The corpus holds 5 reports"]),
        (units(40, 10, 39), 5, ["One report only in 2018, 2019"]),
        (units(40, 5, 2), 5, ["200 paragraphs for 5 topics"]),
        (
            units(1, 10),
            5,
            ["The corpus holds 1 report", "One report only in 2017", "10 paragraphs for 5 topics"],
        ),
    ],
)
def test_what_is_said(table: pd.DataFrame, n_topics: int, said: list[str]) -> None:
    found = find_caveats(table, n_topics)
    assert [caveat["en"].startswith(begin) for caveat, begin in zip(found, said, strict=True)] == [
        True
    ] * len(said)
    assert all(caveat["zh"].endswith("。") for caveat in found)
