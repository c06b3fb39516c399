"""What the classifier learns from holds no text that it is tested on."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.areas.training import (
    CANARIES,
    FIELD,
    TERMS_PER_TEXT,
    TRAINED_ROLES,
    dictionary_texts,
    read_exemplars,
    reserved,
    train_classifier,
    training_facts,
    training_table,
)
from analysis.columns.types import AREAS
from analysis.paths import shipped, shipped_model
from analysis.text import plain

EXEMPLARS = shipped("data/reports").parents[1] / "data" / "exemplars"


@pytest.fixture(scope="module")
def exemplars() -> pd.DataFrame:
    return read_exemplars(EXEMPLARS)


@pytest.fixture(scope="module")
def training(exemplars: pd.DataFrame) -> pd.DataFrame:
    return training_table(exemplars)


def shingles(text: str) -> set[str]:
    body = plain(text)
    return {body[start : start + 5] for start in range(len(body) - 4)}


def nearest(texts: list[str], others: list[str]) -> tuple[float, str, str]:
    """The greatest Jaccard similarity of 5-character shingles between two lists of texts, and the two texts."""
    sets = [shingles(text) for text in texts]
    places: dict[str, list[int]] = defaultdict(list)
    for place, own in enumerate(sets):
        for shingle in own:
            places[shingle].append(place)
    best = (0.0, "", "")
    for other in others:
        theirs = shingles(other)
        shared = Counter(place for shingle in theirs for place in places.get(shingle, ()))
        for place, both in shared.items():
            alike = both / (len(sets[place]) + len(theirs) - both)
            best = max(best, (alike, texts[place], other))
    return best


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("推进政务公开工作", "推进政务公开工作", 1.0),
        ("推进政务公开工作", "推进 政务公开\n工作", 1.0),
        ("推进政务公开工作", "推进政务公开", 2 / 4),
        ("推进政务公开工作", "加强审计监督力度", 0.0),
    ],
)
def test_similarity_is_that_of_shingles(one: str, other: str, alike: float) -> None:
    assert nearest([one], [other])[0] == pytest.approx(alike)


def test_no_exemplar_is_near_a_paragraph_of_a_sample_report(
    exemplars: pd.DataFrame, paragraphs: pd.DataFrame
) -> None:
    alike, exemplar, paragraph = nearest(exemplars["text"].tolist(), paragraphs["text"].tolist())
    assert alike < 0.5, (exemplar, paragraph)


def test_no_exemplar_is_near_an_item_of_a_sample_report(
    exemplars: pd.DataFrame, paragraphs: pd.DataFrame
) -> None:
    items = fz.split_items(paragraphs)["text"].tolist()
    alike, exemplar, item = nearest(exemplars["text"].tolist(), items)
    assert alike < 0.5, (exemplar, item)


def test_no_canary_is_among_what_is_learned(training: pd.DataFrame) -> None:
    learned = [plain(text) for text in training["text"]]
    for text, _ in CANARIES:
        assert not any(plain(text) in other for other in learned)


def test_canaries_are_distinct_and_of_all_areas() -> None:
    assert len({text for text, _ in CANARIES}) == len(CANARIES)
    assert {area for _, area in CANARIES} == set(AREAS)


def test_canaries_are_no_text_of_a_sample_report(reports: pd.DataFrame) -> None:
    for text, _ in CANARIES:
        assert not any(plain(text) in plain(report) for report in reports["text"])


def test_the_table_holds_usable_exemplars_terms_and_names_of_measures(
    training: pd.DataFrame, exemplars: pd.DataFrame
) -> None:
    taxonomy = fz.load_taxonomy()
    by_source = dict(list(training.groupby("source")))
    assert set(by_source) == {"exemplar", "simulated report", FIELD, "dictionary", "measure name"}
    usable = exemplars[exemplars["role"].isin(TRAINED_ROLES) & exemplars["measure"].notna()]
    usable = usable[~reserved(usable)]
    for source in ("exemplar", "simulated report", FIELD):
        assert by_source[source]["text"].tolist() == usable.loc[usable["source"] == source, "text"].tolist()
    assert by_source["measure name"]["text"].tolist() == taxonomy.measures["name_zh"].tolist()
    assert set(training["measure"]) <= set(taxonomy.measures.index)
    assert training.notna().all(axis=None)


def test_exemplars_of_roles_that_frame_a_report_or_without_measure_are_not_learned() -> None:
    table = pd.DataFrame(
        {
            "text": ["甲", "乙", "丙", "丁"],
            "measure": pd.array(["33", "33", None, "41"], dtype="string"),
            "role": ["work", "preamble", "work", "plan"],
        }
    )
    learned = training_table(table).query("source == 'exemplar'")
    assert learned["text"].tolist() == ["甲", "丁"]


def test_without_exemplars_the_dictionary_is_left() -> None:
    assert set(training_table(None)["source"]) == {"dictionary", "measure name"}


def test_each_term_of_the_dictionary_is_learned_once_under_its_measure() -> None:
    texts = dictionary_texts().query("source == 'dictionary'")
    lexicon = fz.load_lexicon().dropna(subset="measure")
    for measure, own in texts.groupby("measure"):
        joined = "、".join(own["text"])
        terms = lexicon.loc[lexicon["measure"] == measure, "term"].tolist()
        assert len(joined) == sum(map(len, terms)) + len(terms) - 1
        assert all(term in joined for term in terms)
        assert len(own) == -(-len(terms) // TERMS_PER_TEXT)
    assert set(texts["measure"]) == set(lexicon["measure"])


def test_the_dictionary_texts_are_the_same_each_time() -> None:
    pd.testing.assert_frame_equal(dictionary_texts(), dictionary_texts())


def test_the_facts_count_and_identify_the_texts() -> None:
    table = pd.DataFrame(
        {
            "text": ["甲", "乙", "丙"],
            "measure": ["1", "2", "2"],
            "source": ["exemplar", "exemplar", "dictionary"],
        }
    )
    facts = training_facts(table)
    assert {name: facts[name] for name in facts if name != "sha256"} == {
        "n_texts": 3,
        "n_dictionary": 1,
        "n_exemplar": 2,
    }
    assert training_facts(table.copy()) == facts
    other_label, other_text = table.assign(measure=["1", "2", "3"]), table.assign(text=["甲", "乙", "丁"])
    assert len({facts["sha256"], *(training_facts(t)["sha256"] for t in (other_label, other_text))}) == 3


def test_the_shipped_card_names_the_data_of_this_checkout(training: pd.DataFrame) -> None:
    card = json.loads((shipped_model() / "card.json").read_text(encoding="utf-8"))
    assert card["training"] == training_facts(training)


def test_exemplars_are_read_from_all_files_of_a_folder(tmp_path: Path) -> None:
    head = "exemplar_id,measure,area,area_2,role,period,level,text\n"
    (tmp_path / "b.csv").write_text(head + "b1,27y,5,6,work,2016-2018,county,行政应诉。\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text(
        head + "a1,,0,,preamble,2016-2018,county,现报告如下。\n", encoding="utf-8"
    )
    table = read_exemplars(tmp_path)
    assert table["exemplar_id"].tolist() == ["a1", "b1"]
    assert table["measure"].isna().tolist() == [True, False]
    assert table["area_2"].tolist() == [pd.NA, 6]
    assert str(table["area"].dtype) == "Int64"


def test_a_folder_without_exemplars_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        fz.InputError, match=r"exemplars folder .* holds no CSV; give the folder data/exemplars"
    ):
        read_exemplars(tmp_path)


def test_training_fits_the_table_with_the_parameters_given() -> None:
    table = pd.DataFrame({"text": ["行政复议案件", "行政处罚程序"] * 3, "measure": ["33", "21"] * 3})
    model = train_classifier(table, C=2.0)
    assert model.C == 2.0
    assert model.predict_measure(["行政复议", "行政处罚"]).tolist() == ["33", "21"]


def test_a_sixth_of_each_role_and_measure_is_reserved_and_trains_nothing(
    training: pd.DataFrame, exemplars: pd.DataFrame
) -> None:
    usable = exemplars[exemplars["role"].isin(TRAINED_ROLES) & exemplars["measure"].notna()]
    kept_back = usable[reserved(usable)]
    assert set(kept_back.loc[kept_back["role"] == "work", "measure"]) == set(
        fz.load_taxonomy().measures.index
    )
    assert not (kept_back["source"] == FIELD).any()
    assert 0.12 < len(kept_back) / (usable["source"] != FIELD).sum() < 1 / 6
    assert not set(kept_back["text"]) & set(training["text"])
    mixed = usable.sample(frac=1, random_state=3)
    assert set(mixed.loc[reserved(mixed), "exemplar_id"]) == set(kept_back["exemplar_id"])
    assert not fz.load_classifier().has_seen(kept_back["text"]).any()
