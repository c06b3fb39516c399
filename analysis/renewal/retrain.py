"""Training again with codes: what may train, what must not, and what is left out because it nearly repeats a test unit.

One rule keeps the two apart: codes that carry an inclusion probability estimate and test, codes without one train. A
code that trained can never correct the shares of the model it trained, and a text nearly the same gives a test away.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.base import clone

from analysis.areas.classifier import AreaClassifier
from analysis.areas.coded import coded_units
from analysis.areas.training import training_table
from analysis.crosswalk import check_codes_scheme, scheme_of_codes
from analysis.errors import InputError
from analysis.reading.duplicates import near_copies
from analysis.tables import CODED_ROLES, SCHEME

CODE = "code"  # source of a training text that a coder coded
CODE_WEIGHT = 3.0  # of a code beside an exemplar: it is in the words of the year


class Retrained(NamedTuple):
    """A model and what it was trained on.

    Attributes
    ----------
    model : AreaClassifier
    training : DataFrame, one row per training text
        ``text``, ``measure``, ``source`` (code, exemplar, simulated report, dictionary, measure name), and of codes
        ``unit_id``, ``report_id``, ``year``.
    n_left_out : int
        Training texts left out because they nearly repeat a test unit.
    """

    model: AreaClassifier
    training: pd.DataFrame
    n_left_out: int


def retrain_classifier(
    codes: pd.DataFrame,
    paragraphs: pd.DataFrame,
    *,
    exemplars: pd.DataFrame | None = None,
    present: AreaClassifier | None = None,
    code_weight: float = CODE_WEIGHT,
) -> Retrained:
    """Train a classifier on exemplars, dictionary and those codes that were chosen for training.

    Codes without ``inclusion_probability`` train; the others only say which texts must not: a training text that nearly
    repeats one of them (similarity of shingles from 0.8) is left out. Temperatures and threshold are those of the present
    model: measured anew on the codes that test, they would no longer be tested.

    Parameters
    ----------
    codes : DataFrame, one row per unit
        Codes of one coder: of training and of estimation.
    paragraphs : DataFrame, one row per paragraph
        The paragraphs of the coded reports.
    exemplars : DataFrame, optional
        As ``data/exemplars`` holds them; without, the dictionary and the codes train alone.
    present : AreaClassifier, optional
        The model whose parameters, temperatures and threshold are taken over; default those of the class.
    code_weight : float, default 3.0
        Weight of a code beside that of an exemplar or a line of the dictionary.

    Returns
    -------
    Retrained
        ``model``, ``training`` (the table of training texts), ``n_left_out``.

    Raises
    ------
    InputError
        When no code is left to train on.

    See Also
    --------
    gate_model : tests whether the new model may replace the present one.
    renew_model : retrains, tests and compares in one step.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports() / "longsha_2019.txt"))
    >>> codes = fz.read_codes(fz.sample_reports().parent / "codes" / "final.csv")
    >>> first = codes["unit_id"].str.contains("p01")
    >>> codes["inclusion_probability"] = codes["inclusion_probability"].mask(first)
    >>> result = retrain_classifier(codes, paragraphs)
    >>> int((result.training["source"] == "code").sum())
    7
    """
    units = coded_units(codes.drop(columns="inclusion_probability"), paragraphs).merge(
        codes[["unit_id", "inclusion_probability"]], on="unit_id"
    )
    own = scheme_of_codes(codes) if present is None else present.scheme_
    drawn, is_base = units["inclusion_probability"].notna(), own.scheme == SCHEME
    chosen = ~drawn & (units["area"] > 0) & units["measure"].notna()
    if not is_base:  # areas will do, and none of them is an answer
        check_codes_scheme(codes, own)
        chosen = ~drawn & units["area"].notna() & units["role"].isin(CODED_ROLES)
    rows = units[chosen.fillna(False)]
    if rows.empty:
        problem = f"have no unit with {'a measure' if is_base else 'a category'} that was chosen for training"
        raise InputError("codes", problem, _no_training(units, drawn, is_base))
    coded = rows[["text", "measure", "unit_id", "report_id", "year"]].assign(source=CODE)
    if is_base:
        training = pd.concat([coded, training_table(exemplars)], ignore_index=True)
    else:
        with_measures = len(own.measures) and coded["measure"].notna().all()
        training = coded if with_measures else coded.assign(measure=rows["area"])
    training["measure"] = training["measure"].astype(str)
    tests = units[drawn & (units["area"] > 0 if is_base else units["area"].notna()).fillna(False)]
    copied = repeats_but_for_numbers(training["text"], tests["text"])
    training = training[~copied].reset_index(drop=True)
    model = (
        AreaClassifier(random_state=0, scheme=None if is_base else own) if present is None else clone(present)
    )
    weights = np.where(training["source"] == CODE, code_weight, 1.0)
    model.fit(training["text"], training["measure"], sample_weight=weights)
    if present is not None:
        model.take_calibration(present)
    return Retrained(model, training, int(copied.sum()))


def _no_training(units: pd.DataFrame, drawn: pd.Series, is_base: bool) -> str:
    """What would do where no code can train: the reason is the measures, or that all codes test."""
    lacking = int((~drawn & (units["area"] > 0) & units["measure"].isna()).fillna(False).sum())
    if is_base and lacking:
        remedy = f"code the measures ({lacking} codes for training have an area alone), or train a scheme of areas alone"
        return f"{remedy} with train_on_codes"
    return "leave inclusion_probability empty for the codes that train"


def repeats_but_for_numbers(texts: pd.Series, others: pd.Series) -> np.ndarray:
    """Whether each text nearly repeats one of the others; numbers differ from year to year in a sentence copied otherwise.

    >>> texts = pd.Series(["审结行政复议案件12件,纠错率3%。", "开展执法检查。"])
    >>> repeats_but_for_numbers(texts, pd.Series(["审结行政复议案件9件，纠错率11%。"])).tolist()
    [True, False]
    """
    own, other = (series.str.replace(r"\d+", "0", regex=True) for series in (texts, others))
    return near_copies(own, other)
