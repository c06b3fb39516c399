"""Keyness: the formula by hand, copied words, masks, and what is not tested."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS
from analysis.trends.keywords import count_words, log_odds
from analysis.words.terms import Terms


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
    assert table.loc["培训", ["p", "p_bh", "p_adj"]].max() < 0.01
    assert table.index[0] == "培训"


def test_no_difference_is_found_where_there_is_none() -> None:
    generator = np.random.default_rng(1)
    words = ["执法", "监督", "复议", "培训", "普法", "调解", "决策", "公开"]
    rows = [(f"r{n}", 2019 + n % 2, "，".join(generator.choice(words, size=60))) for n in range(80)]
    table = fz.keyness(corpus(rows), "year")
    assert table["p_bh"].min() > 0.05
    assert table["z"].abs().max() < 4


def test_places_numbers_and_function_words_are_left_out() -> None:
    texts = pd.DataFrame({"report_id": ["r"], "text": ["伊春市2017年的行政复议和35%的调解。"]})
    counts, terms = count_words(texts["text"].tolist(), Terms.of(None, texts))
    assert "行政复议" in terms
    assert not set(terms) & {"伊春", "伊春市", "某地", "0", "2017", "的", "和", "。"}
    assert counts.sum() == len(terms)


def test_terms_stay_whole_and_single_characters_are_left_out() -> None:
    rows = [(f"{n}", 2019 + n % 2, "发展新质生产力，推进河长制巡查，护林，桥") for n in range(12)]
    own = {"n_permutations": 20, "min_reports": 1}
    words = set(fz.keyness(corpus(rows), "year", **own)["term"])
    assert {"新质生产力", "河长制"} <= words
    assert min(map(len, words)) > 1
    listed = set(fz.keyness(corpus(rows), "year", terms=["河长制巡查"], **own)["term"])
    assert {"新质生产力", "河长制巡查"} <= listed
    assert "河长制" not in listed
    assert min(map(len, fz.keyness(corpus(rows), "year", single=True, **own)["term"])) == 1


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


_PAIRS = (
    "执法监督复议培训普法调解决策公开审查备案清理许可监管信用市场环境诉讼应诉公正文明责任制度"
    "考核督察宣传教育法治政府服务群众企业项目投资公共安全卫生交通土地规划建设改革创新发展领导"
)
WORDS = [_PAIRS[place : place + 2] for place in range(0, len(_PAIRS), 2)]


def bursty(
    generator: np.random.Generator, n_regions: int, per_region: int, burst: float = 1.0
) -> pd.DataFrame:
    """Reports whose words bunch: a region has its own favourites, and a report bends them again."""
    rows = []
    for region in range(n_regions):
        liked = generator.gamma(burst, 1 / burst, len(WORDS))
        for number in range(per_region):
            chances = liked * generator.gamma(3, 1 / 3, len(WORDS))
            words = generator.choice(WORDS, size=60, p=chances / chances.sum())
            rows.append((f"r{region}-{number}", region, "，".join(words)))
    return pd.DataFrame(rows, columns=["report_id", "region", "text"])


def tables(
    runs: int, n_regions: int, per_region: int, by: str, *, knows_regions: bool = True
) -> list[pd.DataFrame]:
    """Keyness of groups that chance made: of regions, or of reports."""
    found = []
    for seed in range(runs):
        generator = np.random.default_rng([seed, n_regions])
        texts = bursty(generator, n_regions, per_region)
        half = generator.permutation(n_regions) < n_regions // 2
        texts["group"] = half[texts["region"]] if by == "region" else generator.random(len(texts)) < 0.4
        places = texts.assign(region=texts["region"].astype(str))[["report_id", "region"]]
        given = places if knows_regions else None
        found.append(fz.keyness(texts, "group", reports=given, n_permutations=199, random_state=seed))
    return found


def hit(found: list[pd.DataFrame], column: str) -> float:
    """Part of the tables with any word below 5%."""
    return float(np.mean([(table[column] < 0.05).any() for table in found]))


def test_groups_made_by_chance_have_no_words_of_their_own() -> None:
    found = tables(30, 24, 1, "report")
    assert max(hit(found, "p_bh"), hit(found, "p_adj")) <= 0.1
    assert np.mean([(table["p"] < 0.05).mean() for table in found]) == pytest.approx(0.05, abs=0.02)


def test_groups_of_regions_are_tested_by_regions() -> None:
    """Six reports of each region: taken for independent, its favourites would tell the groups apart."""
    assert hit(tables(25, 16, 6, "region"), "p_adj") <= 0.12
    assert hit(tables(12, 16, 6, "region", knows_regions=False), "p_adj") > 0.5


def test_years_of_a_panel_are_tested_within_regions() -> None:
    found = tables(25, 8, 6, "report")
    assert max(hit(found, "p_bh"), hit(found, "p_adj")) <= 0.12


@pytest.mark.slow
def test_groups_made_by_chance_in_many_runs() -> None:
    found = tables(400, 24, 1, "report")
    assert max(hit(found, "p_bh"), hit(found, "p_adj")) <= 0.07
    found = tables(200, 16, 6, "region")
    assert max(hit(found, "p_bh"), hit(found, "p_adj")) <= 0.08


def test_a_planted_word_is_found_and_a_word_of_one_side_alone_is_not_overstated() -> None:
    generator = np.random.default_rng(5)
    texts = bursty(generator, 40, 1)
    texts["group"] = np.where(texts["region"] < 20, "A", "B")
    planted = texts["group"].eq("A")
    texts.loc[planted, "text"] += "，司法所，司法所，司法所"
    some = texts.index[planted][:5]
    texts.loc[some, "text"] += "，仲裁"  # in five reports of one side and none of the other
    table = fz.keyness(texts, "group").query("group == 'A'").set_index("term")
    assert table.loc["司法所", ["p", "p_bh", "p_adj"]].max() < 0.01
    assert abs(table.loc["仲裁", "z"]) < 2.5
    assert table.loc["仲裁", "p_adj"] > 0.05


def test_where_labels_can_hardly_fall_otherwise_there_is_no_p_and_a_reason() -> None:
    rows = [row for row in ROWS if row[0].split("-")[1] in "012"]  # three reports a year: 20 ways
    table = fz.keyness(corpus(rows), "year", min_reports=1)
    assert table["z"].notna().all()
    assert table[["p", "p_bh", "p_adj"]].isna().all(axis=None)
    assert table["reason"].unique().tolist() == ["too few permutations"]
    assert fz.keyness(corpus(ROWS), "year")["reason"].isna().all()
