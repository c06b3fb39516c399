"""Write beside each reference code what text it is about, so that it can never be joined to another one.

The codes of the sample reports were given by language-model readers, item by item, to the texts in data/reports; this
fills in the columns that say so (ids, lengths and hashes of item and paragraph, coded_by). Run after the codes or the
columns of the table changed: ``python tools/record_units.py``.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import analysis as fz
from analysis.output import write_table
from analysis.tables import make_table

DATA = Path(__file__).parents[1] / "data"


def main() -> None:
    paragraphs = fz.split_paragraphs(fz.read_reports(DATA / "reports"))
    units = fz.split_items(paragraphs).merge(
        paragraphs[["paragraph_id", "report_id", "text_hash", "n_chars"]].rename(
            columns={"text_hash": "paragraph_hash", "n_chars": "paragraph_chars"}
        ),
        on="paragraph_id",
    )
    units = units.rename(columns={"item_id": "unit_id"}).drop(columns=["position", "text"])
    for path in sorted((DATA / "codes").glob("*.csv")):
        codes = pd.read_csv(path, dtype=str)
        codes = codes.drop(columns=[name for name in units.columns if name != "unit_id" and name in codes])
        full = codes.merge(units, on="unit_id", how="left", validate="one_to_one").assign(coded_by="model")
        if full["paragraph_id"].isna().any():
            raise SystemExit(f"{path}: {full.loc[full['paragraph_id'].isna(), 'unit_id'].iloc[0]} is no item")
        table = make_table("codes", full)
        path.unlink()
        write_table(table, path)


if __name__ == "__main__":
    main()
