"""What several test files share: the five sample reports, read, split and classified once."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

import analysis as fz
from analysis import taxonomy
from analysis.reading.guarded import _READER

# the same examples in every run, on machines of any speed; `make slow` takes the second
settings.register_profile("steady", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("thorough", derandomize=True, deadline=None, max_examples=200)
settings.load_profile("steady")


# begun first, so that no worker is left with one of them at the end
LONGEST = {
    "test_catalogue.py",
    "test_cli.py",
    "test_coverage.py",
    "test_dependencies.py",
    "test_docstrings.py",
    "test_gallery.py",
    "test_growth.py",
    "test_hostile_folder.py",
    "test_ocr.py",
    "test_pages.py",
    "test_reproduce.py",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_collection_finish() -> None:
    """What is loaded stays: looking for garbage in it took a fifth of the time of figures."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def forget_own_schemes() -> Iterator[None]:
    """Schemes that a test loads are known to it alone."""
    yield
    taxonomy._LOADED.clear()


@pytest.fixture(scope="session", autouse=True)
def let_the_reader_end() -> Iterator[None]:
    """The process that reads ends by itself after the tests; killed, it would not save which lines it ran."""
    yield
    if (process := _READER._process) is not None:
        process.stdin.close()  # type: ignore[union-attr]
        process.wait()


@pytest.fixture(scope="session")
def reports() -> pd.DataFrame:
    return fz.read_reports(fz.sample_reports())


@pytest.fixture(scope="session")
def paragraphs(reports: pd.DataFrame) -> pd.DataFrame:
    return fz.split_paragraphs(reports)


@pytest.fixture(scope="session")
def model() -> fz.AreaClassifier:
    return fz.load_classifier()


@pytest.fixture(scope="session")
def coded(paragraphs: pd.DataFrame, model: fz.AreaClassifier) -> pd.DataFrame:
    return fz.classify_paragraphs(paragraphs, model)


@pytest.fixture(scope="session")
def shares(coded: pd.DataFrame) -> pd.DataFrame:
    return fz.area_shares(coded)


@pytest.fixture(scope="session")
def topics(paragraphs: pd.DataFrame) -> fz.TopicModel:
    return fz.TopicModel(n_topics=3, random_state=0, passes=3).fit(paragraphs)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two sample reports and a picture."""
    folder = tmp_path_factory.mktemp("corpus")
    for name in ("longsha_2019.txt", "weifang_gaoxin_2018.txt"):
        shutil.copy(fz.sample_reports() / name, folder)
    (folder / "sub").mkdir()
    (folder / "sub" / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    return folder


@pytest.fixture(scope="session")
def study(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, pd.DataFrame]]:
    """The folder that a run over the corpus wrote, and the tables that it returned."""
    folder = tmp_path_factory.mktemp("study") / "results"
    return folder, fz.run_study(corpus, folder, quick=True)


@pytest.fixture(scope="session")
def other_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model other than the shipped one, saved as ``mine``; its card quotes a coded text."""
    texts = ["办理行政复议案件12件。", "规范行政处罚程序。", "制定规章2件。", "主动公开政府信息。"]
    model = fz.AreaClassifier(random_state=0).fit(texts * 3, ["33", "21", "8", "27"] * 3)
    card = {
        "version": "2.0",
        "metrics": {"accuracy_new": 0.75},
        "failures": [{"unit_id": "u1", "text": "某地未公开的一句话"}],
        "canaries": [{"text": "办理行政复议案件", "area": 6}],
    }
    return fz.save_classifier(model, tmp_path_factory.mktemp("models") / "mine", card)


@pytest.fixture(scope="session")
def other_study(
    corpus: Path, other_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, pd.DataFrame]]:
    """As ``study``, with the other model."""
    folder = tmp_path_factory.mktemp("other study") / "results"
    given = {"model": other_model, "lang": "en", "quick": True, "formats": ["svg"]}
    return folder, fz.run_study(corpus, folder, **given)
