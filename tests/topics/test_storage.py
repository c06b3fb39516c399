"""A saved model is the same model, without pickles, and one that will not do is refused in one line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis as fz


@pytest.fixture
def saved(two: fz.TopicModel, tmp_path: Path) -> Path:
    return two.save(tmp_path / "topics")


def change(saved: Path, **facts: object) -> None:
    file = saved / "model.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **facts}), "utf-8")


def test_a_saved_model_is_the_same(saved: Path, two: fz.TopicModel, planted: pd.DataFrame) -> None:
    loaded = fz.TopicModel.load(saved)
    assert vars(loaded).keys() == vars(two).keys()
    pd.testing.assert_frame_equal(loaded.transform(planted), two.transform(planted))
    pd.testing.assert_frame_equal(loaded.top_words(5, "relevance"), two.top_words(5, "relevance"))
    assert loaded.caveats_ == two.caveats_
    pd.testing.assert_frame_equal(fz.topic_shares(loaded, planted), fz.topic_shares(two, planted))


def test_the_files_hold_text_and_plain_arrays(saved: Path) -> None:
    assert sorted(file.name for file in saved.iterdir()) == ["arrays.npz", "model.json"]
    with np.load(saved / "arrays.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype == np.float64 for name in arrays.files)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            {"format": 0, "package": "0.0.9"},
            r"was saved by version 0\.0\.9 with format 0; fit the topics again, or install",
        ),
        ({"word_lists": "x"}, "with other word lists; fit the topics again"),
    ],
)
def test_another_version_is_refused(saved: Path, facts: dict[str, object], message: str) -> None:
    change(saved, **facts)
    with pytest.raises(fz.InputError, match=message):
        fz.TopicModel.load(saved)


def test_a_model_saved_before_labels_is_read(saved: Path, two: fz.TopicModel) -> None:
    file = saved / "model.json"
    facts = json.loads(file.read_text("utf-8"))
    del facts["labels_"], facts["dropped_"]
    file.write_text(json.dumps(facts), "utf-8")
    loaded = fz.TopicModel.load(saved)
    assert (loaded.labels_, loaded.n_dropped_) == ({}, 0)
    np.testing.assert_array_equal(loaded.topic_words_, two.topic_words_)


def test_what_is_no_model_is_refused(saved: Path, tmp_path: Path) -> None:
    with pytest.raises(fz.InputError, match="holds no saved topics; give a folder that save wrote"):
        fz.TopicModel.load(tmp_path)
    (saved / "arrays.npz").write_bytes(b"PK no archive")
    with pytest.raises(fz.InputError, match="is damaged; save the topics again"):
        fz.TopicModel.load(saved)


def test_parts_that_do_not_fit_are_refused(saved: Path) -> None:
    change(saved, words_=["信访"])
    with pytest.raises(fz.InputError, match="is damaged; save the topics again"):
        fz.TopicModel.load(saved)


def test_pickled_arrays_are_refused(saved: Path) -> None:
    arrays = dict(np.load(saved / "arrays.npz"))
    np.savez(saved / "arrays.npz", **{**arrays, "alpha_": np.array([{}], dtype=object)})
    with pytest.raises(fz.InputError, match="is damaged"):
        fz.TopicModel.load(saved)


def test_nothing_is_overwritten(saved: Path, two: fz.TopicModel) -> None:
    with pytest.raises(fz.InputError, match="exists already; give a new name"):
        two.save(saved)
    with pytest.raises(fz.InputError, match="was not fitted"):
        fz.TopicModel().save(saved.with_name("other"))


@pytest.mark.parametrize("end", [OSError("No space left on device"), KeyboardInterrupt()])
def test_a_write_that_is_broken_off_leaves_nothing_and_takes_no_name(
    two: fz.TopicModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: BaseException
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise end

    with monkeypatch.context() as patch:
        patch.setattr(np, "savez_compressed", broken)
        with pytest.raises(type(end)):
            two.save(tmp_path / "topics")
    assert not list(tmp_path.iterdir())
    (tmp_path / ".topics-topics").mkdir()  # as a killed process leaves it
    (tmp_path / ".topics-topics" / "model.json").write_text("{", encoding="utf-8")
    two.save(tmp_path / "topics")
    assert [path.name for path in tmp_path.iterdir()] == ["topics"]
    assert sorted(path.name for path in (tmp_path / "topics").iterdir()) == ["arrays.npz", "model.json"]
