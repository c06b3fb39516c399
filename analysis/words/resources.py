"""What a model's answers depend on beside its numbers: dictionary, names of places, masks, stop words, measures.

A model is trained with one :class:`Resources` and keeps it, so that it cuts and masks a text, and sums measures to
areas, as on the day it was trained, whatever the package's own files say by then.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from functools import cache, lru_cache, update_wrapper
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import pandas as pd

from analysis.columns.types import AREAS
from analysis.errors import InputError
from analysis.paths import resource
from analysis.reading.regions import load_regions
from analysis.taxonomy import load_lexicon, load_taxonomy
from analysis.text import plain

NUMBER = "0"
PLACE = "某地"
_HELD = 4  # resources whose dictionaries are kept in memory: the package's, and those of models side by side
_CUT_SIGNS = re.compile(r"[\u4e00-\u9fffA-Za-z0-9+]")  # what a word of the dictionary is made of
_MEASURE = re.compile(r"[0-9]{1,4}[a-z]{0,2}")
_AREAS = frozenset(map(str, AREAS))
_DIGEST = re.compile(r"[0-9a-f]{64}")
_T = TypeVar("_T")


@dataclass(frozen=True)
class Resources:
    """Lists as texts, an entry a line: a model's file holds each as one piece.

    Attributes
    ----------
    lexicon : str
        Lines ``term TAB measure`` in the order of the dictionary; the measure is empty where the term points to none.
    regions : str
        Lines ``official name TAB short name``, sorted.
    stop_words : str
        Words that carry no area, sorted.
    measures : str
        Lines ``measure TAB area``.
    number, place : str
        What stands for a number and for the name of a place.
    jieba : str
        SHA-256 of the dictionary of jieba to which the terms and names are added.

    Examples
    --------
    >>> own = packaged()
    >>> own.area_of["33"], own.terms["行政复议"], "的" in own.stops
    (6, '33', True)
    """

    lexicon: str
    regions: str
    stop_words: str
    measures: str
    number: str
    place: str
    jieba: str

    @property
    def terms(self) -> dict[str, str]:
        """Measure of each term in the order of the dictionary, "" for none."""
        return dict(_entries(self.lexicon))

    @property
    def names(self) -> list[tuple[str, str]]:
        """Official and short name of each region."""
        return _entries(self.regions)

    @property
    def stops(self) -> frozenset[str]:
        """The stop words."""
        return frozenset(word for word, _ in _entries(self.stop_words))

    @property
    def area_of(self) -> dict[str, int]:
        """Area of each measure."""
        return {measure: int(area) for measure, area in _entries(self.measures)}

    def facts(self) -> dict[str, object]:
        """Numbers of entries and a hash of them all, for a model's card."""
        texts = (self.lexicon, self.regions, self.stop_words, self.measures)
        names = ("terms", "regions", "stop words", "measures")
        counts = {name: len(_entries(text)) for name, text in zip(names, texts, strict=True)}
        digest = hashlib.sha256("\0".join(astuple(self)).encode()).hexdigest()
        return {**counts, "jieba": self.jieba, "sha256": digest}


def make_resources(
    lexicon: pd.DataFrame | None = None,
    regions: pd.DataFrame | None = None,
    stop_words: Iterable[str] | None = None,
    area_of: Mapping[str, int] | None = None,
) -> Resources:
    """Resources of one's own, to train a classifier with.

    Parameters
    ----------
    lexicon : DataFrame, optional
        ``term`` and ``measure`` (missing where a term points to none); default the package's dictionary.
    regions : DataFrame, optional
        ``name`` and ``short_name``; default the package's table of regions.
    stop_words : iterable of str, optional
        Default the package's.
    area_of : mapping of measure to area, optional
        Default the measures of ``outline-2015``.

    Returns
    -------
    Resources

    Raises
    ------
    InputError
        When a column is missing, or an entry is empty, doubled or none that texts could hold.

    Examples
    --------
    >>> lexicon = load_lexicon()[["term", "measure"]]
    >>> lexicon.loc[len(lexicon)] = ["河长制巡查", "5"]
    >>> make_resources(lexicon=lexicon).terms["河长制巡查"]
    '5'
    """
    lexicon = load_lexicon() if lexicon is None else lexicon
    regions = load_regions() if regions is None else regions
    if area_of is None:
        area_of = load_taxonomy("outline-2015").measures["area"].to_dict()
    for argument, table, columns in (
        ("lexicon", lexicon, ("term", "measure")),
        ("regions", regions, ("name", "short_name")),
    ):
        lacking = [column for column in columns if column not in table.columns]
        if lacking:
            raise InputError(argument, f"lacks {', '.join(lacking)}", "add the columns")
    made = Resources(
        lexicon=_lines(lexicon[["term", "measure"]].astype("string").fillna("").itertuples(index=False)),
        regions=_lines(sorted(set(regions[["name", "short_name"]].itertuples(index=False, name=None)))),
        stop_words=_lines(
            (word,) for word in sorted(set(_stop_words() if stop_words is None else stop_words))
        ),
        measures=_lines((measure, str(area)) for measure, area in area_of.items()),
        number=NUMBER,
        place=PLACE,
        jieba=jieba_digest(),
    )
    check_resources(made)
    return made


@cache
def packaged() -> Resources:
    """The resources of the package."""
    return make_resources()


class PerResources(Generic[_T]):
    """A function of resources, with what it gave kept for the last ones; called without, it takes the package's."""

    def __init__(self, work: Callable[[Resources], _T]) -> None:
        self._kept = lru_cache(maxsize=_HELD)(work)
        self._last: tuple[Resources | None, Any] = (None, None)
        update_wrapper(self, work)

    def __call__(self, resources: Resources | None = None) -> _T:
        own = packaged() if resources is None else resources
        last, value = self._last
        if last is not own:  # asked for with each text, and a hash of all lists takes its time
            value = self._kept(own)
            self._last = own, value
        return cast(_T, value)

    def cache_clear(self) -> None:
        """Forget what was given."""
        self._kept.cache_clear()
        self._last = (None, None)


def check_resources(resources: object) -> Resources:
    """The resources, if every list can be worked with; whatever a file may hold, nothing later fails for it.

    Raises
    ------
    InputError
        Naming the list and the first entry at fault.
    """
    remedy = "give them as make_resources makes them"
    if type(resources) is not Resources or set(vars(resources)) != {
        field.name for field in fields(Resources)
    }:
        raise InputError("resources", "are not those of a trained model", remedy)
    for name, text in vars(resources).items():
        if type(text) is not str or not _is_writable(text):
            raise InputError(name, "contains text that cannot be written", remedy)
    measures = {measure for measure, _ in _entries(resources.measures)}
    rules: dict[str, Callable[[str, str], bool]] = {
        "lexicon": lambda term, measure: _is_term(term) and (not measure or measure in measures),
        "regions": lambda official, short: _is_term(official) and _is_term(short),
        "stop_words": lambda word, nothing: _is_solid(word) and not nothing,
        "measures": lambda measure, area: bool(_MEASURE.fullmatch(measure)) and area in _AREAS,
    }
    for name, rule in rules.items():
        seen: set[object] = set()
        for entry in _entries(getattr(resources, name)):
            shown = repr("\t".join(entry)[:40])
            if not rule(*entry):
                raise InputError(name, f"holds {shown}", "give whole entries without white space")
            key = entry if name == "regions" else entry[0]
            if key in seen:
                raise InputError(name, f"holds {shown} twice", "give each entry once")
            seen.add(key)
    for name in ("number", "place"):
        if not _is_term(getattr(resources, name)):
            raise InputError(name, f"is {getattr(resources, name)[:40]!r}", "give a word")
    if not _DIGEST.fullmatch(resources.jieba):
        raise InputError("jieba", f"is {resources.jieba[:70]!r}", "give the SHA-256 of its dictionary")
    return resources


@cache
def jieba_digest() -> str:
    """SHA-256 of the dictionary of the jieba that is installed, found without importing it."""
    found = find_spec("jieba")
    if found is None or found.origin is None:
        raise InputError("jieba", "is not installed", "install fazhi-analysis again")
    return hashlib.sha256((Path(found.origin).parent / "dict.txt").read_bytes()).hexdigest()


def check_jieba(resources: Resources) -> None:
    """Refuse resources that belong to another dictionary of jieba than the one installed."""
    if resources.jieba != jieba_digest():
        problem = "was trained with another dictionary of jieba than the one installed"
        raise InputError(
            "model", problem, "install the version of jieba that its card names, or train it again"
        )


def _stop_words() -> list[str]:
    lines = resource("stopwords.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _is_solid(text: str) -> bool:
    """Whether a text is something, and holds no white space."""
    return text.split() == [text]


def _is_term(text: str) -> bool:
    """Whether a text can be a word of the dictionary."""
    return _is_solid(text) and bool(_CUT_SIGNS.search(plain(text)))


def _is_writable(text: str) -> bool:
    """Whether a text holds no half of a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _lines(rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def _entries(text: str) -> list[tuple[str, str]]:
    """First part of each line, and what stands behind its tab."""
    parts = (line.partition("\t") for line in text.split("\n")) if text else ()
    return [(first, second) for first, _, second in parts]
