"""Terms of two years: ends, intervals, order, glosses, and what was not tested."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz

from .artists import examine
from .planted import make_shifts


def lines(ax: object, gid: str) -> list[list[float]]:
    return [list(line.get_xdata()) for line in ax.get_lines() if line.get_gid() == gid]  # type: ignore[attr-defined]


def test_each_term_has_its_ends_and_the_interval_of_its_change() -> None:
    table = make_shifts().query("area == 4")
    ax = fz.plot_term_shifts(table)
    up = table[table["change"] > 0].sort_values("z", ascending=False, key=abs)
    down = table[table["change"] < 0].sort_values("z", ascending=False, key=abs)
    own = pd.concat([up, down])
    assert [label.get_text() for label in ax.get_yticklabels()] == own["term"].tolist()
    assert [x for (x,) in lines(ax, "start")] == own["rate_start"].tolist()
    assert [x for (x,) in lines(ax, "end")] == own["rate_end"].tolist()
    bands = [
        [start + low, start + high] for start, low, high in own[["rate_start", "low", "high"]].to_numpy()
    ]
    assert lines(ax, "interval") == bands
    assert examine(ax)[1] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_overlaps_in_a_column_or_a_page(lang: str) -> None:
    for area in (4, 6):
        assert examine(fz.plot_term_shifts(make_shifts(), area=area, lang=lang))[1] == []


def test_what_was_not_tested_is_hollow_and_said() -> None:
    marks = [
        [line.get_markerfacecolor() for line in ax.get_lines() if line.get_gid() == "end"]
        for ax in (fz.plot_term_shifts(make_shifts(), area=area) for area in (4, 6))
    ]
    assert "white" not in marks[0]
    assert set(marks[1]) == {"white"}


def test_english_figures_print_a_gloss_from_an_own_list() -> None:
    table = make_shifts().query("area == 4")
    term = table["term"].iloc[0]
    own = pd.DataFrame({"term": [term], "gloss": ["my gloss"]})
    labels = [
        label.get_text() for label in fz.plot_term_shifts(table, terms=own, lang="en").get_yticklabels()
    ]
    assert f"{term}\nmy gloss" in labels
    assert term in [label.get_text() for label in fz.plot_term_shifts(table, terms=own).get_yticklabels()]


def test_an_area_is_named_where_there_are_several() -> None:
    with pytest.raises(fz.InputError, match="area is None, but the table has 4, 6"):
        fz.plot_term_shifts(make_shifts())
    with pytest.raises(fz.InputError, match="shifts has no term"):
        fz.plot_term_shifts(make_shifts().iloc[:0])
    no_area = make_shifts().query("area == 4").assign(area=pd.array([pd.NA] * 10, dtype="Int64"))
    assert "2017" in fz.plot_term_shifts(no_area).get_title(loc="left")
