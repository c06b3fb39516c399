"""The page to code in, used in a real browser: keys, memory, files, languages, two coders and an adjudicator."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis as fz
from analysis.coding.final import final_codes
from analysis.coding.sheets import read_codes, read_units, write_coding_sheet
from analysis.tables import make_table
from tests.browser import Browser, find_browser, find_violations

from .handing_in import CODES, TELLING, as_given, fill_in, make_sample
from .test_page import HOSTILE
from .test_workbook import as_wps_saves

ROLE_KEYS = {"work": "w", "problem": "p", "plan": "l", "heading": "h"}
REFUSING = """Object.defineProperty(window, "localStorage", {get() { throw new DOMException("no", "SecurityError"); }});"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        pytest.skip("no Chromium on this machine (install chromium, or name one in CHROMIUM)")
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        Browser(program, Path(profile)) as one,
    ):
        yield one


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Any:
    """Open a page that nobody has coded in."""

    def call(path: Path, **window: Any) -> Browser:
        browser.open(path, **window)
        browser.run("localStorage.clear()")
        browser.open(path, **window)
        return browser

    return call


def code_unit(
    page: Browser, role: str, area: str = "", area_2: str = "", measure: str = "", sure: str = ""
) -> None:
    """One unit by keys alone, then the next."""
    page.type(ROLE_KEYS[role])
    if measure:
        page.type("m")
        page.run("document.activeElement.select()")
        page.call("Input.insertText", text=measure)
        page.press("Enter", 13)
    elif role != "heading":
        page.type(area)
    if area_2:
        page.type(area_2, shift=True)
    if sure:
        page.type("s" if sure == "1" else "u")
    page.press("Enter", 13)


def export(page: Browser, folder: Path, name: str) -> Path:
    """The file that the button gives, put beside the keys of the pages."""
    folder.mkdir(exist_ok=True)
    for key in folder.parent.glob("*.key.csv"):
        shutil.copy(key, folder)
    page.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    page.run("document.getElementById('export').click()")
    for _ in range(600):
        if (folder / name).exists() and not list(folder.glob("*.crdownload")):
            return folder / name
        time.sleep(0.05)
    raise AssertionError(f"no {name} among {list(folder.iterdir())}")


def give_file(page: Browser, file: Path) -> str:
    """Import a file, and what the page says of it."""
    root = page.call("DOM.getDocument")["root"]["nodeId"]
    node = page.call("DOM.querySelector", nodeId=root, selector="#file")["nodeId"]
    page.run("document.getElementById('said').textContent = ''")
    page.call("DOM.setFileInputFiles", nodeId=node, files=[str(file)])
    for _ in range(600):
        if found := said(page):
            return found
        time.sleep(0.05)
    raise AssertionError(f"nothing is said of {file.name}: {page.messages}")


def said(page: Browser, element: str = "said") -> str:
    return str(page.run(f"document.getElementById('{element}').textContent"))


# texts outside every landmark, which a screen reader that goes by landmarks does not find
ASTRAY = """(() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const own = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || own.closest('script, noscript')) continue;
    if (!own.closest('header, main, nav, aside, form, dialog, [role=alert]')) found.push(walker.currentNode.data);
  }
  return found;
})()"""


def twenty() -> pd.DataFrame:
    one = make_sample(unit_id=list(TELLING), report_id=[f"r{k}" for k in range(6)])
    parts = [one.assign(unit_id=one["unit_id"] + f"-{k}", text=one["text"] + str(k)) for k in range(4)]
    return pd.concat(parts, ignore_index=True).head(20)


def test_twenty_units_by_keys_in_two_sittings_come_back_as_they_were_given(tmp_path: Path) -> None:
    program = find_browser()
    if program is None:
        pytest.skip("no Chromium on this machine (install chromium, or name one in CHROMIUM)")
    sample = twenty()
    path = write_coding_sheet(sample, tmp_path / "coding.html")
    given = [list(CODES.values())[k % 6] for k in range(20)]
    profile = tmp_path / "profile"
    with Browser(program, profile) as page:
        page.open(path, width=1366, height=768)
        page.run("document.getElementById('coder').focus()")
        page.call("Input.insertText", text="王 wang")
        page.press("Enter", 13)
        assert said(page, "who") == "王 wang"
        for codes in given[:12]:
            code_unit(page, *codes)
        page.type("n")
        page.call("Input.insertText", text='=备注, "引号"')
        page.press("Escape", 27)
        assert page.messages == []
        page.close()
    with Browser(program, profile) as page:  # another day
        page.open(path, width=1366, height=768)
        page.run("document.getElementById('coder').value = '王 wang'")
        page.run("document.querySelector('#begin button').click()")
        assert said(page) == "已恢复：20 个单元中完成 12 个。"
        assert page.run("store.place") == 12
        for codes in given[12:]:
            code_unit(page, *codes)
        page.type("g")
        assert said(page) == "全部单元已完成：请导出 CSV 并交回。"
        assert page.run("document.getElementById('bar').value") == 20
        exported = export(page, tmp_path / "out", "王 wang.csv")
        assert page.messages == []
        page.close()
    codes, problems = read_codes(exported, return_problems=True)
    assert problems.empty
    assert as_given(codes) == dict(zip(sample["unit_id"], given, strict=True))
    assert set(codes["coder"]) == {"王 wang"}
    assert codes["coded_on"].notna().all()
    assert codes["inclusion_probability"].tolist() == sample["inclusion_probability"].tolist()
    assert codes["report_id"].tolist() == sample["report_id"].tolist()
    assert read_units(exported)["text"].tolist() == sample["text"].tolist()
    assert '"\'=备注, ""引号"""' in exported.read_text("utf-8-sig")


def test_what_cannot_go_together_cannot_be_given_and_every_step_can_be_undone(
    opened: Any, tmp_path: Path
) -> None:
    page = opened(write_coding_sheet(make_sample(), tmp_path / "a.html", coder="a", lang="en"))
    record = "JSON.stringify(FIELDS.map(field => store.of(unit())[field]))"
    page.type("h4")
    assert said(page) == "This role has no area: choose another role first."
    page.type("w")
    page.type("4", shift=True)
    assert said(page) == "Choose the area before the second area."
    page.type("4")
    page.type("4", shift=True)
    assert said(page) == "The second area is another one than the area."
    page.type("5", shift=True)
    page.type("uw4")  # a key pressed again changes nothing
    assert json.loads(page.run(record)) == ["work", "4", "5", "", "0"]
    page.type("m")
    page.call("Input.insertText", text="33")
    page.press("Enter", 13)
    assert json.loads(page.run(record)) == ["work", "6", "5", "33", "0"]  # a measure has one area
    page.type("5")
    assert json.loads(page.run(record)) == ["work", "5", "", "", "0"]
    page.type("h")
    assert json.loads(page.run(record)) == ["heading", "", "", "", "0"]
    page.type("zz")
    assert json.loads(page.run(record)) == ["work", "6", "5", "33", "0"]
    page.type("zzzzzz")
    assert json.loads(page.run(record)) == ["", "", "", "", ""]
    assert page.run("Object.values(store.records).some(one => stateOf(one))") is False
    page.type("z")
    page.type("w")
    page.run("document.querySelector('[data-field=role] [data-value=work]').click()")  # a click takes it back
    assert json.loads(page.run(record)) == ["", "", "", "", ""]
    assert page.messages == []


def test_texts_are_shown_as_texts_between_the_items_of_their_paragraph(opened: Any, tmp_path: Path) -> None:
    texts = ["一是甲。", HOSTILE, "三是丙。", "四。", "五。", "六。"]
    sample = make_sample(
        text=texts,
        paragraph_id=["p"] * 3 + ["q", "r", "s"],
        before=["上", "一是甲。", HOSTILE, "三", "四", "五"],
        after=[HOSTILE, "三是丙。", "下", "甲", "乙", "丙"],
    )
    page = opened(write_coding_sheet(sample, tmp_path / "a.html", coder="a"))
    page.press("Enter", 13)
    assert page.run("document.getElementById('unit').textContent") == HOSTILE
    assert page.run(
        "[...document.querySelectorAll('#text .outer, #text .item')].map(one => one.textContent)"
    ) == [
        "上",
        "一是甲。",
        "三是丙。",
        "下",
    ]
    assert "所在段落的第 2 项，共 3 项" in said(page, "where")
    page.press("Enter", 13)
    page.press("Enter", 13)
    assert page.run("[...document.querySelectorAll('#text p')].map(one => one.textContent)") == [
        "三",
        "四。",
        "甲",
    ]
    assert page.run("document.querySelectorAll('img').length") == 0
    assert page.messages == []


def test_the_codebook_is_searched(opened: Any, tmp_path: Path) -> None:
    page = opened(write_coding_sheet(make_sample(), tmp_path / "a.html", coder="a"))
    page.type("/")
    page.call("Input.insertText", text="双随机 信用")
    shown = "[...document.querySelectorAll('.entry')].filter(one => !one.hidden).map(one => one.textContent)"
    found = page.run(shown)
    assert 0 < len(found) < 12
    assert all("双随机" in text and "信用" in text for text in found)
    page.run("search.value = ''; search.dispatchEvent(new Event('input'))")
    assert len(page.run(shown)) > 100


@pytest.mark.parametrize("ending", ["utf-8-sig", "gb18030"])
def test_a_sheet_of_the_same_sample_is_imported(opened: Any, tmp_path: Path, ending: str) -> None:
    sheet = fill_in(write_coding_sheet(make_sample(), tmp_path / "wang.csv", coder="wang"))
    sheet.write_text(sheet.read_text("utf-8-sig").replace(",work,1,", ",工作,政府职能,"), ending)
    page = opened(write_coding_sheet(make_sample(), tmp_path / "a.html", coder="wang"))
    assert give_file(page, sheet) == "读入 6 个单元。"
    assert as_given(read_codes(export(page, tmp_path / "out", "wang.csv"))) == CODES
    page.type("z")
    assert page.run("store.counts().done") == 0


@pytest.mark.parametrize("save", [lambda path: None, as_wps_saves], ids=["as written", "as WPS saves"])
def test_a_workbook_of_the_same_sample_is_imported(opened: Any, tmp_path: Path, save: Any) -> None:
    book = fill_in(write_coding_sheet(make_sample(), tmp_path / "wang.xlsx", coder="wang"))
    save(book)
    page = opened(write_coding_sheet(make_sample(), tmp_path / "a.html", coder="wang"))
    assert give_file(page, book) == "读入 6 个单元。"
    assert as_given(read_codes(export(page, tmp_path / "out", "wang.csv"))) == CODES
    other = fill_in(write_coding_sheet(make_sample(), tmp_path / "li.xlsx", coder="li"))
    assert give_file(page, other) == "这份文件属于编码员 li，未导入。"
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(book.read_bytes()[:5000])
    assert give_file(page, broken).startswith("这不是编码表")
    assert page.messages == []


def test_what_an_import_cannot_use_is_counted(opened: Any, tmp_path: Path) -> None:
    sheet = fill_in(write_coding_sheet(make_sample(), tmp_path / "wang.csv", coder="wang"))
    spoiled = (
        sheet.read_text("utf-8-sig")
        .replace(",work,6,5,33,", ",work,行政,5,33,")
        .replace("仍有差距。", "另一文本。")
    )
    sheet.write_text(spoiled, "utf-8-sig")
    path = write_coding_sheet(make_sample(), tmp_path / "a.html", coder="wang", lang="en")
    page = opened(path)
    assert give_file(page, sheet) == (
        "Units read: 4. Rows with values that the codebook does not have: 1 (first rows: 3). "
        "Rows of other units or with another text: 1."
    )
    other = fill_in(write_coding_sheet(make_sample(), tmp_path / "li.csv", coder="li"))
    assert give_file(page, other) == "The file is of the coder li: it is not imported."
    stranger = tmp_path / "x.csv"
    stranger.write_text("a,b\n1,2\n")
    assert give_file(page, stranger).startswith("This is no coding sheet")
    assert page.run("store.counts().done") == 4


def test_a_browser_that_keeps_nothing_says_so_and_still_exports(browser: Browser, tmp_path: Path) -> None:
    path = write_coding_sheet(make_sample(), tmp_path / "a.html", coder="a", lang="en")
    script = browser.call("Page.addScriptToEvaluateOnNewDocument", source=REFUSING)["identifier"]
    try:
        browser.open(path)
        assert said(browser, "kept") == "not kept: export"
        assert browser.run("document.getElementById('lost').checkVisibility()") is True
        for codes in CODES.values():
            code_unit(browser, *codes)
        assert as_given(read_codes(export(browser, tmp_path / "out", "a.csv"))) == CODES
    finally:
        browser.call("Page.removeScriptToEvaluateOnNewDocument", identifier=script)


def test_two_coders_on_one_computer_do_not_mix(opened: Any, tmp_path: Path) -> None:
    wang, li = (
        write_coding_sheet(make_sample(), tmp_path / f"{who}.html", coder=who) for who in ("wang", "li")
    )
    page = opened(wang)
    code_unit(page, "work", "1")
    page.open(li)
    assert page.run("store.counts().done") == 0
    page.open(wang)
    assert page.run("store.counts().done") == 1


def test_disputes_are_settled_with_both_answers_side_by_side(opened: Any, tmp_path: Path) -> None:
    sample = make_sample(report_id=["r1"] * 3 + ["r2"] * 3)
    sheets = []
    for coder in ("wang", "li"):
        page = opened(write_coding_sheet(sample, tmp_path / f"{coder}.html", coder=coder))
        for unit, codes in CODES.items():
            code_unit(page, *(("work", "5") if (unit, coder) in {("u2", "li"), ("u5", "li")} else codes))
        sheets.append(export(page, tmp_path / "out", f"{coder}.csv"))
    codes = read_codes(sheets)
    disputed = fz.adjudication_sample(codes, read_units(sheets))
    page = opened(write_coding_sheet(disputed, tmp_path / "adjudicate.html", coder="final", codes=codes))
    heads = page.run(
        "[...document.querySelectorAll('#codings th[scope=col]')].map(one => one.firstChild.textContent)"
    )
    assert heads == ["li", "wang"]
    assert page.run("[...document.querySelectorAll('#codings .differ th')].map(one => one.textContent)") == [
        "领域",
        "第二领域",
        "措施",
    ]
    page.type("]")
    page.press("Enter", 13)
    page.type("[")
    assert page.run("store.counts().done") == 2
    final = read_codes(export(page, tmp_path / "out", "final.csv"))
    settled = final_codes(final).set_index("unit_id")
    assert settled.loc["u2", ["area", "area_2", "measure"]].tolist() == [6, 5, "33"]
    assert settled.loc["u5", ["role", "area"]].tolist() == ["work", 5]
    assert len(settled) == 6
    assert page.messages == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_it_fits_the_screen(opened: Any, tmp_path: Path, lang: str, width: int, height: int) -> None:
    path = write_coding_sheet(make_sample(), tmp_path / "a.html", coder="a", lang=lang)
    page = opened(path, width=width, height=height)
    assert page.run("document.documentElement.scrollWidth") <= width
    page.type("w1")  # the area with most measures
    assert page.run("document.querySelectorAll('#near-measures .choice').length") > 7
    edge = "document.getElementById('{}').getBoundingClientRect().{}"
    assert page.run(edge.format("next", "bottom")) <= height
    if width > 1000:  # all is given without scrolling
        assert page.run(edge.format("note", "bottom")) < page.run(edge.format("next", "top"))
    unnamed = "[...document.querySelectorAll('button, input')].filter(one => !one.hidden && !one.textContent.trim() && !one.labels?.length && !one.getAttribute('aria-label') && !one.getAttribute('aria-labelledby')).length"
    assert page.run(unnamed) == 0
    assert page.run("[...document.querySelectorAll('h1')].filter(one => one.checkVisibility()).length") == 1
    assert page.run(ASTRAY) == []
    assert page.messages == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 1366])
def test_axe_finds_nothing_in_coding_and_in_adjudication(
    opened: Any, tmp_path: Path, lang: str, width: int
) -> None:
    """With axe-core, where AXE names its file (npm pack axe-core; package/axe.min.js); the offline tests do without."""
    rows = [
        {"unit_id": f"u{n}", "coder": coder, "role": "work", "area": 6 if coder == "li" else 5}
        for n in (1, 2)
        for coder in ("wang", "li")
    ]
    sample = make_sample().head(2)
    given = {
        "coding": {"coder": "wang"},
        "adjudicate": {"coder": "final", "codes": make_table("codes", rows)},
    }
    for name, settings in given.items():
        page = opened(
            write_coding_sheet(sample, tmp_path / f"{name}.html", lang=lang, **settings), width=width
        )
        assert find_violations(page) == [], name
        page.type("w1")
        assert find_violations(page) == [], name
