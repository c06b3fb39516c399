"""Topics against the task areas."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import InputError, check_choice
from analysis.tables import CODED_ROLES, MIX, check_table, mark_simulated
from analysis.taxonomy import load_taxonomy
from analysis.topics.model import TopicModel
from analysis.trends.truth import coded_mix, predicted_mix

LEADING = 0.6  # share of an area up to which a topic cuts across


def topic_areas(
    topics: TopicModel,
    coded: pd.DataFrame,
    codes: pd.DataFrame | None = None,
    *,
    role: str = "work",
    scheme: str = "outline-2015",
) -> pd.DataFrame:
    r"""Share of each area in what each topic says.

    Estimand: of the characters that a topic has in paragraphs of one role with an area, the part in each area. With
    `codes` the classifier's errors are corrected by design-based supervised learning, as in :func:`area_shares`; without
    them the matrix counts its answers.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it.
    codes : DataFrame, one row per item, optional
        Hand codes of one coder with ``inclusion_probability``.
    role : str, default "work"
        Role of the paragraphs that count.
    scheme : str, default "outline-2015"
        Scheme of areas.

    Returns
    -------
    DataFrame, one row per topic and area
        ``topic``, ``area``, ``share`` (sums to 1 over the areas of a topic; a corrected share may fall outside 0–1 by
        chance and is not cut), ``cross_cutting`` (whether no area has more than .6 of the topic).

    Raises
    ------
    InputError
        For an unfitted model, a table without classified paragraphs of the role, or codes that do not fit it.

    Notes
    -----
    With the topic's part :math:`\theta_{ik}` of paragraph :math:`i`, its characters :math:`w_i`, and its predicted mix
    corrected where coded, :math:`\tilde y_{ia} = \hat y_{ia} + \frac{R_i}{\pi_i}(y_{ia} - \hat y_{ia})`:
    :math:`\sum_i w_i \theta_{ik} \tilde y_{ia} / \sum_{ia} w_i \theta_{ik} \tilde y_{ia}`.

    References
    ----------
    Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference:
    Design-based supervised learning. NeurIPS 36. doi:10.48550/arXiv.2306.04746.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(3, random_state=0, passes=2).fit(paragraphs)
    >>> matrix = topic_areas(topics, fz.classify_paragraphs(paragraphs))
    >>> matrix.groupby("topic")["share"].sum().round(6).tolist()
    [1.0, 1.0, 1.0]
    """
    columns = ("paragraph_id", "report_id", "role", "text", "n_chars", "area", "measure", *MIX)
    check_table(coded, columns, argument="coded", maker="classify_paragraphs")
    check_choice("role", role, CODED_ROLES)
    taxonomy = load_taxonomy(scheme)
    own = ((coded["role"] == role) & (coded["n_chars"] > 0)).to_numpy(dtype=bool)
    units = coded[own]
    if not (units["area"] > 0).any():
        raise InputError(
            "coded", f"has no classified paragraph of role {role!r}", "give classified paragraphs"
        )
    mix = predicted_mix(units, taxonomy)
    if codes is not None:
        truth = coded_mix(coded, codes, taxonomy, role)
        known, probability = truth.mix[own], truth.probability[own]
        drawn = ~np.isnan(probability)
        mix[drawn] += (known[drawn] - mix[drawn]) / probability[drawn, None]
    parts = topics.assigned(topics.count_words(units)) * units["n_chars"].to_numpy(dtype=float)[:, None]
    matrix = parts.T @ mix
    with np.errstate(invalid="ignore"):  # a topic without a word in these paragraphs has no shares
        matrix /= matrix.sum(axis=1, keepdims=True)
    table = pd.DataFrame(
        {
            "topic": np.repeat(np.arange(1, topics.n_topics + 1), matrix.shape[1]),
            "area": np.tile(taxonomy.areas.index, topics.n_topics),
            "share": matrix.ravel(),
            "cross_cutting": np.repeat(~(matrix > LEADING).any(axis=1), matrix.shape[1]),
        }
    )
    return mark_simulated(table, coded)
