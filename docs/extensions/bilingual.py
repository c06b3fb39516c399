"""Search in both languages: words in English, pairs of neighbouring characters in Chinese.

Pairs need no dictionary, so that what a reader types is always cut as the pages were: 重大行政决策 is found wherever its five
pairs stand, whether or not a dictionary has it as a word.
"""

from __future__ import annotations

import re

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

_RUN = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


class Bilingual(SearchEnglish):
    """The search of Sphinx for English, and Chinese beside it."""

    # without quotation marks and angle brackets, which a template would escape
    js_splitter_code = r"""
function splitQuery(query) {
  const runs = query.match(/[\u3400-\u9fff]+|(?:(?![\u3400-\u9fff])[\p{Letter}\p{Number}_])+/gu) || [];
  return runs.flatMap(function (run) {
    if (/[^\u3400-\u9fff]/.test(run) || run.length === 1) return [run];
    return Array.from(run).slice(1).map(function (character, place) { return run[place] + character; });
  });
}
"""

    def split(self, input: str) -> list[str]:  # noqa: A002 — the name that Sphinx uses
        """Words, and pairs of Chinese characters.

        >>> Bilingual({}).split("Law 行政执法, 2022年")
        ['Law', '行政', '政执', '执法', '2022', '年']
        """
        found = []
        for run in _RUN.findall(input):
            pairs = [run[k : k + 2] for k in range(len(run) - 1)]
            found += pairs if pairs and _HAN.match(run) else [run]
        return found

    def word_filter(self, word: str) -> bool:
        return bool(_HAN.match(word)) or super().word_filter(word)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_search_language(Bilingual)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
