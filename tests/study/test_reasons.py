"""Why tables and figures were not made, told in Chinese: every sentence that is translated is one that an error has."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis
from analysis.language import words_of
from analysis.study.reasons import say_reason
from analysis.study.receipt import read_manifest

PACKAGE = Path(analysis.__file__).parent
MADE_FROM = re.compile("it is made from .+, which is left out")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def pattern_of(node: ast.expr, known: dict[str, list[ast.expr]]) -> str:
    """Pattern of all that an expression of a text can be; names are what is assigned to them in the same file."""
    if isinstance(node, ast.Constant):
        return re.escape(str(node.value))
    if isinstance(node, ast.JoinedStr):
        return "".join(pattern_of(part, known) for part in node.values)
    if isinstance(node, ast.IfExp):
        return f"(?:{pattern_of(node.body, known)}|{pattern_of(node.orelse, known)})"
    if isinstance(node, ast.Name) and node.id in known:
        return f"(?:{'|'.join(pattern_of(own, {}) for own in known[node.id])})"
    return ".+"


def errors_of(*places: str) -> dict[str, re.Pattern[str]]:
    """What each error of these modules can say, by where it is raised."""
    found = {}
    for file in sorted(file for place in places for file in PACKAGE.glob(place)):
        nodes, known = list(ast.walk(ast.parse(file.read_text(encoding="utf-8")))), defaultdict(list)
        for node in nodes:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                known[node.targets[0].id].append(node.value)
        for node in nodes:
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "InputError" and len(node.args) == 3:
                argument, problem, remedy = (pattern_of(own, known) for own in node.args)
                place = f"{file.relative_to(PACKAGE).as_posix()}:{node.lineno}"
                found[place] = re.compile(rf"{argument} {problem}; {remedy}\.", re.DOTALL)
    return found


def test_every_sentence_is_one_that_an_error_has() -> None:
    errors = [own for own in errors_of("**/*.py").values() if not own.pattern.startswith(".+ .+;")]
    for key, sentence in words_of("reasons", "en").items():
        assert any(error.fullmatch(sentence) for error in [*errors, MADE_FROM]), key


def test_every_error_of_the_tables_of_a_study_is_told_in_chinese() -> None:
    errors = errors_of("study/making*.py", "study/regressing.py", "study/places.py", "study/work.py")
    said = words_of("reasons", "en").values()
    lacking = {place for place, own in errors.items() if not any(map(own.fullmatch, said))}
    assert len(errors) >= 12
    assert all(errors[place].pattern.startswith(".+ names") for place in lacking)  # which ends the run


@pytest.mark.parametrize("name", ["study", "other_study"])
def test_no_reason_on_a_page_is_left_in_english(
    name: str, request: pytest.FixtureRequest, study: tuple[Path, dict[str, pd.DataFrame]]
) -> None:
    folder: Any = request.getfixturevalue(name)[0]
    reasons = read_manifest(folder)["omitted"]
    assert reasons
    assert [why for why in reasons.values() if not CHINESE.search(say_reason(why, "zh"))] == []
    page = (study[0] / "index.html").read_text(encoding="utf-8")
    told = page.partition("及其原因</summary>")[2].partition("</ul>")[0]
    rows = re.findall(r"<li><code>[^<]+</code>: ([^<]+)</li>", told)
    assert len(rows) == len(read_manifest(study[0])["omitted"])
    assert all(CHINESE.search(row) for row in rows)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            "coded has no classified paragraph of role 'plan' in documents that count; "
            "give classified paragraphs, or other doc_types.",
            "计入的文件中没有已归类的“计划”段落；可用 --doc-type 指定计入的文种。",
        ),
        (
            "start is 2017; give a year that has text: none.",
            "2017 年没有计入的文字，其他年份也没有。",
        ),
        (
            "sizes is [0, 0, 0] with 0 codes that train; use 1 to 0.",
            "学习曲线需要不带抽样概率、用于训练的编码；现有 0 个（规模 [0, 0, 0]，可用 1 至 0）。",
        ),
        ("something else", "something else"),
    ],
)
def test_a_reason_is_told_with_its_parts(reason: str, said: str) -> None:
    assert say_reason(reason, "zh") == said
    assert say_reason(reason, "en") == reason
