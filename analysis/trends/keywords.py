"""Words that set years, areas or regions apart, counted so that one long or copied report does not decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from analysis.errors import InputError
from analysis.tables import check_table, make_table
from analysis.trends.panel import place_reports
from analysis.trends.permuting import Labels, NullTail, family_p
from analysis.words.segment import NUMBER, PLACE, stop_words
from analysis.words.terms import Terms, TermsLike

LEAST_WAYS = 100  # in which a group's labels can fall, below which nothing could be called unlikely
ONE_UNIT = "one report"
FEW_WAYS = "too few permutations"
_MASKED = {NUMBER, PLACE}
_ROUNDING = 1e-9


def keyness(
    paragraphs: pd.DataFrame,
    by: str,
    *,
    reports: pd.DataFrame | None = None,
    terms: TermsLike | None = None,
    single: bool = False,
    min_reports: int = 5,
    prior: float = 500.0,
    n_permutations: int = 999,
    n_bootstrap: int | None = None,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""Words that a group of paragraphs uses more than the rest does.

    Estimand: the log-odds ratio of a word between a group and all other paragraphs, shrunk toward none by a prior that
    knows how common the word is. Officialese is copied, and a word that one report repeats a hundred times is one
    observation; so the p-values rest on permuted labels of reports, not on tokens. Terms that the dictionary does not hold
    stay whole (专精特新, 新质生产力): those of a list, and phrases found in these texts whatever their group. Numbers and
    names of places are masked and left out, as are function words and single characters.

    Assumption: without a difference, the labels could have fallen otherwise on the units that are permuted. These are
    whole reports; with `reports`, whole regions where a region has one label (each lies in one group), and the reports of
    each region where it has several (years); and where a report has several groups (areas), its parts within the report.

    Parameters
    ----------
    paragraphs : DataFrame, one row per paragraph
        With ``report_id``, ``text`` and the column `by`; rows without text or group are left out.
    by : str
        Column whose values are the groups, such as ``"year"``, ``"area"`` or ``"region"``.
    reports : DataFrame, one row per report, optional
        As :func:`read_reports` returns it; tells which reports are of one region. Without, each report stands for itself.
    terms : DataFrame, path of a CSV, or sequence of str, optional
        Terms that stay whole, beside those of the package, such as an edited list of :func:`find_phrases`; see
        :func:`load_terms`. Default the phrases found in these texts; give ``[]`` for none of them.
    single : bool, default False
        Whether words of one character count.
    min_reports : int, default 5
        Least number of reports that must use a word for it to count.
    prior : float, default 500
        Weight of the prior in words; the larger, the less rare words stand out.
    n_permutations : int, default 999
        Permutations of the labels; no p is below one over their number.
    n_bootstrap : int, optional
        Former name of `n_permutations`.
    random_state : int, default 0
        Seed.

    Returns
    -------
    DataFrame, one row per group and word, sorted by group and falling z
        ``group`` (as text), ``term``, ``log_odds``, ``z``, ``p`` (two-sided, of this word alone), ``p_bh``
        (Benjamini–Hochberg within the group), ``p_adj`` (family-wise: over all words and groups of the table), ``count``,
        ``count_rest``, ``n_reports`` (of the group that use it), ``reason`` (why z or p is missing). ``z`` is missing where
        the group or the rest has one unit; the p-values are also missing where the labels of the group can fall in fewer
        than 100 ways.

    Raises
    ------
    InputError
        When a column is missing, there are fewer than two groups, no word is used by `min_reports` reports, or a number is
        out of range.

    See Also
    --------
    plot_keyness : draws the terms of each group.
    find_phrases : finds phrases of a corpus, as a list to edit.
    predictive_terms : gives the terms by which the classifier decides.

    Notes
    -----
    With counts :math:`y_w` of :math:`n` words in the group, :math:`y'_w` of :math:`n'` in the rest, and
    :math:`\alpha_w` = ``prior`` × share of the word in all, :math:`\alpha_0 = \sum \alpha_w`:
    :math:`\delta_w = \log\frac{y_w + \alpha_w}{n + \alpha_0 - y_w - \alpha_w} - \log\frac{y'_w + \alpha_w}{n' + \alpha_0 -
    y'_w - \alpha_w}`. Its variance is linearised over units, :math:`\frac{m}{m-1} \sum_u (e_u - \bar e)^2` on each side with
    :math:`e_u = \frac{y_{uw}}{y_w + \alpha_w} - \frac{n_u - y_{uw}}{n + \alpha_0 - y_w - \alpha_w}` (what a bootstrap of
    units tends to), but never below that of independent words, :math:`\frac{1}{y_w + \alpha_w} + \frac{1}{y'_w +
    \alpha_w}`: where one side has no such word, its units do not vary and the first would promise too much. z is
    :math:`\delta_w` over the root of the larger, under the labels seen and under permuted ones.

    ``p`` counts permutations in which the word's own \|z\| is as large. ``p_adj`` compares each \|z\| with the largest of its
    group in each permutation, and over groups by the smallest p (Westfall and Young): the chance of any false word in the
    whole table is at most the level. ``p_bh`` takes p from the \|z\| of all words and permutations together, adjusts it, and
    is never below the chance that permuted labels give any word one as small as the smallest seen.

    References
    ----------
    Monroe, B. L., Colaresi, M. P., & Quinn, K. M. (2008). Fightin' words. Political Analysis, 16(4), 372–403.
    doi:10.1093/pan/mpn018.
    Westfall, P. H., & Young, S. S. (1993). *Resampling-Based Multiple Testing*. Wiley. Ge, Y., Dudoit, S., & Speed, T. P.
    (2003). Resampling-based multiple testing for microarray data analysis. Test, 12(1), 1–77. doi:10.1007/BF02595811.
    Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B, 57(1), 289–300.
    doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> import analysis as fz
    >>> coded = fz.classify_paragraphs(fz.split_paragraphs(fz.read_reports(fz.sample_reports())))
    >>> words = keyness(coded[coded["area"] > 0], "area", min_reports=3, n_permutations=199)
    >>> words[words["group"] == "6"]["term"].head(5).tolist()
    ['行政复议', '案件', '受理', '行政复议案件', '行政调解']
    """
    check_table(paragraphs, ("report_id", "text", by), argument="paragraphs", maker="split_paragraphs")
    given, n = ("n_permutations", n_permutations) if n_bootstrap is None else ("n_bootstrap", n_bootstrap)
    for name, value, least in (("min_reports", min_reports, 1), (given, n, 2)):
        if value < least:
            raise InputError(name, f"is {value}", f"give {least} or more")
    if not prior > 0:
        raise InputError("prior", f"is {prior}", "give a number above 0")
    used = paragraphs[paragraphs["text"].notna() & paragraphs[by].notna()]
    group, names = pd.factorize(used[by], sort=True)
    if len(names) < 2:
        raise InputError(
            "by", f"is {by!r} with {len(names)} group(s)", "give a column with two groups or more"
        )
    report, report_ids = pd.factorize(used["report_id"])
    places = place_reports(pd.Series(report_ids), reports)
    region = pd.factorize(places["region"])[0][report]
    counts, words = count_words(used["text"].tolist(), Terms.of(terms, used), single=single)
    tested = word_tests(
        counts, group, report, region, min_reports=min_reports, n=n, prior=prior, seed=random_state
    )
    words = words[tested.pop("kept")]
    tables = []
    for place, name in enumerate(names):
        own = {column: values[place] for column, values in tested.items()}
        table = pd.DataFrame({"group": str(name), "term": words, **own})
        tables.append(table.sort_values(["z", "term"], ascending=[False, True], kind="stable"))
    return make_table("keyness", pd.concat(tables, ignore_index=True), of=paragraphs)


def word_tests(
    counts: sp.csr_matrix | np.ndarray,
    group: np.ndarray,
    report: np.ndarray,
    region: np.ndarray,
    *,
    min_reports: int,
    n: int,
    prior: float = 500.0,
    seed: int = 0,
) -> dict[str, np.ndarray]:
    """What :func:`keyness` says of words that are counted already.

    Parameters
    ----------
    counts : array or csr_matrix, shape (n_rows, n_words)
    group, report, region : ndarray of int, shape (n_rows,)
        Numbers from 0.
    min_reports, n, prior, seed
        As `min_reports`, `n_permutations`, `prior` and `random_state` of :func:`keyness`.

    Returns
    -------
    dict of ndarray
        ``kept``, shape (n_words,): the words in enough reports; and the columns of the table, shape (n_groups, n_kept).
    """
    counts = sp.csr_matrix(counts)
    n_groups, n_reports = int(group.max()) + 1, int(report.max()) + 1
    kept = np.asarray((sum_rows(counts, report, n_reports) > 0).sum(axis=0)).ravel() >= min_reports
    if not kept.any():
        raise InputError(
            "min_reports", f"is {min_reports}", "give a lower number: no word occurs in that many reports"
        )
    counts = counts[:, kept]
    labels = Labels.of(group, report, region)
    words = UnitWords.of(sum_rows(counts, labels.unit, len(labels.label)), prior)
    cells = sum_rows(counts, group * n_reports + report, n_groups * n_reports)
    own = [cells[place * n_reports : (place + 1) * n_reports] for place in range(n_groups)]
    count = np.stack([np.asarray(part.sum(axis=0)).ravel() for part in own])
    return {
        "kept": kept,
        "count": count,
        "count_rest": words.total - count,
        "n_reports": np.stack([np.asarray((part > 0).sum(axis=0)).ravel() for part in own]),
        **_test(words, labels, n_groups, n, seed),
    }


def _test(words: UnitWords, labels: Labels, n_groups: int, n: int, seed: int) -> dict[str, np.ndarray]:
    """Columns of the table, shape (n_groups, n_words) each."""
    shape = (n_groups, len(words.total))
    seen = [words.log_odds(labels.label[None] == place) for place in range(n_groups)]
    delta, z = (np.concatenate(parts) for parts in zip(*seen, strict=True))
    n_units = np.bincount(labels.label, minlength=n_groups)
    alone = (n_units < 2) | (len(labels.label) - n_units < 2)
    few = np.array([labels.count(place) < LEAST_WAYS for place in range(n_groups)])
    open_ = np.flatnonzero(~(alone | few))
    p, p_bh, p_adj = (np.full(shape, np.nan) for _ in range(3))
    largest = np.abs(z[open_]).max(axis=1)[None]
    tails = [NullTail(n + 1, shape[1]) for _ in open_]
    beyond, start = np.ones((len(open_), shape[1])), 1
    for tail, own in zip(tails, z[open_], strict=True):
        tail.add(slice(0, 1), own[None])
    for given in labels.blocks(n, shape[1], seed) if len(open_) else ():
        tops = np.empty((len(given), len(open_)))
        for number, place in enumerate(open_):
            drawn = np.abs(words.log_odds(given == place)[1])
            tops[:, number] = drawn.max(axis=1)
            beyond[number] += (drawn >= np.abs(z[place]) * (1 - _ROUNDING)).sum(axis=0)
            tails[number].add(slice(start, start + len(given)), drawn)
        largest, start = np.concatenate([largest, tops]), start + len(given)
    if len(open_):
        p[open_], p_adj[open_] = beyond / (n + 1), family_p(largest, z[open_])
        p_bh[open_] = [tail.false_discovery(own) for tail, own in zip(tails, z[open_], strict=True)]
    z[alone] = np.nan
    reasons = np.full(shape, None, dtype=object)
    reasons[few], reasons[alone] = FEW_WAYS, ONE_UNIT
    return {"log_odds": delta, "z": z, "p": p, "p_bh": p_bh, "p_adj": p_adj, "reason": reasons}


@dataclass(frozen=True, eq=False)
class UnitWords:
    """Counts of words in units, and what sums of squares over units need.

    Attributes
    ----------
    counts, squares, sized : csr_matrix, shape (n_words, n_units) transposed for products with labels
        Counts, their squares, and count × words of the unit.
    size : ndarray, shape (n_units,)
    total, alpha : ndarray, shape (n_words,)
    """

    counts: sp.csr_matrix
    squares: sp.csr_matrix
    sized: sp.csr_matrix
    size: np.ndarray
    total: np.ndarray
    alpha: np.ndarray

    @classmethod
    def of(cls, counts: sp.csr_matrix, prior: float) -> UnitWords:
        size = np.asarray(counts.sum(axis=1), dtype=float).ravel()
        total = np.asarray(counts.sum(axis=0), dtype=float).ravel()
        sized = sp.diags(size) @ counts
        return cls(
            counts, counts.multiply(counts).tocsr(), sized.tocsr(), size, total, prior * total / total.sum()
        )

    def log_odds(self, own: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Log-odds ratio and z of each word for each choice of the group's units.

        Parameters
        ----------
        own : ndarray of bool, shape (n_choices, n_units)

        Returns
        -------
        tuple of ndarray, shape (n_choices, n_words)
        """
        chosen = own.astype(float)
        sides = [self._side(chosen), self._side(1 - chosen)]
        delta = sides[0][0] - sides[1][0]
        between = sides[0][1] + sides[1][1]
        return delta, delta / np.sqrt(np.maximum(between, sides[0][2] + sides[1][2]))

    def _side(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Log-odds of each word with its variance over units, and as if words were independent."""
        y, squares, sized = (
            np.asarray((part.T @ chosen.T).T) for part in (self.counts, self.squares, self.sized)
        )
        m, n, n_squares = (
            chosen @ part[:, None] for part in (np.ones_like(self.size), self.size, self.size**2)
        )
        inside = y + self.alpha
        outside = n + self.alpha.sum() - inside
        pull = 1 / inside + 1 / outside
        square = squares * pull**2 - 2 * sized * pull / outside + n_squares / outside**2
        mean = (y * pull - n / outside) / m
        variance = m / np.maximum(m - 1, 1) * (square - m * mean**2)
        return np.log(inside) - np.log(outside), variance, 1 / inside


def count_words(texts: list[str], terms: Terms, *, single: bool = False) -> tuple[sp.csr_matrix, np.ndarray]:
    """Counts of words and terms, shape (n_texts, n_words), and the words in sorted order."""
    left_out = _MASKED | stop_words()
    words = [
        [w for w in own if w[:1].isalnum() and w not in left_out and (single or len(w) > 1)]
        for own in terms.cut_all(texts)
    ]
    flat = pd.Series([word for own in words for word in own], dtype=object)
    column, names = pd.factorize(flat, sort=True)
    row = np.repeat(np.arange(len(texts)), [len(own) for own in words])
    counts = sp.csr_matrix((np.ones(len(flat)), (row, column)), shape=(len(texts), len(names)))
    counts.sum_duplicates()
    return counts, np.asarray(names)


def log_odds(count: np.ndarray, rest: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Log-odds ratio with Dirichlet prior; words along the last axis.

    >>> log_odds(np.array([3.0, 1.0]), np.array([1.0, 3.0]), np.array([1.0, 1.0])).round(4).tolist()
    [1.3863, -1.3863]
    """

    def log_of(y: np.ndarray) -> np.ndarray:
        whole = y.sum(axis=-1, keepdims=True) + alpha.sum()
        return np.asarray(np.log(y + alpha) - np.log(whole - y - alpha))

    return log_of(count) - log_of(rest)


def sum_rows(counts: sp.csr_matrix, group: np.ndarray, n_groups: int) -> sp.csr_matrix:
    """Rows summed within groups."""
    n = counts.shape[0]
    return sp.csr_matrix((np.ones(n), (group, np.arange(n))), shape=(n_groups, n)) @ counts
