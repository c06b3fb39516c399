"""Saving, finding and loading classifiers: an archive with a card, never a pickle."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.areas.archive import RETIRED, pack_model, unpack_model
from analysis.areas.canaries import check_canaries
from analysis.areas.card import render_card
from analysis.areas.judging import AreaJudge
from analysis.areas.parts import Unfamiliar, read_parts
from analysis.areas.soundness import check_whole
from analysis.errors import InputError
from analysis.paths import shipped, shipped_model
from analysis.taxonomy import Scheme, load_scheme, load_taxonomy, save_scheme, scheme_digest
from analysis.text import one_line
from analysis.words.resources import check_jieba

if TYPE_CHECKING:
    from analysis.areas.classifier import AreaClassifier

CURRENT = "current"  # file in a folder of models that names the default one
SCHEME_FILE = "scheme.csv"  # beside a model whose answers are not in the eight areas
FILES = ("model.skops", "card.json", "card.md", SCHEME_FILE)  # of a model
MODELS = "models"  # folder in which a model given by its name alone is looked for
MAX_BYTES = 10 * 2**20


def load_classifier(path: str | os.PathLike[str] | None = None) -> AreaClassifier:
    """Load a classifier and check that it still answers as when it was built.

    Parameters
    ----------
    path : path, optional
        Folder of the model (with ``model.skops`` and ``card.json``), its file ``model.skops``, a folder of models whose
        file ``current`` names the default one, or the name of a model in the folder ``models`` or among the shipped
        ones. Default: the shipped model.

    Returns
    -------
    AreaClassifier
        The trained model, ready to predict. The scheme of own categories that it was trained with is known by its name
        from now on, as :func:`load_scheme` makes it.

    Raises
    ------
    InputError
        When the folder is no model, the file holds a type that is not trusted or parts that do not fit together, the model
        was trained with another dictionary of jieba, or a canary paragraph gets another answer than the card records; a
        library whose version is not the card's is named.

    See Also
    --------
    save_classifier : saves a classifier with its card.
    list_models : lists the versions in a folder.
    set_default_model : makes one of them the default.

    Examples
    --------
    >>> load_classifier().predict(["依法受理行政复议申请,办结案件35件。"]).tolist()
    [6]
    """
    from analysis.areas.classifier import AreaClassifier

    folder, card = _checked_folder(path)
    file = folder / "model.skops"
    model = _read_model(file)
    if not isinstance(model, AreaClassifier):
        raise InputError("model", f"'{file}' holds a {type(model).__name__}", "give an area classifier")
    if "features_" in vars(model) and "resources_" not in vars(model):
        problem = f"'{file}' does not hold the dictionary it was trained with: an earlier version saved it"
        raise InputError("model", problem, "train it again with this version (fazhi train)")
    _check_loaded(model, card, folder)
    return model


def load_judge(path: str | os.PathLike[str] | None = None) -> AreaJudge:
    """Load a classifier to answer with, without what trains it: in half the time, with the same answers.

    Checked as :func:`load_classifier` checks it, whose parameters and errors it has.

    >>> load_judge().classes_.tolist()
    [1, 2, 3, 4, 5, 6, 7, 8]
    """
    folder, card = _checked_folder(path)
    try:
        parts = vars(read_parts(folder / "model.skops"))
    except Unfamiliar:
        return load_classifier(path)
    model = AreaJudge()
    vars(model).update((name, value) for name, value in parts.items() if name != "kind")
    _check_loaded(model, card, folder)
    return model


def _checked_folder(path: str | os.PathLike[str] | None) -> tuple[Path, dict[str, Any]]:
    """The folder of a model, whose files are there and not too large, and its card."""
    folder = find_model(path) if path is not None else shipped_model()
    file, card_file = folder / "model.skops", folder / "card.json"
    for needed in (file, card_file):
        if not needed.is_file():
            raise InputError(
                "model", f"'{needed}' does not exist", "give the folder of a model, such as models/area-2015"
            )
    if file.stat().st_size > MAX_BYTES:
        raise InputError(
            "model", f"'{file}' is over {MAX_BYTES} bytes", "give a model that this package saved"
        )
    return folder, _read_card(card_file)


def _check_loaded(model: AreaJudge, card: Mapping[str, Any], folder: Path) -> None:
    """Give a model its scheme, and refuse one that is not whole or not as its card says."""
    model.scheme = _read_scheme(folder, card)
    check_whole(model)
    model.__dict__.pop("stays", None)  # a parameter of earlier versions; the check refused any value of it
    check_jieba(model.resources_)
    recorded = card.get("resources", {}).get("sha256")
    if recorded is not None and recorded != model.resources_.facts()["sha256"]:
        problem = (
            f"'{folder / 'model.skops'}' holds another dictionary, places, stop words or measures than "
            f"'{folder / 'card.json'}' records"
        )
        raise InputError("model", problem, "take both files from where the model was made")
    check_canaries(model, card, folder)


def _read_scheme(folder: Path, card: Mapping[str, Any]) -> Scheme | None:
    """The scheme beside a model, if it is the one that its card names; None for the eight areas."""
    named = card.get("scheme")
    if named is None:
        return None
    file = folder / SCHEME_FILE
    if not file.is_file() or not isinstance(named, dict):
        raise InputError("model", f"'{file}' does not exist", "take all files from where the model was made")
    scheme = load_scheme(file, name=str(named.get("name")))
    if scheme_digest(scheme) != named.get("sha256"):
        problem = f"'{file}' is not the scheme that '{folder / 'card.json'}' records"
        raise InputError("model", problem, "take all files from where the model was made")
    return scheme


def scheme_of_model(path: str | os.PathLike[str]) -> Scheme:
    """The scheme that a saved model answers in, whether or not the model itself loads here."""
    folder = find_model(path)
    own = _read_scheme(folder, _read_card(folder / "card.json")) if (folder / "card.json").is_file() else None
    return load_taxonomy() if own is None else own


def scheme_facts(scheme: Scheme) -> dict[str, Any]:
    """Name, categories and a hash of a scheme, for a model's card."""
    names = {str(code): scheme.label(code, "en") for code in scheme.codes}
    return {"name": scheme.scheme, "categories": names, "sha256": scheme_digest(scheme)}


def _read_model(file: Path) -> Any:
    """What a file holds, built from trusted types alone."""
    from skops.io.exceptions import UntrustedTypesFoundException

    try:
        return unpack_model(file)
    except UntrustedTypesFoundException as error:
        if RETIRED in str(error):
            raise InputError(
                "model", f"'{file}' was trained by an earlier version", "train it again"
            ) from None
        raise InputError(
            "model", f"'{file}' holds types that are not trusted ({error})", "do not load it"
        ) from None
    except Exception as error:  # a damaged or forged file fails anywhere in skops
        said = one_line(str(error)) or type(error).__name__
        remedy = f"{other_versions(file.parent)}build the model again"
        raise InputError("model", f"'{file}' cannot be read ({said})", remedy) from None


def find_model(path: str | os.PathLike[str]) -> Path:
    """The folder of a model: the one given, the one whose file is given, the default one in a folder of models, the one
    of that name, or the one that a broken off exchange has put aside.

    >>> find_model("area-2015").name == find_model(shipped_model() / "model.skops").name == "area-2015"
    True
    """
    folder = Path(path)
    if folder.name in FILES and folder.is_file():
        return folder.parent
    if str(path) == folder.name and not (folder.exists() or _aside(folder).is_dir()):
        named = (Path(MODELS) / folder, shipped(MODELS) / folder)
        folder = next((own for own in named if own.is_dir() or _aside(own).is_dir()), folder)
    pointer = folder / CURRENT
    if pointer.is_file() and not (folder / "model.skops").is_file():
        folder = folder / pointer.read_text(encoding="utf-8").strip()
    aside = _aside(folder)
    return aside if aside.is_dir() and not folder.exists() else folder


def read_card(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The card of a model, whether or not the model itself loads here."""
    return _read_card(find_model(path) / "card.json")


def other_versions(folder: Path) -> str:
    """The libraries whose installed version is not the one of the card, as the beginning of a remedy; "" for none."""
    try:
        needed = dict(_read_card(folder / "card.json").get("versions", {}))
    except (InputError, OSError, TypeError, ValueError):
        return ""
    parts = []
    for name, version in sorted(needed.items()):
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            installed = "none"
        if installed != version:
            parts.append(f"{name}=={version} (here {installed})")
    return f"install {', '.join(parts)} as its card says, or " if parts else ""


def _read_card(file: Path) -> dict[str, Any]:
    """The card for programs; its canaries have the keys that the check reads."""
    try:
        card = json.loads(file.read_text(encoding="utf-8"))
        canaries = card.get("canaries", [])
        complete = all({"text", "area"} <= set(canary) for canary in canaries) and isinstance(
            card.get("resources", {}), dict
        )
    except (ValueError, TypeError, AttributeError):
        complete = False
    if not complete:
        raise InputError("model", f"'{file}' is not a model card", "build the model again")
    return dict(card)


def save_classifier(
    model: AreaClassifier, path: str | os.PathLike[str], card: Mapping[str, Any] | None = None
) -> Path:
    """Save a classifier with its card; the folder appears whole or not at all.

    Killed at any point, or out of space, the model that stood there before still loads; what a broken off write has
    left is cleared away by the next.

    Parameters
    ----------
    model : AreaClassifier
        A fitted model.
    path : path
        Folder to write; an existing model there is replaced in one step.
    card : mapping, optional
        What is to be known of the model: training data, metrics, versions, and ``canaries`` as :func:`canary_answers`
        gives them, checked at every loading. ``resources`` is added: what the file holds of dictionary, places, stop
        words and measures.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        When `model` is no area classifier, is not fitted, or would be too large to load, or `path` holds something that is
        no model.

    See Also
    --------
    load_classifier : loads the classifier and checks it.
    save_renewed : saves a retrained model and applies the acceptance test.

    Examples
    --------
    >>> import tempfile
    >>> import analysis as fz
    >>> model = fz.AreaClassifier(random_state=0).fit(["行政复议案件", "行政执法检查"] * 2, [6, 4] * 2)
    >>> folder = save_classifier(model, Path(tempfile.mkdtemp()) / "mine")
    >>> sorted(file.name for file in folder.iterdir())
    ['card.json', 'card.md', 'model.skops']
    """
    from analysis.areas.classifier import AreaClassifier

    target = Path(path)
    if not isinstance(model, AreaClassifier):
        raise InputError("model", f"is a {type(model).__name__}", "give a fitted AreaClassifier")
    if "features_" not in vars(model):
        raise InputError("model", "is not fitted", "give a fitted AreaClassifier")
    check_whole(model)
    if target.exists() and not _may_be_replaced(target):
        raise InputError(
            "path", f"'{target}' is not a model folder", "give a new folder or an existing model's"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    _settle(target)
    facts = {**(card or {}), "resources": model.resources_.facts()}
    if not model.is_base:
        facts["scheme"] = scheme_facts(model.scheme_)
    work = target.with_name(f".model-{target.name}")
    try:
        work.mkdir()
        content = pack_model(model)
        if len(content) > MAX_BYTES:
            problem = f"takes {len(content):,} bytes, and more than {MAX_BYTES:,} are never loaded"
            raise InputError("model", problem, "train it on fewer measures")
        (work / "model.skops").write_bytes(content)
        (work / "card.json").write_text(
            json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        (work / "card.md").write_text(render_card(target.name, facts), encoding="utf-8")
        if not model.is_base:
            save_scheme(model.scheme_, work / SCHEME_FILE)
        for file in work.iterdir():
            _to_disk(file)
        _swap(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target


def _may_be_replaced(target: Path) -> bool:
    """Whether nothing but a model, or nothing at all, is lost with this folder."""
    return target.is_dir() and ((target / "model.skops").is_file() or not any(target.iterdir()))


def _aside(target: Path) -> Path:
    """Where the old model lies while the new one takes its place."""
    return target.with_name(f".model-{target.name}.old")


def _settle(target: Path) -> None:
    """Put right what a killed process has left: the old model back in its place, half a new one away."""
    old = _aside(target)
    if old.exists() and not target.exists():
        old.rename(target)
    for leftover in (old, target.with_name(f".model-{target.name}")):
        if leftover.exists():
            shutil.rmtree(leftover)


def _swap(work: Path, target: Path) -> None:
    """Put the new folder in the place of the old; between the two renames the old one is found aside."""
    old = _aside(target)
    if target.exists():
        target.rename(old)
    try:
        work.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _to_disk(file: Path) -> None:
    """Wait until a file is on the disk: a rename must not outlive what it renames when the power fails."""
    with file.open("r+b") as opened:
        os.fsync(opened.fileno())
