"""One line of answers: the forms that services write, and whatever else a line may hold."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.labels.answers import KINDS, is_request, read_answer
from tests.labels.answering import answer, coded, completion

CODES = {"role": "work", "area": "6", "area_2": None, "measure": None, "sure": "1"}
GOOD = json.dumps(coded(6))


def read(record: Any) -> Any:
    return read_answer(record if isinstance(record, str) else json.dumps(record, ensure_ascii=False))


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        f"\n {GOOD}\n",
        f"```json\n{GOOD}\n```",
        f"```JSON\n{GOOD}\n```",
        f"```\n{GOOD}\n```",
        f"这是答案：\n```json\n{GOOD}\n```\n完毕。",
        f"<think>领域5还是6？{{不确定}}</think>\n{GOOD}",
        f"<think>``` ```</think>```json\n{GOOD}```",
        json.dumps(coded(6, reason="讲复议")),
        json.dumps(coded(6, area_2=0)),
        json.dumps(coded("6｜纠纷化解", sure=True)),
        json.dumps({"role": "work", "area": "纠纷化解", "sure": 1}),
        [{"type": "text", "text": GOOD}],
    ],
)
def test_the_label_is_found_in_the_message(content: Any) -> None:
    found = read(answer("u1", content))
    assert (found.given_id, found.kind, found.codes, found.label_by) == ("u1", "", CODES, "model-x")


@pytest.mark.parametrize(
    "record",
    [
        {"custom_id": "u1", "response": {"status_code": 200, "body": completion(GOOD)}, "id": "batch"},  # GLM
        {"id": "v", "custom_id": "u1", "response": completion(GOOD), "error": None},  # vLLM of old
        {"custom_id": "u1", "response": {"status_code": "200", "body": completion(GOOD)}, "error": {}},
    ],
)
def test_services_differ_a_little(record: Any) -> None:
    assert read(record).codes == CODES


@pytest.mark.parametrize("name", ["custom_id", "unit_id", "item_id", "paragraph_id"])
def test_plain_labels(name: str) -> None:
    found = read({name: "u1", **coded(6), "probability": 0.75, "label_by": "甲", "text_hash": "ab"})
    assert found[:5] == ("u1", CODES, 0.75, "甲", "ab")
    assert read({name: 12, "measure": "33"}).given_id == "12"


@pytest.mark.parametrize(
    ("record", "kind", "said"),
    [
        (answer("u1", None, refusal="I cannot help with that."), "refused", "I cannot help"),
        (answer("u1", GOOD, reason="content_filter"), "refused", "content_filter"),
        (answer("u1", "", reason="sensitive"), "refused", "sensitive"),
        (answer("u1", GOOD, status=429), "failed", "status 429"),
        ({"custom_id": "u1", "response": {"status_code": 400, "body": {"error": {"message": "内容不当"}}}}, "failed", "内容不当"),
        ({"custom_id": "u1", "response": None, "error": {"code": "batch_expired", "message": "late"}}, "failed", "batch_expired: late"),
        ({"custom_id": "u1", "response": None, "error": None}, "failed", "no response"),
        ({"custom_id": "u1", "error": "overloaded"}, "failed", "overloaded"),
        (answer("u1", GOOD[:-9], reason="length"), "malformed", "cut off"),
        (answer("u1", ""), "malformed", "empty"),
        (answer("u1", "我认为是领域6"), "malformed", "我认为是领域6"),
        (answer("u1", "[6]"), "malformed", "no object but a list"),
        (answer("u1", "6"), "malformed", "no object but a int"),
        (answer("u1", '{"area": 5, "area": 6}'), "malformed", "twice"),
        (answer("u1", '{"area": NaN}'), "malformed", "NaN"),
        (answer("u1", f"```{GOOD}``` ```{GOOD}```"), "malformed", "no JSON"),
        (answer("u1", json.dumps(coded(9))), "codebook", "area is '9'"),
        (answer("u1", json.dumps(coded(5, measure="33"))), "codebook", "belongs to area 6"),
        (answer("u1", "{}"), "codebook", "neither area nor measure"),
        ({"custom_id": "u1", "response": {"status_code": 200, "body": {"choices": []}}}, "malformed", "no message"),
        ({"custom_id": "u1", "response": {"status_code": 200, "body": {"choices": [7]}}}, "malformed", "no message"),
        ({"custom_id": "u1", "response": {"status_code": 200, "body": None}}, "malformed", "no body"),
        ({"unit_id": "u1", "area": 6, "probability": 3}, "codebook", "probability is 3"),
        ({"unit_id": "u1"}, "codebook", "neither"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_id(record: Any, kind: str, said: str) -> None:
    found = read(record)
    assert (found.given_id, found.kind) == ("u1", kind)
    assert said in found.detail


@pytest.mark.parametrize(
    "line",
    ["", "null", "[]", '"u1"', "{", "[" * 100_000, '{"a":' * 100_000, "9" * 5000, '{"unit_id": NaN}', '{"area": 6}', '{"unit_id": ""}', "\ud800"],
)  # fmt: skip
def test_a_line_without_sense_is_malformed(line: str) -> None:
    found = read_answer(line)
    assert (found.given_id, found.kind) == ("", "malformed")
    assert 0 < len(found.detail) <= 200
    assert found.detail.isprintable()


def test_deep_nesting_within_a_message_is_malformed_too() -> None:
    assert read(answer("u1", '{"area": ' * 50_000)).kind == "malformed"
    assert read('{"unit_id": "u1", "area": ' + "[" * 500 + "]" * 500 + "}").kind == "codebook"


KEYS = [
    *("custom_id", "unit_id", "response", "error", "body", "status_code", "choices", "message", "content"),
    *("refusal", "area", "area_2", "measure", "role", "sure", "probability", "model"),
]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(anything)
def test_every_record_is_a_label_or_a_problem(record: Any) -> None:
    found = read(record)
    assert found.kind in ("", *KINDS)
    assert bool(found.kind) == bool(found.detail)
    if not found.kind:
        assert found.given_id
        assert found.codes["area"] in list("012345678")


@given(st.text())
def test_every_line_is_a_label_or_a_problem(line: str) -> None:
    assert read_answer(line).kind in ("", *KINDS)


def test_requests_are_told_from_answers() -> None:
    assert is_request(json.dumps({"custom_id": "u", "method": "POST", "url": "/", "body": {}}))
    assert not is_request(json.dumps(answer("u1", GOOD)))
    assert not is_request("{")
