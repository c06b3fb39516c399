"""What each component of the classifier contributes: every one taken away in turn, on every design."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.areas.classifier import AreaClassifier
from analysis.areas.evaluate import evaluate_classifier
from analysis.areas.training import SHIPPED, training_table
from analysis.taxonomy import load_taxonomy


@dataclass(frozen=True)
class Component:
    """A component of the model as shipped, by the change that takes it away.

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


COMPONENTS = (
    Component("as_shipped"),
    Component("without_headings", {"heading_weight": 0.0}),
    Component("without_the_paragraph_around_an_item", {"paragraph_weight": 0.0}),
    Component("without_calibration", calibrate=False),
    Component("areas_instead_of_measures", by_area=True),
    Component("numbers_and_places_not_masked", {"mask": False}),
    Component("words_beside_characters", {"word_weight": 1.0}),
    Component("words_alone", {"word_weight": 1.0, "character_weight": 0.0}),
    Component("without_dictionary_texts", without=("dictionary", "measure name")),
    Component("without_simulated_reports", without=("simulated report",)),
    Component("without_field_units", without=("field unit",)),
    Component("field_units_and_dictionary_alone", without=("exemplar", "simulated report")),
)
# only what is read beside the text differs: the same trained model serves
_READING = ("heading_weight", "paragraph_weight")
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
    components: tuple[Component, ...] = COMPONENTS,
) -> pd.DataFrame:
    """Evaluate the classifier with each component changed.

    Parameters
    ----------
    codes, paragraphs, exemplars, provinces : DataFrame, Series
        As for :func:`evaluate_classifier`.
    components : tuple of Component
        What is changed, one at a time.

    Returns
    -------
    DataFrame, one row per component and design
        ``component``, ``design``, ``n_units``, ``accuracy``, ``macro_f1``, ``kappa``, ``ece``, ``coverage``, ``mean_size``.
    """
    training = training_table(exemplars)
    shipped = _train(training, Component(""))
    rows = []
    for own in components:
        same_training = set(own.parameters) <= set(_READING) and not own.without and not own.by_area
        model = shipped.changed(**own.parameters) if same_training else _train(training, own)
        for name, design in DESIGNS.items():
            result = evaluate_classifier(
                codes,
                paragraphs=paragraphs,
                model=model,
                provinces=provinces,
                calibrate=own.calibrate,
                baselines=False,
                n_resamples=1,
                **design,
            )
            summary, sets = result.summary.iloc[0], result.sets.iloc[0]
            rows.append(
                {
                    "component": own.name,
                    "design": name,
                    **summary[["n_units", "accuracy", "macro_f1", "kappa", "ece"]],
                    **sets[["coverage", "mean_size"]],
                }
            )
    return pd.DataFrame(rows)


def _train(training: pd.DataFrame, component: Component) -> AreaClassifier:
    kept = training[~training["source"].isin(component.without)]
    labels = kept["measure"]
    if component.by_area:
        labels = labels.map(load_taxonomy("outline-2015").area_of)
    parameters = {**SHIPPED, **component.parameters}
    return AreaClassifier(random_state=0, **parameters).fit(kept["text"], labels)
