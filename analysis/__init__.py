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
    "read_reports": "reading.read",
    "write_corpus": "reading.read",
    "read_table": "reading.tabular.own",
    "check_reports": "reading.check",
    "missing_years": "reading.check",
    "write_metadata_sheet": "reading.check_sheet",
    "compliance": "reading.obligations",
    "split_paragraphs": "reading.split",
    "split_items": "reading.split",
    "load_taxonomy": "taxonomy",
    "Scheme": "scheme",
    "load_scheme": "taxonomy",
    "save_scheme": "taxonomy",
    "load_lexicon": "taxonomy",
    "AreaClassifier": "areas.classifier",
    "classify_paragraphs": "areas.classify",
    "classify_corpus": "scale.corpus",
    "train_on_codes": "areas.learning",
    "crossfit_paragraphs": "areas.learning",
    "sample_for_coding": "coding.sample",
    "coder_agreement": "coding.agreement",
    "coder_reliability": "coding.reliability",
    "coder_confusion": "coding.reliability",
    "share_bias_bounds": "coding.coder_error",
    "widen_intervals": "coding.coder_error",
    "coding_budget": "trends.budget",
    "write_coding_sheet": "coding.sheets",
    "read_codes": "coding.sheets",
    "read_units": "coding.sheets",
    "write_label_studio": "coding.exchange",
    "read_label_studio": "coding.exchange",
    "label_studio_config": "coding.exchange",
    "doccano_labels": "coding.exchange",
    "write_doccano": "coding.exchange",
    "read_doccano": "coding.exchange",
    "codebook_prompt": "labels.prompt",
    "label_schema": "labels.prompt",
    "write_label_requests": "labels.requests",
    "read_labels": "labels.reading",
    "take_predictions": "labels.predictions",
    "labels_as_codes": "labels.codes",
    "parse_doc_number": "reading.metadata",
    "disagreements": "coding.agreement",
    "adjudication_sample": "coding.adjudication",
    "final_codes": "coding.final",
    "rematch_codes": "coding.rematch",
    "blanks_at_random": "design",
    "explain": "areas.explanation",
    "predictive_terms": "areas.explanation",
    "character_weights": "areas.explanation",
    "load_classifier": "areas.models",
    "save_classifier": "areas.models",
    "evaluate_classifier": "areas.evaluate",
    "load_codebook": "codebook",
    "render_codebook": "codebook",
    "area_shares": "trends.shares",
    "area_trends": "trends.slopes",
    "trend_checks": "trends.checks",
    "trend_power": "trends.power",
    "decompose_change": "trends.change",
    "top_contributors": "trends.change",
    "coverage": "trends.panel",
    "keyness": "trends.keywords",
    "robustness_grid": "trends.grid",
    "promise_shares": "trends.series",
    "promise_association": "trends.series",
    "TopicModel": "topics.model",
    "choose_n_topics": "topics.choice",
    "topic_shares": "topics.shares",
    "anchored_topics": "topics.anchored",
    "outside_topics": "topics.anchored",
    "align_topics": "topics.alignment",
    "refit_topics": "topics.alignment",
    "topic_stability": "topics.alignment",
    "topic_fit": "topics.update",
    "update_topics": "topics.update",
    "topic_areas": "topics.shares",
    "dynamic_topics": "topics.dynamic",
    "typical_paragraphs": "topics.reading_aids",
    "suggest_labels": "topics.reading_aids",
    "pyldavis_data": "topics.reading_aids",
    "intrusion_tests": "topics.intrusion",
    "write_intrusion_sheet": "topics.intrusion",
    "score_intrusion": "topics.intrusion",
    "plot_strips": "figures",
    "plot_coverage": "figures",
    "plot_compliance": "figures",
    "plot_province_tiles": "figures",
    "plot_shares": "figures",
    "plot_share_panels": "figures",
    "plot_estimators": "figures",
    "plot_composition": "figures",
    "plot_slopes": "figures",
    "plot_share_heatmap": "figures",
    "plot_change_heatmap": "figures",
    "plot_trends": "figures",
    "plot_decomposition": "figures",
    "plot_robustness": "figures",
    "plot_keyness": "figures",
    "plot_topic_shares": "figures",
    "plot_topic_areas": "figures",
    "plot_topic_words": "figures",
    "plot_topic_choice": "figures",
    "plot_topic_alignment": "figures",
    "plot_confusion": "figures",
    "plot_calibration": "figures",
    "plot_learning_curve": "figures",
    "plot_drift": "figures",
    "plot_coding_budget": "figures",
    "plot_trend_power": "figures",
    "save_figure": "figures",
    "open_year": "renewal.cycle",
    "drift_report": "renewal.drift",
    "new_terms": "renewal.vocabulary",
    "unfamiliar_headings": "renewal.headings",
    "choose_for_training": "renewal.active",
    "learning_curve": "renewal.active",
    "prediction_change": "renewal.active",
    "stopping_advice": "renewal.active",
    "retrain_classifier": "renewal.retrain",
    "gate_model": "renewal.gate",
    "compare_shares": "renewal.comparability",
    "renew_model": "renewal.cycle",
    "save_renewed": "renewal.cycle",
    "list_models": "renewal.registry",
    "compare_models": "renewal.registry",
    "set_default_model": "renewal.registry",
    "make_reports": "simulation.reports",
    "make_topic_reports": "simulation.topics",
    "simulated_coverage": "simulation.coverage",
    "run_study": "study.run",
    "write_plan": "study.plan",
    "read_plan": "study.plan",
    "compare_plan": "study.plan",
    "redraw_figures": "study.drawing",
    "reproduce": "study.reproduce",
    "bundle": "study.bundle",
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
