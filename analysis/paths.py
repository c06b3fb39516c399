"""Where the files lie that travel with the package: the same call works in a checkout and in a wheel."""

from __future__ import annotations

from pathlib import Path

from analysis.errors import InputError

_PACKAGE = Path(__file__).resolve().parent
SHIPPED = "area-2015"  # the model that travels with the package


def resource(name: str) -> Path:
    """Path of a file in ``analysis/resources``."""
    path = _PACKAGE / "resources" / name
    if not path.exists():
        raise InputError("resource", f"{name!r} is not in the installed package", "install the package again")
    return path


def shipped(name: str) -> Path:
    """Path of ``models`` or ``data/reports``: inside the wheel, or at the top of the checkout."""
    for root in (_PACKAGE / "shipped", _PACKAGE.parent):
        if (root / name).exists():
            return root / name
    raise InputError("shipped file", f"{name!r} is not in the installed package", "install the package again")


def shipped_model() -> Path:
    """Folder of the model that travels with the package."""
    return shipped("models") / SHIPPED


def sample_reports() -> Path:
    """Folder with the five real sample reports and their ``reports.csv``.

    Returns
    -------
    Path
        In a checkout ``data/reports``, otherwise the copy inside the installed package.

    See Also
    --------
    read_reports : reads the folder.
    run_study : runs the whole study on it.

    Examples
    --------
    >>> sorted(path.name for path in sample_reports().glob("*.txt"))[0]
    'huangshi_2022.txt'
    """
    return shipped("data/reports")
