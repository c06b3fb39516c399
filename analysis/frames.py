"""What a draw is made from: strata and frames by their names, and whether paragraphs are those that were drawn from.

The inverse probabilities of a draw must sum to the number of paragraphs that each stratum held when the draw was made;
a table that holds others, because reports came later or are missing, is refused.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.tables import CODED_ROLES

RUNNING = (*CODED_ROLES, "preamble")  # roles of running text
_CERTAIN = "least sure"
_ANSWER = "predicted"  # area by the classifier of the day, which another one may see otherwise
_UNEQUAL = re.compile(r"(\d+) by (length|error)")  # paragraphs drawn, and what their chances follow
_SEPARATOR, _EQUALS, _OR = "; ", "=", "+"
_GROWTH = 0.02  # of a stratum: a few paragraphs whose role is read otherwise than when it was drawn
_FAR = 4  # standard errors of a sum of inverse probabilities
_MAIN_ROLE = 0.1  # of what was drawn: a role of the frame, not one of a few paragraphs


# Names


def stratum_name(
    cell: Mapping[str, object],
    *,
    certain: bool = False,
    answer: str | None = None,
    unequal: str | None = None,
) -> str:
    """The name of a stratum: what its paragraphs have in common, and how the cell was divided or drawn from.

    Parameters
    ----------
    cell : mapping of str to object
        Columns and their values.
    certain : bool, default False
        Whether these are the paragraphs that were all taken.
    answer : str, optional
        Predicted areas of the paragraphs.
    unequal : str, optional
        Where chances are not equal, how many were drawn and what chances follow.

    Examples
    --------
    >>> stratum_name({"year": 2019, "role": "work"})
    'year=2019; role=work'
    >>> stratum_name({"year": 2019, "role": "work"}, unequal="43 by length")
    'year=2019; role=work; 43 by length'
    """
    parts = [f"{column}{_EQUALS}{value}" for column, value in cell.items()]
    for part in parts:
        if _SEPARATOR.strip() in part or part.count(_EQUALS) > 1:
            raise InputError(
                "strata", f"hold {part!r}", "use columns whose values have neither ';' nor '=' in them"
            )
    parts += [f"{_ANSWER}{_EQUALS}{answer}"] if answer is not None else []
    parts += [unequal] if unequal is not None else []
    return _SEPARATOR.join([*parts, _CERTAIN] if certain else parts)


def cell_of(stratum: str) -> str:
    """The cell that a stratum is a part of: without predicted areas, chances, and what was taken with certainty.

    >>> cell_of("year=2019; role=work; least sure"), cell_of("year=2019; role=work; predicted=6")
    ('year=2019; role=work', 'year=2019; role=work')
    """
    parts = stratum.split(_SEPARATOR)
    return _SEPARATOR.join(
        part
        for part in parts
        if part != _CERTAIN and not part.startswith(_ANSWER + _EQUALS) and not _UNEQUAL.fullmatch(part)
    )


def drawn_of(stratum: str) -> int | None:
    """How many paragraphs were drawn with unequal chances; None where chances were equal.

    >>> drawn_of("year=2019; role=work; 43 by length"), drawn_of("year=2019; role=work")
    (43, None)
    """
    for part in stratum.split(_SEPARATOR):
        if found := _UNEQUAL.fullmatch(part):
            return int(found[1])
    return None


def design_of(stratum: str) -> str | None:
    """How a stratum was drawn from, where it was not simply at random within a cell.

    >>> design_of("year=2019; role=work; 43 by length"), design_of("year=2019; role=work; predicted=6")
    ('length', 'area')
    """
    for part in stratum.split(_SEPARATOR):
        if found := _UNEQUAL.fullmatch(part):
            return found[2]
        if part.startswith(_ANSWER + _EQUALS):
            return "area"
    return None


def in_cell(coded: pd.DataFrame, cell: str) -> np.ndarray | None:
    """Which paragraphs belong to a cell by its name, shape (n_paragraphs,); None where the name does not tell.

    >>> table = pd.DataFrame({"year": [2019, 2019, 2020], "role": ["work", "plan", "work"]})
    >>> in_cell(table, "year=2019; role=plan+problem").tolist()
    [False, True, False]
    """
    found = np.ones(len(coded), dtype=bool)
    for part in cell.split(_SEPARATOR):
        column, equals, value = part.partition(_EQUALS)
        if not equals or column not in coded.columns:
            return None
        values = value.split(_OR) if column == "role" else [value]
        found &= as_labels(coded[column]).isin(values).to_numpy(dtype=bool)
    return found


def as_labels(values: pd.Series) -> pd.Series:
    """Values as the names of strata show them; whole numbers without a decimal point."""
    if pd.api.types.is_float_dtype(values):
        values = values.astype("Int64") if (values.dropna() % 1 == 0).all() else values
    return values.astype("string").fillna("")


def countable(coded: pd.DataFrame) -> np.ndarray:
    """Which paragraphs any estimate is about: those of a known year with text, shape (n_paragraphs,)."""
    chars = coded["n_chars"].to_numpy(dtype=float, na_value=0.0)
    return coded["year"].notna().to_numpy(dtype=bool) & (chars > 0)


def frame_name(paragraph_ids: Iterable[str], text_hashes: Iterable[str], draw: Mapping[str, object]) -> str:
    """An id of a draw: ten digits for the paragraphs that it was made from, six for how it was made.

    Two draws from one frame share the first ten.
    """
    pairs = sorted(zip(paragraph_ids, text_hashes, strict=True))
    frame = hashlib.sha256("\n".join(f"{name} {text}" for name, text in pairs).encode()).hexdigest()
    made = hashlib.sha256(repr(sorted(draw.items())).encode()).hexdigest()
    return f"{frame[:10]}.{made[:6]}"


def frame_of(frame_ids: pd.Series) -> pd.Series:
    """The frame of each draw."""
    return frame_ids.astype("string").str.partition(".")[0]


# The frame against the paragraphs


@dataclass
class FrameCount:
    """Paragraphs of a table, counted part by part: in each cell of a design, and by year and role."""

    cells: dict[str, int | None]
    by_role: Counter[tuple[int, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, codes: pd.DataFrame) -> FrameCount:
        """Nothing counted yet, for the cells that the codes name."""
        names = codes["stratum"].dropna().unique() if "stratum" in codes.columns else []
        return cls(dict.fromkeys(sorted({cell_of(str(name)) for name in names}), 0))

    @property
    def columns(self) -> list[str]:
        """The columns that the cells are told by."""
        parts = [part for cell in self.cells for part in cell.split(_SEPARATOR) if _EQUALS in part]
        return sorted({part.partition(_EQUALS)[0] for part in parts})

    def add(self, part: pd.DataFrame) -> FrameCount:
        """Count some more paragraphs."""
        own = part[countable(part)]
        for cell, count in self.cells.items():
            found = in_cell(own, cell)
            self.cells[cell] = None if found is None or count is None else count + int(found.sum())
        pairs = zip(own["year"].astype(int), own["role"].astype("string").fillna(""), strict=True)
        self.by_role.update(pairs)
        return self


def check_frame(strata: pd.DataFrame, drawn: pd.DataFrame, count: FrameCount) -> None:
    """Whether paragraphs are those that were drawn from, or a part of them.

    Parameters
    ----------
    strata : DataFrame, one row per stratum of a frame
        As a :class:`~analysis.design.Design` has them.
    drawn : DataFrame, one row per drawn paragraph that the table holds
        ``year``, ``role``, ``stratum`` and ``inclusion_probability``.
    count : FrameCount
        Of the whole table.

    Raises
    ------
    InputError
        When a stratum holds more paragraphs than when it was drawn from, by more than a few whose role is read otherwise
        now; when the inverse probabilities sum to another number of paragraphs than the table holds.
    """
    bare = drawn["stratum"].isna()
    years = set(drawn.loc[bare, "year"])
    _check_unrecorded(drawn[drawn["year"].isin(years)], count)
    drawn = drawn[~bare]
    cell = drawn["stratum"].map(lambda name: cell_of(str(name)))
    for name, size in strata.groupby("cell")["size"].sum().items():
        now = count.cells.get(str(name))
        if now is None:
            continue
        if now > size * (1 + _GROWTH) + 1:
            problem = f"were drawn when stratum {name!r} held {size} paragraphs; it holds {now} now"
            remedy = "draw another sample from the reports that came later and give both, or leave those reports out"
            raise InputError("codes", problem, remedy)
        chances = drawn.loc[(cell == name).to_numpy(), "inclusion_probability"]
        if now < size and _is_far(chances, now, now):
            raise _other_frame(f"stratum {name!r}", chances, now)


def _check_unrecorded(drawn: pd.DataFrame, count: FrameCount) -> None:
    """In all and by year: the frame is not known, but holds the roles that were drawn and no more than running text."""
    chances = drawn["inclusion_probability"]
    lows, highs = 0, 0  # of all years together
    for year, own in drawn.groupby("year"):
        roles = own["role"].value_counts(normalize=True)
        main = set(roles.index[roles >= _MAIN_ROLE])
        held = {role: n for (when, role), n in count.by_role.items() if when == int(year)}
        low = sum(n for role, n in held.items() if role in main)
        high = sum(n for role, n in held.items() if role in roles.index or role in RUNNING)
        if _is_far(chances[own.index], low, high):
            raise _other_frame(str(year), chances[own.index], low)
        lows, highs = lows + low, highs + high
    if _is_far(chances, lows, highs):
        raise _other_frame("all years", chances, lows)


def _is_far(chances: pd.Series, low: int, high: int) -> bool:
    """Whether inverse probabilities cannot well sum to a number from `low` to `high`, which is what they estimate."""
    inverse = 1 / chances.to_numpy(dtype=float)
    spread = _FAR * float(np.sqrt((inverse * (inverse - 1)).sum())) + float(inverse.max(initial=1.0))
    return not low - spread <= inverse.sum() <= high + spread


def _other_frame(where: str, chances: pd.Series, held: int) -> InputError:
    total = (1 / chances.to_numpy(dtype=float)).sum()
    problem = f"of {where} stand for {total:.0f} paragraphs by their inclusion probabilities; the table holds {held}"
    remedy = (
        "give all codes of one draw from these paragraphs: a part of a sheet, two samples together, or reports that "
        "came after the draw need sheets that record it"
    )
    return InputError("codes", problem, remedy)
