"""From texts to words and areas in one process, beside the usual pipelines, in processor time.

All models know the eight areas from the simulated exemplars: the shipped one from five sixths of them and their
measures, the others from all of them. How often each agrees with the hand codes of the sample reports, by the text
alone, stands beside the speeds: no text of theirs trains any. The texts that are timed are exemplars, seen by all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np

import analysis as fz
from analysis.areas.coded import coded_units
from analysis.paths import sample_reports, shipped
from analysis.words import cutting, runs
from analysis.words.fitted import read_features
from analysis.words.places import mask_places
from analysis.words.resources import packaged
from analysis.words.segment import segmenter
from analysis.words.vectors import feature_matrix
from benchmarks.generated import paragraphs
from benchmarks.measuring import Row, in_turns, speeds
from benchmarks.pipelines import fasttext_classifier, naive_classifier, quiet_jieba, training_texts

Predict = Callable[[Sequence[str]], Any]


@contextmanager
def plain_python() -> Iterator[None]:
    """Without compiled parts."""
    os.environ[cutting.SWITCH] = "0"
    _forget()
    yield
    del os.environ[cutting.SWITCH]
    _forget()


def _forget() -> None:
    cutting.cutter.cache_clear()
    runs.compiled.cache_clear()
    cutting.native.cache_clear()


def measure(sizes: Sequence[float]) -> list[Row]:
    """Rows for corpora of these megabytes."""
    model = fz.load_classifier()
    train = training_texts()
    words = fz.AreaClassifier(character_weight=0, random_state=0)
    words.fit(train["text"].tolist(), train["area"].astype(int).tolist())
    naive, naive_words, fasttext = naive_classifier(True), naive_classifier(False), fasttext_classifier()

    def plainly(texts: Sequence[str]) -> Any:
        with plain_python():
            return model.predict(texts)

    both: dict[str, Predict] = {
        "jieba.lcut in TfidfVectorizer, characters 1–4": naive.predict,
        "this package, characters 1–4": model.predict,
        "this package, characters 1–4, without compiled parts": plainly,
    }
    alone: dict[str, Predict] = {
        "jieba.lcut in TfidfVectorizer": naive_words.predict,
        "this package": words.predict,
    }
    if fasttext is not None:
        alone["jieba.lcut and fastText (floret)"] = fasttext
    goals = dict(zip(list(both)[1:], ("≥ 16 ×", "≥ 1.5 ×"), strict=True))
    warm = paragraphs(0.05)
    if not (model.predict(warm) == plainly(warm)).all():
        raise SystemExit("compiled and plain parts give different areas")
    rows = []
    for size in sizes:
        texts = paragraphs(size)
        own = sum(len(text.encode()) for text in texts) / 1e6
        about = f"texts → area, {own:.0f} MB, {len(texts):,} paragraphs"
        for what, ways in ((about, both), (f"{about}, words only", alone)):
            seconds = in_turns({name: partial(way, texts) for name, way in ways.items()})
            rows += speeds(what, own, seconds, next(iter(ways)), goals)
    rows += _stages(model, paragraphs(min(sizes) / 4))
    return rows + _agreement(
        {
            **both,
            **{f"words only: {k}": v for k, v in alone.items()},
        }
    )


def _stages(model: fz.AreaClassifier, texts: list[str]) -> list[Row]:
    """What each step takes of the way from texts to areas; and lists of words, the package's from prepared texts."""
    prepare = segmenter().prepare
    bodies = [prepare(text) for text in texts]
    own = sum(len(text.encode()) for text in texts) / 1e6
    about = f"{own:.1f} MB of texts"
    masked = mask_places(bodies, packaged())
    matrix = feature_matrix(model.features_, texts)
    counter = (runs.CompiledRuns if runs.compiled() else runs.PlainRuns)(
        read_features(model.features_)["characters"]
    )
    seconds = in_turns(
        {
            "prepare (signs, script, numbers)": lambda: [prepare(text) for text in texts],
            "mask names of places": lambda: mask_places(bodies, packaged()),
            "count and weigh runs": lambda: counter.matrix(masked),
            "all three: to the matrix": lambda: feature_matrix(model.features_, texts),
            "matrix → log-probabilities of measures": lambda: model.label_model_.predict_log_proba(matrix),
            "all, to areas": lambda: model.predict(texts),
        }
    )
    rows = [Row(f"{about}, stage", name, f"{own / spent:.1f} MB/s") for name, spent in seconds.items()]
    jieba = quiet_jieba()
    ways: dict[str, Callable[[], Any]] = {"jieba.lcut": lambda: [jieba.lcut(text) for text in texts]}
    if cutting.native():
        ways["rjieba"] = lambda: [cutting._native_cutter()(body) for body in bodies]
    ways["plain Python"] = lambda: [cutting.cut_plainly(body) for body in bodies]
    return rows + speeds(f"{about} → lists of words", own, in_turns(ways), "jieba.lcut", {})


def _agreement(ways: dict[str, Predict]) -> list[Row]:
    units = coded_units(
        fz.read_codes(shipped("data/codes") / "final.csv"),
        fz.split_paragraphs(fz.read_reports(sample_reports())),
    )
    units = units[units["role"].isin(["work", "plan"]) & (units["area"] > 0)]
    texts, area = units["text"].tolist(), units["area"].to_numpy(dtype=int)
    what = (
        f"agreement with hand codes, text only, {len(units)} items of {units['report_id'].nunique()} reports"
    )
    return [Row(what, name, f"{np.mean(np.asarray(way(texts)) == area):.3f}") for name, way in ways.items()]
