"""Any number of reports: chunks spread over processes or a cluster; only what changed is computed again.

May import: errors, text, estimation, tables, paths, output, frames, taxonomy, language, spread, design,
codebook, reading, words, coding, areas, trends, labels, topics.
"""
