"""How many topics: scores of their words and on unseen paragraphs, a recommendation, the choice left to the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy.optimize import linear_sum_assignment

from analysis.errors import InputError, check_choice
from analysis.language import words_of
from analysis.topics.alignment import STABLE, compare_topics, draw_reports
from analysis.topics.model import TopicModel, check_n_topics
from analysis.topics.words import Bags, count_words

GRID = (5, 10, 15, 20, 30)
DROPPED = 0.1  # of the topics; where more are dropped the texts do not hold as many


def choose_n_topics(
    paragraphs: pd.DataFrame,
    grid: Sequence[int] = GRID,
    *,
    n_seeds: int = 10,
    subsample: float = 0.8,
    passes: int | None = None,
    min_reports: int = 2,
    engine: str = "nmf",
    lang: str = "en",
    random_state: int = 0,
) -> pd.DataFrame:
    """Compare numbers of topics by coherence, exclusivity, held-out likelihood and stability.

    Claim: a number of topics is usable when fits on other parts of the reports give the same topics, of which at most a tenth
    are dropped, and unseen reports are predicted about as well as by any other; among those, words that belong
    together and to one topic only are easier to read. Coherence alone misleads (Hoyle et al. 2021). The table is an aid; the choice is the reader's.

    Parameters
    ----------
    paragraphs : DataFrame, one row per paragraph
        As :func:`split_paragraphs` returns it.
    grid : sequence of int, default (5, 10, 15, 20, 30)
        Numbers of topics to compare.
    n_seeds : int, default 10
        Fits for each number, each from a seed of its own on a part of the reports of its own.
    subsample : float, default 0.8
        Share of the reports in each fit, below 1; the others are the held-out reports.
    passes : int, optional
        Passes over the corpus, as for :class:`TopicModel`.
    min_reports : int, default 2
        Reports in which a word must occur.
    engine : {"nmf", "gensim", "tomotopy"}, default "nmf"
        Library that fits the topics, as for :class:`TopicModel`.
    lang : {"en", "zh"}, default "en"
        Language of the reasons.
    random_state : int, default 0
        Seed of the seeds and of the draws.

    Returns
    -------
    DataFrame, one row per number of topics
        ``n_topics``, ``npmi`` (−1 to 1, of the ten most relevant words), ``npmi_chance`` (the same where these words are dealt to topics
        at random), ``exclusivity`` (0–1), ``heldout`` (log likelihood per word by document
        completion), ``stability`` (mean share of ten top words in common over all pairs of fits, aligned; 0–1),
        ``dropped`` (mean number of topics that were none, see :class:`TopicModel`, which the other columns leave out),
        ``recommended`` (bool, one row), ``reason`` (why the row is recommended or not, in a sentence).

    Raises
    ------
    InputError
        For an empty grid, a number below 2 or above that of the paragraphs, fewer than two seeds or reports, or a
        subsample that leaves nothing out.

    See Also
    --------
    TopicModel : fits the number chosen.
    plot_topic_choice : draws the criteria against the number.

    References
    ----------
    Hoyle, A., Goel, P., Hian-Cheong, A., Peskov, D., Boyd-Graber, J., & Resnik, P. (2021). Is automated topic model
    evaluation broken? *NeurIPS* 34. doi:10.48550/arXiv.2107.02173.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> table = choose_n_topics(paragraphs, (2, 3), n_seeds=2, passes=2)
    >>> table["n_topics"].tolist(), int(table["recommended"].sum())
    ([2, 3], 1)
    """
    check_choice("lang", lang, ("en", "zh"))
    numbers = sorted(set(grid))
    if not numbers:
        raise InputError("grid", "is empty", "give numbers of topics, such as (5, 10, 20)")
    for number in numbers:
        check_n_topics(number)
    if not isinstance(n_seeds, (int, np.integer)) or n_seeds < 2:
        raise InputError("n_seeds", f"is {n_seeds!r}", "use a whole number of at least 2; 10 is usual")
    if not 0 < subsample < 1:
        raise InputError("subsample", f"is {subsample!r}", "give a share above 0 and below 1, such as 0.8")
    bags = count_words(paragraphs, min_reports=min_reports, copies_once=True).with_words()
    if bags.units["report_id"].nunique() < 2:
        raise InputError("paragraphs", "come from fewer than two reports", "give several reports")
    generator = np.random.default_rng(random_state)
    draws = [_draw(bags, subsample, generator) for _ in range(n_seeds)]
    seeds = generator.integers(2**31, size=n_seeds).tolist()
    scores = []
    for number in numbers:
        fits = [
            TopicModel(number, seed, passes, min_reports, engine).fit_bags(bags.rows(own))
            for own, seed in zip(draws, seeds, strict=True)
        ]
        scores.append(_score(fits, draws, bags, random_state))
    return _recommend(pd.DataFrame(scores), words_of("topics.choice", lang))


def _draw(bags: Bags, share: float, generator: np.random.Generator) -> np.ndarray:
    """Paragraphs of a share of the reports, at least one report left out."""
    n = bags.units["report_id"].nunique()
    return draw_reports(bags, min(share, (n - 1) / n), generator)


def _score(
    fits: Sequence[TopicModel], draws: Sequence[np.ndarray], bags: Bags, random_state: int
) -> dict[str, float]:
    heldout = []
    for model, own in zip(fits, draws, strict=True):
        logs, words = completion(model, bags.rows(~own), np.random.default_rng(random_state))
        heldout.append(logs.sum() / words.sum())
    pairs = [compare_topics(one, two) for one, two in combinations(fits, 2)]
    npmi, by_chance = np.mean([coherence(model, bags) for model in fits], axis=0)
    return {
        "n_topics": fits[0].n_topics,
        "npmi": float(npmi),
        "npmi_chance": float(by_chance),
        "exclusivity": float(np.mean([exclusivity(model) for model in fits])),
        "heldout": float(np.mean(heldout)),
        "error": float(np.std(heldout, ddof=1) / np.sqrt(len(heldout))),
        "stability": float(np.mean([_aligned(*pair) for pair in pairs])),
        "dropped": float(np.mean([model.n_dropped_ for model in fits])),
    }


def _aligned(overlap: np.ndarray, similarity: np.ndarray) -> float:
    """Mean overlap of the topics of two models with their counterparts."""
    rows, columns = linear_sum_assignment(-similarity)
    return float(overlap[rows, columns].mean())


def _recommend(scores: pd.DataFrame, reasons: Mapping[str, str]) -> pd.DataFrame:
    """One number, by a rule that can be said in a sentence."""
    best = scores.loc[scores["heldout"].idxmax()]
    likely = scores["heldout"] >= best["heldout"] - best["error"]
    held = scores["dropped"] <= DROPPED * scores["n_topics"]
    stable = (scores["stability"] >= STABLE) & held
    words = scores["npmi"].rank() + scores["exclusivity"].rank()
    # where none is both stable and likely, stability goes first: topics that do not come back are no findings
    pool = scores.index[likely & stable] if (likely & stable).any() else scores.index[stable]
    chosen = words[pool].idxmax() if len(pool) else scores["stability"].idxmax()
    if len(pool) and not (likely & stable).any():
        chosen = scores.loc[pool, "heldout"].idxmax()
    said = []
    for place, row in scores.iterrows():
        if place == chosen:
            key = (
                "unstable"
                if not len(pool)
                else "chosen"
                if likely[place] and stable[place]
                else "stable_only"
            )
        else:
            key = "second" if stable[place] and likely[place] else "worse" if stable[place] else "shaky"
            if not held[place]:
                key = "dropped"
        said.append(reasons[key].format(**row, least=STABLE, best=int(best["n_topics"])))
    table = scores.drop(columns="error").assign(recommended=scores.index == chosen, reason=said)
    return table.astype({"n_topics": "Int64"})


def coherence(topics: TopicModel, bags: Bags, n: int = 10) -> tuple[float, float]:
    """Mean normalised pointwise mutual information of the topics' top words, over paragraphs.

    Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction. *GSCL*.

    Returns
    -------
    of_topics, by_chance : float
        Over the pairs of words of one topic, and over all pairs of these words: what is expected where they are dealt to
        topics at random.
    """
    tops = _top_places(topics, n)
    used, places = np.unique(tops, return_inverse=True)
    present = (bags.counts[:, used] > 0).astype(float)
    together = (present.T @ present).toarray() / max(bags.counts.shape[0], 1)
    alone = np.diag(together)
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(together / np.outer(alone, alone)) / -np.log(together)
    npmi[together == 0] = -1.0
    npmi[together == 1] = 0.0  # words that are in every paragraph tell nothing
    own = places.reshape(tops.shape)
    one, two = np.triu_indices(tops.shape[1], 1)
    return float(npmi[own[:, one], own[:, two]].mean()), float(npmi[np.triu_indices(len(used), 1)].mean())


def exclusivity(topics: TopicModel, n: int = 10) -> float:
    """Mean share of a top word's probability, over all topics, that lies in its own."""
    words = topics.topic_words_
    share = words / words.sum(axis=0, keepdims=True)
    return float(np.take_along_axis(share, _top_places(topics, n), axis=1).mean())


def completion(
    topics: TopicModel, bags: Bags, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Log likelihood of one half of each paragraph's words, given the other half.

    Wallach, H. M., Murray, I., Salakhutdinov, R., & Mimno, D. (2009). Evaluation methods for topic models. *ICML* 26.
    doi:10.1145/1553374.1553515 (document completion).

    Returns
    -------
    log_likelihood, n_words : ndarray, shape (n_paragraphs,)
        Natural logarithm, summed over the words of the second half; and their number.
    """
    first = generator.binomial(bags.counts.data, 0.5).astype(np.int32)
    seen, rest = (
        sp.csr_matrix((data, bags.counts.indices, bags.counts.indptr), shape=bags.counts.shape)
        for data in (first, bags.counts.data - first)
    )
    gamma = topics.infer_bags(Bags(bags.words, seen, bags.units, bags.unknown))
    theta = gamma / gamma.sum(axis=1, keepdims=True)
    rows = np.repeat(np.arange(len(theta)), np.diff(rest.indptr))
    words = topics.topic_words_.T
    likelihood = np.empty(len(rest.data))
    for start in range(0, len(rows), 100_000):  # bounds the memory of words × topics
        part = slice(start, start + 100_000)
        likelihood[part] = np.einsum("nk,nk->n", theta[rows[part]], words[rest.indices[part]])
    logs = np.bincount(rows, weights=rest.data * np.log(likelihood), minlength=len(theta))
    return logs, np.asarray(rest.sum(axis=1), dtype=float).ravel()


def _top_places(topics: TopicModel, n: int) -> np.ndarray:
    """The words that lists show first."""
    return np.asarray(np.argsort(-topics.word_scores("relevance"), axis=1, kind="stable")[:, :n])
