"""From classified items to classified paragraphs: area by characters, mix, second area, abstention."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.areas.judging import AreaJudge
from analysis.columns import COLUMNS
from analysis.columns.types import AREAS, COUNT, FLAG
from analysis.reading.split import cut_items, item_id
from analysis.tables import (
    CODED_ROLES,
    check_rows,
    check_table,
    classified_table,
    mix_names,
    simulated_rows,
    with_hashes,
    without_classification,
)
from analysis.text import at_once, squeeze
from analysis.words.segmented import measure_order

SECOND = 1 / 3  # share from which a second area is named
_NEEDED = [name for name in COLUMNS["paragraphs"] if name not in ("doc_type", "text_hash")]


def classify_paragraphs(
    paragraphs: pd.DataFrame, model: AreaJudge | None = None, *, n_jobs: int = 1
) -> pd.DataFrame:
    """Classify paragraphs through their items.

    Each item is classified; the paragraph's area is the one that holds most of its characters, and its mix is kept.
    Items of another role than their paragraph's have no part in area and mix: what a paragraph of work says of a plan is
    not counted as work.
    Paragraphs whose role is preamble, heading or boilerplate get area 0.

    Parameters
    ----------
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it.
    model : AreaClassifier, optional
        Default: the shipped model.
    n_jobs : int, default 1
        Processes to classify with, each some of the reports; -1 uses all cores. The answers do not depend on it.

    Returns
    -------
    DataFrame, one row per paragraph
        The columns of `paragraphs`, then ``area`` (0–8), ``area_2`` (the second area where it holds at least a third),
        ``probability`` (of ``area``, mean over its items by characters), ``measure``, ``abstained``, ``abstained_reason`` (of
        the longest item that is: "several (4, 8)", the areas that are possible; "none", where no area is probable enough;
        "unreadable", where nothing can be read), ``seen`` (whether the
        model was trained on one of its items: the answer is then no prediction, and a code of it corrects nothing),
        ``simulated``, ``scheme`` (of the model), ``other_role_chars`` (characters of its items that have another role than the
        paragraph, or belong to none of the scheme's categories, and do not count), and ``share_1`` … ``share_8``, or
        ``share_<code>`` for each category of another scheme (share of the characters that count; sums to 1 where
        ``area`` > 0; in another scheme missing in every row for a category that the model was never shown).

    Raises
    ------
    InputError
        When a column is missing, or a row has no text or a ``paragraph_id`` that another row has.

    See Also
    --------
    split_paragraphs : makes the paragraphs to be classified.
    area_shares : estimates the share of each area from the result.
    take_predictions : takes the labels of another classifier instead.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports() / "longsha_2019.txt"))
    >>> fz.classify_paragraphs(paragraphs).query("position == 7")[["area_2", "abstained"]].values.tolist()
    [[1, False]]
    """
    check_table(paragraphs, _NEEDED, argument="paragraphs", maker="split_paragraphs")
    check_rows(paragraphs, "paragraph_id", argument="paragraphs")
    simulated = simulated_rows(paragraphs)
    paragraphs = without_classification(with_hashes(paragraphs))  # answers of another model are replaced
    if model is None:
        from analysis.areas.models import load_judge

        model = load_judge()
    coded = paragraphs[paragraphs["role"].isin(CODED_ROLES)]
    answers = _answers(coded, model, n_jobs)
    codes = model.scheme_.codes
    summary = summarise_items(answers, codes, known=None if model.is_base else model.classes_)
    result = paragraphs.merge(summary, on="paragraph_id", how="left")
    for count in ("area", "other_role_chars"):
        result[count] = result[count].fillna(0)
    for flag in ("abstained", "seen"):
        result[flag] = result[flag].astype(FLAG).fillna(False)
    return classified_table(result.assign(simulated=simulated, scheme=model.scheme_.scheme), codes)


def _answers(paragraphs: pd.DataFrame, model: AreaJudge, n_jobs: int) -> pd.DataFrame:
    """Answers for the items of paragraphs, over processes where asked for; reports stay whole."""
    report = pd.factorize(paragraphs["report_id"])[0]
    if n_jobs == 1 or not len(report) or report.max() == 0:
        return classify_items(items_in_context(paragraphs), model)
    from joblib import Parallel, delayed, effective_n_jobs

    parts = np.array_split(np.arange(report.max() + 1), min(effective_n_jobs(n_jobs), report.max() + 1))
    chunks = [paragraphs[(report >= part[0]) & (report <= part[-1])] for part in parts]
    answers = Parallel(n_jobs=n_jobs)(
        delayed(classify_items)(items_in_context(chunk), model) for chunk in chunks
    )
    return pd.concat(answers, ignore_index=True)


def items_in_context(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """The items of paragraphs that hold more than white space, with headings and place in the report.

    Their flag ``counts`` says whether they have the role of their paragraph.
    """
    cut = list(cut_items(paragraphs))
    n_chars = [len(body) for body in at_once(squeeze, [text for *_, text in cut])]
    kept = [(*item, chars) for item, chars in zip(cut, n_chars, strict=True) if chars]
    place, position, roles, texts, chars = zip(*kept, strict=True) if kept else ((),) * 5
    items = paragraphs[["paragraph_id", "report_id", "position", "heading_1", "heading_2"]].iloc[list(place)]
    of_paragraph = paragraphs["role"].to_numpy(dtype=object)[list(place)]
    return items.reset_index(drop=True).assign(
        item_id=[item_id(*own) for own in zip(items["paragraph_id"].tolist(), position, strict=True)],
        text=np.array(texts, dtype=object),  # several steps go through them
        n_chars=pd.array(list(chars), dtype=COUNT),
        counts=np.array(roles, dtype=object) == of_paragraph,
    )


def classify_items(items: pd.DataFrame, model: AreaJudge) -> pd.DataFrame:
    """Answers for items, one row each.

    Returns
    -------
    DataFrame, one row per item
        ``paragraph_id``, ``n_chars``, ``counts`` (where the items have it), ``area`` (0 without Chinese characters),
        ``probability``, ``runner_up``, ``runner_up_probability``, ``measure``, ``abstained`` and its reason, ``seen`` (whether the model
        was trained on its text).
    """
    answers = items.filter(items=["paragraph_id", "n_chars", "counts"])
    if items.empty:
        return answers.assign(
            **{name: np.array([]) for name in ("area", "probability", "runner_up", "runner_up_probability")},
            measure=None,
            none=False,
            abstained=False,
            abstained_reason=None,
            seen=False,
        )
    probabilities, measures = model.predict_both(items)
    filled = np.nan_to_num(probabilities, nan=0.0)
    order = np.argsort(-filled, axis=1, kind="stable")
    rows = np.arange(len(filled))
    known = filled.sum(axis=1) > 0
    possible = model.possible(probabilities)
    return answers.assign(
        area=np.where(known, model.classes_[order[:, 0]], 0),
        probability=np.where(known, filled[rows, order[:, 0]], np.nan),
        runner_up=model.classes_[order[:, 1]],
        runner_up_probability=filled[rows, order[:, 1]],
        measure=measures,
        none=known & (model.classes_[order[:, 0]] == 0),
        abstained=possible.sum(axis=1) != 1,
        abstained_reason=_reasons(possible, known, model.classes_),
        seen=model.has_seen(items["text"]),
    )


def _reasons(possible: np.ndarray, known: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """Why each text is abstained: several areas are possible, none is, or it cannot be read; None where it is not."""
    n_possible = possible.sum(axis=1)
    found = np.full(len(possible), None, dtype=object)
    found[n_possible == 0] = "none"
    for row in np.flatnonzero(n_possible > 1):
        found[row] = f"several ({', '.join(map(str, areas[possible[row]].tolist()))})"
    found[~known & (n_possible != 1)] = "unreadable"
    return found


def summarise_items(
    answers: pd.DataFrame, codes: Sequence[int] = AREAS, *, known: Iterable[int] | None = None
) -> pd.DataFrame:
    """From the answers for items to one row per paragraph: area by characters, mix, second area, abstention.

    A paragraph is abstained where items with more than half of its area's characters are. Items that do not count
    (``counts``, by default all do) have no part in area and mix; their characters are ``other_role_chars``, and so are
    those of items that were judged to belong to none of the categories (``none``, by default no item).

    Parameters
    ----------
    answers : DataFrame, one row per item
        As :func:`classify_items` returns it.
    codes : sequence of int, default the eight areas
        Codes of the scheme, in ascending order or not.
    known : iterable of int, optional
        Codes that the classifier can give at all; the mix of another one is missing. Default all.
    """
    paragraph, ids = pd.factorize(answers["paragraph_id"])
    counts = np.ones(len(answers), dtype=bool)
    if "counts" in answers.columns:
        counts = answers["counts"].to_numpy(dtype=bool)
    has_area = (answers["area"] > 0).to_numpy(dtype=bool)
    counted = has_area & counts
    place, items = paragraph[counted], answers[counted]
    chars = items["n_chars"].to_numpy(dtype=float)
    area_of_item = items["area"].to_numpy(dtype=int)
    by_area = np.zeros((len(ids), len(codes)))
    order = np.argsort(codes)
    column = order[np.searchsorted(np.asarray(codes)[order], area_of_item)]
    np.add.at(by_area, (place, column), chars)
    has = by_area.sum(axis=1) > 0
    judged_none = np.zeros(len(answers), dtype=bool)
    if "none" in answers.columns:
        judged_none = answers["none"].to_numpy(dtype=bool)
    elsewhere = np.where(counts & ~judged_none, 0.0, answers["n_chars"].to_numpy(dtype=float))
    total = by_area.sum(axis=1)
    mix = np.divide(by_area, total[:, None], out=np.full_like(by_area, np.nan), where=has[:, None])
    area = np.where(has, np.asarray(codes)[by_area.argmax(axis=1)], 0)
    if known is not None:
        mix[:, ~np.isin(codes, list(known))] = np.nan  # it cannot be told whether a paragraph has it
    own = area_of_item == area[place]

    def mean(values: pd.Series) -> np.ndarray:
        """Mean over the items of the paragraph's area, by characters."""
        weighted = np.bincount(place[own], values.to_numpy(dtype=float)[own] * chars[own], len(ids))
        weights = np.bincount(place[own], chars[own], len(ids))
        return np.divide(weighted, weights, out=np.full(len(ids), np.nan), where=weights > 0)

    abstained = ~has | (mean(items["abstained"]) > 0.5)
    return pd.DataFrame(
        {
            "paragraph_id": ids,
            "area": area,
            "area_2": _second_areas(items, place, mix, area, np.asarray(codes)),
            "probability": mean(items["probability"]),
            "measure": _main_measures(items[own], place[own], len(ids)),
            "abstained": abstained,
            "abstained_reason": _main_reasons(answers, paragraph, abstained),
            "seen": np.bincount(paragraph, answers["seen"].to_numpy(dtype=float), len(ids)) > 0,
            "other_role_chars": np.bincount(paragraph, elsewhere, len(ids)).astype(int),
            **dict(zip(mix_names(codes), mix.T, strict=True)),
        }
    )


def _second_areas(
    items: pd.DataFrame, place: np.ndarray, mix: np.ndarray, area: np.ndarray, codes: np.ndarray
) -> np.ndarray:
    """The second area of each paragraph: by characters, or the runner-up of a single item."""
    n = len(area)
    others = np.where(codes == area[:, None], -1.0, np.nan_to_num(mix))
    second = np.where(others.max(axis=1) >= SECOND, codes[others.argmax(axis=1)], 0)
    close = (items["runner_up_probability"] >= SECOND).to_numpy()
    single = (np.bincount(place, minlength=n) == 1)[place] & close & (second[place] == 0)
    second[place[single]] = items["runner_up"].to_numpy(dtype=int)[single]
    named = second.astype(object)
    named[second == 0] = None
    return named


def _main_reasons(answers: pd.DataFrame, paragraph: np.ndarray, abstained: np.ndarray) -> np.ndarray:
    """The reason of the longest abstained item of each abstained paragraph; None elsewhere."""
    reasons = np.full(len(abstained), None, dtype=object)
    if "abstained_reason" in answers.columns:
        order = np.argsort(answers["n_chars"].to_numpy(dtype=float), kind="stable")
        given = order[answers["abstained_reason"].notna().to_numpy(dtype=bool)[order]]
        reasons[paragraph[given]] = answers["abstained_reason"].to_numpy(dtype=object)[given]
    reasons[~abstained] = None
    return reasons


def _main_measures(own: pd.DataFrame, place: np.ndarray, n: int) -> np.ndarray:
    """The measure with most characters in each paragraph; of equals the last in order."""
    table = pd.DataFrame(
        {"place": place, "measure": own["measure"].to_numpy(), "chars": own["n_chars"].to_numpy(dtype=float)}
    ).dropna(subset="measure")
    order = {
        measure: rank for rank, measure in enumerate(sorted(table["measure"].unique(), key=measure_order))
    }
    sums = table.groupby(["place", "measure"], as_index=False)["chars"].sum()
    sums = sums.assign(rank=sums["measure"].map(order)).sort_values(["place", "chars", "rank"])
    best = sums.drop_duplicates("place", keep="last")
    measures = np.full(n, None, dtype=object)
    measures[best["place"]] = best["measure"]
    return measures
