"""An anchor whose words lead its topic is taken; one that the texts leave aside is said not to be, and why."""

from __future__ import annotations

import copy

import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS

from .planted import APPROVALS, DISPUTES, make_paragraphs


@pytest.fixture(scope="module")
def anchored() -> fz.TopicModel:
    """行政复议 and 信访 go together; 气象 stands once in a paragraph of approvals."""
    others = "森林、草原、湿地、荒漠、海洋。"
    rows = [
        (f"r{number % 5}", 2020, text * 5) for number, text in enumerate((DISPUTES, APPROVALS, others) * 10)
    ]
    rows.append(("r0", 2020, APPROVALS * 5 + "气象。"))
    anchors = {"disputes": ["行政复议", "信访"], "weather": ["气象"]}
    return fz.anchored_topics(make_paragraphs(rows), n_free=1, anchors=anchors, min_reports=1)


def test_what_leads_its_topic_is_taken(anchored: fz.TopicModel) -> None:
    table = fz.anchor_uptake(anchored).set_index("anchor")
    assert table.reset_index().columns.tolist() == [
        "anchor", *(name for name in COLUMNS["anchor uptake"] if name != "anchor"),
    ]  # fmt: skip
    own = table.loc["disputes"]
    assert (own["taken"], own["n_words"], own["n_counts"], own["leading"]) == (True, 2, 100, 2)
    assert own["caught"] > 0.9
    assert pd.isna(own["reason"])
    assert {"行政复议", "信访"} <= set(own["first_words"].split("、"))


def test_what_does_not_is_named_with_why(anchored: fz.TopicModel) -> None:
    own = fz.anchor_uptake(anchored).set_index("anchor").loc["weather"]
    assert (own["taken"], own["reason"], own["n_counts"]) == (False, "words too rare", 1)
    said = [caveat["en"] for caveat in anchored.caveats_ if "anchors were not taken" in caveat["en"]]
    assert len(said) == 1
    assert "because their words occur fewer than 20 times: weather." in said[0]


def test_an_anchor_whose_words_went_elsewhere_is_found(anchored: fz.TopicModel) -> None:
    robbed = copy.copy(anchored)
    free = robbed.n_topics_ - 1
    given = robbed.parameters_ - robbed.prior_
    robbed.parameters_ = robbed.prior_ + given[[free, 1, 0]]  # the texts gave the words to the free topic
    own = fz.anchor_uptake(robbed).set_index("anchor").loc["disputes"]
    assert (own["taken"], own["reason"]) == (False, "words in other topics")


def test_a_plain_model_has_no_anchors(topics: fz.TopicModel) -> None:
    assert fz.anchor_uptake(topics).empty
