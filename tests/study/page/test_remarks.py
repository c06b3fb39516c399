"""Remarks of the ledger in Chinese: every remark of the readers, several in a cell, and what nobody knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.reading.documents import Outcome
from analysis.reading.formats import Refusal
from analysis.reading.read import make_ledger
from analysis.study.page import render_page
from analysis.study.page.paragraphs import doubtful_files
from analysis.study.page.remarks import known_remarks, translate_remarks
from analysis.study.page.words import load_words
from analysis.tables import make_table
from tests.study.page.builders import FACTS, make_tables

PACKAGE = Path(analysis.__file__).parent
READERS = [*sorted((PACKAGE / "reading").rglob("*.py")), *sorted((PACKAGE / "scale").glob("*.py"))]
ZH, EN = (known_remarks(load_words(lang)) for lang in ("zh", "en"))
UNDECODABLE = "is not text in any known encoding (UTF-8, UTF-16, GB18030, Big5)"

# What stands in the holes of a remark, by its expression in the source; in other holes a number.
HOLES = {
    "_count(replaced)": ["1 character", "3 characters"],
    "_count(damaged)": ["1 character", "3 characters"],
    "'s' * (nuls > 1)": ["", "s"],
    "error": [UNDECODABLE],
    "what": ["document number", "date", "span of years"],
    "same": ["same text as", "95% the same as"],
    "best.label": ["a; b (1).txt"],
    "coded.reason": ["KeyError: 'a'; b", "its process crashed", "3 workers died under it"],
    "found.reason": ["KeyError: 'a'; b", "its process crashed", "3 workers died under it"],
    "library": ["lxml_html_clean"],
    "reason.lower()": ["not a regular file", "permission denied", "file name too long"],
}
# English in the same sources that is no remark, or only part of one (seen in the holes above).
# A new phrase that a reader writes gets its Chinese in words.zh.toml; what is none gets a line here.
NO_REMARKS = {
    *("not a regular file", UNDECODABLE, "its process crashed", "{_DEATHS} workers died under it"),
    *("document number", "span of years", "same text as", "{close} the same as"),
    "{number} character{'s' * (number > 1)}",
    *("python {}.{}", "{name} {_version(name)}"),  # libraries, in keys
    *("encrypted office", "PowerPoint Document"),  # kinds of files
    "{first} {second}",  # lines of a paragraph
    "has {column} {known[column]} for '{row['path']}'",  # errors that end the run
    *("what was done is kept in '{cache}'", "with a cache what was done would be kept"),
}


def phrases(tree: ast.Module) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Strings that read as English, and what is given as a refusal or a warning whatever it reads like."""
    skipped: set[ast.AST] = set()
    given_as_one: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # docstrings
            skipped.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            skipped.update(set(ast.walk(node)) - {node})
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in ("InputError", "words", "tqdm") or name.startswith("re."):
                skipped.update(ast.walk(node))
            if name == "Refusal" or name.endswith("warnings.append"):
                given_as_one.update(node.args[-1:])
            for keyword in node.keywords:
                if keyword.arg == "warnings":
                    given_as_one.update(getattr(keyword.value, "elts", ()))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str)
        ):
            reads = re.search(r"[a-z}] [a-z{]|[a-z]{3} [A-Z]", template(node))
            if node not in skipped and (node in given_as_one or reads):
                yield node


def template(node: ast.Constant | ast.JoinedStr) -> str:
    """A string of the source, its holes in braces."""
    return str(node.value) if isinstance(node, ast.Constant) else "".join(map("".join, _pieces(node, {})))


def written(node: ast.Constant | ast.JoinedStr) -> list[str]:
    """What the source may write with the string."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    return ["".join(pieces) for pieces in product(*_pieces(node, HOLES))]


def _pieces(node: ast.JoinedStr, holes: dict[str, list[str]]) -> Iterator[list[str]]:
    for piece in node.values:
        if isinstance(piece, ast.Constant):
            yield [str(piece.value)]
        elif isinstance(piece, ast.FormattedValue):
            hole = ast.unparse(piece.value)
            texts = holes.get(hole, ["7"]) if holes else [f"{{{hole}}}"]
            yield [repr(text) for text in texts] if holes and piece.conversion == ord("r") else texts


def remarks_of(source: str) -> list[str]:
    """All that a reader's source may remark."""
    found = [node for node in phrases(ast.parse(source)) if template(node) not in NO_REMARKS]
    return [text for node in found for text in written(node)]


REMARKS = sorted({text for file in READERS for text in remarks_of(file.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("remark", REMARKS)
def test_every_remark_of_the_readers_has_its_chinese(remark: str) -> None:
    said = translate_remarks(remark, ZH)
    assert re.search("[\u4e00-\u9fff]", said)
    values = ("KeyError: 'a'; b", "a; b (1).txt", "file name too long")
    for value in values:
        assert (value in remark) == (value in said)
        said = said.replace(value, "")
    said = re.sub(r"pip install \S+", "", said)  # a command is the same in every language
    assert not re.search(r"[a-z]{2,} [a-z]{2,}|[{}]", said)
    assert translate_remarks(remark, EN) == remark


def test_every_chinese_remark_is_still_written_by_a_reader() -> None:
    matched = {
        pattern.pattern for text in REMARKS for pattern, _ in [next(k for k in ZH if k[0].fullmatch(text))]
    }
    system = {"cannot be opened: no such file or directory", "cannot be opened: input/output error"}
    unused = {text for pattern, text in ZH if pattern.pattern not in matched}
    assert unused == {translate_remarks(text, ZH) for text in system}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('raise Refusal("empty", "blank")', ["blank"]),
        ('Refusal("empty", f"is over {limit} pages")', ["is over 7 pages"]),
        ('outcome.warnings.append("odd")', ["odd"]),
        ('Outcome(label, "read", warnings=["odd"])', ["odd"]),
        ('def doubt():\n    """Some words here."""\n    return "is very odd"', ["is very odd"]),
        ('TABLE = {"kind": ("empty", "has no body")}', ["has no body"]),
        ('raise InputError("reports", "is an empty list", "give a file")', []),
        ('re.compile("of any kind")', []),
    ],
)
def test_remarks_are_found_wherever_the_source_writes_them(source: str, found: list[str]) -> None:
    assert remarks_of(source) == found


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("", ""),
        ("region not found", "未找到地区"),
        ("is an encrypted PDF; save it without a password", "PDF 已加密，请去除密码后另存"),
        (
            "damaged document number '〔201865号'; damaged date '730日'; damaged span of years '20172018年'",
            "发文字号有缺损：“〔201865号”；日期有缺损：“730日”；起止年份有缺损：“20172018年”",
        ),
        (
            "damaged date '2019219' left missing; damaged date '730日'",
            "日期有缺损，未采用：“2019219”；日期有缺损：“730日”",
        ),
        (
            "page is nested too deeply; its tags were only stripped; year reported on not found; region not found",
            "网页嵌套过深，仅去除了标签；未找到报告年度；未找到地区",
        ),
        (
            "2 of 9 pages have no readable text; title not found; 95% the same as 某市; 2019 (终稿)+.pdf",
            "共 9 页，其中 2 页没有可读文字；未找到标题；与 某市; 2019 (终稿)+.pdf 相似度 95%",
        ),
        (r"same text as zip/a\1{file}[0-9]*.txt", r"与 zip/a\1{file}[0-9]*.txt 全文相同"),
        ("same text as region not found; title not found", "与 region not found; title not found 全文相同"),
        (
            "cannot be unpacked (BadZipFile); pack it again",
            "无法解压（BadZipFile），请重新打包",
        ),
        # what is not known stays, with its own punctuation
        ("odd; region not found; very odd; indeed; ", "odd; 未找到地区；very odd; indeed; "),
        ("region not found here", "region not found here"),
        ("the region not found", "the region not found"),
        ("is an encrypted PDF", "is an encrypted PDF"),
        ("未知的说明", "未知的说明"),
    ],
)
def test_a_cell_is_said_remark_by_remark(cell: str, said: str) -> None:
    assert translate_remarks(cell, ZH) == said


@given(st.text())
def test_what_is_not_known_is_never_lost(text: str) -> None:
    assert translate_remarks(text, EN) == text
    assert translate_remarks(f"odd: {text}", ZH).startswith("odd:")
    assert translate_remarks(f"cannot be opened: x{text}", ZH) == f"无法打开：x{text}"


def test_the_page_shows_the_ledger_in_its_language() -> None:
    refusal = Refusal("unreadable", "is a damaged PDF; download it again")
    outcomes = [
        Outcome("a.pdf", refusal.status, warnings=[refusal.reason]),
        Outcome("b.txt", warnings=["title not found", "region not found"]),
        Outcome("c.txt"),
        Outcome("d.txt", "duplicate", warnings=["same text as <b>.txt"]),
    ]
    ledger = make_ledger(outcomes, [None, "b", "c", "c"])
    assert doubtful_files(ledger, load_words("zh")) == [
        ["a.pdf", "无法读取", "PDF 已损坏，请重新下载"],
        ["b.txt", "已读入", "未找到标题；未找到地区"],
        ["d.txt", "重复", "与 <b>.txt 全文相同"],
    ]
    assert doubtful_files(ledger, load_words("en")) == [
        ["a.pdf", "unreadable", "is a damaged PDF; download it again"],
        ["b.txt", "read", "title not found; region not found"],
        ["d.txt", "duplicate", "same text as <b>.txt"],
    ]
    bare = make_table("ledger", [{"path": "e.txt", "status": "empty"}])
    assert doubtful_files(bare, load_words("zh")) == [["e.txt", "空文件", ""]]


def test_a_remark_in_chinese_is_escaped_like_any_text() -> None:
    tables = make_tables(text="same text as <script>alert(1)</script>.txt")
    page = render_page(tables, {}, lang="zh", facts=FACTS)
    assert ">与 &lt;script&gt;alert(1)&lt;/script&gt;.txt 全文相同</td>" in page
    assert "<script>alert(1)" not in page
