"""Topics of the paragraphs: fitted, shown, saved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError, check_choice
from analysis.topics.caveats import find_caveats
from analysis.topics.dropping import LEADING, describe, find_empty, fold_words
from analysis.topics.factors import fit_by_factors
from analysis.topics.fitting import expected_log, fit_by_bayes, fit_by_sampling, infer
from analysis.topics.labelling import read_labels
from analysis.topics.storage import read_model, write_model
from analysis.topics.words import Bags, count_words

ENGINES = {"nmf": fit_by_factors, "gensim": fit_by_bayes, "tomotopy": fit_by_sampling}
RANKINGS = ("relevance", "probability", "exclusivity")
RELEVANCE = 0.6  # weight of the probability, as Sievert & Shirley found best
WORD_PRIOR = (
    0.5  # variational Bayes takes half a count off each word: with less, rare topics are found too rare
)
_ARRAYS = ("parameters_", "prior_", "alpha_", "word_totals_")
_FACTS = ("words_", "anchors_", "n_reports_", "n_paragraphs_", "trained_on_", "caveats_")
_ADDED: dict[str, Any] = {"dropped_": [], "labels_": {}}  # facts that older models lack
_SETTINGS = ("n_topics", "random_state", "passes", "min_reports", "engine")


class TopicModel:
    """Topics of paragraphs, one static model for all years.

    Claim: paragraphs mix topics, topics are distributions over words (Blei, Ng & Jordan 2003). Assumption: words of a
    paragraph are exchangeable and topics do not change over the years. The default engine finds which words go together
    by non-negative matrix factorisation of TF-IDF, and takes topics and weights from the counts. It draws nothing at
    random; with the others the same seed gives the same topics on the same machine. A sentence of eight words or more
    that is copied from one paragraph to another teaches the model once; it counts wherever it stands when shares are
    taken. Topics that are none are dropped, the others take over their words, and ``dropped_`` says which and why: with less than
    a tenth of the words that a topic would have if all had the same ("few words"); or with ten leading words of which so
    few pairs occur in the same paragraph more often than by chance, that one word would do for all of them ("words apart":
    at most 9 of 45 pairs, each by a Poisson test at .01; not where the texts are too few to tell, nor a topic with more than
    a tenth of all words).

    Parameters
    ----------
    n_topics : int, default 12
        Number of topics, at least 2.
    random_state : int, default 0
        Seed.
    passes : int, optional
        Iterations of the factorisation, at most (default 300); with gensim passes over the corpus (default 5, and as many
        as give 200 updates of a small corpus); with tomotopy sweeps (default 300).
    min_reports : int, default 2
        Least number of reports in which a word must occur (one, where there is one report).
    engine : {"nmf", "gensim", "tomotopy"}, default "nmf"
        Factorisation of TF-IDF by scikit-learn; latent Dirichlet allocation by gensim's online variational Bayes; or the
        same by Gibbs sampling, where tomotopy is installed.

    Attributes
    ----------
    n_topics_ : int
        Topics that were found: `n_topics` less those dropped.
    n_dropped_ : int
        Topics that were dropped.
    dropped_ : list of dict
        For each of these ``reason`` ("few words", "words apart"), ``share`` (of the words, which the other topics took over)
        and ``first_words``.
    labels_ : dict
        Topic → label given to it (see :meth:`set_labels`).
    words_ : list of str
        Vocabulary.
    anchors_ : dict
        Topic → name of its anchor, where there are any.
    n_reports_, n_paragraphs_ : int
        Reports and paragraphs in the training corpus.
    caveats_ : list of dict
        What this corpus cannot support, each a sentence in ``zh`` and ``en``.

    See Also
    --------
    choose_n_topics : compares numbers of topics.
    anchored_topics : fits topics anchored in the areas.
    topic_shares : estimates the prevalence of each topic over the years.

    References
    ----------
    Blei, D. M., Ng, A. Y., & Jordan, M. I. (2003). Latent Dirichlet allocation. *JMLR* 3, 993–1022.
    Lee, D. D., & Seung, H. S. (1999). Learning the parts of objects by non-negative matrix factorization. *Nature* 401,
    788–791. doi:10.1038/44565.
    Hoffman, M. D., Blei, D. M., & Bach, F. (2010). Online learning for latent Dirichlet allocation. *NIPS* 23.
    Asuncion, A., Welling, M., Smyth, P., & Teh, Y. W. (2009). On smoothing and inference for topic models. *UAI* 25
    (why the prior of words is .5).

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> TopicModel(n_topics=4, random_state=0).fit(paragraphs).top_words(5).shape
    (4, 5)
    """

    parameters_: np.ndarray
    prior_: np.ndarray
    alpha_: np.ndarray
    word_totals_: np.ndarray
    words_: list[str]
    anchors_: dict[int, str]
    n_reports_: int
    n_paragraphs_: int
    trained_on_: str
    caveats_: list[dict[str, str]]
    dropped_: list[dict[str, Any]]
    labels_: dict[int, str]

    def __init__(
        self,
        n_topics: int = 12,
        random_state: int = 0,
        passes: int | None = None,
        min_reports: int = 2,
        engine: str = "nmf",
    ) -> None:
        self.n_topics = n_topics
        self.random_state = random_state
        self.passes = passes
        self.min_reports = min_reports
        self.engine = engine

    def fit(self, paragraphs: pd.DataFrame | Iterable[pd.DataFrame]) -> TopicModel:
        """Learn topics from the paragraphs that report work, problems, plans and questions.

        Parameters
        ----------
        paragraphs : DataFrame, one row per paragraph, or iterable of such tables
            As :func:`split_paragraphs` returns it, or any table with ``text``: a row without ``report_id`` is a report of
            its own, and years are missing where there is no ``year``. Tables are read one after the other, and of their
            texts only word numbers and counts are kept.

        Returns
        -------
        TopicModel
            Itself.

        Raises
        ------
        InputError
            For fewer than two topics, fewer paragraphs than topics, or no word left after the filters.
        """
        check_n_topics(self.n_topics)
        return self.fit_bags(count_words(paragraphs, min_reports=self.min_reports, copies_once=True))

    def fit_bags(
        self,
        bags: Bags,
        *,
        prior: np.ndarray | None = None,
        anchors: Mapping[int, str] | None = None,
        keep_all: bool = False,
    ) -> TopicModel:
        """Learn topics from counts of words.

        Parameters
        ----------
        bags : Bags
            As :func:`count_words` returns them.
        prior : ndarray, shape (n_topics, n_words), optional
            Dirichlet parameters of the topics before any text is seen; default .5 everywhere.
        anchors : mapping, optional
            Names of the topics 1 … whose prior gives them their meaning: they keep their numbers and are never dropped.
        keep_all : bool, default False
            Whether topics without words of their own stay, as in a refit that is compared topic by topic.
        """
        if not keep_all:  # a refit has as many topics as were found, be it one
            check_n_topics(self.n_topics)
        check_choice("engine", self.engine, tuple(ENGINES))
        if len(bags.units) < self.n_topics:
            problem = f"is {self.n_topics} for {len(bags.units)} paragraphs"
            raise InputError("n_topics", problem, "use fewer topics")
        trained = bags.with_words()
        if len(trained.units) < 2:
            problem = f"is {self.min_reports}: no word is left"
            raise InputError("min_reports", problem, "lower it or give more reports")
        if prior is None:
            prior = np.full((self.n_topics, len(bags.words)), WORD_PRIOR)
        elif self.engine == "nmf" and prior.max() > prior.min():
            raise InputError("engine", "is 'nmf', which takes no prior", "use 'gensim'")
        self.words_, self.anchors_, self.prior_ = bags.words, dict(anchors or {}), prior
        self.alpha_ = np.full(self.n_topics, 1 / self.n_topics)
        self.word_totals_ = np.asarray(trained.counts.sum(axis=0), dtype=float).ravel()
        self.parameters_ = ENGINES[self.engine](
            trained.counts, prior, self.alpha_, passes=self.passes, random_state=int(self.random_state)
        )
        self.dropped_ = []
        while not keep_all and self._drop(trained):
            pass
        mass = self.assigned(trained).sum(axis=0)
        mass[: len(self.anchors_)] = np.inf
        self.keep(np.argsort(-mass, kind="stable"), trained)
        self.labels_ = {}
        self.n_reports_ = int(bags.units["report_id"].nunique())
        self.n_paragraphs_ = len(bags.units)
        self.trained_on_ = digest(bags)
        self.caveats_ = find_caveats(bags.units, self.n_topics_, self.dropped_)
        return self

    def _drop(self, trained: Bags) -> bool:
        """Drop topics that are none, and give their words to the others; whether there were any."""
        words = np.asarray(trained.counts.sum(axis=1), dtype=float).ravel() @ self.assigned(trained)
        leading = np.argsort(-self.word_scores("relevance"), axis=1, kind="stable")[:, :LEADING]
        reasons = find_empty(trained.counts, words, leading)
        reasons[: len(self.anchors_)] = [None] * len(self.anchors_)
        kept = np.array([reason is None for reason in reasons])
        if kept.all():
            return False
        names = np.array(self.words_, dtype=object)[leading].tolist()
        self.dropped_ += describe(reasons, words, names)
        self.keep(np.flatnonzero(kept), trained)
        return True

    def keep(self, own: np.ndarray, bags: Bags) -> TopicModel:
        """Some of the topics, in this order; they take over the words of those left out."""
        fewer = len(own) < len(self.parameters_)
        self.alpha_, self.prior_ = np.full(len(own), 1 / len(own)), self.prior_[own]
        self.parameters_ = self.parameters_[own]
        if fewer:
            self.parameters_ = fold_words(bags.counts, self.parameters_, self.prior_, self.alpha_)
        return self

    def transform(self, paragraphs: pd.DataFrame | Iterable[pd.DataFrame]) -> pd.DataFrame:
        """Topic weights of paragraphs, under the topics as they are.

        Returns
        -------
        DataFrame, one row per paragraph of a coded role
            Index ``paragraph_id``; columns 1 … n_topics, each row summing to 1.
        """
        bags = self.count_words(paragraphs)
        gamma = self.infer_bags(bags)
        return pd.DataFrame(
            gamma / gamma.sum(axis=1, keepdims=True),
            index=pd.Index(bags.units["paragraph_id"], name="paragraph_id"),
            columns=pd.RangeIndex(1, self.n_topics_ + 1, name="topic"),
        )

    def top_words(self, n: int = 10, by: str = "relevance") -> pd.DataFrame:
        """Words of each topic, best first.

        Parameters
        ----------
        n : int, default 10
            Words per topic.
        by : {"relevance", "probability", "exclusivity"}, default "relevance"
            Relevance (Sievert & Shirley 2014, weight .6), which takes words that are frequent everywhere down; probability
            in the topic; or FREX (Bischof & Airoldi 2012), the harmonic mean of the ranks by probability and by
            exclusivity to the topic.

        Returns
        -------
        DataFrame, one row per topic
            Index ``topic``; columns 1 … n by rank.
        """
        order = np.argsort(-self.word_scores(by), axis=1, kind="stable")[:, :n]
        return pd.DataFrame(
            np.array(self.words_, dtype=object)[order],
            index=pd.RangeIndex(1, self.n_topics_ + 1, name="topic"),
            columns=pd.RangeIndex(1, order.shape[1] + 1, name="rank"),
        )

    def word_scores(self, by: str) -> np.ndarray:
        """Score of each word in each topic by a ranking, shape (n_topics, n_words)."""
        check_choice("by", by, RANKINGS)
        probability = self.topic_words_
        if by == "probability":
            return probability
        if by == "relevance":
            seen = self.word_totals_ > 0  # words of a vocabulary that was given may not occur in the texts
            usual = np.where(seen, self.word_totals_, 1) / self.word_totals_.sum()
            score = np.log(probability) - (1 - RELEVANCE) * np.log(usual)
            return np.where(seen, score, -np.inf)
        exclusive = probability / probability.sum(axis=0, keepdims=True)
        ranks = [_ranks(scores) for scores in (exclusive, probability)]
        return np.asarray(2 / (1 / ranks[0] + 1 / ranks[1]))

    def set_labels(self, labels: Mapping[int, str] | pd.DataFrame | str | Path) -> TopicModel:
        """Give topics labels of a reader's own, which :func:`suggest_labels` returns and :meth:`save` keeps.

        Parameters
        ----------
        labels : mapping of int to str, DataFrame or path
            Topic → label; a table with ``topic`` and ``label``, as :func:`suggest_labels` returns it; or a file of such
            a table (CSV), or of lines such as ``3 = "行政执法"`` (TOML). They take the place of earlier ones; topics that
            are not named keep the suggested label.

        Returns
        -------
        TopicModel
            Itself.

        Raises
        ------
        InputError
            For a topic that is not there, two labels of one topic, one label of two, or a file that cannot be read.
        """
        self.check_fitted()
        self.labels_ = read_labels(labels, self.n_topics_)
        return self

    def save(self, folder: str | Path) -> Path:
        """Write the fitted model to a new folder, as JSON and plain arrays."""
        self.check_fitted()
        facts = {name: getattr(self, name) for name in (*_SETTINGS, *_FACTS, *_ADDED)}
        return write_model(folder, facts, {name: getattr(self, name) for name in _ARRAYS})

    @classmethod
    def load(cls, folder: str | Path) -> TopicModel:
        """Read a model that :meth:`save` wrote.

        Raises
        ------
        InputError
            When the folder holds no such model, or one of another version.
        """
        facts, arrays = read_model(folder, (*_SETTINGS, *_FACTS), _ARRAYS, _ADDED)
        if arrays["parameters_"].shape != (len(arrays["alpha_"]), len(facts["words_"])):
            raise InputError("folder", f"'{folder}' is damaged", "save the topics again")
        model = cls(**{name: facts[name] for name in _SETTINGS})
        for name in (*_FACTS, *_ADDED):
            setattr(model, name, facts[name])
        for names in ("anchors_", "labels_"):
            setattr(model, names, {int(topic): name for topic, name in facts[names].items()})
        for name in _ARRAYS:
            setattr(model, name, arrays[name])
        return model

    @property
    def n_dropped_(self) -> int:
        """Topics that were dropped."""
        return len(self.dropped_)

    @property
    def n_topics_(self) -> int:
        """Topics that were found."""
        self.check_fitted()
        return len(self.parameters_)

    @property
    def topic_words_(self) -> np.ndarray:
        """Probability of each word in each topic, shape (n_topics, n_words).

        Rows are in the order of prevalence, topic 1 first, after anchored topics.
        """
        self.check_fitted()
        return np.asarray(self.parameters_ / self.parameters_.sum(axis=1, keepdims=True))

    def count_words(self, paragraphs: pd.DataFrame | Iterable[pd.DataFrame]) -> Bags:
        """Words of paragraphs, as far as the model knows them."""
        self.check_fitted()
        return count_words(paragraphs, words=self.words_)

    def infer_bags(self, bags: Bags) -> np.ndarray:
        """Dirichlet parameters of each paragraph's topic weights, shape (n_paragraphs, n_topics)."""
        self.check_fitted()
        beta = np.ascontiguousarray(np.exp(expected_log(self.parameters_)).T)
        return infer(bags.counts, beta, self.alpha_)

    def assigned(self, bags: Bags) -> np.ndarray:
        """Share of each paragraph's known words that each topic gave, shape (n_paragraphs, n_topics).

        Unlike the weights it is not drawn towards equal shares by the prior; zeros where no word is known.
        """
        words = self.infer_bags(bags) - self.alpha_
        total = np.asarray(bags.counts.sum(axis=1), dtype=float)
        return np.asarray(words / np.maximum(total, 1))

    def check_fitted(self) -> None:
        if not hasattr(self, "parameters_"):
            raise InputError("topics", "is a TopicModel that was not fitted", "call fit(paragraphs) first")


def check_n_topics(n_topics: Any) -> None:
    if not isinstance(n_topics, (int, np.integer)) or isinstance(n_topics, bool) or n_topics < 2:
        raise InputError("n_topics", f"is {n_topics!r}", "use a whole number of at least 2")


def digest(bags: Bags) -> str:
    """What tells whether two tables hold the same paragraphs."""
    names = "\n".join(sorted(map(str, bags.units["paragraph_id"])))
    return hashlib.sha256(names.encode()).hexdigest()


def _ranks(scores: np.ndarray) -> np.ndarray:
    """Rank of each word within its topic, the best 1, the others evenly below."""
    order = np.argsort(np.argsort(scores, axis=1, kind="stable"), axis=1, kind="stable")
    return np.asarray((order + 1) / scores.shape[1])
