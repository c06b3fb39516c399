"""What the page says of regressions: a table of coefficients for each formula, and which rows had no partner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.crosswalk import scheme_of_estimates
from analysis.language import number, signed, words_of
from analysis.regression.covariates import say_unmatched
from analysis.regression.term_names import term_name

_TABLE = "regression"


def regression_part(
    tables: Mapping[str, pd.DataFrame],
    facts: Mapping[str, Any],
    page_words: Mapping[str, Any],
    lang: str,
    names: Mapping[str, str],
) -> dict[str, Any] | None:
    """The part of the page; None where the study has no formula.

    Parameters
    ----------
    tables : mapping of DataFrame
        ``regression`` and ``unmatched_covariates``, where the run has them.
    facts : mapping
        ``formula`` and ``omitted``, as of the page.
    page_words : mapping
        The words of the page.
    lang : {"zh", "en"}
    names : mapping of str
        What each report is called.
    """
    if not facts.get("formula"):
        return None
    said, omitted = page_words["regression"], facts.get("omitted", {})
    refused = {name: why for name, why in omitted.items() if name.partition(":")[0] == _TABLE}
    found = tables.get(_TABLE)
    rows = tables.get("unmatched_covariates")
    return {
        "text": "" if found is None else _text(found, said, lang),
        "tables": []
        if found is None
        else [_table(own, page_words, lang) for _, own in found.groupby("formula", sort=False)],
        "refused": [said["refused"].format(reason=why) for why in refused.values()],
        "unmatched": [] if rows is None else say_unmatched(rows, lang, names),
    }


def _text(table: pd.DataFrame, said: Mapping[str, Any], lang: str) -> str:
    """How the coefficients were estimated."""
    one, own = table.iloc[0], words_of("regression", lang)
    parts = [
        said["text"].format(level=one["level"], alpha=round(1 - one["level"], 6)),
        own["estimators"][one["estimator"]],
        own["variances"][one["variance"]].format(cluster=one["cluster"]),
    ]
    return str(words_of("signs", lang)["space"].join(parts))


def _table(own: pd.DataFrame, page_words: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Rows by area, columns by term; below them the joint tests."""
    said, named = page_words["regression"], scheme_of_estimates(own, "regression").areas[f"short_{lang}"]
    terms = list(dict.fromkeys(own["term"]))
    cells = {(row["area"], row["term"]): row for row in own.to_dict("records")}
    rows = [
        [f"{area} {named.get(area, '')}".strip(), *(_cell(cells[area, term]) for term in terms)]
        for area in dict.fromkeys(own["area"])
    ]
    first = own.drop_duplicates("term").set_index("term")
    rows.append([said["joint"], *(_p(first.loc[term, "p_joint"]) for term in terms)])
    one = own.iloc[0]
    clusters = sorted({int(value) for value in own["n_clusters"].dropna()})
    facts = said["facts"].format(
        reports=one["n_reports"],
        clusters="–".join(map(str, dict.fromkeys([*clusters[:1], *clusters[-1:]]))) or "—",
        cluster=one["cluster"],
        fixed=said["none"] if pd.isna(one["fixed_effects"]) else one["fixed_effects"],
        left=one["n_left_out"],
        codes=one["n_codes"],
    )
    reasons = sorted({str(reason) for reason in own["reason"].dropna()})
    shared = words_of("figures.yearly", lang)
    known = [str(shared["reasons"].get(reason, reason)) for reason in reasons]
    why = shared["missing"].format(reasons=page_words["comma"].join(known)) if known else ""
    no_joint = said["no_joint"] if first["p_joint"].isna().all() else ""
    return {
        "head": [page_words["area"], *(term_name(term, lang) for term in terms)],
        "rows": rows,
        "caption": said["caption"].format(formula=one["formula"]),
        "note": str(words_of("signs", lang)["space"].join(part for part in (facts, why, no_joint) if part)),
    }


def _cell(row: Mapping[str, Any]) -> str:
    if pd.isna(row["estimate"]):
        return "—"
    told = signed(row["estimate"], 2)
    if pd.isna(row["low"]):
        return told
    sure = "*" if pd.notna(row["p_holm"]) and row["p_holm"] < 1 - row["level"] else ""
    return f"{told}{sure} [{number(row['low'], 2)}, {number(row['high'], 2)}]"


def _p(value: Any) -> str:
    return "—" if pd.isna(value) else "< 0.001" if value < 0.001 else f"{value:.3f}"
