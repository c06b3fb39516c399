"""The models of a folder: each version whole in a folder of its own, and a file that names the default one.

A version is never written over. To make another one the default is to exchange one small file in one step, so that there
is a whole default model at any moment, and going back is the same step again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.areas.models import CURRENT, find_model, load_classifier, read_card, scheme_of_model
from analysis.errors import InputError
from analysis.paths import SHIPPED, shipped_model
from analysis.scheme import Scheme


def list_models(folder: str | os.PathLike[str] = "models") -> pd.DataFrame:
    """List the versions of a model in a folder, with what their cards say.

    Parameters
    ----------
    folder : path, default "models"
        Folder of models, each a folder with ``model.skops`` and ``card.json``.

    Returns
    -------
    DataFrame, one row per version
        ``name``, ``default``, ``parent``, ``year`` (for which it was trained), ``created``, ``gate`` (result of the
        acceptance test: passed, refused, forced, none), ``n_texts`` and ``n_code`` (training texts, and those of them that are codes), ``codes`` (first
        figures of their hash), ``accuracy_new`` and ``accuracy_old`` (on codes of the new year and of the earlier ones),
        ``share_error_new`` (percentage points), ``loads`` ("yes", or why not and which versions it needs). Parents come before what
        was made of them.

    Raises
    ------
    InputError
        When the folder does not exist or holds no model.

    See Also
    --------
    compare_models : compares the cards of two versions.
    set_default_model : makes one version the default.

    Examples
    --------
    >>> from analysis.paths import shipped_model
    >>> list_models(shipped_model().parent)[["name", "gate"]].values.tolist()
    [['area-2015', 'none']]
    """
    root = Path(folder)
    if not root.is_dir():
        raise InputError("models", f"'{root}' does not exist", "give the folder of the models")
    found = sorted(own.parent for own in root.glob("*/card.json") if not own.parent.name.startswith("."))
    if not found:
        raise InputError("models", f"'{root}' holds no model", "give the folder of the models")
    current = default_name(root)
    rows = [_row(own, current) for own in found]
    order = {row["name"]: _depth(row["name"], {own["name"]: own["parent"] for own in rows}) for row in rows}
    table = pd.DataFrame(rows).astype({"year": "Int64", "n_texts": "Int64", "n_code": "Int64"})
    return table.sort_values("name", key=lambda names: names.map(order), kind="stable", ignore_index=True)


def compare_models(one: str | os.PathLike[str], other: str | os.PathLike[str]) -> pd.DataFrame:
    """Compare the cards of two versions, entry by entry.

    Parameters
    ----------
    one, other : path
        Folders of two models.

    Returns
    -------
    DataFrame, one row per entry of the cards that differs
        ``entry``, and one column per model, named after its folder; missing where a card lacks the entry.

    Raises
    ------
    InputError
        When a folder is no model.

    See Also
    --------
    list_models : lists the versions in a folder.
    compare_shares : compares the shares under two models.

    Examples
    --------
    >>> from analysis.paths import shipped_model
    >>> folder = shipped_model()
    >>> len(compare_models(folder, folder))
    0
    """
    cards = {str(find_model(path).name): _entries(read_card(path)) for path in (one, other)}
    table = pd.DataFrame({name: pd.Series(own, dtype=object) for name, own in cards.items()})
    first, second = (table.iloc[:, place].fillna("") for place in (0, -1))
    differ = first != second
    return table[differ].rename_axis("entry").reset_index()


def set_default_model(folder: str | os.PathLike[str], name: str) -> Path:
    """Make a version in a folder of models the default one, in one step.

    Parameters
    ----------
    folder : path
        Folder of models.
    name : str
        Folder of the version in it.

    Returns
    -------
    Path
        The folder of the version.

    Raises
    ------
    InputError
        When the version is not there or does not load.

    See Also
    --------
    list_models : lists the versions and shows the default.
    load_classifier : loads the default model.

    Examples
    --------
    >>> import shutil, tempfile
    >>> from analysis.paths import shipped_model
    >>> models = Path(tempfile.mkdtemp())
    >>> _ = shutil.copytree(shipped_model(), models / "area-2015")
    >>> set_default_model(models, "area-2015").name, default_name(models)
    ('area-2015', 'area-2015')
    """
    root = Path(folder)
    load_classifier(root / name)
    part = root / f".{CURRENT}-{os.getpid()}"
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(f"{name}\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(root / CURRENT)
    finally:
        part.unlink(missing_ok=True)
    return root / name


def default_name(folder: str | os.PathLike[str]) -> str | None:
    """Name of the default version: as the file ``current`` says, else the shipped one's name where it is there."""
    pointer = Path(folder) / CURRENT
    if pointer.is_file():
        return pointer.read_text(encoding="utf-8").strip()
    return SHIPPED if (find_model(Path(folder) / SHIPPED) / "model.skops").is_file() else None


def default_folder(folder: str | os.PathLike[str], scheme: Scheme | None = None) -> Path:
    """Folder of the default version; the shipped model where the folder names none.

    Given a scheme of own categories that the default version does not answer in, the one version in the folder that does
    and that no later one was made of; refused versions do not count.

    >>> import tempfile
    >>> default_folder(tempfile.mkdtemp()).name
    'area-2015'
    """
    name = default_name(folder)
    found = shipped_model() if name is None else find_model(Path(folder) / name)
    if scheme is None or not scheme.is_own or scheme_of_model(found).scheme == scheme.scheme:
        return found
    cards = {own.parent: read_card(own.parent) for own in sorted(Path(folder).glob("[!.]*/card.json"))}
    cards = {own: card for own, card in cards.items() if _answers_in(card, scheme)}
    parents = {card.get("parent", {}).get("name") for card in cards.values()}
    last = [own for own in cards if own.name not in parents]
    if len(last) == 1:
        return last[0]
    said = f"{len(last)} models" if last else "no model"
    problem = f"'{folder}' holds {said} of the scheme {scheme.scheme!r}"
    remedy = "name one with fazhi models --use" if last else "train one first (fazhi train --scheme FILE)"
    raise InputError("models", problem, remedy)


def _answers_in(card: Mapping[str, Any], scheme: Scheme) -> bool:
    """Whether a model's card names a scheme, and the model was not refused."""
    named = card.get("scheme") or {}
    return named.get("name") == scheme.scheme and card.get("gate", {}).get("result") != "refused"


def free_name(folder: str | os.PathLike[str], wanted: str) -> str:
    """The name, or with the next number behind it where it is taken: versions are never written over."""
    name, number = wanted, 2
    while find_model(Path(folder) / name).exists():
        name, number = f"{wanted}-{number}", number + 1
    return name


def table_hash(table: pd.DataFrame) -> str:
    """SHA-256 of a table's rows, whatever their order.

    >>> one = pd.DataFrame({"unit_id": ["a", "b"], "area": [1, 2]})
    >>> table_hash(one) == table_hash(one[::-1])
    True
    """
    lines = sorted(table.to_csv(index=False, header=False, lineterminator="\n").splitlines())
    return hashlib.sha256("\n".join([",".join(table.columns), *lines]).encode()).hexdigest()


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _row(folder: Path, current: str | None) -> dict[str, Any]:
    card = read_card(folder)
    training, metrics, gate = (card.get(key, {}) for key in ("training", "metrics", "gate"))
    return {
        "name": folder.name,
        "default": folder.name == current,
        "parent": card.get("parent", {}).get("name"),
        "year": card.get("year"),
        "created": card.get("created"),
        "gate": gate.get("result", "none"),
        "n_texts": training.get("n_texts"),
        "n_code": training.get("n_code"),
        "codes": str(card.get("codes", {}).get("training_sha256", ""))[:8] or None,
        "accuracy_new": metrics.get("accuracy_new"),
        "accuracy_old": metrics.get("accuracy_old"),
        "share_error_new": metrics.get("share_error_new"),
        "loads": _loads(folder),
    }


def _loads(folder: Path) -> str:
    try:
        load_classifier(folder)
    except InputError as error:
        return str(error)
    return "yes"


def _depth(name: str, parents: Mapping[str, str | None]) -> int:
    depth, seen = 0, {name}
    while (parent := parents.get(name)) and parent not in seen:
        seen.add(parent)
        name, depth = parent, depth + 1
    return depth


def _entries(card: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """The entries of a card, those inside others by their path; canaries only by the number."""
    entries: dict[str, str] = {}
    for key, value in card.items():
        if isinstance(value, Mapping):
            entries |= _entries(value, f"{prefix}{key}: ")
        elif key == "canaries":
            entries["canaries"] = str(len(value))
        else:
            entries[prefix + key] = str(value)
    return entries
