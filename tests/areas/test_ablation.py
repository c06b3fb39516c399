"""The ablation changes one component at a time, on every design."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis as fz
from analysis.areas import ablation
from analysis.areas.ablation import COMPONENTS, DESIGNS, Component, ablate
from analysis.areas.classifier import AreaClassifier
from analysis.areas.training import FIELD

TEXTS = {
    "12": "审查规范性文件{}件并予以备案，清理废止文件。",
    "24": "组织行政执法人员资格考试{}场，规范行政处罚裁量权。",
    "33": "办理行政复议案件{}件，人民调解组织化解矛盾纠纷。",
}
TRAINING = pd.DataFrame(
    [(text.format(n) + "等", measure, source) for measure, text in TEXTS.items() for n, source in enumerate(("exemplar", "dictionary"))],
    columns=["text", "measure", "source"],
)  # fmt: skip


@pytest.fixture
def corpus() -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Codes and paragraphs of three reports of two provinces, and their provinces."""
    rows = [
        {
            "report_id": f"r{year}",
            "year": year,
            "text": "".join(text.format(year) + "\n" for text in TEXTS.values()),
        }
        for year in (2018, 2019, 2020)
    ]
    paragraphs = fz.split_paragraphs(pd.DataFrame(rows)).assign(role="work")
    codes = pd.DataFrame(
        {"unit_id": paragraphs["paragraph_id"] + "-i01", "coder": "final", "role": "work", "area": [2, 4, 6] * 3, "measure": list(TEXTS) * 3}
    )  # fmt: skip
    return codes, paragraphs, pd.Series({"r2018": "甲省", "r2019": "甲省", "r2020": "乙省"})


def test_each_component_meets_each_design_and_trains_only_where_it_must(
    corpus: tuple[pd.DataFrame, pd.DataFrame, pd.Series], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes, paragraphs, provinces = corpus
    components = (
        Component("as shipped"),
        Component("without headings", {"heading_weight": 0.0}),
        Component("words beside characters", {"word_weight": 1.0}),
        Component("without dictionary texts", without=("dictionary",)),
        Component("areas", by_area=True),
    )
    trained: list[tuple[int, set[object]]] = []
    fit = AreaClassifier.fit

    def spy(self: AreaClassifier, X: pd.Series, y: pd.Series) -> AreaClassifier:
        trained.append((len(X), set(y)))
        return fit(self, X, y)

    monkeypatch.setattr(ablation, "training_table", lambda _: TRAINING)
    monkeypatch.setattr(AreaClassifier, "fit", spy)
    table = ablate(codes, paragraphs, pd.DataFrame(), provinces, components=components)
    assert table[["component", "design"]].to_numpy().tolist() == [
        [component.name, design] for component in components for design in DESIGNS
    ]
    measures = set(TEXTS)
    assert trained == [(6, measures), (6, measures), (3, measures), (6, {2, 4, 6})]
    assert (table["accuracy"] == 1).all()
    assert table.groupby("design")["n_units"].first().to_dict() == {
        "forward": 6,
        "leave-one-province-out": 9,
        "leave-one-report-out": 9,
        "leave-one-report-out, text only": 9,
    }


def test_components_name_parameters_and_sources_that_exist() -> None:
    parameters = set(AreaClassifier().get_params())
    assert all(set(component.parameters) <= parameters for component in COMPONENTS)
    sources = {"exemplar", "simulated report", FIELD, "dictionary", "measure name"}
    assert all(set(component.without) <= sources for component in COMPONENTS)
    assert len({component.name for component in COMPONENTS}) == len(COMPONENTS)
