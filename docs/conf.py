"""The documentation: built from docstrings, the command, the codebook and the notebooks, without network.

Sphinx with MyST, because both are well kept and read Markdown; formulas are drawn in the page, and search knows both languages.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE / "extensions")]

import analysis  # noqa: E402

project = "fazhi-analysis"
author = "The fazhi-analysis authors"
project_copyright = author
version = release = analysis.__version__
language = "en"
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
    "formulas",
    "bilingual",
    "pages",
]
myst_enable_extensions = ["amsmath", "dollarmath", "colon_fence"]
myst_heading_anchors = 3
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
autodoc_typehints = "none"  # types stand in the docstrings, with shapes
autodoc_member_order = "bysource"
html_theme = "furo"
html_title = f"fazhi-analysis {version}"
html_math_renderer = "outlines"
html_last_updated_fmt = None
html_show_sphinx = False
html_show_search_summary = False  # a page that is opened from disk can fetch nothing
html_static_path = ["static"]
html_css_files = ["tables.css"]
exclude_patterns = ["extensions", "images"]
suppress_warnings = ["myst.header"]  # notebooks may begin below the first level
