"""From Chinese text to words and features, with numbers and place names masked.

May import: errors, text, estimation, tables, paths, output, frames, taxonomy, language, spread, design,
codebook, reading.
"""
