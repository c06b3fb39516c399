"""Evaluation: the designs leave out what they say, the metrics are those of independent computations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from sklearn.metrics import cohen_kappa_score, f1_score

import analysis as fz
from analysis.areas import evaluate
from analysis.areas.baselines import BASELINES
from analysis.areas.coded import coded_units
from analysis.areas.evaluate import evaluate_classifier
from analysis.areas.metrics import Measured, calibration_error
from analysis.cli import fazhi
from analysis.paths import shipped

TEXTS = {
    2: "审查规范性文件{}件并予以备案，清理废止文件。",
    4: "组织行政执法人员资格考试{}场，规范行政处罚裁量权。",
    6: "办理行政复议案件{}件，人民调解组织化解矛盾纠纷。",
}


FEW = pd.DataFrame(
    {
        "role": "work",
        "text": [text.format(7) + "等" for text in TEXTS.values()],
        "measure": ["12", "24", "33"],
    }
)


@pytest.fixture(scope="module")
def corpus() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Three reports on three years of six plain paragraphs, and their codes."""
    rows = [
        {
            "report_id": f"r{year}",
            "year": year,
            "text": "".join(TEXTS[area].format(year + n) + "\n" for n in (1, 2) for area in TEXTS),
        }
        for year in (2018, 2019, 2020)
    ]
    paragraphs = fz.split_paragraphs(pd.DataFrame(rows)).assign(role="work")
    areas = list(TEXTS) * 6
    codes = pd.DataFrame(
        {
            "unit_id": paragraphs["paragraph_id"] + "-i01",
            "coder": "final",
            "role": "work",
            "area": areas,
            "measure": [{2: "12", 4: "24", 6: "33"}[area] for area in areas],
        }
    )
    return paragraphs, codes


@pytest.fixture(scope="module")
def result(corpus: tuple[pd.DataFrame, pd.DataFrame]) -> evaluate.Evaluation:
    paragraphs, codes = corpus
    return evaluate_classifier(codes, paragraphs=paragraphs, exemplars=FEW, n_resamples=20)


def test_every_unit_is_predicted_once(result: evaluate.Evaluation, corpus: tuple) -> None:
    assert sorted(result.predictions["unit_id"]) == sorted(corpus[1]["unit_id"])


def test_the_command_shows_each_table_and_writes_what_to_look_at(
    result: evaluate.Evaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr(evaluate, "evaluate_classifier", lambda codes, **named: given.update(named) or result)
    codes = shipped("data/codes") / "final.csv"
    files = [tmp_path / "failures.csv", tmp_path / "again.csv"]
    told = ["--failures", str(files[0]), "--second-look", str(files[1])]
    done = CliRunner().invoke(fazhi, ["evaluate", "--codes", str(codes), "--heading-blind", *told])
    assert done.exit_code == 0, done.output
    assert given["heading_blind"] is True
    assert given["model"] is not None
    first, *rest = done.output.split("\n\n")
    assert first == f"{result.design}, text only"
    assert [part.split("\n")[0] for part in rest] == ["summary", "areas", "calibration", "sets", "shares"]
    assert [len(pd.read_csv(file)) for file in files] == [len(result.failures), len(result.second_look)]
    done = CliRunner().invoke(fazhi, ["evaluate", "--codes", str(codes), "--train-on-codes"])
    assert "--train-on-codes is given without --exemplars" in str(done.exception)


def test_metrics_equal_an_independent_computation(result: evaluate.Evaluation) -> None:
    true, answers = (result.predictions[name].to_numpy(dtype=int) for name in ("area", "predicted"))
    row = result.summary.iloc[0]
    assert row["accuracy"] == pytest.approx((true == answers).mean())
    assert row["macro_f1"] == pytest.approx(f1_score(true, answers, average="macro", labels=np.unique(true)))
    assert row["kappa"] == pytest.approx(cohen_kappa_score(true, answers))


def test_baselines_stand_beside_the_model(result: evaluate.Evaluation) -> None:
    assert result.summary["classifier"].tolist() == ["AreaClassifier", *BASELINES]


def test_failures_are_the_wrong_units(result: evaluate.Evaluation) -> None:
    assert len(result.failures) == (~result.predictions["right"]).sum()


def test_share_errors_sum_to_zero_each_year(result: evaluate.Evaluation) -> None:
    np.testing.assert_allclose(result.shares.groupby("year")["error"].sum(), 0, atol=1e-12)


@pytest.mark.parametrize("design", ["leave-one-report-out", "leave-one-province-out", "forward"])
def test_nothing_of_the_test_side_trains(
    corpus: tuple[pd.DataFrame, pd.DataFrame], design: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Collect what each model is to be trained on and what it is asked; the two never meet."""
    paragraphs, codes = corpus
    seen: list[set[str]] = []
    asked: list[set[str]] = []

    def spy(training: pd.DataFrame, **settings: object) -> fz.AreaClassifier:
        seen.append(set(training.loc[training["source"] == "code", "text"]))
        model = fz.AreaClassifier().fit(FEW["text"], FEW["measure"])
        answer = model.predict_both

        def predict_both(X: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
            asked.append(set(X["text"]))
            return answer(X)

        model.predict_both = predict_both
        return model

    monkeypatch.setattr(evaluate, "train_classifier", spy)
    provinces = pd.Series({"r2018": "甲省", "r2019": "甲省", "r2020": "乙省"})
    result = evaluate_classifier(
        codes, paragraphs=paragraphs, exemplars=FEW, design=design, train_on_codes=True, provinces=provinces, n_resamples=3,
    )  # fmt: skip
    assert (
        len(seen)
        == len(asked)
        == {"leave-one-report-out": 3, "leave-one-province-out": 2, "forward": 2}[design]
    )
    assert all(not own & other for own, other in zip(seen, asked, strict=True))
    if design == "forward":
        assert set(result.predictions["report_id"]) == {"r2019", "r2020"}


def test_a_copy_of_a_test_unit_is_dropped_from_training() -> None:
    text = "全年办理行政复议案件四十五件，纠错率达到百分之八，人民调解组织化解矛盾纠纷三百余起。"
    other = "组织行政执法人员资格考试，规范行政处罚裁量权，开展案卷评查和执法培训工作。"
    test = pd.DataFrame({"text": [text]})
    train = pd.DataFrame({"text": [text + "。", other], "measure": ["33", "24"]})
    assert evaluate._fresh(train, test)["text"].tolist() == [other]


def test_calibration_of_known_probabilities() -> None:
    predictions = pd.DataFrame(
        {"probability": [0.75] * 4, "right": [True, True, True, False], "report_id": list("aabb"), "area": 1, "predicted": 1}
    )  # fmt: skip
    measured = Measured(predictions, np.zeros((4, 8)), 0.95, 9, 0)
    assert calibration_error(predictions) == pytest.approx(0)
    assert measured.calibration()[["n_units", "accuracy"]].to_numpy().tolist() == [[4, 0.75]]


def test_sets_are_counted_where_they_were_calibrated() -> None:
    predictions = pd.DataFrame({"covered": [1.0, 0.0, 1.0, np.nan], "set_size": [1, 2, 1, np.nan]})
    sets = Measured(predictions, np.zeros((4, 8)), 0.95, 9, 0).sets(0.9)
    assert sets.round(3).to_dict("records") == [{"level": 0.9, "coverage": 0.667, "mean_size": 1.333}]


def test_temperatures_and_threshold_come_from_the_other_reports(
    corpus: tuple[pd.DataFrame, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    paragraphs, codes = corpus
    used: list[set[str]] = []
    monkeypatch.setattr(evaluate, "LEAST", 10)
    monkeypatch.setattr(
        fz.AreaClassifier,
        "calibrate",
        lambda self, X, y, level: used.append(set(X["report_id"])) or self,
    )
    evaluate_classifier(codes, paragraphs=paragraphs, exemplars=FEW, n_resamples=3)
    assert used == [{"r2019", "r2020"}, {"r2018", "r2020"}, {"r2018", "r2019"}]


def test_a_model_that_has_seen_the_codes_is_refused(corpus: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    paragraphs, codes = corpus
    model = fz.AreaClassifier().fit(paragraphs["text"], codes["measure"])
    with pytest.raises(fz.InputError, match="model was trained on 18 of the coded texts"):
        evaluate_classifier(codes, paragraphs=paragraphs, model=model)


def test_a_given_model_is_evaluated_and_left_as_it_was(corpus: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    paragraphs, codes = corpus
    model = fz.AreaClassifier().fit(FEW["text"], FEW["measure"])
    before = (model.temperature_, model.threshold_.tolist())
    given = evaluate_classifier(codes, paragraphs=paragraphs, model=model, n_resamples=3)
    assert given.summary.loc[0, "accuracy"] == 1.0
    assert (model.temperature_, model.threshold_.tolist()) == before


def test_without_arguments_the_shipped_model_meets_the_sample_reports() -> None:
    codes = fz.read_codes(shipped("data/codes/final.csv"))
    result = evaluate_classifier(codes, baselines=False, n_resamples=3)
    assert result.summary["classifier"].tolist() == ["AreaClassifier"]
    assert result.summary.loc[0, "n_units"] == 191
    assert result.summary.loc[0, "accuracy"] > 0.85


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"design": "backward"}, "design is 'backward'"),
        ({"design": "leave-one-province-out"}, "provinces is missing"),
        ({"level": 95}, "level is 95"),
    ],
)
def test_wrong_arguments(corpus: tuple[pd.DataFrame, pd.DataFrame], change: dict, message: str) -> None:
    paragraphs, codes = corpus
    with pytest.raises(fz.InputError, match=message):
        evaluate_classifier(codes, paragraphs=paragraphs, exemplars=FEW, **change)


def test_two_coders_count_once_where_they_agree_and_are_refused_where_not(
    corpus: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    paragraphs, codes = corpus
    codes = codes.assign(coder="a")
    both = pd.concat([codes, codes.assign(coder="b")])
    pd.testing.assert_frame_equal(coded_units(both, paragraphs), coded_units(codes, paragraphs))
    differ = pd.concat([codes, codes.assign(coder="b", role="heading", area=0, measure=pd.NA).head(2)])
    with pytest.raises(fz.InputError, match="disputed and not adjudicated"):
        coded_units(differ, paragraphs)
