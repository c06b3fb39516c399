"""How often the dictionary's terms of each measure occur in a text: a baseline, and a way to look at texts without a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analysis.text import plain
from analysis.words.resources import PerResources, Resources
from analysis.words.segmented import measure_order


def count_measures(texts: Sequence[str], resources: Resources | None = None) -> pd.DataFrame:
    """Weighted counts of each measure's terms in each text.

    At each place the longest term counts, and a term that begins inside another counts too; a term weighs by its length,
    because a long term is rarely an accident.

    Parameters
    ----------
    texts : sequence of str
        Unaltered texts, shape (n,).
    resources : Resources, optional
        With the dictionary; default the package's.

    Returns
    -------
    DataFrame, one row per text
        A column for each measure of the dictionary.

    Examples
    --------
    >>> counts = count_measures(["办理行政复议案件"])
    >>> float(counts["33"].iloc[0]) > float(counts["26"].iloc[0])
    True
    """
    terms, measures, lengths = _lexicon_terms(resources)
    found = [find_terms(plain(text), terms, lengths) for text in texts]
    return pd.DataFrame(found, columns=measures, dtype=float).fillna(0.0)


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
def _lexicon_terms(resources: Resources) -> tuple[dict[str, str], list[str], dict[str, list[int]]]:
    """Measure of each term, the measures in order, and the lengths of terms by their opening."""
    terms = {plain(term): measure for term, measure in resources.terms.items() if measure}
    return terms, sorted(set(terms.values()), key=measure_order), term_lengths(terms)
