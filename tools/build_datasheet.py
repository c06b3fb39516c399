"""Write data/README.md, the datasheet: every number in it is computed from the data.

python tools/build_datasheet.py            writes the file
python tools/build_datasheet.py --check    exits with 1 when the file is not what would be written
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from sklearn.metrics import cohen_kappa_score

import analysis as fz
from analysis.areas.training import read_exemplars, read_field
from analysis.codebook import CODEBOOK_VERSION
from analysis.words.segmented import measure_order

DATA = Path(__file__).parents[1] / "data"


def table(frame: pd.DataFrame) -> str:
    """A DataFrame as a Markdown table."""
    rows = [list(map(str, frame.columns)), ["---"] * frame.shape[1]]
    rows += [["" if pd.isna(cell) else str(cell) for cell in row] for row in frame.to_numpy(dtype=object)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def describe_reports() -> str:
    reports, ledger = fz.read_reports(DATA / "reports", return_ledger=True)
    paragraphs = fz.split_paragraphs(reports)
    counts = paragraphs.groupby("report_id").size().rename("paragraphs")
    items = fz.split_items(paragraphs)["paragraph_id"].str.replace(r"-p\d+$", "", regex=True).value_counts()
    shown = reports[["report_id", "region", "level", "doc_type", "year", "n_chars"]].merge(
        counts, on="report_id"
    )
    shown["items"] = shown["report_id"].map(items)
    doubts = ledger.loc[ledger["warnings"].notna(), ["path", "warnings"]]
    return f"{table(shown)}\n\nWhat reading them flags:\n\n{table(doubts)}"


def describe_codes() -> str:
    codes = fz.read_codes(DATA / "codes")
    final = codes[codes["coder"] == "final"]
    roles = final["role"].value_counts().rename_axis("role").reset_index(name="units")
    areas = (
        final[final["area"] > 0]["area"]
        .value_counts()
        .sort_index()
        .rename_axis("area")
        .reset_index(name="units")
    )
    agreement = fz.coder_agreement(codes)
    shown = pd.DataFrame(
        {
            "variable": agreement["variable"],
            "units": agreement["n_units"],
            **{
                name: [
                    f"{value:.3f} [{low:.3f}, {high:.3f}]" if pd.notna(low) else f"{value:.3f}"
                    for value, low, high in zip(
                        agreement[name], agreement[f"{name}_low"], agreement[f"{name}_high"], strict=True
                    )
                ]
                for name in ("percent", "kappa", "alpha")
            },
        }
    )
    disputed = len(pd.read_csv(DATA / "adjudication.csv"))
    return "\n\n".join(
        [
            f"{len(final)} items, codebook version {CODEBOOK_VERSION}; {disputed} were adjudicated with a note.",
            table(roles),
            table(areas),
            "Agreement of the passes `a` and `b` (share agreeing, Cohen's kappa, Krippendorff's alpha; 95% intervals "
            "resample the five reports):",
            table(shown),
        ]
    )


def describe_exemplars() -> str:
    exemplars = read_exemplars(DATA / "exemplars").query("source != 'field unit'")
    work = exemplars[exemplars["role"] == "work"]
    measures = work.groupby("measure").agg(texts=("text", "size"), mixed=("area_2", "count")).reset_index()
    measures = measures.sort_values("measure", key=lambda column: column.map(measure_order))
    roles = exemplars.groupby("role").agg(texts=("text", "size"), mixed=("area_2", "count")).reset_index()
    lengths = exemplars["text"].str.len()
    documents = exemplars.dropna(subset="document")
    return "\n\n".join(
        [
            f"{len(exemplars)} paragraphs, {len(documents)} of them in {documents['document'].nunique()} simulated reports; "
            f"{lengths.min()} to {lengths.max()} characters (median {lengths.median():.0f}).",
            table(roles),
            table(
                exemplars["period"]
                .value_counts()
                .sort_index()
                .rename_axis("period")
                .reset_index(name="texts")
            ),
            table(
                exemplars["level"].value_counts().sort_index().rename_axis("level").reset_index(name="texts")
            ),
            "Work paragraphs by measure:",
            table(measures),
        ]
    )


def describe_field() -> str:
    field = read_field(DATA / "field")
    second = pd.read_csv(DATA / "field" / "second.csv", dtype="string")
    both = field.merge(second, on="unit_id", suffixes=("", "_second"))
    agreement = pd.DataFrame(
        [
            {
                "variable": name,
                "units": len(both),
                "percent": f"{(both[name].astype(str) == both[f'{name}_second'].astype(str)).mean():.3f}",
                "kappa": f"{cohen_kappa_score(both[name].astype(str), both[f'{name}_second'].astype(str)):.3f}",
            }
            for name in ("role", "area")
        ]
    )
    period = field["year"].lt(2021).map({True: "to 2020", False: "from 2021 on"}).rename("period")

    def count(by: pd.Series) -> str:
        return table(by.value_counts().sort_index().reset_index(name="units"))

    lengths = field["text"].str.len()
    return "\n\n".join(
        [
            f"{len(field)} units in {field['document'].nunique()} documents; {lengths.min()} to {lengths.max()} characters "
            f"(median {lengths.median():.0f}); {(field['confidence'] == 'arguable').sum()} are marked as arguable.",
            count(field["level"]), count(period), count(field["role"]), count(field["area"]),
            "Agreement of the writer's codes with those of a second reader, who saw neither them nor years and places:",
            table(agreement),
        ]
    )  # fmt: skip


def render() -> str:
    """The whole datasheet."""
    return f"""<!-- Written by tools/build_datasheet.py: do not edit. -->

# Datasheet: reports, codes, exemplars

## Reports (`reports/`)

Five real documents as saved from government sites, never edited. They are self-reports: what can be measured in them is
reported emphasis, not performance. Five documents from five governments are a demonstration, not a sample of anything.
`reports.csv` holds what the text does not say, with a note on each.

{describe_reports()}

## Hand codes (`codes/`)

Every item of the five reports was read and coded twice, in separate passes that did not see each other: `a.csv` from the
first report to the last, `b.csv` from the last backwards; `final.csv` is the adjudicated result, `../adjudication.csv` says
why, unit by unit. All units were coded, hence an inclusion probability of 1.

Read the agreement with care. Both passes come from one team and followed one codebook; the readers were language models
working from the codebook, not human coders with a training of their own, and two passes of one kind of reader agree more
than two people would. The figures show that the codebook can be applied consistently. They do not show that the codes
are right. Codes by independent human coders are welcome, in the same format.

{describe_codes()}

## Field units (`field/`)

Paragraphs and items written in the manner of real reports, with their messiness: slogans, run-on lists, the vocabulary of
departments and townships, half sentences, mixed subjects, short units without a word of their own. They are written texts,
not found ones: pages of each kind were read first, then others written; places and figures are invented. `units.csv` holds
the codes of the writer, settled where the second reader (`second.csv`) differed; the writers and readers were language
models. The documents fall into three folds: those of the first train nothing, the others train the shipped
model. Documents `c…` were written with the classifier's misses on the others in view, and some paraphrase units of them: they
have no part in the evaluation. Documents `d…` were written by somebody who had seen neither the classifier nor any of its answers,
in the proportions of areas met on pages, and read again blind by another; where the two differed the writer's code stands. Three of the seven codes that were settled anew went the way of the second reader and of a
model's answer that was known by then.

{describe_field()}

## Exemplars (`exemplars/`)

Simulated paragraphs, written for this project by language models from the codebook, in the register of such reports: for
each measure and sub-code, and for problems, plans, preambles and questions. They train the classifier and are never
counted in any evaluation. The writers did not see the sample reports; places and figures are invented; no sentence comes
from a real report as far as known. Tests hold them apart from the sample reports and from each other (no two with a
similarity of 0.5 or more over five-character shingles). A column `area_2` names the second area of mixed paragraphs.

Files `plain_*` are in the dull register of most reports; `borders_*` hold paragraphs near a border between areas. The folder
`documents/` holds whole simulated reports, unit by unit, with `document`, `position`, `heading_1`, `heading_2` and `paragraph`
(items of one paragraph share its number): they set the weights of headings and paragraph before they train.

{describe_exemplars()}

## Licence

Codes and exemplars: MIT, as the code. Reports: public documents of Chinese governments, see `LICENSE`.
"""


if __name__ == "__main__":
    target = DATA / "README.md"
    text = render()
    if "--check" in sys.argv:
        sys.exit(0 if target.read_text(encoding="utf-8") == text else f"{target} is not up to date")
    target.write_text(text, encoding="utf-8", newline="\n")
