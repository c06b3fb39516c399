"""The columns of each table and their types, declared once; :mod:`analysis.tables` builds and checks tables by them.

May import: errors, text, estimation.
"""

from __future__ import annotations

from collections.abc import Mapping

from analysis.columns import estimates, judging, regressions, terms, texts, topics

COLUMNS: Mapping[str, Mapping[str, str]] = {
    name: columns
    for part in (texts, estimates, regressions, terms, topics, judging)
    for name, columns in part.COLUMNS.items()
}
