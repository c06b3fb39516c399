"""Which topic of one model is which of another, and which topics come back on parts of the reports."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from analysis.errors import InputError
from analysis.topics.model import TopicModel, digest
from analysis.topics.words import Bags, count_words

TOP, SHOWN = 10, 5  # words that make the overlap, and that name a topic
MATCHED = 0.3  # cosine similarity from which on two topics are called the same
STABLE = 0.5  # mean overlap from which on a topic counts as one that comes back


def align_topics(a: TopicModel, b: TopicModel) -> pd.DataFrame:
    """Pair the topics of two models.

    Claim: the pairing is the one-to-one assignment with the largest sum of cosine similarities of the topics' word
    probabilities, over the words of either model (Hungarian method, Kuhn 1955). A pair less similar than .3 is no match:
    its topics stand alone.

    Parameters
    ----------
    a, b : TopicModel
        Two fitted models; their vocabularies and numbers of topics may differ.

    Returns
    -------
    DataFrame, one row per pair of topics
        ``topic_a``, ``topic_b``, ``overlap`` (share of the ten most probable words in common), ``similarity`` (cosine),
        ``matched`` (whether the pair is part of the assignment), ``words_a`` and ``words_b`` (the five most probable words of either).

    Raises
    ------
    InputError
        For a model that was not fitted.

    See Also
    --------
    plot_topic_alignment : draws the similarity of the topics.
    topic_stability : aligns many refits of one model.

    References
    ----------
    Kuhn, H. W. (1955). The Hungarian method for the assignment problem. *Naval Research Logistics Quarterly* 2, 83–97.
    doi:10.1002/nav.3800020109.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> one, two = (fz.TopicModel(3, random_state=seed, passes=2).fit(paragraphs) for seed in (0, 1))
    >>> pairs = align_topics(one, two)
    >>> len(pairs), int(pairs["matched"].sum()) <= 3
    (9, True)
    """
    overlap, similarity = compare_topics(a, b)
    rows, columns = linear_sum_assignment(-similarity)
    matched = np.zeros(similarity.shape, dtype=bool)
    matched[rows, columns] = similarity[rows, columns] >= MATCHED
    first, second = np.indices(similarity.shape)
    words = [
        [
            "、".join(model.words_[place] for place in row)
            for row in np.argsort(-model.topic_words_)[:, :SHOWN]
        ]
        for model in (a, b)
    ]
    return pd.DataFrame(
        {
            "topic_a": first.ravel() + 1,
            "topic_b": second.ravel() + 1,
            "overlap": overlap.ravel(),
            "similarity": similarity.ravel(),
            "matched": matched.ravel(),
            "words_a": pd.array([words[0][place] for place in first.ravel()], dtype="string"),
            "words_b": pd.array([words[1][place] for place in second.ravel()], dtype="string"),
        }
    )


def compare_topics(a: TopicModel, b: TopicModel) -> tuple[np.ndarray, np.ndarray]:
    """Overlap of the ten most probable words, and cosine similarity, of each pair of topics."""
    words = sorted({*a.words_, *b.words_} if a.words_ != b.words_ else a.words_)
    one, two = (_spread(model, words) for model in (a, b))
    tops = [_top_sets(matrix) for matrix in (one, two)]
    size = min(TOP, len(words))
    overlap = np.array([[len(own & other) / size for other in tops[1]] for own in tops[0]])
    one, two = (matrix / np.linalg.norm(matrix, axis=1, keepdims=True) for matrix in (one, two))
    return overlap, one @ two.T


def _spread(model: TopicModel, words: Sequence[str]) -> np.ndarray:
    """Word probabilities over a larger vocabulary."""
    place = {word: number for number, word in enumerate(words)}
    matrix = np.zeros((model.n_topics_, len(words)))
    matrix[:, [place[word] for word in model.words_]] = model.topic_words_
    return matrix


def _top_sets(matrix: np.ndarray) -> list[set[int]]:
    return [set(row[:TOP].tolist()) for row in np.argsort(-matrix, axis=1, kind="stable")]


def refit_topics(
    topics: TopicModel,
    paragraphs: pd.DataFrame,
    *,
    n_seeds: int = 10,
    subsample: float = 0.8,
    random_state: int = 0,
) -> list[TopicModel]:
    """Fit the same model again on other parts of the reports and from other seeds, with its topics in the order of the first.

    A seed alone tells nothing of an engine that draws nothing at random, so that reports are left out as well. A refit is
    fitted with as many topics as `topics` was; those that match none of its topics are left out, and the others take over
    their words.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    paragraphs : DataFrame, one row per paragraph
        Those that it was fitted on.
    n_seeds : int, default 10
        How many times.
    subsample : float, default 0.8
        Share of the reports in each fit, drawn without replacement; 1 for other seeds alone.
    random_state : int, default 0
        Seed of the seeds and of the draws.

    Returns
    -------
    list of TopicModel
        Each with the topics' numbers of `topics`, to which they are aligned one to one by cosine similarity.

    Raises
    ------
    InputError
        When the paragraphs are not those the topics were fitted on, or a number will not do.

    See Also
    --------
    topic_stability : summarizes which topics reappear.
    topic_shares : carries the differences between refits into the intervals.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(3, random_state=0, passes=2).fit(paragraphs)
    >>> len(refit_topics(topics, paragraphs, n_seeds=2))
    2
    """
    topics.check_fitted()
    if not isinstance(n_seeds, (int, np.integer)) or n_seeds < 1:
        raise InputError("n_seeds", f"is {n_seeds!r}", "use a whole number of at least 1")
    if not 0 < subsample <= 1:
        raise InputError("subsample", f"is {subsample!r}", "give a share above 0 and up to 1, such as 0.8")
    bags = count_words(paragraphs, words=topics.words_, copies_once=True)
    if digest(bags) != topics.trained_on_:
        raise InputError(
            "paragraphs", "are not those the topics were fitted on", "give the table that fit was given"
        )
    generator = np.random.default_rng(random_state)
    return [
        refit_bags(topics, bags.rows(draw_reports(bags, subsample, generator)), seed)
        for seed in generator.integers(2**31, size=n_seeds).tolist()
    ]


def refit_bags(topics: TopicModel, bags: Bags, seed: int) -> TopicModel:
    """The same model from another seed, on these paragraphs, with its topics in the order of those of `topics`.

    It is fitted with as many topics as `topics` was, of which those that match none are left out.
    """
    n_asked = min(topics.n_topics_ + topics.n_dropped_, max(topics.n_topics_, len(bags.units)))
    prior = np.full((n_asked, len(topics.words_)), topics.prior_.min())
    prior[: topics.n_topics_] = topics.prior_
    other = TopicModel(n_asked, seed, topics.passes, topics.min_reports, topics.engine)
    other.fit_bags(bags, prior=prior, anchors=topics.anchors_, keep_all=True)
    _, similarity = compare_topics(topics, other)
    return other.keep(linear_sum_assignment(-similarity)[1], bags)


def draw_reports(bags: Bags, share: float, generator: np.random.Generator) -> np.ndarray:
    """Which paragraphs belong to a share of the reports, drawn at random; at least one report."""
    reports = np.unique(bags.units["report_id"].to_numpy(dtype=str))
    drawn = generator.choice(reports, size=max(1, round(share * len(reports))), replace=False)
    return bags.of_reports(drawn)


def topic_stability(
    topics: TopicModel,
    paragraphs: pd.DataFrame,
    *,
    n_seeds: int = 10,
    subsample: float = 0.8,
    random_state: int = 0,
) -> pd.DataFrame:
    """Say which topics come back on parts of the reports.

    Claim: a topic that is not found again on most of the same reports describes one fit, not the corpus, and
    is no finding. Stable is a topic that shares on average at least half of its ten most probable words with its
    counterpart.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    paragraphs : DataFrame, one row per paragraph
        Those that it was fitted on.
    n_seeds : int, default 10
        Fits to compare with.
    subsample : float, default 0.8
        Share of the reports in each.
    random_state : int, default 0
        Seed of the seeds and of the draws.

    Returns
    -------
    DataFrame, one row per topic
        ``topic``, ``overlap`` (mean over the fits of the share of its ten most probable words in the aligned topic, 0–1),
        ``stable`` (bool).

    Raises
    ------
    InputError
        As :func:`refit_topics`.

    See Also
    --------
    refit_topics : returns the refitted models themselves.
    choose_n_topics : compares stability across numbers of topics.

    References
    ----------
    Greene, D., O'Callaghan, D., & Cunningham, P. (2014). How many topics? Stability analysis for topic models. *ECML
    PKDD*. doi:10.1007/978-3-662-44848-9_32.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(3, random_state=0, passes=2).fit(paragraphs)
    >>> topic_stability(topics, paragraphs, n_seeds=3).columns.tolist()
    ['topic', 'overlap', 'stable']
    """
    refits = refit_topics(topics, paragraphs, n_seeds=n_seeds, subsample=subsample, random_state=random_state)
    return stability_of(topics, refits)


def stability_of(topics: TopicModel, refits: Sequence[TopicModel]) -> pd.DataFrame:
    """:func:`topic_stability` from models that are already fitted and aligned."""
    overlap = np.mean([np.diag(compare_topics(topics, other)[0]) for other in refits], axis=0)
    return pd.DataFrame(
        {"topic": np.arange(1, topics.n_topics_ + 1), "overlap": overlap, "stable": overlap >= STABLE}
    )
