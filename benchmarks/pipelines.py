"""What is usually written for the same tasks: jieba inside scikit-learn, fastText, and topics by clusters."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.areas.training import read_exemplars


def training_texts() -> pd.DataFrame:
    """The simulated exemplars that have an area."""
    table = read_exemplars()
    return table[table["area"].fillna(0) > 0]


def quiet_jieba() -> Any:
    """jieba, without its chatter and with its dictionary loaded."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return jieba


def naive_classifier(characters: bool) -> Any:
    """``jieba.lcut`` inside ``TfidfVectorizer``, another one for runs of characters, and ``LogisticRegression``."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(tokenizer=quiet_jieba().lcut, token_pattern=None, min_df=2, sublinear_tf=True)
    runs = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=3, sublinear_tf=True)
    train = training_texts()
    pipeline = make_pipeline(
        make_union(words, runs) if characters else words, LogisticRegression(C=20, max_iter=200)
    )
    return pipeline.fit(train["text"], train["area"].astype(int))


def fasttext_classifier() -> Callable[[Sequence[str]], np.ndarray] | None:
    """fastText (as floret keeps it) on jieba's words, with pairs of words; None where it is not installed."""
    if find_spec("floret") is None:
        return None
    import floret

    cut = quiet_jieba().lcut
    train = training_texts()
    with tempfile.TemporaryDirectory() as work:
        file = Path(work, "train.txt")
        lines = (
            f"__label__{area} {' '.join(cut(text))}"
            for area, text in zip(train["area"], train["text"], strict=True)
        )
        file.write_text("\n".join(lines), encoding="utf-8")
        model = floret.train_supervised(
            str(file), epoch=25, lr=0.5, wordNgrams=2, dim=100, thread=1, seed=1, verbose=0
        )

    def predict(texts: Sequence[str]) -> np.ndarray:
        labels, _ = model.predict([" ".join(cut(text)).replace("\n", " ") for text in texts])
        return np.array([int(label[0].removeprefix("__label__")) if label else 0 for label in labels])

    return predict


def cluster_topics(texts: Sequence[str], n_topics: int) -> list[list[str]]:
    """Topics as BERTopic makes them, without a transformer: clusters of reduced vectors, words by class-based TF-IDF."""
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
    from sklearn.preprocessing import normalize

    counter = CountVectorizer(tokenizer=quiet_jieba().lcut, token_pattern=None, min_df=5, max_df=0.5)
    counts = counter.fit_transform(texts)
    vectors = TruncatedSVD(100, random_state=0).fit_transform(TfidfTransformer().fit_transform(counts))
    cluster = MiniBatchKMeans(n_topics, random_state=0, n_init=3).fit_predict(normalize(vectors))
    by_class = np.vstack([np.asarray(counts[cluster == own].sum(axis=0)) for own in range(n_topics)]).astype(
        float
    )
    weights = normalize(by_class, norm="l1") * np.log1p(by_class.sum() / n_topics / by_class.sum(axis=0))
    names = counter.get_feature_names_out()
    return [names[row[::-1][:10]].tolist() for row in weights.argsort(axis=1)]
