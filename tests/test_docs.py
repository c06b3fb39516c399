"""The documentation builds without a warning and without network, and holds every verb."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import analysis as fz
from analysis.study.catalogue import EXHIBITS

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
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
    assert "$" not in re.sub(r"<(script|style|annotation)\b.*?</\1>", "", source, flags=re.DOTALL)


@pytest.mark.parametrize(
    "name", ["from_r.md", "index.md", "labels.md", "methods.md", "replication.md", "workbook.md"]
)
def test_the_verbs_that_are_named_exist(name: str) -> None:
    named = set(re.findall(r"\bfz\.([A-Za-z_]+)", (DOCS / name).read_text(encoding="utf-8"))) - {
        "plot_",
        "NAME",
    }
    assert named <= set(fz.__all__)


def test_the_gallery_shows_every_figure_with_its_line(site: Path) -> None:
    source = (site / "generated" / "gallery.html").read_text(encoding="utf-8")
    for name, exhibit in EXHIBITS.items():
        assert f"{name}.svg" in source, name
        assert exhibit.verb in source
    assert "Simulated data." in source
