"""The year's work in two steps: score, look for drift and draw what to code; then, coded, train, judge and compare."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.areas.build import settings, versions
from analysis.areas.canaries import canary_answers
from analysis.areas.classifier import AreaClassifier
from analysis.areas.classify import classify_paragraphs
from analysis.areas.coded import coded_units
from analysis.areas.models import load_classifier, read_card, save_classifier
from analysis.areas.training import canary_texts, read_exemplars, training_facts
from analysis.coding.agreement import ADJUDICATED
from analysis.coding.joining import with_ids
from analysis.coding.sample import sample_for_coding
from analysis.errors import InputError, nothing_expected
from analysis.renewal.active import choose_for_training, prediction_change
from analysis.renewal.comparability import Comparison, compare_shares
from analysis.renewal.drift import drift_report
from analysis.renewal.gate import Gate, gate_model
from analysis.renewal.headings import unfamiliar_headings
from analysis.renewal.registry import default_folder, file_hash, free_name, set_default_model, table_hash
from analysis.renewal.retrain import Retrained, retrain_classifier
from analysis.renewal.vocabulary import new_terms
from analysis.scheme import Scheme
from analysis.tables import as_flags, check_table


class OpenedYear(NamedTuple):
    """A new year, scored before any training, and what is to be coded of it.

    Attributes
    ----------
    coded : DataFrame, one row per paragraph
        All years, classified by the present model.
    drift : DataFrame
        As :func:`drift_report` returns it.
    terms : DataFrame
        As :func:`new_terms` returns it.
    headings : DataFrame
        As :func:`unfamiliar_headings` returns it.
    sample : DataFrame, one row per item to be coded
        Rows with an ``inclusion_probability`` estimate and test (drawn at random from the whole year), the others train
        (chosen from the rest).
    """

    coded: pd.DataFrame
    drift: pd.DataFrame
    terms: pd.DataFrame
    headings: pd.DataFrame
    sample: pd.DataFrame


class RenewedModel(NamedTuple):
    """A newly trained model and what is known of it.

    Attributes
    ----------
    year : int
    retrained : Retrained
        ``model``, ``training``, ``n_left_out``.
    gate : Gate
        What the acceptance test found: whether it may replace the present one, and why not.
    drift : DataFrame
        The present model's drift report, with errors on the new codes.
    comparison : Comparison
        Shares of the earlier years under both models.
    change : DataFrame
        As :func:`prediction_change` returns it.
    codes : DataFrame
        All codes, of training and of estimation.
    """

    year: int
    retrained: Retrained
    gate: Gate
    drift: pd.DataFrame
    comparison: Comparison
    change: pd.DataFrame
    codes: pd.DataFrame


def open_year(
    paragraphs: pd.DataFrame,
    year: int,
    *,
    present: AreaClassifier | None = None,
    codes: pd.DataFrame | None = None,
    reports: pd.DataFrame | None = None,
    n_random: int = 150,
    n_training: int = 50,
    random_state: int = 0,
) -> OpenedYear:
    """Score a new year with the present model, report drift, and draw what is to be coded.

    Parameters
    ----------
    paragraphs : DataFrame, one row per paragraph
        Of the new year and earlier ones, as :func:`split_paragraphs` returns it.
    year : int
        The new year.
    present : AreaClassifier, optional
        The model that is to be renewed; default the shipped one.
    codes : DataFrame, optional
        Codes of earlier years.
    reports : DataFrame, optional
        As :func:`read_reports` returns it, to know which reports are by one government.
    n_random : int, default 150
        Paragraphs of the year drawn at random, which estimate and test.
    n_training : int, default 50
        Paragraphs chosen from the rest, which train; 0 chooses none.
    random_state : int, default 0
        Seed.

    Returns
    -------
    OpenedYear
        ``coded``, ``drift``, ``terms``, ``headings``, ``sample``.

    Raises
    ------
    InputError
        When a side has no paragraph.

    See Also
    --------
    drift_report : reports the drift alone.
    renew_model : continues once the sample is coded.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> opened = open_year(paragraphs, 2022, n_random=10, n_training=5)
    >>> is_random = opened.sample["inclusion_probability"].notna()
    >>> opened.sample.groupby(is_random)["paragraph_id"].nunique().to_dict()
    {False: 5, True: 10}
    """
    present = load_classifier() if present is None else present
    coded = classify_paragraphs(paragraphs, present)
    new = coded[(coded["year"] == year).fillna(False)]
    drift = drift_report(coded, year, model=present, codes=None, reports=reports, random_state=random_state)
    parts = [sample_for_coding(new, per_year=n_random, random_state=random_state)]
    judged = (new["area"] > 0) | (not present.is_base)
    left = set(new.loc[(new["role"] == "work") & judged, "paragraph_id"]) - set(parts[0]["paragraph_id"])
    if n_training and left:
        drawn = parts[0]["paragraph_id"].unique().tolist()
        parts.append(choose_for_training(new, n_training, exclude=drawn, random_state=random_state))
    with nothing_expected():
        terms = new_terms(coded, year, model=present)
    return OpenedYear(
        coded,
        drift,
        terms,
        unfamiliar_headings(paragraphs, year),
        pd.concat(parts, ignore_index=True),
    )


def renew_model(
    codes: pd.DataFrame,
    paragraphs: pd.DataFrame,
    year: int,
    *,
    present: AreaClassifier | None = None,
    exemplars: pd.DataFrame | None = None,
    reports: pd.DataFrame | None = None,
    random_state: int = 0,
    **tolerances: Any,
) -> RenewedModel:
    """Train with the codes chosen for training, put the model to the acceptance test (gate), and compare the series.

    Parameters
    ----------
    codes : DataFrame, one row per unit
        Codes of one coder, of the new year and of earlier ones; those without ``inclusion_probability`` train. In own
        categories those that the present model was trained on do too.
    paragraphs : DataFrame, one row per paragraph
        Of all years.
    year : int
        The new year.
    present : AreaClassifier, optional
        The model that is to be renewed; default the shipped one.
    exemplars : DataFrame, optional
        As ``data/exemplars`` holds them; default the shipped ones.
    reports : DataFrame, optional
        As in :func:`open_year`.
    random_state : int, default 0
        Seed.
    **tolerances
        ``accuracy_tolerance``, ``loss_tolerance``, ``share_tolerance``, ``calibration_tolerance`` of :func:`gate_model`.

    Returns
    -------
    RenewedModel
        ``retrained``, ``gate``, ``drift``, ``comparison``, ``change``, ``codes``. Nothing is saved. In own categories drift and
        comparison do without codes where a text of the random sample recurs among those that trained a model.

    Raises
    ------
    InputError
        When no code trains, or the new or the earlier years lack a random sample.

    See Also
    --------
    open_year : scores the new year and draws the sample before this step.
    save_renewed : saves the model after this step.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> codes = fz.read_codes(fz.sample_reports().parent / "codes" / "final.csv")
    >>> train = codes["unit_id"].str.contains("huangshi_2022-p0[1-3]")
    >>> drawn = codes["report_id"].eq("huangshi_2022") & ~train  # 24 of 40 paragraphs, taken for a random sample
    >>> codes["inclusion_probability"] = codes["inclusion_probability"].mask(drawn, 24 / 40).mask(train)
    >>> few = read_exemplars().groupby("measure").head(3)
    >>> renewed = renew_model(codes, paragraphs, 2022, exemplars=few)
    >>> renewed.gate.passed, renewed.gate.checks["check"].head(3).tolist()
    (False, ['sources', 'test sample', 'unseen'])
    """
    present = load_classifier() if present is None else present
    exemplars = read_exemplars() if exemplars is None and present.is_base else exemplars
    if not present.is_base:
        codes = _as_trained(codes, paragraphs, present)
    retrained = retrain_classifier(codes, paragraphs, exemplars=exemplars, present=present)
    gate = gate_model(
        retrained.model, present, codes, paragraphs, training=retrained.training, year=year,
        random_state=random_state, **tolerances,
    )  # fmt: skip
    before, after = (classify_paragraphs(paragraphs, model) for model in (present, retrained.model))
    told = codes if present.is_base or _corrects(codes, before, after) else None
    drift = drift_report(before, year, model=present, codes=told, reports=reports, random_state=random_state)
    comparison = compare_shares(before, after, told, reports=reports, before=year)
    return RenewedModel(year, retrained, gate, drift, comparison, prediction_change(before, after), codes)


def _as_trained(codes: pd.DataFrame, paragraphs: pd.DataFrame, present: AreaClassifier) -> pd.DataFrame:
    """The codes, those that the present model was trained on without an inclusion probability.

    A first model of own categories is trained on all codes there are; they go on training and can test nothing. A draw counts as
    trained on where the model has seen most of it: sentences recur, and a random sample is used whole or not at all.
    """
    draws = codes.reindex(columns=["unit_id", "frame_id"]).astype("string")
    units = coded_units(codes.drop(columns="inclusion_probability"), paragraphs)
    units = units[["unit_id", "text", "year"]].merge(draws, on="unit_id")
    draw = units["frame_id"].fillna("") + "/" + units["year"].astype("string").fillna("")
    seen = pd.Series(present.has_seen(units["text"]), index=units.index).groupby(draw).transform("mean")
    trained = set(units.loc[seen > 0.5, "unit_id"])
    kept = codes["inclusion_probability"].mask(codes["unit_id"].isin(trained))
    return codes.assign(inclusion_probability=kept)


def _corrects(codes: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> bool:
    """Whether the random sample can correct both models: neither was trained on one of its texts, which may recur."""
    drawn = set(with_ids(codes[codes["inclusion_probability"].notna()])["paragraph_id"])
    seen = [set(table.loc[as_flags(table["seen"]), "paragraph_id"]) for table in (before, after)]
    return drawn.isdisjoint(set.union(*seen))


def save_renewed(
    renewed: RenewedModel, models: str | Path, *, name: str | None = None, force: bool = False
) -> tuple[Path, str]:
    """Save a newly trained model beside the others, and make it the default where it passed the acceptance test (gate).

    Parameters
    ----------
    renewed : RenewedModel
        As :func:`renew_model` returns it.
    models : path
        Folder of models; made where it does not exist.
    name : str, optional
        Name of the version; default ``area-`` and the year, in own categories the scheme's name and the year. A name that
        is taken gets a number.
    force : bool, default False
        Make it the default model though the test refused it; its card says so.

    Returns
    -------
    tuple of Path and str
        The folder, and the result of the test: "passed", "refused" or "forced".

    Raises
    ------
    InputError
        When the model cannot be saved there.

    See Also
    --------
    renew_model : trains and tests the model.
    set_default_model : changes the default model by hand.

    Examples
    --------
    >>> import tempfile
    >>> import analysis as fz
    >>> model = fz.load_classifier()
    >>> checks = pd.DataFrame({"years": [None], "passed": [False], "reason": ["sources: one report"]})
    >>> same = Comparison(pd.DataFrame(), pd.DataFrame({"naive_change": [0.0], "change": [0.0], "agrees": [True]}))
    >>> training = pd.DataFrame({"text": ["审计监督"], "measure": ["27"], "source": ["code"]})
    >>> codes = pd.DataFrame({"unit_id": ["u1"], "inclusion_probability": [0.5]})
    >>> renewed = RenewedModel(
    ...     2022, Retrained(model, training, 0), Gate(2022, checks), pd.DataFrame(), same, pd.DataFrame(), codes)
    >>> folder, result = save_renewed(renewed, tempfile.mkdtemp())
    >>> folder.name, result
    ('area-2022', 'refused')
    """
    root = Path(models)
    root.mkdir(parents=True, exist_ok=True)
    result = "passed" if renewed.gate.passed else "forced" if force else "refused"
    model = renewed.retrained.model
    kind = "area" if model.is_base else model.scheme_.scheme
    card = _card(renewed, _parent(root, model.scheme_), result)
    folder = save_classifier(model, root / free_name(root, name or f"{kind}-{renewed.year}"), card)
    if result != "refused":
        set_default_model(root, folder.name)
    return folder, result


def _parent(root: Path, scheme: Scheme) -> Path | None:
    """The version in the folder that is renewed; None where the present model lies elsewhere."""
    try:
        return default_folder(root, scheme)
    except InputError:
        return None


def join_codes(earlier: pd.DataFrame | None, new: pd.DataFrame) -> pd.DataFrame:
    """Codes of earlier years and of the new one as the codes of one coder, "final"; a unit coded anew has its new code.

    Raises
    ------
    InputError
        When the new codes are of several coders.
    """
    check_table(new, ("unit_id", "coder"), argument="codes", maker="read_codes")
    coders = sorted(set(new["coder"].dropna()))
    if len(coders) > 1:
        problem = f"of the new year are of {len(coders)} coders ({', '.join(coders)})"
        raise InputError("codes", problem, "settle them with fazhi adjudicate, and give the final ones")
    parts = [new] if earlier is None else [earlier[~earlier["unit_id"].isin(set(new["unit_id"]))], new]
    return pd.concat(parts, ignore_index=True).assign(coder=ADJUDICATED).astype({"coder": "string"})


def _card(renewed: RenewedModel, parent: Path | None, result: str) -> dict[str, Any]:
    model, training = renewed.retrained.model, renewed.retrained.training
    drawn = renewed.codes["inclusion_probability"].notna()
    inherited = read_card(parent) if parent else {}
    gate: dict[str, Any] = {"result": result, "year": renewed.year}
    gate |= {f"reason {number}": text for number, text in enumerate(renewed.gate.reasons, start=1)}
    return {
        **{key: value for key, value in inherited.items() if key in ("purpose", "limits")},
        "year": renewed.year,
        "created": datetime.datetime.now(datetime.UTC).date().isoformat(),
        **({"parent": {"name": parent.name, "sha256": file_hash(parent / "model.skops")}} if parent else {}),
        "training": {**training_facts(training), "n_left_out_near_tests": renewed.retrained.n_left_out},
        "codes": {
            "training_sha256": table_hash(renewed.codes[~drawn]),
            "estimation_sha256": table_hash(renewed.codes[drawn]),
            "n_training": int((~drawn).sum()),
            "n_estimation": int(drawn.sum()),
        },
        "metrics": renewed.gate.metrics(),
        "gate": gate,
        "comparability": renewed.comparison.facts(),
        "parameters": settings(model),
        "versions": versions(),
        "canaries": canary_answers(model, canary_texts(model)),
    }
