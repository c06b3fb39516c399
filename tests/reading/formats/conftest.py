"""The sample reports, line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

REPORTS = sorted((Path(__file__).parents[3] / "data" / "reports").glob("*.txt"))


@pytest.fixture(params=REPORTS, ids=lambda path: path.stem)
def lines(request: pytest.FixtureRequest) -> list[str]:
    """The lines of a report that are not blank."""
    return [line for line in request.param.read_text(encoding="utf-8").splitlines() if line.strip()]
