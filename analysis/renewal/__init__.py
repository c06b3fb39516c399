"""A new year: scoring, drift, what to code, retraining, the acceptance test, the registry of models, comparability.

May import: errors, text, estimation, columns, paths, tables, output, scheme_files, scheme, frames,
taxonomy, language, spread, design, crosswalk, codebook, reading, words, coding, areas, trends, labels,
topics, regression.
"""
