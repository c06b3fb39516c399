"""Composed reports are read back as they were planned, from the disk as well."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.areas.training import read_exemplars
from analysis.errors import InputError
from analysis.paths import shipped
from analysis.reading.duplicates import shingle_hashes, similarity
from analysis.simulation.composing import NOTICE, prepare_exemplars
from analysis.simulation.reports import Simulation
from analysis.simulation.wording import bare
from analysis.tables import is_simulated


@pytest.fixture(scope="module")
def exemplars() -> pd.DataFrame:
    return read_exemplars(shipped("data/exemplars"))


@pytest.fixture(scope="module")
def read_back(texts: Simulation, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return fz.read_reports(texts.write(tmp_path_factory.mktemp("simulated") / "reports"))


def test_files_are_read_back_as_the_table_of_reports(texts: Simulation, read_back: pd.DataFrame) -> None:
    told = [name for name in read_back.columns if not name.endswith("_from")]  # where a text says it
    expected = texts.reports.sort_values("path", ignore_index=True)
    pd.testing.assert_frame_equal(read_back[told], expected[told])


def test_paragraphs_and_items_are_read_back_with_their_roles(
    texts: Simulation, read_back: pd.DataFrame
) -> None:
    paragraphs = fz.split_paragraphs(read_back)
    columns = list(paragraphs.columns)
    pd.testing.assert_frame_equal(paragraphs, texts.paragraphs[columns])
    items = fz.split_items(paragraphs)
    assert items["item_id"].tolist() == texts.items["item_id"].tolist()
    roles = paragraphs.set_index("paragraph_id")["role"].loc[texts.items["paragraph_id"]]
    assert roles.tolist() == texts.items["role"].tolist()


def test_every_report_says_that_it_is_simulated(texts: Simulation, read_back: pd.DataFrame) -> None:
    assert is_simulated(read_back)
    assert not is_simulated(fz.read_reports(fz.sample_reports() / "longsha_2019.txt"))
    assert texts.reports["text"].str.contains(NOTICE, regex=False).all()
    assert texts.reports["text"].str.startswith("（模拟）").all()


def test_areas_are_those_of_the_exemplars(texts: Simulation, exemplars: pd.DataFrame) -> None:
    known = exemplars[exemplars["role"] == "work"].assign(
        head=[bare(text)[:8] for text in exemplars.query("role == 'work'")["text"]]
    )
    area = known.drop_duplicates("head", keep=False).set_index("head")["area"]
    single = texts.items.merge(texts.paragraphs[["paragraph_id", "text"]], on="paragraph_id")
    single = single[(single["role"] == "work") & ~single["paragraph_id"].duplicated(keep=False)]
    heads = single["text"].str[:8]
    found = heads.isin(area.index)
    assert found.mean() > 0.7
    assert (area.loc[heads[found]].to_numpy() == single.loc[found, "area"].to_numpy()).all()


def test_shares_of_characters_are_as_planned_though_areas_differ_in_length(exemplars: pd.DataFrame) -> None:
    pool = prepare_exemplars(exemplars)
    shares = np.random.default_rng(0).dirichlet(np.ones(8), size=(3, 2))
    chance = pool.chance(shares)
    assert chance.sum(axis=2) == pytest.approx(1)
    chars = chance * pool.mean_length
    assert chars / chars.sum(axis=2, keepdims=True) == pytest.approx(shares)
    simulation = fz.make_reports(60, range(2019, 2021), text=True, trend={}, clustering=0, random_state=3)
    both = simulation.truth.merge(simulation.expected, on=["year", "area"], suffixes=("", "_expected"))
    assert (both["share"] - both["share_expected"]).abs().mean() < 0.012


def test_carried_paragraphs_are_near_duplicates(texts: Simulation) -> None:
    work = texts.paragraphs.query("role == 'work' and n_chars > 80").merge(
        texts.reports[["report_id", "region_code"]], on="report_id"
    )
    best = []
    for _, own in work.groupby("region_code"):
        now, before = (own[own["year"] == year]["text"] for year in (2021, 2020))
        old = [shingle_hashes(text) for text in before]
        best += [max(similarity(shingle_hashes(text), other) for other in old) for text in now]
    carried = np.array(best) >= 0.6
    assert carried.mean() == pytest.approx(0.4, abs=0.15)
    assert (np.array(best)[carried] < 1).any()


def test_only_the_exemplars_given_are_used(exemplars: pd.DataFrame) -> None:
    half = exemplars.iloc[::2]
    simulation = fz.make_reports(3, range(2019, 2021), text=True, exemplars=half, random_state=1)
    written = "".join(simulation.reports["text"])
    digits = r"\d+"
    unseen = [bare(text) for text in exemplars.iloc[1::2]["text"]]
    plain = pd.Series(unseen)[~pd.Series(unseen).str.contains(digits)]
    assert len(plain) > 100
    assert not [text for text in plain if text in written]


@pytest.mark.parametrize(
    ("without", "message"),
    [
        ("area != 3", "holds no usable paragraph for 3"),
        ("role != 'plan'", "holds no usable paragraph for plan"),
    ],
)
def test_exemplars_that_lack_an_area_or_a_role_are_refused(
    exemplars: pd.DataFrame, without: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        prepare_exemplars(exemplars.query(without))


def test_new_vocabulary_is_in_the_drifting_years_only() -> None:
    settings: dict[str, Any] = {"n_regions": 3, "years": range(2019, 2022), "text": True, "random_state": 2}
    steady = fz.make_reports(**settings)
    drifting = fz.make_reports(**settings, drift=0.8, drift_years=(2021,))
    same = (drifting.reports["text"] == steady.reports["text"]).to_numpy(dtype=bool)
    assert set(steady.reports["year"][same]) == {2019, 2020}
    assert set(steady.reports["year"][~same]) == {2021}
    assert drifting.items[["role", "area", "measure"]].equals(steady.items[["role", "area", "measure"]])
    changed = (drifting.paragraphs["text"] != steady.paragraphs["text"]).to_numpy(dtype=bool)
    touched = steady.items[steady.items["paragraph_id"].isin(steady.paragraphs["paragraph_id"][changed])]
    assert touched.groupby("paragraph_id")["area"].agg(lambda own: 5 in set(own)).all()
    coined = steady.paragraphs[changed]["text"].str.contains("数智|融治|云衡|睦联|枢合|汇启")
    assert not coined.any()
    assert drifting.paragraphs[changed]["text"].str.contains("数智|融治|云衡|睦联|枢合|汇启").all()


def test_damaged_reports_lose_breaks_and_dates_but_no_truth() -> None:
    settings: dict[str, Any] = {"n_regions": 4, "years": range(2019, 2021), "text": True, "random_state": 2}
    whole, spoiled = fz.make_reports(**settings), fz.make_reports(**settings, damage=1.0)
    assert len(spoiled.paragraphs) < len(whole.paragraphs) * 0.95
    assert not spoiled.reports["text"].str.contains(r"年3月15日", regex=True).any()
    items = fz.split_items(fz.split_paragraphs(spoiled.reports))
    assert items["item_id"].tolist() == spoiled.items["item_id"].tolist()
    difference = spoiled.truth["share"] - whole.truth["share"]
    assert difference.abs().max() < 0.12
    assert difference.abs().mean() < 0.03


def test_half_of_the_reports_are_damaged() -> None:
    settings: dict[str, Any] = {
        "n_regions": 15,
        "years": range(2019, 2021),
        "text": True,
        "random_state": 2,
        "n_paragraphs": 6,
    }
    whole, spoiled = fz.make_reports(**settings), fz.make_reports(**settings, damage=0.5)
    assert (whole.reports["text"] != spoiled.reports["text"]).mean() == pytest.approx(0.5, abs=0.2)
