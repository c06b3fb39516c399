"""The two stages of a corpus, chunk by chunk: files to documents, documents to classified paragraphs.

Each function takes a chunk and gives a table; the key of a row is a hash of everything that it depends on: the file
or the document, the model, and the code, resources and libraries of the stage. The classifier's libraries are imported
where it works: the process that hands chunks out does without.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.columns import COLUMNS
from analysis.columns.types import AREAS
from analysis.errors import InputError
from analysis.paths import shipped_model
from analysis.reading.beside import hash_with_neighbours
from analysis.reading.documents import Outcome
from analysis.reading.duplicates import Fingerprint
from analysis.reading.formats import Refusal
from analysis.reading.guarded import read_chunk
from analysis.reading.overrides import Overrides
from analysis.reading.remarks import pack_remarks, unpack_remarks
from analysis.reading.sources import Source
from analysis.reading.split import split_paragraphs
from analysis.reading.tabular.cells import cell_text
from analysis.scale.dependence import CLASSIFYING, READING, dependence_hash
from analysis.scale.dependence import join_hash as _hash
from analysis.scale.store import KEY
from analysis.scheme import Scheme
from analysis.tables import SCHEME, classification_types
from analysis.taxonomy import load_taxonomy, scheme_digest

_PROVISIONAL = "r"  # until a report has its id; the ids of its paragraphs begin with it
FACTS = tuple(name for name in COLUMNS["reports"] if name != "text")  # of a document, but for its text


@dataclass
class Document:
    """A document, with the keys of its file and of itself; its text stays where it is kept."""

    file: str
    key: str
    outcome: Outcome

    @property
    def kept(self) -> bool:
        """Whether it was read and is no duplicate."""
        return self.outcome.status == "read"


def file_key(source: Source, overrides: Overrides, reading: str | None = None) -> str | None:
    """Key of a file's documents; None for a file that cannot be opened. `reading`: the stage's hash, where it is known."""
    try:
        content = hash_with_neighbours(source)
    except Refusal:
        return None
    given = [overrides.given(source.label), overrides.named(source.label).given]
    reading = reading or dependence_hash(READING)
    return _hash(content, source.label, json.dumps(given, default=str, sort_keys=True), reading)


def model_key(model: str | None) -> str:
    """What a classification depends on besides the document."""
    file = _model_file(model)
    if not file.is_file():  # what else may be wrong with it, the first chunk says
        raise InputError(
            "model", f"'{file.parent}' is not a model", "give the folder of a model, such as models/area-2015"
        )
    parts = [hashlib.sha256(file.read_bytes()).hexdigest(), dependence_hash(CLASSIFYING)]
    own = model_scheme(model)
    return _hash(*parts, *([] if own.scheme == SCHEME else [own.scheme, scheme_digest(own)]))


def place_of_model(model: str | Path | None) -> str | None:
    """The folder of a model that is given by folder, file or name, as other processes find it too."""
    if model is None:
        return None
    from analysis.areas.models import find_model

    return str(find_model(model).resolve())


def model_scheme(model: str | None) -> Scheme:
    """The scheme that a model answers in, and that its paragraphs have columns for."""
    if model is None:
        return load_taxonomy()
    from analysis.areas.models import scheme_of_model

    return scheme_of_model(model)


def classification_key(document: Document, model: str) -> str:
    """Key of a document's paragraphs as a model, given by its own key, classifies them."""
    return _hash(document.key, model)


def _model_file(model: str | None) -> Path:
    if model is None:
        return shipped_model() / "model.skops"
    from analysis.areas.models import find_model

    return find_model(model) / "model.skops"


def load_model(model: str | None) -> Any:
    """The classifier, loaded once in each process and again when its file was replaced."""
    return _loaded(model, _model_file(model).stat().st_mtime_ns)


@cache
def _loaded(model: str | None, changed: int) -> Any:
    from analysis.areas.models import load_judge

    return load_judge(model)


def read_documents(
    chunk: Sequence[tuple[str | None, Source]], overrides: Overrides
) -> tuple[Any, dict[str, list[Outcome]]]:
    """Documents of files, given with their keys, as an Arrow table; and by label the outcomes of files that are refused.

    What is refused, or has no key, is tried again by the next run.
    """
    keys: list[str] = []
    files: list[list[Outcome]] = []
    refused: dict[str, list[Outcome]] = {}
    for (key, source), outcomes in zip(
        chunk, read_chunk([source for _, source in chunk], overrides), strict=True
    ):
        if key is not None and any(outcome.status in ("read", "empty") for outcome in outcomes):
            keys.append(key)
            files.append(outcomes)
        else:
            refused[source.label] = outcomes
    return documents_table(keys, files), refused


def documents_table(keys: Sequence[str], files: Sequence[Sequence[Outcome]]) -> Any:
    """Outcomes as an Arrow table, one row per document."""
    import pyarrow as pa

    rows: list[dict[str, Any]] = []
    for key, outcomes in zip(keys, files, strict=True):
        for outcome in outcomes:
            mark = outcome.fingerprint
            rows.append(
                {
                    **dict.fromkeys(COLUMNS["reports"]),
                    **outcome.row,
                    "published": _date(outcome.row.get("published")),
                    KEY: key,
                    "document": _document_key(outcome),
                    "label": outcome.label,
                    "status": outcome.status,
                    "encoding": outcome.encoding,
                    "n_chars_raw": outcome.n_chars_raw,
                    "remarks": pack_remarks(outcome.remarks),
                    "digest": mark.digest if mark else None,
                    "sketch": mark.sketch.tobytes() if mark else None,
                    "place": mark.place if mark else None,
                    "quality": list(mark.quality) if mark else None,
                    "name": outcome.name,
                    "extra": json.dumps(outcome.extra, default=cell_text, ensure_ascii=False),
                }
            )
    return pa.Table.from_pylist(rows, schema=document_schema())


def documents_of(table: Any) -> dict[str, list[Document]]:
    """Documents by the key of their file, from :func:`documents_table`."""
    found: dict[str, list[Document]] = {}
    for row in table.to_pylist():
        mark = None
        if row["digest"] is not None:
            sketch = np.frombuffer(row["sketch"], dtype=np.uint32)
            mark = Fingerprint(row["digest"], sketch, row["year"], row["place"], tuple(row["quality"]))
        facts = {name: row[name] for name in FACTS} if row["status"] == "read" else {}
        remarks = tuple(unpack_remarks(row["remarks"]))
        outcome = Outcome(
            row["label"],
            row["status"],
            row["encoding"],
            row["n_chars_raw"],
            remarks,
            facts,
            mark,
            name=row["name"],
            extra=json.loads(row["extra"]),
        )
        found.setdefault(row[KEY], []).append(Document(row[KEY], row["document"], outcome))
    return found


def _date(value: Any) -> pd.Timestamp | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value)


def _document_key(outcome: Outcome) -> str:
    row = outcome.row
    parts = [outcome.label, *(row.get(name) for name in ("title", "issuer", "year", "doc_type", "text"))]
    return _hash(json.dumps(parts, ensure_ascii=False, default=str))


def document_schema() -> Any:
    """Columns of :func:`documents_table`."""
    import pyarrow as pa

    types = {"string": pa.string(), "Int64": pa.int64(), "datetime64[ms]": pa.timestamp("ms")}
    fields = {name: types[kind] for name, kind in COLUMNS["reports"].items()}
    texts = (KEY, "document", "label", "status", "encoding", "remarks", "digest", "place", "name", "extra")
    fields |= dict.fromkeys(texts, pa.string())
    fields |= {"n_chars_raw": pa.int64(), "sketch": pa.binary()}
    fields |= {"quality": pa.list_(pa.int64())}
    return pa.schema(fields)


def classify_chunk(chunk: Sequence[Mapping[str, Any]], model: str | None, ahead: int = 0) -> Any:
    """Classified paragraphs of documents as an Arrow table, with their keys.

    Each document has ``key`` (which takes the place of its id), ``title``, ``issuer``, ``year``, ``doc_type`` and
    ``text``; `ahead` are the characters that this process will read in all.
    """
    import pyarrow as pa

    from analysis.areas.classify import classify_paragraphs
    from analysis.words.runs import reading_ahead

    reports = pd.DataFrame(list(chunk)).rename(columns={KEY: "report_id"})
    with reading_ahead(ahead):
        coded = classify_paragraphs(split_paragraphs(reports), load_model(model))
    number = coded["paragraph_id"].str.rpartition("-p")[2]
    coded = coded.assign(paragraph_id=_PROVISIONAL + "-p" + number)
    coded = coded.rename(columns={"report_id": KEY})
    return pa.Table.from_pandas(coded, preserve_index=False).replace_schema_metadata(None)


def with_ids(coded: Any, ids: Mapping[str, str], codes: Sequence[int] = AREAS) -> Any:
    """Classified paragraphs, from :func:`classify_chunk`, under the ids of their reports, which are given by key.

    `codes` are those of the scheme.
    """
    reports = _report_ids(coded, ids)
    named = coded.append_column("report_id", reports)
    place = named.schema.get_field_index("paragraph_id")
    return named.set_column(place, "paragraph_id", _join_ids(reports, coded)).select(list(_types(codes)))


def paragraph_schema(more: Mapping[str, str] | None = None, codes: Sequence[int] = AREAS) -> Any:
    """Columns of classified paragraphs and `more`, in the types of the package's tables; `codes` are those of the scheme."""
    import pyarrow as pa

    types = {**_types(codes), **(more or {})}
    return pa.Schema.from_pandas(pd.DataFrame(columns=list(types)).astype(types), preserve_index=False)


def _types(codes: Sequence[int]) -> dict[str, str]:
    return {**COLUMNS["paragraphs"], **classification_types(codes)}


def _report_ids(coded: Any, ids: Mapping[str, str]) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    keys, names = (pa.array(list(part), type=pa.large_string()) for part in (ids, ids.values()))
    return names.take(pc.index_in(coded[KEY].combine_chunks(), value_set=keys))


def _join_ids(reports: Any, coded: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    number = pc.utf8_slice_codeunits(coded["paragraph_id"], len(_PROVISIONAL)).combine_chunks()
    return pc.binary_join_element_wise(reports, number, pa.scalar("", type=pa.large_string()))
