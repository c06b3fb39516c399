"""The sample reports through every format, and hostile files beside a good one: the public verbs from end to end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz

from .formats.builders import BODY, make_docx, make_pdf, make_plain_page, make_zip, para, squeeze

SOURCES = sorted(fz.sample_reports().glob("*.txt"))
STEMS = [path.stem for path in SOURCES]
FACTS = ["title", "year", "issuer", "published", "doc_number", "doc_type", "region_code", "level"]
NO_METADATA = pd.DataFrame({"path": pd.Series(dtype="string")})


def as_docx(text: str) -> bytes:
    return make_docx("".join(para(line) for line in text.split("\n")))


def as_pdf(text: str) -> bytes:
    return make_pdf([line for line in text.split("\n") if line.strip()])


def as_html(text: str) -> bytes:
    return make_plain_page(text.split("\n")).encode()


# format -> ending and maker
FORMATS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "docx": ("docx", as_docx),
    "pdf": ("pdf", as_pdf),
    "html": ("html", as_html),
    "gb18030": ("txt", lambda text: text.encode("gb18030")),
    "utf-16": ("txt", lambda text: text.encode("utf-16")),
}


def saved(source: Path, kind: str) -> tuple[str, bytes]:
    """Name and contents of a sample report in another format."""
    ending, make = FORMATS[kind]
    return f"{source.stem}.{ending}", make(source.read_bytes().decode())


def save_all(folder: Path, kind: str) -> None:
    """The five reports in one format; as ZIP, each in a format of its own."""
    if kind == "zip":
        files = [saved(source, own) for source, own in zip(SOURCES, FORMATS, strict=True)]
        (folder / "all.zip").write_bytes(make_zip({f"报告/{name}": content for name, content in files}))
        return
    for name, content in (saved(source, kind) for source in SOURCES):
        (folder / name).write_bytes(content)


@pytest.fixture(scope="module")
def original() -> pd.DataFrame:
    """The reports as their texts alone tell them: a list of files has no metadata beside it."""
    return fz.read_reports(SOURCES)


@pytest.fixture(scope="module")
def original_paragraphs(original: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return dict(iter(fz.split_paragraphs(original).groupby("report_id")))


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports in every format, and files that cannot be read."""
    top = tmp_path_factory.mktemp("mixed")
    for kind in [*FORMATS, "zip"]:
        (top / kind).mkdir()
        save_all(top / kind, kind)
    (top / "empty.txt").touch()
    (top / "torn.docx").write_bytes(as_docx(BODY)[:300])
    return top


@pytest.mark.parametrize("kind", [*FORMATS, "zip"])
def test_every_format_gives_the_same_report(
    tmp_path: Path, kind: str, original: pd.DataFrame, original_paragraphs: dict[str, pd.DataFrame]
) -> None:
    save_all(tmp_path, kind)
    reports, ledger = fz.read_reports(tmp_path, metadata=NO_METADATA, return_ledger=True)
    assert sorted(reports["report_id"]) == STEMS
    assert set(ledger["status"]) == {"read"}
    reports = reports.set_index("report_id").loc[STEMS].reset_index()
    pd.testing.assert_frame_equal(reports[[*FACTS, "n_chars"]], original[[*FACTS, "n_chars"]])
    paragraphs = dict(iter(fz.split_paragraphs(reports).groupby("report_id")))
    for stem, path in zip(STEMS, reports["path"], strict=True):
        own, other = paragraphs[stem], original_paragraphs[stem]
        clean = squeeze if path.endswith(".pdf") else str.strip
        assert own["text"].map(clean).tolist() == other["text"].map(clean).tolist()
        assert own["role"].tolist() == other["role"].tolist()
        for heading in ("heading_1", "heading_2"):
            assert own[heading].fillna("").map(squeeze).tolist() == (
                other[heading].fillna("").map(squeeze).tolist()
            )


@pytest.mark.parametrize("source", SOURCES, ids=STEMS)
def test_one_report_in_four_formats_is_read_once(tmp_path: Path, source: Path) -> None:
    shutil.copy(source, tmp_path)
    for kind in ("docx", "html", "pdf"):
        name, content = saved(source, kind)
        (tmp_path / name).write_bytes(content)
    reports, ledger = fz.read_reports(tmp_path, return_ledger=True)
    assert reports["report_id"].tolist() == [source.stem]
    assert sorted(ledger["status"]) == ["duplicate"] * 3 + ["read"]
    assert set(ledger["report_id"]) == {source.stem}
    copies = ledger[ledger["status"] == "duplicate"]
    assert copies["warnings"].str.contains(f"same text as {reports.at[0, 'path']}", regex=False).all()


def test_the_formats_together_give_each_report_once(mixed: Path) -> None:
    reports, ledger = fz.read_reports(mixed, return_ledger=True)
    assert sorted(reports["report_id"]) == STEMS
    assert ledger["status"].value_counts().to_dict() == {
        "read": 5,
        "duplicate": 25,
        "empty": 1,
        "unreadable": 1,
    }


def test_two_processes_give_the_same_tables(mixed: Path, tmp_path: Path) -> None:
    one = fz.read_reports(mixed, return_ledger=True)
    two = fz.read_reports(mixed, return_ledger=True, n_jobs=2)
    for own, other in zip(one, two, strict=True):
        pd.testing.assert_frame_equal(own, other)
    pd.testing.assert_frame_equal(fz.write_corpus(mixed, tmp_path / "corpus.parquet", n_jobs=2), one[1])


@pytest.mark.parametrize("chunk", [200, 4], ids=["one chunk", "many chunks"])
def test_a_corpus_on_disk_is_the_corpus_in_memory(
    mixed: Path, tmp_path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.reading.read.CHUNK", chunk)
    reports, ledger = fz.read_reports(mixed, return_ledger=True)
    written = fz.write_corpus(mixed, tmp_path / "corpus.parquet")
    pd.testing.assert_frame_equal(written, ledger)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "corpus.parquet"), reports)
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "corpus.paragraphs.parquet"), fz.split_paragraphs(reports)
    )


def lay_traps(folder: Path) -> dict[str, str]:
    """Hostile files beside a good report; gives the ledger's paths and the status that each must get."""
    shutil.copy(SOURCES[1], folder / "good.txt")
    docx, bomb = as_docx(BODY * 50), {"bomb.txt": bytes(50 << 20), "fine.txt": SOURCES[2].read_bytes()}
    inner = make_zip({"fine.txt": SOURCES[3].read_bytes(), "deeper.zip": make_zip({"a.txt": BODY})})
    files = {
        "locked.pdf": make_pdf([BODY] * 3, password="secret"),
        "torn.docx": docx[: len(docx) // 2],
        "bomb.zip": make_zip(bomb),
        "nested.zip": make_zip({"inner.zip": inner}),
        "nul.txt": SOURCES[4].read_bytes().replace("。".encode(), "\0。".encode()),
        "deep.html": b"<html><body>" + b"<div>" * 100_000 + BODY.encode() + b"</div>" * 100_000,
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with (folder / "zeros.txt").open("wb") as sparse:
        sparse.truncate(70 << 20)
    expected = {
        "good.txt": "read",
        "locked.pdf": "unreadable",
        "torn.docx": "unreadable",
        "bomb.zip/bomb.txt": "unreadable",
        "bomb.zip/fine.txt": "read",
        "nested.zip/inner.zip/fine.txt": "read",
        "nested.zip/inner.zip/deeper.zip": "unsupported",
        "nul.txt": "read",
        "deep.html": "read",
        "zeros.txt": "unsupported",
    }
    try:
        (folder / "loop").symlink_to(folder, target_is_directory=True)
        (folder / "one").symlink_to(folder / "two")
        (folder / "two").symlink_to(folder / "one")
        (folder / "dangling").symlink_to(folder / "none")
    except OSError:  # links need rights on Windows
        return expected
    return expected | dict.fromkeys(("one", "two", "dangling"), "unreadable")


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_hostile_files_get_one_row_each_and_stop_nothing(tmp_path: Path, n_jobs: int) -> None:
    expected = lay_traps(tmp_path)
    reports, ledger = fz.read_reports(tmp_path, return_ledger=True, n_jobs=n_jobs)
    assert ledger.set_index("path")["status"].to_dict() == expected
    assert len(ledger) == len(expected)
    refused = ledger[ledger["status"] != "read"]
    assert refused["warnings"].str.fullmatch(r"[^\n]{9,}").all()
    texts = reports.set_index("path")["text"]
    assert texts["good.txt"] == SOURCES[1].read_bytes().decode()
    assert texts["nul.txt"] == SOURCES[4].read_bytes().decode()
    assert texts["deep.html"] == BODY


def write_badly_named(folder: Path, name: bytes, content: bytes) -> None:
    """A file whose name is not UTF-8, or a skipped test where the system refuses such names."""
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(content)
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode on Windows")
@pytest.mark.parametrize(
    ("name", "told"),
    [("报告.txt".encode("gb18030"), "报告.txt"), (b"a\xff.txt", "a\\xff.txt")],
    ids=["GB18030", "no encoding"],
)
def test_a_name_that_is_not_utf8_is_told_as_text(tmp_path: Path, name: bytes, told: str) -> None:
    folder = tmp_path / "市"
    folder.mkdir()
    shutil.copy(SOURCES[1], folder / "good.txt")
    write_badly_named(folder, name, SOURCES[0].read_bytes())
    reports, ledger = fz.read_reports(tmp_path, return_ledger=True)
    assert sorted(ledger["path"]) == sorted([f"市/{told}", "市/good.txt"])
    assert sorted(reports["report_id"]) == sorted(["good", Path(told).stem])
    (tmp_path / "out").mkdir()
    written = fz.write_corpus(folder, tmp_path / "out" / "corpus.parquet")
    assert sorted(written["path"]) == sorted(["good.txt", told])
    listed = fz.read_reports(list(folder.iterdir()))
    assert sorted(listed["report_id"]) == sorted(reports["report_id"])


def on_one_line(source: Path) -> str:
    lines = source.read_text(encoding="utf-8").splitlines()
    return " ".join(line.strip() for line in lines if line.strip())


@pytest.mark.parametrize("stem", ["lianyungang_2020", "weifang_gaoxin_2018"])
def test_a_report_on_one_line_keeps_its_parts(
    tmp_path: Path, stem: str, original: pd.DataFrame, original_paragraphs: dict[str, pd.DataFrame]
) -> None:
    text = on_one_line(fz.sample_reports() / f"{stem}.txt")
    (tmp_path / f"{stem}.txt").write_text(text, encoding="utf-8")
    reports = fz.read_reports(tmp_path)
    facts = ["title", "year", "issuer", "published", "doc_type", "region_code", "level"]
    assert reports.at[0, "text"] == text
    assert reports[facts].iloc[0].tolist() == original.set_index("report_id").loc[stem, facts].tolist()
    own, other = fz.split_paragraphs(reports), original_paragraphs[stem]
    assert "".join(own["text"]) == text
    assert own.groupby("role")["n_chars"].sum().to_dict() == other.groupby("role")["n_chars"].sum().to_dict()
    for column in ("heading_1", "heading_2"):
        assert own[column].dropna().unique().tolist() == other[column].dropna().unique().tolist()
    assert {"heading", "problem", "plan"} <= set(own["role"])
