"""Disputed units as a sheet for whoever settles them, with the text and what each coder gave."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.coding.agreement import ADJUDICATED, VARIABLES, check_codings, choose_coders, differing_units
from analysis.coding.facts import FACTS
from analysis.coding.units import CODINGS, is_text_of
from analysis.coding.values import choices
from analysis.crosswalk import scheme_of_codes
from analysis.errors import InputError
from analysis.language import words_of
from analysis.scheme import Scheme
from analysis.tables import SCHEME, check_table, make_table


def adjudication_sample(
    codes: pd.DataFrame, items: pd.DataFrame, *, coders: tuple[str, ...] | None = None, lang: str = "en"
) -> pd.DataFrame:
    """Units that coders dispute, as a sample for :func:`write_coding_sheet`, with every coding beside the text.

    Disputed are the units to which two of the coders gave another role, area, second area or measure; those that
    ``final`` has settled already are left out. Written with ``coder="final"`` and ``codes=codes``, the sheet carries the
    agreed codes too, and is all that :func:`final_codes` needs.

    Parameters
    ----------
    codes : DataFrame, one row per unit and coder
        As :func:`read_codes` returns it.
    items : DataFrame, one row per item
        The texts: as :func:`read_units` returns them from the coders' sheets, or as :func:`split_items` does.
    coders : tuple of str, optional
        The coders; default all, ``final`` left out.
    lang : {"zh", "en"}, default "en"
        Language of the codes in ``codings``.

    Returns
    -------
    DataFrame, one row per unit
        ``unit_id``, ``before``, ``text``, ``after``, ``codings`` (what each coder gave, a line each), what the unit is
        and how it was drawn (``paragraph_id`` to ``draw_order``) and ``inclusion_probability``.

    Raises
    ------
    InputError
        When there are not two coders, or a disputed unit has no text in `items`, or another one than was coded.

    See Also
    --------
    disagreements : lists the disputed units.
    write_coding_sheet : writes the sheet for the adjudicator.
    final_codes : takes the adjudicator's code where there is one.

    Examples
    --------
    >>> from analysis.tables import make_table
    >>> rows = [{"unit_id": "r-p001-i01", "coder": coder, "role": "work", "area": area} for coder, area in ("a6", "b5")]
    >>> items = pd.DataFrame({"item_id": ["r-p001-i01"], "text": ["行政应诉与行政复议。"]})
    >>> print(adjudication_sample(make_table("codes", rows), items).at[0, "codings"])
    a: role work, area 6, area_2 –, measure –
    b: role work, area 5, area_2 –, measure –
    """
    table = make_table("codes", check_codings(codes))
    chosen = choose_coders(table, coders)
    own = table[table["coder"].isin(chosen)]
    settled = set(table.loc[table["coder"] == ADJUDICATED, "unit_id"])
    units = [unit for unit in differing_units(own) if unit not in settled]
    own = own[own["unit_id"].isin(units)].sort_values("coder", kind="stable")
    lines = own["coder"] + ": " + _as_words(own, scheme_of_codes(codes), lang)
    known = table.groupby("unit_id", sort=False)[[*FACTS, "inclusion_probability"]].first().reindex(units)
    texts = _texts(items, known["text_hash"])
    sample = texts.assign(**{CODINGS: lines.groupby(own["unit_id"]).agg("\n".join).reindex(units)})
    sample = sample.join(known).rename_axis("unit_id").reset_index()
    if scheme_of_codes(codes).scheme != SCHEME:
        sample["scheme"] = scheme_of_codes(codes).scheme
    return sample.astype(dict.fromkeys(("unit_id", "before", "text", "after", CODINGS), "string"))


def _as_words(own: pd.DataFrame, scheme: Scheme, lang: str) -> pd.Series:
    """What each coder gave, by the keys of the columns in English and by the names of the lists in Chinese."""
    shown = own[list(VARIABLES)].astype("string")
    names: Mapping[str, str] = dict(zip(VARIABLES, VARIABLES, strict=True))
    comma = ", "
    if lang == "zh":
        names, comma = words_of("coding.captions", lang), "，"
        known = None if scheme.scheme == SCHEME else scheme
        for name in VARIABLES:
            labels = choices(name, lang, known)
            found = shown[name].map(lambda value, labels=labels: labels.get(value, value), na_action="ignore")
            shown[name] = found.astype("string")  # a column that nobody filled in has no type
    shown = shown.fillna("–")
    parts = [f"{names[name]} " + shown[name] for name in VARIABLES]
    return parts[0].str.cat(parts[1:], sep=comma)


def _texts(items: pd.DataFrame, hashes: pd.Series) -> pd.DataFrame:
    """Text and neighbours of each unit, in the order of `hashes`, each the one that was coded."""
    check_table(items, ("text",), argument="items", maker="read_units")
    key = "unit_id" if "unit_id" in items.columns else "item_id"
    check_table(items, (key,), argument="items", maker="read_units")
    own = items[items[key].isin(hashes.index)].dropna(subset="text").drop_duplicates(key)
    own = own.set_index(key).reindex(index=hashes.index, columns=["before", "text", "after"])
    missing = own.index[own["text"].isna()].tolist()
    if missing:
        named = ", ".join(repr(unit) for unit in missing[:3])
        problem = f"lack the text of {len(missing)} disputed unit{'s' * (len(missing) > 1)}, such as {named}"
        raise InputError("items", problem, "give the coders' sheets, or the reports that were coded")
    for unit, text, known in zip(own.index, own["text"], hashes, strict=True):
        if not is_text_of(text, known):
            problem = f"have another text for unit {unit!r} than the one that was coded"
            raise InputError("items", problem, "give the reports as they were when the sample was drawn")
    return own
