"""The page for users of R: its commands are run as they stand, and its R code by R where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from tests.pages.reader import DOCS, blocks, call, commands

PAGE = DOCS / "from_r.md"


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for language, text in blocks(PAGE):
        for words in commands(text) if language == "sh" else ():
            call(words)
    return tmp_path


def test_what_r_computes_is_what_is_published(tables: Path) -> None:
    """The same in pandas, so that the page is tested where there is no R; of the sample reports too, whose items have other roles."""
    coded = fz.classify_paragraphs(fz.split_paragraphs(fz.read_reports(fz.sample_reports())))
    simulated = pd.read_csv(tables / "coded.csv"), pd.read_csv(tables / "shares.csv")
    for paragraphs, shares in (simulated, (coded, fz.area_shares(coded))):
        work = paragraphs.query("role == 'work' and area > 0 and doc_type not in ['plan', 'other']")
        characters = work["n_chars"] - work["other_role_chars"]
        mix = work[[f"share_{area}" for area in range(1, 9)]].mul(characters, axis=0)
        by_year = mix.groupby(work["year"]).sum()
        published = shares.pivot_table(index="year", columns="area", values="share")
        assert by_year.div(by_year.sum(axis=1), axis=0).to_numpy() == pytest.approx(
            published.to_numpy(), abs=1e-8
        )


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_page_runs_in_r(tables: Path) -> None:
    code = "\n".join(text for language, text in blocks(PAGE) if language == "r")
    (tables / "page.R").write_text(code, encoding="utf-8")
    done = subprocess.run(
        ["Rscript", "page.R"], cwd=tables, capture_output=True, encoding="utf-8", check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
