"""The design of a simulated corpus: who reports when, and what every item is about."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.simulation.governments import draw_presence
from analysis.simulation.planted import draw_items
from analysis.tables import AREAS
from analysis.taxonomy import load_taxonomy

ROLES = ("work", "problem", "plan")
LEAST_CHARS = 15


def plan_reports(
    governments: pd.DataFrame,
    years: np.ndarray,
    missing: float,
    mix_change: float,
    generator: np.random.Generator,
) -> pd.DataFrame:
    """Who reports when: the table ``reports`` without the texts, and the numbers of the government and of the year."""
    levels = governments["level"].to_numpy(dtype=str)
    present = draw_presence(levels, len(years), missing, mix_change, generator)
    if not present.any():
        raise InputError("missing", f"is {missing!r} and leaves no report", "give less, or more regions")
    region, when = np.nonzero(present)
    reports = governments.iloc[region].reset_index(drop=True)
    reports["year"] = years[when]
    reports["government"], reports["when"] = region, when
    ids = [f"simulated_{c}_{y}" for c, y in zip(reports["region_code"], reports["year"], strict=True)]
    titles = [
        f"{i}关于{y}年度法治政府建设情况的报告"
        for i, y in zip(reports["issuer"], reports["year"], strict=True)
    ]
    return reports.assign(
        report_id=ids,
        path=[f"{name}.txt" for name in ids],
        title=titles,
        doc_type="annual_report",
        published=pd.to_datetime([f"{year + 1}-03-15" for year in reports["year"]]),
    )


def draw_draft(
    reports: pd.DataFrame, shares: np.ndarray, n_paragraphs: float, generator: np.random.Generator
) -> pd.DataFrame:
    """Every item of every report: ``report``, ``paragraph``, ``role``, ``place``, ``single``, ``area``, ``n_chars``,
    ``measure``; in the order of the text, areas in runs as reports write.
    """
    region = reports["government"].to_numpy()
    size = generator.gamma(25, 1 / 25, len(shares))[region]  # governments differ in length by a fifth
    counts = np.column_stack(
        [
            np.maximum(generator.poisson(n_paragraphs * size), 1),
            generator.integers(2, 5, len(reports)),
            generator.integers(3, 6, len(reports)),
        ]
    )
    report = np.repeat(np.arange(len(reports)), counts.sum(axis=1))
    role = np.repeat(np.tile(np.arange(len(ROLES)), len(reports)), counts.ravel())
    paragraph, area = draw_items(report, shares[region, reports["when"].to_numpy()], generator)
    starts = np.flatnonzero(np.append(True, paragraph[1:] != paragraph[:-1]))
    order = np.lexsort((area[starts][paragraph], role[paragraph], report[paragraph]))
    paragraph, area = paragraph[order], area[order]
    fresh = np.append(True, paragraph[1:] != paragraph[:-1])
    number = fresh.cumsum() - 1
    starts = np.flatnonzero(fresh)
    sizes = np.diff(np.append(starts, len(number)))
    n_chars = np.exp(generator.normal(np.log(90), 0.5, len(area))).round()
    return pd.DataFrame(
        {
            "report": report[paragraph],
            "paragraph": number,
            "role": role[paragraph],
            "place": np.arange(len(number)) - starts[number],
            "single": sizes[number] == 1,
            "area": area,
            "n_chars": n_chars.clip(LEAST_CHARS, 600).astype(int),
            "measure": draw_measures(area, generator),
        }
    )


def draw_measures(area: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """A measure of each area, all of an area alike."""
    measures = load_taxonomy("outline-2015").measures["area"]
    within = [measures.index[measures == own].to_numpy(dtype=object) for own in AREAS]
    counts = np.array([len(own) for own in within])
    table = np.array([[*own, *[""] * (counts.max() - len(own))] for own in within], dtype=object)
    return np.asarray(table[area - 1, (generator.random(len(area)) * counts[area - 1]).astype(int)])


def find_forerunners(
    reports: pd.DataFrame, items: pd.DataFrame, copying: float, generator: np.random.Generator
) -> np.ndarray:
    """Place of the item whose text each item carries: its own, or one of the year before, followed to its first writing.

    Only single-item paragraphs are copied, each from one of the same government, role and area, so that copying leaves
    the planted shares as they are.
    """
    source = np.arange(len(items))
    if copying == 0:
        return source
    single = items["single"].to_numpy()
    wanted = single & (generator.random(len(items)) < copying / single.mean())
    report = items["report"].to_numpy()
    frame = pd.DataFrame(
        {
            "government": reports["government"].to_numpy()[report],
            "when": reports["when"].to_numpy()[report],
            "role": items["role"].to_numpy(),
            "area": items["area"].to_numpy(),
            "item": source,
        }
    )[single]
    key = ["government", "when", "role", "area"]
    frame["rank"] = frame.groupby(key).cumcount()
    before = frame.assign(when=frame["when"] + 1).rename(columns={"item": "earlier"})
    pairs = frame.merge(before, on=[*key, "rank"])
    pairs = pairs[wanted[pairs["item"]]].sort_values("when", kind="stable")
    for _, year in pairs.groupby("when"):
        source[year["item"]] = source[year["earlier"]]
    return source
