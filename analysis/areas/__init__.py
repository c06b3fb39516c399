"""The classifier of task areas: training, evaluation, explanation, saving and loading.

May import: errors, text, estimation, tables, paths, output, scheme_files, scheme, frames, taxonomy, language,
spread, design, crosswalk, codebook, reading, words, coding.
"""
