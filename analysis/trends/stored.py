"""Classified paragraphs that lie in Parquet, read in batches of whole reports.

pyarrow reads them batch by batch, so that memory holds one batch, and what is held of each report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.frames import FrameCount
from analysis.output import read_table
from analysis.tables import COLUMNS, COUNT, FLAG, NAMING, NUMBER, TEXT, check_table

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

TableOrPath: TypeAlias = pd.DataFrame | str | PathLike[str]

BATCH = 65_536  # rows
MOST = 1_000_000  # rows of one report: more is no report, and would have to be held at once
LONGEST = 10_000  # bytes of an id, a role or a measure
_BUFFER = 1 << 20  # bytes of a column read at a time
_TYPES = {
    name: kind
    for table in ("reports", "paragraphs", "classification")
    for name, kind in COLUMNS[table].items()
}
_PLACES = ("report_id", "year", "region", "region_code", "province", "level", "issuer", "n_chars")
_TELLING = (*NAMING, "simulated")  # of simulated reports
_REPEATED = {"role", "measure", *NAMING}  # of many rows
_NO_YEAR = "__HIVE_DEFAULT_PARTITION__"


class StoredParagraphs:
    """Classified paragraphs in a Parquet file, or in a folder that is partitioned by year.

    The rows of a report must lie together, as :func:`classify_corpus` writes them.

    Parameters
    ----------
    path : path

    Attributes
    ----------
    path : Path
    is_folder : bool
    columns : set of str
        Columns that every file has, with the year of the partition.

    Raises
    ------
    InputError
        When there is no such file or folder, a folder holds no Parquet, or a file is none.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = Path(path)
        self.is_folder = self.path.is_dir()
        if not self.is_folder and not self.path.is_file():
            raise InputError("coded", f"path '{self.path}' does not exist", "give what classify_corpus wrote")
        files = sorted(self.path.rglob("*.parquet")) if self.is_folder else [self.path]
        if not files:
            raise InputError(
                "coded", f"folder '{self.path}' holds no Parquet", "give what classify_corpus wrote"
            )
        self._files = [(file, self._partition(file)) for file in files]
        columns = []
        for file, partition in self._files:
            with _opened(file) as parquet:
                columns.append({*parquet.schema_arrow.names, *partition})
        self.columns = set.intersection(*columns)

    def _partition(self, file: Path) -> dict[str, int | None]:
        """The year that the folders of a file name, if they do."""
        for part in file.relative_to(self.path).parts[:-1] if self.is_folder else ():
            if part.startswith("year="):
                value = part.removeprefix("year=")
                if not re.fullmatch(rf"\d{{1,9}}|{_NO_YEAR}", value):
                    raise InputError(
                        "coded", f"folder '{part}' names no year", "name it year=2019 or the like"
                    )
                return {"year": None if value == _NO_YEAR else int(value)}
        return {}

    def check_columns(self, columns: Sequence[str]) -> None:
        """Refuse paragraphs that lack a column, as :func:`check_table` does."""
        names = pd.DataFrame(columns=sorted(self.columns))
        check_table(names, columns, argument="coded", maker="classify_paragraphs")

    def reports_beside(self) -> Path | None:
        """The table of reports that :func:`classify_corpus` wrote beside, if it is there."""
        beside = self.path.absolute().with_suffix(".reports.parquet")
        return beside if beside.is_file() else None

    def parts(self, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        """Columns of all paragraphs, in batches of whole reports; one batch without rows where there are none.

        With them come ``report_id`` and the columns that tell simulated reports.

        Raises
        ------
        InputError
            When a file is damaged, a column is of another type, or the rows of a report do not lie together.
        """
        import pyarrow as pa

        names = list(
            dict.fromkeys(["report_id", *columns, *(name for name in _TELLING if name in self.columns)])
        )
        known: set[str] = set()
        rest = _schema(names).empty_table()
        for table in self._tables(names):
            table = pa.concat_tables([rest, table])
            report, _ = pd.factorize(table["report_id"].to_pandas())
            others = np.flatnonzero(report != report[-1])
            begins = int(others[-1]) + 1 if len(others) else 0
            rest = table.slice(begins)
            if rest.num_rows > MOST:
                name = rest["report_id"][0]
                raise InputError(
                    "coded", f"has more than {MOST} paragraphs of report '{name}'", "give reports"
                )
            if begins:
                yield self._whole(table.slice(0, begins), known)
        yield self._whole(rest, known)

    def _whole(self, table: pa.Table, known: set[str]) -> pd.DataFrame:
        """Rows of whole reports as a DataFrame, if none of them came before."""
        part = _frame(table)
        report, names = pd.factorize(part["report_id"])
        again = np.flatnonzero(np.diff(report) < 0) + 1  # numbered as they come, so back to an earlier one
        apart = [*part["report_id"].iloc[again[:1]], *(name for name in names if name in known)]
        if apart:
            problem = f"has rows of report {apart[0]!r} in several places"
            raise InputError("coded", problem, "sort by report_id")
        known.update(names)
        return part

    def _tables(self, names: Sequence[str]) -> Iterator[pa.Table]:
        """Declared columns of all files in tables of some `BATCH` rows."""
        import pyarrow as pa

        gathered, size = [], 0
        for file, partition in self._files:
            with _opened(file) as parquet:
                # group by group, because a reader of several holds what it needed for the first until the last
                for group in range(parquet.num_row_groups):
                    for batch in _batches(parquet, names, partition, group):
                        gathered.append(batch.cast(_schema(names)))
                        size += batch.num_rows
                        if size >= BATCH:
                            yield pa.concat_tables(gathered)
                            gathered, size = [], 0
        if gathered:
            yield pa.concat_tables(gathered)

    def find(self, paragraph_ids: Sequence[str], count: FrameCount) -> tuple[pd.DataFrame, set[str]]:
        """What codes are checked with of these paragraphs, as far as they are there, and the ids of all reports.

        All paragraphs are counted into `count` on the way.

        Raises
        ------
        InputError
            As :meth:`parts`, and when any ``paragraph_id`` occurs twice or a column is missing.
        """
        self.check_columns(("paragraph_id", "year", "role", "n_chars"))
        if "text_hash" not in self.columns:
            self.check_columns(("text",))
        wanted = pd.Index(paragraph_ids)
        strata = [name for name in count.columns if name in self.columns and name in _TYPES]
        places, hashes, reports, start = [], [], set[str](), 0
        for part in self.parts(["paragraph_id", "year", "role", "n_chars", *strata]):
            ids = part["paragraph_id"]
            hashes.append(pd.util.hash_array(ids.to_numpy(dtype=object, na_value="")))
            reports.update(part["report_id"].unique())
            places.append(start + np.flatnonzero(ids.isin(wanted)))
            start += len(part)
            count.add(part)
        values, held = np.unique(np.concatenate(hashes), return_counts=True)
        if (held > 1).any():  # the same hash, of one id or by chance
            self._check_twice(values[held > 1])
        names = ("report_id", "paragraph_id", "year", "role", "text_hash", "text", "seen")
        return self._take(np.concatenate(places), [name for name in names if name in self.columns]), reports

    def _check_twice(self, hashes: np.ndarray) -> None:
        """Refuse ids that occur twice, looking at those with these hashes alone."""
        seen: set[str] = set()
        for part in self.parts(["paragraph_id"]):
            ids = part["paragraph_id"].to_numpy(dtype=object, na_value="")
            own = ids[np.isin(pd.util.hash_array(ids), hashes)].tolist()
            if len(set(own)) < len(own) or not seen.isdisjoint(own):
                raise InputError("coded", "holds a paragraph_id twice", "give each paragraph once")
            seen.update(own)

    def _take(self, places: np.ndarray, names: Sequence[str]) -> pd.DataFrame:
        """Rows by their place among all; only row groups that hold one are read."""
        import pyarrow as pa

        taken, start = [_schema(names).empty_table()], 0
        for file, partition in self._files:
            with _opened(file) as parquet:
                for group in range(parquet.num_row_groups):
                    end = start + parquet.metadata.row_group(group).num_rows
                    here = places[np.searchsorted(places, start) : np.searchsorted(places, end)]
                    for batch in _batches(parquet, names, partition, group) if len(here) else ():
                        own = here[(here >= start) & (here < start + batch.num_rows)]
                        taken.append(batch.take(own - start).cast(_schema(names)))
                        start += batch.num_rows
                    start = end
        return _frame(pa.concat_tables(taken))


def is_stored(path: str | PathLike[str]) -> bool:
    """Whether a path looks like classified paragraphs: Parquet by its ending, or a folder partitioned by year."""
    own = Path(path)
    return own.suffix == ".parquet" or any(child.is_dir() for child in own.glob("year=*"))


def as_reports(reports: TableOrPath | None) -> pd.DataFrame | None:
    """The table of reports as it is given, or what estimates need of one that lies in a Parquet or CSV file."""
    if reports is None or not isinstance(reports, (str, PathLike)):
        return reports
    file = Path(reports)
    if not file.is_file():
        raise InputError(
            "reports", f"file '{file}' does not exist", "give the table that lies beside the paragraphs"
        )
    if file.suffix == ".csv":
        try:
            table = read_table(file, COLUMNS["reports"])
        except ValueError as error:
            raise InputError("reports", f"'{file}' cannot be read", "give a table of reports") from error
        return table[[name for name in _PLACES if name in table.columns]]
    with _opened(file, "reports") as parquet:
        names = [name for name in _PLACES if name in parquet.schema_arrow.names]
        own = parquet.read(names)
        return _frame(own.cast(_schema(names)))


@contextmanager
def _opened(file: Path, argument: str = "coded") -> Iterator[pq.ParquetFile]:
    """A Parquet file; whatever is wrong with it is one error."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_metadata(file)
        leaves = [metadata.schema.column(place) for place in range(metadata.num_columns)]
        # as dictionaries, or a long value that is repeated would fill the memory before it is seen
        repeated = [
            leaf.path for leaf in leaves if leaf.path in _REPEATED and leaf.physical_type == "BYTE_ARRAY"
        ]
        with pq.ParquetFile(
            file, metadata=metadata, read_dictionary=repeated, pre_buffer=False, buffer_size=_BUFFER
        ) as parquet:
            yield parquet
    except (pa.ArrowException, OSError, MemoryError, KeyError, UnicodeDecodeError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        problem = f"'{file}' is damaged or holds something else ({reason})"
        raise InputError(argument, problem, "give the Parquet that classify_corpus writes") from error


def _batches(
    parquet: pq.ParquetFile,
    names: Sequence[str],
    partition: dict[str, int | None],
    group: int,
) -> Iterator[pa.Table]:
    """Columns of a row group and its partition, some rows at a time, in the types they have there."""
    import pyarrow as pa
    import pyarrow.compute as pc

    inside = [name for name in names if name not in partition]
    for batch in parquet.iter_batches(BATCH, columns=inside, row_groups=[group]):
        batch.validate(full=True)
        for name in inside:
            values = batch.column(name)
            if pa.types.is_dictionary(values.type):
                longest = pc.max(pc.binary_length(values.dictionary)).as_py() or 0
                if longest > LONGEST:
                    raise InputError(
                        "coded", f"has a {name} of {longest} bytes", "give classified paragraphs"
                    )
        if batch.column("report_id").null_count:
            raise InputError("coded", "has a row without report_id", "give classified paragraphs")
        columns = {
            name: pa.repeat(pa.scalar(partition[name], pa.int64()), batch.num_rows)
            if name in partition
            else batch.column(name)
            for name in names
        }
        yield pa.table(columns)


def _schema(names: Sequence[str]) -> pa.Schema:
    import pyarrow as pa

    types = {TEXT: pa.string(), COUNT: pa.int64(), NUMBER: pa.float64(), FLAG: pa.bool_()}
    return pa.schema([(name, types[_TYPES[name]]) for name in names])


def _frame(table: pa.Table) -> pd.DataFrame:
    """A DataFrame in the declared types."""
    import pyarrow as pa

    types = {pa.string(): pd.StringDtype(), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return table.to_pandas(types_mapper=types.get)
