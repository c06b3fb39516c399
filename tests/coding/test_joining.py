"""Codes that only name their units are completed from the texts, and no further than these say."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest

import analysis as fz
from analysis.coding.joining import UnknownTexts, check_texts, complete_codes, with_ids
from analysis.errors import InputError


@pytest.fixture(scope="module")
def paragraphs() -> pd.DataFrame:
    text = "制定规章2件。\n主要做法:一是建章立制。二是加强培训。\n"
    return fz.split_paragraphs(pd.DataFrame({"report_id": ["r"], "year": [2020], "text": [text]}))


def codes_of(*units: str, **more: object) -> pd.DataFrame:
    return pd.DataFrame({"unit_id": list(units), **more})


def test_ids_and_lengths_are_filled_in_and_hashes_stay_unknown(paragraphs: pd.DataFrame) -> None:
    found = complete_codes(with_ids(codes_of("r-p001-i01", "r-p002-i03")), paragraphs)
    assert found["paragraph_id"].tolist() == ["r-p001", "r-p002"]
    assert found["report_id"].tolist() == ["r", "r"]
    assert found["n_chars"].tolist() == [7, 7]
    assert found["paragraph_chars"].tolist() == [7, 19]
    assert found["paragraph_hash"].isna().all()


def test_what_the_codes_say_themselves_is_kept(paragraphs: pd.DataFrame) -> None:
    own = codes_of("r-p001-i01", paragraph_id="elsewhere", report_id="s", n_chars=3, paragraph_chars=9)
    found = complete_codes(with_ids(own), paragraphs.drop(columns="text"))
    assert found.iloc[0][["paragraph_id", "report_id", "n_chars", "paragraph_chars"]].tolist() == [
        "elsewhere",
        "s",
        3,
        9,
    ]


def test_units_of_other_reports_are_left_as_they_are(paragraphs: pd.DataFrame) -> None:
    found = complete_codes(with_ids(codes_of("r-p001-i01", "x-p001-i01")), paragraphs)
    assert found["n_chars"].tolist() == [7, pd.NA]


def test_a_unit_that_the_text_does_not_have_is_refused(paragraphs: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="holds the unit 'r-p001-i02', which is not in the table"):
        complete_codes(with_ids(codes_of("r-p001-i02")), paragraphs)


def test_without_texts_lengths_cannot_be_known(paragraphs: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="coded lacks the column"):
        complete_codes(with_ids(codes_of("r-p001-i01")), paragraphs.drop(columns="text"))


def test_no_codes_are_of_no_other_text(paragraphs: pd.DataFrame) -> None:
    check_texts(with_ids(codes_of()), paragraphs, ["r"])


@pytest.mark.parametrize(("n_bare", "said"), [(0, None), (1, "1 of 2"), (2, "2 of 2")])
def test_codes_without_the_hash_of_their_text_are_told(
    paragraphs: pd.DataFrame, n_bare: int, said: str | None
) -> None:
    hashes = [None] * n_bare + paragraphs["text_hash"].tolist()[n_bare:]
    codes = with_ids(codes_of("r-p001-i01", "r-p002-i03", paragraph_hash=pd.array(hashes, dtype="string")))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        check_texts(codes, paragraphs, ["r"])
    told = [str(one.message) for one in caught if one.category is UnknownTexts]
    assert len(told) == (said is not None)
    assert all(f"{said} paragraphs have no hash" in one for one in told)
