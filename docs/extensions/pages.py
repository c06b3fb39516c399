"""Pages that are written from what they describe: the verbs by step and what goes with each, the command, the notebooks, the datasheet."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from gallery import gallery
from nbconvert import MarkdownExporter
from sphinx.application import Sphinx

import analysis
from analysis.cli import COMMANDS
from analysis.reading.formats.readable import describe_kinds
from analysis.study.catalogue import EXHIBITS, TABLES
from analysis.study.page.words import load_words
from analysis.study.verbs import claim_of, verbs_by_step

ROOT = Path(__file__).parents[2]


def write(app: Sphinx) -> None:
    """Write all generated pages below ``docs/generated``, each only where it changed."""
    target = Path(app.srcdir) / "generated"
    pages = {
        **reference(),
        "commands.md": commands(),
        "formats.inc": formats(),
        "figures.md": figures(),
        "gallery.md": gallery(target / "gallery"),
        "datasheet.md": datasheet(),
        **notebooks(target),
    }
    for name, text in pages.items():
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")


def reference() -> dict[str, str]:
    """One page for each step, and one that lists them; every public verb stands on exactly one."""
    pages, listed = {}, []
    for step, own in verbs_by_step().items():
        if not own:
            continue
        name = re.sub(r"\W+", "-", step.lower())
        summary = [
            "| verb | what it does |",
            "|---|---|",
            *(f"| {_link(verb)} | {_claim(verb)} |" for verb in own),
        ]
        pages[f"reference/{name}.md"] = "\n".join(
            [f"# {step}", "", *summary, "", *(_entry(verb) for verb in own)]
        )
        listed.append(f"reference/{name}")
    tree = "\n".join(["```{toctree}", *(f"/generated/{name}" for name in listed), "```"])
    pages["reference.md"] = (
        f"# Reference, by step\n\nAll names are used as `fz.NAME` after `import analysis as fz`.\n\n{tree}\n"
    )
    return pages


def _entry(verb: str) -> str:
    kind = "class" if isinstance(getattr(analysis, verb), type) else "function"
    members = (
        "\n:members:\n:exclude-members: set_fit_request, set_predict_request, set_score_request, set_transform_request"
        if kind == "class"
        else ""
    )
    return (
        f"## `{verb}`\n\n```{{eval-rst}}\n.. currentmodule:: analysis\n\n.. auto{kind}:: analysis.{verb}"
        + members.replace("\n", "\n   ")
        + "\n```\n"
        + _see_also(verb)
    )


def _doc(verb: str) -> str:
    return inspect.getdoc(getattr(analysis, verb)) or ""


def _claim(verb: str) -> str:
    """The first sentence of the docstring, for a table."""
    return claim_of(verb).replace("``", "`").replace("|", "\\|")


def _link(verb: str) -> str:
    return f"{{py:obj}}`{verb} <analysis.{verb}>`"


def _named(verb: str) -> set[str]:
    """Verbs that a docstring names."""
    return set(re.findall(r":(?:func|class):`~?(?:analysis\.)?(\w+)`", _doc(verb))) & set(analysis._VERBS) - {
        verb
    }


def _see_also(verb: str) -> str:
    """What the docstring names and what names it, and the figure of its table, where it has no section of its own."""
    if "See Also\n---" in _doc(verb):
        return ""
    others = _named(verb) | {other for other in analysis._VERBS if verb in _named(other)}
    others |= {
        row.verb
        for row in EXHIBITS.values()
        for table in row.tables
        if TABLES.get(table) and TABLES[table].verb == verb
    }
    found = [_link(other) for other in analysis._VERBS if other in others and other != verb]
    return f"\n*See also*: {', '.join(found)}\n" if found else ""


def commands() -> str:
    """One section for each command, as ``--help`` has it."""
    sections = [
        f"```{{eval-rst}}\n.. click:: analysis.cli:fazhi\n   :prog: fazhi\n   :nested: full\n   :commands: {', '.join(sorted(str(c.name) for c in COMMANDS))}\n```"
    ]
    intro = (
        "Tables are written as CSV or Parquet by ending, `-` is standard output. Exit status: 0 done, 1 finished with "
        "something refused or different, 2 wrong usage."
    )
    return "\n\n".join(["# The command", intro, *sections]) + "\n"


def formats() -> str:
    """The kinds of files that can be read, as the package itself tells them apart."""
    rows = [f"| {name} | {endings} | {needs} |" for name, endings, needs, _ in describe_kinds("en")]
    return "\n".join(["| kind | usual endings | what it takes |", "|---|---|---|", *rows, ""])


def figures() -> str:
    """What a study consists of: every figure and every table, as the catalogue has them."""
    english, chinese = (load_words(lang)["figures"] for lang in ("en", "zh"))
    drawn = [
        f"| `{name}` | {english[name].format(value='*n*')} {chinese[name].format(value='*n*')} | `{row.verb}` "
        f"| {', '.join(f'`{table}`' for table in row.tables)} | {'yes' if row.main else ''} |"
        for name, row in EXHIBITS.items()
    ]
    made = [
        f"| `{name}` | `{row.verb}` | {', '.join(f'`{table}`' for table in row.made_from)} |"
        for name, row in TABLES.items()
    ]
    return "\n".join(
        [
            "# Figures and tables of a study",
            "",
            "`fazhi run` makes what the data allow, in this order; `manifest.json` says under `omitted` what they do not, and "
            "why. `fazhi run --quick` draws the main figures alone; `fazhi figures results --only NAME` draws one again.",
            "",
            "| figure | what it shows | verb | from | main |",
            "|---|---|---|---|---|",
            *drawn,
            "",
            "| table | verb | made from |",
            "|---|---|---|",
            *made,
            "",
        ]
    )


def datasheet() -> str:
    """The datasheet of texts and codes; its links point into the repository and are kept as names."""
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    return re.sub(r"\[([^\]]+)\]\((?!https?:|#)[^)]+\)", r"\1", text)


def notebooks(target: Path) -> dict[str, str]:
    """The notebooks as they ran."""
    pages = {}
    exporter = MarkdownExporter()
    files = sorted((ROOT / "notebooks").glob("*.ipynb"))
    for file in files:
        text, resources = exporter.from_filename(
            str(file), resources={"output_files_dir": f"{file.stem}_files", "unique_key": file.stem}
        )
        for name, data in resources["outputs"].items():
            picture = target / "notebooks" / name
            picture.parent.mkdir(parents=True, exist_ok=True)
            picture.write_bytes(data)
        text = re.sub(r"<style scoped>.*?</style>", "", text, flags=re.DOTALL)
        pages[f"notebooks/{file.stem}.md"] = re.sub(r"\]\((\w+)\.ipynb\)", r"](\1.md)", text)
    tree = "\n".join(["```{toctree}", *(f"/generated/notebooks/{file.stem}" for file in files), "```"])
    pages["notebooks.md"] = f"# Notebooks\n\nExecuted by the tests, shown as they ran.\n\n{tree}\n"
    return pages


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
