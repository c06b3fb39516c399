"""Work in a process of its own, which is ended when it takes too long or too much memory, whatever code it is in.

A clock inside a process stops no library that does not come back, so time is kept by the kernel (a timer of CPU time)
and by the process that waits, and so is memory. The standard library alone: joblib and multiprocessing end no process
that hangs, send pickles, and the latter runs the user's script once more. This bounds what a file costs and what can be
sent, and is no sandbox.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from analysis.reading.formats.limits import MEMORY, Refusal
from analysis.reading.messages import pack, read_message

_PATIENCE = 5  # seconds on the wall for each second of work: the machine may be busy
_START = 120  # seconds in which the process begins
_TICK = 0.05  # seconds between two looks at the process
# what each kind of answer holds
_ANSWERS: dict[str, tuple[type, ...]] = {
    "time": (int, float),
    "found": (object,),
    "refused": (Refusal,),
    "failed": (str,),
    "done": (type(None),),
}
_CODE = "import sys; sys.path[:] = {path!r}; from analysis.reading.served import serve; serve()"


class Ended(Exception):  # noqa: N818 - it is an answer, not a fault of the program
    """The process was ended, or ended by itself.

    Parameters
    ----------
    how : {"slow", "large", "crashed"}
    """

    def __init__(self, how: str) -> None:
        self.how = how
        super().__init__(how)


class Apart:
    """A process of its own that is begun when it is first asked, and anew after it ended.

    Parameters
    ----------
    memory : int
        Bytes that it may hold.
    """

    def __init__(self, memory: int = MEMORY) -> None:
        self.memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._world: Any = None
        self._shared: Any = None
        self._lock = threading.Lock()

    def stream(
        self, work: Callable[..., Iterator[Any]], *arguments: Any, seconds: float, shared: Any = None
    ) -> Iterator[Any]:
        """What a generator function yields in the process apart.

        Parameters
        ----------
        work : callable
            Takes the arguments, and `shared` last; other processes can import it by its name. It may call
            :func:`~analysis.reading.allowance.allow`.
        *arguments
            Sent each time, as :func:`~analysis.reading.messages.pack` packs them.
        seconds : float
            CPU time for the first step, and a multiple of it on the wall.
        shared : object
            Sent when it is another one than the last time.

        Raises
        ------
        Ended
            When the process is gone.
        Refusal
            What the work refuses.
        RuntimeError
            What else it raises, in words.
        """
        with self._lock:
            process = self._begin()
            watch = _Watch(process, self.memory)
            whole = False
            try:
                self._send(process, work, arguments, seconds, shared)
                for kind, answer in _answers(process):
                    if kind == "time":
                        watch.allow(answer)
                    elif kind == "found":
                        yield answer
                    else:
                        whole = True
                        if kind == "refused":
                            raise answer
                        if kind == "failed":
                            raise RuntimeError(answer)
                        return
                raise Ended(watch.how or _how(process))
            finally:
                watch.stop()
                if not whole:
                    self.close()

    def close(self) -> None:
        """End the process."""
        process, self._process, self._shared = self._process, None, None
        if process is not None and self._owner == os.getpid():
            process.kill()
            _close(process)

    def _begin(self) -> subprocess.Popen[bytes]:
        forked = self._owner != os.getpid()  # the process belongs to the one that we were forked from
        if self._process is None or forked or self._process.poll() is not None:
            if not forked:
                self.close()
            self._owner, self._world, self._shared = os.getpid(), None, None
            path = [str(Path(part).resolve()) for part in sys.path]
            # a session of its own: Ctrl-C reaches this process alone, which ends the other
            self._process = subprocess.Popen(  # noqa: S603 - our own code, and no word of it comes from a file
                [sys.executable, "-c", _CODE.format(path=path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
            atexit.register(self.close)
        return self._process

    def _send(
        self, process: subprocess.Popen[bytes], work: Any, arguments: Any, seconds: float, shared: Any
    ) -> None:
        world, known = _world(), shared is self._shared
        changed = None if world == self._world else world
        self._world, self._shared = world, shared
        name = (work.__module__, work.__name__)
        request = pack((changed, known, None if known else shared, name, arguments, seconds))
        with contextlib.suppress(OSError):  # it is gone, as the missing answer will tell
            process.stdin.write(request)  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]


def _world() -> tuple[dict[str, str], str | None]:
    """What work finds around it, which may change from one file to the next: environment and folder."""
    try:
        return dict(os.environ), str(Path.cwd())
    except OSError:  # the folder is gone
        return dict(os.environ), None


def _answers(process: subprocess.Popen[bytes]) -> Iterator[tuple[str, Any]]:
    while True:
        try:
            message = read_message(process.stdout)  # type: ignore[arg-type]
        except (EOFError, OSError):
            return
        except ValueError:
            message = None
        if not _is_answer(message):  # a file has taken the process over
            process.kill()
            return
        yield message


def _is_answer(message: Any) -> bool:
    """Whether a message is one that :func:`~analysis.reading.served.serve` sends."""
    if not isinstance(message, tuple) or len(message) != 2 or not isinstance(message[0], str):
        return False
    return message[0] in _ANSWERS and isinstance(message[1], _ANSWERS[message[0]])


def _how(process: subprocess.Popen[bytes]) -> str:
    """How a process ended by itself: the timer's signal, or anything else."""
    code = process.wait()
    return "slow" if code == -getattr(signal, "SIGPROF", 0) else "crashed"


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            pipe.close()  # type: ignore[union-attr]
    process.wait()


class _Watch:
    """Ends a process after its time, or when it holds too much memory."""

    def __init__(self, process: subprocess.Popen[bytes], memory: int) -> None:
        self.how: str | None = None
        self._process, self._memory = process, memory
        self._over = threading.Event()
        self._end = time.monotonic() + _START
        threading.Thread(target=self._watch, daemon=True).start()

    def allow(self, seconds: float) -> None:
        self._end = time.monotonic() + _PATIENCE * seconds

    def stop(self) -> None:
        self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(_TICK):
            if time.monotonic() > self._end:
                self.how = "slow"
            elif _held(self._process.pid) > self._memory:
                self.how = "large"
            if self.how is not None:
                self._process.kill()
                return


def _held(pid: int) -> int:
    """Bytes of memory that a process holds, where the system tells."""
    try:
        with Path(f"/proc/{pid}/statm").open("rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
