"""Rows kept by key: in order, once, whole, and made again where damaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from analysis.errors import InputError
from analysis.scale.store import Damaged, Store


def rows(*keys: str) -> pa.Table:
    return pa.table({"key": list(keys), "value": [f"{key}{place}" for place, key in enumerate(keys)]})


def test_rows_come_in_the_order_of_the_keys(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("stage", rows("a", "a", "b"))
    store.put("stage", rows("c", "d"))
    assert store.get("stage", ["d", "a", "c"])["value"].to_pylist() == ["d1", "a0", "a1", "c0"]
    assert store.get("stage", ["b"], ["value"]).column_names == ["key", "value"]


def test_another_store_on_the_same_folder_knows_the_keys(tmp_path: Path) -> None:
    Store(tmp_path).put("stage", rows("a", "b"))
    assert set(Store(tmp_path).keys("stage")) == {"a", "b"}
    assert Store(tmp_path).keys("other stage") == {}


def test_more_files_than_are_held_open(tmp_path: Path) -> None:
    store = Store(tmp_path)
    keys = [f"k{number}" for number in range(12)]
    for key in keys:
        store.put("stage", rows(key))
    assert store.get("stage", keys[::-1])["key"].to_pylist() == keys[::-1]


def test_a_damaged_file_is_forgotten(tmp_path: Path) -> None:
    Store(tmp_path).put("stage", rows("a"))
    (file,) = (tmp_path / "stage").glob("*.parquet")
    file.write_bytes(file.read_bytes()[:-20])
    store = Store(tmp_path)
    assert store.keys("stage") == {}
    store.put("stage", rows("a"))
    assert store.get("stage", ["a"])["value"].to_pylist() == ["a0"]


@pytest.mark.parametrize("seed", range(60))
def test_a_flipped_bit_gives_the_same_rows_or_none(tmp_path: Path, seed: int) -> None:
    numbers = np.random.default_rng(seed)
    table = pa.table({"key": ["a", "a", "b"], "value": (*numbers.bytes(90).hex().partition("0")[::2], "法")})
    Store(tmp_path).put("stage", table)
    (file,) = (tmp_path / "stage").glob("*.parquet")
    data = bytearray(file.read_bytes())
    data[numbers.integers(len(data))] ^= 1 << int(numbers.integers(8))
    file.write_bytes(data)
    store = Store(tmp_path)
    if {"a", "b"} <= set(store.keys("stage")):
        try:
            assert store.get("stage", ["a", "b"]).to_pydict() == table.to_pydict()
        except Damaged:
            assert not file.exists()
            assert store.keys("stage") == {}
    store.put("stage", table)
    assert store.get("stage", ["a", "b"]).to_pydict() == table.to_pydict()


def test_every_flipped_bit_of_the_pages_is_found(tmp_path: Path) -> None:
    table = pa.table({"key": ["a", "b"], "value": ["法治政府建设", "依法行政"]})
    Store(tmp_path).put("stage", table)
    (file,) = (tmp_path / "stage").glob("*.parquet")
    whole = file.read_bytes()
    place = whole.index("法治政府建设".encode())
    for bit in range(8 * len("法治政府建设".encode())):
        data = bytearray(whole)
        data[place + bit // 8] ^= 1 << bit % 8
        file.write_bytes(data)
        store = Store(tmp_path)
        with pytest.raises(Damaged):
            store.get("stage", ["a", "b"])
        assert not file.exists()


@pytest.mark.parametrize("full", [False, True])
def test_a_folder_in_the_place_of_a_file_is_replaced(tmp_path: Path, full: bool) -> None:
    Store(tmp_path).put("stage", rows("a"))
    (file,) = (tmp_path / "stage").glob("*.parquet")
    file.unlink()
    file.mkdir()
    if full:
        (file / "x").write_text("x")
    (tmp_path / "stage" / "mine.parquet").mkdir()  # which is none of the store's names
    store = Store(tmp_path)
    assert store.keys("stage") == {}
    store.put("stage", rows("a"))
    assert store.get("stage", ["a"])["value"].to_pylist() == ["a0"]
    assert (tmp_path / "stage" / "mine.parquet").is_dir()


def test_what_is_gone_is_told(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("stage", rows("a", "b"))
    store.put("stage", rows("c"))
    store.keys("stage")["c"].unlink()
    with pytest.raises(Damaged):
        store.check("stage", ["a", "c"])
    store.check("stage", ["a", "b"])
    assert set(store.keys("stage")) == {"a", "b"}


@pytest.mark.parametrize("place", ["", "stage"])
def test_a_cache_that_is_a_file_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "cache").mkdir()
    target = tmp_path / "cache" / place if place else tmp_path / "file"
    target.write_text("x")
    with pytest.raises(InputError, match=r"^cache "):
        Store(tmp_path / "cache" if place else target).keys("stage")


def test_nothing_half_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq

    def full(table: pa.Table, path: str, **_: object) -> None:
        Path(path).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    store = Store(tmp_path)
    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(OSError, match="No space"):
        store.put("stage", rows("a"))
    assert list((tmp_path / "stage").iterdir()) == []
    assert store.keys("stage") == {}
