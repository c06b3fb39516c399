"""Topics anchored in the eight task areas, and free ones beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.columns.types import AREAS
from analysis.errors import InputError, check_choice
from analysis.taxonomy import load_lexicon
from analysis.topics.caveats import make_caveats
from analysis.topics.model import ENGINES, WORD_PRIOR, TopicModel, check_n_topics
from analysis.topics.uptake import ELSEWHERE, OTHERS_LEAD, RARE, TOO_RARE, anchor_uptake
from analysis.topics.words import count_words

STRENGTH = 1.0
NEAR = 0.5  # cosine similarity from which on a free topic speaks of an area
NAMED = 0.35  # share of a topic's words in the areas' lexicons from which on the Outline names it


def anchored_topics(
    paragraphs: pd.DataFrame,
    *,
    n_free: int = 6,
    anchors: Mapping[str, Sequence[str]] | None = None,
    strength: float = STRENGTH,
    passes: int | None = None,
    min_reports: int = 2,
    engine: str = "gensim",
    random_state: int = 0,
) -> TopicModel:
    r"""Fit one topic for each task area, drawn to the area's dictionary terms, and free topics beside them.

    Claim: what the areas name goes to the anchored topics, so that the free ones show what else the reports speak of.
    Assumption: the dictionary terms of an area are mostly used for that area; a term that the texts use otherwise can
    still leave its anchor, since a prior is no constraint.

    Parameters
    ----------
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it.
    n_free : int, default 6
        Free topics; they come after the anchored ones, in the order of prevalence.
    anchors : mapping of str to list of str, optional
        Name and words of each anchored topic; default the eight areas of the Outline of 2015 (topics 1–8).
    strength : float, default 1.0
        Prior weight of an anchor word, in multiples of its count in the corpus.
    passes : int, optional
        Passes over the corpus, as for :class:`TopicModel`.
    min_reports : int, default 2
        Reports in which a word must occur.
    engine : {"gensim", "tomotopy"}, default "gensim"
        Library that fits the topics; a factorisation knows no prior.
    random_state : int, default 0
        Seed of the fit.

    Returns
    -------
    TopicModel
        Fitted; ``anchors_`` names the anchored topics, and ``caveats_`` those whose anchor was not taken.

    Raises
    ------
    InputError
        For no free topic, a strength that is not positive, or an anchor none of whose words is in the vocabulary.

    See Also
    --------
    TopicModel : fits topics without anchors.
    anchor_uptake : says which anchors were taken, and why the others were not.
    outside_topics : finds the topics that no area covers.
    load_lexicon : loads the terms that serve as anchors.

    Notes
    -----
    The Dirichlet prior of word :math:`w` in topic :math:`k` is
    :math:`\eta_{kw} = \tfrac{1}{2} + s\, n_w [w \in A_k]`, with :math:`n_w` the word's count and :math:`A_k` the anchor.

    References
    ----------
    Eshima, S., Imai, K., & Sasaki, T. (2024). Keyword-assisted topic models. *AJPS* 68, 730–750.
    doi:10.1111/ajps.12779 (the same aim by another model).

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = anchored_topics(paragraphs, n_free=3, passes=2)
    >>> topics.n_topics, topics.anchors_[6]
    (11, '6')
    """
    if not isinstance(n_free, (int, np.integer)) or n_free < 1:
        raise InputError("n_free", f"is {n_free!r}", "use a whole number of at least 1")
    if not strength > 0:
        raise InputError("strength", f"is {strength!r}", "use a number above 0, such as 1")
    named = area_anchors() if anchors is None else dict(anchors)
    check_choice("engine", engine, tuple(name for name in ENGINES if name != "nmf"))
    model = TopicModel(len(named) + int(n_free), random_state, passes, min_reports, engine)
    check_n_topics(model.n_topics)
    bags = count_words(paragraphs, min_reports=min_reports, copies_once=True)
    totals = np.asarray(bags.counts.sum(axis=0), dtype=float).ravel()
    place = {word: number for number, word in enumerate(bags.words)}
    prior = np.full((model.n_topics, len(bags.words)), WORD_PRIOR)
    for topic, (name, words) in enumerate(named.items()):
        known = [place[word] for word in words if word in place]
        if not known:
            problem = f"have no word of {name!r} in the vocabulary"
            raise InputError("anchors", problem, "leave it out, lower min_reports or give more reports")
        prior[topic, known] += strength * totals[known]
    model.fit_bags(bags, prior=prior, anchors=dict(enumerate(named, start=1)))
    uptake = anchor_uptake(model)
    for reason, code in ((TOO_RARE, "rare"), (ELSEWHERE, "elsewhere"), (OTHERS_LEAD, "others_lead")):
        if names := uptake.loc[uptake["reason"].eq(reason).fillna(False), "anchor"].tolist():
            model.caveats_ += make_caveats([(code, {"anchors": names, "least": RARE})])
    return model


def area_anchors() -> dict[str, list[str]]:
    """Dictionary terms of each area that are terms of no other.

    >>> anchors = area_anchors()
    >>> list(anchors), "行政复议" in anchors["6"]
    (['1', '2', '3', '4', '5', '6', '7', '8'], True)
    """
    lexicon = load_lexicon()
    return {str(area): lexicon.loc[lexicon["area"] == area, "term"].tolist() for area in AREAS}


def outside_topics(topics: TopicModel) -> pd.DataFrame:
    """Say which topics the eight areas of the Outline do not name.

    Claim: a free topic lies outside when it resembles no anchored topic and few of its words are dictionary terms of the
    areas. It is a candidate to be read, not a finding: the dictionary is large, but not complete.

    Parameters
    ----------
    topics : TopicModel
        As :func:`anchored_topics` returns it; a plain model has free topics only.

    Returns
    -------
    DataFrame, one row per free topic
        ``topic``, ``nearest`` (name of the most similar anchored topic; missing where there is none), ``similarity``
        (cosine), ``named`` (probability of the topic's words that are dictionary terms of an area), ``outside`` (bool).

    Raises
    ------
    InputError
        For a model that was not fitted.

    See Also
    --------
    anchored_topics : fits the model.
    topic_areas : gives the areas of each topic from classified paragraphs.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = anchored_topics(paragraphs, n_free=3, passes=2)
    >>> outside_topics(topics)["topic"].tolist()
    [9, 10, 11]
    """
    words = topics.topic_words_
    n_fixed = len(topics.anchors_)
    terms = {term for own in area_anchors().values() for term in own}
    named = words[:, [word in terms for word in topics.words_]].sum(axis=1)[n_fixed:]
    units = words / np.linalg.norm(words, axis=1, keepdims=True)
    table = pd.DataFrame({"topic": np.arange(n_fixed + 1, topics.n_topics_ + 1)})
    table["nearest"] = pd.array([None] * len(table), dtype="string")
    table["similarity"] = np.nan
    if n_fixed:
        near = units[n_fixed:] @ units[:n_fixed].T
        table["nearest"] = [topics.anchors_[place + 1] for place in near.argmax(axis=1)]
        table["similarity"] = near.max(axis=1)
    table["named"] = named
    table["outside"] = ~(table["similarity"] >= NEAR) & (named < NAMED)
    return table
