"""Regressions of shares on covariates."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.columns.types import COUNT, NUMBER, TEXT

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "regression": {
        "area": COUNT,
        "term": TEXT,
        "estimate": NUMBER,
        "std_error": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "df": NUMBER,
        "p": NUMBER,
        "p_holm": NUMBER,
        "p_joint": NUMBER,
        "estimator": TEXT,
        "weight": TEXT,
        "n_reports": COUNT,
        "n_clusters": COUNT,
        "n_left_out": COUNT,
        "n_codes": COUNT,
        "reason": TEXT,
        "formula": TEXT,
        "fixed_effects": TEXT,
        "cluster": TEXT,
        "variance": TEXT,
        "target": TEXT,
        "design": TEXT,
        "scheme": TEXT,
    },
    "marginal shares": {
        "variable": TEXT,
        "value": TEXT,
        "area": COUNT,
        **dict.fromkeys(("share", "low", "high", "level", "df"), NUMBER),
        "estimator": TEXT,
        "weight": TEXT,
        **dict.fromkeys(("n_reports", "n_clusters", "n_left_out", "n_codes"), COUNT),
        **dict.fromkeys(
            ("reason", "formula", "fixed_effects", "cluster", "variance", "design", "scheme"), TEXT
        ),
    },
    "regression checks": {
        "area": COUNT,
        "term": TEXT,
        "check": TEXT,
        **dict.fromkeys(("estimate", "low", "high", "level", "p", "p_holm"), NUMBER),
        **dict.fromkeys(
            ("reason", "formula", "fixed_effects", "cluster", "estimator", "weight", "scheme"), TEXT
        ),
    },
    "topic regression": {
        "topic": COUNT,
        "term": TEXT,
        **dict.fromkeys(
            ("estimate", "std_error", "low", "high", "level", "df", "p", "p_holm", "between"), NUMBER
        ),
        **dict.fromkeys(("n_reports", "n_clusters", "n_left_out", "n_refits"), COUNT),
        **dict.fromkeys(("reason", "formula", "fixed_effects", "cluster", "variance"), TEXT),
    },
    "unmatched covariates": {
        "side": TEXT,
        "report_id": TEXT,
        "region_code": TEXT,
        "province": TEXT,
        "year": COUNT,
        "reason": TEXT,
    },
}
