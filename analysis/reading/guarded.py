"""Each file within its time and memory: what native code or much work reads goes to a process apart.

A plain text of a usual size is read here: every pattern and loop that it meets takes time in proportion to it. All else
(pages, PDF, Word, archives, pictures, large texts) is read in a process that is ended when a document takes too long;
the files of an archive behind it are read all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.reading.allowance import allow
from analysis.reading.apart import Apart, Ended
from analysis.reading.documents import Opened, Outcome, open_whole, read_source, read_steps
from analysis.reading.formats import Refusal
from analysis.reading.formats.ocr.extra import shown
from analysis.reading.overrides import Overrides
from analysis.reading.remarks import Remark
from analysis.reading.sources import Source

SECONDS = 60.0  # of CPU for one document: three times what the readers allow themselves
_LIGHT = 1 << 20  # bytes of a plain text, or characters of a row, that is read here
_LOSSES = 5  # documents of one archive at which the process ended, before the rest is left
_READER = Apart()


def read_chunk(
    chunk: Sequence[Source], overrides: Overrides, *, progress: bool = False
) -> list[list[Outcome]]:
    """Outcomes of each file; OCR, which takes long, may show its progress."""
    return [read_guarded(source, overrides, progress=progress) for source in chunk]


def read_guarded(
    source: Source,
    overrides: Overrides,
    *,
    progress: bool = False,
    seconds: float = SECONDS,
    reader: Apart = _READER,
) -> list[Outcome]:
    """Read one file within its time and memory.

    Parameters
    ----------
    source : Source
        A file, or a row of a table.
    overrides : Overrides
        What is known of it.
    progress : bool
        Whether OCR shows its progress.
    seconds : float
        CPU time for one document; pages read by OCR have time of their own.
    reader : Apart
        The process that reads.

    Returns
    -------
    list of Outcome
        As :func:`~analysis.reading.documents.read_source` gives them; a document at which the process ended is refused.
    """
    light, opened = look(source)
    if light:
        return read_source(source, overrides, opened)
    found: list[Outcome] = []
    done = lost = 0
    while True:
        label = source.label
        try:
            work = reader.stream(
                _read_apart, source, seconds, progress, done, seconds=seconds, shared=overrides
            )
            for label, outcomes in work:  # noqa: B007 - it names the document at which the process ended
                if outcomes is not None:
                    found += outcomes
                    done += 1
        except Refusal as refusal:
            return [Outcome(source.label, refusal.status, remarks=(*source.remarks, refusal.remark))]
        except Ended as ended:
            found.append(Outcome(label, "unreadable", remarks=(remark_ended(ended, seconds, reader.memory),)))
            done, lost = done + 1, lost + 1
            if label == source.label:
                return found
            if lost == _LOSSES:
                rest = Remark("archive_given_up", n=lost)
                return [*found, Outcome(source.label, "unreadable", remarks=(rest,))]
        else:
            return found or [Outcome(source.label, "empty", remarks=(Remark("empty_archive"),))]


def look(source: Source) -> tuple[bool, Opened | None]:
    """Whether a file is a plain text of a usual size, or is refused before it is read; and what was opened to tell."""
    if source.row is not None:
        return len(source.row.text) <= _LIGHT and "<" not in source.row.text, None
    if source.pages:  # files of other kinds may be read with it
        return False, None
    try:
        opened = open_whole(source, _LIGHT)
    except Refusal as refusal:
        return refusal.remark.code != "over_limit", None
    return opened.kind in ("txt", "empty"), opened


def remark_ended(ended: Ended, seconds: float, memory: int) -> Remark:
    """How the process ended that read a file."""
    if ended.how == "slow":
        return Remark("too_slow", seconds=seconds)
    if ended.how == "large":
        return Remark("too_much_memory", gibibytes=memory / (1 << 30))
    return Remark("reader_crashed")


def _read_apart(
    source: Source, seconds: float, progress: bool, done: int, overrides: Overrides
) -> Iterator[tuple[str, list[Outcome] | None]]:
    """Steps of reading, each with its own time, in the process apart."""
    with shown(progress):
        for step in read_steps(source, overrides, done):
            allow(seconds)
            yield step
