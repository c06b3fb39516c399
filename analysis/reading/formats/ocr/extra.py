"""Whether the extra ``ocr`` is installed, what is said where it is not, and whether its progress is shown.

The standard library alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec

from analysis.reading.formats.limits import Refusal

EXTRA = "fazhi-analysis[ocr]"
_MODULES = ("rapidocr", "onnxruntime", "PIL")

_bars: ContextVar[bool] = ContextVar("bars", default=False)


def is_installed() -> bool:
    """Whether the extra ``ocr`` is there."""
    return all(find_spec(name) is not None for name in _MODULES)


def refusal_without_ocr(code: str) -> Refusal:
    """The refusal of a picture: with the extra nothing was read on it; without it that is what to install."""
    if is_installed():
        return Refusal("unsupported", "nothing_by_ocr")
    return Refusal("unsupported", code, library=f'"{EXTRA}"')


@contextmanager
def shown(progress: bool) -> Iterator[None]:
    """Show a progress bar over the pages of each document that is read by OCR in this context."""
    before = _bars.set(progress)
    try:
        yield
    finally:
        _bars.reset(before)


def shows_progress() -> bool:
    """Whether a progress bar is shown."""
    return _bars.get()
