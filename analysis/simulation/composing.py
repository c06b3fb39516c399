"""Simulated reports as texts, composed of exemplar paragraphs under headings as governments write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.columns.types import AREAS, TEXT
from analysis.errors import InputError
from analysis.reading.numbering import split_enumeration
from analysis.reading.roles import Context, assign_roles
from analysis.reading.split import split_items, split_paragraphs
from analysis.simulation.design import ROLES
from analysis.simulation.wording import bare, new_vocabulary, renew, reword, swallow
from analysis.tables import check_table, make_table
from analysis.taxonomy import load_taxonomy
from analysis.text import count_characters

NOTICE = "本文为模拟文本，不是任何政府的报告。"
_NUMERALS = "一二三四五六七八九十"
_SLOGANS = ("聚焦中心任务，夯实工作基础", "突出重点环节，提升工作质效", "坚持守正创新，打造特色亮点")
_SECTIONS = {"problem": "存在的主要问题", "plan": "下一步工作打算"}
_ADDED = 0.3  # chance that a paragraph goes on with a second exemplar of the same measure
_CHANGED = 0.3  # share of the counts that differ in a paragraph carried forward
_LOST_BREAK = 0.3  # share of the breaks within sections that a damaged report lacks
_TRIED = 2019  # any year would do
_OTHER = ("heading", "preamble", "boilerplate")
_CODE = {role: number for number, role in enumerate((*ROLES, *_OTHER))}


@dataclass(frozen=True, eq=False)
class Exemplars:
    """Exemplars fit for composing.

    Attributes
    ----------
    pools : dict of (role, area) to list of (text, measure)
        Texts without number.
    mean_length : ndarray, shape (n_areas,)
        Mean characters of the work exemplars of each area.
    """

    pools: dict[tuple[str, int], list[tuple[str, str]]]
    mean_length: np.ndarray

    def chance(self, shares: np.ndarray) -> np.ndarray:
        """Chance of an item of each area so that shares of characters are as wanted, though areas differ in length."""
        chance = shares / self.mean_length
        return np.asarray(chance / chance.sum(axis=2, keepdims=True))

    def pick(self, role: str, area: int, generator: np.random.Generator) -> tuple[int, str, str]:
        """An exemplar of a role and area as text, with its measure; of another area where a role lacks this one."""
        if (role, area) not in self.pools:
            others = [own for kind, own in self.pools if kind == role]
            area = others[generator.integers(len(others))]
        pool = self.pools[role, area]
        text, measure = pool[generator.integers(len(pool))]
        if role == "work" and generator.random() < _ADDED:
            same = [other for other, own in pool if own == measure and other != text]
            text += same[generator.integers(len(same))] if same else ""
        return area, text, measure


def prepare_exemplars(exemplars: pd.DataFrame) -> Exemplars:
    """Exemplars that keep their role in a report, by role and area."""
    check_table(exemplars, ("text", "role", "area", "measure"), argument="exemplars", maker="read_exemplars")
    usable = exemplars[exemplars["role"].isin(ROLES) & (exemplars["area"] > 0) & exemplars["measure"].notna()]
    usable = usable.assign(text=[bare(text) for text in usable["text"]])
    fits = [_keeps_role(text, role) for text, role in zip(usable["text"], usable["role"], strict=True)]
    usable = usable[np.array(fits, dtype=bool)]
    pools = {
        (str(role), int(area)): list(zip(own["text"], own["measure"], strict=True))
        for (role, area), own in usable.groupby(["role", "area"], sort=True)
    }
    lacking = [str(area) for area in AREAS if ("work", area) not in pools]
    lacking += [role for role in ROLES if not any(kind == role for kind, _ in pools)]
    if lacking:
        problem = f"holds no usable paragraph for {', '.join(lacking)}"
        raise InputError(
            "exemplars", problem, "give exemplars of work in all eight areas, problems and plans"
        )
    lengths = [np.mean([count_characters(text) for text, _ in pools["work", area]]) for area in AREAS]
    return Exemplars(pools, np.array(lengths))


def _keeps_role(text: str, role: str) -> bool:
    """Whether the reader takes the text for this role, alone and as an item, and for one item."""
    fresh = renew(text, _TRIED + (role == "plan"), 0, np.random.default_rng(0))
    title = _SECTIONS.get(role, "推进工作")
    placed = assign_roles([f"一、{title}", fresh, f"一是{fresh}", fresh], Context(year=_TRIED))
    if any(own.role != role or own.heading_2 for own in placed[1:]):
        return False
    return len(split_enumeration(text)) == 1 and text.endswith("。")


class Piece(NamedTuple):
    """A stretch of a report that is about one thing."""

    report: int
    role: str
    area: int
    measure: str | None
    text: str


class Drift(NamedTuple):
    """New words of one area.

    Attributes
    ----------
    reports : ndarray of bool, shape (n_reports,)
        Reports in which they are used.
    share : float
        Share of the items of the area that use them.
    area, sounds_like : int
        The area, and the one whose terms they end with.
    """

    reports: np.ndarray
    share: float
    area: int
    sounds_like: int


def compose_reports(
    reports: pd.DataFrame,
    draft: pd.DataFrame,
    source: np.ndarray,
    pool: Exemplars,
    *,
    drift: Drift,
    damage: float,
    generators: Sequence[np.random.Generator],
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Texts of the planned reports; paragraphs and items as the reader cuts them, the items with their truth.

    Parameters
    ----------
    reports, draft, source
        As the design gives them.
    pool : Exemplars
        What to compose of.
    drift : Drift
        New words of one area.
    damage : float
        Share of the reports with damaged text.
    generators : sequence of Generator
        For wording, drift and damage.
    """
    wording, changing, damaging = generators
    years = reports["year"].to_numpy(dtype=int)
    written = _word_items(draft, source, years, pool, wording)
    if drift.share:
        vocabulary = new_vocabulary(drift.area, drift.sounds_like, changing)
        chosen = (changing.random(len(written)) < drift.share) & drift.reports[draft["report"].to_numpy()]
        written = [
            piece._replace(text=reword(piece.text, vocabulary)) if new and piece.area == drift.area else piece
            for piece, new in zip(written, chosen, strict=True)
        ]
    ends = np.append(draft["place"].to_numpy()[1:] == 0, True)
    marks = np.where(draft["single"], "", np.array([f"{n}是" for n in _NUMERALS])[draft["place"]])
    written = [
        piece._replace(text=mark + piece.text + ("\n" if end else ""))
        for piece, mark, end in zip(written, marks, ends, strict=True)
    ]
    slogans = wording.random(int(reports["government"].max()) + 1) < 0.5
    pieces: list[Piece] = []
    bounds = np.searchsorted(draft["report"].to_numpy(), np.arange(len(reports) + 1))
    firsts = draft["place"].to_numpy() == 0
    for number, report in enumerate(reports.to_dict("records")):
        own = slice(bounds[number], bounds[number + 1])
        whole = _lay_out(number, report, written[own], firsts[own], slogans[report["government"]])
        if damaging.random() < damage:
            whole = _spoil(whole, damaging)
        pieces += whole
    return _cut(reports, pieces)


def _word_items(
    draft: pd.DataFrame,
    source: np.ndarray,
    years: np.ndarray,
    pool: Exemplars,
    generator: np.random.Generator,
) -> list[Piece]:
    """One piece per item; an item carried forward has its forerunner's words with some counts renewed."""
    pieces: list[Piece | None] = [None] * len(draft)
    columns = (draft["report"], draft["role"], draft["area"])
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    for place in np.lexsort((np.arange(len(draft)), years[draft["report"]])).tolist():  # forerunners first
        report, role_number, area = rows[place]
        role = ROLES[role_number]
        year = int(years[report]) + (role == "plan")
        earlier = pieces[source[place]]
        if earlier is not None:
            pieces[place] = earlier._replace(
                report=report, text=renew(earlier.text, year, _CHANGED, generator)
            )
            continue
        area, text, measure = pool.pick(role, area, generator)
        pieces[place] = Piece(report, role, area, measure, renew(text, year, 1.0, generator))
    return [piece for piece in pieces if piece is not None]


def _lay_out(
    number: int, report: dict[str, object], items: list[Piece], firsts: np.ndarray, slogans: bool
) -> list[Piece]:
    """The pieces of one report: title, preamble, sections under headings, signature."""

    def piece(role: str, text: str) -> Piece:
        return Piece(number, role, 0, None, text)

    year = int(str(report["year"]))
    pieces = [
        piece("boilerplate", f"{report['title']}\n\n"),
        piece("preamble", f"{NOTICE}现将{year}年度法治政府建设情况报告如下:\n\n"),
    ]
    headings, last = 0, ""
    names = load_taxonomy("outline-2015").areas["name_zh"]
    work = sum(bool(first) for first, item in zip(firsts, items, strict=True) if item.role == "work")
    seen = 0
    for first, item in zip(firsts, items, strict=True):
        if first:
            if item.role in _SECTIONS:
                title = _SECTIONS[item.role]
            else:
                title = _SLOGANS[seen * len(_SLOGANS) // work] if slogans else names[item.area]
                seen += 1
            if title != last:
                pieces.append(piece("heading", f"{_NUMERALS[headings]}、{title}\n"))
                headings, last = headings + 1, title
        pieces.append(item)
    signature = f"{report['issuer']}\n{year + 1}年3月15日\n"
    return [*pieces, piece("boilerplate", signature)]


def _spoil(pieces: list[Piece], generator: np.random.Generator) -> list[Piece]:
    """A damaged copy: dates lose their signs, and some paragraphs run into the next one of their section."""
    spoiled = []
    for piece, after in zip(pieces, [*pieces[1:], None], strict=True):
        text = swallow(piece.text)
        joins = after is not None and piece.role in ROLES and after.role == piece.role
        if joins and generator.random() < _LOST_BREAK:
            text = text.rstrip("\n")
        spoiled.append(piece._replace(text=text))
    return spoiled


def _cut(reports: pd.DataFrame, pieces: list[Piece]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Cut the texts as the reader does, and give each item the truth of most of its characters."""
    texts = pd.Series([piece.text for piece in pieces]).groupby([piece.report for piece in pieces]).sum()
    reports = reports.assign(text=texts.to_numpy(dtype=object))
    reports["n_chars"] = [count_characters(text) for text in reports["text"]]
    paragraphs = split_paragraphs(make_table("reports", reports))
    items = split_items(paragraphs)
    measures = ["", *load_taxonomy("outline-2015").measures.index]
    width = len(_CODE) * len(measures)
    value = {measure: number for number, measure in enumerate(measures)}
    codes = np.array([_CODE[piece.role] * len(measures) + value[piece.measure or ""] for piece in pieces])
    by_char = np.repeat(codes, [count_characters(piece.text) for piece in pieces])
    item = np.repeat(np.arange(len(items)), items["n_chars"].astype(int))
    counts = pd.Series(1, index=item * width + by_char).groupby(level=0).sum()
    frame = pd.DataFrame(
        {"item": counts.index // width, "code": counts.index % width, "chars": counts.to_numpy()}
    )
    most = frame.sort_values(["item", "chars"], kind="stable").drop_duplicates("item", keep="last")
    most = most.set_index("item").reindex(
        np.arange(len(items)), fill_value=_CODE["boilerplate"] * len(measures)
    )
    roles = np.array(list(_CODE), dtype=object)[most["code"] // len(measures)]
    measure = np.array(measures, dtype=object)[most["code"] % len(measures)]
    home = {"": 0, **load_taxonomy("outline-2015").measures["area"].to_dict()}
    number = pd.Index(paragraphs["paragraph_id"]).get_indexer(items["paragraph_id"])
    truth = pd.DataFrame(
        {
            "item_id": items["item_id"],
            "paragraph_id": items["paragraph_id"],
            "report_id": paragraphs["report_id"].array.take(number),
            "year": paragraphs["year"].to_numpy(dtype=int)[number],
            "role": pd.array(roles, dtype=TEXT),
            "area": [home[own] for own in measure],
            "measure": pd.array(np.where(measure == "", None, measure), dtype=TEXT),
            "n_chars": items["n_chars"].to_numpy(dtype=int),
        }
    )
    return reports, paragraphs, truth
