"""One error for everything a caller can put right, with one sentence for the whole package."""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# module -> the name by which pip knows it, where they differ by more than case and hyphens
_DISTRIBUTIONS = {"analysis": "fazhi-analysis", "docx": "python-docx", "sklearn": "scikit-learn"}


class NothingFound(UserWarning):
    """A table is empty because nothing was found that belongs in it."""


def warn_nothing(argument: str, problem: str, remedy: str) -> None:
    """Say why the table that a public verb is about to return is empty, in the sentence of :class:`InputError`."""
    warnings.warn(f"{argument} {problem}; {remedy}.", NothingFound, stacklevel=3)


@contextmanager
def nothing_expected() -> Iterator[None]:
    """Where an empty table is as good as any other, and is not told of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NothingFound)
        yield


class InputError(ValueError):
    """Something given to the package cannot be used, and the message says what would do.

    Parameters
    ----------
    argument : str
        The argument, file or column at fault.
    problem : str
        What is wrong with it.
    remedy : str
        What would do instead.

    See Also
    --------
    read_reports : returns unreadable files in its ledger rather than as an error.

    Examples
    --------
    >>> str(InputError("weight", "is 'words'", "use 'characters', 'paragraphs' or 'reports'"))
    "weight is 'words'; use 'characters', 'paragraphs' or 'reports'."
    """

    def __init__(self, argument: str, problem: str, remedy: str) -> None:
        self.argument, self.problem, self.remedy = argument, problem, remedy
        super().__init__(f"{argument} {problem}; {remedy}.")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.argument, self.problem, self.remedy)

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the sentence, and where it was called from, without the inside of the package."""
        return [*_called_from(self), f"{type(self).__name__}: {self}"]


def _called_from(error: BaseException) -> list[str]:
    """The last lines before the package, as ``In [1], line 3: …``; a notebook asks an error for this by name."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = str(Path(__file__).parent)
    own = [
        frame for frame in frames if not frame.filename.startswith(inside) and "IPython" not in frame.filename
    ]
    return [f"line {own[-1].lineno}: {own[-1].line}"] if own and own[-1].line else []


def check_choice(argument: str, value: Any, choices: tuple[Any, ...]) -> Any:
    """Return `value` if it is one of `choices`; raise :class:`InputError` otherwise."""
    if value not in choices:
        allowed = ", ".join(repr(choice) for choice in choices)
        raise InputError(argument, f"is {value!r}", f"use one of {allowed}")
    return value


def check_level(level: float) -> float:
    """Return the confidence level if it lies strictly between 0 and 1."""
    if not isinstance(level, (int, float)) or not 0 < level < 1:
        raise InputError("level", f"is {level!r}", "give a number between 0 and 1, such as 0.95")
    return float(level)


def library_at_fault(error: ImportError) -> tuple[str, bool]:
    """The library that could not be imported, and whether it is installed all the same.

    A library may report another one as missing in words of its own; what Python itself did not find then stands in
    the errors before.

    Parameters
    ----------
    error : ImportError
        As it was caught.

    Returns
    -------
    library : str
        By the name that pip knows.
    installed : bool
        False where it is missing; True where it is there and fails to load.

    Examples
    --------
    >>> try:
    ...     import no_such_library.part
    ... except ImportError as error:
    ...     library_at_fault(error)
    ('no_such_library', False)
    """
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    not_found = [link.name for link in chain if isinstance(link, ModuleNotFoundError) and link.name]
    if not_found:
        module = not_found[0]
    elif error.name:
        module = error.name
    else:  # a library that failed while it was loaded: the innermost code that ran
        frames = list(traceback.walk_tb(error.__traceback__))
        module = str(frames[-1][0].f_globals.get("__name__", "")) if frames else ""
    library = module.partition(".")[0] or "analysis"
    return _DISTRIBUTIONS.get(library, library), _is_there(library)


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):  # a module that was loaded in an odd way has no spec
        return False
