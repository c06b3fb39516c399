"""The codebook as instructions for a model that labels, and the schema of its answer.

The instructions are written from the same tables as the codebook for people, so that a model and a coder follow the
same rules. They name no year and no government of the corpus, and tell the model to take the text for data.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pandas as pd

from analysis.codebook import fill_own, fill_template, load_codebook
from analysis.errors import InputError, check_choice
from analysis.labels.values import SCHEME
from analysis.language import LANGUAGES
from analysis.scheme import Scheme
from analysis.tables import ROLES
from analysis.taxonomy import as_taxonomy, load_taxonomy

MOST_EXAMPLES = 10  # of each kind in each area: all that the codebook has
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"


def label_schema(scheme: Scheme | str | None = None) -> dict[str, Any]:
    """JSON Schema of the answer that a labelling model gives for one unit.

    It stays within what every provider enforces: all properties required, null for what is empty, enumerations, and
    nothing beside them. The measure comes before the area, because models answer in this order and the measure settles
    the area. That a measure belongs to its area is checked on reading.

    Parameters
    ----------
    scheme : Scheme or str, optional
        Scheme of the categories; default the eight areas.

    Returns
    -------
    dict
        Schema (draft 2020-12) of an object with ``role``, ``measure``, ``area``, ``area_2`` and ``sure``.

    See Also
    --------
    codebook_prompt : writes the instructions that belong to the schema.
    read_labels : reads answers and checks them against the schema.

    Examples
    --------
    >>> schema = label_schema()
    >>> list(schema["properties"]), schema["properties"]["area"]["enum"]
    (['role', 'measure', 'area', 'area_2', 'sure'], [0, 1, 2, 3, 4, 5, 6, 7, 8])
    """
    own = load_taxonomy(SCHEME) if scheme is None else as_taxonomy(scheme)
    measures = own.measures.index.tolist()
    properties: dict[str, dict[str, Any]] = {
        "role": {"type": "string", "enum": list(ROLES)},
        "measure": {"type": ["string", "null"], "enum": [*measures, None]},
        "area": {"type": "integer", "enum": [0, *own.codes]},
        "area_2": {"type": ["integer", "null"], "enum": [*own.codes, None]},
        "sure": {"type": "integer", "enum": [1, 0]},
    }
    return {
        "$schema": _DIALECT,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def bare_schema(scheme: Scheme | None = None) -> dict[str, Any]:
    """The schema without the name of its dialect, which not every provider takes.

    >>> sorted(bare_schema())
    ['additionalProperties', 'properties', 'required', 'type']
    """
    return {key: value for key, value in label_schema(scheme).items() if key != "$schema"}


def codebook_prompt(lang: str = "zh", *, n_examples: int = 2, scheme: Scheme | str | None = None) -> str:
    """Write the codebook as instructions for a language model.

    Parameters
    ----------
    lang : {"zh", "en"}, default "zh"
        Language of the instructions; texts of examples stay Chinese, as the reports are.
    n_examples : int, default 2
        Plain examples and hard cases to show of each area, at most as many of each (0 to 10). Each adds about 150
        characters to every request. Own categories come with the examples of their file.
    scheme : Scheme or str, optional
        Scheme of own categories; default the eight areas.

    Returns
    -------
    str
        Markdown: the task, the input and that it is data, roles, areas with their measures and borders, all decision
        rules, examples and hard cases, and the schema of the answer. The same call always gives the same text.

    Raises
    ------
    InputError
        When there is no such language, or the number of examples is not 0 to 10.

    See Also
    --------
    write_label_requests : writes requests that contain these instructions.
    render_codebook : writes the codebook for human coders.

    Examples
    --------
    >>> prompt = codebook_prompt("en")
    >>> prompt.splitlines()[0], "27. " in prompt, '"additionalProperties": false' in prompt
    ('# Coding task (codebook, version 1.1)', True, True)
    """
    check_choice("lang", lang, LANGUAGES)
    if type(n_examples) is not int or not 0 <= n_examples <= MOST_EXAMPLES:
        raise InputError("n_examples", f"is {n_examples!r}", f"give a whole number from 0 to {MOST_EXAMPLES}")
    own = None if scheme is None else as_taxonomy(scheme)
    if own is not None and own.is_own:
        return fill_own("own_prompt", lang, own, schema=json.dumps(bare_schema(own)))
    return _prompt(lang, n_examples)


@cache
def _prompt(lang: str, n_examples: int) -> str:
    examples = load_codebook().examples
    # an example that shows a year would teach the model to look for it
    examples = examples[~examples["text"].str.contains(_YEAR)]
    of_roles = examples["example_id"].str.startswith("role-")
    is_hard = examples["why_en"].str.contains("Rule")
    by_area = examples[~of_roles]
    by_role = examples[of_roles].assign(area=examples["role"])  # as many of each role as of each area
    plain = pd.concat([by_area[~is_hard[by_area.index]], by_role[~is_hard[by_role.index]]])
    hard = pd.concat([by_area[is_hard[by_area.index]], by_role[is_hard[by_role.index]]])
    return fill_template(
        "prompt",
        lang,
        examples=_shown(plain.groupby("area", sort=False).head(n_examples), examples, lang),
        borders=_shown(hard.groupby("area", sort=False).head(n_examples), examples, lang),
        schema=json.dumps(bare_schema()),
    )


def _shown(chosen: pd.DataFrame, examples: pd.DataFrame, lang: str) -> list[dict[str, str]]:
    """Text, answer and reason of each example."""
    rows = examples.loc[chosen.index].astype(object).to_dict("records")
    return [{"text": row["text"], "answer": _answer(row), "why": row[f"why_{lang}"]} for row in rows]


def _answer(row: dict[Any, Any]) -> str:
    """The answer that a model should give for an example."""
    codes = {
        "role": row["role"],
        "measure": None if pd.isna(row["measure"]) else row["measure"],
        "area": int(row["area"]),
        "area_2": None if pd.isna(row["area_2"]) else int(row["area_2"]),
        "sure": 1,
    }
    return json.dumps(codes, ensure_ascii=False)
