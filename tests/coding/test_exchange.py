"""Label Studio and doccano: what they are given, and their exports read back with every mistake named."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.codebook import CODEBOOK_VERSION
from analysis.coding.exchange import (
    doccano_labels,
    label_studio_config,
    read_doccano,
    read_label_studio,
    write_doccano,
    write_label_studio,
)
from analysis.coding.facts import FACTS
from analysis.coding.problems import CodingProblems
from analysis.coding.sheets import read_units
from analysis.coding.values import choices
from analysis.errors import InputError
from analysis.tables import make_table
from analysis.text import for_xml, hash_text

from .handing_in import CODES, FIELDS, SECRET_WORDS, SECRETS, TELLING, as_given, make_sample
from .test_facts import any_facts

Record = dict[str, Any]


def result(field: str, *chosen: str) -> Record:
    return {
        "from_name": field,
        "to_name": "text",
        "type": "choices",
        "value": {"choices": list(chosen)},
        "id": "x",
    }


def annotation(codes: tuple[str, ...], by: Any = 3, lang: str = "zh") -> Record:
    chosen = [
        result(field, choices(field, lang)[code]) for field, code in zip(FIELDS, codes, strict=True) if code
    ]
    note = {"from_name": "note", "to_name": "text", "type": "textarea", "value": {"text": ["备注"]}}
    stamps = {"created_at": "2026-11-20T01:02:03.4Z", "updated_at": "2026-11-21T23:59:59.9Z"}
    return {"id": 1, "completed_by": by, "result": [*chosen, note], "was_cancelled": False, **stamps}


@pytest.fixture(params=[True, False], ids=["blind", "open"])
def blind(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def tasks(tmp_path: Path, blind: bool) -> Path:
    """An export of Label Studio; unit uN is task N."""
    path = write_label_studio(make_sample(), tmp_path / "tasks.json", blind=blind)
    exported = [
        {
            "id": 100 + k,
            "data": task["data"],
            "annotations": [annotation(codes)],
            "predictions": [],
            "meta": {},
        }
        for k, (task, codes) in enumerate(
            zip(json.loads(path.read_text("utf-8")), CODES.values(), strict=True)
        )
    ]
    path.write_text(json.dumps(exported), "utf-8")
    return path


@pytest.fixture
def lines(tmp_path: Path, blind: bool) -> Path:
    """An export of doccano; unit uN is line N."""
    path = write_doccano(make_sample(), tmp_path / "admin.jsonl", blind=blind)
    exported = []
    written = path.read_text("utf-8").splitlines()
    for k, (line, codes) in enumerate(zip(written, CODES.values(), strict=True)):
        record = json.loads(line)
        given = zip(FIELDS, codes, strict=True)
        labels = sorted(f"{field}:{choices(field)[code]}" for field, code in given if code)
        exported.append({"id": k, **record, "label": labels, "Comments": []})
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in exported), "utf-8")
    return path


def change_task(path: Path, number: int, change: Callable[[Record], Any]) -> Path:
    """Change one task of an export; what `change` returns, if anything, takes its place."""
    exported = json.loads(path.read_text("utf-8"))
    exported[number - 1] = change(exported[number - 1]) or exported[number - 1]
    path.write_text(json.dumps(exported), "utf-8")
    return path


def change_line(path: Path, number: int, change: Callable[[Record], Any]) -> Path:
    exported = path.read_text("utf-8").splitlines()
    record = json.loads(exported[number - 1])
    exported[number - 1] = json.dumps(change(record) or record)
    path.write_text("\n".join(exported), "utf-8")
    return path


def update(**cells: Any) -> Callable[[Record], None]:
    return lambda record: record.update(cells)


def choose(codes: tuple[str, ...], *more: Record) -> Callable[[Record], None]:
    """Replace the choices of a task, whatever they are."""
    chosen = [result(field, code) for field, code in zip(FIELDS, codes, strict=True) if code]
    return lambda task: task["annotations"][0].update(result=[*chosen, *more])


def messages(problems: pd.DataFrame) -> list[tuple[int, str, str]]:
    assert (problems["remedy"].str.len() > 0).all()
    return [(row["row"], row["unit_id"], row["problem"]) for row in problems.to_dict("records")]


# Round trips


def test_label_studio_brings_everything_back(tasks: Path) -> None:
    codes, problems = read_label_studio(tasks, return_problems=True)
    assert problems.empty
    assert as_given(codes) == CODES
    assert codes["inclusion_probability"].tolist() == make_sample()["inclusion_probability"].tolist()
    assert set(codes["coder"]) == {"3"}
    assert set(codes["codebook_version"]) == {CODEBOOK_VERSION}
    assert set(codes["coded_on"].dt.strftime("%Y-%m-%d")) == {"2026-11-21"}


def test_doccano_brings_everything_back(lines: Path) -> None:
    codes, problems = read_doccano(lines, "甲", return_problems=True)
    assert problems.empty
    assert as_given(codes) == CODES
    assert codes["inclusion_probability"].tolist() == make_sample()["inclusion_probability"].tolist()
    assert set(codes["coder"]) == {"甲"}
    assert codes["coded_on"].isna().all()


def test_what_was_written_is_not_yet_coded(tmp_path: Path) -> None:
    tasks = write_label_studio(make_sample(), tmp_path / "a.json")
    lines = write_doccano(make_sample(), tmp_path / "a.jsonl")
    assert len(read_label_studio(tasks)) == len(read_doccano(lines, "a")) == 0
    for path in (tasks, lines):
        assert read_units(path)["coded"].tolist() == [False] * 6


@given(st.lists(st.tuples(st.text(), st.text(), st.text()), min_size=1, max_size=5))
@example([('",}\n\u2028', "\x00\x1b", "{}")])
@settings(max_examples=60, deadline=None)
def test_any_text_survives(texts: list[tuple[str, str, str]]) -> None:
    names = ("before", "text", "after")
    sample = pd.DataFrame(texts, columns=names)
    sample = sample.assign(unit_id=[f"u{k}" for k in range(len(texts))], inclusion_probability=0.5)
    expected = [[for_xml(text) for text in row] for row in texts]
    with tempfile.TemporaryDirectory() as folder:
        path = write_label_studio(sample, Path(folder, "a.json"))
        tasks = json.loads(path.read_text("utf-8"))
        assert [[task["data"][name] for name in names] for task in tasks] == expected
        path.write_text(
            json.dumps([task | {"annotations": [annotation(CODES["u1"])]} for task in tasks]), "utf-8"
        )
        assert read_label_studio(path)["unit_id"].tolist() == sample["unit_id"].tolist()
        path = write_doccano(sample, Path(folder, "a.jsonl"))
        records = [json.loads(line) for line in path.read_bytes().decode().split("\n")[:-1]]
        assert [[record[name] for name in names] for record in records] == expected
        coded = [
            json.dumps(record | {"label": ["role:work", "area:4"]}, ensure_ascii=False) for record in records
        ]
        path.write_bytes("\n".join(coded).encode())
        assert read_doccano(path, "a")["unit_id"].tolist() == sample["unit_id"].tolist()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_labelling_interface_offers_every_choice(tmp_path: Path, lang: str) -> None:
    view = ElementTree.fromstring(label_studio_config(lang))
    offered = {one.get("name"): [choice.get("value") for choice in one] for one in view.iter("Choices")}
    assert offered == {field: list(choices(field, lang).values()) for field in FIELDS}
    assert {one.get("toName") for one in view.iter("Choices")} == {"text"}
    task = json.loads(write_label_studio(make_sample(), tmp_path / "a.json").read_text("utf-8"))[0]
    assert (
        {one.get("value", "")[1:] for one in view.iter("Text")}
        == {"before", "text", "after"}
        <= set(task["data"])
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_labels_of_doccano_offer_every_choice(lang: str) -> None:
    texts = [label["text"] for label in json.loads(doccano_labels(lang))]
    assert texts == [f"{field}:{label}" for field in FIELDS for label in choices(field, lang).values()]
    assert max(map(len, texts)) <= 100  # all that doccano stores
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(("write", "name"), [(write_label_studio, "a.json"), (write_doccano, "a.jsonl")])
def test_writing(tmp_path: Path, write: Callable[..., Path], name: str) -> None:
    path, secret = tmp_path / name, make_sample(**SECRETS)
    blind = write(secret, path).read_bytes()
    bare = make_sample(unit_id=list(TELLING), report_id=SECRETS["report_id"])
    assert blind == write(bare, tmp_path / f"plain-{name}").read_bytes()
    assert not any(word.encode() in blind for word in (*SECRET_WORDS, "model_area"))
    shown = write(secret, tmp_path / f"shown-{name}", blind=False).read_text("utf-8")
    assert all(word in shown for word in ("1873", "QZ-report-0", "琊琊市0", '"model_area": "7"', *TELLING))
    with pytest.raises(InputError, match="exists already"):
        write(make_sample(), path)
    assert path.read_bytes() == blind
    with pytest.raises(InputError, match=r"has the ending '\.txt'"):
        write(make_sample(), tmp_path / "a.txt")


def test_the_units_own_ids_come_back_from_blind_tasks(tmp_path: Path) -> None:
    path = write_label_studio(make_sample(**SECRETS), tmp_path / "a.json")
    tasks = json.loads(path.read_text("utf-8"))
    assert {frozenset(task["data"]) for task in tasks} == {
        frozenset({"unit_id", "before", "text", "after", "marks"})
    }
    coded = [
        task | {"annotations": [annotation(codes)]}
        for task, codes in zip(tasks, TELLING.values(), strict=True)
    ]
    path.write_text(json.dumps(coded), "utf-8")
    assert as_given(read_label_studio(path)) == TELLING
    path = write_doccano(make_sample(**SECRETS), tmp_path / "a.jsonl")
    path.write_text(
        path.read_text("utf-8").replace('"label": []', '"label": ["role:work", "area:4"]'), "utf-8"
    )
    assert read_doccano(path, "a")["unit_id"].tolist() == list(TELLING)


@pytest.mark.parametrize("blind", [True], indirect=True)
def test_mistakes_of_a_blind_coder_name_the_units_own_id(tasks: Path, lines: Path) -> None:
    change_task(tasks, 2, choose(("work", "9", "", "", "")))
    change_task(tasks, 3, lambda task: task["data"].update(unit_id="u-0000000000"))
    change_task(tasks, 4, lambda task: task["annotations"][0].update(completed_by=None))
    _, problems = read_label_studio(tasks, return_problems=True)
    assert [found[:2] for found in messages(problems)] == [(2, "u2"), (3, "u3"), (4, "u4")]
    change_line(lines, 5, update(label=["role:work", "area:4", "area:5"]))
    change_line(lines, 6, update(text="别的"))
    _, problems = read_doccano(lines, "a", return_problems=True)
    assert [found[:2] for found in messages(problems)] == [(5, "u5"), (6, "u6")]


@pytest.mark.parametrize("make", [label_studio_config, doccano_labels])
def test_an_unknown_language_is_refused(make: Callable[[str], str]) -> None:
    with pytest.raises(InputError, match="lang is 'fr'"):
        make("fr")


# Coders


@pytest.mark.parametrize(
    ("by", "coder", "expected"),
    [
        (3, None, "3"),
        ({"id": 3, "email": "jia@example.org"}, None, "jia@example.org"),
        ({"id": 3}, None, "3"),
        (3, "甲", "甲"),
    ],
)
def test_who_coded(tasks: Path, by: Any, coder: str | None, expected: str) -> None:
    change_task(tasks, 1, lambda task: task["annotations"][0].update(completed_by=by))
    assert read_label_studio(tasks, coder)["coder"].iloc[0] == expected


def test_two_coders_of_one_task(tasks: Path) -> None:
    change_task(tasks, 2, lambda task: task["annotations"].append(annotation(CODES["u1"], by=4)))
    codes = read_label_studio(tasks)
    assert codes.loc[codes["unit_id"] == "u2", ["coder", "area"]].values.tolist() == [["3", 6], ["4", 1]]
    codes, problems = read_label_studio(tasks, "a", return_problems=True)
    assert messages(problems) == [(2, "u2", "unit is in row 2 already")]
    assert as_given(codes) == CODES


def test_skipped_tasks_are_not_yet_coded(tasks: Path) -> None:
    change_task(tasks, 2, lambda task: task["annotations"][0].update(was_cancelled=True))
    change_task(tasks, 3, lambda task: task.update(annotations=[]))
    codes, problems = read_label_studio(tasks, return_problems=True)
    assert (len(codes), len(problems)) == (4, 0)
    assert (~read_units(tasks)["coded"]).sum() == 2


@pytest.mark.parametrize("coder", ["", " ", None])
def test_doccano_needs_the_name_of_the_coder(lines: Path, coder: Any) -> None:
    with pytest.raises(InputError, match=r"coder is .*; give the coder's name"):
        read_doccano(lines, coder)


# Mistakes


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (choose(("work", "9", "", "", "")), "area is '9'"),
        (choose(("work", "行政", "", "", "")), "area is '行政'"),
        (choose(("work", "5", "", "33", "")), "measure is 33, which belongs to area 6, not 5"),
        (choose(("heading", "4", "", "", "")), "role is 'heading' but has area 4"),
        (choose(("work", "", "", "", "1")), "area is empty where role is 'work'"),
        (choose(("doing", "4", "", "", "")), "role is 'doing'"),
        (choose(("", "4", "", "", "")), "role is empty but other codes are given"),
        (choose(("work", "4", "", "", ""), result("area", "5")), "area is given twice, '4' and '5'"),
        (
            lambda task: task["annotations"][0].update(completed_by=None),
            "annotation does not say who made it",
        ),
        (
            lambda task: task["data"].update(unit_id="u7"),
            "unit_id is not the one that this row was written with",
        ),
        (lambda task: task["data"].update(text="别的"), "text is not the text of this unit"),
        (lambda task: task["data"].pop("marks") and None, "marks are missing or were changed"),
        (lambda task: {"unit_id": "u3", "role": "work｜工作"}, "is no task with data and annotations"),
        (lambda task: ["task"], "is no task with data and annotations"),
    ],
)
def test_a_mistake_in_label_studio(tasks: Path, change: Callable[[Record], Any], problem: str) -> None:
    codes, problems = read_label_studio(change_task(tasks, 3, change), return_problems=True)
    assert [(row, text) for row, _, text in messages(problems)] == [(3, problem)]
    assert as_given(codes) == {unit: given for unit, given in CODES.items() if unit != "u3"}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (update(label=["role:work", "area:9"]), "area is '9'"),
        (
            update(label=["role:work", "area:5", "measure:33"]),
            "measure is 33, which belongs to area 6, not 5",
        ),
        (update(label=["role:heading", "area:4"]), "role is 'heading' but has area 4"),
        (update(label=["role:work"]), "area is empty where role is 'work'"),
        (update(label=["area:4"]), "role is empty but other codes are given"),
        (update(label=["role:work", "area:4", "area:5"]), "area is given twice, '4' and '5'"),
        (update(label=["role:work", "area:4", "好"]), "label '好' is none of the codebook's"),
        (update(label=["role:work", "area:4", 7]), "label 7 is none of the codebook's"),
        (update(unit_id="u7"), "unit_id is not the one that this row was written with"),
        (update(unit_id=None), "unit_id is not the one that this row was written with"),
        (update(text="别的"), "text is not the text of this unit"),
        (update(marks=float("nan")), "marks are missing or were changed"),
        (lambda record: ["line"], "line is not a JSON object"),
    ],
)
def test_a_mistake_in_doccano(lines: Path, change: Callable[[Record], Any], problem: str) -> None:
    codes, problems = read_doccano(change_line(lines, 3, change), "a", return_problems=True)
    assert [(row, text) for row, _, text in messages(problems)] == [(3, problem)]
    assert as_given(codes) == {unit: given for unit, given in CODES.items() if unit != "u3"}


def test_a_line_that_is_no_json(lines: Path) -> None:
    text = lines.read_text("utf-8").splitlines()
    lines.write_text("\n".join([*text[:2], text[2][:-1], *text[3:]]), "utf-8")
    codes, problems = read_doccano(lines, "a", return_problems=True)
    assert messages(problems) == [(3, "", "line is not a JSON object")]
    assert len(codes) == 5


def nested(record: Record) -> Record:
    """An export as older versions of doccano make it."""
    apart = {key: record[key] for key in ("unit_id", "before", "after", "marks")}
    return {"id": record["id"], "data": record["text"], "meta": apart, "labels": record["label"]}


def test_older_exports_of_doccano_are_read(lines: Path) -> None:
    for number in range(1, 7):
        change_line(lines, number, nested)
    assert as_given(read_doccano(lines, "a")) == CODES


def test_units_without_labels_may_have_lost_their_metadata(lines: Path) -> None:
    change_line(lines, 2, lambda record: {"id": 1, "text": record["text"], "label": []})
    change_line(lines, 5, lambda record: {"id": 4, "text": record["text"], "label": []})
    codes, problems = read_doccano(lines, "a", return_problems=True)
    assert (len(codes), len(problems)) == (4, 0)
    assert (~read_units(lines)["coded"]).sum() == 2


def test_units_left_out_of_an_export_are_no_mistake(tasks: Path, lines: Path) -> None:
    tasks.write_text(json.dumps(json.loads(tasks.read_text("utf-8"))[2:]), "utf-8")
    lines.write_text("\n".join(lines.read_text("utf-8").splitlines()[2:]), "utf-8")
    assert len(read_label_studio(tasks)) == len(read_doccano(lines, "a")) == 4


def test_problems_are_one_warning_at_the_caller(tasks: Path, lines: Path) -> None:
    change_task(tasks, 3, choose(("work", "9", "", "", "")))
    change_line(lines, 3, update(label=["role:work", "area:9"]))
    for read in (lambda: read_label_studio(tasks), lambda: read_doccano(lines, "a")):
        with pytest.warns(
            CodingProblems, match=r"1 problem beside 5 good codes; .* row 3 \(u3\): area is '9'"
        ) as caught:
            read()
        assert [one.filename for one in caught] == [__file__]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"{}", "is not a list of tasks"),
        (b"\xff", "is not UTF-8 text"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_label_studio(tmp_path / "a.json")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
KEYS = (
    "data",
    "annotations",
    "result",
    "value",
    "choices",
    "from_name",
    "completed_by",
    "updated_at",
    "marks",
)
KEYS += ("unit_id", "text", "label", "labels", "meta")


@given(
    st.recursive(
        json_values, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner)
    )
)
@example({"data": {}, "annotations": [{"result": [{"from_name": [], "value": {"choices": [{}]}}]}]})
@settings(max_examples=60, deadline=None)
def test_strange_exports_give_problems_only(value: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.json")
        path.write_text(json.dumps([value]), "utf-8")
        assert read_label_studio(path, return_problems=True)[0].empty
        path.write_text(json.dumps(value), "utf-8")
        assert read_doccano(path, "a", return_problems=True)[0].empty


@given(st.lists(any_facts, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_what_is_known_of_a_unit_comes_back(known: list[dict[str, str | int]]) -> None:
    texts = [f"第{k}段。" for k in range(len(known))]
    for text, facts in zip(texts, known, strict=True):
        if "text_hash" in facts:
            facts["text_hash"] = hash_text(text)
    rows = [{"unit_id": f"u{k}", "inclusion_probability": 1 / 3, **facts} for k, facts in enumerate(known)]
    sample = make_table("codes", rows).assign(text=texts)
    columns = ["unit_id", *FACTS, "inclusion_probability"]
    with tempfile.TemporaryDirectory() as folder:
        path = write_label_studio(sample, Path(folder, "a.json"))
        tasks = [
            task | {"annotations": [annotation(CODES["u1"])]} for task in json.loads(path.read_text("utf-8"))
        ]
        path.write_text(json.dumps(tasks), "utf-8")
        lines = write_doccano(sample, Path(folder, "a.jsonl"))
        coded = lines.read_text("utf-8").replace('"label": []', '"label": ["role:work", "area:4"]')
        lines.write_text(coded, "utf-8")
        for codes in (read_label_studio(path), read_doccano(lines, "a")):
            found = codes.sort_values("unit_id", ignore_index=True)
            pd.testing.assert_frame_equal(found[columns], sample[columns], check_exact=True)
            assert set(codes["coded_by"]) == {"person"}
