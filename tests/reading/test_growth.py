"""Reading takes time in proportion to the text, whatever the text repeats: no pattern and no loop looks back over all of it.

Each pattern is pumped where it can repeat: its own parse tree gives what comes before a repetition and what repeats,
and runs of what reports and hostile files hold are added. Quadratic time would exceed the bounds many times over.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest

import analysis.reading
from analysis.reading.decode import decode
from analysis.reading.formats.sniff import sniff
from analysis.reading.formats.text import unquote
from analysis.reading.metadata import read_metadata
from analysis.reading.numbering import find_heading, split_enumeration
from analysis.reading.page_marks import find_page_marks
from analysis.reading.roles import Context, assign_roles
from analysis.reading.run_on import cut_run_on, split_lines
from analysis.reading.split import split_blocks
from analysis.text import plain
from tests.reading.steps import Counter, TooManyStepsError

SIZES = (60, 480, 1920)  # characters, each doubled; the longer ones only where the shorter grew too much
BOUND = 2.4  # times the steps for twice the text
MOST = 2_000_000  # steps, from which a pattern counts as exponential
RUNS = [
    "\n", " ", "\t", "\u3000", "\r\n", "1", "2020", "20201", "a", "法", "一是", "。一是", "(", "（", "[", "【", "<", "<!--",
    "<a ", "。", "，", ":", "但", "还有", "记者", "问", "请问", "-", "2020-", "2020年", "一、", "第一部分", "①", "行政",
    "政府", "各位", "a:\n", "a: b\n c\n", "法治 ", "报告 ", "\x1f", "《", "(一)", "2020.1.",
]  # fmt: skip
MODULES = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(analysis.reading.__path__, "analysis.reading.")
]
_PARSER: Any = re._parser  # type: ignore[attr-defined]
_UNBOUNDED = 100  # repetitions from which a pattern counts as unbounded


def patterns_in(value: Any, name: str) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Compiled patterns in a value, in containers too."""
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, (tuple, list, set, frozenset, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from patterns_in(one, name)


def inline(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Calls of re with a pattern written in place."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            method = ast.unparse(node.func).removeprefix("re.")
            if method not in ("compile", "escape"):
                yield method, node


def collect() -> dict[tuple[str, str], re.Pattern[Any]]:
    """(module and name, method) -> pattern, with the methods by which the source uses it."""
    found: dict[tuple[str, str], re.Pattern[Any]] = {}
    for module in MODULES:
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        for name, value in vars(module).items():
            for _, pattern in patterns_in(value, name):
                used = re.findall(rf"\b{name}\.(search|match|fullmatch|findall|finditer|sub|split)\b", source)
                for method in sorted(set(used)) or ["search", "match"]:
                    found[f"{name} {pattern.pattern!r}", method] = pattern
        for method, call in inline(ast.parse(source)):
            if isinstance(call.args[0], ast.Constant):
                flags = [
                    given.removeprefix("re.") for given in map(ast.unparse, call.args) if given[:3] == "re."
                ]
                pattern = re.compile(call.args[0].value, sum(getattr(re, flag) for flag in flags))
                found[f"{module.__name__} {pattern.pattern!r}", method] = pattern
    return found


PATTERNS = collect()


def sample(tokens: Iterable[Any], depth: int = 0) -> str:
    """A short text that a piece of a pattern matches, lookarounds apart."""
    return "".join(next(_samples(token, depth)) for token in tokens)


def _samples(token: Any, depth: int = 0) -> Iterator[str]:
    """Texts that a token matches, some of the many."""
    kind, value = str(token[0]), token[1]
    if kind == "LITERAL":
        yield chr(value)
    elif kind in ("NOT_LITERAL", "ANY"):
        yield from ("法", "x")
    elif kind == "IN":
        yield from _members(value)
    elif kind == "BRANCH":
        for branch in value[1]:
            yield sample(branch, depth)
    elif kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        yield sample(value[2], depth) * max(value[0], 0)
    elif kind == "SUBPATTERN":
        yield sample(value[3], depth)
    elif kind == "ATOMIC_GROUP":
        yield sample(value, depth)
    else:  # places and lookarounds
        yield ""


def _members(items: Any) -> Iterator[str]:
    inside = {"DIGIT": "1", "SPACE": " ", "WORD": "a", "NOT_SPACE": "法", "NOT_DIGIT": "法", "NOT_WORD": ","}
    if str(items[0][0]) == "NEGATE":
        refused = {char for item in items[1:] for char in _members([item])}
        yield from (char for char in "法 x1\n(<" if char not in refused)
        return
    for kind, value in items:
        if str(kind) == "LITERAL":
            yield chr(value)
        elif str(kind) == "RANGE":
            yield chr(value[0])
        else:
            yield inside[str(value).removeprefix("CATEGORY_")]


def pumps(tokens: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """What stands before each unbounded repetition of a pattern, and what it repeats."""
    for token in tokens:
        kind, value = str(token[0]), token[1]
        if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            if value[1] > _UNBOUNDED:
                parts = [list(islice(_samples(part), 4)) for part in value[2]]
                for unit in {"".join(pieces) for pieces in islice(product(*parts), 12)} - {""}:
                    yield before, unit
            yield from pumps(value[2], before)
        elif kind == "SUBPATTERN":
            yield from pumps(value[3], before)
        elif kind == "ATOMIC_GROUP":
            yield from pumps(value, before)
        elif kind in ("ASSERT", "ASSERT_NOT"):
            yield from pumps(value[1], before)
        elif kind == "BRANCH":
            for branch in value[1]:
                yield from pumps(branch, before)
        before += next(_samples(token))


def attacks(pattern: re.Pattern[Any]) -> list[tuple[str, str, str]]:
    """(before, repeated, after) for a pattern: its own repetitions, and runs at its start that end in no match."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    own = list(
        pumps(_PARSER.parse(text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else 0))
    )
    pumped = [*own, *(("", before + unit) for before, unit in own if before)]
    ended = [(before, unit, after) for before, unit in pumped for after in ("", "\0")]
    return [*dict.fromkeys([*ended, *(("", run, "\0") for run in RUNS)])]


def seconds(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def steps(counter: Counter, pattern: re.Pattern[Any], method: str, text: str) -> int:
    """The steps of one call, with its matches compared with those of `re`."""
    try:
        spans = counter.spans(method, text)
    except TooManyStepsError:
        return counter.most
    given: Any = text.encode("latin-1") if isinstance(pattern.pattern, bytes) else text
    if method in ("finditer", "findall", "sub", "split"):
        expected = [match.span() for match in pattern.finditer(given)]
    else:
        match = getattr(pattern, method)(given)
        expected = [match.span()] if match else []
    assert spans == expected, f"{pattern.pattern!r} on {text!r}"
    return counter.steps


def fastest_growth(pattern: re.Pattern[Any], method: str, most: int = MOST) -> tuple[float, str]:
    """The greatest growth of the steps of a pattern as the text doubles, and the attack, the first above the bound.

    Two is in proportion, four quadratic. What a bounded repetition takes is in proportion only on longer texts.
    """
    worst = (0.0, "")
    counter = Counter(pattern, most)
    for attack in attacks(pattern):
        if isinstance(pattern.pattern, bytes):
            attack = tuple(part.encode().decode("latin-1") for part in attack)
        before, unit, after = attack
        for size in SIZES:
            first, second = (
                steps(counter, pattern, method, before + unit * (length // len(unit)) + after)
                for length in (size, 2 * size)
            )
            growth = most if second >= most else second / max(first, size)
            if growth <= BOUND or growth == most:
                break
        worst = max(worst, (growth, f"{before!r} + {unit!r}… + {after!r}: {first}, {second} steps"))
        if growth > BOUND:
            break
    return worst


def repeats(pattern: re.Pattern[Any]) -> bool:
    """Whether it can take anything more than once; what cannot is done with each place of a text after some steps."""
    return bool(set("*+{") & set(str(pattern.pattern)))


@pytest.mark.parametrize(
    ("name", "method"),
    [pytest.param(*key, marks=[] if repeats(own) else [pytest.mark.slow]) for key, own in PATTERNS.items()],
    ids=lambda value: str(value)[:40],
)
def test_a_pattern_takes_steps_in_proportion_to_the_text(name: str, method: str) -> None:
    growth, attack = fastest_growth(PATTERNS[name, method], method)
    assert growth <= BOUND, attack


def test_all_patterns_of_reading_are_walked() -> None:
    names = {name.split(" ")[0] for name, _ in PATTERNS}
    assert {
        "_KEY",
        "_OPENERS",
        "_ASKS",
        "_SITE",
        "_RUN_IN",
        "_SITE_CUT",
        "_TELLS",
        "_QUESTION",
        "_MHTML_START",
        "_CHARSET",
        "_FALSE_GAP",
    } <= names
    assert len(PATTERNS) > 80
    for module in MODULES:  # what is put together in place would not be walked
        for _, call in inline(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
            unknown = not isinstance(call.args[0], ast.Constant)
            if unknown:
                assert ast.unparse(call.args[0]) in ("pattern", "digits[0]", "f'{digits[0]}+'"), ast.unparse(
                    call
                )


@pytest.mark.parametrize("pattern", [r"(?m)^\s*答:", r"=\s*'?\s*\d", r"(?:a|a)*b", r"[(][^)]*[)]$"])
def test_patterns_that_grow_faster_are_caught(pattern: str) -> None:
    assert any(
        fastest_growth(re.compile(pattern), method, MOST // 10)[0] > BOUND for method in ("match", "search")
    )


LONG = 60_000  # characters
QUICK = 0.3  # seconds of CPU under which growth is not measured
HOSTILE = {  # before, repeated, after
    **{repr(run): ("", run, "") for run in RUNS if run not in ("<!--", "<a ")},
    "blank lines": ("标题\n", "\n", "正文。"),
    "blank lines and spaces": ("", " \n\u3000\n", ""),
    "one line": ("", "法治政府建设", ""),
    "enumeration": ("", "，一是办理，二是调解", ""),
    "title of brackets": ("标题:法治", "(", ")"),
    "title of years": ("标题:法治", "2020至", ""),
    "questions": ("问:", "请问", ""),
    "spaces after a key": ("发文日期", " ", "2020"),
    "headings": ("", "一、完善制度\n", ""),
    "sentences": ("", "办案5件。", ""),
    "soft hyphens": ("", "法\u00ad", ""),
    "radicals": ("", "⼀、⾏政\n", ""),
    "page numbers": ("", "- 1 -\n", ""),
    "page numbers and blank lines": ("", "- 1 -\n\n\n", ""),
    "printed lines": ("", f"{'全县推进依法行政工作完善制度规范执法化解矛盾纠纷' * 2}\n", ""),
    "indents": ("", "办案。\u3000\u3000", ""),
    "quoted": ("", "> 办案5件\n", ""),
}
STEPS: dict[str, Callable[[str], Any]] = {
    "metadata": read_metadata,
    "blocks and roles": lambda text: assign_roles(split_blocks(text), Context("标题", "某局", 2020)),
    "enumeration": split_enumeration,
    "heading": find_heading,
    "plain": plain,
    "lines": split_lines,
    "run on": cut_run_on,
    "page marks": lambda text: find_page_marks(text.splitlines()),
    "quotes": unquote,
    "kind": lambda text: sniff(text.encode()),
    "encoding": lambda text: decode(text.encode()),
}


def grows(work: Callable[[str], Any], before: str, unit: str, after: str) -> bool:
    """Whether four times the text takes clearly more than four times the time, the least of some runs."""

    def least(size: int, runs: int) -> float:
        text = before + unit * (size // len(unit)) + after
        return min(seconds(lambda: work(text)) for _ in range(runs))

    return least(LONG, 1) > QUICK and least(LONG, 2) > 9 * least(LONG // 4, 3)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_of_reading_takes_time_in_proportion_to_the_text(step: str) -> None:
    assert [name for name, parts in HOSTILE.items() if grows(STEPS[step], *parts)] == []


@pytest.mark.parametrize("caught", [True, False])
def test_quadratic_work_is_told_from_linear(caught: bool) -> None:
    def work(text: str) -> None:
        for _ in range(200):
            for start in range(0, len(text), 200 if caught else len(text)):
                text[start:].count("治")

    assert grows(work, "", "法", "") == caught


def test_blank_lines_leave_the_blocks_whole() -> None:
    text = "某县2020年法治政府建设情况报告" + "\n" * 100_000 + "办案5件。"
    assert [block.strip() for block in split_blocks(text)] == ["某县2020年法治政府建设情况报告", "办案5件。"]
    assert "".join(split_blocks(text)) == text
