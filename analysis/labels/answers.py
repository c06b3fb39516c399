"""One line of a file of answers: a label, or what is wrong with it.

Read is what batch services have in common (OpenAI, Qwen, GLM, Mistral, vLLM: ``custom_id`` with ``response`` or
``error``), and the plain form, one object a unit. Whatever a line holds, nothing but a label or a problem comes of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from analysis.labels.units import IDS
from analysis.labels.values import as_probability, check_label, short
from analysis.scheme import Scheme

KINDS = ("malformed", "refused", "failed", "codebook", "unknown", "changed", "duplicate", "missing")
_REFUSED = ("content_filter", "sensitive")
_SUCCESS = "200"
_LONG = 200  # characters of a detail
_IDS = ("custom_id", *IDS)


class Answer(NamedTuple):
    """One answer: what it says about which unit, or what is wrong."""

    given_id: str
    codes: Mapping[str, str | None]
    probability: float = float("nan")
    label_by: str = ""
    text_hash: str = ""
    kind: str = ""
    detail: str = ""


class _AnswerError(Exception):
    def __init__(self, kind: str, detail: str) -> None:
        self.kind, self.detail = kind, short(detail, _LONG)


def read_answer(line: str, scheme: Scheme | None = None) -> Answer:
    """The answer in one line of JSON.

    >>> read_answer('{"unit_id": "r-p001-i01", "measure": "33"}').codes["area"]
    '6'
    >>> read_answer('{"custom_id": "u1", "response": {"status_code": 429, "body": {}}}')[-2:]
    ('failed', 'status 429')
    """
    try:
        record = _parse(line)
    except _AnswerError as fault:
        return Answer("", {}, kind=fault.kind, detail=fault.detail)
    return read_record(record, scheme)


def read_record(record: Mapping[str, Any], scheme: Scheme | None = None) -> Answer:
    """The answer in one record: an object of a JSONL file or a row of a CSV."""
    given_id, label_by = _id_of(record), ""
    try:
        if not given_id:
            raise _AnswerError("malformed", f"has none of {', '.join(_IDS)}")
        codes: Mapping[str, Any] = record
        if "response" in record or _is_given(record, "error"):
            body = _body(record)
            label_by = short(body["model"]) if isinstance(body.get("model"), str) else ""
            codes = _parse(_content(body))
        elif isinstance(record.get("label_by"), str):
            label_by = short(record["label_by"])
        checked, fault = check_label(codes, scheme)
        if fault:
            raise _AnswerError("codebook", fault)
        probability = as_probability(record.get("probability") if codes is record else None)
        if probability is None:
            raise _AnswerError("codebook", f"probability is {record.get('probability')!r}; give 0 to 1")
    except _AnswerError as fault:
        return Answer(given_id, {}, label_by=label_by, kind=fault.kind, detail=fault.detail)
    text_hash = record.get("text_hash") if codes is record else None
    known = text_hash if isinstance(text_hash, str) else ""
    return Answer(given_id, checked, probability, label_by, known)


def is_request(line: str) -> bool:
    """Whether a line is a request rather than an answer.

    >>> is_request('{"custom_id": "u1", "method": "POST", "url": "/v1/chat/completions", "body": {}}')
    True
    """
    try:
        record = _parse(line)
    except _AnswerError:
        return False
    return "body" in record and "method" in record and "response" not in record


def _id_of(record: Mapping[str, Any]) -> str:
    given = (record.get(name) for name in _IDS)
    return next((str(one) for one in given if type(one) in (str, int) and one != ""), "")


def _is_given(record: Mapping[str, Any], name: str) -> bool:
    return record.get(name) not in (None, "", {}, [])


def _body(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The response of the service, where it succeeded."""
    if _is_given(record, "error"):
        raise _AnswerError("failed", _message(record["error"]))
    response = record.get("response")
    if not isinstance(response, dict):
        raise _AnswerError("failed", "there is no response")
    body = response if "choices" in response else response.get("body")
    status = short(str(response.get("status_code", _SUCCESS)))
    if status != _SUCCESS or (isinstance(body, dict) and _is_given(body, "error")):
        said = _message(body.get("error")) if isinstance(body, dict) else ""
        raise _AnswerError("failed", f"status {status}: {said}" if said else f"status {status}")
    if not isinstance(body, dict):
        raise _AnswerError("malformed", "the response has no body")
    return body


def _message(error: Any) -> str:
    """What a service says of an error, whatever form it has."""
    if isinstance(error, dict):
        said = [error.get("code"), error.get("message")]
        return ": ".join(str(one) for one in said if isinstance(one, (str, int)) and one)
    return str(error) if isinstance(error, (str, int)) else ""


def _content(body: Mapping[str, Any]) -> str:
    """What the model said, where it did not refuse."""
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise _AnswerError("malformed", "the response has no message")
    reason, refusal = choice.get("finish_reason"), message.get("refusal")
    if refusal:
        raise _AnswerError("refused", refusal if isinstance(refusal, str) else "the model refused")
    if reason in _REFUSED:
        raise _AnswerError("refused", f"finish_reason is {reason}")
    content = message.get("content")
    if isinstance(content, list):  # parts, of which those of text count
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        content = "".join(part for part in parts if isinstance(part, str))
    if not isinstance(content, str) or not content.strip():
        raise _AnswerError("malformed", "the message is empty")
    if reason == "length":
        raise _AnswerError("malformed", f"the message was cut off at the limit of tokens: {content[-80:]}")
    return _bare(content)


def _bare(content: str) -> str:
    """The message without thoughts before the answer and the code fence around it."""
    text = content.strip()
    if text.startswith("<think>"):
        text = text.partition("</think>")[2].strip()
    fenced = text.split("```")
    if len(fenced) != 3:
        return text
    inside = fenced[1].strip()
    return inside[4:] if inside[:4].casefold() == "json" else inside


def _parse(text: str) -> dict[str, Any]:
    """The object that a text holds, and nothing but an object."""
    try:
        found = json.loads(text, object_pairs_hook=_unambiguous, parse_constant=_no_number)
    except RecursionError:
        raise _AnswerError("malformed", "brackets are nested too deep") from None
    except ValueError as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise _AnswerError("malformed", f"no JSON ({reason}): {text[:80]}") from None
    if not isinstance(found, dict):
        raise _AnswerError("malformed", f"no object but a {type(found).__name__}: {text[:80]}")
    return found


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")
