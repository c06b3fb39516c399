"""The key of a coding page: which unit each number of the page stands for, kept by the researcher.

A page goes to coders, and whatever it held, packed or hashed, they could unpack, or guess from public file names. So it
holds numbers alone, in the order of the draw; ids, probabilities and the codes carried along lie in this file, which stays
behind. The sheet that a page exports names its sample, and is read beside the key of that sample.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.coding.units import blind_id, read_limited, read_marks
from analysis.errors import InputError

ENDING = ".key.csv"
_HEAD = ("sample", "unit_id", "meta")
_MARK = "key:"


class Key(NamedTuple):
    """What a key file holds."""

    sample: str
    marks: Mapping[str, str]  # number on the page -> marks
    carried: Sequence[str]  # cells with codes that travel along


def key_path(page: Path) -> Path:
    """Where the key of a page lies.

    >>> key_path(Path("codes/wang.html")).name
    'wang.key.csv'
    """
    return page.with_suffix(ENDING)


def is_key(path: Path) -> bool:
    return path.name.lower().endswith(ENDING)


def number_on_page(number: int) -> str:
    """What a coder sees in place of a unit's id.

    >>> number_on_page(7)
    'u-0007'
    """
    return f"u-{number:04d}"


def name_sample(marks: Sequence[str], carried: Sequence[str]) -> str:
    """Digits that tell one sample from another, under which a browser keeps what was coded."""
    return hashlib.sha256("\n".join([*marks, *carried]).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def refer_to(sample: str) -> str:
    """What each row of an exported sheet has in place of its marks.

    >>> refer_to("0123")
    'key:0123'
    """
    return _MARK + sample


def write_key(sample: str, marks: Sequence[str], carried: Sequence[str]) -> bytes:
    """The key as a CSV: a row a unit, in the order of the page, and a row for each cell carried along."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(_HEAD)
    writer.writerows((sample, number_on_page(number), cell) for number, cell in enumerate(marks, start=1))
    writer.writerows((sample, "", cell) for cell in carried)
    return buffer.getvalue().encode("utf-8-sig", "surrogatepass")


def read_key(path: Path) -> Key:
    """A key file.

    Raises
    ------
    InputError
        When it is none, or was changed.
    """
    try:
        text = read_limited(path).decode("utf-8-sig", "surrogatepass")
        head, *rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
        samples = {row[0] for row in rows}
        marks = {row[1]: row[2] for row in rows if row[1]}
        carried = [row[2] for row in rows if not row[1]]
    except (UnicodeDecodeError, ValueError, IndexError, csv.Error):
        head, samples, marks, carried = [], set(), {}, []
    sample = next(iter(samples), "")
    if tuple(head) != _HEAD or len(samples) != 1 or name_sample([*marks.values()], carried) != sample:
        remedy = "give it as it was written beside the page"
        raise InputError("path", f"'{path}' is no key of a coding page, or was changed", remedy)
    return Key(sample, marks, carried)


def sample_of(cell: str) -> str:
    """The sample that a row of an exported sheet names; empty where it names none.

    >>> sample_of("key:0123"), sample_of('{"number": 1}')
    ('0123', '')
    """
    return cell.strip().removeprefix(_MARK) if cell.strip().startswith(_MARK) else ""


def find_key(file: Path, sample: str, given: Sequence[Path]) -> Key:
    """The key of a sample, among the files given or in the folder of the sheet.

    Raises
    ------
    InputError
        When it is nowhere.
    """
    beside = sorted(path for path in file.parent.iterdir() if is_key(path) and not path.name.startswith("."))
    for path in dict.fromkeys([*given, *beside]):
        key = read_key(path)
        if key.sample == sample:
            return key
    problem = f"'{file}' comes from a coding page, and the key of that page is not here"
    raise InputError(
        "path",
        problem,
        f"put the file *{ENDING} that was written with the page into its folder, or give it too",
    )


def unit_seen(cell: str, number: str) -> str:
    """The id that a sheet shows of the unit with these marks; the number itself where they cannot be read."""
    marks = read_marks(cell)
    if marks is None:
        return number
    return blind_id(marks.unit_id(number)) if marks.hidden else marks.unit_id(number)
