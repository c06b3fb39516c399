"""Scans: what OCR reads on pages set from known texts, and pictures that are none of pages or are hostile."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from analysis.reading.formats import Extract, Limits, extract
from analysis.reading.formats.ocr import cache, scans
from analysis.reading.remarks import Remark

from . import scanning
from .builders import draw_pdf, make_docx, make_zip, refused, squeeze

TEXTS = [
    "某市2020年法治政府建设年度报告",
    "一、主要工作",
    "（一）严格规范执法。全年办理行政处罚案件1284件，同比下降3.5%；组织执法人员培训26场，参训人员达到3100余人次。",
    "（二）化解矛盾纠纷。受理行政复议申请57件，已办结52件，其中维持41件、纠错6件、终止5件。",
    "某市人民政府",
    "2021年3月1日",
]


@pytest.fixture(scope="module")
def page() -> Any:
    """A clean page at 150 dots to the inch."""
    (picture,) = scanning.draw_pages(scanning.set_pages(TEXTS), 150)
    return picture


@pytest.fixture(scope="module", autouse=True)
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One cache for all tests: what has the same pixels is read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(cache.SETTING, str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv(cache.SETTING, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.reading.formats.ocr.extra._MODULES", ("no_such_library",))


def codes(found: Extract) -> list[str]:
    return [remark.code for remark in found.remarks]


def lines(found: Extract) -> list[str]:
    return [squeeze(line) for line in found.text.split("\n")]


def test_a_scanned_pdf_gives_the_paragraphs_of_its_text(page: Any) -> None:
    found = extract(scanning.bind([page], 150))
    assert (found.kind, lines(found)) == ("pdf", TEXTS)
    (remark,) = found.remarks
    assert remark.code == "read_by_ocr"
    assert remark.parts["n"] == 1
    assert 0.95 < remark.parts["each"]["1"] <= 1


SPOILT: dict[str, Callable[[Any], Any]] = {
    "askew": scanning.skew,
    "on its side": scanning.lay_on_side,
    "upside down": scanning.turn_over,
    "faint": scanning.fade,
    "noisy": scanning.add_noise,
    "with a seal over the date": lambda page: scanning.add_seal(page, 0.3, 0.25),
    "faint and askew": lambda page: scanning.skew(scanning.fade(page)),
    "with a seal and on its side": lambda page: scanning.lay_on_side(scanning.add_seal(page, 0.3, 0.25)),
}
QUICK = ("upside down", "with a seal and on its side")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(spoil, id=name, marks=[] if name in QUICK else [pytest.mark.slow])
        for name, spoil in SPOILT.items()
    ],
)
def test_spoilt_scans_are_read(page: Any, spoil: Callable[[Any], Any]) -> None:
    assert lines(extract(scanning.save_picture(spoil(page)))) == TEXTS


def test_the_red_name_of_an_office_is_read_and_its_seal_is_not(page: Any) -> None:
    found = extract(scanning.save_picture(scanning.add_seal(scanning.add_head(page))))
    assert lines(found) == ["某某市人民政府文件", *TEXTS]


# the same pixels are read once; a photograph in JPEG is read below
@pytest.mark.parametrize(
    "kind", ["PNG", pytest.param("JPEG", marks=pytest.mark.slow), "BMP", "GIF", "WEBP", "TIFF"]
)
def test_pictures_of_every_kind_are_pages(page: Any, kind: str) -> None:
    found = extract(scanning.save_picture(page, kind, **({"lossless": True} if kind == "WEBP" else {})))
    assert (found.kind, lines(found)) == ("image", TEXTS)
    assert codes(found) == ["read_by_ocr", "picture_alone"]


def test_frames_of_a_tiff_are_pages(page: Any) -> None:
    (second,) = scanning.draw_pages(
        scanning.set_pages(["二、存在的问题", "执法力量仍然薄弱，培训覆盖面有待扩大。"]), 150
    )
    found = extract(scanning.bind([page, second.convert("L")], 150, "TIFF"))
    assert lines(found) == [*TEXTS, "二、存在的问题", "执法力量仍然薄弱，培训覆盖面有待扩大。"]
    assert codes(found) == ["read_by_ocr"]
    assert set(found.remarks[0].parts["each"]) == {"1", "2"}


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "CMYK", "I;16"])
def test_pictures_of_every_depth_are_read(page: Any, mode: str) -> None:
    if mode == "I;16":
        deep = Image.fromarray(np.asarray(page.convert("L")).astype(np.uint16) * 257)
    else:
        deep = page.convert("L").convert(mode) if mode == "P" else page.convert(mode)  # without a raster
    assert lines(extract(scanning.save_picture(deep, "TIFF"))) == TEXTS


def test_a_photograph_is_turned_as_its_camera_says(page: Any) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8  # the camera lay on its side
    data = scanning.save_picture(page.transpose(Image.Transpose.ROTATE_270), "JPEG", exif=exif)
    assert lines(extract(data)) == TEXTS


def test_a_page_without_a_layer_is_read_among_others(page: Any) -> None:
    first = scanning.set_pages(["关于印发报告的通知", "依法行政工作有序推进，成效明显。" * 4])
    import pypdfium2

    with pypdfium2.PdfDocument(first) as document, pypdfium2.PdfDocument(scanning.bind([page], 150)) as other:
        document.import_pages(other)
        buffer = io.BytesIO()
        document.save(buffer)
    found = extract(buffer.getvalue())
    assert lines(found) == ["关于印发报告的通知", "依法行政工作有序推进，成效明显。" * 4, *TEXTS]
    (remark,) = found.remarks
    assert list(remark.parts["each"]) == ["2"]


@pytest.mark.parametrize("layer", ["CamScanner", "ABC DEF " * 20])
def test_a_layer_without_chinese_on_a_scan_is_no_text(page: Any, layer: str) -> None:
    from reportlab.lib.utils import ImageReader

    def draw(canvas: Any, number: int) -> None:
        canvas.drawImage(ImageReader(page), 0, 0, 595, 842)
        text = canvas.beginText(20, 10)
        text.setTextRenderMode(3)  # invisible
        text.textOut(layer)
        canvas.drawText(text)

    found = extract(draw_pdf(draw))
    assert lines(found) == TEXTS
    assert codes(found) == ["read_by_ocr"]


def test_pictures_in_a_word_file_that_has_no_text(page: Any) -> None:
    found = extract(word_of_pictures({"image1.png": scanning.save_picture(page)}))
    assert (found.kind, lines(found)) == ("docx", TEXTS)
    assert codes(found) == ["read_by_ocr"]


def word_of_pictures(pictures: dict[str, bytes]) -> bytes:
    """A Word file that holds nothing but pictures."""
    import zipfile

    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    body = "".join(
        f'<w:p><w:r><w:drawing><a:blip xmlns:a="{drawing}" xmlns:r="{kind}" r:embed="p{number}"/></w:drawing></w:r></w:p>'
        for number in range(len(pictures))
    )
    with zipfile.ZipFile(io.BytesIO(make_docx(body))) as archive:
        files: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    links = "".join(
        f'<Relationship Id="p{number}" Type="{kind}/image" Target="media/{name}"/>'
        for number, name in enumerate(pictures)
    )
    for name, old, new in [
        ("word/_rels/document.xml.rels", b"</Relationships>", f"{links}</Relationships>"),
        ("[Content_Types].xml", b"<Override", '<Default Extension="png" ContentType="image/png"/><Override'),
    ]:
        content = files[name]
        assert isinstance(content, bytes)
        files[name] = content.replace(old, new.encode(), 1)
    return make_zip(files | {f"word/media/{name}": data for name, data in pictures.items()})


def test_a_reading_is_kept_and_used_again(page: Any, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = scanning.save_picture(page)
    genuine, read = scans.read_picture, []

    def once(*given: Any) -> Any:
        """OCR takes seconds, and reads the same page the same each time."""
        read.append(read[0] if read else genuine(*given))
        return read[0]

    monkeypatch.setattr(scans, "read_picture", once)
    first = extract(data)
    (file,) = kept.rglob("*.json")
    assert extract(data) == first
    assert len(read) == 1
    for number, damaged in enumerate(("", "{}", '{"lines":[[[],"a",1]],"width":1}', "[" * 10_000), start=2):
        file.write_text(damaged)
        assert extract(data) == first
        assert len(read) == number
    assert cache.find(file.stem) is not None


def test_nothing_is_kept_where_that_is_asked(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = scanning.save_picture(Image.new("L", (300, 200), 255))
    monkeypatch.setenv("XDG_CACHE_HOME", str(kept))
    monkeypatch.setenv(cache.SETTING, "")
    refused(data)
    assert not kept.exists()
    monkeypatch.setenv(cache.SETTING, str(kept))
    refused(data)
    assert len(list(kept.rglob("*.json"))) == 1


def test_a_doubtful_page_is_a_warning(page: Any) -> None:
    blurred = page.resize((page.width // 7, page.height // 7)).resize(page.size)
    found = extract(scanning.bind([page, blurred], 150))
    (doubt,) = [remark for remark in found.remarks if remark.code == "ocr_doubtful"]
    assert doubt.parts["pages"] == "2"
    assert found.remarks[0].parts["each"]["1"] > doubt.parts["low"] > found.remarks[0].parts["each"]["2"]


def test_pages_beyond_the_limit_are_named(page: Any) -> None:
    found = extract(scanning.bind([page, page, page], 150), limits=Limits(max_ocr_pages=1))
    assert found.remarks[-1] == Remark("ocr_pages_left_out", n=2, pages="2, 3")


@pytest.mark.usefixtures("without_extra")
def test_without_the_extra_the_reason_names_it(page: Any) -> None:
    wanted = 'pip install "fazhi-analysis[ocr]" reads'
    for data in (scanning.save_picture(page), scanning.bind([page], 150)):
        status, reason = refused(data)
        assert status == "unsupported"
        assert wanted in reason


def hostile() -> Iterator[tuple[bytes, str]]:
    photograph = Image.effect_noise((300, 200), 80)
    yield scanning.save_picture(photograph), "is a picture without a page of text (0 Chinese characters)"
    yield scanning.save_picture(Image.new("L", (300, 200), 255)), "is a picture without a page of text"
    whole = scanning.save_picture(photograph)
    yield whole[: len(whole) // 2], "is a damaged image"
    yield whole[:40], "is a damaged image"
    yield scanning.save_picture(Image.new("1", (10_000, 10_000))), "is an image of more than 80 megapixels"
    yield scanning.bind([Image.new("L", (300, 400), 255)], 150), "OCR found no text"


def test_what_is_no_page_is_refused() -> None:
    for data, reason in hostile():
        assert reason in refused(data)[1]
