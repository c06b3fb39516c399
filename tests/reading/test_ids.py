"""Ids taken apart."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.reading.ids import paragraph_of, report_of


@pytest.mark.parametrize(
    ("unit_id", "paragraph", "report"),
    [
        ("yichun_2017-p001-i01", "yichun_2017-p001", "yichun_2017"),
        ("yichun_2017-p001", "yichun_2017-p001", "yichun_2017"),
        ("yichun_2017", "yichun_2017", "yichun_2017"),
        ("a-p1-i2-p003-i10", "a-p1-i2-p003", "a-p1-i2"),  # a report's own name may look like an id
        ("伊春-p1000-i100", "伊春-p1000", "伊春"),
        ("u1", "u1", "u1"),
        ("r-pi01", "r-pi01", "r-pi01"),
    ],
)
def test_an_id_names_its_paragraph_and_report(unit_id: str, paragraph: str, report: str) -> None:
    ids = pd.Series([unit_id])
    assert (paragraph_of(ids).item(), report_of(ids).item()) == (paragraph, report)


def test_missing_ids_stay_missing() -> None:
    ids = pd.Series([pd.NA, "r-p001-i01"], index=[3, 4], dtype="string")
    assert report_of(ids).tolist() == [pd.NA, "r"]
    assert paragraph_of(ids).index.tolist() == [3, 4]
