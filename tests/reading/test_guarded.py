"""Each file within its time and memory: what a reader does not come back from is one row of the ledger."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.reading import guarded
from analysis.reading.apart import Apart
from analysis.reading.guarded import look, read_guarded
from analysis.reading.overrides import Overrides
from analysis.reading.sources import Source
from analysis.reading.tabular.row import Row
from tests.reading.special import TEXT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="timers of CPU time are POSIX's")
PAGE = f"<html><body>{''.join(f'<p>{line}</p>' for line in TEXT.splitlines())}</body></html>"
# the parser compares each attribute with all before it, in one call that takes far longer than the tests allow
SLOW = "<html><body><p" + "".join(f" a{number}='>'" for number in range(60_000)) + f">{PAGE}</body></html>"


@pytest.fixture(scope="module")
def reader() -> Iterator[Apart]:
    own = Apart()
    yield own
    own.close()


def lay(folder: Path, name: str, data: str | bytes) -> Source:
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return Source(name, folder / name, folder)


def pack(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def test_plain_texts_of_usual_size_are_read_here_and_all_else_apart(tmp_path: Path) -> None:
    light = {"a.txt": TEXT, "gone.txt": None, "empty.txt": " \n"}
    heavy = {"page.txt": PAGE, "a.zip": pack({"a.txt": TEXT}), "long.txt": TEXT * 6000, "b.pdf": b"%PDF-1.7"}
    for name, data in light.items():
        source = Source(name, tmp_path / name, tmp_path) if data is None else lay(tmp_path, name, data)
        assert look(source)[0], name
    assert [name for name, data in heavy.items() if look(lay(tmp_path, name, data))[0]] == []
    assert look(Source("t/1", None, row=Row(TEXT)))[0]
    assert not look(Source("t/1", None, row=Row(PAGE)))[0]


def test_what_is_read_apart_is_what_is_read_here(tmp_path: Path, reader: Apart) -> None:
    from analysis.reading.documents import read_source

    sources = [
        lay(tmp_path, "page.html", PAGE),
        lay(tmp_path, "a.zip", pack({"2020/a.txt": TEXT, "b.html": PAGE, "c.bin": "\0\1\2"})),
        lay(tmp_path, "empty.zip", pack({})),
        lay(tmp_path, "broken.pdf", b"%PDF-1.7 nothing"),
    ]
    for source in sources:
        apart = read_guarded(source, Overrides(), reader=reader)
        here = read_source(source, Overrides())
        assert [vars(one) | {"fingerprint": None} for one in apart] == [
            vars(one) | {"fingerprint": None} for one in here
        ]
        marks = [(one.fingerprint, other.fingerprint) for one, other in zip(apart, here, strict=True)]
        assert all(one is other or one.digest == other.digest for one, other in marks)


def test_a_page_that_takes_too_long_is_refused_and_the_next_is_read(tmp_path: Path, reader: Apart) -> None:
    (slow,) = read_guarded(lay(tmp_path, "slow.html", SLOW), Overrides(), seconds=0.5, reader=reader)
    assert (slow.label, slow.status) == ("slow.html", "unreadable")
    assert [remark.say() for remark in slow.remarks] == [
        "takes longer than 0.5 s to read; split it or save it as text"
    ]
    (page,) = read_guarded(lay(tmp_path, "page.html", PAGE), Overrides(), reader=reader)
    assert page.status == "read"


def test_the_files_of_an_archive_behind_one_that_takes_too_long_are_read(
    tmp_path: Path, reader: Apart
) -> None:
    source = lay(tmp_path, "a.zip", pack({"a.txt": TEXT, "slow.html": SLOW, "b.html": PAGE}))
    found = read_guarded(source, Overrides(), seconds=1.0, reader=reader)
    assert [(one.label, one.status) for one in found] == [
        ("a.zip/a.txt", "read"),
        ("a.zip/slow.html", "unreadable"),
        ("a.zip/b.html", "read"),
    ]


def test_an_archive_is_left_after_some_of_its_files_failed(
    tmp_path: Path, reader: Apart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded, "_LOSSES", 2)
    source = lay(tmp_path, "a.zip", pack({f"{number}.html": SLOW for number in range(4)}))
    found = read_guarded(source, Overrides(), seconds=0.5, reader=reader)
    assert [one.label for one in found] == ["a.zip/0.html", "a.zip/1.html", "a.zip"]
    assert found[-1].remarks[0].say() == "was not read further after 2 of its files failed; unpack it"


def test_a_file_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    reader = Apart(memory=1 << 20)  # less than the process needs to begin
    (found,) = read_guarded(lay(tmp_path, "page.html", PAGE), Overrides(), reader=reader)
    assert [remark.code for remark in found.remarks] == ["too_much_memory"]
