"""A new year: scoring, drift, what to code, retraining, the acceptance test, the registry of models, comparability.

May import: errors, text, estimation, tables, paths, output, frames, taxonomy, language, spread, design,
codebook, reading, words, coding, areas, trends, labels, topics.
"""
