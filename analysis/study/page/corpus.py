"""What the page says of the corpus: its reports, its coverage, and the caveats that apply to it and to no other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.language import say
from analysis.reading.remarks import days_for_years
from analysis.study.page.words import label
from analysis.tables import CODED_ROLES, DOC_TYPES, LEVELS
from analysis.trends.estimand import COUNTED_TYPES, counted_types

FEW = 20  # reports a year below which a result is a demonstration
OUTLINE_CHANGE = 2021
MUCH_UNSURE = 0.1
NAMED = 20  # characters; of more, only how many


def corpus_rows(
    reports: pd.DataFrame, names: Mapping[str, str], words: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """One row per report, by year: what it is called, and what else is known of it."""
    ordered = reports.sort_values(["year", "report_id"], na_position="last", kind="stable")
    return [
        {
            "report_id": row["report_id"],
            "name": names[row["report_id"]],
            "path": str(row["path"]),
            "cells": [
                label(words, row["level"]),
                label(words, row["doc_type"]),
                f"{row['n_chars']:,}",
                label(words, row["title"]),
            ],
        }
        for row in ordered.to_dict("records")
    ]


def corpus_sentence(reports: pd.DataFrame, words: Mapping[str, Any]) -> str:
    """How many reports of which years and regions, and how many have a year and no region where not all have.

    >>> from analysis.study.page.words import load_words
    >>> one = pd.DataFrame({"year": [2020], "region": ["甲县"], "n_chars": [1200]})
    >>> corpus_sentence(one, load_words("en"))
    '1 report, all of 2020, from 1 region, 1,200 characters in all (white space not counted).'
    >>> some = pd.DataFrame({"year": [2020, None, 2021], "region": "甲县", "n_chars": 400})
    >>> corpus_sentence(some, load_words("en"))
    '3 reports, 2 with a year, 2020–2021, from 1 region, 1,200 characters in all (white space not counted).'
    """
    years, regions = reports["year"].dropna().astype(int), reports["region"].nunique()
    if years.empty:
        span = str(words["corpus_undated"])
    else:
        kind = "corpus_span" if years.min() < years.max() else "corpus_year"
        span = words[kind].format(first=years.min(), last=years.max())
        if len(years) < len(reports):
            span = say(words["corpus_dated"], n=len(years), years=span)
    where = say(words["corpus_regions"], n=regions) if regions else str(words["corpus_nowhere"])
    if regions and (nowhere := int(reports["region"].isna().sum())):
        where += words["signs"]["brackets"].format(say(words["corpus_unplaced"], n=nowhere))
    return str(
        words["corpus_text"].format(
            reports=say(words["corpus_reports"], n=len(reports)),
            years=span,
            regions=where,
            chars=f"{int(reports['n_chars'].sum()):,}",
        )
    )


def coverage_rows(reports: pd.DataFrame, words: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the number of reports by year and level; years without report are rows of zeros.

    Reports without a year have a row of their own behind the others.
    """
    years = reports["year"].dropna().astype(int)
    if years.empty:
        return [], []
    # levels that are not declared come last, in the order of the alphabet
    level = reports["level"].fillna("unknown").astype(str)
    known = [name for name in LEVELS if (level == name).any()]
    columns = [*known, *sorted(set(level) - set(known))]
    undated = [words["unknown_year"]] if len(years) < len(reports) else []
    told = years.astype(str).reindex(reports.index, fill_value=words["unknown_year"])
    rows = [*map(str, range(years.min(), years.max() + 1)), *undated]
    counts = pd.crosstab(told, level).reindex(rows, fill_value=0)[columns]
    header = [
        words["year"],
        *(words["unknown"] if c == "unknown" else label(words, c) for c in columns),
        words["total"],
    ]
    return header, [
        [year, *map(str, row), str(sum(row))]
        for year, row in zip(counts.index, counts.to_numpy().tolist(), strict=True)
    ]


def caveats(
    tables: Mapping[str, pd.DataFrame],
    estimator: str | None,
    words: Mapping[str, Any],
    doc_types: Sequence[str] = COUNTED_TYPES,
) -> list[str]:
    """What this corpus cannot show, the gravest first."""
    reports, ledger, said = tables["reports"], tables["ledger"], words["warnings"]
    counted = counted_types(reports, doc_types)
    own = reports[counted] if counted.any() else reports
    found = [
        *_size(own, words),
        *_composition(own, said),
        *_kinds(reports, words, doc_types),
        *(said["table_days"].format(**remark.parts) for remark in days_for_years(reports, ledger)),
        *([said["naive"]] if estimator == "naive" else []),
        *_reading(ledger, said),
    ]
    if "abstained" not in tables["paragraphs"]:  # documents without areas
        return found
    years = own["year"].dropna()
    if len(years) and years.min() < OUTLINE_CHANGE <= years.max():
        found.append(said["outline"])
    found += _strange(reports, words, doc_types)
    able = tables["paragraphs"].query("role in @roles", local_dict={"roles": CODED_ROLES})
    unsure = int(able["abstained"].fillna(False).astype(bool).sum())
    if len(able) and unsure / len(able) >= MUCH_UNSURE:
        found.append(said["unsure"].format(n=unsure, total=len(able), part=unsure / len(able)))
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


def _size(reports: pd.DataFrame, words: Mapping[str, Any]) -> list[str]:
    """Years with few reports, with one, and with none."""
    said, comma = words["warnings"], words["comma"]
    counts = reports["year"].dropna().astype(int).value_counts().sort_index()
    few = counts.index[counts < FEW]
    found = []
    if len(few) == len(counts) > 0:
        found.append(said["few"].format(reports=say(words["corpus_reports"], n=len(reports)), least=FEW))
    elif len(few):
        found.append(said["few_some"].format(years=comma.join(map(str, few)), least=FEW))
    single = [str(year) for year in counts.index[counts == 1]]
    if single:
        kind = "single" if len(single) > 1 else "single_one"
        found.append(said[kind].format(years=comma.join(single)))
    if len(counts):
        gap = sorted(set(range(counts.index[0], counts.index[-1])) - set(counts.index))
        if gap:
            found.append(said["gap"].format(years=comma.join(map(str, gap))))
    return found


def _composition(reports: pd.DataFrame, said: Mapping[str, Any]) -> list[str]:
    dated = reports.dropna(subset=["year", "region"])
    if dated["year"].nunique() < 2:
        return []
    per_region = dated.groupby("region")["year"].nunique()
    back, whole = int((per_region > 1).sum()), int((per_region == dated["year"].nunique()).sum())
    found = []
    if back == 0:
        found.append(said["no_return"])
    elif back < len(per_region):
        found.append(say(said["some_return"], n=back, total=len(per_region)))
    elif whole < len(per_region):
        found.append(said["all_return"].format(n=back, whole=whole))
    mix = pd.crosstab(dated["year"].astype(int), dated["level"].fillna("unknown"), normalize="index")
    if (mix.max() - mix.min()).max() > 0.2:
        found.append(said["levels"])
    return found


def none_counts(reports: pd.DataFrame, doc_types: Sequence[str] | None, words: Mapping[str, Any]) -> str:
    """That no document is of a type that counts, what there is instead and what would do; empty where one counts.

    Parameters
    ----------
    reports : DataFrame
        As :func:`read_reports` returns them.
    doc_types : sequence of str or None
        Types that count; None for all.
    words : mapping
        The words of the page.

    Returns
    -------
    str

    Examples
    --------
    >>> from analysis.study.page.words import load_words
    >>> none_counts(pd.DataFrame({"doc_type": ["plan"]}), ["annual_report"], load_words("en"))[:75]
    'No document is of a type that counts here (annual report). Found: plan (1).'
    """
    if reports.empty or counted_types(reports, doc_types).any():
        return ""
    found = reports["doc_type"].value_counts()
    return str(
        words["none_counts"].format(
            types=words["comma"].join(label(words, own) for own in doc_types or ()),
            found=words["comma"].join(
                label(words, own) + words["signs"]["brackets"].format(n) for own, n in found.items()
            ),
        )
    )


def _kinds(reports: pd.DataFrame, words: Mapping[str, Any], doc_types: Sequence[str]) -> list[str]:
    found = []
    others = sorted(set(reports["doc_type"].dropna()) - {"annual_report"})
    if others and set(doc_types) < set(DOC_TYPES):
        types = words["comma"].join(label(words, other) for other in others)
        counted = words["comma"].join(label(words, own) for own in doc_types)
        found.append(words["warnings"]["mixed"].format(types=types, counted=counted))
    if reports["year"].isna().any():
        found.append(say(words["warnings"]["no_year"], n=int(reports["year"].isna().sum())))
    return found


def _strange(reports: pd.DataFrame, words: Mapping[str, Any], doc_types: Sequence[str]) -> list[str]:
    """That documents which are no rule-of-law reports count, to which the classifier gives areas all the same."""
    types = [own for own in doc_types if own not in COUNTED_TYPES and (reports["doc_type"] == own).any()]
    named = words["comma"].join(label(words, own) for own in types)
    return [words["warnings"]["other_type"].format(types=named)] if types else []


def _reading(ledger: pd.DataFrame, said: Mapping[str, Any]) -> list[str]:
    doubtful = int(((ledger["status"] == "read") & ledger["warnings"].notna()).sum())
    refused = int((~ledger["status"].isin(["read", "duplicate"])).sum())
    return [
        *([say(said["damaged"], n=doubtful)] if doubtful else []),
        *([say(said["refused"], n=refused)] if refused else []),
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
