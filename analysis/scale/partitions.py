"""Paragraphs in folders by year and province, in the Hive layout that DuckDB, polars, Arrow and Spark open.

pyarrow writes it. A paragraph whose year or province is unknown lies under ``__HIVE_DEFAULT_PARTITION__``, which
readers take for a missing value.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

BY = ("year", "province")


class PartitionedWriter:
    """A folder written table by table, each table as one more file in each of its partitions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._written = 0

    def __enter__(self) -> PartitionedWriter:
        self.folder.mkdir()
        return self

    def write_table(self, table: Any) -> None:
        """Append an Arrow table with the columns ``year`` and ``province``."""
        import pyarrow as pa
        import pyarrow.dataset as ds

        ds.write_dataset(
            table,
            self.folder,
            format="parquet",
            partitioning=ds.partitioning(pa.schema([table.schema.field(name) for name in BY]), flavor="hive"),
            basename_template=f"part-{self._written:05d}-{{i}}.parquet",
            existing_data_behavior="overwrite_or_ignore",
            max_partitions=10_000,
        )
        self._written += 1

    def __exit__(self, *_: object) -> None:
        pass
