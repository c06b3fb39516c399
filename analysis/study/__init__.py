"""The study as a whole: specification, catalogue, run, receipt, reproduction, replication package, page.

May import: errors, text, estimation, columns, paths, tables, output, scheme_files, scheme, frames,
taxonomy, language, spread, design, crosswalk, codebook, reading, words, coding, areas, trends, labels,
topics, regression, renewal, simulation, scale, figures.
"""
