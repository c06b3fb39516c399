"""Invented governments, and which of them report in which year.

No name is that of a real place, and every issuer says 模拟 (simulated).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from analysis.reading.regions import load_regions

MARK = "（模拟）"
CODE = "99"  # opens no real region code
_PROVINCES = ("岚川省", "澜屿省", "枫陵省", "雁泽省", "璟原省", "苍禾省")
_FIRST = "青澄昀岚璟瑶苍翠碧栖枫榆雁鹭麓汀沅渺霁云"
_SECOND = "岑屿陵泽川禾澜麓汀湄垣栈峪墟堰坞洲浦溪岭"
_LEVELS = ("prefecture", "county", "county")  # two counties for each city, in turn
_SUFFIX = {"prefecture": "市", "county": "县"}


@cache
def _names() -> tuple[str, ...]:
    """Two-character names that no region of the gazetteer bears, then three-character ones."""
    regions = load_regions()
    real = set(regions["short_name"]) | {name[:-1] for name in regions["name"]}
    short = [a + b for b in _SECOND for a in _FIRST if a != b and a + b not in real]
    # a long name must not begin with a real one, or it would be taken for it
    safe = [name for name in short if not any(name.startswith(other) for other in real)]
    return (*safe, *(name + last for last in _SECOND for name in safe if last not in name))


def invent_regions(n_regions: int) -> pd.DataFrame:
    """Governments with ``region``, ``province``, ``region_code``, ``level`` and ``issuer``.

    >>> invent_regions(2)[["region", "level", "issuer"]].values.tolist()
    [['（模拟）澄岑市', 'prefecture', '（模拟）澄岑市人民政府'], ['（模拟）昀岑县', 'county', '（模拟）昀岑县人民政府']]
    """
    names = _names()
    rows = []
    for number in range(n_regions):
        level = _LEVELS[number % len(_LEVELS)]
        round_, place = divmod(number, len(names))
        name = f"{MARK}{names[place]}{'新' * round_}{_SUFFIX[level]}"
        province = MARK + _PROVINCES[number // len(_LEVELS) % len(_PROVINCES)]
        rows.append((name, province, f"{CODE}{number + 1:04d}", level, f"{name}人民政府"))
    return pd.DataFrame(rows, columns=["region", "province", "region_code", "level", "issuer"])


def is_simulated(reports: pd.DataFrame) -> bool:
    """Whether any of the reports is simulated, as what is made from them has to say.

    >>> is_simulated(invent_regions(3)), is_simulated(pd.DataFrame({"issuer": ["青岚市人民政府", pd.NA]}))
    (True, False)
    """
    return bool(reports["issuer"].fillna("").str.startswith(MARK).any())


def draw_presence(
    levels: np.ndarray, n_years: int, missing: float, mix_change: float, generator: np.random.Generator
) -> np.ndarray:
    """Which government reports in which year, shape (n_regions, n_years).

    With `mix_change` counties stop reporting one by one until that share of them is gone in the last year, and as many
    of the cities only begin to report over the years. `missing` region-years fall out at random on top.
    """
    turn = generator.random(len(levels))
    progress = np.linspace(0, 1, n_years) if n_years > 1 else np.zeros(1)
    leaves = turn[:, None] < mix_change * progress
    enters = turn[:, None] >= mix_change * (1 - progress)
    present = np.where((levels == "county")[:, None], ~leaves, enters)
    return np.asarray(present & (generator.random((len(levels), n_years)) >= missing))
