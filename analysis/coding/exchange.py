"""The same units and codes by way of Label Studio and doccano, for coders who work in a browser.

Both are free (Apache-2.0 and MIT) and run on a laptop. What they export comes back through the same checks as
a coding sheet. An export may leave out units that nobody has coded, so a unit that is not there is no
mistake.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal, overload
from xml.sax.saxutils import quoteattr

import pandas as pd

from analysis.codebook import CODEBOOK_VERSION
from analysis.coding.codes import collect_codes
from analysis.coding.exchange_rows import read_lines, read_tasks
from analysis.coding.units import Unit, prepare_units, write_marks, write_new
from analysis.coding.values import FIELDS, choices
from analysis.crosswalk import scheme_of_codes
from analysis.errors import InputError
from analysis.language import words_of
from analysis.output import check_output
from analysis.scheme import Scheme
from analysis.tables import SCHEME
from analysis.taxonomy import as_taxonomy, codebook_version

_COLOURS = dict(zip(FIELDS, ("#0077bb", "#009988", "#33bbee", "#ee7733", "#777777"), strict=True))


def write_label_studio(sample: pd.DataFrame, path: str | Path, *, blind: bool = True) -> Path:
    """Write units as tasks for Label Studio; :func:`label_studio_config` is the labelling interface for them.

    Parameters
    ----------
    sample : DataFrame, one row per unit
        As :func:`sample_for_coding` returns it.
    path : path
        ``*.json``; a file that exists is never overwritten.
    blind : bool, default True
        Leave report, year, region, headings and the model's answer out, and show another id for each unit;
        :func:`read_label_studio` gives the unit's own back.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    InputError
        When the file exists, its ending or folder will not do, or `sample` cannot be used.

    See Also
    --------
    label_studio_config : gives the labelling interface for the tasks.
    read_label_studio : reads the codes back.
    write_coding_sheet : writes a spreadsheet instead.

    Examples
    --------
    >>> import tempfile
    >>> sample = pd.DataFrame({"unit_id": ["r-p001-i01"], "text": ["依法行政。"], "inclusion_probability": [0.5]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_label_studio(sample, f"{folder}/tasks.json")
    ...     json.loads(path.read_text("utf-8"))[0]["data"]["text"]
    '依法行政。'
    """
    check_output(path, (".json",))
    tasks = [{"data": data} for data in _records(prepare_units(sample, blind=blind), sample)]
    return write_new(path, json.dumps(tasks, ensure_ascii=False, indent=1).encode(), (".json",))


def label_studio_config(lang: str = "zh", *, scheme: Scheme | str | None = None) -> str:
    """The labelling interface for Label Studio, to be pasted under Settings, Labeling Interface, Code.

    Parameters
    ----------
    lang : {"zh", "en"}, default "zh"
        Language of captions and choices.
    scheme : Scheme or str, optional
        Scheme of the choices; default the eight areas.

    Returns
    -------
    str
        XML with the text between its neighbours, and one choice each for role, area, second area, measure and
        how sure the coder is.

    See Also
    --------
    write_label_studio : writes the tasks that the interface shows.
    doccano_labels : gives the labels for doccano.

    Examples
    --------
    >>> label_studio_config("en").splitlines()[1].strip()
    '<Header value="Text before"/>'
    """
    captions, own = words_of("coding.captions", lang), None if scheme is None else as_taxonomy(scheme)
    lines = ["<View>"]
    for name in ("before", "text", "after"):
        lines += [
            f"  <Header value={quoteattr(captions[name].capitalize())}/>",
            f'  <Text name="{name}" value="${name}"/>',
        ]
    for field in FIELDS:
        if not choices(field, lang, own):
            continue
        layout = 'layout="select"' if field == "measure" else 'showInline="true"'
        required = ' required="true"' if field == "role" else ""
        lines.append(f"  <Header value={quoteattr(captions[field].capitalize())}/>")
        lines.append(f'  <Choices name="{field}" toName="text" choice="single" {layout}{required}>')
        lines += [f"    <Choice value={quoteattr(label)}/>" for label in choices(field, lang, own).values()]
        lines.append("  </Choices>")
    lines.append(f"  <Header value={quoteattr(captions['note'].capitalize())}/>")
    lines += ['  <TextArea name="note" toName="text" rows="2" editable="true"/>', "</View>"]
    return "\n".join(lines) + "\n"


@overload
def read_label_studio(
    path: str | Path, coder: str | None = None, *, return_problems: Literal[False] = False
) -> pd.DataFrame: ...


@overload
def read_label_studio(
    path: str | Path, coder: str | None = None, *, return_problems: Literal[True]
) -> tuple[pd.DataFrame, pd.DataFrame]: ...


def read_label_studio(
    path: str | Path, coder: str | None = None, *, return_problems: bool = False
) -> pd.DataFrame | tuple[pd.DataFrame, pd.DataFrame]:
    """Read the codes of an export from Label Studio (format JSON, not JSON-MIN).

    Parameters
    ----------
    path : path
        The exported file.
    coder : str, optional
        Name of the one coder; default the e-mail address or number of whoever completed each annotation.
    return_problems : bool, default False
        Also return what is wrong with the annotations left out; otherwise a warning counts them and gives the
        first.

    Returns
    -------
    codes : DataFrame, one row per unit and coder
        As :func:`read_codes` returns it; ``coded_on`` is the day, in UTC, of the annotation. Annotations that
        the coder skipped count as not yet coded; :func:`read_units` tells which units are.
    problems : DataFrame, one row per mistake
        As :func:`read_codes` returns it; ``row`` is the number of the task in the file.

    Raises
    ------
    InputError
        When the file is no such export.

    See Also
    --------
    write_label_studio : writes the tasks.
    final_codes : reduces the codes of several coders to one for each unit.

    Examples
    --------
    >>> import tempfile
    >>> sample = pd.DataFrame({"unit_id": ["r-p001-i01"], "text": ["依法行政。"], "inclusion_probability": [0.5]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_label_studio(sample, f"{folder}/tasks.json")
    ...     task = json.loads(path.read_text("utf-8"))[0]
    ...     chosen = {"from_name": "measure", "value": {"choices": ["33"]}}
    ...     role = {"from_name": "role", "value": {"choices": ["work"]}}
    ...     task["annotations"] = [{"completed_by": 7, "result": [role, chosen]}]
    ...     _ = path.write_text(json.dumps([task]), "utf-8")
    ...     codes = read_label_studio(path)
    >>> codes[["unit_id", "coder", "area"]].values.tolist()
    [['r-p001-i01', '7', 6]]
    """
    return collect_codes(read_tasks(Path(path), coder), return_problems)


def write_doccano(sample: pd.DataFrame, path: str | Path, *, blind: bool = True) -> Path:
    """Write units as JSONL for a doccano project of the kind text classification.

    The labels of the project are those of :func:`doccano_labels`.

    Parameters
    ----------
    sample : DataFrame, one row per unit
        As :func:`sample_for_coding` returns it.
    path : path
        ``*.jsonl``; a file that exists is never overwritten.
    blind : bool, default True
        Leave report, year, region, headings and the model's answer out, and show another id for each unit;
        :func:`read_doccano` gives the unit's own back.

    Returns
    -------
    Path
        The file written. What stands beside ``text`` and ``label`` is metadata to doccano and is exported
        again.

    Raises
    ------
    InputError
        When the file exists, its ending or folder will not do, or `sample` cannot be used.

    See Also
    --------
    doccano_labels : gives the labels of the project.
    read_doccano : reads the codes back.

    Examples
    --------
    >>> import tempfile
    >>> sample = pd.DataFrame({"unit_id": ["r-p001-i01"], "text": ["依法行政。"], "inclusion_probability": [0.5]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_doccano(sample, f"{folder}/units.jsonl")
    ...     json.loads(path.read_text("utf-8"))["unit_id"]
    'u-bf67e1719b'
    """
    check_output(path, (".jsonl",))
    records = [data | {"label": []} for data in _records(prepare_units(sample, blind=blind), sample)]
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    return write_new(path, lines.encode(), (".jsonl",))


def doccano_labels(lang: str = "zh", *, scheme: Scheme | str | None = None) -> str:
    """The labels of a doccano project, as JSON to be imported under Labels.

    Parameters
    ----------
    lang : {"zh", "en"}, default "zh"
        Language of the names.
    scheme : Scheme or str, optional
        Scheme of the labels; default the eight areas.

    Returns
    -------
    str
        One label per value of each field; a coder gives a unit one label of each field that applies.

    See Also
    --------
    write_doccano : writes the units of the project.
    label_studio_config : gives the interface for Label Studio.

    Examples
    --------
    >>> json.loads(doccano_labels("en"))[0]["text"]
    'role:work｜Work'
    """
    own = None if scheme is None else as_taxonomy(scheme)
    labels = [
        {"text": f"{field}:{label}", "background_color": _COLOURS[field], "text_color": "#ffffff"}
        for field in FIELDS
        for label in choices(field, lang, own).values()
    ]
    return json.dumps(labels, ensure_ascii=False, indent=1) + "\n"


@overload
def read_doccano(
    path: str | Path, coder: str, *, return_problems: Literal[False] = False
) -> pd.DataFrame: ...


@overload
def read_doccano(
    path: str | Path, coder: str, *, return_problems: Literal[True]
) -> tuple[pd.DataFrame, pd.DataFrame]: ...


def read_doccano(
    path: str | Path, coder: str, *, return_problems: bool = False
) -> pd.DataFrame | tuple[pd.DataFrame, pd.DataFrame]:
    """Read the codes of one coder from an export of doccano (JSONL).

    Parameters
    ----------
    path : path
        The exported file of one coder, such as ``admin.jsonl`` out of the exported ZIP archive.
    coder : str
        Name of the coder; the export does not hold it.
    return_problems : bool, default False
        Also return what is wrong with the lines left out; otherwise a warning counts them and gives the
        first.

    Returns
    -------
    codes : DataFrame, one row per unit
        As :func:`read_codes` returns it; ``coded_on`` is missing, because the export does not hold it.
    problems : DataFrame, one row per mistake
        As :func:`read_codes` returns it; ``row`` is the line of the file.

    Raises
    ------
    InputError
        When `coder` is empty or the file is no text.

    See Also
    --------
    write_doccano : writes the units of the project.
    final_codes : reduces the codes of several coders to one for each unit.

    Examples
    --------
    >>> import tempfile
    >>> sample = pd.DataFrame({"unit_id": ["r-p001-i01"], "text": ["依法行政。"], "inclusion_probability": [0.5]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_doccano(sample, f"{folder}/units.jsonl")
    ...     coded = path.read_text("utf-8").replace('"label": []', '"label": ["role:work", "measure:33"]')
    ...     _ = path.write_text(coded, "utf-8")
    ...     codes = read_doccano(path, coder="a")
    >>> codes[["unit_id", "coder", "area"]].values.tolist()
    [['r-p001-i01', 'a', 6]]
    """
    if not isinstance(coder, str) or not coder.strip():
        raise InputError("coder", f"is {coder!r}", "give the coder's name; the export does not hold it")
    return collect_codes(read_lines(Path(path), coder.strip()), return_problems)


def _records(units: list[Unit], sample: pd.DataFrame) -> list[dict[str, Any]]:
    own = scheme_of_codes(sample)
    version = codebook_version(own) if own.scheme != SCHEME else CODEBOOK_VERSION
    return [
        {
            **{"unit_id": unit.seen_id, "before": unit.before, "text": unit.text, "after": unit.after},
            **unit.shown,
            "marks": write_marks(unit, number, len(units), "", version=version),
        }
        for number, unit in enumerate(units, start=1)
    ]
