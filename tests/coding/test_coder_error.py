"""The bound of a share's bias against populations in which it is known, and the coverage of widened intervals."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

import analysis as fz

NONE = 0


def share_of(places: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Shares of areas 1 to 8 among what has an area."""
    parts = np.bincount(places, weights=weight, minlength=9)[1:]
    return np.asarray(parts / parts.sum())


def as_codes(places: np.ndarray, coder: str, weight: np.ndarray, name: str) -> pd.DataFrame:
    n = len(places)
    return pd.DataFrame(
        {
            "unit_id": [f"{name}{number}" for number in range(n)],
            "coder": coder,
            "report_id": [f"r{number % 7}" for number in range(n)],
            "role": np.where(places == NONE, "plan", "work"),
            "area": places,
            "measure": None,
            "n_chars": weight,
            "inclusion_probability": 1.0,
        }
    )


class Population:
    """Every outcome of two independent codings of some kinds of items, weighted by its probability."""

    def __init__(self, generator: np.random.Generator, largest: float, *, alike: bool) -> None:
        truth, one, two, weight = [], [], [], []
        for _ in range(6):
            true, size = generator.integers(0, 4), generator.random()
            first = self.chances(generator, true, largest)
            second = first if alike else self.chances(generator, true, largest)
            for a, b in product(range(4), repeat=2):
                truth.append(true), one.append(a), two.append(b), weight.append(size * first[a] * second[b])
        self.truth, self.one, self.two = (np.array(part) * 2 for part in (truth, one, two))  # areas 2, 4, 6
        self.weight = np.array(weight)
        self.bias = {name: share_of(p, self.weight) - share_of(self.truth, self.weight)
                     for name, p in (("one", self.one), ("two", self.two))}  # fmt: skip

    @staticmethod
    def chances(generator: np.random.Generator, true: int, largest: float) -> np.ndarray:
        wrong = generator.dirichlet(np.full(3, 0.3)) * largest * generator.choice([0, 1, generator.random()])
        return np.insert(wrong, true, 1 - wrong.sum())

    def codes(self, name: str = "u") -> pd.DataFrame:
        both = ((self.one, "a"), (self.two, "b"))
        return pd.concat([as_codes(places, coder, self.weight, name) for places, coder in both])

    def final(self) -> pd.DataFrame:
        return as_codes(self.truth, "final", self.weight, "u")[self.one != self.two]


def holds(bias: np.ndarray, bounds: pd.DataFrame) -> bool:
    return bool((bias <= bounds["overstated"] + 1e-9).all() and (-bias <= bounds["understated"] + 1e-9).all())


@pytest.mark.parametrize("seed", range(40))
def test_no_coder_is_more_biased_than_the_differences_allow(seed: int) -> None:
    population = Population(np.random.default_rng(seed), 0.5, alike=False)
    bounds = fz.share_bias_bounds(population.codes())
    assert holds(population.bias["one"], bounds)
    assert holds(population.bias["two"], bounds)


@pytest.mark.parametrize("seed", range(40))
def test_the_bounds_after_adjudication_hold_for_every_part_coded_once(seed: int) -> None:
    generator = np.random.default_rng(seed)
    population = Population(generator, 0.5, alike=False)
    once = generator.choice([0.0, 0.3, 5.0])
    codes = pd.concat([population.codes(), population.final()])
    used = np.where(population.one == population.two, population.one, population.truth)
    places, weight, truth = used, population.weight, population.truth
    if once:
        single = as_codes(population.one, "a", once * population.weight, "s")
        codes = pd.concat([codes, single])
        places, weight = np.r_[used, population.one], np.r_[weight, once * weight]
        truth = np.r_[truth, truth]
    assert holds(share_of(places, weight) - share_of(truth, weight), fz.share_bias_bounds(codes))


@pytest.mark.parametrize("seed", range(20))
def test_a_smaller_chance_of_error_gives_smaller_bounds_that_hold_for_coders_alike(seed: int) -> None:
    population = Population(np.random.default_rng(seed), 0.2, alike=True)
    bounds = fz.share_bias_bounds(population.codes(), max_error=0.2)
    wide = fz.share_bias_bounds(population.codes())
    assert holds(population.bias["one"], bounds)
    # 1 / (2 (1 - 0.2)) of the bounds that assume nothing of the kind, which end at 1
    expected = np.minimum(0.625 * wide["overstated"], 1)
    below = wide["overstated"] < 1
    assert bounds["overstated"][below].to_numpy() == pytest.approx(expected[below].to_numpy())


def binary(prevalence: float, false: float, missed: float) -> tuple[float, float]:
    """Rate of differences on an indicator and its bias, for two coders with these chances of error."""
    differ = 2 * (prevalence * missed * (1 - missed) + (1 - prevalence) * false * (1 - false))
    return differ, (1 - prevalence) * false - prevalence * missed


def test_the_largest_bias_for_a_rate_of_differences_lies_between_half_of_it_and_all_of_it() -> None:
    # a search over everything that gives one rate of differences, with equal chances of error for all items of a kind
    target, ratios = 0.06, []
    for prevalence in np.linspace(0.01, 0.99, 99):
        for false in np.linspace(0, 0.5, 501):
            left = target / 2 - (1 - prevalence) * false * (1 - false)
            if not 0 <= left <= prevalence / 4:
                continue
            missed = (1 - np.sqrt(1 - 4 * left / prevalence)) / 2
            differ, bias = binary(prevalence, false, missed)
            assert differ == pytest.approx(target)
            ratios.append((abs(bias) / differ, max(false * (bias > 0), missed * (bias < 0))))
    ratio, error = np.array(ratios).T
    assert 0.95 < ratio.max() <= 1
    assert (ratio <= 1 / (2 * (1 - error)) + 1e-9).all()  # as far as the chance of error goes
    easy = ratio[error < 0.1]
    assert 0.5 <= easy.max() <= 1 / (2 * 0.9)


def test_the_bound_is_attained_by_items_that_are_read_either_way() -> None:
    # of area 2, one in five could be area 4 for anybody: half of their codings are wrong
    truth = np.repeat([2, 4], [8, 2])
    one, two = np.repeat([2, 4, 4, 2, 2], [8, 1, 1, 0, 0]), truth.copy()
    truth[8:] = 2
    one[8:], two[8:] = [2, 4], [4, 2]
    codes = pd.concat([as_codes(one, "a", np.ones(10), "u"), as_codes(two, "b", np.ones(10), "u")])
    # the four outcomes of two hard items, of which two differ
    agreed = pd.concat([as_codes(np.array([2, 4]), coder, np.ones(2), "v") for coder in "ab"])
    bounds = fz.share_bias_bounds(pd.concat([codes, agreed]))
    assert bounds.loc[4, "overstated"] == pytest.approx(
        2 / 12
    )  # 2 of 12 codings of a coder are wrong, 2 pairs differ


def test_bounds_grow_where_fewer_items_were_coded_twice() -> None:
    areas = np.resize([2, 4, 6], 300)
    other = np.where(np.arange(300) % 30 == 0, 4, areas)
    few, many = (
        fz.share_bias_bounds(
            pd.concat([as_codes(areas, "a", np.ones(300), "u"), as_codes(other, "b", np.ones(300), "u").head(n)])
        )
        for n in (60, 300)
    )  # fmt: skip
    assert (many["overstated_high"] < few["overstated_high"]).all()
    assert (few["overstated_high"] > few["overstated"]).all()


def test_one_report_gives_no_limit_and_no_interval() -> None:
    codes = pd.concat([as_codes(np.full(9, 6), coder, np.ones(9), "u") for coder in "ab"])
    bounds = fz.share_bias_bounds(codes.assign(report_id="r"))
    assert bounds["overstated_high"].isna().all()
    table = pd.DataFrame({"area": [6], "share": [1.0], "low": [0.9], "high": [1.1]})
    widened = fz.widen_intervals(table, bounds)
    assert widened[["low", "high"]].isna().all(axis=None)
    assert table["low"].tolist() == [0.9]


def test_a_year_of_its_own_has_wider_bounds() -> None:
    areas = np.resize([2, 4, 6], 210)
    codes = pd.concat([as_codes(areas, coder, np.ones(210), "u") for coder in "ab"])
    own = fz.share_bias_bounds(codes[codes["report_id"].isin(["r0", "r1"])])
    assert (own["overstated_high"] > fz.share_bias_bounds(codes)["overstated_high"]).all()


@pytest.mark.parametrize("max_error", [0, 0.6, -1])
def test_a_chance_of_error_beyond_one_half_is_refused(max_error: float) -> None:
    codes = pd.concat([as_codes(np.full(9, 6), coder, np.ones(9), "u") for coder in "ab"])
    with pytest.raises(fz.InputError, match="max_error is"):
        fz.share_bias_bounds(codes, max_error=max_error)


def test_the_example_of_the_page_on_methods() -> None:
    items = np.arange(900)
    true = np.where(items % 8 == 0, 6, 5)
    found = []
    for n_double, wrong in ((180, [1, 22, 45, 66, 87, 109, 123, 8, 96]), (900, None)):
        if wrong is None:
            wrong = [*items[true == 5][::23][:35], *items[true == 6][::11][:10]]
        other = true.copy()
        other[wrong] = 11 - true[wrong]
        base = as_codes(true, "a", np.full(900, 80.0), "u").assign(report_id=[f"r{n % 40}" for n in items])
        codes = pd.concat([base, base.assign(coder="b", area=other).head(n_double)])
        final = base.assign(coder="final")[true != other]
        for given in (codes, pd.concat([codes, final])):
            bounds = fz.share_bias_bounds(given).loc[[6]]
            share = pd.DataFrame({"area": [6], "share": [0.15], "low": [0.10], "high": [0.20]})
            wide = fz.widen_intervals(share, bounds)
            found.append([*bounds.to_numpy()[0].round(3), *wide[["low", "high"]].to_numpy()[0].round(3)])
    assert found[0] == pytest.approx([0.05, 0.05, 0.093, 0.093, 0.034, 0.266])
    assert found[1] == pytest.approx([0.035, 0.01, 0.071, 0.036, 0.054, 0.216])
    assert found[3][-2:] == pytest.approx([0.08, 0.206], abs=1e-3)


# Corrected shares


def misread(
    area: np.ndarray, hard: np.ndarray, error: float, kind: str, generator: np.random.Generator
) -> np.ndarray:
    """What a coder gives: errors spread evenly, mostly 5 taken for 6, or only where an item is hard for everybody."""
    if kind == "hard":
        return np.where((area == 5) & (hard < 2 * error) & (generator.random(len(area)) < 0.5), 6, area)
    chance = np.full(len(area), error if kind == "even" else error / 2)
    other = (area - 1 + generator.integers(1, 8, len(area))) % 8 + 1
    if kind == "systematic":
        chance, other = np.where(area == 5, 2 * error, chance), np.where(area == 5, 6, other)
    return np.where((area > 0) & (generator.random(len(area)) < chance), other, area)


def test_shares_may_be_widened_by_the_bound_of_what_all_coders_gave() -> None:
    sim = fz.make_reports(n_regions=12, years=(2020, 2021), n_paragraphs=8, random_state=0)
    one = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=60, random_state=0)).assign(coder="a")
    double = np.arange(len(one)) < len(one) // 2
    disputed = (one["area"].eq(6).fillna(False) & double).to_numpy(dtype=bool)
    other = one.assign(coder="b", area=one["area"].mask(disputed, 5), measure=pd.NA)[double]
    codes = pd.concat([one.assign(measure=pd.NA), other, one.assign(coder="final", measure=pd.NA)[disputed]])
    plain, wide = (
        fz.area_shares(sim.paragraphs, codes, reports=sim.reports, coder_error=way)
        for way in ("ignore", "bound")
    )
    assert set(wide["coder_error"]) == {"bound"}
    assert wide["share"].tolist() == plain["share"].tolist()
    expected = fz.widen_intervals(plain, fz.share_bias_bounds(codes))[["low", "high"]].clip(0, 1)
    pd.testing.assert_frame_equal(wide[["low", "high"]], expected)
    assert (wide["high"] > plain["high"])[wide["area"] == 6].all()
    with pytest.raises(fz.InputError, match="coder_error is 'bound' without codes"):
        fz.area_shares(sim.paragraphs, coder_error="bound")


def test_a_corrected_share_is_wrong_by_the_mean_error_of_the_coder() -> None:
    # everything is coded, so that the draw adds nothing, and the classifier may be as bad as it likes
    sim = fz.make_reports(n_regions=3, years=(2020, 2021), accuracy=0.4, random_state=2)
    codes = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=10**6))
    true, generator = codes["area"].to_numpy(dtype=int), np.random.default_rng(1)
    given = misread(true, true, 0.2, "systematic", generator)
    shares = fz.area_shares(sim.paragraphs, codes.assign(area=pd.array(given, dtype="Int64"), measure=pd.NA))
    items = sim.items.set_index("item_id").loc[codes["unit_id"]]
    for year, found in shares.groupby("year")["share"]:
        own = ((items["year"] == year) & (items["role"] == "work")).to_numpy(dtype=bool)
        weight = items["n_chars"].to_numpy(dtype=float)[own]
        error = share_of(given[own], weight) - share_of(true[own], weight)
        truth = sim.truth[sim.truth["year"] == year]["share"].to_numpy()
        assert found.to_numpy() - truth == pytest.approx(error, abs=1e-9)
        assert np.abs(error).max() > 0.01


def light_corpus(generator: np.random.Generator) -> pd.DataFrame:
    """3,900 items of 30 reports, of which 900 are drawn: truth, prediction, size and how hard each is to read."""
    base = np.array([0.24, 0.14, 0.11, 0.20, 0.16, 0.12, 0.02, 0.01])
    mix = generator.dirichlet(30 * base, 30)
    report = np.repeat(np.arange(30), 130)
    area = 1 + (generator.random(3900)[:, None] > mix[report].cumsum(axis=1)[:, :-1]).sum(axis=1)
    other = generator.integers(1, 9, 3900)
    return pd.DataFrame(
        {
            "report": report,
            "area": area,
            "predicted": np.where(generator.random(3900) < 0.85, area, other),
            "chars": generator.lognormal(4.5, 0.6, 3900).round(),
            "drawn": generator.permutation(3900) < 900,
            "hard": generator.random(3900),
        }
    )


def corrected(corpus: pd.DataFrame, given: np.ndarray) -> pd.DataFrame:
    """Shares corrected by the codes of the drawn items, with intervals between reports (written out afresh)."""
    drawn = corpus["drawn"].to_numpy()
    score = (corpus["predicted"].to_numpy()[:, None] == np.arange(1, 9)).astype(float)
    score[drawn] += ((given[:, None] == np.arange(1, 9)) - score[drawn]) * len(corpus) / drawn.sum()
    parts = (
        pd.DataFrame(score * corpus["chars"].to_numpy()[:, None]).groupby(corpus["report"]).sum().to_numpy()
    )
    share = parts.sum(axis=0) / parts.sum()
    residual = (parts - share * parts.sum(axis=1, keepdims=True)) / parts.sum()
    half = 2.045 * np.sqrt(30 / 29 * (residual**2).sum(axis=0))  # t with 29 degrees of freedom
    return pd.DataFrame({"area": range(1, 9), "share": share, "low": share - half, "high": share + half})


def light_study(kind: str, error: float, adjudicated: bool, n: int) -> pd.DataFrame:
    """Coverage by area and half-width of plain and widened intervals, one coding in five made twice."""
    base, rows = np.array([0.24, 0.14, 0.11, 0.20, 0.16, 0.12, 0.02, 0.01]), []
    for replicate in range(n):
        generator = np.random.default_rng(replicate)
        corpus = light_corpus(generator)
        own = corpus[corpus["drawn"]]
        true, hard = own["area"].to_numpy(), own["hard"].to_numpy()
        one, two = (misread(true, hard, error, kind, generator) for _ in range(2))
        double = generator.permutation(900) < 180
        disputed = double & (one != two)
        units = pd.DataFrame({"unit_id": own.index, "report_id": own["report"], "n_chars": own["chars"]})
        units = units.assign(role="work", measure=None, inclusion_probability=900 / 3900)
        codes = [units.assign(coder="a", area=one), units.assign(coder="b", area=two)[double]]
        if adjudicated:
            codes.append(units.assign(coder="final", area=true)[disputed])
        plain = corrected(corpus, np.where(disputed, true, one) if adjudicated else one)
        wide = fz.widen_intervals(plain, fz.share_bias_bounds(pd.concat(codes)))
        rows += [
            pd.DataFrame(
                {
                    "area": table["area"],
                    "interval": name,
                    "covered": (table["low"] <= base) & (base <= table["high"]),
                    "half_width": (table["high"] - table["low"]) / 2,
                }
            )
            for name, table in (("plain", plain), ("wide", wide))
        ]
    return pd.concat(rows).groupby(["interval", "area"])[["covered", "half_width"]].mean()


_CONDITIONS = [
    ("even", 0.0),
    *((kind, error) for kind in ("even", "systematic") for error in (0.05, 0.1, 0.2)),
    ("hard", 0.15),
    ("hard", 0.3),
]


@pytest.mark.slow
@pytest.mark.parametrize("adjudicated", [False, True])
@pytest.mark.parametrize(("kind", "error"), _CONDITIONS)
def test_widened_intervals_keep_their_level_whatever_the_coders_do(
    kind: str, error: float, adjudicated: bool
) -> None:
    found = light_study(kind, error, adjudicated, 200)
    plain, wide = found.loc["plain"], found.loc["wide"]
    assert wide["covered"].min() >= 0.93
    assert (wide["half_width"] > plain["half_width"]).all()
    if kind == "systematic" and error >= 0.1:
        assert plain.at[6, "covered"] < 0.85  # what the plain interval does not show


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "error", "adjudicated"),
    [("even", 0.1, False), ("systematic", 0.1, True), ("systematic", 0.2, False)],
)
def test_widened_intervals_of_simulated_reports_keep_their_level(
    kind: str, error: float, adjudicated: bool
) -> None:
    covered = []
    for replicate in range(25):
        generator = np.random.default_rng(replicate)
        sim = fz.make_reports(n_regions=24, years=range(2018, 2021), n_paragraphs=20, random_state=replicate)
        sample = fz.sample_for_coding(sim.paragraphs, per_year=150, random_state=replicate)
        codes = sim.code(sample)
        items = sim.items.set_index("item_id").loc[codes["unit_id"]]
        codes = codes.assign(
            **{name: items[name].to_numpy() for name in ("report_id", "n_chars")}, measure=pd.NA
        )
        true = codes["area"].to_numpy(dtype=int)
        one, two = (misread(true, true, error, kind, generator) for _ in range(2))
        names = sample["paragraph_id"].unique()
        twice = generator.choice(names, len(names) // 5, replace=False)
        double = sample["paragraph_id"].isin(twice).to_numpy(dtype=bool)
        disputed = double & (one != two)
        given = [codes.assign(coder="a", area=one), codes.assign(coder="b", area=two)[double]]
        if adjudicated:
            given.append(codes.assign(coder="final")[disputed])
        used = pd.array(np.where(disputed, true, one) if adjudicated else one, dtype="Int64")
        shares = fz.area_shares(sim.paragraphs, codes.assign(area=used), reports=sim.reports)
        wide = fz.widen_intervals(shares, fz.share_bias_bounds(pd.concat(given)))
        truth = sim.expected["share"].to_numpy()
        covered.append(
            ((wide["low"] <= truth) & (truth <= wide["high"])).to_numpy(dtype=float).reshape(-1, 8)
        )
    assert np.mean(covered, axis=(0, 1)).min() >= 0.93
