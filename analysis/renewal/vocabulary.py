"""Words that a new year brings: what the model has never seen, and new terms for the dictionary and the codebook.

scikit-learn's vectoriser counts runs of words: a term that no dictionary holds is cut into pieces by any segmenter that
works with one, and found again as a run of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy import stats

from analysis.areas.judging import AreaJudge
from analysis.crosswalk import name_scheme, scheme_without_mix
from analysis.errors import InputError, warn_nothing
from analysis.tables import check_table
from analysis.taxonomy import load_lexicon
from analysis.text import plain, simplify
from analysis.trends.keywords import log_odds
from analysis.words.fitted import read_features
from analysis.words.named import sentence_with
from analysis.words.phrases import ends_phrase
from analysis.words.terms import Terms, TermsLike

_RUN = re.compile("[\u4e00-\u9fff]+")
_LENGTHS = (2, 10)  # characters of a term
_WORDS = 4  # of a term
_PRIOR = 500.0  # of the log-odds, in terms
_TESTED = 3  # reports of the new year from which a test can tell
_TESTS = {"term": "str"} | dict.fromkeys(("log_odds", "p", "p_bh"), "float64")
_TESTS |= dict.fromkeys(("count", "count_earlier", "n_reports"), "int64")
_KEPT = 0.8  # share of a term's uses from which a longer term is the whole of it


def unseen_pairs(texts: pd.Series, model: AreaJudge) -> tuple[sp.csr_matrix, np.ndarray]:
    """Pairs of neighbouring Chinese characters that the model has not seen, or too seldom to count.

    Returns
    -------
    counts : sparse matrix, shape (n_texts, n_pairs)
        Uses of each unseen pair.
    n_pairs : ndarray of int, shape (n_texts,)
        All pairs of each text.
    """
    known = _known_pairs(model)
    pairs = [_pairs(text) for text in texts]
    place: dict[str, int] = {}
    rows, columns = [], []
    for row, own in enumerate(pairs):
        for pair in own:
            if pair not in known:
                rows.append(row)
                columns.append(place.setdefault(pair, len(place)))
    counts = sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(pairs), len(place)))
    return counts, np.array([len(own) for own in pairs], dtype=int)


def new_terms(
    coded: pd.DataFrame,
    year: int,
    *,
    min_reports: int = 3,
    model: AreaJudge | None = None,
    terms: TermsLike | None = None,
    level: float = 0.95,
    n_terms: int = 100,
) -> pd.DataFrame:
    r"""Find terms that a new year uses and the earlier years did not, as a sheet to accept or refuse.

    Estimand: the log-odds ratio of a run of one to four words between the new year and the earlier ones, shrunk by a
    prior. Words are those of the dictionary, single characters where it has none, and phrases that the texts bind together;
    no run begins or ends inside a word, or holds a function word (十九大和十九 is none). What counts for the test is how many reports use a term, not how often (Fisher's exact test): a word that one
    report repeats is one observation. Names of regions are left out. Assumption: what several reports begin to say is a term; the reader decides.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it, of the new year and earlier ones.
    year : int
        The new year.
    min_reports : int, default 3
        Reports of the year that must use a term for it to count.
    model : AreaClassifier, optional
        The model, to say which terms it has not seen.
    terms : DataFrame, path of a CSV, or sequence of str, optional
        Terms that stay whole, as in :func:`keyness`.
    level : float, default 0.95
        Terms are kept whose false discovery rate is below 1 − `level`; where the new year has fewer than three reports,
        so that no test can tell, those that no earlier report uses and the model, if given, has not seen.
    n_terms : int, default 100
        Terms at most.

    Returns
    -------
    DataFrame, one row per term, the surest first
        ``term``, ``log_odds``, ``p``, ``p_bh``, ``count``, ``count_earlier``, ``n_reports``, ``area`` (the model's answer to
        most paragraphs that use it), ``in_dictionary``, ``seen`` (whether the model knows all its pairs of characters),
        ``example`` (a sentence that uses it), and, empty, ``accept``, ``measure`` and ``note`` for the reader; ``scheme`` (of
        the areas). No row for texts that are not Chinese.

    Raises
    ------
    InputError
        When a side has no paragraph or a number is out of range.

    See Also
    --------
    unfamiliar_headings : lists new headings.
    drift_report : measures how far the year differs.

    References
    ----------
    Monroe, B. L., Colaresi, M. P., & Quinn, K. M. (2008). Fightin' words. Political Analysis, 16(4), 372–403.
    doi:10.1093/pan/mpn018.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> terms = new_terms(fz.classify_paragraphs(paragraphs), 2022, min_reports=1)
    >>> bool((terms["count_earlier"] == 0).all()), terms["accept"].notna().any()
    (True, np.False_)
    """
    from sklearn.feature_extraction.text import CountVectorizer

    check_table(coded, ("report_id", "year", "area", "text"), argument="coded", maker="classify_paragraphs")
    if min_reports < 1:
        raise InputError("min_reports", f"is {min_reports}", "give 1 or more")
    scheme = scheme_without_mix(coded)
    used = coded[(coded["year"].notna() & (coded["area"] > 0)).fillna(False)]
    new = used[used["year"] == year].reset_index(drop=True)
    earlier = used[used["year"] < year]
    if new.empty or earlier.empty:
        side = str(year) if new.empty else f"years before {year}"
        raise InputError("coded", f"has no paragraph of {side}", "give the new year with earlier ones")
    whole = Terms.of(terms, used)
    sides = [_by_report(side, whole) for side in (new, earlier)]
    counter = CountVectorizer(analyzer=list, min_df=min(min_reports, new["report_id"].nunique()))
    try:
        now = counter.fit_transform(sides[0])
    except (
        ValueError
    ):  # scikit-learn's word for texts without a run of Chinese characters that enough reports use
        warn_nothing(
            "coded", f"has no term that {min_reports} reports of {year} use", "give a lower min_reports"
        )
        nothing = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _TESTS.items()})
        return name_scheme(_described(nothing, new, model), scheme)
    before = counter.transform(sides[1])
    table = _tested(counter.get_feature_names_out(), now, before)
    if now.shape[0] >= _TESTED:
        table = table[table["p_bh"] < 1 - level]
    else:
        table = table[table["count_earlier"] == 0]
        if model is not None:
            table = table[~_all_seen(table["term"], model)]
    table = table.sort_values(
        ["p", "log_odds", "count", "term"], ascending=[True, False, False, True], kind="stable"
    )
    table = table[_whole_terms(table)].head(n_terms).reset_index(drop=True)
    if table.empty:
        warn_nothing("coded", f"shows no term that is new in {year}", "see term_shares for terms of your own")
    return name_scheme(_described(table, new, model), scheme)


def _by_report(paragraphs: pd.DataFrame, terms: Terms) -> list[list[str]]:
    """Runs of words of each report."""
    grams = pd.Series(_grams(paragraphs["text"], terms), index=paragraphs.index)
    return [[gram for own in part for gram in own] for _, part in grams.groupby(paragraphs["report_id"])]


def _described(table: pd.DataFrame, new: pd.DataFrame, model: AreaJudge | None) -> pd.DataFrame:
    dictionary = set(load_lexicon()["term"])
    texts = new["text"].tolist()
    users = [
        [row for row, text in enumerate(texts) if term in simplify(plain(text))] for term in table["term"]
    ]
    areas = [new["area"].iloc[rows].mode().iloc[0] if rows else pd.NA for rows in users]
    examples = [
        sentence_with(texts[rows[0]], term) if rows else None
        for rows, term in zip(users, table["term"], strict=True)
    ]
    seen = _all_seen(table["term"], model) if model is not None else [pd.NA] * len(table)
    return table.assign(
        area=pd.array(areas, dtype="Int64"),
        in_dictionary=table["term"].isin(dictionary),
        seen=pd.array(seen, dtype="boolean"),
        example=pd.array(examples, dtype="string"),
        accept=pd.array([pd.NA] * len(table), dtype="string"),
        measure=pd.array([pd.NA] * len(table), dtype="string"),
        note=pd.array([pd.NA] * len(table), dtype="string"),
    )


def _tested(terms: np.ndarray, now: sp.csr_matrix, before: sp.csr_matrix) -> pd.DataFrame:
    """Log-odds of each term, and whether more reports use it than by chance (one-sided)."""
    count, rest = (np.asarray(side.sum(axis=0), dtype=float).ravel() for side in (now, before))
    users, earlier = (np.asarray((side > 0).sum(axis=0)).ravel() for side in (now, before))
    everybody = now.shape[0] + before.shape[0]
    p = stats.hypergeom.sf(users - 1, everybody, users + earlier, now.shape[0])
    return pd.DataFrame(
        {
            "term": terms,
            "log_odds": log_odds(count, rest, _PRIOR * (count + rest) / (count + rest).sum()),
            "p": p,
            "p_bh": stats.false_discovery_control(p),
            "count": count.astype(int),
            "count_earlier": rest.astype(int),
            "n_reports": users,
        }
    )


def _all_seen(terms: pd.Series, model: AreaJudge) -> np.ndarray:
    """Whether the model knows all pairs of characters of each term."""
    known = _known_pairs(model)
    return np.array([all(pair in known for pair in map("".join, pairwise(t))) for t in terms], dtype=bool)


def _whole_terms(table: pd.DataFrame) -> np.ndarray:
    """Which terms stand for themselves: not a piece of a longer one, nor a better one with a neighbour's character."""
    terms, counts = table["term"].tolist(), dict(zip(table["term"], table["count"], strict=True))
    pieces = {
        piece
        for term in terms
        for piece in (term[1:], term[:-1])
        if piece in counts and counts[term] >= _KEPT * counts[piece]
    }
    kept: list[str] = []
    chosen = []
    for term in terms:
        whole = term not in pieces and not any(other in term or term in other for other in kept)
        chosen.append(whole)
        if whole:
            kept.append(term)
    return np.array(chosen, dtype=bool)


def _known_pairs(model: AreaJudge) -> set[str]:
    parts = read_features(model.features_)
    counted = next((parts[name].vocabulary for name in ("characters", "words") if name in parts), ())
    return {pair for term in counted for pair in map("".join, pairwise(term))}


def _runs(text: str) -> list[str]:
    return _RUN.findall(simplify(plain(text)))


def _pairs(text: str) -> list[str]:
    return [pair for run in _runs(text) for pair in map("".join, pairwise(run))]


def _grams(texts: Iterable[str], terms: Terms) -> list[list[str]]:
    """Runs of words of each text that may be a term: none begins or ends inside a word, or holds a function word."""
    found = []
    for words in terms.cut_all(texts):
        grams: list[str] = []
        run: list[str] = []
        for word in [*words, ""]:
            if word and not ends_phrase(word):
                run.append(word)
                continue
            grams += _of_run(run)
            run = []
        found.append(grams)
    return found


def _of_run(run: list[str]) -> list[str]:
    shortest, longest = _LENGTHS
    joined = (
        "".join(run[start:stop])
        for start in range(len(run))
        for stop in range(start + 1, min(start + _WORDS, len(run)) + 1)
    )
    return [gram for gram in joined if shortest <= len(gram) <= longest]
