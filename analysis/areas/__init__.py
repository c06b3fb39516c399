"""The classifier of task areas: training, evaluation, explanation, saving and loading.

May import: errors, text, estimation, tables, paths, output, frames, taxonomy, language, spread, design,
codebook, reading, words, coding.
"""
