"""Archives other than ZIP, and e-mails: which files are walked, and what is refused."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

import analysis as fz
from analysis.reading.formats import Limits, Refusal, libarchive, members, sniff

from .builders import BODY, make_docx, make_plain_page, make_zip, para

SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c" + bytes(26)
RAR = b"Rar!\x1a\x07\x01\x00" + bytes(20)
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".tar": bytes,
    ".tar.gz": gzip.compress,
    ".tar.bz2": bz2.compress,
    ".tar.xz": lzma.compress,
}


def walk(data: bytes, **limits: float) -> dict[str, bytes | tuple[str, str]]:
    return {
        name: (content.status, content.remark.code) if isinstance(content, Refusal) else content
        for name, content in members(data, limits=Limits(**limits))  # type: ignore[arg-type]
    }


def make_tar(files: dict[str, bytes], *more: tarfile.TarInfo, encoding: str = "utf-8") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT, encoding=encoding) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for info in more:
            archive.addfile(info)
    return buffer.getvalue()


@pytest.mark.parametrize("ending", PACKERS)
def test_tar_archives_give_their_files(ending: str) -> None:
    files = {
        "2020/报告.txt": "甲".encode(),
        "乙.docx": make_docx(para("乙")),
        "._hidden": b"x",
        "__MACOSX/a": b"x",
    }
    data = PACKERS[ending](make_tar(files))
    assert sniff(data) == ("tar" if ending == ".tar" else "packed")
    assert walk(data) == {name: files[name] for name in ("2020/报告.txt", "乙.docx")}


def test_names_in_gbk_are_restored() -> None:
    assert list(walk(make_tar({"某市2020年法治政府建设报告.txt": b"1"}, encoding="gbk"))) == [
        "某市2020年法治政府建设报告.txt"
    ]


def test_a_single_packed_file_has_the_name_of_its_archive(tmp_path: Path) -> None:
    (tmp_path / "某县2020年报告.txt.gz").write_bytes(
        gzip.compress(f"某县2020年法治政府建设年度报告\n{BODY}".encode())
    )
    reports, ledger = fz.read_reports(tmp_path, return_ledger=True)
    assert ledger["path"].tolist() == ["某县2020年报告.txt.gz"]
    assert reports["year"].tolist() == [2020]


def test_links_devices_and_sparse_files_are_refused() -> None:
    odd = []
    for number, kind in enumerate((tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE)):
        info = tarfile.TarInfo(f"odd{number}.txt")
        info.type, info.linkname = kind, "/etc/passwd"
        odd.append(info)
    found = walk(make_tar({"../逃.txt": b"1"}, *odd))
    assert found.pop("../逃.txt") == b"1"
    assert set(found.values()) == {("unsupported", "member_no_file")}
    assert len(found) == 4


def test_archives_that_ask_for_too_much_are_refused_soon() -> None:
    bomb = gzip.compress(make_tar({"a.txt": b"1", "zeros.txt": bytes(60 << 20), "b.txt": b"2"}))
    begun = time.monotonic()
    assert walk(bomb) == {"a.txt": b"1", "": ("unreadable", "archive_bomb")}
    with pytest.raises(Refusal, match="unpacks to far more"):
        walk(lzma.compress(bytes(40 << 20)))
    large = make_tar({"large.txt": bytes(3 << 20), "ok.txt": b"1"})
    assert walk(large, max_bytes=1 << 20) == {"large.txt": ("unreadable", "too_large"), "ok.txt": b"1"}
    with pytest.raises(Refusal, match="holds more than 3 files"):
        walk(make_tar({f"{number}.txt": b"1" for number in range(9)}), max_members=3)
    files = {f"{number}.txt": os.urandom(1 << 20) for number in range(4)}
    assert walk(make_zip(dict(files)), max_unpacked=3 << 20)[""] == ("unreadable", "archive_bomb")
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("ending", PACKERS)
def test_what_was_read_before_an_archive_breaks_off_stays(ending: str) -> None:
    files = {f"{number}.txt": os.urandom(500_000) for number in range(4)}
    data = PACKERS[ending](make_tar(files))
    found = walk(data[: len(data) * 3 // 4])
    assert found.pop("") == ("unreadable", "damaged_archive")
    assert found == {name: files[name] for name in found}
    assert 1 <= len(found) < 4
    with pytest.raises(Refusal, match="damaged"):
        walk(data[:20] if ending != ".tar" else data[:512])


def test_archives_in_archives() -> None:
    inner = gzip.compress(make_tar({"丙.txt": b"3", "deep.zip": make_zip({"丁.txt": "4"})}))
    data = make_zip(
        {"甲.txt": b"1", "乙.tar.gz": inner, "broken.tgz": inner[:30], "single.txt.gz": gzip.compress(b"5")}
    )
    assert walk(data) == {
        "甲.txt": b"1",
        "乙.tar.gz/丙.txt": b"3",
        "乙.tar.gz/deep.zip": ("unsupported", "nested_archive"),
        "broken.tgz": ("unreadable", "damaged_archive"),
        "single.txt.gz": b"5",
    }


# e-mail


def make_mail(body: str, html: str = "", attachments: dict[str, bytes] | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.cn", "b@example.cn", "某县2020年报告"
    message.set_content(body, charset="gb18030")
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in (attachments or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


def test_a_mail_gives_its_body_and_its_attachments(tmp_path: Path) -> None:
    report = "某县2020年法治政府建设年度报告\n一、主要工作\n" + "\n".join([BODY] * 6)
    older = make_docx(para("某县2019年法治政府建设年度报告") + para(BODY.replace("2020", "2019")))
    mail = make_mail(report, attachments={"某县2019年报告.docx": older, "附件.zip": make_zip({"空.txt": ""})})
    (tmp_path / "转发.eml").write_bytes(bytes(mail))
    reports, ledger = fz.read_reports(tmp_path, return_ledger=True)
    assert ledger[["path", "status"]].values.tolist() == [
        ["转发.eml", "read"],
        ["转发.eml/某县2019年报告.docx", "read"],
        ["转发.eml/附件.zip/空.txt", "empty"],
    ]
    assert reports["year"].tolist() == [2020, 2019]


def test_a_mail_that_only_sends_a_file_is_no_report() -> None:
    found = walk(bytes(make_mail("您好，报告见附件。", attachments={"a/b.txt": "甲".encode()})))
    assert found == {"": ("empty", "mail_of_attachments"), "a_b.txt": "甲".encode()}


def test_of_two_renderings_the_one_with_text_is_read() -> None:
    page = make_plain_page(["某县2020年报告", *[BODY] * 6])
    assert b"<p>" in walk(bytes(make_mail("Please use a newer program.", html=page)))[""]  # type: ignore[operator]
    assert walk(bytes(make_mail(BODY, html=page)))[""].decode("gb18030").strip() == BODY  # type: ignore[union-attr]


def test_a_forwarded_mail_is_an_archive_in_a_mail() -> None:
    outer = make_mail("见转发。")
    outer.add_attachment(make_mail(BODY, attachments={"甲.txt": b"1"}), filename="原件.eml")
    found = walk(bytes(outer))
    assert found["原件.eml/甲.txt"] == b"1"
    assert found["原件.eml"] == ("empty", "mail_of_attachments")


@pytest.mark.parametrize(
    "data",
    [
        b"From: a\nTo: b\nSubject: c\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * 3000,
        b"From: a\nTo: b\nSubject: =?gb2312?B?"
        + b"A" * 5000
        + b"?=\nContent-Type: text/plain; charset=no-such\n\nabc",
        b"From: a\nTo: b\nDate: x\n"
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(500)),
    ],
    ids=["many parts", "damaged headers", "deep"],
)
def test_hostile_mails_end_in_rows(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(data)
    begun = time.monotonic()
    ledger = fz.read_reports(tmp_path, return_ledger=True)[1]
    assert set(ledger["status"]) <= {"empty", "unsupported", "unreadable"}
    assert time.monotonic() - begun < 20


# 7z and RAR


def stand_in(folder: Path, script: str) -> None:
    """A program that is called as ``bsdtar`` and does what this does."""
    program = folder / "bsdtar"
    program.write_text(
        f"#!{sys.executable}\nimport sys, time\nassert sys.argv[1:5] == ['--format', 'pax', '-cf', '-']\n{script}"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for libarchive is a script")
@pytest.mark.parametrize("data", [SEVEN_ZIP, RAR], ids=["7z", "rar"])
def test_foreign_archives_come_as_a_stream(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal, match="install libarchive"):
        walk(data)
    libarchive._find.cache_clear()
    tar = tmp_path / "out.tar"
    tar.write_bytes(make_tar({"甲.txt": "甲".encode(), "乙.txt": "乙".encode()}))
    give = f"sys.stdout.buffer.write(open({str(tar)!r}, 'rb').read()[:{{}}])\nsys.stdout.flush()\n"
    whole = {"甲.txt": "甲".encode(), "乙.txt": "乙".encode()}
    stand_in(tmp_path, give.format(""))
    assert walk(data) == whole
    stand_in(tmp_path, give.format("") + "print('bsdtar: Encryption is not supported', file=sys.stderr)")
    assert walk(data) == whole | {"": ("unreadable", "encrypted_member")}
    stand_in(tmp_path, give.format(1100) + "print('bsdtar: truncated', file=sys.stderr)\nsys.exit(1)")
    assert walk(data) == {"甲.txt": "甲".encode(), "": ("unreadable", "damaged_archive")}
    stand_in(tmp_path, "print('bsdtar: no such format', file=sys.stderr)\nsys.exit(1)")
    with pytest.raises(Refusal, match="damaged"):
        walk(data)
    stand_in(tmp_path, give.format("") + "time.sleep(60)")
    begun = time.monotonic()
    walk(data, archive_seconds=2)
    assert time.monotonic() - begun < 20
    libarchive._find.cache_clear()


@pytest.mark.skipif(os.name == "nt", reason="groups of processes are POSIX's")
def test_a_program_that_the_alarm_has_just_ended_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen([sys.executable, "-c", ""], start_new_session=True) as process:
        process.wait()
        monkeypatch.setattr(process, "poll", lambda: None)  # as it answered a moment before
        libarchive._stop(process)


def test_libarchive_reads_what_it_packs_or_is_named(tmp_path: Path) -> None:
    libarchive._find.cache_clear()
    program = libarchive.find_program()
    if program is None:  # as on a machine that lacks it
        with pytest.raises(Refusal, match="install libarchive"):
            walk(SEVEN_ZIP)
        return
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "甲.txt").write_text("甲", encoding="utf-8")
    (folder / "link.txt").symlink_to("/etc/passwd")
    subprocess.run(
        [program, "--format", "7zip", "-cf", tmp_path / "a.7z", "甲.txt", "link.txt"],
        cwd=folder,
        check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    data = (tmp_path / "a.7z").read_bytes()
    assert walk(data) == {"甲.txt": "甲".encode(), "link.txt": ("unsupported", "member_no_file")}
    with pytest.raises(Refusal, match="damaged"):
        walk(data[: len(data) // 2])
