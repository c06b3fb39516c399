"""A corpus in chunks is the corpus in memory; only what changed is redone; one bad file stops nothing."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis as fz
from analysis.reading.guarded import read_chunk
from analysis.reading.overrides import Overrides
from analysis.reading.tabular.corpus import all_sources
from analysis.scale import corpus as scale_corpus
from analysis.scale import stages
from analysis.scale.corpus import classify_corpus
from analysis.scale.stages import file_key
from analysis.scale.store import Store
from tests.reading.tabular.tables import report


def expected_of(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    reports, ledger = fz.read_reports(folder, return_ledger=True)
    return fz.classify_paragraphs(fz.split_paragraphs(reports)), ledger


def check_same(out: Path, ledger: pd.DataFrame, expected: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    coded = pd.read_parquet(out).astype(expected[0].dtypes)
    pd.testing.assert_frame_equal(coded, expected[0], check_exact=True)
    assert not coded.attrs
    pd.testing.assert_frame_equal(ledger, expected[1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample reports, a copy of one, an archive of two, and a picture."""
    folder = tmp_path_factory.mktemp("corpus")
    for file in fz.sample_reports().iterdir():
        shutil.copy(file, folder)
    shutil.copy(folder / "longsha_2019.txt", folder / "another_name.txt")
    (folder / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    inside = tmp_path_factory.mktemp("inside")
    for year in (2015, 2016):
        text = f"沙县区{year}年法治政府建设情况报告\n一、行政复议\n办理行政复议案件{year}件。\n二、培训\n培训干部。\n"
        (inside / f"{year}.txt").write_text(text, encoding="utf-8")
    shutil.make_archive(str(folder / "older"), "zip", inside)
    return folder


@pytest.fixture(scope="module")
def expected(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    return expected_of(folder)


@pytest.mark.parametrize("chunk", [1, 3, 100])
def test_chunks_change_nothing(chunk: int, folder: Path, expected: Any, tmp_path: Path) -> None:
    ledger = classify_corpus(folder, tmp_path / "coded.parquet", chunk=chunk)
    check_same(tmp_path / "coded.parquet", ledger, expected)
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "coded.ledger.csv", "coded.parquet", "coded.reports.parquet",
    ]  # fmt: skip


@pytest.mark.slow
def test_processes_change_nothing(folder: Path, expected: Any, tmp_path: Path) -> None:
    ledger = classify_corpus(folder, tmp_path / "coded.parquet", chunk=2, n_jobs=2)
    check_same(tmp_path / "coded.parquet", ledger, expected)


def test_classify_paragraphs_over_processes_changes_nothing(folder: Path, expected: Any) -> None:
    paragraphs = fz.split_paragraphs(fz.read_reports(folder))
    pd.testing.assert_frame_equal(fz.classify_paragraphs(paragraphs, n_jobs=2), expected[0], check_exact=True)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How many files were read, and documents classified, in this process."""
    done = {"read": 0, "classified": 0}

    def read(chunk: Sequence[Any], overrides: Any) -> Any:
        done["read"] += len(chunk)
        return read_chunk(chunk, overrides)

    def classify(chunk: Sequence[Any], **known: Any) -> Any:
        done["classified"] += len(chunk)
        return stages.classify_chunk(chunk, **known)

    monkeypatch.setattr(stages, "read_chunk", read)
    monkeypatch.setattr(scale_corpus, "classify_chunk", classify)
    return done


def test_only_what_changed_is_done_again(
    folder: Path, tmp_path: Path, counted: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    own, out, cache = tmp_path / "own", tmp_path / "coded.parquet", tmp_path / "cache"
    shutil.copytree(folder, own)
    classify_corpus(own, out, cache=cache)
    assert counted == {"read": 8, "classified": 7}
    classify_corpus(own, out, cache=cache)
    assert counted == {"read": 9, "classified": 7}  # the picture is tried again
    text = (own / "yichun_2017.txt").read_text(encoding="utf-8").replace("2017", "2016")
    (own / "yichun_2016.txt").write_text(text + "\n增加了一段。\n", encoding="utf-8")
    ledger = classify_corpus(own, out, cache=cache)
    assert counted == {"read": 11, "classified": 8}
    check_same(out, ledger, expected_of(own))
    monkeypatch.setattr(scale_corpus, "model_key", lambda model: "another model")
    classify_corpus(own, out, cache=cache)
    assert counted == {"read": 12, "classified": 16}  # texts are not read again for another model


def test_an_interrupted_run_goes_on(
    folder: Path, expected: Any, tmp_path: Path, counted: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, cache = tmp_path / "coded.parquet", tmp_path / "cache"
    put = Store.put

    def interrupted(self: Store, stage: str, table: Any) -> None:
        if stage == "classified" and self.keys(stage):
            raise KeyboardInterrupt
        put(self, stage, table)

    monkeypatch.setattr(Store, "put", interrupted)
    with pytest.raises(KeyboardInterrupt):
        classify_corpus(folder, out, cache=cache, chunk=2)
    assert not out.exists()
    monkeypatch.setattr(Store, "put", put)
    before = counted["classified"]
    ledger = classify_corpus(folder, out, cache=cache, chunk=2)
    assert (before, counted["classified"]) == (4, 9)
    check_same(out, ledger, expected)


def test_a_report_that_breaks_the_work_is_refused_and_the_others_go_on(
    folder: Path, expected: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(chunk: Sequence[Any], **known: Any) -> Any:
        if any("伊春" in row["title"] for row in chunk):
            raise MemoryError("too large")
        return stages.classify_chunk(chunk, **known)

    monkeypatch.setattr(scale_corpus, "classify_chunk", breaks)
    ledger = classify_corpus(folder, tmp_path / "coded.parquet").set_index("path")
    assert ledger.loc["yichun_2017.txt", "status"] == "unreadable"
    assert "failed twice: MemoryError: too large" in ledger.loc["yichun_2017.txt", "warnings"]
    coded = pd.read_parquet(tmp_path / "coded.parquet")
    assert set(coded["report_id"]) == set(expected[0]["report_id"]) - {"yichun_2017"}


def test_a_table_goes_row_by_row_whatever_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    rows = [f'2019,"{report("铜陵市", year)}"' for year in (2018, 2019)]
    table.write_text("\n".join(["year,text", "2019,", "2019x,", *rows]), encoding="utf-8")
    ledger = classify_corpus(table, tmp_path / "out.parquet")
    assert ledger["status"].tolist() == ["empty", "empty", "read", "read"]
    before = [file_key(row, Overrides()) for row in all_sources(table)[0]]
    table.write_text(table.read_text(encoding="utf-8") + "\n2020,文\n", encoding="utf-8")
    after = [file_key(row, Overrides()) for row in all_sources(table)[0]]
    assert after[:4] == before  # a row is known by itself: a longer table does nothing again


def test_a_full_disk_is_one_clear_message_and_keeps_what_was_done(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    put = Store.put

    def full(self: Store, stage: str, table: Any) -> None:
        if stage == "classified":
            raise OSError(errno.ENOSPC, "No space left on device")
        put(self, stage, table)

    monkeypatch.setattr(Store, "put", full)
    with pytest.raises(fz.InputError, match=r"disk is full; free some space .* kept in"):
        classify_corpus(folder, tmp_path / "coded.parquet", cache=cache)
    assert Store(cache).keys("documents")


def test_nothing_readable_and_no_chunk_are_refused(tmp_path: Path) -> None:
    (tmp_path / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    with pytest.raises(fz.InputError, match="contain no readable report"):
        classify_corpus(tmp_path, tmp_path / "coded.parquet")
    with pytest.raises(fz.InputError, match="chunk is 0"):
        classify_corpus(tmp_path, tmp_path / "coded.parquet", chunk=0)


def test_a_folder_of_other_files_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(fz.InputError, match="holds other files"):
        classify_corpus(folder, tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.docx").read_bytes() == b"years of work"


def test_no_model_is_said_before_anything_is_classified(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(fz.InputError, match="is not a model"):
        classify_corpus(folder, tmp_path / "coded.parquet", model=tmp_path)


def test_the_command_writes_a_file_or_a_folder(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from analysis.cli import main

    for out in (tmp_path / "coded.parquet", f"{tmp_path}/parts/"):
        with pytest.raises(SystemExit) as ended:
            main(["classify", str(folder), "--out", str(out), "--cache", str(tmp_path / "cache")])
        assert ended.value.code == 1  # the picture is refused
        assert "scan.png: unreadable" in capsys.readouterr().err
    assert (tmp_path / "coded.ledger.csv").is_file()
    assert list((tmp_path / "parts").rglob("part-*.parquet"))
    with pytest.raises(SystemExit) as ended:
        main(["classify", str(folder), "--cache", str(tmp_path / "cache")])
    assert ended.value.code == 2
    assert "out is '-'; give a Parquet file or a folder" in capsys.readouterr().err
