"""Topics against areas: each topic's row adds up, and hand codes correct the classifier."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.tables import MIX


@pytest.fixture(scope="module")
def answers(planted: pd.DataFrame) -> pd.DataFrame:
    """A classifier that reads disputes as area 6 and approvals half as 1, half as 2."""
    disputes = planted["text"].str.contains("信访").to_numpy(dtype=bool)
    coded = planted.assign(
        area=np.where(disputes, 6, 1), area_2=pd.NA, probability=1.0, measure="33", abstained=False
    )
    mix = pd.DataFrame(0.0, index=coded.index, columns=list(MIX))
    mix.loc[disputes, "share_6"] = 1.0
    mix.loc[~disputes, ["share_1", "share_2"]] = 0.5
    return coded.assign(**mix)


def leading(topics: fz.TopicModel, word: str) -> int:
    return int(topics.topic_words_[:, topics.words_.index(word)].argmax()) + 1


def test_rows_sum_to_1_and_cross_cutting_topics_are_marked(two: fz.TopicModel, answers: pd.DataFrame) -> None:
    table = fz.topic_areas(two, answers)
    assert table.columns.tolist() == ["topic", "area", "share", "cross_cutting"]
    np.testing.assert_allclose(table.groupby("topic")["share"].sum(), 1)
    disputes, approvals = leading(two, "信访"), leading(two, "权力清单")
    matrix = table.pivot(index="topic", columns="area", values="share")
    assert matrix.loc[disputes, 6] > 0.95
    np.testing.assert_allclose(matrix.loc[approvals, [1, 2]], 0.5, atol=0.03)
    marked = table.groupby("topic")["cross_cutting"].first()
    assert (bool(marked[disputes]), bool(marked[approvals])) == (False, True)


def test_codes_correct_the_classifier(two: fz.TopicModel, answers: pd.DataFrame) -> None:
    items = fz.split_items(answers)
    approvals = set(answers.loc[answers["area"] == 1, "paragraph_id"])
    codes = pd.DataFrame(
        {
            "unit_id": items["item_id"],
            "coder": "final",
            "role": "work",
            "area": [1 if paragraph in approvals else 6 for paragraph in items["paragraph_id"]],
            "measure": pd.NA,
            "inclusion_probability": 1.0,
        }
    )
    table = fz.topic_areas(two, answers, codes)
    own = table[table["topic"] == leading(two, "权力清单")].set_index("area")
    assert own.loc[1, "share"] > 0.95  # every paragraph is coded: the classifier has no say
    assert not own["cross_cutting"].any()
    np.testing.assert_allclose(table.groupby("topic")["share"].sum(), 1)


def test_the_sample_reports_have_a_matrix(topics: fz.TopicModel, coded: pd.DataFrame) -> None:
    table = fz.topic_areas(topics, coded)
    assert len(table) == 3 * 8
    assert table["share"].between(0, 1).all()


def test_what_will_not_do_is_refused(two: fz.TopicModel, answers: pd.DataFrame) -> None:
    with pytest.raises(fz.InputError, match=r"coded lacks the column\(s\) area"):
        fz.topic_areas(two, answers.drop(columns="area"))
    with pytest.raises(fz.InputError, match="coded has no classified paragraph of role 'plan'"):
        fz.topic_areas(two, answers, role="plan")
