"""A small world for the tests of a new year: a model of a few hundred texts, and simulated reports with new words.

The exemplars are split: one part trains, reports are composed of the other, so that no report repeats a training text.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.areas.training import FIELD, TRAINED_ROLES, read_exemplars, train_classifier, training_table
from analysis.renewal.retrain import Retrained, retrain_classifier
from analysis.simulation.reports import Simulation

YEAR = 2022


@pytest.fixture(scope="session")
def parts() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Exemplars to train on, and others to compose reports of."""
    every = read_exemplars()
    every = every[every["source"] != FIELD].reset_index(
        drop=True
    )  # units that are added later change no test
    first = np.random.default_rng(0).random(len(every)) < 0.4
    usable = every["measure"].notna() & every["role"].isin(TRAINED_ROLES)
    return every[first & usable.to_numpy(dtype=bool)].sample(500, random_state=0), every[~first]


@pytest.fixture(scope="session")
def present(parts: tuple[pd.DataFrame, pd.DataFrame]) -> fz.AreaClassifier:
    return train_classifier(training_table(parts[0]))


@pytest.fixture(scope="session")
def corpus(parts: tuple[pd.DataFrame, pd.DataFrame]) -> Simulation:
    """Two years; in the later one most texts of area 5 use new words."""
    return fz.make_reports(
        n_regions=14, years=(2021, YEAR), trend={}, drift=0.8, drift_years=[YEAR], text=True, exemplars=parts[1],
        n_paragraphs=10, random_state=4,
    )  # fmt: skip


@pytest.fixture(scope="session")
def scored(corpus: Simulation, present: fz.AreaClassifier) -> pd.DataFrame:
    return fz.classify_paragraphs(corpus.paragraphs[corpus.paragraphs["role"] == "work"], present)


@pytest.fixture(scope="session")
def codes(corpus: Simulation, scored: pd.DataFrame) -> pd.DataFrame:
    """A random sample of both years that tests, and 60 paragraphs of the new one that train."""
    drawn = fz.sample_for_coding(scored, per_year=70, random_state=0)
    new = scored[(scored["year"] == YEAR).to_numpy(dtype=bool)]
    chosen = fz.choose_for_training(new, 60, exclude=drawn["paragraph_id"].unique().tolist())
    return pd.concat([corpus.code(drawn), corpus.code(chosen)], ignore_index=True)


@pytest.fixture(scope="session")
def retrained(
    codes: pd.DataFrame,
    scored: pd.DataFrame,
    parts: tuple[pd.DataFrame, pd.DataFrame],
    present: fz.AreaClassifier,
) -> Retrained:
    return retrain_classifier(codes, scored, exemplars=parts[0], present=present)
