"""What an estimate of areas is about: which documents and paragraphs count, for how much, in which areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.columns.types import TEXT
from analysis.crosswalk import Way, way_between
from analysis.errors import InputError, check_choice, check_level
from analysis.tables import CODED_ROLES, DOC_TYPES, SCHEME
from analysis.taxonomy import Scheme, as_taxonomy, load_taxonomy
from analysis.trends.correction import ESTIMATORS

WEIGHTS = ("characters", "paragraphs", "reports")
TARGETS = ("population", "corpus")
COUNTED_TYPES = ("annual_report", "work_summary", "press_conference")  # that tell of a year's work


@dataclass(frozen=True)
class Estimand:
    """What an estimate is about, checked once; the verbs take its fields as keywords.

    Attributes
    ----------
    weight : {"characters", "paragraphs", "reports"}
        What a share is a share of; "reports" gives each report the same say.
    role : str
        Role of the paragraphs that count.
    scheme : str, Scheme or None
        Scheme of areas; None for that of the classified table.
    target : {"population", "corpus"}
        What the interval is about.
    doc_types : sequence of str, or None
        Types of the documents that count; a document of unknown type counts. None for all.
    level : float
        Confidence level.
    estimator : str, optional
        How codes correct the classifier's answers; default by whether there are any.
    native : Scheme, optional
        Scheme of the classified table, as :meth:`of` finds it; default the eight areas.

    Raises
    ------
    InputError
        For a value that is not allowed.

    Examples
    --------
    >>> own = Estimand(role="plan")
    >>> own.counts(pd.DataFrame({"doc_type": ["annual_report", "plan", None]})).tolist()
    [True, False, True]
    """

    weight: str = "characters"
    role: str = "work"
    scheme: str | Scheme | None = None
    target: str = "population"
    doc_types: Sequence[str] | None = COUNTED_TYPES
    level: float = 0.95
    estimator: str | None = None
    native: Scheme | None = None

    def __post_init__(self) -> None:
        check_choice("weight", self.weight, WEIGHTS)
        check_choice("role", self.role, CODED_ROLES)
        check_choice("target", self.target, TARGETS)
        check_level(self.level)
        if self.estimator is not None:
            check_choice("estimator", self.estimator, ESTIMATORS)
        check_doc_types(self.doc_types)

    def of(self, native: Scheme) -> Estimand:
        """The estimand with the scheme of the table that it is to be estimated from.

        Raises
        ------
        InputError
            When there is no way from that scheme to the one asked for.
        """
        own = replace(self, native=native)
        _ = own.way
        return own

    @cached_property
    def way(self) -> Way:
        """From the answers of the table to the areas of the estimate."""
        native = load_taxonomy(SCHEME) if self.native is None else self.native
        return way_between(native, native if self.scheme is None else as_taxonomy(self.scheme))

    @property
    def taxonomy(self) -> Scheme:
        """The scheme of the estimate."""
        return self.way.goal

    def counts(self, paragraphs: pd.DataFrame) -> np.ndarray:
        """Which paragraphs are of documents that count, shape (n_rows,)."""
        return counted_types(paragraphs, self.doc_types)


def count_left_out(paragraphs: pd.DataFrame, doc_types: Sequence[str] | None) -> pd.DataFrame:
    """The reports of other types, one row each with ``report_id`` and ``year``."""
    rows = paragraphs.loc[~counted_types(paragraphs, doc_types), ["report_id", "year"]]
    return rows.dropna(subset=["year"]).drop_duplicates("report_id")


def check_doc_types(doc_types: Sequence[str] | None) -> None:
    """Refuse types of documents that are none."""
    if isinstance(doc_types, str):
        raise InputError("doc_types", f"is the text {doc_types!r}", f"give a list, such as [{doc_types!r}]")
    for doc_type in () if doc_types is None else doc_types:
        check_choice("doc_types", doc_type, DOC_TYPES)


def counted_types(table: pd.DataFrame, doc_types: Sequence[str] | None) -> np.ndarray:
    """Which rows are of documents of these types or of unknown type, shape (n_rows,); None for all."""
    if doc_types is None or "doc_type" not in table.columns:
        return np.ones(len(table), dtype=bool)
    own = table["doc_type"].astype(TEXT)
    return (own.isin(list(doc_types)) | own.isna()).to_numpy(dtype=bool)
