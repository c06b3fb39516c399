"""A table in a notebook: areas by name and colour, intervals joined, gaps explained, nothing of a text taken for markup."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import analysis as fz
from analysis.study.display import Shown
from analysis.study.verbs import STEPS
from analysis.tables import make_table
from analysis.taxonomy import load_taxonomy

ROW = {
    "year": 2020, "area": 6, "share": 0.125, "low": 0.1, "high": 0.15, "level": 0.95, "estimator": "dsl", "weight": "characters",
    "n_reports": 3,
}  # fmt: skip


def shares(*rows: dict[str, Any]) -> pd.DataFrame:
    return make_table("shares", [{**ROW, **row} for row in rows])


def test_an_estimate_stands_with_its_interval_and_what_is_common_below() -> None:
    shown = fz.show(shares({}, {"area": 2, "share": 0.2, "n_reports": 4}), lang="en")
    assert shown.cells["share"].tolist() == ["12.5 [10.0, 15.0]", "20.0 [10.0, 15.0]"]
    assert shown.cells["area"].tolist() == ["6 Dispute resolution", "2 Rule-making"]
    assert not {"lower bound", "upper bound", "estimator", "year"} & set(shown.cells)
    assert shown.about == "In %. Brackets: 95% intervals. year: 2020; estimator: dsl; weight: characters."


def test_a_missing_interval_says_why_and_a_missing_value_is_no_number() -> None:
    alone = {"low": None, "high": None, "reason": "one region"}
    shown = fz.show(shares({}, alone, {"share": None, **alone, "n_reports": None}), lang="en")
    assert shown.cells["share"].tolist()[1:] == ["12.5 (no interval: one region)", "—"]
    assert shown.cells["number of reports"].tolist()[-1] == "—"
    assert "无区间" in fz.show(shares({}, alone)).cells.iloc[1].str.cat()


def test_correlations_reasons_and_rankings_are_told_in_the_language_with_a_true_minus() -> None:
    row = {
        "topic_a": 1,
        "topic_b": 2,
        "low": -0.9,
        "high": 0.1,
        "level": 0.95,
        "expected": -0.5,
        "n_reports": 12,
    }
    rows = [{**row, "correlation": -0.25}, {**row, "topic_b": 3, "correlation": 0.25}]
    shown = fz.show(make_table("topic correlations", rows), lang="en")
    assert shown.cells["correlation"].tolist() == ["−0.25 [−0.90, +0.10]", "+0.25 [−0.90, +0.10]"]
    assert "expected: −0.5" in shown.about
    few = [
        {**one, "correlation": None, "low": None, "high": None, "reason": "fewer than 10 governments"}
        for one in rows
    ]
    shown = fz.show(make_table("topic correlations", few), lang="zh")
    assert "缺失原因：政府不足 10 个" in shown.about
    assert "级别" not in shown.cells
    words = [
        {"topic": 1, "ranking": name, "rank": 1, "word": "复议", "probability": 0.1}
        for name in ("relevance", "probability")
    ]
    assert fz.show(make_table("topic terms", words), lang="zh").cells["排序依据"].tolist() == [
        "相关度",
        "频率",
    ]


def test_changes_are_points_and_slopes_keep_their_unit() -> None:
    usual = {"area": 6, "low": -0.01, "high": 0.03, "level": 0.95}
    change = make_table(
        "area changes", [{**usual, "year": 2022, "since": 2017, "change": 0.01, "p_holm": 0.0004}]
    )
    shown = fz.show(change, lang="en")
    assert shown.cells["change"].tolist() == ["+1.0 [−1.0, +3.0]"]
    assert shown.cells["p (Holm)"].tolist() == ["<0.001"]
    assert shown.about.startswith("In percentage points.")
    slope = make_table("trends", [{**usual, "slope": 1.234, "low": 0.5, "high": 2.0}])
    shown = fz.show(slope, lang="en")
    assert shown.cells["slope"].tolist() == ["+1.23 [+0.50, +2.00]"]
    assert shown.about.startswith("In percentage points per year.")
    topics = make_table("topic trends", [{"topic": 1, "slope": 0.2, "low": 0.1, "high": 0.3, "level": 0.95}])
    assert fz.show(topics).about.startswith("单位：百分点／年。")


def test_rows_that_were_chosen_show_no_number_of_their_own_but_a_named_index_stays() -> None:
    table = shares({"year": 2018}, {"area": 2, "year": 2019}, {"area": 6, "year": 2020})
    assert "index" not in fz.show(table[table["year"] > 2018], lang="en").cells.columns
    assert "year" in fz.show(table.set_index("year"), lang="en").cells.columns


def test_the_table_is_not_changed_and_what_is_left_out_is_counted() -> None:
    table = shares(*({"n_reports": n} for n in range(50)))
    before = table.copy()
    shown = fz.show(table, rows=10, lang="en")
    pd.testing.assert_frame_equal(table, before)
    assert len(shown.cells) == 10
    assert shown.about.endswith("40 more of 50 rows are not shown.")
    with pytest.raises(fz.InputError, match="rows is 0"):
        fz.show(table, rows=0)


def test_html_has_the_colour_of_each_area_and_escapes_texts() -> None:
    colour = load_taxonomy().areas.at[6, "colour"]
    page = fz.show(shares({}, {"area": 2}), lang="en")._repr_html_()
    assert page.count(f"background:{colour}") == 1
    hostile = "</td><script>alert(1)</script>"
    texts = pd.DataFrame({hostile: [hostile, "b"], "text": [hostile, "c" * 500]})
    page = fz.show(texts)._repr_html_()
    assert "<script" not in page
    assert "&lt;script" in page
    assert "c" * 200 not in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_table_of_a_study_can_be_shown(lang: str, study: tuple[Any, dict[str, pd.DataFrame]]) -> None:
    for name, table in study[1].items():
        shown = fz.show(table, lang=lang)
        assert isinstance(shown, Shown), name
        assert shown._repr_html_().startswith("<table>")
        assert len(shown.cells) == min(40, len(table)), name


def test_every_name_stands_in_one_step() -> None:
    table = fz.verbs()
    assert sorted(table["verb"]) == sorted(set(fz.__all__) - {"__version__"})
    assert set(table["step"]) == set(STEPS)
    assert table["does"].str.len().min() > 10
    with pytest.raises(fz.InputError, match="step is 'Reding'; use one of 'Reading'"):
        fz.verbs("Reding")
