"""The acceptance test (gate): a new model takes over only where it is better on the new year and not worse before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.areas.classifier import AreaClassifier
from analysis.areas.inputs import fingerprint
from analysis.areas.training import CANARIES
from analysis.errors import InputError, check_level
from analysis.renewal.paired import Pair
from analysis.renewal.retrain import CODE, repeats_but_for_numbers
from analysis.renewal.scoring import estimation_units, score_units
from analysis.renewal.words import listed, say
from analysis.tables import check_table

MEANT = 4.0  # standard deviations by which codes must fit the texts better than shuffled ones do
LEAST_UNITS, LEAST_REPORTS = 30, 3  # of the new year's test, below which no model is shown to be better
_FEW = 20  # training codes below which that cannot be told


@dataclass(frozen=True, eq=False)
class Gate:
    """What the acceptance test found.

    Attributes
    ----------
    year : int
        The new year.
    checks : DataFrame, one row per check
        ``check``, ``years`` (new, earlier, or missing), ``present``, ``candidate`` (values of the two models),
        ``difference``, ``low``, ``high``, ``level``, ``resampled`` (what varies: reports, or paragraphs where there is one
        report),
        ``n_units``, ``n_reports``, ``limit`` (what is still allowed), ``passed``, ``reason`` and ``reason_zh`` (what was found, as a sentence).
    """

    year: int
    checks: pd.DataFrame

    @property
    def passed(self) -> bool:
        """Whether the candidate may take over."""
        return bool(self.checks["passed"].all())

    @property
    def reasons(self) -> list[str]:
        """Why it may not, one sentence each; empty where it may."""
        return self.checks.loc[~self.checks["passed"], "reason"].tolist()

    def metrics(self) -> dict[str, float]:
        """The candidate's accuracy, log loss and share error on the new year and the earlier ones, for its card."""
        measured = self.checks[self.checks["years"].notna()]
        return {
            f"{row['check'].replace(' ', '_')}_{'new' if row['years'] == 'new' else 'old'}": round(
                row["candidate"], 4
            )
            for row in measured.to_dict("records")
        }


def gate_model(
    candidate: AreaClassifier,
    present: AreaClassifier,
    codes: pd.DataFrame,
    paragraphs: pd.DataFrame,
    *,
    training: pd.DataFrame,
    year: int,
    accuracy_tolerance: float = 0.02,
    loss_tolerance: float = 0.05,
    share_tolerance: float = 2.0,
    calibration_tolerance: float = 0.05,
    level: float = 0.9,
    n_resamples: int = 2000,
    random_state: int = 0,
) -> Gate:
    r"""Decide by an acceptance test whether a newly trained model may replace the present one.

    Claim: a candidate that passes is better on the new year and not worse than the tolerances on the earlier years, on
    codes that neither trained it nor nearly repeat what did. Assumption: the codes with ``inclusion_probability`` are a
    random sample of each year, and the present model has not seen the new year; its answers there are then a forward test.

    Refused is a candidate that (0) is tested on fewer than 30 units or 3 reports of the new year, (1) was trained on the
    texts of one report only, (2) has seen a test
    unit or a near copy of one, (3) was trained on codes that fit their texts no better than shuffled ones, (4) answers a
    canary paragraph wrongly that the present model answers rightly, (5) on the earlier years is worse by more than the
    tolerance in accuracy, log loss or share error, (6) on the new year does not have the smaller log loss for sure and at
    least the same accuracy, or has a share error worse by more than the tolerance, (7) is calibrated worse on the new year.

    Parameters
    ----------
    candidate, present : AreaClassifier
        The new model, and the default one.
    codes : DataFrame, one row per unit
        Codes of one coder, of the new year and of earlier ones; only those with ``inclusion_probability`` test.
    paragraphs : DataFrame, one row per paragraph
        The paragraphs of the coded reports.
    training : DataFrame, one row per training text
        What the candidate was trained on, as :func:`retrain_classifier` returns it.
    year : int
        The new year.
    accuracy_tolerance : float, default 0.02
        Loss of accuracy that is still allowed (two units in a hundred).
    loss_tolerance : float, default 0.05
        Rise of the mean log loss that is still allowed on earlier years.
    share_tolerance : float, default 2.0
        Rise of the share error, in percentage points, that is still allowed.
    calibration_tolerance : float, default 0.05
        Rise of the expected calibration error that is still allowed.
    level : float, default 0.9
        Level of the two-sided intervals; each bound is then one-sided at 0.95.
    n_resamples : int, default 2000
        Bootstrap samples of reports, for the share error.
    random_state : int, default 0
        Seed.

    Returns
    -------
    Gate
        ``passed``, ``reasons`` and the table ``checks``.

    Raises
    ------
    InputError
        When the codes lack the new year or any earlier one, or `training` is not what the candidate was trained on.

    See Also
    --------
    retrain_classifier : trains the candidate.
    compare_shares : shows what the candidate would change in the series.

    Notes
    -----
    For unit :math:`i` with loss :math:`l_i` under either model and inclusion probability :math:`\pi_i`, the difference is
    :math:`(\sum (l_i^{new} - l_i^{old}) / \pi_i) / (\sum 1 / \pi_i)`, with an interval by the jackknife over reports and
    Student's t on one less than their number: quantiles of resampled reports called two equally good models different in
    one of six tests of three reports. With one report, its paragraphs take their place: such an interval knows nothing of
    other reports, and the table says so. The interval of the share error is that of resampled reports. The share error is half the sum over areas of the absolute differences between
    predicted and coded shares of characters, averaged over years.

    References
    ----------
    Efron, B., & Tibshirani, R. J. (1993). *An Introduction to the Bootstrap*, ch. 11 and 13. doi:10.1201/9780429246593.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> codes = fz.read_codes(fz.sample_reports().parent / "codes" / "final.csv")
    >>> training = pd.DataFrame(CANARIES, columns=["text", "measure"]).assign(source="exemplar")
    >>> candidate = fz.AreaClassifier().fit(training["text"], training["measure"])
    >>> present = fz.load_classifier()
    >>> found = gate_model(candidate, present, codes, paragraphs, training=training, year=2022, n_resamples=99)
    >>> found.passed, bool(found.checks.set_index("check").loc["unseen", "passed"])
    (False, True)
    """
    check_level(level)
    if candidate.scheme_.scheme != present.scheme_.scheme:
        problem = (
            f"answers in scheme {candidate.scheme_.scheme!r}, the present model in {present.scheme_.scheme!r}"
        )
        raise InputError("candidate", problem, "compare models of one scheme")
    check_table(training, ("text", "measure", "source"), argument="training", maker="retrain_classifier")
    _check_training(candidate, training)
    units = estimation_units(codes, paragraphs)
    new = (units["year"] == year).to_numpy(dtype=bool, na_value=False)
    earlier = (units["year"] < year).to_numpy(dtype=bool, na_value=False)
    for years, found in (("the new year", new), ("an earlier year", earlier)):
        if not found.any() and (
            found is new or present.is_base
        ):  # in own categories all earlier codes may train
            problem = f"have no random sample of {years} ({year if found is new else f'before {year}'})"
            raise InputError("codes", problem, "code one and give its codes with those of the other years")
    answers = [score_units(model, units, paragraphs) for model in (present, candidate)]
    rows = [
        _sources(training),
        _test_sample(units[new]),
        _unseen(candidate, training, units),
        _meant(present, training),
        *(
            [_canaries(candidate, present)] if present.is_base else []
        ),  # they are paragraphs of the eight areas
    ]
    tolerances = {"accuracy": accuracy_tolerance, "log loss": loss_tolerance, "share error": share_tolerance}
    if not earlier.any():
        rows.append(_row("earlier years", True, "untested", {}))
    for years, where in (("earlier", earlier), ("new", new)):
        if not where.any():
            continue
        pair = Pair.of(units, answers[0], answers[1], where)
        rows += [
            pair.check(name, years, tolerance, level, n_resamples, random_state)
            for name, tolerance in tolerances.items()
        ]
    rows.append(pair.calibration(calibration_tolerance))
    columns = [
        "check", "years", "present", "candidate", "difference", "low", "high", "level", "resampled", "n_units", "n_reports",
        "limit", "passed", "reason", "reason_zh",
    ]  # fmt: skip
    checks = pd.DataFrame(rows).reindex(columns=columns)
    return Gate(year, checks.astype({"n_units": "Int64", "n_reports": "Int64", "passed": bool}))


def _check_training(candidate: AreaClassifier, training: pd.DataFrame) -> None:
    """Whether the table is what the candidate was trained on."""
    told = len({fingerprint(text) for text in training["text"]})
    if told != len(candidate.seen_) or not candidate.has_seen(training["text"]).all():
        problem = f"holds {told} different texts, the candidate has seen {len(candidate.seen_)}, or not the same ones"
        raise InputError(
            "training", problem, "give the table that retrain_classifier returned with the model"
        )


def _row(check: str, passed: bool, key: str, parts: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A check with its sentence, which has the numbers `parts` in it, in both languages."""
    key = f"check.{key}{'' if passed else '_refused'}"
    said = {"reason": say(key, "en", **parts), "reason_zh": say(key, "zh", **parts)}
    return {"check": check, "passed": passed, **values, **said}


def _sources(training: pd.DataFrame) -> dict[str, Any]:
    """Reports, documents and single exemplars that the training texts come from; the dictionary is none."""
    codes = training["source"] == CODE
    reports = training.loc[codes, "report_id"].nunique() if codes.any() else 0
    written = int(training["source"].isin(["exemplar", "simulated report"]).sum())
    number = reports + written
    parts = {"n_reports": reports, "n_exemplars": written, "n": number}
    return _row("sources", number > 1, "sources", parts, candidate=number, limit=2)


def _test_sample(units: pd.DataFrame) -> dict[str, Any]:
    """Whether the new year's test is large enough to show anything."""
    sizes = {"n_units": len(units), "n_reports": units["report_id"].nunique()}
    passed = sizes["n_units"] >= LEAST_UNITS and sizes["n_reports"] >= LEAST_REPORTS
    parts = sizes | {"least_units": LEAST_UNITS, "least_reports": LEAST_REPORTS}
    return _row("test sample", passed, "sample", parts, candidate=len(units), limit=LEAST_UNITS, **sizes)


def _unseen(candidate: AreaClassifier, training: pd.DataFrame, units: pd.DataFrame) -> dict[str, Any]:
    found = candidate.has_seen(units["text"]) | repeats_but_for_numbers(units["text"], training["text"])
    parts = {"n": int(found.sum()), "n_units": len(units), "first": next(iter(units["unit_id"][found]), None)}
    return _row(
        "unseen", not found.any(), "unseen", parts, candidate=parts["n"], limit=0, n_units=parts["n_units"]
    )


def _meant(present: AreaClassifier, training: pd.DataFrame) -> dict[str, Any]:
    """Whether the labels of the training codes belong to their texts: the present model agrees with them more often than
    with the same labels in random order.
    """
    codes = training[training["source"] == CODE]
    if len(codes) < _FEW:
        return _row("labels", True, "labels_few", {"n": len(codes)}, n_units=len(codes))
    answers = present.predict(codes["text"].tolist())
    labels = present.areas_meant(codes["measure"])
    by_area = np.array(
        [[np.sum(own == area) for own in (answers, labels)] for area in np.unique(labels)], dtype=float
    )
    n = len(codes)
    expected = float(by_area.prod(axis=1).sum() / n)
    spread = _matches_variance(by_area, n) ** 0.5
    z = (float((answers == labels).sum()) - expected) / spread if spread > 0 else 0.0
    share, chance = float((answers == labels).mean()), expected / n
    limit = chance + MEANT * spread / n
    parts = {"share": share, "chance": chance}
    return _row("labels", z >= MEANT, "labels", parts, present=share, limit=limit, n_units=n)


def _canaries(candidate: AreaClassifier, present: AreaClassifier) -> dict[str, Any]:
    texts, meant = [text for text, _ in CANARIES], np.array([area for _, area in CANARIES])
    now, then = candidate.predict(texts) == meant, present.predict(texts) == meant
    lost = np.flatnonzero(then & ~now)
    names = listed((f"“{texts[place][:12]}…”" for place in lost), "en", 3)
    parts = {"right": int(now.sum()), "n": len(texts), "lost": len(lost), "names": names}
    values = {"present": int(then.sum()), "candidate": int(now.sum()), "n_units": len(texts)}
    return _row("canaries", not len(lost), "canaries", parts, limit=int(then.sum()), **values)


def _matches_variance(counts: np.ndarray, n: int) -> float:
    """Variance of the number of matches when labels come in random order; counts of answers and labels by area."""
    answers, labels = counts[:, 0], counts[:, 1]
    products = answers * labels
    own = (products * (n - answers) * (n - labels)).sum()
    cross = products.sum() ** 2 - (products**2).sum()  # pairs of different areas
    return float((own + cross) / (n**2 * (n - 1)))
