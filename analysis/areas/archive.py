"""A model as a skops archive: the same model gives the same bytes, and reading builds trusted types alone.

skops, because it stores scikit-learn models without code that runs at loading: a file that holds any type that is not
on the list below is refused.
"""

from __future__ import annotations

import copy
import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.areas.parts import MAX_UNPACKED

if TYPE_CHECKING:
    from analysis.areas.classifier import AreaClassifier

TRUSTED = (
    "analysis.areas.classifier.AreaClassifier",
    "analysis.words.features.TermCounts",
    "analysis.words.features.join_words",
    "analysis.words.features.split_words",
    "analysis.words.resources.Resources",
    "sklearn.feature_selection._univariate_selection.chi2",
)

# a transformer of earlier versions, whose models this one does not read
RETIRED = "analysis.words.features.LexiconCounts"


def unpack_model(file: Path) -> Any:
    """What a file holds, built from trusted types alone; what is wrong with it shows as an error of skops."""
    from skops.io import load

    with zipfile.ZipFile(file) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > MAX_UNPACKED:
        raise ValueError(f"{unpacked} bytes unpacked, over {MAX_UNPACKED}")
    return load(file, trusted=list(TRUSTED))


def pack_model(model: AreaClassifier) -> bytes:
    """The archive of a model with fixed times and names, so that the same model gives the same bytes.

    >>> import analysis as fz
    >>> model = fz.AreaClassifier().fit(["行政复议案件", "行政执法检查"] * 2, [6, 4] * 2)
    >>> pack_model(model) == pack_model(model.changed())
    True
    """
    from skops.io import dumps

    bare = copy.copy(model)
    del bare.scheme  # is saved beside, as a table that people can read
    content, packed = io.BytesIO(dumps(bare)), io.BytesIO()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(packed, "w") as steady:
        schema, names = _steady_schema(json.loads(source.read("schema.json")))
        members = {new: source.read(old) for old, new in names.items()}
        members["schema.json"] = json.dumps(schema, ensure_ascii=False, indent=1).encode()
        for name, data in sorted(members.items()):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            steady.writestr(entry, data, compress_type=zipfile.ZIP_DEFLATED, compresslevel=9)
    return packed.getvalue()


def _steady_schema(schema: Any) -> tuple[Any, dict[str, str]]:
    """The schema with objects and files numbered as met: skops names them by memory address. Old to new file names."""
    ids: dict[Any, int] = {}
    names: dict[str, str] = {}

    def renumbered(node: Any) -> Any:
        if isinstance(node, list):
            return [renumbered(part) for part in node]
        if not isinstance(node, dict):
            return node
        steady: dict[str, Any] = {}
        for key, value in node.items():
            if key == "__id__" and isinstance(value, int):
                # whether two equal numbers or texts are one object means nothing
                known_as = (value, len(ids)) if node.get("is_json") else value
                steady[key] = ids.setdefault(known_as, len(ids) + 1)
            elif key == "file" and isinstance(value, str):
                steady[key] = names.setdefault(value, f"{len(names) + 1:03d}{Path(value).suffix}")
            elif key == "_stop_words_id":
                # a vectoriser's note of an address; it takes a new one when it works
                steady[key] = {**renumbered(value), "content": "0"}
            else:
                steady[key] = renumbered(value)
        return steady

    return renumbered(schema), names
