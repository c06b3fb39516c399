"""Labels beside codes: how far a model agrees with a person who codes the same units.

Such codes say "model" in ``coded_by`` and hold no inclusion probability, so that nothing takes them for hand codes.
"""

from __future__ import annotations

import pandas as pd

from analysis.columns.types import COUNT, NUMBER, TEXT
from analysis.errors import InputError
from analysis.labels.units import as_units, quote
from analysis.scheme import Scheme
from analysis.tables import SCHEME, check_table, make_table
from analysis.taxonomy import as_taxonomy, codebook_version

CODER = "model"  # where a label does not say who gave it
_OF_UNIT = ("paragraph_id", "report_id", "n_chars", "text_hash", "paragraph_hash", "paragraph_chars")
_FIELDS = {"role": TEXT, "area": COUNT, "area_2": COUNT, "measure": TEXT, "sure": COUNT}


def labels_as_codes(
    labels: pd.DataFrame, units: pd.DataFrame | None = None, *, scheme: Scheme | str | None = None
) -> pd.DataFrame:
    """The labels of a model in the form of codes, to be compared with a person's.

    They are no hand codes: ``coded_by`` is "model" and there is no inclusion probability. To estimate shares from labels,
    give them to :func:`take_predictions` and correct them by hand codes.

    Parameters
    ----------
    labels : DataFrame, one row per unit
        As :func:`read_labels` returns it; ``label_by`` becomes the coder, "model" where it is missing.
    units : DataFrame, one row per unit, optional
        The labelled units, for what a code says of its unit (paragraph, report, hashes), and for the role of units whose
        labels name none.
    scheme : Scheme or str, optional
        Scheme of own categories that the labels are in; default the eight areas.

    Returns
    -------
    DataFrame, one row per unit
        The columns of ``codes``, for :func:`coder_agreement` together with a person's.

    Raises
    ------
    InputError
        When a label has no role, and `units` do not give it either.

    See Also
    --------
    read_labels : reads the labels.
    coder_agreement : measures the agreement of model and coder.

    Examples
    --------
    >>> import analysis as fz
    >>> from analysis.tables import make_table
    >>> ids = [f"r-p{n:03d}-i01" for n in range(1, 5)]
    >>> labels = pd.DataFrame({"unit_id": ids, "role": "work", "area": [6, 6, 6, 5], "label_by": "model-x"})
    >>> person = make_table("codes", [{"unit_id": own, "coder": "wang", "role": "work", "area": 6} for own in ids])
    >>> agreement = fz.coder_agreement(pd.concat([labels_as_codes(labels), person])).set_index("variable")
    >>> float(agreement.at["area", "percent"]), agreement.at["area", "coder_1"]
    (0.75, 'model-x')
    """
    check_table(labels, ("unit_id", "area"), argument="labels", maker="read_labels")
    table = labels.reset_index(drop=True)
    table = table.reindex(columns=[*dict.fromkeys([*table.columns, *_FIELDS, "label_by"])])
    if units is not None:
        known = as_units(units).set_index("unit_id")
        for name in (name for name in _OF_UNIT if name in known.columns):
            table[name] = table["unit_id"].map(known[name])
        if "role" in known.columns:
            table["role"] = table["role"].fillna(table["unit_id"].map(known["role"]))
    lacking = table["unit_id"][table["role"].isna()]
    if len(lacking):
        problem = f"name no role for {len(lacking)} units, such as {quote(lacking)}"
        raise InputError("labels", problem, "give units with their roles")
    table = table.astype(_FIELDS).assign(coder=table["label_by"].astype(TEXT).fillna(CODER))
    codes = make_table(
        "codes", table.assign(inclusion_probability=float("nan")).astype({"inclusion_probability": NUMBER})
    )
    if scheme is not None and as_taxonomy(scheme).scheme != SCHEME:
        version = codebook_version(as_taxonomy(scheme))
        codes = codes.assign(codebook_version=pd.array([version] * len(codes), dtype=TEXT))
    return codes.assign(coded_by=pd.array(["model"] * len(codes), dtype=TEXT))
