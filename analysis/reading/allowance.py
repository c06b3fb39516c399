"""The CPU time that a process apart is given for each step of its work, kept by the kernel."""

from __future__ import annotations

import signal
from collections.abc import Callable

_tell: Callable[[float], None] | None = None


def allow(seconds: float) -> None:
    """Give the next step of the work so much time from now; without effect outside a process apart."""
    if _tell is not None:
        _tell(seconds)
        set_timer(seconds)


def announce(tell: Callable[[float], None]) -> None:
    """This is a process apart: whoever waits for it is told of the time of each step."""
    global _tell
    _tell = tell


def set_timer(seconds: float) -> None:
    """CPU time after which the kernel ends this process, whatever code it is in; 0 for none."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
