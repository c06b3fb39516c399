"""The area classifier keeps scikit-learn's contract, and paragraphs get the contract's columns."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone, is_classifier
from sklearn.exceptions import NotFittedError
from sklearn.metrics import log_loss
from sklearn.model_selection import GroupKFold, LeaveOneGroupOut, cross_val_score
from sklearn.utils import estimator_checks as checks
from sklearn.utils import get_tags

import analysis as fz
from analysis.areas.calibration import conformal_threshold, conformal_thresholds
from analysis.areas.classifier import MAX_CHARS
from analysis.areas.inputs import fingerprint
from analysis.words.segmented import segment_texts

TEXTS = [
    "办理行政复议案件12件。",
    "受理行政复议申请，审结案件。",
    "行政复议纠错率下降。",
    "规范行政处罚程序。",
    "开展执法人员资格考试，规范处罚。",
    "行政处罚全过程记录。",
]
AREA_LABELS = [6, 6, 6, 4, 4, 4]
MEASURE_LABELS = ["33", "33", "33", "21", "24", "21"]
LABELS = {
    "areas": AREA_LABELS,
    "areas as text": [str(area) for area in AREA_LABELS],
    "areas as floats": [float(area) for area in AREA_LABELS],
    "areas as an array": np.array(AREA_LABELS),
    "areas as a column": pd.Series(AREA_LABELS, dtype="Int64"),
    "measures": MEASURE_LABELS,
    "measures as numbers": [int(measure) for measure in MEASURE_LABELS],
    "measures as a column": pd.Series(MEASURE_LABELS, dtype="string"),
    "sub-codes": ["33", "33", "33", "22d", "22d", "22d"],
}


def as_table(texts: list[str], **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"text": texts, "report_id": "r", "position": range(len(texts)), **columns})


INPUTS = {
    "list": TEXTS,
    "tuple": tuple(TEXTS),
    "array": np.array(TEXTS, dtype=object),
    "column": pd.Series(TEXTS, dtype="string", index=range(10, 16)),
    "table": as_table(TEXTS),
    "table with headings": as_table(TEXTS, heading_1="一、情况", heading_2=pd.NA),
}


@pytest.fixture(scope="module")
def small() -> fz.AreaClassifier:
    """Knows areas 4 and 6."""
    return fz.AreaClassifier(random_state=0).fit(TEXTS, AREA_LABELS)


@pytest.fixture(scope="module")
def by_measure() -> fz.AreaClassifier:
    """Knows measures 21, 24 (area 4) and 33 (area 6)."""
    return fz.AreaClassifier(random_state=0).fit(TEXTS, MEASURE_LABELS)


def test_a_weight_of_nought_leaves_the_columns_out() -> None:
    words = fz.AreaClassifier(character_weight=0, random_state=0).fit(TEXTS, AREA_LABELS)
    assert [name for name, _ in words.features_["count"].transformer_list] == ["words"]
    assert set(fz.explain(TEXTS[0], words)["kind"]) == {"word"}
    assert words.score(TEXTS, AREA_LABELS) == 1.0
    with pytest.raises(fz.InputError, match="word_weight is 0, as is"):
        words.set_params(word_weight=0).fit(TEXTS, AREA_LABELS)


# --- scikit-learn's contract ---


def test_the_constructor_stores_its_arguments_and_does_nothing_else() -> None:
    given_values = {
        "C": 2.0,
        "word_weight": 0.9,
        "character_weight": 0.8,
        "heading_weight": 0.0,
        "paragraph_weight": 0.2,
        "mask": False,
        "temperature": 1.0,
        "abstain_below": 0.5,
        "resources": None,
        "random_state": 7,
        "scheme": None,
    }
    model = fz.AreaClassifier(**given_values)
    assert model.get_params() == given_values
    assert vars(model) == given_values
    assert model.set_params(C=3.0) is model
    assert model.C == 3.0


def test_it_is_a_classifier_of_texts() -> None:
    assert is_classifier(fz.AreaClassifier())
    tags = get_tags(fz.AreaClassifier())
    assert (tags.input_tags.string, tags.input_tags.two_d_array) == (True, False)


# of scikit-learn's checks those that give no numbers for X, of which it runs none for texts
CHECKS = (
    checks.check_estimator_cloneable,
    checks.check_estimator_repr,
    checks.check_estimator_tags_renamed,
    checks.check_get_params_invariance,
    checks.check_mixin_order,
    checks.check_no_attributes_set_in_init,
    checks.check_parameters_default_constructible,
    checks.check_set_params,
    checks.check_valid_tag_types,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_it_passes_the_checks_of_scikit_learn_that_texts_allow(check: Any) -> None:
    check("AreaClassifier", fz.AreaClassifier())


def test_a_clone_has_the_settings_and_nothing_learned(small: fz.AreaClassifier) -> None:
    copy = clone(small)
    assert copy.get_params() == small.get_params()
    assert not [name for name in vars(copy) if name.endswith("_")]


def test_fit_returns_itself_and_keeps_the_settings() -> None:
    model = fz.AreaClassifier(C=5.0)
    before = model.get_params()
    assert model.fit(TEXTS, AREA_LABELS) is model
    assert model.get_params() == before


def test_fitting_twice_forgets_the_first_time() -> None:
    model = fz.AreaClassifier().fit(TEXTS, [1, 1, 1, 2, 2, 2]).fit(TEXTS, AREA_LABELS)
    once = fz.AreaClassifier().fit(TEXTS, AREA_LABELS)
    np.testing.assert_array_equal(model.predict_proba(TEXTS), once.predict_proba(TEXTS))


def test_a_pickle_gives_the_same_probabilities(by_measure: fz.AreaClassifier) -> None:
    copy = pickle.loads(pickle.dumps(by_measure))  # safe: what this very line wrote
    np.testing.assert_array_equal(copy.predict_proba(TEXTS), by_measure.predict_proba(TEXTS))
    assert copy.predict_measure(TEXTS).tolist() == by_measure.predict_measure(TEXTS).tolist()


@pytest.mark.parametrize("method", ["predict", "predict_proba", "predict_measure"])
def test_an_unfitted_model_says_so(method: str) -> None:
    with pytest.raises(NotFittedError):
        getattr(fz.AreaClassifier(), method)(TEXTS)


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
def test_areas_and_measures_teach_the_same_areas(labels: Any) -> None:
    model = fz.AreaClassifier().fit(TEXTS, labels)
    assert model.classes_.tolist() == [4, 6]
    assert model.predict(TEXTS).tolist() == AREA_LABELS
    assert model.score(TEXTS, labels) == 1.0


@pytest.mark.parametrize("texts", INPUTS.values(), ids=INPUTS)
def test_strings_and_tables_are_taken_alike(texts: Any) -> None:
    model = fz.AreaClassifier().fit(texts, AREA_LABELS)
    assert model.predict(texts).tolist() == AREA_LABELS
    np.testing.assert_allclose(model.predict_proba(texts).sum(axis=1), 1)


@pytest.mark.parametrize("labels", [AREA_LABELS * 3, MEASURE_LABELS * 3], ids=["areas", "measures"])
@pytest.mark.parametrize(
    "texts", [TEXTS * 3, as_table(TEXTS * 3, heading_1="一、情况")], ids=["list", "table"]
)
@pytest.mark.parametrize("design", [LeaveOneGroupOut(), GroupKFold(3)], ids=["leave one out", "k fold"])
def test_cross_validation_by_groups_works(texts: Any, labels: list[Any], design: Any) -> None:
    scores = cross_val_score(fz.AreaClassifier(), texts, labels, groups=np.repeat([1, 2, 3], 6), cv=design)
    assert scores.tolist() == [1.0, 1.0, 1.0]


def test_the_score_is_the_share_of_right_areas(
    small: fz.AreaClassifier, by_measure: fz.AreaClassifier
) -> None:
    assert small.score(TEXTS, [6, 6, 4, 4, 4, 6]) == pytest.approx(4 / 6)
    assert by_measure.score(TEXTS, ["36", "36", "20", "20", "20", "20"]) == pytest.approx(5 / 6)
    assert by_measure.score(TEXTS, AREA_LABELS) == 1.0
    assert small.score(TEXTS, [6, 6, 4, 4, 4, 6], sample_weight=[0, 0, 1, 0, 0, 3]) == 0.0


def test_weights_of_zero_leave_texts_out() -> None:
    contradiction = [*TEXTS, "办理行政复议案件12件。"]
    weights = [1.0] * 6 + [0.0]
    model = fz.AreaClassifier().fit(contradiction, [*AREA_LABELS, 4], sample_weight=weights)
    assert model.predict(TEXTS[:1]).tolist() == [6]
    heavy = fz.AreaClassifier().fit(contradiction, [*AREA_LABELS, 4], sample_weight=[1.0] * 6 + [50.0])
    assert heavy.predict(TEXTS[:1]).tolist() == [4]


def test_probabilities_sum_over_the_measures_of_an_area() -> None:
    model = fz.AreaClassifier().fit(TEXTS, MEASURE_LABELS)
    inner = model.label_model_.predict_proba(model.features_.transform(segment_texts(TEXTS)))
    expected = np.column_stack([inner[:, :2].sum(axis=1), inner[:, 2]])  # labels 21, 24 | 33
    assert model.labels_.tolist() == ["21", "24", "33"]
    np.testing.assert_allclose(model.predict_proba(TEXTS), expected, rtol=1e-6)  # of single precision


def test_the_measure_lies_in_the_predicted_area(by_measure: fz.AreaClassifier) -> None:
    texts = [*TEXTS, "规范行政复议", "考试", "记录"]
    taxonomy = fz.load_taxonomy()
    measures = by_measure.predict_measure(texts)
    assert [taxonomy.area_of(measure) for measure in measures] == by_measure.predict(texts).tolist()


def test_a_model_of_areas_knows_no_measure(small: fz.AreaClassifier) -> None:
    assert small.predict_measure(TEXTS).tolist() == [None] * 6


# --- what cannot be classified ---


@pytest.mark.parametrize(
    "text", ["", " \n\u3000", "No Chinese here.", "12345", "，。；", "\x00", "😀", "ひらがな", "..." * 10_000]
)
def test_a_text_without_chinese_has_area_0_and_no_probability(
    small: fz.AreaClassifier, by_measure: fz.AreaClassifier, text: str
) -> None:
    for model in (small, by_measure):
        both = [text, TEXTS[0]]
        assert model.predict(both).tolist() == [0, 6]
        assert np.isnan(model.predict_proba(both)).tolist() == [[True, True], [False, False]]
        assert model.predict_measure(both)[0] is None


@pytest.mark.parametrize("text", ["依法受理行政複議申請,辦結案件35件。", "規範行政處罰程序。", "㐀", "龘"])
def test_traditional_and_rare_characters_get_an_area(small: fz.AreaClassifier, text: str) -> None:
    assert small.predict([text])[0] in small.classes_
    np.testing.assert_allclose(small.predict_proba([text]).sum(axis=1), 1)


def test_a_very_long_text_is_read_up_to_the_limit(small: fz.AreaClassifier) -> None:
    long = "办理行政复议案件。" * 12_000
    assert len(long) > 100_000
    assert small.predict([long]).tolist() == [6]
    other_end = long[:MAX_CHARS] + "规范行政处罚程序。" * 5_000
    np.testing.assert_array_equal(small.predict_proba([long]), small.predict_proba([other_end]))


def test_a_very_long_text_teaches_up_to_the_limit() -> None:
    filler = "办理行政复议案件。" * (MAX_CHARS // 9 + 1)
    one = fz.AreaClassifier().fit([filler[:MAX_CHARS], *TEXTS], [6, *AREA_LABELS])
    other = fz.AreaClassifier().fit([filler[:MAX_CHARS] + "行政处罚。" * 1000, *TEXTS], [6, *AREA_LABELS])
    np.testing.assert_array_equal(one.predict_proba(TEXTS), other.predict_proba(TEXTS))


def test_no_text_gives_no_answer(small: fz.AreaClassifier) -> None:
    assert small.predict([]).shape == (0,)
    assert small.predict_proba([]).shape == (0, 2)
    assert small.predict_measure([]).shape == (0,)
    assert small.predict(as_table([], heading_1=[], paragraph_id=[])).shape == (0,)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ("办理行政复议案件。", "X is a single string; give a list of texts, such as [text]."),
        ("办理行政复议案件。".encode(), "X is a single string; give a list of texts, such as [text]."),
        (None, "X is a NoneType; give a list of texts."),
        (["法", None], "X holds None at row 1; give texts only; drop missing ones first."),
        ([float("nan")], "X holds nan at row 0; give texts only; drop missing ones first."),
        (pd.Series(["法", pd.NA], dtype="string"), "X holds <NA> at row 1"),
        ([["法"]], "X holds ['法'] at row 0"),
        (pd.DataFrame({"words": ["法"]}), "X lacks the column(s) text"),
        (pd.DataFrame({"text": [None]}), "X holds None at row 0"),
    ],
)
def test_what_is_no_list_of_texts_is_refused(small: fz.AreaClassifier, texts: Any, message: str) -> None:
    for use in (small.predict, small.predict_proba, lambda X: fz.AreaClassifier().fit(X, [1, 2])):
        with pytest.raises(fz.InputError) as error:
            use(texts)
        assert message in str(error.value)


@pytest.mark.parametrize(
    "label", [0, -1, 45, 1.5, True, None, float("nan"), float("inf"), pd.NA, "", "6x", "area"]
)
def test_an_unknown_label_is_named(label: Any) -> None:
    with pytest.raises(fz.InputError, match=r"^y holds ") as error:
        fz.AreaClassifier().fit(TEXTS, [*AREA_LABELS[:5], label])
    assert repr(label) in str(error.value)


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        (TEXTS, [6], "y has 1 labels for 6 texts"),
        (TEXTS, [6] * 6, "y holds 1 area(s)"),
        (TEXTS, ["33", "34", "35", "36", "32", "33"], "y holds 1 area(s)"),
        (TEXTS, None, "y is None"),
        (TEXTS[:2], "64", "y is '64'"),
        ([], [], "X holds no Chinese character"),
        (["", "abc"], [4, 6], "X holds no Chinese character"),
    ],
)
def test_what_cannot_be_learned_from_is_refused(texts: Any, labels: Any, message: str) -> None:
    with pytest.raises(fz.InputError) as error:
        fz.AreaClassifier().fit(texts, labels)
    assert message in str(error.value)


CHINESE = st.text(alphabet=st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), min_size=1, max_size=8)


@settings(max_examples=40)
@given(st.lists(st.text(max_size=12) | CHINESE, max_size=6))
def test_any_text_has_a_defined_answer(small: fz.AreaClassifier, texts: list[str]) -> None:
    areas, probabilities = small.predict(texts), small.predict_proba(texts)
    for text, area, row in zip(texts, areas, probabilities, strict=True):
        if any("\u3400" <= char <= "\u9fff" for char in text):
            assert area == small.classes_[row.argmax()]
            assert row.sum() == pytest.approx(1)
        else:
            assert area == 0
            assert np.isnan(row).all()


# --- headings and paragraphs as evidence ---

VAGUE = ["全面加强有关工作。"]


def test_a_heading_moves_the_answer_towards_its_area(small: fz.AreaClassifier) -> None:
    alone = small.predict_proba(VAGUE)[0]
    for heading, place in (("(一)规范行政处罚", 0), ("二、加强行政复议", 1)):
        assert small.predict_proba(as_table(VAGUE, heading_1=heading))[0, place] > alone[place] + 0.05
        inner = as_table(VAGUE, heading_1=pd.NA, heading_2=heading)
        np.testing.assert_allclose(
            small.predict_proba(inner), small.predict_proba(as_table(VAGUE, heading_1=heading))
        )


def test_a_heading_is_evidence_not_the_answer(small: fz.AreaClassifier) -> None:
    assert small.predict(as_table(TEXTS[:1], heading_1="一、规范工作程序")).tolist() == [6]


def test_a_sure_text_needs_no_heading(small: fz.AreaClassifier) -> None:
    text = small.changed()
    text.temperature_ = 0.05  # every answer is sure
    table = as_table(["办理行政复议案件12件。"], heading_1=["规范行政处罚"])
    np.testing.assert_allclose(text.predict_proba(table), text.predict_proba(table[["text"]]))


def test_a_heading_of_organisation_never_speaks_against_learning() -> None:
    texts = [
        "领导干部学法培训",
        "法治培训考试",
        "党委领导小组部署",
        "第一责任人职责",
        "行政复议案件",
        "行政复议审理",
    ] * 2
    model = fz.AreaClassifier(random_state=0, heading_weight=5.0).fit(texts, [7, 7, 8, 8, 6, 6] * 2)
    model.temperature_ = 2.0  # no answer is sure
    under = as_table(
        ["学法培训", "学法培训", "领导部署"], heading_1=["第一责任人职责", "行政复议", "法治培训考试"]
    )
    assert model.predict(under).tolist() == [7, 6, 7]  # only this one step is barred


@pytest.mark.parametrize("heading", ["行政复议", "（三）行政复议", "第三部分 行政复议", "3.行政复议"])
def test_the_number_of_a_heading_says_nothing(small: fz.AreaClassifier, heading: str) -> None:
    np.testing.assert_array_equal(
        small.predict_proba(as_table(VAGUE, heading_1=heading)),
        small.predict_proba(as_table(VAGUE, heading_1="一、行政复议")),
    )


@pytest.mark.parametrize("nothing", [pd.NA, None, float("nan"), "", "Overview"])
def test_a_missing_heading_is_no_evidence(small: fz.AreaClassifier, nothing: Any) -> None:
    np.testing.assert_allclose(
        small.predict_proba(as_table(TEXTS, heading_1=nothing, heading_2=nothing)), small.predict_proba(TEXTS)
    )


def test_with_weight_0_headings_and_paragraphs_are_not_read() -> None:
    model = fz.AreaClassifier(heading_weight=0, paragraph_weight=0).fit(TEXTS, AREA_LABELS)
    table = as_table(TEXTS, heading_1="一、行政复议", paragraph_id="p")
    np.testing.assert_array_equal(model.predict_proba(table), model.predict_proba(TEXTS))


def test_the_paragraph_around_an_item_is_evidence(small: fz.AreaClassifier) -> None:
    own = as_table([*VAGUE, TEXTS[0]], paragraph_id=["p", "p"])
    apart = as_table([*VAGUE, TEXTS[0]], paragraph_id=["p", "q"])
    together, alone = small.predict_proba(own), small.predict_proba(apart)
    assert together[0, 1] > alone[0, 1] + 0.01
    np.testing.assert_allclose(alone, small.predict_proba([*VAGUE, TEXTS[0]]))


def test_a_changed_copy_leaves_the_model_as_it_was(small: fz.AreaClassifier) -> None:
    before = small.get_params()
    assert small.changed(heading_weight=0.9).heading_weight == 0.9
    assert small.get_params() == before


def test_what_another_model_has_measured_can_be_taken(small: fz.AreaClassifier) -> None:
    other = small.changed()
    other.temperature_, other.context_temperature_ = 0.25, 0.5
    other.threshold_ = np.linspace(0.1, 0.8, len(other.classes_))
    own = small.changed()
    assert own.take_calibration(other) is own
    assert (own.temperature_, own.context_temperature_) == (0.25, 0.5)
    assert own.threshold_.tolist() == other.threshold_.tolist()
    assert small.temperature_ == 1.0


# --- calibration and abstention ---


@pytest.fixture(scope="module")
def held_out() -> tuple[list[str], list[int]]:
    """Forty texts of which a tenth says one area and is coded the other."""
    texts = [f"{TEXTS[place % 6]}另有{VAGUE[0][: place % 7]}" for place in range(40)]
    areas = [AREA_LABELS[place % 6] for place in range(40)]
    return texts, [10 - area if place % 10 == 0 else area for place, area in enumerate(areas)]


def test_calibration_lowers_the_log_loss_and_changes_no_answer(held_out: tuple[list[str], list[int]]) -> None:
    texts, areas = held_out
    model = fz.AreaClassifier().fit(TEXTS, AREA_LABELS)
    before = model.predict_proba(texts)
    after = model.calibrate(texts, areas).predict_proba(texts)
    assert log_loss(areas, after, labels=[4, 6]) < log_loss(areas, before, labels=[4, 6])
    np.testing.assert_array_equal(before.argmax(axis=1), after.argmax(axis=1))


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9])
def test_sets_cover_the_share_of_the_texts_they_were_measured_on(
    held_out: tuple[list[str], list[int]], level: float
) -> None:
    texts, areas = held_out
    model = fz.AreaClassifier().fit(TEXTS, AREA_LABELS).calibrate(texts, areas, level=level)
    right = model.predict_set(texts)[np.arange(40), np.searchsorted([4, 6], areas)]
    assert level <= right.mean() <= level + 0.15


def test_a_text_without_chinese_has_no_possible_area(small: fz.AreaClassifier) -> None:
    assert small.predict_set(["No Chinese here."]).tolist() == [[False, False]]


@pytest.mark.parametrize(
    ("n", "level", "message"),
    [(19, 0.9, "X has 19 texts with an area; give at least 20"), (40, 1.0, "level is 1.0")],
)
def test_calibration_needs_texts_and_a_level(
    held_out: tuple[list[str], list[int]], n: int, level: float, message: str
) -> None:
    model = fz.AreaClassifier().fit(TEXTS, AREA_LABELS)
    with pytest.raises(fz.InputError, match=message):
        model.calibrate(held_out[0][:n], held_out[1][:n], level=level)


# --- texts that were trained on ---


def test_texts_that_trained_are_known_again(small: fz.AreaClassifier) -> None:
    other_shape = TEXTS[0].replace("12", "345") + "\n"
    assert small.has_seen([*TEXTS, other_shape, "别的文字。"]).tolist() == [True] * 7 + [False]


def test_fingerprints_are_kept_whole(small: fz.AreaClassifier) -> None:
    assert small.seen_.dtype == np.uint64  # as floats, near ones would be taken for each other
    assert set(small.seen_.tolist()) == {fingerprint(text) for text in TEXTS}


def test_fingerprints_differ_where_words_do() -> None:
    assert len({fingerprint(text) for text in TEXTS}) == len(TEXTS)


# --- the temperature of texts with evidence ---


@pytest.fixture(scope="module")
def under_headings() -> tuple[fz.AreaClassifier, pd.DataFrame, list[int]]:
    """A model, and forty texts under headings of which some mislead."""
    model = fz.AreaClassifier(random_state=0).fit(TEXTS, AREA_LABELS)
    headings = ["行政复议", "行政处罚", "行政复议", "行政复议"] * 10
    texts = as_table([TEXTS[number % 6] for number in range(40)], heading_1=headings)
    return model, texts, [AREA_LABELS[number % 6] for number in range(40)]


@pytest.mark.parametrize("temperature", [0.5, 2.0])
def test_the_second_temperature_divides_what_texts_and_evidence_say_together(
    under_headings: tuple[fz.AreaClassifier, pd.DataFrame, list[int]], temperature: float
) -> None:
    model, texts, _ = under_headings
    plain, warm = model.changed(), model.changed()
    plain.context_temperature_, warm.context_temperature_ = 1.0, temperature
    powers = plain.predict_proba(texts) ** (1 / temperature)
    np.testing.assert_allclose(warm.predict_proba(texts), powers / powers.sum(axis=1, keepdims=True))
    alone = texts["text"].tolist()  # without evidence there is nothing to correct
    np.testing.assert_array_equal(warm.predict_proba(alone), plain.predict_proba(alone))


def test_calibration_measures_each_temperature_on_what_it_divides(
    under_headings: tuple[fz.AreaClassifier, pd.DataFrame, list[int]],
) -> None:
    model, texts, areas = under_headings
    wrong = [10 - area if number % 5 == 0 else area for number, area in enumerate(areas)]
    model = model.changed(heading_weight=4.0)  # what the headings say is then far too sure
    assert model.calibrate(texts, wrong, level=0.8) is model
    assert model.context_temperature_ > 1.5 * model.temperature_ > 1.5
    least = log_loss(wrong, model.predict_proba(texts))
    for factor in (0.8, 1.25):
        other = model.changed()
        other.context_temperature_ = model.context_temperature_ * factor
        assert log_loss(wrong, other.predict_proba(texts)) > least
    alone = texts["text"].tolist()
    least = log_loss(wrong, model.predict_proba(alone))
    for factor in (0.8, 1.25):
        other = model.changed()
        other.temperature_ = model.temperature_ * factor
        assert log_loss(wrong, other.predict_proba(alone)) > least
    columns = np.searchsorted(model.classes_, wrong)
    right = model.predict_proba(texts)[np.arange(40), columns]
    assert np.bincount(columns).tolist() == [19, 21]
    assert model.threshold_ == pytest.approx([np.sort(right)[7], np.sort(right[columns == 1])[3]])


def test_an_area_with_few_texts_has_the_threshold_of_all() -> None:
    generator = np.random.default_rng(0)
    probabilities = generator.dirichlet([4, 1, 1], size=60)
    columns = np.repeat([0, 1, 2], [30, 25, 5])
    own = conformal_thresholds(probabilities, columns, 0.9)
    right = probabilities[np.arange(60), columns]
    assert own[2] == conformal_threshold(right, 0.9)
    assert own[1] == conformal_threshold(right[30:55], 0.9)
    # the promise: of new texts of an area with a threshold of its own, as many are covered
    draws = [generator.random(25) for _ in range(400)]
    covered = [generator.random(200) >= conformal_threshold(draw, 0.9) for draw in draws]
    assert np.mean(covered) >= 0.89
