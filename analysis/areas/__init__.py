"""The classifier of task areas: training, evaluation, explanation, saving and loading.

May import: errors, text, estimation, columns, paths, tables, output, scheme_files, scheme, frames,
taxonomy, language, spread, design, crosswalk, codebook, reading, words, coding.
"""
