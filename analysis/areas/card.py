"""The card of a model for people: Markdown, written from the numbers and codes that the card for programs holds.

A card is a mapping that anybody may add to: what this module knows no words for becomes a list or a table as it is, so
that the cards of earlier versions are written, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_ORDER = ("purpose", "limits", "goals", "evaluation", "tried")  # what a reader looks for first
_DETAILS = (
    "areas",
    "baselines",
    "calibration",
    "failures",
    "share_errors",
)  # of one design of the evaluation
_DIRECTIONS = {"at_least": "at least", "at_most": "at most"}
_CODED_BY = {
    "person": "people",
    "model": "a model, not people: to agree with it is not to be right",
    "person and model": "people and, in part, a model",
}
_INTERVALS = {"accuracy": "accuracy", "macro_f1": "macro-F1", "kappa": "kappa"}
_METRICS = {
    "measure_accuracy": "measure within the right area", "ece": "ECE", "brier": "Brier", "abstained": "abstained",
    "coverage": "sets cover", "mean_size": "mean size of a set",
}  # fmt: skip
_TITLES = {
    **_INTERVALS,
    **_METRICS,
    "share_errors": "errors of the shares",
    "coded_probability": "probability of the coded area",
    "shortfall": "falls short by",
    "words": "words that moved it",
    "context_temperature": "temperature with evidence",
}


def render_card(name: str, card: Mapping[str, Any]) -> str:
    """The card for people, in Markdown, from the card for programs.

    Parameters
    ----------
    name : str
        Name of the model.
    card : mapping
        As ``card.json`` holds it.

    Returns
    -------
    str
        A section for each entry: purpose, limits, goals and evaluation first.

    Examples
    --------
    >>> goal = {"metric": "macro_f1", "goal": 0.9, "direction": "at_least", "measured": 0.93, "shortfall": 0.0}
    >>> print(render_card("mine", {"goals": [goal]}))
    # Model card: mine
    <BLANKLINE>
    ## goals
    <BLANKLINE>
    | metric | goal | measured | falls short by |
    | --- | --- | --- | --- |
    | macro-F1 | at least 0.9 | 0.93 | 0.0 |
    <BLANKLINE>
    """
    lines = [f"# Model card: {name}", ""]
    first = [key for key in _ORDER if key in card]
    for key in [*first, *sorted(set(card) - set(first))]:
        value = card[key]
        design = f" ({card['details_of']})" if key in _DETAILS and "details_of" in card else ""
        lines += [f"## {_title(key)}{design}", ""]
        if key == "evaluation" and _is_table(_values(value)):
            lines += _evaluation(value)
        elif isinstance(value, Mapping):
            lines += [f"- {_title(inner)}: {content}" for inner, content in sorted(value.items())]
        elif _is_table(value):
            lines += _table([_shown(row) for row in value])
        else:
            lines.append(str(value))
        lines.append("")
    return "\n".join(lines)


def _title(key: str) -> str:
    return _TITLES.get(key, key)


def _values(value: Any) -> Any:
    return list(value.values()) if isinstance(value, Mapping) else value


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, Mapping) for row in value)


def _evaluation(designs: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A row for each design, and below what was coded, by whom, and what the intervals are."""
    rows = [
        {
            "design": name,
            "n": row.get("n"),
            **{title: _with_interval(row, key) for key, title in _INTERVALS.items()},
            **{title: _number(row.get(key)) for key, title in _METRICS.items()},
        }
        for name, row in designs.items()
    ]
    coders = {str(row.get("coded_by")) for row in designs.values()}
    said = "; ".join(_CODED_BY.get(own, own) for own in sorted(coders))
    one: Mapping[str, Any] = next(iter(designs.values()))
    levels = f"{_percent(one.get('level'))} intervals resample reports; sets aim at {_percent(one.get('set_level'))}."
    return [*_table(rows), "", f"n counts units of work and plan, coded by {said}. {levels}"]


def _with_interval(row: Mapping[str, Any], key: str) -> str | None:
    value, low, high = (row.get(name) for name in (key, f"{key}_low", f"{key}_high"))
    return (
        _number(value)
        if low is None or high is None
        else f"{_number(value)} [{_number(low)}, {_number(high)}]"
    )


def _number(value: Any) -> str | None:
    return f"{value:.3f}" if isinstance(value, float) else value


def _percent(level: Any) -> str:
    return f"{level:.0%}" if isinstance(level, float) else "unknown"


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its codes in words."""
    shown = dict(row)
    if row.get("direction") in _DIRECTIONS:
        shown["goal"] = f"{_DIRECTIONS[shown.pop('direction')]} {row['goal']}"
    if "component" in row:
        shown["component"] = str(row["component"]).replace("_", " ")
    if "metric" in row:
        shown["metric"] = _title(str(row["metric"]))
    return {key: "、".join(cell) if isinstance(cell, list) else cell for key, cell in shown.items()}


def _table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Rows as a Markdown table; columns in the order of the first row."""

    def line(cells: Iterable[Any]) -> str:
        return f"| {' | '.join('' if cell is None else str(cell).replace('|', '｜') for cell in cells)} |"

    columns = list(rows[0])
    return [
        line(map(_title, columns)),
        line("---" for _ in columns),
        *(line(row.get(name) for name in columns) for row in rows),
    ]
