"""Regressions of corrected shares on what is known of governments: from shares to explanations.

May import: errors, text, estimation, columns, paths, tables, output, scheme_files, scheme, frames,
taxonomy, language, spread, design, crosswalk, codebook, reading, words, coding, areas, trends, labels,
topics.
"""
