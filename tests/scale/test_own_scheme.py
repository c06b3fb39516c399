"""A corpus in own categories: columns of its scheme in file and folder, which estimates find again by themselves."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

import analysis as fz
from analysis import taxonomy
from analysis.cli import main as run_command
from analysis.scale.corpus import classify_corpus
from analysis.scale.stages import model_key

EXAMPLE = Path(__file__).parents[2] / "data" / "example"
LETTERS, COLUMNS = EXAMPLE / "letters.csv", {"region": "library"}
NAME = "library_work"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that has seen the letters of 2019 alone."""
    answers = pd.read_csv(EXAMPLE / "answers.csv", dtype=str).query("id.str.endswith('2019')")
    scheme = fz.load_scheme(EXAMPLE / f"{NAME}.csv")
    fitted = fz.AreaClassifier(scheme=scheme).fit(answers["text"], scheme.read(answers["category"]))
    return fz.save_classifier(fitted, tmp_path_factory.mktemp("models") / NAME)


@pytest.fixture(scope="module")
def places(model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    home = tmp_path_factory.mktemp("home")
    found = {"file": home / "coded.parquet", "folder": home / "parts"}
    for place in found.values():
        classify_corpus(LETTERS, place, model=model, columns=COLUMNS, chunk=5)
    return found


@pytest.fixture
def in_memory(model: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    reports = fz.read_reports(LETTERS, columns=COLUMNS)
    return fz.classify_paragraphs(fz.split_paragraphs(reports), fz.load_classifier(model)), reports


def test_the_columns_are_those_of_the_scheme(
    places: dict[str, Path], in_memory: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    expected, _ = in_memory
    coded = pd.read_parquet(places["file"]).astype(expected.dtypes)
    pd.testing.assert_frame_equal(coded, expected, check_exact=True)
    assert [name for name in coded if name.startswith("share_")] == [f"share_{code}" for code in range(1, 6)]
    parts = duckdb.sql(f"SELECT * FROM '{places['folder']}/**/*.parquet'").df()
    assert set(parts.columns) == {*expected.columns, "region", "province", "level"}
    for place in places.values():
        assert fz.load_scheme(place.with_suffix(".scheme.csv")).label(5, "en") == "Events"


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_estimates_find_the_scheme_beside(
    kind: str,
    places: dict[str, Path],
    in_memory: tuple[pd.DataFrame, pd.DataFrame],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    coded, reports = in_memory
    monkeypatch.delitem(taxonomy._LOADED, NAME, raising=False)  # another session
    shares = fz.area_shares(places[kind])
    trends = fz.area_trends(places[kind])
    assert set(shares["scheme"]) == set(trends["scheme"]) == {NAME}
    pd.testing.assert_frame_equal(shares, fz.area_shares(coded, reports=reports))
    pd.testing.assert_frame_equal(trends, fz.area_trends(coded, reports=reports))


def test_without_its_scheme_beside_the_remedy_is_said(
    places: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "alone.parquet").write_bytes(places["file"].read_bytes())
    monkeypatch.delitem(taxonomy._LOADED, NAME, raising=False)
    with pytest.raises(fz.InputError, match="'library_work', which is not known here; load it first"):
        fz.area_shares(tmp_path / "alone.parquet")


def test_a_table_of_csv_has_its_scheme_beside_too(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    calls = [
        [
            "classify",
            str(LETTERS),
            "--columns",
            "region=library",
            "--model",
            str(model),
            "--out",
            "coded.csv",
        ],
        ["shares", "coded.csv", "--out", "shares.csv"],
    ]
    for words in calls:
        with pytest.raises(SystemExit) as ended:
            run_command(words)
        assert ended.value.code in (0, None)
        monkeypatch.delitem(taxonomy._LOADED, NAME, raising=False)
    assert set(pd.read_csv("shares.csv")["scheme"]) == {NAME}


def test_the_same_answers_under_another_scheme_are_not_those_that_were_kept(
    model: Path, tmp_path: Path
) -> None:
    other = tmp_path / "models" / NAME
    scheme = fz.load_scheme(model / "scheme.csv", name="other_names")
    fz.save_classifier(fz.load_classifier(model).set_params(scheme=scheme), other)
    assert model_key(str(model)) != model_key(str(other))


def test_a_model_is_found_by_its_name(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models").symlink_to(model.parent)
    monkeypatch.chdir(tmp_path)
    classify_corpus(LETTERS, tmp_path / "coded.parquet", model=NAME, columns=COLUMNS)
    assert set(pd.read_parquet(tmp_path / "coded.parquet")["scheme"]) == {NAME}
