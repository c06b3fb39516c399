"""Field units: whole documents train or test, none comes from a sample report, and two readers agree on them."""

from __future__ import annotations

import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

import analysis as fz
from analysis.areas.field import evaluate_field, field_tests
from analysis.areas.training import (
    FIELD,
    FIELD_FOLDS,
    read_exemplars,
    read_field,
    reserved,
    training_table,
)
from analysis.columns.types import AREAS
from analysis.paths import shipped
from analysis.tables import LEVELS
from analysis.text import plain


@pytest.fixture(scope="module")
def field() -> pd.DataFrame:
    return read_field()


def test_units_are_coded_as_the_codebook_says(field: pd.DataFrame) -> None:
    taxonomy = fz.load_taxonomy()
    known = field.dropna(subset="measure")
    assert [taxonomy.area_of(measure) for measure in known["measure"]] == known["area"].tolist()
    assert set(field["role"]) == {"work", "problem", "plan", "preamble"}
    assert set(field["level"]) <= set(LEVELS)
    assert set(field["confidence"]) == {"clear", "arguable"}
    assert field["unit_id"].is_unique
    assert field["text"].map(plain).is_unique
    assert field["area"].value_counts().reindex(AREAS).min() >= 60
    study = field[field["measure"] == "41x"]
    assert len(study) >= 30
    assert (study["area_2"] == 7).all()


def test_whole_documents_train_or_test(field: pd.DataFrame) -> None:
    assert not field[["document", "fold"]].drop_duplicates()["document"].duplicated().any()
    sizes = field.groupby("fold").size()
    assert sizes.index.tolist() == list(range(FIELD_FOLDS))
    assert sizes.min() > 0.2 * len(field)
    exemplars = read_exemplars()
    learned = set(exemplars.loc[exemplars["source"] == FIELD, "document"])
    assert learned == set(field.loc[field["fold"] > 0, "document"])
    assert not set(training_table(exemplars)["text"]) & set(field_tests()["text"])


def test_no_field_unit_is_kept_for_simulated_corpora() -> None:
    exemplars = read_exemplars()
    apart = exemplars[exemplars["source"] != FIELD]
    assert not reserved(exemplars)[exemplars["source"] == FIELD].any()
    pd.testing.assert_series_equal(reserved(exemplars)[apart.index], reserved(apart))


def test_the_shipped_model_has_not_seen_what_tests_it() -> None:
    assert not fz.load_classifier().has_seen(field_tests()["text"]).any()


def test_a_second_reader_agrees(field: pd.DataFrame) -> None:
    second = pd.read_csv(shipped("data/field") / "second.csv", dtype="string")
    both = field.merge(second, on="unit_id", suffixes=("", "_second"))
    assert len(both) == len(second)
    assert cohen_kappa_score(both["area"].astype(int), both["area_second"].astype(int)) > 0.95


def test_each_document_is_answered_by_a_model_that_has_not_learned_from_it(
    field: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small models: what is held to is who answers what, not how well."""
    field = field[~field["document"].str.startswith("c") & (field["area"] > 0)]
    some = field.groupby(["fold", "area"]).head(15)
    exemplars = read_exemplars().query("source == 'exemplar'").groupby("measure").head(2)
    kept = some[some["fold"] > 0].rename(columns={"unit_id": "exemplar_id"}).assign(source=FIELD)
    exemplars = pd.concat([exemplars, kept], ignore_index=True)
    learned: list[set[str]] = []

    def small(training: pd.DataFrame) -> fz.AreaClassifier:
        learned.append(set(training["text"]))
        areas = training["measure"].map(fz.load_taxonomy().area_of)
        few = training[training["source"] == FIELD].groupby(areas).head(10)
        return fz.AreaClassifier(random_state=0).fit(few["text"], areas[few.index])

    monkeypatch.setattr("analysis.areas.field.train_classifier", small)
    monkeypatch.setattr("analysis.areas.field._RESAMPLES", 99)
    result = evaluate_field(exemplars, some)
    for fold, texts in enumerate(learned):
        own = some["fold"] == fold
        assert not texts & set(some.loc[own, "text"])
        assert texts & set(some.loc[~own, "text"])
    assert sorted(result.full.predictions["unit_id"]) == sorted(some["unit_id"])
    groups = result.groups.set_index(["headings", "group"])
    everything = groups.loc[("with", "all")]
    assert everything["n_units"] == len(some)
    assert everything["kappa"] == pytest.approx(result.full.summary.loc[0, "kappa"])
    assert everything["kappa_low"] < everything["kappa"] < everything["kappa_high"]
    parts = groups.loc["without"].loc[["before 2021", "from 2021 on"], "n_units"]
    assert parts.sum() == len(some)
    assert groups.loc[("without", "written blind"), "n_units"] == some["document"].str.startswith("d").sum()
    bias = groups.loc["without"]
    assert (bias["share_bias_low"] <= bias["share_bias"]).all()
    assert (bias["share_bias"] <= bias["share_bias_high"]).all()


def test_units_written_after_misses_neither_train_nor_test(
    field: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned: set[str] = set()

    def spy(training: pd.DataFrame) -> fz.AreaClassifier:
        learned.update(training["text"])
        raise RuntimeError

    monkeypatch.setattr("analysis.areas.field.train_classifier", spy)
    with pytest.raises(RuntimeError):
        evaluate_field(read_exemplars(), field)
    assert learned
    assert not learned & set(field.loc[field["document"].str.startswith("c"), "text"])
