"""One browser for all tests of the page, and the page of a study in both languages."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.study.page import render_study
from analysis.study.page.writing import model_facts
from analysis.study.receipt import describe_model
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
    """Language -> page of the same study, with its pages of reports beside it."""
    folder, tables = study
    drawn = fz.redraw_figures(folder, tmp_path_factory.mktemp("en"), lang="en", formats=["svg"])
    figures = {file.stem: file.read_text(encoding="utf-8") for file in drawn if file.suffix == ".svg"}
    facts = {
        "n_topics": len(tables["topic_words"]),
        "random_state": 0,
        **model_facts(describe_model(), None),
    }
    english = tmp_path_factory.mktemp("page")
    (english / "pages").mkdir()
    for name, page in render_study(tables, figures, lang="en", facts=facts).items():
        (english / name).write_text(page, encoding="utf-8")
    return {"zh": folder / "index.html", "en": english / "index.html"}
