"""Generated reports: simulated exemplar texts in random order under headings, a title, a place and a year of their own.

Their length is that of the sample reports (some 7,500 characters). Places return every year, so that the reports are a
panel; the seed is fixed: two runs read the same files.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from analysis.areas.training import read_exemplars
from analysis.reading.regions import load_regions

SEED = 20200226
PER_REPORT = 60  # paragraphs
_HEADINGS = ("完善制度", "规范执法", "强化监督", "化解纠纷", "提升能力", "组织保障")
_EVERY = PER_REPORT // len(_HEADINGS)
_FIRST_YEAR = 2014


def reports() -> Iterator[str]:
    """Report after report, without end until places and years are used up."""
    generator = random.Random(SEED)
    exemplars = [text.strip() for text in read_exemplars()["text"] if len(text) > 20]
    names = load_regions()["name"]
    places = names[~names.duplicated(keep=False)].tolist()
    for year in range(_FIRST_YEAR, _FIRST_YEAR + 11):
        for place in places:
            lines = [f"{place}人民政府关于{year}年度法治政府建设情况的报告"]
            for number, text in enumerate(generator.choices(exemplars, k=PER_REPORT)):
                if number % _EVERY == 0:
                    section = number // _EVERY
                    lines.append(f"{'一二三四五六'[section]}、{_HEADINGS[section]}")
                lines.append(f"{text}涉及{generator.randint(2, 9999)}件。")
            yield "\n".join(lines)


def write_reports(
    folder: Path, *, megabytes: float = float("inf"), number: int | None = None
) -> tuple[int, float]:
    """Write reports up to a size or number; gives their number and megabytes."""
    folder.mkdir()
    size = written = 0
    for text in reports():
        if size >= megabytes * 1e6 or written == number:
            break
        data = text.encode()
        (folder / f"report{written:06d}.txt").write_bytes(data)
        size, written = size + len(data), written + 1
    return written, size / 1e6


def paragraphs(megabytes: float) -> list[str]:
    """Paragraphs of so many megabytes of reports, headings and titles among them."""
    found: list[str] = []
    size = 0
    for text in reports():
        if size >= megabytes * 1e6:
            break
        found += text.splitlines()
        size += len(text.encode())
    return found
