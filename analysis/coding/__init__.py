"""The coding workflow: samples, blind sheets, exchange with other tools, agreement, budget.

May import: errors, text, estimation, tables, paths, output, frames, taxonomy, language, spread, design,
codebook, reading.
"""
