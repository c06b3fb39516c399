"""One browser for all tests of the page, and the page of a study in both languages."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.study.page import render_page
from analysis.study.receipt import describe_model
from analysis.study.run import model_facts
from tests.browser import Browser, find_browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        pytest.skip("no Chromium on this machine (install chromium, or name one in CHROMIUM)")
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        Browser(program, Path(profile)) as one,
    ):
        yield one


@pytest.fixture(scope="session")
def pages(
    study: tuple[Path, dict[str, pd.DataFrame]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """Language -> page of the same study."""
    folder, tables = study
    drawn = fz.redraw_figures(folder, tmp_path_factory.mktemp("en"), lang="en", formats=["svg"])
    figures = {file.stem: file.read_text(encoding="utf-8") for file in drawn if file.suffix == ".svg"}
    facts = {
        "n_topics": len(tables["topic_words"]),
        "random_state": 0,
        **model_facts(describe_model(), None),
    }
    english = tmp_path_factory.mktemp("page") / "en.html"
    english.write_text(render_page(tables, figures, lang="en", facts=facts), encoding="utf-8")
    return {"zh": folder / "index.html", "en": english}
