"""Tables of a run over one small report, made by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd

import analysis as fz
from analysis.columns import COLUMNS
from analysis.columns.types import AREAS, MIX
from analysis.tables import make_table
from tests.figures.planted import (
    TERMS,
    make_correlations,
    make_topic_areas,
    make_topic_shares,
    make_topic_trends,
)

FACTS = {"n_topics": 3, "random_state": 0, "model": "m-1"}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</details></section><iframe src='https://example.org'></iframe>",
    "<!-- --><b>bold</b> --> & &amp; {{ 7 * 7 }} {% raw %} ${x}",
    "<svg onload=alert(1)><style>@import url(https://example.org)</style>",
    "javascript:alert(1) 'x' onmouseover=alert(1)",
]


def make_tables(
    text: str = "开展工作。", name: str = "r1", heading: Any = pd.NA, **report: Any
) -> dict[str, pd.DataFrame]:
    """The tables of a run over one report, whose paragraphs have one area each."""
    about = {
        "report_id": name,
        "path": f"{name}.txt",
        "title": text,
        "region": text,
        "level": "county",
        "year": 2020,
        "doc_type": "annual_report",
        "n_chars": 1234,
    }
    paragraphs = [
        {
            "paragraph_id": f"{name}-p{place:03d}",
            "report_id": name,
            "year": 2020,
            "position": place,
            "heading_1": heading,
            "role": "work",
            "text": text,
            "n_chars": 10,
            "area": area,
            "probability": 0.9 - place / 100,
            "abstained": area == 8,
            **{share: float(share == f"share_{area}") for share in MIX},
        }
        for place, area in enumerate([*AREAS, 1, 1, 1, 1, 1, 1], start=1)
    ]
    types = {**COLUMNS["paragraphs"], **COLUMNS["classification"]}
    ledger = [
        {"path": f"{name}.txt", "status": "read", "report_id": name},
        {"path": f"{name}.png", "status": "unsupported", "warnings": text},
    ]
    coded = pd.DataFrame(paragraphs).reindex(columns=list(types)).astype(types)
    return {
        "reports": make_table("reports", [{**about, **report}]),
        "ledger": make_table("ledger", ledger),
        "paragraphs": coded,
        "shares": fz.area_shares(coded),
        "topic_words": pd.DataFrame({"topic": [1], "1": ["复议"], "2": ["调解"]}),
    }


def make_topic_tables(
    n_topics: int = 3, *, text: str = "办理行政复议案件，", word: str = "行政复议", n_paragraphs: int = 3
) -> dict[str, pd.DataFrame]:
    """What the page of topics is made from; the first word and the texts are as given."""
    terms = [
        {
            "topic": topic, "ranking": ranking, "rank": rank, "probability": 0.1 / rank, "exclusivity": 1 - 0.05 * rank,
            "word": word if rank == topic == 1 else TERMS[(5 * topic + shift * rank) % len(TERMS)], "count": 40,
        }
        for topic in range(1, n_topics + 1)
        for shift, ranking in enumerate(("relevance", "probability", "exclusivity"), start=1)
        for rank in range(1, 9)
    ]  # fmt: skip
    typical = [
        {
            "topic": topic, "rank": rank, "paragraph_id": f"r{topic}-p{rank:03d}", "report_id": f"r{topic}", "year": 2019,
            "share": 0.9 - 0.1 * rank, "text": text * (1 if rank == 2 else 30),
        }
        for topic in range(1, n_topics + 1)
        for rank in range(1, n_paragraphs + 1)
    ]  # fmt: skip
    areas = make_topic_areas(n_topics)
    return {
        "topic_terms": make_table("topic terms", terms),
        "topic_shares": make_topic_shares(n_topics),
        "topic_typical": make_table("typical paragraphs", typical),
        "topic_trends": make_topic_trends(n_topics),
        "topic_areas": areas.assign(probability=0.7, doubtful=areas["topic"] == 2),
        "topic_correlations": make_correlations(n_topics),
        "reports": pd.DataFrame(
            {"report_id": [f"r{topic}" for topic in range(1, n_topics + 1)], "region": "龙沙区", "year": 2019}
        ),
    }
