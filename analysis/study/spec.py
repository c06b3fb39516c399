"""Everything a study is made with, checked once: the manifest's parameters and the options of the command are its fields.

Imports only what checks arguments.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError, check_choice, check_level

if TYPE_CHECKING:
    import pandas as pd

COUNTED = ("annual_report", "work_summary", "press_conference")  # as in trends.estimand
DOC_TYPES = (*COUNTED, "plan", "other")
_SEVERAL = ("formula", "fixed_effects")  # settings of one text or several
FORMATS = ("pdf", "svg", "png")  # of the figures
MAX_TOPICS = 500
MAX_SEED = 2**32 - 1
INPUTS = ("reports", "codes", "model", "covariates")  # known to the manifest by their hashes


def _setting(default: Any, option: str, said: str, *choices: str, most: int = 0) -> Any:
    """A field with the option of the command that sets it, what the option says, and what is allowed."""
    return field(default=default, metadata={"option": option, "help": said, "choices": choices, "most": most})


@dataclass(frozen=True)
class Spec:
    """What a study is made with.

    Attributes
    ----------
    reports : path or list of paths, optional
        Where the reports lie; None for the five sample reports.
    codes : DataFrame, optional
        Codes of a random sample of paragraphs, which correct the shares.
    model : path, optional
        The saved classifier; None for the shipped one.
    covariates : DataFrame or path, optional
        What is known of governments besides, as :func:`join_covariates` takes it.
    weight : {"characters", "paragraphs", "reports"}
        What the shares are shares of.
    role : str
        Role of the paragraphs whose shares and trends are traced.
    scheme : str
        Scheme of areas in which shares are told; default that of the model. Given as a name, a file or a Scheme.
    target : {"population", "corpus"}
        What the intervals are about: governments like these, or exactly these reports.
    level : float
        Confidence level of every interval.
    doc_types : sequence of str
        Types of the documents that shares, trends and topics count; a document of unknown type counts.
    n_topics : int
        Number of topics; fewer where the corpus is too small for them.
    random_state : int
        Seed of everything random.
    columns : mapping or str, optional
        Which column of a table of texts holds what, as :func:`read_reports` takes it.
    name : str, optional
        How names of files give facts, as :func:`read_reports` takes it.
    areas : bool
        Whether the documents are about the areas; of other documents (government work reports, plans, white papers) only
        coverage, keyness and topics are made, and all types of documents count.
    formula : str or sequence of str
        What the shares are regressed on, as :func:`area_regression` takes it; default nothing. Figures show the first one.
    fixed_effects : str or sequence of str
        Columns of which each value gets a level of its own in the regressions.
    cluster : str
        Column whose values are independent of each other in the regressions.
    variance : {"CR2", "CR1", "CR3", "wild"}
        Errors of the regressions.
    lang : {"zh", "en"}
        Language of figures and page.
    formats : sequence of {"pdf", "svg", "png"}
        Files of each figure; SVG, which the page shows, is always among them.
    quick : bool
        Whether only the main tables and figures are made.

    Raises
    ------
    InputError
        For a value that is not allowed.

    Examples
    --------
    >>> Spec(level=0.9).parameters["level"]
    0.9
    >>> Spec(lang="fr")
    Traceback (most recent call last):
        ...
    analysis.errors.InputError: lang is 'fr'; use one of 'zh', 'en'.
    """

    reports: Any = None
    codes: pd.DataFrame | None = None
    model: str | os.PathLike[str] | None = None
    covariates: Any = None
    lang: str = _setting("zh", "--lang", "Language of figures, page and remarks.", "zh", "en")
    weight: str = _setting(
        "characters", "--weight", "What the shares are of.", "characters", "paragraphs", "reports"
    )
    role: str = _setting(
        "work", "--role", "Role of the paragraphs in shares and trends.", "work", "problem", "plan"
    )
    scheme: str | None = _setting(
        None,
        "--scheme",
        "Scheme of areas for the shares: outline-2015, outline-2021, or the file of one's own; default that of the model.",
    )
    target: str = _setting(
        "population",
        "--target",
        "Intervals for governments like these, or for these reports.",
        "population",
        "corpus",
    )
    level: float = _setting(0.95, "--level", "Confidence level of the intervals.")
    doc_types: Sequence[str] = _setting(
        COUNTED,
        "--doc-type",
        "Type of the documents that count, repeatable; one whose type is missing counts.",
        *DOC_TYPES,
    )
    n_topics: int = _setting(8, "--topics", "Number of topics.", most=MAX_TOPICS)
    random_state: int = _setting(0, "--seed", "Seed of everything random.", most=MAX_SEED)
    columns: str | Mapping[str, Any] | None = _setting(
        None,
        "--columns",
        "Columns of a table of texts, such as text=正文,year=年份; others are told by name and content.",
    )
    name: str | None = _setting(
        None, "--name", "How names of files give facts, such as {province}_{region}_{year}; {*} is anything."
    )
    areas: bool = _setting(
        True,
        "--no-areas",
        "The documents are no rule-of-law reports: only coverage, keyness and topics are made.",
    )
    formula: Sequence[str] = _setting(
        (),
        "--formula",
        "Regress the shares, such as 'share ~ log(gdp) + C(government_level)'; repeatable.",
    )
    fixed_effects: Sequence[str] = _setting(
        (),
        "--fixed-effects",
        "Column whose values get a level of their own in the regressions, repeatable: region, year.",
    )
    cluster: str = _setting(
        "region", "--cluster", "Column whose values are independent of each other in the regressions."
    )
    variance: str = _setting(
        "CR2",
        "--variance",
        "Clustered errors of the regressions: bias-reduced, usual, about the jackknife's, or with the wild cluster bootstrap.",
        "CR2",
        "CR1",
        "CR3",
        "wild",
    )
    formats: Sequence[str] = _setting(
        FORMATS,
        "--format",
        "File of each figure, repeatable; SVG, which the page shows, is always written.",
        *FORMATS,
    )
    quick: bool = _setting(False, "--quick", "Make the main tables and figures only.")

    def __post_init__(self) -> None:
        if self.model is not None and not isinstance(self.model, (str, os.PathLike)):
            remedy = "save it with save_classifier and give its folder, so that the manifest can name it"
            raise InputError("model", f"is a {type(self.model).__name__}", remedy)
        for name in _SEVERAL:
            given = getattr(self, name)
            if isinstance(given, (str, list)):
                object.__setattr__(self, name, (given,) if isinstance(given, str) else tuple(given))
        for own in SETTINGS:
            _check(own, getattr(self, own.name))
        if self.covariates is not None and not self.formula:
            remedy = "give formula=, such as 'share ~ log(gdp)'"
            raise InputError("covariates", "are given without a formula", remedy)
        formats = tuple(own for own in FORMATS if own in (*self.formats, "svg"))
        object.__setattr__(self, "formats", formats)
        object.__setattr__(self, "scheme", _name_of_scheme(self.scheme, self.model))
        if not self.areas:
            given = {
                "codes": self.codes is not None,
                "model": self.model is not None,
                "formula": self.formula,
            }
            for name in (name for name, is_given in given.items() if is_given):
                raise InputError(
                    name, "is given for documents without areas", "leave it out, or keep the areas"
                )
            if tuple(self.doc_types) == COUNTED:
                object.__setattr__(self, "doc_types", DOC_TYPES)

    @property
    def parameters(self) -> dict[str, Any]:
        """The settings by name, as the manifest records them; what is read it records by its hash."""
        found = {own.name: getattr(self, own.name) for own in SETTINGS}
        return {**found, **{name: list(found[name]) for name in ("doc_types", "formats", *_SEVERAL)}}


SETTINGS: tuple[Field[Any], ...] = tuple(own for own in fields(Spec) if own.name not in INPUTS)


def _name_of_scheme(given: Any, model: str | os.PathLike[str] | None) -> str:
    """The name of the scheme asked for, else of the one that the model answers in; an own one is known by it from now on."""
    from analysis.taxonomy import as_taxonomy, know_scheme, load_taxonomy

    if given is not None:
        return know_scheme(as_taxonomy(given)).scheme
    if model is not None:
        from analysis.areas.models import scheme_of_model

        return scheme_of_model(model).scheme
    return load_taxonomy().scheme


def _check(own: Field[Any], value: Any) -> None:
    choices, most = own.metadata["choices"], own.metadata["most"]
    if choices and isinstance(own.default, tuple):
        if not isinstance(value, (list, tuple)) or not value:
            raise InputError(own.name, f"is {value!r}", f"give a list of {', '.join(choices)}")
        for one in value:
            check_choice(own.name, one, choices)
    elif own.name in _SEVERAL:
        _check_names(own.name, value)
    elif own.name == "cluster":
        if not isinstance(value, str) or not value:
            raise InputError("cluster", f"is {value!r}", "give the name of a column")
    elif own.name == "columns":
        from analysis.reading.tabular.heads import parse_columns

        parse_columns(value)
    elif own.name == "name":
        if value is not None:
            from analysis.reading.evidence.file_names import NamePattern

            NamePattern(value)
    elif choices:
        check_choice(own.name, value, choices)
    elif own.name == "level":
        check_level(value)
    elif most and not (type(value) is int and 0 <= value <= most):
        raise InputError(own.name, f"is {value!r}", f"use a whole number from 0 to {most}")
    elif isinstance(own.default, bool) and type(value) is not bool:
        raise InputError(own.name, f"is {value!r}", "use True or False")


def _check_names(name: str, value: Any) -> None:
    """Formulas and names of columns, none of them twice."""
    if not isinstance(value, (list, tuple)) or not all(isinstance(own, str) and own for own in value):
        raise InputError(name, f"is {value!r}", "give a text, or a list of them")
    if len(set(value)) < len(value):
        raise InputError(name, f"is {value!r}", "name each once")
    if name == "formula" and value:
        from analysis.regression.formula import read_formula

        for formula in value:
            read_formula(formula)


def check_parameters(given: Mapping[str, Any]) -> None:
    """Refuse parameters of a manifest that no study can have; a setting that is not named has its default."""
    unknown = set(given) - {own.name for own in SETTINGS}
    if unknown:
        raise ValueError(f"its parameters hold {', '.join(sorted(unknown))}")
    Spec(**given)
