"""Remarks are codes with parts: each that a source makes has its sentence, and a table keeps it whole."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.language import words_of
from analysis.output import read_table, write_table
from analysis.reading.documents import Outcome
from analysis.reading.formats import Refusal
from analysis.reading.read import make_ledger, remark_failed
from analysis.reading.remarks import Remark, ledger_remarks, pack_remarks, say_remarks, unpack_remarks
from analysis.spread import Failed

PACKAGE = Path(analysis.__file__).parent
SOURCES = [*sorted((PACKAGE / "reading").rglob("*.py")), *sorted((PACKAGE / "scale").glob("*.py"))]
CODES = words_of("remarks", "en")
DATA = {"read_by_ocr": {"each"}}  # parts that no sentence says: numbers of each page


def parts_of(code: str, lang: str) -> set[str]:
    sentence = words_of("remarks", lang)[code]
    text = sentence if isinstance(sentence, str) else sentence["other"]
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def made(source: str) -> Iterator[tuple[str, set[str]]]:
    """Codes that a source makes remarks of, with the names of the parts that it gives."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Remark", "Refusal"):
            given = {keyword.arg for keyword in node.keywords if keyword.arg is not None}
            place = 1 if ast.unparse(node.func) == "Refusal" else 0
            for code in ast.walk(node.args[place]) if len(node.args) > place else ():
                if isinstance(code, ast.Constant) and isinstance(code.value, str) and code.value in CODES:
                    yield code.value, given


def written(source: str) -> set[str]:
    """Strings of a source, codes that stand in a table of it among them."""
    tree = ast.parse(source)
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def literal_codes(source: str) -> Iterator[str]:
    """What is given as the code of a remark in so many words, known or not."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Remark", "Refusal"):
            place = 1 if ast.unparse(node.func) == "Refusal" else 0
            if len(node.args) > place and isinstance(node.args[place], ast.Constant):
                yield str(node.args[place].value)


def test_every_remark_of_the_sources_has_its_sentence_with_the_same_parts() -> None:
    found: dict[str, list[set[str]]] = defaultdict(list)
    for file in SOURCES:
        source = file.read_text(encoding="utf-8")
        assert set(literal_codes(source)) <= set(CODES), file
        for code, names in made(source):
            found[code].append(names)
    for code, ways in found.items():
        for names in ways:
            data = DATA.get(code, set())
            assert data <= names, code
            assert names - data == parts_of(code, "en") == parts_of(code, "zh"), code
    assert set(DATA) <= set(found)


def test_every_sentence_is_of_a_remark_that_a_source_makes() -> None:
    literal = {text for file in SOURCES for text in written(file.read_text(encoding="utf-8"))}
    assert set(CODES) <= literal


@pytest.mark.parametrize(
    ("remark", "en", "zh"),
    [
        (Remark("damaged_number", value="〔201865号"), "damaged document number '〔201865号'", "发文字号有缺损：“〔201865号”"),
        (Remark("nearly_same_text", share=0.949, file="某市; 2019.txt"), "95% the same as 某市; 2019.txt", "与 某市; 2019.txt 相似度 95%"),
        (Remark("undecodable", n=1, encoding="utf-8"), "1 character could not be decoded as utf-8", "1 个字符无法按 utf-8 解码"),
        (Remark("undecodable", n=3, encoding="utf-8"), "3 characters could not be decoded as utf-8", "3 个字符无法按 utf-8 解码"),
        (Remark("nul_removed", n=2), "2 NUL bytes removed", "已去除 2 个空字符（NUL）"),
        (Remark("too_many_files", n=10_000), "holds more than 10,000 files; split it or raise the limit", "所含文件超过 10,000 个，请拆分或提高上限"),
        (Remark("too_large", mebibytes=64.0), "is larger than 64 MiB; split it or raise the limit", "大小超过 64 MiB，请拆分或提高上限"),
        (Remark("too_slow", seconds=20.0), "takes longer than 20 s to read; split it or save it as text", "读取超过 20 秒，请拆分或另存为纯文本"),
    ],
)  # fmt: skip
def test_a_remark_in_both_languages(remark: Remark, en: str, zh: str) -> None:
    assert (remark.say("en"), remark.say("zh")) == (en, zh)


@pytest.mark.parametrize(
    ("failed", "reading", "classifying"),
    [
        (Failed("raised", "KeyError: 'a'\n b"), "failed twice: KeyError: 'a' b", "not classified, failed twice: KeyError: 'a' b"),
        (Failed("crashed"), "its reader crashed; convert it to plain text", "not classified, failed twice: its process crashed"),
        (Failed("killed", "3"), "failed twice: 3 worker processes crashed on it", "not classified, failed twice: 3 worker processes crashed on it"),
    ],
)  # fmt: skip
def test_work_that_failed(failed: Failed, reading: str, classifying: str) -> None:
    assert remark_failed(failed).say() == reading
    assert remark_failed(failed, classifying=True).say() == classifying


values = st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.builds(lambda value: Remark("damaged_date", value=value), values)))
def test_a_cell_keeps_every_remark(remarks: list[Remark]) -> None:
    assert unpack_remarks(pack_remarks(remarks)) == remarks
    assert (say_remarks(remarks) is None) == (not remarks)


def test_a_ledger_that_was_written_and_read_back_is_said_in_chinese(tmp_path: Path) -> None:
    refusal = Refusal("unreadable", "damaged_pdf")
    outcomes = [
        Outcome("a.pdf", refusal.status, remarks=(refusal.remark,)),
        Outcome("b.txt", remarks=(Remark("title_not_found"), Remark("region_not_found"))),
        Outcome("c.txt"),
        Outcome("d.txt", "duplicate", remarks=(Remark("same_text", file="region not found; b.txt"),)),
    ]
    write_table(make_ledger(outcomes, [None, "b", "c", "c"]), tmp_path / "ledger.csv")
    ledger = read_table(tmp_path / "ledger.csv")
    assert ledger_remarks(ledger, "zh") == [
        "PDF 已损坏，请重新下载",
        "未找到标题；未找到地区",
        "",
        "与 region not found; b.txt 全文相同",
    ]
    english = [
        "is a damaged PDF; download it again",
        "title not found; region not found",
        "",
        "same text as region not found; b.txt",
    ]
    assert ledger["warnings"].fillna("").tolist() == ledger_remarks(ledger, "en") == english


@pytest.mark.parametrize(
    "cell", [None, pd.NA, "not JSON", "3", '["odd"]', '[{"code":"odd"}]', '[{"code":"damaged_date"}]', '[{"value":"1"}]']
)  # fmt: skip
def test_what_codes_do_not_tell_stands_as_it_is_written(cell: object) -> None:
    ledger = pd.DataFrame({"warnings": ["odd; very odd"], "remarks": [cell]})
    assert ledger_remarks(ledger, "zh") == ["odd; very odd"]
    assert ledger_remarks(ledger.drop(columns="remarks"), "zh") == ["odd; very odd"]
