"""ZIP archives: which members are walked, and what is refused."""

from __future__ import annotations

import pytest

from analysis.reading.formats import Limits, Refusal, extract, members

from .builders import BODY, make_docx, make_plain_page, make_zip, para, refused, trimmed


def walk(data: bytes, **limits: float) -> dict[str, bytes | tuple[str, str]]:
    return {
        name: (content.status, content.reason) if isinstance(content, Refusal) else content
        for name, content in members(data, limits=Limits(**limits))  # type: ignore[arg-type]
    }


def test_zip_gives_the_files(lines: list[str]) -> None:
    text = "\n".join(lines)
    data = make_zip({"甲/报告.txt": text.encode("gb18030"), "乙.html": make_plain_page(lines).encode()})
    found = {name: extract(content).text for name, content in members(data) if isinstance(content, bytes)}
    assert list(found) == ["甲/报告.txt", "乙.html"]
    assert found["甲/报告.txt"] == text
    assert trimmed(found["乙.html"].split("\n")) == trimmed(lines)


def test_only_files_of_the_owner_are_walked() -> None:
    data = make_zip(
        {
            "2020/": "",
            "2020/报告.txt": "甲",
            "__MACOSX/2020/._报告.txt": "x",
            "2020/.DS_Store": "x",
            ".git/config": "x",
            "~$报告.docx": "x",
            "../../逃.txt": "乙",
            "/etc/passwd": "丙",
        }
    )
    assert {name: content.decode() for name, content in walk(data).items()} == {  # type: ignore[union-attr]
        "2020/报告.txt": "甲",
        "../../逃.txt": "乙",
        "/etc/passwd": "丙",
    }


@pytest.mark.parametrize("codec", ["gbk", "utf-8"])
def test_names_without_the_flag_are_restored(codec: str) -> None:
    name = "某市2020年法治政府建设报告.txt"
    raw = name.encode(codec)
    data = make_zip({"x" * len(raw): "甲"}).replace(b"x" * len(raw), raw)
    assert list(walk(data)) == [name]


def test_members_of_one_name_are_told_by_a_number() -> None:
    data = make_zip({"x1.txt": "甲", "x2.txt": "乙", "x3.txt": "丙"})
    for number in b"123":
        data = data.replace(b"x%c.txt" % number, b"xx.txt")
    assert walk(data) == {"xx.txt": "甲".encode(), "xx.txt (2)": "乙".encode(), "xx.txt (3)": "丙".encode()}


def test_nested_archives() -> None:
    innermost = make_zip({"丙.txt": "丙"})
    inner = make_zip({"乙.txt": "乙", "innermost.zip": innermost})
    data = make_zip(
        {"甲.txt": "甲", "inner.zip": inner, "broken.zip": inner[:40], "报告.docx": make_docx(para("丁"))}
    )
    found = walk(data)
    assert found["inner.zip/乙.txt"] == "乙".encode()
    assert found["inner.zip/innermost.zip"] == (
        "unsupported",
        "is an archive in an archive in an archive; unpack it",
    )
    assert found["broken.zip"] == ("unreadable", "is a damaged archive; download it again")
    assert isinstance(found["报告.docx"], bytes)
    assert next(iter(found)) == "甲.txt"


def test_members_that_are_refused() -> None:
    bomb = make_zip({"bomb.txt": bytes(4 << 20), "ok.txt": "甲"})
    assert walk(bomb) == {
        "bomb.txt": ("unreadable", "unpacks to far more than its size; pack it again"),
        "ok.txt": "甲".encode(),
    }
    assert walk(bomb, max_ratio=1e6, max_bytes=1 << 20)["bomb.txt"][1].startswith("is larger than 1 MiB")  # type: ignore[union-attr]

    locked = bytearray(make_zip({"locked.txt": "甲"}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert walk(bytes(locked)) == {"locked.txt": ("unreadable", "is encrypted; pack it without a password")}

    broken = make_zip({"broken.txt": BODY * 20}).replace(b"broken.txt", b"broken.txt", 1)
    broken = broken[:45] + b"\xff\xff\xff" + broken[48:]
    assert walk(broken)["broken.txt"][0] == "unreadable"


def test_archives_that_are_refused() -> None:
    data = make_zip({f"{number}.txt": "甲" for number in range(20)})
    with pytest.raises(Refusal, match="holds more than 19 files"):
        walk(data, max_members=19)
    nested = make_zip({"a.zip": data, "b.zip": data})
    assert walk(nested, max_members=30)["b.zip"][0] == "unreadable"
    with pytest.raises(Refusal, match="is a damaged archive"):
        walk(data[:100])
    assert refused(data) == ("unsupported", "is an archive or an e-mail; read the files in it")
