"""The year that a document reports on: in the title, the sentence that hands it over, the opening, headings, items.

Never the year of publication, of a document number, of a quoted title or of a span (2021-2025年).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from analysis.reading.evidence.candidates import Candidate
from analysis.reading.evidence.dates import arabic
from analysis.reading.evidence.head import Head
from analysis.reading.remarks import Remark

_SPAN = re.compile(
    r"20\d\d年?度?[-—–~～至到]+(?:20\d\d|\d\d)年?|20\d\d20\d\d年?|[〔\[【(]20\d\d[〕\]】)]\d{1,4}号"
)
_QUOTE = re.compile(r"《[^《》]{0,200}》|〈[^〈〉]{0,200}〉|<[^<>]{0,200}>")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?:年度?|度)(?!\d{1,2}月\d{1,2}日)")
_BARE = re.compile(r"(?<!\d)(20[0-4]\d)(?:年|度|(?=[\u4e00-\u9fff(]))")
_OPENS = re.compile(r"(20[0-4]\d)(?:年(?!\d{1,2}月)(?:度|以来|来|上半年)?|(?=[坚在全认深我]))")
_TELLS = re.compile(r"(?:报告|汇报|总结|通报|公布|公告|公开|情况|如下)")
_PERIOD = re.compile(r"(20[0-4]\d)年1月1日(?:起|开始)?(?:至|到|-|—)(?:(20[0-4]\d)年)?12月31日")
_ITEMS = re.compile(r"(20[0-4]\d)(?<![\d〔\[(]20\d\d)年(?!\d{1,2}月\d)")
_ANY = re.compile(r"20[0-4]\d年")
_PLANS = re.compile(r"打算|计划|安排|下一?步|思路|展望|部署|目标|问题|不足")
_REVIEW = re.compile(
    r"(20[0-4]\d)年(?:度|[\u4e00-\u9fff]{2})?工作(?:回顾|总结|情况)$"
)  # a heading without a number
_NAME_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_SEVERAL = re.compile(r"五年|20\d\d年?[-—–~至到]+20\d\d年")
_SPANS = re.compile(r"20\d\d年?度?[-—–~～至到]{1,2}20\d\d")
_TEXT_CHARS = 20_000


def find_years(title: str | None, head: Head, text: str, path: str | None = None) -> list[Candidate[int]]:
    """Candidates for the year reported on.

    Parameters
    ----------
    title : str or None
        The title, legible.
    head : Head
        The head of the document.
    text : str
        The whole text.
    path : str, optional
        Path of the file, whose names may hold a year.

    Returns
    -------
    list of Candidate
        Places: ``title``, ``opening``, ``heading``, ``text``, ``file name``.

    Examples
    --------
    >>> from analysis.reading.evidence.head import read_head
    >>> head = read_head(["2020年，我局认真落实《2021年工作要点》。现将2020年法治政府建设情况报告如下："])
    >>> [(one.value, one.place) for one in find_years(None, head, "")]
    [(2020, 'opening'), (2020, 'opening')]
    """
    found: list[Candidate[int]] = []
    if title:
        found += _in(title, _YEAR, "title", 0.9) or _in(title, _BARE, "title", 0.85)
    several = not found and bool(title and _SPANS.search(_QUOTE.sub("", title)))
    for place, paragraph in enumerate(head.opening[: min(3, head.intro) if several else 3]):
        outer = _bare(paragraph)
        if period := _PERIOD.search(outer):
            found.append(Candidate(int(period[2] or period[1]), "opening", 0.84))
        now = max(outer.find("现将"), outer.find("现就"), outer.find("现公布"), outer.find("报告20"))
        if now >= 0 and _TELLS.search(outer, now):
            found += _in(outer[now : now + 80], _YEAR, "opening", 0.85)[:1]
        opens = _OPENS.match(outer.lstrip("(“"))
        if opens:
            introduces = 0.82 if place < head.intro else 0.62  # under a heading it may tell of anything
            found.append(Candidate(int(opens[1]), "opening", introduces - 0.04 * place))
        else:
            found += _in(outer[:60], _YEAR, "opening", 0.6 - 0.04 * place)[:1]
        if found and found[-1].place == "opening":
            break  # what follows may tell of plans
    if several:
        return found  # what follows tells of one of the years, or of the next
    for place, heading in enumerate(head.headings[:4]):
        if _PLANS.search(heading):
            break
        found += _in(heading, _YEAR, "heading", 0.7 - 0.02 * place)[:1]
    found += [
        Candidate(int(own[1]), "heading", 0.7) for line in head.lines if (own := _REVIEW.match(line.body))
    ][:1]
    if not found:
        found += _in_items(text)
    if not found and path:
        found += [Candidate(int(year), "file name", 0.4) for year in _NAME_YEAR.findall(path)[-1:]]
    return found


def find_span(title: str) -> list[Remark]:
    """The remark on the title of a report on more or less than a year, if it is one.

    >>> [remark.say() for remark in find_span("关于五年来法治政府建设情况的报告")], find_span("2021年报告")
    (['covers five years'], [])
    """
    if _SEVERAL.search(title):
        return [Remark("covers_five_years") if "五年" in title else Remark("covers_several_years")]
    if "半年" in title:
        return [Remark("covers_half_year")]
    return [Remark("covers_quarters")] if "季度" in title else []


def _in(text: str, pattern: re.Pattern[str], place: str, score: float) -> list[Candidate[int]]:
    return [Candidate(int(year), place, score) for year in pattern.findall(_bare(text))[:1]]


def _bare(text: str) -> str:
    """The text without quoted titles, spans of years and document numbers; a title that is all quotation stays."""
    outer = _QUOTE.sub("", text)
    return _SPAN.sub("", arabic(outer if len(outer) > 8 else text))


def _in_items(text: str) -> Iterator[Candidate[int]]:
    """The year that sentences of the text name most, where one is named more than any other."""
    if not _ANY.search(text, 0, _TEXT_CHARS):
        return
    years = Counter(_ITEMS.findall(_QUOTE.sub("", text[:_TEXT_CHARS]))).most_common(2)
    if years and (len(years) == 1 or years[0][1] > years[1][1]):
        yield Candidate(int(years[0][0]), "text", 0.5)
