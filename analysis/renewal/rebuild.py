"""Building a model anew where one stands: it is replaced only where the gate lets the new one pass, or by force."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.areas.build import Built, train_with_card
from analysis.areas.classifier import AreaClassifier
from analysis.areas.models import find_model, load_classifier, save_classifier
from analysis.errors import InputError
from analysis.renewal.gate import Gate, gate_model
from analysis.renewal.registry import file_hash, free_name
from analysis.renewal.scoring import estimation_units

_MEASURED = ("temperature_", "context_temperature_", "threshold_")


class Rebuilt(NamedTuple):
    """What became of a model that was built where one may stand.

    Attributes
    ----------
    folder : Path or None
        Where the new model lies; None where none was trained.
    result : str
        "new" (there was none), "same" (the same model as before; its card is renewed), "passed", "forced" or "refused".
    gate : Gate or None
        What the gate found, where it was asked.
    reasons : list of str
        Why the new model does not replace the old one, or would not but for the force.
    """

    folder: Path | None
    result: str
    gate: Gate | None
    reasons: list[str]


def rebuild_classifier(
    target: str | Path,
    *,
    codes: pd.DataFrame | None = None,
    paragraphs: pd.DataFrame | None = None,
    force: bool = False,
    tolerances: dict[str, Any] | None = None,
    random_state: int = 0,
    **given: Any,
) -> Rebuilt:
    """Build a classifier, and let it replace an existing one only through the gate.

    Claim: a model that stands at `target` is exchanged whole, and only for one that :func:`gate_model` lets pass on the
    random samples among the codes, the latest coded year being the new one; a refused model is kept beside the old one,
    under the next free name. Both models are judged with the temperatures and the threshold of the old one, because those
    of the new one are measured on the codes that test.

    Parameters
    ----------
    target : path
        Folder of the model.
    codes, paragraphs : DataFrame, optional
        Hand codes of one coder and the paragraphs they belong to. Without random samples of two years among them no
        existing model can be replaced but by force, and nothing is trained.
    force : bool, default False
        Replace the existing model though the gate refuses, or cannot judge; the card says so.
    tolerances : dict, optional
        ``accuracy_tolerance`` and others of :func:`gate_model`.
    random_state : int, default 0
        Seed.
    **given
        ``exemplars``, ``provinces`` and ``ablation`` of :func:`analysis.areas.build.train_with_card`.

    Returns
    -------
    Rebuilt
        ``folder``, ``result``, ``gate``, ``reasons``.

    Raises
    ------
    InputError
        When `target` holds something that is no model, or nothing can be trained.

    Examples
    --------
    >>> import shutil, tempfile
    >>> from analysis.paths import shipped_model
    >>> models = Path(tempfile.mkdtemp())
    >>> _ = shutil.copytree(shipped_model(), models / "mine")
    >>> rebuild_classifier(models / "mine").reasons
    ['there are no codes to judge a new model by']
    """
    target = Path(target)
    standing = find_model(target)
    given |= {"codes": codes, "paragraphs": paragraphs, "random_state": random_state}
    if not (standing / "model.skops").is_file():
        built = train_with_card(**given)
        return Rebuilt(save_classifier(built.model, target, built.card), "new", None, [])
    present, year, reasons = _grounds(standing, codes, paragraphs)
    if reasons and not force:
        return Rebuilt(None, "refused", None, reasons)
    built = train_with_card(**given)
    gate = None
    if present is not None and year is not None and codes is not None and paragraphs is not None:
        judged = _as_judged(built.model, present)
        gate = gate_model(
            judged, present, codes, paragraphs, training=built.training, year=year, random_state=random_state,
            **(tolerances or {}),
        )  # fmt: skip
        reasons = gate.reasons
    return _settle(built, target, standing, gate, year, reasons, force)


def _grounds(
    standing: Path, codes: pd.DataFrame | None, paragraphs: pd.DataFrame | None
) -> tuple[AreaClassifier | None, int | None, list[str]]:
    """The model that stands, the latest year with a random sample, and why a new model could not be judged by them."""
    try:
        present = load_classifier(standing)
    except InputError as error:
        return None, None, [f"the model that stands there does not load ({error})"]
    if codes is None or paragraphs is None:
        return present, None, ["there are no codes to judge a new model by"]
    try:
        years = estimation_units(codes, paragraphs)["year"]
    except InputError as error:
        return present, None, [str(error)]
    if years.nunique() < 2:
        return present, None, [f"the codes hold a random sample of {years.iloc[0]} alone; it takes two years"]
    return present, int(years.max()), []


def _as_judged(model: AreaClassifier, present: AreaClassifier) -> AreaClassifier:
    """The new model with what the old one has measured: its own is measured on the codes that test."""
    judged = copy.copy(model)
    for measured in _MEASURED:
        setattr(judged, measured, getattr(present, measured))
    return judged


def _settle(
    built: Built,
    target: Path,
    standing: Path,
    gate: Gate | None,
    year: int | None,
    reasons: list[str],
    force: bool,
) -> Rebuilt:
    """Save the new model in the place of the old one, or beside it."""
    before = file_hash(standing / "model.skops")
    result = "forced" if reasons and force else "refused" if reasons else "passed"
    said: dict[str, Any] = {"result": result, "year": year, "against": before}
    said |= {f"reason {number}": text for number, text in enumerate(reasons, start=1)}
    metrics = {} if gate is None else {"metrics": gate.metrics()}
    beside = target.with_name(free_name(target.parent, target.name))
    folder = save_classifier(built.model, beside, {**built.card, **metrics, "gate": said})
    if file_hash(folder / "model.skops") == before:
        _remove(folder)
        return Rebuilt(save_classifier(built.model, target, built.card), "same", gate, [])
    if result == "refused":
        return Rebuilt(folder, result, gate, reasons)
    _remove(folder)
    card = {**built.card, **metrics, "gate": said}
    return Rebuilt(save_classifier(built.model, target, card), result, gate, reasons)


def _remove(folder: Path) -> None:
    """Take a model away that was saved beside only to be compared."""
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
