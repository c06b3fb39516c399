"""A sheet of a table file, and a document that is a row of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.reading.remarks import Remark


@dataclass(frozen=True)
class Row:
    """A document that is a row of a table.

    Attributes
    ----------
    text : str
        Its text.
    given : dict
        What the table says of it, in the words of the table of reports.
    extra : dict
        What else the table has: covariates, by the names of its columns.
    name : str
        The id that it would like to have.
    encoding : str or None
        Of the file.
    remarks : tuple of Remark
        What is doubtful or missing in the row; on the first row of a table also what is to be said of the whole.
    places : dict
        Of a table of reports that this package wrote, where its values were found (``year_from`` …).
    """

    text: str
    given: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    encoding: str | None = None
    remarks: tuple[Remark, ...] = ()
    places: dict[str, Any] | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet of a table file.

    Attributes
    ----------
    name : str
        Name of the sheet; empty where the file is one table.
    rows : iterator of (int, list)
        Number of the row as the file counts, from 1, and its cells.
    named : bool
        Whether the first row is certain to be names of columns.
    hidden : bool
        Whether the workbook hides the sheet.
    encoding : str or None
        Of a text.
    remarks : tuple of Remark
        What is doubtful about the file.
    """

    name: str
    rows: Iterator[tuple[int, Sequence[Any]]]
    named: bool = False
    hidden: bool = False
    encoding: str | None = None
    remarks: tuple[Remark, ...] = ()
