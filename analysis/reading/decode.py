"""From bytes to text: which encoding reads them as plausible Chinese officialese.

Reports saved over twenty years come in UTF-8, UTF-16, GB18030 and Big5, and seldom say which. A byte order
mark decides; bytes that are valid UTF-8 are nearly always UTF-8; for the rest every candidate reads a
sample, and the reading that looks most like a government report wins. numpy weighs the characters; it is imported
when there are some.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from analysis.reading.remarks import Remark

if TYPE_CHECKING:
    import numpy as np

_SAMPLE = 16 * 1024  # bytes weighed; more of a text says no more about its encoding
_PART = 2**20  # characters looked at together, so that a large file asks for little memory
_MAX_BAD = 0.1  # share of impossible characters that a text may hold
_NEAR = 0.15  # readings closer than this are nearly as plausible as each other
_UTF8_BONUS = 0.7  # few texts in another encoding are valid UTF-8 by chance
_CERTAIN = 0.5  # plausibility from which valid UTF-8 needs no rival weighed
_ROUNDING = 0.01  # far above what the order of summation can change
_DECLARED_BONUS = 0.2  # what a page declares is right more often than not
_ASCII_WEIGHT = 0.1  # ASCII reads the same in most encodings, so it tells little
_BIGRAM_BONUS = 0.5

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030", "gb18030"),
)
_CANDIDATES = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
_ALIASES = {
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "unicode": "utf-16-le",
    "utf-16": "utf-16-le",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "big5-hkscs": "big5",
    "x-x-big5": "big5",
    "cp950": "big5",
}

# The characters and bigrams that recur in the reports, in both scripts.
_FREQUENT = frozenset(
    "的和了在是与及对为等一二三四五六七八九十年月日不有我各全大中上下以人公开共国家省市县区乡镇街道办事处政府法治建设行政执"
    "工作制度务推进规范服实施落理管监督化机部门关于会议发展改革情况报告依决策审查文件开重点提高加强完善组织领导责任"
    "社会民众群企业项目权力清单信息平台复议应诉调解矛盾纠纷培训学习宣传教育案考核检评估意见方要求问题司局委员党习近平"
    "基本面内力新立体通过解定成主经济生活动保障环境营商优统筹地就用到次件个名第"
    "與對為開國縣區鄉鎮辦處設執務進規範實施監督門關於會議發體機構決審查點強組織領導責權單臺復應訴調紛訓學習傳"
    "員黨經濟產業項環優統籌長報條來過時個數兩號總並將從這無現見據結論證"
)
_BIGRAMS = (
    *(
        "政府",
        "法治",
        "建设",
        "行政",
        "执法",
        "工作",
        "制度",
        "规范",
        "服务",
        "推进",
        "依法",
        "监督",
        "部门",
        "公开",
    ),
    *(
        "机制",
        "落实",
        "开展",
        "改革",
        "法律",
        "决策",
        "人民",
        "报告",
        "管理",
        "事项",
        "审查",
        "全市",
        "实施",
        "情况",
    ),
    *(
        "建設",
        "執法",
        "規範",
        "服務",
        "推進",
        "監督",
        "部門",
        "公開",
        "機制",
        "落實",
        "開展",
        "決策",
        "報告",
        "實施",
    ),
)

_ASCII = slice(0x20, 0x7F)
_CJK = slice(0x4E00, 0xA000)
_PUNCTUATION = (slice(0x2010, 0x2040), slice(0x3000, 0x3040), slice(0xFF01, 0xFF61), slice(0xFFE0, 0xFFE7))
_SYMBOLS = (slice(0xA0, 0x100), slice(0x2040, 0x2700), slice(0x3200, 0x3400), slice(0xFE30, 0xFE70))
# kana, bopomofo, hangul, radicals, byte order marks: what a Chinese report holds seldom, yet not impossibly
_ODD = (
    slice(0x3040, 0x3200), slice(0xAC00, 0xD7A4), slice(0xF900, 0xFB00), slice(0x100, 0x2010),
    slice(0x2E80, 0x2FE0), slice(0xFEFF, 0xFF00),
)  # fmt: skip


class Undecodable(Exception):  # noqa: N818 - it names what the bytes are
    """No encoding reads these bytes as plausible text; the message says so in one line.

    Examples
    --------
    >>> decode(bytes(range(256)))
    Traceback (most recent call last):
    analysis.reading.decode.Undecodable: is not text in any known encoding (UTF-8, UTF-16, GB18030, Big5)
    """


class Decoded(NamedTuple):
    """Text and how it was read.

    Attributes
    ----------
    text : str
        The text, without byte order mark and NUL, its line breaks as they were.
    encoding : str
        "utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "gb18030" or "big5".
    remarks : tuple of Remark
        What was replaced, removed or doubtful.

    Examples
    --------
    >>> decode("市".encode() + b"\\0").remarks
    (Remark(code='nul_removed', parts={'n': 1}),)
    """

    text: str
    encoding: str
    remarks: tuple[Remark, ...]


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """Read bytes of plain text, or of HTML source, in whatever encoding they are.

    Parameters
    ----------
    data : bytes
        Contents of a file.
    declared : str, optional
        Encoding that the file claims for itself; a hint that yields to plausibility.

    Returns
    -------
    Decoded
        Text, encoding and remarks.

    Raises
    ------
    Undecodable
        When no reading is plausible text.

    Examples
    --------
    >>> decode("法治政府建设年度报告".encode("gbk"))
    Decoded(text='法治政府建设年度报告', encoding='gb18030', remarks=())
    >>> decode("依法行政".encode("utf-16")).encoding
    'utf-16-le'
    >>> decode("行政执法".encode() + bytes([0xFF])).remarks[0].say()
    '1 character could not be decoded as utf-8'
    """
    for mark, encoding, codec in _MARKS:
        if data.startswith(mark):
            return _finish(data[len(mark) :], encoding, codec, ())
    if _is_plain_ascii(data):
        return Decoded(data.decode("ascii"), "utf-8", ())

    if _is_valid_utf8(data) and _is_certain(_sample(data, "utf-8")):
        return _finish(data, "utf-8", "utf-8", ())
    scores = _score_candidates(data, _ALIASES.get((declared or "").strip().lower(), declared))
    best = max(scores, key=scores.__getitem__)
    rivals = () if best == "utf-8" else tuple(_near_rivals(data, scores, best))
    return _finish(data, best, best, rivals)


def _is_plain_ascii(data: bytes) -> bool:
    """Whether the bytes are ASCII text, which needs no weighing."""
    # A text without white space may be UTF-16 whose bytes are ASCII by chance: 瑳牡 reads as "start".
    return data.isascii() and b"\0" not in data and (not data or len(data.split(None, 1)) > 1)


def _score_candidates(data: bytes, declared: str | None) -> dict[str, float]:
    """Plausibility of every candidate reading of the bytes."""
    scores = {encoding: plausibility(_sample(data, encoding)) for encoding in _CANDIDATES}
    if _is_valid_utf8(data):
        scores["utf-8"] += _UTF8_BONUS
    if declared in scores:
        scores[declared] += _DECLARED_BONUS
    return scores


def _is_valid_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _sample(data: bytes, encoding: str) -> str:
    """Decode the part of the bytes that tells most: from the first byte beyond ASCII on."""
    first = re.search(rb"[^\x09-\x0d\x20-\x7e]", data)
    start = first.start() if first else 0
    if encoding.startswith("utf-16"):
        start -= start % 2
    # The incremental decoder leaves a character cut at the end of the sample alone; the file's end is no cut.
    cut = start + _SAMPLE < len(data)
    return codecs.getincrementaldecoder(encoding)("replace").decode(data[start : start + _SAMPLE], not cut)


def _near_rivals(data: bytes, scores: dict[str, float], best: str) -> list[Remark]:
    """Remarks on other readings that are nearly as plausible as the best one and differ from it."""
    chosen = _sample(data, best)
    return [
        Remark("rival_encoding", other=rival, encoding=best)
        for rival, score in scores.items()
        if rival != best and scores[best] - score < _NEAR and _sample(data, rival) != chosen
    ]


def _finish(data: bytes, encoding: str, codec: str, remarks: tuple[Remark, ...]) -> Decoded:
    """Decode all bytes with the codec chosen, and say what had to be replaced or removed."""
    text, replaced = _decode_leniently(data, codec)
    nuls = text.count("\0")
    text = text.replace("\0", "")
    if (nuls and not text) or replaced + _count_bad(text) > _MAX_BAD * len(text) + 1:
        raise Undecodable("is not text in any known encoding (UTF-8, UTF-16, GB18030, Big5)")
    if replaced:
        remarks += (Remark("undecodable", n=replaced, encoding=encoding),)
    elif damaged := text.count("\ufffd"):
        remarks += (Remark("lost_characters", n=damaged),)
    if nuls:
        remarks += (Remark("nul_removed", n=nuls),)
    return Decoded(text, encoding, remarks)


def _decode_leniently(data: bytes, codec: str) -> tuple[str, int]:
    """Decode with replacement; also count the replacements made."""
    # Windows writes a few characters (碁 銹 裏 墻 恒 粧 嫺) into Big5 that only its own code page 950 knows.
    for strict in (codec, "cp950") if codec == "big5" else (codec,):
        try:
            return data.decode(strict), 0
        except UnicodeDecodeError:
            continue
    text = data.decode(codec, errors="replace")
    return text, text.count("\ufffd")


def _is_certain(text: str) -> bool:
    """Whether a reading as UTF-8 is so plausible that no rival needs weighing."""
    codes = _codes(text)
    weights = _weights(codes)
    points = (weights * _points(codes)).sum()
    # Bigrams only add to what the characters say, so these often settle it; what is near is weighed in full.
    clear = points > (_CERTAIN + _ROUNDING) * weights.sum()
    return bool(clear) or plausibility(text) > _CERTAIN


def plausibility(text: str) -> float:
    """How much a text looks like Chinese officialese: about 1 for a report, below 0 for gibberish.

    >>> plausibility("法治政府建设") > 1 > plausibility("English text") > 0 > plausibility("猭獀現┎ㄆ")
    True
    """
    import numpy as np

    if not text:
        return 0.0
    codes, first, numbers = np.unique(_codes(text), return_index=True, return_counts=True)
    order = np.argsort(first)  # as they occur: between equal readings the last bit of the sum decides
    weights = (_weights(codes) * numbers)[order]
    points = (weights * _points(codes)[order]).cumsum()[-1]
    bigrams = 2 * sum(text.count(bigram) for bigram in _BIGRAMS)
    return float((points + _BIGRAM_BONUS * bigrams) / weights.cumsum()[-1])


def _codes(text: str) -> np.ndarray:
    """Code points of a text."""
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _weights(codes: np.ndarray) -> np.ndarray:
    """How much each character counts."""
    return _tables()[0].take(codes, mode="clip")


def _points(codes: np.ndarray) -> np.ndarray:
    """What each character says for (up to 1) or against (down to -2) a reading."""
    return _tables()[1].take(codes, mode="clip")


@lru_cache(maxsize=1)
def _tables() -> tuple[np.ndarray, np.ndarray]:
    """Weight and points of every character of the basic plane; its last stands for all beyond."""
    import numpy as np

    weights = np.ones(0x10000)
    weights[_ASCII] = weights[_places("\t\n\r")] = _ASCII_WEIGHT
    # controls, private use, surrogates, half-width katakana, rare extensions, U+FFFD
    points = np.full(0x10000, -2.0)
    points[0] = -1.0
    points[_ASCII] = points[_places("\t\n\r\f")] = 0.5
    points[_CJK] = -0.4
    for blocks, value in ((_PUNCTUATION, 0.5), (_SYMBOLS, 0.0), (_ODD, -0.7)):
        for block in blocks:
            points[block] = value
    points[_places(_common_characters())] = 0.4
    points[_places(_FREQUENT)] = 1.0
    return weights, points


def _places(chars: Iterable[str]) -> list[int]:
    return [ord(char) for char in chars]


def _common_characters() -> frozenset[str]:
    """Characters of daily use in either script: level 1 of GB 2312 and of Big5."""
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    simplified = (bytes([lead, trail]) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    traditional = (bytes([lead, trail]) for lead in range(0xA4, 0xC7) for trail in trails)
    found = b"".join(simplified).decode("gb2312", "ignore") + b"".join(traditional).decode("big5", "ignore")
    return frozenset(re.findall("[\u4e00-\u9fff]", found))


def _count_bad(text: str) -> int:
    """Number of characters, U+FFFD apart, that a text cannot hold.

    >>> _count_bad("法治\\x01")
    1
    """
    parts = (text[start : start + _PART] for start in range(0, len(text), _PART))
    bad = sum(int((_points(_codes(part)) <= -1.0).sum()) for part in parts)
    return bad - text.count("\ufffd")


def bad_share(text: str) -> float:
    """Share of characters that no text should hold: controls, private use, U+FFFD.

    >>> bad_share("法治\\ue000\\ufffd")
    0.5
    """
    return (_count_bad(text) + text.count("\ufffd")) / max(1, len(text))
