"""PDF files: what they hold, and what is refused."""

from __future__ import annotations

import pytest

from analysis.reading.formats import extract
from analysis.reading.formats.pdf import ordinary
from analysis.reading.remarks import Remark

from .builders import BODY, draw_pdf, make_pdf, printed, refused, squeeze


@pytest.mark.parametrize("indent", [0, 2])
def test_pdf_gives_the_lines(lines: list[str], indent: int) -> None:
    found = extract(make_pdf(lines, indent=indent, header="法治政府建设年度报告", title="工作报告"))
    assert [squeeze(text) for text in found.text.split("\n")] == [printed(line) for line in lines]
    assert (found.kind, found.encoding, found.title) == ("pdf", None, "工作报告")
    assert {remark.code for remark in found.remarks} <= {"running_lines_left_out"}


def test_characters_named_by_radicals() -> None:
    assert "".join(map(ordinary, "⼀、⾏政⻓⻔⻅⺠\uf9e8")) == "一、行政长门见民裡"


def test_scanned_pdf() -> None:
    scanned = draw_pdf(lambda canvas, number: canvas.rect(100, 100, 200, 200, fill=1))
    assert refused(scanned) == ("unsupported", "has no text layer, and OCR found no text on its pages")
    numbered = draw_pdf(lambda canvas, number: canvas.drawString(290, 40, f"— {number + 1} —"), pages=3)
    assert refused(numbered)[0] == "unsupported"


def test_partly_scanned_pdf_is_told() -> None:
    data = draw_pdf(
        lambda canvas, number: canvas.drawString(72, 700, BODY[:20] if number == 1 else ""), pages=3
    )
    assert extract(data).remarks == (Remark("blank_pages", n=2, total=3),)


def test_encrypted_and_truncated_pdf(lines: list[str]) -> None:
    assert refused(make_pdf(lines[:3], password="secret")) == (
        "unreadable",
        "is an encrypted PDF; save it without a password",
    )
    data = make_pdf(lines[:3])
    assert refused(data[:200])[0] == "unreadable"
    assert refused(b"%PDF-1.7\n%%EOF") == ("unreadable", "is a damaged PDF; download it again")


def test_limits_of_a_pdf() -> None:
    data = make_pdf([BODY] * 60)
    assert refused(data, max_pages=1)[1].startswith("has more than 1 pages")
    assert refused(data, seconds=-1)[1].startswith("takes longer than")
    assert refused(data, max_chars=100)[1].startswith("holds")
