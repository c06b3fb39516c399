"""The report of a run: one self-contained HTML page, in Chinese or English.

Jinja2 with autoescaping, so that nothing in a report's text can become markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup, escape

from analysis import __version__
from analysis.paths import resource
from analysis.taxonomy import load_taxonomy

PARAGRAPHS_PER_AREA = 5
_START = 90  # characters of a paragraph shown before it is opened

_WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "title": "法治政府建设年度报告分析",
        "lead": "各级政府在年度报告中写了什么：按《法治政府建设实施纲要(2015—2020年)》的八个任务领域归类。衡量的是报告中的表述重点，不是工作成效。",
        "comma": "、",
        "estimators": {
            "naive": "分类器计数（naive），带有分类器误差",
            "dsl": "基于设计的校正（dsl），以随机抽取的人工编码为准",
        },
        "skip": "跳到正文",
        "contents": "目录",
        "corpus": "语料",
        "corpus_columns": ["年度", "地区", "标题", "层级", "文种", "字数"],
        "shares": "各领域占比",
        "naive": "占比以“工作”段落的字数计，由分类器逐项归类得出，未经人工编码校正。",
        "dsl": "占比以“工作”段落的字数计，分类器的结果已用 {n_coded} 个人工编码段落校正。",
        "topics": "主题",
        "topics_text": "主题模型描述段落中经常同时出现的词，补充八个领域没有命名的内容。",
        "examples": "各领域的典型段落",
        "examples_text": "每个领域列出分类概率最高的五个段落；点开可读全文，标亮的是使其归入该领域的主要词语。",
        "no_paragraph": "没有段落归入这一领域。",
        "doubts": "存疑与未收",
        "files": "文件",
        "file_columns": ["文件", "处理结果", "说明"],
        "no_files": "所有文件均已读入，未发现可疑之处。",
        "abstained": "分类器没有把握的段落",
        "none_abstained": "没有。",
        "method": "方法",
        "footer": "由 fazhi-analysis {version} 生成。图表数据见 tables/ 与 figures/，输入与参数见 manifest.json。",
        "where": "{report}（{year}） · {heading}",
        "no_heading": "无标题",
        "unknown_year": "年度不详",
        "caption": "图 {n}　{text}数据：figures/{name}.csv",
        "strips": "各报告段落的领域构成。",
        "shares_figure": "各领域占比，按报告年度。",
        "heatmap": "领域 × 年度占比热图。",
        "topics_figure": "各主题占比与高概率词。",
        "few": "本次语料只有 {n} 份报告，平均每年 {per:.1f} 份：结果是演示，不是研究发现。每年只有一份报告时没有报告间区间，相邻年份的差别可能只是不同政府之间的差别。",
        "mixed": "语料含非年度报告的文种（{types}），口径不同；可用 doc_type 一列排除。",
        "no_year": "{n} 份报告未能读出报告年度，未计入占比。",
        "methods": [
            "共读入 {files} 个文件，其中 {reports} 份报告收入分析；切分为 {paragraphs} 个段落，其中“工作”段落 {work} 个。段落按其中各项的字数归入领域，每项由线性模型（字、词与领域词典特征）分类，标题只作旁证。",
            "占比的估计对象是某年报告“工作”段落字数中各领域所占份额；估计量为{estimator}。区间按报告聚类，某年只有一份报告时不给区间。",
            "主题为段落的 LDA 模型，{topics} 个主题，随机种子 {seed}。",
        ],
    },
    "en": {
        "title": "Yearly rule-of-law reports: an analysis",
        "lead": "What governments write in their yearly reports, by the eight task areas of the Outline for Building a Law-Based "
        "Government (2015–2020). Measured is reported emphasis, not performance.",
        "comma": ", ",
        "estimators": {
            "naive": "a count of the classifier's answers (naive), which carries its errors",
            "dsl": "design-based supervised learning (dsl), which corrects them by a random sample of hand codes",
        },
        "skip": "Skip to content",
        "contents": "Contents",
        "corpus": "Corpus",
        "corpus_columns": ["Year", "Region", "Title", "Level", "Type", "Characters"],
        "shares": "Shares of the areas",
        "naive": "Shares are of the characters of “work” paragraphs, as the classifier assigns them item by item; they are "
        "not corrected by hand codes.",
        "dsl": "Shares are of the characters of “work” paragraphs; the classifier's answers are corrected by {n_coded} "
        "paragraphs coded by hand.",
        "topics": "Topics",
        "topics_text": "The topic model describes words that occur together, beside what the eight areas name.",
        "examples": "Typical paragraphs of each area",
        "examples_text": "For each area the five paragraphs with the highest probability; open one to read it whole, with the words marked that "
        "moved it to its area.",
        "no_paragraph": "No paragraph falls into this area.",
        "doubts": "Doubtful and refused",
        "files": "Files",
        "file_columns": ["File", "Status", "Remarks"],
        "no_files": "All files were read, none was doubtful.",
        "abstained": "Paragraphs of which the classifier is unsure",
        "none_abstained": "None.",
        "method": "Methods",
        "footer": "Made by fazhi-analysis {version}. Numbers behind the figures are in tables/ and figures/, inputs and "
        "parameters in manifest.json.",
        "where": "{report} ({year}) · {heading}",
        "no_heading": "no heading",
        "unknown_year": "year unknown",
        "caption": "Figure {n}. {text} Data: figures/{name}.csv",
        "strips": "Areas of each report's paragraphs.",
        "shares_figure": "Shares of the areas by year reported on.",
        "heatmap": "Heat map of shares, area × year.",
        "topics_figure": "Topic shares and most probable words.",
        "few": "This corpus holds {n} reports, {per:.1f} a year: the result is a demonstration, not a finding. With one report a "
        "year there is no between-report interval, and a difference between years may be one between governments.",
        "mixed": "The corpus holds documents that are not annual reports ({types}); exclude them by the column doc_type.",
        "no_year": "{n} reports whose year could not be read are left out of the shares.",
        "methods": [
            "{files} files were read, {reports} reports kept; they split into {paragraphs} paragraphs, {work} of them “work”. A "
            "paragraph belongs to areas by the characters of its items; each item is classified by a linear model "
            "(characters, words, a domain dictionary), with headings as evidence only.",
            "The estimand is the share of each area in the characters of a year's “work” paragraphs; the estimator is "
            "{estimator}. Intervals are clustered by report; a year with one report has "
            "none.",
            "Topics are from an LDA model of paragraphs with {topics} topics, seed {seed}.",
        ],
    },
}
_LABELS = {
    "zh": {
        "country": "国家", "province": "省级", "prefecture": "地市级", "county": "县级", "township": "乡镇级", "zone": "开发区",
        "department": "部门", "annual_report": "年度报告", "work_summary": "工作总结", "press_conference": "新闻发布会",
        "plan": "要点、计划", "other": "其他", "read": "已读入", "duplicate": "重复", "empty": "空文件", "unreadable": "无法读取",
        "unsupported": "不支持",
    },
    "en": {
        "annual_report": "annual report", "work_summary": "work summary", "press_conference": "press conference",
    },
}  # fmt: skip
_FIGURES = {"strips": "strips", "shares": "shares_figure", "heatmap": "heatmap", "topics": "topics_figure"}


def render_page(
    tables: Mapping[str, pd.DataFrame],
    figures: Mapping[str, str],
    *,
    lang: str,
    facts: Mapping[str, Any],
    telling: Callable[[str], list[str]] | None = None,
) -> str:
    """Render the page of a run.

    Parameters
    ----------
    tables : mapping
        ``reports``, ``ledger``, ``paragraphs`` (classified) and ``shares``.
    figures : mapping
        SVG source of ``strips``, ``shares``, ``heatmap``, ``topics``; what is missing is left out.
    lang : {"zh", "en"}
        Language of the page.
    facts : mapping
        ``topics`` and ``seed``, for the methods paragraph.
    telling : callable, optional
        From a text to the words that moved it to its area, which are marked in the typical paragraphs.

    Returns
    -------
    str
        The HTML document.
    """
    words = _WORDS[lang]
    reports, ledger, coded = tables["reports"], tables["ledger"], tables["paragraphs"]
    shares = tables["shares"]
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    template = environment.from_string(resource("page.html.j2").read_text(encoding="utf-8"))
    numbers = {
        "files": len(ledger),
        "reports": len(reports),
        "paragraphs": len(coded),
        "work": int((coded["role"] == "work").sum()),
        "estimator": words["estimators"][_estimator(shares)],
        **facts,
    }
    shown = [name for name in _FIGURES if name in figures]

    def figure(name: str) -> Markup:
        if name not in figures:
            return Markup("")
        text = words["caption"].format(n=shown.index(name) + 1, text=words[_FIGURES[name]], name=name)
        return Markup('<figure><div class="plate">{}</div><figcaption>{}</figcaption></figure>').format(
            Markup(_inline_svg(figures[name], words[_FIGURES[name]], prefix=name)),  # noqa: S704 (we drew it)
            text,
        )

    return template.render(
        lang=lang,
        w={**words, "footer": words["footer"].format(version=__version__)},
        figure=figure,
        shares_text=words[_estimator(shares)].format(n_coded=_n_coded(shares)),
        caveats=_caveats(reports, words, _LABELS[lang]),
        corpus=[_corpus_row(row, words, _LABELS[lang]) for row in _sorted(reports).to_dict("records")],
        areas=_typical(coded, words, lang, telling),
        doubtful_files=_doubtful(ledger, _LABELS[lang]),
        abstained=[_paragraph(row, words) for row in coded[coded["abstained"]].to_dict("records")],
        method=[sentence.format(**numbers) for sentence in words["methods"]],
    )


def _estimator(shares: pd.DataFrame) -> str:
    return str(shares["estimator"].iloc[0]) if len(shares) else "naive"


def _n_coded(shares: pd.DataFrame) -> int:
    return int(shares.groupby("year")["n_coded"].first().sum())


def _inline_svg(svg: str, title: str, *, prefix: str) -> str:
    """SVG for use inside HTML: no XML head, ids of its own, a title for screen readers."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'(\bid="|href="#|url\(#)', rf"\1{prefix}-", body)
    head, rest = body.split(">", 1)
    return f'{head} role="img" aria-label="{escape(title)}">{rest}'


def _sorted(reports: pd.DataFrame) -> pd.DataFrame:
    return reports.sort_values(["year", "report_id"], na_position="last", kind="stable")


def _corpus_row(row: Mapping[str, Any], words: Mapping[str, Any], labels: Mapping[str, str]) -> list[Any]:
    year = words["unknown_year"] if pd.isna(row["year"]) else row["year"]
    cells = (row["region"], row["title"], row["level"], row["doc_type"])
    return [
        year,
        *("—" if pd.isna(cell) else labels.get(cell, cell) for cell in cells),
        f"{row['n_chars']:,}",
    ]


def _caveats(reports: pd.DataFrame, words: Mapping[str, Any], labels: Mapping[str, str]) -> list[str]:
    caveats = []
    years = reports["year"].dropna()
    if len(years) and len(years) / years.nunique() < 20:
        caveats.append(words["few"].format(n=len(reports), per=len(years) / years.nunique()))
    others = sorted(set(reports["doc_type"].dropna()) - {"annual_report"})
    if others:
        caveats.append(
            words["mixed"].format(types=words["comma"].join(labels.get(other, other) for other in others))
        )
    if reports["year"].isna().any():
        caveats.append(words["no_year"].format(n=int(reports["year"].isna().sum())))
    return caveats


def mark_terms(text: str, terms: list[str]) -> Markup:
    """The text, escaped, with the places of the terms marked.

    >>> mark_terms("办理行政复议<案件>", ["行政复议"])
    Markup('办理<mark>行政复议</mark>&lt;案件&gt;')
    """
    if not terms:
        return escape(text)
    pattern = re.compile(
        "|".join(re.escape(term) for term in sorted(terms, key=lambda term: (-len(term), term)))
    )
    parts, place = [Markup("")], 0
    for found in pattern.finditer(text):
        parts += [escape(text[place : found.start()]), Markup("<mark>{}</mark>").format(found[0])]
        place = found.end()
    return Markup("").join([*parts, escape(text[place:])])


def _typical(
    coded: pd.DataFrame, words: Mapping[str, Any], lang: str, telling: Callable[[str], list[str]] | None
) -> list[dict[str, Any]]:
    taxonomy = load_taxonomy("outline-2015")
    work = coded[coded["role"] == "work"].sort_values(
        ["probability", "paragraph_id"], ascending=[False, True], kind="stable"
    )
    return [
        {
            "number": area,
            "name": row["name_zh"] if lang == "zh" else row["name_en"],
            "colour": row["colour"],
            "paragraphs": [
                _paragraph(paragraph, words, telling)
                for paragraph in work[work["area"] == area].head(PARAGRAPHS_PER_AREA).to_dict("records")
            ],
        }
        for area, row in taxonomy.areas.iterrows()
    ]


def _paragraph(
    row: Mapping[str, Any], words: Mapping[str, Any], telling: Callable[[str], list[str]] | None = None
) -> dict[str, str]:
    text = str(row["text"]).strip()
    headings = [str(row[name]) for name in ("heading_1", "heading_2") if not pd.isna(row[name])]
    return {
        "text": mark_terms(text, telling(text) if telling else []),
        "start": text if len(text) <= _START else text[:_START] + "…",
        "where": words["where"].format(
            report=row["report_id"],
            year=words["unknown_year"] if pd.isna(row["year"]) else row["year"],
            heading=" › ".join(headings) or words["no_heading"],
        ),
    }


def _doubtful(ledger: pd.DataFrame, labels: Mapping[str, str]) -> list[list[str]]:
    rows = ledger[(ledger["status"] != "read") | ledger["warnings"].notna()]
    return [
        [
            row["path"],
            labels.get(row["status"], row["status"]),
            "" if pd.isna(row["warnings"]) else row["warnings"],
        ]
        for row in rows.to_dict("records")
    ]
