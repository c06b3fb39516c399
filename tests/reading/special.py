"""A folder with one of each kind of file that is no report, beside one that is."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import analysis as fz

TEXT = (
    "龙沙区人民政府关于2020年度法治政府建设情况的报告\n\n一、完善制度\n制定规章2件，清理规范性文件35件。\n"
    "二、严格执法\n办结行政处罚案件12件，规范执法程序。\n三、化解矛盾\n办结行政复议案件35件，调解纠纷120件。\n"
)
OUT = "is a link to a place outside the folder; copy the file into the folder"
IRREGULAR = "cannot be opened: not a regular file"
GONE = "cannot be opened: no such file or directory"
SIZE = 5 << 30


def lay_special_files(folder: Path) -> dict[str, tuple[str, str]]:
    """Make the files; what the ledger says of each that is refused."""
    folder.mkdir()
    outside = folder.parent / "outside"
    (outside / "folder").mkdir(parents=True)
    (outside / "folder" / "secret.txt").write_text(TEXT, encoding="utf-8")
    (folder / "good.txt").write_text(TEXT, encoding="utf-8")
    (folder / "folder.txt").mkdir()
    (folder / "folder.txt" / "inside.txt").write_text(TEXT.replace("2020", "2019"), encoding="utf-8")
    os.mkfifo(folder / "pipe.txt")
    server = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    try:
        os.chdir(folder)  # the address of a socket may have a hundred characters only
        server.bind("socket")
    finally:
        os.chdir(here)
        server.close()
    (folder / "zero").symlink_to("/dev/zero")
    (folder / "terminal").symlink_to("/dev/tty")
    (folder / "topipe").symlink_to(folder / "pipe.txt")
    (folder / "dangling.txt").symlink_to(folder / "none.txt")
    (folder / "one").symlink_to(folder / "two")
    (folder / "two").symlink_to(folder / "one")
    (folder / "leaving.txt").symlink_to(outside / "folder" / "secret.txt")
    (folder / "relative.txt").symlink_to("../outside/folder/secret.txt")
    (folder / "away").symlink_to(outside / "folder", target_is_directory=True)
    (folder / "up").symlink_to(folder, target_is_directory=True)  # inside: nothing that is not seen anyway
    with (folder / "sparse.txt").open("wb") as file:
        file.truncate(SIZE)
    circle = "cannot be opened: too many levels of symbolic links"
    return {
        "away": ("unsupported", OUT),
        "dangling.txt": ("unreadable", GONE),
        "leaving.txt": ("unsupported", OUT),
        "one": ("unreadable", circle),
        "pipe.txt": ("unreadable", IRREGULAR),
        "relative.txt": ("unsupported", OUT),
        "socket": ("unreadable", IRREGULAR),
        "sparse.txt": ("unsupported", f"file of {SIZE} bytes is over the limit"),
        "terminal": ("unsupported", OUT),
        "topipe": ("unreadable", IRREGULAR),
        "two": ("unreadable", circle),
        "zero": ("unsupported", OUT),
    }


def run_apart(code: str, arguments: Sequence[object], seconds: float = 240) -> str:
    """Run Python code in a process that is ended when it hangs; what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(Path(fz.__file__).parents[1])},
        capture_output=True,
        timeout=seconds,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
