"""The dictionary that texts are cut by: jieba's, the lexicon's terms, and names of regions that must not vote.

jieba, because it is the field's common reference, pure Python and permissively licensed. Its cache file in the
temporary directory is not used: it would be loaded as code-like data from a place that others can write to.
"""

from __future__ import annotations

import logging
import re
import warnings
from typing import IO, Any

from analysis.text import plain
from analysis.words.resources import PerResources, Resources, check_jieba


@PerResources
def tokenizer(resources: Resources) -> Any:
    """jieba's tokenizer with the domain dictionary, the reference of every way to cut."""
    check_jieba(resources)
    with warnings.catch_warnings():  # jieba 0.42.1 has invalid escapes and asks for pkg_resources
        warnings.simplefilter("ignore", category=SyntaxWarning)
        warnings.simplefilter("ignore", category=DeprecationWarning)
        warnings.simplefilter("ignore", category=UserWarning)
        import jieba

    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    with cutter.get_dict_file() as dictionary:
        cutter.FREQ, cutter.total = _read(dictionary)
    cutter.initialized = True
    official = frozenset(name for name, _ in resources.names)
    openings = {name[:3] for name in official}
    for word in cutter.FREQ:  # 上海市政府 is a word of jieba's and would vote for Shanghai
        if word[:3] in openings and any(word[:length] in official for length in range(3, len(word))):
            cutter.FREQ[word] = 0
    for name in sorted(place_names(resources)):
        cutter.add_word(name)
    for term in resources.terms:
        cutter.add_word(joined(plain(term), resources))
    return cutter


def _read(dictionary: IO[bytes]) -> tuple[dict[str, int], int]:
    """What jieba's own reader makes of its dictionary (word, frequency, tag), in half the time.

    What only begins words has the frequency 0.
    """
    fields = dictionary.read().decode("utf-8").split()
    words, counts = fields[0::3], [int(count) for count in fields[1::3]]
    known = dict.fromkeys((word[:end] for word in words for end in range(1, len(word))), 0)
    known.update(zip(words, counts, strict=True))
    return known, sum(counts)


@PerResources
def frequencies(resources: Resources) -> dict[str, int]:
    """Frequency of each word of the dictionary."""
    return {word: count for word, count in tokenizer(resources).FREQ.items() if count}


@PerResources
def place_names(resources: Resources) -> frozenset[str]:
    """Official names of regions, and short ones that are not also common words."""
    names = {name for pair in resources.names for name in pair if len(name) > 1}
    return frozenset(names - resources.terms.keys())


def joined(text: str, resources: Resources | None = None) -> str:
    """Text in which no dictionary term holds a sign that would cut it."""
    pattern, short = _inner_signs(resources)
    return pattern.sub(lambda found: short[found[0]], text)


@PerResources
def _inner_signs(resources: Resources) -> tuple[re.Pattern[str], dict[str, str]]:
    """Dictionary terms that hold a sign at which jieba would cut (双随机、一公开), and what stands for them."""
    terms = sorted({plain(term) for term in resources.terms}, key=lambda term: (-len(term), term))
    cut = {term: re.sub(r"[^\u4e00-\u9fffA-Za-z0-9+]", "", term) for term in terms}
    cut = {term: short for term, short in cut.items() if short != term}
    return re.compile("|".join(map(re.escape, cut)) or r"(?!)"), cut
