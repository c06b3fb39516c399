"""Stand-in until the codes of several coders are put together."""

from __future__ import annotations

import pandas as pd

from analysis.errors import InputError


def final_codes(codes: pd.DataFrame) -> pd.DataFrame:
    """One coder's codes."""
    coders = sorted(set(codes["coder"].dropna()))
    if len(coders) > 1:
        raise InputError(
            "codes",
            f"holds the coders {', '.join(coders)}",
            "give one, such as codes[codes.coder == 'final']",
        )
    return codes
