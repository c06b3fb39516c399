"""Labels of topics in figures: the number, then a label or words, and in English figures what the words mean."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd

from analysis.errors import InputError
from analysis.language import words_of
from analysis.tables import check_table
from analysis.text import one_line
from analysis.words.terms import TermsLike, load_terms

JOIN = "、"  # between words in tables


def topic_labels(
    topics: Sequence[int],
    top_words: pd.DataFrame | None,
    most: int,
    *,
    lang: str,
    labels: pd.DataFrame | None = None,
    terms: TermsLike | None = None,
    width: int = 44,
    flat: bool = False,
) -> list[str]:
    """A label for each topic, no two with the same words.

    Parameters
    ----------
    topics : sequence of int
    top_words : DataFrame, optional
        As ``TopicModel.top_words`` returns it; without, topics that have no label are numbers alone.
    most : int
        Words in a label; the last one is a later word where two topics would have the same ones.
    lang : {"zh", "en"}
        In English a second line has the glosses of the words that have one.
    labels : DataFrame, optional
        As :func:`suggest_labels` returns it; they go before the words.
    terms : DataFrame, path of a CSV, or sequence of str, optional
        List with ``gloss``, on top of that of the package.
    width : int, default 44
        Characters of the glosses; 0 for none.
    flat : bool, default False
        Whether glosses follow the words in brackets instead of standing on a line of their own.

    Returns
    -------
    list of str
        In the order of `topics`, each the number first.
    """
    known = {} if labels is None else _given(labels)
    said: dict[int, list[str]] = {}
    for topic in topics:
        if topic in known:
            said[topic] = known[topic].split(JOIN)
        elif top_words is not None:
            said[topic] = _distinct(top_words.loc[topic].dropna().astype(str).tolist(), most, said)
        else:
            said[topic] = []
    glosses = load_terms(terms).dropna(subset="gloss").set_index("term")["gloss"] if lang == "en" else {}
    comma = words_of("signs", lang)["comma"]
    return [_label(topic, words, comma, glosses, width, flat) for topic, words in said.items()]


def _given(labels: pd.DataFrame) -> dict[int, str]:
    check_table(labels, ("topic", "label"), argument="labels", maker="suggest_labels")
    table = labels.dropna(subset=["topic", "label"])
    for column in ("topic", "label"):
        if table[column].duplicated().any():
            again = table.loc[table[column].duplicated(), column].iloc[0]
            raise InputError("labels", f"have {again!r} twice", "give each topic a label of its own")
    return dict(zip(table["topic"].astype(int), table["label"].astype(str), strict=True))


def _distinct(words: list[str], most: int, said: dict[int, list[str]]) -> list[str]:
    """The first words; where another topic has the same ones, a later word stands for the last of them."""
    ways = [[*words[: most - 1], word] for word in words[most - 1 :]]
    return next((way for way in ways if way not in said.values()), words[:most])


def _label(
    topic: int, words: list[str], comma: str, glosses: pd.Series | dict[str, str], width: int, flat: bool
) -> str:
    first = "  ".join([str(topic), one_line(comma.join(words))]).strip()
    meant = "; ".join(one_line(str(glosses[word])) for word in words if word in glosses)
    if not meant or not width:
        return first
    meant = textwrap.shorten(meant, width, placeholder=" ...")
    return f"{first} ({meant})" if flat else f"{first}\n{meant}"
