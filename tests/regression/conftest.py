"""One simulated corpus for all tests of this step."""

from __future__ import annotations

import pytest

from .corpora import Corpus, corpus


@pytest.fixture(scope="session")
def sim() -> Corpus:
    return corpus()
