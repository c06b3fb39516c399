"""The process apart that :class:`~analysis.reading.apart.Apart` begins: it does what is asked of it, in the time that it is given."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

from analysis.reading.allowance import allow, announce, set_timer
from analysis.reading.formats.limits import Refusal
from analysis.reading.messages import pack, read_message
from analysis.text import one_line


def serve() -> None:
    """Do what comes by standard input, until it is closed."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer

    def tell(kind: str, answer: Any) -> None:
        try:
            out.write(pack((kind, answer)))
            out.flush()
        except BrokenPipeError:  # nobody waits any more
            os._exit(1)

    announce(lambda seconds: tell("time", seconds))
    shared: Any = None
    while True:
        try:
            world, known, sent, (module, name), arguments, seconds = read_message(sys.stdin.buffer)
        except EOFError:
            return
        if world is not None:
            _enter(*world)
        shared = shared if known else sent
        work = getattr(import_module(module), name)
        allow(seconds)
        try:
            for found in work(*arguments, shared):
                tell("found", found)
        except Refusal as refusal:
            tell("refused", refusal)
        except Exception as error:
            tell("failed", one_line(f"{type(error).__name__}: {error}"))
        else:
            tell("done", None)
        set_timer(0)


def _enter(environment: dict[str, str], folder: str | None) -> None:
    os.environ.clear()
    os.environ.update(environment)
    if folder is not None:
        os.chdir(folder)
