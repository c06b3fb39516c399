"""Phrases that the texts themselves bind together, so that 数据要素 and 专精特新 are counted as they are meant.

Counted here and not with gensim's Phrases, which knows association alone: a phrase is also free at its ends.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.errors import InputError, warn_nothing
from analysis.tables import check_table, make_table
from analysis.words.segment import NUMBER, PLACE, segmenter, stop_words

_LONGEST = 4  # words
_CHARACTERS = 10
_COPY = 8  # words from which on a run that comes back is a copy
_STANDS_ALONE = 2.0  # times as often as in a longer phrase, and a phrase is not only a part of that
# single characters that hold no phrase together; other single characters do (新质生产力, 一网通办)
_FUNCTION = frozenset(
    "的了和与及或并而且在于对从自由以为因把被将使让给同跟按随除至到等如要也还又再更最很不能会可是有这那各每我其所者地得着过"
    "个件次家人户年月日元亿万名位条约近超达共均已仍称省市县区州镇乡第"
)
_Gram = tuple[str, ...]


def find_phrases(
    paragraphs: pd.DataFrame,
    *,
    min_reports: int = 5,
    min_npmi: float = 0.5,
    min_entropy: float = 1.5,
) -> pd.DataFrame:
    r"""Phrases of two to four words that texts use as one, as a list to edit.

    Claim: words that come together far more often than by chance, and whose neighbours on both sides vary, are used as one.
    What joins them is association (:math:`\mathrm{NPMI}`, at the weakest place inside); what sets them off is branching
    entropy: a piece of a longer phrase has one neighbour. Words that are not in the dictionary are found as well, since the
    dictionary cuts them into characters. Officialese is copied, so a run of eight words counts once, and a phrase must be used by several
    reports. Function words, filler of officialese, numbers and names of places end a phrase.

    Assumption: none about what a term is. Firm collocations (地质灾害隐患点) are found beside terms; the reader edits the list.

    Parameters
    ----------
    paragraphs : DataFrame, one row per paragraph
        With ``report_id`` and ``text``.
    min_reports : int, default 5
        Reports that must use a phrase, and least number of its uses.
    min_npmi : float, default 0.5
        Least association: 0 for chance, 1 for words that only come together.
    min_entropy : float, default 1.5
        Least entropy of the neighbours in bits, on either side; 1.5 is about three neighbours in equal parts.

    Returns
    -------
    DataFrame, one row per phrase, the most frequent first
        ``term``, ``keep`` (all true; set it to false in the list to let a phrase fall apart), ``gloss`` (empty; for English
        figures), ``pieces`` (its words, with ``|`` between), ``count``, ``n_reports``, ``npmi``, ``entropy``. Saved as
        CSV and edited, it is what `terms` of :func:`keyness` takes.

    Raises
    ------
    InputError
        When a column is missing or a number is out of range.

    See Also
    --------
    load_terms : loads the list that travels with the package, or an own one.
    keyness : counts words and phrases.

    References
    ----------
    Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction. Proceedings of GSCL, 31–40.
    Jin, Z., & Tanaka-Ishii, K. (2006). Unsupervised segmentation of Chinese text by use of branching entropy. Proceedings of
    COLING/ACL 2006, 428–435. doi:10.3115/1273073.1273129.

    Examples
    --------
    >>> texts = [f"{verb}专精特新{end}，项目开工。" for verb, end in zip("培育 支持 服务 认定 奖补 走访".split(),
    ...     "企业 园区 政策 贷款 人才 平台".split())]
    >>> found = find_phrases(pd.DataFrame({"report_id": range(6), "text": texts}))
    >>> found[["term", "pieces", "count"]].values.tolist()
    [['专精特新', '专精|特|新', 6], ['项目开工', '项目|开工', 6]]
    """
    check_table(paragraphs, ("report_id", "text"), argument="paragraphs", maker="split_paragraphs")
    if min_reports < 2:
        raise InputError("min_reports", f"is {min_reports}", "give 2 or more")
    for name, value in (("min_npmi", min_npmi), ("min_entropy", min_entropy)):
        if not value >= 0:
            raise InputError(name, f"is {value}", "give 0 or more")
    used = paragraphs[paragraphs["text"].notna().to_numpy(dtype=bool)]
    if used.empty:
        raise InputError("paragraphs", "has no row with text", "give paragraphs that have it")
    runs = list(_runs(used["report_id"], used["text"]))
    counts = _count(runs, min_reports)
    sides = _sides(runs, counts, min_reports)
    n_words = sum(len(run.words) for run in runs)
    rows = []
    for gram, (users, before, after) in sides.items():
        npmi = _association(gram, counts, n_words)
        entropy = min(_entropy(before), _entropy(after))
        if len(users) >= min_reports and npmi >= min_npmi and entropy >= min_entropy:
            rows.append((gram, counts[gram], len(users), npmi, entropy))
    kept = _without_parts(rows)
    if not kept:
        warn_nothing(
            "paragraphs",
            f"show no phrase that {min_reports} reports use",
            "give more reports, or lower bounds",
        )
    table = pd.DataFrame(
        [("".join(g), True, pd.NA, "|".join(g), *others) for g, *others in kept],
        columns=["term", "keep", "gloss", "pieces", "count", "n_reports", "npmi", "entropy"],
    )
    table = table.sort_values(["count", "term"], ascending=[False, True], kind="stable")
    return make_table("phrases", table.drop_duplicates("term"), of=paragraphs)


@dataclass(frozen=True)
class _Run:
    """Words between what ends a phrase, and what ended it: a function word, or "" for any sign or number."""

    report: object
    words: _Gram
    before: str
    after: str


def _runs(reports: Iterable[object], texts: Iterable[str]) -> Iterator[_Run]:
    """Runs of two words or more; long ones once."""
    seen: set[_Gram] = set()
    cut = segmenter().cut
    for report, text in zip(reports, texts, strict=True):
        run: list[str] = []
        before = ""
        for word in [*cut(text), ""]:
            if word and not ends_phrase(word):
                run.append(word)
                continue
            after = word if word in stop_words() and word[0] >= "\u4e00" else ""
            own = tuple(run)
            if len(own) > 1 and own not in seen:
                if len(own) >= _COPY:
                    seen.add(own)
                yield _Run(report, own, before, after)
            run, before = [], after


def ends_phrase(word: str) -> bool:
    """Whether a word ends a phrase."""
    if len(word) == 1:
        return word in _FUNCTION or not "\u4e00" <= word <= "\u9fff"
    return word in stop_words() or NUMBER in word or PLACE in word or not "\u4e00" <= word[0] <= "\u9fff"


def _count(runs: list[_Run], least: int) -> Counter[_Gram]:
    """Uses of words, and of all runs of words that are used often enough, and whose parts are."""
    counts: Counter[_Gram] = Counter((word,) for run in runs for word in run.words)
    for length in range(2, _LONGEST + 1):
        found: Counter[_Gram] = Counter()
        for run in runs:
            for start in range(len(run.words) - length + 1):
                gram = run.words[start : start + length]
                if counts[gram[:-1]] >= least <= counts[gram[1:]]:
                    found[gram] += 1
        counts.update({gram: n for gram, n in found.items() if n >= least})
    return counts


def _sides(
    runs: list[_Run], counts: Counter[_Gram], least: int
) -> dict[_Gram, tuple[set[object], Counter[object], Counter[object]]]:
    """Reports that use some words in a row, and their neighbours; each sign is a neighbour of its own."""
    sides: dict[_Gram, tuple[set[object], Counter[object], Counter[object]]] = defaultdict(
        lambda: (set(), Counter(), Counter())
    )
    for number, run in enumerate(runs):
        around = (run.before or number, *run.words, run.after or number)
        for length in range(2, _LONGEST + 1):
            for start in range(len(run.words) - length + 1):
                gram = run.words[start : start + length]
                if counts[gram] < least or len("".join(gram)) > _CHARACTERS:
                    continue
                users, before, after = sides[gram]
                users.add(run.report)
                before[around[start]] += 1
                after[around[start + length + 1]] += 1
    return dict(sides)


def _association(gram: _Gram, counts: Counter[_Gram], n_words: int) -> float:
    """Normalised pointwise mutual information at the place where a run of words holds together least."""
    chance = counts[gram] / n_words
    pairs = [(gram[:place], gram[place:]) for place in range(1, len(gram))]
    least = min(math.log(chance * n_words**2 / (counts[a] * counts[b])) for a, b in pairs)
    return least / -math.log(chance) if chance < 1 else 0.0


def _entropy(neighbours: Counter[object]) -> float:
    """Entropy in bits."""
    n = sum(neighbours.values())
    return -sum(count / n * math.log2(count / n) for count in neighbours.values())


def _without_parts(
    rows: list[tuple[_Gram, int, int, float, float]],
) -> list[tuple[_Gram, int, int, float, float]]:
    """Phrases without those in which a shorter one stands that is used far more often by itself."""
    counts = {gram: count for gram, count, *_ in rows}
    kept = []
    for row in rows:
        gram, count = row[0], row[1]
        inner = (
            gram[start:stop]
            for start in range(len(gram))
            for stop in range(start + 2, len(gram) + 1)
            if stop - start < len(gram)
        )
        if not any(counts.get(part, 0) >= _STANDS_ALONE * count for part in inner):
            kept.append(row)
    return kept
