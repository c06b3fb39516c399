"""Cells with several own categories are refused with the reason, in the language of the sheet."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import analysis as fz

SCHEME = Path(__file__).parents[2] / "data" / "example" / "library_work.csv"


@pytest.mark.parametrize("typed", ["C;B", "C、B", "馆藏，馆舍", "1 2", "Collections and Building", "C/B/M"])
@pytest.mark.parametrize(("lang", "said"), [("zh", "每个字只计一次"), ("en", "count each character once")])
def test_two_categories_in_a_cell(typed: str, lang: str, said: str, tmp_path: Path) -> None:
    sample = pd.DataFrame(
        {"unit_id": ["r-p001-i01"], "text": ["Loans rose."], "inclusion_probability": [0.5]}
    )
    sheet = fz.write_coding_sheet(
        sample, tmp_path / "sheet.csv", coder="a", lang=lang, scheme=fz.load_scheme(SCHEME)
    )
    table = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    table[next(name for name in table if name.startswith("area｜"))] = typed
    table.to_csv(sheet, index=False)
    codes, problems = fz.read_codes(sheet, return_problems=True)
    assert codes.empty
    assert f"'{typed}'" in problems["problem"].item()
    assert said in problems["remedy"].item()
