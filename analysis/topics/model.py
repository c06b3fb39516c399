"""Topics of the paragraphs and their shares by year.

gensim's ``LdaModel``, because it streams its corpus, is deterministic with one worker, and is the implementation that
readers of this field know.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError, check_level
from analysis.reading.numbering import plain
from analysis.tables import CODED_ROLES, check_table, make_table
from analysis.words.features import segment_texts, split_words
from analysis.words.segment import NUMBER, PLACE, boilerplate_phrases, stop_words

SMALL_CORPUS = 2_000  # paragraphs; below it a few passes do not settle


class TopicModel:
    """Latent Dirichlet allocation over paragraphs, one static model for all years.

    Claim: paragraphs mix topics, topics are distributions over words (Blei, Ng & Jordan 2003). Assumption: words of a
    paragraph are exchangeable and topics do not change over the years. With one worker, the same seed gives the same
    topics on the same machine.

    Parameters
    ----------
    n_topics : int, default 12
        Number of topics, at least 2.
    random_state : int, default 0
        Seed.
    passes : int, optional
        Passes over the corpus; default 20 below 2,000 paragraphs, 3 from there on.
    min_reports : int, default 2
        A word must occur in at least so many reports (one, where there is one report).

    Attributes
    ----------
    words_ : list of str
        Vocabulary.
    topic_words_ : ndarray, shape (n_topics, n_words)
        Probability of each word in each topic; rows in the order of prevalence, topic 1 first.
    n_reports_ : int
        Reports in the training corpus.

    References
    ----------
    Blei, D. M., Ng, A. Y., & Jordan, M. I. (2003). Latent Dirichlet allocation. *JMLR* 3, 993–1022.
    Hoffman, M. D., Blei, D. M., & Bach, F. (2010). Online learning for latent Dirichlet allocation. *NIPS* 23.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> TopicModel(n_topics=4, random_state=0).fit(paragraphs).top_words(5).shape
    (4, 5)
    """

    def __init__(
        self, n_topics: int = 12, random_state: int = 0, passes: int | None = None, min_reports: int = 2
    ) -> None:
        self.n_topics = n_topics
        self.random_state = random_state
        self.passes = passes
        self.min_reports = min_reports

    def fit(self, paragraphs: pd.DataFrame) -> TopicModel:
        """Learn topics from the paragraphs that report work, problems, plans and questions.

        Parameters
        ----------
        paragraphs : DataFrame, one row per paragraph
            As :func:`split_paragraphs` returns it.

        Returns
        -------
        TopicModel
            Itself.

        Raises
        ------
        InputError
            For fewer than two topics, fewer paragraphs than topics, or no word left after the filters.
        """
        if not isinstance(self.n_topics, (int, np.integer)) or self.n_topics < 2:
            raise InputError("n_topics", f"is {self.n_topics!r}", "use a whole number of at least 2")
        units = _units(paragraphs)
        if len(units) < self.n_topics:
            raise InputError(
                "n_topics", f"is {self.n_topics} for {len(units)} paragraphs", "use fewer topics"
            )
        logging.getLogger("gensim").setLevel(logging.WARNING)
        from gensim.corpora import Dictionary
        from gensim.models import LdaModel

        documents = topic_words(units["text"])
        self.n_reports_ = int(units["report_id"].nunique())
        kept = _frequent(documents, units["report_id"].tolist(), min(self.min_reports, self.n_reports_))
        if not kept:
            raise InputError(
                "min_reports", f"is {self.min_reports}: no word is left", "lower it or give more reports"
            )
        self.words_ = kept
        dictionary = Dictionary([kept])
        dictionary.id2token = dict(enumerate(kept))
        dictionary.token2id = {word: place for place, word in enumerate(kept)}
        passes = self.passes or (20 if len(units) < SMALL_CORPUS else 3)
        self._lda = LdaModel(
            corpus=_Corpus(documents, dictionary.token2id),
            id2word=dictionary,
            num_topics=self.n_topics,
            passes=passes,
            iterations=200,
            eval_every=None,
            alpha="symmetric",
            random_state=self.random_state,
            dtype=np.float64,
        )
        weights = self._infer(documents)
        self._order = np.argsort(-weights.sum(axis=0), kind="stable")
        self.topic_words_ = self._lda.get_topics()[self._order]
        return self

    def transform(self, paragraphs: pd.DataFrame) -> pd.DataFrame:
        """Topic weights of paragraphs.

        Returns
        -------
        DataFrame, one row per paragraph of a coded role
            Index ``paragraph_id``; columns 1 … n_topics, each row summing to 1.
        """
        self._check_fitted()
        units = _units(paragraphs)
        weights = self._infer(topic_words(units["text"]))[:, self._order]
        return pd.DataFrame(
            weights,
            index=pd.Index(units["paragraph_id"], name="paragraph_id"),
            columns=pd.RangeIndex(1, self.n_topics + 1, name="topic"),
        )

    def top_words(self, n: int = 10) -> pd.DataFrame:
        """Most probable words of each topic.

        Returns
        -------
        DataFrame, one row per topic
            Index ``topic``; columns 1 … n by rank.
        """
        self._check_fitted()
        order = np.argsort(-self.topic_words_, axis=1, kind="stable")[:, :n]
        return pd.DataFrame(
            np.array(self.words_, dtype=object)[order],
            index=pd.RangeIndex(1, self.n_topics + 1, name="topic"),
            columns=pd.RangeIndex(1, order.shape[1] + 1, name="rank"),
        )

    def _infer(self, documents: list[list[str]]) -> np.ndarray:
        known = self._lda.id2word.token2id
        # gensim draws the starting point of inference: the same state each time gives the same weights
        self._lda.random_state = np.random.RandomState(self.random_state)
        gamma, _ = self._lda.inference(list(_Corpus(documents, known)))
        return np.asarray(gamma / gamma.sum(axis=1, keepdims=True))

    def _check_fitted(self) -> None:
        if not hasattr(self, "topic_words_"):
            raise InputError("topics", "is a TopicModel that was not fitted", "call fit(paragraphs) first")


class _Corpus:
    """Bags of words, made while gensim reads them."""

    def __init__(self, documents: list[list[str]], ids: dict[str, int]) -> None:
        self.documents, self.ids = documents, ids

    def __len__(self) -> int:
        return len(self.documents)

    def __iter__(self) -> Iterator[list[tuple[int, int]]]:
        for words in self.documents:
            counts: dict[int, int] = {}
            for word in words:
                if word in self.ids:
                    counts[self.ids[word]] = counts.get(self.ids[word], 0) + 1
            yield sorted(counts.items())


def topic_words(texts: Any) -> list[list[str]]:
    """Words of each text for topic models: no formulas, places, numbers, stop words or single characters."""
    stops = stop_words()
    cleaned = []
    for text in texts:
        body = plain(text)
        for phrase in boilerplate_phrases():
            body = body.replace(phrase, "。")
        cleaned.append(body)
    return [
        [
            word
            for word in split_words(segmented)
            if len(word) > 1
            and word not in stops
            and PLACE not in word
            and NUMBER not in word
            and not word.isascii()
        ]
        for segmented in segment_texts(cleaned)
    ]


def topic_shares(
    topics: TopicModel,
    paragraphs: pd.DataFrame,
    *,
    level: float = 0.9,
    n_resamples: int = 999,
    random_state: int = 0,
) -> pd.DataFrame:
    """Share of each topic by year.

    Estimand: the mean topic weight of a year's paragraphs, by characters. The interval resamples reports with the
    topics held fixed; it does not carry the uncertainty of the topics themselves.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it.
    level : float, default 0.9
        Confidence level.
    n_resamples : int, default 999
        Bootstrap samples of reports.
    random_state : int, default 0
        Seed of the bootstrap.

    Returns
    -------
    DataFrame, one row per year and topic
        ``year``, ``topic`` (as in ``top_words``), ``share``, ``low``, ``high``, ``level``, ``n_reports``. The interval is
        NaN where a year has one report.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = TopicModel(n_topics=3, random_state=0).fit(paragraphs)
    >>> topic_shares(topics, paragraphs).groupby("year")["share"].sum().round(6).unique().tolist()
    [1.0]
    """
    check_level(level)
    units = _units(paragraphs)
    weights = topics.transform(paragraphs).to_numpy() * units["n_chars"].to_numpy(dtype=float)[:, None]
    generator = np.random.default_rng(random_state)
    tail = (1 - level) / 2
    rows = []
    for year in sorted(units["year"].dropna().unique()):
        own = (units["year"] == year).fillna(False).to_numpy(dtype=bool)
        _, place = np.unique(units.loc[own, "report_id"].to_numpy(dtype=str), return_inverse=True)
        totals = np.zeros((place.max() + 1, topics.n_topics))
        np.add.at(totals, place, weights[own])
        share = totals.sum(axis=0) / totals.sum()
        low = high = np.full(topics.n_topics, np.nan)
        if len(totals) > 1:
            draws = (
                generator.multinomial(len(totals), np.full(len(totals), 1 / len(totals)), size=n_resamples)
                @ totals
            )
            low, high = np.quantile(draws / draws.sum(axis=1, keepdims=True), [tail, 1 - tail], axis=0)
        rows += [
            {
                "year": year,
                "topic": topic + 1,
                "share": share[topic],
                "low": low[topic],
                "high": high[topic],
                "level": level,
                "n_reports": len(totals),
            }
            for topic in range(topics.n_topics)
        ]
    return make_table("topic shares", rows)


def _units(paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Paragraphs that say something: coded roles with text."""
    columns = ("paragraph_id", "report_id", "year", "role", "text", "n_chars")
    check_table(paragraphs, columns, argument="paragraphs", maker="split_paragraphs")
    return paragraphs[paragraphs["role"].isin(CODED_ROLES) & (paragraphs["n_chars"] > 0)]


def _frequent(documents: list[list[str]], reports: list[str], at_least: int) -> list[str]:
    """Words that occur in enough reports, sorted."""
    seen: dict[str, set[str]] = {}
    for words, report in zip(documents, reports, strict=True):
        for word in words:
            seen.setdefault(word, set()).add(report)
    return sorted(word for word, where in seen.items() if len(where) >= at_least)
