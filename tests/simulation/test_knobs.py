"""Checks that simulations share."""

from __future__ import annotations

import pytest

from analysis.errors import InputError
from analysis.simulation.knobs import check_share, check_years


def test_years_come_in_order() -> None:
    assert check_years([2021, 2019]).tolist() == [2019, 2021]


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_what_is_no_share_is_refused(value: float) -> None:
    with pytest.raises(InputError, match="copying is"):
        check_share("copying", value)
