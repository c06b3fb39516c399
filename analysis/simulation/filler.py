"""Placeholder texts: of the right length, distinct, marked as simulated, and cut into items like real ones."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.columns.types import TEXT
from analysis.simulation.design import ROLES

# signs that are no enumerator, number, heading or sentence end
_SIGNS = np.array(
    [
        ord(sign)
        for sign in "依法行政治理规范服务监督执制度建设推进落实完善健全加强工作开展组织审查复议调解公开"
    ],
    "<u2",
)
_NUMERALS = np.array([ord(sign) for sign in "一二三四"], "<u2")
_IS, _STOP, _BREAK = (ord(sign) for sign in "是。\n")


def write_filler(
    n_chars: np.ndarray, place: np.ndarray, enumerated: np.ndarray, generator: np.random.Generator
) -> list[str]:
    """One text per paragraph, its items enumerated where there are several.

    Parameters
    ----------
    n_chars : ndarray of int, shape (n_items,)
        Characters of each item.
    place : ndarray of int, shape (n_items,)
        Place of each item in its paragraph, from 0.
    enumerated : ndarray of bool, shape (n_items,)
        Whether its paragraph has other items.

    >>> texts = write_filler(np.array([15, 16]), np.array([0, 1]), np.array([True, True]), np.random.default_rng(0))
    >>> len(texts), texts[0].startswith("一是模拟"), len(texts[0].strip())
    (1, True, 31)
    """
    last = np.append(place[1:] == 0, True)
    ends = (n_chars + last).cumsum()  # a line break after each paragraph
    starts = ends - n_chars - last
    signs = _SIGNS[generator.integers(0, len(_SIGNS), int(ends[-1]), dtype=np.uint8)]
    lead = np.where(enumerated, 2, 0)
    signs[starts[enumerated]] = _NUMERALS[place[enumerated]]
    signs[starts[enumerated] + 1] = _IS
    signs[starts + lead], signs[starts + lead + 1] = ord("模"), ord("拟")
    signs[starts + n_chars - 1] = _STOP
    signs[ends[last] - 1] = _BREAK
    whole = signs.tobytes().decode("utf-16-le")
    stops = ends[last].tolist()
    return [whole[start:stop] for start, stop in zip([0, *stops[:-1]], stops, strict=True)]


def fill_reports(
    reports: pd.DataFrame, draft: pd.DataFrame, source: np.ndarray, generator: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The planned reports with placeholder texts; their paragraphs, and their items with the truth.

    Parameters
    ----------
    reports, draft, source
        As the design gives them.
    generator : Generator
        For the texts.
    """
    columns = {name: draft[name].to_numpy() for name in draft.columns}
    n_chars, measure = columns["n_chars"][source], columns["measure"][source]
    number, place, report = columns["paragraph"], columns["place"], columns["report"]
    first = place == 0
    written = write_filler(n_chars, place, ~columns["single"], generator)
    texts = np.array(written, dtype=object)[number[source[first]]]
    of_report = report[first]
    starts = np.searchsorted(of_report, np.arange(len(reports)))
    position = np.arange(len(of_report)) - starts[of_report] + 1
    # strings are turned into columns once and then taken: the conversion is what a corpus takes longest for
    names, years = pd.array(reports["report_id"], dtype=TEXT), reports["year"].to_numpy(dtype=int)
    roles = pd.array(ROLES, dtype=TEXT).take(columns["role"])
    numbered = zip(reports["report_id"].to_numpy(dtype=object)[of_report], position, strict=True)
    ids = pd.array([f"{name}-p{own:03d}" for name, own in numbered], dtype=TEXT)
    paragraphs = pd.DataFrame(
        {
            "paragraph_id": ids,
            "report_id": names.take(of_report),
            "year": years[of_report],
            "doc_type": pd.array(reports["doc_type"], dtype=TEXT).take(of_report),
            "position": position,
            "role": roles[first],
            "text": pd.array(texts, dtype=TEXT),
            "n_chars": np.bincount(number, weights=n_chars).astype(int),
        }
    )
    owners = ids.take(number)
    items = pd.DataFrame(
        {
            "item_id": owners + pd.array([f"-i{own:02d}" for own in range(1, 5)], dtype=TEXT).take(place),
            "paragraph_id": owners,
            "report_id": names.take(report),
            "year": years[report],
            "role": roles,
            "area": columns["area"],
            "measure": pd.array(measure, dtype=TEXT),
            "n_chars": n_chars,
        }
    )
    bodies = ["".join(part) for part in np.split(texts, starts[1:])]
    return reports.assign(text=bodies, n_chars=np.bincount(report, weights=n_chars)), paragraphs, items
