"""The codebook as rows that a coder's sheet or page shows: every value with its meaning, then the rules."""

from __future__ import annotations

from analysis.codebook import load_codebook
from analysis.coding.values import FIELDS, SEPARATOR, choices
from analysis.language import words_of
from analysis.scheme import Scheme
from analysis.tables import SCHEME
from analysis.taxonomy import load_taxonomy


def codebook_rows(
    lang: str, scheme: Scheme | None = None
) -> tuple[list[tuple[str, ...]], dict[str, tuple[int, int]]]:
    """The rows of the codebook as a table (value, meaning, area), and in which of them the values of each field stand."""
    codebook, taxonomy = load_codebook(), scheme or load_taxonomy(SCHEME)
    areas = {str(area): _meaning(taxonomy, area, lang) for area in taxonomy.codes}
    notes = dict(zip(taxonomy.measures.index, taxonomy.measures[f"name_{lang}"], strict=True))
    if not taxonomy.is_own:
        notes = codebook.measures.set_index("measure")[lang].to_dict()
    meanings = {
        "role": codebook.roles.set_index("role")[lang].to_dict(),
        "area": areas,
        "area_2": areas,
        "measure": notes,
    }
    words, captions = words_of("coding.codebook", lang), words_of("coding.captions", lang)
    lines: list[tuple[str, ...]] = [tuple(words["columns"])]
    blocks = {}
    for name in FIELDS:
        values = choices(name, lang, scheme)
        if not values:  # a scheme without measures
            continue
        lines.append((f"{name}{SEPARATOR}{captions[name]}",))
        blocks[name] = (len(lines) + 1, len(lines) + len(values))
        for value, label in values.items():
            home = choices("area", lang, scheme)[str(taxonomy.area_of(value))] if name == "measure" else ""
            lines.append((label, meanings.get(name, {}).get(value, ""), home))
    if taxonomy.is_own:  # the rules are those of the eight areas
        return lines, blocks
    lines.append((words["rules"],))
    lines += [(str(rule["rule"]), rule[lang], "") for rule in codebook.rules.to_dict("records")]
    return lines, blocks


def _meaning(taxonomy: Scheme, area: int, lang: str) -> str:
    """What a coder reads of a category: its name, and of an own one its note and examples."""
    own = taxonomy.areas.loc[area]
    if not taxonomy.is_own:
        return str(own[f"name_{lang}"])
    note = own[f"note_{lang}"] or own["note_en"] or own["note_zh"]
    example = (
        words_of("coding.codebook", lang)["example"].format(text=own["example"]) if own["example"] else ""
    )
    return "\n".join(part for part in (own[f"name_{lang}"], note, example) if part)
