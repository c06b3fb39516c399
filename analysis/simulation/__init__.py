"""Simulated corpora with planted truth, and the calibration studies made with them.

May import: errors, text, estimation, columns, paths, tables, output, scheme_files, scheme, frames,
taxonomy, language, spread, design, crosswalk, codebook, reading, words, coding, areas, trends, labels,
topics, regression.
"""
