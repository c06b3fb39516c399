"""Agreement of coders against published and independent numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

import analysis as fz
from analysis.coding.agreement import alpha_of_coincidences, krippendorff_alpha
from analysis.tables import make_table


def codes_of(first: list[int], second: list[int], *, reports: int = 2) -> pd.DataFrame:
    rows = [
        {"unit_id": f"r{n % reports}-p{n:03d}-i01", "coder": coder, "role": "work", "area": area}
        for n, pair in enumerate(zip(first, second, strict=True))
        for coder, area in zip("ab", pair, strict=True)
    ]
    return make_table("codes", rows)


def test_alpha_of_the_published_nominal_example() -> None:
    # Krippendorff (2011), "Computing Krippendorff's alpha-reliability", example B: two observers, nominal data
    one = np.array(["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"])
    two = np.array(["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"])
    counts = (
        pd.crosstab(one, two).reindex(index=list("abcde"), columns=list("abcde"), fill_value=0).to_numpy()
    )
    assert krippendorff_alpha(counts) == pytest.approx(0.692, abs=5e-4)


def test_kappa_and_percent_equal_an_independent_computation() -> None:
    generator = np.random.default_rng(3)
    first = generator.integers(1, 9, 200)
    second = np.where(generator.random(200) < 0.8, first, generator.integers(1, 9, 200))
    row = (
        fz.coder_agreement(codes_of(first.tolist(), second.tolist()), n_resamples=50)
        .set_index("variable")
        .loc["area"]
    )
    assert row["kappa"] == pytest.approx(cohen_kappa_score(first, second))
    assert row["percent"] == pytest.approx((first == second).mean())
    assert row["kappa_low"] < row["kappa"] < row["kappa_high"]


def test_one_report_gives_no_interval() -> None:
    table = fz.coder_agreement(codes_of([1, 2, 3], [1, 2, 4], reports=1))
    assert table["percent_low"].isna().all()
    assert (table["n_reports"] == 1).all()


def test_units_without_area_count_for_role_only() -> None:
    codes = codes_of([1, 2], [1, 2])
    codes.loc[codes["unit_id"].str.contains("p000"), ["role", "area"]] = ["heading", 0]
    table = fz.coder_agreement(codes, n_resamples=9).set_index("variable")
    assert table.loc["role", "n_units"] == 2
    assert table.loc["area", "n_units"] == 1


def test_disagreements_stand_side_by_side() -> None:
    table = fz.disagreements(codes_of([1, 2, 3], [1, 5, 3]))
    assert table[["unit_id", "area_by_1", "area_by_2"]].to_numpy().tolist() == [["r1-p001-i01", "2", "5"]]


def test_final_is_no_coder_by_default() -> None:
    codes = codes_of([1, 2], [1, 2]).replace({"coder": {"b": "final"}})
    with pytest.raises(fz.InputError, match="two coders"):
        fz.coder_agreement(codes)


def test_no_common_unit_is_an_error() -> None:
    codes = codes_of([1, 2], [1, 2])
    codes.loc[codes["coder"] == "b", "unit_id"] += "x"
    with pytest.raises(fz.InputError, match="no unit that both"):
        fz.coder_agreement(codes)


# Three coders and more

PUBLISHED = {  # Krippendorff (2011), "Computing Krippendorff's alpha-reliability", example C: four observers, gaps
    "a": "123321412...",
    "b": "1233224125.3",
    "c": ".3332342251.",
    "d": "12332441251.",
}


def codes_with_gaps(answers: dict[str, str], *, reports: int = 2) -> pd.DataFrame:
    """One unit per column; a dot is a unit that the coder has not coded."""
    rows = [
        {"unit_id": f"r{n % reports}-p{n:03d}-i01", "coder": coder, "role": "work", "area": int(answer)}
        for coder, given in answers.items()
        for n, answer in enumerate(given)
        if answer != "."
    ]
    return make_table("codes", rows)


def test_alpha_of_the_published_example_with_four_observers_and_gaps() -> None:
    assert {len(given) for given in PUBLISHED.values()} == {12}
    table = fz.coder_agreement(codes_with_gaps(PUBLISHED), n_resamples=9)
    together = table[(table["coder_1"] == "all") & (table["variable"] == "area")].iloc[0]
    assert together["alpha"] == pytest.approx(0.743, abs=5e-4)
    assert (together["n_units"], together["n_agree"]) == (11, 8)  # one unit has one answer only
    assert together["percent"] == pytest.approx(8 / 11)
    assert np.isnan(together["kappa"])
    assert together["coder_2"] == "all"


def test_every_pair_is_compared_as_it_is_alone() -> None:
    generator = np.random.default_rng(5)
    answers = {coder: "".join(map(str, generator.integers(1, 5, 60))) for coder in "abc"}
    codes = codes_with_gaps(answers, reports=6)
    table = fz.coder_agreement(codes, n_resamples=50)
    pairs = table[["coder_1", "coder_2"]].drop_duplicates().values.tolist()
    assert pairs == [["a", "b"], ["a", "c"], ["b", "c"], ["all", "all"]]
    for first, second in pairs[:-1]:
        own = table[(table["coder_1"] == first) & (table["coder_2"] == second)].reset_index(drop=True)
        pd.testing.assert_frame_equal(own, fz.coder_agreement(codes, coders=(first, second), n_resamples=50))


def test_alpha_of_two_coders_is_the_general_one() -> None:
    codes = codes_of([1, 2, 3, 4, 4, 1], [1, 2, 3, 1, 4, 2])
    counts = pd.crosstab(np.array([1, 2, 3, 4, 4, 1]), np.array([1, 2, 3, 1, 4, 2])).to_numpy()
    third = codes[codes["coder"] == "a"].assign(coder="c").iloc[:0]
    table = fz.coder_agreement(pd.concat([codes, third]), n_resamples=9).set_index("variable")
    assert table.at["area", "alpha"] == krippendorff_alpha(counts)
    assert alpha_of_coincidences(counts + counts.T) == krippendorff_alpha(counts)


def test_pairs_without_a_common_unit_have_no_rows() -> None:
    table = fz.coder_agreement(codes_with_gaps({"a": "11..", "b": "1221", "c": "..21"}), n_resamples=9)
    assert table[["coder_1", "coder_2"]].drop_duplicates().values.tolist() == [
        ["a", "b"],
        ["b", "c"],
        ["all", "all"],
    ]
    with pytest.raises(fz.InputError, match="has no unit that two of 'a' and 'b' and 'c' coded"):
        fz.coder_agreement(codes_with_gaps({"a": "1..", "b": ".1.", "c": "..1"}))


def test_an_area_counts_only_among_those_whose_role_has_one() -> None:
    codes = codes_with_gaps({"a": "12", "b": "12", "c": "12"})
    codes.loc[(codes["coder"] == "c") & codes["unit_id"].str.contains("p000"), ["role", "area"]] = [
        "heading",
        0,
    ]
    table = fz.coder_agreement(codes, n_resamples=9).set_index(["coder_1", "variable"])
    together = table.loc["all"]
    assert (together.at["role", "n_agree"], together.at["role", "n_units"]) == (1, 2)
    assert (together.at["area", "n_agree"], together.at["area", "n_units"]) == (2, 2)


def test_disagreements_of_three_coders_say_who_coded() -> None:
    table = fz.disagreements(codes_with_gaps({"a": "123", "b": "12.", "c": "1.5"}))
    assert table["unit_id"].tolist() == ["r0-p002-i01"]
    row = table.iloc[0]
    assert [row[f"area_by_{k}"] for k in (1, 2, 3)] == ["3", pd.NA, "5"]
    assert [row[f"coder_{k}"] for k in (1, 2, 3)] == ["a", pd.NA, "c"]


def test_reports_are_those_of_the_column() -> None:
    codes = codes_of([1, 2, 3, 4], [1, 2, 3, 1])
    own = codes.assign(report_id=[f"report {k // 2}" for k in range(8)], unit_id=codes["unit_id"].str[-7:])
    assert set(fz.coder_agreement(codes, n_resamples=9)["n_reports"]) == {2}
    assert set(fz.coder_agreement(own, n_resamples=9)["n_reports"]) == {4}


@pytest.mark.parametrize("coders", [("a",), ("a", "a"), ()])
def test_coders_asked_for_are_two_or_more(coders: tuple[str, ...]) -> None:
    with pytest.raises(fz.InputError, match=r"coders is .*; name two coders or more, each once"):
        fz.coder_agreement(codes_of([1], [1]), coders=coders)
    with pytest.raises(fz.InputError, match="coders is 'z'"):
        fz.coder_agreement(codes_of([1], [1]), coders=("a", "z"))


def test_two_codes_of_one_coder_are_an_error() -> None:
    codes = pd.concat([codes_of([1], [1]), codes_of([2], [1])])
    for verb in (fz.coder_agreement, fz.disagreements):
        with pytest.raises(fz.InputError, match="two codes by one coder"):
            verb(codes)
