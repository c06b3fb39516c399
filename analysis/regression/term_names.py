"""What a term of a regression is called where a reader sees it."""

from __future__ import annotations

import re

from analysis.language import words_of

CONSTANT = "Intercept"
EVENT = re.compile(r"event\([^\[\]:]*\)\[T?\.?(-?\d+)(?:\.0)?\]")
_LEVEL = re.compile(r"(?:C\()?([^\[\](),]+)(?:[^\[\]()]*\))?\[T?\.?([^\]]+)\]")
NAMED = ("government_level", "doc_type")  # whose values have names in both languages
_FACTS = (*NAMED, "region", "province", "year")  # of reports; any other name is the user's own


def term_name(term: str, lang: str) -> str:
    """A term as it is read: facts of reports by their names, and levels of a factor behind it.

    >>> term_name("C(government_level)[T.county]", "zh"), term_name("C(government_level)[T.county]:log(gdp)", "en")
    ('政府层级：县级', 'government level: county:log(gdp)')
    >>> term_name("event(year, begins)[T.-2]", "en"), term_name("C(x)[T.a]", "en"), term_name("Intercept", "en")
    ('event(year, begins): −2', 'x: a', 'constant')
    """
    colon = words_of("signs", lang)["colon"]
    if term == CONSTANT:
        return str(words_of("regression", lang)["constant"])
    if event := EVENT.fullmatch(term):
        return f"{term.partition('[')[0]}{colon}{event[1].replace('-', '−')}"

    def read(found: re.Match[str]) -> str:
        name, level = found[1].strip(), found[2]
        known = words_of("labels", lang) if name in NAMED else {}
        return f"{variable_name(name, lang)}{colon}{known.get(level, level)}"

    named = _LEVEL.sub(read, term)
    return variable_name(term, lang) if named == term else named


def variable_name(name: str, lang: str) -> str:
    """A variable by the name that a fact of reports has; any other as its table calls it.

    >>> variable_name("government_level", "en"), variable_name("gdp", "zh")
    ('government level', 'gdp')
    """
    return str(words_of("columns", lang)[name]) if name in _FACTS else name
