"""A saved model reads its own dictionary, places, masks, stop words and measures, whatever the package's files say."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis import paths, taxonomy
from analysis.areas.explanation import character_weights, predictive_words
from analysis.areas.training import CANARIES
from analysis.paths import shipped_model
from analysis.reading import regions
from analysis.words import cutting, resources, runs, segment
from analysis.words.cutting import SWITCH
from analysis.words.resources import make_resources, packaged

TEXTS = [text for text, _ in CANARIES] + [
    "伊春市开展河长制巡查12345次,推行双随机、一公开监管。",
    "政务公开。",
]


def add(file: Path, *rows: str) -> None:
    file.write_text(file.read_text(encoding="utf-8").rstrip("\n") + "\n" + "\n".join(rows) + "\n", "utf-8")


def another_measure(folder: Path) -> None:
    names = {"measures.csv": ["5z,5,河长制,River chiefs,test"], "crosswalk.csv": []}
    names["crosswalk.csv"] = ["outline-2015,5z,1,", "outline-2021,5z,1,"]
    for name, rows in names.items():
        width = len((folder / "taxonomy" / name).read_text(encoding="utf-8").splitlines()[0].split(","))
        add(folder / "taxonomy" / name, *(row + "," * (width - 1 - row.count(",")) for row in rows))
    add(folder / "lexicon.csv", "河长制巡查,5z,term,")


def other_terms(folder: Path) -> None:
    lines = (folder / "lexicon.csv").read_text(encoding="utf-8").splitlines()
    (folder / "lexicon.csv").write_text("\n".join([lines[0], *lines[1::3]]) + "\n", encoding="utf-8")
    add(folder / "lexicon.csv", "办理人大代表建议,33,term,", "开展,9,term,")


def other_places(folder: Path) -> None:
    lines = (folder / "regions.csv").read_text(encoding="utf-8").splitlines()
    row = lines[-1].split(",")
    fields = lines[0].split(",")
    row[fields.index("name")], row[fields.index("short_name")] = "行政复议市", "行政复议"
    (folder / "regions.csv").write_text("\n".join([*lines[:1200], ",".join(row)]) + "\n", encoding="utf-8")


def other_stop_words(folder: Path) -> None:
    (folder / "stopwords.txt").write_text("办理\n公开\n政务公开\n", encoding="utf-8")


CHANGES = [another_measure, other_terms, other_places, other_stop_words]
CACHES = (
    taxonomy.load_lexicon, taxonomy._shipped, regions.load_regions, regions._by_name, regions._by_code, packaged,
    segment.boilerplate_phrases,
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model, saved."""
    measures = ["33", "27", "21", "5", "9", "40"]
    texts = [f"{text}{number}" for number in range(3) for text in (t for t, _ in CANARIES[:18:3])]
    small = fz.AreaClassifier(random_state=0).fit(texts, measures * 3)
    return fz.save_classifier(small, tmp_path_factory.mktemp("models") / "mine")


@pytest.fixture(params=[None, "0"], ids=["compiled", "plain"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """With what is compiled from the first text on, and without."""
    if request.param is not None:
        monkeypatch.setenv(SWITCH, request.param)
    monkeypatch.setattr(runs, "PAYS", 0)
    monkeypatch.setattr(cutting, "PAYS", 0)
    forget_ways()
    yield
    monkeypatch.undo()
    forget_ways()


def forget_ways() -> None:
    runs.compiled.cache_clear()
    cutting.native.cache_clear()


@pytest.fixture
def beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Callable[[Path], None]], None]]:
    """Change the package's resources, for the rest of a test."""

    def changed(change: Callable[[Path], None]) -> None:
        before = packaged()
        (tmp_path / "package").mkdir()
        shutil.copytree(
            paths._PACKAGE / "resources",
            tmp_path / "package" / "resources",
            ignore=shutil.ignore_patterns("fonts", "page"),
        )
        change(tmp_path / "package" / "resources")
        monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "package")
        for cache in CACHES:
            cache.cache_clear()
        assert packaged() != before

    yield changed
    monkeypatch.undo()
    for cache in CACHES:
        cache.cache_clear()


def answers(model: fz.AreaClassifier) -> dict[str, object]:
    table = pd.DataFrame({"text": TEXTS, "heading_1": TEXTS[::-1]})
    probabilities, measures = model.predict_both(table)
    return {
        "probabilities": probabilities.tobytes(),
        "texts alone": model.predict_proba(TEXTS).tobytes(),
        "measures": measures.tolist(),
        "telling words": [predictive_words(text, model) for text in TEXTS[:6]],
        "characters": [character_weights(text, model)["weight"].tolist() for text in TEXTS[-2:]],
    }


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("change", CHANGES)
def test_a_saved_model_answers_alike_beside_other_resources(
    folder: Path, beside: Callable[[Callable[[Path], None]], None], change: Callable[[Path], None]
) -> None:
    before = answers(fz.load_classifier(folder))
    beside(change)
    assert answers(fz.load_classifier(folder)) == before


@pytest.mark.usefixtures("way")
def test_the_shipped_model_answers_alike_beside_another_measure(
    model: fz.AreaClassifier, beside: Callable[[Callable[[Path], None]], None]
) -> None:
    path, before = shipped_model(), answers(model)
    beside(another_measure)
    assert "5z" in fz.load_taxonomy().measures.index
    assert answers(fz.load_classifier(path)) == before


def test_a_model_trained_beside_other_resources_is_another(
    folder: Path, beside: Callable[[Callable[[Path], None]], None]
) -> None:
    earlier = fz.load_classifier(folder)
    beside(another_measure)
    later = fz.AreaClassifier().fit(["河长制巡查", "行政复议"], ["5z", "33"])
    assert later.resources_ == packaged() != earlier.resources_
    assert later.predict_measure(["河长制巡查"]).tolist() == ["5z"]
    with pytest.raises(fz.InputError, match="y holds '5z'"):
        earlier.score(["河长制巡查"], ["5z"])


@pytest.mark.usefixtures("way")
def test_a_model_of_ones_own_resources_comes_back_whole(tmp_path: Path) -> None:
    lexicon = fz.load_lexicon()[["term", "measure"]]
    lexicon.loc[len(lexicon)] = ["河长制巡查", "5z"]
    own = make_resources(
        lexicon=lexicon,
        regions=pd.DataFrame({"name": ["云上市"], "short_name": ["云上"]}),
        stop_words=["开展"],
        area_of={**packaged().area_of, "5z": 1},
    )
    texts = ["云上市开展河长制巡查12次。", "办理行政复议案件3件。", "规范行政处罚程序。"]
    trained = fz.AreaClassifier(resources=own, random_state=0).fit(texts * 2, ["5z", "33", "21"] * 2)
    loaded = fz.load_classifier(fz.save_classifier(trained, tmp_path / "own"))
    assert loaded.resources == loaded.resources_ == own
    assert loaded.get_params() == trained.get_params()
    np.testing.assert_array_equal(loaded.predict_proba(TEXTS), trained.predict_proba(TEXTS))
    assert loaded.predict_measure(texts).tolist() == ["5z", "33", "21"]
    assert "开展" not in predictive_words(texts[0], loaded, n=50)
    masked = character_weights(texts[0], loaded)["character"].sum()
    assert masked == "某地开展河长制巡查0次。"
    usual = fz.AreaClassifier(random_state=0).fit(texts * 2, ["5", "33", "21"] * 2)
    assert not np.array_equal(usual.predict_proba(TEXTS), trained.predict_proba(TEXTS))


def test_resources_that_cannot_be_worked_with_train_nothing() -> None:
    broken = resources.Resources("", "", "", "", "0", "某地", "")
    with pytest.raises(fz.InputError, match="jieba is ''"):
        fz.AreaClassifier(resources=broken).fit(["行政复议", "行政处罚"], [6, 4])
