"""What a study makes its tables from: its settings, texts and classifier, and the tables made so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.errors import InputError
from analysis.study.spec import Spec
from analysis.tables import CODED_ROLES
from analysis.trends.estimand import counted_types

if TYPE_CHECKING:
    from analysis.areas.classifier import AreaClassifier
    from analysis.areas.evaluate import Evaluation
    from analysis.areas.judging import AreaJudge
    from analysis.topics.model import TopicModel

TOPIC_REFITS = 5  # on other parts of the reports, for the intervals of topics
PARAGRAPHS_OF_A_TOPIC = 5  # fewer, and the number of topics shrinks


@dataclass
class Work:
    """What a study has to make its tables from: its settings, texts, classifier, and the tables made so far."""

    spec: Spec
    texts: pd.DataFrame
    classifier: AreaJudge | None
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    is_learned: bool = False  # whether the classifier was trained on the codes of this study
    omitted: dict[str, str] = field(default_factory=dict)  # parts of tables that could not be made, and why

    @property
    def coded(self) -> pd.DataFrame:
        return self.tables["paragraphs"]

    @property
    def codes(self) -> pd.DataFrame | None:
        return self.tables.get("codes")

    @property
    def estimand(self) -> dict[str, Any]:
        """What every estimate of an area is about."""
        return {name: getattr(self.spec, name) for name in ("weight", "role", "scheme", "doc_types", "level")}

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The classified paragraphs of documents that count."""
        return self.coded[counted_types(self.coded, self.spec.doc_types)]

    @cached_property
    def years(self) -> list[int]:
        """Years of which there are reports that count."""
        counted = self.texts[counted_types(self.texts, self.spec.doc_types)]
        return sorted({int(year) for year in counted["year"].dropna()})

    @cached_property
    def ends(self) -> tuple[int, int]:
        """The years between which a change is told: the first and the last with intervals, or of all where no two have any."""
        if len(self.years) < 2:
            raise InputError("reports", f"cover {len(self.years)} years", "a change takes two")
        shares = self.tables.get("shares")
        told = [] if shares is None else sorted(shares.dropna(subset=["low"])["year"].unique())
        known = told if len(told) > 1 else self.years
        return int(known[0]), int(known[-1])

    @cached_property
    def topics(self) -> TopicModel:
        """The topic model; it has fewer topics where the corpus is small."""
        from analysis.topics.model import TopicModel

        usable = int((self.counted["role"].isin(CODED_ROLES) & (self.counted["n_chars"] > 0)).sum())
        fitting = min(self.spec.n_topics, usable // PARAGRAPHS_OF_A_TOPIC)
        if fitting < 2:
            raise InputError("reports", f"hold {usable} paragraphs for topics", "two topics need 10")
        return TopicModel(n_topics=fitting, random_state=self.spec.random_state).fit(self.counted)

    @cached_property
    def topic_refits(self) -> list[TopicModel]:
        """The topics on other parts of the reports; none where no year has two reports, which have no interval."""
        from analysis.topics.alignment import refit_topics

        dated = self.counted.dropna(subset=["year"])
        if dated.groupby("year")["report_id"].nunique().max() < 2:
            return []
        given = {"n_seeds": TOPIC_REFITS, "random_state": self.spec.random_state}
        return refit_topics(self.topics, self.counted, **given)

    @cached_property
    def trainable(self) -> AreaClassifier | None:
        """The classifier with all that calibrating it and training it again take."""
        from analysis.areas.classifier import AreaClassifier
        from analysis.areas.models import load_classifier

        own = self.classifier
        return own if own is None or isinstance(own, AreaClassifier) else load_classifier(self.spec.model)

    @cached_property
    def evaluation(self) -> Evaluation:
        """The classifier against the codes, each report left out in turn."""
        codes = self.final_codes  # without them nothing is imported
        from analysis.areas.evaluate import evaluate_classifier

        return evaluate_classifier(
            codes,
            paragraphs=self.coded,
            model=None if self.is_learned else self.trainable,
            scheme=self.spec.scheme if self.is_learned else None,
            baselines=False,
            level=self.spec.level,
            random_state=self.spec.random_state,
        )

    @property
    def final_codes(self) -> pd.DataFrame:
        if self.codes is None:
            raise InputError(
                "codes", "were not given", "code a random sample (fazhi sample) and give --codes"
            )
        return self.codes
