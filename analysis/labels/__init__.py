"""Labels from outside the package, above all from language models: requested, read, and taken as predictions.

May import: errors, text, estimation, columns, paths, tables, output, scheme_files, scheme, frames,
taxonomy, language, spread, design, crosswalk, codebook, reading, words, coding, areas.
"""
