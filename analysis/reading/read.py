"""From files to the table of reports, and a ledger that loses no file.

Every file found ends in the ledger with what became of it; a file that cannot be read never stops the others.
pyarrow writes large corpora chunk by chunk.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal, overload

import pandas as pd

from analysis.reading.documents import Outcome, outcome_of_table
from analysis.reading.duplicates import find_duplicates
from analysis.reading.guarded import read_chunk
from analysis.reading.overrides import Overrides, find_overrides
from analysis.reading.remarks import Remark, pack_remarks, say_remarks
from analysis.reading.sources import Paths, Source, Sources
from analysis.reading.split import split_paragraphs
from analysis.reading.tabular.corpus import all_sources
from analysis.reading.tabular.covariates import covariate_types, with_covariates
from analysis.spread import Failed, spread
from analysis.tables import make_table
from analysis.text import Names, one_line

CHUNK = 200  # reports held in memory at a time when a corpus is written


@overload
def read_reports(
    paths: Paths,
    *,
    columns: Mapping[str, Any] | str | None = ...,
    metadata: Any = ...,
    name: str | None = ...,
    return_ledger: Literal[False] = ...,
    n_jobs: int = ...,
    progress: bool = ...,
) -> pd.DataFrame: ...
@overload
def read_reports(
    paths: Paths,
    *,
    columns: Mapping[str, Any] | str | None = ...,
    metadata: Any = ...,
    name: str | None = ...,
    return_ledger: Literal[True],
    n_jobs: int = ...,
    progress: bool = ...,
) -> tuple[pd.DataFrame, pd.DataFrame]: ...
def read_reports(
    paths: Paths,
    *,
    columns: Mapping[str, Any] | str | None = None,
    metadata: Any = None,
    name: str | None = None,
    return_ledger: bool = False,
    n_jobs: int = 1,
    progress: bool = False,
) -> pd.DataFrame | tuple[pd.DataFrame, pd.DataFrame]:
    """Read reports from a folder, a file, a list of files, or a table with a document a row.

    Text, web pages, PDF, Word, RTF, OpenDocument, OFD, e-books, e-mails and archives of these are told apart by content, not
    by ending; scans and images are read with the extra ``ocr``, WPS and old Word files where LibreOffice is installed
    (``fazhi formats`` lists them). Of several copies of one report the best is kept. A table of texts (XLSX; CSV or TSV in
    any encoding; JSON lists and lines; Parquet; a DataFrame), alone or in a folder, is read row by row: a row that cannot be
    used is refused with its number, what the table does not say is inferred from the text as for files, and columns that
    hold something else travel along as covariates.

    Parameters
    ----------
    paths : path, iterable of paths, or DataFrame
        A folder is searched with all its subfolders; hidden files and the folder's ``reports.csv`` are left out. What
        is no report (results of this package, locks, system files, code, tables, texts without a Chinese sentence) is
        in the ledger. Pipes, devices, links that lead out of the folder and files over 64 MiB are never opened; the
        ledger has them.
    columns : mapping or str, optional
        Which column of a table holds what: ``{"text": "正文", "year": "年份"}`` or ``"text=正文,year=年份"``; a text in several
        columns is ``{"text": ["上", "下"]}`` or ``text=上+下``, and ``sheet`` names the sheets of a workbook to read. What is
        not named is told by the names of columns in either language, the text and the year also by content; the ledger says
        which were taken. A table of reports that this package wrote is taken as it stands.
    metadata : path or DataFrame, optional
        Metadata that overrides what the text says: a column ``path`` (as in the ledger, or the file's name) and any of
        ``title``, ``doc_type``, ``issuer``, ``region``, ``province``, ``region_code``, ``level``, ``year``,
        ``published``, ``doc_number``, with headers in English or Chinese (路径, 标题, 年份 …); CSV in any encoding or XLSX.
        Empty cells override nothing; rows that meet no file are in the ledger. Default: ``reports.csv`` or
        ``reports.xlsx`` in the folder, if any; a table of reports that this package wrote overrides nothing.
    name : str, optional
        Pattern by which names of files and folders give facts, such as ``"{province}_{region}_{year}"`` or
        ``"{year}/{region}"``; ``{*}`` is anything. They count for more than the text, and for less than the metadata.
    return_ledger : bool, default False
        Return ``(reports, ledger)``.
    n_jobs : int, default 1
        Processes to read with; -1 uses all cores.
    progress : bool, default False
        Show a progress bar on standard error.

    Returns
    -------
    reports : DataFrame, one row per report read
        The columns of the contract; ``text`` is the file's text, unaltered; ``n_chars`` counts characters that print
        something. ``year`` is the year reported on, of plans the year planned for, of news a year that their title
        names; other documents have none. ``level`` is the issuer's, of news that of the government they tell of.
        ``title_from``, ``year_from``, ``region_from``, ``issuer_from`` and ``doc_type_from`` say where the value stood:

        ======================  ============================================================
        place                   what it is
        ======================  ============================================================
        ``title``               the title's lines
        ``opening``             the first paragraphs
        ``heading``             the first headings
        ``text``                the text elsewhere
        ``signature``           a body's name alone on a line, at the end or near the title
        ``covering letter``     a letter before the document that hands it over
        ``annexe``              a title behind such a letter
        ``quoted title``        a title in 《》 inside the text
        ``quoted law``          the same, of a law or regulation, where nothing else tells
        ``speaker``             a row with office and name of a speaker
        ``key row``             a row of keys and values of the site (标题, 发布机构 …)
        ``site row``            another row of the site
        ``breadcrumb``          the row that says where in the site the page lies
        ``page title``          title in the page's or the document's own metadata
        ``document number``     the office by which a document is numbered
        ``questions``           questions of journalists
        ``press date``          the day of a press conference
        ``file name``           names of the file and its folders
        ``table``               the table of texts, or the metadata beside the reports
        ``day``                 the same, or the file's name: a day, of which the year is taken
        ======================  ============================================================

        Covariates of a table follow the columns of the contract; one that bears the name of one of ours ends in ``_given``.
    ledger : DataFrame, one row per file, only with ``return_ledger=True``
        ``path``, ``status`` (read, duplicate, empty, unreadable, unsupported), ``report_id``, ``encoding``,
        ``n_chars_raw``, ``n_chars_kept``, ``warnings`` (what was doubtful, damaged or inferred rather than read),
        ``remarks`` (the same as JSON: a code and its parts). For a duplicate ``report_id`` is that of the copy kept, or
        of the report that holds its text: a further page of an article, a page that another shows in a frame. Of several
        reports bound in one file each has a row (``path/name-1``, ``path/name-2``).

    Raises
    ------
    InputError
        When a path does not exist, a folder holds no file, the metadata cannot be used, or `columns` names a column that no
        table has.

    See Also
    --------
    split_paragraphs : splits the reports read into paragraphs.
    write_corpus : reads more reports than memory holds.
    compliance : checks the reports against the rules on them.

    Examples
    --------
    >>> import analysis as fz
    >>> reports, ledger = fz.read_reports(fz.sample_reports(), return_ledger=True)
    >>> reports.loc[0, ["report_id", "level"]].tolist()
    ['huangshi_2022', 'prefecture']
    >>> ledger["status"].unique().tolist()
    ['read']
    >>> corpus = pd.DataFrame({"正文": ["某市2020年法治政府建设年度报告\\n一、主要工作\\n办结行政复议案件35件。"], "人口": [120]})
    >>> fz.read_reports(corpus)[["report_id", "year", "人口"]].values.tolist()
    [['table-1', 2020, 120]]
    """
    sources, beside, total = all_sources(paths, columns)
    overrides = find_overrides(metadata, beside, name)
    outcomes = list(_read_all(sources, overrides, n_jobs, progress, total))
    outcomes += outcome_of_table(overrides, outcomes, in_folder=is_folder(paths))
    ids = settle(outcomes)
    kept = [place for place, one in enumerate(outcomes) if one.status == "read"]
    reports = make_table("reports", [{**outcomes[place].row, "report_id": ids[place]} for place in kept])
    reports = with_covariates(reports, [outcomes[place].extra for place in kept])
    ledger = make_ledger(outcomes, ids)
    return (reports, ledger) if return_ledger else reports


def write_corpus(
    paths: Paths,
    out: str | Path,
    *,
    columns: Mapping[str, Any] | str | None = None,
    metadata: Any = None,
    name: str | None = None,
    n_jobs: int = 1,
    progress: bool = False,
) -> pd.DataFrame:
    """Read reports of any number and write them as Parquet, holding only a few hundred in memory.

    Parameters
    ----------
    paths : path or iterable of paths
        As in :func:`read_reports`.
    out : path
        ``corpus.parquet``: gets the reports; beside it ``corpus.paragraphs.parquet`` and ``corpus.ledger.csv``.
    columns, metadata, name : optional
        As in :func:`read_reports`.
    n_jobs : int, default 1
        Processes; -1 takes one for each core.
    progress : bool, default False
        Show a progress bar.

    Returns
    -------
    DataFrame
        The ledger.

    Raises
    ------
    InputError
        As in :func:`read_reports`.

    See Also
    --------
    read_reports : reads a corpus that fits in memory.
    classify_corpus : reads, splits and classifies in one pass.

    Examples
    --------
    >>> import analysis as fz
    >>> folder = Path(tempfile.mkdtemp())
    >>> ledger = fz.write_corpus(fz.sample_reports(), folder / "corpus.parquet")
    >>> sorted(file.name for file in folder.iterdir())
    ['corpus.ledger.csv', 'corpus.paragraphs.parquet', 'corpus.parquet']
    """
    import pyarrow.parquet as pq

    from analysis.output import ParquetStream, check_output, write_table

    out = check_output(out, (".parquet",))
    sources, beside, total = all_sources(paths, columns)
    overrides = find_overrides(metadata, beside, name)
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix=".corpus-", dir=out.parent) as work:
        raw = Path(work) / "raw.parquet"
        stream = iter(_read_all(sources, overrides, n_jobs, progress, total))
        with ParquetStream(raw) as sink:
            while chunk := list(islice(stream, CHUNK)):
                # every row is kept until duplicates are known; its id is its place in the ledger until then
                rows = [
                    {**one.row, "report_id": str(len(outcomes) + place)}
                    for place, one in enumerate(chunk)
                    if one.status == "read"
                ]
                sink.write(make_table("reports", rows))
                for one in chunk:
                    one.row = {"n_chars": one.row.get("n_chars"), "path": one.row.get("path")}
                outcomes.extend(chunk)
        outcomes += outcome_of_table(overrides, outcomes, in_folder=is_folder(paths))
        ids = settle(outcomes)
        kinds = covariate_types([one.extra for one in outcomes])
        finished, split = Path(work) / "reports.parquet", Path(work) / "paragraphs.parquet"
        with ParquetStream(finished) as reports, ParquetStream(split) as paragraphs:
            for batch in pq.ParquetFile(raw).iter_batches(CHUNK):
                table = make_table("reports", batch.to_pandas())
                places = table["report_id"].astype(int)
                kept = [int(place) for place in places if outcomes[place].status == "read"]
                table = table[[outcomes[place].status == "read" for place in places]]
                table = make_table("reports", table.assign(report_id=[ids[place] for place in kept]))
                reports.write(with_covariates(table, [outcomes[place].extra for place in kept], kinds))
                paragraphs.write(split_paragraphs(table))
        ledger = make_ledger(outcomes, ids)
        write_table(ledger, out.with_suffix(".ledger.csv"))
        finished.replace(out)
        split.replace(out.with_suffix(".paragraphs.parquet"))
    return ledger


def is_folder(paths: Paths) -> bool:
    """Whether reports were given as a folder."""
    if isinstance(paths, Sources):
        return any(source.folder for source in paths.files)
    return isinstance(paths, (str, os.PathLike)) and Path(paths).is_dir()


def _read_all(
    sources: Iterable[Source], overrides: Overrides, n_jobs: int, progress: bool, total: int | None
) -> Iterator[Outcome]:
    """Outcomes of all files and rows in their order, over processes where asked for, with a bar that counts the refused."""
    from tqdm import tqdm

    refused = 0
    unit = "file" if total is not None else "row"
    with tqdm(total=total, desc="reading", unit=unit, leave=False, disable=not progress) as bar:
        jobs = n_jobs if total is None or total > 1 else 1
        work = spread(
            partial(read_chunk, overrides=overrides, progress=progress and jobs == 1),
            ([source] for source in sources),
            n_jobs=jobs,
        )
        for (source,), found in work:
            if isinstance(found, Failed):
                outcomes = [Outcome(source.label, "unreadable", remarks=(remark_failed(found),))]
            else:
                (outcomes,) = found
            refused += sum(outcome.status not in ("read", "duplicate") for outcome in outcomes)
            bar.set_postfix(refused=refused, refresh=False)
            bar.update()
            yield from outcomes


def remark_failed(failed: Failed, *, classifying: bool = False) -> Remark:
    """How the work on one document failed."""
    if failed.how == "crashed":
        return Remark("classifier_crashed" if classifying else "reader_crashed")
    if failed.how == "killed":
        return Remark("classifier_workers_died" if classifying else "workers_died", n=int(failed.detail))
    return Remark("not_classified" if classifying else "not_read", reason=one_line(failed.detail))


def settle(outcomes: list[Outcome]) -> list[str | None]:
    """Mark duplicates, and give each report its id: that of its table or the file's stem, with a part of the text's hash if it is taken."""
    holders = _held_elsewhere(outcomes)
    read = [place for place, outcome in enumerate(outcomes) if outcome.status == "read"]
    repeats, apart = find_duplicates([outcomes[place].fingerprint for place in read])  # type: ignore[misc]
    for own, (other, close) in apart.items():
        alike = Remark("alike_but_apart", share=close, file=outcomes[read[other]].label)
        outcomes[read[own]].remarks += (alike,)
    for own, (kept, close) in repeats.items():
        outcome, best = outcomes[read[own]], outcomes[read[kept]]
        outcome.status = "duplicate"
        if close == 1:
            same = Remark("same_text", file=best.label)
        else:
            same = Remark("nearly_same_text", share=close, file=best.label)
        outcome.remarks += (same,)
    ids: list[str | None] = [None] * len(outcomes)
    taken = Names()
    for place in read:
        outcome = outcomes[place]
        if outcome.status == "read" and outcome.fingerprint is not None:
            stem = outcome.name or Path(outcome.label).stem
            ids[place] = taken.give(stem if stem not in taken else f"{stem}-{outcome.fingerprint.digest[:8]}")
    for own, (kept, _) in repeats.items():
        ids[read[own]] = ids[read[kept]]
    by_label = {outcome.label: place for place, outcome in enumerate(outcomes)}
    for place, holder in holders.items():
        ids[place] = ids[by_label[holder]] if holder in by_label else None
    return ids


def _held_elsewhere(outcomes: list[Outcome]) -> dict[int, str]:
    """Places of files whose text another file holds, with its label: further pages, and what frames show."""
    shown = {
        remark.parts["file"]: outcome.label
        for outcome in outcomes
        for remark in outcome.remarks
        if remark.code == "frame_shown"
    }
    found: dict[int, str] = {}
    for place, outcome in enumerate(outcomes):
        holder = shown.get(outcome.label)
        if holder is not None and outcome.status == "read" and holder != outcome.label:
            outcome.status = "duplicate"
            outcome.remarks += (Remark("shown_in", file=holder),)
            found[place] = holder
        for remark in outcome.remarks:
            if remark.code == "page_of":
                found[place] = remark.parts["file"]
    return found


def make_ledger(outcomes: list[Outcome], ids: list[str | None]) -> pd.DataFrame:
    """The ledger: one row per document found."""
    return make_table(
        "ledger",
        [
            {
                "path": outcome.label,
                "status": outcome.status,
                "report_id": report_id,
                "encoding": outcome.encoding,
                "n_chars_raw": outcome.n_chars_raw,
                "n_chars_kept": outcome.row.get("n_chars") if outcome.status == "read" else None,
                "warnings": say_remarks(outcome.remarks),
                "remarks": pack_remarks(outcome.remarks),
            }
            for outcome, report_id in zip(outcomes, ids, strict=True)
        ],
    )
