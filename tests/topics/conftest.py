"""Small corpora with known topics."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz

from .planted import APPROVALS, DISPUTES, Planted, make_paragraphs, plant_topics


@pytest.fixture(scope="module")
def planted() -> pd.DataFrame:
    """Two vocabularies that no paragraph mixes; disputes take three quarters of 2019 and a quarter of 2020."""
    rows = []
    for year, parts in ((2019, (3, 1)), (2020, (1, 3))):
        for report in ("a", "b", "c"):
            rows += [(f"{report}{year}", year, DISPUTES * 4)] * parts[0]
            rows += [(f"{report}{year}", year, APPROVALS * 4)] * parts[1]
    return make_paragraphs(rows)


@pytest.fixture(scope="module")
def two(planted: pd.DataFrame) -> fz.TopicModel:
    return fz.TopicModel(n_topics=2, random_state=1, passes=5).fit(planted)


@pytest.fixture(scope="session")
def simulated() -> Planted:
    """Ten topics over six years, small."""
    return plant_topics(n_reports=12, n_paragraphs=8, random_state=1)


@pytest.fixture(scope="session")
def ten(simulated: Planted) -> fz.TopicModel:
    return fz.TopicModel(n_topics=10, random_state=1).fit(simulated.paragraphs)
