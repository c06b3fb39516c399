"""Saving a figure: four files, the same each time, with the numbers beside the picture."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure

import analysis as fz

from .artists import PLOTS, make_intervals

Tables = dict[str, pd.DataFrame]


@pytest.mark.parametrize("plot", ["strips"])
def test_five_files_are_written_with_the_same_bytes_each_time(
    tables: Tables, plot: str, tmp_path: Path
) -> None:
    one, two = PLOTS[plot](tables), PLOTS[plot](tables)
    written = []
    for name, ax in (("first", one), ("again", one), ("other", two)):
        folder = tmp_path / name
        folder.mkdir()
        before = dict(mpl.rcParams)
        files = fz.save_figure(ax, folder, "figure", tables["sample_shares"])
        assert dict(mpl.rcParams) == before
        assert [file.name for file in files] == [
            "figure.pdf",
            "figure.svg",
            "figure.png",
            "figure.txt",
            "figure.csv",
        ]
        assert sorted(files) == sorted(folder.iterdir())
        written.append({file.suffix: file.read_bytes() for file in files})
    first, again, other = written
    for ending in first:
        assert first[ending] == again[ending], f"the same Axes, {ending}"
        assert first[ending] == other[ending], f"the same table, {ending}"
    assert first[".pdf"].startswith(b"%PDF-")
    assert first[".svg"].startswith(b"<?xml")
    assert first[".png"].startswith(b"\x89PNG\r\n")
    for mark in (b"CreationDate", b"dc:date", b"tIME"):
        assert not any(mark in data for data in first.values())


def test_all_formats_have_the_same_layout_and_the_figure_keeps_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ax = fz.plot_shares(make_intervals())
    engine, places, save = ax.figure.get_layout_engine(), [], Figure.savefig

    def watched(self: Figure, *arguments: object, **keywords: object) -> None:
        save(self, *arguments, **keywords)
        places.append(ax.get_position().bounds)

    monkeypatch.setattr(Figure, "savefig", watched)
    fz.save_figure(ax, tmp_path, "figure", make_intervals())
    assert len(places) == 3
    assert len(set(places)) == 1
    assert ax.figure.get_layout_engine() is engine


def test_the_numbers_lie_beside_the_picture(tmp_path: Path) -> None:
    table = make_intervals()
    *_, data = fz.save_figure(fz.plot_shares(table), tmp_path, "figure", table)
    read = pd.read_csv(data).astype(table.dtypes.to_dict())
    pd.testing.assert_frame_equal(read, table, rtol=1e-9)


def test_captions_in_both_languages_lie_beside_the_picture(tmp_path: Path) -> None:
    table = make_intervals()
    ax = fz.plot_shares(table, lang="en")
    fz.save_figure(ax, tmp_path, "figure", table)
    own = Figure().add_subplot()
    fz.save_figure(fz.plot_shares(table, ax=own, lang="en"), tmp_path, "own", table)
    fz.save_figure(Figure().add_subplot(), tmp_path, "other", table)
    zh, en = fz.caption(table), fz.caption(table, lang="en")
    assert (tmp_path / "figure.txt").read_text(encoding="utf-8") == f"{zh}\n\n{en}\n"
    assert (tmp_path / "own.txt").read_text(encoding="utf-8") == f"{en}\n"
    assert not (tmp_path / "other.txt").exists()


def test_only_the_formats_asked_for_are_written(tmp_path: Path) -> None:
    table = make_intervals()
    ax = fz.plot_shares(table)
    files = fz.save_figure(ax, tmp_path, "figure", table, formats=["png"])
    assert [file.name for file in files] == ["figure.png", "figure.txt", "figure.csv"]
    assert sorted(tmp_path.iterdir()) == sorted(files)
    with pytest.raises(fz.InputError, match="formats is 'gif'; use one of 'pdf', 'svg', 'png'"):
        fz.save_figure(ax, tmp_path, "figure", table, formats=["gif"])


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(fz.InputError, match="nowhere' does not exist; create it first"):
        fz.save_figure(fz.plot_shares(make_intervals()), tmp_path / "nowhere", "figure", make_intervals())
