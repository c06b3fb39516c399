"""From files to paragraphs: formats, encodings, metadata, roles, headings, near-duplicates."""
