"""The codebook: complete, consistent with the taxonomy, and the documents say what the tables say."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pandas as pd
import pytest

from analysis import codebook as module
from analysis.codebook import Codebook, load_codebook, render_codebook
from analysis.columns import COLUMNS
from analysis.columns.types import AREAS
from analysis.errors import InputError
from analysis.tables import CODED_ROLES, ROLES
from analysis.taxonomy import load_taxonomy, schemes

ROOT = Path(__file__).parents[1]
LANGUAGES = ("zh", "en")
_NAMED = re.compile(r"规则\s*(\d+)"), re.compile(r"Rules? (\d+)(?: and (\d+))?")


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook()


def named_rules(row: pd.Series, lang: str) -> set[int]:
    """Numbers of the rules that the explanation of an example names."""
    pattern = _NAMED[LANGUAGES.index(lang)]
    return {
        int(number) for match in pattern.finditer(row[f"why_{lang}"]) for number in match.groups() if number
    }


def shingles(text: str) -> set[str]:
    plain = re.sub(r"\W", "", text)
    return {plain[i : i + 5] for i in range(len(plain) - 4)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_document_is_the_rendering(lang: str) -> None:
    path = ROOT / "docs" / f"codebook.{lang}.md"
    remedy = f"write render_codebook({lang!r}) to docs/codebook.{lang}.md"
    assert path.read_bytes().decode("utf-8") == render_codebook(lang), remedy


@pytest.mark.parametrize("lang", LANGUAGES)
def test_document_says_everything(codebook: Codebook, lang: str) -> None:
    text = render_codebook(lang)
    first = text.splitlines()[0]
    assert "render_codebook" in first
    assert first.startswith("<!--")
    assert codebook.version in text.splitlines()[2]
    for table, column in (
        (codebook.rules, lang),
        (codebook.roles, lang),
        (codebook.measures, lang),
        (codebook.measures, f"name_{lang}"),
        (codebook.examples, "text"),
        (codebook.examples, f"why_{lang}"),
    ):
        assert [said for said in table[column] if said not in text] == []
    for scheme in schemes():
        assert [name for name in load_taxonomy(scheme).areas[f"name_{lang}"] if name not in text] == []
    assert [column for column in COLUMNS["codes"] if f"`{column}`" not in text] == []
    assert not re.search(r"&#?\w+;|<NA>|\bnan\b|\bNone\b|\n\n\n| \n", text)


def test_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match="lang is 'fr'; use one of 'zh', 'en'"):
        render_codebook("fr")


def test_texts_fit_their_place(codebook: Codebook) -> None:
    for table in (codebook.rules, codebook.roles, codebook.measures, codebook.examples):
        texts = table.select_dtypes("string").drop(columns=["parent", "measure"], errors="ignore")
        assert not texts.isna().any(axis=None)
        for column in texts:
            assert not texts[column].str.contains(r"[|\n]|^\s|\s$").any(), column


def test_rules_and_roles(codebook: Codebook) -> None:
    assert codebook.rules["rule"].tolist() == list(range(1, 28))
    assert tuple(codebook.roles["role"]) == ROLES


def test_every_measure_has_a_note(codebook: Codebook) -> None:
    measures = codebook.measures.set_index("measure")
    assert measures.index.tolist() == load_taxonomy().measures.index.tolist()
    assert len(measures) == 51
    assert measures["parent"].notna().sum() == 7
    assert not measures[["zh", "en"]].isna().any(axis=None)
    for scheme in schemes():
        assert measures[scheme].to_dict() == load_taxonomy(scheme).measures["area"].to_dict()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_notes_and_rules_name_measures_that_exist(codebook: Codebook, lang: str) -> None:
    pattern = {"zh": r"措施(\d+[a-z]?)", "en": r"measure (\d+[a-z]?)|\((\d+[a-z]?)\)"}[lang]
    known = set(codebook.measures["measure"])
    for text in [*codebook.measures[lang], *codebook.rules[lang]]:
        numbers = {number for match in re.finditer(pattern, text) for number in match.groups() if number}
        assert numbers <= known, text


def test_rules_give_measures_their_own_area(codebook: Codebook) -> None:
    """ "4（措施24）" and "4 (measure 24)" must agree with the taxonomy."""
    taxonomy, found = load_taxonomy(), 0
    for text in [*codebook.rules["zh"], *codebook.rules["en"]]:
        for area, measure in re.findall(r"(\d)(?:（措施| \((?:measure )?)(\d+[a-z]?)[）)]", text):
            assert taxonomy.area_of(measure) == int(area), text
            found += 1
    assert found > 30


def test_examples_are_enough(codebook: Codebook) -> None:
    examples = codebook.examples
    assert examples["example_id"].is_unique
    assert examples["text"].is_unique
    of_roles = examples["example_id"].str.startswith("role-")
    assert of_roles.sum() >= 6
    hard = examples.apply(lambda row: bool(named_rules(row, "zh")), axis=1)
    for area in AREAS:
        chosen = ~of_roles & (examples["area"] == area)
        assert chosen.sum() >= 8, area
        assert (chosen & hard).sum() >= 3, area
        assert examples.loc[chosen, "example_id"].str.startswith(f"{area}-").all()
    assert set(examples["measure"].dropna()) == set(codebook.measures["measure"])
    assert set(examples["role"]) == set(ROLES)


def test_examples_name_the_rules(codebook: Codebook) -> None:
    named = [named_rules(row, "zh") for _, row in codebook.examples.iterrows()]
    assert named == [named_rules(row, "en") for _, row in codebook.examples.iterrows()]
    assert set().union(*named) == set(codebook.rules["rule"]), "every rule is shown at work"


def test_examples_keep_the_rules(codebook: Codebook) -> None:
    taxonomy = load_taxonomy()
    for row in codebook.examples.itertuples():
        assert row.role in ROLES
        length = len("".join(row.text.split()))
        assert 40 <= length <= 200, row.example_id
        if pd.notna(row.measure):
            assert taxonomy.area_of(row.measure) == row.area, row.example_id
        if row.role not in CODED_ROLES:
            assert row.area == 0, row.example_id
        if row.area == 0:
            assert row.role != "work", row.example_id
            assert pd.isna(row.area_2), row.example_id
            assert pd.isna(row.measure), row.example_id
        else:
            assert row.area in AREAS
            assert pd.isna(row.area_2) or (row.area_2 in AREAS and row.area_2 != row.area), row.example_id


def test_examples_are_new(codebook: Codebook) -> None:
    """No example is near a report's paragraph, an exemplar or another example (5-character shingles)."""
    paragraphs = [
        line
        for path in sorted((ROOT / "data" / "reports").glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    exemplars = [
        text
        for path in sorted((ROOT / "data" / "exemplars").glob("*.csv"))
        for text in pd.read_csv(path, dtype="string")["text"]
    ]
    assert len(paragraphs) > 200
    assert len(exemplars) > 1000
    mine = [shingles(text) for text in codebook.examples["text"]]
    for name, others in (("reports", paragraphs), ("exemplars", exemplars)):
        theirs = [shingles(text) for text in others]
        for example_id, a in zip(codebook.examples["example_id"], mine, strict=True):
            assert max(len(a & b) / len(a | b) for b in theirs) < 0.5, (example_id, name)
    for i, a in enumerate(mine):
        assert all(len(a & b) / len(a | b) < 0.5 for b in mine[:i]), codebook.examples["example_id"][i]


def test_docstrings_run() -> None:
    result = doctest.testmod(module)
    assert result.attempted >= 5
    assert result.failed == 0
