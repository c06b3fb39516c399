"""Tables with a document a row: workbooks, CSV, JSON, Parquet and DataFrames, read a row at a time."""
