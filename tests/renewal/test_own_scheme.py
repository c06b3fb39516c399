"""A model of own categories is renewed: what trained it trains again, the version is named after the scheme."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis as fz
from analysis.reading.split import split_items
from analysis.renewal.cycle import RenewedModel, renew_model, save_renewed
from analysis.renewal.registry import default_folder
from analysis.scheme import Scheme
from analysis.tables import make_table
from analysis.taxonomy import codebook_version

EXAMPLE = Path(__file__).parents[2] / "data" / "example"


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return fz.load_scheme(EXAMPLE / "library_work.csv")


@pytest.fixture(scope="module")
def renewed(scheme: Scheme) -> RenewedModel:
    """The letters to 2021 trained the present model, all their codes being of a random sample; 2022 was drawn since."""
    paragraphs = fz.split_paragraphs(fz.read_reports(EXAMPLE / "letters.csv", columns={"region": "library"}))
    known = pd.read_csv(EXAMPLE / "answers.csv", dtype=str).set_index("text")["category"]
    known = known[~known.index.duplicated()]
    items = split_items(paragraphs).merge(
        paragraphs[["paragraph_id", "report_id", "year"]], on="paragraph_id"
    )
    said = items["text"].str.strip().map(known)
    items = items.assign(category=said)[said.notna()].drop_duplicates("text").reset_index(drop=True)
    is_new = (items["year"] == 2022).to_numpy(dtype=bool)
    trains = is_new & (np.arange(len(items)) % 3 == 0)
    codes = make_table(
        "codes",
        items[["paragraph_id", "report_id", "n_chars", "text_hash"]].assign(
            unit_id=items["item_id"],
            coder="li",
            role="work",
            area=scheme.read(items["category"]),
            inclusion_probability=np.where(trains, np.nan, 0.5),
            frame_id=np.where(is_new, "new", "old"),
            codebook_version=codebook_version(scheme),
        ),
    )
    present = fz.train_on_codes(codes[~is_new], paragraphs, calibrate=False)
    return renew_model(codes, paragraphs, 2022, present=present)


def test_codes_that_trained_go_on_training(renewed: RenewedModel) -> None:
    assert (renewed.retrained.training["year"] < 2022).sum() > 100
    drawn = renewed.codes["inclusion_probability"].notna()
    assert renewed.codes.loc[drawn, "report_id"].str.endswith("2022").all()


def test_what_cannot_be_tested_is_said(renewed: RenewedModel) -> None:
    checks = renewed.gate.checks.set_index("check")
    assert checks.at["earlier years", "reason"].startswith("earlier years: not tested")
    assert bool(checks.at["unseen", "passed"])
    assert set(checks["years"].dropna()) == {"new"}


def test_versions_are_named_after_the_scheme(renewed: RenewedModel, scheme: Scheme, tmp_path: Path) -> None:
    model = renewed.retrained.model
    with pytest.raises(fz.InputError, match="holds no model of the scheme 'library_work'; train one first"):
        default_folder(tmp_path, scheme)
    first = fz.save_classifier(model, tmp_path / "library_work")
    assert default_folder(tmp_path).name == "area-2015"
    assert default_folder(tmp_path, scheme) == first
    saved, result = save_renewed(renewed, tmp_path, force=True)
    assert saved.name == "library_work-2022"
    assert result in ("passed", "forced")
    assert default_folder(tmp_path, scheme) == default_folder(tmp_path) == saved
    assert fz.list_models(tmp_path)["parent"].dropna().tolist() == ["library_work"]
