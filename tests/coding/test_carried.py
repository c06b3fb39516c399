"""Codes that a sheet carries along: all of them, or an error."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.coding import carried
from analysis.coding.carried import is_carried, pack_codes, unpack_codes
from analysis.coding.units import MAX_CELL
from analysis.columns import COLUMNS
from analysis.errors import InputError
from analysis.tables import make_table

FILE = Path("final.xlsx")


def codes_of(n: int) -> pd.DataFrame:
    rows = [
        {
            "unit_id": f"r{k}-p001-i01",
            "coder": coder,
            "role": "work",
            "area": 1 + k % 8,
            "inclusion_probability": 1 / (k + 3),
            "coded_on": "2026-01-31",
            "coded_by": "model",
        }
        for k in range(n)
        for coder in "ab"
    ]
    return make_table("codes", rows)


def test_every_row_comes_back_to_the_last_digit() -> None:
    codes = codes_of(350)
    cells = pack_codes(codes)
    assert len(cells) > 1
    assert all(len(cell) <= MAX_CELL and is_carried(cell) for cell in cells)
    assert not any(name in "".join(cells) for name in ("r1-p001", "work", "model"))
    header, *rows = unpack_codes(cells[::-1], len(cells), FILE)
    assert header == list(COLUMNS["codes"])
    table = pd.DataFrame(rows, columns=header)
    assert table["unit_id"].tolist() == codes["unit_id"].tolist()
    assert table["inclusion_probability"].astype(float).tolist() == codes["inclusion_probability"].tolist()
    assert set(table["coded_on"]) == {"2026-01-31"}
    assert set(table["measure"]) == {""}


def test_rows_too_long_for_one_cell_take_several() -> None:
    codes = codes_of(100)
    noise = np.random.default_rng(0).bytes(100 * 900)
    codes["coder"] = [noise[k * 450 : k * 450 + 450].hex() for k in range(200)]
    cells = pack_codes(codes)
    assert len(cells) > 2
    assert max(map(len, cells)) <= MAX_CELL
    assert [row[1] for row in unpack_codes(cells, len(cells), FILE)[1:]] == codes["coder"].tolist()
    codes.loc[0, "coder"] = np.random.default_rng(0).bytes(40_000).hex()
    with pytest.raises(InputError, match="codes have a row of 80"):
        pack_codes(codes)


def test_nothing_carried_is_nothing() -> None:
    assert unpack_codes([], 0, FILE) == []
    assert pack_codes(codes_of(0)) == []


def changed(cell: str, **parts: object) -> str:
    return json.dumps(json.loads(cell) | parts)


def packed(text: bytes) -> str:
    return base64.b64encode(zlib.compress(text)).decode()


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda cells: cells[:-1], "lost"),
        (lambda cells: [], "lost"),
        (lambda cells: [*cells, changed(cells[0], carried=9)], "changed"),
        (lambda cells: [changed(cells[0], of=9), *cells[1:]], "lost"),
        (lambda cells: [changed(cells[0], carried=True), *cells[1:]], "changed"),
        (lambda cells: [changed(cells[0], codes=3), *cells[1:]], "changed"),
        (lambda cells: [changed(cells[0], codes="依法"), *cells[1:]], "changed"),
        (lambda cells: [changed(cells[0], codes=json.loads(cells[0])["codes"][:-8]), *cells[1:]], "changed"),
        (lambda cells: [cells[0][:-10], *cells[1:]], "changed"),
        (lambda cells: [*cells, changed(cells[0], codes=packed(b"unit_id\nu1\n"))], "changed"),
        (lambda cells: [cells[0], changed(cells[1], codes=packed(b"unit_id\nu1\n"))], "changed"),
        (lambda cells: [changed(cells[0], codes=packed(b"\xff\xfe")), *cells[1:]], "changed"),
        (lambda cells: [changed(cells[0], codes=packed(b"")), *cells[1:]], "changed"),
        (lambda cells: ['{"carried": ' + "[" * 90_000], "changed"),
        (lambda cells: [*cells, ""], "changed"),
    ],
)
def test_a_lost_or_changed_cell_is_an_error(spoil, what: str) -> None:
    cells = pack_codes(codes_of(150))
    assert len(cells) == 2
    with pytest.raises(InputError, match=f"carries the codes of the coders, and some of them were {what}"):
        unpack_codes(spoil(cells), 2, FILE)


def test_what_unpacks_to_too_much_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = json.dumps({"carried": 1, "of": 1, "codes": packed(b"0" * 10_000_000)})
    monkeypatch.setattr(carried, "MAX_BYTES", 1_000_000)
    with pytest.raises(InputError, match="some of them were changed"):
        unpack_codes([cell], 1, FILE)
