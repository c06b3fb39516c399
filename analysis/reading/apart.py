"""Work in a process of its own, which is ended when it takes too long or too much memory, whatever code it is in.

A clock inside a process stops no library that does not come back, so time is kept by the kernel (a timer of CPU time)
and by the process that waits, and so is memory. The standard library alone: joblib and multiprocessing end no process
that hangs, and the latter runs the user's script once more. Messages are pickles between two processes of one user;
this bounds what a file costs, and is no sandbox.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

MEMORY = 2 << 30  # bytes that the process may hold
_PATIENCE = 5  # seconds on the wall for each second of work: the machine may be busy
_START = 120  # seconds in which the process begins
_TICK = 0.05  # seconds between two looks at the process
_CODE = "import sys; sys.path[:] = {path!r}; from analysis.reading.apart import serve; serve()"


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
            Takes the arguments, and `shared` last; other processes can import it by its name. It may call :func:`allow`.
        *arguments
            Sent each time.
        seconds : float
            CPU time for the first step, and a multiple of it on the wall.
        shared : object
            Sent when it is another one than the last time.

        Raises
        ------
        Ended
            When the process is gone.
        Exception
            What the work raises.
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
                        if kind == "raised":
                            raise answer
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
        message = pickle.dumps((changed, known, None if known else shared))
        request = pickle.dumps((work, arguments, seconds))
        with contextlib.suppress(OSError):  # it is gone, as the missing answer will tell
            process.stdin.write(message + request)  # type: ignore[union-attr]
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
            yield pickle.load(process.stdout)  # type: ignore[arg-type] # noqa: S301 - of our own process
        except (EOFError, OSError, pickle.UnpicklingError):
            return


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


# in the process apart

_tell: Callable[[tuple[str, Any]], None] | None = None


def allow(seconds: float) -> None:
    """Give the next step of the work so much time from now; without effect outside a process apart."""
    if _tell is not None:
        _tell(("time", seconds))
        _set_timer(seconds)


def serve() -> None:
    """Do what comes by standard input, in the process apart, until it is closed."""
    global _tell
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer

    def tell(answer: tuple[str, Any]) -> None:
        out.write(pickle.dumps(answer))
        out.flush()

    _tell = tell
    shared: Any = None
    while True:
        try:
            world, known, sent = pickle.load(sys.stdin.buffer)  # noqa: S301 - of our own process
            if world is not None:
                _enter(*world)
            work, arguments, seconds = pickle.load(sys.stdin.buffer)  # noqa: S301 - of our own process
        except EOFError:
            return
        shared = shared if known else sent
        allow(seconds)
        try:
            for found in work(*arguments, shared):
                tell(("found", found))
        except Exception as error:
            tell(("raised", error))
        else:
            tell(("done", None))
        _set_timer(0)


def _enter(environment: dict[str, str], folder: str | None) -> None:
    os.environ.clear()
    os.environ.update(environment)
    if folder is not None:
        os.chdir(folder)


def _set_timer(seconds: float) -> None:
    """CPU time after which the kernel ends this process, whatever code it is in; 0 for none."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
