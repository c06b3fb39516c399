"""Units in one form, and ids that say nothing but hold the text's hash."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.coding.units import blind_id
from analysis.errors import InputError
from analysis.labels.units import REQUEST_ID, as_units, quote, request_id
from analysis.text import hash_text
from tests.labels.answering import TEXTS, make_units


def test_the_id_of_a_request_is_opaque_and_holds_the_texts_hash() -> None:
    own = request_id("yichun_2017-p001-i01", "依法行政。")
    assert REQUEST_ID.fullmatch(own)
    assert own.startswith(blind_id("yichun_2017-p001-i01"))
    assert own.endswith(hash_text("依法 行政。\n"))
    assert len(own) <= 64  # the most that services take
    assert (
        own
        != request_id("yichun_2017-p001-i02", "依法行政。")
        != request_id("yichun_2017-p001-i02", "依法行事。")
    )


def test_items_know_their_neighbours_in_the_paragraph() -> None:
    units = as_units(make_units().sample(frac=1, random_state=1)).set_index("unit_id")
    first, second = list(TEXTS)[:2]
    assert units.at[first, "after"] == TEXTS[second]
    assert units.at[second, "before"] == TEXTS[first]
    assert units["before"].notna().sum() == units["after"].notna().sum() == 1


def test_paragraphs_know_their_neighbours_in_the_report(paragraphs: pd.DataFrame) -> None:
    units = as_units(paragraphs[paragraphs["n_chars"] > 0])
    assert units["unit_id"].tolist() == paragraphs.loc[paragraphs["n_chars"] > 0, "paragraph_id"].tolist()
    assert int(units["before"].isna().sum()) == units["report_id"].nunique()


def test_a_sample_keeps_its_own_neighbours(paragraphs: pd.DataFrame) -> None:
    sample = fz.sample_for_coding(paragraphs, per_year=3, random_state=0)
    units = as_units(sample)
    assert units["unit_id"].tolist() == sample["unit_id"].tolist()
    pd.testing.assert_series_equal(units["before"], sample["before"], check_dtype=False)


def test_white_space_is_no_unit() -> None:
    assert len(as_units(make_units().assign(text=["a", " \n", "　", "b"]))) == 2


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ("text", "is a str"),
        (pd.DataFrame({"text": ["a"]}), "has none of unit_id, item_id, paragraph_id"),
        (pd.DataFrame({"item_id": ["a"]}), "lacks the column"),
        (pd.DataFrame({"item_id": ["a", None], "text": ["a", "b"]}), "without id or text"),
        (pd.DataFrame({"item_id": ["a", "b"], "text": ["a", None]}), "without id or text"),
        (pd.DataFrame({"item_id": ["a", "a"], "text": ["a", "b"]}), "has 'a' twice"),
        (pd.DataFrame({"item_id": ["a b", "ab"], "text": ["a", "a"]}), "differ by white space alone"),
    ],
)
def test_other_tables_are_refused(units: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        as_units(units)  # type: ignore[arg-type]


def test_examples_in_messages_are_few() -> None:
    assert quote("abcde") == "'a', 'b', 'c' and 2 more"
