"""Any number of reports: chunks spread over processes or a cluster; only what changed is computed again.

May import: errors, text, estimation, columns, paths, tables, output, scheme_files, scheme, frames,
taxonomy, language, spread, design, crosswalk, codebook, reading, words, coding, areas, trends, labels,
topics, regression.
"""
