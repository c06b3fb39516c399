"""Words and phrases found where a text names them: not across the borders of other words, but inside longer ones too.

A search for 国法 in a text finds 中国法治, and one in its words misses 行政复议 inside 行政复议案件, which is one entry of the
dictionary. So a text is cut by the dictionary with the terms in it. What lies inside a longer word is looked for in the
pieces of that word; what lies across words counts if the text around it falls into no more words with it than without,
and into no more single characters (行政|复议案件 or 行政复议|案件, but 中国|法治 and not 中|国法|治). A term of four characters
or more counts wherever it stands, because its characters do not meet by accident.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from math import exp, log

import scipy.sparse as sp

from analysis.text import is_western, plain, simplify, words_apart
from analysis.words.cutting import BLOCKS, cut_block, cutter, log_weights
from analysis.words.resources import Resources

_QUOTES = re.compile("[“”‘’\"'「」『』《》〈〉]")  # 深化“放管服”改革 names 放管服改革
_SENTENCE = re.compile(r"(?<=[。；;!！?？\n])")
_NEVER = float("-inf")
_SURE = 4  # characters from which on a term is itself wherever it stands


def count_named(texts: Sequence[str], terms: Sequence[str]) -> sp.csr_matrix:
    """How often each text names each term, shape (n_texts, n_terms).

    Script, width, case and quotation marks do not matter. A short term counts where
    it is a word, several words, or a piece of a longer word.

    >>> texts = ["深化“放管服”改革，办理行政复议案件两件。", "中国法治建设"]
    >>> count_named(texts, ["放管服改革", "行政复议", "国法", "法治"]).toarray().astype(int).tolist()
    [[1, 1, 0, 0], [0, 0, 0, 1]]
    """
    cuts = _Cuts.of(terms)
    rows, columns, data = [], [], []
    for row, text in enumerate(texts):
        for column, count in cuts.count(text):
            rows.append(row)
            columns.append(column)
            data.append(float(count))
    return sp.csr_matrix((data, (rows, columns)), shape=(len(texts), len(terms)))


def sentence_with(text: str, term: str) -> str:
    """The sentence of a text that uses a term; the beginning of the text where none does.

    >>> sentence_with("加强监督。深化“放管服”改革；培训。", "放管服改革")
    '深化“放管服”改革；'
    """
    form = name_forms(term)[is_western(text)]
    own = [part for part in _SENTENCE.split(text) if form in _body_of(part, is_western(text))]
    return (own[0] if own else text[:80]).strip()


def _body_of(text: str, western: bool) -> str:
    """A text as terms are looked for in it."""
    return simplify(plain(_QUOTES.sub("", words_apart(text) if western else text))).lower()


def name_forms(term: str) -> tuple[str, str]:
    """A term as it is looked for in Chinese texts, and in texts whose words white space parts.

    >>> name_forms("“互联网 + 监管”"), name_forms("Legal Aid")
    (('互联网+监管', '互联网|+|监管'), ('legalaid', 'legal|aid'))
    """
    bare = _QUOTES.sub("", term)
    return simplify(plain(bare)).lower(), simplify(plain(words_apart(bare))).lower()


def with_terms(terms: Iterable[str], resources: Resources | None = None) -> Overlay:
    """The dictionary with some more terms, each as likely as the words that it would be cut into, as jieba adds them."""
    weights, alone = log_weights(resources)
    more: dict[str, float] = {}
    least = exp(alone)
    for term in terms:
        if weights.get(term, _NEVER) > _NEVER:
            continue
        pieces: list[str] = []
        cut_block(term, weights, alone, pieces)
        chance = sum(max(weights.get(piece, alone), alone) for piece in pieces)
        more[term] = log(exp(chance) + least)
        for end in range(1, len(term)):
            if term[:end] not in weights:
                more.setdefault(term[:end], _NEVER)
    return Overlay(weights, more, alone)


class Overlay:
    """Log-weights of words: those of the dictionary, and some more in front of them."""

    def __init__(self, weights: Mapping[str, float], more: Mapping[str, float], alone: float) -> None:
        self.weights, self.more, self.alone = weights, more, alone

    def get(self, word: str, /) -> float | None:
        """Log-weight of a word; None for what no word begins with."""
        found = self.more.get(word)
        return self.weights.get(word) if found is None else found

    def without(self, word: str) -> Overlay:
        """The same dictionary without one word."""
        return Overlay(self.weights, {**self.more, word: _NEVER}, self.alone)

    @cached_property
    def terms(self) -> list[str]:
        """The terms that the dictionary does not hold."""
        return [word for word, weight in self.more.items() if weight > _NEVER]

    def cut(self, body: str) -> list[str]:
        """Words of a prepared text in order."""
        words: list[str] = []
        for block in BLOCKS.findall(body):
            if len(block) == 1:
                words.append(block)
            else:
                cut_block(block, self, self.alone, words)
        return words


class _Cuts:
    """Terms to look for, and the dictionary that holds them."""

    def __init__(self, forms: list[tuple[str, str]], overlay: Overlay) -> None:
        self.forms, self.overlay = forms, overlay
        self._known: dict[tuple[str, bool], list[str]] = {}
        self._quick = cutter()

    @classmethod
    def of(cls, terms: Sequence[str]) -> _Cuts:
        forms = [name_forms(term) for term in terms]
        return cls(forms, with_terms(form for form, _ in forms if 1 < len(form) < _SURE))

    def count(self, text: str) -> list[tuple[int, int]]:
        """Places of the terms that a text names, and how often."""
        western = is_western(text)
        body = _body_of(text, western)
        there = [(place, form[western]) for place, form in enumerate(self.forms) if form[western] in body]
        if not there:
            return []
        found = [(place, body.count(form)) for place, form in there if len(form) >= _SURE]
        short = [(place, form) for place, form in there if len(form) < _SURE]
        words = self._words(body) if short else []
        for place, form in short:
            count, start = 0, body.find(form)
            while start >= 0:
                named = self._stands(start, start + len(form), words)
                count += named
                start = body.find(form, start + (len(form) if named else 1))
            if count:
                found.append((place, count))
        return found

    def _words(self, body: str) -> list[str]:
        """Words of a text; the slow way only where it holds a term that is not in the dictionary."""
        slow = any(term in body for term in self.overlay.terms)
        return self.overlay.cut(body) if slow else self._quick(body)

    def _stands(self, start: int, end: int, words: list[str]) -> bool:
        """Whether a stretch of the text that these words are can be a word of it."""
        edges = [0, *accumulate(map(len, words))]
        first, last = bisect_right(edges, start) - 1, bisect_left(edges, end)
        if edges[first] == start and edges[last] == end:
            return True
        over = words[first:last]
        start, end = start - edges[first], end - edges[first]
        if len(over) == 1:
            pieces = self._cut(over[0], self.overlay.without(over[0]))
            return len(pieces) > 1 and self._stands(start, end, pieces)
        whole = "".join(over)
        instead = [*self._cut(whole[:start]), whole[start:end], *self._cut(whole[end:])]
        return len(instead) <= len(over) and _singles(instead) <= _singles(over)

    def _cut(self, part: str, overlay: Overlay | None = None) -> list[str]:
        """The words of a part of a text; cut once."""
        key = (part, overlay is None)
        if key not in self._known:
            self._known[key] = (overlay or self.overlay).cut(part)
        return self._known[key]


def _singles(words: list[str]) -> int:
    return sum(len(word) == 1 for word in words)
