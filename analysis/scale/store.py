"""Results kept by content: rows with a key, in Parquet files that are written once and never changed.

pyarrow and plain files, because the cache libraries at hand (joblib.Memory, diskcache) keep pickles, and a pickle that
others can write to is code that runs. A key is a hash of everything that a row depends on, so nothing is ever out of
date; a file appears whole or not at all, and each page has a checksum; the folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from analysis.errors import InputError

KEY = "key"
_OURS = re.compile(r"[0-9a-f]{32}\.parquet")
_OPEN = 4  # files held in memory: neighbours in the order of the corpus are neighbours in a file


class Damaged(Exception):  # noqa: N818 - what was lost is made again
    """Rows that were kept cannot be read, and are kept no longer."""


class Store:
    """Rows by stage and key.

    Parameters
    ----------
    folder : path
        Made where missing.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise InputError("cache", f"'{folder}' is a file", "give a folder") from None
        self._files: dict[str, dict[str, Path]] = {}
        self._read: dict[tuple[Path, tuple[str, ...] | None], Any] = {}

    def keys(self, stage: str) -> dict[str, Path]:
        """Keys of a stage, and the files that hold them."""
        if stage not in self._files:
            self._files[stage] = {}
            for file in self._there(stage):
                try:
                    keys = _read(file, [KEY])[KEY].unique().to_pylist()
                except Exception:  # whatever the library raises on a damaged file: what it held is made again
                    self._drop(stage, file)
                    continue
                self._files[stage].update(dict.fromkeys(keys, file))
        return self._files[stage]

    def _there(self, stage: str) -> list[Path]:
        folder = self.folder / stage
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):  # somebody else's
            raise InputError("cache", f"'{folder}' is no folder of ours", "give another folder")
        return sorted(file for file in folder.glob("*.parquet") if _OURS.fullmatch(file.name))

    def _drop(self, stage: str, file: Path) -> None:
        """Keep no longer what a file, or what is in its place, held."""
        with suppress(OSError):
            if file.is_dir() and not file.is_symlink():
                shutil.rmtree(file)
            else:
                file.unlink(missing_ok=True)
        held = self._files[stage]
        for key in [key for key, own in held.items() if own == file]:
            del held[key]
        for name in [name for name in self._read if name[0] == file]:
            del self._read[name]

    def check(self, stage: str, keys: Sequence[str]) -> None:
        """Read the files that hold these keys from end to end; raises :class:`Damaged` as :meth:`get` does."""
        files = self.keys(stage)
        self._drop_damaged(stage, {files[key] for key in keys if key in files})
        if not all(key in files for key in keys):
            raise Damaged(stage)

    def _drop_damaged(self, stage: str, files: Iterable[Path]) -> None:
        """Keep no longer what cannot be read from end to end."""
        for file in sorted(files):
            try:
                _read(file)
            except Exception:  # as above
                self._drop(stage, file)

    def put(self, stage: str, table: Any) -> None:
        """Keep an Arrow table with a column ``key``; all rows of a key belong to it."""
        import pyarrow.parquet as pq

        known, keys = self.keys(stage), table[KEY].unique().to_pylist()
        if not keys:
            return
        folder = self.folder / stage
        folder.mkdir(exist_ok=True)
        file = folder / f"{hashlib.sha256(''.join(sorted(keys)).encode()).hexdigest()[:32]}.parquet"
        handle, work = tempfile.mkstemp(prefix=".work-", dir=folder)
        os.close(handle)
        try:
            # read more often than written; a flipped bit is found when the page is read
            pq.write_table(table, work, compression="lz4", write_page_checksum=True)
            if file.is_dir():
                self._drop(stage, file)
            Path(work).replace(file)
        finally:
            Path(work).unlink(missing_ok=True)
        known.update(dict.fromkeys(keys, file))

    def get(self, stage: str, keys: Sequence[str], columns: Sequence[str] | None = None) -> Any:
        """Rows of these keys as an Arrow table, in the order of the keys.

        Raises
        ------
        Damaged
            When some cannot be read; they are kept no longer, nor is anything else of the stage that is damaged.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        files = self.keys(stage)
        wanted = pa.array(list(keys), type=pa.string())
        parts = []
        try:
            for file in dict.fromkeys(files[key] for key in keys):
                table = self._open(file, columns)
                asked = pc.is_in(table[KEY], value_set=wanted)
                parts.append(table if pc.all(asked).as_py() else table.filter(asked))
            rows = pa.concat_tables(parts)
        except (pa.ArrowException, OSError, ValueError, KeyError, IndexError, TypeError) as error:
            self._drop_damaged(stage, set(files.values()))
            if all(key in files for key in keys):
                raise  # nothing was damaged: the fault lies elsewhere
            raise Damaged(stage) from error
        place = pc.index_in(rows[KEY], value_set=wanted).to_numpy()
        in_order = (place[1:] >= place[:-1]).all()  # as a rule: kept as they came
        return rows if in_order else rows.take(np.argsort(place, kind="stable"))

    def _open(self, file: Path, columns: Sequence[str] | None) -> Any:
        chosen = None if columns is None else (KEY, *columns)
        if (file, chosen) not in self._read:
            while len(self._read) >= _OPEN:
                self._read.pop(next(iter(self._read)))
            names = None if chosen is None else list(chosen)
            self._read[file, chosen] = _read(file, names)
        return self._read[file, chosen]


def _read(file: Path, columns: list[str] | None = None) -> Any:
    """A file's rows, its checksums compared."""
    import pyarrow.parquet as pq

    with file.open("rb") as handle:  # a folder of this name would be read as one table
        return pq.read_table(handle, columns=columns, use_threads=False, page_checksum_verification=True)
