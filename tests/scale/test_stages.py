"""Keys change with what a result depends on, and documents come back as they were."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from analysis.areas import models
from analysis.reading.documents import read_source
from analysis.reading.overrides import Overrides
from analysis.reading.sources import Source
from analysis.scale import dependence, stages
from analysis.scale.stages import (
    classify_chunk,
    documents_of,
    documents_table,
    file_key,
    model_key,
    paragraph_schema,
    read_documents,
    with_ids,
)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    file = tmp_path / "a.txt"
    file.write_text("某县2019年法治政府建设情况报告\n一、依法行政\n办理行政复议案件3件。\n", encoding="utf-8")
    return Source("a.txt", file)


def test_a_key_changes_with_content_name_and_overrides(source: Source) -> None:
    key = file_key(source, Overrides({}))
    assert file_key(source, Overrides({"b.txt": {"year": 2018}})) == key
    assert file_key(source, Overrides({"a.txt": {"year": 2018}})) != key
    assert file_key(Source("b.txt", source.path), Overrides({})) != key
    source.path.write_text("另一份报告", encoding="utf-8")
    assert file_key(source, Overrides({})) != key
    assert file_key(Source("gone", source.path.with_name("gone")), Overrides({})) is None


@pytest.mark.parametrize("library", ["trafilatura", "lxml", "pypdfium2", "python-docx", "pandas", "opencc"])
def test_a_text_that_another_version_of_a_library_read_has_another_key(
    library: str, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts, answers = file_key(source, Overrides({})), model_key(None)
    other_version(monkeypatch, library)
    assert file_key(source, Overrides({})) != texts
    assert model_key(None) != answers  # what is classified is cut into paragraphs anew


@pytest.mark.parametrize("library", ["jieba", "rjieba", "numba", "opencc", "numpy", "scipy", "scikit-learn"])
def test_an_answer_that_another_version_of_a_library_gave_has_another_key(
    library: str, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts, answers = file_key(source, Overrides({})), model_key(None)
    other_version(monkeypatch, library)
    assert model_key(None) != answers
    assert (file_key(source, Overrides({})) == texts) is (
        library not in ("numpy", "opencc")
    )  # texts are kept where they do not depend on it


def other_version(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    installed = dependence._version
    monkeypatch.setattr(dependence, "_version", lambda name: "99.0" if name == library else installed(name))


def test_documents_come_back_as_they_were_but_for_their_text(source: Source) -> None:
    (before,) = read_source(source, Overrides())
    ((after,),) = documents_of(documents_table(["k"], [[before]])).values()
    assert (after.outcome.label, after.outcome.status, after.outcome.remarks) == (
        before.label,
        before.status,
        before.remarks,
    )
    assert {
        name: value for name, value in before.row.items() if name != "text"
    }.items() <= after.outcome.row.items()
    assert "text" not in after.outcome.row
    assert before.fingerprint is not None
    assert after.outcome.fingerprint is not None
    assert (after.outcome.fingerprint.sketch == before.fingerprint.sketch).all()
    assert after.outcome.fingerprint.quality == before.fingerprint.quality


def test_refused_files_are_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    table, refused = read_documents([("k", Source("a.png", file))], Overrides())
    assert (table.num_rows, list(refused)) == (0, ["a.png"])


def test_a_chunk_gives_what_the_whole_gives(reports: object, coded: object) -> None:
    import pandas as pd

    assert isinstance(reports, pd.DataFrame)
    assert isinstance(coded, pd.DataFrame)
    rows = reports.rename(columns={"report_id": "key"})[["key", "title", "issuer", "year", "text"]]
    found = classify_chunk(rows.iloc[1:2].to_dict("records"), None)
    name = reports["report_id"].iloc[1]
    expected = coded[coded["report_id"] == name].reset_index(drop=True)
    named = with_ids(found, {name: name}).cast(paragraph_schema({})).to_pandas()
    expected["doc_type"] = pd.NA  # filled in from the reports when everything is written
    expected = expected.astype({"doc_type": "string"})
    pd.testing.assert_frame_equal(named, expected, check_exact=True)


def test_a_model_that_was_replaced_is_loaded_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = []
    monkeypatch.setattr(models, "load_judge", lambda path: loaded.append(path) or len(loaded))
    file = tmp_path / "model.skops"
    for content, expected in ((b"one", 1), (b"one", 1), (b"two", 2)):
        if not file.exists() or file.read_bytes() != content:
            file.write_bytes(content)
            os.utime(file, ns=(0, expected * 10**9))
        assert stages.load_model(str(tmp_path)) == expected
