"""From paragraphs to numbers a linear model can read: characters, words, dictionary measures, headings.

scikit-learn's vectorisers do the counting. The words come from :mod:`analysis.words.segment`, with numbers and places
masked, and the characters are those of the same masked text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from analysis.text import plain
from analysis.words.resources import PerResources, Resources
from analysis.words.segment import segmenter

MAX_RUN = 4  # characters
GAP = " "  # between words; the segmenter's input holds no white space
TERM_END = "\n"  # no term holds one


def segment_texts(
    texts: Iterable[str], *, mask: bool = True, resources: Resources | None = None
) -> list[str]:
    """Words of each text, joined by spaces; numbers and place names masked.

    >>> segment_texts(["加强行政复议工作。"])
    ['加强 行政复议工作 。']
    """
    cutter = segmenter(mask, resources)
    return [GAP.join(cutter.cut(text)) for text in texts]


def join_words(segmented: str) -> str:
    """The masked text without the gaps between words."""
    return segmented.replace(GAP, "")


def split_words(segmented: str) -> list[str]:
    """The words of a segmented text, punctuation left out."""
    return [word for word in segmented.split(GAP) if word[:1].isalnum()]


class TermCounts(TfidfVectorizer):
    """scikit-learn's TF-IDF, stored with its terms as one text: a file with each term apart loads in seconds.

    Examples
    --------
    >>> counts = TermCounts(analyzer="char").fit(["行政", "复议"])
    >>> again = TermCounts(analyzer="char")
    >>> again.__setstate__(counts.__getstate__())
    >>> again.vocabulary_ == counts.vocabulary_
    True
    """

    def __getstate__(self) -> dict[str, Any]:
        state = dict(super().__getstate__())
        terms = state.pop("vocabulary_", None)
        if terms is not None:
            state["terms_"] = TERM_END.join(sorted(terms, key=terms.get))
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        state = dict(state)
        terms = state.pop("terms_", None)
        super().__setstate__(state)
        if terms is not None:
            self.vocabulary_ = {term: place for place, term in enumerate(terms.split(TERM_END))}


class LexiconCounts(TransformerMixin, BaseEstimator):
    """How often the dictionary's terms of each measure occur in a text.

    At each place the longest term counts, and a term that begins inside another counts too.

    Each measure gives one column, ``log(1 + weighted count)``; a term weighs by its length, because a long term is
    rarely an accident.

    Parameters
    ----------
    resources : Resources, optional
        With the dictionary; default the package's.

    Examples
    --------
    >>> LexiconCounts().fit([]).transform(["办理行政复议案件"]).shape
    (1, 51)
    """

    def __init__(self, resources: Resources | None = None) -> None:
        self.resources = resources

    def fit(self, X: Any, y: Any = None) -> LexiconCounts:
        """Nothing is learned."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def transform(self, X: Sequence[str]) -> sp.csr_matrix:
        """Matrix of texts × measures from segmented texts."""
        terms, measures, lengths = lexicon_terms(self.resources)
        data, columns, edges = [], [], [0]
        for text in X:
            counts = find_terms(plain(join_words(text)), terms, lengths)
            for measure, weight in sorted(counts.items(), key=lambda count: measures[count[0]]):
                columns.append(measures[measure])
                data.append(math.log1p(weight))
            edges.append(len(data))
        return sp.csr_matrix(
            (np.array(data, dtype=float), columns, edges), shape=(len(edges) - 1, len(measures))
        )

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """One name per measure."""
        return np.array(list(lexicon_terms(self.resources)[1]), dtype=object)


def find_terms(text: str, terms: Mapping[str, str], lengths: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """Weight of each measure's terms in a text: at each place the longest term that begins there.

    >>> terms = {"行政": "26", "行政复议": "33", "复议": "34"}
    >>> find_terms("行政复议", terms, term_lengths(terms))
    {'33': 1.0, '34': 0.5}
    """
    counts: dict[str, float] = {}
    for start in range(len(text) - 1):
        for length in lengths.get(text[start : start + 2], ()):
            part = text[start : start + length]
            measure = terms.get(part)
            if measure:
                counts[measure] = counts.get(measure, 0.0) + len(part) / 4
                break
    return counts


def term_lengths(terms: Iterable[str]) -> dict[str, list[int]]:
    """Lengths of the terms that open with the same two characters, longest first.

    >>> term_lengths(["行政", "行政复议"])
    {'行政': [4, 2]}
    """
    lengths: dict[str, set[int]] = {}
    for term in terms:
        if len(term) > 1:
            lengths.setdefault(term[:2], set()).add(len(term))
    return {opening: sorted(found, reverse=True) for opening, found in lengths.items()}


@PerResources
def lexicon_terms(resources: Resources) -> tuple[dict[str, str], dict[str, int], dict[str, list[int]]]:
    """Measure of each term, column of each measure, and the lengths of terms by their opening."""
    terms = {plain(term): measure for term, measure in resources.terms.items() if measure}
    measures = {
        measure: place for place, measure in enumerate(sorted(set(terms.values()), key=measure_order))
    }
    return terms, measures, term_lengths(terms)


def measure_order(measure: str) -> tuple[int, str]:
    """Sorting key under which 5, 5b, 6 follow each other.

    >>> sorted(["10", "5b", "6", "5"], key=measure_order)
    ['5', '5b', '6', '10']
    """
    digits = measure.rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits), measure[len(digits) :]


def text_features(
    weights: Mapping[str, float], *, rare: bool, resources: Resources | None = None
) -> FeatureUnion:
    """The union of features of a segmented text: words, characters 1–4 and dictionary measures.

    Parameters
    ----------
    weights : mapping
        Weights of the columns of ``words``, ``characters`` and ``lexicon``, 1 where not given; 0 leaves a part out.
    rare : bool
        Keep words and characters that occur in one or two texts only.
    resources : Resources, optional
        With the dictionary; default the package's.
    """
    words = TermCounts(
        preprocessor=str,
        tokenizer=split_words,
        token_pattern=None,
        min_df=1 if rare else 2,
        sublinear_tf=True,
        dtype=np.float32,
    )
    characters = TermCounts(
        preprocessor=join_words,
        analyzer="char",
        ngram_range=(1, MAX_RUN),
        min_df=1 if rare else 3,
        sublinear_tf=True,
        dtype=np.float32,
    )
    parts = {"words": words, "characters": characters, "lexicon": LexiconCounts(resources)}
    used = {name: weights.get(name, 1.0) for name in parts}
    return FeatureUnion(
        [(name, part) for name, part in parts.items() if used[name]],
        transformer_weights={name: weight for name, weight in used.items() if weight},
    )
