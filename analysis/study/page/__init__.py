"""The report of a run: an HTML page that opens from disk, and the texts of the reports beside it, in Chinese or English."""

from analysis.study.page.render import render_page, render_study

__all__ = ["render_page", "render_study"]
