"""Checks, labels and notes that figures of shares by year have in common."""

from __future__ import annotations

import pandas as pd

from analysis.errors import InputError
from analysis.tables import COLUMNS, check_table
from analysis.taxonomy import Taxonomy

WORDS = {
    "zh": {
        "per": "{year}年\n{n}份",
        "absent": "{year}年\n无",
        "naive": "分类器计数（未校正）",
        "dsl": "经人工编码校正",
        "characters": "按字数的占比",
        "paragraphs": "按段落数的占比",
        "reports": "各报告占比的均值",
        "estimand": "估计对象：{weight}；估计量：{estimator}。",
        "sample": "报告 {n} 份，段落 {units} 个{coded}。",
        "coded": "，其中 {n} 个经人工编码",
        "band": "{sign}：{level:.0%} 置信区间，按地区聚类（地区未知者按报告）。",
        "hollow": "空心点：该年仅一份报告，无报告间区间，不能说明趋势。",
        "cell": "仅一份报告的年份无报告间区间，不能说明趋势。",
        "reports by year": "各年报告数：{counts}。",
        "first part of draw": "只编码了样本的前一部分，入样概率已重新计算。",
        "several draws": "合并了同一总体的多次抽样，按联合入样概率加权。",
        "blanks at random": "未编码的段落视为随机缺失。",
        "draw not recorded": "编码未记录其抽样过程，入样概率按所给数值采用。",
        "bound": "区间已按编码分歧所容许的最大偏差加宽；编码员共同的误差不在其内。",
        "ignore": "视编码为正确；区间不含编码误差。",
        "count": "{year}年{n}份",
        "comma": "、",
    },
    "en": {
        "per": "{year}\nn = {n}",
        "absent": "{year}\nnone",
        "naive": "classifier counts (not corrected)",
        "dsl": "corrected by hand codes",
        "characters": "share of characters",
        "paragraphs": "share of paragraphs",
        "reports": "mean of report shares",
        "estimand": "Estimand: {weight}; estimator: {estimator}.",
        "sample": "{n} reports, {units} paragraphs{coded}.",
        "coded": ", {n} of them coded by hand",
        "band": "{sign}: {level:.0%} intervals clustered by region (by report where the region is not known).",
        "hollow": "Hollow: a single report in that year, hence no between-report interval and no evidence of a trend.",
        "cell": "A year with a single report has no between-report interval and is no evidence of a trend.",
        "reports by year": "Reports by year: {counts}.",
        "first part of draw": "Only the first part of the sample is coded; probabilities were rescaled.",
        "several draws": "Several samples of one frame, weighted by their joint probabilities.",
        "blanks at random": "Paragraphs left uncoded are taken as missing at random.",
        "draw not recorded": "The codes do not record their draw; their probabilities are taken as given.",
        "bound": "Intervals widened by the largest bias that differences between coders allow; "
        "errors that coders share are not in them.",
        "ignore": "Codes are taken to be right; errors of coders are not in the intervals.",
        "count": "{year}: {n}",
        "comma": ", ",
    },
}


_OPTIONAL = ("design", "coder_error")  # of tables with codes
_NEEDED = [name for name in COLUMNS["shares"] if name not in _OPTIONAL]


def check_shares(shares: pd.DataFrame, taxonomy: Taxonomy, *, by: tuple[str, ...] = ("year", "area")) -> None:
    """Raise when the table is none of shares, has no row, areas of another scheme, or several estimates of one share."""
    check_table(shares, _NEEDED, argument="shares", maker="area_shares")
    if shares.empty:
        raise InputError("shares", "has no row", "give the shares of at least one year")
    check_areas(shares, taxonomy, argument="shares")
    if shares.duplicated(list(by)).any():
        year, area = shares.loc[shares.duplicated(list(by)), ["year", "area"]].iloc[0]
        problem = f"has several estimates for {year}, area {area}"
        raise InputError("shares", problem, "keep one estimator and one weight")


def check_areas(table: pd.DataFrame, taxonomy: Taxonomy, *, argument: str) -> None:
    """Raise when a table has areas that the scheme lacks."""
    others = sorted(set(table["area"].dropna()) - set(taxonomy.areas.index))
    if others:
        named = ", ".join(map(str, others))
        problem = f"has the area(s) {named}, which scheme {taxonomy.scheme!r} lacks"
        raise InputError(argument, problem, "name the scheme of the table")


def year_range(shares: pd.DataFrame) -> list[int]:
    """All years from the first to the last, those without a report included."""
    return list(range(int(shares["year"].min()), int(shares["year"].max()) + 1))


def year_labels(shares: pd.DataFrame, lang: str) -> list[str]:
    """Label of each year with its number of reports."""
    counts = shares.groupby("year")["n_reports"].first().to_dict()
    words = WORDS[lang]
    return [
        words["per"].format(year=year, n=counts[year])
        if year in counts
        else words["absent"].format(year=year)
        for year in year_range(shares)
    ]


def share_grid(shares: pd.DataFrame, rows: str) -> pd.DataFrame:
    """Shares in per cent, rows × years; a year without reports is an empty column."""
    grid = shares.pivot(index=rows, columns="year", values="share").astype(float) * 100
    return grid.reindex(columns=year_range(shares))


def counts_sentence(shares: pd.DataFrame, lang: str) -> str:
    """How many reports each year has."""
    words = WORDS[lang]
    counts = shares.groupby("year")["n_reports"].first()
    named = words["comma"].join(words["count"].format(year=year, n=n) for year, n in counts.items())
    return words["reports by year"].format(counts=named)


def shares_note(shares: pd.DataFrame, lang: str, *, sign: str | None) -> list[str]:
    """Estimand, estimator, counts, and what bands and hollow points mean.

    Parameters
    ----------
    shares : DataFrame
        Of one weight; of one estimator, or several that are named in the figure itself.
    lang : {"zh", "en"}
        Language.
    sign : str or None
        What shows the interval, such as "Bands"; None where the figure shows none.
    """
    words = WORDS[lang]
    estimators = [words[name] for name in shares["estimator"].unique()]
    per_year = shares.groupby("year")[["n_reports", "n_units", "n_coded"]].max().sum()
    coded = words["coded"].format(n=per_year["n_coded"]) if per_year["n_coded"] else ""
    parts = [
        words["estimand"].format(
            weight=words[shares["weight"].iloc[0]], estimator=words["comma"].join(estimators)
        ),
        words["sample"].format(n=per_year["n_reports"], units=per_year["n_units"], coded=coded),
    ]
    if sign is not None and shares["low"].notna().any():
        parts.append(words["band"].format(sign=sign, level=shares["level"].iloc[0]))
    for column in _OPTIONAL:
        said = {part for value in shares.get(column, pd.Series()).dropna() for part in value.split("; ")}
        parts += [words[part] for part in sorted(said) if part in words]
    if (shares["n_reports"] == 1).any() or shares["low"].isna().any():
        parts.append(words["cell" if sign is None else "hollow"])
    return parts
