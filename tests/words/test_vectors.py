"""The quick matrices are scikit-learn's: the same columns, and the same values to the last digit."""

from __future__ import annotations

import pickle
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.pipeline import Pipeline

from analysis.words import runs
from analysis.words.features import text_features
from analysis.words.runs import CompiledRuns, PlainRuns, Runs, compiled
from analysis.words.segment import segmenter
from analysis.words.segmented import segment_texts
from analysis.words.vectors import Features, feature_matrix

WEIGHTS = {"words": 1.0, "characters": 0.7, "lexicon": 0.15}
WAYS = [
    pytest.param(CompiledRuns, marks=pytest.mark.skipif(not compiled(), reason="numba is not installed")),
    PlainRuns,
]


@pytest.fixture(
    scope="module", params=[{}, {"characters": 0, "lexicon": 0}, {"words": 0}, {"lexicon": 0}], ids=str
)
def features(request: pytest.FixtureRequest, reports: pd.DataFrame) -> Pipeline:
    texts = [line for text in reports["text"] for line in text.splitlines() if line.strip()]
    union = text_features(WEIGHTS | request.param, rare=False)
    matrix = union.fit_transform(segment_texts(texts))
    select = SelectKBest(chi2, k=matrix.shape[1] // 3).fit(matrix, np.arange(len(texts)) % 5)
    return Pipeline([("count", union), ("select", select)])


def check_equal(found: sp.csr_matrix, expected: sp.csr_matrix) -> None:
    expected.sort_indices()
    found.sort_indices()
    assert found.shape == expected.shape
    assert found.dtype == expected.dtype
    np.testing.assert_array_equal(found.indptr, expected.indptr)
    np.testing.assert_array_equal(found.indices, expected.indices)
    np.testing.assert_array_equal(found.data, expected.data)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("mask", [True, False])
def test_the_reports_give_scikit_learns_matrix(
    way: type, mask: bool, features: Pipeline, reports: pd.DataFrame
) -> None:
    texts = [*reports["text"].str[:20_000], *reports["text"].iloc[0].splitlines(), ""]
    check_equal(
        Features(features, way).transform(texts, segmenter(mask)),
        features.transform(segment_texts(texts, mask=mask)),
    )


PIECES = [
    "行政复议", "伊春市", "12", "３.5%", "审批", "、", "。", " ", "\n", "双随机、一公开", "Abc", "法", "12345热线",
    "複議", "\U00020000", "鿖", "政务公开平台", "-", "_", "+", "É",
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=25)  # for each pair of way and features
@given(texts=st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), min_size=1, max_size=5))
def test_any_text_gives_scikit_learns_matrix(way: type, texts: list[str], features: Pipeline) -> None:
    check_equal(
        Features(features, way).transform(texts, segmenter()), features.transform(segment_texts(texts))
    )


def test_batches_change_nothing(
    features: Pipeline, reports: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = reports["text"].iloc[1].splitlines()
    whole = feature_matrix(features, texts)
    monkeypatch.setattr(runs, "batches", lambda texts: ([text] for text in texts))
    check_equal(feature_matrix(features, texts), whole)


def test_no_texts_give_no_rows(features: Pipeline) -> None:
    assert feature_matrix(features, []).shape == (0, features.named_steps["select"].get_support().sum())


def test_the_first_texts_are_counted_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "PAYS", 6)
    monkeypatch.setattr(runs, "compiled", lambda: True)
    for number, way in enumerate(["PlainRuns", "CompiledRuns"]):
        counter = SimpleNamespace(matrix=lambda _, n=number: sp.csr_matrix([[n]]))
        monkeypatch.setattr(runs, way, lambda _, own=counter: own)
    own = Runs(None)
    assert [own.matrix(["行政"])[0, 0] for _ in range(4)] == [0, 0, 1, 1]
    with runs.reading_ahead(6):  # nor are those of a process that is known to read many
        assert Runs(None).matrix(["行政"])[0, 0] == 1
    assert Runs(None).matrix(["行政"])[0, 0] == 0


@pytest.mark.parametrize("fault", [ImportError, RuntimeError])
def test_a_library_that_does_not_work_is_left_out(fault: type, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(part: object) -> None:
        raise fault

    compiled.cache_clear()
    monkeypatch.setattr(runs, "CompiledRuns", fail)
    assert not compiled()
    monkeypatch.setattr(runs, "CompiledRuns", lambda part: PlainRuns(replace(part, weight=np.float32(2))))
    compiled.cache_clear()
    assert not compiled()  # nor one that counts otherwise
    compiled.cache_clear()


def test_the_quick_way_is_no_part_of_the_model(features: Pipeline) -> None:
    before = len(pickle.dumps(features))
    feature_matrix(features, ["行政复议"])
    assert len(pickle.dumps(features)) == before
    copy = pickle.loads(pickle.dumps(features))
    check_equal(
        feature_matrix(copy, ["办理行政复议案件3件"]), feature_matrix(features, ["办理行政复议案件3件"])
    )
