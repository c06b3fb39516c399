"""The tables that figures are drawn from: those of the sample reports, and planted ones with intervals."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz

from .artists import make_intervals
from .planted import planted_tables


@pytest.fixture(scope="session")
def tables(
    coded: pd.DataFrame, shares: pd.DataFrame, paragraphs: pd.DataFrame, topics: fz.TopicModel
) -> dict[str, pd.DataFrame]:
    together = coded.assign(year=pd.array([2020] * len(coded), dtype="Int64"))
    return {
        **planted_tables(),
        "paragraphs": coded,
        "sample_shares": shares,
        "intervals": make_intervals(),
        "sample_topic_shares": fz.topic_shares(topics, paragraphs),
        "top_words": topics.top_words(8),
        "budget": fz.coding_budget(together, accuracy=0.8),
    }
