"""Estimates over the years: corrected shares and what is built on them.

May import: errors, text, estimation, tables, paths, output, frames, taxonomy, language, spread, design,
codebook, reading, words, coding, areas.
"""
