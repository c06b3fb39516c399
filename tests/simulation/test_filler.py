"""Placeholder texts are cut by the reader into the very items that were planned."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as fz
from analysis.reading.numbering import find_heading, split_enumeration
from analysis.simulation.filler import write_filler
from analysis.simulation.reports import Simulation
from analysis.text import count_characters


@given(
    st.lists(st.lists(st.integers(15, 60), min_size=1, max_size=4), min_size=1, max_size=6),
    st.integers(0, 99),
)
def test_texts_have_the_items_and_lengths_asked_for(sizes: list[list[int]], seed: int) -> None:
    flat = np.array([size for own in sizes for size in own])
    place = np.array([number for own in sizes for number in range(len(own))])
    enumerated = np.array([len(own) > 1 for own in sizes for _ in own])
    texts = write_filler(flat, place, enumerated, np.random.default_rng(seed))
    assert [[count_characters(part) for part in split_enumeration(text)] for text in texts] == sizes
    assert all("模拟" in text for text in texts)
    assert all(find_heading(text) is None for text in texts)


def test_the_tables_are_cut_by_the_reader_as_they_stand(tables: Simulation) -> None:
    items = fz.split_items(tables.paragraphs.head(400))
    planned = tables.items.head(len(items))
    assert items["item_id"].tolist() == planned["item_id"].tolist()
    assert items["n_chars"].tolist() == planned["n_chars"].tolist()


def test_reports_hold_their_paragraphs(tables: Simulation) -> None:
    joined = tables.paragraphs.groupby("report_id", sort=False)["text"].agg("".join)
    assert tables.reports["text"].tolist() == joined.tolist()
    assert tables.reports["n_chars"].sum() == tables.paragraphs["n_chars"].sum()


def test_texts_are_distinct(tables: Simulation) -> None:
    assert tables.paragraphs["text"].is_unique
    assert tables.items["n_chars"].min() == pytest.approx(15, abs=10)
