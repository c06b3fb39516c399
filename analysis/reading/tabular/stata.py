"""Stata's tables, row by row; pandas, which reads other tables too, knows every version."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import IO, Any

from analysis.reading.decode import decode
from analysis.reading.tabular.books import MAX_COLUMNS, refusing_damage
from analysis.reading.tabular.heads import own_kind
from analysis.reading.tabular.row import Sheet

ENDING = ".dta"
_HEAD = b"<stata_dta><header><release>"
_UNICODE = b"118"  # Stata 14, the first of which texts have a known encoding
_BATCH = 64


def read_stata(handle: IO[bytes]) -> Iterator[Sheet]:
    """The one sheet of a table of Stata; values have their labels, except in a table that this package wrote."""
    import pandas as pd

    start = handle.read(len(_HEAD) + len(_UNICODE))
    handle.seek(0)
    with refusing_damage(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of numbers that overflow in damaged files
        reader = pd.read_stata(handle, chunksize=_BATCH)
        names = list(reader.variable_labels())[:MAX_COLUMNS]
        labelled = own_kind(names) is None
        first = _batch(reader, labelled=labelled)
    known = start.startswith(_HEAD) and start[len(_HEAD) :] >= _UNICODE
    encoding = "" if known else _encoding(first)

    def rows() -> Iterator[tuple[int, Sequence[Any]]]:
        yield 0, names
        number, batch = 0, first
        with refusing_damage():
            while not batch.empty:
                columns = [batch[name].tolist() for name in names]
                for cells in zip(*columns, strict=True):
                    number += 1
                    yield number, [_as_encoded(cell, encoding) for cell in cells] if encoding else cells
                batch = _batch(reader, labelled=labelled)

    yield Sheet("", rows(), named=True, encoding=encoding)


def _batch(reader: Any, *, labelled: bool) -> Any:
    """The next rows; none at the end."""
    import pandas as pd

    try:
        return reader.read(_BATCH, convert_categoricals=labelled)
    except StopIteration:
        return pd.DataFrame()


def _encoding(rows: Any) -> str:
    """The encoding of texts that pandas took for Latin, by the first rows."""
    texts = [cell for cells in rows.to_numpy().tolist() for cell in cells if isinstance(cell, str)]
    with refusing_damage():
        return decode("\n".join(texts).encode("latin-1")).encoding


def _as_encoded(cell: Any, encoding: str) -> Any:
    return cell.encode("latin-1").decode(encoding, "replace") if isinstance(cell, str) else cell
