"""Coverage and compliance count reports."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz

from .artists import note, year_labels
from .planted import make_compliance, make_coverage


def test_cells_hold_the_reports_of_all_levels() -> None:
    table = make_coverage()
    ax = fz.plot_coverage(table, lang="zh")
    grid = ax.images[0].get_array()
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows[:3] == ["河北", "山西", "内蒙古"]
    assert rows[-1] == "省份不详"
    own = table[(table["province"] == "山西省") & (table["year"] == 2018)]["n_reports"].sum()
    assert grid[1, 1] == own > 0
    assert np.nansum(grid) == table["n_reports"].sum()
    assert {text.get_text() for text in ax.texts} <= {str(n) for n in range(20)}


def test_thin_years_are_marked() -> None:
    ax = fz.plot_coverage(make_coverage(), lang="en")
    assert year_labels(ax) == ["2017*", "2018", "2019", "2020", "2021", "2022"]
    assert "too few reports" in note(ax)
    assert "too few" not in note(fz.plot_coverage(make_coverage().assign(thin=False), lang="en"))


@pytest.mark.parametrize("most", [1, 2, 7])
def test_the_key_of_counts_has_whole_numbers_alone(most: int) -> None:
    table = make_coverage().drop_duplicates(["year", "province"]).assign(n_reports=1)
    table.iloc[0, table.columns.get_loc("n_reports")] = most
    tiles = (
        table.dropna(subset=["province"]).drop_duplicates("province").rename(columns={"n_reports": "value"})
    )
    for ax, axis in ((fz.plot_coverage(table), "yaxis"), (fz.plot_province_tiles(tiles), "xaxis")):
        ax.figure.canvas.draw()
        own = getattr(ax.child_axes[0], axis)
        said = [label.get_text() for label in own.get_ticklabels()]
        assert len(said) > 1
        assert all(one.isdecimal() for one in said)


def test_provinces_of_another_list_come_after_those_of_the_code() -> None:
    table = make_coverage()
    moon = table["province"].replace("山西省", "（模拟）月川省")
    ax = fz.plot_coverage(table.assign(province=moon), lang="zh")
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows[:2] == ["河北", "内蒙古"]
    assert rows[-2:] == ["（模拟）月川省", "省份不详"]
    assert "模拟数据" in note(ax)


def test_a_table_without_years_is_refused() -> None:
    with pytest.raises(fz.InputError, match="coverage has no row with a year"):
        fz.plot_coverage(make_coverage().head(0))


def test_missing_facts_count_neither_way() -> None:
    table = make_compliance()
    ax = fz.plot_compliance(table, lang="en")
    facts = [
        "published_in_time",
        "has_work",
        "has_problems",
        "has_first_responsible",
        "has_plan",
        "areas_in_order",
    ]
    written = {tuple(map(int, text.get_position())): text.get_text() for text in ax.texts}
    for (column, year), (row, fact) in [
        (one, two) for one in enumerate(range(2018, 2023)) for two in enumerate(facts)
    ]:
        own = table.loc[table["year"] == year, fact].dropna()
        if len(own):
            assert written[column, row] == f"{int(own.sum())}/{len(own)}"
            assert ax.images[0].get_array()[row, column] == pytest.approx(own.mean())
        else:
            assert (column, row) not in written
    assert (4, 5) not in written  # no report of 2022 names two areas


def test_the_facts_of_the_samples_can_be_drawn(reports: pd.DataFrame, paragraphs: pd.DataFrame) -> None:
    ax = fz.plot_compliance(fz.compliance(reports, paragraphs))
    assert year_labels(ax) == [f"{year}年" for year in range(2017, 2023)]
