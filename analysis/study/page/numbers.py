"""Tables of numbers on the page: shares, trends, problems and plans, topics; and the numbers of the methods paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

import pandas as pd

from analysis.crosswalk import scheme_of_estimates
from analysis.language import number, signed
from analysis.study.page.chart import FEW_UNITS
from analysis.study.page.words import label

# accuracy and macro-F1 as the model's card has them, each with its interval: key of the card -> name in the sentence
_EVALUATION = {
    f"{metric}{end}": f"{name}{end}"
    for metric, name in (("accuracy", "accuracy"), ("macro_f1", "f1"))
    for end in ("", "_low", "_high")
}
_EVALUATED = "leave-one-report-out"  # how a study classifies
REFERENCES = {
    "dsl": (
        "Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference: "
        "Design-based supervised learning. NeurIPS 36.",
        "https://doi.org/10.48550/arXiv.2306.04746",
    ),
    "nmf": (
        "Lee, D. D., & Seung, H. S. (1999). Learning the parts of objects by non-negative matrix factorization. Nature, "
        "401, 788–791.",
        "https://doi.org/10.1038/44565",
    ),
    "measurement": (
        "Grimmer, J., & Stewart, B. M. (2013). Text as data: The promise and pitfalls of automatic content analysis "
        "methods for political texts. Political Analysis, 21(3), 267–297.",
        "https://doi.org/10.1093/pan/mps028",
    ),
    "clusters": (
        "Cameron, A. C., & Miller, D. L. (2015). A practitioner's guide to cluster-robust inference. Journal of Human "
        "Resources, 50(2), 317–372.",
        "https://doi.org/10.3368/jhr.50.2.317",
    ),
}


def share_table(
    shares: pd.DataFrame,
    words: Mapping[str, Any],
    lang: str,
    *,
    counts: bool = False,
) -> dict[str, Any] | None:
    """Rows by area, columns by year; with intervals, or with the number of paragraphs in the head."""
    if shares.empty:
        return None
    names = scheme_of_estimates(shares, "shares").areas[f"short_{lang}"]
    years = sorted(shares["year"].unique())
    cells = {(row["year"], row["area"]): row for row in shares.to_dict("records")}
    n_units = shares.groupby("year")["n_units"].first()
    head = [words["per_year"].format(year=y, n=n_units[y]) if counts else str(y) for y in years]
    rows = [
        [f"{area} {names[area]}", *(_cell(cells[year, area], plain=counts) for year in years)]
        for area in names.index
    ]
    few = words["chart"]["few"].format(n=FEW_UNITS) if (n_units < FEW_UNITS).any() else ""
    return {
        "head": [words["area"], *head],
        "rows": rows,
        "level": float(shares["level"].iloc[0]),
        "note": few,
    }


def place_table(shares: pd.DataFrame | None, words: Mapping[str, Any], lang: str) -> dict[str, Any] | None:
    """Rows by level and province, columns by area: the shares of the last year of each, by the study's own estimator."""
    if shares is None or shares.empty:
        return None
    names = scheme_of_estimates(shares, "shares").areas[f"short_{lang}"]
    rows = []
    for (_, place), own in shares.groupby(["kind", "place"], sort=False):
        own = own[own["estimator"] == own["estimator"].iloc[-1]]
        last = own[own["year"] == own["year"].max()]
        cells = {row["area"]: _cell(row, plain=False) for row in last.to_dict("records")}
        head = last.iloc[0]
        about = [str(head["year"]), str(head["n_reports"])]
        rows.append([label(words, place), *about, *(cells.get(area, "—") for area in names.index)])
    return {
        "head": [words["chart"]["place"], words["year"], words["reports"], *names],
        "rows": rows,
        "level": float(shares["level"].iloc[0]),
        "note": words["chart"]["few"].format(n=FEW_UNITS) if (shares["n_units"] < FEW_UNITS).any() else "",
    }


def _cell(row: Mapping[str, Any], *, plain: bool) -> str:
    if pd.isna(row["share"]):
        return "—"
    share = number(100 * row["share"]) + ("*" if row["n_units"] < FEW_UNITS else "")
    if plain or pd.isna(row["low"]):
        return share
    return f"{share} [{number(100 * row['low'])}, {number(100 * row['high'])}]"


def trend_table(trends: pd.DataFrame | None, words: Mapping[str, Any], lang: str) -> dict[str, Any] | None:
    """Slopes of the areas, if the study could estimate any."""
    if trends is None or trends.empty:
        return None
    names = scheme_of_estimates(trends, "trends").areas[f"short_{lang}"]
    rows = [
        [
            f"{row['area']} {names[row['area']]}",
            words["panels"].get(row["panel"], row["panel"]),
            "—" if pd.isna(row["slope"]) else signed(row["slope"], 2),
            "—" if pd.isna(row["low"]) else f"{signed(row['low'], 2)}, {signed(row['high'], 2)}",
            "—" if pd.isna(row["p_holm"]) else f"{row['p_holm']:.3f}",
            "—" if pd.isna(row["detectable"]) else f"{row['detectable']:.2f}",
        ]
        for row in trends.to_dict("records")
    ]
    return {"head": words["trend_columns"], "rows": rows, "level": float(trends["level"].iloc[0])}


def estimand_of(facts: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """What the shares are of, in words.

    >>> from analysis.study.page.words import load_words
    >>> estimand_of({"weight": "paragraphs", "role": "plan"}, load_words("en"))
    'percentages of the “plan” paragraphs'
    """
    role = label(words, facts.get("role", "work"))
    return str(words["of"][facts.get("weight", "characters")].format(role=role))


def topic_table(topic_words: pd.DataFrame, words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Topic and its words."""
    ranks = [name for name in topic_words.columns if name != "topic"]
    return [
        (f"{words['topic']} {row['topic']}", words["comma"].join(str(row[rank]) for rank in ranks))
        for row in topic_words.to_dict("records")
    ]


def method_sentences(
    tables: Mapping[str, pd.DataFrame],
    estimator: str | None,
    facts: Mapping[str, Any],
    words: Mapping[str, Any],
) -> list[str]:
    """The methods paragraph with its numbers filled in."""
    coded = tables["paragraphs"]
    numbers = {
        "files": len(tables["ledger"]),
        "reports": len(tables["reports"]),
        "paragraphs": len(coded),
        "work": int((coded["role"] == "work").sum()),
        "estimator": words["estimators"][estimator or "naive"],
        "of": estimand_of(facts, words),
    }
    areas = facts.get("areas", True)
    said = words["methods"] if areas else words["plain"]["methods"]
    sentences = [sentence.format(**numbers) for sentence in said]
    sentences += model_sentences(facts, words) if areas else []
    if facts["n_topics"]:
        sentences.append(words["method_topics"].format(**facts))
    return sentences


def model_sentences(facts: Mapping[str, Any], words: Mapping[str, Any]) -> list[str]:
    """Which model classified, and how its card has it evaluated; of a model other than the shipped one, by its hash."""
    evaluation, other = facts.get("evaluation"), facts.get("other")
    record = evaluation.get(_EVALUATED) if isinstance(evaluation, Mapping) else None
    found = _evaluation(record) if isinstance(record, Mapping) else None
    if not other:
        return [words["method_model"].format(model=facts["model"], **found)] if found else []
    known = words["method_version"].format(**other) if other["version"] else ""
    which = words["method_other_model"].format(model=facts["model"], version=known, sha256=other["sha256"])
    metrics = other["metrics"] if isinstance(other["metrics"], Mapping) else {}
    if found:
        coded = words["method_coded"].get(str(record.get("coded_by")), "") if record else ""
        how = words["method_other_evaluated"].format(coded=coded, **found)
    elif isinstance(metrics.get("accuracy_new"), float):
        how = words["method_other_renewed"].format(accuracy=f"{metrics['accuracy_new']:.3f}")
    else:
        how = words["method_other_unknown"]
    return [which + how]


def _evaluation(record: Mapping[str, Any]) -> dict[str, str] | None:
    """The numbers of an evaluation as they are printed; None where the card lacks one, or holds it as something else."""
    values: list[Any] = [record.get(key) for key in ("n", *_EVALUATION)]
    if not all(type(value) in (int, float) and isfinite(value) for value in values):
        return None
    return {"n": f"{record['n']:.0f}", **{name: f"{record[key]:.3f}" for key, name in _EVALUATION.items()}}


def references(estimator: str | None, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What this page rests on, in order of the alphabet: text and address."""
    used = [
        "measurement",
        "clusters",
        *(["dsl"] if estimator == "dsl" else []),
        *(["nmf"] if facts["n_topics"] else []),
    ]
    return sorted(REFERENCES[name] for name in used)
