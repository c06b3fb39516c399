"""Ids say their paragraph and report."""

import pandas as pd
import pytest

from analysis.reading.ids import paragraph_of, report_of
from analysis.reading.split import split_items, split_paragraphs


@pytest.mark.parametrize("report_id", ["r", "市-p1", "2019-p001-i02", "a-i1"])
def test_ids_of_the_reader_lead_back(report_id: str) -> None:
    reports = pd.DataFrame({"report_id": [report_id], "text": ["主要做法:一是立制。二是培训。\n"]})
    paragraphs = split_paragraphs(reports)
    items = split_items(paragraphs)
    assert paragraph_of(items["item_id"]).tolist() == items["paragraph_id"].tolist()
    assert report_of(paragraphs["paragraph_id"]).tolist() == [report_id]
    assert report_of(items["item_id"]).unique().tolist() == [report_id]
