"""What is known of a classifier and of the coding it takes."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.columns.types import COUNT, FLAG, NUMBER, TEXT

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "coding budget": {
        "n_codes": COUNT,
        "area": COUNT,
        **dict.fromkeys(("half_width", "half_width_floor", "half_width_slope", "level"), NUMBER),
        "source": TEXT,
        "n_clusters": NUMBER,
        "scheme": TEXT,
    },
    "trend power": {
        "n_codes": COUNT,
        "n_regions": COUNT,
        "n_years": COUNT,
        "area": COUNT,
        **dict.fromkeys(("std_error", "df", "detectable", "detectable_change", "slope", "power"), NUMBER),
        "target_power": NUMBER,
        "n_tests": COUNT,
        "level": NUMBER,
        "source": TEXT,
        "reason": TEXT,
        "scheme": TEXT,
    },
    "evaluated units": {
        "unit_id": TEXT,
        "report_id": TEXT,
        "area": COUNT,
        "predicted": COUNT,
        "probability": NUMBER,
        "coded_probability": NUMBER,
        "measure": TEXT,
        "predicted_measure": TEXT,
        "right": FLAG,
        "scheme": TEXT,
    },
    "calibration": {
        "bin_low": NUMBER,
        "bin_high": NUMBER,
        "n_units": COUNT,
        "probability": NUMBER,
        "accuracy": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
    },
    "learning curve": {
        "n_codes": COUNT,
        **{f"{name}{side}": NUMBER for name in ("accuracy", "macro_f1") for side in ("", "_low", "_high")},
        "level": NUMBER,
    },
    "drift": {
        "area": COUNT,
        "measure": TEXT,
        **dict.fromkeys(("value", "expected", "low", "high", "z", "p"), NUMBER),
        "flagged": FLAG,
        "n_reports": COUNT,
        "reason": TEXT,
        "scheme": TEXT,
    },
}
