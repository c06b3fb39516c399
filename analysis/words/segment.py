"""Chinese words: jieba with the domain dictionary, behind one face.

jieba, because it is the field's common reference, pure Python and permissively licensed; used with ``HMM=False`` so
that only dictionary words count and the same text always gives the same words. Its cache file in the temporary
directory is not used: it would be loaded as code-like data from a place that others can write to.
"""

from __future__ import annotations

import logging
import re
import warnings
from functools import cache
from typing import Any

from analysis.paths import resource
from analysis.reading.numbering import plain
from analysis.reading.regions import load_regions
from analysis.taxonomy import load_lexicon

NUMBER = "0"
PLACE = "某地"
_NUMBER = r"\d+(?:[.,]\d+)*%?"


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
        self._tokenizer: Any = None

    def __getstate__(self) -> dict[str, Any]:
        # the tokeniser holds a lock and does not pickle; a copy builds its own at first use
        return {"mask": self.mask, "_tokenizer": None}

    def cut(self, text: str) -> list[str]:
        """Words of a text in order, punctuation included."""
        if self._tokenizer is None:
            self._tokenizer = _tokenizer()
        body = _joined(simplify(plain(text)))
        if not self.mask:
            return list(self._tokenizer.cut(body, HMM=False))
        words = self._tokenizer.cut(_mask_numbers(body), HMM=False)
        places = _places()
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
    for word in tokenizer.FREQ:  # 上海市政府 is a word of jieba's and would vote for Shanghai
        if any(word[:length] in official for length in range(3, len(word))):
            tokenizer.FREQ[word] = 0
    for name in sorted(_places()):
        tokenizer.add_word(name)
    for term in load_lexicon()["term"]:
        tokenizer.add_word(_joined(plain(term)))
    return tokenizer


def _mask_numbers(text: str) -> str:
    """Numbers masked, but for those inside dictionary terms (12345热线)."""
    return _numbers().sub(lambda found: found[1] or NUMBER, text)


@cache
def _numbers() -> re.Pattern[str]:
    terms = {_joined(plain(term)) for term in load_lexicon()["term"] if re.search(r"\d", term)}
    kept = "|".join(re.escape(term) for term in sorted(terms, key=lambda term: (-len(term), term)))
    return re.compile(rf"(?<!\d)({kept})(?!\d)|{_NUMBER}" if kept else f"((?!)){_NUMBER}")


@cache
def _places() -> frozenset[str]:
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
