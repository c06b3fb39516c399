"""Terms between two years: kinds, planted and null changes, coverage of the change, examples, governments."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS
from analysis.trends.rates import change_interval
from analysis.words.segment import stop_words
from tests.trends.test_keywords import WORDS

PLANTED = {"rising": "审批局", "falling": "信访局", "first_seen": "复工复产", "gone": "脱贫攻坚"}


def texts(
    seed: int, *, n_regions: int = 14, planted: bool = True, areas: tuple[int, ...] = (1, 2)
) -> pd.DataFrame:
    """Governments with favourite words that report in both years; in area 1 four words change."""
    generator = np.random.default_rng(seed)
    rows = []
    for region in range(n_regions):
        liked = generator.gamma(1.0, 1.0, len(WORDS))
        for year in (2017, 2022):
            for area in areas:
                words = generator.choice(WORDS, size=80, p=liked / liked.sum()).tolist()
                many = (
                    {2017: (1, 5, 0, 3), 2022: (5, 1, 3, 0)}[year] if planted and area == 1 else (2, 2, 0, 0)
                )
                words += [word for word, n in zip(PLANTED.values(), many, strict=True) for _ in range(n)]
                rows.append((f"r{region}-{year}", year, area, f"{region}市", "，".join(words) + "。"))
    return pd.DataFrame(rows, columns=["report_id", "year", "area", "region", "text"])


def test_planted_changes_are_found_in_their_area_with_their_kind() -> None:
    table = texts(0)
    found = fz.term_shifts(table, reports=table.drop_duplicates("report_id"), n_permutations=299)
    assert list(found.columns) == list(COLUMNS["term shifts"])
    kinds = found.set_index("term")["kind"]
    assert {kind: kinds.get(term) for kind, term in PLANTED.items()} == dict.fromkeys(PLANTED) | {
        kind: kind for kind in PLANTED
    }
    assert (found["area"] == 1).all()
    assert len(found) <= len(PLANTED) + 1
    assert found["kind"].tolist() == sorted(
        found["kind"], key=["rising", "first_seen", "falling", "gone"].index
    )
    first = found.set_index("term").loc["复工复产"]
    assert (first["count_start"], first["rate_start"], first["count_end"], first["n_naming_end"]) == (
        0,
        0,
        42,
        14,
    )
    assert first["low"] > 0
    assert first["n_governments"] == 14
    assert len(first["governments"].split("、")) == 5
    assert "复工复产" in first["example"]


@pytest.mark.filterwarnings("ignore::analysis.errors.NothingFound")
def test_no_term_changes_where_none_does() -> None:
    found = [
        fz.term_shifts(own, reports=own.drop_duplicates("report_id"), n_permutations=99)
        for own in (texts(seed, planted=False) for seed in range(1, 9))
    ]
    assert np.mean([len(table) > 0 for table in found]) <= 0.25


def test_every_term_is_listed_on_demand() -> None:
    table = texts(0, areas=(1,))
    found = fz.term_shifts(table, every=True, n_terms=500, n_permutations=99)
    assert {*PLANTED.values(), *WORDS} - stop_words() <= set(found["term"])
    assert (found["p_adj"] >= found["p"] - 1e-12).all()


def test_without_areas_all_text_is_one_block() -> None:
    found = fz.term_shifts(texts(0).drop(columns="area"), n_permutations=99)
    assert found["area"].isna().all()
    assert set(PLANTED.values()) <= set(found["term"])


def test_words_of_few_reports_are_part_of_the_whole() -> None:
    rows = [
        (f"{n}-{year}", year, "执法，" + WORDS[n % 16] * (year > 2019))
        for n in range(16)
        for year in (2017, 2022)
    ]
    table = pd.DataFrame(rows, columns=["report_id", "year", "text"])
    found = fz.term_shifts(table, every=True, terms=[], min_reports=20, n_permutations=99)
    assert found["term"].tolist() == ["执法"]
    assert found["z"].iloc[0] < 0  # half of the words of the last year, all of the first
    with pytest.raises(fz.InputError, match="of the 32 of 2017 and 2022 at least 20 must use it"):
        fz.term_shifts(table.assign(text="执法"), terms=[], min_reports=20)


def test_years_that_cannot_be_tested_are_described_with_a_reason() -> None:
    table = texts(0, n_regions=1)
    found = fz.term_shifts(table, min_reports=1)
    assert found["p"].isna().all()
    assert set(found["reason"]) == {"one report"}
    assert found["low"].isna().all()
    few = fz.term_shifts(texts(0, n_regions=3), min_reports=3)
    assert set(few["reason"]) == {"too few permutations"}
    assert few["low"].notna().all()


def covered(n_regions: int, means: tuple[float, float], burst: float, draws: int) -> float:
    """Part of the draws whose interval holds the planted change; a region is alike in both years."""
    generator = np.random.default_rng([n_regions, int(10 * sum(means))])
    late = np.repeat([False, True], n_regions)
    cluster = np.tile(np.arange(n_regions), 2)
    hits = []
    for _ in range(draws):
        liked = generator.gamma(burst, 1 / burst, n_regions)
        counts = generator.poisson(np.concatenate([liked * mean for mean in means]))[:, None]
        chars = np.full(2 * n_regions, 5000.0)
        found = change_interval(counts.astype(float), chars, late, cluster, 0.95)
        truth = (means[1] - means[0]) / 5000
        hits.append(found["low"][0] <= truth <= found["high"][0] if counts.sum() else np.nan)
    return float(np.nanmean(hits))


@pytest.mark.parametrize("means", [(1.0, 3.0), (0.0, 1.0), (2.0, 2.0)])
@pytest.mark.parametrize("regions", [8, 30])
def test_intervals_of_the_change_hold_the_truth(regions: int, means: tuple[float, float]) -> None:
    assert covered(regions, means, 1.0, 150) >= 0.9


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"start": 2019}, "start is 2019; give a year that has text: 2017, 2022."),
        ({"start": 2022}, "end is 2022, as start; give paragraphs of two years."),
        ({"min_reports": 0}, "min_reports is 0; give 1 or more."),
        ({"min_reports": 99}, "at least 99 must use it; give more reports, or a lower min_reports"),
    ],
)
def test_bad_input_is_named(given: dict[str, int], message: str) -> None:
    with pytest.raises(fz.InputError) as error:
        fz.term_shifts(texts(0), **given)  # type: ignore[arg-type]
    assert message in str(error.value)
