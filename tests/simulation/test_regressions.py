"""Simulated regressions: what is counted is biased where the classifier errs along with a covariate, what is corrected is not."""

from __future__ import annotations

import pytest

import analysis as fz


def test_counted_shares_find_an_effect_that_is_not_there() -> None:
    table = fz.simulated_regressions(n_regions=(30,), n_replicates=20)
    own = table[(table["covariate"] == "of governments") & (table["area"] == 4)].set_index("estimator")
    assert own.loc["naive", "rejected"] > 0.2
    assert own.loc["naive", "bias"] > 3
    assert own.loc["dsl", "rejected"] <= 0.2
    assert abs(own.loc["dsl", "bias"]) < 1.5


@pytest.mark.slow
def test_size_and_coverage_are_as_they_should_be() -> None:
    null = fz.simulated_regressions(n_regions=(8, 30), n_replicates=300)
    own = null[(null["estimator"] == "dsl") & (null["statistic"] == "interval")]
    assert (own["rejected"] < 0.09).all()
    some = fz.simulated_regressions(n_regions=(30,), effect=5.0, n_replicates=300, random_state=1)
    own = some[(some["estimator"] == "dsl") & (some["statistic"] == "interval")]
    assert (own["coverage_high"] > 0.94).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_replicates": 1}, "n_replicates is 1"),
        ({"effect": 40.0}, "effect is 40.0"),
        ({"variance": "HC"}, "variance is"),
    ],
)
def test_what_cannot_be_simulated_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(fz.InputError, match=message):
        fz.simulated_regressions(**options)  # type: ignore[arg-type]
