"""Image files: each frame is a page.

Pillow (MIT-CMU, which matplotlib brings) decodes them; a picture is looked at before it is unpacked.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Any

from analysis.reading.formats.limits import Clock, Extract, Limits, Refusal
from analysis.reading.formats.ocr.extra import is_installed, refusal_without_ocr
from analysis.reading.formats.ocr.layout import sheets_of
from analysis.reading.formats.ocr.scans import Scans, read_scans
from analysis.reading.formats.pdf_layout import drop_running_lines, order_pages
from analysis.reading.formats.pdf_paragraphs import join_paragraphs
from analysis.reading.formats.text import count_han
from analysis.reading.remarks import Remark
from analysis.text import fold

FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
MOST_PIXELS = 80_000_000  # of one picture: A4 at 600 dpi has 35 millions
_LEAST = 20  # Chinese characters of a page of text; a photograph or a logo has fewer


def read_image(data: bytes, limits: Limits, clock: Clock) -> Extract:
    """Read the pages of an image file by OCR."""
    if not is_installed():
        raise refusal_without_ocr("image")
    frames = open_frames(data, limits)
    found = read_scans(frames, limits, clock)
    text = join_scans(found, [None] * len(frames))
    if count_han(fold(text)) < _LEAST:
        raise Refusal("unsupported", "picture_without_text", n=count_han(fold(text)))
    alone = (Remark("picture_alone"),) if len(frames) == 1 else ()
    return Extract(text, "image", remarks=(*found.remarks, *alone))


def join_scans(found: Scans, sizes: list[tuple[float, float] | None]) -> str:
    """The paragraphs of pages that were read by OCR, one per line."""
    numbers = sorted(found.pages)
    pages = order_pages(
        sheets_of([found.pages[number] for number in numbers], [sizes[number] for number in numbers])
    )
    lines, _ = drop_running_lines(pages)
    return "\n".join(join_paragraphs(lines, pages))


def open_frames(data: bytes, limits: Limits) -> dict[int, Callable[[], Any]]:
    """The frames of an image file by number, each still to be decoded."""
    picture, n_frames = _open(data)
    if n_frames > limits.max_pages:
        raise Refusal("unreadable", "too_many_pages", n=limits.max_pages)
    check_pixels(picture)

    def frame(number: int) -> Callable[[], Any]:
        return lambda: _decode(picture, number)

    return {number: frame(number) for number in range(n_frames)}


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a picture in pixels."""
    picture, _ = _open(data)
    return picture.width, picture.height


def _open(data: bytes) -> tuple[Any, int]:
    """A picture that is not yet decoded, and how many frames it has."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged tags, and of the size, which is looked at here
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            # of an animation the first frame is as good as any
            return picture, getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except Exception as error:  # whatever a decoder raises on a damaged file
        raise Refusal("unreadable", "damaged_picture") from error


def check_pixels(picture: Any) -> None:
    """Refuse a picture that unpacks to too many pixels."""
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_large()


def _too_large() -> Refusal:
    return Refusal("unreadable", "picture_too_large", megapixels=MOST_PIXELS / 1e6)


def _decode(picture: Any, number: int) -> Any:
    """One frame, as the camera held it upright."""
    from PIL import ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture.seek(number)
            check_pixels(picture)
            return ImageOps.exif_transpose(picture)
    except Refusal:
        raise
    except Exception as error:
        raise Refusal("unreadable", "damaged_picture") from error
