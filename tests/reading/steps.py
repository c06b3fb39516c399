"""Counts the steps that matching a regular expression takes, so that its growth is measured without a clock.

The parse tree is that of `re`; the matcher backtracks as `re` does, a step for each character compared and each way
tried. It is as slow as it is plain: the texts are short, and what it finds is checked against `re` by the tests.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

Span = tuple[int, int]
Then = Callable[[int], int]  # goes on from a place: the end of the match, or -1
Match = Callable[[int, Then], int]

_PARSER: Any = re._parser  # type: ignore[attr-defined]
_CATEGORIES = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
_CATEGORIES |= {f"NOT_{name}": sign.upper() for name, sign in _CATEGORIES.items()}


class TooManyStepsError(Exception):
    """More steps than allowed."""


class Counter:
    """The steps of one pattern, on one text after the other."""

    def __init__(self, pattern: re.Pattern[Any], most: int) -> None:
        binary = isinstance(pattern.pattern, bytes)
        self.text, self.flags, self.most, self.steps = "", pattern.flags, most, 0
        self.letters = 0 if pattern.flags & re.UNICODE else re.ASCII
        self.groups: dict[int, Span] = {}
        written = pattern.pattern.decode("latin-1") if binary else pattern.pattern
        self.tree = _PARSER.parse(written, pattern.flags & ~re.UNICODE if binary else pattern.flags)
        self.whole = self.sequence(list(self.tree))

    def spans(self, method: str, text: str) -> list[Span]:
        """Where the pattern matches in a text, by a method of `re`; the steps are those of this text."""
        self.text, self.steps = text, 0
        self.groups.clear()
        allowed = sys.getrecursionlimit()
        sys.setrecursionlimit(100 * len(self.text) + 10_000)
        try:
            return self._spans(method)
        finally:
            sys.setrecursionlimit(allowed)

    def _spans(self, method: str) -> list[Span]:
        if method in ("match", "fullmatch"):
            end = self.whole(0, self.at_end if method == "fullmatch" else _done)
            return [(0, end)] if end >= 0 else []
        found = self.found()
        return [*found] if method in ("finditer", "findall", "sub", "split") else [*found][:1]

    def found(self) -> Iterator[Span]:
        """Matches from left to right; after an empty one, the next at the same place takes a character."""
        start, last = 0, -1  # the place of the last empty match
        while start <= len(self.text):
            self.groups.clear()
            self.start = start
            end = self.whole(start, self.advancing if start == last else _done)
            if end < 0:
                start += 1
                continue
            yield start, end
            start, last = end, end if end == start else -1

    def step(self, times: int = 1) -> None:
        self.steps += times
        if self.steps > self.most:
            raise TooManyStepsError

    def advancing(self, at: int) -> int:
        return at if at > self.start else -1

    def at_end(self, at: int) -> int:
        return at if at == len(self.text) else -1

    def sequence(self, tokens: list[Any]) -> Match:
        parts = [self.token(str(kind), value) for kind, value in tokens]

        def match(at: int, then: Then) -> int:
            def follow(number: int, here: int) -> int:
                if number == len(parts):
                    return then(here)
                return parts[number](here, lambda end: follow(number + 1, end))

            return follow(0, at)

        return match

    def token(self, kind: str, value: Any) -> Match:
        one = self.character(kind, value)
        if one is not None:
            return lambda at, then: then(at + 1) if self.fits(one, at) else -1
        return getattr(self, f"on_{kind.lower()}")(value)  # type: ignore[no-any-return]

    def fits(self, one: Callable[[str], bool], at: int) -> bool:
        self.step()
        return at < len(self.text) and one(self.text[at])

    def character(self, kind: str, value: Any) -> Callable[[str], bool] | None:
        """The test of one character, None for what is none."""
        fold = str.lower if self.flags & re.IGNORECASE else str
        if kind == "LITERAL":
            return lambda char: fold(char) == fold(chr(value))
        if kind == "NOT_LITERAL":
            return lambda char: fold(char) != fold(chr(value))
        if kind == "ANY":
            return lambda char: bool(self.flags & re.DOTALL) or char != "\n"
        if kind != "IN":
            return None
        negated = str(value[0][0]) == "NEGATE"
        items = value[negated:]

        @cache
        def among(char: str) -> bool:
            for name, what in items:
                if str(name) == "LITERAL" and fold(char) == fold(chr(what)):
                    return not negated
                if str(name) == "RANGE" and any(
                    what[0] <= ord(sign) <= what[1] for sign in {char, fold(char)}
                ):
                    return not negated
                if str(name) == "CATEGORY":
                    sign = _CATEGORIES[str(what).removeprefix("CATEGORY_")]
                    if re.match(sign, char, self.letters):
                        return not negated
            return negated

        return among

    def on_subpattern(self, value: Any) -> Match:
        group, _, _, tokens = value
        inner = self.sequence(list(tokens))

        def match(at: int, then: Then) -> int:
            def close(end: int) -> int:
                before = self.groups.get(group)
                self.groups[group] = (at, end)
                result = then(end)
                if result < 0 and before is not None:
                    self.groups[group] = before
                return result

            return inner(at, close)

        return match

    def on_atomic_group(self, value: Any) -> Match:
        inner = self.sequence(list(value))

        def match(at: int, then: Then) -> int:
            end = inner(at, _done)
            return then(end) if end >= 0 else -1

        return match

    def on_branch(self, value: Any) -> Match:
        ways = [self.sequence(list(way)) for way in value[1]]

        def match(at: int, then: Then) -> int:
            for way in ways:
                self.step()
                if (end := way(at, then)) >= 0:
                    return end
            return -1

        return match

    def on_max_repeat(self, value: Any) -> Match:
        return self.repeat(value, lazy=False)

    def on_min_repeat(self, value: Any) -> Match:
        return self.repeat(value, lazy=True)

    def on_possessive_repeat(self, value: Any) -> Match:
        inner = self.repeat(value, lazy=False)

        def match(at: int, then: Then) -> int:
            end = inner(at, _done)
            return then(end) if end >= 0 else -1

        return match

    def repeat(self, value: Any, lazy: bool) -> Match:
        least, most, tokens = int(value[0]), int(value[1]), list(value[2])
        one = self.character(str(tokens[0][0]), tokens[0][1]) if len(tokens) == 1 else None
        if one is not None and not lazy:
            return self.run(least, most, one)
        inner = self.sequence(tokens)

        def match(at: int, then: Then) -> int:
            def again(count: int, here: int) -> int:
                def more() -> int:
                    self.step()
                    # a turn that takes no character is the last one
                    turn = lambda end: -1 if end == here and count >= least else again(count + 1, end)  # noqa: E731
                    return inner(here, turn) if count < most else -1

                if count < least:
                    return more()
                if lazy:
                    return end if (end := then(here)) >= 0 else more()
                return end if (end := more()) >= 0 else then(here)

            return again(0, at)

        return match

    def run(self, least: int, most: int, one: Callable[[str], bool]) -> Match:
        """A greedy repetition of one character: taken whole, given back one by one."""

        def match(at: int, then: Then) -> int:
            end, last = at, min(at + most, len(self.text))
            while end < last and one(self.text[end]):
                end += 1
            self.step(end - at + (end < at + most))
            for place in range(end, at + least - 1, -1):
                self.step()
                if (result := then(place)) >= 0:
                    return result
            return -1

        return match

    def on_at(self, value: Any) -> Match:
        name, many = str(value), bool(self.flags & re.MULTILINE)

        def holds(at: int) -> bool:
            self.step()
            text, size = self.text, len(self.text)
            if name in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
                return at == 0 or (many and name == "AT_BEGINNING" and text[at - 1] == "\n")
            if name == "AT_END_STRING":
                return at == size
            if name == "AT_END":
                return at == size or (text[at] == "\n" and (many or at == size - 1))
            words = [
                bool(re.match(r"\w", text[place], self.letters))
                for place in (at - 1, at)
                if 0 <= place < size
            ]
            return (sum(words) == 1) == (name == "AT_BOUNDARY")

        return lambda at, then: then(at) if holds(at) else -1

    def _look(self, value: Any) -> Callable[[int], bool]:
        direction, tokens = value
        inner = self.sequence(list(tokens))
        back = tokens.getwidth()[0] if direction < 0 else 0

        def holds(at: int) -> bool:
            self.step()
            return at >= back and inner(at - back, _done) >= 0

        return holds

    def on_assert(self, value: Any) -> Match:
        holds = self._look(value)
        return lambda at, then: then(at) if holds(at) else -1

    def on_assert_not(self, value: Any) -> Match:
        holds = self._look(value)
        return lambda at, then: -1 if holds(at) else then(at)

    def on_groupref(self, value: int) -> Match:
        def match(at: int, then: Then) -> int:
            start, end = self.groups.get(value, (0, -1))
            for place in range(start, end):
                if not self.fits(lambda char, place=place: char == self.text[place], at + place - start):  # type: ignore[misc]
                    return -1
            return then(at + end - start) if end >= 0 else -1

        return match


def _done(at: int) -> int:
    return at
