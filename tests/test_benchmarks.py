"""The benchmarks of topics run on tiny corpora and say what they measure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks import candidates, slope_tests, topic_engines, topic_trends
from benchmarks.measuring import Row

TINY = replace(
    topic_trends.SMALL, n_words=300, n_topics=4, n_own=30, n_regions=6, n_years=3, n_paragraphs=4, length=20
)


@pytest.mark.parametrize("engine", topic_engines.ENGINES)
def test_every_engine_is_measured(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if engine == "tomotopy":
        pytest.importorskip(engine)
    monkeypatch.setattr(topic_engines, "CORPUS", TINY)
    monkeypatch.setattr(topic_engines, "UNSEEN", 1)
    monkeypatch.setattr(topic_engines, "REFITS", 1)
    found = topic_engines.run(engine, 4)
    assert -1 <= found["npmi"] <= 1
    assert 0 <= found["stability"] <= 1
    assert 1 < found["perplexity"] < TINY.n_words
    assert found["found"] <= TINY.n_topics
    assert "perplexity" in topic_engines.say(found)


def test_trends_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topic_trends, "SMALL", TINY)
    monkeypatch.setattr(topic_trends, "HARDER", {"as above": TINY})
    monkeypatch.setattr(topic_trends, "SLOPES", (1.0,))
    monkeypatch.setattr(topic_trends, "PERMUTATIONS", 9)
    monkeypatch.setattr(topic_trends, "REFITS", 1)
    rows = topic_trends.measure(2, 2, 1)
    assert [row.how for row in rows[:4]] == [
        "topic_trends, p", "topic_trends, p_permutation", "pooled regression", "topic_trends, p_holm",
    ]  # fmt: skip
    assert all(isinstance(row, Row) and row.result for row in rows)


def test_slopes_are_tested_at_the_level_they_claim() -> None:
    rows = {row.what: row.result for row in slope_tests.measure(300, (20,))}
    same = rows["errors independent, 20 governments, all in every year, levels ± 5 points"]
    size, power, coverage = (
        float(part) for part in same.split(";")[0].removeprefix("topic_trends").split("/")
    )
    assert size < 0.09
    assert power > 0.7
    assert coverage > 0.91
    other = rows[
        "other governments in late years, 20 governments, half in every year, others once, levels ± 0 points"
    ]
    ours, pooled = (float(part.split("/")[0].split()[-1]) for part in other.split(";")[:2])
    assert ours < 0.09 < pooled


def test_candidates_differ_from_the_shipped_classifier_pair_by_pair_and_document_by_document() -> None:
    right = {candidates.SHIPPED: np.array([True, True, False]), "other": np.array([False, True, True])}
    table = candidates.compared(right, pd.Series(["a", "a", "b"])).set_index("candidate")
    assert table["difference"].tolist() == [0, 0]
    # documents are off by -1 and 1: sqrt(2 / (2 - 1) * (1 + 1)) / 3
    assert table["std_error"].tolist() == [0, pytest.approx(2 / 3, abs=1e-4)]
    assert table.loc["other", ["n_units", "n_documents"]].tolist() == [3, 2]
