"""From files to paragraphs: formats, encodings, metadata, roles, headings, near-duplicates.

May import: errors, text, estimation, columns, paths, tables, output, scheme_files, scheme, frames,
taxonomy, language, spread, design, crosswalk, codebook.
"""
