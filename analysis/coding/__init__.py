"""The coding workflow: samples, blind sheets, exchange with other tools, agreement, budget.

May import: errors, text, estimation, columns, paths, tables, output, scheme_files, scheme, frames,
taxonomy, language, spread, design, crosswalk, codebook, reading.
"""
