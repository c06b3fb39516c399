"""Words and phrases."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.columns.types import COUNT, FLAG, NUMBER, TEXT

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "keyness": {
        "group": TEXT,
        "term": TEXT,
        "log_odds": NUMBER,
        "z": NUMBER,
        "p": NUMBER,
        "p_bh": NUMBER,
        "p_adj": NUMBER,
        "count": COUNT,
        "count_rest": COUNT,
        "n_reports": COUNT,
        "reason": TEXT,
    },
    "phrases": {
        "term": TEXT,
        "keep": FLAG,
        "gloss": TEXT,
        "pieces": TEXT,
        "count": COUNT,
        "n_reports": COUNT,
        "npmi": NUMBER,
        "entropy": NUMBER,
    },
    "term shares": {
        "term": TEXT,
        "by": TEXT,
        "group": TEXT,
        "area": COUNT,
        "estimand": TEXT,
        "value": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "level": NUMBER,
        "df": NUMBER,
        "n_clusters": COUNT,
        "reason": TEXT,
        "count": COUNT,
        "n_naming": COUNT,
        "n_reports": COUNT,
        "n_chars": COUNT,
        "scheme": TEXT,
    },
    "term shifts": {
        "area": COUNT,
        "term": TEXT,
        "kind": TEXT,
        "start": COUNT,
        "end": COUNT,
        **dict.fromkeys(("rate_start", "rate_end", "change", "low", "high", "level"), NUMBER),
        **dict.fromkeys(("z", "p", "p_bh", "p_adj"), NUMBER),
        **{
            f"{name}_{side}": COUNT
            for name in ("count", "n_naming", "n_reports")
            for side in ("start", "end")
        },
        "n_clusters": COUNT,
        "governments": TEXT,
        "n_governments": COUNT,
        "example": TEXT,
        "reason": TEXT,
        "scheme": TEXT,
    },
}
