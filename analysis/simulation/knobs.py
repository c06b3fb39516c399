"""Checks of the knobs that simulations share."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from analysis.errors import InputError


def check_years(years: Iterable[int]) -> np.ndarray:
    """The years in order, if they are different ones."""
    span = sorted(int(year) for year in years)
    if not span or len(set(span)) < len(span):
        raise InputError("years", f"is {span!r}", "give different years, such as range(2017, 2023)")
    return np.array(span)


def check_share(argument: str, value: float) -> float:
    """The value, if it lies between 0 and 1."""
    if not 0 <= value <= 1:
        raise InputError(argument, f"is {value!r}", "give a share between 0 and 1")
    return value
