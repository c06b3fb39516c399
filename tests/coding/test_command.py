"""The way from a sample to final codes as commands, and what they say of sheets with mistakes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.cli import main
from analysis.cli.agreement import describe_agreement
from analysis.cli.common import final_codes
from analysis.coding.facts import FACTS
from analysis.coding.sheets import read_codes, read_units, write_coding_sheet
from analysis.coding.units import blind_id
from analysis.tables import make_table

from .handing_in import Grid, columns_of, edit, fill_in, make_sample, put, then

Called = Callable[..., tuple[int, str, str]]


@pytest.fixture
def called(capsys: pytest.CaptureFixture[str]) -> Called:
    """The command in this process: status, standard output, standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out, shown.err

    return call


@pytest.fixture(scope="module")
def disputed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sheets of two coders who dispute u2."""
    folder = tmp_path_factory.mktemp("disputed")
    sample = make_sample(report_id=[f"r{k // 2}" for k in range(6)])
    _, li = (
        fill_in(write_coding_sheet(sample, folder / f"{who}.xlsx", coder=who, lang="en"))
        for who in ("wang", "li")
    )
    edit(li, put(3, area="5", area_2="", measure=""))
    return folder


@pytest.fixture
def sheets(disputed: Path, tmp_path: Path) -> list[Path]:
    """Copies of both that the test may change."""
    folder = shutil.copytree(disputed, tmp_path / "sheets")
    return [folder / "wang.xlsx", folder / "li.xlsx"]


# The whole way, as the README has it


def fill_by_truth(path: Path, truth: pd.DataFrame, *, slips: int | None = None) -> Path:
    """Code a sheet by the truth, with another area in every fifth row from row `slips` on."""

    def change(grid: Grid) -> Grid:
        at = columns_of(grid)
        units = [row for row in grid[1:] if row[at["unit_id"]]]
        for number, row in enumerate(units):
            own = truth.loc[row[at["unit_id"]]]
            wrong = slips is not None and number % 5 == slips and own["area"] > 0
            row[at["role"]] = own["role"]
            row[at["area"]] = str(own["area"] % 8 + 1 if wrong else own["area"])
            row[at["measure"]] = "" if wrong or pd.isna(own["measure"]) else own["measure"]
            row[at["sure"]] = "1"
        return grid

    return edit(path, change)


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a simulated corpus, and the sheets that two coders drew from it and filled in."""
    here = tmp_path_factory.mktemp("workflow")
    run("simulate", "--out", here / "demo", "--regions", 2, "--years", "2020", "--seed", 4)
    items = pd.read_csv(here / "demo" / "truth_items.csv", dtype={"measure": "string"})
    items = items.set_index(items["item_id"].map(blind_id))
    items.to_pickle(here / "items.pickle")
    (here / "sheets").mkdir()
    for slips, name in enumerate(("wang.xlsx", "li.csv")):
        path = here / "sheets" / name
        run("sample", here / "demo" / "reports", "--out", path, "--per-year", 25, "--coder", path.stem)
        fill_by_truth(path, items, slips=slips)
    return here


def run(*arguments: object) -> None:
    with pytest.raises(SystemExit) as done:
        main([str(argument) for argument in arguments])
    assert done.value.code == 0


@pytest.mark.parametrize("name", ["final.xlsx", "final.csv"])
def test_two_coders_and_an_adjudicator_give_the_true_codes(
    truth: Path, tmp_path: Path, called: Called, name: str
) -> None:
    folder = Path(shutil.copytree(truth / "sheets", tmp_path / "sheets"))
    wang, li, final = folder / "wang.xlsx", folder / "li.csv", folder / name
    status, shown, said = called("agree", wang, li, "--lang", "en")
    assert (status, said) == (0, "")
    assert shown.startswith("li and wang: ")
    status, _, said = called("adjudicate", wang, li, "--out", final)
    assert status == 0
    assert re.fullmatch(r"\d+ 个单元中有 \d+ 个编码不一致，待裁定：.*\n", said)
    with pytest.raises(fz.InputError, match="settle them with fazhi adjudicate"):
        final_codes(str(final))
    items = pd.read_pickle(truth / "items.pickle")
    fill_by_truth(final, items)
    units = read_units(wang)
    expected = items.set_index("item_id").loc[units["unit_id"]]
    for given in (final, folder):
        codes = final_codes(str(given)).set_index("unit_id").loc[units["unit_id"]]
        assert codes["role"].tolist() == expected["role"].tolist()
        assert codes["area"].tolist() == expected["area"].tolist()
        assert codes["measure"].fillna("").tolist() == expected["measure"].fillna("").tolist()
        assert codes["inclusion_probability"].tolist() == units["inclusion_probability"].tolist()
        known = units.set_index("unit_id")[list(FACTS)]
        pd.testing.assert_frame_equal(codes[list(FACTS)], known)
        assert known["paragraph_id"].notna().all()


# Agreement


def test_agreement_is_for_people_in_either_language_and_a_table_on_request(
    called: Called, sheets: list[Path], tmp_path: Path
) -> None:
    status, shown, said = called("agree", *sheets, "--lang", "en", "--out", tmp_path / "agreement.csv")
    assert (status, said) == (0, "")
    assert shown == AGREEMENT
    table = pd.read_csv(tmp_path / "agreement.csv")
    pd.testing.assert_frame_equal(table, fz.coder_agreement(read_codes(sheets)), check_dtype=False, rtol=1e-9)
    status, shown, _ = called("agree", *sheets)
    assert shown.startswith("li 与 wang：6 个单元，3 份报告\n")
    assert "是否为领域 6 纠纷化解" in shown
    status, shown, _ = called("agree", *sheets, "--out", "-")
    assert shown.startswith("variable,n_units,")


AGREEMENT = """\
li and wang: 6 units in 3 reports
                                      units  agreement          Cohen's kappa       Krippendorff's alpha
  role                                    6  1.00 [0.18, 1.00]  1.00 [-0.23, 1.00]  1.00 [-0.13, 1.00]
  area                                    5  0.80 [0.05, 1.00]  0.76 [-0.15, 1.00]  0.78 [-0.06, 1.00]
  second area                             5  0.80 [0.05, 1.00]  0.00                0.00
  measure                                 5  0.80 [0.05, 1.00]  0.71 [-0.40, 1.00]  0.73 [-0.29, 1.00]
  area 1 Government functions or not      5  1.00 [0.17, 1.00]  1.00                1.00
  area 4 Law enforcement or not           5  1.00 [0.17, 1.00]  1.00                1.00
  area 5 Oversight of power or not        5  0.80 [0.05, 1.00]  0.00                0.00
  area 6 Dispute resolution or not        5  0.80 [0.05, 1.00]  0.00                0.00
  area 8 Organisation or not              5  1.00 [0.17, 1.00]  1.00                1.00

Brackets: 95% intervals over reports, with few of them wide; perfect agreement is not certain.
Units coded differently: 1; settled: 0.
"""


def test_three_sheets_are_all_used(called: Called, sheets: list[Path], tmp_path: Path) -> None:
    third = fill_in(write_coding_sheet(make_sample(), tmp_path / "zhao.csv", coder="zhao"))
    _, shown, _ = called("agree", *sheets, third, "--lang", "en")
    titles = [line for line in shown.splitlines() if line and not line.startswith(" ")]
    assert [title.split(":")[0] for title in titles[:4]] == [
        "li and wang",
        "li and zhao",
        "wang and zhao",
        "all 3 coders",
    ]
    assert "Cohen's kappa" not in shown.split("all 3 coders")[1]


def test_what_is_not_compared_and_what_is_settled_is_said() -> None:
    rows = [("u1", "a", 6), ("u1", "b", 5), ("u2", "a", 1), ("u1", "final", 5)]
    codes = make_table(
        "codes",
        [{"unit_id": unit, "coder": coder, "role": "work", "area": area} for unit, coder, area in rows],
    )
    said = describe_agreement(fz.coder_agreement(codes), codes, "en")
    assert said.splitlines()[-4:] == [
        "There is only one report, so there are no intervals.",
        "–: all units have the same value, so the coefficient is not defined.",
        "Units coded differently: 1; settled: 1.",
        "Units coded by one coder only, not compared: 1.",
    ]
    assert "area 7" not in said
    assert "measure" not in said


# Adjudication


def test_adjudication_needs_no_reports_where_the_sheets_hold_the_texts(
    called: Called, sheets: list[Path], tmp_path: Path
) -> None:
    status, _, said = called("adjudicate", *sheets, "--out", tmp_path / "final.csv", "--lang", "en")
    assert (status, said) == (0, f"1 disputed of 6 units to settle: {tmp_path / 'final.csv'}\n")
    assert read_units(tmp_path / "final.csv")["text"].tolist() == ["审结复议案件75件。"]


def test_bare_tables_of_codes_need_the_reports(called: Called, tmp_path: Path) -> None:
    folder, out = fz.sample_reports().parent / "codes", tmp_path / "final.xlsx"
    tables = [folder / "a.csv", folder / "b.csv"]
    status, _, said = called("adjudicate", *tables, "--out", out)
    assert status == 2
    assert re.fullmatch(
        r"fazhi: sheets lack the text of 27 disputed units, such as 'huangshi_2022-p021-i07', .*; "
        r"give the coded reports with --reports\.\n",
        said,
    )
    assert not out.exists()
    status, _, said = called("adjudicate", *tables, "--reports", fz.sample_reports(), "--out", out)
    assert said.splitlines()[-1] == f"288 个单元中有 27 个编码不一致，待裁定：{out}"
    lost = fz.sample_reports() / "longsha_2019.txt"
    status, _, said = called("adjudicate", *tables, "--reports", lost, "--out", tmp_path / "other.xlsx")
    assert status == 2
    assert "items lack the text of" in said


def test_coders_who_agree_leave_a_file_that_can_be_used(
    called: Called, sheets: list[Path], tmp_path: Path
) -> None:
    fill_in(sheets[1])
    out = tmp_path / "final.xlsx"
    status, _, said = called("adjudicate", *sheets, "--out", out, "--lang", "en")
    assert (status, said) == (0, f"the coders agree on all 6 units, nothing is left to settle: {out}\n")
    assert len(final_codes(str(out))) == 6


# Mistakes in sheets


def test_mistakes_are_summed_up_written_out_and_end_with_1(
    called: Called, sheets: list[Path], tmp_path: Path
) -> None:
    edit(sheets[0], then(put(2, area="9", measure=""), put(4, area="行政"), put(5, role="doing")))
    wanted = tmp_path / "problems.csv"
    status, shown, said = called("agree", *sheets, "--problems", wanted)
    assert status == 1
    assert shown.startswith("li 与 wang：3 个单元")
    assert said.splitlines()[:2] == [
        "3 rows cannot be used",
        "2 × area is …; use 1 to 8, or 0 where no area leads: wang.xlsx rows 2, 4",
    ]
    assert len(said.splitlines()) == 3
    problems = pd.read_csv(wanted)
    assert problems[["file", "row", "problem"]].values.tolist() == [
        ["wang.xlsx", 2, "area is '9'"],
        ["wang.xlsx", 4, "area is '行政'"],
        ["wang.xlsx", 5, "role is 'doing'"],
    ]
    status, _, said = called("adjudicate", *sheets, "--out", tmp_path / "final.csv", "--problems", wanted)
    assert status == 1
    assert "6 个单元中有 1 个编码不一致" in said.splitlines()[-1]


def test_without_mistakes_the_file_of_problems_is_empty(
    called: Called, sheets: list[Path], tmp_path: Path
) -> None:
    wanted = tmp_path / "problems.csv"
    status, _, said = called("agree", *sheets, "--problems", wanted)
    assert (status, said) == (0, "")
    assert pd.read_csv(wanted).columns.tolist() == ["file", "row", "unit_id", "problem", "remedy"]


def test_mistakes_in_a_chinese_sheet_are_said_in_chinese(called: Called, tmp_path: Path) -> None:
    sheets = [
        fill_in(write_coding_sheet(make_sample(), tmp_path / f"{who}.xlsx", coder=who))
        for who in ("wang", "li")
    ]
    edit(
        sheets[0],
        then(put(2, area="9", measure=""), put(4, area="行政"), put(5, area="组织保障", role="工作")),
    )
    status, _, said = called("agree", *sheets)
    assert status == 1
    assert said.splitlines() == [
        "2 行无法使用",
        "2 × 领域（area）为 …；请填 1 至 8 或领域名称；无为主领域的填 0：wang.xlsx 第 2、4 行",
    ]


# Other programs


@pytest.mark.parametrize(
    ("name", "beside"), [("tasks.json", "tasks.interface.xml"), ("wang.jsonl", "wang.labels.json")]
)
def test_units_for_label_studio_and_doccano_are_written_and_their_exports_read(
    truth: Path, called: Called, tmp_path: Path, name: str, beside: str
) -> None:
    out = tmp_path / name
    asked = ("sample", truth / "demo" / "reports", "--out", out, "--per-year", 5, "--lang", "en")
    status, _, said = called(*asked)
    assert status == 0
    assert re.fullmatch(
        rf"5 paragraphs drawn, \d+ units to code: {re.escape(str(out))}", said.splitlines()[-1]
    )
    assert {file.name for file in tmp_path.iterdir()} == {name, beside}
    assert "Law enforcement" in (tmp_path / beside).read_text("utf-8")
    assert called(*asked)[0] == 2  # nothing is overwritten
    if out.suffix == ".json":
        tasks = json.loads(out.read_text("utf-8"))
        chosen = [("role", "work｜Work"), ("area", "4｜Law enforcement")]
        result = [{"from_name": field, "value": {"choices": [label]}} for field, label in chosen]
        for task in tasks:
            task["annotations"] = [{"completed_by": {"email": "wang"}, "result": result}]
        out.write_text(json.dumps(tasks), "utf-8")
    else:
        labels = '["role:work｜Work", "area:4｜Law enforcement"]'
        out.write_text(out.read_text("utf-8").replace('"label": []', f'"label": {labels}'), "utf-8")
    codes = final_codes(str(out))
    assert len(codes) == len(read_units(out)) > 5
    assert set(zip(codes["coder"], codes["role"], codes["area"], strict=True)) == {("wang", "work", 4)}


def test_a_page_is_written_with_its_key_and_the_command_says_who_keeps_it(
    truth: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "wang.html"
    run("sample", truth / "demo" / "reports", "--out", page, "--per-year", 5, "--lang", "en")
    key = tmp_path / "wang.key.csv"
    assert key.is_file()
    assert f"{key} tells which units the page is about" in capsys.readouterr().err
