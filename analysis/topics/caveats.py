"""What a corpus cannot support, said in a sentence for the page."""

from __future__ import annotations

import pandas as pd

FEW_REPORTS = 30  # below it topics describe the texts at hand
FEW_PARAGRAPHS = 50  # per topic


def find_caveats(units: pd.DataFrame, n_topics: int) -> list[dict[str, str]]:
    """Sentences in both languages on what topics of these paragraphs cannot show.

    >>> units = pd.DataFrame({"report_id": ["a", "b"] * 100, "year": [2020] * 200})
    >>> [caveat["en"] for caveat in find_caveats(units, 2)]
    ['The corpus holds 2 reports: topics describe these texts; they do not estimate what governments in general write.']
    """
    caveats = []
    reports = units["report_id"].nunique()
    if reports < FEW_REPORTS:
        caveats.append(
            {
                "zh": f"语料仅有{reports}份报告：主题描述这些文本，不能据以推断各地政府的一般情况。",
                "en": f"The corpus holds {reports} reports: topics describe these texts; they do not estimate "
                "what governments in general write.",
            }
        )
    per_year = units.dropna(subset=["year"]).groupby("year")["report_id"].nunique()
    single = [str(year) for year in per_year.index[per_year == 1]]
    if single:
        caveats.append(
            {
                "zh": f"{'、'.join(single)}年仅有一份报告：该年占比没有区间，不能据以判断变化。",
                "en": f"One report only in {', '.join(single)}: shares of such a year have no interval and show no "
                "change over time.",
            }
        )
    if len(units) < FEW_PARAGRAPHS * n_topics:
        caveats.append(
            {
                "zh": f"{len(units)}个段落分为{n_topics}个主题，平均每个不足{FEW_PARAGRAPHS}段：换一个随机种子，主题可能不同。",
                "en": f"{len(units)} paragraphs for {n_topics} topics, fewer than {FEW_PARAGRAPHS} each: "
                "another seed may give other topics.",
            }
        )
    return caveats
