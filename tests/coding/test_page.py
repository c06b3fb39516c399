"""The page to code in a browser as a file: blind, shut off from the network, and read back through its CSV."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.codebook import load_codebook
from analysis.coding.sheets import read_codes, write_coding_sheet
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


def test_the_page_holds_nothing_that_leads_to_a_unit(tmp_path: Path) -> None:
    """No id, packed or hashed: whoever has the public reports could try their names."""
    sample = make_sample(unit_id=list(TELLING))
    source = write_coding_sheet(sample, tmp_path / "coding.html", coder="wang").read_text("utf-8")
    units = data_of(source)["units"]
    assert isinstance(units, list)
    assert [one["id"] for one in units] == [f"u-000{n}" for n in range(1, 7)]
    words = set(re.findall(r"[A-Za-z0-9+/=_-]{6,}", json.dumps(units)))
    for unit in TELLING:
        for digest in (hashlib.sha256, hashlib.sha1, hashlib.md5):
            found = digest(unit.encode()).hexdigest()
            assert not [word for word in words if word.removeprefix("u-") in found]
    other = make_sample(unit_id=[f"other-{n}" for n in range(6)])
    again = write_coding_sheet(other, tmp_path / "again.html", coder="wang").read_text("utf-8")
    sample_names = [data_of(one)["sample"] for one in (source, again)]
    assert source.replace(str(sample_names[0]), str(sample_names[1])) == again


def hand_in(page: Path, sample: pd.DataFrame, role: str = "work") -> Path:
    """The sheet that the page exports when every unit is given a role, as the script writes it."""
    data = data_of(page.read_text("utf-8"))
    header, units = data["header"], data["units"]
    assert isinstance(header, dict)
    assert isinstance(units, list)
    rows = [list(header.values())]
    for unit in units:
        cells = {
            **unit,
            "unit_id": unit["id"],
            "role": role,
            "area": "6",
            "sure": "1",
            "coder": data["coder"] or "wang",
            "meta": data["meta"],
        }
        rows.append([str(cells.get(key, "")) for key in header])
    path = page.with_suffix(".csv")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_the_key_gives_every_unit_back(tmp_path: Path) -> None:
    sample = make_sample(unit_id=list(TELLING))
    page = write_coding_sheet(sample, tmp_path / "coding.html")
    codes = read_codes(hand_in(page, sample))
    assert codes["unit_id"].tolist() == list(TELLING)
    assert codes["inclusion_probability"].tolist() == sample["inclusion_probability"].tolist()
    assert set(codes["coder"]) == {"wang"}


def test_a_key_elsewhere_is_given_with_the_sheet_and_without_one_nothing_is_read(tmp_path: Path) -> None:
    sample = make_sample(unit_id=list(TELLING))
    sheet = hand_in(write_coding_sheet(sample, tmp_path / "coding.html"), sample)
    (tmp_path / "elsewhere").mkdir()
    key = (tmp_path / "coding.key.csv").rename(tmp_path / "elsewhere" / "mine.key.csv")
    with pytest.raises(InputError, match=r"key of that page is not here; put the file \*\.key\.csv"):
        read_codes(sheet)
    assert len(read_codes([sheet, key])) == 6
    other = write_coding_sheet(make_sample(), tmp_path / "other.html")
    with pytest.raises(InputError, match="key of that page is not here"):
        read_codes([sheet, other.with_suffix(".key.csv")])
    whole = key.read_text("utf-8-sig")
    key.write_text(whole.replace('""number"": 1,', '""number"": 2,'), "utf-8-sig")
    with pytest.raises(InputError, match="is no key of a coding page, or was changed"):
        read_codes([sheet, key])


def test_a_row_that_was_renamed_or_whose_text_was_changed_is_named(tmp_path: Path) -> None:
    sample = make_sample(unit_id=list(TELLING))
    sheet = hand_in(write_coding_sheet(sample, tmp_path / "coding.html"), sample)
    text = sheet.read_text("utf-8-sig").replace("u-0001", "u-0099").replace("u-0003", "u-0004", 1)
    sheet.write_text(text, "utf-8-sig")
    codes, problems = read_codes(sheet, return_problems=True)
    assert codes["unit_id"].tolist() == [unit for n, unit in enumerate(TELLING) if n not in (0, 2)]
    assert set(problems["row"]) >= {2, 4}


def test_the_codes_carried_along_lie_in_the_key(tmp_path: Path) -> None:
    sample = make_sample(unit_id=list(TELLING))
    codes = read_codes(hand_in(write_coding_sheet(sample, tmp_path / "coding.html"), sample))
    page = write_coding_sheet(sample.head(1), tmp_path / "final.html", coder="final", codes=codes)
    assert "yichun" not in page.read_text("utf-8")
    found = read_codes(hand_in(page, sample.head(1)))
    assert sorted(found["coder"]) == ["final", *["wang"] * 6]


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
