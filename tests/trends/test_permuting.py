"""Permuted labels: what is permuted, within what, and the p-values made of permutations."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.trends.permuting import Labels, NullTail, family_p


def test_areas_are_permuted_within_reports_and_years_within_regions() -> None:
    # two reports with two areas each; a region of two reports with a year each; two regions of one label
    label = np.array([0, 1, 0, 1, 0, 1, 0, 0, 1])
    report = np.array([0, 0, 1, 1, 2, 3, 4, 5, 6])
    region = np.array([0, 0, 0, 0, 1, 1, 2, 2, 3])
    labels = Labels.of(label, report, region)
    assert len(labels.label) == 8  # the third region is one unit
    strata = [sorted(labels.label[labels.stratum == number].tolist()) for number in range(4)]
    assert sorted(strata) == [[0, 1]] * 4
    assert labels.count(0) == 16
    assert labels.unit[6] == labels.unit[7]


def test_permutations_keep_the_labels_of_each_stratum() -> None:
    labels = Labels(
        np.arange(9), np.array([0, 0, 1, 1, 2, 2, 2, 0, 1]), np.array([0, 0, 0, 0, 1, 1, 1, 1, 1])
    )
    drawn = labels.permuted(400, np.random.default_rng(0))
    for stratum in (0, 1):
        own = labels.stratum == stratum
        assert (np.sort(drawn[:, own], axis=1) == np.sort(labels.label[own])).all()
    assert (drawn[:, 0] == 0).mean() == pytest.approx(0.5, abs=0.08)  # two zeros in four places
    assert (drawn[:, 4] == 2).mean() == pytest.approx(0.6, abs=0.08)  # three twos in five


def test_there_are_as_many_ways_as_there_are() -> None:
    assert Labels(np.arange(10), np.repeat([0, 1], 5), np.zeros(10, dtype=int)).count(1) == 252
    assert Labels(np.arange(4), np.arange(4) % 2, np.arange(4)).count(1) == 1
    assert Labels(np.arange(100), np.arange(100) % 2, np.zeros(100, dtype=int)).count(1) == 1e9


def test_the_family_is_all_groups_whatever_their_scale() -> None:
    generator = np.random.default_rng(1)
    any_below = []
    for _ in range(400):
        z = np.abs(generator.standard_normal((100, 2, 20))) * np.array([1.0, 3.0])[:, None]
        any_below.append((family_p(z.max(axis=2), z[0]) < 0.05).any())
    assert np.mean(any_below) == pytest.approx(0.05, abs=0.03)


def test_false_discovery_is_that_of_benjamini_and_hochberg_where_the_null_is_known() -> None:
    from scipy import stats

    generator = np.random.default_rng(2)
    null = generator.standard_normal((2000, 50))
    seen = np.r_[np.full(10, 4.0), generator.standard_normal(40)]
    tail = NullTail(2001, 50)
    tail.add(slice(0, 1), seen[None])
    tail.add(slice(1, 2001), null)
    expected = stats.false_discovery_control(2 * stats.norm.sf(np.abs(seen)))
    np.testing.assert_allclose(tail.false_discovery(seen), expected, atol=0.03)


def test_no_word_is_called_sure_where_chance_makes_such_ones() -> None:
    """Words that always come together: one draw in thirty has them all, which Benjamini and Hochberg would take for many."""
    generator = np.random.default_rng(3)
    null = np.where(generator.random(1000) < 0.2, 2.6, 0.1)[:, None] * np.ones(100)
    tail = NullTail(1001, 100)
    tail.add(slice(0, 1), np.full((1, 100), 2.6))
    tail.add(slice(1, 1001), null)
    assert tail.false_discovery(np.full(100, 2.6)).min() > 0.15
