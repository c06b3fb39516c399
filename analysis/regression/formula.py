"""Formulas, read by formulaic: which names they need, what they may call, and the columns of numbers that they make.

formulaic (MIT, pure Python) because it is the successor of patsy that is kept up, and what pyfixest and linearmodels read
formulas with. A formula comes from people and from receipts of other people's studies, and formulaic evaluates what it
holds: only names, numbers, operators and a list of functions pass.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from analysis.errors import InputError

OUTCOME = "share"
# functions that a formula may call, beside C and its codings
MATHS = ("log", "log2", "log10", "exp", "exp2", "exp10")
SHAPES = ("I", "C", "center", "scale", "standardize", "poly", "bs", "cr", "cs", "cc")
OWN = ("lag", "event")
_CODINGS = ("treatment", "sum", "diff", "helmert", "poly")
_NUMPY = ("log", "log1p", "log2", "log10", "exp", "sqrt", "abs", "minimum", "maximum", "square")
_NODES = (
    ast.Expression, ast.Call, ast.Name, ast.Load, ast.Constant, ast.BinOp, ast.UnaryOp, ast.Compare, ast.keyword, ast.Tuple,
    ast.List, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.Mod, ast.FloorDiv, ast.USub, ast.UAdd, ast.Eq, ast.NotEq, ast.Lt,
    ast.LtE, ast.Gt, ast.GtE,
)  # fmt: skip
_MEASURED = re.compile(r"shares?(?:_\d+)?|area(?:_\d+)?|topic(?:_\d+)?|measure|slope|prevalence")
_CONSTANTS = {"0", "1", "-1"}
MOST_TERMS = 200


@dataclass(frozen=True)
class Model:
    """A formula that was read.

    Attributes
    ----------
    formula : str
        As it was given, with the outcome.
    right : str
        What stands on the right.
    needs : tuple of str
        Names whose missing values leave a report out.
    changes : tuple of str
        Names of years of change, where missing means that there was none.
    lags : tuple of (str, int)
        What is taken from earlier years, and how many.
    maths : tuple of str
        Logarithms and the like, which are not finite where a report is to be left out.
    """

    formula: str
    right: str
    needs: tuple[str, ...]
    changes: tuple[str, ...]
    lags: tuple[tuple[str, int], ...]
    maths: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names that a table must have."""
        return tuple(dict.fromkeys([*self.needs, *self.changes, *(name for name, _ in self.lags)]))


def read_formula(formula: str) -> Model:
    """Read a formula.

    Parameters
    ----------
    formula : str
        ``share ~ log(gdp) + new_leader + C(government_level)``; what stands on the left is ``share`` or nothing.

    Raises
    ------
    InputError
        For a formula that cannot be read, that regresses something else than shares, that takes measured text as a
        predictor, or that calls what is no function of formulas.

    Examples
    --------
    >>> read_formula("share ~ log(gdp) + lag(transfer, 1)").names
    ('gdp', 'transfer')
    """
    if not isinstance(formula, str) or formula.count("~") != 1:
        raise InputError("formula", f"is {formula!r}", f"write it like '{OUTCOME} ~ log_gdp + new_leader'")
    left, right = (part.strip() for part in formula.split("~"))
    if left not in ("", OUTCOME):
        remedy = f"write '{OUTCOME} ~ …'"
        if left.startswith(OUTCOME):
            remedy += "; keep rows of one area from the table that comes back"
        raise InputError("formula", f"has {left!r} on its left", remedy)
    found = _Names()
    for expression, is_name in _factors(right, formula):
        if is_name and "." not in expression:
            found.needs[expression] = None
        else:
            found.read(expression, formula)
    measured = sorted(name for name in found.all if _MEASURED.fullmatch(name))
    if measured:
        problem = (
            f"takes {measured[0]!r}, which is measured from text, as a predictor: a predictor measured with error draws its "
            "coefficient toward zero and bends the others, and the correction by codes mends outcomes alone"
        )
        raise InputError("formula", problem, "make the share the outcome, or test the reverse relation")
    return Model(
        f"{OUTCOME} ~ {right}",
        right,
        tuple(found.needs),
        tuple(found.changes),
        tuple(found.lags),
        tuple(found.maths),
    )


def _factors(right: str, formula: str) -> list[tuple[str, bool]]:
    """Expressions of which the terms are made, and whether each is the name of a column."""
    if "|" in right:
        raise InputError("formula", f"{formula!r} has a bar", "give fixed effects as fixed_effects=(…)")
    from formulaic import Formula
    from formulaic.errors import FormulaicError

    try:
        terms = list(Formula(right))
    except (
        FormulaicError,
        SyntaxError,
        TypeError,
        ValueError,
        KeyError,
        IndexError,
        RecursionError,
    ) as error:
        problem = f"{formula!r} cannot be read ({str(error).splitlines()[0] if str(error) else type(error).__name__})"
        raise InputError("formula", problem, f"write it like '{OUTCOME} ~ log_gdp + new_leader'") from None
    if len(terms) > MOST_TERMS:
        raise InputError("formula", f"has {len(terms)} terms", f"use at most {MOST_TERMS}")
    expressions = {
        str(factor.expr): factor.eval_method is not None and factor.eval_method.value == "lookup"
        for term in terms
        for factor in term.factors
    }
    if "1" not in expressions and terms:
        raise InputError(
            "formula", f"{formula!r} takes the constant out", "keep it: shares are not 0 on average"
        )
    return [(one, is_name) for one, is_name in expressions.items() if one not in _CONSTANTS]


class _Names:
    """Names that the expressions of a formula need, by what a missing value of each means."""

    def __init__(self) -> None:
        self.needs: dict[str, None] = {}
        self.changes: dict[str, None] = {}
        self.lags: dict[tuple[str, int], None] = {}
        self.maths: dict[str, None] = {}

    @property
    def all(self) -> set[str]:
        return {*self.needs, *self.changes, *(name for name, _ in self.lags)}

    def read(self, expression: str, formula: str) -> None:
        try:
            tree = ast.parse(expression, mode="eval")
        except (SyntaxError, ValueError, RecursionError):
            problem = f"has {expression!r}, which cannot be read"
            raise InputError(
                "formula", problem, "name columns with letters, digits and underscores"
            ) from None
        self._walk(tree.body, expression, formula)

    def _walk(self, node: ast.AST, expression: str, formula: str) -> None:
        if isinstance(node, ast.Name):
            self.needs[node.id] = None
            return
        if isinstance(node, ast.Call):
            self._call(node, expression, formula)
            return
        if not isinstance(node, _NODES) or (isinstance(node, ast.Constant) and isinstance(node.value, bytes)):
            raise InputError(
                "formula", f"holds {expression!r}, which is no term", f"use names, numbers and {_allowed()}"
            )
        for child in ast.iter_child_nodes(node):
            self._walk(child, expression, formula)

    def _call(self, node: ast.Call, expression: str, formula: str) -> None:
        name = _called(node.func)
        if name is None:
            raise InputError(
                "formula", f"calls what is no function of formulas in {expression!r}", f"use {_allowed()}"
            )
        values = [*node.args, *(own.value for own in node.keywords if not _is_coding(own.value))]
        if name == "lag":
            self._lag(node, expression)
            return
        if (name in MATHS or name.startswith("np.")) and not _is_of_all(node):
            self.maths[ast.unparse(node)] = None
        if name == "event":
            if len(node.args) < 2 or not all(isinstance(own, ast.Name) for own in node.args[:2]):
                if not (len(node.args) > 1 and isinstance(node.args[1], ast.Constant)):
                    problem = f"has {expression!r}"
                    remedy = "write event(year, year_of_change) or event(year, 2021)"
                    raise InputError("formula", problem, remedy)
            elif isinstance(node.args[1], ast.Name):
                self.changes[node.args[1].id] = None
                values = [values[0], *values[2:]]
        for value in values:
            if not _is_coding(value):
                self._walk(value, expression, formula)

    def _lag(self, node: ast.Call, expression: str) -> None:
        given = [own.value for own in node.args[1:] if isinstance(own, ast.Constant)]
        given += [own.value.value for own in node.keywords if isinstance(own.value, ast.Constant)]
        years = given[0] if given else 1
        if (
            not node.args
            or not isinstance(node.args[0], ast.Name)
            or type(years) is not int
            or not 0 < years < 50
        ):
            remedy = "write lag(name) or lag(name, 2), with a name of a column and a number of years"
            raise InputError("formula", f"has {expression!r}", remedy)
        self.lags[(node.args[0].id, years)] = None


def _called(func: ast.expr) -> str | None:
    """Name of a function that may be called."""
    if isinstance(func, ast.Name) and func.id in (*MATHS, *SHAPES, *OWN):
        return func.id
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
        if func.value.id == "np" and func.attr in _NUMPY:
            return f"np.{func.attr}"
        if func.value.id == "contr" and func.attr in _CODINGS:
            return f"contr.{func.attr}"
    return None


def _is_of_all(node: ast.AST) -> bool:
    """Whether a value depends on other rows: something in it is centred, or has knots."""
    calls = (own for own in ast.walk(node) if isinstance(own, ast.Call))
    return any((_called(own.func) or "") in SHAPES[1:] for own in calls)


def _is_coding(node: ast.AST) -> bool:
    """Whether an argument of C is a coding such as contr.sum or contr.treatment("county")."""
    if isinstance(node, ast.Call):
        simple = [*node.args, *(own.value for own in node.keywords)]
        return (_called(node.func) or "").startswith("contr.") and all(
            isinstance(own, ast.Constant) for own in simple
        )
    return isinstance(node, ast.Attribute) and (_called(node) or "").startswith("contr.")


def _allowed() -> str:
    return ", ".join([*MATHS, *SHAPES, *OWN, "contr.treatment and others", "np.sqrt and others"])
