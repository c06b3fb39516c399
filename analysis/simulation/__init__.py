"""Simulated corpora with planted truth, and the calibration studies made with them.

May import: errors, text, estimation, tables, paths, output, frames, taxonomy, language, spread, design,
codebook, reading, words, coding, areas, trends, labels, topics.
"""
