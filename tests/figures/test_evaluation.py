"""Figures of an evaluation show its counts, its bins and its curve."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import PolyCollection

import analysis as fz

from .artists import note
from .planted import make_calibration, make_curve, make_predictions


def test_cells_count_units_by_code_and_prediction() -> None:
    table = make_predictions()
    ax = fz.plot_confusion(table, lang="en")
    written = {tuple(map(int, text.get_position())): text.get_text() for text in ax.texts}
    for coded in range(1, 9):
        own = table[table["area"] == coded]
        for predicted in range(1, 9):
            count = int((own["predicted"] == predicted).sum())
            assert written[predicted - 1, coded - 1] == (str(count) if count else "")
            share = ax.images[0].get_array()[coded - 1, predicted - 1]
            assert share == pytest.approx(count / len(own))
    right = (table["area"] == table["predicted"]).mean()
    assert f"400 units of reports not seen in training, {right:.1%} correct" in note(ax)


def test_an_area_that_nobody_coded_has_an_empty_row() -> None:
    table = make_predictions().query("area != 3")
    assert np.isnan(np.ma.filled(fz.plot_confusion(table).images[0].get_array()[2], np.nan)).all()


def test_the_curve_of_calibration_lies_over_its_counts() -> None:
    table = make_calibration()
    curve, counts = fz.plot_calibration(table).child_axes
    (line,) = (line for line in curve.get_lines() if line.get_gid() == "curve")
    np.testing.assert_allclose(line.get_xydata(), table[["probability", "accuracy"]])
    assert [bar.get_height() for bar in counts.patches] == table["n_units"].tolist()
    assert [bar.get_x() for bar in counts.patches] == pytest.approx(table["bin_low"])
    assert [text.get_text() for text in counts.texts] == [str(n) for n in table["n_units"]]
    assert curve.get_xlim() == counts.get_xlim()


def test_bins_have_their_intervals_where_the_table_has_them() -> None:
    table = make_calibration()
    curve, _ = fz.plot_calibration(table).child_axes
    (bars,) = curve.collections
    ends = [segment[:, 1].tolist() for segment in bars.get_segments()]
    assert ends == table[["low", "high"]].to_numpy().tolist()
    bare, _ = fz.plot_calibration(table.drop(columns=["low", "high"])).child_axes
    assert not bare.collections


def test_the_learning_curve_has_bands_and_names_at_its_ends() -> None:
    table = make_curve()
    ax = fz.plot_learning_curve(table.sample(frac=1, random_state=0), lang="en")
    bands = [child for child in ax.collections if isinstance(child, PolyCollection)]
    for name, band in zip(("accuracy", "macro_f1"), bands, strict=True):
        (line,) = (line for line in ax.get_lines() if line.get_gid() == name)
        np.testing.assert_allclose(line.get_xydata(), table[["n_codes", name]])
        heights = band.get_paths()[0].vertices[:, 1]
        assert heights.min() == pytest.approx(table[f"{name}_low"].min())
        assert heights.max() == pytest.approx(table[f"{name}_high"].max())
    assert "95% intervals" in note(ax)


@pytest.mark.parametrize(
    ("plot", "table"),
    [
        (fz.plot_confusion, make_predictions()),
        (fz.plot_calibration, make_calibration()),
        (fz.plot_learning_curve, make_curve()),
    ],
)
def test_empty_tables_are_refused(plot: object, table: object) -> None:
    with pytest.raises(fz.InputError, match="has no row"):
        plot(table.head(0))  # type: ignore
    with pytest.raises(fz.InputError, match="lacks the column"):
        plot(table.iloc[:, :1])  # type: ignore
