"""The documentation builds without a warning and without network, and holds every verb.

The environment variable SITE names one that `make docs` has built, which is then not built again.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import analysis as fz
from analysis.study.catalogue import EXHIBITS
from tests.browser import Browser, find_browser

DOCS = Path(__file__).parents[1] / "docs"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if "SITE" in os.environ:
        return Path(os.environ["SITE"])
    pytest.importorskip("sphinx", reason="the extra docs is not installed")
    out = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "--fail-on-warning",
        "--keep-going",
        "--quiet",
        "-d",
        out / "trees",
        DOCS,
        out / "html",
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    return out / "html"


def test_every_verb_and_every_command_has_its_place(site: Path) -> None:
    reference = "".join(
        file.read_text(encoding="utf-8") for file in (site / "generated" / "reference").glob("*.html")
    )
    for verb in fz.__all__:
        if verb != "__version__":
            assert reference.count(f'id="analysis.{verb}"') == 1, verb
    commands = (site / "generated" / "commands.html").read_text(encoding="utf-8")
    for name in ("run", "figures", "reproduce", "bundle", "read", "check", "tables", "codebook"):
        assert f'id="fazhi-{name}"' in commands, name


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for file in site.rglob("*.html"):
        source = file.read_text(encoding="utf-8")
        assert not re.findall(
            r'<(?:script|img|iframe|link rel="stylesheet")[^>]*(?:src|href)="(?:https?:)?//[^"]*"', source
        ), file


def test_formulas_are_drawn_by_the_browser(site: Path) -> None:
    source = (site / "methods.html").read_text(encoding="utf-8")
    assert source.count("<math") > 40
    assert source.count('<svg class="formula"') == source.count("<math")
    assert "$" not in re.sub(r"<(script|style|annotation)\b.*?</\1>", "", source, flags=re.DOTALL)


@pytest.fixture(scope="module")
def browser(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        pytest.skip("no Chromium on this machine (install chromium, or name one in CHROMIUM)")
    with Browser(program, tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def test_a_formula_is_seen_and_its_mathml_is_not(site: Path, browser: Browser) -> None:
    browser.open(site / "methods.html")
    boxes = browser.run(
        "[...document.querySelectorAll('svg.formula, .spoken')].map(it => it.getBoundingClientRect()).map(box => [box.width, box.height])"
    )
    seen, spoken = boxes[::2], boxes[1::2]
    assert min(width for width, _ in seen) > 4
    assert max(width for width, _ in spoken) <= 1


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("重大行政决策", "编码手册"),
        ("裁定分歧", "人工编码"),
        ("adjudicate disputes", "Settle what two coders dispute"),
        ("cross-fitting", "Methods"),
    ],
)
def test_search_finds_words_of_both_languages(site: Path, browser: Browser, words: str, title: str) -> None:
    browser.open(site / "search.html")
    found = browser.run(
        f"""new Promise(done => {{
          Search.performSearch({words!r});
          let last = -1;
          const look = () => {{
            const links = [...document.querySelectorAll('#search-results li a')].map(link => link.textContent);
            if (links.length && links.length === last) done(links);
            else {{ last = links.length; setTimeout(look, 300); }}
          }};
          look();
        }})"""
    )
    assert any(title in link for link in found), found


def test_the_gallery_shows_every_figure_with_its_line(site: Path) -> None:
    source = (site / "generated" / "gallery.html").read_text(encoding="utf-8")
    for name, exhibit in EXHIBITS.items():
        assert f"{name}.svg" in source, name
        assert exhibit.verb in source
    assert "Simulated data." in source
