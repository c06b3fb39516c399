"""Counting words and runs of characters, by scikit-learn's vectorisers: what a model is trained with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from analysis.words.segmented import MAX_RUN, TERM_END, join_words, split_words


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


def text_features(weights: Mapping[str, float], *, rare: bool) -> FeatureUnion:
    """The union of features of a segmented text: words, and runs of one to four characters.

    Parameters
    ----------
    weights : mapping
        Weights of the columns of ``words`` and ``characters``, 1 where not given; 0 leaves a part out.
    rare : bool
        Keep words and characters that occur in one or two texts only.
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
    parts = {"words": words, "characters": characters}
    used = {name: weights.get(name, 1.0) for name in parts}
    return FeatureUnion(
        [(name, part) for name, part in parts.items() if used[name]],
        transformer_weights={name: weight for name, weight in used.items() if weight},
    )
