"""Topic models of the paragraphs and their prevalence over the years.

May import: errors, text, estimation, tables, paths, output, frames, taxonomy, language, spread, design,
codebook, reading, words, coding, areas, trends, labels.
"""
