"""Headings, enumerators and the text for looking things up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading import numbering
from analysis.reading.numbering import (
    find_heading,
    numeral_value,
    split_enumeration,
    strip_number,
)
from analysis.text import plain

# what reports are made of, damage included
SIGNS = (
    "一二三四十百是第、,，。；;:：!?！？()（）【】①②③12.．年月日法治不否\n\r\u3000\xa0\u2028\x0c\u200b\ufeff"
)
WORDS = ["一是", "二是", "三是", "一方面", "另一方面", "第一,", "第二,", "第一部分", "(一)", "（二）", "\r\n"]
PIECES = st.sampled_from([*SIGNS, *WORDS])
DAMAGED_TEXT = st.lists(PIECES, max_size=40).map("".join)
SERIES = st.lists(
    st.sampled_from([*SIGNS, *WORDS, "1、", "2、", "1.", "2.", "(1)", "2)", "①", "②"]), max_size=20
).map("".join)
ANY_TEXT = st.one_of(st.text(max_size=60), DAMAGED_TEXT)


@pytest.mark.parametrize(
    ("text", "level", "heading"),
    [
        ("一、完善依法行政制度体系", 1, "一、完善依法行政制度体系"),
        ("十二、其他工作", 1, "十二、其他工作"),
        ("一．基本情况", 1, "一．基本情况"),
        ("一.基本情况", 1, "一.基本情况"),
        ("第一部分 基本情况", 1, "第一部分 基本情况"),
        ("第十一章 附则", 1, "第十一章 附则"),
        ("【基本情况】", 1, "【基本情况】"),
        ("(二)加强审计监督", 2, "(二)加强审计监督"),
        ("（十一）加强审计监督", 2, "（十一）加强审计监督"),
        ("（ 二 ）加强审计监督", 2, "（ 二 ）加强审计监督"),
        ("1.清理文件", 3, "1.清理文件"),
        ("12、清理文件", 3, "12、清理文件"),
        ("１．清理文件", 3, "１．清理文件"),
        ("(1)清理文件", 4, "(1)清理文件"),
        ("（12）清理文件", 4, "（12）清理文件"),
        ("①清理文件", 4, "①清理文件"),
        ("一、主要做法:", 1, "一、主要做法:"),
        ("一、强化领导。", 1, "一、强化领导"),
    ],
)
def test_a_numbered_line_is_a_standing_heading(text: str, level: int, heading: str) -> None:
    assert find_heading(text) == (level, heading, False)


@pytest.mark.parametrize(
    ("text", "level", "heading"),
    [
        ("(二)加强审计监督。全年完成项目146个。", 2, "(二)加强审计监督"),
        ("（二）加强审计监督；全年完成项目146个；", 2, "（二）加强审计监督"),
        ("一、持续深化“放管服”改革。深化政务服务改革。", 1, "一、持续深化“放管服”改革"),
        ("【政务公开】全年公开信息12条。", 1, "【政务公开】"),
        ("1.清理文件。废止12件", 3, "1.清理文件"),
        ("一、主要做法:一是建章立制。二是加强培训。", 1, "一、主要做法"),
        ("（二）强化监督，规范管理：1、主动接受监督。办理建议12件。", 2, "（二）强化监督，规范管理"),
        ("（二）强化监督，规范管理，提高效能：（1）公示信息。", 2, "（二）强化监督，规范管理，提高效能"),
        ("(三)普法宣传：全年开展宣传12场。", 2, "(三)普法宣传"),
        ("一)深入学习。开展培训12次。", 2, "一)深入学习"),
        ("1）清理文件。废止12件。", 4, "1）清理文件"),
        ("一丶制度。制定规章2件。", 1, "一丶制度"),
        ("一 、制度。制定规章2件。", 1, "一 、制度"),
        ("㈡制度。制定规章2件。", 2, "㈡制度"),
        ("⒈清理文件。废止12件。", 3, "⒈清理文件"),
        ("⑴清理文件。废止12件。", 4, "⑴清理文件"),
    ],
)
def test_a_heading_runs_into_its_paragraph(text: str, level: int, heading: str) -> None:
    assert find_heading(text) == (level, heading, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "一、",
        "(二)",
        "2017年,全市召开会议12次。",
        "1.5亿元用于普法",
        "3.2016年以来的工作",
        "一是加强领导。",
        "一方面,加强领导。",
        "第一,加强领导。",
        "第一责任人职责",
        "一 加强领导",
        "本年度(二)期工程",
        "(一)一是建章立制:全年制定规章2件。",
        "一、完善\n制度",
        "一、" + "长" * 61,
        "一、" + "长" * 61 + "。",
    ],
)
def test_no_heading(text: str) -> None:
    assert find_heading(text) is None


@pytest.mark.parametrize(
    "text",
    ["一、出台办法,规定如下:各部门每年报告", "(一)坚持领导,坚持依法,坚持执法:成效明显", "一、工作情况："],
)
def test_a_colon_in_a_sentence_ends_no_heading(text: str) -> None:
    found = find_heading(text + "。" * (not text.endswith("：")))
    assert found is not None
    assert (found.text, found.run_in) == (text, False)


@pytest.mark.parametrize("tail", ["", "\n", "\r\n", "\x0c", "\u2028"])
@pytest.mark.parametrize(
    "indent", ["", "  ", "\t", "\u3000\u3000", "\xa0\xa0", "\u2003", "\ufeff", "\u200b \u200b", "\n"]
)
def test_white_space_around_a_heading_does_not_hide_it(indent: str, tail: str) -> None:
    assert find_heading(f"{indent}(一)完善制度{tail}") == (2, "(一)完善制度", False)


def test_every_sign_of_white_space_is_taken_off_the_edges() -> None:
    blank = re.compile(r"[\s\u200b\ufeff]")
    signs = [sign for sign in map(chr, range(0x10000)) if blank.match(sign)]
    assert [strip_number(f"{sign}制度{sign}{sign}") for sign in signs] == ["制度"] * len(signs)


@pytest.mark.parametrize("opener", [pattern for _, pattern in numbering._OPENERS])
def test_no_number_of_a_heading_is_passed_over_unread(opener: re.Pattern[str]) -> None:
    @given(st.from_regex(opener))
    def check(text: str) -> None:
        number = opener.match(text)
        assert number is None or numbering._OPENS.match(text)

    check()


@given(SERIES)
def test_no_series_is_passed_over_unread(text: str) -> None:
    items = split_enumeration(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numbering, "_may_enumerate", lambda text: True)
        patch.setattr(numbering, "_may_count", lambda text, first: True)
        assert split_enumeration(text) == items


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("一、完善制度", "完善制度"),
        ("(三)全面推进政务公开", "全面推进政务公开"),
        ("（三）全面推进政务公开", "全面推进政务公开"),
        ("第一部分 基本情况", "基本情况"),
        ("第一部分、基本情况", "基本情况"),
        ("1. 清理", "清理"),
        ("①清理", "清理"),
        ("一)清理", "清理"),
        ("—、总体情况", "总体情况"),
        ("【基本情况】", "基本情况"),
        ("\u2003(二) 规章\u3000", "规章"),
        ("基本情况", "基本情况"),
        ("2017年工作", "2017年工作"),
        ("一是清理", "一是清理"),
        ("", ""),
    ],
)
def test_strip_number(heading: str, words: str) -> None:
    assert strip_number(heading) == words


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("主要做法:一是建章立制。二是加强培训。", ["主要做法:", "一是建章立制。", "二是加强培训。"]),
        ("主要做法：一是建章立制；二是加强培训；", ["主要做法：", "一是建章立制；", "二是加强培训；"]),
        ("一要抓学习。二要抓落实。", ["一要抓学习。", "二要抓落实。"]),
        ("一要求，二要点。", ["一要求，二要点。"]),
        ("其一，学习。其二，落实。", ["其一，学习。", "其二，落实。"]),
        ("做法：⑴公示；⑵记录。", ["做法：", "⑴公示；", "⑵记录。"]),
        ("做法：⒈公示；⒉记录。", ["做法：", "⒈公示；", "⒉记录。"]),
        ("一是不断健全机制。二是不折不扣落实。", ["一是不断健全机制。", "二是不折不扣落实。"]),
        ("\u3000\u3000一是建制。二是培训。", ["\u3000\u3000一是建制。", "二是培训。"]),
        ("一是建制。\r\n二是培训。\r\n", ["一是建制。\r\n", "二是培训。\r\n"]),
        ("一方面建制。另一方面培训。", ["一方面建制。", "另一方面培训。"]),
        ("两手抓,一方面建制,一方面培训。", ["两手抓,", "一方面建制,", "一方面培训。"]),
        ("做到:第一,建制。第二,培训。", ["做到:", "第一,建制。", "第二,培训。"]),
        ("做到:①建制;②培训;③检查。", ["做到:", "①建制;", "②培训;", "③检查。"]),
        ("十一是建制。十二是培训。", ["十一是建制。", "十二是培训。"]),
        ("甲:一是建制。二是培训。乙:一是清理。二是备案。", ["甲:", "一是建制。", "二是培训。乙:", "一是清理。", "二是备案。"]),
        ("第一,建制:一是甲。二是乙。第二,培训。", ["第一,建制:", "一是甲。", "二是乙。", "第二,培训。"]),
        ("一是建制。三是培训。", ["一是建制。", "三是培训。"]),  # 二是 was lost
        ("一 是建制。二\u3000是培训。", ["一 是建制。", "二\u3000是培训。"]),
        ("（一）制度。1、清理12件。2、评估3件。3、公布1份。", ["（一）制度。", "1、清理12件。", "2、评估3件。", "3、公布1份。"]),
        ("（二）执法。（1）公示40条。（2）评查20宗。", ["（二）执法。", "（1）公示40条。", "（2）评查20宗。"]),
        ("做到:1.建制;2.培训;", ["做到:", "1.建制;", "2.培训;"]),
        ("做到:1)建制;2)培训;", ["做到:", "1)建制;", "2)培训;"]),
        ("  3.建制。4.培训。", ["  3.建制。", "4.培训。"]),
        ("一是建制：1.甲。2.乙。二是培训：1.丙。2.丁。", ["一是建制：", "1.甲。", "2.乙。", "二是培训：", "1.丙。", "2.丁。"]),
    ],
)  # fmt: skip
def test_enumerated_items(text: str, items: list[str]) -> None:
    assert split_enumeration(text) == items


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "加强培训。",
        "一是建制。",
        "二是培训。",
        "这一方面的工作有待加强。",
        "唯一是建制。不二是培训。",
        "核查一是否到位。二是否公开。",
        "统筹,第一、第二、第三产业发展。",
        "今年,第一、第二季度检查12次。",
        "一是建制。一是培训。",
        "办理第1、2、3号议案。",
        "提速1.5倍。2.5万人受益。",
        "责任制 2、落实。3、公开。",
        "全年办案，1、2月各3件。",
        "1、建制。3、培训。",
    ],
)
def test_what_is_no_series_stays_whole(text: str) -> None:
    assert split_enumeration(text) == [text]


@given(ANY_TEXT)
def test_items_joined_are_the_text(text: str) -> None:
    items = split_enumeration(text)
    assert "".join(items) == text
    assert all(item.strip() for item in items) or items == [text]


@given(st.text(alphabet="一二三是第、，；：。！？方面工作（）", max_size=40))
def test_the_width_of_punctuation_moves_no_item(text: str) -> None:
    assert [plain(item) for item in split_enumeration(text)] == split_enumeration(plain(text))


@given(ANY_TEXT)
def test_a_heading_is_the_start_of_its_text(text: str) -> None:
    heading = find_heading(text)
    if heading is not None:
        assert heading.text in text
        assert not text.partition(heading.text)[0].strip("\u200b\ufeff \t\r\n\u3000\xa0\u2028\x0c")
        assert len(strip_number(heading.text)) < len(heading.text)


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("一", 1), ("九", 9), ("十", 10), ("十二", 12), ("二十", 20), ("三十一", 31), ("百", 0), ("", 0)],
)
def test_numeral_value(numeral: str, value: int) -> None:
    assert numeral_value(numeral) == value


@pytest.mark.parametrize(
    ("text", "looked_up"),
    [
        ("名\u3000 称：", "名称:"),
        ("２０１９年（试行）", "2019年(试行)"),
        ("，；！？", ",;!?"),
        ("\ufeff标\u200b题\r\n", "标题"),
        ("、。“”《》〔〕", "、。“”《》〔〕"),  # no half-width counterpart
        ("", ""),
    ],
)
def test_plain(text: str, looked_up: str) -> None:
    assert plain(text) == looked_up


@given(ANY_TEXT)
def test_plain_is_idempotent_and_leaves_no_white_space(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert not any(char.isspace() for char in once)
