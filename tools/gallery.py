"""Draw every figure in both languages into a folder, with a sheet that shows them at print size and at phone width.

    python tools/gallery.py FOLDER [name …]

The tables are the simulated ones of the tests and those of the sample reports.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import pandas as pd  # noqa: E402

import analysis as fz  # noqa: E402
from tests.figures.artists import PLOTS  # noqa: E402
from tests.figures.planted import planted_tables  # noqa: E402


def sample_tables() -> dict[str, pd.DataFrame]:
    """Tables of the five sample reports."""
    reports = fz.read_reports(fz.sample_reports())
    paragraphs = fz.split_paragraphs(reports)
    coded = fz.classify_paragraphs(paragraphs)
    topics = fz.TopicModel(n_topics=6, random_state=0).fit(paragraphs)
    return {
        "paragraphs": coded,
        "sample_shares": fz.area_shares(coded),
        "sample_topic_shares": fz.topic_shares(topics, paragraphs),
        "top_words": topics.top_words(8),
    }


STYLE = ".phone { width: 360px; overflow-x: auto; border: 1px solid #ccc } .phone img { min-width: 100%; max-width: 40rem }"


def sheet(names: list[str]) -> str:
    """A page with each figure as it prints, and as a telephone shows it, where wide ones scroll."""
    parts = [
        f"<h2>{name}</h2><img src='{name}.svg'><div class='phone'><img src='{name}.svg'></div>"
        for name in names
    ]
    return (
        f"<!doctype html><meta charset='utf-8'><title>Figures</title><style>{STYLE}</style>{''.join(parts)}"
    )


def main(folder: Path, wanted: list[str]) -> None:
    """Draw the figures wanted, or all."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = planted_tables() | sample_tables()
    names = []
    for title, plot in PLOTS.items():
        name = title.replace(" ", "_")
        if wanted and name not in wanted:
            continue
        for lang in ("zh", "en"):
            names.append(f"{name}.{lang}")
            fz.save_figure(plot(tables, lang=lang), folder, names[-1], pd.DataFrame())
            print(names[-1])
    (folder / "index.html").write_text(sheet(names), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
