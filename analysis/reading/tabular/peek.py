"""Whether a table beside reports is one of texts, and no metadata: its first rows tell, or its size."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import IO, Any

from analysis.reading.formats.limits import Refusal
from analysis.reading.tabular.books import unpacked_bytes
from analysis.reading.tabular.cells import read_header
from analysis.reading.tabular.heads import column_of, find_head, own_kind, take_columns
from analysis.reading.tabular.sheets import open_sheets

MOST_UNPACKED = 256 << 20  # bytes of a workbook of metadata, which has no texts
_ROWS = 20


def is_corpus(handle: IO[bytes], name: str) -> bool:
    """Whether a file is a table of texts without paths of files.

    Parameters
    ----------
    handle : binary file
        Open for reading.
    name : str
        Its name.

    Returns
    -------
    bool
    """
    if unpacked_bytes(handle) > MOST_UNPACKED:
        return True
    try:
        for sheet in open_sheets(handle, name):
            top = [cells for _, cells in islice(sheet.rows, _ROWS)]
            names, sample = head_of(top)
            paths = "path" in {column_of(name) for name in names}
            if (
                names
                and not paths
                and own_kind(names) is None
                and take_columns(names, sample, {}, lenient=False)
            ):
                return True
    except Refusal:
        return False
    return False


def head_of(top: Sequence[Sequence[Any]]) -> tuple[list[str], Sequence[Sequence[Any]]]:
    """Names of the columns of a sheet, by its first rows, and the rows below."""
    place = find_head(top)
    if place is None:
        return [], top
    return [read_header(cell) for cell in top[place]], top[place + 1 :]
