"""Declared columns, types and checks; missing stays missing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.columns import COLUMNS
from analysis.columns.types import AREAS, MIX
from analysis.errors import InputError
from analysis.tables import (
    CODED_ROLES,
    LEDGER_STATUS,
    ROLES,
    check_rows,
    check_table,
    is_simulated,
    make_table,
    table_of_rows,
)
from analysis.text import count_characters

# the columns of the contract that others' programs read
CONTRACT = {
    "reports": "report_id path title doc_type issuer region province region_code level year published doc_number title_from year_from region_from issuer_from doc_type_from n_chars text",
    "ledger": "path status report_id encoding n_chars_raw n_chars_kept warnings remarks",
    "paragraphs": "paragraph_id report_id year doc_type text_hash position heading_1 heading_2 role text n_chars",
    "items": "item_id paragraph_id position role text_hash text n_chars",
    "classification": "area area_2 probability measure abstained abstained_reason seen simulated scheme other_role_chars share_1 share_2 share_3 share_4 share_5 share_6 share_7 share_8",
    "codes": "unit_id coder paragraph_id report_id n_chars text_hash paragraph_hash paragraph_chars coded_by frame_id stratum stratum_size draw_order role area area_2 measure sure inclusion_probability codebook_version coded_on",
    "shares": "year area share low high level estimator weight n_reports n_clusters df reason n_units n_coded design coder_error n_left_out scheme",
    "trends": "area slope low high level df n_clusters reason p p_holm estimator weight panel design detectable scheme",
    "topic shares": "year topic share low high level n_reports n_left_out reason",
}


NOT_NAMED = {"codes"}  # name their scheme in codebook_version


@pytest.mark.parametrize("name", [name for name, own in COLUMNS.items() if "area" in own])
def test_a_table_with_areas_names_their_scheme(name: str) -> None:
    assert ("scheme" in COLUMNS[name]) == (name not in NOT_NAMED)


@pytest.mark.parametrize("name", CONTRACT)
def test_columns_are_those_of_the_contract(name: str) -> None:
    assert list(COLUMNS[name]) == CONTRACT[name].split()


def test_words_for_areas_roles_and_statuses() -> None:
    assert AREAS == (1, 2, 3, 4, 5, 6, 7, 8)
    assert tuple(f"share_{area}" for area in AREAS) == MIX
    assert set(ROLES) == {"work", "problem", "plan", "preamble", "question", "heading", "boilerplate"}
    assert set(ROLES) - set(CODED_ROLES) == {"preamble", "heading", "boilerplate"}
    assert LEDGER_STATUS == ("read", "duplicate", "empty", "unreadable", "unsupported")


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("rows", [[], [{}]], ids=["no row", "a row of nothing"])
def test_a_table_without_values_has_its_columns_and_types(name: str, rows: list[dict]) -> None:
    table = make_table(name, rows)
    assert table.dtypes.astype(str).to_dict() == dict(COLUMNS[name])
    assert len(table) == len(rows)
    assert table.isna().all(axis=None)


@pytest.mark.parametrize(
    "rows", [[], [("p-i01", "p", 1, None, "0f", "文", 1), ("7-i01", 7, 2, "work", "1f", "", 0)]]
)
def test_rows_in_order_make_the_table_that_rows_by_name_make(rows: list[tuple[object, ...]]) -> None:
    by_name = make_table("items", [dict(zip(COLUMNS["items"], row, strict=True)) for row in rows])
    pd.testing.assert_frame_equal(table_of_rows("items", rows), by_name)


def test_missing_values_are_no_sentinels_and_numbers_stay_whole() -> None:
    table = make_table(
        "reports", [{"report_id": "a", "year": 2019, "published": dt.date(2020, 1, 2)}, {"report_id": "b"}]
    )
    assert table["year"].tolist() == [2019, pd.NA]
    assert table["published"].tolist() == [pd.Timestamp("2020-01-02"), pd.NaT]
    assert table["title"].isna().all()


def test_columns_come_in_declared_order_others_are_left_out_and_rows_count_from_0() -> None:
    rows = pd.DataFrame(
        {"n_chars": [3, 4], "extra": [1, 2], "item_id": ["i1", "i2"], "text": ["甲", "乙"]}, index=[7, 9]
    )
    table = make_table("items", rows)
    assert list(table.columns) == list(COLUMNS["items"])
    assert table.index.tolist() == [0, 1]
    assert table["item_id"].tolist() == ["i1", "i2"]


def test_the_rows_given_are_not_changed() -> None:
    rows = pd.DataFrame({"item_id": [1], "extra": [2]})
    kept = rows.copy(deep=True)
    make_table("items", rows)
    pd.testing.assert_frame_equal(rows, kept)


def test_a_value_of_another_type_is_refused() -> None:
    with pytest.raises((ValueError, TypeError)):
        make_table("reports", [{"report_id": "a", "year": "二〇一九"}])


def test_a_table_with_its_columns_is_handed_back_as_it_is() -> None:
    table = pd.DataFrame({"text": ["甲"], "extra": [1]})
    assert check_table(table, ("text",), argument="paragraphs") is table


@pytest.mark.parametrize(
    ("table", "maker", "message"),
    [
        (["甲"], None, "paragraphs is a list, not a DataFrame; give a table with these columns."),
        (
            None,
            "split_paragraphs",
            "paragraphs is a NoneType, not a DataFrame; give the table that split_paragraphs returns.",
        ),
        (
            pd.DataFrame({"role": []}),
            "split_paragraphs",
            "paragraphs lacks the column(s) text, year; give the table that split_paragraphs returns.",
        ),
    ],
)
def test_anything_else_is_refused_with_what_would_do(table: object, maker: str | None, message: str) -> None:
    with pytest.raises(InputError) as caught:
        check_table(table, ("role", "text", "year"), argument="paragraphs", maker=maker)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \t\r\n\u3000\xa0\u2003", 0),
        (" 一、 依法行政\n", 6),
        ("2017年，12件。", 10),
        ("Ａ b\u3000ｃ", 3),
        ("𠮷", 1),
    ],
)
def test_count_characters(text: str, count: int) -> None:
    assert count_characters(text) == count


@given(st.lists(st.text(max_size=20), max_size=8))
def test_a_moved_line_break_changes_no_count(parts: list[str]) -> None:
    assert (
        count_characters("\r\n".join(parts))
        == count_characters("".join(parts))
        == sum(map(count_characters, parts))
    )


@pytest.mark.parametrize(
    ("source", "simulated"),
    [
        (pd.DataFrame({"report_id": ["simulated_1_2019", "a"]}), True),
        (pd.DataFrame({"issuer": [pd.NA, "（模拟）青岚市人民政府"]}), True),
        (pd.DataFrame({"report_id": ["a_simulated_trial"], "title": [pd.NA]}), False),
        (pd.DataFrame({"title": ["关于模拟法庭的报告"]}), False),
        (pd.DataFrame({"report_id": pd.Series([], dtype="string")}), False),
    ],
)
def test_what_is_made_of_simulated_reports_says_so(source: pd.DataFrame, simulated: bool) -> None:
    table = make_table("shares", [{"year": 2020}], of=source)
    assert is_simulated(source) == is_simulated(table) == ("simulated" in table) == simulated


def test_the_mark_survives_what_people_do_with_tables(tmp_path: Path) -> None:
    real = make_table("shares", [{"year": 2019, "area": 1}])
    marked = make_table(
        "shares", [{"year": 2020, "area": 1}], of=pd.DataFrame({"report_id": ["simulated_1"]})
    )
    both = pd.concat([real, marked], ignore_index=True)
    both.to_csv(tmp_path / "both.csv", index=False)
    both.to_parquet(tmp_path / "both.parquet")
    for table in (
        both,
        pd.read_csv(tmp_path / "both.csv"),
        pd.read_parquet(tmp_path / "both.parquet"),
        both.merge(pd.DataFrame({"area": [1], "name": ["甲"]}), on="area"),
    ):
        assert is_simulated(table)
    assert not is_simulated(both[both["year"] == 2019])


def test_text_where_numbers_are_declared_is_named_with_its_row() -> None:
    table = pd.DataFrame({"year": [2019, "二〇二〇"], "share": [0.1, 0.2], "level": ["county", "county"]})
    with pytest.raises(InputError) as refused:
        check_table(table, ["year", "share", "level"], argument="shares")
    assert (
        str(refused.value) == "shares has the text '二〇二〇' in the column year, row 2; give numbers there."
    )
    for years in ([2019, None], [2019.0, float("nan")], pd.array([2019, pd.NA], dtype="Int64"), [None, None]):
        check_table(pd.DataFrame({"year": years}), ["year"], argument="shares")
    doubled = pd.DataFrame([[1, 2]], columns=["year", "year"])
    with pytest.raises(InputError, match="shares has the column year twice; keep one of them"):
        check_table(doubled, ["year"], argument="shares")


@pytest.mark.parametrize(
    ("column", "values", "says"),
    [
        (
            "text",
            ["甲", None],
            "reports has no text in row 2 \\(report_id 'b'\\); drop the row or give its text",
        ),
        ("text", ["甲", float("nan")], "has no text in row 2"),
        ("text", [3.0, "乙"], "has text 3.0 in row 1 \\(report_id 'a'\\)"),
        ("report_id", ["a", "a"], "holds a report_id twice \\('a' in rows 1 and 2\\)"),
        ("report_id", ["a", None], "has no report_id in row 2"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(column, values, says):
    table = pd.DataFrame({"report_id": ["a", "b"], "text": ["甲", "乙"]}).assign(**{column: values})
    with pytest.raises(InputError, match=says):
        check_rows(table, "report_id", argument="reports")
