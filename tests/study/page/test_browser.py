"""The page in a browser: nothing on the console, nothing outside its box, a search that finds what is there."""

from __future__ import annotations

import json
import unicodedata
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from analysis.study.page import render_page
from analysis.study.page.paragraphs import MOST
from tests.browser import FAINT, OPEN_ALL, OUTSIDE, Browser, find_violations
from tests.study.page.builders import FACTS, HOSTILE, make_tables

Tables = dict[str, pd.DataFrame]
TAB, ENTER = ("Tab", 9), ("Enter", 13)


def settle(browser: Browser, **wanted: str) -> int:
    """Fill in the search, wait for it, and return the number of paragraphs that it says it found."""
    values = {"text": "", "area": "", "year": "", "region": "", "role": "", **wanted}
    found = browser.run(f"""new Promise((done) => {{
      const form = document.getElementById('filter');
      for (const [name, value] of Object.entries({json.dumps(values)})) form.elements[name].value = value;
      form.dispatchEvent(new Event('input', {{ bubbles: true }}));
      setTimeout(() => done(document.getElementById('found').textContent), 400);
    }})""")
    digits = "".join(
        char for char in str(found).split(" 个段落")[0].split(" paragraphs")[0] if char.isdigit()
    )
    return int(digits) if digits else 0


def searched(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The paragraphs that the search is to hold, with their text as it is compared."""
    coded = tables["paragraphs"]
    kept = coded[~coded["role"].isin(["heading", "boilerplate"]) & (coded["n_chars"] > 0)]
    folded = ["".join(unicodedata.normalize("NFKC", text).lower().split()) for text in kept["text"]]
    return kept.assign(folded=folded).merge(
        tables["reports"][["report_id", "region", "province"]], on="report_id"
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_fails_overflows_or_fades(
    browser: Browser, pages: dict[str, Path], lang: str, width: int, dark: bool
) -> None:
    browser.open(pages[lang], width=width, dark=dark)
    browser.run(OPEN_ALL)
    assert browser.messages == []
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert browser.run(OUTSIDE) == []
    assert browser.run(FAINT) == []
    background = browser.run("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") is not dark


def test_the_checks_see_what_overflows_and_what_is_faint(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["zh"], width=390)
    browser.run("document.querySelector('.lead').style.cssText = 'white-space: nowrap; color: #bbb'; 1")
    assert len(browser.run(OUTSIDE)) == 1
    assert len(browser.run(FAINT)) == 1


def test_each_filter_leaves_what_it_names(browser: Browser, pages: dict[str, Path], told: Tables) -> None:
    browser.open(pages["zh"])
    expected = searched(told)
    assert settle(browser) == len(expected) > 40
    for area, own in expected.groupby("area"):
        assert settle(browser, area=str(area)) == len(own)
    for (province, region), own in expected.groupby(["province", "region"]):
        assert settle(browser, region=f"{province}\t{region}") == len(own)
    for year, own in expected.groupby("year"):
        assert settle(browser, year=str(year)) == len(own)
    for role, own in expected.groupby("role"):
        assert settle(browser, role=str(role)) == len(own)
    both = expected.query("area == 1 and year == 2018 and role == 'work'")
    assert settle(browser, area="1", year="2018", role="work") == len(both) > 0
    assert browser.messages == []


@pytest.mark.parametrize(
    "text", ["行政", "复议", "行政 复议", "政府　 工作", "２０１９", "不会出现的词", ".*", "<", "\\", "("]
)
def test_the_search_finds_what_is_in_the_text(
    browser: Browser, pages: dict[str, Path], told: Tables, text: str
) -> None:
    browser.open(pages["en"])
    expected = searched(told)
    terms = unicodedata.normalize("NFKC", text).lower().split()
    fitting = expected[[all(term in folded for term in terms) for folded in expected["folded"]]]
    assert settle(browser, text=text) == len(fitting)
    items = browser.run("Array.from(document.querySelectorAll('#list .text'), (one) => one.textContent)")
    assert items == [one.strip() for one in fitting["text"].head(20)]
    marks = browser.run("Array.from(document.querySelectorAll('#list mark'), (one) => one.textContent)")
    assert {"".join(unicodedata.normalize("NFKC", mark).lower().split()) for mark in marks} <= {
        *terms,
        "".join(terms),
    }
    assert bool(marks) == bool(len(fitting))
    assert browser.messages == []


def test_clearing_shows_everything_again(browser: Browser, pages: dict[str, Path], told: Tables) -> None:
    browser.open(pages["zh"])
    assert settle(browser, text="不会出现的词") == 0
    assert "没有符合条件的段落" in browser.run("document.getElementById('found').textContent")
    browser.run("document.querySelector('button[type=reset]').click()")
    shown = browser.run(
        "new Promise((done) => setTimeout(() => done(document.getElementById('found').textContent), 100))"
    )
    assert shown == f"找到 {len(searched(told))} 个段落，显示 20 个"


def test_more_paragraphs_come_by_key_and_take_the_focus(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["zh"])
    browser.run("document.getElementById('more').focus()")
    browser.press(*ENTER)
    place = "Array.from(document.getElementById('list').children).indexOf(document.activeElement)"
    assert browser.run("document.getElementById('list').children.length") == 40
    assert browser.run(place) == 20


def test_every_control_is_reached_by_tab_and_shows_its_focus(
    browser: Browser, pages: dict[str, Path]
) -> None:
    browser.open(pages["zh"])
    browser.press(*TAB)
    assert browser.run("document.activeElement.className") == "skip"
    assert browser.run("document.activeElement.getBoundingClientRect().left") >= 0
    browser.press(*ENTER)
    assert browser.run("document.activeElement.id") == "main"
    reached, focus = set(), "document.activeElement.id || document.activeElement.type || ''"
    browser.run(
        "document.getElementById('h-browse').tabIndex = -1; document.getElementById('h-browse').focus()"
    )
    for _ in range(30):  # twenty paragraphs have a link each
        browser.press(*TAB)
        reached.add(browser.run(focus))
        outline = browser.run("getComputedStyle(document.activeElement).outline")
        assert "none" not in outline
        assert "3px" in outline
    assert reached >= {"f-text", "f-area", "f-year", "f-region", "f-role", "reset", "more"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_screen_reader_is_told_what_everything_is(
    browser: Browser, pages: dict[str, Path], lang: str
) -> None:
    browser.open(pages[lang])
    nodes = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in browser.call("Accessibility.getFullAXTree")["nodes"]
        if not node["ignored"]
    ]
    roles = [role for role, _ in nodes]
    for landmark in ("main", "banner", "navigation", "contentinfo", "search"):
        assert roles.count(landmark) == 1, landmark
    named = {
        "navigation",
        "search",
        "searchbox",
        "combobox",
        "button",
        "region",
        "image",
        "link",
        "table",
        "status",
    }
    assert not [role for role, name in nodes if role in named - {"status"} and not name.strip()]
    assert {"searchbox", "combobox", "status", "table", "region", "image"} <= set(roles)
    assert browser.run("document.getElementById('found').getAttribute('aria-live')") == "polite"
    levels = browser.run(
        "Array.from(document.querySelectorAll('h1, h2, h3'), (one) => Number(one.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_on_paper_there_is_no_navigation_and_no_search(
    browser: Browser, pages: dict[str, Path], tmp_path: Path
) -> None:
    browser.open(pages["zh"], media="print", dark=True)
    for part in ("nav", "#browse", ".screen", "details.numbers:not([open], #numbers, #findings *)"):
        assert browser.run(f"getComputedStyle(document.querySelector('{part}')).display") == "none"
    sign = "getComputedStyle(document.querySelector('.part[open] > summary h2'), '::after').content"
    assert browser.run(sign) == "none"
    assert browser.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.run(FAINT) == []
    browser.save(tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")


def test_without_script_the_page_says_what_is_missing(browser: Browser, pages: dict[str, Path]) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(pages["en"])
        assert browser.run("getComputedStyle(document.getElementById('tool')).display") == "none"
        assert "needs JavaScript" in browser.run("document.querySelector('noscript').textContent")
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


def read_chart(browser: Browser, area: int) -> str:
    return str(browser.run(f"document.querySelector('#panel-{area} .value').textContent"))


def test_the_chart_answers_to_keys_and_pointer(
    browser: Browser, pages: dict[str, Path], told: Tables
) -> None:
    browser.open(pages["en"])
    shares = told["shares"].set_index(["year", "area"])["share"]
    years = sorted(shares.index.get_level_values("year").unique())
    assert len(years) == 2
    browser.run("document.getElementById('panel-1').focus()")
    for key, year in (
        (("Home", 36), years[0]),
        (("ArrowRight", 39), years[1]),
        (("ArrowLeft", 37), years[0]),
    ):
        browser.press(*key)
        for area in (1, 6):  # all panels show the year
            assert read_chart(browser, area).startswith(f"{100 * shares[year, area]:.1f}%")
        assert browser.run("document.getElementById('chart-status').textContent").startswith(
            f"{year}: 1 report, "
        )
    browser.press("End", 35)
    assert browser.run("document.querySelectorAll('.mark.now').length") == 8
    browser.run("document.querySelector('#panel-1').scrollIntoView()")
    place = "(({left, top}) => [left + 50, top + 40])(document.querySelector('#panel-1 svg').getBoundingClientRect())"
    box = browser.run(place)
    browser.call("Input.dispatchMouseEvent", type="mouseMoved", x=box[0], y=box[1])
    assert read_chart(browser, 6).startswith(f"{100 * shares[years[0], 6]:.1f}%")
    assert browser.messages == []


def test_one_area_can_be_chosen_and_all_again(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["zh"])
    shown = "Array.from(document.querySelectorAll('.panel')).filter((one) => one.offsetParent).map((one) => one.dataset.area)"
    choose = """((area) => { const own = document.getElementById('c-area'); own.value = area;
      own.dispatchEvent(new Event('change', { bubbles: true })); })"""
    browser.run(f"{choose}('6')")
    assert browser.run(shown) == ["6"]
    browser.run(f"{choose}('')")
    assert browser.run(shown) == [str(area) for area in range(1, 9)]


def test_another_estimator_is_drawn_in_the_same_panels(browser: Browser, tmp_path: Path) -> None:
    tables = make_tables()
    counted = tables["shares"]
    corrected = counted.assign(estimator="dsl", share=counted["share"] / 2, n_coded=30)
    tables |= {"shares": corrected, "estimators": pd.concat([counted, corrected], ignore_index=True)}
    page = tmp_path / "two.html"
    page.write_text(render_page(tables, {}, lang="en", facts=FACTS), encoding="utf-8")
    browser.open(page)
    before = (
        read_chart(browser, 1),
        browser.run("document.querySelector('#panel-1 .mark').getAttribute('cy')"),
    )
    browser.run("""(() => { const own = document.getElementById('c-estimator'); own.selectedIndex = 1;
      own.dispatchEvent(new Event('change', { bubbles: true })); })()""")
    after = read_chart(browser, 1), browser.run("document.querySelector('#panel-1 .mark').getAttribute('cy')")
    share = counted.set_index("area")["share"][1]
    assert (before[0], after[0]) == (f"{50 * share:.1f}%, no interval", f"{100 * share:.1f}%, no interval")
    assert before[1] != after[1]
    assert browser.messages == []


def test_a_level_or_province_is_drawn_where_it_is_chosen(browser: Browser, tmp_path: Path) -> None:
    tables = make_tables()
    counted = tables["shares"]
    county = counted.assign(share=counted["share"] / 2, kind="level", place="county")
    moon = counted.assign(share=counted["share"] / 4, kind="province", place="<甲>省")
    tables["place_shares"] = pd.concat([county, moon], ignore_index=True)
    page = tmp_path / "places.html"
    page.write_text(render_page(tables, {}, lang="en", facts=FACTS), encoding="utf-8")
    browser.open(page)
    groups = "Array.from(document.querySelectorAll('#c-place optgroup'), (one) => one.label)"
    assert browser.run(groups) == ["Level of government", "Province"]
    share = counted.set_index("area")["share"][1]
    for place, part in (("county", 2), ("<甲>省", 4), ("all places", 1)):
        browser.run(f"""(() => {{ const own = document.getElementById('c-place'); own.value = {json.dumps(place)};
          own.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()""")
        assert read_chart(browser, 1) == f"{100 * share / part:.1f}%, no interval"
    browser.run(OPEN_ALL)
    last = "Array.from(document.querySelectorAll('table'), (one) => one.textContent).filter((one) => one.includes('<甲>省')).length"
    assert browser.run(last) == 1  # the table that stands without script
    assert browser.messages == []


def test_without_script_the_chart_stands_with_its_last_values(
    browser: Browser, pages: dict[str, Path]
) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(pages["en"], width=390)
        assert browser.run("document.querySelectorAll('.panel circle').length") == 16
        assert "%" in read_chart(browser, 1)
        assert browser.run("getComputedStyle(document.getElementById('chart-controls')).display") == "none"
        ends = "Array.from(document.querySelectorAll('.panel svg')).every((one) => one.getBoundingClientRect().right <= innerWidth)"
        assert browser.run(ends)
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


def test_reports_are_found_by_name_and_open_beside_the_page(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["zh"])
    found = browser.run("""new Promise((done) => {
      const own = document.getElementById('find-report'); own.value = '龙沙 2019';
      own.dispatchEvent(new Event('input', { bubbles: true }));
      const rows = Array.from(document.querySelectorAll('#reports-table tbody tr')).filter((row) => !row.hidden);
      done([rows.map((row) => row.querySelector('th').textContent), document.getElementById('listed').textContent,
        rows[0].querySelector('a').getAttribute('href')]); })""")
    assert found[:2] == [["龙沙区 2019"], "列出 1 份报告"]
    file, _, place = found[2].partition("#")
    assert place in (pages["zh"].parent / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_of_reports_fit_their_window_and_run_nothing(
    browser: Browser, pages: dict[str, Path], width: int
) -> None:
    for own in pages.values():
        browser.open(own.parent / "pages" / "001.html", width=width)
        assert browser.messages == []
        assert browser.run("document.scripts.length") == 0
        assert browser.run(OUTSIDE) == []
        assert browser.run(FAINT) == []


def test_a_link_opens_the_part_that_it_leads_into(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["zh"])
    assert browser.run("document.querySelector('#method details').open") is False
    browser.run("new Promise((done) => { location.hash = 'method'; setTimeout(done, 200); })")
    assert browser.run("document.querySelector('#method details').open") is True


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing(browser: Browser, pages: dict[str, Path], lang: str, width: int) -> None:
    """With axe-core, where AXE names its file (npm pack axe-core; package/axe.min.js); the offline tests do without."""
    for name in ("index.html", "pages/001.html"):
        own = pages[lang].parent / name if name != "index.html" else pages[lang]
        browser.open(own, width=width)
        browser.run(OPEN_ALL)
        assert find_violations(browser) == []


def test_texts_that_try_to_be_markup_are_only_shown(browser: Browser, tmp_path: Path) -> None:
    everything = " ".join(HOSTILE) + "\u2028</script><script>document.title = 'ran'</script>"
    tables = make_tables(everything, name=HOSTILE[0], heading=everything)
    page = tmp_path / "hostile.html"
    page.write_text(render_page(tables, {}, lang="en", facts=FACTS), encoding="utf-8")
    browser.open(page, width=390)
    assert settle(browser, text="<script>alert(1)</script>") == len(tables["paragraphs"])
    assert settle(browser, text="<img src=y onerror=alert(2)>") == 0
    assert browser.run("document.title").startswith("Yearly rule-of-law reports")
    assert browser.run("document.querySelectorAll('#list img, #list iframe, #list script').length") == 0
    assert browser.run("document.documentElement.scrollWidth") <= 390
    assert browser.messages == []


def test_a_large_corpus_is_sampled_and_the_page_says_so(browser: Browser, tmp_path: Path) -> None:
    tables = make_tables()
    one = tables["paragraphs"]
    many = pd.concat([one] * (6000 // len(one) + 1), ignore_index=True)
    many["text"] = [f"第{place}段，依法行政。" for place in range(len(many))]
    page = tmp_path / "large.html"
    page.write_text(render_page({**tables, "paragraphs": many}, {}, lang="en", facts=FACTS), encoding="utf-8")
    browser.open(page)
    assert f"Of {len(many):,} paragraphs" in browser.run("document.getElementById('browse').textContent")
    assert settle(browser, text="依法行政") == MOST
