"""Files of each format, damaged at random: what becomes of them, and the time that the slowest takes.

    python -m tests.reading.mutations [10000] [seed]

Bytes are turned, taken out, put in twice, or the end is cut off, up to eight times a file. It prints how many files of
each kind were read or refused, by status, and ends with status 1 where one has no row in the ledger.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

import analysis as fz
from tests.reading.formats.builders import write_formats

_AT_ONCE = 100  # files in one folder


def mutate(content: bytes, chance: random.Random) -> bytes:
    """A damaged copy."""
    own = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place, length = chance.randrange(len(own) or 1), chance.choice((1, 4, 64, 1024))
        kind = chance.randrange(5)
        if kind == 0 and own:
            own[place % len(own)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            own[place : place + length] = chance.randbytes(length)
        elif kind == 2:
            del own[place : place + length]
        elif kind == 3:
            own[place:place] = own[place : place + length] * chance.choice((1, 2, 50))
        else:
            del own[max(place, 1) :]
    return bytes(own)


def read_mutated(files: dict[str, bytes], number: int, seed: int) -> tuple[pd.DataFrame, float]:
    """The rows of so many damaged files, and the seconds of the slowest folder of a hundred for each file in it."""
    chance, rows, slowest = random.Random(seed), [], 0.0
    names = sorted(files)
    for start in range(0, number, _AT_ONCE):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            made = []
            for count in range(start, min(start + _AT_ONCE, number)):
                name = names[count % len(names)]
                made.append(f"{count:06}{Path(name).suffix}")
                (folder / made[-1]).write_bytes(mutate(files[name], chance))
            begun = time.perf_counter()
            _, ledger = fz.read_reports(folder, return_ledger=True)
            slowest = max(slowest, (time.perf_counter() - begun) / len(made))
        first = ledger["path"].str.partition("/")[0]  # members of an archive have rows of their own
        status = ledger.groupby(first)["status"].first().reindex(made)
        rows.append(
            pd.DataFrame({"kind": [Path(name).suffix[1:] for name in made], "status": status.to_numpy()})
        )
    return pd.concat(rows, ignore_index=True), slowest


def main(number: int = 10_000, seed: int = 0) -> int:
    with tempfile.TemporaryDirectory() as place:
        files = {file.name: file.read_bytes() for file in write_formats(Path(place)).iterdir()}
    found, slowest = read_mutated(files, number, seed)
    counts = found.fillna("no row").value_counts(["kind", "status"]).unstack(fill_value=0)
    lost = int(found["status"].isna().sum())
    said = f"{number} files, {lost} without a row; {slowest:.3f} s a file in the slowest folder"
    sys.stdout.write(f"{counts.to_string()}\n{said}\n")
    return int(lost > 0)


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
