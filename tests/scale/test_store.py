"""Rows kept by key: in order, once, whole, and made again where damaged."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from analysis.scale.store import Store


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


def test_nothing_half_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq

    def full(table: pa.Table, path: str, **_: str) -> None:
        Path(path).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    store = Store(tmp_path)
    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(OSError, match="No space"):
        store.put("stage", rows("a"))
    assert list((tmp_path / "stage").iterdir()) == []
    assert store.keys("stage") == {}
