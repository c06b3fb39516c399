"""The eight task areas, the 44 measures and sub-codes, and the crosswalk between Outlines.

Everything is read from ``resources/taxonomy``: a new Outline is a new block of rows in ``areas.csv`` and
``crosswalk.csv``, or a folder of one's own with these two files, no code. One coding by measure serves every scheme.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd

from analysis.errors import InputError
from analysis.paths import resource
from analysis.scheme import Scheme, Taxonomy
from analysis.scheme_files import ENDINGS, Definition, definition_rows, read_definition

__all__ = [
    "Scheme",
    "Taxonomy",
    "as_taxonomy",
    "codebook_version",
    "know_scheme",
    "load_lexicon",
    "load_scheme",
    "load_taxonomy",
    "save_scheme",
    "scheme_digest",
    "scheme_rows",
    "schemes",
]  # fmt: skip


_AREA_COLUMNS = (
    "scheme", "area", "name_zh", "name_en", "short_zh", "short_en", "colour", "marker", "line", "provenance"
)  # fmt: skip
_CROSSWALK_COLUMNS = ("scheme", "measure", "area", "item")


def _read(name: str, folder: Path | None = None) -> pd.DataFrame:
    path = resource(f"taxonomy/{name}") if folder is None else folder / name
    return pd.read_csv(path, dtype="string").fillna("")


def schemes() -> list[str]:
    """Names of the schemes that the resource files define.

    >>> schemes()
    ['outline-2015', 'outline-2021']
    """
    return list(_names())


@cache
def _names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(_read("areas.csv")["scheme"]))


def load_taxonomy(scheme: str | Path = "outline-2015") -> Scheme:
    """Load a scheme of areas.

    Parameters
    ----------
    scheme : str or path, default "outline-2015"
        ``"outline-2015"`` (eight areas), ``"outline-2021"`` (nine sections), ``"outline-2021-sections"`` (ten, the overall
        requirements among them, numbered as printed), or any scheme added to the resource
        files; or a folder with ``areas.csv`` and ``crosswalk.csv`` of one scheme, in the columns of the resource files.
        Wherever a verb or a command takes the name of a scheme, it takes such a folder.

    Returns
    -------
    Scheme
        With the tables ``areas`` and ``measures`` and the method ``area_of``.

    Raises
    ------
    InputError
        When no such scheme is defined, or its files do not give each measure one area.

    See Also
    --------
    load_codebook : loads the rules by which coders apply the areas.
    load_lexicon : loads the dictionary terms of each area.

    Examples
    --------
    >>> taxonomy = load_taxonomy("outline-2015")
    >>> len(taxonomy.areas), taxonomy.area_of(33), taxonomy.label(6, "en")
    (8, 6, 'Dispute resolution')
    """
    if scheme in schemes():
        return _shipped(str(scheme))
    if str(scheme) in _LOADED:
        return _LOADED[str(scheme)]
    if str(scheme) in FURTHER:
        return know_scheme(_sections())
    folder = Path(scheme)
    if folder.suffix.lower() in ENDINGS:
        return load_scheme(folder)
    if not folder.is_dir():
        known = ", ".join(repr(name) for name in (*schemes(), *_LOADED))
        remedy = f"use one of {known}, or the folder of another scheme"
        raise InputError("scheme", f"is {str(scheme)!r}", remedy)
    return _load(folder)


def as_taxonomy(scheme: str | Path | Scheme) -> Scheme:
    """The scheme by name, file or folder, or as it is given."""
    return scheme if isinstance(scheme, Scheme) else load_taxonomy(scheme)


FURTHER = (
    "outline-2021-sections",
)  # shipped in the form of own schemes: the Outline's ten sections as printed
_LOADED: dict[str, Scheme] = {}  # own schemes of this session, by the name that tables hold


def load_scheme(path: str | Path, name: str | None = None) -> Scheme:
    """Load categories of one's own from a table, and make them known by their name for this session.

    A classified table holds the name of its scheme in the column ``scheme``; every verb finds the scheme by it. A model
    that was trained with a scheme keeps it, so that loading the model makes the scheme known too.

    Parameters
    ----------
    path : path
        ``*.csv``, ``*.xlsx`` (the first sheet) or ``*.toml`` (tables ``[[category]]``) with one row for each of 2 to 30
        categories: ``name_zh`` and/or ``name_en`` (中文名, 英文名), and optionally ``code`` (代码; whole numbers are kept,
        texts and missing ones are numbered in their order), ``short_zh``, ``short_en`` (for figures), ``color``, ``note``
        and ``example`` (for coders), ``to:NAME`` (code in another scheme). A row with ``parent`` is a finer category
        (measure) below that one. A row with the code 0 names what belongs to none of them. Or the name of a shipped
        scheme.
    name : str, optional
        Name of the scheme; default what the file gives (column ``scheme``, or ``name`` in TOML), else the file's name.

    Returns
    -------
    Scheme
        ``codes``, ``areas``, ``measures``, ``label(code, lang)``; ``remarks`` says what was supplied.

    Raises
    ------
    InputError
        For another number of categories, a category without a name, a code or name that two share, a colour that is none,
        a name of the scheme that is shipped, or one under which a category had another number before in this session.

    See Also
    --------
    load_taxonomy : loads a shipped scheme by name.
    AreaClassifier : learns a scheme from coded texts.
    save_scheme : writes a scheme as a table.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "tools.csv")
    >>> _ = file.write_text("code,name_en,short_en\\nP,Permits and bans,Permits\\nM,Money and taxes,Money\\n")
    >>> scheme = load_scheme(file)
    >>> scheme.codes, scheme.label(2, "en"), scheme.read(["M", "Permits and bans", 2]).tolist()
    ((1, 2), 'Money', [2, 1, 2])
    >>> scheme.remarks[0]
    '2 categories have no Chinese name and keep the other one'
    """
    if (
        isinstance(path, str)
        and (path in schemes() or path in _LOADED or path in FURTHER)
        and not Path(path).is_file()
    ):
        return load_taxonomy(path)
    return know_scheme(as_scheme(read_definition(path, name)))


def _sections() -> Scheme:
    """The ten sections of the Outline of 2021 as printed: the overall requirements, then those that have measures."""
    own, nine = read_definition(resource(f"schemes/{FURTHER[0]}.csv")), load_taxonomy("outline-2021")
    measures = nine.measures.assign(area=nine.measures["area"] + 1)
    return Scheme(own.name, own.areas, measures, nine.base)


def is_known(name: str) -> bool:
    """Whether a scheme of this name is shipped, or was loaded in this session."""
    return name in _LOADED or name in schemes() or name in FURTHER


def as_scheme(own: Definition) -> Scheme:
    """The scheme of a definition that was checked, with the measures of its base where it has one."""
    if own.base != own.name:
        every, given = set(load_taxonomy(own.base).measures.index), set(own.measures.index)
        if own.base not in schemes() or every != given:
            lacking = (
                ", ".join(sorted(every - given)[:5])
                or f"unknown ones: {', '.join(sorted(given - every)[:5])}"
            )
            problem = f"{own.name!r} has the base {own.base!r} and not each of its measures once ({lacking})"
            raise InputError("scheme", problem, "give each measure of a shipped base a parent")
    return Scheme(own.name, own.areas, own.measures, own.base, own.none, own.crosswalks, own.remarks)


def know_scheme(scheme: Scheme) -> Scheme:
    """Make an own scheme known by its name for this session; gives it back.

    Raises
    ------
    InputError
        When the name is that of a shipped scheme, or of one known already in which a category has another number: tables
        and codes made with it would change their meaning.
    """
    if scheme.scheme in schemes():
        if scheme is not _shipped(scheme.scheme):
            raise InputError("scheme", f"has the name {scheme.scheme!r} of a shipped one", "give it another")
        return scheme
    known = _LOADED.get(scheme.scheme)
    for said, number in (known.spellings if known else {}).items():
        if scheme.spellings.get(said, number) != number:
            problem = f"{scheme.scheme!r} has {said!r} as {scheme.spellings[said]}, and a scheme of that name had it as {number}"
            raise InputError(
                "scheme", problem, "give the new one another name (name=…, or another file name)"
            )
    _LOADED[scheme.scheme] = scheme
    return scheme


def scheme_rows(scheme: Scheme) -> pd.DataFrame:
    """A scheme as the table that :func:`load_scheme` reads it from."""
    walks = {other: dict(ways) for other, ways in scheme.crosswalks.items()}
    return definition_rows(
        Definition(scheme.scheme, scheme.areas, scheme.measures, scheme.base, dict(scheme.none), walks, ())
    )


def save_scheme(scheme: Scheme, path: str | Path) -> Path:
    """Write a scheme as CSV, as :func:`load_scheme` reads it.

    A file that exists is replaced. Colours, notes and crosswalks are written too.

    Parameters
    ----------
    scheme : Scheme
        What to write.
    path : path
        ``*.csv``.

    Returns
    -------
    Path
        The file.

    See Also
    --------
    load_scheme : loads it again.

    Examples
    --------
    >>> import tempfile
    >>> file = save_scheme(load_taxonomy("outline-2015"), Path(tempfile.mkdtemp()) / "mine.csv")
    >>> load_scheme(file, name="mine").codes
    (1, 2, 3, 4, 5, 6, 7, 8)
    """
    from analysis.output import write_table

    write_table(scheme_rows(scheme), path)
    return Path(path)


@lru_cache(maxsize=8)  # each row of a sheet asks
def scheme_digest(scheme: Scheme) -> str:
    """SHA-256 of what a scheme means: its codes, names and measures."""
    rows = scheme_rows(scheme)[["code", "name_zh", "name_en", "parent"]]
    return hashlib.sha256(rows.to_csv(index=False).encode()).hexdigest()


def codebook_version(scheme: Scheme) -> str:
    """What codes in a scheme of one's own say in ``codebook_version``: its name, and digits of what it means."""
    return f"{scheme.scheme}/{scheme_digest(scheme)[:8]}"


@cache
def _shipped(scheme: str) -> Scheme:
    return _assembled(scheme, _read("areas.csv"), _read("crosswalk.csv"))


def _load(folder: Path) -> Scheme:
    """The scheme of a folder, checked: whoever writes such files by hand is told what is missing."""
    for name, columns in (("areas.csv", _AREA_COLUMNS), ("crosswalk.csv", _CROSSWALK_COLUMNS)):
        if not (folder / name).is_file():
            raise InputError(
                "scheme", f"folder '{folder}' has no {name}", "give both areas.csv and crosswalk.csv"
            )
        missing = set(columns) - set(_read(name, folder).columns)
        if missing:
            raise InputError(
                "scheme", f"'{folder / name}' lacks {', '.join(sorted(missing))}", "add the columns"
            )
    areas, crosswalk = _read("areas.csv", folder), _read("crosswalk.csv", folder)
    names = sorted({*areas["scheme"], *crosswalk["scheme"]})
    if len(names) != 1 or not names[0] or names[0] in schemes():
        remedy = "give one name that is not shipped, the same in both files"
        raise InputError("scheme", f"folder '{folder}' defines {', '.join(names) or 'none'}", remedy)
    crosswalk = _with_sub_codes(crosswalk)
    every, given = set(_read("measures.csv")["measure"]), crosswalk["measure"]
    faults = {
        "gives no area to measure": sorted(every - set(given)),
        "names an unknown measure": sorted(set(given) - every),
        "gives a second area to measure": sorted(given[given.duplicated()]),
        "sends a measure to the undefined area": sorted(set(crosswalk["area"]) - set(areas["area"])),
        "defines twice the area": sorted(areas.loc[areas["area"].duplicated(), "area"]),
        "has an area that is no whole number from 1 on,": [
            own for own in areas["area"] if not own.isdigit() or own == "0"
        ],
    }
    for fault, found in faults.items():
        if found:
            problem = f"folder '{folder}' {fault} {', '.join(repr(str(own)) for own in found[:5])}"
            raise InputError("scheme", problem, "correct its areas.csv or crosswalk.csv")
    return _assembled(names[0], areas, crosswalk)


def _with_sub_codes(crosswalk: pd.DataFrame) -> pd.DataFrame:
    """A sub-code without a row of its own goes where its measure goes, so that an older crosswalk stays whole."""
    measures = _read("measures.csv")
    lacking = measures[(measures["parent"] != "") & ~measures["measure"].isin(crosswalk["measure"])]
    added = crosswalk.rename(columns={"measure": "parent"}).merge(lacking[["measure", "parent"]], on="parent")
    return pd.concat([crosswalk, added[crosswalk.columns]], ignore_index=True)


def _assembled(scheme: str, areas: pd.DataFrame, crosswalk: pd.DataFrame) -> Scheme:
    own = areas[areas["scheme"] == scheme].drop(columns="scheme").astype({"area": int})
    ways = crosswalk[crosswalk["scheme"] == scheme].drop(columns="scheme").astype({"area": int})
    measures = ways.merge(_read("measures.csv"), on="measure", validate="one_to_one")
    return Scheme(scheme, own.set_index("area"), measures.set_index("measure"))


@cache
def load_lexicon() -> pd.DataFrame:
    """Load the domain dictionary.

    Returns
    -------
    DataFrame
        Columns ``term``, ``measure`` (``<NA>`` where the term points to none), ``kind``, ``note``, and ``area`` under
        ``outline-2015``.

    See Also
    --------
    load_taxonomy : loads the areas that the terms belong to.
    anchored_topics : fits topics anchored in these terms.

    Examples
    --------
    >>> lexicon = load_lexicon().set_index("term")
    >>> int(lexicon.at["行政复议", "area"])
    6
    """
    lexicon = pd.read_csv(resource("lexicon.csv"), dtype="string")
    areas = load_taxonomy("outline-2015").measures["area"]
    lexicon["area"] = lexicon["measure"].map(areas).astype("Int64")
    return lexicon
