"""Importing does nothing but define names."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import analysis as fz

HEAVY = "pandas numpy scipy sklearn matplotlib gensim jieba skops trafilatura openpyxl pyarrow"
STATE = """
import logging, random, sys, warnings
import matplotlib, numpy, pandas
def state():
    loggers = [logging.getLogger(), *(logger for logger in logging.Logger.manager.loggerDict.values()
                                      if isinstance(logger, logging.Logger) and logger.name.startswith("analysis"))]
    return {
        "rcParams": [(key, str(value)) for key, value in dict.items(matplotlib.rcParams)],  # asks for no backend
        "handlers": [(logger.name, logger.level, list(logger.handlers)) for logger in loggers],
        "disabled": logging.root.manager.disable,
        "filters": list(warnings.filters),
        "random": (random.getstate(), str(numpy.random.get_state())),
        "options": [pandas.get_option(name) for name in ("display.max_rows", "mode.string_storage")],
        "hook": sys.excepthook,
    }
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], capture_output=True, encoding="utf-8", timeout=120
    )


def test_importing_loads_nothing_heavy_and_prints_nothing() -> None:
    done = run(f"import analysis, sys; sys.exit(' '.join(set('{HEAVY}'.split()) & set(sys.modules)) or 0)")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_command_begins_without_anything_heavy() -> None:
    done = run(
        f"import analysis.cli, sys; sys.exit(' '.join(set('{HEAVY}'.split()) & set(sys.modules)) or 0)"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_importing_under_strict_warnings_raises_nothing() -> None:
    done = run("import warnings; warnings.simplefilter('error'); import analysis; dir(analysis)")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_importing_changes_no_state() -> None:
    done = run(STATE + "before = state()\nimport analysis\nassert state() == before, 'changed'")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_loading_every_name_changes_no_state_either() -> None:
    code = """
import gensim, openpyxl, scipy.stats, sklearn.linear_model, skops.io  # their own doings come first
before = state()
import analysis
for name in analysis.__all__:
    getattr(analysis, name)
after = state()
changed = [key for key in before if before[key] != after[key]]
assert not changed, changed
assert "jieba" not in sys.modules
assert "matplotlib.pyplot" not in sys.modules
"""
    done = run(STATE + code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_first_words_are_cut_without_chatter() -> None:
    code = """
root = logging.getLogger()
before = state()
from analysis.words.segment import segmenter
segmenter().cut("行政复议")
assert state() == before, 'changed'
"""
    done = run(STATE + code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", fz.__all__)
def test_every_public_name_resolves_to_itself(name: str) -> None:
    value = getattr(fz, name)
    assert getattr(value, "__name__", name) == name
    assert name in dir(fz)


def test_public_names_are_told_once_and_in_public_modules() -> None:
    assert len(set(fz.__all__)) == len(fz.__all__)
    assert not any(name.startswith("_") for name in fz.__all__ if name != "__version__")
    assert all(
        getattr(fz, name).__module__.startswith("analysis") for name in fz.__all__ if name != "__version__"
    )


@pytest.mark.parametrize("name", ["no_such_verb", "_VERB", "pandas"])
def test_other_names_are_refused_as_python_does(name: str) -> None:
    with pytest.raises(AttributeError, match=f"module 'analysis' has no attribute '{name}'"):
        getattr(fz, name)


def test_classifying_takes_nothing_that_trains_or_draws(tmp_path: Path) -> None:
    trains, draws = "sklearn skops scipy.stats scipy.special joblib gensim", "matplotlib fontTools"
    code = f"""
import sys
from analysis.cli import main
from analysis.paths import sample_reports
try:
    main(["classify", str(sample_reports() / "longsha_2019.txt"), "--out", {str(tmp_path / "coded.csv")!r}])
except SystemExit as end:
    assert not end.code, end.code
sys.exit(" ".join(set("{trains} {draws}".split()) & set(sys.modules)) or 0)
"""
    done = run(code)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_a_run_without_codes_takes_nothing_that_trains_for_what_it_leaves_out() -> None:
    code = """
import sys
import pandas as pd
from analysis.errors import InputError
from analysis.study import making
from analysis.study.spec import Spec
from analysis.study.work import Work
for make in (making.confusion, making.calibration, making.learning_curve):
    try:
        make(Work(Spec(), pd.DataFrame(), None))
    except InputError:
        continue
    sys.exit(f"{make.__name__} was made")
sys.exit(" ".join({"sklearn", "skops"} & set(sys.modules)) or 0)
"""
    done = run(code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
