"""The report of a run: one HTML page that stands alone, in Chinese or English."""

from analysis.study.page.render import render_page

__all__ = ["render_page"]
