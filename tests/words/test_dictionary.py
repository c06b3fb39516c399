"""The dictionary is jieba's with the lexicon's terms, and jieba's own stays as it is."""

from __future__ import annotations

from analysis.reading.regions import load_regions
from analysis.taxonomy import load_lexicon
from analysis.text import plain
from analysis.words.dictionary import _read, frequencies, joined, place_names, tokenizer
from analysis.words.segment import segmenter


def test_jiebas_own_dictionary_is_not_changed() -> None:
    import jieba

    segmenter().cut("双随机、一公开")
    assert not jieba.dt.initialized
    assert jieba.dt is not tokenizer()


def test_the_dictionary_is_read_as_jieba_reads_it() -> None:
    import jieba

    fresh = jieba.Tokenizer()
    with fresh.get_dict_file() as one, fresh.get_dict_file() as other:
        assert _read(one) == fresh.gen_pfdict(other)


def test_terms_and_places_are_words() -> None:
    known = frequencies()
    assert {joined(plain(term)) for term in load_lexicon()["term"]} <= known.keys()
    assert place_names() <= known.keys()
    assert all(known.values())


def test_a_word_that_opens_with_a_region_is_none() -> None:
    assert "上海市" in set(load_regions()["name"])
    assert "上海市政府" not in frequencies()


def test_terms_lose_their_inner_signs() -> None:
    assert joined("推行双随机、一公开监管、抽查") == "推行双随机一公开监管、抽查"
