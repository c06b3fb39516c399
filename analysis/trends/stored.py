"""Classified paragraphs that lie in Parquet, read in batches of whole reports.

pyarrow reads them batch by batch, so that memory holds one batch, and what is held of each report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from analysis.columns.types import COUNT, FLAG, NUMBER, TEXT
from analysis.crosswalk import scheme_by
from analysis.errors import InputError
from analysis.frames import FrameCount
from analysis.reading.tabular.own import own_table_kind, read_own_table
from analysis.scheme import Scheme
from analysis.tables import NAMING, SCHEME, check_table, column_type
from analysis.taxonomy import load_scheme, schemes

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

TableOrPath: TypeAlias = pd.DataFrame | str | PathLike[str]

BATCH = 65_536  # rows
MOST = 1_000_000  # rows of one report: more is no report, and would have to be held at once
LONGEST = 10_000  # bytes of an id, a role or a measure
_BUFFER = 1 << 20  # bytes of a column read at a time
SCHEME_ENDING = ".scheme.csv"  # of own categories beside classified paragraphs
_PLACES = ("report_id", "year", "region", "region_code", "province", "level", "issuer", "n_chars")
_TELLING = (*NAMING, "simulated")  # of simulated reports
_REPEATED = {"role", "measure", "scheme", *NAMING}  # of many rows
# what codes are checked with
_FOUND = ("report_id", "paragraph_id", "year", "role", "text_hash", "text", "seen")
_REMEDY = "give what classify_corpus wrote"
_YEAR = re.compile(r"year=(?:(\d{1,9})|__HIVE_DEFAULT_PARTITION__)")


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
        if not self.path.exists():
            raise InputError("coded", f"path '{self.path}' does not exist", _REMEDY)
        files = sorted(self.path.rglob("*.parquet")) if self.is_folder else [self.path]
        if not files:
            raise InputError("coded", f"folder '{self.path}' holds no Parquet", _REMEDY)
        self._files = {file: self._partition(file) for file in files}
        self.columns = set.intersection(*({*_names(file), *given} for file, given in self._files.items()))

    def _partition(self, file: Path) -> dict[str, int | None]:
        """The year that the folders of a file name, if they do."""
        for part in file.relative_to(self.path).parts[:-1]:
            if part.startswith("year="):
                if not (found := _YEAR.fullmatch(part)):
                    problem = f"folder '{part}' names no year"
                    raise InputError("coded", problem, "name it year=2019 or the like")
                return {"year": int(found[1]) if found[1] else None}
        return {}

    def check_columns(self, columns: Sequence[str]) -> None:
        """Refuse paragraphs that lack a column, as :func:`check_table` does."""
        names = pd.DataFrame(columns=sorted(self.columns))
        check_table(names, columns, argument="coded", maker="classify_paragraphs")

    def scheme(self) -> Scheme:
        """The scheme of all paragraphs, by the column ``scheme``; own categories are also looked for beside.

        Raises
        ------
        InputError
            When the paragraphs are of several schemes, or of one that is not known here.
        """
        names = {SCHEME}
        if "scheme" in self.columns:
            names = set[str]()
            for file in self._files:
                names |= _values_of(file, "scheme")
            names = names - {"none"} and names  # all missing: a table from before the column
        if not names <= set(schemes()):
            know_beside(self.path)
        return scheme_by(sorted(names) or [SCHEME], self.columns)

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

        telling = [name for name in _TELLING if name in self.columns]
        names = list(dict.fromkeys(["report_id", *columns, *telling]))
        held, size, known = [_schema(names).empty_table()], 0, set[str]()
        for batch in chain.from_iterable(_scan(file, names, given) for file, given in self._files.items()):
            held.append(batch)
            size += batch.num_rows
            if size < BATCH:
                continue
            table = pa.concat_tables(held)
            report, _ = pd.factorize(table["report_id"].to_pandas())
            begins = int(np.flatnonzero(np.append(-2, report) != report[-1])[-1])  # the last report
            held, size = [table.slice(begins)], 0
            if begins or len(report) > MOST:
                yield _whole(table.slice(0, begins or len(report)), known)
        yield _whole(pa.concat_tables(held), known)

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
        strata = [name for name in count.columns if name in self.columns and column_type(name)]
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
        return self._take(np.concatenate(places), wanted), reports

    def _check_twice(self, hashes: np.ndarray) -> None:
        """Refuse ids that occur twice, looking at those with these hashes alone."""
        seen: set[str] = set()
        for part in self.parts(["paragraph_id"]):
            ids = part["paragraph_id"].to_numpy(dtype=object, na_value="")
            own = ids[np.isin(pd.util.hash_array(ids), hashes)].tolist()
            if len(set(own)) < len(own) or not seen.isdisjoint(own):
                raise InputError("coded", "holds a paragraph_id twice", "give each paragraph once")
            seen.update(own)

    def _take(self, places: np.ndarray, wanted: pd.Index) -> pd.DataFrame:
        """The paragraphs with these ids, which lie at these places; only row groups that hold one are read."""
        import pyarrow as pa
        import pyarrow.compute as pc

        names = [name for name in _FOUND if name in self.columns]
        ids, taken, start = pa.array(wanted, pa.string()), [_schema(names).empty_table()], 0
        for file, given in self._files.items():
            with _opened(file) as parquet:
                rows = [parquet.metadata.row_group(group).num_rows for group in range(parquet.num_row_groups)]
            ends = start + np.cumsum(rows, dtype=int)
            own = places[(places >= start) & (places < start + sum(rows))]
            groups = np.unique(np.searchsorted(ends, own, side="right")).tolist()
            for batch in _scan(file, names, given, groups) if groups else ():
                taken.append(batch.filter(pc.is_in(batch["paragraph_id"], value_set=ids)))
            start += sum(rows)
        return _frame(pa.concat_tables(taken))


def know_beside(path: str | PathLike[str]) -> None:
    """Make known the scheme of own categories that was saved with classified paragraphs, if there is one."""
    beside = Path(path).absolute().with_suffix(SCHEME_ENDING)
    if beside.is_file():
        load_scheme(beside)


def is_stored(path: str | PathLike[str]) -> bool:
    """Whether a path looks like classified paragraphs: Parquet by its ending, or a folder partitioned by year.

    Parquet with columns that no paragraphs have, such as a table of reports, is none.
    """
    own = Path(path)
    if own.is_file() and own.suffix == ".parquet" and own_table_kind(own) != "classified":
        with suppress(InputError):
            return "paragraph_id" in _names(own) and own_table_kind(own) is None
    return own.suffix == ".parquet" or any(child.is_dir() for child in own.glob("year=*"))


def as_reports(reports: TableOrPath | None) -> pd.DataFrame | None:
    """The table of reports as it is given, or what estimates need of one that lies in a Parquet or CSV file."""
    if reports is None or not isinstance(reports, (str, PathLike)):
        return reports
    file = Path(reports)
    if not file.is_file():
        remedy = "give the table of reports in the same folder as the paragraphs"
        raise InputError("reports", f"file '{file}' does not exist", remedy)
    if file.suffix != ".parquet":
        try:
            table = read_own_table(file, "reports")
        except (InputError, IndexError) as error:
            raise InputError("reports", f"'{file}' cannot be read", "give a table of reports") from error
        return table[[name for name in _PLACES if name in table.columns]]
    import pyarrow as pa

    own = _names(file, "reports")
    names = [name for name in _PLACES if name in own]
    return _frame(pa.concat_tables([_schema(names).empty_table(), *_scan(file, names, argument="reports")]))


@contextmanager
def _opened(file: Path, argument: str = "coded") -> Iterator[pq.ParquetFile]:
    """A Parquet file; whatever is wrong with it is one error."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_metadata(file)
        leaves = [metadata.schema.column(place) for place in range(metadata.num_columns)]
        # as dictionaries, or a long value that is repeated would fill the memory before it is seen
        texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
        reading = {"read_dictionary": [*_REPEATED.intersection(texts)], "buffer_size": _BUFFER}
        with pq.ParquetFile(file, metadata=metadata, pre_buffer=False, **reading) as parquet:
            yield parquet
    except (pa.ArrowException, OSError, MemoryError, KeyError, UnicodeDecodeError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        problem = f"'{file}' is damaged or holds something else ({reason})"
        raise InputError(argument, problem, "give the Parquet that classify_corpus writes") from error


def _values_of(file: Path, column: str) -> set[str]:
    """The distinct values of a column of text, "none" for missing ones, mostly from the statistics of the file."""
    with _opened(file) as parquet:
        place = parquet.schema_arrow.names.index(column)
        found: set[str] = set()
        for number in range(parquet.num_row_groups):
            facts = parquet.metadata.row_group(number).column(place).statistics
            if facts is None or not facts.has_min_max or facts.min != facts.max or facts.null_count:
                whole = parquet.read_row_group(number, columns=[column])[column].unique().to_pylist()
                found |= {"none" if value is None else str(value) for value in whole}
            else:
                found.add(str(facts.min))
    return found


def _names(file: Path, argument: str = "coded") -> list[str]:
    with _opened(file, argument) as parquet:
        return list(parquet.schema_arrow.names)


def _scan(
    file: Path,
    names: Sequence[str],
    given: Mapping[str, int | None] | None = None,
    groups: Iterable[int] | None = None,
    argument: str = "coded",
) -> Iterator[pa.Table]:
    """Columns of a file and its partition in their declared types, some rows at a time; of some row groups or all."""
    import pyarrow as pa
    import pyarrow.compute as pc

    year = {name: pa.scalar(value, pa.int64()) for name, value in (given or {}).items() if name in names}
    with _opened(file, argument) as parquet:
        # group by group, because a reader of several holds what it needed for the first until the last
        for group in range(parquet.num_row_groups) if groups is None else groups:
            inside = [name for name in names if name not in year]
            for batch in parquet.iter_batches(BATCH, columns=inside, row_groups=[group]):
                batch.validate(full=True)
                for name, values in zip(batch.schema.names, batch.columns, strict=True):
                    if pa.types.is_dictionary(values.type):
                        longest = pc.max(pc.binary_length(values.dictionary)).as_py() or 0
                        if longest > LONGEST:
                            problem = f"has a {name} of {longest} bytes"
                            raise InputError(argument, problem, "give classified paragraphs")
                table = pa.Table.from_batches([batch])
                for name, value in year.items():
                    table = table.append_column(name, pa.repeat(value, table.num_rows))
                yield table.select(names).cast(_schema(names))


def _whole(table: pa.Table, known: set[str]) -> pd.DataFrame:
    """Rows of whole reports as a DataFrame, if none of them came before."""
    part = _frame(table)
    if part["report_id"].isna().any():
        raise InputError("coded", "has a row without report_id", "give classified paragraphs")
    report, names = pd.factorize(part["report_id"])
    sizes = np.bincount(report)
    if sizes.max(initial=0) > MOST:
        problem = f"has more than {MOST} paragraphs of report '{names[sizes.argmax()]}'"
        raise InputError("coded", problem, "give reports")
    again = np.flatnonzero(np.diff(report) < 0) + 1  # numbered as they come, so back to an earlier one
    apart = [*part["report_id"].iloc[again[:1]], *(name for name in names if name in known)]
    if apart:
        raise InputError("coded", f"has rows of report {apart[0]!r} in several places", "sort by report_id")
    known.update(names)
    return part


def _schema(names: Sequence[str]) -> pa.Schema:
    import pyarrow as pa

    types = {TEXT: pa.string(), COUNT: pa.int64(), NUMBER: pa.float64(), FLAG: pa.bool_()}
    return pa.schema([(name, types[column_type(name) or TEXT]) for name in names])


def _frame(table: pa.Table) -> pd.DataFrame:
    """A DataFrame in the declared types."""
    import pyarrow as pa

    types = {pa.string(): pd.StringDtype(), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return table.to_pandas(types_mapper=types.get)
