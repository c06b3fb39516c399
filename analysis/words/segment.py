"""Chinese words behind one face: texts prepared, cut by the quickest way at hand, numbers and place names masked.

Words are those of jieba 0.42 with ``HMM=False`` and the domain dictionary, so that only dictionary words count and
the same text always gives the same words. OpenCC converts traditional script.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from analysis.paths import resource
from analysis.text import at_once, is_western, plain, simplify, words_apart
from analysis.words.cutting import cutter
from analysis.words.dictionary import joined, place_names
from analysis.words.places import mask_places
from analysis.words.resources import NUMBER as NUMBER
from analysis.words.resources import PLACE as PLACE
from analysis.words.resources import PerResources, Resources, packaged


class Segmenter:
    """Cut normalised text into words, with numbers and place names masked.

    Claim: the same text gives the same words on every machine. Numbers become ``0`` and names of administrative
    regions become ``某地``, so that neither a figure nor a region can vote.

    Parameters
    ----------
    mask : bool, default True
        Mask numbers and place names.
    resources : Resources, optional
        Dictionary, names of places and masks; default the package's.

    Examples
    --------
    >>> Segmenter().cut("伊春市2017年推行双随机、一公开监管。")
    ['某地', '0', '年', '推行', '双随机一公开监管', '。']
    """

    def __init__(self, mask: bool = True, resources: Resources | None = None) -> None:
        self.mask = mask
        self.resources = packaged() if resources is None else resources

    def prepare(self, text: str) -> str:
        """The text as it is cut: simplified script, no white space, half-width signs, numbers masked."""
        return self._prepare_all([text])[0]

    def _prepare_all(self, texts: Sequence[str]) -> list[str]:
        bodies = at_once(plain, [words_apart(text) if is_western(text) else text for text in texts])
        return at_once(self._finish, [simplify(body) for body in bodies])

    def _finish(self, body: str) -> str:
        body = joined(body, self.resources)
        return _mask_numbers(body, self.resources) if self.mask else body

    def cut(self, text: str) -> list[str]:
        """Words of a text in order, punctuation included."""
        words = cutter(self.resources)(self.prepare(text))
        if not self.mask:
            return words
        places, sign = place_names(self.resources), self.resources.place
        return [sign if word in places else word for word in words]

    def masked(self, texts: Sequence[str]) -> list[str]:
        """The words of each text as one string: what runs of characters are counted in. Most texts are not cut for it.

        >>> Segmenter().masked(["伊春市2017年推行双随机、一公开监管。"])
        ['某地0年推行双随机一公开监管。']
        """
        bodies = self._prepare_all(texts)
        return mask_places(bodies, self.resources) if self.mask else bodies


def segmenter(mask: bool = True, resources: Resources | None = None) -> Segmenter:
    """The segmenter that is shared within a process."""
    return (_masking if mask else _leaving)(resources)


@PerResources
def _masking(resources: Resources) -> Segmenter:
    return Segmenter(True, resources)


@PerResources
def _leaving(resources: Resources) -> Segmenter:
    return Segmenter(False, resources)


@PerResources
def stop_words(resources: Resources) -> frozenset[str]:
    """Words that carry no area: function words and the filler of officialese."""
    return resources.stops


@cache
def boilerplate_phrases() -> tuple[str, ...]:
    """Fixed formulas of reports, longest first."""
    lines = resource("boilerplate_phrases.txt").read_text(encoding="utf-8").splitlines()
    phrases = {plain(line) for line in lines if line.strip() and not line.startswith("#")}
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


def _mask_numbers(text: str, resources: Resources) -> str:
    """Numbers masked, but for those inside dictionary terms (12345热线)."""
    sign = resources.number
    return _numbers(resources).sub(lambda found: sign if found[1] is None else found[0], text)


@PerResources
def _numbers(resources: Resources) -> re.Pattern[str]:
    terms = {joined(plain(term), resources) for term in resources.terms if re.search(r"\d", term)}
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    rests: dict[str, list[str]] = {}
    for term in longest_first:
        rests.setdefault(re.escape(term[0]), []).append(re.escape(term[1:]))
    kept = "|".join(f"(?<={opener})(?:{'|'.join(own)})" for opener, own in rests.items())
    openers = "".join(sorted(rests))
    # opens with a class of signs, because the search for one is several times as fast as for alternatives
    return re.compile(rf"[\d{openers}](?:(?<!\d.)(?:{kept or '(?!)'})(?!\d)()|(?<=\d)\d*(?:[.,]\d+)*%?)")
