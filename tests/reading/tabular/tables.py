"""Tables of texts for tests."""

from __future__ import annotations

from typing import Any

import pandas as pd

PLACES = ("铜陵市", "淮北市")
YEARS = (2018, 2019)


def report(place: str, year: int, *, title: bool = True) -> str:
    """A short report of a place on a year."""
    head = f"{place}人民政府关于{year}年度法治政府建设情况的报告\n" if title else ""
    numbers = year % 100 + len(place) + ord(place[0]) % 7
    return (
        f"{head}{year}年，全市深入推进法治政府建设，现将有关情况报告如下。\n"
        f"一、依法全面履行政府职能\n取消行政许可事项{numbers}项，网上办理率达到{numbers + 60}%。\n"
        f"二、严格规范公正文明执法\n{place}全面推行行政执法公示制度，评查案卷{numbers * 3}件，办结行政处罚案件{numbers * 7}件。\n"
        f"三、存在的问题\n基层执法力量仍显不足，{place}将在下一年着力解决。\n"
    )


def corpus(**columns: Any) -> pd.DataFrame:
    """Four reports as a table: text, city and year."""
    pairs = [(place, year) for place in PLACES for year in YEARS]
    table = {
        "text": [report(*pair) for pair in pairs],
        "city": [pair[0] for pair in pairs],
        "year": [pair[1] for pair in pairs],
    }
    return pd.DataFrame({**table, **columns})
