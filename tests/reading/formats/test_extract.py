"""Any bytes are read or refused, and nothing else happens."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analysis.reading.formats import Extract, Limits, Refusal, extract, members
from analysis.reading.remarks import Remark

from .builders import (
    BODY,
    OLE,
    cell,
    make_docx,
    make_government_page,
    make_list,
    make_pdf,
    make_plain_page,
    make_zip,
    para,
    refused,
)


def test_import_is_cheap() -> None:
    code = (
        "import sys, analysis.reading.formats\n"
        "heavy = {'lxml', 'docx', 'pypdfium2', 'trafilatura', 'pandas', 'numpy'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", "empty"),
        ("\u3000\n".encode(), "empty"),
        (b"<html><body><script>1</script></body></html>", "empty"),
        (b"{\\rtf1}", "empty"),
        (b"GIF89a" + bytes(9), "unreadable"),
        (random.Random(5).randbytes(4096), "unsupported"),
        (("依法行政" * 20_000).encode() + random.Random(5).randbytes(90_000), "unreadable"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "unreadable"),
        (OLE + "Workbook".encode("utf-16-le"), "unsupported"),
    ],
)
def test_refusals(data: bytes, status: str) -> None:
    found, reason = refused(data)
    assert found == status
    assert reason


def test_limits_of_any_document() -> None:
    assert refused("甲乙丙".encode(), max_bytes=8)[0] == "unreadable"
    assert refused("甲乙丙".encode(), max_chars=2) == (
        "unreadable",
        "holds more than 2 characters; split it or raise the limit",
    )
    assert refused(make_plain_page(["甲", "乙"]).encode(), seconds=-1)[1].startswith("takes longer than")
    assert extract(b"\0" + "依法行政".encode()).remarks == (Remark("nul_removed", n=1),)


@pytest.mark.parametrize("error", [RecursionError, UnicodeError, ValueError, OSError])
def test_errors_of_libraries_become_refusals(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def fail(*args: object) -> None:
        raise error("two\nlines")

    monkeypatch.setattr("analysis.reading.formats.text.read_txt", fail)
    assert refused(b"text") == ("unreadable", f"is damaged ({error.__name__}); open it and save it again")


def test_a_document_that_takes_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise MemoryError

    monkeypatch.setattr("analysis.reading.formats.text.read_txt", fail)
    said = "needs more than 2 GiB of memory to read; split it or save it as text"
    assert refused(b"text") == ("unreadable", said)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (
            "import no_such_library.part",
            "the library no_such_library is missing; pip install no_such_library",
        ),
        ("from json import no_such_name", "the library json does not load; install it again"),
    ],
)
def test_a_library_that_is_missing_is_no_damage(
    monkeypatch: pytest.MonkeyPatch, code: str, reason: str
) -> None:
    def fails(*_: object) -> None:
        exec(code)  # safe: written above

    monkeypatch.setattr("analysis.reading.formats.text.read_txt", fails)
    assert refused(b"text") == ("unreadable", f"not read: {reason}")


@lru_cache(maxsize=1)
def seeds() -> list[bytes]:
    """Small valid files of every kind."""
    numbering = make_list(("chineseCounting", "%1、"))
    return [
        BODY.encode("gbk"),
        BODY.encode("utf-16"),
        make_government_page().encode(),
        make_pdf([BODY, BODY]),
        make_docx(
            para("甲", number=(1, 0)) + f"<w:tbl><w:tr>{cell('甲')}</w:tr></w:tbl>", numbering=numbering
        ),
        make_zip({"甲.txt": BODY, "乙.zip": make_zip({"丙.txt": BODY})}),
        OLE + "WordDocument".encode("utf-16-le"),
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>" + BODY.encode() + b"</p>\r\n--x--\r\n",
    ]


@st.composite
def mutated_files(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(seeds())))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(0, len(data) - 1)))
        piece = draw(st.binary(min_size=1, max_size=6))
        action = draw(st.sampled_from(["flip", "delete", "insert", "truncate"]))
        if action == "flip":
            data[place : place + len(piece)] = piece
        elif action == "delete":
            del data[place : place + draw(st.integers(1, 200))]
        elif action == "insert":
            data[place:place] = piece
        elif place > 8:
            del data[place:]
    return bytes(data)


def read_all(data: bytes) -> Iterator[Extract | Refusal]:
    limits = Limits(seconds=10, max_bytes=1 << 20)
    try:
        yield extract(data, limits=limits)
    except Refusal as refusal:
        yield refusal
    try:
        for _, content in members(data, limits=limits):
            if isinstance(content, bytes):
                yield from read_all(content)
    except Refusal as refusal:
        yield refusal


FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@FUZZ
@given(st.binary(max_size=600))
@example(b"%PDF-1.7")
@example(b"PK\x03\x04")
@example(OLE)
@example(b"<")
@example(b"\xff\xfe<")
@example(b"\xff\xfe\x00\xd8")
def test_random_bytes_are_read_or_refused(data: bytes) -> None:
    assert all(isinstance(found, Extract | Refusal) for found in read_all(data))


@FUZZ
@given(mutated_files())
def test_damaged_files_are_read_or_refused(data: bytes) -> None:
    os.environ["PATH"], path = "", os.environ["PATH"]  # LibreOffice would take seconds for each
    try:
        assert all(isinstance(found, Extract | Refusal) for found in read_all(data))
    finally:
        os.environ["PATH"] = path
