"""Corpora that several tests look at: one as tables, one as texts."""

from __future__ import annotations

import pytest

import analysis as fz
from analysis.simulation.reports import Simulation


@pytest.fixture(scope="package")
def tables() -> Simulation:
    return fz.make_reports(random_state=1)


@pytest.fixture(scope="package")
def texts() -> Simulation:
    return fz.make_reports(6, range(2019, 2022), copying=0.5, text=True, random_state=1)
