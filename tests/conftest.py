"""What several test files share: the five sample reports, read, split and classified once."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import settings

import analysis as fz

# the same examples in every run, on machines of any speed
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def reports() -> pd.DataFrame:
    return fz.read_reports(fz.sample_reports())


@pytest.fixture(scope="session")
def paragraphs(reports: pd.DataFrame) -> pd.DataFrame:
    return fz.split_paragraphs(reports)


@pytest.fixture(scope="session")
def model() -> fz.AreaClassifier:
    return fz.load_classifier()


@pytest.fixture(scope="session")
def coded(paragraphs: pd.DataFrame, model: fz.AreaClassifier) -> pd.DataFrame:
    return fz.classify_paragraphs(paragraphs, model)


@pytest.fixture(scope="session")
def shares(coded: pd.DataFrame) -> pd.DataFrame:
    return fz.area_shares(coded)


@pytest.fixture(scope="session")
def topics(paragraphs: pd.DataFrame) -> fz.TopicModel:
    return fz.TopicModel(n_topics=3, random_state=0, passes=3).fit(paragraphs)
