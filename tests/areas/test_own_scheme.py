"""The classifier and own categories: labels by any name, none of them, other languages, saving with the scheme."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis import taxonomy

TEXTS = ["优化审批流程，取消行政许可。", "安排专项资金补助。", "公开政府信息。", "今天天气不错。"] * 4
NAMES = ["P", "资金", "Information", 0] * 4


@pytest.fixture
def scheme(tmp_path: Path) -> fz.Scheme:
    rows = "code,name_zh,name_en\nP,许可,Permits\nM,资金,Money\nI,公开,Information\nX,从未,Never coded\n"
    (tmp_path / "tools.csv").write_text(rows, encoding="utf-8")
    return fz.load_scheme(tmp_path / "tools.csv")


def paragraphs() -> pd.DataFrame:
    text = "某县2020年法治政府建设年度报告\n一、主要工作\n优化审批流程，取消行政许可12项。\n今天天气不错。\n安排专项资金补助3万元。\n"
    reports = pd.DataFrame(
        {"report_id": ["r"], "title": [""], "issuer": [""], "year": [2020], "text": [text]}
    )
    return fz.split_paragraphs(reports)


def test_labels_are_read_by_code_number_or_name_and_none_is_learned(scheme: fz.Scheme) -> None:
    model = fz.AreaClassifier(scheme=scheme).fit(TEXTS, NAMES)
    assert model.classes_.tolist() == [0, 1, 2, 3]
    assert model.predict(TEXTS[:4]).tolist() == [1, 2, 3, 0]
    assert model.score(TEXTS, NAMES) == 1.0
    with pytest.raises(fz.InputError, match="y holds 'Q' at row 1, which is no category of scheme 'tools'"):
        fz.AreaClassifier(scheme=scheme).fit(TEXTS[:2], ["P", "Q"])


def test_the_table_has_a_share_for_each_category_and_none_that_was_never_shown(scheme: fz.Scheme) -> None:
    model = fz.AreaClassifier(scheme=scheme).fit(TEXTS, NAMES)
    coded = fz.classify_paragraphs(paragraphs(), model)
    assert [name for name in coded.columns if name.startswith("share_")] == [
        f"share_{code}" for code in range(1, 5)
    ]
    assert set(coded["scheme"]) == {"tools"}
    assert coded["share_4"].isna().all()
    work = coded[coded["area"] > 0]
    assert np.allclose(work[["share_1", "share_2", "share_3"]].sum(axis=1), 1)
    weather = coded[coded["text"].str.contains("天气")].iloc[0]
    assert (weather["area"], weather["other_role_chars"]) == (0, weather["n_chars"])


def test_a_category_without_any_answer_is_missing_with_the_reason_and_not_0(scheme: fz.Scheme) -> None:
    coded = fz.classify_paragraphs(paragraphs(), fz.AreaClassifier(scheme=scheme).fit(TEXTS, NAMES))
    shares = fz.area_shares(coded).set_index("area")
    assert shares["scheme"].unique().tolist() == ["tools"]
    assert pd.isna(shares.at[4, "share"])
    assert shares.at[4, "reason"] == "no answer leads to this category"
    assert shares.at[3, "share"] == 0.0  # known to the model, absent from the year
    assert shares.loc[[1, 2, 3], "share"].sum() == pytest.approx(1)


def test_a_saved_model_brings_its_scheme(scheme: fz.Scheme, tmp_path: Path) -> None:
    model = fz.AreaClassifier(scheme=scheme).fit(TEXTS, NAMES)
    folder = fz.save_classifier(model, tmp_path / "mine")
    taxonomy._LOADED.clear()
    again = fz.load_classifier(folder)
    assert (again.predict_proba(TEXTS) == model.predict_proba(TEXTS)).all()
    assert fz.load_scheme("tools").label(2, "en") == "Money"
    rows = (folder / "scheme.csv").read_text(encoding="utf-8")
    (folder / "scheme.csv").write_text(rows.replace("Money", "Fines"), encoding="utf-8")
    taxonomy._LOADED.clear()
    with pytest.raises(fz.InputError, match=r"is not the scheme that '.*card.json' records"):
        fz.load_classifier(folder)


def test_english_words_are_kept_apart(scheme: fz.Scheme) -> None:
    texts = ["New licences were issued to shops.", "The budget funds grants.", "Records are open to all."] * 4
    model = fz.AreaClassifier(scheme=scheme).fit(texts, ["P", "M", "I"] * 4)
    assert model.predict(
        ["Licences for shops", "A grant from the budget", "Open records", "1234"]
    ).tolist() == [1, 2, 3, 0]
    assert "licences" in model.features_["count"].transformer_list[0][1].vocabulary_


def test_measures_below_lead_to_their_categories(tmp_path: Path) -> None:
    (tmp_path / "finer.csv").write_text(
        "code,name,parent\nA,Push,\nB,Pull,\nA1,Fines,A\nA2,Bans,A\nB1,Grants,B\n"
    )
    own = fz.load_scheme(tmp_path / "finer.csv")
    texts = ["罚款。", "禁止。", "补助资金。"] * 4
    model = fz.AreaClassifier(scheme=own).fit(texts, ["A1", "Bans", "B1"] * 4)
    assert model.classes_.tolist() == [1, 2]
    assert model.predict_measure(texts[:3]).tolist() == ["1", "2", "3"]
