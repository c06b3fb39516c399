"""Learning a scheme from coded texts alone: training, calibration out of document, and predictions that have seen no code.

Whoever brings categories of their own has a few hundred coded units and no exemplars. All of them train; temperatures,
threshold and predictions come from models that have not seen the document in question, so that nothing is judged by
what it was taught (cross-fitting; Chernozhukov et al. 2018, doi:10.1111/ectj.12097).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import log_softmax

from analysis.areas.calibration import best_temperature, conformal_thresholds
from analysis.areas.classifier import AreaClassifier
from analysis.areas.classify import classify_paragraphs
from analysis.areas.coded import SET_LEVEL, coded_units
from analysis.areas.inputs import fingerprint
from analysis.crosswalk import scheme_of_codes
from analysis.errors import InputError
from analysis.reading.split import split_items
from analysis.scheme import Scheme
from analysis.tables import CODED_ROLES
from analysis.taxonomy import as_taxonomy

LEAST_CODES = 100  # coded units, below which nothing is learned that could be relied on
FOLDS = 5
_FEW = 5  # codes of a category, below which its predictions are hardly better than chance


def train_on_codes(
    codes: pd.DataFrame,
    paragraphs: pd.DataFrame,
    *,
    scheme: Scheme | str | None = None,
    calibrate: bool = True,
    random_state: int = 0,
    **parameters: Any,
) -> AreaClassifier:
    """Train a classifier of a scheme on its coded units alone.

    Assumption: the coded units are like those to be classified. Temperatures and the threshold of possible categories are
    measured out of document: five models are each trained without a fifth of the documents and judged on these.

    Parameters
    ----------
    codes : DataFrame, one row per unit
        Codes of one coder or adjudicated ones, at least 100 with a role that has a category. Measures are used where every
        unit with a category has one.
    paragraphs : DataFrame, one row per paragraph
        The paragraphs of the coded documents, as :func:`split_paragraphs` returns them.
    scheme : Scheme or str, optional
        Scheme of the codes; default the one that they name, else the eight areas.
    calibrate : bool, default True
        Measure temperatures and threshold; needs codes of two documents or more.
    random_state : int, default 0
        Seed of the division into fifths.
    **parameters
        Parameters of :class:`AreaClassifier`, such as ``C``.

    Returns
    -------
    AreaClassifier
        Trained on all units.

    Raises
    ------
    InputError
        With fewer than 100 coded units or two categories, or where codes do not fit the paragraphs.

    See Also
    --------
    crossfit_paragraphs : classifies the coded documents with models that have not seen their codes.
    evaluate_classifier : measures accuracy with each document left out.
    retrain_classifier : trains the eight areas on exemplars and codes.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> codes = fz.read_codes(fz.sample_reports().parent / "codes" / "final.csv")
    >>> model = train_on_codes(codes, paragraphs, calibrate=False)
    >>> model.predict(["受理行政复议申请3件。"]).tolist()
    [6]
    """
    units, own = coded_texts(codes, paragraphs, scheme)
    return fit_units(units, own, calibrate=calibrate, random_state=random_state, **parameters)


def crossfit_paragraphs(
    paragraphs: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    scheme: Scheme | str | None = None,
    folds: int = FOLDS,
    random_state: int = 0,
    **parameters: Any,
) -> pd.DataFrame:
    """Classify paragraphs with models trained on the codes of other documents, so that all codes can correct the result.

    Documents are divided at random; each part is classified by a model that was trained on the codes of the others. No
    prediction depends on a code of its own document, so that a random sample both trains and corrects: nothing has to be
    held back.

    Parameters
    ----------
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it, coded or not.
    codes : DataFrame, one row per unit
        As in :func:`train_on_codes`.
    scheme : Scheme or str, optional
        As in :func:`train_on_codes`.
    folds : int, default 5
        Parts; at most the number of documents.
    random_state : int, default 0
        Seed of the division.
    **parameters
        Parameters of :class:`AreaClassifier`.

    Returns
    -------
    DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it.

    Raises
    ------
    InputError
        As :func:`train_on_codes`, and where the codes are of one document.

    See Also
    --------
    area_shares : corrects the shares with the same codes.
    train_on_codes : trains the one model for documents to come.

    References
    ----------
    Chernozhukov, V., et al. (2018). Double/debiased machine learning for treatment and structural parameters. The
    Econometrics Journal, 21(1), C1–C68. doi:10.1111/ectj.12097.
    Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference:
    Design-based supervised learning. NeurIPS 36. doi:10.48550/arXiv.2306.04746.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> codes = fz.read_codes(fz.sample_reports().parent / "codes" / "final.csv")
    >>> coded = crossfit_paragraphs(paragraphs, codes, folds=2)
    >>> set(coded["scheme"]), len(coded) == len(paragraphs)
    ({'outline-2015'}, True)
    """
    units, own = coded_texts(codes, paragraphs, scheme)
    if len(set(units["report_id"])) < 2:
        raise InputError("codes", "are of one document", "give codes of several, so that one can be left out")
    if folds < 2:
        raise InputError("folds", f"is {folds}", "use 2 or more")
    parts = []
    for held in _divided(paragraphs["report_id"], units["report_id"], folds, random_state):
        part = paragraphs[paragraphs["report_id"].isin(held)]
        # a text that stands in a document of this part too must not train: its code would be known there
        known = {fingerprint(text) for text in split_items(part)["text"]}
        outside = units[~units["report_id"].isin(held)]
        outside = outside[[fingerprint(text) not in known for text in outside["text"]]]
        model = fit_units(outside, own, random_state=random_state, **parameters)
        parts.append(classify_paragraphs(part, model))
    whole = pd.concat(parts)
    order = pd.Index(whole["paragraph_id"]).get_indexer(paragraphs["paragraph_id"])
    return whole.iloc[order].reset_index(drop=True)


def coded_texts(
    codes: pd.DataFrame, paragraphs: pd.DataFrame, scheme: Scheme | str | None = None
) -> tuple[pd.DataFrame, Scheme]:
    """The coded items that can train, with their texts and headings, and the scheme that they are coded in."""
    own = scheme_of_codes(codes) if scheme is None else as_taxonomy(scheme)
    units = coded_units(codes, paragraphs)
    if not own.is_own and own.scheme != scheme_of_codes(codes).scheme:
        lacks = units["measure"].isna() & (units["area"] > 0)
        if lacks.any():
            problem = f"has {int(lacks.sum())} items without a measure"
            raise InputError("codes", problem, f"code the measures to use scheme {own.scheme!r}")
        known = units["measure"].notna()
        units.loc[known, "area"] = [own.area_of(measure) for measure in units.loc[known, "measure"]]
    usable = units["role"].isin(CODED_ROLES) & units["area"].notna()
    if not own.is_own:
        usable &= units["area"] > 0  # what no area leads has always trained nothing
    units = units[usable].reset_index(drop=True)
    if len(units) < LEAST_CODES:
        problem = f"has {len(units)} units that can train a classifier of scheme {own.scheme!r}"
        raise InputError("codes", problem, f"code at least {LEAST_CODES}")
    return units, own


def fit_units(
    units: pd.DataFrame,
    scheme: Scheme,
    *,
    calibrate: bool = True,
    folds: int = 3,
    random_state: int = 0,
    **parameters: Any,
) -> AreaClassifier:
    """A classifier of coded units, calibrated out of document where there are documents enough."""
    model = _fitted(units, scheme, parameters)
    if calibrate and len(set(units["report_id"])) > 1:
        _calibrate(model, units, scheme, folds, random_state, parameters)
    return model


def few_codes(units: pd.DataFrame, scheme: Scheme) -> dict[int, int]:
    """Categories that were coded less than five times, with their numbers: of these a classifier learns next to nothing."""
    counts = units["area"].astype(int).value_counts()
    return {code: int(counts.get(code, 0)) for code in scheme.codes if counts.get(code, 0) < _FEW}


def _fitted(units: pd.DataFrame, scheme: Scheme, parameters: dict[str, Any]) -> AreaClassifier:
    model = AreaClassifier(scheme=scheme, **{"random_state": 0, **parameters})
    coded = units["area"] > 0
    if len(scheme.measures) and coded.all() and units["measure"].notna().all():
        return model.fit(units["text"], units["measure"].astype(str))
    return model.fit(units["text"], units["area"].astype(int))


def _divided(every: pd.Series, coded: pd.Series, folds: int, random_state: int) -> Iterator[set[str]]:
    """The ids of documents in parts of about as many coded and uncoded ones."""
    generator = np.random.default_rng(random_state)
    with_codes = sorted(set(coded))
    without = sorted(set(every) - set(with_codes))
    order = [*generator.permutation(with_codes), *generator.permutation(without)]
    n = min(folds, len(with_codes))
    for number in range(n):
        yield {str(name) for name in order[number::n]}


def _calibrate(
    model: AreaClassifier,
    units: pd.DataFrame,
    scheme: Scheme,
    folds: int,
    random_state: int,
    parameters: dict[str, Any],
) -> None:
    """Set temperatures and threshold by what models say of documents that they were not trained on."""
    judged: list[tuple[AreaClassifier, pd.DataFrame]] = []
    for held in _divided(units["report_id"], units["report_id"], folds, random_state):
        own = units["report_id"].isin(held)
        if len(set(units.loc[~own, "area"])) > 1:
            judged.append((_fitted(units[~own], scheme, parameters), units[own]))
    evidence = [column for column in units.columns if column not in ("area", "measure")]

    def pooled(with_evidence: bool) -> tuple[np.ndarray, np.ndarray]:
        logs, columns = [], []
        for one, own in judged:
            read = one.log_probabilities(own[evidence] if with_evidence else own["text"])
            wide = np.full((len(own), len(model.classes_)), _IMPOSSIBLE)
            wide[:, np.searchsorted(model.classes_, one.classes_)] = read
            kept = ~np.isnan(read).any(axis=1)
            logs.append(wide[kept])
            columns.append(np.searchsorted(model.classes_, own["area"].to_numpy(dtype=int))[kept])
        return np.vstack(logs), np.concatenate(columns)

    if sum(len(own) for _, own in judged) < LEAST_CODES // 2:
        return
    model.temperature_ = best_temperature(*pooled(False))
    for one, _ in judged:
        one.temperature_ = model.temperature_
    logs, columns = pooled(True)
    model.context_temperature_ = best_temperature(logs, columns)
    sure = np.exp(log_softmax(logs / model.context_temperature_, axis=1))
    model.threshold_ = conformal_thresholds(sure, columns, SET_LEVEL)


_IMPOSSIBLE = -30.0  # log-probability of a category that a part's model was not shown
