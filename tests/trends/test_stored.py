"""Paragraphs in Parquet give the numbers of paragraphs in memory, in any batches, and are refused in the same words."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import analysis as fz
from analysis.columns import COLUMNS
from analysis.frames import FrameCount
from analysis.output import ParquetStream, write_table
from analysis.scale.partitions import PartitionedWriter
from analysis.trends import stored
from analysis.trends.estimand import TARGETS, WEIGHTS
from analysis.trends.stored import StoredParagraphs, as_reports, is_stored

from .corpora import Simulated, simulate

MEASURES = np.array(["1", "9", "14", "20", "26", "33", "37", "41"])  # one of each area
Verb = Callable[..., pd.DataFrame]


def measured(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(measure=pd.array(MEASURES[table["area"].to_numpy(dtype=int) - 1], dtype="string"))


def write(corpus: Simulated, home: Path) -> tuple[Path, Path]:
    """The paragraphs as `classify_corpus` lays them down: a file and a folder, with the reports beside."""
    coded, reports = corpus.coded, corpus.reports
    names = coded["report_id"].unique()
    with ParquetStream(home / "file.parquet") as file, PartitionedWriter(home / "folder") as folder:
        for start in range(0, len(names), 7):
            own = coded[coded["report_id"].isin(names[start : start + 7])].reset_index(drop=True)
            file.write(own)
            placed = own.merge(reports[["report_id", "region", "province", "level"]], on="report_id")
            folder.write_table(pa.Table.from_pandas(placed, preserve_index=False))
    for name in ("file", "folder"):
        write_table(reports, home / f"{name}.reports.parquet")
    return home / "file.parquet", home / "folder"


def make_corpus(seed: int = 0) -> Simulated:
    own = simulate(seed, regions=8, years=3, paragraphs=9, per_year=30, drift=0.3)
    generator = np.random.default_rng(seed)
    order = pd.Index(own.reports["report_id"]).get_indexer(own.coded["report_id"])
    order = generator.permutation(len(own.reports))[order]  # reports in no order of years or ids
    role = pd.Series(generator.choice(["work", "plan"], len(own.coded), p=[0.8, 0.2]), dtype="string")
    coded = measured(own.coded.assign(role=role)).iloc[np.argsort(order, kind="stable")]
    years = coded.groupby("report_id", sort=False)["year"].first()
    reports = own.reports.set_index("report_id").loc[years.index].reset_index()
    reports = reports.assign(
        year=years.to_numpy(), province=generator.choice(["乙省", "甲省"], len(reports)), n_chars=1000
    )
    types = {name: kind for name, kind in COLUMNS["reports"].items() if name in reports}
    coded = coded.reset_index(drop=True)
    return Simulated(coded, measured(own.codes), reports.astype(types), own.right)


@pytest.fixture(scope="module")
def corpus() -> Simulated:
    return make_corpus()


@pytest.fixture(scope="module")
def paths(corpus: Simulated, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write(corpus, tmp_path_factory.mktemp("stored"))


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


@pytest.fixture(scope="module", params=[False, True], ids=["counted", "corrected"])
def in_memory(
    request: pytest.FixtureRequest, corpus: Simulated
) -> tuple[pd.DataFrame | None, dict[tuple[str, str], pd.DataFrame], pd.DataFrame]:
    """Codes or none, and the shares and trends of the table in memory with them."""
    codes = corpus.codes if request.param else None
    shares = {
        (weight, target): fz.area_shares(
            corpus.coded, codes, reports=corpus.reports, weight=weight, target=target
        )
        for weight, target in product(WEIGHTS, TARGETS)
    }
    return codes, shares, fz.area_trends(corpus.coded, codes, reports=corpus.reports, target="corpus")


@pytest.mark.parametrize(
    ("batch", "place"),
    [
        (50, 1),
        (65_536, 0),
        pytest.param(5, 0, marks=pytest.mark.slow),
        pytest.param(65_536, 1, marks=pytest.mark.slow),
    ],
)
def test_the_numbers_are_those_of_the_table(
    in_memory: tuple[pd.DataFrame | None, dict[tuple[str, str], pd.DataFrame], pd.DataFrame],
    paths: tuple[Path, Path],
    batch: int,
    place: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stored, "BATCH", batch)
    codes, shares, trends = in_memory
    for (weight, target), expected in shares.items():
        same(fz.area_shares(paths[place], codes, weight=weight, target=target), expected)
    same(fz.area_trends(str(paths[place]), codes, target="corpus"), trends)


@pytest.mark.parametrize("place", [0, 1])
def test_whatever_is_made_of_totals_takes_a_path(
    corpus: Simulated, paths: tuple[Path, Path], place: int
) -> None:
    path, beside = paths[place], paths[0].with_suffix(".reports.parquet")
    coded, codes, reports = corpus.coded, corpus.codes, corpus.reports
    same(fz.trend_checks(path, codes), fz.trend_checks(coded, codes, reports=reports))
    same(fz.promise_shares(path, reports=beside), fz.promise_shares(coded, reports=reports))
    for settings in ({"scheme": "outline-2021"}, {"role": "plan"}):
        same(fz.area_shares(path, **settings), fz.area_shares(coded, reports=reports, **settings))


def test_the_table_of_reports_lies_beside_or_is_named(
    corpus: Simulated, paths: tuple[Path, Path], tmp_path: Path
) -> None:
    clustered = fz.area_shares(corpus.coded, reports=corpus.reports)
    alone = tmp_path / "alone.parquet"
    alone.write_bytes(paths[0].read_bytes())
    same(fz.area_shares(alone), fz.area_shares(corpus.coded))
    write_table(corpus.reports, tmp_path / "reports.csv")
    for reports in (corpus.reports, tmp_path / "reports.csv", str(paths[1]) + ".reports.parquet"):
        same(fz.area_shares(alone, reports=reports), clustered)
    same(fz.area_shares(corpus.coded, reports=tmp_path / "reports.csv"), clustered)


@pytest.mark.parametrize("way", ["name", "mark"])
def test_the_mark_of_simulated_paragraphs_travels(corpus: Simulated, tmp_path: Path, way: str) -> None:
    coded = corpus.coded.copy()
    if way == "name":
        for name in ("report_id", "paragraph_id"):
            coded[name] = "simulated_" + coded[name]
    else:
        coded["simulated"] = pd.array([True] * len(coded), dtype="boolean")
    write_table(coded, tmp_path / "coded.parquet")
    for verb in (fz.area_shares, fz.area_trends):
        for table in (verb(tmp_path / "coded.parquet"), verb(coded)):
            assert table["simulated"].all()


def test_other_writers_types_and_unknown_years_are_read(corpus: Simulated, tmp_path: Path) -> None:
    coded = corpus.coded.assign(year=corpus.coded["year"].mask(corpus.coded["report_id"] == "r003"))
    plain = pa.Table.from_pandas(coded, preserve_index=False).replace_schema_metadata(None)
    fields = {
        "year": pa.int32(),
        "report_id": pa.large_string(),
        "role": pa.dictionary(pa.int8(), pa.string()),
    }
    for name, kind in fields.items():
        plain = plain.set_column(plain.schema.get_field_index(name), name, plain[name].cast(kind))
    pq.write_table(plain, tmp_path / "plain.parquet")
    same(fz.area_shares(tmp_path / "plain.parquet", corpus.codes), fz.area_shares(coded, corpus.codes))
    named = corpus._replace(coded=coded)
    _, folder = write(named, tmp_path)
    assert (folder / "year=__HIVE_DEFAULT_PARTITION__").is_dir()
    same(fz.area_shares(folder, corpus.codes), fz.area_shares(coded, corpus.codes, reports=corpus.reports))


def test_only_texts_of_row_groups_with_codes_are_read(
    corpus: Simulated, paths: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    whole = stored._scan

    def noted(file: Any, names: Any, *rest: Any, **named: Any) -> Any:
        asked.append((rest[1:], tuple(names)))
        return whole(file, names, *rest, **named)

    monkeypatch.setattr(stored, "_scan", noted)
    StoredParagraphs(paths[0]).find(corpus.coded["paragraph_id"].iloc[[0, 1]], FrameCount({}))
    assert [groups for groups, names in asked if "text" in names] == [([0],)]
    asked.clear()
    fz.area_shares(paths[0])
    assert not any({"text", "paragraph_id"} & {*names} for _, names in asked)


# --- what cannot be used ---


def wrong(corpus: Simulated, case: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Paragraphs and settings that are refused."""
    coded, codes = corpus.coded.copy(), corpus.codes
    drawn = codes["unit_id"].str.removesuffix("-i01")
    if case == "a year without codes":
        later = coded.set_index("paragraph_id")["year"].loc[drawn].to_numpy(dtype=int) > 2018
        codes = codes[later]
    elif case == "no paragraph of the role":
        return coded, {"role": "question"}
    elif case == "codes of a stranger":
        codes = codes.assign(unit_id=codes["unit_id"].replace(codes["unit_id"].iloc[5], "r001-p999-i01"))
    elif case == "codes of strangers alone":
        codes = codes.assign(unit_id="x" + codes["unit_id"])
    elif case == "codes of texts seen in training":
        coded["seen"] = coded["paragraph_id"].isin(drawn.iloc[[3, 50, 80]])
    elif case == "a paragraph twice in a report":
        coded["paragraph_id"] = coded["paragraph_id"].replace("r005-p002", "r005-p001")
    elif case == "a paragraph twice in two reports":
        coded["paragraph_id"] = coded["paragraph_id"].replace("r005-p002", "r011-p001")
    elif case == "another id twice":
        coded["paragraph_id"] = coded["paragraph_id"].replace(["r005-p002", "r011-p001"], "x")
    elif case == "a part of a paragraph":
        coded["text"] = "一是立法。二是执法。"
    elif case == "paragraphs without a measure":
        coded["measure"] = coded["measure"].mask(coded["year"] == 2019)
        return coded, {"scheme": "outline-2021"}
    elif case == "no row":
        return coded.iloc[:0], {}
    elif case == "no row but codes":
        coded = coded.iloc[:0]
    elif case == "reports missing":
        return coded, {"reports": corpus.reports.iloc[:-3]}
    elif case == "an unknown weight":
        return coded, {"weight": "words"}
    elif case == "an unknown role":
        return coded, {"role": "heading"}
    elif case == "a column missing":
        return coded.drop(columns=["role", "share_3"]), {}
    elif case == "no text":
        coded = coded.drop(columns="text")
    return coded, {"codes": codes}


CASES = [
    "a year without codes", "no paragraph of the role", "codes of a stranger", "codes of strangers alone",
    "codes of texts seen in training", "a paragraph twice in a report", "a paragraph twice in two reports",
    "another id twice", "a part of a paragraph", "paragraphs without a measure", "no row", "no row but codes",
    "reports missing", "an unknown weight", "an unknown role", "a column missing", "no text",
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_refused_in_memory_is_refused_in_the_same_words(
    corpus: Simulated, tmp_path: Path, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "BATCH", 20)
    coded, settings = wrong(corpus, case)
    with pytest.raises(fz.InputError) as expected:
        fz.area_shares(coded, **settings)
    write_table(coded, tmp_path / "coded.parquet")
    with pytest.raises(fz.InputError) as found:
        fz.area_shares(tmp_path / "coded.parquet", **settings)
    assert str(found.value) == str(expected.value)


def bad_file(corpus: Simulated, case: str, home: Path) -> Path:
    """A file or folder that holds no classified paragraphs, or not as it should."""
    path, coded = home / "coded.parquet", corpus.coded
    if case == "no such file":
        return home / "nowhere.parquet"
    if case == "an empty folder":
        return home
    if case == "a text":
        path.write_text("法治政府建设报告", encoding="utf-8")
    elif case == "an empty file":
        path.touch()
    elif case == "half a file":
        write_table(coded, path)
        path.write_bytes(path.read_bytes()[:-2000])
    elif case == "a broken page":
        write_table(coded, path)
        content = bytearray(path.read_bytes())
        content[4:4000] = bytes(3996)
        path.write_bytes(content)
    elif case == "a report in two places":
        write_table(coded.iloc[np.r_[3 : len(coded), :3]], path)
    elif case == "a year in words":
        write_table(coded.assign(year="二〇一九"), path)
    elif case == "a folder of no year":
        (home / "year=x").mkdir()
        write_table(coded, home / "year=x" / "coded.parquet")
        return home
    elif case == "a long id":
        write_table(coded.assign(report_id="r" * 20_000), path)
    elif case == "a paragraph of no report":
        write_table(coded.assign(report_id=coded["report_id"].mask(coded.index == 5)), path)
    elif case == "a column twice":
        table = pa.Table.from_pandas(coded, preserve_index=False)
        pq.write_table(table.append_column("role", table["role"]), path)
    elif case == "an endless report":
        write_table(coded.assign(report_id="r"), path)
    return path


BAD = {
    "no such file": "does not exist",
    "an empty folder": "holds no Parquet",
    "a text": "is damaged or holds something else",
    "an empty file": "is damaged or holds something else",
    "half a file": "is damaged or holds something else",
    "a broken page": "is damaged or holds something else",
    "a report in two places": "has rows of report '.*' in several places; sort by report_id",
    "a year in words": "is damaged or holds something else",
    "a folder of no year": "folder 'year=x' names no year",
    "a long id": "has a report_id of 20000 bytes",
    "a paragraph of no report": "has a row without report_id",
    "a column twice": "is damaged or holds something else",
    "an endless report": "has more than 100 paragraphs of report 'r'",
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("batch", [20, 65_536])
def test_what_is_no_file_of_paragraphs_is_one_error(
    corpus: Simulated, tmp_path: Path, case: str, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "BATCH", batch)
    monkeypatch.setattr(stored, "MOST", 100)
    path = bad_file(corpus, case, tmp_path)
    for codes in (None, corpus.codes):
        with pytest.raises(fz.InputError, match=BAD[case]) as refused:
            fz.area_shares(path, codes)
        assert refused.value.argument == "coded"
        assert "\n" not in str(refused.value)


def test_reports_that_cannot_be_read_are_named(corpus: Simulated, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_bytes(bytes(range(256)))
    (tmp_path / "bad.parquet").write_bytes(b"PAR1")
    for name, problem in (
        ("nowhere.parquet", "does not exist"),
        ("bad.csv", "cannot be read"),
        ("bad.parquet", "is damaged"),
    ):
        with pytest.raises(fz.InputError, match=f"^reports .*{problem}"):
            fz.area_shares(corpus.coded, reports=tmp_path / name)
    assert as_reports(None) is None


def test_paragraphs_are_told_from_texts(paths: tuple[Path, Path], tmp_path: Path) -> None:
    assert [is_stored(path) for path in (*paths, "nowhere.parquet")] == [True] * 3
    (tmp_path / "year=2019").touch()
    assert not is_stored(tmp_path)
    assert not is_stored("reports.txt")
