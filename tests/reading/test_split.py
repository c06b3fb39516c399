"""Paragraphs joined are the text, items joined are the paragraph, whatever the text."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.columns import COLUMNS
from analysis.errors import InputError
from analysis.reading.split import split_blocks, split_items, split_paragraphs
from analysis.tables import ROLES
from analysis.text import count_characters, plain, squeeze

SIGNS = "一二三四十是第、,，。；;:：!?！？()（）【】①②12.．年月日法治\n\r\t \u3000\xa0\u2003\u2028\x0b\x0c\x85\u200b\ufeff"
LINES = [
    "一、制度",
    "(一)立法。制定2件。",
    "一是建制。二是培训。",
    "下一步,加强。",
    "问题1:请介绍有关情况好吗?",
    "2019219",
    "\r\n",
    "\n\n",
]
REPORT_LIKE = st.lists(st.sampled_from([*SIGNS, *LINES]), max_size=40).map("".join)
ANY_TEXT = st.one_of(st.text(max_size=80), REPORT_LIKE)
RUN_ON = st.lists(
    st.sampled_from([*LINES, "全年制定规章2件，" * 40, "办案。" * 90]), min_size=8, max_size=30
).map("".join)


def one_report(text: str, **columns: object) -> pd.DataFrame:
    return pd.DataFrame(
        {"report_id": ["r"], "text": [text], **{name: [value] for name, value in columns.items()}}
    )


@given(st.one_of(ANY_TEXT, RUN_ON))
def test_paragraphs_joined_are_the_text(text: str) -> None:
    paragraphs = split_paragraphs(one_report(text))
    assert "".join(paragraphs["text"]) == text
    assert paragraphs["n_chars"].sum() == count_characters(text)
    assert paragraphs["position"].tolist() == list(range(1, len(paragraphs) + 1))
    assert paragraphs["paragraph_id"].is_unique


@given(ANY_TEXT)
def test_items_joined_are_the_paragraph(text: str) -> None:
    paragraphs = split_paragraphs(one_report(text))
    items = split_items(paragraphs)
    assert items.groupby("paragraph_id")["text"].sum().to_dict() == dict(
        zip(paragraphs["paragraph_id"], paragraphs["text"], strict=True)
    )
    assert items["item_id"].is_unique


@given(ANY_TEXT)
def test_only_the_first_block_begins_with_a_blank_line_and_none_holds_two_lines_of_text(text: str) -> None:
    for place, block in enumerate(split_blocks(text)):
        lines = [line for line in block.splitlines() if squeeze(line)]
        assert len(lines) == 1 or (place == 0 and not lines)
        assert place == 0 or squeeze(block.splitlines()[0])


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        ("正文。", ["正文。"]),
        ("甲\n乙", ["甲\n", "乙"]),
        ("甲\r\n乙\r\n", ["甲\r\n", "乙\r\n"]),
        ("甲\r乙", ["甲\r", "乙"]),
        ("甲\u2028乙", ["甲\u2028", "乙"]),
        ("甲\x0c乙", ["甲\x0c", "乙"]),
        ("\n\n甲\n\n\n乙\n", ["\n\n甲\n\n\n", "乙\n"]),
        ("甲\n \u3000\xa0\n乙", ["甲\n \u3000\xa0\n", "乙"]),
        ("\u3000\u3000甲\n\t乙", ["\u3000\u3000甲\n", "\t乙"]),
        (" \n\u3000\n", [" \n\u3000\n"]),
    ],
)  # fmt: skip
def test_blocks_end_with_their_line_breaks(text: str, blocks: list[str]) -> None:
    assert split_blocks(text) == blocks


def test_a_report_on_one_line_is_cut_at_its_headings() -> None:
    sections = [f"{numeral}、{name}。" + "全年完成12件。" * 60 for numeral, name in zip("一二三四", ["制度", "决策", "执法", "监督"], strict=True)]  # fmt: skip
    paragraphs = split_paragraphs(one_report("".join(sections)))
    assert paragraphs["text"].tolist() == sections
    assert paragraphs["heading_1"].tolist() == ["一、制度", "二、决策", "三、执法", "四、监督"]


def test_a_long_paragraph_among_others_is_not_cut() -> None:
    long = "一年来,全县完成12件。" * 160
    others = "".join(f"完成第{number}项任务,全县推行依法行政。\n" for number in range(60))
    assert split_blocks(long + "\n" + others)[0] == long + "\n"


def test_tables_in_the_columns_of_the_contract(paragraphs: pd.DataFrame) -> None:
    items = split_items(paragraphs)
    assert list(paragraphs.columns) == list(COLUMNS["paragraphs"])
    assert list(items.columns) == list(COLUMNS["items"])
    assert set(paragraphs["role"]) == set(ROLES)
    assert paragraphs["paragraph_id"].is_unique
    assert items["item_id"].is_unique
    assert items["n_chars"].sum() == paragraphs["n_chars"].sum()


def test_the_sample_reports_are_kept_to_the_character(
    reports: pd.DataFrame, paragraphs: pd.DataFrame
) -> None:
    joined = paragraphs.groupby("report_id")["text"].sum()
    assert joined.to_dict() == reports.set_index("report_id")["text"].to_dict()


def test_ids_sort_and_name_their_parents(paragraphs: pd.DataFrame) -> None:
    items = split_items(paragraphs.head(20))
    first = paragraphs.iloc[0]
    assert first["paragraph_id"] == f"{first['report_id']}-p001"
    assert items["item_id"].iloc[0] == f"{first['paragraph_id']}-i01"
    assert all(
        own.startswith(f"{parent}-i")
        for own, parent in zip(items["item_id"], items["paragraph_id"], strict=True)
    )


def full_width(text: str) -> str:
    return text.translate(str.maketrans(",:;!?()", "，：；！？（）"))


def indented(text: str) -> str:
    return "\n".join(f"\u3000\u3000{line}\xa0" for line in text.split("\n"))


VARIANTS: list[Callable[[str], str]] = [
    full_width,
    indented,
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace("\n", "\r"),
    lambda text: text.replace("\n", "\n \u3000\n"),
    lambda text: "\n".join(f"\u2003{line} " for line in text.split("\n")),
]


@pytest.mark.parametrize(
    "vary", VARIANTS, ids=["full-width", "indented", "crlf", "cr", "blank lines", "em spaces"]
)
def test_another_typing_of_a_report_gives_the_same_roles_and_headings(
    reports: pd.DataFrame, paragraphs: pd.DataFrame, vary: Callable[[str], str]
) -> None:
    other = split_paragraphs(reports.assign(text=reports["text"].map(vary)))
    assert other["role"].tolist() == paragraphs["role"].tolist()
    for heading in ("heading_1", "heading_2"):
        assert other[heading].map(plain, na_action="ignore").fillna("").tolist() == (
            paragraphs[heading].map(plain, na_action="ignore").fillna("").tolist()
        )
    assert split_items(other)["n_chars"].tolist() == split_items(paragraphs)["n_chars"].tolist()


def test_missing_metadata_stays_missing() -> None:
    paragraphs = split_paragraphs(one_report("一、制度\n制定2件。\n", title=None, issuer=pd.NA, year=pd.NA))
    assert paragraphs["year"].isna().all()
    assert paragraphs["role"].tolist() == ["heading", "work"]


def test_the_callers_tables_are_not_changed(reports: pd.DataFrame, paragraphs: pd.DataFrame) -> None:
    kept, kept_paragraphs = reports.copy(deep=True), paragraphs.copy(deep=True)
    split_paragraphs(reports)
    split_items(paragraphs)
    pd.testing.assert_frame_equal(reports, kept)
    pd.testing.assert_frame_equal(paragraphs, kept_paragraphs)


def test_empty_tables_give_empty_tables() -> None:
    none = split_paragraphs(one_report("正文。").head(0))
    assert none.empty
    assert (
        split_items(none).dtypes.to_dict()
        == split_items(split_paragraphs(one_report("正文。"))).dtypes.to_dict()
    )


@pytest.mark.parametrize(
    ("split", "table", "says"),
    [
        (split_paragraphs, ["正文。"], "reports is a list, not a DataFrame"),
        (split_paragraphs, pd.DataFrame({"text": ["正文。"]}), r"reports lacks the column\(s\) report_id"),
        (split_items, pd.DataFrame({"text": ["正文。"]}), r"paragraphs lacks the column\(s\) paragraph_id"),
    ],
)
def test_what_is_no_such_table_is_refused(split: Callable, table: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        split(table)


FOLDED = [
    ("soft hyphens", "\u00ad".join),
    ("joiners and marks of direction", lambda text: "".join(sign + "\u2060\u200d\u200e" for sign in text)),
    ("radicals", lambda text: text.translate(str.maketrans("一二行政", "⼀⼆⾏政"))),
    ("compatible characters", lambda text: text.replace("行", "\ufa08")),
]
REPORT = (
    "某县2020年法治政府建设情况报告\n2020年，全县依法行政。现将情况报告如下：\n一、规范执法\n（一）执法。"
    "办案5件：一是行政处罚3件。二是行政许可2件。\n二、存在问题\n个别单位行政执法不规范。\n"
)


@pytest.mark.parametrize(("kind", "spoil"), FOLDED, ids=[kind for kind, _ in FOLDED])
def test_what_only_looks_the_same_is_split_the_same(kind: str, spoil: Callable[[str], str]) -> None:
    plainly = pd.DataFrame({"report_id": ["r"], "text": [REPORT], "year": [2020]})
    spoilt = plainly.assign(text=spoil(REPORT))
    assert spoilt["text"][0] != REPORT
    kept, found = split_paragraphs(plainly), split_paragraphs(spoilt)
    assert "".join(found["text"]) == spoilt["text"][0]
    same = [name for name in COLUMNS["paragraphs"] if name != "text"]
    pd.testing.assert_frame_equal(found[same], kept[same])
    items, spoilt_items = split_items(kept), split_items(found)
    same = [name for name in COLUMNS["items"] if name != "text"]
    pd.testing.assert_frame_equal(spoilt_items[same], items[same])
    assert "".join(spoilt_items["text"]) == spoilt["text"][0]


@pytest.mark.parametrize("year", ["2019年", 2019.5, -1])
def test_a_year_that_is_none_is_named(year: object) -> None:
    reports = pd.DataFrame(
        {"report_id": ["a", "b"], "text": ["依法行政。"] * 2, "year": [2019, year]}, dtype=object
    )
    with pytest.raises(InputError, match=r"reports has year .* for report_id 'b'; give numbers such as 2019"):
        split_paragraphs(reports)
