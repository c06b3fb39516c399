"""Pages of one article and frames, read from the files beside a file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.reading.beside import hash_with_neighbours, source_beside
from analysis.reading.read import read_reports, write_corpus
from analysis.reading.sources import Source, find_sources
from tests.reading.test_parts import TWO, WORK, report

TITLE = "铜陵市2020年法治政府建设情况报告"
WHOLE = report("铜陵市", 2020)
CUT = WHOLE.index("二、存在")


def page(text: str, title: str = TITLE) -> str:
    lines = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>{lines}</body></html>"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def read(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    reports, ledger = read_reports(folder, return_ledger=True)
    return reports.set_index("report_id"), ledger.set_index("path")


def codes(ledger: pd.DataFrame, path: str) -> str:
    return str(ledger.loc[path, "remarks"])


@pytest.mark.parametrize("second", ["art_2__html", "art_1__html"])
def test_pages_of_an_article_are_one_report(tmp_path: Path, second: str) -> None:
    body = WHOLE.removeprefix(TITLE)
    cut = body.index("二、存在")
    reports, ledger = read(write(tmp_path, art__html=page(body[:cut]), **{second: page(body[cut:])}))
    assert list(reports.index) == ["art"]
    name = second.replace("__", ".")
    assert ledger.loc[name, ["status", "report_id"]].tolist() == ["duplicate", "art"]
    assert "page_of" in codes(ledger, name)
    assert "pages_joined" in codes(ledger, "art.html")
    paragraphs = fz.split_paragraphs(reports.reset_index())
    assert set(paragraphs["role"]) >= {"work", "problem"}
    assert reports.loc["art", "published"] == pd.Timestamp(2021, 3, 1)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (report("徐州市", 2020), report("苏州市", 2020)),
        (WHOLE[:CUT], TITLE.replace("2020", "2021") + "\n" + WHOLE[CUT:]),
        (WHOLE[:CUT], WHOLE[CUT:].replace("二、", "四、")),
    ],
)
def test_files_that_only_share_a_name_stay_apart(tmp_path: Path, one: str, two: str) -> None:
    reports, ledger = read(write(tmp_path, a_1__txt=one, a_2__txt=two))
    assert len(reports) == 2
    assert "page" not in codes(ledger, "a_1.txt")


def test_a_page_whose_fellow_is_missing_is_doubted(tmp_path: Path) -> None:
    _, ledger = read(write(tmp_path, b_2__txt=f"{TITLE}\n二、规范执法\n{WORK}\n三、存在的问题\n人手不足。\n"))
    assert "begins_inside" in codes(ledger, "b_2.txt")


def test_a_series_of_many_numbered_files_is_no_article(tmp_path: Path) -> None:
    folder = write(tmp_path, **{f"r_{number}__txt": WHOLE for number in range(1, 12)})
    assert not any(source.pages for source in find_sources(folder).files)
    few = write(tmp_path / "few", r_1__txt=WHOLE, r_2__txt=WHOLE, r_9__txt=WHOLE)
    assert not any(source.pages for source in find_sources(few).files)


def test_what_a_frame_shows_is_read_once(tmp_path: Path) -> None:
    shell = "<html><title>x</title><body><p>首页</p><iframe src='in/text.html'></iframe></body></html>"
    reports, ledger = read(write(tmp_path, **{"index__html": shell, "in/text__html": page(WHOLE)}))
    assert list(reports.index) == ["index"]
    assert reports.loc["index", "title"] == TITLE
    assert ledger.loc["in/text.html", ["status", "report_id"]].tolist() == ["duplicate", "index"]
    assert "frame_shown" in codes(ledger, "index.html")


def test_a_page_that_says_enough_keeps_its_frames_apart(tmp_path: Path) -> None:
    shell = page(WHOLE).replace("</body>", "<iframe src='other.html'></iframe></body>")
    other = page(TWO[0], title="龙沙区2019年法治政府建设情况报告")
    reports, _ = read(write(tmp_path, index__html=shell, other__html=other))
    assert len(reports) == 2


@pytest.mark.parametrize(
    "name", ["../secret.html", "/etc/passwd", "http://example.org/a", "file:///a", "a\\b", "\0", ""]
)
def test_a_frame_that_leads_elsewhere_is_not_followed(name: str) -> None:
    assert source_beside(Source("a.html", Path("/data/a.html")), name) is None


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "out.html"
    outside.write_text(page(WHOLE), encoding="utf-8")
    folder = write(tmp_path / "in", index__html="<body><p>首页</p><iframe src='out.html'></iframe></body>")
    (folder / "out.html").symlink_to(outside)
    _, ledger = read(folder)
    assert "frame_shown" not in codes(ledger, "index.html")


def test_bound_reports_have_a_row_each(tmp_path: Path) -> None:
    reports, ledger = read(write(tmp_path, **{"2020/book__txt": "".join(TWO)}))
    assert list(reports.index) == ["book-1", "book-2"]
    assert reports["year"].tolist() == [2019, 2020]
    assert list(ledger.index) == ["2020/book.txt/book-1", "2020/book.txt/book-2"]
    assert all("bound_reports" in codes(ledger, path) for path in ledger.index)
    assert "".join(reports["text"]) == "".join(TWO)


def test_metadata_that_speak_of_a_file_as_one_report_keep_it_whole(tmp_path: Path) -> None:
    folder = write(tmp_path, book__txt="".join(TWO), reports__csv="path,year\nbook.txt,2019\n")
    reports, ledger = read(folder)
    assert reports["year"].tolist() == [2019]
    assert "second_title" in codes(ledger, "book.txt")


def test_a_corpus_on_disk_is_joined_and_split_alike(tmp_path: Path) -> None:
    shell = "<html><title>x</title><body><p>首页</p><iframe src='text.html'></iframe></body></html>"
    folder = write(
        tmp_path / "in", a_1__txt=WHOLE[:CUT], a_2__txt=WHOLE[CUT:], index__html=shell, book__txt="".join(TWO)
    )
    write(folder, text__html=page(report("常州市", 2021), "常州市2021年法治政府建设情况报告"))
    reports, ledger = read_reports(folder, return_ledger=True)
    (tmp_path / "out").mkdir()
    streamed = write_corpus(folder, tmp_path / "out" / "corpus.parquet")
    pd.testing.assert_frame_equal(streamed, ledger)
    written = pd.read_parquet(tmp_path / "out" / "corpus.parquet")
    assert (
        written["report_id"].tolist() == reports["report_id"].tolist() == ["a_1", "book-1", "book-2", "index"]
    )


def test_the_hash_of_a_file_counts_what_is_read_with_it(tmp_path: Path) -> None:
    shell = "<html><body><p>首页</p><iframe src='text.html'></iframe></body></html>"
    folder = write(
        tmp_path,
        a_1__txt=WHOLE[:CUT],
        a_2__txt=WHOLE[CUT:],
        index__html=shell,
        text__html=page(WHOLE),
        lone__txt=WHOLE,
    )
    before = {source.label: hash_with_neighbours(source) for source in find_sources(folder).files}
    write(folder, a_2__txt=WHOLE[CUT:] + "又一行。\n", text__html=page(TWO[0]))
    after = {source.label: hash_with_neighbours(source) for source in find_sources(folder).files}
    assert {label for label in before if before[label] != after[label]} == {
        "a_1.txt",
        "a_2.txt",
        "index.html",
        "text.html",
    }
