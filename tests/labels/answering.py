"""What tests of labels share: a few units, and a model that answers, refuses and errs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.labels.units import request_id

TEXTS = {
    "r2020-p001-i01": "全年审结行政复议案件七十五件。",
    "r2020-p001-i02": "制定政府规章两件。",
    "r2020-p002-i01": "组织领导干部学法六次。",
    "r2021-p001-i01": "开展案卷评查，纠正问题九处。",
}
RIGHT = {"r2020-p001-i01": 6, "r2020-p001-i02": 2, "r2020-p002-i01": 7, "r2021-p001-i01": 4}


def make_units() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "item_id": list(TEXTS),
            "paragraph_id": [name[:-4] for name in TEXTS],
            "position": [1, 2, 1, 1],
            "text": list(TEXTS.values()),
        }
    )


def own_id(unit_id: str) -> str:
    """The id of the request for a unit of these."""
    return request_id(unit_id, TEXTS[unit_id])


def coded(area: object, **more: Any) -> dict[str, Any]:
    """What a model says of a unit that tells of work."""
    return {"role": "work", "measure": None, "area": area, "area_2": None, "sure": 1, **more}


def completion(
    content: Any, *, model: str = "model-x", reason: str = "stop", **message: Any
) -> dict[str, Any]:
    said = content if isinstance(content, (str, list)) or content is None else json.dumps(content)
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": said, **message},
        "finish_reason": reason,
    }
    return {"id": "c-1", "object": "chat.completion", "model": model, "choices": [choice]}


def answer(
    custom_id: str, content: Any, *, status: int = 200, error: Any = None, **more: Any
) -> dict[str, Any]:
    """One line of the output of a batch service."""
    response = {"status_code": status, "request_id": "q-1", "body": completion(content, **more)}
    return {"id": "b-1", "custom_id": custom_id, "response": response, "error": error}


def write_lines(path: Path, *lines: Any) -> Path:
    """A JSONL file; what is text already is written as it is."""
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("".join(f"{text}\n" for text in texts), "utf-8")
    return path
