"""What the package offers, by the steps of a study: for a notebook, and for the reference of the documentation."""

from __future__ import annotations

import importlib
import inspect

import pandas as pd

from analysis.errors import check_choice

# step -> modules that belong to it
STEPS = {
    "Reading": ("reading",),
    "Taxonomy and codebook": ("taxonomy", "scheme", "codebook"),
    "Areas": ("areas",),
    "Coding": ("coding", "design"),
    "Labels by others": ("labels",),
    "Shares and trends": ("trends",),
    "Regressions": ("regression",),
    "Topics": ("topics", "words"),
    "Simulation": ("simulation",),
    "A new year": ("renewal",),
    "Large corpora": ("scale",),
    "Figures": ("figures",),
    "The study and its replication": ("study", "paths", "errors"),
}


def verbs_by_step() -> dict[str, list[str]]:
    """The public names of each step, in the order of the work."""
    registry: dict[str, str] = importlib.import_module("analysis")._VERBS
    found: dict[str, list[str]] = {step: [] for step in STEPS}
    for verb, module in registry.items():
        step = next(step for step, modules in STEPS.items() if module.split(".")[0] in modules)
        found[step].append(verb)
    return found


def claim_of(verb: str) -> str:
    """The first sentence of a name's docstring.

    >>> claim_of("read_reports")[:4]
    'Read'
    """
    doc = inspect.getdoc(getattr(importlib.import_module("analysis"), verb)) or ""
    return " ".join(doc.split("\n\n")[0].split())


def verbs(step: str | None = None) -> pd.DataFrame:
    """List what the package offers, by step.

    Parameters
    ----------
    step : str, optional
        One of the steps; default all.

    Returns
    -------
    DataFrame, one row per public name
        ``step``, ``verb`` (used as ``fz.NAME``), ``does`` (the first sentence of its documentation).

    Raises
    ------
    InputError
        When there is no such step.

    See Also
    --------
    show : shows a table in full.

    Examples
    --------
    >>> verbs("Reading")["verb"].tolist()[:2]
    ['read_reports', 'write_corpus']
    """
    if step is not None:
        check_choice("step", step, tuple(STEPS))
    rows = [
        {"step": own, "verb": verb, "does": claim_of(verb)}
        for own, listed in verbs_by_step().items()
        if step in (None, own)
        for verb in listed
    ]
    return pd.DataFrame(rows, columns=["step", "verb", "does"], dtype="string")
