"""A container is mended part by part; the text in it stays byte for byte."""

from __future__ import annotations

import io
import zipfile

from analysis.reading.formats.limits import Clock
from analysis.reading.formats.word_container import mend

from .builders import make_docx, para


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_sound_container_keeps_its_parts() -> None:
    before = parts(make_docx(para("依法行政")))
    after = parts(mend(make_docx(para("依法行政")), Clock(20)))
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} <= {
        name for name in before if name.endswith(".rels")
    }


def test_external_links_and_absolute_targets_are_kept() -> None:
    data = make_docx(para("依法行政"))
    links = (
        b'<Relationship Id="a" Type="t" Target="http://example.org/" TargetMode="External"/>'
        b'<Relationship Id="b" Type="t" Target="/word/styles.xml"/><Relationship Id="c" Type="t" Target="/word/none.xml"/>'
    )
    changed = parts(data)
    changed["word/_rels/document.xml.rels"] = changed["word/_rels/document.xml.rels"].replace(
        b"</Relationships>", links + b"</Relationships>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in changed.items():
            archive.writestr(name, content)
    kept = parts(mend(buffer.getvalue(), Clock(20)))["word/_rels/document.xml.rels"]
    assert [b'Id="%b"' % name in kept for name in (b"a", b"b", b"c")] == [True, True, False]
