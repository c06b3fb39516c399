"""The draw of codes: what is the whole draw, what can be mended and is said, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import analysis as fz
from analysis.design import AT_RANDOM, POOLED, PREFIX, UNKNOWN, WHOLE, blanks_at_random, check_design
from analysis.errors import InputError
from analysis.frames import RUNNING
from analysis.simulation.reports import Simulation

UNIT = ("frame_id", "stratum", "stratum_size", "draw_order")


@pytest.fixture(scope="module")
def sim() -> Simulation:
    # half of area 5 is read as area 6 in all years: a count is off by several points
    return fz.make_reports(n_regions=24, drift=0.5, drift_years=range(2017, 2023), random_state=3)


def draw(sim: Simulation, seed: int = 0, per_year: int = 60) -> pd.DataFrame:
    return sim.code(fz.sample_for_coding(sim.paragraphs, per_year=per_year, random_state=seed))


def first(codes: pd.DataFrame, part: float) -> pd.DataFrame:
    return codes.iloc[: int(len(codes) * part)]


# --- the draw that sample_for_coding records ---


def test_the_draw_counts_its_strata(sim: Simulation) -> None:
    sample = fz.sample_for_coding(sim.paragraphs, per_year=40, random_state=1)
    paragraphs = sample.drop_duplicates("paragraph_id")
    assert len(sample["frame_id"].unique()) == 1
    sums = paragraphs.groupby("stratum").agg(
        drawn=("paragraph_id", "size"), size=("stratum_size", "first"), last=("draw_order", "max")
    )
    assert (sums["drawn"] == sums["last"]).all()
    coded = sim.paragraphs
    running = coded["role"].isin(RUNNING) & (coded["n_chars"] > 0)
    assert sums["size"].sum() == running.sum()
    year = sums.index.str[5:9].to_series(index=sums.index)
    assert sums.groupby(year)["drawn"].sum().eq(40).all()
    other = ~sums.index.str.endswith("role=work")
    assert sums.loc[other, "drawn"].eq(6).all()  # 15% of 40
    np.testing.assert_allclose(
        paragraphs["inclusion_probability"], sums.loc[paragraphs["stratum"], "drawn"] / sums.loc[paragraphs["stratum"], "size"]
    )  # fmt: skip


def test_draws_from_one_frame_are_known_and_told_apart(sim: Simulation) -> None:
    one, two = draw(sim, 1)["frame_id"].iloc[0], draw(sim, 2)["frame_id"].iloc[0]
    fewer = sim.paragraphs[sim.paragraphs["year"] > 2017]
    other = fz.sample_for_coding(fewer, per_year=60, random_state=1)["frame_id"].iloc[0]
    assert one != two
    assert one.split(".")[0] == two.split(".")[0] != other.split(".")[0]
    assert one == draw(sim, 1)["frame_id"].iloc[0]


# --- what the codes say of their draw ---


def test_the_whole_draw_keeps_its_probabilities(sim: Simulation) -> None:
    codes = draw(sim)
    design = check_design(codes)
    assert design.note == WHOLE
    pd.testing.assert_series_equal(
        design.codes["inclusion_probability"], codes["inclusion_probability"], check_exact=True
    )


@pytest.mark.parametrize("part", [0.9, 0.5, 0.3])
def test_a_sheet_coded_from_its_top_is_a_smaller_sample(sim: Simulation, part: float) -> None:
    codes = first(draw(sim), part)
    design = check_design(codes)
    assert design.note == PREFIX
    drawn = design.codes.drop_duplicates("paragraph_id")
    sums = (1 / drawn["inclusion_probability"]).groupby(drawn["stratum"]).sum()
    size = drawn.groupby("stratum")["stratum_size"].first().astype(float)
    np.testing.assert_allclose(sums, size)
    assert len(codes) - len(design.codes) < 4  # what was begun of the last paragraph is left out


def test_each_stratum_may_be_coded_to_another_row(sim: Simulation) -> None:
    codes = draw(sim)
    early = codes["stratum"].str.contains("2017|2018")
    assert check_design(codes[~early | (codes["draw_order"] <= 5)]).note == PREFIX


def test_blanks_between_coded_paragraphs_are_refused_or_taken_as_chance(sim: Simulation) -> None:
    codes = draw(sim)
    holes = codes[codes["draw_order"] % 3 > 0]
    with pytest.raises(InputError, match=r"leave 2 of the first 8 paragraphs drawn in stratum .* uncoded"):
        check_design(holes[holes["draw_order"] < 9])
    taken = blanks_at_random(holes)
    design = check_design(taken)
    assert design.note == AT_RANDOM
    drawn = design.codes.drop_duplicates("paragraph_id")
    sums = (1 / drawn["inclusion_probability"]).groupby(drawn["stratum"]).sum()
    np.testing.assert_allclose(sums, drawn.groupby("stratum")["stratum_size"].first().astype(float))
    pd.testing.assert_frame_equal(blanks_at_random(taken), taken)
    assert fz.area_shares(sim.paragraphs, taken)["design"].eq(AT_RANDOM).all()


def spoil(codes: pd.DataFrame, how: str) -> pd.DataFrame:
    codes = codes.copy()
    rows = codes["stratum"] == codes["stratum"].iloc[0]
    if how == "a probability typed wrongly":
        codes.loc[rows, "inclusion_probability"] *= 1.01
    elif how == "all probabilities doubled":
        codes["inclusion_probability"] *= 2
    elif how == "two probabilities":
        codes.loc[codes.index[0], "inclusion_probability"] *= 0.5
    elif how == "two sizes":
        codes.loc[codes.index[0], "stratum_size"] += 1
    elif how == "an order twice":
        codes.loc[rows, "draw_order"] = 1
    elif how == "an order beyond the draw":
        codes.loc[codes.index[0], "draw_order"] = 10_000
    elif how == "some rows without a frame":
        codes.loc[rows, "frame_id"] = pd.NA
    elif how == "a paragraph in part":
        many = codes["paragraph_id"].duplicated(keep=False)
        codes = codes.drop(index=codes.index[many][0])
    elif how == "a unit twice in one draw":
        codes = pd.concat([codes, codes.head(1)])
    elif how == "a unit coded otherwise in a second draw":
        again = codes.head(1).assign(frame_id=codes["frame_id"].iloc[0] + "x", area=8)
        codes = pd.concat([codes, again])
    return codes


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("a probability typed wrongly", "which makes .* drawn"),
        ("two probabilities", "have the inclusion_probability .* in one stratum"),
        ("two sizes", "have the stratum_size .* in one stratum"),
        ("an order twice", "put these columns back"),
        ("an order beyond the draw", "draw_order up to 10000"),
        ("some rows without a frame", "rows with only a part of frame_id, stratum, stratum_size, draw_order"),
        ("a paragraph in part", "cover only a part of 1 paragraphs"),
        ("a unit twice in one draw", "hold a unit twice"),
        ("a unit coded otherwise in a second draw", "hold a unit twice"),
    ],
)
def test_what_is_not_the_draw_is_refused(sim: Simulation, how: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_design(spoil(draw(sim), how))


def test_wrong_probabilities_of_a_whole_sheet_do_no_harm_or_are_refused(sim: Simulation) -> None:
    """Twice the probability says that twice as many were drawn; the order says which were coded, and sets it right."""
    codes = draw(sim)
    design = check_design(spoil(codes, "all probabilities doubled"))
    np.testing.assert_allclose(design.codes["inclusion_probability"], codes["inclusion_probability"])


# --- two draws, and reports that came later ---


def test_two_draws_of_one_frame_have_joint_probabilities(sim: Simulation) -> None:
    one, two = draw(sim, 1), draw(sim, 2)
    both = pd.concat([one, two], ignore_index=True)
    design = check_design(both)
    assert design.note == POOLED
    drawn = design.codes.drop_duplicates("paragraph_id")
    assert len(drawn) == pd.concat([one, two])["paragraph_id"].nunique()
    sums = (1 / drawn["inclusion_probability"]).groupby(drawn["stratum"]).sum()
    np.testing.assert_allclose(sums, drawn.groupby("stratum")["stratum_size"].first().astype(float))
    without = pd.concat([one, two[~two["unit_id"].isin(one["unit_id"])]], ignore_index=True)
    pd.testing.assert_frame_equal(
        check_design(without).codes[["unit_id", "inclusion_probability"]],
        design.codes[["unit_id", "inclusion_probability"]],
    )


def test_a_part_of_a_second_draw_is_no_overlap(sim: Simulation) -> None:
    one, two = draw(sim, 1), draw(sim, 2)
    picked = two[~two["unit_id"].isin(one["unit_id"]) & (two["draw_order"] % 2 == 0)]
    with pytest.raises(InputError, match="paragraphs drawn in stratum"):
        check_design(pd.concat([one, picked], ignore_index=True))


def late_and_early(sim: Simulation) -> tuple[np.ndarray, pd.DataFrame]:
    names = sorted(sim.reports["region_code"].unique())[: sim.reports["region_code"].nunique() // 2]
    early = sim.reports.loc[sim.reports["region_code"].isin(names), "report_id"]
    is_early = sim.paragraphs["report_id"].isin(set(early)).to_numpy()
    sample = fz.sample_for_coding(sim.paragraphs[is_early], per_year=60, random_state=1)
    return is_early, sim.code(sample)


def test_reports_that_came_after_the_draw_need_a_draw_of_their_own(sim: Simulation) -> None:
    is_early, codes = late_and_early(sim)
    assert set(fz.area_shares(sim.paragraphs[is_early], codes)["design"]) == {WHOLE}
    with pytest.raises(InputError, match=r"were drawn when stratum 'year=2017; role=.*' held \d+"):
        fz.area_shares(sim.paragraphs, codes)
    later = sim.code(fz.sample_for_coding(sim.paragraphs[~is_early], per_year=40, random_state=2))
    both = fz.area_shares(sim.paragraphs, pd.concat([codes, later]), target="corpus")
    truth = sim.truth.merge(both, on=["year", "area"])
    assert truth["share_x"].between(truth["low"], truth["high"]).mean() > 0.85
    whole = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=40, random_state=2))
    with pytest.raises(
        InputError, match=r"stand for|uncoded"
    ):  # the second draw holds what the first was drawn from, too
        fz.area_shares(sim.paragraphs, pd.concat([codes, whole]))


def test_a_part_of_the_reports_keeps_the_codes_of_all(sim: Simulation) -> None:
    is_early, _ = late_and_early(sim)
    part = fz.area_shares(sim.paragraphs[is_early], draw(sim), target="corpus")
    assert set(part["design"]) == {WHOLE}


# --- codes that do not record their draw ---


@pytest.mark.parametrize(
    ("make", "refused"),
    [
        (lambda codes: codes, False),
        (lambda codes: first(codes, 0.5), True),
        (lambda codes: codes.assign(inclusion_probability=codes["inclusion_probability"] / 2), True),
    ],
    ids=["whole", "half", "probabilities halved"],
)
def test_probabilities_alone_still_have_to_sum_to_the_frame(
    sim: Simulation, make: Callable[[pd.DataFrame], pd.DataFrame], refused: bool
) -> None:
    codes = make(draw(sim)).drop(columns=list(UNIT))
    if refused:
        with pytest.raises(InputError, match=r"of (2017|all years) stand for"):
            fz.area_shares(sim.paragraphs, codes)
    else:
        assert set(fz.area_shares(sim.paragraphs, codes)["design"]) == {UNKNOWN}


@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 10_000), st.floats(0.15, 1.0))
def test_any_prefix_of_any_draw_sums_to_its_frame(seed: int, part: float) -> None:
    coded = pd.DataFrame(
        {
            "paragraph_id": [f"p{n:04d}" for n in range(300)],
            "report_id": "r",
            "year": [2019 + n % 2 for n in range(300)],
            "position": range(300),
            "role": ["work", "work", "plan"] * 100,
            "text": [f"第{n}段。" for n in range(300)],
            "n_chars": [len(f"第{n}段。") for n in range(300)],
        }
    )
    sample = fz.sample_for_coding(coded, per_year=40, random_state=seed)
    design = check_design(first(sample, part))
    sums = (1 / design.codes["inclusion_probability"]).groupby(design.codes["stratum"]).sum()
    np.testing.assert_allclose(sums, design.codes.groupby("stratum")["stratum_size"].first().astype(float))


# --- what it is for ---


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["whole", "half", "pooled", "supplemented"])
def test_corrected_shares_cover_whatever_part_of_a_draw_was_coded(kind: str) -> None:
    """95% intervals of area 6, which a count misses by some points, over 60 corpora of 6 years."""
    covered, off = [], []
    for seed in range(60):
        own = fz.make_reports(n_regions=24, drift=0.5, drift_years=range(2017, 2023), random_state=seed)
        codes = draw(own, seed, 150)
        if kind == "half":
            codes = first(codes, 0.5)
        elif kind == "pooled":
            codes = pd.concat([codes, draw(own, seed + 1000, 100)])
        elif kind == "supplemented":
            is_early, codes = late_and_early(own)
            later = fz.sample_for_coding(own.paragraphs[~is_early], per_year=60, random_state=seed)
            codes = pd.concat([codes, own.code(later)])
        shares = fz.area_shares(own.paragraphs, codes, target="corpus").query("area == 6")
        truth = own.truth.query("area == 6")["share"].to_numpy()
        covered.append(((shares["low"] <= truth) & (truth <= shares["high"])).mean())
        off.append((shares["share"].to_numpy() - truth).mean())
    assert np.mean(covered) > 0.92
    assert abs(np.mean(off)) < 0.004
