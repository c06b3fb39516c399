"""From files to paragraphs: formats, encodings, metadata, roles, headings, near-duplicates.

May import: errors, text, estimation, tables, paths, output, frames, taxonomy, language, spread, design,
codebook.
"""
