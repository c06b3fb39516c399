"""New years without reshuffling: what the old topics explain of them, and new topics beside the old."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.topics.choice import completion
from analysis.topics.model import WORD_PRIOR, TopicModel
from analysis.topics.words import count_words

LONG = 10  # known words from which on a paragraph's fit says something
POOR = 0.05  # share of poor paragraphs where nothing changed


def topic_fit(
    topics: TopicModel, paragraphs: pd.DataFrame, reference: pd.DataFrame, *, random_state: int = 0
) -> pd.DataFrame:
    """Measure how well old topics explain each year's paragraphs.

    Claim: where new subjects appear, more words are unknown and more paragraphs are predicted worse than almost all
    paragraphs of the reference. In a year like the reference about 5% of the paragraphs are poor; a few points more
    come from the fit to its own corpus alone.

    Parameters
    ----------
    topics : TopicModel
        A fitted model; it is not changed.
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it: the new year, or all years.
    reference : DataFrame, one row per paragraph
        Those that the model was fitted on.
    random_state : int, default 0
        Seed of the halves into which paragraphs are split.

    Returns
    -------
    DataFrame, one row per year
        ``year``, ``n_reports``, ``n_paragraphs``, ``n_words``, ``unknown`` (share of words outside the vocabulary),
        ``log_likelihood`` (of one half of a paragraph's known words given the other, per word), ``poor`` (share of
        paragraphs of ten known words or more whose log likelihood per word is below that of 95% of the reference's).

    Raises
    ------
    InputError
        For an unfitted model, a reference without a paragraph of ten known words, or paragraphs without a year.

    See Also
    --------
    update_topics : updates the topics where the fit has fallen.
    drift_report : reports drift of the area classifier.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> old = paragraphs[paragraphs["year"] < 2022]
    >>> topics = fz.TopicModel(3, random_state=0, passes=2).fit(old)
    >>> topic_fit(topics, paragraphs[paragraphs["year"] == 2022], old)["year"].tolist()
    [2022]
    """
    known = _paragraph_fit(topics, reference, random_state)
    if not known["long"].any():
        raise InputError(
            "reference", f"has no paragraph of {LONG} known words", "give the table the model was fitted on"
        )
    bound = known.loc[known["long"], "per_word"].quantile(POOR)
    new = _paragraph_fit(topics, paragraphs, random_state).dropna(subset=["year"])
    if new.empty:
        raise InputError("paragraphs", "have no row with text and year", "give paragraphs that have them")
    rows = []
    for year, own in new.groupby("year"):
        long = own["per_word"][own["long"]]
        n_words = own["known"].sum() + own["unknown"].sum()
        rows.append(
            {
                "year": year,
                "n_reports": own["report_id"].nunique(),
                "n_paragraphs": len(own),
                "n_words": n_words,
                "unknown": own["unknown"].sum() / n_words if n_words else np.nan,
                "log_likelihood": own["log"].sum() / own["predicted"].sum()
                if own["predicted"].sum()
                else np.nan,
                "poor": (long < bound).mean() if len(long) else np.nan,
            }
        )
    columns = ["year", "n_reports", "n_paragraphs", "n_words", "unknown", "log_likelihood", "poor"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[:4], "Int64"))


def _paragraph_fit(topics: TopicModel, paragraphs: pd.DataFrame, random_state: int) -> pd.DataFrame:
    bags = topics.count_words(paragraphs)
    logs, predicted = completion(topics, bags, np.random.default_rng(random_state))
    known = np.asarray(bags.counts.sum(axis=1)).ravel()
    return bags.units.assign(
        log=logs,
        predicted=predicted,
        known=known,
        unknown=bags.unknown,
        per_word=logs / np.maximum(predicted, 1),
        long=(known >= LONG) & (predicted > 0),
    )


def update_topics(
    topics: TopicModel,
    paragraphs: pd.DataFrame,
    *,
    n_new: int = 2,
    weight: float = 1.0,
    random_state: int = 0,
) -> TopicModel:
    """Fit new paragraphs with the old topics as a prior, and new topics beside them.

    Claim: what the old topics explain stays theirs, with their numbers; what they do not goes to the new topics. The old
    topics may move a little with the new texts: :func:`align_topics` says how much.

    Parameters
    ----------
    topics : TopicModel
        A fitted model; it is not changed.
    paragraphs : DataFrame, one row per paragraph
        The new ones alone: the old ones speak through the old topics.
    n_new : int, default 2
        New topics, numbered after the old ones by prevalence; 0 only lets the old ones learn.
    weight : float, default 1.0
        What the old word counts weigh against the new ones.
    random_state : int, default 0
        Seed.

    Returns
    -------
    TopicModel
        A new one (of the engine gensim where the old one was factorised), whose ``anchors_`` name the old topics. Words that are new enter the vocabulary as in a first fit.

    Raises
    ------
    InputError
        For an unfitted model, a negative number of new topics, a weight that is not positive, or too few paragraphs.

    See Also
    --------
    topic_fit : shows whether an update is needed.
    align_topics : compares the topics before and after.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(3, random_state=0, passes=2).fit(paragraphs[paragraphs["year"] < 2022])
    >>> updated = update_topics(topics, paragraphs[paragraphs["year"] == 2022], n_new=1)
    >>> updated.n_topics, updated.anchors_
    (4, {1: 'topic 1', 2: 'topic 2', 3: 'topic 3'})
    """
    topics.check_fitted()
    if not isinstance(n_new, (int, np.integer)) or n_new < 0:
        raise InputError("n_new", f"is {n_new!r}", "use a whole number from 0")
    if not weight > 0:
        raise InputError("weight", f"is {weight!r}", "use a number above 0, such as 1")
    bags = count_words(paragraphs, words=topics.words_, min_reports=topics.min_reports, copies_once=True)
    factors = topics.engine == "nmf"  # know no prior, so that gensim takes over
    model = TopicModel(
        topics.n_topics_ + int(n_new),
        random_state,
        None if factors else topics.passes,
        topics.min_reports,
        "gensim" if factors else topics.engine,
    )
    place = {word: number for number, word in enumerate(bags.words)}
    prior = np.full((model.n_topics, len(bags.words)), WORD_PRIOR)
    learned = np.maximum(topics.parameters_ - WORD_PRIOR, 0)
    prior[: topics.n_topics_, [place[word] for word in topics.words_]] += weight * learned
    names = {topic: topics.anchors_.get(topic, f"topic {topic}") for topic in range(1, topics.n_topics_ + 1)}
    return model.fit_bags(bags, prior=prior, anchors=names)
