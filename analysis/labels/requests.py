"""Requests to a language model, as the batch file that several services share: JSONL, one chat request a line.

Nothing is sent, and no key is needed: the file is uploaded by whoever has an account, or run by a model of one's own
(vLLM reads the same format). The codebook is the system's message, the unit the user's, as JSON, which no text can break
out of.

References
----------
OpenAI, *Batch API* (50,000 requests and 200 MB a file, ids of at most 64 characters); Alibaba Cloud Model Studio,
*OpenAI compatible batch* (the same format); Zhipu AI, *Batch API* (the same with ``/v4/chat/completions``, 100 MB); vLLM,
*Offline inference with the OpenAI batch file format*.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import InputError, check_choice
from analysis.labels.prompt import bare_schema, codebook_prompt
from analysis.labels.units import NEAR, as_units
from analysis.output import check_output
from analysis.scheme import Scheme
from analysis.tables import CODED_ROLES, ROLES
from analysis.taxonomy import as_taxonomy
from analysis.text import for_xml

FORMATS = ("json_schema", "json_object", "text")
URL = "/v1/chat/completions"
PER_FILE = 50_000  # requests, the limit of OpenAI and Zhipu
FILE_BYTES = 100_000_000  # the smallest limit of those services
_OWN = ("model", "messages", "response_format")
_COMMA = b", "
# some programs take these for the end of a line
_LINE_ENDS = {ord(char): f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"}


def write_label_requests(
    units: pd.DataFrame,
    path: str | Path,
    *,
    model: str,
    lang: str = "zh",
    context: bool = True,
    roles: Sequence[str] = CODED_ROLES,
    n_examples: int = 2,
    answer_format: str = "json_schema",
    url: str = URL,
    options: Mapping[str, Any] | None = None,
    per_file: int = PER_FILE,
    file_bytes: int = FILE_BYTES,
    scheme: Scheme | str | None = None,
) -> pd.DataFrame:
    """Write requests to label units, as a batch file for a language model; nothing is sent.

    Each request holds the codebook (:func:`codebook_prompt`) and one unit. Its ``custom_id`` says nothing of report and
    year, and holds the hash of the text: :func:`read_labels` finds the unit by it and notices a text that has changed.

    Parameters
    ----------
    units : DataFrame, one row per unit
        As :func:`split_items`, :func:`sample_for_coding` or :func:`split_paragraphs` returns it. Units of white space alone
        are left out.
    path : path
        ``*.jsonl``. Where one file would not do, numbered files are written in its place (``requests-001.jsonl``, …). A
        file that exists is never overwritten.
    model : str
        Name of the model, as the service knows it.
    lang : {"zh", "en"}, default "zh"
        Language of the instructions.
    context : bool, default True
        Give the neighbouring text (at most 300 characters on either side) and the headings where `units` holds them.
    roles : sequence of str
        Units of these roles, where `units` has a column ``role``; the default are the roles that get an area.
    n_examples : int, default 2
        As in :func:`codebook_prompt`.
    answer_format : {"json_schema", "json_object", "text"}, default "json_schema"
        How the answer is asked for. "json_schema" makes a service enforce :func:`label_schema`; use "json_object" where
        it only promises JSON (most models of GLM, Qwen and DeepSeek), "text" where it promises neither.
    url : str, default "/v1/chat/completions"
        What the service calls its endpoint; for GLM ``"/v4/chat/completions"``.
    options : mapping, optional
        More of the body of each request, such as ``{"max_tokens": 200}``; ``{"temperature": None}`` leaves out the
        temperature, which is 0 otherwise.
    per_file : int, default 50000
        Requests in one file at most.
    file_bytes : int, default 100000000
        Bytes of one file at most.
    scheme : Scheme or str, optional
        Scheme of own categories to label by; default the eight areas.

    Returns
    -------
    DataFrame, one row per file
        ``file``, ``n_requests``, ``n_chars`` (characters of all messages, by which the cost can be reckoned) and
        ``n_bytes``.

    Raises
    ------
    InputError
        When no unit is left, an id occurs twice, an option cannot be used, a request is larger than a file may be, or a file
        exists.

    See Also
    --------
    read_units : takes the units from coding sheets.
    read_labels : reads the answers to the requests.

    Examples
    --------
    >>> import tempfile
    >>> items = pd.DataFrame({"item_id": ["r-p001-i01"], "text": ["全年审结行政复议案件75件。"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = write_label_requests(items, f"{folder}/requests.jsonl", model="model-x")
    ...     request = json.loads(Path(written.at[0, "file"]).read_text("utf-8"))
    >>> list(request), request["body"]["messages"][1]["content"]
    (['custom_id', 'method', 'url', 'body'], '{"text": "全年审结行政复议案件75件。"}')
    """
    path = check_output(path, (".jsonl",))
    if not isinstance(model, str) or not model.strip() or not model.isprintable():
        raise InputError("model", f"is {model!r}", "give the name of the model, as the service knows it")
    for name, value in (("per_file", per_file), ("file_bytes", file_bytes)):
        if type(value) is not int or value < 1:
            raise InputError(name, f"is {value!r}", "give a whole number from 1")
    own = _of_roles(as_units(units), roles)
    prompt = codebook_prompt(lang, n_examples=n_examples, scheme=scheme)
    body = {
        "model": model,
        **_body(answer_format, options, None if scheme is None else as_taxonomy(scheme)),
        "messages": [{"role": "system", "content": prompt}],
    }
    # what all requests share is made once, up to the place for the second message; it is most of each line
    shared, end = _json({"method": "POST", "url": url, "body": body})[1:-3], b"]}}\n"
    said = [_message(unit, context) for unit in own.to_dict("records")]
    requests = [
        (_json({"custom_id": request_id})[:-1], _json({"role": "user", "content": message}))
        for request_id, message in zip(own["request_id"], said, strict=True)
    ]
    sizes = [sum(map(len, (*request, shared, end))) + 2 * len(_COMMA) for request in requests]
    parts = _parts(sizes, per_file, file_bytes)
    files = _files(path, len(parts))
    _write(files, parts, (start + _COMMA + shared + _COMMA + message + end for start, message in requests))
    rows = [
        {
            "file": str(file),
            "n_requests": len(part),
            "n_chars": sum(len(prompt) + len(said[row]) for row in part),
            "n_bytes": sum(sizes[row] for row in part),
        }
        for file, part in zip(files, parts, strict=True)
    ]
    return pd.DataFrame(rows)


def _of_roles(units: pd.DataFrame, roles: Sequence[str]) -> pd.DataFrame:
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise InputError("roles", f"holds {min(unknown)!r}", f"use any of {', '.join(ROLES)}")
    own = units[units["role"].isin(list(roles))] if "role" in units.columns else units
    if own.empty:
        raise InputError("units", "holds no text of these roles", "give units with text, or other roles")
    return own


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).translate(_LINE_ENDS).encode()


def _body(
    answer_format: str, options: Mapping[str, Any] | None, scheme: Scheme | None = None
) -> dict[str, Any]:
    """The body of every request beside the model and its messages."""
    check_choice("answer_format", answer_format, FORMATS)
    given = {"temperature": 0, **(options or {})}
    taken = [name for name in _OWN if name in given]
    if taken:
        raise InputError("options", f"hold {taken[0]!r}", "give it by the argument that sets it")
    body: dict[str, Any] = {}
    if answer_format == "json_schema":
        schema = {"name": "label", "strict": True, "schema": bare_schema(scheme)}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif answer_format == "json_object":
        body["response_format"] = {"type": "json_object"}
    body |= {name: value for name, value in given.items() if value is not None}
    try:
        json.dumps(body, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InputError("options", f"cannot be written as JSON ({error})", "use numbers and texts") from None
    return body


def _message(unit: Mapping[Any, Any], context: bool) -> str:
    """The unit as JSON, in which quotation marks and line breaks of the text end nothing."""
    fields = {"text": unit["text"]}
    if context:
        around = {
            "heading_1": unit.get("heading_1"),
            "heading_2": unit.get("heading_2"),
            "before": unit.get("before"),
            "text": unit["text"],
            "after": unit.get("after"),
        }
        fields = {name: str(text) for name, text in around.items() if text is not None and not pd.isna(text)}
    for name, near in (("before", slice(-NEAR, None)), ("after", slice(NEAR))):
        if name in fields:
            fields[name] = fields[name].strip()[near]
    return json.dumps(
        {name: for_xml(text.strip()) for name, text in fields.items() if text.strip()}, ensure_ascii=False
    )


def _parts(sizes: Sequence[int], per_file: int, file_bytes: int) -> list[range]:
    """Rows of each file, in order, within both limits."""
    largest = max(sizes)
    if largest > file_bytes:
        problem = f"is {file_bytes}, and one request has {largest} bytes"
        raise InputError("file_bytes", problem, "allow more bytes, or show fewer examples")
    parts, start, held = [], 0, 0
    for row, size in enumerate(sizes):
        if row - start == per_file or held + size > file_bytes:
            parts.append(range(start, row))
            start, held = row, 0
        held += size
    return [*parts, range(start, len(sizes))]


def _files(path: Path, n: int) -> list[Path]:
    """The one file, or numbered files in its place, of which none exists."""
    files = [path] if n == 1 else [path.with_stem(f"{path.stem}-{number:03d}") for number in range(1, n + 1)]
    for file in (path, *files):
        if file.exists():
            raise InputError("path", f"'{file}' exists already", "give a new name, or move that file")
    return files


def _write(files: Sequence[Path], parts: Sequence[range], lines: Iterator[bytes]) -> None:
    """Write all files or, where that fails, none."""
    written: list[Path] = []
    try:
        for file, part in zip(files, parts, strict=True):
            with file.open("xb") as opened:
                written.append(file)
                for _ in part:
                    opened.write(next(lines))
    except BaseException:
        for file in written:
            file.unlink()
        raise
