"""From Chinese text to words and features, with numbers and place names masked.

May import: errors, text, estimation, columns, paths, tables, output, scheme_files, scheme, frames,
taxonomy, language, spread, design, crosswalk, codebook, reading.
"""
