"""A folder of hostile files ends neither a classification nor a study, and each file has its row."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import pytest

from analysis.output import read_table
from analysis.reading.formats import Refusal
from benchmarks.hostile import measure
from tests.browser import OPEN_ALL, Browser, find_browser
from tests.reading.special import lay_special_files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links are POSIX's")


def test_hostile_files_end_no_command_and_each_has_its_row(tmp_path: Path) -> None:
    found = measure(tmp_path, 30, 1, "--quick")
    assert found.problems == []
    assert found.files.to_numpy().sum() >= 30
    manifest = json.loads((tmp_path / "results" / "manifest.json").read_text(encoding="utf-8"))
    inputs = manifest["inputs"]["reports"]
    (tmp_path / "again").mkdir()
    expected = lay_special_files(tmp_path / "again" / "in")
    assert {
        name: (entry["status"], Refusal(entry["status"], entry["code"], **entry["parts"]).reason)
        for name, entry in inputs["refused"].items()
    }.items() >= expected.items()
    with zipfile.ZipFile(tmp_path / "package.zip") as package:
        texts = [name for name in package.namelist() if name.startswith("reports/")]
    assert len(texts) == len(inputs["files"])


@pytest.mark.slow
def test_many_hostile_files_end_no_command_and_the_page_tells_of_them(tmp_path: Path) -> None:
    assert measure(tmp_path, 500, 2, "--lang", "en").problems == []
    ledger = read_table(tmp_path / "results" / "tables" / "ledger.csv")
    refused = (~ledger["status"].isin(["read", "duplicate"])).sum()
    program = find_browser()
    if program is None:
        pytest.skip("no Chromium")
    with Browser(program, tmp_path / "profile") as browser:
        browser.open(tmp_path / "results" / "index.html")
        browser.run(OPEN_ALL)
        assert f"{refused} files could not be read" in browser.run("document.body.innerText")
        assert browser.run("document.querySelectorAll('[onerror], script[src]').length") == 0
        assert browser.messages == []
