"""Pictures of pages before they are read: their size, whether anything is printed, and red seals over the text.

NumPy, Pillow and OpenCV. A seal is printed over the signature and the date; red ink takes light from the green and blue
alone, so that in the red channel only the black text under it is left. In the head of a page red is the name of an office.
"""

from __future__ import annotations

from typing import Any

import numpy as np

_DARK = 128  # of 255
_DARKER = 40  # than the paper, of faint print
_FEW = 1e-4  # share of dark pixels of a blank page with dust on it
_HEAD = 0.42  # share of the page's height in which a red title may stand
_SEAL = 0.075  # of the page's height: two centimetres; the characters of a red title are smaller
_BROKEN = 0.012  # likewise
_MOST_RED = 0.9  # share of the ink that is red on a page that is printed in red


def shrink(picture: Any, side: int) -> Any:
    """A picture in RGB on white with at most `side` pixels a side.

    >>> from PIL import Image
    >>> shrink(Image.new("RGBA", (400, 100)), 200).size, shrink(Image.new("1", (4, 4)), 200).mode
    ((200, 50), 'RGB')
    """
    from PIL import Image

    scale = side / max(picture.size)
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):  # 16 bits a pixel
        values = np.asarray(picture, dtype=np.float64)
        top = max(float(values.max(initial=0.0)), 1.0)
        picture = Image.fromarray((values * (255.0 / top)).astype(np.uint8))
    if scale < 1:
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        smooth = picture.convert("RGBA" if _is_see_through(picture) else "RGB")
        picture = smooth.resize(size, Image.Resampling.LANCZOS)
    if _is_see_through(picture):
        over = Image.new("RGBA", picture.size, "white")
        over.alpha_composite(picture.convert("RGBA"))
        picture = over
    return picture.convert("RGB")


def _is_see_through(picture: Any) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def has_ink(pixels: Any) -> bool:
    """Whether anything is printed on a page: pixels that are darker than the paper by far.

    >>> page = np.full((100, 100, 3), 240, dtype=np.uint8)
    >>> has_ink(page)
    False
    >>> page[:3, :3] = 30
    >>> has_ink(page)
    True
    """
    grey = pixels.min(axis=2)
    return bool((grey < float(np.median(grey)) - _DARKER).mean() > _FEW) or bool(np.median(grey) < _DARK)


def without_seals(pixels: Any) -> Any:
    """The page (blue, green, red) with red ink bleached, but for the red print of its head and of pages all in red."""
    blue, green, red = (pixels[:, :, channel].astype(np.int16) for channel in range(3))
    is_red = (red > 100) & (red - np.maximum(green, blue) > 40)
    head = round(_HEAD * len(is_red))
    is_red[:head] &= _in_seals(is_red)[:head]
    if not is_red.any():
        return pixels
    ink = np.minimum(green, blue) < _DARK
    if is_red.sum() > _MOST_RED * max(1, int(ink.sum())):
        return pixels
    light = red[is_red] * (
        255.0 / max(1.0, float(np.median(red[is_red])))
    )  # the ink alone is as white as paper
    cleaned = pixels.copy()
    cleaned[is_red] = np.minimum(light, 255).astype(np.uint8)[:, None]
    return cleaned


def _in_seals(is_red: Any) -> Any:
    """What lies within a red drawing that is as high as wide, and larger than the characters of a title."""
    import cv2

    within = np.zeros_like(is_red)
    least = _SEAL * len(is_red)
    bridge = max(1, round(_BROKEN * len(is_red)))  # over the print that breaks the rim
    joined = cv2.morphologyEx(is_red.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((bridge, bridge), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(joined)
    for left, top, width, height, _ in found[1:]:
        if min(width, height) >= least and max(width, height) < 2 * min(width, height):
            within[top : top + height, left : left + width] = True
    return within
