"""The design of a simulated corpus: invented governments, who reports when, what every item is about; and its files.

No name is that of a real place, and every issuer says 模拟 (simulated).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.columns.types import AREAS
from analysis.errors import InputError
from analysis.reading.regions import load_regions
from analysis.simulation.planted import draw_items
from analysis.taxonomy import load_taxonomy

MARK = "（模拟）"
CODE = "99"  # opens no real region code
_PROVINCES = ("岚川省", "澜屿省", "枫陵省", "雁泽省", "璟原省", "苍禾省")
_FIRST = "青澄昀岚璟瑶苍翠碧栖枫榆雁鹭麓汀沅渺霁云"
_SECOND = "岑屿陵泽川禾澜麓汀湄垣栈峪墟堰坞洲浦溪岭"
_LEVELS = ("prefecture", "county", "county")  # two counties for each city, in turn
_SUFFIX = {"prefecture": "市", "county": "县"}
ROLES = ("work", "problem", "plan")
LEAST_CHARS = 15
_METADATA = (
    "path", "title", "issuer", "region", "province", "region_code", "level", "year", "published", "doc_type"
)  # fmt: skip


def check_years(years: Iterable[int]) -> np.ndarray:
    """The years in order, if they are different ones."""
    span = sorted(int(year) for year in years)
    if not span or len(set(span)) < len(span):
        raise InputError("years", f"is {span!r}", "give different years, such as range(2017, 2023)")
    return np.array(span)


def check_share(argument: str, value: float) -> float:
    """The value, if it lies between 0 and 1."""
    if not 0 <= value <= 1:
        raise InputError(argument, f"is {value!r}", "give a share between 0 and 1")
    return value


@cache
def _names() -> tuple[str, ...]:
    """Two-character names that no region of the gazetteer bears, then three-character ones."""
    regions = load_regions()
    real = set(regions["short_name"]) | {name[:-1] for name in regions["name"]}
    short = [a + b for b in _SECOND for a in _FIRST if a != b and a + b not in real]
    # a long name must not begin with a real one, or it would be taken for it
    safe = [name for name in short if not name.startswith(tuple(real))]
    return (*safe, *(name + last for last in _SECOND for name in safe if last not in name))


def invent_regions(n_regions: int) -> pd.DataFrame:
    """Governments with ``region``, ``province``, ``region_code``, ``level`` and ``issuer``.

    >>> invent_regions(2)[["region", "level", "issuer"]].values.tolist()
    [['（模拟）澄岑市', 'prefecture', '（模拟）澄岑市人民政府'], ['（模拟）昀岑县', 'county', '（模拟）昀岑县人民政府']]
    """
    names = _names()
    rows = []
    for number in range(n_regions):
        level = _LEVELS[number % len(_LEVELS)]
        round_, place = divmod(number, len(names))
        name = f"{MARK}{names[place]}{'新' * round_}{_SUFFIX[level]}"
        province = MARK + _PROVINCES[number // len(_LEVELS) % len(_PROVINCES)]
        rows.append((name, province, f"{CODE}{number + 1:04d}", level, f"{name}人民政府"))
    return pd.DataFrame(rows, columns=["region", "province", "region_code", "level", "issuer"])


def draw_presence(
    levels: np.ndarray, n_years: int, missing: float, mix_change: float, generator: np.random.Generator
) -> np.ndarray:
    """Which government reports in which year, shape (n_regions, n_years).

    With `mix_change` counties stop reporting one by one until that share of them is gone in the last year, and as many
    of the cities only begin to report over the years. `missing` region-years fall out at random on top.
    """
    turn = generator.random(len(levels))
    progress = np.linspace(0, 1, n_years) if n_years > 1 else np.zeros(1)
    leaves = turn[:, None] < mix_change * progress
    enters = turn[:, None] >= mix_change * (1 - progress)
    present = np.where((levels == "county")[:, None], ~leaves, enters)
    return np.asarray(present & (generator.random((len(levels), n_years)) >= missing))


def plan_reports(
    governments: pd.DataFrame,
    years: np.ndarray,
    missing: float,
    mix_change: float,
    generator: np.random.Generator,
    one_off: int = 0,
) -> pd.DataFrame:
    """Who reports when: the table ``reports`` without the texts, and the numbers of the government and of the year.

    The last `one_off` governments report in one year each.
    """
    levels = governments["level"].to_numpy(dtype=str)
    present = draw_presence(levels, len(years), missing, mix_change, generator)
    if one_off:
        present[-one_off:] = np.arange(len(years)) == generator.integers(len(years), size=one_off)[:, None]
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


def write_reports(reports: pd.DataFrame, folder: str | Path) -> Path:
    """Text files and their ``reports.csv`` in a folder that is new or empty."""
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("folder", f"'{folder}' exists already and is not empty", "give a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in zip(reports["path"], reports["text"], strict=True):
        folder.joinpath(path).write_text(text, encoding="utf-8", newline="")
    metadata = reports[list(_METADATA)].assign(note="simulated")
    metadata.to_csv(folder / "reports.csv", index=False, date_format="%Y-%m-%d")
    return folder
