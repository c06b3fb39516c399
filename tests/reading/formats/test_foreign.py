"""What lies in a folder of reports and is none."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS
from analysis.output import write_table
from analysis.reading.formats.foreign import is_results, refuse_name, refuse_text

from .builders import make_zip
from .pages import LINES, TITLE, make_site_page

TEXT = "\n".join(LINES)
CODE = "// 打开页面\nfunction show(id) { document.getElementById(id).style.display = 'block'; }\n" * 20


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("~$2020年报告.docx", "lock_file"),
        ("2020/.~lock.报告.odt#", "lock_file"),
        ("~WRL0003.tmp", "lock_file"),
        ("Desktop.ini", "system_file"),
        ("图片\\Thumbs.db", "system_file"),
        ("政府网.url", "system_file"),
        ("报告.pdf.crdownload", "system_file"),
        ("报告_files/jquery.min.js", "program_code"),
        ("style.CSS", "program_code"),
        ("crawl.py", "program_code"),
        ("download.log", "program_code"),
        ("__MACOSX/报告.txt", "system_file"),
        ("2020\\$RECYCLE.BIN\\报告.docx", "system_file"),
    ],
)
def test_names_tell_what_programs_leave_behind(name: str, code: str) -> None:
    refusal = refuse_name(name)
    assert refusal is not None
    assert (refusal.status, refusal.remark.code) == ("unsupported", code)


@pytest.mark.parametrize(
    "name", ["2020.txt", "报告.shtml", "a.b.d", "报告", "lock.txt", "t20210301_1.html", "P0.pdf"]
)
def test_other_names_tell_nothing(name: str) -> None:
    assert refuse_name(name) is None


@pytest.mark.parametrize("table", sorted(COLUMNS))
@pytest.mark.parametrize("name", ["coded.csv", "coded.txt"])
def test_tables_of_this_package_are_known_by_their_header(table: str, name: str) -> None:
    header = ",".join(COLUMNS[table])
    refusal = refuse_text(name, "txt", f"\ufeff{header}\n{TEXT}")
    columns = {*COLUMNS[table]}
    known = (
        columns & {"report_id", "paragraph_id", "item_id", "unit_id"}
        or columns >= {"area", "share", "estimator", "n_reports"}
        or table in ("ledger", "trends", "trend power", "robustness")
    )
    assert (refusal is not None and refusal.remark.code == "own_table") == bool(known)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.csv", f'标题,年份,正文\n甲,2020,"{TEXT}"\n', "table_of_texts"),
        ("a.tsv", f"id\ttext\n1\t{TEXT.replace(chr(10), '')}\n", "table_of_texts"),
        ("a.jsonl", '{"text": "' + "依法行政" * 40 + '"}\n', "table_of_texts"),
        ("a.csv", "地区,年份,生产总值\n青岚市,2020,1234.5\n", "table_without_text"),
        ("a.json", '{"地区": ["青岚市", "龙沙区"]}', "table_without_text"),
        ("readme.txt", "Reports downloaded on Monday, see the site for more.", "no_chinese"),
        ("a.txt", "□□□□ 2020 1234\n市\n", "no_chinese"),
        ("show", CODE, "program_code"),
        (
            "feed.xml",
            "<?xml version='1.0'?>\n<!-- x --><rss><item>法治政府建设情况报告</item></rss>",
            "xml_data",
        ),
    ],
)
def test_contents_tell_tables_and_code(name: str, text: str, code: str) -> None:
    refusal = refuse_text(name, "txt", text)
    assert refusal is not None
    assert refusal.remark.code == code


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", TEXT),
        ("a.csv", TEXT),  # a text under a wrong name
        ("a.json", TEXT),
        ("a.txt", "依法行政"),
        ("a.txt", "法\u00ad治 政\u200b府"),
        ("a.txt", f"title,text\n{TEXT}"),
        ("a.txt", "關於法治政府建設情況的報告"),
    ],
)
def test_texts_are_texts_under_any_name(name: str, text: str) -> None:
    assert refuse_text(name, "txt", text) is None


def test_a_replication_package_is_known_packed_and_unpacked(tmp_path: Path) -> None:
    files = {"SHA256SUMS": "", "code/analysis/__init__.py": "", "data/reports/a.txt": TEXT}
    for name, content in files.items():
        (tmp_path / "package" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "package" / name).write_text(content, encoding="utf-8")
    (tmp_path / "package.zip").write_bytes(make_zip(dict(files)))
    (tmp_path / "inside.zip").write_bytes(make_zip({f"package/{name}": text for name, text in files.items()}))
    (tmp_path / "texts.zip").write_bytes(make_zip({"a.txt": TEXT}))
    reports, ledger = fz.read_reports(tmp_path, return_ledger=True)
    assert reports["path"].tolist() == ["texts.zip/a.txt"]
    codes = ledger.set_index("path")["remarks"].dropna()
    assert {codes[name] for name in ("package", "package.zip", "inside.zip")} == {'[{"code":"own_results"}]'}


def test_a_manifest_tells_a_folder_of_results(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "网页应用"}', encoding="utf-8")
    assert not is_results(tmp_path)
    assert not is_results(tmp_path / "none")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Reports as a researcher's folder has them, with what lies between them."""
    (tmp_path / "青岚_files").mkdir()
    files = {
        "青岚.txt": TEXT.encode(),
        "龙沙.html": make_site_page(
            "".join(f"<p>{line.replace('2021', '2020')}</p>" for line in LINES[1:]),
            title=TITLE.replace("2021", "2020"),
        ),
        "~$青岚.docx": b"\x05user",
        "desktop.ini": "[.ShellClassInfo]\r\n".encode("utf-16"),
        "Thumbs.db": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "青岚_files/main.js": CODE.encode(),
        "青岚_files/site.css": b"p { color: red }",
        "gdp.csv": "地区,年份,生产总值\n青岚市,2020,1234.5\n".encode("gb18030"),
        "readme.md": b"Downloaded in May.\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_a_folder_gives_its_reports_and_tells_the_rest(folder: Path) -> None:
    reports, ledger = fz.read_reports(folder, return_ledger=True)
    assert sorted(reports["path"]) == ["青岚.txt", "龙沙.html"]
    assert set(ledger["status"]) == {"read", "unsupported"}
    assert len(ledger) == 9
    assert ledger["warnings"][ledger["status"] == "unsupported"].notna().all()


def test_what_this_package_wrote_into_the_folder_changes_nothing(folder: Path) -> None:
    first, ledger = fz.read_reports(folder, return_ledger=True)
    write_table(first, folder / "read.csv")
    write_table(fz.split_paragraphs(first), folder / "paragraphs.csv")
    write_table(ledger, folder / "ledger.csv")
    fz.run_study(folder / "青岚.txt", folder / "results", quick=True, formats=["svg"])
    again, ledger = fz.read_reports(folder, return_ledger=True)
    pd.testing.assert_frame_equal(again, first)
    own = ledger.set_index("path")["warnings"]
    assert {own[name] for name in ("read.csv", "paragraphs.csv", "ledger.csv")} == {
        "is a table that fazhi wrote, no report"
    }
    assert own["results"] == "is a folder of results that fazhi run wrote, no report"
    assert not own.index.str.startswith("results/").any()
