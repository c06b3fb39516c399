"""The table of kinds: whatever is told of a file has a row, and each row is read, walked or refused with a reason."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.cli import fazhi
from analysis.language import words_of
from analysis.reading.formats import archive, kinds, sniff


def test_every_kind_that_is_told_has_a_row() -> None:
    source = Path(sniff.__globals__["__file__"]).read_text(encoding="utf-8")
    told = set(re.findall(r'return "([^"]+)"', source)) | set(
        re.findall(r'(?:b?"[^"]+"), "([a-z][a-z -]+)"\)', source)
    )
    assert {"docx", "7z", "ofd", "old workbook", "empty"} <= told
    assert told <= set(kinds.KIND)


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.name)
def test_each_kind_is_read_walked_or_refused(kind: kinds.Kind) -> None:
    assert bool(kind.reader) != bool(kind.refusal)
    if kind.reader:
        module, name = kind.reader.split(":")
        assert callable(getattr(importlib.import_module(f"analysis.reading.formats.{module}"), name))
    assert (kind.name in archive._READERS) == (kind.refusal == kinds.ARCHIVE)
    for lang in ("en", "zh"):
        assert words_of("kinds", lang)[kind.name]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_lists_what_can_be_read_and_what_is_missing(
    lang: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("analysis.reading.formats.ocr.extra._MODULES", ("no_such_library",))
    done = CliRunner().invoke(fazhi, ["formats", "--lang", lang])
    assert done.exit_code == 0
    rows = {line.split("\t")[0]: line.split("\t")[2] for line in done.stdout.splitlines()}
    absent = words_of("kinds.needs", lang)["absent"]
    lacking = {ending for ending, needs in rows.items() if absent in needs}
    assert lacking == {".doc .wps", ".xml .doc", ".png .jpg .tif .bmp .gif .webp", ".7z", ".rar", ".xls .et"}
    assert rows[".pdf"] == words_of("kinds.needs", lang)["nothing"]
