"""A plan of the analysis, written to a dated file before the codes are made, and what a later run does otherwise."""

from __future__ import annotations

import datetime
import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import __version__
from analysis.coding.drawing import DESIGNS
from analysis.errors import InputError, check_choice
from analysis.estimation import holm
from analysis.frames import design_of
from analysis.study.spec import SETTINGS, Spec
from analysis.tables import check_table

MAX_BYTES = 1 << 20
PANELS = ("full", "balanced")
# settings that no estimate hangs on, or that say how texts are read
NOT_PLANNED = (
    "lang", "n_topics", "random_state", "quick", "columns", "name", "areas", "formula", "fixed_effects", "cluster", "variance",
    "formats",
)  # fmt: skip
ESTIMAND = tuple(own.name for own in SETTINGS if own.name not in NOT_PLANNED)
_DIFFERENCES = ["setting", "planned", "found"]


def write_plan(
    path: str | PathLike[str],
    *,
    title: str = "",
    per_year: int = 150,
    design: str = "simple",
    areas: Sequence[int] | None = None,
    panel: str = "full",
    alpha: float = 0.05,
    checks: Sequence[str] = (),
    written: datetime.date | None = None,
    **estimand: Any,
) -> dict[str, Any]:
    """Write the plan of an analysis to a dated file, before the codes are made.

    Claim: none about the texts. A plan that is deposited where its date can be proved (a registry, a repository) shows
    which estimand, sample, tests and family were meant, and which came later. The file has a hash of its content, so that
    a change by hand shows; who wants to change a plan writes another one.

    Parameters
    ----------
    path : path
        TOML file to write; one that exists is never replaced.
    title : str, default ""
        What is asked, in a sentence.
    per_year : int, default 150
        Paragraphs to code in each year.
    design : {"simple", "area", "length", "error"}, default "simple"
        How they are drawn, as in :func:`sample_for_coding`.
    areas : sequence of int, optional
        Areas whose slopes are tested, which are one family; default all.
    panel : {"full", "balanced"}, default "full"
        Reports whose slopes are tested.
    alpha : float, default 0.05
        Level of the tests, after Holm's adjustment over the family.
    checks : sequence of str, default ()
        Checks of :func:`trend_checks` that a trend must also show in.
    written : date, optional
        Default today.
    **estimand
        ``weight``, ``role``, ``scheme``, ``target``, ``level``, ``doc_types`` and what else a study has of an estimand, as in
        :func:`run_study`.

    Returns
    -------
    dict
        The plan, as :func:`read_plan` reads it.

    Raises
    ------
    InputError
        When the file exists, or a setting is not allowed.

    See Also
    --------
    read_plan : reads it back and says whether it was changed.
    compare_plan : lists what a run does otherwise.
    trend_power : shows which changes the planned sample could see.

    References
    ----------
    Nosek, B. A., Ebersole, C. R., DeHaven, A. C., & Mellor, D. T. (2018). The preregistration revolution. PNAS, 115(11),
    2600–2606. doi:10.1073/pnas.1708274114.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "plan.toml"
    >>> plan = write_plan(file, title="Does dispute resolution gain?", areas=[6], per_year=200, design="length")
    >>> plan["sample"], read_plan(file)["changed"]
    ({'per_year': 200, 'design': 'length'}, False)
    """
    check_choice("design", design, DESIGNS)
    check_choice("panel", panel, PANELS)
    if per_year < 1:
        raise InputError("per_year", f"is {per_year}", "give 1 or more")
    if not 0 < alpha < 1:
        raise InputError("alpha", f"is {alpha}", "give a level between 0 and 1, such as 0.05")
    for name in checks:
        from analysis.trends.checks import FAMILIES

        check_choice("checks", name, tuple(FAMILIES))
    unknown = set(estimand) - set(ESTIMAND)
    if unknown:
        raise InputError("estimand", f"holds {', '.join(sorted(unknown))}", f"use {', '.join(ESTIMAND)}")
    settled = Spec(**estimand).parameters
    plan: dict[str, Any] = {
        "title": title,
        "written": (written or datetime.date.today()).isoformat(),
        "package": f"fazhi-analysis {__version__}",
        "estimand": {name: settled[name] for name in ESTIMAND},
        "sample": {"per_year": per_year, "design": design},
        "tests": {
            "areas": [int(area) for area in areas or ()],
            "panel": panel,
            "alpha": alpha,
            "checks": list(checks),
        },
    }
    file = Path(path)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as out:
            out.write(_as_toml(plan | {"sha256": _hash(plan)}))
    except FileExistsError:
        raise InputError("path", f"'{file}' exists", "give another name: a plan is not replaced") from None
    except OSError as error:
        raise InputError("path", f"'{file}' cannot be written ({error})", "give another place") from None
    return read_plan(file)


def read_plan(path: str | PathLike[str]) -> dict[str, Any]:
    """Read a plan, its form checked.

    Parameters
    ----------
    path : path
        As :func:`write_plan` wrote it.

    Returns
    -------
    dict
        ``title``, ``written``, ``package``, ``estimand``, ``sample``, ``tests``, ``sha256``, and ``changed`` (whether the
        content has another hash than the file says).

    Raises
    ------
    InputError
        When there is no such file, or it is no plan.

    See Also
    --------
    write_plan : writes it.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "plan.toml"
    >>> _ = write_plan(file, areas=[5, 6], alpha=0.01)
    >>> read_plan(file)["tests"]
    {'areas': [5, 6], 'panel': 'full', 'alpha': 0.01, 'checks': []}
    """
    file = Path(path)
    remedy = "give a file that fazhi plan wrote"
    if not file.is_file():
        raise InputError("plan", f"'{file}' does not exist", remedy)
    if file.stat().st_size > MAX_BYTES:
        raise InputError("plan", f"'{file}' is over {MAX_BYTES} bytes", remedy)
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
        plan = {
            name: kind(found[name])
            for name, kind in {"title": str, "written": str, "package": str, "estimand": dict, "sample": dict,
                               "tests": dict}.items()
        }  # fmt: skip
        datetime.date.fromisoformat(plan["written"])
        Spec(**{name: plan["estimand"][name] for name in ESTIMAND})
        check_choice("design", plan["sample"]["design"], DESIGNS)
        check_choice("panel", plan["tests"]["panel"], PANELS)
        plan["sample"]["per_year"] = int(plan["sample"]["per_year"])
        plan["tests"]["areas"] = [int(area) for area in plan["tests"]["areas"]]
    except InputError as error:
        raise InputError("plan", f"'{file}' cannot be used ({error})", remedy) from None
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputError(
            "plan", f"'{file}' cannot be used ({type(error).__name__}: {error})", remedy
        ) from None
    return {**plan, "sha256": str(found.get("sha256")), "changed": found.get("sha256") != _hash(plan)}


def compare_plan(
    plan: Mapping[str, Any] | str | PathLike[str],
    parameters: Mapping[str, Any],
    codes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What an analysis does otherwise than its plan said.

    Parameters
    ----------
    plan : dict or path
        As :func:`read_plan` gives it, or its file.
    parameters : mapping
        What the analysis is made with, by name; what it does not name is not compared.
    codes : DataFrame, optional
        Its hand codes, whose columns tell how they were drawn and when they were made.

    Returns
    -------
    DataFrame, one row per difference
        ``setting``, ``planned``, ``found``, all as text; empty where nothing differs.

    Raises
    ------
    InputError
        When the plan cannot be used.

    See Also
    --------
    write_plan : writes the plan.
    run_study : compares with it and writes the differences into manifest and page.

    Examples
    --------
    >>> import tempfile
    >>> plan = write_plan(Path(tempfile.mkdtemp()) / "plan.toml", weight="characters")
    >>> compare_plan(plan, {"weight": "reports", "level": 0.95})["setting"].tolist()
    ['weight', 'codes']
    """
    plan = dict(plan) if isinstance(plan, Mapping) else read_plan(plan)
    rows = []
    if plan.get("changed"):
        rows.append(("plan", "as written", "changed after it was written"))
    for name, planned in plan["estimand"].items():
        if name in parameters and _plain(parameters[name]) != _plain(planned):
            rows.append((name, _text(planned), _text(parameters[name])))
    rows += _compare_sample(plan, codes)
    return pd.DataFrame(rows, columns=_DIFFERENCES, dtype="string")


def planned_family(plan: Mapping[str, Any], trends: pd.DataFrame) -> pd.Series:
    """p of the slopes that a plan names, adjusted by Holm over them alone; missing for all others.

    Parameters
    ----------
    plan : mapping
        As :func:`read_plan` gives it.
    trends : DataFrame
        As :func:`area_trends` returns it.

    Returns
    -------
    Series of float, with the index of `trends`
    """
    check_table(trends, ("area", "p", "panel"), argument="trends", maker="area_trends")
    areas = plan["tests"]["areas"]
    named = trends["panel"].eq(plan["tests"]["panel"])
    if areas:
        named &= trends["area"].isin(areas)
    found = pd.Series(float("nan"), index=trends.index)
    found[named] = holm(trends.loc[named, "p"].to_numpy(dtype=float))
    return found


def _compare_sample(plan: Mapping[str, Any], codes: pd.DataFrame | None) -> list[tuple[str, str, str]]:
    """How the codes were drawn, how many there are in each year, and whether some are older than the plan."""
    if codes is None:
        return [("codes", f"{plan['sample']['per_year']} paragraphs a year", "none")]
    rows = []
    strata = codes.get("stratum", pd.Series(pd.NA, index=codes.index)).astype("string").dropna()
    designs = sorted({found for name in strata.unique() if (found := design_of(name)) is not None})
    if strata.empty:
        rows.append(("design", plan["sample"]["design"], "not recorded"))
    elif designs != ([] if plan["sample"]["design"] == "simple" else [plan["sample"]["design"]]):
        rows.append(("design", plan["sample"]["design"], ", ".join(designs) or "simple"))
    if "paragraph_id" in codes.columns and len(strata):
        own = codes.drop_duplicates("paragraph_id")
        numbers = own.groupby(
            own["stratum"].str.extract(r"(year=\d+)", expand=False).fillna("all years")
        ).size()
        for year, number in numbers.items():
            if number != plan["sample"]["per_year"]:
                rows.append((f"per_year ({year})", str(plan["sample"]["per_year"]), str(number)))
    if "coded_on" in codes.columns:
        early = int((pd.to_datetime(codes["coded_on"]) < pd.Timestamp(plan["written"])).sum())
        if early:
            rows.append(("codes", f"after {plan['written']}", f"{early} were coded before the plan"))
    return rows


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, (tuple, list)) else value


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)


def _hash(plan: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(plan, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _as_toml(plan: Mapping[str, Any]) -> str:
    """TOML of texts, numbers, lists of them, and tables one deep; its basic strings are those of JSON."""
    top = [f"{name} = {_value(value)}" for name, value in plan.items() if not isinstance(value, Mapping)]
    tables = [
        "\n".join([f"\n[{name}]", *(f"{key} = {_value(own)}" for key, own in value.items())])
        for name, value in plan.items()
        if isinstance(value, Mapping)
    ]
    return "\n".join([*top, *tables]) + "\n"


def _value(value: Any) -> str:
    return json.dumps(_plain(value), ensure_ascii=False).replace("\x7f", "\\u007f")
