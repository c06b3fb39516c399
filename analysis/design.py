"""The draw of paragraphs for hand coding, as its codes record it: inclusion probabilities, and whether they were kept to.

A correction by right codes is unbiased for totals because each paragraph's chance of being coded is known and not zero. This module checks by the
codes alone that they are the whole draw. What can be mended is mended and said (a sheet coded from its top to some row,
two draws from one frame); the rest is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.frames import cell_of, drawn_of, frame_of
from analysis.tables import check_table

# what the codes are of their draw, as tables say it
WHOLE = "whole draw"
PREFIX = "first part of draw"  # in the order of the draw; probabilities rescaled
POOLED = "several draws"  # from one frame; joint probabilities
AT_RANDOM = "blanks at random"  # by the caller's word; probabilities rescaled
UNKNOWN = "draw not recorded"  # probabilities as given
_NAMED = ("frame_id", "stratum", "stratum_size", "draw_order")
_AT_RANDOM = f", {AT_RANDOM}"  # behind the id of a draw
_ROUNDING = 0.01  # of a paragraph
_DIGITS = 5e-5  # of a probability that was written with four digits
_RARE = 1e-3  # chance below which an overlap of draws explains no gap


@dataclass(frozen=True, eq=False)
class Design:
    """Codes with probabilities that fit their draw.

    Attributes
    ----------
    codes : DataFrame, one row per item
        Each unit once, of paragraphs that are coded whole; ``inclusion_probability`` may have been rescaled. Where the draw
        was recorded, ``stratum_number`` is the same for paragraphs of one stratum of one frame; elsewhere it is missing.
    strata : DataFrame, one row per stratum of a frame; no row where the draw was not recorded
        ``frame``, ``stratum``, ``cell``, ``size`` (paragraphs when drawn).
    note : str
        How the probabilities came about, in words.
    """

    codes: pd.DataFrame
    strata: pd.DataFrame
    note: str


def check_design(codes: pd.DataFrame) -> Design:
    """The codes of one coder against the draw that they record, in every stratum.

    Parameters
    ----------
    codes : DataFrame, one row per item
        With ``unit_id``, ``paragraph_id``, ``n_chars``, ``paragraph_chars``, ``inclusion_probability`` and, where the draw
        was recorded, ``frame_id``, ``stratum``, ``stratum_size`` and ``draw_order``.

    Returns
    -------
    Design

    Raises
    ------
    InputError
        When a unit is coded twice and not alike, a paragraph in part, or the codes are not the draw that they record:
        blanks between coded paragraphs, other probabilities, two sizes of one stratum.
    """
    codes = _each_once(codes)
    recorded = _are_recorded(codes)
    if recorded.all():
        return _as_recorded(codes)
    bare = _whole_paragraphs(codes[~recorded]).assign(stratum_number=pd.NA)
    if not recorded.any():
        return Design(bare, pd.DataFrame(columns=["frame", "stratum", "cell", "size"]), UNKNOWN)
    design = _as_recorded(codes[recorded])
    note = UNKNOWN if design.note == WHOLE else f"{design.note}; {UNKNOWN}"
    return Design(pd.concat([design.codes, bare], ignore_index=True), design.strata, note)


def _as_recorded(codes: pd.DataFrame) -> Design:
    """Codes that all say how they were drawn."""
    codes = _whole_paragraphs(codes.assign(frame=frame_of(codes["frame_id"]).to_numpy()))
    strata = ["frame", "stratum"]
    rows, notes = [], set[str]()
    changed = codes["inclusion_probability"].astype(float)
    for (frame, stratum), own in codes.drop_duplicates("paragraph_id").groupby(strata, sort=True):
        size, note, draws = _settle(own, str(stratum))
        rows.append((frame, stratum, cell_of(str(stratum)), size))
        notes.add(note)
        if note in (PREFIX, POOLED):
            here = (codes["frame"] == frame) & (codes["stratum"] == stratum)
            changed[here] = _rescaled(changed[here], str(stratum), len(own) / size, draws)
    codes = codes.assign(
        inclusion_probability=changed,
        stratum_number=codes.groupby(strata, sort=True).ngroup().astype("Int64"),
    )
    said = [note for note in (PREFIX, POOLED, AT_RANDOM) if note in notes]
    return Design(
        codes.drop(columns="frame"),
        pd.DataFrame(rows, columns=["frame", "stratum", "cell", "size"]),
        "; ".join(said) or WHOLE,
    )


def blanks_at_random(codes: pd.DataFrame) -> pd.DataFrame:
    """Codes of sheets with blanks between coded paragraphs, taken as if which ones are blank were chance.

    Claim: none that can be checked. A sheet whose hard paragraphs were left out is no random sample, and a correction by
    it is biased; the estimators refuse it. Where blanks have nothing to do with what the paragraphs say (a page that was
    lost, a file that broke off), those that were coded are a random sample of their stratum, and their probability is
    their number over the size of the stratum. The draws' ids say so afterwards, and with them every estimate.

    Parameters
    ----------
    codes : DataFrame, one row per item
        As :func:`read_codes` returns it, of one coder and with its draw recorded.

    Returns
    -------
    DataFrame, one row per item
        The codes in their order, those of strata with blanks with another ``inclusion_probability``, ``draw_order``
        and ``frame_id``.

    Raises
    ------
    InputError
        When the draw was not recorded.

    See Also
    --------
    read_codes : reads sheets, blanks included.
    area_shares : refuses codes whose blanks do not fit the sampling design.

    Examples
    --------
    >>> import analysis as fz
    >>> sim = fz.make_reports(n_regions=10, random_state=1)
    >>> codes = sim.code(fz.sample_for_coding(sim.paragraphs, per_year=40, random_state=1))
    >>> lost = codes[codes["draw_order"] % 4 > 0]
    >>> fz.area_shares(sim.paragraphs, blanks_at_random(lost))["design"].unique().tolist()
    ['blanks at random']
    """
    check_table(codes, ("paragraph_id", "inclusion_probability"), argument="codes", maker="read_codes")
    if not _are_recorded(codes).all():
        raise InputError(
            "codes", "do not say how they were drawn", "give codes of a sheet of sample_for_coding"
        )
    codes = codes.copy()
    for _, own in codes.drop_duplicates("paragraph_id").groupby(["frame_id", "stratum"], sort=True):
        order = own["draw_order"]
        if int(order.max()) > len(own):
            rows = codes["paragraph_id"].isin(own["paragraph_id"])
            ranks = dict(zip(own["paragraph_id"], order.rank(method="first").astype(int), strict=True))
            codes.loc[rows, "draw_order"] = codes.loc[rows, "paragraph_id"].map(ranks).to_numpy()
            n_drawn = drawn_of(str(own["stratum"].iloc[0]))
            codes.loc[rows, "inclusion_probability"] = (
                len(own) / int(own["stratum_size"].iloc[0])
                if n_drawn is None
                else codes.loc[rows, "inclusion_probability"] * len(own) / n_drawn
            )
            codes.loc[rows, "frame_id"] = codes.loc[rows, "frame_id"] + _AT_RANDOM
    return codes


def _are_recorded(codes: pd.DataFrame) -> np.ndarray:
    """Which codes say how they were drawn, shape (n_codes,); what says a part of it was spoilt."""
    known = np.column_stack(
        [
            codes[name].notna() if name in codes.columns else np.zeros(len(codes), dtype=bool)
            for name in _NAMED
        ]
    )
    part = known.any(axis=1) & ~known.all(axis=1)
    if part.any():
        problem = f"have {int(part.sum())} of {len(codes)} rows with only a part of {', '.join(_NAMED)}"
        raise InputError("codes", problem, "give the codes as read_codes reads them from their sheets")
    return np.asarray(known.all(axis=1))


def _each_once(codes: pd.DataFrame) -> pd.DataFrame:
    """Each unit once; one that two draws hold must have been coded alike."""
    again = codes["unit_id"].duplicated(keep=False)
    if not again.any():
        return codes.reset_index(drop=True)
    repeated = codes[again]
    draws = repeated["frame_id"] if "frame_id" in codes.columns else pd.Series(pd.NA, repeated.index)
    answers = ["unit_id", *(name for name in ("role", "area", "measure") if name in codes.columns)]
    unlike = repeated.drop_duplicates(answers)["unit_id"].duplicated().any()
    if unlike or draws.isna().any() or repeated.assign(draw=draws).duplicated(["unit_id", "draw"]).any():
        name = repeated["unit_id"].iloc[0]
        raise InputError("codes", f"hold a unit twice, such as {name!r}", "give each unit once")
    return codes.drop_duplicates("unit_id").reset_index(drop=True)


def _whole_paragraphs(codes: pd.DataFrame) -> pd.DataFrame:
    """Codes of paragraphs that are coded whole; an unfinished sheet may break off within its last one."""
    held = codes.groupby("paragraph_id")["n_chars"].transform("sum")
    part = (held != codes["paragraph_chars"]).fillna(False).to_numpy(dtype=bool)
    if not part.any():
        return codes
    names = list(dict.fromkeys(codes.loc[part, "paragraph_id"]))
    if len(names) == 1 and "frame" in codes.columns:
        last = codes[part].iloc[0]
        peers = codes[(codes["frame_id"] == last["frame_id"]) & (codes["stratum"] == last["stratum"])]
        drawn = drawn_of(str(last["stratum"])) or round(last["inclusion_probability"] * last["stratum_size"])
        if last["draw_order"] == peers["draw_order"].max() < drawn:
            return codes[~part].reset_index(drop=True)
    problem = f"cover only a part of {len(names)} paragraphs, such as {names[0]!r}"
    raise InputError("codes", problem, "code each drawn paragraph whole")


@dataclass(frozen=True)
class _Draw:
    """One draw from one stratum: how many paragraphs are coded and were drawn, and the last one coded."""

    n_coded: int
    n_drawn: int
    last: int
    at_random: bool = False

    @property
    def part(self) -> float:
        """Part of the paragraphs drawn that are coded, as far as the probabilities do not know it."""
        return 1.0 if self.at_random else self.n_coded / self.n_drawn

    @property
    def blanks(self) -> int:
        """Paragraphs left uncoded before the last one that is coded."""
        return self.last - self.n_coded


def _rescaled(given: pd.Series, stratum: str, part: float, draws: list[_Draw]) -> pd.Series | float:
    """Probabilities of what is coded of a stratum: its part of the stratum, or where chances were unequal, the chance to be
    in any of the draws as far as they are coded.
    """
    if drawn_of(stratum) is None:
        return part
    missed = np.prod([1 - given.to_numpy() * draw.part for draw in draws], axis=0)
    return pd.Series(1 - missed, index=given.index)


def _settle(own: pd.DataFrame, stratum: str) -> tuple[int, str, list[_Draw]]:
    """Size of a stratum when it was drawn from, how its coded paragraphs stand to the draws, and the draws."""
    size = int(_only(own["stratum_size"], stratum))
    draws = [_read_draw(part, stratum, size) for _, part in own.groupby("frame_id", sort=True)]
    for place, draw in enumerate(draws):
        others = sum(other.n_coded for other in [*draws[:place], *draws[place + 1 :]])
        if draw.blanks and not _is_overlap(draw, others, size):
            problem = f"leave {draw.blanks} of the first {draw.last} paragraphs drawn in stratum {stratum!r} uncoded"
            remedy = "code them; where which ones are blank is chance, see blanks_at_random"
            raise InputError("codes", problem, remedy)
    if len(draws) > 1:
        return size, POOLED, draws
    if draws[0].at_random:
        return size, AT_RANDOM, draws
    return size, WHOLE if draws[0].n_coded == draws[0].n_drawn else PREFIX, draws


def _read_draw(part: pd.DataFrame, stratum: str, size: int) -> _Draw:
    order, last = part["draw_order"], int(part["draw_order"].max())
    given = part["inclusion_probability"].astype(float)
    named = drawn_of(stratum)
    drawn = float(_only(given, stratum)) * size if named is None else float(named)
    n_drawn = round(drawn)
    whole = abs(drawn - n_drawn) <= max(_ROUNDING, size * _DIGITS)
    if not whole or not last <= n_drawn <= size or order.duplicated().any() or int(order.min()) < 1:
        problem = (
            f"have the inclusion_probability {given.iloc[0]:.4g} in stratum {stratum!r} of {size} paragraphs, "
            f"which makes {drawn:.4g} drawn, and {len(part)} coded with draw_order up to {last}"
        )
        raise InputError("codes", problem, "put these columns back as sample_for_coding stored them")
    return _Draw(len(part), n_drawn, last, str(part["frame_id"].iloc[0]).endswith(_AT_RANDOM))


def _only(values: pd.Series, stratum: str) -> Any:
    found = values.unique()
    if len(found) > 1:
        problem = f"have the {values.name} {found[0]} and {found[1]} in one stratum, {stratum!r}"
        raise InputError("codes", problem, "put the column back as sample_for_coding stored it")
    return found[0]


def _is_overlap(draw: _Draw, others: int, size: int) -> bool:
    """Whether blanks may be paragraphs that other draws hold too, left out as repeated; their number is hypergeometric."""
    from scipy import stats

    return bool(stats.hypergeom.sf(draw.blanks - 1, size, min(others, size), draw.last) > _RARE)
