"""Four measures over the number of topics, the recommended one marked."""

from __future__ import annotations

import numpy as np
import pytest

import analysis as fz

from .artists import note
from .planted import make_choice

MEASURES = ("npmi", "exclusivity", "heldout", "stability")


def test_panels_hold_the_four_measures() -> None:
    table = make_choice()
    panels = fz.plot_topic_choice(table.sample(frac=1, random_state=0)).child_axes
    for measure, panel in zip(MEASURES, panels, strict=True):
        points = {line.get_gid(): line for line in panel.get_lines()}
        np.testing.assert_allclose(points[measure].get_xydata(), table[["n_topics", measure]])
        assert points["recommended"].get_xdata().tolist() == [10]


def test_the_note_names_the_recommended_number_or_says_there_is_none() -> None:
    table = make_choice()
    assert "recommended (10)" in note(fz.plot_topic_choice(table, lang="en"))
    assert "no number is recommended" in note(
        fz.plot_topic_choice(table.assign(recommended=False), lang="en")
    )
    with pytest.raises(fz.InputError, match="choice has no row"):
        fz.plot_topic_choice(table.head(0))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Dashed: the coherence of the same words dealt"),
        ("zh", "虚线：把同样的词随机分给各主题时的连贯性。"),
    ],
)
def test_coherence_stands_beside_what_chance_would_give(lang: str, said: str) -> None:
    ax = fz.plot_topic_choice(make_choice(), lang=lang)
    lines = {line.get_gid(): line for line in ax.child_axes[0].get_lines()}
    assert set(lines["chance"].get_ydata()) == {0.01}
    assert said in note(ax)
    older = fz.plot_topic_choice(make_choice().drop(columns="npmi_chance"), lang=lang)
    assert said not in note(older)
