"""The words that readers see: the same keys and parts in both languages, none missing, none left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import analysis
from analysis.errors import InputError
from analysis.language import LANGUAGES, load_words, say, words_of

PACKAGE = Path(analysis.__file__).parent
# sections whose keys are values of tables, or are read by the template of the page
BY_VALUE = (
    "labels",
    "columns",
    "check.heads",
    "check.choices",
    "page",
    "reasons",
    "remarks",
    "places",
    "figures.yearly",
    "figures.trends",
    "figures.budget",
    "coding.captions",
    "coding.faults",
    "coding.page",
    "commands.agree",
    "renewal",
    "topics.choice",
    "topics.caveats",
    "kinds",
)


def leaves(words: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Path and text of every sentence."""
    if isinstance(words, Mapping):
        for key, own in words.items():
            yield from leaves(own, f"{path}.{key}" if path else key)
    else:
        for text in words if isinstance(words, list) else [words]:
            yield path, text


def parts(text: str) -> set[tuple[str, str]]:
    """Named parts of a sentence with their formats."""
    return {(name, form or "") for _, name, form, _ in Formatter().parse(text) if name is not None}


def without_number(path: str) -> str:
    return re.sub(r"\.(?:one|other)$", "", path)


def test_both_languages_say_the_same_things_with_the_same_parts() -> None:
    said: dict[str, dict[str, list[set[tuple[str, str]]]]] = {lang: {} for lang in LANGUAGES}
    for lang, known in said.items():
        for path, text in leaves(load_words(lang)):
            assert text.strip() or path == "signs.space", path
            own = known.setdefault(without_number(path), [])
            if not path.endswith(".other"):  # the plural has the parts of the singular
                own.append(parts(text))
    assert list(said["zh"]) == list(said["en"])
    for path in said["zh"]:
        assert said["zh"][path] == said["en"][path], path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_singular_and_plural_have_the_same_parts(lang: str) -> None:
    texts = dict(leaves(load_words(lang)))
    for path, text in texts.items():
        if path.endswith(".one"):
            assert parts(text) == parts(texts[path.removesuffix("one") + "other"]), path
            assert ("n", "") in parts(text), path


def test_chinese_is_chinese_and_english_is_not() -> None:
    for path, text in leaves(load_words("en")):
        assert not re.search(r"[\u4e00-\u9fff]", text), path


def sections(tree: ast.Module) -> set[str]:
    """Sections that a source asks for."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {
        str(call.args[0].value)
        for call in calls
        if ast.unparse(call.func).rpartition(".")[2] == "words_of" and isinstance(call.args[0], ast.Constant)
    }


def asked(tree: ast.Module) -> set[str]:
    """Keys that a source takes from words by name."""
    return {
        str(node.slice.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and (
            (isinstance(node.value, ast.Name) and node.value.id in ("words", "captions", "signs"))
            or ast.unparse(node.value).startswith("words_of(")
        )
    }


def texts(tree: ast.Module) -> set[str]:
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.fixture(scope="module")
def users() -> dict[Path, tuple[set[str], ast.Module]]:
    """The sections that a source asks for, and its tree, of each that asks for one."""
    sources = {path: path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
    trees = {path: ast.parse(source) for path, source in sources.items() if "words_of(" in source}
    return {path: (own, tree) for path, tree in trees.items() if (own := sections(tree))}


def test_every_word_that_a_source_asks_for_is_there(users: dict[Path, tuple[set[str], ast.Module]]) -> None:
    for path, (own, tree) in users.items():
        known = {key for section in own for key in words_of(section, "zh")}
        assert asked(tree) <= known | {"labels"}, path  # which the page's words hold too


def test_every_word_is_asked_for(users: dict[Path, tuple[set[str], ast.Module]]) -> None:
    asked_for = {section for own, _ in users.values() for section in own}
    for section in sorted(asked_for):
        if not section.startswith(BY_VALUE):
            literal = {text for own, tree in users.values() if section in own for text in texts(tree)}
            known = {key for key in words_of(section, "zh") if f"{section}.{key}" not in asked_for}
            assert known <= literal, section
    top = {section.partition(".")[0] for section in asked_for}
    assert set(load_words("zh")) == top


def test_a_word_or_a_language_that_is_missing_is_an_error() -> None:
    with pytest.raises(InputError, match="lang is 'fr'; use one of 'zh', 'en'"):
        words_of("labels", "fr")
    with pytest.raises(KeyError):
        words_of("figures.none", "zh")
    with pytest.raises(KeyError):
        say("{n} files")
