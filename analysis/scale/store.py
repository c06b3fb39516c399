"""Results kept by content: rows with a key, in Parquet files that are written once and never changed.

pyarrow and plain files, because the cache libraries at hand (joblib.Memory, diskcache) keep pickles, and a pickle that
others can write to is code that runs. A key is a hash of everything that a row depends on, so nothing is ever out of
date; a file appears whole or not at all; the folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

KEY = "key"
_OPEN = 4  # files held in memory: neighbours in the order of the corpus are neighbours in a file


class Store:
    """Rows by stage and key.

    Parameters
    ----------
    folder : path
        Made where missing.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._files: dict[str, dict[str, Path]] = {}
        self._read: dict[tuple[Path, tuple[str, ...] | None], Any] = {}

    def keys(self, stage: str) -> dict[str, Path]:
        """Keys of a stage, and the files that hold them."""
        if stage not in self._files:
            import pyarrow as pa
            import pyarrow.parquet as pq

            self._files[stage] = {}
            for file in sorted((self.folder / stage).glob("*.parquet")):
                try:
                    keys = pq.read_table(file, columns=[KEY])[KEY].unique().to_pylist()
                except (pa.ArrowException, OSError):
                    file.unlink(missing_ok=True)  # damaged; what it held is made again
                    continue
                self._files[stage].update(dict.fromkeys(keys, file))
        return self._files[stage]

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
            pq.write_table(table, work, compression="lz4")  # read more often than written
            Path(work).replace(file)
        finally:
            Path(work).unlink(missing_ok=True)
        known.update(dict.fromkeys(keys, file))

    def get(self, stage: str, keys: Sequence[str], columns: Sequence[str] | None = None) -> Any:
        """Rows of these keys as an Arrow table, in the order of the keys."""
        import pyarrow as pa
        import pyarrow.compute as pc

        files = self.keys(stage)
        wanted = pa.array(list(keys), type=pa.string())
        parts = []
        for file in dict.fromkeys(files[key] for key in keys):
            table = self._open(file, columns)
            asked = pc.is_in(table[KEY], value_set=wanted)
            parts.append(table if pc.all(asked).as_py() else table.filter(asked))
        rows = pa.concat_tables(parts)
        place = pc.index_in(rows[KEY], value_set=wanted).to_numpy()
        in_order = (place[1:] >= place[:-1]).all()  # as a rule: kept as they came
        return rows if in_order else rows.take(np.argsort(place, kind="stable"))

    def _open(self, file: Path, columns: Sequence[str] | None) -> Any:
        import pyarrow.parquet as pq

        chosen = None if columns is None else (KEY, *columns)
        if (file, chosen) not in self._read:
            while len(self._read) >= _OPEN:
                self._read.pop(next(iter(self._read)))
            names = None if chosen is None else list(chosen)
            self._read[file, chosen] = pq.read_table(file, columns=names, use_threads=False)
        return self._read[file, chosen]
