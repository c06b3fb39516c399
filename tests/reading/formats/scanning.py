"""Makers of scans: pages set from a text, drawn as pictures, and spoiled as scanners and offices do."""

from __future__ import annotations

import io
import math
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from .builders import FONT, lay_out


def draw_pages(pdf: bytes, dpi: int) -> list[Any]:
    """Pictures of the pages of a PDF."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]


def set_pages(texts: list[str], *, columns: int = 1, size: float = 16) -> bytes:
    """A PDF set as offices do: a size that is easily read, indented paragraphs, page numbers."""
    return lay_out(texts, columns, fontSize=size, leading=1.75 * size, firstLineIndent=2 * size)


def save_picture(picture: Any, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def bind(pictures: list[Any], dpi: int, kind: str = "PDF") -> bytes:
    """Pictures as the pages of one file."""
    return save_picture(
        pictures[0],
        kind,
        save_all=True,
        append_images=pictures[1:],
        **({"resolution": dpi} if kind == "PDF" else {}),
    )


def skew(picture: Any, degrees: float = 2.0) -> Any:
    return picture.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor="white")


def lay_on_side(picture: Any) -> Any:
    return picture.transpose(Image.Transpose.ROTATE_90)


def turn_over(picture: Any) -> Any:
    return picture.transpose(Image.Transpose.ROTATE_180)


def add_noise(picture: Any, strength: float = 40.0) -> Any:
    """Grain, a little blur, grey paper, and the traces of JPEG."""
    random = np.random.default_rng(0)
    pixels = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.7)), dtype=float) * 0.85 + 20
    grey = random.normal(0, strength, pixels.shape[:2])[:, :, None]
    noisy = Image.fromarray(np.clip(pixels + grey, 0, 255).astype(np.uint8))
    return Image.open(io.BytesIO(save_picture(noisy, "JPEG", quality=50))).convert("RGB")


def fade(picture: Any) -> Any:
    """A weak copy: grey print on grey paper."""
    return Image.fromarray((np.asarray(picture) * 0.35 + 140).astype(np.uint8))


def add_head(picture: Any, name: str = "某某市人民政府文件") -> Any:
    """The red name of an office over the text, and the line under it."""
    headed = picture.copy()
    pen, width = ImageDraw.Draw(headed), picture.width
    font = ImageFont.truetype(str(FONT), width // 16)
    pen.text((width / 2, 0.045 * picture.height), name, (220, 20, 20), font, anchor="mm")
    pen.line((0.13 * width, 0.075 * picture.height, 0.87 * width, 0.075 * picture.height), (220, 20, 20), 4)
    return headed


def add_seal(picture: Any, across: float = 0.7, down: float = 0.6, name: str = "某某市人民政府") -> Any:
    """A round red seal over the text, its name along the rim and a star within."""
    size = round(0.2 * picture.width)
    seal = Image.new("RGBA", (size, size))
    pen = ImageDraw.Draw(seal)
    red, rim = (215, 25, 30, 215), max(3, size // 35)
    pen.ellipse((rim, rim, size - rim, size - rim), outline=red, width=rim)
    points = [
        (size / 2 + radius * math.sin(angle), size / 2 - radius * math.cos(angle))
        for number in range(10)
        for angle, radius in [(number * math.pi / 5, size * (0.16, 0.065)[number % 2])]
    ]
    pen.polygon(points, fill=red)
    font = ImageFont.truetype(str(FONT), size // 8)
    for number, char in enumerate(name):
        degrees = (number - (len(name) - 1) / 2) * 36
        sign = Image.new("RGBA", (size, size))
        ImageDraw.Draw(sign).text((size / 2, size * 0.17), char, red, font, anchor="mm")
        seal.alpha_composite(sign.rotate(-degrees, resample=Image.Resampling.BICUBIC))
    sealed = picture.convert("RGBA")
    place = (round(across * picture.width) - size // 2, round(down * picture.height) - size // 2)
    # ink lets the print under it through
    under = np.asarray(sealed.crop((*place, place[0] + size, place[1] + size)), dtype=float)
    ink = np.asarray(seal, dtype=float)
    cover = ink[:, :, 3:] / 255
    mixed = under[:, :, :3] * (1 - cover + cover * ink[:, :, :3] / 255)
    sealed.paste(Image.fromarray(mixed.astype(np.uint8)), place)
    return sealed.convert("RGB")
