"""Kills a command before each change that it makes to its folder, one after the other, and keeps what is left.

Run as a script, so that the libraries are loaded once and each moment is a fork: ``python -m tests.killing START STATES
ARGUMENT …`` copies START, runs ``fazhi ARGUMENT …`` in the copy, and leaves it as STATES/1, STATES/2, …; the last state is that
of a run which nothing ended.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CHANGES = (
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.truncate",
    "os.link",
    "os.symlink",
    "shutil.rmtree",
)


def states_of_killed(start: Path, states: Path, *arguments: object) -> list[Path]:
    """The folders that the command left: killed before its first change, before its second …, and whole."""
    command = [sys.executable, "-m", "tests.killing", str(start), str(states), *map(str, arguments)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=Path(__file__).parents[1])
    assert done.returncode == 0, done.stderr
    return sorted(states.iterdir(), key=lambda state: int(state.name))


def _kill_before(moment: int, folder: str) -> None:
    """Kill this process before the change of that number."""
    seen, process = count(1), os.getpid()

    def watch(event: str, given: tuple[Any, ...]) -> None:
        changes = event in _CHANGES or (event == "open" and (given[2] or 0) & _WRITES)
        if not changes or os.getpid() != process or not isinstance(given[0], (str, os.PathLike)):
            return
        if str(Path(given[0]).absolute()).startswith(folder) and next(seen) == moment:
            os.kill(process, signal.SIGKILL)

    sys.addaudithook(watch)


def _main(start: Path, states: Path, arguments: list[str]) -> None:
    from analysis.cli import main

    now = states.with_name(f"{states.name}-now")
    states.mkdir()
    for moment in count(1):
        shutil.copytree(start, now)
        child = os.fork()
        if not child:
            os.chdir(now)
            _kill_before(moment, str(now))
            try:
                main(arguments)
            except SystemExit as ended:
                os._exit(int(ended.code or 0))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        now.rename(states / str(moment))
        if not os.WIFSIGNALED(status):
            sys.exit(0 if os.WEXITSTATUS(status) in (0, 1) else f"the command ended with {status}")


if __name__ == "__main__":
    _main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3:])
