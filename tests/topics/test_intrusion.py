"""Intrusion tests are blind, their key fits, and a perfect reader scores 1."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import analysis as fz

from .planted import Planted


@pytest.fixture(scope="module")
def tests(ten: fz.TopicModel) -> pd.DataFrame:
    return fz.intrusion_tests(ten, per_topic=2)


def answer(sheet: Path, answers: list[object], encoding: str = "utf-8-sig") -> Path:
    table = pd.read_csv(sheet, dtype="string", encoding="utf-8-sig", keep_default_na=False)
    table[table.columns[-1]] = [str(cell) for cell in answers]
    table.to_csv(sheet, index=False, encoding=encoding)
    return sheet


def test_intruding_words_are_foreign_to_the_topic(tests: pd.DataFrame, ten: fz.TopicModel) -> None:
    top = {
        topic: set(words)
        for topic, words in zip(range(1, 11), ten.top_words(10).to_numpy().tolist(), strict=True)
    }
    assert len(tests) == 20
    for row in tests.to_dict("records"):
        words = [row[f"choice_{place}"] for place in range(1, 7)]
        intruder = words.pop(row["answer"] - 1)
        assert set(words) <= top[row["topic"]]
        assert intruder not in top[row["topic"]]
        assert any(intruder in other for other in top.values())
    assert tests["answer"].nunique() > 2


def test_intruding_topics_have_the_least_part(ten: fz.TopicModel, simulated: Planted) -> None:
    tests = fz.intrusion_tests(ten, simulated.paragraphs, kind="topics", per_topic=1)
    weights = ten.transform(simulated.paragraphs)
    texts = simulated.paragraphs.set_index("text")["paragraph_id"]
    shown = ["、".join(words) for words in ten.top_words(5, "relevance").to_numpy().tolist()]
    for row in tests.to_dict("records"):
        choices = [shown.index(row[f"choice_{place}"]) + 1 for place in range(1, 5)]
        own = weights.loc[texts[row["text"]]]
        intruder = choices.pop(row["answer"] - 1)
        assert own[intruder] == own.min()
        assert own.idxmax() in choices
        assert row["topic"] in choices


def test_the_sheet_tells_nothing_and_the_key_everything(tests: pd.DataFrame, tmp_path: Path) -> None:
    sheet, key = fz.write_intrusion_sheet(tests, tmp_path / "words.csv", lang="en")
    seen = pd.read_csv(sheet, encoding="utf-8-sig")
    assert seen.columns.tolist()[:2] == ["test_id", "question"]
    assert "topic" not in seen.columns
    assert seen[seen.columns[-1]].isna().all()
    assert key.name == "words_key.csv"
    assert pd.read_csv(key)["answer"].tolist() == tests["answer"].tolist()
    with pytest.raises(fz.InputError, match="exists already; give a new name"):
        fz.write_intrusion_sheet(tests, sheet)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_readers_are_scored(tests: pd.DataFrame, tmp_path: Path, encoding: str) -> None:
    sheet, key = fz.write_intrusion_sheet(tests, tmp_path / "words.csv")
    wrong = tests["answer"] % 6 + 1
    first = tests["topic"] == 1
    given = tests["answer"].where(~first, wrong).astype(object)
    given[tests["topic"] == 2] = ""
    scores = fz.score_intrusion(answer(sheet, given.tolist(), encoding), key).set_index("topic")
    assert scores.loc[1, ["n", "right", "precision"]].tolist() == [2, 0, 0.0]
    assert scores.loc[2, "n"] == 0
    assert pd.isna(scores.loc[2, "precision"])
    assert (scores.loc[3:, "precision"] == 1).all()
    assert scores.loc[3, "low"] == pytest.approx(0.025**0.5)  # two of two, Clopper–Pearson
    assert (scores["chance"] == 1 / 6).all()


def test_what_will_not_do_is_refused(
    tests: pd.DataFrame, ten: fz.TopicModel, two: fz.TopicModel, tmp_path: Path
) -> None:
    sheet, key = fz.write_intrusion_sheet(tests, tmp_path / "words.csv")
    with pytest.raises(fz.InputError, match="has the answer '7'; answer with 1 to 6"):
        fz.score_intrusion(answer(sheet, [7] * 20), key)
    tests.head(3).to_csv(key, index=False)
    with pytest.raises(fz.InputError, match="has other tests than the key; give the key written with it"):
        fz.score_intrusion(sheet, key)
    with pytest.raises(fz.InputError, match="cannot be read"):
        fz.score_intrusion(tmp_path / "none.csv", key)
    with pytest.raises(
        fz.InputError, match="paragraphs are missing; give the paragraphs for topic intrusion"
    ):
        fz.intrusion_tests(ten, kind="topics")
    with pytest.raises(fz.InputError, match="topics has 2 topics; topic intrusion needs 4"):
        fz.intrusion_tests(two, pd.DataFrame(), kind="topics")
    with pytest.raises(fz.InputError, match="per_topic is 0"):
        fz.intrusion_tests(ten, per_topic=0)
