"""The codebook: what is coded and by which rules, as tables for programs and as a document for people.

Rules, roles, notes and worked examples are read from ``resources/codebook``, names and areas from the
taxonomy, so that a coder's sheet and the document say the same. The texts of the examples are simulated.
"""

from __future__ import annotations

from dataclasses import dataclass

import jinja2
import pandas as pd

from analysis.columns import COLUMNS
from analysis.columns.types import AREAS
from analysis.errors import check_choice
from analysis.language import LANGUAGES, words_of
from analysis.paths import resource
from analysis.scheme import Scheme
from analysis.taxonomy import as_taxonomy, codebook_version, load_taxonomy, schemes

CODEBOOK_VERSION = "1.1"
"""Recorded with every code. It changes whenever a change of a rule could change a code."""

_SCHEME, _LATER = (
    "outline-2015",
    "outline-2021",
)  # the scheme that is coded, and the one it is carried over to


@dataclass(frozen=True, eq=False)
class Codebook:
    """What is coded, and how.

    Attributes
    ----------
    rules : DataFrame
        The decision rules in the order in which they apply: ``rule`` (1, 2, …), ``zh``, ``en``.
    roles : DataFrame
        ``role``, and what it means: ``zh``, ``en``.
    measures : DataFrame
        The 44 measures and the sub-codes in the order of the taxonomy: ``measure``, ``parent`` (of a
        sub-code, else ``<NA>``), ``name_zh``, ``name_en``, the area under each scheme in a column of its name
        (``outline-2015``, ``outline-2021``), what belongs to it and what does not (``zh``, ``en``),
        and the ``provenance`` of the name.
    examples : DataFrame
        Worked examples: ``example_id``, ``area`` (0 where there is none), ``area_2``, ``measure``, ``role``,
        ``text`` (simulated), and why it is coded so (``why_zh``, ``why_en``); a hard case names the rule.
    versions : DataFrame
        What each version changed, the newest first: ``version``, ``zh``, ``en``.
    version : str
        Version of the codebook, to be recorded with every code.
    """

    rules: pd.DataFrame
    roles: pd.DataFrame
    measures: pd.DataFrame
    examples: pd.DataFrame
    versions: pd.DataFrame
    version: str


def load_codebook() -> Codebook:
    """Load the codebook.

    Returns
    -------
    Codebook
        With the tables ``rules``, ``roles``, ``measures``, ``examples`` and ``versions``, and the ``version``.

    See Also
    --------
    render_codebook : writes the codebook as a document.
    load_taxonomy : loads the areas and measures alone.

    Examples
    --------
    >>> codebook = load_codebook()
    >>> len(codebook.rules), len(codebook.roles), len(codebook.measures)
    (27, 7, 51)
    >>> codebook.measures.set_index("measure").loc["27y", ["outline-2015", "outline-2021"]].tolist()
    [5, 6]
    """
    measures = load_taxonomy(_SCHEME).measures[["parent", "name_zh", "name_en", "provenance"]].reset_index()
    for scheme in schemes():
        measures[scheme] = measures["measure"].map(load_taxonomy(scheme).measures["area"]).astype("int64")
    measures = measures.merge(_read("measures_notes"), on="measure", how="left", validate="one_to_one")
    measures["parent"] = measures["parent"].replace("", pd.NA)
    columns = ["measure", "parent", "name_zh", "name_en", *schemes(), "zh", "en", "provenance"]
    return Codebook(
        rules=_read("rules").astype({"rule": "int64"}),
        roles=_read("roles"),
        measures=measures[columns],
        examples=_read("examples").astype({"area": "int64", "area_2": "Int64"}),
        versions=_read("versions"),
        version=CODEBOOK_VERSION,
    )


def render_codebook(lang: str = "zh", *, scheme: Scheme | str | None = None) -> str:
    """Write the codebook as a document for coders and readers.

    Parameters
    ----------
    lang : {"zh", "en"}, default "zh"
        Language of the document. The example texts stay Chinese, as the reports are.
    scheme : Scheme or str, optional
        Scheme of own categories, as :func:`load_scheme` loads it: the document then has its categories with their notes
        and examples. Default the eight areas.

    Returns
    -------
    str
        Markdown: purpose, units, roles, areas and measures under both schemes, decision rules in their order,
        worked examples by area, what to record, and where names and texts come from.

    Raises
    ------
    InputError
        When there is no such language.

    See Also
    --------
    load_codebook : loads the codebook as tables.
    codebook_prompt : writes it as instructions for a language model.

    Examples
    --------
    >>> text = render_codebook("en")
    >>> text.splitlines()[2]
    '# Codebook, version 1.1'
    """
    own = None if scheme is None else as_taxonomy(scheme)
    return fill_template("codebook", lang) if own is None or not own.is_own else fill_own("own", lang, own)


def fill_own(name: str, lang: str, scheme: Scheme, **more: object) -> str:
    """A document from the template ``resources/codebook/NAME.LANG.md.j2`` and what a scheme of own categories says."""
    check_choice("lang", lang, LANGUAGES)
    areas, codebook = scheme.areas, load_codebook()
    categories = [
        {
            "area": area,
            "code": areas.at[area, "code"],
            "name": areas.at[area, f"name_{lang}"],
            "note": areas.at[area, f"note_{lang}"] or areas.at[area, "note_en"] or areas.at[area, "note_zh"],
            "example": areas.at[area, "example"],
        }
        for area in scheme.codes
    ]
    measures = [
        {
            "measure": name,
            "name": row[f"name_{lang}"],
            "area": row["area"],
            "home": scheme.label(row["area"], lang),
        }
        for name, row in scheme.measures.iterrows()
    ]
    return _template(name, lang).render(
        scheme=scheme,
        version=codebook_version(scheme),
        categories=categories,
        measures=measures,
        none=scheme.none.get(lang, words_of("coding.codebook", lang)["none_of_these"]),
        roles=_records(codebook.roles.assign(text=codebook.roles[lang])),
        **more,
    )


def _template(name: str, lang: str) -> jinja2.Template:
    # nothing is escaped: the document is Markdown
    environment = jinja2.Environment(
        autoescape=jinja2.select_autoescape((), default_for_string=False),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(resource(f"codebook/{name}.{lang}.md.j2").read_text("utf-8"))


def fill_template(name: str, lang: str, **more: object) -> str:
    """A document from the template ``resources/codebook/NAME.LANG.md.j2`` and what the codebook says, and `more`."""
    check_choice("lang", lang, LANGUAGES)
    codebook, taxonomy, later = load_codebook(), load_taxonomy(_SCHEME), load_taxonomy(_LATER)
    template = _template(name, lang)
    measures = codebook.measures.assign(
        section=codebook.measures[_LATER],
        section_name=codebook.measures[_LATER].map(later.areas[f"short_{lang}"]),
        item=codebook.measures["measure"].map(later.measures["item"]),
        name=codebook.measures[f"name_{lang}"],
        note=codebook.measures[lang],
    )
    return template.render(
        version=codebook.version,
        n_subcodes=int(codebook.measures["parent"].notna().sum()),
        roles=_records(codebook.roles.assign(text=codebook.roles[lang])),
        rules=_records(codebook.rules.assign(text=codebook.rules[lang])),
        versions=_records(codebook.versions.assign(text=codebook.versions[lang])),
        areas=[
            {
                "area": area,
                "name": taxonomy.areas.at[area, f"name_{lang}"],
                "short": taxonomy.label(area, lang),
                "measures": _records(measures[measures[_SCHEME] == area]),
                "examples": _examples(codebook, area, lang),
            }
            for area in AREAS
        ],
        sections=[(section, later.areas.at[section, f"name_{lang}"]) for section in later.areas.index],
        role_examples=_examples(codebook, None, lang),
        record=list(COLUMNS["codes"]),
        **more,
    )


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(resource(f"codebook/{name}.csv"), dtype="string")


def _records(table: pd.DataFrame) -> list[dict[str, object]]:
    return table.astype(object).where(table.notna(), None).to_dict("records")


def _examples(codebook: Codebook, area: int | None, lang: str) -> list[dict[str, object]]:
    """Worked examples of one area, or with `area` None those of the roles."""
    table = codebook.examples
    of_roles = table["example_id"].str.startswith("role-")
    chosen = table[of_roles] if area is None else table[~of_roles & (table["area"] == area)]
    return _records(chosen.assign(why=chosen[f"why_{lang}"]))
