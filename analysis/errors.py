"""One error for everything a caller can put right, with one sentence for the whole package."""

from __future__ import annotations

from typing import Any


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
