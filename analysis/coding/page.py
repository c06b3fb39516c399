"""Coding in a browser: units, codebook and a form in one file, which asks no network for anything.

Whoever codes opens the file, from a disk or a USB stick, and exports a CSV sheet that :func:`read_codes` reads. The page
holds of a unit what a sheet shows: texts, no report, year, region or model's answer; what a sheet hides beside the text lies
in a key (:mod:`analysis.coding.key`), which stays with whoever wrote the page. A policy in the page forbids it any script but its own and any connection. Jinja2 with autoescaping writes
the frame; every text of a report is data, which the script puts into the page as text.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from analysis.codebook import CODEBOOK_VERSION, load_codebook
from analysis.coding.codebook_rows import codebook_rows
from analysis.coding.key import name_sample, number_on_page, refer_to, write_key
from analysis.coding.units import CODINGS, Unit, write_marks
from analysis.coding.values import FIELDS, choices, spellings
from analysis.language import say, words_of
from analysis.paths import resource
from analysis.scheme import Scheme
from analysis.tables import CODED_ROLES, SCHEME
from analysis.taxonomy import load_taxonomy

_SCRIPTS = ("codes", "xlsx", "csv", "store", "view", "main")
_ROLE_KEYS = {  # by which key a role is chosen
    **{"work": "w", "problem": "p", "plan": "l", "preamble": "r", "question": "q", "heading": "h"},
    "boilerplate": "b",
}
_VARIABLES = ("role", "area", "area_2", "measure")
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def write_page(
    units: Sequence[Unit],
    header: Mapping[str, str],
    *,
    coder: str,
    lang: str,
    carried: Sequence[str] = (),
    scheme: Scheme | None = None,
    version: str = CODEBOOK_VERSION,
    codes: pd.DataFrame | None = None,
) -> tuple[bytes, bytes]:
    """The page and its key, as bytes.

    Parameters
    ----------
    units : sequence of Unit
        In the order in which they are shown.
    header : mapping
        Key and caption of each column of the CSV sheet that the page exports.
    coder : str
        Name of the coder; where it is empty, the page asks for it.
    lang : {"zh", "en"}
        Language of the page.
    carried : sequence of str
        Cells of :func:`pack_codes`, for the key.
    scheme : Scheme, optional
        Scheme of the choices and of the codebook; default the eight areas.
    version : str
        Version of the codebook, which the exported sheet remembers.
    codes : DataFrame, optional
        What coders gave to the units, to be settled.
    """
    words = words_of("coding.page", lang)
    own = scheme if scheme is not None and scheme.is_own else None
    marks = [
        write_marks(unit, number, len(units), "", len(carried), version)
        for number, unit in enumerate(units, start=1)
    ]
    sample = name_sample(marks, carried)
    captions = words_of("coding.captions", lang)
    data = {
        "sample": sample,
        "meta": refer_to(sample),
        "coder": coder,
        "own": own is not None,
        "header": _with_coder(header, captions),
        "captions": {key: captions[key] for key in captions},
        "units": _as_records(units, codes),
        **_choices(lang, scheme),
        "accepted": {field: spellings(field, scheme) for field in FIELDS},
        "codebook": _codebook(lang, scheme, words),
    }
    script = "\n".join(
        [
            '"use strict";',
            'const data = JSON.parse(document.getElementById("data").textContent);',
            f"const words = {_as_json(dict(words['said']))};",
            *(_read(f"{name}.js") for name in _SCRIPTS),
        ]
    )
    style = _read("coding.css")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = environment.from_string(_read("coding.html.j2")).render(
        lang=lang,
        w=words,
        coder=coder,
        about=say(words["about"], n=len(units)),
        help=_keys(words, own, has_measures=bool(data["measures"]), settles=codes is not None),
        style=Markup(style),  # noqa: S704 (ours)
        script=Markup(script),  # noqa: S704 (ours)
        data=Markup(_as_json(data)),  # noqa: S704 (escaped for JSON in HTML)
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    return page.encode("utf-8", "replace"), write_key(sample, marks, carried)


def _as_json(value: object) -> str:
    """JSON that no HTML parser takes for markup, wherever it stands."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "".join(_UNSAFE.get(sign, sign) for sign in text)


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _read(name: str) -> str:
    return resource(f"coding/{name}").read_text(encoding="utf-8")


def _with_coder(header: Mapping[str, str], captions: Mapping[str, str]) -> dict[str, str]:
    """The columns of a CSV sheet, and who coded when beside the marks."""
    known = dict(header)
    meta = known.pop("meta")
    more = {key: f"{key}｜{captions[key]}" for key in ("coder", "coded_on")}
    return {**known, **more, "meta": meta}


def _as_records(units: Sequence[Unit], codes: pd.DataFrame | None) -> list[dict[str, Any]]:
    groups: dict[object, int] = {}
    given: dict[str, list[dict[str, str]]] = {}
    if codes is not None:
        texts = codes[["unit_id", "coder", *_VARIABLES]].astype("string").fillna("")
        for row in texts.sort_values("coder", kind="stable").to_dict("records"):
            given.setdefault(row["unit_id"], []).append({key: row[key] for key in ("coder", *_VARIABLES)})
    return [
        {
            "id": number_on_page(number),
            "before": unit.before,
            "text": unit.text,
            "after": unit.after,
            "shown": dict(unit.shown),
            # paragraphs by number alone: their ids name the report
            "group": groups.setdefault(unit.facts.get("paragraph_id", unit.seen_id), len(groups)),
            **({CODINGS: unit.codings} if unit.codings else {}),
            "coders": given.get(unit.unit_id, []),
        }
        for number, unit in enumerate(units, start=1)
    ]


def _choices(lang: str, scheme: Scheme | None) -> dict[str, list[dict[str, Any]]]:
    """The values of each field: how they are called, what they mean, and what else the page has to know."""
    taxonomy, meanings = scheme or load_taxonomy(SCHEME), load_codebook().roles.set_index("role")[lang]

    def listed(field: str) -> list[dict[str, Any]]:
        return [{"value": value, "label": label} for value, label in choices(field, lang, scheme).items()]

    roles = [
        one
        | {
            "meaning": meanings[one["value"]],
            "coded": one["value"] in CODED_ROLES,
            "key": _ROLE_KEYS[one["value"]],
        }
        for one in listed("role")
    ]
    names = taxonomy.areas[f"name_{lang}"]
    areas = [
        one | ({"meaning": str(names[int(one["value"])])} if int(one["value"]) in names.index else {})
        for one in listed("area")
    ]
    measures = [one | {"area": str(taxonomy.area_of(one["value"]))} for one in listed("measure")]
    return {"roles": roles, "areas": areas, "measures": measures, "sure": listed("sure")}


def _codebook(lang: str, scheme: Scheme | None, words: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The codebook by section: roles, each area with its measures, rules and examples."""
    taxonomy, codebook = scheme or load_taxonomy(SCHEME), load_codebook()
    lines, blocks = codebook_rows(lang, scheme)
    rows = {field: lines[start - 1 : end] for field, (start, end) in blocks.items()}
    captions = words_of("coding.captions", lang)
    sections = [_section(captions["role"], [(label, text) for label, text, _ in rows["role"]])]
    if not taxonomy.is_own:
        rules = codebook.rules.to_dict("records")
        said = [(say(words["rule"], number=rule["rule"]), rule[lang]) for rule in rules]
        sections.append(_section(words["rules"], said))
    areas = choices("area", lang, scheme)
    for label, text, _ in rows["area"]:
        own = [(name, note) for name, note, home in rows.get("measure", []) if home == label]
        sections.append(_section(label, [(label, text), *own]))
    if not taxonomy.is_own:
        for area, own in codebook.examples.groupby("area"):
            said = [
                (
                    f"{row['measure'] if pd.notna(row['measure']) else row['role']}",
                    f"{row['text']}\n→ {row[f'why_{lang}']}",
                )
                for row in own.to_dict("records")
            ]
            sections.append(_section(say(words["examples"], area=areas[str(area)]), said))
    return sections


def _section(title: str, entries: Sequence[tuple[str, str]]) -> dict[str, Any]:
    shown = [{"label": label, "text": text} for label, text in entries]
    return {"title": title, "entries": shown, "open": False}


def _keys(
    words: Mapping[str, Any], own: Scheme | None, *, has_measures: bool, settles: bool
) -> list[tuple[list[str], str]]:
    """The keys and what each does."""
    last = "8" if own is None else str(min(9, len(own.codes)))
    said = words["keys"]
    return [
        ([key.upper() for key in _ROLE_KEYS.values()], said["role"]),
        ([f"1–{last}", "0"], said["area"]),
        ([f"⇧ 1–{last}"], said["area_2"]),
        *([(["M"], said["measure"])] if has_measures else []),
        (["S", "U"], said["sure"]),
        (["N"], said["note"]),
        *([(["[", "]"], said["take"])] if settles else []),
        (["Enter", "→", "←"], said["go"]),
        (["G"], said["open"]),
        (["Z", "Ctrl Z"], said["undo"]),
        (["/"], said["search"]),
        (["Esc"], said["leave"]),
    ]
