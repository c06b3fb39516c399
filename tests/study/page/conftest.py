"""One browser for all tests of the page, and the page of a study in both languages."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.study.catalogue import drawings
from analysis.study.drawing import draw_exhibit
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
def told(corpus: Path) -> dict[str, pd.DataFrame]:
    """Tables of two reports, as many as the page needs: a whole run draws figures that no browser test looks at."""
    reports, ledger = fz.read_reports(corpus, return_ledger=True)
    coded = fz.classify_paragraphs(fz.split_paragraphs(reports))
    return {
        "reports": reports.drop(columns="text"),
        "ledger": ledger,
        "paragraphs": coded,
        "shares": fz.area_shares(coded, reports=reports),
        "coverage": fz.coverage(reports),
        "topic_words": pd.DataFrame({"topic": [1], "1": ["复议"], "2": ["调解"]}),
    }


@pytest.fixture(scope="session")
def pages(told: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Language -> page of the same tables, with three figures and its pages of reports beside it."""
    found = {}
    for lang in ("zh", "en"):
        folder = tmp_path_factory.mktemp(lang)
        (folder / "pages").mkdir()
        possible = drawings(told)
        figures = {}
        for name in ("coverage", "strips", "shares"):
            picture = io.StringIO()
            draw_exhibit(possible[name], told, scheme="outline-2015", lang=lang).get_figure(
                root=True
            ).savefig(picture, format="svg")
            figures[name] = picture.getvalue()
        facts = {"n_topics": 1, "random_state": 0, **model_facts(describe_model(), None)}
        for name, page in render_study(told, figures, lang=lang, facts=facts).items():
            (folder / name).write_text(page, encoding="utf-8")
        found[lang] = folder / "index.html"
    return found
