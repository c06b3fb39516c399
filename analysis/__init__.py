"""What Chinese governments say about the rule of law, measured.

Read the yearly rule-of-law reports, split them into paragraphs and items, classify each into the eight task
areas of the national Outline, and trace areas and topics over the years.

>>> import analysis as fz
>>> fz.load_taxonomy("outline-2015").areas.loc[1, "short_en"]
'Government functions'

Names are imported at first use, so that ``import analysis`` is quick and does nothing else.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

# verb -> module; the order is the order of the work
_VERBS = {
    "read_reports": "read",
    "write_corpus": "read",
    "compliance": "obligations",
    "split_paragraphs": "split",
    "split_items": "split",
    "load_taxonomy": "taxonomy",
    "load_lexicon": "taxonomy",
    "AreaClassifier": "classify",
    "classify_paragraphs": "classify",
    "sample_for_coding": "sample",
    "coder_agreement": "agreement",
    "coding_budget": "budget",
    "write_coding_sheet": "sheets",
    "read_codes": "sheets",
    "write_label_studio": "exchange",
    "read_label_studio": "exchange",
    "label_studio_config": "exchange",
    "write_doccano": "exchange",
    "read_doccano": "exchange",
    "parse_doc_number": "metadata",
    "disagreements": "agreement",
    "adjudication_sample": "agreement",
    "explain": "explanation",
    "telling_terms": "explanation",
    "character_weights": "explanation",
    "load_classifier": "models",
    "save_classifier": "models",
    "evaluate_classifier": "evaluate",
    "load_codebook": "codebook",
    "render_codebook": "codebook",
    "area_shares": "shares",
    "TopicModel": "topics",
    "topic_shares": "topics",
    "plot_strips": "figures",
    "plot_shares": "figures",
    "plot_share_heatmap": "figures",
    "plot_topic_shares": "figures",
    "plot_coding_budget": "figures",
    "save_figure": "figures",
    "run_study": "study",
    "sample_reports": "paths",
    "InputError": "errors",
}

__all__ = ["__version__", *_VERBS]


def __getattr__(name: str) -> Any:
    if name in _VERBS:
        return getattr(importlib.import_module(f"analysis.{_VERBS[name]}"), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
