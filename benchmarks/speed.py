"""How fast reports become areas, how much memory that takes, and what a second run costs.

    python benchmarks/speed.py [SMALL LARGE]

Generates corpora of SMALL and LARGE megabytes (20 and 50 if not given) by composing exemplar texts in random order
under headings and a title of their own; the seed is fixed. The naive pipeline beside it is what is usually written:
``jieba.lcut`` inside ``TfidfVectorizer``, another one for runs of one to four characters, and ``LogisticRegression``.
What is compared runs in turns, several times; the table shows medians and ratios of medians, in processor time where
one process is measured alone and in elapsed time elsewhere. Writes ``benchmarks/results.csv`` and ``results.md``.
"""

from __future__ import annotations

import csv
import datetime
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import analysis as fz
from analysis.areas.training import read_exemplars
from analysis.words import segment, vectors

SEED = 20200226
ROUNDS = 5
PER_REPORT = 30  # paragraphs
LIBRARIES = ("numpy", "scipy", "pandas", "scikit-learn", "jieba", "pyarrow", "numba")
HERE = Path(__file__).parent
CLASSIFY = """
import resource, sys, time
import analysis as fz
begun = time.perf_counter()
fz.classify_corpus(sys.argv[1], sys.argv[2], n_jobs=int(sys.argv[3]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10))
print(time.perf_counter() - begun)
"""


def write_reports(folder: Path, megabytes: float) -> int:
    """Write generated reports of about so many megabytes in all; gives their number."""
    generator = random.Random(SEED)
    texts = [text for text in read_exemplars()["text"].dropna() if len(text) > 20]
    heads = ("完善制度", "规范执法", "强化监督", "化解纠纷", "提升能力", "组织保障")
    folder.mkdir()
    size = number = 0
    while size < megabytes * 1e6:
        body = []
        for place, text in enumerate(generator.choices(texts, k=PER_REPORT)):
            if place % 6 == 0:
                body.append(f"{'一二三四五六'[place // 6]}、{generator.choice(heads)}")
            body.append(f"{text.strip()}涉及{generator.randint(2, 9999)}件。")
        title = f"第{number}县人民政府关于{generator.randint(2014, 2024)}年度法治政府建设情况的报告"
        data = "\n".join([title, *body]).encode()
        (folder / f"report{number:06d}.txt").write_bytes(data)
        size, number = size + len(data), number + 1
    return number


def naive_pipeline() -> Any:
    """The usual pipeline, trained on the exemplars."""
    import logging

    import jieba
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    jieba.setLogLevel(logging.WARNING)
    words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, min_df=2, sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=3, sublinear_tf=True)
    train = read_exemplars().dropna(subset="area")
    pipeline = make_pipeline(make_union(words, characters), LogisticRegression(C=20, max_iter=200))
    return pipeline.fit(train["text"], train["area"].astype(int))


def compiled_parts(on: bool) -> None:
    """Switch the compiled loops on or off in this process."""
    os.environ[segment.SWITCH] = "1" if on else "0"
    segment.compiled.cache_clear()
    vectors._built.clear()


def in_turns(ways: dict[str, Callable[[], Any]], clock: Callable[[], float]) -> dict[str, float]:
    """Median seconds of each way."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            begun = clock()
            way()
            taken[name].append(clock() - begun)
    return {name: statistics.median(times) for name, times in taken.items()}


def measure_texts(folder: Path, rows: list[tuple[str, str, str]]) -> None:
    """From texts to areas and words, one process."""
    files = sorted(folder.iterdir())[:120]
    texts = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    naive, model = naive_pipeline(), fz.load_classifier()

    def ours(on: bool) -> Callable[[], Any]:
        def way() -> Any:
            compiled_parts(on)
            begun = time.process_time()
            model.predict(texts[:5])  # tables are built once for each model
            built = time.process_time() - begun
            answers = model.predict(texts)
            idle.append(built)
            return answers

        return way

    import jieba

    idle: list[float] = []
    compiled_parts(True)
    quick = model.predict(texts)
    compiled_parts(False)
    if not (quick == model.predict(texts)).all():
        raise SystemExit("compiled and plain parts give different areas")
    seconds = in_turns(
        {"naive": lambda: naive.predict(texts), "compiled": ours(True), "plain": ours(False)},
        time.process_time,
    )
    seconds["compiled"] -= statistics.median(idle[0::2])
    seconds["plain"] -= statistics.median(idle[1::2])
    what = f"{len(texts)} paragraphs, {megabytes:.1f} MB: text → area"
    for name, label in (
        ("naive", "naive pipeline"), ("compiled", "this package, compiled parts"), ("plain", "this package, no compiled parts"),
    ):  # fmt: skip
        ratio = seconds["naive"] / seconds[name]
        rows.append((what, label, f"{megabytes / seconds[name]:.2f} MB/s, {ratio:.1f} × naive"))
    compiled_parts(True)
    cut = segment.segmenter().cut
    seconds = in_turns(
        {
            "jieba.lcut": lambda: [jieba.lcut(text) for text in texts],
            "compiled": lambda: [cut(text) for text in texts],
        },
        time.process_time,
    )
    for name, spent in seconds.items():
        ratio = seconds["jieba.lcut"] / spent
        rows.append(
            ("the same texts → words", name, f"{megabytes / spent:.2f} MB/s, {ratio:.1f} × jieba.lcut")
        )


def classify(folder: Path, n_jobs: int = 1) -> tuple[float, float]:
    """Peak megabytes and seconds of a process that classifies a corpus."""
    with tempfile.TemporaryDirectory() as out:
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-c",
            CLASSIFY,
            str(folder),
            f"{out}/coded.parquet",
            str(n_jobs),
        ]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    peak, seconds = map(float, done.stdout.split())
    return peak, seconds


def measure_corpora(
    small: Path, large: Path, sizes: tuple[float, float], rows: list[tuple[str, str, str]]
) -> None:
    """The whole way from files to a table: speed, memory and processes."""
    runs: dict[str, list[tuple[float, float]]] = {"one": [classify(small)], "large": [], "two": []}
    for _ in range(2):
        runs["large"].append(classify(large))
        runs["two"].append(classify(large, n_jobs=2))
    peak = {name: statistics.median(run[0] for run in found) for name, found in runs.items()}
    spent = {name: statistics.median(run[1] for run in found) for name, found in runs.items()}
    for name, size in (("one", sizes[0]), ("large", sizes[1])):
        rows.append(
            (f"classify_corpus, {size:.0f} MB of files", "one process",
             f"{size / spent[name]:.2f} MB/s ({spent[name]:.0f} s), peak {peak[name]:.0f} MB")
        )  # fmt: skip
    rows.append(
        (
            "the same",
            f"memory, {sizes[1]:.0f} against {sizes[0]:.0f} MB",
            f"{peak['large'] / peak['one']:.2f} ×",
        )
    )
    rows.append(
        (f"classify_corpus, {sizes[1]:.0f} MB of files", "two processes against one",
         f"{spent['large'] / spent['two']:.2f} × ({spent['two']:.0f} s)")
    )  # fmt: skip


def measure_again(folder: Path, rows: list[tuple[str, str, str]]) -> None:
    """What one more report costs when the others are done."""
    number = len(list(folder.iterdir()))
    with tempfile.TemporaryDirectory() as work:
        out, cache = Path(work, "coded.parquet"), Path(work, "cache")
        begun = time.perf_counter()
        fz.classify_corpus(folder, out, cache=cache)
        first = time.perf_counter() - begun
        write_reports(Path(work, "more"), 0.001)
        (one,) = Path(work, "more").iterdir()
        text = one.read_text(encoding="utf-8")
        (folder / "one_more.txt").write_text(text[::-1], encoding="utf-8")
        begun = time.perf_counter()
        fz.classify_corpus(folder, out, cache=cache)
        again = time.perf_counter() - begun
    rows.append(
        (f"one report added to {number}", "against the first run, same process",
         f"{again:.1f} s against {first:.1f} s, {again / first:.1%}")
    )  # fmt: skip


def measure_start(rows: list[tuple[str, str, str]]) -> None:
    """The command's help against importing everything."""
    everything = "import analysis as fz; [getattr(fz, name) for name in fz.__all__]"
    seconds = in_turns(
        {
            "help": lambda: subprocess.run(
                [sys.executable, "-m", "analysis.cli", "--help"], check=True, capture_output=True
            ),
            "all": lambda: subprocess.run([sys.executable, "-W", "ignore", "-c", everything], check=True),
        },
        time.perf_counter,
    )
    rows.append(("fazhi --help", "against importing everything", f"{seconds['help'] / seconds['all']:.2f} ×"))


def write_results(rows: list[tuple[str, str, str]]) -> None:
    """The table with machine, versions and date."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    cores = os.cpu_count()
    load = os.getloadavg()[0]
    about = (
        f"{datetime.date.today().isoformat()}; {platform.machine()}, {cores} cores, load average {load:.1f} at the end; "
        f"Python {platform.python_version()}, {versions}"
    )
    with (HERE / "results.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["what", "how", "result", "conditions"])
        writer.writerows((*row, about) for row in rows)
    lines = ["# Benchmarks", "", f"`make bench`, {about}.", "", "| what | how | result |", "|---|---|---|"]
    lines += [f"| {what} | {how} | {result} |" for what, how, result in rows]
    (HERE / "results.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def main() -> None:
    sizes = (float(sys.argv[1]), float(sys.argv[2])) if len(sys.argv) > 2 else (20.0, 50.0)
    rows: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory() as work:
        small, large = Path(work, "small"), Path(work, "large")
        write_reports(small, sizes[0])
        write_reports(large, sizes[1])
        # first: on Linux the peak of a process begins with that of the one that starts it
        measure_corpora(small, large, sizes, rows)
        measure_start(rows)
        measure_texts(small, rows)
        measure_again(small, rows)
    write_results(rows)


if __name__ == "__main__":
    main()
