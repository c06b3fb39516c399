"""From the codes of several coders to one code a unit: adjudicated where they differ, agreed where they do not."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.coding.agreement import ADJUDICATED, VARIABLES, check_codings, differing_units
from analysis.coding.facts import FACTS
from analysis.columns import COLUMNS
from analysis.errors import InputError
from analysis.tables import make_table

BASIS = ("adjudicated", "agreed", "one coder")
_CLOSE = 1e-8  # probabilities are written with ten digits in tables


def final_codes(codes: pd.DataFrame) -> pd.DataFrame:
    """One code a unit from the codes of any number of coders.

    A unit has the code of the coder ``final`` where there is one, and the code that all its coders gave where they gave
    the same role, area, second area and measure: these four are also what :func:`disagreements` compares and
    :func:`adjudication_sample` asks about. Anything else is disputed, and an error, because an estimate from the
    undisputed units alone would be biased towards what is easy to code. A unit that only one coder coded has that coder's
    code: to have a part of a sample coded twice is a check of the coding, and does not make the rest doubtful. How many
    units rest on what is in the column ``basis``.

    Parameters
    ----------
    codes : DataFrame, one row per unit and coder
        As :func:`read_codes` returns it; columns of an older form may be missing.

    Returns
    -------
    DataFrame, one row per unit
        The columns of the table ``codes``, and ``basis``: "adjudicated", "agreed" or "one coder". The coder is
        ``final``, or the coder's own name where one alone has coded. What the unit is and how it was drawn is filled in
        from all its coders. ``sure`` is 1 where all who agree were sure, ``codebook_version`` names each version they
        used, ``coded_on`` is the last day. ``coded_by`` is "model" where any code that a unit rests on is a model's.

    Raises
    ------
    InputError
        When units are disputed and not adjudicated, when a coder has two codes for a unit, or when coders hold different
        facts about a unit, such as two inclusion probabilities.

    See Also
    --------
    adjudication_sample : collects the units that still need a decision.
    area_shares : corrects shares with the final codes.

    Examples
    --------
    >>> from analysis.tables import make_table
    >>> given = [("u1", "wang", 6), ("u1", "li", 6), ("u2", "wang", 6), ("u2", "li", 5), ("u2", "final", 5), ("u3", "li", 4)]
    >>> rows = [{"unit_id": unit, "coder": coder, "role": "work", "area": area} for unit, coder, area in given]
    >>> final_codes(make_table("codes", rows))[["unit_id", "coder", "area", "basis"]].values.tolist()
    [['u1', 'final', 6, 'agreed'], ['u2', 'final', 5, 'adjudicated'], ['u3', 'final', 4, 'one coder']]
    """
    codes = codes.reset_index(drop=True)
    table = check_codings(codes if "area_2" in codes else codes.assign(area_2=pd.NA))
    table = make_table("codes", table)
    is_final = table["coder"].eq(ADJUDICATED).fillna(False).astype(bool)
    if table["unit_id"].is_unique:
        return _named(table.assign(basis=is_final.map({True: BASIS[0], False: BASIS[2]})), table["coder"])
    facts = _facts(table)
    disputed = differing_units(table[~is_final])
    adjudicated = set(table.loc[is_final, "unit_id"])
    open_units = [unit for unit in disputed if unit not in adjudicated]
    if open_units:
        raise InputError(
            "codes",
            f"leave {_count(open_units, 'unit')} disputed and not adjudicated, such as {_some(open_units)}",
            "settle them with fazhi adjudicate, and give its sheet filled in",
        )
    agreed = _agreed(table[~is_final])
    final = table[is_final].drop(columns="coder").set_index("unit_id").assign(basis=BASIS[0])
    both = final.index.intersection(agreed.index)
    same = _same_codes(final.loc[both], agreed.loc[both]) & ~both.isin(disputed)
    confirmed = both[same]  # where the adjudicated file holds the agreed codes too, they rest on their coders
    final.loc[confirmed, "basis"] = agreed.loc[confirmed, "basis"]
    by_model = agreed.loc[confirmed, "coded_by"].eq("model").fillna(False)
    final.loc[confirmed[by_model.to_numpy()], "coded_by"] = "model"
    result = pd.concat([final, agreed[~agreed.index.isin(final.index)]])
    for name in facts.columns:
        result[name] = facts[name].reindex(result.index)
    result = result.reindex(table["unit_id"].unique()).rename_axis("unit_id").reset_index()
    return _named(result, table["coder"])


def count_basis(final: pd.DataFrame) -> str:
    """How many units rest on what, in words; empty where all rest on the same.

    >>> count_basis(pd.DataFrame({"basis": ["agreed", "agreed", "adjudicated"]}))
    '3 units: 1 adjudicated, 2 agreed'
    """
    counts = final["basis"].value_counts()
    named = [f"{counts[basis]} {basis}" for basis in BASIS if basis in counts]
    return f"{len(final)} units: {', '.join(named)}" if len(named) > 1 else ""


def _named(result: pd.DataFrame, coders: pd.Series) -> pd.DataFrame:
    """The table of final codes, by the one coder that there was, else by ``final``."""
    names = coders.unique()
    whole = make_table("codes", result.assign(coder=names[0] if len(names) == 1 else ADJUDICATED))
    whole["coded_by"] = whole["coded_by"].fillna("person")
    return whole.assign(basis=result["basis"].astype("string"))


def _agreed(table: pd.DataFrame) -> pd.DataFrame:
    """The one code of units whose coders agree, by unit; of a disputed unit the first, which is not used."""
    by_unit = table.groupby("unit_id", sort=False)
    result = by_unit[list(COLUMNS["codes"])[2:]].first()
    one = by_unit.head(1).set_index("unit_id")
    for name in VARIABLES:  # a missing value is an answer too
        result[name] = one[name].reindex(result.index)
    result["sure"] = by_unit["sure"].min()
    result["coded_on"] = by_unit["coded_on"].max()
    by_model = table["coded_by"].eq("model").fillna(False).astype(bool)
    result.loc[result.index.isin(table.loc[by_model, "unit_id"]), "coded_by"] = "model"
    versions = table.dropna(subset="codebook_version").drop_duplicates(["unit_id", "codebook_version"])
    several = versions[versions["unit_id"].duplicated(keep=False)]
    for unit, own in several.groupby("unit_id")["codebook_version"]:
        result.loc[unit, "codebook_version"] = ", ".join(sorted(own))
    single = by_unit.size() == 1
    return result.assign(basis=single.map({True: BASIS[2], False: BASIS[1]}))


def _same_codes(one: pd.DataFrame, two: pd.DataFrame) -> Any:
    sides = [side[list(VARIABLES)].astype("string").fillna("") for side in (one, two)]
    return (sides[0] == sides[1]).all(axis=1).to_numpy()


def _facts(table: pd.DataFrame) -> pd.DataFrame:
    """What is known of each unit, from whichever coder's row knows it; an error where rows differ."""
    names = [*FACTS, "inclusion_probability"]
    by_unit = table.groupby("unit_id", sort=False)
    for name in names:
        values = by_unit[name]
        if name == "inclusion_probability":
            wrong = values.max() - values.min() > _CLOSE
        else:
            n_values = values.nunique()
            wrong = n_values > 1
        if wrong.any():
            units = wrong[wrong.fillna(False)].index.tolist()
            given = table.loc[table["unit_id"] == units[0]].dropna(subset=name).drop_duplicates(name)
            said = " and ".join(
                f"{value} ({'unnamed coder' if pd.isna(coder) else coder})"
                for coder, value in zip(given["coder"], given[name], strict=True)
            )
            raise InputError(
                "codes",
                f"give {_count(units, 'unit')} more than one {name}, such as {units[0]!r}: {said}",
                "give codes of one draw of the same texts",
            )
    return by_unit[names].first()


def _count(units: list[str], word: str) -> str:
    return f"{len(units)} {word}{'s' * (len(units) > 1)}"


def _some(units: list[str]) -> str:
    return ", ".join(repr(unit) for unit in units[:3])
