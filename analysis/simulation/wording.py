"""Wording of simulated reports: exemplars made fit for a year, renewed vocabulary, damage as the web does it.

Pure functions from text to text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from analysis.reading.numbering import strip_number
from analysis.taxonomy import load_lexicon

_ENUMERATOR = re.compile("^[一二三四五六七八九十]{1,3}是(?!否)")
_YEAR = re.compile(r"(?<![\d—–~至到-])20\d\d(?=年(?![—–~至到-]))")
_NUMBER = re.compile(r"(?!123(?:45|48|15|69))(?<![\d.:〔(（-])\d{2,5}(?![\d.%年月日:〕号)）-])")
_DATE_SIGNS = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
_SERIES = re.compile(r"〔(20\d\d)〕(\d+)号")
_COINED = ("数智", "融治", "云衡", "睦联", "枢合", "汇启")  # words that no dictionary of the field holds


def bare(text: str) -> str:
    """An exemplar without number or enumerator.

    >>> bare("(二)加强审计监督。完成项目12个。"), bare("二是做减法。")
    ('加强审计监督。完成项目12个。', '做减法。')
    """
    return _ENUMERATOR.sub("", strip_number(text).strip())


def renew(text: str, year: int, rate: float, generator: np.random.Generator) -> str:
    """The text as of another year: its years are that year, and a share `rate` of its counts is another.

    >>> renew("2017年完成项目128个，占90%。", 2020, 0.0, np.random.default_rng(0))
    '2020年完成项目128个，占90%。'
    """

    def other(found: re.Match[str]) -> str:
        if generator.random() >= rate:
            return found[0]
        return str(max(10, round(int(found[0]) * generator.uniform(0.6, 1.6))))

    return _NUMBER.sub(other, _YEAR.sub(str(year), text))


def new_vocabulary(area: int, sounds_like: int, generator: np.random.Generator) -> dict[str, str]:
    """New words for the dictionary terms of one area: coined, and ending like terms of another."""
    lexicon = load_lexicon()
    terms = lexicon.loc[lexicon["area"] == area, "term"].tolist()
    others = lexicon.loc[lexicon["area"] == sounds_like, "term"]
    short = others[others.str.len() <= 4].tolist()
    picks = zip(
        generator.integers(0, len(_COINED), len(terms)),
        generator.integers(0, len(short), len(terms)),
        strict=True,
    )
    return {term: _COINED[one] + short[two] for term, (one, two) in zip(terms, picks, strict=True)}


def reword(text: str, vocabulary: Mapping[str, str]) -> str:
    """The text in a new vocabulary; of overlapping terms the longest is taken.

    >>> reword("推进审计监督全覆盖", {"审计": "甲", "审计监督": "乙"})
    '推进乙全覆盖'
    """
    longest = max(map(len, vocabulary))
    done, place = [], 0
    while place < len(text):
        for length in range(min(longest, len(text) - place), 0, -1):
            new = vocabulary.get(text[place : place + length])
            if new is not None:
                done.append(new)
                place += length
                break
        else:
            done.append(text[place])
            place += 1
    return "".join(done)


def swallow(text: str) -> str:
    """The text with the damage seen in copies from the web: signs of dates and series, and digits beside them, lost.

    >>> swallow("2017年10月1日印发某政发〔2017〕7号文件")
    '2017101日印发某政发〔20177号文件'
    """
    return _SERIES.sub(r"〔\1\2号", _DATE_SIGNS.sub(r"\1\2\3日", text))
