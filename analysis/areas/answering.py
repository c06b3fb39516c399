"""The scheme that a classifier answers in: how labels are read in it, and which texts can be judged."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from analysis.areas.inputs import check_labels, read_labels
from analysis.columns.types import AREAS
from analysis.scheme import Scheme
from analysis.tables import SCHEME
from analysis.taxonomy import as_taxonomy
from analysis.text import words_apart
from analysis.words.resources import Resources

MAX_CHARS = 20_000  # of one text; what comes after adds time, not evidence
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")


class InScheme:
    """What a classifier knows of its scheme."""

    scheme: Scheme | str | None
    resources_: Resources

    @property
    def scheme_(self) -> Scheme:
        """The scheme that the answers are in."""
        return as_taxonomy(SCHEME if self.scheme is None else self.scheme)

    @property
    def is_base(self) -> bool:
        """Whether the answers are in the eight areas."""
        return self.scheme is None or self.scheme_.scheme == SCHEME

    def readable(self, text: str) -> bool:
        """Whether a text holds anything to judge by: a Chinese character, or with an own scheme any letter."""
        return bool((_CHINESE if self.is_base else _LETTER).search(text))

    def areas_meant(self, labels: Any) -> np.ndarray:
        """Areas of labels as they were given for training: measures, or in an own scheme also categories."""
        read, kind = self._read_labels(labels)
        return read.astype(int) if kind == "area" and not self.is_base else self.areas_of(read)

    def areas_of(self, labels: Any) -> np.ndarray:
        """Areas of inner labels."""
        raise NotImplementedError

    def prepared(self, text: str) -> str:
        """What is read of a text; where it may be of any language, with its words kept apart."""
        return text[:MAX_CHARS] if self.is_base else words_apart(text[:MAX_CHARS])

    def _read_labels(self, y: Any) -> tuple[np.ndarray, str]:
        """Labels as texts, and whether they are areas or measures."""
        if not self.is_base:
            return read_labels(y, self.scheme_)
        labels = check_labels(y, self.resources_.area_of)
        return labels, "area" if set(labels) <= {str(area) for area in AREAS} else "measure"
