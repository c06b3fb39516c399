"""Topic trends on simulated corpora: size where nothing rises, power, coverage, and how far slopes are measured too small.

``python -m benchmarks --only "topic trends"``. Pooled regression, for comparison, is the least-squares line through the shares
of reports with the usual t test: one model, its topics taken as known, governments without levels of their own.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

import analysis as fz
from analysis.topics.alignment import draw_reports, refit_bags
from analysis.topics.trends import ReportTopics, report_topics
from benchmarks.measuring import Row
from benchmarks.zipf import Corpus, Design, make_corpus, similarity

SMALL = Design(n_words=3_000, n_topics=8, n_own=100, n_regions=20, n_paragraphs=8)
SLOPES = (0.5, 1.0)  # planted, percentage points of the words that topics give, per year
REFITS, PERMUTATIONS, SEED = 3, 199, 20211028
HARDER = {
    "as above": SMALL,
    "paragraphs of 20 words": replace(SMALL, length=20),
    "7 of 10 words of the background": replace(SMALL, background=0.7),
    "4 reports a year": replace(SMALL, n_regions=4),
    "12,000 words, 20 topics": Design(n_regions=20),
}


def measure(n_null: int = 150, n_power: int = 60, n_ratio: int = 8) -> list[Row]:
    """Rows for so many corpora of each kind."""
    what = f"{SMALL.n_regions} governments, {SMALL.n_years} years, {SMALL.n_paragraphs} paragraphs a report, {SMALL.n_topics} topics"
    null = pd.concat([one_study(SMALL, SEED + draw) for draw in range(n_null)])
    rows = [Row(f"size, {what}, {n_null} corpora", name, said) for name, said in _rates(null).items()]
    for slope in SLOPES:
        design = replace(SMALL, slope=slope)
        studies = pd.concat([one_study(design, SEED + 10_000 + draw) for draw in range(n_power)])
        rising = studies[studies["rising"]]
        part = f"topic 0 by {slope} points a year, {n_power} corpora"
        rows += [Row(f"power, {part}", name, said) for name, said in _rates(rising).items()]
        covered = ((rising["low"] <= rising["truth"]) & (rising["truth"] <= rising["high"])).mean()
        ratio = rising["slope"].mean() / rising["truth"].mean()
        said = f"{covered:.2f}, mean slope {ratio:.2f} of the planted one"
        rows.append(Row(f"coverage, {part}", "95% interval of topic_trends", said))
    for name, design in HARDER.items():
        found = pd.concat([ratios(replace(design, slope=3.0), SEED + draw) for draw in range(n_ratio)])
        for way, own in found.groupby("way", sort=False):
            said = f"{own['ratio'].median():.2f} ({own['ratio'].min():.2f} to {own['ratio'].max():.2f})"
            rows.append(Row(f"slope measured / slope planted, {name}, {n_ratio} corpora", str(way), said))
    return rows


def _rates(table: pd.DataFrame) -> dict[str, str]:
    """Rejections at .05 of each test, with the standard error over corpora."""
    ways = {
        "topic_trends, p": "p", "topic_trends, p_permutation": "p_permutation", "pooled regression": "pooled",
        "topic_trends, p_holm": "p_holm",
    }  # fmt: skip
    found = {}
    for name, column in ways.items():
        each = (table[column] < 0.05).groupby(table["seed"]).mean()
        found[name] = f"{each.mean():.3f} ± {each.std() / np.sqrt(len(each)):.3f}"
    return found


def one_study(design: Design, seed: int) -> pd.DataFrame:
    """The table of trends of one corpus, with the topic that rises marked and the p of pooled regression."""
    generator = np.random.default_rng(seed)
    corpus = make_corpus(design, generator)
    once = corpus.bags.rows(~corpus.again)
    model = fz.TopicModel(design.n_topics).fit_bags(once)
    others = [refit_bags(model, once.rows(draw_reports(once, 0.8, generator)), seed) for _ in range(REFITS)]
    shares = report_topics([model, *others], corpus.bags, corpus.reports)
    table = shares.trends(0.95, PERMUTATIONS, seed)
    near = similarity(model.topic_words_, corpus.topics)[:, 0]
    return table.assign(
        rising=np.arange(len(near)) == near.argmax(), truth=corpus.slope, seed=seed, pooled=_pooled(shares)
    )


def _pooled(shares: ReportTopics) -> np.ndarray:
    """p of the least-squares line through the shares of reports."""
    years = shares.reports["year"].to_numpy(dtype=float)
    return np.array([stats.linregress(years, own).pvalue for own in shares.share[0].T])


def ratios(design: Design, seed: int) -> pd.DataFrame:
    """Slope of topic 0 measured over the slope of the words that it gave, by the planted topics and by engines."""
    corpus = make_corpus(design, np.random.default_rng(seed))
    once = corpus.bags.rows(~corpus.again)
    truth = _slope(corpus, corpus.given[:, 0])
    models = {
        "topics known": _known(corpus),
        "nmf": fz.TopicModel(design.n_topics).fit_bags(once),
        "nmf, half as many topics": fz.TopicModel(design.n_topics // 2).fit_bags(once),
        "gensim": fz.TopicModel(design.n_topics, engine="gensim").fit_bags(once),
    }
    rows = []
    for way, model in models.items():
        near = int(similarity(model.topic_words_, corpus.topics)[:, 0].argmax())
        rows.append({"way": way, "ratio": _slope(corpus, model.assigned(corpus.bags)[:, near]) / truth})
    return pd.DataFrame(rows)


def _known(corpus: Corpus) -> fz.TopicModel:
    """A model that has the planted topics."""
    model = fz.TopicModel(len(corpus.topics), passes=1).fit_bags(corpus.bags, keep_all=True)
    model.parameters_ = corpus.topics * 1e6 + 1e-3
    model.alpha_ = np.full(len(corpus.topics), 1 / len(corpus.topics))
    return model


def _slope(corpus: Corpus, share: np.ndarray) -> float:
    """Slope over the years of the mean share of paragraphs."""
    mean = pd.Series(share).groupby(corpus.bags.units["year"].to_numpy()).mean()
    return float(np.polyfit(mean.index.to_numpy(dtype=float), mean.to_numpy(), 1)[0])
