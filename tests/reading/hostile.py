"""A folder of hostile files: damaged, built to take time or memory, oddly named, copied, and no files at all."""

from __future__ import annotations

import gzip
import io
import os
import random
import tarfile
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pandas as pd

from analysis.paths import sample_reports
from tests.reading.formats.builders import OLE, write_formats
from tests.reading.special import lay_special_files
from tests.reading.test_messy_folder import fill

REPORT = (
    "龙沙区2019年度法治政府建设情况报告\n一、依法全面履行政府职能\n深化行政审批制度改革，取消行政许可事项12项。\n"
    "二、严格规范公正文明执法\n全面推行行政执法公示制度，开展行政处罚案卷评查。\n"
)
NAMES = (
    "a:b", "back\\slash", "new\nline", "\x1b[31mred", "rtl\u202etxt", "=cmd", "@x", "😀", "𠮷", "  space ", "-rf", "con", "“引号”",
    "a" * 200, "<script>alert(1)<／script>", "<img src=x onerror=alert(1)>", "%s%n", "$(id)", "﷽",
)  # fmt: skip


def packed(members: Iterable[tuple[str, bytes | str]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def nested(depth: int) -> bytes:
    content = packed([("a.txt", REPORT)])
    for _ in range(depth):
        content = packed([("a.zip", content)])
    return content


def leaving_tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../../x"), io.BytesIO(b""))
    return buffer.getvalue()


def texts() -> dict[str, bytes | str]:
    title = "2020年度法治政府建设报告\n"
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "aa"}">' for n in range(10))
    return {
        "blank.txt": "\n" * 500_000,
        "gaps.txt": REPORT + " \n" * 200_000 + REPORT,
        "line.txt": "法治政府建设行政执法" * 400_000,
        "enumerated.txt": title + "一是" * 300_000,
        "brackets.txt": title + "（" * 500_000,
        "commas.csv": "," * 1_000_000,
        "rows.csv": "text,year\n" + "a,2020\n" * 300_000,
        "quotes.csv": '"' * 1_000_001,
        "deep.json": "[" * 200_000,
        "braces.rtf": "{\\rtf1" + "{" * 200_000,
        "attributes.html": "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + f">{REPORT}</p>",
        "deep.html": "<div>" * 200_000 + REPORT,
        "entities.html": "<!DOCTYPE html><p>" + "&amp;" * 1_000_000,
        "tables.html": "<table>" * 20_000 + REPORT,
        "laughs.xml": f"<?xml version='1.0'?><!DOCTYPE l [{entities}]><l>&a9;</l>",
        "picture.svg": "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "mail.eml": "From: a\nContent-Type: multipart/mixed; boundary=x\n\n" + "--x\n" * 100_000,
        "half.txt": REPORT.encode()[:-1],
        "null.txt": REPORT.replace("一", "\0"),
        "surrogates.txt": b"\xed\xa0\x80" * 1000 + REPORT.encode(),
        "utf32.txt": b"\xff\xfe\0\0" + REPORT.encode("utf-32-le"),
    }


def archives(outside: Path) -> dict[str, bytes | str]:
    return {
        "zeros.zip": packed([("a.txt", bytes(1 << 30))]),
        "many.zip": packed((f"{n}.txt", "") for n in range(60_000)),
        "large.zip": packed((f"{n}.txt", "法治" * 2_000_000) for n in range(30)),
        "leaving.zip": packed([(f"../../{outside.name}/a.txt", REPORT), (f"{outside}/b.txt", REPORT)]),
        "nested.zip": nested(12),
        "leaving.tar": leaving_tar(),
        "zeros.gz": gzip.compress(bytes(1 << 27)),
        "torn.rar": b"Rar!\x1a\x07\x01\0" + bytes(500),
        "torn.7z": b"7z\xbc\xaf\x27\x1c" + bytes(500),
    }


def documents() -> dict[str, bytes | str]:
    words = "<w:document xmlns:w='x'>" + "<w:p/>" * 5_000_000 + "</w:document>"
    cells = "<sst>" + "<si><t>a</t></si>" * 3_000_000 + "</sst>"
    circle = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj"
    stream = b"%PDF-1.4\n1 0 obj<</Length 9/Filter/FlateDecode>>stream\n"
    return {
        "words.docx": packed([("[Content_Types].xml", "<Types/>"), ("word/document.xml", words)]),
        "cells.xlsx": packed([("[Content_Types].xml", "<Types/>"), ("xl/sharedStrings.xml", cells)]),
        "torn.xlsx": packed([("xl/workbook.xml", "<x/>")]),
        "torn.docx": packed([("word/document.xml", "no xml")]),
        "torn.ofd": packed([("OFD.xml", "<OFD/>")]),
        "noise.pdf": b"%PDF-1.7\n" + random.Random(0).randbytes(200_000),
        "circle.pdf": circle + b" trailer<</Root 1 0 R>>",
        "stream.pdf": stream + zlib.compress(bytes(1 << 28)) + b"\nendstream endobj",
        "noise.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 100_000,
        "vast.png": b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\2\0\0\0",
        "torn.jpg": b"\xff\xd8\xff\xe0" + bytes(1000),
        "code.pickle": b"\x80\x04cos\nsystem\n(S'touch sprung'\ntR.",
    }


_SLOW = (".doc", ".msg", ".xml", ".jpg", ".png", "scan.pdf")  # which other programs read, or OCR


def lay_bases(folder: Path) -> dict[str, bytes]:
    """Sound files of every kind, by name."""
    folder.mkdir()
    fill(folder)
    write_formats(folder)
    table = pd.DataFrame({"year": [2019, 2020], "text": [REPORT * 3, REPORT.replace("区", "市") * 3]})
    table.to_excel(folder / "table.xlsx", index=False)
    table.to_parquet(folder / "table.parquet")
    table.to_stata(folder / "table.dta", version=118, write_index=False)
    table.to_json(folder / "table.jsonl", orient="records", lines=True)
    table.to_csv(folder / "table.tsv", sep="\t", index=False, encoding="utf-16")
    bases = {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
    bases["old.doc"] = OLE + REPORT.encode("utf-16-le") * 20
    for encoding in ("utf-8-sig", "gb18030", "utf-16", "utf-32", "hz"):
        bases[f"{encoding}.txt"] = REPORT.replace("2019", "2018").encode(encoding)
    return bases | {file.name: file.read_bytes() for file in sorted(sample_reports().glob("*.txt"))}


def mutate(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """A copy with bits turned, bytes put in, taken out or put in twice, the end cut off or that of another file."""
    own = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5))):
        place, length = chance.randrange(len(own) or 1), chance.choice((1, 4, 64, 1024))
        kind = chance.randrange(7)
        if kind == 0 and own:
            own[place % len(own)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            own[place : place + length] = chance.randbytes(length)
        elif kind == 2:
            del own[place : place + length]
        elif kind == 3:
            own[place:place] = own[place : place + length] * chance.choice((1, 2, 50))
        elif kind == 4:
            own[place:] = other[place:]
        elif kind == 5:
            own[place:place] = chance.choice((b"\n", b"\0", b" ", b"<b>", "一是".encode(), b"\xff")) * length
        else:
            del own[max(place, 1) :]
    return bytes(own)


def hostile_names(mark: str, chance: random.Random) -> list[bytes]:
    """Names of one file, or of some that other systems or readers take for one; each holds the mark."""
    kind = chance.randrange(8)
    if kind == 0:
        return [chance.randbytes(30).translate(None, b"./\0") + f" {mark}.txt".encode()]
    if kind == 1:
        rare = "".join(
            map(chr, chance.choices([*range(1, 46), *range(0x7F, 0xD800), *range(0xE000, 0x30000)], k=30))
        )
        return [f"{rare}{mark}.txt".encode()]
    if kind == 2:
        return [f"Abc{mark}.txt".encode(), f"aBC{mark}.TXT".encode()]
    if kind == 3:
        return [unicodedata.normalize(form, f"é가{mark}.txt").encode() for form in ("NFC", "NFD")]
    if kind == 4:
        name = f"同名{mark}.txt"
        return [name.encode(), name.encode("gb18030"), repr(name.encode("gb18030"))[2:-1].encode()]
    if kind == 5:
        return [f"目录{mark}".encode(encoding) + b"/\xb1\xa8.txt" for encoding in ("utf-8", "gb18030")]
    name = chance.choice(NAMES)
    return [f"{name}{mark}.txt".encode()] if kind == 6 else [f"{mark}{name}".encode().ljust(255, b"a")[:255]]


def _packed_badly(bases: list[bytes], chance: random.Random) -> bytes:
    """An archive of damaged files whose names are hostile, and may stand twice."""
    names = ["a.txt", "a.txt", "../a.txt", "/a.txt", "a.txt/a-1", "a\\b.txt", *NAMES]
    members = [
        (chance.choice(names), mutate(*chance.choices(bases, k=2), chance))
        for _ in range(chance.randint(1, 6))
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of names that stand twice
        return packed(members)


def _others(bases: dict[str, bytes], chance: random.Random) -> Iterator[tuple[str, str, list[bytes], bytes]]:
    """Files without end: kind, mark, names, contents."""
    quick = [name for name in bases if not name.endswith(_SLOW)]
    slow = [name for name in bases if name.endswith(_SLOW)]
    number = 0
    while True:
        number += 1
        mark = f"~{number:06}~"
        kind = chance.choices(("damaged", "name", "copy", "archive"), (74, 12, 9, 5))[0]
        name = chance.choice(slow if chance.random() < 0.01 else quick)
        plain, ending = [f"{mark}{name}".encode()], Path(name).suffix[1:]
        if kind == "name":
            own = "".join(map(chr, chance.choices(range(0x4E00, 0x9FA6), k=200)))  # so that it is no copy
            yield kind, mark, hostile_names(mark, chance), f"{REPORT}{own}\n".encode()
        elif kind == "archive":
            yield kind, mark, [f"{mark}.zip".encode()], _packed_badly([bases[name] for name in quick], chance)
        elif kind == "copy":
            text = bases[chance.choice([name for name in quick if name.endswith(".txt")])]
            place = chance.randrange(len(text))
            yield kind, mark, plain, text[:place] + chance.choice((b"", "改".encode())) + text[place:]
        else:
            other = bases[chance.choice(quick)]
            yield f"{kind} {ending}", mark, plain, mutate(bases[name], other, chance)


def lay_hostile_folder(folder: Path, number: int, seed: int) -> list[tuple[str, str]]:
    """Fill a new folder with about so many files: of each its kind, and the mark that its name holds, or its name.

    Some of them try to write into ``outside`` beside the folder; the costly ones are among 500 files or more.
    """
    chance = random.Random(seed)
    laid = [("no file", name) for name in (*lay_special_files(folder), "good.txt", "folder.txt")]
    built = list(texts().items())
    if number >= 500:
        built += [*archives(folder.parent / "outside").items(), *documents().items()]
    for name, content in built if number >= 500 else built[-6:]:
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        laid.append(("built", name))
    bases = lay_bases(folder.with_name("bases"))
    for kind, mark, names, content in _others(bases, chance):
        if len(laid) >= number:
            return laid
        for name in names:
            path = os.path.join(os.fsencode(folder), name)  # noqa: PTH118 - names need not be texts
            with suppress(OSError):  # a system that takes no such name
                os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
                with open(path, "xb") as file:  # noqa: PTH123
                    file.write(content)
                laid.append((kind, mark))
    raise AssertionError
