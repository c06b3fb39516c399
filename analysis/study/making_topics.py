"""How the tables of topics are made, as :mod:`analysis.study.making` makes the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.errors import InputError
from analysis.study.making import need_reports
from analysis.study.work import Work

if TYPE_CHECKING:
    from analysis.topics.model import TopicModel

MANY = 20  # reports below which topics are too few to be compared between models
PARAGRAPHS_SHOWN = 5  # of each topic
CHOICE_SEEDS = 4  # fits of each number of topics, where choose_n_topics alone takes ten


def topic_shares(work: Work) -> pd.DataFrame:
    from analysis.topics.shares import topic_shares

    spec = work.spec
    given: dict[str, Any] = {
        "doc_types": spec.doc_types,
        "level": spec.level,
        "random_state": spec.random_state,
    }
    return topic_shares(work.topics, work.counted, refits=work.topic_refits, **given)


def topic_trends(work: Work) -> pd.DataFrame:
    from analysis.topics.trends import topic_trends

    spec, dated = work.spec, work.counted.dropna(subset=["year"])
    need_reports(dated.groupby("year")["report_id"].nunique())
    given: dict[str, Any] = {"doc_types": spec.doc_types, "level": spec.level, "refits": work.topic_refits}
    return topic_trends(
        work.topics, work.counted, reports=work.texts, random_state=spec.random_state, **given
    )


def topic_words(work: Work) -> pd.DataFrame:
    topics = _topics_or_none(work)
    if topics is None:
        return pd.DataFrame({"topic": pd.array([], dtype="Int64")})
    return topics.top_words(10).rename(columns=str).reset_index()


def topic_terms(work: Work) -> pd.DataFrame:
    from analysis.topics.terms import topic_terms

    return topic_terms(work.topics)


def topic_typical(work: Work) -> pd.DataFrame:
    from analysis.topics.reading_aids import typical_paragraphs

    return typical_paragraphs(work.topics, work.counted, PARAGRAPHS_SHOWN)


def _topics_or_none(work: Work) -> TopicModel | None:
    """The topics, or None where the corpus is too small or has no vocabulary: the study then goes without."""
    try:
        return work.topics
    except InputError:
        return None


def topic_areas(work: Work) -> pd.DataFrame:
    from analysis.topics.shares import topic_areas

    return topic_areas(work.topics, work.counted, role=work.spec.role, scheme=work.spec.scheme)


def topic_correlations(work: Work) -> pd.DataFrame:
    from analysis.topics.correlations import topic_correlations

    spec = work.spec
    given: dict[str, Any] = {"reports": work.texts, "doc_types": spec.doc_types, "level": spec.level}
    return topic_correlations(work.topics, work.counted, **given)


def topic_choice(work: Work) -> pd.DataFrame:
    from analysis.topics.choice import choose_n_topics

    _need_many(work)
    return choose_n_topics(work.counted, n_seeds=CHOICE_SEEDS, random_state=work.spec.random_state)


def topic_alignment(work: Work) -> pd.DataFrame:
    """The topics beside those of most of the reports: what is found again is not chance."""
    from analysis.topics.alignment import align_topics, refit_topics

    _need_many(work)
    given = {"n_seeds": 1, "random_state": work.spec.random_state}
    return align_topics(work.topics, refit_topics(work.topics, work.counted, **given)[0])


def topic_words_by_year(work: Work) -> pd.DataFrame:
    from analysis.topics.dynamic import dynamic_topics

    _need_many(work)
    dated = work.counted[work.counted["year"].notna()]
    return dynamic_topics(work.topics, dated)


def _need_many(work: Work) -> None:
    if len(work.texts) < MANY:
        problem = f"are {len(work.texts)}"
        raise InputError("reports", problem, f"topics are compared between models from {MANY} reports on")
