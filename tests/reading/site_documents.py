"""Documents in the manner of real sites and offices, and what is read of each: ``python -m tests.reading.site_documents``.

Every text is the project's own; only the places are real.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

import analysis as fz
from analysis.reading.printed import as_read
from analysis.text import squeeze

from .site_forms import ELSEWHERE, READ
from .site_reports import Report, make_report


class Document(NamedTuple):
    """A document: its file, what a reader takes from it, and the remarks that have to be there."""

    path: str
    content: bytes
    report: Report
    doubts: tuple[str, ...] = ()
    reads: bool = True  # whether the body is there to be read


def make_documents(shift: int = 0) -> list[Document]:
    """All documents, each with a report of its own; another shift gives each form another report."""
    documents = []
    for number, (name, build) in enumerate(READ.items()):
        report = make_report(number + shift)
        documents.append(Document(f"{number:02d}_{name}", build(report), report))
    for number, (name, (build, doubt)) in enumerate(ELSEWHERE.items(), start=len(READ)):
        report = make_report(number + shift)
        documents.append(Document(f"{number:02d}_{name}", build(report), report, (doubt,), reads=False))
    return documents


def read_documents(documents: list[Document], folder: Path) -> pd.DataFrame:
    """What is right of each document.

    Returns
    -------
    DataFrame, one row per document
        ``path`` and, for each of ``body`` (whole), ``only`` (nothing else has a role in the text), ``roles`` (problem and plan
        of the right length), ``title``, ``year``, ``type``, ``level``, ``region``, ``told`` (the remark is there): True, False,
        or missing where there is nothing to read.
    """
    for document in documents:
        (folder / document.path).write_bytes(document.content)
    reports, ledger = fz.read_reports(folder, return_ledger=True)
    found = {
        path.partition("/")[0]: row
        for path, row in zip(reports["path"], reports.to_dict("records"), strict=True)
    }
    said = {
        path.partition("/")[0]: str(cell)
        for path, cell in zip(ledger["path"], ledger["remarks"], strict=True)
    }
    rows = []
    for document in documents:
        row: dict[str, Any] = {"path": document.path}
        if document.doubts:
            row["told"] = all(
                any(f'"code":"{code}"' in said[document.path] for code in codes.split("|"))
                for codes in document.doubts
            )
        elif (read := found.get(document.path)) is None:
            row |= dict.fromkeys(("body", "only", "roles", "title", "year", "type", "level", "region"), False)
        else:
            row |= _judge(document.report, read)
        rows.append(row)
    return pd.DataFrame(rows)


def _judge(report: Report, read: dict[str, Any]) -> dict[str, bool]:
    paragraphs = fz.split_paragraphs(pd.DataFrame([read]))
    texts = [squeeze(as_read(text)) for text in paragraphs["text"]]
    whole = squeeze("".join(report.body[:-2]))
    told = paragraphs["role"] != "boilerplate"
    text_of = {role: "".join(text for text, own in zip(texts, paragraphs["role"] == role, strict=True) if own) for role in ("problem", "plan")}  # fmt: skip
    place = [line for line in report.lines if line.startswith(("个别单位", "继续压实"))]
    return {
        "body": whole in "".join(texts),
        "only": "".join(text for text, own in zip(texts, told, strict=True) if own) == whole,
        "roles": (text_of["problem"], text_of["plan"]) == (squeeze(place[0]), squeeze(place[1])),
        "title": squeeze(str(read["title"])) == squeeze(report.title),
        "year": read["year"] == report.year,
        "type": read["doc_type"] == report.doc_type,
        "level": read["level"] == report.level,
        "region": report.region in (read["region"], read["province"]),
    }


def counts(results: pd.DataFrame) -> pd.DataFrame:
    """How many documents are right, of how many, for each thing that is read."""
    facts = results.drop(columns="path")
    return pd.DataFrame({"right": facts.eq(True).sum(), "of": facts.notna().sum()})


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        results = read_documents(make_documents(), Path(folder))
    wrong = results.melt(id_vars="path", var_name="what").query("value == False")
    said = wrong[["path", "what"]].sort_values("path").to_string(index=False) if len(wrong) else "all right"
    sys.stdout.write(f"{counts(results).to_string()}\n{said}\n")
