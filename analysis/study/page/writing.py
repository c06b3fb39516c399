"""Writing the pages of a run from its tables and figures on disk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.study.receipt import LEARNED, describe_model
from analysis.study.spec import Spec
from analysis.tables import make_table


def write_pages(
    folder: Path,
    spec: Spec,
    tables: Mapping[str, pd.DataFrame],
    drawn: Iterable[str],
    *,
    used: Mapping[str, Any],
    classifier: Any,
    **facts: Any,
) -> list[str]:
    """Write ``index.html``, the pages of reports, and ``topics.html`` where there are topics.

    Parameters
    ----------
    folder : Path
        Folder of the run, with its figures.
    spec : Spec
        The settings of the study.
    tables : mapping of DataFrame
        The tables of the study, as they are on disk.
    drawn : iterable of str
        Names of the figures.
    used : mapping
        The model, as :func:`describe_model` describes it.
    classifier : AreaClassifier or None
        Marks the words that led to an area.
    **facts
        ``unknown``, ``omitted`` and ``plan``, as :func:`render_study` takes them.

    Returns
    -------
    list of str
        The files written, relative to the folder.
    """
    from analysis.areas.explanation import predictive_words_of
    from analysis.figures import share_font
    from analysis.study.page import render_study
    from analysis.study.page.reader import FOLDER

    sources = {name: (folder / "figures" / f"{name}.svg").read_text(encoding="utf-8") for name in drawn}
    figures, font = share_font(sources)
    told = {
        **spec.parameters,
        "n_topics": len(tables["topic_words"]),
        **model_facts(used, folder / LEARNED if used["name"] == LEARNED else spec.model),
        **facts,
    }
    telling = partial(predictive_words_of, model=classifier) if classifier else None
    pages = render_study(
        {"shares": make_table("shares", []), **tables},
        figures,
        lang=spec.lang,
        facts=told,
        font=font,
        telling=telling,
    )
    (folder / FOLDER).mkdir(exist_ok=True)
    for name, page in pages.items():
        (folder / name).write_text(page, encoding="utf-8", newline="\n")
    return sorted(pages)


def model_facts(used: Mapping[str, Any], given: str | os.PathLike[str] | None) -> dict[str, Any]:
    """What the methods paragraph says of the model: which it is, and how its card has it evaluated."""
    from analysis.areas.models import read_card
    from analysis.paths import SHIPPED, shipped_model

    if used["model.skops"] == describe_model()["model.skops"]:
        card = read_card(shipped_model())
        return {"model": SHIPPED, "evaluation": card["evaluation"], "other": None}
    card = read_card(str(given))
    other = {
        "sha256": str(used["model.skops"])[:12],
        "version": used["version"],
        "metrics": card.get("metrics"),
    }
    return {"model": used["name"], "evaluation": card.get("evaluation"), "other": other}
