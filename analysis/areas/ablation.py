"""What each lever of the classifier pays: every lever taken away (or added) in turn, on every design."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.areas.classifier import AreaClassifier
from analysis.areas.evaluate import evaluate_classifier
from analysis.areas.training import training_table
from analysis.taxonomy import load_taxonomy


@dataclass(frozen=True)
class Lever:
    """A change to the model as shipped.

    Attributes
    ----------
    name : str
        What is changed.
    parameters : dict
        Parameters of the classifier that differ.
    without : tuple of str
        Sources of training texts that are left out.
    by_area : bool
        Train on areas instead of measures.
    calibrate : bool
        Measure temperatures and threshold on the reports not left out.
    """

    name: str
    parameters: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    by_area: bool = False
    calibrate: bool = True


LEVERS = (
    Lever("as shipped"),
    Lever("without headings", {"heading_weight": 0.0}),
    Lever("without the paragraph around an item", {"paragraph_weight": 0.0}),
    Lever("without calibration", calibrate=False),
    Lever("without the model of areas", {"area_weight": 0.0}),
    Lever("areas instead of measures", by_area=True),
    Lever("numbers and places not masked", {"mask": False}),
    Lever("without words", {"word_weight": 0.0}),
    Lever("without characters", {"character_weight": 0.0}),
    Lever("without dictionary columns", {"lexicon_weight": 0.0}),
    Lever("without dictionary texts", without=("dictionary", "measure name")),
    Lever("without simulated reports", without=("simulated report",)),
    Lever("without exemplars and simulated reports", without=("exemplar", "simulated report")),
)
# only what is read beside the text differs: the same trained model serves
_READING = ("heading_weight", "paragraph_weight", "area_weight")
DESIGNS: dict[str, dict[str, Any]] = {
    "leave-one-report-out, text only": {"heading_blind": True},
    "leave-one-report-out": {},
    "leave-one-province-out": {"design": "leave-one-province-out"},
    "forward": {"design": "forward"},
}


def ablate(
    codes: pd.DataFrame,
    paragraphs: pd.DataFrame,
    exemplars: pd.DataFrame,
    provinces: pd.Series,
    *,
    levers: tuple[Lever, ...] = LEVERS,
    random_state: int = 0,
) -> pd.DataFrame:
    """Evaluate the classifier with each lever changed.

    Parameters
    ----------
    codes, paragraphs, exemplars, provinces : DataFrame, Series
        As for :func:`evaluate_classifier`.
    levers : tuple of Lever
        What is changed, one at a time.
    random_state : int, default 0
        Seed.

    Returns
    -------
    DataFrame, one row per lever and design
        ``lever``, ``design``, ``n_units``, ``accuracy``, ``macro_f1``, ``kappa``, ``ece``, ``coverage``, ``mean_size``.
    """
    training = training_table(exemplars)
    shipped = _train(training, Lever(""), random_state)
    rows = []
    for lever in levers:
        same_training = set(lever.parameters) <= set(_READING) and not lever.without and not lever.by_area
        model = (
            shipped.changed(**lever.parameters) if same_training else _train(training, lever, random_state)
        )
        for name, design in DESIGNS.items():
            result = evaluate_classifier(
                codes,
                paragraphs=paragraphs,
                model=model,
                provinces=provinces,
                calibrate=lever.calibrate,
                baselines=False,
                n_resamples=1,
                random_state=random_state,
                **design,
            )
            summary, sets = result.summary.iloc[0], result.sets.iloc[0]
            rows.append(
                {
                    "lever": lever.name,
                    "design": name,
                    **summary[["n_units", "accuracy", "macro_f1", "kappa", "ece"]],
                    **sets[["coverage", "mean_size"]],
                }
            )
    return pd.DataFrame(rows)


def _train(training: pd.DataFrame, lever: Lever, random_state: int) -> AreaClassifier:
    kept = training[~training["source"].isin(lever.without)]
    labels = kept["measure"]
    if lever.by_area:
        taxonomy = load_taxonomy("outline-2015")
        labels = labels.map(lambda measure: taxonomy.area_of(measure))
    return AreaClassifier(random_state=random_state, **lever.parameters).fit(kept["text"], labels)
