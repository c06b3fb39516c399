"""Training a model where one stands: it is replaced only where the new one passes the acceptance test, or by force."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.areas.archive import pack_model
from analysis.areas.build import train_own_with_card, train_with_card
from analysis.areas.classifier import AreaClassifier
from analysis.areas.models import find_model, load_classifier, save_classifier
from analysis.errors import InputError
from analysis.renewal.gate import Gate, gate_model
from analysis.renewal.registry import file_hash, free_name
from analysis.renewal.scoring import estimation_units
from analysis.renewal.words import say
from analysis.scheme import Scheme
from analysis.tables import SCHEME


class Rebuilt(NamedTuple):
    """What became of a model that was built where one may stand.

    Attributes
    ----------
    folder : Path or None
        Where the new model lies; None where none was trained.
    result : str
        "new" (there was none), "same" (the same model as before; its card is renewed), "passed", "forced" or "refused".
    gate : Gate or None
        What the acceptance test found, where it was made.
    grounds : tuple of str and dict, or None
        Why no test could be made: a key of the package's words, and what fills it in.
    """

    folder: Path | None
    result: str
    gate: Gate | None = None
    grounds: tuple[str, dict[str, Any]] | None = None

    @property
    def reasons(self) -> list[str]:
        """Why the new model does not replace the old one, or would not but for the force."""
        if self.grounds is not None:
            return [say(self.grounds[0], "en", **self.grounds[1])]
        return [] if self.gate is None else self.gate.reasons


def rebuild_classifier(
    target: str | Path,
    *,
    codes: pd.DataFrame | None = None,
    paragraphs: pd.DataFrame | None = None,
    force: bool = False,
    tolerances: dict[str, Any] | None = None,
    random_state: int = 0,
    scheme: Scheme | None = None,
    **given: Any,
) -> Rebuilt:
    """Train a classifier, and let it replace an existing one only where it passes the acceptance test (gate).

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
        Replace the existing model though the test refuses, or cannot be made; the card says so.
    tolerances : dict, optional
        ``accuracy_tolerance`` and others of :func:`gate_model`.
    random_state : int, default 0
        Seed of the resamples.
    scheme : Scheme, optional
        Scheme of own categories, whose codes train: all of them where no model stands, and else those without an inclusion
        probability, so that the others can test.
    **given
        ``exemplars``, ``provinces`` and ``ablation`` of :func:`analysis.areas.build.train_with_card`.

    Returns
    -------
    Rebuilt
        ``folder``, ``result``, ``gate``, ``grounds``, ``reasons``.

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
    ['there are no codes to test a new model on']
    """
    target = Path(target)
    standing = find_model(target)
    given |= {"codes": codes, "paragraphs": paragraphs, "random_state": random_state}
    if scheme is not None and scheme.scheme != SCHEME:
        if codes is None or paragraphs is None:
            raise InputError("codes", "are missing", f"give codes in scheme {scheme.scheme!r}: they train")
        return _rebuild_own(target, standing, codes, paragraphs, scheme, force, tolerances, random_state)
    if not (standing / "model.skops").is_file():
        built = train_with_card(**given)
        return Rebuilt(save_classifier(built.model, target, built.card), "new")
    present, year, grounds = _grounds(standing, codes, paragraphs)
    if grounds and not force:
        return Rebuilt(None, "refused", grounds=grounds)
    built = train_with_card(**given)
    if present is not None and pack_model(built.model) == pack_model(present):
        return Rebuilt(save_classifier(built.model, target, built.card), "same")
    gate, card = None, built.card
    if present is not None and year is not None and codes is not None and paragraphs is not None:
        judged = copy.copy(built.model).take_calibration(
            present
        )  # its own is measured on the codes that test
        gate = gate_model(
            judged, present, codes, paragraphs, training=built.training, year=year, random_state=random_state,
            **(tolerances or {}),
        )  # fmt: skip
        card = card | {"metrics": gate.metrics()}
    found = Rebuilt(None, "", gate, grounds)
    result = "passed" if not found.reasons else "forced" if force else "refused"
    said = {f"reason {number}": text for number, text in enumerate(found.reasons, start=1)}
    against = file_hash(standing / "model.skops")
    card = card | {"gate": {"result": result, "year": year, "against": against, **said}}
    beside = target.with_name(free_name(target.parent, target.name))
    folder = save_classifier(built.model, beside if result == "refused" else target, card)
    return found._replace(folder=folder, result=result)


def _rebuild_own(
    target: Path,
    standing: Path,
    codes: pd.DataFrame,
    paragraphs: pd.DataFrame,
    scheme: Scheme,
    force: bool,
    tolerances: dict[str, Any] | None,
    random_state: int,
) -> Rebuilt:
    """A model of own categories, new or against the one that stands."""
    if not (standing / "model.skops").is_file():
        built = train_own_with_card(codes, paragraphs, scheme, random_state=random_state)
        return Rebuilt(save_classifier(built.model, target, built.card), "new")
    present, year, grounds = _grounds(standing, codes, paragraphs)
    if present is not None and present.scheme_.scheme != scheme.scheme:
        problem = f"'{standing}' answers in scheme {present.scheme_.scheme!r}, not {scheme.scheme!r}"
        raise InputError("target", problem, "give the model of another scheme another name")
    if grounds and not force:
        return Rebuilt(None, "refused", grounds=grounds)
    training = codes[codes["inclusion_probability"].isna()] if year is not None else codes
    built = train_own_with_card(training, paragraphs, scheme, random_state=random_state)
    gate = None
    if present is not None and year is not None:
        judged = copy.copy(built.model).take_calibration(present)
        gate = gate_model(
            judged, present, codes, paragraphs, training=built.training, year=year, random_state=random_state,
            **(tolerances or {}),
        )  # fmt: skip
    found = Rebuilt(None, "", gate, grounds)
    result = "passed" if not found.reasons else "forced" if force else "refused"
    said = {f"reason {number}": text for number, text in enumerate(found.reasons, start=1)}
    card = built.card | {
        "gate": {"result": result, "year": year, "against": file_hash(standing / "model.skops"), **said}
    }
    beside = target.with_name(free_name(target.parent, target.name))
    folder = save_classifier(built.model, beside if result == "refused" else target, card)
    return found._replace(folder=folder, result=result)


def _grounds(
    standing: Path, codes: pd.DataFrame | None, paragraphs: pd.DataFrame | None
) -> tuple[AreaClassifier | None, int | None, tuple[str, dict[str, Any]] | None]:
    """The model that stands, the latest year with a random sample, and why a new model could not be judged by them."""
    try:
        present = load_classifier(standing)
    except InputError as error:
        return None, None, ("train.damaged", {"error": error})
    if codes is None or paragraphs is None:
        return present, None, ("train.no_codes", {})
    try:
        years = estimation_units(codes, paragraphs)["year"]
    except InputError as error:
        return present, None, ("train.no_sample", {"error": error})
    if years.nunique() < 2:
        return present, None, ("train.one_year", {"year": years.iloc[0]})
    return present, int(years.max()), None
