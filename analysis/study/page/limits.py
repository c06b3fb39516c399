"""What a reader of the page may be tempted to say, and cannot, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analysis.language import say
from analysis.trends.panel import place_reports

NAMED = 3  # reports named in a sentence


def why_not(
    reports: pd.DataFrame,
    ends: tuple[int, int],
    names: Mapping[str, str],
    said: Mapping[str, Any],
    words: Mapping[str, Any],
) -> str:
    """Why the two years cannot be compared."""
    found = []
    for year in ends:
        own = reports[reports["year"] == year]
        if len(set(place_reports(own["report_id"], reports)["region"])) <= 1:
            ids = own["report_id"].tolist()
            named = words["comma"].join(names[one] for one in ids[:NAMED]) + ("…" if len(ids) > NAMED else "")
            found.append(say(said["one_report_of"], n=len(own), year=year, names=named))
    first, last = ends
    if not found:
        return str(said["no_interval"].format(first=first, last=last))
    return str(
        said["one_report"].format(first=first, last=last, reports=words["signs"]["semicolon"].join(found))
    )


def limits(
    tables: Mapping[str, pd.DataFrame],
    ends: tuple[int, int] | None,
    said: Mapping[str, Any],
    words: Mapping[str, Any],
) -> list[str]:
    """What a reader may be tempted to say, and cannot."""
    reports, shares = tables["reports"], tables["shares"]
    found = []
    if len(shares) and str(shares["estimator"].iloc[0]) == "naive":
        found.append(said["limit_naive"])
    if ends and ends[0] < ends[1]:
        found += _panel_limits(reports, ends, said)
        counts = reports["year"].dropna().astype(int).value_counts()
        between = range(counts.index.min() + 1, counts.index.max())
        for kind, years in (
            ("gap", [year for year in between if year not in counts.index]),
            (
                "single",
                [int(year) for year in sorted(counts.index) if counts[year] == 1 and year not in ends],
            ),
        ):
            if years:
                key = f"limit_{kind}_one" if len(years) == 1 else f"limit_{kind}"
                found.append(said[key].format(years=words["comma"].join(map(str, years))))
    if undated := int(reports["year"].isna().sum()):
        found.append(say(said["limit_undated"], n=undated))
    return [*map(str, found), said["limit_self"]]


def _panel_limits(reports: pd.DataFrame, ends: Iterable[int], said: Mapping[str, Any]) -> list[str]:
    """Whether the governments of the two years are the same."""
    first, last = ends
    dated = reports[reports["year"].isin([first, last])]
    places = place_reports(dated["report_id"], reports)
    years = dated["year"].astype(int).to_numpy()
    governments = [set(places["government"][years == year]) for year in (first, last)]
    both, total = len(governments[0] & governments[1]), len(governments[0] | governments[1])
    if both == total:
        return []
    if not both:
        return [said["limit_no_overlap"].format(n=total, first=first, last=last)]
    return [say(said["limit_overlap"], n=both, total=total, first=first, last=last)]
