"""What a figure says of itself, had without drawing it: a figure in one language has its caption in the other, too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

import pandas as pd

from analysis.language import words_of
from analysis.tables import is_simulated

_ONLY: ContextVar[bool] = ContextVar("only", default=False)


class Told(Exception):  # noqa: N818  (nothing is wrong)
    """Ends a drawing of which the caption alone was asked for."""


def caption_text(title: str, sentences: Sequence[str], *, lang: str, table: pd.DataFrame) -> str:
    """Title and sentences in one line, with a word where areas are called as the default scheme does because the table names
    none; simulated data are called so.

    >>> caption_text("Shares", ["By year.", ""], lang="en", table=pd.DataFrame({"year": [2020]}))
    'Shares. By year.'
    """
    signs = words_of("signs", lang)
    words = words_of("figures.all", lang)
    mark = [words["unnamed"]] if _leaves_out_scheme(table) else []
    mark += [words["simulated"]] if is_simulated(table) else []
    whole = title.replace("\n", signs["space"]) + signs["stop"]
    return str(signs["space"].join([whole, *filter(None, sentences), *mark]))


def _leaves_out_scheme(table: pd.DataFrame) -> bool:
    """Whether a table has areas and no name of their scheme: it is of an older version, or was made by hand."""
    named = "scheme" in table.columns and bool(table["scheme"].notna().any())
    return "area" in table.columns and bool(table["area"].notna().any()) and not named


def tell(title: str, sentences: Sequence[str], *, lang: str, table: pd.DataFrame) -> None:
    """Say title and note before anything is drawn; where the caption alone is asked for, nothing will be."""
    if _ONLY.get():
        raise Told(caption_text(title, sentences, lang=lang, table=table))


def caption_alone(draw: Callable[..., Any]) -> str:
    """The caption of what a function would draw, which says it by :func:`tell` or, drawn, in its note."""
    token = _ONLY.set(True)
    try:
        draw()
    except Told as told:
        return str(told)
    finally:
        _ONLY.reset(token)
    raise NotImplementedError("a figure has a note")
