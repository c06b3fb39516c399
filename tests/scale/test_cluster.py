"""A cluster gives what one machine gives, byte for byte, even when a worker dies half-way."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import analysis as fz
from analysis.scale.corpus import classify_corpus
from analysis.scale.store import Store

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),  # the cluster's own, when a worker is killed
]


@pytest.fixture
def client() -> Iterator[Any]:
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_a_worker_killed_half_way_changes_no_byte(
    client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for file in fz.sample_reports().glob("*.txt"):
        for number in range(8):
            text = file.read_text(encoding="utf-8")
            title, _, body = text.partition("\n")
            part = body[: len(body) * (number + 1) // 9]
            (folder / f"{file.stem}_{number}.txt").write_text(f"{title}{number}\n{part}", encoding="utf-8")
    classify_corpus(folder, tmp_path / "alone.parquet", chunk=4)
    pids = set(client.run(os.getpid).values())
    killed = threading.Event()
    put = Store.put

    def kill_once(self: Store, stage: str, table: Any) -> None:
        put(self, stage, table)
        if stage == "classified" and not killed.is_set():
            killed.set()
            os.kill(min(pids), signal.SIGKILL)

    monkeypatch.setattr(Store, "put", kill_once)
    classify_corpus(folder, tmp_path / "cluster.parquet", chunk=4, client=client)
    assert killed.is_set()
    assert set(client.run(os.getpid).values()) != pids
    assert (tmp_path / "cluster.parquet").read_bytes() == (tmp_path / "alone.parquet").read_bytes()
