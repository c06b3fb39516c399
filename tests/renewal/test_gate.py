"""The acceptance test: an honest retraining passes; shuffled labels, a leak, one report alone are refused every time."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.areas.classifier import AreaClassifier
from analysis.areas.training import CANARIES
from analysis.renewal.gate import (
    Gate,
    _canaries,
    _matches_variance,
    _meant,
    _sources,
    _test_sample,
    gate_model,
)
from analysis.renewal.retrain import CODE, Retrained
from analysis.simulation.reports import Simulation
from tests.renewal.conftest import YEAR

TENS = range(10)


def fit(training: pd.DataFrame) -> AreaClassifier:
    return AreaClassifier(random_state=0).fit(training["text"], training["measure"])


@pytest.fixture(scope="module")
def judge(present: AreaClassifier, codes: pd.DataFrame, scored: pd.DataFrame) -> Any:
    def judged(training: pd.DataFrame, model: AreaClassifier | None = None, **changed: Any) -> Gate:
        given: dict[str, Any] = {
            "codes": codes,
            "paragraphs": scored,
            "year": YEAR,
            "n_resamples": 500,
        } | changed
        return gate_model(model or fit(training), present, training=training, **given)

    return judged


@pytest.fixture(scope="module")
def honest(judge: Any, retrained: Retrained) -> Gate:
    gate: Gate = judge(retrained.training, retrained.model)
    return gate


def shuffled(training: pd.DataFrame, seed: int, *, codes_only: bool) -> pd.DataFrame:
    rows = np.flatnonzero((training["source"] == CODE) | (not codes_only))
    labels = training["measure"].to_numpy(dtype=object).copy()
    labels[rows] = np.random.default_rng(seed).permutation(labels[rows])
    return training.assign(measure=labels)


def test_an_honest_retraining_passes(honest: Gate) -> None:
    assert honest.passed, honest.reasons
    assert honest.reasons == []
    checks = honest.checks.set_index(["check", "years"])
    assert checks.loc[("accuracy", "new"), "difference"].item() > 0
    assert checks.loc[("log loss", "new"), "high"].item() < 0
    assert (honest.checks["resampled"].dropna() == "reports").all()


def test_the_table_says_what_was_asked_and_found(honest: Gate) -> None:
    checks = honest.checks
    assert checks["check"].tolist() == [
        "sources", "test sample", "unseen", "labels", "canaries", *["accuracy", "log loss", "share error"] * 2, "calibration",
    ]  # fmt: skip
    measured = checks[checks["low"].notna()]
    assert (measured["low"] <= measured["difference"]).all()
    assert (measured["difference"] <= measured["high"]).all()
    np.testing.assert_allclose(measured["candidate"] - measured["present"], measured["difference"])
    assert honest.metrics()["accuracy_new"] == round(checks[checks["years"] == "new"]["candidate"].iloc[0], 4)
    assert checks["reason"].str.len().min() > 20


def test_the_same_model_is_not_better(judge: Any, present: AreaClassifier, parts: Any) -> None:
    from analysis.areas.training import training_table

    gate = judge(training_table(parts[0]), present)
    assert [reason.split(":")[0] for reason in gate.reasons] == ["new year, log loss"]
    measured = gate.checks[gate.checks["years"].notna()]
    assert (measured["difference"] == 0).all()


@pytest.mark.parametrize("codes_only", [False, True], ids=["all labels", "labels of the codes"])
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in TENS if seed)])
def test_shuffled_labels_are_refused(judge: Any, retrained: Retrained, codes_only: bool, seed: int) -> None:
    training = shuffled(retrained.training, seed, codes_only=codes_only)
    gate = judge(training)
    assert not gate.passed
    failed = set(gate.checks.loc[~gate.checks["passed"], "check"])
    assert "labels" in failed
    if not codes_only:
        assert {"accuracy", "log loss", "canaries"} <= failed
        assert any("that the present model gets right are lost (“" in reason for reason in gate.reasons)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in TENS if seed)])
@pytest.mark.parametrize("change", ["the text itself", "other numbers", "a word more"])
def test_a_leaking_duplicate_is_refused(
    judge: Any, retrained: Retrained, codes: pd.DataFrame, scored: pd.DataFrame, seed: int, change: str
) -> None:
    units = fz.split_items(scored)
    tests = codes.loc[codes["inclusion_probability"].notna() & (codes["area"] > 0), "unit_id"]
    long = units[units["item_id"].isin(tests) & (units["n_chars"] > 60)]
    text = long["text"].sample(random_state=seed).item()
    if change == "other numbers":
        text = text.replace("1", "7").replace("2", "35")
    elif change == "a word more":
        text = text[:20] + "切实" + text[20:]
    leak = pd.DataFrame({"text": [text], "measure": ["1"], "source": [CODE], "report_id": ["another_2020"]})
    training = pd.concat([retrained.training, leak], ignore_index=True)
    model = fz.AreaClassifier().changed()
    model.__dict__.update(retrained.model.__dict__)  # what it knows does not matter, what it has seen does
    model.seen_ = np.append(retrained.model.seen_, fit_seen(text))
    gate = judge(training, model)
    assert not gate.passed
    assert not gate.checks.set_index("check").loc["unseen", "passed"]
    assert any("nearly repeat a training text" in reason for reason in gate.reasons)


def fit_seen(text: str) -> np.ndarray:
    """What a model remembers of a text."""
    tiny = AreaClassifier().fit([text, "行政复议", "行政处罚"], [1, 6, 4])
    return np.setdiff1d(tiny.seen_, AreaClassifier().fit(["行政复议", "行政处罚"], [6, 4]).seen_)


@pytest.mark.parametrize(
    "place", [0, *(pytest.param(place, marks=pytest.mark.slow) for place in range(1, 6))]
)
def test_one_report_alone_is_refused(
    judge: Any, corpus: Simulation, scored: pd.DataFrame, place: int
) -> None:
    report = corpus.reports["report_id"].tolist()[place]
    items = fz.split_items(scored).merge(corpus.items[["item_id", "measure", "report_id"]], on="item_id")
    own = items[(items["report_id"] == report) & items["measure"].notna()]
    training = own[["text", "measure", "report_id"]].assign(source=CODE, measure=own["measure"].astype(str))
    training = pd.concat([training] * 3)  # scikit-learn warns of nearly as many labels as texts
    others = [unit for unit in corpus.items["item_id"] if not unit.startswith(report)]
    tests = corpus.code(fz.sample_for_coding(scored[scored["report_id"] != report], per_year=60))
    assert set(tests["unit_id"]) <= set(others)
    gate = judge(training, codes=tests)
    assert not gate.passed
    assert any("one report's wording" in reason for reason in gate.reasons)


def test_one_report_a_year_resamples_paragraphs_and_says_so(
    judge: Any, retrained: Retrained, scored: pd.DataFrame, codes: pd.DataFrame
) -> None:
    one = {scored.loc[scored["year"] == year, "report_id"].iloc[0] for year in (2021, YEAR)}
    report = codes["unit_id"].str.replace(r"-p\d+-i\d+$", "", regex=True)
    kept = codes[report.isin(one) | codes["inclusion_probability"].isna()]
    gate = judge(retrained.training, retrained.model, codes=kept)
    assert (gate.checks["resampled"].dropna() == "paragraphs").all()
    assert any("needs at least 30 units from 3 reports" in reason for reason in gate.reasons)


@pytest.mark.parametrize(
    ("year", "message"),
    [(2023, "no random sample of the new year"), (2021, "no random sample of an earlier year")],
)
def test_a_year_without_codes_is_refused(judge: Any, retrained: Retrained, year: int, message: str) -> None:
    with pytest.raises(fz.InputError, match=message):
        judge(retrained.training, retrained.model, year=year)


def test_another_table_than_the_trained_one_is_refused(judge: Any, retrained: Retrained) -> None:
    with pytest.raises(fz.InputError, match="training holds"):
        judge(retrained.training.iloc[1:], retrained.model)


def test_tolerances_are_kept(judge: Any, retrained: Retrained) -> None:
    """Where nothing at all is allowed, an earlier year's uncertainty alone refuses."""
    strict = judge(
        retrained.training, retrained.model, accuracy_tolerance=-0.2, loss_tolerance=-5.0, share_tolerance=-50.0,
        calibration_tolerance=-1.0,
    )  # fmt: skip
    failed = strict.checks[~strict.checks["passed"]]
    assert failed["check"].tolist() == ["accuracy", "log loss", "share error", "share error", "calibration"]
    assert failed["years"].tolist() == ["earlier", "earlier", "earlier", "new", "new"]


# --- single checks by hand ---


@pytest.mark.parametrize(
    ("sources", "reports", "passed"),
    [
        ([CODE, CODE, "dictionary"], ["a", "a", None], False),
        ([CODE, CODE], ["a", "b"], True),
        ([CODE, "exemplar"], ["a", None], True),
        (["dictionary", "measure name"], [None, None], False),
        (["exemplar", "simulated report"], [None, None], True),
        (["exemplar", "dictionary"], [None, None], False),
    ],
)
def test_texts_of_two_origins_are_needed(sources: list[str], reports: list[str | None], passed: bool) -> None:
    assert _sources(pd.DataFrame({"source": sources, "report_id": reports}))["passed"] is passed


@pytest.mark.parametrize(
    ("n", "reports", "passed"), [(30, 3, True), (29, 3, False), (30, 2, False), (31, 4, True)]
)
def test_the_new_year_needs_30_units_of_3_reports(n: int, reports: int, passed: bool) -> None:
    units = pd.DataFrame({"report_id": [f"r{number % reports}" for number in range(n)]})
    row = _test_sample(units)
    assert (row["passed"], row["n_units"], row["n_reports"]) == (passed, n, reports)


def test_the_matches_of_shuffled_labels_have_the_variance_of_all_their_orders() -> None:
    answers, labels = [1, 1, 1, 2, 2, 3], [1, 1, 2, 2, 2, 4]
    matches = [sum(map(int.__eq__, answers, order)) for order in permutations(labels)]
    counts = np.array(
        [[own.count(area) for own in (answers, labels)] for area in sorted(set(labels))], dtype=float
    )
    assert _matches_variance(counts, 6) == pytest.approx(np.var(matches))


class Answers:
    """A model that knows its answers by heart."""

    def __init__(self, by_text: dict[str, int]) -> None:
        self.by_text = by_text

    def predict(self, texts: list[str]) -> np.ndarray:
        return np.array([self.by_text[text] for text in texts])

    def areas_meant(self, labels: Any) -> np.ndarray:
        return np.array([int(label) for label in labels])


def test_no_canary_may_be_lost_that_was_right() -> None:
    right = dict(CANARIES)
    (first, area), (second, other) = CANARIES[:2]
    wrong = right | {first: area % 8 + 1}
    both = wrong | {second: other % 8 + 1}
    for candidate, present, passed in (
        (right, right, True),
        (right, wrong, True),
        (wrong, wrong, True),
        (wrong, right, False),
        (both, wrong, False),
    ):
        row = _canaries(Answers(candidate), Answers(present))  # type: ignore[arg-type]
        assert row["passed"] is passed
    assert (row["present"], row["candidate"], row["n_units"]) == (19, 18, 20)


@pytest.mark.parametrize(
    ("n", "right", "passed"), [(40, 40, True), (40, 20, False), (19, 0, True), (20, 0, False)]
)
def test_labels_must_agree_more_than_by_chance_where_there_are_enough(
    n: int, right: int, passed: bool
) -> None:
    """Two areas in equal parts: by chance half agree; all of 40 is far beyond four standard deviations."""
    texts = [f"t{number}" for number in range(n)]
    answers = [1 + number % 2 for number in range(n)]
    labels = [answer if number < right else 3 - answer for number, answer in enumerate(answers)]
    training = pd.DataFrame({"text": texts, "measure": labels, "source": CODE})
    row = _meant(Answers(dict(zip(texts, answers, strict=True))), training)  # type: ignore[arg-type]
    assert row["passed"] is passed
