"""Files of answers: every label is found, every problem has its row, and no file can do harm."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.labels import reading
from analysis.labels.reading import LABELS, PROBLEMS, read_labels
from analysis.labels.requests import write_label_requests
from analysis.output import write_table
from analysis.text import hash_text
from tests.labels.answering import RIGHT, TEXTS, answer, coded, make_units, own_id, write_lines

A, B, C, D = RIGHT


def areas(labels: pd.DataFrame) -> dict[str, int]:
    return dict(zip(labels["unit_id"], labels["area"], strict=True))


def kinds(problems: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(problems["unit_id"].fillna(""), problems["kind"], strict=True))


def right(name: str) -> dict[str, Any]:
    return answer(own_id(name), coded(RIGHT[name]))


def test_all_answers_in_any_order(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", *(right(name) for name in (C, A, D, B)))
    labels, problems = read_labels(path, make_units())
    assert areas(labels) == RIGHT
    assert problems.empty
    assert dict(labels.dtypes.astype(str)) == LABELS
    assert dict(problems.dtypes.astype(str)) == PROBLEMS
    assert labels.set_index("unit_id")["text_hash"].to_dict() == {
        name: hash_text(TEXTS[name]) for name in RIGHT
    }
    assert set(labels["label_by"]) == {"model-x"}
    assert set(labels["role"]) == {"work"}


def test_what_was_asked_is_what_is_read(tmp_path: Path) -> None:
    table = write_label_requests(make_units(), tmp_path / "requests.jsonl", model="model-x", per_file=2)
    asked = [
        json.loads(line) for file in table["file"] for line in Path(file).read_text("utf-8").splitlines()
    ]
    by_text = dict(zip(TEXTS.values(), RIGHT.values(), strict=True))
    answers = tmp_path / "answers"
    answers.mkdir()
    for number, request in enumerate(asked):
        text = json.loads(request["body"]["messages"][1]["content"])["text"]
        write_lines(answers / f"{number}.jsonl", answer(request["custom_id"], coded(by_text[text])))
    labels, problems = read_labels(answers, make_units())
    assert areas(labels) == RIGHT
    assert problems.empty


def test_every_problem_has_its_row(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "a.jsonl",
        answer(own_id(A), "领域6"),
        answer(own_id(B), None, refusal="no"),
        "",
        answer(own_id(C), coded(9)),
        answer(own_id(C).replace("u-", "u-0")[:-1], coded(7)),
        "{",
    )
    labels, problems = read_labels(path, make_units())
    assert labels.empty
    assert kinds(problems) == [
        (A, "malformed"),
        (B, "refused"),
        (C, "codebook"),
        ("", "unknown"),
        ("", "malformed"),
        (D, "missing"),
    ]
    assert problems["line"].tolist()[:5] == [1, 2, 4, 5, 6]
    assert problems["custom_id"].tolist()[:3] == [own_id(name) for name in (A, B, C)]
    assert problems["custom_id"].iloc[-1] == own_id(D)
    assert not problems["labelled"].any()


def test_a_second_try_heals_and_says_so(tmp_path: Path) -> None:
    write_lines(tmp_path / "1.jsonl", answer(own_id(A), "?"), *(right(name) for name in (B, C, D)))
    write_lines(tmp_path / "2.jsonl", right(A))
    labels, problems = read_labels(tmp_path, make_units())
    assert areas(labels) == RIGHT
    assert problems[["file", "line", "kind", "labelled"]].values.tolist() == [
        ["1.jsonl", 1, "malformed", True]
    ]


def test_the_same_answer_twice_is_one_and_two_answers_are_none(tmp_path: Path) -> None:
    other = answer(own_id(B), coded(3))
    path = write_lines(
        tmp_path / "a.jsonl", right(A), right(B), right(A), other, right(C), right(D), right(B)
    )
    labels, problems = read_labels(path, make_units())
    assert areas(labels) == {name: RIGHT[name] for name in (A, C, D)}
    assert kinds(problems) == [(A, "duplicate"), (B, "duplicate"), (B, "duplicate")]
    assert problems["labelled"].tolist() == [True, False, False]
    assert problems["detail"].tolist()[:2] == [
        "the same answer as in a.jsonl, line 1",
        "another answer than in a.jsonl, line 2",
    ]


def test_an_answer_for_another_text_is_none(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", *(right(name) for name in RIGHT))
    moved = make_units()
    moved["text"] = [*list(TEXTS.values())[1:], "新增一段。"]
    labels, problems = read_labels(path, moved)
    assert labels.empty
    assert kinds(problems) == [(name, "changed") for name in RIGHT]
    plain = write_lines(tmp_path / "b.jsonl", {"unit_id": A, "area": 6, "text_hash": hash_text(TEXTS[A])})
    assert kinds(read_labels(plain, moved)[1])[0] == (A, "changed")
    spaced = make_units().assign(text=[f" {text}\n" for text in TEXTS.values()])
    assert areas(read_labels(path, spaced)[0]) == RIGHT


def test_plain_labels_need_no_units(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "a.jsonl", *({"unit_id": name, "area": area} for name, area in RIGHT.items())
    )
    labels, problems = read_labels(path)
    assert areas(labels) == RIGHT
    assert problems.empty
    assert labels["role"].isna().all()


def test_ids_of_requests_do(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", right(A))
    with pytest.raises(
        InputError, match="units are not given, and answers carry ids of requests such as 'u-"
    ):
        read_labels(path)


def test_units_are_found_by_their_own_ids_too(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", *(answer(name, coded(area)) for name, area in RIGHT.items()))
    assert areas(read_labels(path, make_units())[0]) == RIGHT


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_of_labels(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(
        f"{mark}unit_id,area,measure,probability,note\n{A},纠纷化解,,0.9,\n{B},,12,,x\n{C},9,,,\n{D},4,,high,\n",
        "utf-8",
    )
    labels, problems = read_labels(path, make_units())
    assert areas(labels) == {A: 6, B: 2}
    assert labels["probability"].tolist()[0] == 0.9
    assert kinds(problems) == [(C, "codebook"), (D, "codebook")]
    assert problems["line"].tolist() == [4, 5]


def test_labels_written_come_back(tmp_path: Path) -> None:
    labels, _ = read_labels(write_lines(tmp_path / "a.jsonl", *(right(name) for name in RIGHT)), make_units())
    write_table(labels, tmp_path / "labels.csv")
    again, problems = read_labels(tmp_path / "labels.csv", make_units())
    pd.testing.assert_frame_equal(again, labels)
    assert problems.empty


# Hostile files


def test_a_line_without_end_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_LINE", 1000)
    path = write_lines(tmp_path / "a.jsonl", right(A), "x" * 5000, right(B), "y" * 1001)
    labels, problems = read_labels(path, make_units())
    assert areas(labels) == {A: 6, B: 2}
    assert problems["line"].tolist()[:2] == [2, 4]
    assert set(problems["kind"][:2]) == {"malformed"}


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b"\xff\xfe{}\n" + json.dumps(right(A)).encode() + b"\n" + "领域".encode("gb18030") + b"\n\x00\x00"
    )
    labels, problems = read_labels(path, make_units())
    assert areas(labels) == {A: 6}
    assert problems["line"].tolist()[:3] == [1, 3, 4]


def test_large_files_and_many_lines_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_lines(tmp_path / "a.jsonl", *(right(name) for name in RIGHT))
    monkeypatch.setattr(reading, "MAX_LINES", 3)
    with pytest.raises(InputError, match="more than 3 lines"):
        read_labels(path, make_units())
    monkeypatch.setattr(reading, "MAX_FILE", 100)
    with pytest.raises(InputError, match="give files of at most"):
        read_labels(path, make_units())


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a file"):
        read_labels(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="holds no"):
        read_labels(tmp_path)
    (tmp_path / "a.txt").write_text("", "utf-8")
    with pytest.raises(InputError, match=r"ending '\.txt'"):
        read_labels(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "pipe.jsonl")
    with pytest.raises(InputError, match="is not a file"):
        read_labels(tmp_path)


def test_requests_are_no_answers(tmp_path: Path) -> None:
    write_label_requests(make_units(), tmp_path / "a.jsonl", model="model-x")
    with pytest.raises(InputError, match="holds requests, not answers"):
        read_labels(tmp_path / "a.jsonl", make_units())


@pytest.mark.parametrize("content", [b"", b"\xff\xff,a\n", b'unit_id,area\n"u1', b"unit_id,area\n1,2,3,4\n"])
def test_a_table_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match="cannot be read"):
        read_labels(path)


def test_an_empty_file_has_no_answers(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"")
    labels, problems = read_labels(tmp_path, make_units())
    assert labels.empty
    assert kinds(problems) == [(name, "missing") for name in RIGHT]


@given(st.binary(max_size=200))
def test_any_bytes_end_in_tables(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("answers") / "a.jsonl"
    path.write_bytes(data + b"\n" + json.dumps(right(A)).encode())
    labels, problems = read_labels(path, make_units())
    assert set(labels["unit_id"]) | set(problems["unit_id"].dropna()) == set(RIGHT)
