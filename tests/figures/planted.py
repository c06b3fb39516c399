"""Simulated tables with planted numbers, in the columns that the steps agree on: for tests and the gallery."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd

from analysis.columns.types import AREAS
from analysis.figures.tiles import load_provinces
from analysis.tables import make_table

YEARS = tuple(range(2017, 2023))
MEANS = (0.19, 0.08, 0.06, 0.22, 0.14, 0.12, 0.08, 0.11)
SLOPES = (-0.006, 0.002, 0.0, -0.004, 0.001, 0.012, -0.003, -0.002)  # a year
TERMS = [
    "数字法治",
    "营商环境",
    "行政复议",
    "综合执法",
    "柔性执法",
    "首违不罚",
    "轻微免罚",
    "法治督察",
    "三项制度",
    "双随机",
    "政务公开",
    "放管服改革",
    "枫桥经验",
    "府院联动",
    "包容审慎",
    "行政应诉",
    "合法性审查",
    "重大决策",
    "法律顾问",
    "规范性文件",
    "权责清单",
    "证明事项",
    "一网通办",
    "公共法律服务",
    "人民调解",
]


def _simulated(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(simulated=True)


def make_shares(years: tuple[int, ...] = YEARS) -> pd.DataFrame:
    """Counted and corrected shares of 240 reports; counts are too high for area 6 in the last two years."""
    rows = []
    for estimator, (year, step) in product(("naive", "dsl"), zip(years, range(len(years)), strict=True)):
        for area, mean, slope in zip(AREAS, MEANS, SLOPES, strict=True):
            drift = {6: 0.04, 4: -0.04}.get(area, 0.0) if estimator == "naive" and step > 3 else 0.0
            share = mean + slope * step + 0.006 * np.sin(3 * area + 2 * step) * (step % 2) + drift
            half = 0.008 if estimator == "naive" else 0.012
            rows.append(
                {
                    "year": year, "area": area, "share": share, "low": share - half, "high": share + half,
                    "level": 0.95, "estimator": estimator, "weight": "characters", "n_reports": 36 + 2 * step,
                    "n_units": 950 + 40 * step, "n_coded": 150 if estimator == "dsl" else 0,
                }
            )  # fmt: skip
    return _simulated(make_table("shares", rows))


def make_trends() -> pd.DataFrame:
    rows = [
        {
            "area": area, "slope": 100 * slope * shrink, "low": 100 * slope * shrink - half,
            "high": 100 * slope * shrink + half, "level": 0.95, "p": 0.001 if area == 6 else 0.2,
            "p_holm": 0.0004 if area == 6 else min(1.0, 0.05 * area), "estimator": "dsl", "weight": "characters",
            "panel": panel,
        }
        for panel, shrink, half in (("full", 1.0, 0.35), ("balanced", 0.8, 0.5))
        for area, slope in zip(AREAS, SLOPES, strict=True)
    ]  # fmt: skip
    return _simulated(pd.DataFrame(rows))


def make_area_changes(since: str = "first") -> pd.DataFrame:
    """Changes of the corrected shares, of which those of area 6 alone keep clear of zero."""
    shares = make_shares().query("estimator == 'dsl'")
    grid = shares.pivot(index="year", columns="area", values="share")
    change = (grid - grid.iloc[0] if since == "first" else grid.diff()).iloc[1:]
    rows = [
        {
            "year": year, "area": area, "since": YEARS[0] if since == "first" else year - 1, "change": value,
            "low": value - 0.02, "high": value + 0.02, "level": 0.95, "p": 0.1, "p_holm": 0.5, "estimator": "dsl",
            "weight": "characters", "n_reports": 36 + 2 * (year - YEARS[0]), "n_reports_since": 36,
        }
        for year, own in change.iterrows()
        for area, value in own.items()
    ]  # fmt: skip
    return _simulated(make_table("area changes", rows))


def make_changes() -> pd.DataFrame:
    """Parts of a change that add up to it."""
    parts = ("within", "carried_forward", "length", "entering", "leaving", "level_mix")
    weights = (0.7, 0.35, -0.1, 0.15, -0.2, 0.1)
    rows = []
    for area, slope in zip(AREAS, SLOPES, strict=True):
        own = [5 * slope * weight + 0.002 * np.cos(area * (k + 1)) for k, weight in enumerate(weights)]
        rows += [{"area": area, "part": part, "change": x} for part, x in zip(parts, own, strict=True)]
        rows.append({"area": area, "part": "total", "change": sum(own)})
    table = pd.DataFrame(rows)
    return _simulated(
        table.assign(
            low=table["change"] - 0.012, high=table["change"] + 0.012, level=0.95, start=2017, end=2022
        )
    )


def make_robustness() -> pd.DataFrame:
    """Slopes of areas 4 and 6 under 192 specifications."""
    generator = np.random.default_rng(0)
    choices = {
        "weight": ("characters", "paragraphs", "reports"),
        "estimator": ("dsl", "naive"),
        "panel": ("full", "balanced"),
        "headings": ("with", "blind"),
        "scheme": (
            "outline-2015",
            "outline-2015, 27y in 6",
            "outline-2015, 6e apart",
            "outline-2015, 7d apart",
        ),
        "carried_forward": ("with", "without"),
    }
    rows = []
    for area, slope in ((4, -0.3), (6, 1.2)):
        for options in product(*choices.values()):
            chosen = dict(zip(choices, options, strict=True))
            own = slope + 0.4 * (chosen["estimator"] == "naive") + generator.normal(0, 0.2)
            half = 0.35 + 0.2 * (chosen["panel"] == "balanced")
            rows.append(
                {
                    **chosen,
                    "area": area,
                    "slope": own,
                    "low": own - half,
                    "high": own + half,
                    "level": 0.95,
                    "p": 0.01,
                }
            )
    return _simulated(pd.DataFrame(rows))


def make_keyness() -> pd.DataFrame:
    rows = [
        {
            "group": group, "term": TERMS[(place + 3 * shift) % len(TERMS)], "log_odds": 2 - 0.12 * place,
            "z": 6.2 - 0.45 * place, "p": 0.001, "p_bh": 0.002 if place < 7 else 0.2, "count": 90 - 5 * place,
            "count_rest": 30, "n_reports": 38 - 2 * place,
        }
        for shift, group in enumerate(("2017", "2020", "2022"))
        for place in range(12)
    ]  # fmt: skip
    return _simulated(pd.DataFrame(rows))


def make_shifts() -> pd.DataFrame:
    """Terms of two areas; the second one could not be tested."""
    kinds = ["rising"] * 5 + ["first_seen"] + ["falling"] * 3 + ["gone"]
    rows = []
    for area in (4, 6):
        for place, kind in enumerate(kinds):
            up = place < 6
            start, end = (
                (0.5 * place * (kind != "first_seen"), 2 + 0.7 * place)
                if up
                else (6.0 - 0.4 * place, 0.2 * (9 - place))
            )
            rows.append(
                {
                    "area": area, "term": TERMS[(place + area) % len(TERMS)], "kind": kind, "start": 2017, "end": 2022,
                    "rate_start": start, "rate_end": end, "change": end - start, "low": end - start - 0.6,
                    "high": end - start + 0.8, "level": 0.95, "z": (6 - 0.3 * place) * (1 if up else -1),
                    "p_bh": 0.01 if area == 4 else np.nan, "reason": None if area == 4 else "one report",
                }
            )  # fmt: skip
    return _simulated(pd.DataFrame(rows))


def make_top_words(n_topics: int = 10) -> pd.DataFrame:
    rows = [[TERMS[(5 * topic + rank) % len(TERMS)] for rank in range(8)] for topic in range(n_topics)]
    return pd.DataFrame(rows, index=pd.RangeIndex(1, n_topics + 1, name="topic"), columns=range(1, 9))


def make_topic_shares(n_topics: int = 10) -> pd.DataFrame:
    weights = np.arange(n_topics, 0, -1) + 2.0
    rows = [
        {
            "year": year, "topic": topic, "share": share, "low": share - 0.02, "high": share + 0.02, "level": 0.95,
            "n_reports": 40,
        }
        for step, year in enumerate(YEARS)
        for topic, share in enumerate(_parts(weights + np.sin(np.arange(n_topics) + step)), start=1)
    ]  # fmt: skip
    return _simulated(make_table("topic shares", rows))


def _parts(weights: np.ndarray) -> np.ndarray:
    return weights / weights.sum()


def make_topic_trends(n_topics: int = 10) -> pd.DataFrame:
    slopes = np.linspace(-0.9, 0.9, n_topics)
    rows = [
        {
            "topic": topic, "slope": slope, "low": slope - 0.5, "high": slope + 0.5, "level": 0.95, "df": 20.0,
            "n_clusters": 30, "n_reports": 180, "reason": pd.NA, "p": 0.5, "p_permutation": 0.5,
            "p_holm": 0.01 if abs(slope) > 0.5 else 0.9, "from_refits": 0.2, "n_left_out": 0,
        }
        for topic, slope in enumerate(slopes, start=1)
    ]  # fmt: skip
    return _simulated(make_table("topic trends", rows))


def make_topic_areas(n_topics: int = 10) -> pd.DataFrame:
    rows = []
    for topic in range(1, n_topics + 1):
        weights = np.ones(8) * (1.0 if topic % 4 == 0 else 0.15)
        weights[topic % 8] += 3.0
        own = weights / weights.sum()
        rows += [
            {"topic": topic, "area": area, "share": share, "cross_cutting": own.max() < 0.6}
            for area, share in zip(AREAS, own, strict=True)
        ]
    return _simulated(pd.DataFrame(rows))


def make_correlations(n_topics: int = 10) -> pd.DataFrame:
    """Neighbours by number go together, every fifth pair apart; the others are near what no tie would show."""
    rows = []
    for a, b in combinations(range(1, n_topics + 1), 2):
        r = 0.45 if b == a + 1 else -0.5 if (a + b) % 5 == 0 else -1 / (n_topics - 1)
        rows.append(
            {"topic_a": a, "topic_b": b, "correlation": r, "low": r - 0.2, "high": r + 0.2, "level": 0.95,
             "expected": -1 / (n_topics - 1), "n_reports": 180, "n_governments": 30, "reason": pd.NA}
        )  # fmt: skip
    return _simulated(make_table("topic correlations", rows))


def make_alignment(n_topics: int = 8) -> pd.DataFrame:
    rows = []
    for a, b in product(range(1, n_topics + 1), repeat=2):
        matched = b == n_topics + 1 - a
        similarity = 0.9 - 0.03 * a if matched else 0.05 + 0.02 * ((a * b) % 7)
        rows.append(
            {
                "topic_a": a,
                "topic_b": b,
                "overlap": 0.8 if matched else 0.0,
                "similarity": similarity,
                "matched": matched,
                "words_a": "、".join(TERMS[(3 * a + k) % len(TERMS)] for k in range(5)),
                "words_b": "、".join(TERMS[(3 * (n_topics + 1 - b) + k) % len(TERMS)] for k in range(5)),
            }
        )
    return _simulated(pd.DataFrame(rows))


def make_dynamic() -> pd.DataFrame:
    """Words of two topics that change places; one word enters in 2020."""
    rows = []
    for topic, (step, year) in product((1, 2), enumerate(YEARS)):
        words = [TERMS[(9 * topic + k) % len(TERMS)] for k in range(8)]
        words = words[step:] + words[:step] if topic == 2 else words
        if step >= 3:
            words = ["合法性审查", *[word for word in words if word != "合法性审查"]]
        rows += [
            {"topic": topic, "year": year, "rank": rank, "word": word, "probability": 0.06 / rank**0.6}
            for rank, word in enumerate(words[:8], start=1)
        ]
    return _simulated(pd.DataFrame(rows))


def make_choice() -> pd.DataFrame:
    sizes = np.array([6, 8, 10, 12, 16, 20])
    return _simulated(
        pd.DataFrame(
            {
                "n_topics": sizes, "npmi": 0.14 - 0.0006 * (sizes - 11) ** 2, "npmi_chance": 0.01, "exclusivity": 0.5 + 0.015 * sizes,
                "heldout": -7.4 + 0.03 * sizes, "stability": 0.92 - 0.02 * sizes, "recommended": sizes == 10,
                "reason": "",
            }
        )
    )  # fmt: skip


def make_predictions() -> pd.DataFrame:
    """400 units, most on the diagonal."""
    generator = np.random.default_rng(1)
    coded = generator.choice(AREAS, size=400, p=MEANS)
    wrong = generator.random(400) > 0.86
    predicted = np.where(wrong, generator.choice(AREAS, size=400), coded)
    return _simulated(pd.DataFrame({"area": coded, "predicted": predicted}))


def make_calibration() -> pd.DataFrame:
    low = np.array([0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    return _simulated(
        pd.DataFrame(
            {
                "bin_low": low, "bin_high": low + 0.1, "n_units": [3, 9, 14, 22, 31, 48, 85, 188],
                "probability": low + 0.05, "accuracy": [0.33, 0.33, 0.5, 0.5, 0.71, 0.69, 0.82, 0.97],
                "low": [0.01, 0.07, 0.23, 0.28, 0.52, 0.54, 0.72, 0.93],
                "high": [0.91, 0.7, 0.77, 0.72, 0.86, 0.81, 0.9, 0.99], "level": 0.95,
            }
        )
    )  # fmt: skip


def make_curve() -> pd.DataFrame:
    sizes = np.array([25, 50, 100, 200, 400])
    table = {"n_codes": sizes}
    for name, reached in (("accuracy", 0.88), ("macro_f1", 0.84)):
        value = reached - 1.1 / np.sqrt(sizes)
        table |= {
            name: value,
            f"{name}_low": value - 0.3 / sizes**0.4,
            f"{name}_high": value + 0.25 / sizes**0.4,
        }
    return _simulated(pd.DataFrame(table).assign(level=0.95))


def make_coverage() -> pd.DataFrame:
    """Reports of 12 provinces in four levels; few in 2017, some of unknown province."""
    rows = [
        {
            "year": year, "level": level, "province": province, "n_reports": n, "n_regions": n, "n_chars": 9000 * n,
            "thin": year == 2017,
        }
        for year, level, (place, province) in product(
            YEARS, ("prefecture", "county"), enumerate([*load_provinces().index[2:14], pd.NA])
        )
        if (n := (7 * place + year * (2 if level == "county" else 1)) % 6 - (2 if year == 2017 else 0)) > 0
    ]  # fmt: skip
    table = pd.DataFrame(rows).astype({"province": "string", "year": "Int64", "thin": "boolean"})
    return _simulated(table)


def make_compliance() -> pd.DataFrame:
    """30 reports; where a date or an order cannot be told the fact is missing."""
    rows = []
    for k in range(30):
        rows.append(
            {
                "report_id": f"r{k}", "year": 2018 + k % 5, "published_in_time": pd.NA if k % 7 == 0 else k % 4 > 0,
                "has_work": True, "has_problems": k % 6 > 0, "has_first_responsible": k % 5 > k % 3,
                "has_plan": k % 9 > 0, "areas_in_order": pd.NA if k % 5 == 4 else k % 2 == 0,
            }
        )  # fmt: skip
    facts = [name for name in rows[0] if name not in ("report_id", "year")]
    return _simulated(pd.DataFrame(rows).astype({"year": "Int64", **dict.fromkeys(facts, "boolean")}))


def make_drift() -> pd.DataFrame:
    """Area 6 drifts: unseen words and errors; the confidence falls with them."""
    levels = {"out_of_vocabulary": 0.03, "share_shift": 0.0, "confidence": 0.88, "error": 0.12}
    rows = [
        {
            "area": area, "measure": measure, "value": level + (0.05 if measure != "confidence" else -0.12) * (area == 6),
            "low": level - 0.02, "high": level + 0.02, "flagged": area == 6,
        }
        for measure, level in levels.items()
        for area in AREAS
    ]  # fmt: skip
    return _simulated(pd.DataFrame(rows))


def make_budget() -> pd.DataFrame:
    rows = [
        {
            "n_codes": n, "area": area, "half_width": 100 * np.sqrt(mean * (1 - mean) / n) + 0.8,
            "level": 0.95, "source": "assumed accuracy",
        }
        for n in (25, 50, 100, 150, 200, 300, 500)
        for area, mean in zip(AREAS, MEANS, strict=True)
    ]  # fmt: skip
    return _simulated(pd.DataFrame(rows))


def make_power() -> pd.DataFrame:
    rows = [
        {
            "n_codes": n, "n_regions": regions, "n_years": 6, "area": area, "std_error": mean / n, "df": regions - 1.0,
            "detectable": 2.9 * np.sqrt(mean * (1 - mean)) * (30 / n + 10 / regions), "target_power": 0.8,
            "n_tests": 1, "level": 0.95, "source": "pilot codes",
        }
        for n in (50, 100, 150, 300)
        for regions in (10, 30)
        for area, mean in zip(AREAS, MEANS, strict=True)
    ]  # fmt: skip
    return _simulated(pd.DataFrame(rows))


def make_regression() -> pd.DataFrame:
    """Coefficients of four terms, and of the years around a change."""
    generator = np.random.default_rng(5)
    terms = ["z", "F", "p", "LDA", *(f"event(year, z)[T.{own}]" for own in (-3, -2, 0, 1, 2))]
    rows = [
        {
            "area": area, "term": term, "estimate": own, "low": own - half, "high": own + half,
            "p_holm": 0.01 if abs(own) > half else 0.4,
        }
        for term in terms
        for area in AREAS
        for own, half in [(generator.normal(0, 2), 1 + generator.random())]
    ]  # fmt: skip
    facts = {"level": 0.95, "estimator": "dsl", "weight": "characters", "n_reports": 60, "n_clusters": 20}
    return _simulated(pd.DataFrame(rows).assign(**facts, formula="share ~ z + F + p + LDA + event(year, z)"))


def make_marginal() -> pd.DataFrame:
    """Shares at five values of a variable."""
    rows = [
        {"area": area, "value": str(value), "share": own, "low": own - 0.02, "high": own + 0.02}
        for value in range(5)
        for area in AREAS
        for own in [0.08 + 0.01 * area + 0.004 * value * (-1) ** area]
    ]
    facts = {"variable": "z", "level": 0.95, "estimator": "dsl", "weight": "characters"}
    return _simulated(pd.DataFrame(rows).assign(**facts))


def planted_tables() -> dict[str, pd.DataFrame]:
    """Every table that a figure is drawn from but the paragraphs, by its name in a study; all simulated."""
    shares = make_shares()
    return {
        "reports": pd.DataFrame(
            {"report_id": ["r1"]}
        ),  # that the numbers are simulated, each table says itself
        "estimators": shares,
        "shares": _simulated(shares[shares["estimator"] == "dsl"].reset_index(drop=True)),
        "area_changes": make_area_changes(),
        "previous_changes": make_area_changes("previous"),
        "trends": make_trends(),
        "changes": make_changes(),
        "robustness": make_robustness(),
        "keyness": make_keyness(),
        "term_shifts": make_shifts(),
        "topic_words": make_top_words().rename(columns=str).reset_index(),
        "topic_shares": make_topic_shares(),
        "topic_trends": make_topic_trends(),
        "topic_areas": make_topic_areas(),
        "topic_correlations": make_correlations(),
        "topic_alignment": make_alignment(),
        "topic_words_by_year": make_dynamic(),
        "topic_choice": make_choice(),
        "confusion": make_predictions(),
        "calibration": make_calibration(),
        "learning_curve": make_curve(),
        "coverage": make_coverage(),
        "compliance": make_compliance(),
        "drift": make_drift(),
        "coding_budget": make_budget(),
        "trend_power": make_power(),
        "regression": make_regression(),
        "marginal_shares": make_marginal(),
    }
