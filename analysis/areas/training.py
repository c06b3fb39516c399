"""What the classifier learns from: exemplars and field units written for the project, the dictionary, names of measures.

No text of a sample report is among it, so that the five reports can test the model.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.areas.classifier import AreaClassifier
from analysis.errors import InputError
from analysis.paths import shipped
from analysis.taxonomy import load_lexicon, load_taxonomy

TERMS_PER_TEXT = 8
RESERVED_EACH = 6
FIELD, FIELD_FOLDS = "field unit", 3  # the first fold of the field units trains nothing: it tests
# Paragraphs whose answers are recorded in the card and checked at every loading; simulated, never trained on.
CANARIES = (
    ("清理规范行政审批事项，取消和下放许可事项12项，压缩办理时限。", 1),
    ("加强食品药品市场监管，开展联合抽查，公示企业信用信息。", 1),
    ("完善应急预案，组织防汛演练，做好突发事件处置。", 1),
    ("推进污水处理和大气污染防治，关停超标排放企业8家。", 1),
    ("编制年度立法计划，起草地方性法规草案3部，公开征求意见。", 2),
    ("严格规范性文件合法性审核和备案审查，废止文件46件。", 2),
    ("落实重大行政决策公众参与、专家论证、风险评估程序。", 3),
    ("法律顾问参与政府合同审查，出具法律意见书35份。", 3),
    ("落实行政执法公示、全过程记录、重大执法决定法制审核三项制度。", 4),
    ("组织执法人员资格考试，换发行政执法证件，清理执法辅助人员。", 4),
    ("推进综合行政执法改革，执法力量下沉乡镇街道。", 4),
    ("办理人大代表建议和政协委员提案132件，自觉接受监督。", 5),
    ("主动公开政府信息5600条，办理依申请公开72件。", 5),
    ("开展审计项目40个，督促问题整改到位。", 5),
    ("收到行政复议申请96件，受理80件，审结75件。", 6),
    ("建立人民调解委员会320个，调解纠纷2100件。", 6),
    ("组织领导干部学法，举办法治专题培训班4期，开展任前法律知识考试。", 7),
    ("政府常务会议会前学法6次，提高运用法治思维的能力。", 7),
    ("党政主要负责人履行推进法治建设第一责任人职责，召开专题会议部署。", 8),
    ("落实谁执法谁普法责任制，开展宪法宣传周活动30场。", 8),
)
# of officialese, runs of characters alone tell as much as words beside them (the card says how this was compared)
SHIPPED = {"word_weight": 0.0}
TRAINED_ROLES = ("work", "problem", "plan", "question")


def canary_texts(model: AreaClassifier) -> list[str]:
    """Texts by whose answers a saved model is checked: simulated ones; of own categories their names, which show no text."""
    if model.is_base:
        return [text for text, _ in CANARIES]
    names = model.scheme_.areas[["name_zh", "name_en"]].to_numpy(dtype=object).ravel().tolist()
    return [str(name) for name in dict.fromkeys(names)]


def read_exemplars(folder: str | Path | None = None) -> pd.DataFrame:
    """Read the exemplars of a folder of CSV files, the simulated reports of its folder ``documents``, and the field units.

    Returns
    -------
    DataFrame
        ``exemplar_id``, ``measure``, ``area``, ``area_2``, ``role``, ``period``, ``level``, ``text``, ``source`` (exemplar,
        simulated report, field unit); of simulated reports and field units also ``document``, ``heading_1``, ``heading_2``.
        Of the field units, which lie in the folder ``field`` beside it, the fold that tests is left out.
    """
    folder = Path(shipped("data/exemplars") if folder is None else folder)
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise InputError("exemplars", f"folder '{folder}' holds no CSV", "give the folder data/exemplars")
    parts = [pd.read_csv(file, dtype="string").assign(source="exemplar") for file in files]
    for file in sorted((folder / "documents").glob("*.csv")):
        parts.append(pd.read_csv(file, dtype="string").assign(source="simulated report"))
    if (folder.parent / "field" / "units.csv").is_file():
        field = read_field(folder.parent / "field")
        kept = field[field["fold"] > 0].rename(columns={"unit_id": "exemplar_id"}).assign(source=FIELD)
        parts.append(kept.drop(columns=["fold", "year", "confidence"]).astype("string"))
    return pd.concat(parts, ignore_index=True).astype({"area": "Int64", "area_2": "Int64"})


def read_field(folder: str | Path | None = None) -> pd.DataFrame:
    """Read the field units: paragraphs and items written in the manner of real reports, coded by hand.

    Returns
    -------
    DataFrame
        ``unit_id``, ``document``, ``year``, ``level``, ``heading_1``, ``heading_2``, ``role``, ``area``, ``area_2``,
        ``measure``, ``confidence`` (clear, arguable), ``text``, and the ``fold`` of the document: whole documents are
        trained on or tested.
    """
    folder = Path(shipped("data/field") if folder is None else folder)
    table = pd.read_csv(folder / "units.csv", dtype="string")
    table["fold"] = table["document"].map(lambda name: int(_digest(name), 16) % FIELD_FOLDS)
    return table.astype({"area": "Int64", "area_2": "Int64", "year": "Int64"})


def dictionary_texts() -> pd.DataFrame:
    """The dictionary as texts: terms of one measure in groups of eight, and the name of each measure.

    Returns
    -------
    DataFrame
        ``text``, ``measure``, ``source`` ("dictionary" or "measure name").
    """
    lexicon = load_lexicon().dropna(subset="measure")
    rows = []
    for measure, terms in lexicon.groupby("measure", sort=True)["term"]:
        mixed = terms.sample(frac=1, random_state=0).tolist()  # neighbours in the file are near alike
        rows += [
            {
                "text": "、".join(mixed[start : start + TERMS_PER_TEXT]),
                "measure": measure,
                "source": "dictionary",
            }
            for start in range(0, len(mixed), TERMS_PER_TEXT)
        ]
    names = load_taxonomy("outline-2015").measures["name_zh"]
    rows += [{"text": name, "measure": measure, "source": "measure name"} for measure, name in names.items()]
    return pd.DataFrame(rows)


def reserved(exemplars: pd.DataFrame) -> pd.Series:
    """Which exemplars train nothing, so that simulated corpora can be made of texts the classifier has not seen.

    Within each role and measure, in an order that the ids alone decide, every sixth is reserved; of the field units none.
    """
    order = exemplars["exemplar_id"].map(_digest)
    groups = order.groupby([exemplars["source"] == FIELD, exemplars["role"], exemplars["measure"].fillna("")])
    return (groups.rank(method="first") % RESERVED_EACH == 0) & (exemplars["source"] != FIELD)


def training_table(exemplars: pd.DataFrame | None) -> pd.DataFrame:
    """All training texts with measure and source; reserved exemplars are left out."""
    parts = [dictionary_texts()]
    if exemplars is not None:
        usable = exemplars[exemplars["role"].isin(TRAINED_ROLES) & exemplars["measure"].notna()]
        if "source" not in usable.columns:
            usable = usable.assign(source="exemplar")
        if "exemplar_id" in usable.columns:
            usable = usable[~reserved(usable)]
        parts.insert(0, usable[["text", "measure", "source"]])
    return pd.concat(parts, ignore_index=True)


def train_classifier(training: pd.DataFrame, **parameters: Any) -> AreaClassifier:
    """Fit an :class:`AreaClassifier` on a training table, with the parameters of the shipped model; the fit is deterministic."""
    own = {**SHIPPED, **parameters}
    return AreaClassifier(random_state=0, **own).fit(training["text"], training["measure"])


def _digest(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=8).hexdigest()


def training_facts(training: pd.DataFrame) -> dict[str, Any]:
    """Counts by source and a hash of all training texts and labels, for the model card."""
    digest = hashlib.sha256()
    for text, measure in zip(training["text"], training["measure"], strict=True):
        digest.update(f"{measure}\t{text}\n".encode())
    counts = training["source"].value_counts().sort_index()
    return {
        "n_texts": len(training),
        **{f"n_{k}": int(v) for k, v in counts.items()},
        "sha256": digest.hexdigest(),
    }
