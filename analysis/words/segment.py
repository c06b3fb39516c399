"""Chinese words: jieba with the domain dictionary, behind one face.

jieba, because it is the field's common reference, pure Python and permissively licensed; used with ``HMM=False`` so
that only dictionary words count and the same text always gives the same words. Its cache file in the temporary
directory is not used: it would be loaded as code-like data from a place that others can write to.
"""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from math import inf, log
from typing import Any

from analysis.paths import resource
from analysis.reading.numbering import plain
from analysis.reading.regions import load_regions
from analysis.taxonomy import load_lexicon

NUMBER = "0"
PLACE = "某地"
SWITCH = "FAZHI_COMPILED"  # environment variable; "0" leaves the compiled loops out


class Segmenter:
    """Cut normalised text into words, with numbers and place names masked.

    Claim: the same text gives the same words on every machine. Numbers become ``0`` and names of administrative
    regions become ``某地``, so that neither a figure nor a region can vote.

    Parameters
    ----------
    mask : bool, default True
        Mask numbers and place names.

    Examples
    --------
    >>> Segmenter().cut("伊春市2017年推行双随机、一公开监管。")
    ['某地', '0', '年', '推行', '双随机一公开监管', '。']
    """

    def __init__(self, mask: bool = True) -> None:
        self.mask = mask

    def prepare(self, text: str) -> str:
        """The text as it is cut: simplified script, no white space, half-width signs, numbers masked."""
        body = _joined(simplify(plain(text)))
        return _mask_numbers(body) if self.mask else body

    def cut(self, text: str) -> list[str]:
        """Words of a text in order, punctuation included."""
        words = cutter()(self.prepare(text))
        if not self.mask:
            return words
        places = place_names()
        return [PLACE if word in places else word for word in words]


def simplify(text: str) -> str:
    """Simplified script, for the models; a text in simplified script is returned as it is.

    OpenCC, because it is the reference for the conversion and converts by words, not by characters alone.

    >>> simplify("加強行政執法監督"), simplify("加强行政执法监督")
    ('加强行政执法监督', '加强行政执法监督')
    """
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:  # GB 2312 holds no traditional forms
        return str(_converter().convert(text))
    return text


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@cache
def segmenter(mask: bool = True) -> Segmenter:
    """The segmenter that the package shares within a process."""
    return Segmenter(mask)


@cache
def stop_words() -> frozenset[str]:
    """Words that carry no area: function words and the filler of officialese."""
    lines = resource("stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def boilerplate_phrases() -> tuple[str, ...]:
    """Fixed formulas of reports, longest first."""
    lines = resource("boilerplate_phrases.txt").read_text(encoding="utf-8").splitlines()
    phrases = {plain(line) for line in lines if line.strip() and not line.startswith("#")}
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


def cutter() -> Callable[[str], list[str]]:
    """The quickest way to cut a prepared text that gives jieba's words on the built-in sample."""
    return _compiled_cutter() if compiled() else cut_plainly


@cache
def compiled() -> bool:
    """Whether the compiled loops are installed, not switched off, and cut the built-in sample as jieba does."""
    if os.environ.get(SWITCH) == "0" or find_spec("numba") is None:
        return False
    try:
        cut = _compiled_cutter()
    except (ImportError, RuntimeError):  # numba does not fit NumPy, or finds no folder for what it compiled
        return False
    reference = _tokenizer()
    return all(cut(text) == list(reference.cut(text, HMM=False)) for text in _sample())


def _sample() -> list[str]:
    """Prepared texts on which every rule of the cut shows."""
    terms = "".join(_joined(plain(term)) for term in load_lexicon()["term"])
    signs = "abc12某A3行政#&._%-+鿕鿖㐀𠀀法、。「x」0.5%no.1c++"
    return ["", signs, terms, "".join(sorted(place_names())[::9])]


@cache
def _compiled_cutter() -> Callable[[str], list[str]]:
    import numpy as np

    from analysis.words import kernels
    from analysis.words.codes import code_points

    dictionary, log_total = compiled_dictionary()

    def cut(body: str) -> list[str]:
        codes, _ = code_points([body])
        cuts = np.empty(len(body), dtype=np.int32)
        n_words = kernels.cut_words(codes, dictionary, log_total, cuts)
        edges = [0, *cuts[:n_words].tolist()]
        return [body[start:stop] for start, stop in pairwise(edges)]

    return cut


@cache
def compiled_dictionary() -> tuple[Any, float]:
    """The dictionary as the compiled loops take it, and the logarithm of the sum of its frequencies."""
    from analysis.words.kernels import build_trie

    tokenizer = _tokenizer()
    words = {word: log(count) for word, count in tokenizer.FREQ.items() if count}
    return build_trie(words, dtype=float), log(tokenizer.total)


_BLOCKS = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+|.", re.DOTALL)
_SINGLE = re.compile(r"[a-zA-Z0-9]")


def cut_plainly(body: str) -> list[str]:
    """Cut a prepared text without compiled parts: jieba's path, found in one pass from the end."""
    words: list[str] = []
    for block in _BLOCKS.findall(body):
        if len(block) == 1:
            words.append(block)
        else:
            _cut_block(block, words)
    return words


def _cut_block(block: str, words: list[str]) -> None:
    """Append the words of the most probable path through a block; single letters and digits in a row make one."""
    weights, alone = _log_weights()
    n = len(block)
    score, best = [0.0] * (n + 1), [0] * n
    for start in range(n - 1, -1, -1):
        top, end = -inf, 0
        for stop in range(start + 1, n + 1):
            weight = weights.get(block[start:stop])
            if weight is None:
                break
            value = weight + score[stop]
            if value >= top > -inf or value > top:  # of equals the longest, as jieba's max over (value, end)
                top, end = value, stop
        score[start], best[start] = (top, end) if end else (alone + score[start + 1], start + 1)
    start, joining = 0, False
    while start < n:
        stop = best[start]
        single = stop == start + 1 and _SINGLE.match(block[start]) is not None
        if joining and single:
            words[-1] += block[start]
        else:
            words.append(block[start:stop])
        start, joining = stop, single


@cache
def _log_weights() -> tuple[dict[str, float], float]:
    """Log-probability of each word, -inf for what only begins words; and that of a sign that is no word."""
    tokenizer = _tokenizer()
    log_total = log(tokenizer.total)
    weights = {word: log(count) - log_total if count else -inf for word, count in tokenizer.FREQ.items()}
    return weights, 0.0 - log_total


@cache
def _tokenizer() -> Any:
    with (
        warnings.catch_warnings()
    ):  # jieba 0.42.1 has invalid escapes in its source and asks for pkg_resources
        warnings.simplefilter("ignore", category=SyntaxWarning)
        warnings.simplefilter("ignore", category=DeprecationWarning)
        warnings.simplefilter("ignore", category=UserWarning)
        import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    with tokenizer.get_dict_file() as dictionary:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(dictionary)
    tokenizer.initialized = True
    official = frozenset(load_regions()["name"])
    openings = {name[:3] for name in official}
    for word in tokenizer.FREQ:  # 上海市政府 is a word of jieba's and would vote for Shanghai
        if word[:3] in openings and any(word[:length] in official for length in range(3, len(word))):
            tokenizer.FREQ[word] = 0
    for name in sorted(place_names()):
        tokenizer.add_word(name)
    for term in load_lexicon()["term"]:
        tokenizer.add_word(_joined(plain(term)))
    return tokenizer


def _mask_numbers(text: str) -> str:
    """Numbers masked, but for those inside dictionary terms (12345热线)."""
    return _numbers().sub(lambda found: NUMBER if found[1] is None else found[0], text)


@cache
def _numbers() -> re.Pattern[str]:
    terms = {_joined(plain(term)) for term in load_lexicon()["term"] if re.search(r"\d", term)}
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    kept = "|".join(rf"(?<={re.escape(term[0])}){re.escape(term[1:])}" for term in longest_first)
    openers = "".join(sorted({re.escape(term[0]) for term in terms}))
    # opens with a class of signs, because the search for one is several times as fast as for alternatives
    return re.compile(rf"[\d{openers}](?:(?<!\d.)(?:{kept or '(?!)'})(?!\d)()|(?<=\d)\d*(?:[.,]\d+)*%?)")


@cache
def place_names() -> frozenset[str]:
    """Official names of regions, and short ones that are not also common words."""
    table = load_regions()
    terms = set(load_lexicon()["term"])
    return frozenset(name for name in {*table["name"], *table["short_name"]} if len(name) > 1) - terms


@cache
def _inner_signs() -> tuple[re.Pattern[str], dict[str, str]]:
    """Dictionary terms that hold a sign at which jieba would cut (双随机、一公开), and what stands for them."""
    terms = sorted({plain(term) for term in load_lexicon()["term"]}, key=lambda term: (-len(term), term))
    cut = {term: re.sub(r"[^\u4e00-\u9fffA-Za-z0-9+]", "", term) for term in terms}
    cut = {term: short for term, short in cut.items() if short != term}
    return re.compile("|".join(map(re.escape, cut)) or r"(?!)"), cut


def _joined(text: str) -> str:
    """Text in which no dictionary term holds a sign that would cut it."""
    pattern, short = _inner_signs()
    return pattern.sub(lambda found: short[found[0]], text)
