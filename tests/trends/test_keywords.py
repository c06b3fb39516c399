"""Keyness: the formula by hand, copied words, masks, and what is not tested."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.tables import COLUMNS
from analysis.trends.keywords import count_words, log_odds


def corpus(rows: list[tuple[str, int, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["report_id", "year", "text"])


# two years of eight reports; the words are 执法, 监督 and 培训
ROWS = [
    (f"{year}-{n}", year, "，".join(words))
    for year, words in ((2019, ["执法", "监督", "监督"]), (2020, ["执法", "培训", "培训", "监督"]))
    for n in range(8)
]


def test_the_log_odds_by_hand() -> None:
    """Monroe, Colaresi & Quinn (2008), eq. 16, with the prior in proportion to the counts of all."""
    table = fz.keyness(corpus(ROWS), "year", prior=10, n_bootstrap=20).set_index(["group", "term"])
    count = {"2019": {"执法": 8, "监督": 16, "培训": 0}, "2020": {"执法": 8, "监督": 8, "培训": 16}}
    total = {word: count["2019"][word] + count["2020"][word] for word in count["2019"]}
    for group, other in (("2019", "2020"), ("2020", "2019")):
        for word, both in total.items():
            alpha = 10 * both / 56
            terms = []
            for own in (group, other):
                whole = sum(count[own].values())
                terms.append(math.log((count[own][word] + alpha) / (whole + 10 - count[own][word] - alpha)))
            row = table.loc[(group, word)]
            assert row["log_odds"] == pytest.approx(terms[0] - terms[1], abs=1e-12)
            assert (row["count"], row["count_rest"]) == (count[group][word], count[other][word])
            assert row["n_reports"] == (8 if count[group][word] else 0)


def test_a_word_that_one_report_repeats_is_not_told_from_chance() -> None:
    generator = np.random.default_rng(0)
    rows = []
    for n in range(30):
        for year in (2019, 2020):
            words = generator.choice(["执法", "监督", "复议"], size=30).tolist()
            words += ["普法"] * (
                300 if (n, year) == (0, 2020) else 1
            )  # in all, but in one three hundred times
            words += ["培训"] * (10 if year == 2020 else 0)  # a little in each report of 2020
            rows.append((f"{year}-{n}", year, "，".join(words)))
    table = fz.keyness(corpus(rows), "year").query("group == '2020'").set_index("term")
    assert table.loc["普法", "log_odds"] > 1
    assert table.loc["普法", "p_bh"] > 0.05
    assert table.loc["培训", "p_bh"] < 1e-6
    assert table.index[0] == "培训"


def test_no_difference_is_found_where_there_is_none() -> None:
    generator = np.random.default_rng(1)
    words = ["执法", "监督", "复议", "培训", "普法", "调解", "决策", "公开"]
    rows = [(f"r{n}", 2019 + n % 2, "，".join(generator.choice(words, size=60))) for n in range(80)]
    table = fz.keyness(corpus(rows), "year")
    assert table["p_bh"].min() > 0.05
    assert table["z"].abs().max() < 4


def test_places_numbers_and_function_words_are_left_out() -> None:
    counts, terms = count_words(["伊春市2017年的行政复议和35%的调解。"])
    assert "行政复议" in terms
    assert not set(terms) & {"伊春", "伊春市", "某地", "0", "2017", "的", "和", "。"}
    assert counts.sum() == len(terms)


def test_words_of_few_reports_are_left_out() -> None:
    rows = [*ROWS, ("x", 2020, "调解，调解，调解，调解，调解，调解，调解，调解")]
    assert "调解" not in set(fz.keyness(corpus(rows), "year", n_bootstrap=20)["term"])
    assert "调解" in set(fz.keyness(corpus(rows), "year", min_reports=1, n_bootstrap=20)["term"])


def test_a_group_of_one_report_has_no_z() -> None:
    rows = [*ROWS, ("x", 2021, "执法，培训")]
    table = fz.keyness(corpus(rows), "year", n_bootstrap=20)
    alone = table["group"] == "2021"
    assert table.loc[alone, ["z", "p", "p_bh"]].isna().all(axis=None)
    assert table.loc[alone, "log_odds"].notna().all()


def test_the_same_seed_gives_the_same_table() -> None:
    one, two = (fz.keyness(corpus(ROWS), "year", random_state=3, n_bootstrap=20) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert list(one.columns) == list(COLUMNS["keyness"])


def test_log_odds_of_a_stack_are_those_of_its_layers() -> None:
    generator = np.random.default_rng(0)
    counts, rest = generator.integers(0, 9, (2, 5, 4)).astype(float)
    alpha = np.array([1.0, 2.0, 3.0, 4.0])
    stacked = log_odds(counts, rest, alpha)
    for layer in range(5):
        np.testing.assert_allclose(stacked[layer], log_odds(counts[layer], rest[layer], alpha))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"by": "place"}, "paragraphs lacks the column(s) place"),
        ({"by": "one"}, "by is 'one' with 1 group(s); give a column with two groups or more."),
        (
            {"by": "year", "min_reports": 99},
            "min_reports is 99; give a lower number: no word occurs in that many reports.",
        ),
        ({"by": "year", "min_reports": 0}, "min_reports is 0; give 1 or more."),
        ({"by": "year", "n_bootstrap": 1}, "n_bootstrap is 1; give 2 or more."),
        ({"by": "year", "prior": 0}, "prior is 0; give a number above 0."),
    ],
)
def test_bad_input_is_named(given: dict[str, object], message: str) -> None:
    with pytest.raises(fz.InputError) as error:
        fz.keyness(corpus(ROWS).assign(one=1), **given)  # type: ignore[arg-type]
    assert message in str(error.value)
