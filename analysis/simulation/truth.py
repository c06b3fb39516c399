"""What is true of a simulated corpus: its shares for any estimand, and the codes of a coder without error."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.codebook import CODEBOOK_VERSION
from analysis.coding.facts import FACTS
from analysis.errors import InputError, check_choice
from analysis.tables import AREAS, CODED_ROLES, make_table

CODER = "simulated"
WEIGHTS = ("characters", "paragraphs", "reports")


def true_shares(items: pd.DataFrame, *, weight: str = "characters", role: str = "work") -> pd.DataFrame:
    """Share of each area in each year, as :func:`area_shares` defines it, from items of known areas."""
    check_choice("weight", weight, WEIGHTS)
    check_choice("role", role, CODED_ROLES)
    counted = items[(items["role"] == role) & (items["area"] > 0)]
    chars = counted["n_chars"].astype(float)
    if weight != "characters":
        whole = "paragraph_id" if weight == "paragraphs" else "report_id"
        chars = chars / chars.groupby(counted[whole]).transform("sum")
    sums = (
        chars.groupby([counted["year"].astype(int), counted["area"].astype(int)])
        .sum()
        .unstack(fill_value=0.0)
    )
    shares = sums.reindex(columns=list(AREAS), fill_value=0.0)
    shares = shares.div(shares.sum(axis=1), axis=0)
    return pd.DataFrame(
        {
            "year": np.repeat(shares.index.to_numpy(), len(AREAS)),
            "area": np.tile(AREAS, len(shares)),
            "share": shares.to_numpy().ravel(),
        }
    )


def code_by_truth(sample: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Codes of the sampled items, as they truly are."""
    place = pd.Index(items["item_id"]).get_indexer(sample["unit_id"])
    if (place < 0).any():
        problem = f"holds the unit {sample['unit_id'].iloc[int((place < 0).argmax())]!r}, which is not of this corpus"
        raise InputError("sample", problem, "draw it from the paragraphs of this simulation")
    own = items.iloc[place]
    known = sample[[name for name in FACTS if name in sample.columns]].reset_index(drop=True)
    return make_table(
        "codes",
        known.assign(
            **{
                "unit_id": sample["unit_id"].to_numpy(),
                "coder": CODER,
                "role": own["role"].to_numpy(),
                "area": own["area"].to_numpy(),
                "measure": own["measure"].to_numpy(),
                "sure": 1,
                "inclusion_probability": sample["inclusion_probability"].to_numpy(),
                "codebook_version": CODEBOOK_VERSION,
            }
        ),
    )
