"""A model's lists: whole, checked, and its own whatever the package's files say."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as fz
from analysis.reading.regions import load_regions
from analysis.words import resources as lists
from analysis.words.dictionary import frequencies, place_names, tokenizer
from analysis.words.resources import (
    PerResources,
    Resources,
    check_jieba,
    check_resources,
    jieba_digest,
    make_resources,
    packaged,
)
from analysis.words.segment import Segmenter, segmenter, stop_words

OWN = packaged()


def test_the_packages_lists_are_held_whole() -> None:
    lexicon = fz.load_lexicon()
    assert list(OWN.terms) == lexicon["term"].tolist()  # the order decides the frequencies
    assert list(OWN.terms.values()) == lexicon["measure"].fillna("").tolist()
    assert set(OWN.names) == set(load_regions()[["name", "short_name"]].itertuples(index=False, name=None))
    assert OWN.area_of == fz.load_taxonomy().measures["area"].to_dict()
    assert {"的", "和"} <= OWN.stops
    facts = OWN.facts()
    assert (facts["terms"], facts["measures"]) == (len(lexicon), len(fz.load_taxonomy().measures))
    assert facts["jieba"] == OWN.jieba == jieba_digest()


def test_equal_resources_are_one_to_whoever_keeps_what_they_gave() -> None:
    again = make_resources()
    assert again is not OWN
    assert again == OWN
    assert hash(again) == hash(OWN)
    assert tokenizer(again) is tokenizer(OWN) is tokenizer()
    assert segmenter(True, again) is segmenter()
    assert pickle.loads(pickle.dumps(OWN)) == OWN  # safe: what this line wrote


@pytest.mark.parametrize("name", ["lexicon", "regions", "stop_words", "measures", "number", "place", "jieba"])
def test_each_list_changes_the_hash_of_the_card(name: str) -> None:
    other = replace(OWN, **{name: getattr(OWN, name)[:-1]})
    assert other.facts()["sha256"] != OWN.facts()["sha256"]


def test_own_lists_are_worked_with() -> None:
    lexicon = pd.DataFrame({"term": ["猋骉鱻龘", "戊、己"], "measure": ["5", pd.NA]})
    regions = pd.DataFrame({"name": ["云上市"], "short_name": ["云上"]})
    own = make_resources(lexicon, regions, ["哉"], {"5": 2})
    assert (own.terms, own.area_of, own.stops) == ({"猋骉鱻龘": "5", "戊、己": ""}, {"5": 2}, {"哉"})
    assert place_names(own) == {"云上市", "云上"}
    assert stop_words(own) == {"哉"}
    assert "猋骉鱻龘" in frequencies(own)
    assert "猋骉鱻龘" not in frequencies()
    words = ["某地", "猋骉鱻龘", "戊己", "0"]
    assert Segmenter(resources=own).cut("云上市猋骉鱻龘戊、己12") == words
    assert Segmenter(resources=replace(own, place="哪里", number="9")).cut("云上市猋骉鱻龘戊、己12") == [
        "哪里", "猋骉鱻龘", "戊己", "9",
    ]  # fmt: skip
    assert Segmenter().cut("云上市猋骉鱻龘戊、己12") != words


def test_what_was_given_for_resources_is_kept_for_the_last_ones_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "_HELD", 2)
    calls: list[str] = []
    work = PerResources(lambda own: calls.append(own.place) or own.place)
    many = [replace(OWN, place=f"某{letter}") for letter in "甲乙丙"]
    assert [work(own) for own in (*many, many[2], many[1])] == ["某甲", "某乙", "某丙", "某丙", "某乙"]
    assert calls == ["某甲", "某乙", "某丙"]
    assert work(many[0]) == "某甲"
    assert len(calls) == 4
    work.cache_clear()
    assert work(many[0]) == "某甲"
    assert len(calls) == 5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lexicon": "行政复议"}, None),
        ({"lexicon": "行政复议\t99"}, "lexicon holds '行政复议\\\\t99'"),
        ({"lexicon": "行政 复议\t33"}, "lexicon holds"),
        ({"lexicon": "、。\t33"}, "lexicon holds"),
        ({"lexicon": "\t33"}, "lexicon holds"),
        ({"lexicon": "审计\t27\n审计\t27"}, "lexicon holds '审计\\\\t27' twice"),
        ({"lexicon": "审计\t27\n\n复议\t33"}, "lexicon holds"),
        ({"lexicon": "审\ud800计\t27"}, "lexicon contains text that cannot be written"),
        ({"lexicon": b"\xe5"}, "lexicon contains text that cannot be written"),
        ({"regions": "伊春市"}, "regions holds"),
        ({"stop_words": "的\t了"}, "stop_words holds"),
        ({"measures": "33\t9", "lexicon": ""}, "measures holds"),
        ({"measures": "33\t-1", "lexicon": ""}, "measures holds"),
        ({"measures": "三\t1", "lexicon": ""}, "measures holds"),
        ({"number": ""}, "number is ''"),
        ({"place": "某 地"}, "place is '某 地'"),
        ({"jieba": "0.42.1"}, "jieba is '0.42.1'"),
    ],
)
def test_lists_that_cannot_be_worked_with_are_refused(change: dict[str, str], message: str | None) -> None:
    changed = replace(OWN, **change)
    if message is None:
        assert check_resources(changed) is changed
        return
    with pytest.raises(fz.InputError, match=message):
        check_resources(changed)


def test_what_is_no_resources_is_refused() -> None:
    forged = replace(OWN)
    forged.__dict__["more"] = "x"
    for wrong in (None, {}, "lexicon", forged):
        with pytest.raises(fz.InputError, match="resources are not those of a trained model"):
            check_resources(wrong)


@given(
    st.sampled_from(["lexicon", "regions", "stop_words", "measures", "number", "place"]),
    st.text("行政\t\n 3a、\u2028\x1c", max_size=12),
)
def test_any_text_is_refused_or_cuts(name: str, text: str) -> None:
    own = replace(OWN, **{"lexicon": "", name: text})
    try:
        check_resources(own)
    except fz.InputError:
        return
    assert all(own.area_of.values())
    assert own.facts()["sha256"]


@pytest.mark.parametrize(
    ("given_lists", "message"),
    [
        ({"lexicon": pd.DataFrame({"word": ["审计"]})}, "lexicon lacks term, measure; add the columns"),
        ({"regions": pd.DataFrame({"name": ["伊春市"]})}, "regions lacks short_name; add the columns"),
        ({"lexicon": pd.DataFrame({"term": ["审计"], "measure": ["5z"]})}, "lexicon holds"),
        ({"stop_words": ["的 了"]}, "stop_words holds"),
    ],
)
def test_own_lists_are_checked(given_lists: dict[str, object], message: str) -> None:
    with pytest.raises(fz.InputError, match=message):
        make_resources(**given_lists)  # type: ignore[arg-type]


def test_another_dictionary_of_jieba_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    check_jieba(OWN)
    other = replace(OWN, jieba="0" * 64)
    for work in (check_jieba, tokenizer):
        refuses(work, other)
    monkeypatch.setattr(lists, "jieba_digest", lambda: "0" * 64)
    check_jieba(other)


def refuses(work: Callable[[Resources], object], own: Resources) -> None:
    with pytest.raises(
        fz.InputError, match="trained with another dictionary of jieba than the one installed"
    ):
        work(own)
