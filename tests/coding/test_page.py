"""The page to code in a browser as a file: blind, shut off from the network, and read back through its CSV."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

import analysis as fz
from analysis.codebook import load_codebook
from analysis.coding.sheets import read_codes, write_coding_sheet
from analysis.coding.units import pack_marks, prepare_units, read_marks, write_marks
from analysis.coding.values import choices
from analysis.errors import InputError
from analysis.language import words_of
from analysis.paths import resource

from .handing_in import SECRET_WORDS, SECRETS, TELLING, make_sample

HOSTILE = "</script><img src=x onerror=alert(1)><!--<script>\u2028'\"&amp;"


def source_of(tmp_path: Path, **more: object) -> str:
    sample = make_sample(**SECRETS)
    return write_coding_sheet(sample, tmp_path / "coding.html", **more).read_text("utf-8")


def data_of(source: str) -> dict[str, object]:
    found = re.search('<script type="application/json" id="data">(.*?)</script>', source, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_source_holds_no_year_place_report_or_answer_of_the_model(tmp_path: Path, lang: str) -> None:
    source = source_of(tmp_path, coder="wang", lang=lang)
    units = json.dumps(data_of(source)["units"], ensure_ascii=False)
    assert not [word for word in SECRET_WORDS if word in units]
    for secret in ("yichun", "1873", "QZ-", "琊琊市", "stratum"):
        coded = [base64.b64encode(b"x" * k + secret.encode())[4 * (k > 0) : -4].decode() for k in range(3)]
        assert secret not in source
        assert not [part for part in coded if len(part) > 3 and part in source]
    bare = make_sample(unit_id=list(TELLING), report_id=SECRETS["report_id"])
    plain = write_coding_sheet(bare, tmp_path / "plain.html", coder="wang", lang=lang).read_text("utf-8")
    assert source == plain  # so nothing of the hidden columns can be in it


def test_an_open_page_shows_them(tmp_path: Path) -> None:
    units = data_of(source_of(tmp_path, coder="wang", blind=False))["units"]
    assert isinstance(units, list)
    assert units[0]["shown"]["year"] == "1873"
    assert units[0]["id"] == next(iter(TELLING))


def test_one_file_that_can_fetch_nothing_and_run_nothing_else(tmp_path: Path) -> None:
    source = source_of(tmp_path)
    policy = re.search('http-equiv="Content-Security-Policy" content="([^"]+)"', source)
    assert policy
    allowed = dict(part.strip().split(" ", 1) for part in policy[1].split(";"))
    assert allowed.keys() == {"default-src", "script-src", "style-src", "base-uri", "form-action"}
    assert {allowed[name] for name in ("default-src", "base-uri", "form-action")} == {"'none'"}
    for tag, name in (("script", "script-src"), ("style", "style-src")):
        body = re.findall(f"<{tag}>(.*?)</{tag}>", source, re.DOTALL)
        assert len(body) == 1
        digest = base64.b64encode(hashlib.sha256(body[0].encode()).digest()).decode()
        assert allowed[name] == f"'sha256-{digest}'"
    assert not re.search(r"https?://|<link|<iframe|<img|@import|url\(", source)
    assert not re.search(r"\son\w+=|\sstyle=", re.sub(r"<script>.*</script>", "", source, flags=re.DOTALL))


@pytest.mark.parametrize("name", ["codes", "xlsx", "csv", "store", "view", "main"])
def test_no_script_makes_markup_of_a_text(name: str) -> None:
    script = resource(f"coding/{name}.js").read_text("utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(|fetch\(|XMLHttp", script
    )
    assert len(script.splitlines()) < 350


@pytest.mark.parametrize("name", ["codes", "xlsx", "csv", "store", "view", "main"])
def test_every_word_that_a_script_says_is_there(name: str) -> None:
    script = resource(f"coding/{name}.js").read_text("utf-8")
    said = words_of("coding.page.said", "zh")
    assert set(re.findall(r"\bwords\.(\w+)", script)) <= set(said)


def test_a_text_cannot_leave_its_place(tmp_path: Path) -> None:
    sample = make_sample(text=[HOSTILE] * 6, before=[HOSTILE] * 6)
    source = write_coding_sheet(sample, tmp_path / "coding.html", coder=HOSTILE[:20]).read_text("utf-8")
    assert "<img" not in source
    units = data_of(source)["units"]
    assert isinstance(units, list)
    assert units[0]["text"] == HOSTILE


def test_the_page_has_every_choice_and_the_whole_codebook(tmp_path: Path) -> None:
    data = data_of(source_of(tmp_path, lang="en"))
    for name, field in (("roles", "role"), ("areas", "area"), ("measures", "measure"), ("sure", "sure")):
        listed = data[name]
        assert isinstance(listed, list)
        assert {one["value"]: one["label"] for one in listed} == choices(field, "en")
    text = json.dumps(data["codebook"], ensure_ascii=False)
    codebook = load_codebook()
    for said in (*codebook.rules["en"], *codebook.measures["en"], *codebook.examples["text"]):
        assert json.dumps(said, ensure_ascii=False)[1:-1] in text
    keys = [one["key"] for one in data["roles"]]  # type: ignore[attr-defined]
    assert len({*keys, *"sumnzg"}) == len(keys) + 6  # no key has two meanings


def test_marks_are_read_packed_or_not() -> None:
    unit = prepare_units(make_sample(unit_id=list(TELLING)), blind=True)[0]
    cell = write_marks(unit, 1, 6, "")
    assert read_marks(pack_marks(cell)) == read_marks(cell)
    assert read_marks(pack_marks(cell)[:-8]) is None
    assert read_marks("z:###") is None
    assert read_marks(pack_marks("0" * 10_000_000)) is None  # unpacks to too much


def test_own_categories_have_a_page_of_their_own(tmp_path: Path) -> None:
    scheme = fz.load_scheme(Path(__file__).parents[2] / "data" / "example" / "library_work.csv")
    sample = make_sample(scheme=[scheme.scheme] * 6)
    path = write_coding_sheet(sample, tmp_path / "coding.html", scheme=scheme, lang="en")
    data = data_of(path.read_text("utf-8"))
    assert data["own"] is True
    assert [one["value"] for one in data["areas"]] == [*map(str, scheme.codes), "0"]  # type: ignore[attr-defined]


def test_a_page_is_written_once_and_is_not_a_sheet(tmp_path: Path) -> None:
    source_of(tmp_path)
    with pytest.raises(InputError, match="exists already"):
        source_of(tmp_path)
    with pytest.raises(InputError, match=r"ending '\.html'"):
        read_codes(tmp_path / "coding.html")
