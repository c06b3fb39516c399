"""Terms that rise, fall, appear and go between the first and the last year, area by area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from analysis.crosswalk import name_scheme, scheme_without_mix
from analysis.errors import InputError, check_level, warn_nothing
from analysis.tables import check_table, make_table
from analysis.trends.keywords import FEW_WAYS, LEAST_WAYS, ONE_UNIT, UnitWords, count_words, sum_rows
from analysis.trends.panel import place_reports
from analysis.trends.permuting import Labels, NullTail, family_p
from analysis.trends.rates import change_interval
from analysis.trends.terms import PER, characters_of
from analysis.words.named import sentence_with
from analysis.words.terms import Terms, TermsLike

KINDS = ("rising", "first_seen", "falling", "gone")
_ROUNDING = 1e-9
_SHOWN = 5  # governments by name


def term_shifts(
    paragraphs: pd.DataFrame,
    *,
    start: int | None = None,
    end: int | None = None,
    reports: pd.DataFrame | None = None,
    terms: TermsLike | None = None,
    min_reports: int = 5,
    n_terms: int = 20,
    every: bool = False,
    prior: float = 500.0,
    n_permutations: int = 999,
    level: float = 0.95,
    random_state: int = 0,
) -> pd.DataFrame:
    r"""Terms that rise, fall, are first seen and are gone between two years, for each area.

    Estimand: the change of a term's rate, in times per 10,000 characters of the area's text, from the first to the last
    year. The test is that of :func:`keyness`: years are permuted among the reports of each region where regions return,
    else among reports; it takes the same permutations for all areas, so that ``p_adj`` covers the whole table.

    Assumption: without a change, the two years' labels could have fallen otherwise on the reports. What other governments
    report in the last year is a change of who reports; give reports of the same governments to leave it out.

    Parameters
    ----------
    paragraphs : DataFrame, one row per paragraph
        With ``report_id``, ``year`` and ``text``; with ``area`` one block of rows for each area, otherwise one for all text.
    start, end : int, optional
        The two years; default the first and the last.
    reports : DataFrame, one row per report, optional
        As :func:`read_reports` returns it; tells which reports are of one region, and names the governments.
    terms : DataFrame, path of a CSV, or sequence of str, optional
        Terms that stay whole, as in :func:`keyness`.
    min_reports : int, default 5
        Reports of the two years that must use a term in the area.
    n_terms : int, default 20
        Terms of each kind and area at most, those with the largest \|z\|.
    every : bool, default False
        Whether to keep terms whose change is not told from chance (``p_bh`` of 1 − `level` or more).
    prior : float, default 500
        Weight of the prior, as in :func:`keyness`.
    n_permutations : int, default 999
        Permutations of the years.
    level : float, default 0.95
        Confidence level of the intervals; 1 − `level` is the false discovery rate.
    random_state : int, default 0
        Seed.

    Returns
    -------
    DataFrame, one row per area and term
        ``area`` (missing where the texts have none), ``term``, ``kind`` ("rising", "first_seen": not used in the first
        year, "falling", "gone": not used in the last), ``start``, ``end``, ``rate_start``, ``rate_end``, ``change`` with
        ``low``, ``high``, ``level``; ``z``, ``p``, ``p_bh`` (Benjamini–Hochberg within the area), ``p_adj`` (family-wise,
        over all areas); ``count_…``, ``n_naming_…`` (reports that use it), ``n_reports_…`` of either year; ``n_clusters``
        (regions), ``governments`` (the five that use it most in the year that uses it more), ``n_governments``,
        ``example`` (a sentence of that year), ``reason`` (why p is missing), ``scheme`` (of the areas). Where years cannot be tested ("one report",
        "too few permutations") the terms with the largest change are listed with p missing; they describe these
        texts. An area that has text in one of the years only, or no word beside one term, has no row.

    Raises
    ------
    InputError
        When a column is missing, a year has no text, no term is used by `min_reports` reports, or a number is out of range.

    See Also
    --------
    plot_term_shifts : draws the terms of an area.
    term_shares : follows a term over all years.
    keyness : compares each year with all others.

    Notes
    -----
    The interval of the change is put together from the intervals of the two rates (:func:`term_shares`) by MOVER, with the
    correlation between the years that regions with reports in both show. So it is not symmetric, and holds where one
    year has no use at all, whose bound is that of no event in independent counts, enlarged by the other year's clustering.

    References
    ----------
    Zou, G. Y., & Donner, A. (2008). Construction of confidence limits about effect measures: a general approach. Statistics
    in Medicine, 27(10), 1693–1702. doi:10.1002/sim.3095.
    Westfall, P. H., & Young, S. S. (1993). *Resampling-Based Multiple Testing*. Wiley.

    Examples
    --------
    >>> import analysis as fz
    >>> rows = [(f"{n}-{year}", year, "办理行政复议案件。" + ("疫情防控。" if year > 2019 else "创建示范。"))
    ...         for n in range(8) for year in (2017, 2022)]
    >>> texts = pd.DataFrame(rows, columns=["report_id", "year", "text"])
    >>> term_shifts(texts)[["kind", "term", "count_start", "count_end"]].values.tolist()
    [['first_seen', '疫情防控', 0, 8], ['gone', '创建示范', 8, 0]]
    """
    check_table(paragraphs, ("report_id", "year", "text"), argument="paragraphs", maker="split_paragraphs")
    check_level(level)
    for name, value in (
        ("min_reports", min_reports),
        ("n_terms", n_terms),
        ("n_permutations", n_permutations),
    ):
        if value < 1:
            raise InputError(name, f"is {value}", "give 1 or more")
    used = paragraphs[(paragraphs["text"].notna() & paragraphs["year"].notna()).to_numpy(dtype=bool)]
    if used.empty:
        raise InputError("paragraphs", "has no row with text and year", "give paragraphs that have them")
    years = sorted(int(year) for year in used["year"].unique())
    start = years[0] if start is None and years else start
    end = years[-1] if end is None and years else end
    for name, year in (("start", start), ("end", end)):
        if year not in years:
            raise InputError(
                name, f"is {year}", f"give a year that has text: {', '.join(map(str, years)) or 'none'}"
            )
    if start == end:
        raise InputError("end", f"is {end}, as start", "give paragraphs of two years")
    used = used[used["year"].isin([start, end]).to_numpy(dtype=bool)]
    if "area" in used.columns and (used["area"] > 0).any():
        used = used[(used["area"] > 0).to_numpy(dtype=bool, na_value=False)]
    corpus = _Corpus.of(used, int(end), reports, Terms.of(terms, used))  # type: ignore[arg-type]
    blocks = [
        block for area in corpus.areas if (block := corpus.block(area, min_reports, prior, level)) is not None
    ]
    if not blocks:
        problem = f"show no term to compare: of the {len(corpus.late)} of {start} and {end} at least {min_reports} must use it"
        raise InputError("reports", problem, "give more reports, or a lower min_reports")
    tested = _test(blocks, corpus.labels, n_permutations, random_state)
    kept = pd.concat([_chosen(table, n_terms, every, level) for table in tested], ignore_index=True)
    kept = kept.assign(start=start, end=end, level=level)
    if kept.empty:
        warn_nothing(
            "paragraphs",
            f"show no term told from chance between {start} and {end}",
            "see every=True for all terms",
        )
    made = make_table("term shifts", corpus.with_examples(kept), of=paragraphs)
    return made if made["area"].isna().all() else name_scheme(made, scheme_without_mix(used, "paragraphs"))


@dataclass(frozen=True, eq=False)
class _Corpus:
    """Texts of two years with their words counted."""

    texts: pd.DataFrame  # text, area, report (number), late (whether of the last year), chars
    counts: sp.csr_matrix
    words: np.ndarray
    labels: Labels  # of reports
    region: np.ndarray
    names: np.ndarray
    late: np.ndarray  # of reports

    @classmethod
    def of(cls, used: pd.DataFrame, end: int, reports: pd.DataFrame | None, terms: Terms) -> _Corpus:
        # a report is one year's text; one that spans both is two
        late = (used["year"] == end).to_numpy(dtype=bool)
        report, keys = pd.factorize(pd.MultiIndex.from_arrays([used["report_id"], late]))
        ids = pd.Series(keys.get_level_values(0), dtype=object)
        places = place_reports(ids.drop_duplicates(), reports).set_index("report_id")["region"]
        region, _ = pd.factorize(places.loc[ids].to_numpy())
        of_report = np.asarray(keys.get_level_values(1), dtype=bool)
        counts, words = count_words(used["text"].tolist(), terms)
        area = used["area"].to_numpy() if "area" in used.columns else np.zeros(len(used))
        texts = pd.DataFrame(
            {
                "text": used["text"].to_numpy(),
                "area": area,
                "report": report,
                "late": late,
                "chars": characters_of(used),
            }
        )
        labels = Labels.of(of_report.astype(int), np.arange(len(keys)), region)
        return cls(texts, counts, words, labels, region, _names(ids, reports), of_report)

    @property
    def areas(self) -> list[int]:
        return sorted({int(area) for area in self.texts["area"].dropna()})

    def block(self, area: int, min_reports: int, prior: float, level: float) -> _Block | None:
        """What one area shows; None where it has no term, or text in one of the years only."""
        own = np.flatnonzero(self.texts["area"] == area)
        texts, n = self.texts.iloc[own], len(self.late)
        report = texts["report"].to_numpy()
        counts = sum_rows(self.counts[own], report, n)
        kept = np.flatnonzero(np.asarray((counts > 0).sum(axis=0)).ravel() >= min_reports)
        chars = np.bincount(report, weights=texts["chars"], minlength=n)
        there = chars > 0
        rest = np.asarray(counts.sum(axis=1) - counts[:, kept].sum(axis=1))
        if len(kept) + (rest.sum() > 0) < 2 or len(np.unique(self.late[there])) < 2:
            return None
        dense = np.asarray(counts[:, kept].todense())
        found = change_interval(dense[there], chars[there], self.late[there], self.region[there], level)
        table = pd.DataFrame({"area": area, "term": self.words[kept], "column": kept, **found})
        for name in ("rate_start", "rate_end", "change", "low", "high"):
            table[name] *= PER
        own_words = sp.hstack([counts[:, kept], rest], format="csr") if rest.sum() else counts[:, kept]
        units = sum_rows(own_words, self.labels.unit, len(self.labels.label))
        alone = min((there & self.late).sum(), (there & ~self.late).sum()) < 2
        return _Block(table, UnitWords.of(units, prior), alone)

    def with_examples(self, table: pd.DataFrame) -> pd.DataFrame:
        """A sentence that uses each term, and who does, in the year that uses it more."""
        examples, who, n_who = [], [], []
        for area, column, term, change in table[["area", "column", "term", "change"]].itertuples(index=False):
            own = (self.texts["area"] == area).to_numpy() & (self.texts["late"].to_numpy() == (change > 0))
            uses = np.asarray(self.counts[:, column].todense()).ravel() * own
            by_name = pd.Series(uses).groupby(self.names[self.texts["report"].to_numpy()]).sum()
            by_name = by_name[by_name > 0].sort_values(ascending=False, kind="stable")
            who.append("、".join(map(str, by_name.index[:_SHOWN])))
            n_who.append(len(by_name))
            rows = np.flatnonzero(uses)
            examples.append(sentence_with(self.texts["text"].iloc[rows[0]], term) if len(rows) else None)
        unknown = (self.texts["area"] == 0).all()
        area = pd.array([pd.NA] * len(table), dtype="Int64") if unknown else table["area"]
        return table.assign(area=area, governments=who, n_governments=n_who, example=examples)


@dataclass(frozen=True, eq=False)
class _Block:
    """One area: its terms, and their counts in the units that are permuted; behind them all other words as one."""

    table: pd.DataFrame
    words: UnitWords
    alone: bool  # whether a year has one report

    def z(self, late: np.ndarray) -> np.ndarray:
        """z of each term for each choice of the last year's units, shape (n_choices, n_terms)."""
        return self.words.log_odds(late)[1][:, : len(self.table)]


def _names(ids: pd.Series, reports: pd.DataFrame | None) -> np.ndarray:
    """What a government is called: its region, else its issuer, else the report."""
    if reports is None:
        return ids.to_numpy(dtype=object)
    known = reports.set_index("report_id").reindex(ids)
    named = pd.Series(ids.to_numpy(dtype=object))
    for column in ("issuer", "region"):
        if column in known.columns:
            values = pd.Series(known[column].to_numpy(dtype=object))
            named = named.where(values.isna(), values)
    return named.to_numpy(dtype=object)


def _test(blocks: list[_Block], labels: Labels, n: int, seed: int) -> list[pd.DataFrame]:
    """The terms of each area with z and p, from permuted years."""
    seen = [block.z(labels.label[None] == 1)[0] for block in blocks]
    few = labels.count(1) < LEAST_WAYS
    open_ = [] if few else [place for place, block in enumerate(blocks) if not block.alone]
    largest = np.zeros((n + 1, len(open_)))
    ps: dict[int, tuple[np.ndarray, np.ndarray]] = {}
    for number, place in enumerate(open_):
        z = seen[place]
        largest[0, number] = np.abs(z).max()
        tail, beyond, row = NullTail(n + 1, len(z)), np.ones(len(z)), 1
        tail.add(slice(0, 1), z[None])
        for given in labels.blocks(n, len(z), seed):  # of one seed: the same years for all areas
            drawn = np.abs(blocks[place].z(given == 1))
            largest[row : row + len(given), number] = drawn.max(axis=1)
            beyond += (drawn >= np.abs(z) * (1 - _ROUNDING)).sum(axis=0)
            tail.add(slice(row, row + len(given)), drawn)
            row += len(given)
        ps[place] = beyond / (n + 1), tail.false_discovery(z)
    if open_:
        widest = max(len(seen[place]) for place in open_)
        padded = np.stack([np.pad(seen[place], (0, widest - len(seen[place]))) for place in open_])
        family = dict(zip(open_, family_p(largest, padded), strict=True))
    tables = []
    for place, block in enumerate(blocks):
        nothing = np.full(len(block.table), np.nan)
        p, p_bh = ps.get(place, (nothing, nothing))
        p_adj = family[place][: len(p)] if place in ps else nothing
        reason = None if place in ps else ONE_UNIT if block.alone else FEW_WAYS
        tables.append(block.table.assign(z=seen[place], p=p, p_bh=p_bh, p_adj=p_adj, reason=reason))
    return tables


def _chosen(table: pd.DataFrame, n_terms: int, every: bool, level: float) -> pd.DataFrame:
    """The terms of an area that are listed, kind by kind."""
    up = table["change"] > 0
    kind = np.select(
        [up & (table["count_start"] == 0), up, table["count_end"] == 0],
        ["first_seen", "rising", "gone"],
        "falling",
    )
    table = table.assign(kind=kind, size=table["z"].abs())
    if not every:
        table = table[(table["p_bh"] < 1 - level) | (table["p_bh"].isna() & (table["change"] != 0))]
    table = table.sort_values(["size", "term"], ascending=[False, True], kind="stable")
    return pd.concat([table[table["kind"] == own].head(n_terms) for own in KINDS])
