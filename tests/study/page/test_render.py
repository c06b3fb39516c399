"""The page of a run: nothing in a text becomes markup, nothing points outside, each part is there, one language."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.columns import COLUMNS
from analysis.columns.types import AREAS
from analysis.reading.documents import Outcome
from analysis.reading.read import make_ledger
from analysis.reading.remarks import Remark
from analysis.study.page import render_page
from analysis.study.page.paragraphs import PER_AREA
from tests.study.page.builders import FACTS, HOSTILE, make_tables

SECTIONS = [
    "findings", "shares", "corpus", "roles", "topics", "examples", "reports", "browse", "caveats", "doubts", "method"
]  # fmt: skip
VOID = {"meta", "br", "img", "link", "input", "hr", "base", "embed", "source", "col", "area", "wbr"}
LOADING = {
    "href",
    "xlink:href",
    "src",
    "srcset",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "cite",
}
DRAWN = "data:image/png;base64,"  # the cells of a heat map, within the page
CHINESE, LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z_]{2,}")


class Page(HTMLParser):
    """Tags, attributes and visible text of a page."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self.text: list[str] = []
        self.headings: list[str] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attributes]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "h3":
            self.headings.append("")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attributes]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            self.styles.append(data)
        elif "script" in self.open:
            self.scripts.append(data)
        else:
            self.text.append(data)
        if "h3" in self.open:
            self.headings[-1] += data

    def values(self, name: str) -> list[str]:
        return [value for _, own, value in self.attributes if own == name]

    @property
    def words(self) -> str:
        return " ".join(self.text)


def make_figures(tables: dict[str, pd.DataFrame], folder: Path, lang: str) -> dict[str, str]:
    """Figures as a run draws them."""
    drawn = {
        "strips": fz.plot_strips(tables["paragraphs"], tables["reports"], lang=lang),
        "shares": fz.plot_shares(tables["shares"], lang=lang),
        "heatmap": fz.plot_share_heatmap(tables["shares"], lang=lang),
    }
    for name, ax in drawn.items():
        ax.figure.savefig(folder / f"{name}.svg")
    return {name: (folder / f"{name}.svg").read_text(encoding="utf-8") for name in drawn}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """A page on which every text of the corpus tries to be markup."""
    everything = " ".join(HOSTILE)
    tables = make_tables(everything, name=HOSTILE[0], heading=everything)
    tables["reports"]["level"] = everything
    tables["ledger"]["status"] = everything
    figures = make_figures(tables, tmp_path_factory.mktemp("hostile"), "en")
    assert "alert(1)" in "".join(figures.values())  # the name of the report stands in the drawing
    return Page(render_page(tables, figures, lang="en", facts=FACTS))


@pytest.fixture(scope="module", params=["zh", "en"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """A page with all figures."""
    tables = make_tables()
    figures = make_figures(tables, tmp_path_factory.mktemp("page"), request.param)
    figures["topics"] = figures["heatmap"]
    return Page(render_page(tables, figures, lang=request.param, facts=FACTS))


# --- markup ---


def test_no_text_of_a_report_becomes_markup(hostile: Page) -> None:
    assert hostile.tags["script"] == 3  # the data of chart and search, and ours
    for tag in ("img", "iframe", "b", "object", "embed", "link", "base"):
        assert hostile.tags[tag] == 0
    assert not [name for _, name, _ in hostile.attributes if name.startswith("on")]
    assert not hostile.unbalanced
    assert hostile.open == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is_written(hostile: Page, text: str) -> None:
    assert text in hostile.words


def test_a_template_in_a_text_is_not_filled_in(hostile: Page) -> None:
    assert "{{ 7 * 7 }}" in hostile.words
    assert not re.search(r"\b49\b", hostile.words)


def test_the_page_is_well_formed(page: Page) -> None:
    assert not page.unbalanced
    assert page.open == []


# --- references ---


def test_nothing_is_loaded_or_linked_from_outside(page: Page, hostile: Page) -> None:
    for one in (page, hostile):
        links = [
            value for tag, name, value in one.attributes if (tag, name) == ("a", "href") and value[0] != "#"
        ]
        assert links
        written = re.compile(
            r"(figures/\w+\.(csv|pdf|png|svg)|tables/\w+\.csv|pages/\d+\.html#\w+|manifest\.json)"
        )
        outside = [link for link in links if not written.fullmatch(link)]
        assert outside
        assert all(link.startswith(("https://doi.org/10.", "https://jmlr.org/papers/")) for link in outside)
        targets = [value for tag, name, value in one.attributes if name in LOADING and tag != "a"]
        assert targets
        assert all(target.startswith(("#", DRAWN)) for target in targets)
        others = [
            value
            for tag, name, value in one.attributes
            if name.split(":")[0] != "xmlns"
            and name not in ("aria-label", "label", "value", "data-head")
            and tag != "a"
        ]
        assert not [
            value for value in others if re.search(r"https?:|^//|javascript:|^data:(?!image/png)", value)
        ]
        styles = [*one.styles, *one.values("style")]
        assert not [style for style in styles if "@import" in style or re.search(r"url\((?!#)", style)]
        assert {"link", "iframe", "img", "base"} & set(one.tags) == set()


def test_the_page_forbids_itself_to_load_anything(page: Page) -> None:
    assert page.values("http-equiv") == ["Content-Security-Policy"]
    policy = page.values("content")[1]
    assert policy.startswith("default-src 'none';")
    digest = base64.b64encode(hashlib.sha256(page.scripts[-1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy
    for style in page.styles:  # ours, and those within the drawings
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy.split("style-src-attr")[0]
    assert "'unsafe-inline'" not in policy.replace("style-src-attr 'unsafe-inline'", "")


def test_no_text_can_end_the_script_that_holds_it(hostile: Page) -> None:
    for data in hostile.scripts[:2]:
        assert not set("<>&\u2028\u2029") & set(data)
    data = hostile.scripts[1]
    texts = {paragraph[-1] for paragraph in json.loads(data)["paragraphs"]}
    assert texts == {" ".join(HOSTILE)}


def test_every_reference_within_the_page_has_its_target_and_ids_are_unique(page: Page) -> None:
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    links = [value[1:] for _, name, value in page.attributes if name in LOADING and value.startswith("#")]
    pointers = [id_ for _, _, value in page.attributes for id_ in re.findall(r"url\(#([^)]+)\)", value)]
    assert pointers
    labelled = [*page.values("for"), *page.values("aria-labelledby")]
    assert labelled
    assert {*links, *pointers, *labelled} <= set(ids)


# --- parts ---


def test_each_section_is_there_and_in_the_contents(page: Page) -> None:
    assert [id_ for id_ in page.values("id") if id_ in SECTIONS] == SECTIONS
    anchors = [value for tag, name, value in page.attributes if (tag, name) == ("a", "href")]
    assert [anchor for anchor in anchors if anchor.startswith("#")] == [
        "#main",
        *(f"#{section}" for section in SECTIONS),
        "#caveats",  # from the findings
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_area_is_there_with_its_most_probable_paragraphs(lang: str) -> None:
    tables = make_tables()
    coded = tables["paragraphs"]
    coded["text"] = [f"第{place}段。" for place in range(len(coded))]
    coded["probability"] = np.linspace(0.5, 0.9, len(coded))
    page = Page(render_page(tables, {}, lang=lang, facts=FACTS))
    areas = fz.load_taxonomy().areas
    named = [f"{area} {areas.at[area, f'name_{lang}']}" for area in AREAS]
    assert page.headings[page.headings.index(named[0]) :][: len(AREAS)] == named
    between = page.words.split(named[0], 1)[1].split(named[1], 1)[0]
    best = coded[coded["area"] == 1].sort_values("probability", ascending=False)["text"].tolist()
    assert len(best) > PER_AREA
    shown = re.findall(r"第\d+段。", between)
    assert list(dict.fromkeys(shown)) == best[:PER_AREA]


def test_an_area_without_paragraph_says_so() -> None:
    tables = make_tables()
    tables["paragraphs"] = tables["paragraphs"].query("area != 3")
    words = Page(render_page(tables, {}, lang="en", facts=FACTS)).words
    assert words.count("No paragraph falls into this area.") == 1


def test_figures_are_numbered_in_order_and_missing_ones_left_out(page: Page) -> None:
    numbers = re.findall(r"(?:Figure (\d)\.|图 (\d))", page.words)
    assert ["".join(number) for number in numbers] == ["1", "2", "3", "4"]
    tables = make_tables()
    svg = '<?xml version="1.0"?>\n<svg id="a"><metadata>x</metadata></svg>'
    few = render_page(tables, {"heatmap": svg, "topics": svg}, lang="en", facts=FACTS)
    assert re.findall(r"Figure (\d)\. .*?figures/(\w+)\.csv", few) == [("1", "heatmap"), ("2", "topics")]
    assert "metadata" not in few
    assert "<?xml" not in few


def test_every_figure_has_a_name_for_screen_readers(page: Page) -> None:
    drawings = [
        i
        for i, (tag, name, value) in enumerate(page.attributes)
        if (tag, name, value) == ("svg", "role", "img")
    ]
    assert len(drawings) == 4 + len(AREAS)  # and the panels
    assert all(page.attributes[i + 1][:2] == ("svg", "aria-label") for i in drawings)


def test_long_paragraphs_are_cut_in_the_summary_and_whole_below() -> None:
    long = "依法行政" * 60 + "。"
    source = render_page(make_tables(long), {}, lang="zh", facts=FACTS)
    summaries = re.findall(r'<details class="paragraph"><summary>(.*?)</summary>', source)
    assert {len(summary) for summary in summaries} == {91}
    assert all(summary == long[:90] + "…" for summary in summaries)
    assert f"<p>{long}</p>" in source


def test_doubtful_files_and_unsure_paragraphs_are_listed() -> None:
    page = Page(render_page(make_tables("含糊。"), {}, lang="en", facts=FACTS))
    doubts = page.words.split("Files left out, or read with warnings")[-1]
    assert "r1.png" in doubts
    assert "r1.txt" not in doubts
    assert (
        doubts.split("Methods")[0].count("含糊。") == 3
    )  # the remark, the paragraph of area 8, and its place
    clean = make_tables()
    clean["ledger"] = clean["ledger"].query("status == 'read'")
    clean["paragraphs"]["abstained"] = False
    words = Page(render_page(clean, {}, lang="en", facts=FACTS)).words
    assert "All files were read without warnings." in words
    assert "None." in words


@pytest.mark.parametrize(
    ("report", "lang", "said"),
    [
        ({}, "en", "Counted here: 1 report, fewer than 20 in each year. The result is a demonstration"),
        ({}, "zh", "此处计入 1 份报告，每年都不到 20 份：结果是演示，不是研究发现"),
        ({"doc_type": "press_conference"}, "en", "not annual reports (press conference)"),
        ({"doc_type": "press_conference"}, "zh", "语料含非年度报告的文种（新闻发布会）"),
        ({"year": pd.NA}, "en", "1 report whose year could not be read"),
        ({"year": pd.NA}, "zh", "1 份报告未能读出报告年度"),
    ],
)
def test_the_page_warns_of_what_the_corpus_cannot_show(report: dict[str, Any], lang: str, said: str) -> None:
    words = Page(render_page(make_tables(**report), {}, lang=lang, facts=FACTS)).words
    assert said in words


def test_a_large_corpus_of_annual_reports_needs_no_warning() -> None:
    tables = make_tables()
    tables["reports"] = pd.concat([tables["reports"]] * 20, ignore_index=True)
    tables["ledger"] = tables["ledger"].query("status == 'read'")
    tables["paragraphs"]["abstained"] = False
    tables["shares"] = tables["shares"].assign(estimator="dsl")
    page = Page(render_page(tables, {}, lang="en", facts=FACTS))
    assert "caveats" not in page.values("id")
    assert "#caveats" not in page.values("href")


def test_reports_are_listed_by_year_with_what_is_known_of_them() -> None:
    tables = make_tables()
    one = tables["reports"]
    tables["reports"] = pd.concat(
        [
            one.assign(title="later", year=2021),
            one.assign(title="undated", year=pd.NA),
            one.assign(title="early", year=2018),
        ],
        ignore_index=True,
    ).astype(COLUMNS["reports"])
    tables["reports"]["report_id"] = ["r1", "附件36 报告(终稿)(1)", "~$20180331018"]
    tables["reports"]["region"] = pd.array([pd.NA, "某市", "某县"], dtype="string")
    source = render_page(tables, {}, lang="en", facts=FACTS)
    rows = re.findall(
        r'<tr><th scope="row">(?:<a [^>]*>)?(.*?)(?:</a>)?</th>.*?class="long">(.*?) <span', source
    )
    assert rows == [("某县 2018", "early"), ("later", "later"), ("某市", "undated")]  # never a file


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_method_says_with_which_estimator(lang: str) -> None:
    tables = make_tables()
    naive = Page(render_page(tables, {}, lang=lang, facts=FACTS)).words
    tables["shares"] = tables["shares"].assign(estimator="dsl", n_coded=37)
    corrected = Page(render_page(tables, {}, lang=lang, facts=FACTS)).words
    assert "naive" in naive
    assert "dsl" not in naive
    assert "dsl" in corrected
    assert "naive" not in corrected
    assert re.search(r"\b37\b", corrected)


# --- language ---


def test_the_english_page_is_wholly_english() -> None:
    tables = make_tables("Some text.")
    tables["topic_words"] = tables["topic_words"].iloc[:0]
    source = render_page(tables, {}, lang="en", facts=FACTS)
    page = Page(source)
    assert set(page.values("lang")) == {"en"}
    assert not CHINESE.search(" ".join([*page.text, *page.values("aria-label"), page.scripts[0]]))


def test_the_chinese_page_is_wholly_chinese() -> None:
    tables = make_tables(name="1")
    source = render_page(tables, {}, lang="zh", facts=FACTS)
    assert Page(source).values("lang")[0] == "zh-Hans"
    page = Page(
        re.sub(
            r'<li lang="en">.*?</li>|<cite>.*?</cite>|<ul class="files">.*?</ul>', "", source, flags=re.DOTALL
        )
    )
    technical = {
        "fazhi",
        "analysis",
        "tables",
        "figures",
        "manifest",
        "json",
        "csv",
        "naive",
        "TF",
        "IDF",
        "JavaScript",
        "Tab",
        "sample",
        "reproduce",
        "txt",
        "png",
    }
    assert set(LATIN.findall(page.words)) <= technical


def test_the_same_tables_give_the_same_page() -> None:
    pages = {render_page(make_tables(), {}, lang="zh", facts=FACTS) for _ in range(2)}
    assert len(pages) == 1


@pytest.mark.parametrize(("lang", "said"), [("zh", "与 {} 全文相同"), ("en", "same text as {}")])
def test_a_remark_is_escaped_like_any_text(lang: str, said: str) -> None:
    tables = make_tables()
    outcome = Outcome(
        "a.txt", "duplicate", remarks=(Remark("same_text", file="<script>alert(1)</script>.txt"),)
    )
    page = render_page({**tables, "ledger": make_ledger([outcome], [None])}, {}, lang=lang, facts=FACTS)
    assert f">{said.format('&lt;script&gt;alert(1)&lt;/script&gt;.txt')}</td>" in page
    assert "<script>alert(1)" not in page
