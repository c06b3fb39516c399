"""The pages that teach do what they say: each is followed from top to bottom, in an empty folder with the simulated reports."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import analysis as fz
from analysis.cli import fazhi
from tests.pages.reader import DOCS, call, commands, follow, options

HOW_TO = sorted((DOCS / "howto").glob("*.md"))
CHINESE = sorted((DOCS / "zh").glob("*.md"))
# whole studies, and what the Chinese page of coding does as well
SLOW = {"study", "figures", "replicate", "adjudicate"}
PAGES = [
    pytest.param(
        page, id=f"{page.parent.name}-{page.stem}", marks=[pytest.mark.slow] if page.stem in SLOW else []
    )
    for page in HOW_TO + CHINESE
    if page.stem not in ("index", "start")
]
WRITTEN = [DOCS.parent / "README.md", *sorted(DOCS.glob("*.md")), *HOW_TO, *CHINESE]
_FENCED = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`(fazhi [a-z][^`\n]*)`")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus that the first page of the part has written."""
    folder = tmp_path_factory.mktemp("pages")
    ((words),) = commands((DOCS / "howto" / "index.md").read_text(encoding="utf-8"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        call(words)
    return folder / "demo"


@pytest.fixture
def here(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(demo, tmp_path / "demo")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_a_recipe_can_be_followed(page: Path, here: Path) -> None:
    follow(page, here)


@pytest.mark.parametrize("name", ["start.md", pytest.param("zh/start.md", marks=pytest.mark.slow)])
def test_the_first_ten_minutes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    follow(DOCS / name, tmp_path)
    assert (tmp_path / "paper" / "shares.pdf").is_file()
    page = (DOCS / name).read_text(encoding="utf-8")
    for file in re.findall(r"`((?:results/)?(?:tables|figures)/[\w.]+|index\.html|manifest\.json)`", page):
        assert (tmp_path / "results" / file.removeprefix("results/")).is_file(), file


def test_every_recipe_is_listed_once() -> None:
    index = (DOCS / "howto" / "index.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^- \[.+\]\((\w[\w-]*)\.md\)", index, re.MULTILINE)) == sorted(
        page.stem for page in HOW_TO if page.stem != "index"
    )


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.stem)
def test_every_command_that_is_written_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    fenced = [words for block in _FENCED.findall(text) for words in commands(block)]
    inline = [words for line in _INLINE.findall(_FENCED.sub("", text)) for words in commands(line)]
    for words in fenced + inline:
        if words[1].startswith("-") or words[1] == "…":
            continue
        assert words[1] in fazhi.commands, words
        given, known = options(words)
        assert given <= known, (words, given - known)


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.stem)
def test_every_verb_that_is_written_exists(page: Path) -> None:
    named = set(re.findall(r"\bfz\.([A-Za-z_]+)\b(?!\*)", page.read_text(encoding="utf-8")))
    assert named - {"plot_", "NAME"} <= set(fz.__all__)
