"""A reader who does what a page says: copies its commands and its Python, and codes the sheets that are drawn on the way."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pandas as pd
import pytest
from matplotlib import pyplot as plt
from openpyxl import load_workbook

import analysis as fz
from analysis.cli import fazhi
from analysis.cli import main as run_command

DOCS = Path(__file__).parents[2] / "docs"
DRAWN = ("sample", "adjudicate")
_BLOCK = re.compile(r"^```(sh|python|r)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(page: Path) -> list[tuple[str, str]]:
    """Language and text of each block that a reader would run; ``text`` blocks are examples to adapt."""
    return _BLOCK.findall(page.read_text(encoding="utf-8"))


def commands(text: str) -> list[list[str]]:
    """The words of each command ``fazhi`` in a block."""
    lines = text.replace("\\\n", " ").splitlines()
    return [shlex.split(line, comments=True) for line in lines if line.startswith("fazhi ")]


def follow(page: Path, here: Path) -> None:
    """Run the page from top to bottom in the folder `here`, which is the working directory."""
    names: dict[str, object] = {"__name__": page.stem}
    for language, text in blocks(page):
        if language == "python":
            exec(compile(text, page.name, "exec"), names)  # safe: a page of this repository
            plt.close("all")
        for words in commands(text) if language == "sh" else ():
            call(words)
            if words[1] in DRAWN:
                code(here / words[words.index("--out") + 1])


def call(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run_command(words[1:])
    assert ended.value.code in (0, None), shlex.join(words)


def code(sheet: Path) -> None:
    """Fill in a workbook as its coder would: by the truth of the simulated reports, with a slip here and there by Li."""
    truth = pd.read_csv("demo/truth_items.csv", dtype=str).set_index("item_id")
    units = fz.read_units(sheet)
    known = dict(zip(units["text"].str.strip(), units["unit_id"], strict=True))
    book = load_workbook(sheet)
    page = book.worksheets[0]
    rows = list(page.iter_rows(max_row=20))
    head = next(row for row in rows if any(str(cell.value).startswith("text｜") for cell in row))
    column = {str(cell.value).split("｜")[0]: cell.column for cell in head}
    for number in range(head[0].row + 1, page.max_row + 1):
        text = page.cell(number, column["text"]).value
        if str(text).strip() not in known:
            continue
        unit = truth.loc[known[str(text).strip()]]
        area = int(unit["area"])
        if sheet.stem == "li" and area and number % 6 == 0:
            area = area % 8 + 1
        if sheet.stem == "own" and area:  # three categories of the reader's own
            area = {1: 1, 4: 2}.get(area, 3)
        page.cell(number, column["role"]).value = unit["role"]
        page.cell(number, column["area"]).value = str(area)
    book.save(sheet)


def options(words: list[str]) -> tuple[set[str], set[str]]:
    """The options that a command is given, and those that it has."""
    command = fazhi.commands[words[1]]
    if isinstance(getattr(command, "commands", None), dict):
        command = command.commands[words[2]]
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    return {word.split("=")[0] for word in words if word.startswith("--")}, known | {"--help"}
