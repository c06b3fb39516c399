"""The same work on many chunks: in this process, over processes, or over the workers of a Dask cluster.

joblib within one machine, because scikit-learn's users have it; Dask Distributed (extra ``cluster``) beyond, because
Slurm, Kubernetes and the clouds all start it, and it moves the work of a worker that died to another one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from analysis.errors import InputError

_TRIES = 2
_DEATHS = 3  # of workers under one chunk, before the chunk is held to be the cause


@dataclass(frozen=True)
class Failed:
    """A chunk that failed each time it was tried.

    Attributes
    ----------
    how : {"raised", "crashed", "killed"}
        The work raised an error, its process died, or several workers of a cluster died under it.
    detail : str
        The error, or the number of workers.
    """

    how: str
    detail: str = ""


def count_processes(n_jobs: int) -> int:
    """How many processes `n_jobs` means on this machine; raises :class:`InputError` for 0.

    >>> count_processes(3)
    3
    """
    if n_jobs == 0:
        raise InputError("n_jobs", "is 0", "give a number of processes, or -1 for all cores")
    if n_jobs == 1:
        return 1
    from joblib import effective_n_jobs

    return int(effective_n_jobs(n_jobs))


def spread(
    work: Callable[[Any], Any],
    chunks: Iterable[Sequence[Any]],
    *,
    n_jobs: int = 1,
    client: Any = None,
    prepare: Callable[[], Any] | None = None,
) -> Iterator[tuple[Sequence[Any], Any]]:
    """Do the work on each chunk; a chunk that fails is tried again, then one by one.

    Parameters
    ----------
    work : callable
        Takes a chunk (a list) and does not depend on anything else that changes.
    chunks : iterable of sequences
        Taken as they are needed.
    n_jobs : int, default 1
        Processes; -1 uses all cores.
    client : distributed.Client, optional
        Workers to use instead.
    prepare : callable, optional
        What each process does before its first chunk: what it loads then is not taken for a leak of memory, for which
        joblib starts a process anew. What it raises is left to the chunks to meet.

    Yields
    ------
    (chunk, result)
        In the order of the chunks; of a chunk that failed one pair for each of its elements, whose result may be
        :class:`Failed`.
    """
    for chunk, result in _once(work, chunks, n_jobs, client, prepare):
        if isinstance(result, Failed) and len(chunk) > 1:
            yield from _once(work, ([one] for one in chunk), n_jobs, client, prepare)
        else:
            yield chunk, result


def connect(scheduler: str, timeout: float = 10) -> Any:
    """A client of the Dask scheduler at an address.

    Raises
    ------
    InputError
        When Dask Distributed is not installed or the scheduler does not answer.
    """
    try:
        from distributed import Client
    except ImportError:
        raise InputError(
            "scheduler",
            f"is '{scheduler}' but Dask is not installed",
            "pip install 'fazhi-analysis[cluster]'",
        ) from None
    try:
        return Client(scheduler, timeout=timeout)
    except (OSError, ValueError) as error:
        raise InputError(
            "scheduler", f"'{scheduler}' does not answer ({error})", "start it, or correct the address"
        ) from None


def attempt(work: Callable[[Any], Any], chunk: Sequence[Any]) -> Any:
    """The result of the work, or how it failed."""
    for _ in range(_TRIES):
        try:
            return work(chunk)
        except InputError:  # of the caller's making: no chunk will do better
            raise
        except Exception as error:  # whatever a report does to the work, the others go on
            failed = Failed("raised", f"{type(error).__name__}: {error}")
    return failed


def _once(
    work: Callable[[Any], Any],
    chunks: Iterable[Sequence[Any]],
    n_jobs: int,
    client: Any,
    prepare: Callable[[], Any] | None,
) -> Iterator[tuple[Sequence[Any], Any]]:
    if client is not None:
        return _on_cluster(work, chunks, client)
    if count_processes(n_jobs) > 1:
        return _over_processes(work, chunks, n_jobs, prepare)
    return ((chunk, attempt(work, chunk)) for chunk in chunks)


def _over_processes(
    work: Callable[[Any], Any],
    chunks: Iterable[Sequence[Any]],
    n_jobs: int,
    prepare: Callable[[], Any] | None,
) -> Iterator[tuple[Sequence[Any], Any]]:
    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    waiting: deque[Sequence[Any]] = deque()
    source = iter(chunks)

    def tasks() -> Iterator[Any]:
        for chunk in source:
            waiting.append(chunk)
            yield delayed(attempt)(work, chunk)

    while True:
        try:
            over = Parallel(n_jobs=n_jobs, return_as="generator", initializer=_begin, initargs=(prepare,))
            for result in over(tasks()):
                yield waiting.popleft(), result
            return
        except TerminatedWorkerError:  # one of those under way killed its process: each apart, then go on
            while waiting:
                yield waiting[0], _apart(work, waiting.popleft())


def _begin(prepare: Callable[[], Any] | None) -> None:
    with suppress(Exception):
        if prepare is not None:
            prepare()


def _apart(work: Callable[[Any], Any], chunk: Sequence[Any]) -> Any:
    """Work in a process of its own: if the process dies, the chunk did it."""
    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    try:
        # two tasks, because joblib does a single one in this very process
        result, _ = Parallel(n_jobs=2)([delayed(attempt)(work, chunk), delayed(len)([])])
        return result
    except TerminatedWorkerError:
        return Failed("crashed")


def _on_cluster(
    work: Callable[[Any], Any], chunks: Iterable[Sequence[Any]], client: Any
) -> Iterator[tuple[Sequence[Any], Any]]:
    from concurrent.futures import CancelledError

    from distributed import KilledWorker
    from distributed.comm.core import CommClosedError

    waiting: deque[tuple[Sequence[Any], Any]] = deque()
    source = iter(chunks)
    try:
        more = True
        while more or waiting:
            room = 2 * max(1, sum(client.nthreads().values()))
            while more and len(waiting) < room:
                chunk = next(source, None)
                more = chunk is not None
                if chunk is not None:
                    future = client.submit(attempt, work, chunk, pure=False, retries=_DEATHS)
                    waiting.append((chunk, future))
            if waiting:
                chunk, future = waiting.popleft()
                try:
                    yield chunk, future.result()
                except KilledWorker:
                    yield chunk, Failed("killed", str(_DEATHS))
    except (CommClosedError, CancelledError, TimeoutError, ConnectionError) as error:
        raise InputError(
            "scheduler",
            f"is gone ({type(error).__name__})",
            "start it again and run the same command: with a cache what was done is kept",
        ) from None
