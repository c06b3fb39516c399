"""Refusals are plain values."""

from __future__ import annotations

from analysis.reading.formats import Refusal


def test_refusal_travels_between_processes() -> None:
    import pickle

    copy = pickle.loads(pickle.dumps(Refusal("empty", "holds no text")))  # safe: what it wrote
    assert (copy.status, copy.reason) == ("empty", "holds no text")
