"""Refusals are plain values."""

from __future__ import annotations

from analysis.reading.formats import Refusal


def test_refusal_travels_between_processes() -> None:
    import pickle

    copy = pickle.loads(pickle.dumps(Refusal("unreadable", "too_slow", seconds=3.5)))  # safe: what it wrote
    assert (copy.status, copy.reason) == (
        "unreadable",
        "takes longer than 3.5 s to read; split it or save it as text",
    )
