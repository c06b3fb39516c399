"""A cluster gives what one machine gives, byte for byte, even when a worker dies half-way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Parts of the sample reports, each longer than the one before."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for file in fz.sample_reports().glob("*.txt"):
        for number in range(8):
            text = file.read_text(encoding="utf-8")
            title, _, body = text.partition("\n")
            part = body[: len(body) * (number + 1) // 9]
            (folder / f"{file.stem}_{number}.txt").write_text(f"{title}{number}\n{part}", encoding="utf-8")
    return folder


def test_a_worker_killed_half_way_changes_no_byte(
    client: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of Dask's, ended with the block."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_scheduler_that_goes_is_one_clear_message_and_what_was_done_is_kept(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, cache, put = tmp_path / "scheduler.json", tmp_path / "cache", Store.put
    own = ("--scheduler-file", str(address), "--no-dashboard")
    with (
        running("distributed.cli.dask_scheduler", "--port", "0", *own) as scheduler,
        running("distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", *own),
        distributed.Client(scheduler_file=str(address), timeout=60) as client,
    ):

        def end_it(self: Store, stage: str, table: Any) -> None:
            put(self, stage, table)
            if stage == "classified":
                scheduler.kill()

        monkeypatch.setattr(Store, "put", end_it)
        with pytest.raises(fz.InputError, match=r"scheduler is gone .* what was done is kept"):
            classify_corpus(folder, tmp_path / "cluster.parquet", chunk=4, client=client, cache=cache)
    assert not (tmp_path / "cluster.parquet").exists()
    monkeypatch.setattr(Store, "put", put)
    done = len(Store(cache).keys("classified"))
    assert 0 < done < len(list(folder.iterdir()))
    classify_corpus(folder, tmp_path / "alone.parquet", chunk=4, cache=cache)
    assert len(Store(cache).keys("classified")) > done
