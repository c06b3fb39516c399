"""The exemplars keep what the datasheet promises: enough of each, none near alike, none from a real report."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations

import pandas as pd
import pytest

import analysis as fz
from analysis.areas.training import FIELD, read_exemplars
from analysis.paths import shipped
from analysis.text import plain

ROOT = shipped("data/reports").parents[1]
PLACEHOLDERS = re.compile(r"[^\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def exemplars() -> pd.DataFrame:
    return read_exemplars(ROOT / "data" / "exemplars")


def shingles(text: str) -> set[str]:
    body = plain(text)
    return {body[start : start + 5] for start in range(max(1, len(body) - 4))}


def test_twelve_or_more_for_each_measure_and_sub_code(exemplars: pd.DataFrame) -> None:
    counts = exemplars[exemplars["role"] == "work"]["measure"].value_counts()
    measures = fz.load_taxonomy().measures.index
    assert set(counts.index) == set(measures)
    assert counts.min() >= 12


def test_forty_or_more_problems_plans_and_preambles(exemplars: pd.DataFrame) -> None:
    assert exemplars["role"].value_counts().reindex(["problem", "plan", "preamble"]).min() >= 40


def test_many_are_mixed(exemplars: pd.DataFrame) -> None:
    alone = exemplars[(exemplars["role"] == "work") & (exemplars["source"] == "exemplar")]
    assert alone["area_2"].notna().mean() >= 0.15


def test_all_levels_and_periods_occur_often(exemplars: pd.DataFrame) -> None:
    assert exemplars["period"].value_counts(normalize=True).min() > 0.2
    assert set(exemplars["level"]) == {"province", "prefecture", "county", "township", "department", "zone"}
    assert exemplars["level"].value_counts().min() >= 50


def test_areas_follow_from_measures(exemplars: pd.DataFrame) -> None:
    taxonomy = fz.load_taxonomy()
    known = exemplars.dropna(subset="measure")
    assert [taxonomy.area_of(measure) for measure in known["measure"]] == known["area"].tolist()


def test_lengths_and_ids(exemplars: pd.DataFrame) -> None:
    lengths = exemplars["text"].str.len()
    assert lengths[exemplars["source"] == "exemplar"].between(30, 400).all()
    assert lengths[exemplars["source"] == "simulated report"].between(15, 400).all()
    assert lengths[exemplars["source"] == FIELD].between(10, 800).all()  # as short and as long as real ones
    assert exemplars["exemplar_id"].is_unique
    assert not exemplars["text"].str.contains(r"[\r\n]").any()


def test_no_two_are_near_alike(exemplars: pd.DataFrame) -> None:
    sets = [shingles(text) for text in exemplars["text"]]
    places: dict[str, list[int]] = defaultdict(list)
    for place, own in enumerate(sets):
        for shingle in own:
            places[shingle].append(place)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for same in places.values():
        for pair in combinations(same, 2):
            shared[pair] += 1
    alike = {
        pair: both / (len(sets[pair[0]]) + len(sets[pair[1]]) - both)
        for pair, both in shared.items()
        if both > 8
    }
    assert max(alike.values(), default=0) < 0.5


def test_no_sentence_comes_from_a_sample_report(exemplars: pd.DataFrame, reports: pd.DataFrame) -> None:
    real = {
        sentence
        for text in reports["text"]
        for part in re.split(r"[。；;！？\n]", text)
        if len(sentence := PLACEHOLDERS.sub("", part)) >= 16
    }
    for text in exemplars["text"]:
        for part in re.split(r"[。；;！？]", text):
            assert PLACEHOLDERS.sub("", part) not in real


def test_no_paragraph_is_near_a_sample_paragraph(exemplars: pd.DataFrame, paragraphs: pd.DataFrame) -> None:
    real = [shingles(text) for text in paragraphs["text"] if len(text) > 30]
    known = set().union(*real)
    for text in exemplars["text"]:
        own = shingles(text)
        if len(own & known) >= len(own) / 3:  # else less than half of any union is shared
            assert all(len(own & other) / len(own | other) < 0.5 for other in real)
