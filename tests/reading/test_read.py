"""From files to reports: every file ends in the ledger, and none stops the others."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS
from analysis.errors import InputError
from analysis.reading.documents import Outcome, Overrides
from analysis.reading.guarded import read_chunk
from analysis.reading.read import read_reports
from analysis.reading.sources import Source
from analysis.tables import LEDGER_STATUS
from analysis.text import count_characters


def report(year: int = 2019) -> str:
    return (
        f"青岚市人民政府关于{year}年度法治政府建设情况的报告\n\n{year}年,青岚市推进依法行政。\n\n"
        f"一、完善制度\n\n全年制定规章{year % 100}件。\n"
    )


def ledger_of(paths: object, **options: object) -> pd.DataFrame:
    _, ledger = read_reports(paths, return_ledger=True, **options)  # type: ignore[call-overload]
    return ledger.set_index("path")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good report, and room for what a test puts beside it."""
    path = tmp_path / "reports"
    path.mkdir()
    (path / "good.txt").write_text(report(), encoding="utf-8")
    return path


def test_one_good_file(folder: Path) -> None:
    reports, ledger = read_reports(folder, return_ledger=True)
    row, entry = reports.iloc[0], ledger.iloc[0]
    assert list(reports.columns) == list(COLUMNS["reports"])
    assert list(ledger.columns) == list(COLUMNS["ledger"])
    assert (row["report_id"], row["path"], row["text"]) == ("good", "good.txt", report())
    assert (row["year"], row["issuer"], row["level"]) == (2019, "青岚市人民政府", "prefecture")
    assert (row["title"], row["doc_type"]) == (
        "青岚市人民政府关于2019年度法治政府建设情况的报告",
        "annual_report",
    )
    assert (entry["path"], entry["status"], entry["report_id"], entry["encoding"]) == (
        "good.txt",
        "read",
        "good",
        "utf-8",
    )
    assert entry["n_chars_raw"] == len(report())
    assert entry["n_chars_kept"] == row["n_chars"] == count_characters(report())
    assert row[["region", "province", "region_code", "published", "doc_number"]].isna().all()
    assert entry["warnings"] == "region not found"  # the city is made up


def test_the_ledger_is_asked_for(folder: Path) -> None:
    alone = read_reports(folder)
    pd.testing.assert_frame_equal(alone, read_reports(folder, return_ledger=True)[0])


@pytest.mark.parametrize(
    ("name", "content", "status", "says"),
    [
        ("empty.txt", b"", "empty", "empty"),
        ("blank.txt", " \n\u3000\n\ufeff".encode(), "empty", "empty"),
        ("program.exe", bytes(range(256)) * 20, "unsupported", "not a text document"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(100), "unreadable", "image"),
        ("torn.pdf", b"%PDF-1.7\n1 0 obj\n<<", "unreadable", "damaged"),
        ("torn.docx", b"PK\x03\x04" + bytes(60), "unreadable", "damaged Word file"),
        ("noise.docx", bytes(range(256)) * 20, "unreadable", "damaged Word file"),
        ("torn.odt", b"PK\x03\x04" + bytes(60), "unreadable", "is damaged; download"),
        ("torn.zip", b"PK\x03\x04" + bytes(60), "unreadable", "damaged archive"),
    ],
)  # fmt: skip
def test_a_file_without_text_is_told_and_stops_nothing(
    folder: Path, name: str, content: bytes, status: str, says: str
) -> None:
    (folder / name).write_bytes(content)
    reports, ledger = read_reports(folder, return_ledger=True)
    entry = ledger.set_index("path").loc[name]
    assert reports["report_id"].tolist() == ["good"]
    assert entry["status"] == status
    assert says in entry["warnings"]
    assert entry[["report_id", "n_chars_kept"]].isna().all()


@pytest.mark.parametrize("codec", ["gb18030", "gbk", "utf-8-sig", "utf-16"])
def test_text_that_is_not_utf8_is_read_and_its_encoding_told(folder: Path, codec: str) -> None:
    (folder / "other.txt").write_bytes(report(2020).encode(codec))
    reports, ledger = read_reports(folder, return_ledger=True)
    assert reports.set_index("report_id").at["other", "text"] == report(2020)
    assert ledger.set_index("path").at["other.txt", "encoding"] != "utf-8"
    assert ledger["status"].tolist() == ["read", "read"]


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
def test_the_text_is_kept_to_the_character(folder: Path, line_end: str) -> None:
    text = "\u3000" + report(2020).replace("\n", line_end) + " \xa0" + line_end * 3
    (folder / "other.txt").write_bytes(text.encode())
    assert read_reports(folder / "other.txt").at[0, "text"] == text


@pytest.mark.parametrize(
    "vary",
    [
        str,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n\n", "\n\u3000\u3000"),
        lambda text: text.replace(",", "，"),
    ],
    ids=["same bytes", "crlf", "indented", "full-width"],
)
def test_the_same_text_twice_is_read_once(folder: Path, vary) -> None:
    (folder / "zcopy.txt").write_bytes(vary(report()).encode())
    reports, ledger = read_reports(folder, return_ledger=True)
    ledger = ledger.set_index("path")
    assert reports["report_id"].tolist() == ["good"]
    assert ledger["status"].to_dict() == {"good.txt": "read", "zcopy.txt": "duplicate"}
    assert ledger.at["zcopy.txt", "report_id"] == "good"
    assert "same text as good.txt" in ledger.at["zcopy.txt", "warnings"]


def test_reports_on_two_years_are_two_reports(folder: Path) -> None:
    (folder / "next.txt").write_text(report(2020), encoding="utf-8")
    assert read_reports(folder)["year"].tolist() == [2019, 2020]


def test_two_files_with_one_stem_get_two_ids_and_keep_them_when_a_file_is_added(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "good.txt").write_text(report(2020), encoding="utf-8")
    (folder / "good.text").write_text(report(2021), encoding="utf-8")
    reports = read_reports(folder).set_index("path")
    ids = reports["report_id"]
    assert ids.is_unique
    assert (ids == "good").sum() == 1
    assert ids.str.fullmatch(r"good(-[0-9a-f]{8})?").all()
    (folder / "zzz.txt").write_text(report(2022), encoding="utf-8")
    assert read_reports(folder).set_index("path")["report_id"].drop("zzz.txt").to_dict() == ids.to_dict()


def test_subfolders_are_searched_and_paths_are_told_from_the_top(folder: Path) -> None:
    deep = folder / "2020" / "市"
    deep.mkdir(parents=True)
    (deep / "report.txt").write_text(report(2020), encoding="utf-8")
    assert read_reports(folder)["path"].tolist() == ["2020/市/report.txt", "good.txt"]


def test_hidden_files_and_the_metadata_at_the_top_are_no_reports(folder: Path) -> None:
    (folder / ".hidden").mkdir()
    for name in (".report.txt", ".hidden/report.txt"):
        (folder / name).write_text(report(2020), encoding="utf-8")
    (folder / "reports.csv").write_text("path,year\ngood.txt,2018\n", encoding="utf-8")
    assert ledger_of(folder).index.tolist() == ["good.txt"]


def test_the_order_of_the_rows_is_that_of_the_paths_or_of_the_list(folder: Path) -> None:
    for name, year in (("b.txt", 2020), ("a.txt", 2021), ("C.txt", 2022)):
        (folder / name).write_text(report(year), encoding="utf-8")
    assert read_reports(folder)["path"].tolist() == ["C.txt", "a.txt", "b.txt", "good.txt"]
    given = [folder / "b.txt", folder / "a.txt"]
    assert read_reports(given)["report_id"].tolist() == ["b", "a"]


@pytest.mark.parametrize("kind", [str, Path])
def test_a_single_file_as_text_or_path(folder: Path, kind: type) -> None:
    assert read_reports(kind(folder / "good.txt"))["report_id"].tolist() == ["good"]


@pytest.mark.parametrize("wrap", [lambda path: path, lambda path: [path], str], ids=["path", "list", "text"])
def test_no_such_path_is_refused(folder: Path, wrap) -> None:
    with pytest.raises(
        InputError, match=r"path '.*none\.txt' does not exist; give a folder, a file or a list of files\."
    ):
        read_reports(wrap(folder / "none.txt"))


@pytest.mark.parametrize("hidden", [[], [".DS_Store"], ["reports.csv"]])
def test_an_empty_folder_is_refused(tmp_path: Path, hidden: list[str]) -> None:
    for name in hidden:
        (tmp_path / name).write_text("path\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"folder '.*' holds no file; give a folder with report files\."):
        read_reports(tmp_path)


def test_an_empty_list_is_refused() -> None:
    with pytest.raises(InputError, match=r"reports is an empty list; give at least one file\."):
        read_reports([])


def test_nothing_but_refused_files_gives_an_empty_table(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    reports, ledger = read_reports(tmp_path, return_ledger=True)
    assert reports.empty
    assert list(reports.columns) == list(COLUMNS["reports"])
    assert ledger["status"].tolist() == ["empty"]


needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


@needs_links
def test_links_that_go_in_circles_end(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "one").symlink_to(folder / "two")
    (folder / "two").symlink_to(folder / "one")
    (folder / "dangling").symlink_to(folder / "none")
    ledger = ledger_of(folder)
    assert ledger["status"].to_dict() == {
        "good.txt": "read",
        "one": "unreadable",
        "two": "unreadable",
        "dangling": "unreadable",
    }
    assert ledger["warnings"].str.startswith("cannot be opened").sum() == 3


@needs_links
def test_a_link_to_a_report_is_its_copy(folder: Path) -> None:
    (folder / "link.txt").symlink_to(folder / "good.txt")
    assert sorted(ledger_of(folder)["status"]) == ["duplicate", "read"]


@needs_links
def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert ledger_of(folder).at["pipe", "status"] == "unreadable"


def test_a_folder_in_a_list_is_told(folder: Path) -> None:
    assert ledger_of([folder / "good.txt", folder])["status"].tolist() == ["read", "unreadable"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(folder: Path) -> None:
    locked = folder / "locked.txt"
    locked.write_text(report(2020), encoding="utf-8")
    locked.chmod(0)
    entry = ledger_of(folder).loc["locked.txt"]
    assert (entry["status"], entry["warnings"]) == ("unreadable", "cannot be opened: permission denied")


def test_a_file_that_cannot_be_opened_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "locked.txt").write_text(report(2020), encoding="utf-8")
    opening = os.open

    def refuse(path: Any, *more: Any) -> int:
        if Path(path).name == "locked.txt":
            raise PermissionError(13, "Permission denied")
        return opening(path, *more)

    monkeypatch.setattr(os, "open", refuse)
    entry = ledger_of(folder).loc["locked.txt"]
    assert (entry["status"], entry["warnings"]) == ("unreadable", "cannot be opened: permission denied")


def test_a_report_without_title_year_and_heading_is_read_and_says_what_is_missing(folder: Path) -> None:
    (folder / "bare.txt").write_text("推进依法行政,成效明显。\n办理复议案件5件。\n", encoding="utf-8")
    reports, ledger = read_reports(folder / "bare.txt", return_ledger=True)
    row = reports.iloc[0]
    assert row[["title", "issuer", "region", "level", "year", "published"]].isna().all()
    assert row["doc_type"] == "other"
    said = ledger.at[0, "warnings"].split("; ")
    assert {"title not found", "year reported on not found", "region not found"} <= set(said)
    paragraphs = fz.split_paragraphs(reports)
    assert paragraphs[["heading_1", "heading_2"]].isna().all(axis=None)
    assert paragraphs["role"].tolist() == ["preamble", "work"]


def test_where_facts_stood_is_told_and_what_a_table_gives_is_not_doubted(folder: Path) -> None:
    (folder / "a.txt").write_text(
        "2020年，我局推进依法行政。现将法治政府建设情况报告如下：\n一、工作\n办案5件。\n", encoding="utf-8"
    )
    reports, ledger = read_reports(folder / "a.txt", return_ledger=True)
    row = reports.iloc[0]
    assert (row["year_from"], row["doc_type_from"]) == ("opening", "opening")
    assert row[["title_from", "region_from", "issuer_from"]].isna().all()
    assert ledger.at[0, "warnings"] == "title not found; region not found"
    table = pd.DataFrame(
        {"path": ["a.txt"], "title": ["报告"], "region": ["龙沙区"], "issuer": ["龙沙区水利局"]}
    )
    reports, ledger = read_reports(folder / "a.txt", metadata=table, return_ledger=True)
    row = reports.iloc[0]
    assert (row["title_from"], row["region_from"], row["issuer_from"]) == ("table", "table", "table")
    assert (row["level"], row["region_code"], row["year_from"]) == ("department", "230202", "opening")
    assert ledger["warnings"].isna().all()


def test_damage_is_told(folder: Path) -> None:
    (folder / "damaged.txt").write_text(report(2020) + "于2017101日实施。\n2021219\n", encoding="utf-8")
    reports, ledger = read_reports(folder / "damaged.txt", return_ledger=True)
    assert reports["published"].isna().all()
    assert "damaged date '2017101日'" in ledger.at[0, "warnings"]
    assert "damaged date '2021219', not used" in ledger.at[0, "warnings"]


def test_metadata_overrides_what_the_text_says(folder: Path) -> None:
    (folder / "other.txt").write_text(report(2020), encoding="utf-8")
    metadata = pd.DataFrame(
        {
            "path": ["good.txt", "other.txt"],
            "title": ["甲", None],
            "level": ["zone", None],
            "year": [2001, None],  # 2001.0, because of the gap
            "published": ["2002-03-04", ""],
            "doc_number": ["甲〔2002〕1号", "  "],
            "region_code": ["010203", None],
            "note": ["no column of reports", "="],
        }
    )
    kept = metadata.copy(deep=True)
    rows = read_reports(folder, metadata=metadata).set_index("path")
    good, other = rows.loc["good.txt"], rows.loc["other.txt"]
    assert (good["title"], good["level"], good["year"]) == ("甲", "zone", 2001)
    assert (good["published"], good["doc_number"]) == (pd.Timestamp("2002-03-04"), "甲〔2002〕1号")
    assert good["region_code"] == "010203"
    assert (other["year"], other["level"]) == (2020, "prefecture")
    assert other[["published", "doc_number", "region_code"]].isna().all()
    assert "note" not in rows.columns
    pd.testing.assert_frame_equal(metadata, kept)


def test_an_issuer_given_decides_the_region(folder: Path) -> None:
    metadata = pd.DataFrame({"path": ["good.txt"], "issuer": ["伊春市人民政府"]})
    row = read_reports(folder, metadata=metadata).iloc[0]
    assert (row["region"], row["province"], row["region_code"]) == ("伊春市", "黑龙江省", "230700")


def test_metadata_beside_the_reports_is_used_unless_other_is_given(folder: Path) -> None:
    (folder / "reports.csv").write_text("\ufeffpath,year\ngood.txt,2018\n", encoding="utf-8")
    (folder / "mine.csv").write_text("path,year\ngood.txt,2017\n", encoding="utf-8")
    (folder / "mine.csv").rename(folder.parent / "mine.csv")
    assert read_reports(folder)["year"].tolist() == [2018]
    assert read_reports(folder, metadata=folder.parent / "mine.csv")["year"].tolist() == [2017]
    assert read_reports(folder / "good.txt")["year"].tolist() == [2019]


def test_metadata_by_path_comes_before_metadata_by_name(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "good.txt").write_text(report(2020), encoding="utf-8")
    metadata = pd.DataFrame({"path": ["good.txt", "sub/good.txt"], "doc_number": ["甲", "乙"]})
    assert read_reports(folder, metadata=metadata).set_index("path")["doc_number"].to_dict() == {
        "good.txt": "甲",
        "sub/good.txt": "乙",
    }


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"file": ["good.txt"]}, r"metadata lacks the column\(s\) path"),
        (
            {"path": ["good.txt"], "year": ["去年"]},
            "an unreadable year '去年' for 'good.txt'; write a year such as 2019",
        ),
        ({"path": ["good.txt"], "year": [2019.5]}, "unreadable year '2019.5' for 'good.txt'"),
        (
            {"path": ["good.txt"], "published": ["2020-13-01"]},
            "unreadable published '2020-13-01' for 'good.txt'",
        ),
        ({"path": ["good.txt"], "published": ["2019219x"]}, "unreadable published '2019219x' for 'good.txt'"),
        (
            {"path": ["good.txt"], "level": ["city"]},
            "level 'city' for 'good.txt'; use one of country, province",
        ),
        (
            {"path": ["good.txt"], "doc_type": ["report"]},
            "doc_type 'report' for 'good.txt'; use one of annual_report",
        ),
        (
            {"path": ["good.txt"] * 2, "year": [2018, 2019]},
            "has two rows for 'good.txt'; keep one row per file",
        ),
    ],
)
def test_metadata_that_cannot_be_used_is_refused(folder: Path, columns: dict[str, list], says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_reports(folder, metadata=pd.DataFrame(columns))


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04"], ids=["none", "empty", "no workbook"])
def test_a_metadata_file_that_cannot_be_read_is_refused_by_name(folder: Path, content: bytes | None) -> None:
    file = folder.parent / "mine.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(
        InputError, match=r"metadata '.*mine\.csv' cannot be read .*; give a CSV or XLSX table"
    ):
        read_reports(folder, metadata=file)


def test_several_processes_give_the_same_tables(folder: Path) -> None:
    for year in range(2015, 2019):
        (folder / f"r{year}.txt").write_text(report(year), encoding="utf-8")
    (folder / "empty.txt").touch()
    for one, two in zip(
        read_reports(folder, return_ledger=True),
        read_reports(folder, return_ledger=True, n_jobs=2),
        strict=True,
    ):
        pd.testing.assert_frame_equal(one, two)


def crash(chunk: Sequence[Source], overrides: Overrides, *, progress: bool) -> list[list[Outcome]]:
    """A reader that dies, as a library in C may, or raises what nobody foresaw."""
    if any(source.label == "crash.txt" for source in chunk):
        os._exit(1)
    if any(source.label == "odd.txt" for source in chunk):
        raise MemoryError("too large")
    return read_chunk(chunk, overrides, progress=progress)


def test_a_reader_that_dies_or_breaks_costs_its_own_file_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, name in enumerate(["crash.txt", "next.txt", "odd.txt", "zlast.txt"]):
        (folder / name).write_text(report(2020 + number), encoding="utf-8")
    monkeypatch.setattr("analysis.reading.read.read_chunk", crash)
    ledger = ledger_of(folder, n_jobs=2)
    assert ledger["status"].to_dict() == {
        "crash.txt": "unreadable",
        "good.txt": "read",
        "next.txt": "read",
        "odd.txt": "unreadable",
        "zlast.txt": "read",
    }
    assert ledger.at["crash.txt", "warnings"] == "its reader crashed; convert it to plain text"
    assert ledger.at["odd.txt", "warnings"] == "failed twice: MemoryError: too large"


def test_a_corpus_on_disk_is_the_corpus_in_memory(folder: Path, tmp_path: Path) -> None:
    for name, text in (("next.txt", report(2020)), ("zcopy.txt", report()), ("empty.txt", "")):
        (folder / name).write_text(text, encoding="utf-8")
    reports, ledger = read_reports(folder, return_ledger=True)
    written = fz.write_corpus(folder, tmp_path / "corpus.parquet")
    pd.testing.assert_frame_equal(written, ledger)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "corpus.parquet"), reports)
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "corpus.paragraphs.parquet"), fz.split_paragraphs(reports)
    )


def test_progress_goes_to_standard_error_only(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read_reports(folder)
    assert capsys.readouterr() == ("", "")
    read_reports(folder, progress=True)
    assert capsys.readouterr().out == ""


def test_the_sample_reports(reports: pd.DataFrame) -> None:
    rows = reports.set_index("report_id")
    assert rows["year"].to_dict() == {
        "huangshi_2022": 2022,
        "lianyungang_2020": 2020,
        "longsha_2019": 2019,
        "weifang_gaoxin_2018": 2018,
        "yichun_2017": 2017,
    }
    given = pd.read_csv(fz.sample_reports() / "reports.csv", dtype="string").set_index("path")
    for path, row in given.iterrows():
        own = reports.set_index("path").loc[path]
        assert (
            own[["issuer", "region_code", "level"]].tolist()
            == row[["issuer", "region_code", "level"]].tolist()
        )
        assert (
            own["published"] is pd.NaT
            if pd.isna(row["published"])
            else str(own["published"].date()) == row["published"]
        )
    assert rows["doc_type"].to_dict() == {
        "huangshi_2022": "press_conference",
        "lianyungang_2020": "annual_report",
        "longsha_2019": "work_summary",
        "weifang_gaoxin_2018": "annual_report",
        "yichun_2017": "annual_report",
    }
    files = {path.stem: path.read_bytes().decode() for path in fz.sample_reports().glob("*.txt")}
    assert rows["text"].to_dict() == files


def test_statuses_are_those_of_the_contract(folder: Path) -> None:
    for name, content in (
        ("empty.txt", b""),
        ("copy.txt", report().encode()),
        ("x.bin", bytes(range(256))),
        ("t.pdf", b"%PDF-"),
    ):
        (folder / name).write_bytes(content)
    assert set(ledger_of(folder)["status"]) == set(LEDGER_STATUS)
