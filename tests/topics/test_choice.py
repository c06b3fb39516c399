"""The grid prefers the number that was planted, and says why."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.topics.choice import _REASONS, _recommend

from .planted import Planted


@pytest.fixture(scope="module")
def grid(simulated: Planted) -> pd.DataFrame:
    return fz.choose_n_topics(simulated.paragraphs, (3, 10), n_seeds=3, passes=5)


def test_the_planted_number_predicts_better_and_is_recommended(grid: pd.DataFrame) -> None:
    three, ten = grid.set_index("n_topics").loc[[3, 10]].to_dict("records")
    assert ten["heldout"] > three["heldout"]
    assert ten["npmi"] > three["npmi"]
    assert (three["recommended"], ten["recommended"]) == (False, True)
    assert ten["reason"].startswith("Mean overlap between seeds")
    assert three["reason"].startswith(f"Mean overlap between seeds {three['stability']:.2f}, less than 0.5")


def test_columns_and_ranges(grid: pd.DataFrame) -> None:
    assert grid.columns.tolist() == [
        "n_topics", "npmi", "exclusivity", "heldout", "stability", "recommended", "reason",
    ]  # fmt: skip
    assert grid["npmi"].between(-1, 1).all()
    assert ((grid[["exclusivity", "stability"]] >= 0) & (grid[["exclusivity", "stability"]] <= 1)).all(
        axis=None
    )
    assert (grid["heldout"] < 0).all()


def test_the_same_seed_gives_the_same_grid(paragraphs: pd.DataFrame) -> None:
    one, two = (fz.choose_n_topics(paragraphs, [2], n_seeds=2, passes=2, lang="zh") for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert one["recommended"].all()


@pytest.mark.parametrize(
    ("rows", "chosen", "reason"),
    [
        # n_topics, npmi, exclusivity, heldout, error, stability
        (
            [(5, 0.1, 0.5, -6.0, 0.1, 0.9), (9, 0.2, 0.6, -6.05, 0.1, 0.8)],
            9,
            "of those, the best in coherence",
        ),
        (
            [(5, 0.1, 0.5, -6.0, 0.01, 0.9), (9, 0.2, 0.6, -6.05, 0.1, 0.8)],
            5,
            "of those, the best in coherence",
        ),
        (
            [(5, 0.1, 0.5, -6.0, 0.1, 0.4), (9, 0.2, 0.6, -6.05, 0.1, 0.3)],
            5,
            "leads for reading, not findings",
        ),
        (
            [(5, 0.1, 0.5, -7.0, 0.1, 0.9), (9, 0.2, 0.6, -6.0, 0.1, 0.3)],
            5,
            "more than one standard error below",
        ),
    ],
)
def test_the_rule(rows: list[tuple[float, ...]], chosen: int, reason: str) -> None:
    names = ["n_topics", "npmi", "exclusivity", "heldout", "error", "stability"]
    table = _recommend(pd.DataFrame(rows, columns=names), _REASONS["en"]).set_index("n_topics")
    assert table.index[table["recommended"]].tolist() == [chosen]
    assert reason in table.loc[chosen, "reason"]


@pytest.mark.parametrize(
    ("grid", "options", "message"),
    [
        ([], {}, "grid is empty; give numbers of topics"),
        ([1, 5], {}, "n_topics is 1; use a whole number of at least 2"),
        ([900], {}, "n_topics is 900 for .* paragraphs; use fewer topics"),
        ([2], {"n_seeds": 1}, "n_seeds is 1; use a whole number of at least 2"),
        ([2], {"subsample": 1.0}, "subsample is 1.0; give a share above 0 and below 1"),
    ],
)
def test_what_will_not_do_is_refused(
    paragraphs: pd.DataFrame, grid: list[int], options: dict[str, float], message: str
) -> None:
    with pytest.raises(fz.InputError, match=message):
        fz.choose_n_topics(paragraphs, grid, **options)


def test_one_report_is_refused(paragraphs: pd.DataFrame) -> None:
    one = paragraphs[paragraphs["report_id"] == paragraphs["report_id"].iloc[0]]
    with pytest.raises(fz.InputError, match="paragraphs come from fewer than two reports"):
        fz.choose_n_topics(one, [2])
