"""Bytes to text: every encoding, short texts, damage, and what is no text."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading import decode as decoding
from analysis.reading.decode import Decoded, Undecodable, bad_share, decode, plausibility

REPORTS = sorted((Path(__file__).parents[2] / "data" / "reports").glob("*.txt"))
TRADITIONAL = (
    "臺北市政府一百零九年度法治政府建設年度報告\r\n"
    "一、依法行政，健全制度\r\n"
    "　　本府各機關依據中央法規，落實行政執法監督，推動政務公開，強化權力制約，全年審查法規草案三十二件，"
    "辦理訴願案件一千二百餘件，受理調解案件四百件，提升為民服務品質，維護人民權益。\r\n"
    "二、存在的問題\r\n"
    "　　部分機關人員對於法律之學習仍有不足，應加強教育訓練。\r\n"
)


@pytest.fixture(params=REPORTS, ids=lambda path: path.stem)
def report(request: pytest.FixtureRequest) -> str:
    return request.param.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
    ],
)
def test_every_report_survives_every_encoding(report: str, codec: str, encoding: str) -> None:
    assert decode(report.encode(codec)) == Decoded(report, encoding, ())


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "big5"])
def test_traditional_script_survives_every_encoding(codec: str) -> None:
    found = decode(TRADITIONAL.encode(codec))
    assert (found.text, found.remarks) == (TRADITIONAL, ())


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "gb18030"])
def test_ten_characters_are_enough(report: str, codec: str) -> None:
    pieces = (report[start : start + 10] for start in range(0, len(report) - 10, 97))
    for piece in filter(str.strip, pieces):
        assert decode(piece.encode(codec)).text == piece


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"", "", "utf-8"),
        (b"a", "a", "utf-8"),
        (b"hello world\r\n", "hello world\r\n", "utf-8"),
        ("hello world".encode("utf-16-le"), "hello world", "utf-16-le"),
        ("hello world".encode("utf-16-be"), "hello world", "utf-16-be"),
        ("联通".encode("gbk"), "联通", "gb18030"),  # the pair that Notepad took for UTF-8
        ("café, naïve".encode(), "café, naïve", "utf-8"),
        ("臺北市政府".encode("big5"), "臺北市政府", "big5"),
        ("房屋裏的政府工作報告".encode("cp950"), "房屋裏的政府工作報告", "big5"),
        ("政府\r\n\r工作\n".encode("gbk"), "政府\r\n\r工作\n", "gb18030"),
        (b"\x84\x31\x95\x33" + "政府".encode("gb18030"), "政府", "gb18030"),
        ("𠮷林省政府工作报告".encode("gb18030"), "𠮷林省政府工作报告", "gb18030"),
    ],
)
def test_short_texts(data: bytes, text: str, encoding: str) -> None:
    found = decode(data)
    assert (found.text, found.encoding) == (text, encoding)


def test_sample_begins_where_the_chinese_does() -> None:
    page = "<!-- " + "x" * 200_000 + " -->" + "<p>依法行政工作报告</p>"
    assert decode(page.encode("gbk")) == Decoded(page, "gb18030", ())
    assert decode(page.encode("utf-16-le")).text == page


def test_a_cut_sample_costs_no_character(report: str) -> None:
    text = "x" + report * 20
    for codec in ("gb18030", "utf-16-le", "utf-8"):
        assert decode(text.encode(codec)).remarks == ()


@pytest.mark.parametrize(
    ("data", "text", "remarks"),
    [
        ("行政执法".encode() + b"\xff", "行政执法\ufffd", ("1 character could not be decoded as utf-8",)),
        (
            "法治政府建设".encode("gbk") + b"\xff\xff" + "工作报告".encode("gbk"),
            "法治政府建设\ufffd\ufffd工作报告",
            ("2 characters could not be decoded as gb18030",),
        ),
        (
            "依法\ufffd行政工作报告".encode(),
            "依法\ufffd行政工作报告",
            ("1 character had been lost before the file was saved (U+FFFD)",),
        ),
        ("依法\0行政\0".encode(), "依法行政", ("2 NUL bytes removed",)),
        ("依法行政工作".encode("gbk") + b"\0", "依法行政工作", ("1 NUL byte removed",)),
    ],
)
def test_damage_is_told(data: bytes, text: str, remarks: tuple[str, ...]) -> None:
    found = decode(data)
    assert (found.text, tuple(remark.say() for remark in found.remarks)) == (text, remarks)


def test_doubt_is_told() -> None:
    found = decode("a".encode("utf-16-le"))
    assert [remark.say() for remark in found.remarks] == ["utf-16-be is nearly as plausible as utf-16-le"]


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le"])
def test_a_damaged_report_is_still_read(report: str, codec: str) -> None:
    data = bytearray(report.encode(codec))
    for place in range(1001, len(data), 2003):
        data[place] = 0xFF
    found = decode(bytes(data))
    assert found.encoding == codec
    same = sum(one == other for one, other in zip(found.text[:150], report[:150], strict=True))
    assert same == 150
    assert bad_share(found.text) < 0.01


@pytest.mark.parametrize(
    "data",
    [
        random.Random(1).randbytes(5_000),
        random.Random(2).randbytes(200),
        b"\x7fELF\x02\x01\x01" + bytes(200) + bytes(range(256)) * 4,
        bytes(1000),
        "依法行政".encode() + random.Random(3).randbytes(5_000),
    ],
    ids=["random", "short random", "program", "nothing but NUL", "text that turns into noise"],
)
def test_binary_is_no_text(data: bytes) -> None:
    with pytest.raises(Undecodable, match=r"^is not text in any known encoding .*\)$"):
        decode(data)


@pytest.mark.parametrize("declared", ["utf-8", "GB2312", "big5", "iso-8859-1", "", "nonsense"])
def test_a_false_declaration_misleads_nobody(declared: str) -> None:
    text = "依法行政工作报告，推进法治政府建设"
    for codec in ("gb18030", "utf-8", "utf-16-le"):
        assert decode(text.encode(codec), declared=declared).text == text


def test_plausibility_ranks_readings() -> None:
    data = "法治政府建设年度报告".encode("gbk")
    readings = [data.decode(codec, "replace") for codec in ("gbk", "big5", "utf-16-le", "utf-8")]
    scores = [plausibility(reading) for reading in readings]
    assert scores[0] > 1 > max(scores[1:])
    assert plausibility("") == 0


@given(
    st.text(
        st.one_of(st.sampled_from("法治政府建设情况猭獀，。 a\n\x01\ufffd"), st.characters()), max_size=40
    )
)
def test_valid_utf8_is_certain_where_it_is_plausible(text: str) -> None:
    assert decoding._is_certain(text) == (plausibility(text) > decoding._CERTAIN)


@pytest.mark.parametrize(
    ("sign", "bad"),
    [
        *(("法", 0), ("a", 0), ("，", 0), ("\t", 0), ("\x0c", 0), ("ー", 0), ("\xa0", 0), ("猭", 0)),
        *(
            ("\0", 1),
            ("\x01", 1),
            ("\x7f", 1),
            ("\ue000", 1),
            ("\ufffd", 1),
            ("ｱ", 1),
            ("\ud800", 1),
            ("😀", 1),
        ),
    ],
)
def test_signs_that_no_text_holds(sign: str, bad: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.reading.decode._PART", 2)
    assert bad_share(sign) == bad
    assert bad_share(f"法治{sign}政府{sign}") == bad / 3


def test_decoding_is_quick(report: str) -> None:
    data = (report * 400).encode()
    start = time.perf_counter()
    decode(data)
    assert len(data) / (time.perf_counter() - start) > 5e6  # 35 MB/s on the machine it was written on
