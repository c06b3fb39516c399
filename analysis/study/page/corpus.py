"""What the page says of the corpus: its reports, its coverage, and the caveats that apply to it and to no other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analysis.study.page.words import label, year_of
from analysis.tables import CODED_ROLES, LEVELS

FEW = 20  # reports a year below which a result is a demonstration
OUTLINE_CHANGE = 2021
MUCH_UNSURE = 0.1
NAMED = 20  # characters; of more, only how many


def corpus_rows(reports: pd.DataFrame, words: Mapping[str, Any]) -> list[list[str]]:
    """One row per report, by year."""
    ordered = reports.sort_values(["year", "report_id"], na_position="last", kind="stable")
    return [
        [
            year_of(words, row["year"]),
            label(words, row["region"]),
            label(words, row["title"]),
            label(words, row["level"]),
            label(words, row["doc_type"]),
            f"{row['n_chars']:,}",
        ]
        for row in ordered.to_dict("records")
    ]


def corpus_sentence(reports: pd.DataFrame, words: Mapping[str, Any]) -> str:
    years = reports["year"].dropna()
    numbers = {
        "reports": f"{len(reports):,}",
        "regions": f"{reports['region'].nunique():,}",
        "chars": f"{int(reports['n_chars'].sum()):,}",
    }
    if years.empty:
        return str(words["corpus_undated"].format(**numbers))
    return str(words["corpus_text"].format(first=years.min(), last=years.max(), **numbers))


def coverage_rows(reports: pd.DataFrame, words: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the number of reports by year and level; years without report are rows of zeros."""
    dated = reports.dropna(subset=["year"])
    if dated.empty:
        return [], []
    # levels that are not declared come last, in the order of the alphabet
    level = dated["level"].fillna("unknown").astype(str)
    known = [name for name in LEVELS if (level == name).any()]
    columns = [*known, *sorted(set(level) - set(known))]
    counts = pd.crosstab(dated["year"].astype(int), level)
    counts = counts.reindex(range(counts.index.min(), counts.index.max() + 1), fill_value=0)[columns]
    header = [
        words["year"],
        *(words["unknown"] if c == "unknown" else label(words, c) for c in columns),
        words["total"],
    ]
    return header, [
        [str(year), *map(str, row), str(sum(row))]
        for year, row in zip(counts.index, counts.to_numpy().tolist(), strict=True)
    ]


def caveats(tables: Mapping[str, pd.DataFrame], estimator: str | None, words: Mapping[str, Any]) -> list[str]:
    """What this corpus cannot show, the gravest first."""
    reports, ledger, said = tables["reports"], tables["ledger"], words["warnings"]
    found = [
        *_size(reports, said, words["comma"]),
        *_composition(reports, said),
        *_kinds(reports, words),
        *([said["naive"]] if estimator == "naive" else []),
        *_reading(ledger, said),
    ]
    if "abstained" not in tables["paragraphs"]:  # documents without areas
        return found
    able = tables["paragraphs"].query("role in @roles", local_dict={"roles": CODED_ROLES})
    if len(able) and (part := float(able["abstained"].fillna(False).mean())) >= MUCH_UNSURE:
        found.append(said["unsure"].format(part=part))
    return found


def substituted(unknown: Mapping[str, Iterable[str]], words: Mapping[str, Any]) -> list[str]:
    """That figures lack characters, where they do: a sentence that names them.

    >>> from analysis.study.page.words import load_words
    >>> substituted({"strips": ["U+200F", "U+749F"]}, load_words("en"))[0][:76]
    'The font of the figures lacks 2 characters of names (U+200F, 璟 U+749F): they'
    """
    codes = sorted({code for own in unknown.values() for code in own}, key=lambda code: int(code[2:], 16))
    if not codes:
        return []
    named = words["comma"].join(map(_named, codes[:NAMED])) + ("…" if len(codes) > NAMED else "")
    return [words["warnings"]["substituted"].format(n=len(codes), characters=named)]


def _named(code: str) -> str:
    """The character with its code; the code alone of what shows nothing by itself."""
    char = chr(int(code[2:], 16))
    return f"{char} {code}" if unicodedata.category(char)[0] in "LNPS" else code


def _size(reports: pd.DataFrame, said: Mapping[str, str], comma: str) -> list[str]:
    years = reports["year"].dropna().astype(int)
    found = []
    if len(years) and len(years) / years.nunique() < FEW:
        found.append(said["few"].format(n=len(reports), per=len(years) / years.nunique()))
    counts = years.value_counts().sort_index()
    single = [str(year) for year in counts.index[counts == 1]]
    if single:
        found.append(said["single"].format(years=comma.join(single)))
    if len(counts):
        gap = sorted(set(range(counts.index[0], counts.index[-1])) - set(counts.index))
        if gap:
            found.append(said["gap"].format(years=comma.join(map(str, gap))))
    return found


def _composition(reports: pd.DataFrame, said: Mapping[str, str]) -> list[str]:
    dated = reports.dropna(subset=["year", "region"])
    if dated["year"].nunique() < 2:
        return []
    per_region = dated.groupby("region")["year"].nunique()
    back = int((per_region > 1).sum())
    found = []
    if back == 0:
        found.append(said["no_return"])
    elif (per_region < dated["year"].nunique()).any():
        found.append(said["some_return"].format(n=len(per_region), back=back))
    mix = pd.crosstab(dated["year"].astype(int), dated["level"].fillna("unknown"), normalize="index")
    if (mix.max() - mix.min()).max() > 0.2:
        found.append(said["levels"])
    years = dated["year"].astype(int)
    if years.min() < OUTLINE_CHANGE <= years.max():
        found.append(said["outline"])
    return found


def _kinds(reports: pd.DataFrame, words: Mapping[str, Any]) -> list[str]:
    found = []
    others = sorted(set(reports["doc_type"].dropna()) - {"annual_report"})
    if others:
        types = words["comma"].join(label(words, other) for other in others)
        found.append(words["warnings"]["mixed"].format(types=types))
    if reports["year"].isna().any():
        found.append(words["warnings"]["no_year"].format(n=int(reports["year"].isna().sum())))
    return found


def _reading(ledger: pd.DataFrame, said: Mapping[str, str]) -> list[str]:
    doubtful = int(((ledger["status"] == "read") & ledger["warnings"].notna()).sum())
    refused = int((~ledger["status"].isin(["read", "duplicate"])).sum())
    return [
        *([said["damaged"].format(n=doubtful)] if doubtful else []),
        *([said["refused"].format(n=refused)] if refused else []),
    ]


def planned(plan: Mapping[str, Any] | None, words: Mapping[str, Any]) -> list[str]:
    """Whether the study follows its plan, and each thing that it does otherwise."""
    if not plan:
        return []
    rows, about = plan["differences"], {"written": plan["written"], "sha256": str(plan["sha256"])[:12]}
    if not rows:
        return [words["plan"]["same"].format(**about)]
    each = [words["plan"]["other"].format(**row) for row in rows]
    return [words["plan"]["differs"].format(**about), *each]
