"""The parts of a saved model as plain data, read without scikit-learn and skops, which take longest to start.

skops writes an archive of arrays and a description of the objects that they belong to. Arrays, numbers and texts are read
here; of an object, a class or a function only its name is kept, and nothing is imported by it. A file that holds anything that a
model of this version does not is left to skops.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from analysis.words.resources import Resources
from analysis.words.segmented import TERM_END

MAX_UNPACKED = 64 * 2**20
_OBJECTS = frozenset(
    {
        "analysis.areas.classifier.AreaClassifier",
        "analysis.words.features.TermCounts",
        "sklearn.feature_extraction.text.TfidfTransformer",
        "sklearn.feature_selection._univariate_selection.SelectKBest",
        "sklearn.linear_model._logistic.LogisticRegression",
        "sklearn.pipeline.FeatureUnion",
        "sklearn.pipeline.Pipeline",
    }
)
_NAMED = frozenset(
    {
        "analysis.words.features.join_words",
        "analysis.words.features.split_words",
        "builtins.str",
        "numpy.float32",
        "sklearn.feature_selection._univariate_selection.chi2",
    }
)
_RESOURCES = "analysis.words.resources.Resources"


class Unfamiliar(Exception):  # noqa: N818  (it may be a model all the same)
    """What a file holds beside what a model of this version does."""


class Part:
    """An object of a model, or a function that it names: what it is called, and its attributes."""

    def __init__(self, kind: str, attributes: Mapping[str, Any]) -> None:
        vars(self).update(attributes)
        self.kind = kind


def kind_of(value: Any) -> str:
    """Module and name of a function or class, or of the class of anything else.

    >>> kind_of(json.loads), kind_of([]), kind_of(Part("builtins.str", {}))
    ('json.loads', 'builtins.list', 'builtins.str')
    """
    if isinstance(value, Part):
        return value.kind
    own = value if hasattr(value, "__qualname__") else type(value)
    return f"{own.__module__}.{own.__qualname__}"


def read_parts(file: Path) -> Part:
    """The model in a file.

    Raises
    ------
    Unfamiliar
        When the file holds anything else.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise Unfamiliar(f"over {MAX_UNPACKED} bytes")
            model = _build(json.loads(archive.read("schema.json")), archive)
    except Unfamiliar:
        raise
    except Exception as error:  # a damaged or forged file fails anywhere
        raise Unfamiliar(type(error).__name__) from error
    if not isinstance(model, Part) or model.kind != "analysis.areas.classifier.AreaClassifier":
        raise Unfamiliar("no classifier")
    return model


def _build(node: Mapping[str, Any], archive: zipfile.ZipFile) -> Any:
    loader, name = node["__loader__"], f"{node['__module__']}.{node['__class__']}"
    if loader == "JsonNode" and node["is_json"] is True:
        return json.loads(node["content"])
    if loader == "ListNode":
        return [_build(own, archive) for own in node["content"]]
    if loader == "TupleNode" and name == "builtins.tuple":
        return tuple(_build(own, archive) for own in node["content"])
    if loader == "DictNode" and all(key["__class__"] == "str" for key in node["key_types"]["content"]):
        return {key: _build(own, archive) for key, own in node["content"].items()}
    if loader == "NdArrayNode" and name == "numpy.ndarray":
        return _array(node, archive)
    if loader in ("FunctionNode", "TypeNode") and name in _NAMED:
        return Part(name, {})
    if loader == "ObjectNode" and name in _OBJECTS | {_RESOURCES}:
        return _object(name, _build(node["content"], archive))
    raise Unfamiliar(f"{name} by {loader}")


def _array(node: Mapping[str, Any], archive: zipfile.ZipFile) -> np.ndarray:
    if node["type"] == "numpy":
        return np.asarray(np.load(io.BytesIO(archive.read(node["file"])), allow_pickle=False))
    items = [_build(own, archive) for own in node["content"]]
    (size,) = _build(node["shape"], archive)
    if not all(isinstance(item, str) for item in items) or size != len(items):
        raise Unfamiliar("an array of objects that are no texts")
    return np.array(items, dtype=object)


def _object(name: str, attributes: dict[str, Any]) -> Any:
    if name == _RESOURCES:
        own = object.__new__(Resources)  # what it holds is checked with the rest of the model
        own.__dict__.update(attributes)
        return own
    if name == "analysis.words.features.TermCounts":
        terms = attributes.pop("terms_").split(TERM_END)
        attributes["vocabulary_"] = {term: place for place, term in enumerate(terms)}
        attributes["idf_"] = attributes["_tfidf"].idf_
    return Part(name, attributes)
