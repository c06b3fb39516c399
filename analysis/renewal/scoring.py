"""A model's answers to coded units, and what their errors come to: accuracy, log loss, calibration, share error."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.areas.classifier import AreaClassifier
from analysis.areas.classify import items_in_context
from analysis.areas.coded import coded_units
from analysis.areas.evaluate import EVALUATED_ROLES
from analysis.columns.types import AREAS
from analysis.crosswalk import scheme_of_codes
from analysis.errors import InputError
from analysis.tables import CODED_ROLES, SCHEME, check_table

PROBABILITIES = tuple(f"p_{area}" for area in AREAS)
_LEAST = 1e-6  # probability below which a miss costs no more


def estimation_units(codes: pd.DataFrame, paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Units of work and plan with an area that were drawn with known probability, one row each.

    Returns
    -------
    DataFrame
        As :func:`analysis.areas.evaluate.coded_units` returns them, with ``inclusion_probability``.
    """
    check_table(codes, ("unit_id", "inclusion_probability"), argument="codes", maker="read_codes")
    drawn = codes[codes["inclusion_probability"].notna()]
    units = coded_units(drawn.drop(columns="inclusion_probability"), paragraphs)
    units = units.merge(drawn[["unit_id", "inclusion_probability"]], on="unit_id")
    wanted = units["role"].isin(EVALUATED_ROLES) & (units["area"] > 0) & units["year"].notna()
    if scheme_of_codes(codes).scheme != SCHEME:  # there, none of the categories is an answer too
        wanted = units["role"].isin(CODED_ROLES) & units["area"].notna() & units["year"].notna()
    units = units[wanted.fillna(False)].reset_index(drop=True)
    if units.empty:
        problem = "have no unit of role work or plan with an area, a year and an inclusion probability"
        raise InputError("codes", problem, "give the codes of a random sample of these paragraphs")
    return units


def score_units(model: AreaClassifier, units: pd.DataFrame, paragraphs: pd.DataFrame) -> pd.DataFrame:
    """The model's answers to coded units, read in their paragraphs and under their headings.

    Returns
    -------
    DataFrame, one row per unit, in the order of `units`
        ``p_1`` … ``p_8`` (of own categories one for each), ``predicted``, ``probability`` (of the predicted area), ``right``, ``log_loss``.
    """
    items = items_in_context(paragraphs[paragraphs["paragraph_id"].isin(set(units["paragraph_id"]))])
    at = pd.Index(items["item_id"]).get_indexer(units["unit_id"])
    truth = units["area"].to_numpy(dtype=int)
    codes = np.array(model.scheme_.codes)
    if not model.is_base:
        codes = np.append(0, codes)
    column = {int(area): place for place, area in enumerate(codes)}
    answers = np.zeros((len(units), len(codes)))
    places = [column[int(area)] for area in model.classes_]
    answers[:, places] = np.nan_to_num(model.predict_both(items)[0][at])
    coded = np.maximum(answers[np.arange(len(units)), [column[area] for area in truth.tolist()]], _LEAST)
    predicted = np.where(answers.sum(axis=1) > 0, codes[answers.argmax(axis=1)], 0)
    return pd.DataFrame(answers, columns=[f"p_{area}" for area in codes]).assign(
        predicted=predicted,
        probability=answers.max(axis=1),
        right=predicted == truth,
        log_loss=-np.log(coded),
    )
