"""The printed lines of one picture of a page: found, straightened, read one by one, each with its confidence.

RapidOCR with ONNX Runtime on one thread, and its models by their paths: with a path it never asks the network. One line
at a time, since lines read together are padded to one width, which makes a line's text depend on its neighbours.
"""

from __future__ import annotations

import hashlib
import re
import statistics
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from analysis.reading.formats.limits import Clock
from analysis.reading.formats.ocr.ink import has_ink, without_seals
from analysis.text import squeeze

LIBRARIES = ("rapidocr", "onnxruntime", "opencv-python-headless", "pillow")
SIDE = 2400  # pixels of the longer side of a page; more tell nothing more of print
DOUBTFUL = 0.5  # confidence of a line below which it is no text
_DETECTED = 1280  # pixels of the longer side in which lines are looked for
_MOST_LINES = 500  # on one page
_LONGEST = 80  # times as wide as high; a line of print has fewer characters
_TURNED = 0.75  # usual confidence below which a page may stand on its head
_SAMPLE = 5  # lines that tell
_WIDER = str.maketrans("()", "（）")
_NARROW = re.compile("(?<=[\u4e00-\u9fff])[()]|[()](?=[\u4e00-\u9fff])")


class Read(NamedTuple):
    """A line as read: its four corners in pixels (from the upper left one, clockwise), text, and confidence."""

    corners: tuple[tuple[float, float], ...]
    text: str
    confidence: float


class Scan(NamedTuple):
    """What was read on one picture.

    `width` and `height` are those of the picture, turned upright; `dropped` counts lines that were too doubtful, and
    `over` says that there were more lines than are read.
    """

    width: int
    height: int
    lines: tuple[Read, ...]
    dropped: int = 0
    over: bool = False


@cache
def version() -> str:
    """What shapes a reading: the libraries, and the code here."""
    here = Path(__file__)
    code = hashlib.sha256(here.read_bytes() + here.with_name("ink.py").read_bytes()).hexdigest()
    return "; ".join([code, *(f"{name} {_version(name)}" for name in LIBRARIES)])


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:  # OpenCV has several distributions
        return "none"


@cache
def _load() -> Any:
    """The engine, once a process; a model that is missing is an error and never a download."""
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    threads = "EngineConfig.onnxruntime.{}_op_num_threads"
    settings = {
        "Global.log_level": "critical",
        "Global.use_cls": False,
        "Global.max_side_len": SIDE,
        "Global.text_score": 0.0,
        "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
        "Det.limit_type": "max",
        "Det.limit_side_len": _DETECTED,
        "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
        "Rec.rec_batch_num": 1,
        threads.format("intra"): 1,
        threads.format("inter"): 1,
    }
    return rapidocr.RapidOCR(params=settings)


def read_picture(picture: Any, clock: Clock) -> Scan:
    """Read the printed lines of a picture of a page.

    Parameters
    ----------
    picture : PIL.Image.Image
        In RGB, of at most ``SIDE`` pixels a side.
    clock : Clock
        Time allowed; looked at between lines.

    Returns
    -------
    Scan
        Lines in no particular order.
    """
    pixels = np.asarray(picture)[:, :, ::-1]  # blue, green, red, as OpenCV has them
    if not has_ink(pixels):
        return Scan(picture.width, picture.height, ())
    cleaned = without_seals(pixels)
    boxes = _find_lines(cleaned)
    best = cleaned, boxes, _sample(cleaned, boxes, clock)
    if boxes and statistics.median(_steepness(box) for box in boxes) > 1:  # lying on its side
        best = _best([_turn(cleaned, 1, clock), _turn(cleaned, 3, clock)])
    elif boxes and best[2] < _TURNED:
        best = _best([best, _turn(cleaned, 2, clock)])
    cleaned, boxes, _ = best
    lines = [_read_line(cleaned, box, clock) for box in boxes[:_MOST_LINES]]
    read = [line for line in lines if squeeze(line.text)]
    kept = tuple(line for line in read if line.confidence >= DOUBTFUL)
    height, width = cleaned.shape[:2]
    return Scan(width, height, kept, len(read) - len(kept), len(boxes) > _MOST_LINES)


def _find_lines(pixels: Any) -> list[Any]:
    """The corners of each printed line."""
    found = _load()(pixels, use_det=True, use_rec=False).boxes
    boxes = [] if found is None else [np.asarray(box, dtype=np.float32) for box in found]
    return [box for box in boxes if 1 / _LONGEST < _steepness(box) < _LONGEST]


def _steepness(box: Any) -> float:
    """Height of a box in units of its width."""
    width, height = float(np.linalg.norm(box[1] - box[0])), float(np.linalg.norm(box[3] - box[0]))
    return max(height, 1.0) / max(width, 1.0)


def _read_line(pixels: Any, box: Any, clock: Clock) -> Read:
    from rapidocr.utils.process_img import get_rotate_crop_image

    clock.check()
    line = get_rotate_crop_image(pixels, box.copy())
    if min(line.shape[:2]) < 1:
        return Read((), "", 0.0)
    found = _load()(line, use_det=False, use_rec=True)
    corners = tuple((round(float(x), 1), round(float(y), 1)) for x, y in box)
    return (
        Read(corners, tidy(found.txts[0]), float(found.scores[0])) if found.txts else Read(corners, "", 0.0)
    )


def tidy(text: str) -> str:
    """Brackets beside a Chinese character in the width of Chinese: the models often take one of a pair for a narrow one.

    >>> tidy("(二）组织培训26场,参训1,200人"), tidy("增长3.5%(GDP)")
    ('（二）组织培训26场,参训1,200人', '增长3.5%(GDP)')
    """
    return _NARROW.sub(lambda sign: sign[0].translate(_WIDER), text)


def _sample(pixels: Any, boxes: list[Any], clock: Clock) -> float:
    """Usual confidence of the longest lines."""
    longest = sorted(boxes, key=lambda box: -float(np.linalg.norm(box[1] - box[0])))[:_SAMPLE]
    return statistics.median([_read_line(pixels, box, clock).confidence for box in longest] or [0.0])


_Try = tuple[Any, list[Any], float]


def _turn(pixels: Any, quarters: int, clock: Clock) -> _Try:
    """The picture turned by quarters against the clock, its lines, and the confidence of a sample of them."""
    turned = np.ascontiguousarray(np.rot90(pixels, quarters))
    boxes = _find_lines(turned)
    return turned, boxes, _sample(turned, boxes, clock)


def _best(tries: list[_Try]) -> _Try:
    return max(tries, key=lambda one: one[2])
