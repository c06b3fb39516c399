"""A corpus of any size classified in chunks, with little memory and only what changed.

pyarrow writes Parquet row group by row group and in folders by year and province, as DuckDB, polars and R read it.
"""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.columns import COLUMNS
from analysis.errors import InputError
from analysis.output import check_output, write_table
from analysis.reading.documents import Outcome, outcome_of_table
from analysis.reading.overrides import Overrides, find_overrides
from analysis.reading.read import is_folder, make_ledger, remark_failed, settle
from analysis.reading.sources import Paths, Source
from analysis.reading.tabular.corpus import all_sources
from analysis.reading.tabular.covariates import with_covariates
from analysis.scale.dependence import READING, dependence_hash
from analysis.scale.partitions import PartitionedWriter
from analysis.scale.stages import (
    FACTS,
    Document,
    classification_key,
    classify_chunk,
    document_schema,
    documents_of,
    file_key,
    load_model,
    model_key,
    model_scheme,
    paragraph_schema,
    place_of_model,
    read_documents,
    with_ids,
)
from analysis.scale.store import KEY, Damaged, Store
from analysis.spread import Failed, count_processes, spread
from analysis.tables import make_table, simulated_rows
from analysis.taxonomy import save_scheme
from analysis.trends.stored import SCHEME_ENDING

CHUNK = 64  # files at a time
_TRIES = 4  # each does again what was found damaged the time before
_PLACE = ("region", "province", "level")  # of the report, beside its paragraphs in a partitioned folder


def classify_corpus(
    paths: Paths,
    out: str | Path,
    *,
    model: str | Path | None = None,
    columns: Mapping[str, Any] | str | None = None,
    metadata: Any = None,
    name: str | None = None,
    cache: str | Path | None = None,
    n_jobs: int = 1,
    client: Any = None,
    chunk: int = CHUNK,
    progress: bool = False,
) -> pd.DataFrame:
    """Read, split and classify reports of any number, and write the paragraphs as Parquet.

    The result is that of :func:`read_reports`, :func:`split_paragraphs` and :func:`classify_paragraphs` in a row, to the
    last digit, whatever the chunks, processes or workers. A chunk that fails is tried again, then file by file; a file
    that fails alone is refused in the ledger and the others go on.

    Parameters
    ----------
    paths : path or iterable of paths
        As in :func:`read_reports`.
    out : path
        ``coded.parquet``, or a folder, which is partitioned by ``year`` and ``province``. Beside it come the table of
        reports without their texts (``coded.reports.parquet``) and ``coded.ledger.csv``, and of a model of own categories
        their scheme (``coded.scheme.csv``), which :func:`area_shares` looks for there.
    model : path, optional
        Folder of a model; default the shipped one.
    columns, metadata, name : optional
        As in :func:`read_reports`; the texts of a table are held in memory.
    cache : path, optional
        Folder that keeps what was done by its content: a later run does only what changed, an interrupted one goes on.
        Default: nothing is kept.
    n_jobs : int, default 1
        Processes; -1 uses all cores.
    client : distributed.Client, optional
        Workers of a Dask cluster, which must see the reports under the same paths, to use instead of processes.
    chunk : int, default 64
        Files held in memory at a time, by each process.
    progress : bool, default False
        Show progress on standard error.

    Returns
    -------
    DataFrame
        The ledger.

    Raises
    ------
    InputError
        As in :func:`read_reports`; when the disk is full or the scheduler is gone, with what was done kept in `cache`.

    See Also
    --------
    classify_paragraphs : classifies paragraphs held in memory.
    area_shares : estimates shares, also from the Parquet files written here.

    Examples
    --------
    >>> import analysis as fz
    >>> folder = Path(tempfile.mkdtemp())
    >>> ledger = fz.classify_corpus(fz.sample_reports(), folder / "coded.parquet")
    >>> sorted(file.name for file in folder.iterdir())
    ['coded.ledger.csv', 'coded.parquet', 'coded.reports.parquet']
    """
    if chunk < 1:
        raise InputError("chunk", f"is {chunk}", "give a number of files from 1")
    out = Path(out)
    if out.suffix:
        check_output(out, (".parquet",))
    elif out.is_dir() and any(not child.name.startswith("year=") for child in out.iterdir()):
        raise InputError(
            "out", f"'{out}' holds other files", "give a new folder or one that this command wrote"
        )
    found, beside, _ = all_sources(paths, columns)
    sources = list(found)
    overrides = find_overrides(metadata, beside, name)
    over = {"n_jobs": n_jobs, "client": client, "prepare": partial(load_model, place_of_model(model))}
    known, kept = place_of_model(model), cache is not None
    work = _Work(sources, overrides, out, known, is_folder(paths), chunk, over, progress, kept)
    with _store(cache, out) as store, _saying_when_full(cache):
        for _ in range(_TRIES):
            with suppress(Damaged):  # what cannot be read any more is done again
                return _run(work, store)
    raise InputError(
        "cache", f"'{cache}' is damaged each time that it is read", "give a folder on another disk"
    )


@dataclass(frozen=True)
class _Work:
    """What is to be done."""

    sources: list[Source]
    overrides: Overrides
    out: Path
    model: str | None
    in_folder: bool
    chunk: int
    over: dict[str, Any]
    progress: bool
    kept: bool


def _run(work: _Work, store: Store) -> pd.DataFrame:
    """Do what the store does not hold, and write; the ledger."""
    out, scheme = work.out, model_scheme(work.model)
    documents = _read(work, store)
    outcomes = [document.outcome for document in documents]
    outcomes += outcome_of_table(work.overrides, outcomes, in_folder=work.in_folder)
    ids = settle(outcomes)
    own = model_key(work.model)
    keys = [classification_key(document, own) for document in documents]
    todo = {key: document for key, document in zip(keys, documents, strict=True) if document.kept}
    _classify(work, todo, store)
    done = [place for place, document in enumerate(documents) if document.kept]
    if not done:
        raise InputError("reports", "contain no readable report", "give readable files")
    reports = make_table("reports", [{**outcomes[place].row, "report_id": ids[place]} for place in done])
    reports = reports[list(FACTS)]
    named = {keys[place]: str(ids[place]) for place in done}
    _write(out, reports, list(named), store, work.chunk, scheme.codes)
    reports = with_covariates(reports, [outcomes[place].extra for place in done])
    write_table(reports, out.with_suffix(".reports.parquet"))
    ledger = make_ledger(outcomes, ids)
    write_table(ledger, out.with_suffix(".ledger.csv"))
    if scheme.is_own:
        save_scheme(scheme, out.with_suffix(SCHEME_ENDING))
    return ledger


@contextmanager
def _store(cache: str | Path | None, out: Path) -> Iterator[Store]:
    """The store asked for, or one that is gone after the run."""
    if cache is not None:
        yield Store(cache)
        return
    with tempfile.TemporaryDirectory(prefix=".classify-", dir=out.parent) as work:
        yield Store(work)


@contextmanager
def _saying_when_full(cache: str | Path | None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        kept = f"what was done is kept in '{cache}'" if cache else "with a cache what was done would be kept"
        raise InputError("disk", "is full", f"free some space and run the same again ({kept})") from error


def _read(work: _Work, store: Store) -> list[Document]:
    """Documents of all files in their order."""
    keyed = list(zip(_keys(work), work.sources, strict=True))
    known = store.keys("documents")
    todo = list({pair[0] or pair[1].label: pair for pair in keyed if pair[0] not in known}.values())
    refused: dict[str, list[Document]] = {}
    done = spread(partial(read_documents, overrides=work.overrides), _parts(todo, work.chunk), **work.over)
    for pairs, found in _shown(done, len(todo), "reading", work.progress):
        if isinstance(found, Failed):
            label = pairs[0][1].label
            others = {label: [Outcome(label, "unreadable", remarks=(remark_failed(found),))]}
        else:
            table, others = found
            store.put("documents", table)
        for label, outcomes in others.items():
            refused[label] = [Document("", "", outcome) for outcome in outcomes]
    columns = [name for name in document_schema().names if name not in (KEY, "text")]
    documents: list[Document] = []
    for part in _parts(keyed, work.chunk):
        keys = [str(key) for key, source in part if source.label not in refused]
        stored = documents_of(store.get("documents", keys, columns)) if keys else {}
        for key, source in part:
            documents += stored.get(str(key), []) if source.label not in refused else refused[source.label]
    return documents


def _keys(work: _Work) -> Iterator[str | None]:
    """A key of each file: by all that its documents depend on, or where nothing is kept by its place."""
    if work.kept:
        reading = dependence_hash(READING)
        return (file_key(source, work.overrides, reading) for source in work.sources)
    return map(str, range(len(work.sources)))


def _classify(work: _Work, documents: dict[str, Document], store: Store) -> None:
    """Classify what the store does not hold; a document that fails alone is refused."""
    known = store.keys("classified")
    todo = {key: document for key, document in documents.items() if key not in known}
    if work.over["n_jobs"] != 1 or work.over["client"] is not None:
        # whose chunks are taken where no error comes back from
        store.check("documents", [document.file for document in todo.values()])
    classify = partial(classify_chunk, model=work.model, ahead=_chars_of_each(work, todo))
    done = spread(classify, _texts(todo, store, work.chunk), **work.over)
    for rows, coded in _shown(done, len(todo), "classifying", work.progress):
        if isinstance(coded, Failed):
            outcome = todo[rows[0][KEY]].outcome
            outcome.status = "unreadable"
            outcome.remarks += (remark_failed(coded, classifying=True),)
        else:
            store.put("classified", coded)


def _chars_of_each(work: _Work, todo: dict[str, Document]) -> int:
    """Characters that each process of this machine is going to read."""
    if work.over["client"] is not None:
        return 0
    chars = sum(document.outcome.row["n_chars"] for document in todo.values())
    return int(chars) // count_processes(work.over["n_jobs"])


def _texts(todo: dict[str, Document], store: Store, chunk: int) -> Iterator[list[dict[str, Any]]]:
    """Documents with their texts, chunk by chunk, under the keys of their classification."""
    columns = ("document", "title", "issuer", "year", "doc_type", "text")
    for keys in _parts(list(todo), chunk):
        names = {todo[key].key: key for key in keys}
        rows = store.get(
            "documents", list(dict.fromkeys(todo[key].file for key in keys)), columns
        ).to_pylist()
        yield [{**row, KEY: names[row["document"]]} for row in rows if row["document"] in names]


def _write(
    out: Path, reports: pd.DataFrame, keys: Sequence[str], store: Store, chunk: int, codes: Sequence[int]
) -> None:
    """Write the paragraphs of all reports in their order, with what the reports as a whole say of them."""
    places = {} if out.suffix else {name: COLUMNS["reports"][name] for name in _PLACE}
    schema = paragraph_schema(places, codes)
    reports = reports.assign(simulated=simulated_rows(reports))
    with _sink(out, schema) as sink:
        for start in range(0, len(keys), chunk):
            some, part = reports.iloc[start : start + chunk], keys[start : start + chunk]
            ids = dict(zip(part, some["report_id"], strict=True))
            coded = with_ids(store.get("classified", part), ids, codes)
            for name in ("doc_type", "simulated"):
                place = coded.schema.get_field_index(name)
                coded = coded.set_column(place, name, _of_reports(coded, some, name))
            for name in places:
                coded = coded.append_column(name, _of_reports(coded, some, name))
            sink.write_table(coded.cast(schema))


def _of_reports(coded: Any, reports: pd.DataFrame, column: str) -> Any:
    """What the table of reports says of the report of each paragraph."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names = pa.array(reports["report_id"], type=coded["report_id"].type)
    return pa.array(reports[column]).take(pc.index_in(coded["report_id"].combine_chunks(), value_set=names))


@contextmanager
def _sink(out: Path, schema: Any) -> Iterator[Any]:
    """A file or a folder that takes its place when everything is written."""
    import pyarrow.parquet as pq

    with tempfile.TemporaryDirectory(prefix=".classify-", dir=out.parent) as work:
        fresh = Path(work) / "out"
        with pq.ParquetWriter(fresh, schema) if out.suffix else PartitionedWriter(fresh) as sink:
            yield sink
        if out.is_dir():
            out.rename(Path(work) / "old")
        fresh.replace(out)


def _parts(items: Sequence[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def _shown(work: Iterator[Any], total: int, what: str, progress: bool) -> Iterator[Any]:
    from tqdm import tqdm

    with tqdm(total=total, desc=what, unit="file", leave=False, disable=not progress) as bar:
        for items, result in work:
            yield items, result
            bar.update(len(items))
