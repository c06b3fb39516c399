"""The command as people call it: what it writes, what it says, and with which status it ends."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import analysis as fz
from analysis.cli import fazhi, main
from analysis.cli.common import say_ledger
from analysis.columns import COLUMNS
from analysis.output import write_table
from analysis.reading.documents import Outcome
from analysis.reading.read import make_ledger
from analysis.reading.remarks import Remark
from analysis.study.receipt import read_manifest

Study = tuple[Path, dict[str, pd.DataFrame]]
Run = tuple[Path, subprocess.CompletedProcess[bytes]]
Called = Callable[..., tuple[int, str, str]]
CODES = Path(__file__).parents[1] / "data" / "codes" / "final.csv"
CLASSIFIED = {**COLUMNS["paragraphs"], **COLUMNS["classification"]}


def run_command(
    *arguments: object, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "analysis.cli", *map(str, arguments)],
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(fz.__file__).parents[1]), **environment},
    )


@pytest.fixture
def called(capsys: pytest.CaptureFixture[str]) -> Called:
    """The command in this process: status, standard output, standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out, shown.err

    return call


# --- in a process of its own ---


@pytest.fixture(scope="module")
def command_run(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The folder that the command wrote, from a copy of the corpus, and what it said."""
    here = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(corpus, here / "报告")
    done = run_command("run", "报告", "--quick", cwd=here, PYTHONHASHSEED="7")
    return here / "results", done


def test_two_runs_in_two_folders_and_processes_are_the_same_in_every_byte(
    study: Study, command_run: Run
) -> None:
    first, second = (
        {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        for folder in (study[0], command_run[0])
    )
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_a_run_with_a_bad_file_does_the_rest_and_names_it(command_run: Run) -> None:
    folder, done = command_run
    summary, *lines = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert done.stdout == b""
    assert summary.startswith("3 个文件：已读入 2、无法读取 1；")
    assert lines == [
        "sub/scan.png: 无法读取: 图像已损坏，请重新保存",
        f"已绘 6 幅图；未作出的 6 项表和图及其原因见 {Path('results') / 'index.html'}",
        f"{Path('results') / 'index.html'} 已写入",
    ]
    assert pd.read_csv(folder / "tables" / "ledger.csv")["status"].tolist() == ["read", "unreadable", "read"]
    assert set(pd.read_csv(folder / "tables" / "paragraphs.csv")["report_id"]) == {
        "longsha_2019",
        "weifang_gaoxin_2018",
    }


def test_standard_output_is_utf_8_on_every_machine(corpus: Path, study: Study) -> None:
    done = run_command("classify", corpus, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert b"sub/scan.png: unreadable" in done.stderr
    shown = pd.read_csv(io.StringIO(done.stdout.decode("utf-8"))).astype(CLASSIFIED)
    expected = study[1]["paragraphs"]
    pd.testing.assert_frame_equal(shown.drop(columns="text"), expected.drop(columns="text"), rtol=1e-8)


def test_a_wrong_folder_is_one_line_and_a_traceback_only_for_debugging(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run_command("run", "nowhere", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "fazhi: reports path 'nowhere' does not exist; give a folder, a file or a list of files."
    ]
    monkeypatch.chdir(tmp_path)
    with pytest.raises(fz.InputError):
        main(["--debug", "run", "nowhere"])
    assert list(tmp_path.iterdir()) == []


# --- in this process ---


@pytest.mark.parametrize("command", ["", *fazhi.commands])
def test_every_command_helps(called: Called, command: str) -> None:
    status, output, said = called(*command.split(), "--help")
    assert (status, said) == (0, "")
    assert output.startswith(f"Usage: fazhi {command}".strip())
    assert "--help" in output


def test_help_needs_no_heavy_library() -> None:
    done = run_command("classify", "--help", PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    assert b"Usage: fazhi classify" in done.stdout
    assert b"click" in done.stderr  # what is imported is listed
    for name in (b"sklearn", b"gensim", b"matplotlib", b"jieba", b"pandas"):
        assert name not in done.stderr


def test_classified_paragraphs_go_to_a_file(
    called: Called, corpus: Path, study: Study, tmp_path: Path
) -> None:
    status, output, said = called("classify", corpus, "--out", tmp_path / "coded.parquet")
    assert (status, output) == (1, "")
    assert "sub/scan.png: unreadable" in said
    written = pd.read_parquet(tmp_path / "coded.parquet")
    pd.testing.assert_frame_equal(written.astype(CLASSIFIED), study[1]["paragraphs"])


@pytest.mark.parametrize("command", ["read", "classify", "shares", "trends", "topics"])
def test_every_step_names_the_bad_file_and_ends_with_1(called: Called, corpus: Path, command: str) -> None:
    status, output, said = called(command, corpus)
    assert status == 1
    assert len(pd.read_csv(io.StringIO(output))) > 0
    assert said.count("sub/scan.png: unreadable: is a damaged image; save it again\n") == 1


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "a.pdf: 无法读取: PDF 已加密，请去除密码后另存"),
        ("en", "a.pdf: unreadable: is an encrypted PDF; save it without a password"),
    ],
)
def test_refused_files_are_named_in_the_language_asked_for(
    capsys: pytest.CaptureFixture[str], lang: str, said: str
) -> None:
    outcomes = [
        Outcome("a.pdf", "unreadable", remarks=(Remark("encrypted_pdf"),)),
        Outcome("b.txt", remarks=(Remark("title_not_found"),)),
        Outcome("c.txt", "duplicate", remarks=(Remark("same_text", file="b.txt"),)),
    ]
    say_ledger(make_ledger(outcomes, [None, "b", "b"]), lang)
    assert capsys.readouterr().err.splitlines()[1:] == [said]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            "2 个文件未读入，因为缺少程序库 lxml_html_clean：请运行 pip install lxml_html_clean，再重新读取。",
        ),
        (
            "en",
            "Files not read because the library lxml_html_clean is missing: 2; pip install lxml_html_clean, then read them again.",
        ),
    ],
)
def test_a_missing_library_is_said_once_for_all_files(
    capsys: pytest.CaptureFixture[str], lang: str, said: str
) -> None:
    remarks = (Remark("library_missing", library="lxml_html_clean"),)
    refused = [Outcome(f"{name}.html", "unreadable", remarks=remarks) for name in "ab"]
    say_ledger(make_ledger(refused, [None, None]), lang)
    assert capsys.readouterr().err.splitlines()[3:] == [said]


@pytest.mark.parametrize("command", ["read", "classify"])
def test_every_step_ends_with_0_when_all_was_read(called: Called, corpus: Path, command: str) -> None:
    status, output, said = called(command, corpus / "longsha_2019.txt")
    assert status == 0
    assert len(pd.read_csv(io.StringIO(output))) > 0
    assert said.startswith("1 file: 1 read")
    assert len(said.splitlines()) == 1


def test_read_writes_reports_paragraphs_and_ledger(
    called: Called, corpus: Path, study: Study, tmp_path: Path
) -> None:
    called("read", corpus, "--out", tmp_path / "reports.csv", "--ledger", tmp_path / "ledger.parquet")
    called("read", corpus, "--split", "--out", tmp_path / "paragraphs.csv")
    reports, ledger = pd.read_csv(tmp_path / "reports.csv"), pd.read_parquet(tmp_path / "ledger.parquet")
    assert reports["report_id"].tolist() == ["longsha_2019", "weifang_gaoxin_2018"]
    assert list(reports.columns) == list(COLUMNS["reports"])
    assert ledger["status"].tolist() == study[1]["ledger"]["status"].tolist()
    assert len(pd.read_csv(tmp_path / "paragraphs.csv")) == len(study[1]["paragraphs"])


def test_trends_say_what_is_covered_before_they_are_estimated(
    called: Called, corpus: Path, study: Study
) -> None:
    status, output, said = called("trends", corpus, "--weight", "reports", "--level", "0.8")
    assert status == 1
    reports = study[1]["reports"]
    expected = fz.area_trends(study[1]["paragraphs"], reports=reports, weight="reports", level=0.8)
    found = pd.read_csv(io.StringIO(output)).astype(COLUMNS["trends"])
    pd.testing.assert_frame_equal(found, expected, rtol=1e-8)
    assert fz.coverage(reports).to_string(index=False) in said


def test_a_plan_is_written_and_trends_say_what_they_do_otherwise(
    called: Called, corpus: Path, tmp_path: Path
) -> None:
    file = tmp_path / "plan.toml"
    status, _, said = called("plan", file, "--area", 6, "--weight", "reports", "--per-year", 100)
    assert status == 0
    assert said.startswith(f"{file}: plan of ")
    assert called("plan", file)[0] == 2
    status, output, said = called("trends", corpus, "--plan", file)
    assert "weight: planned reports; here characters." in said
    found = pd.read_csv(io.StringIO(output))
    assert found["p_plan"].notna().sum() <= 1
    assert found.loc[found["area"] != 6, "p_plan"].isna().all()


def test_shares_take_the_options_of_the_function(called: Called, corpus: Path, study: Study) -> None:
    _, output, _ = called(
        "shares", corpus, "--weight", "paragraphs", "--scheme", "outline-2021", "--level", "0.8"
    )
    expected = fz.area_shares(study[1]["paragraphs"], weight="paragraphs", scheme="outline-2021", level=0.8)
    found = pd.read_csv(io.StringIO(output)).astype(COLUMNS["shares"])
    pd.testing.assert_frame_equal(found, expected, rtol=1e-8)


@pytest.fixture(scope="module")
def classified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sample reports lie classified, in a file and in a folder."""
    home = tmp_path_factory.mktemp("classified")
    for name in ("coded.parquet", "parts"):
        fz.classify_corpus(fz.sample_reports(), home / name)
    return home


@pytest.mark.parametrize("name", ["coded.parquet", "parts"])
def test_shares_and_trends_take_classified_paragraphs(
    called: Called, classified: Path, coded: pd.DataFrame, reports: pd.DataFrame, tmp_path: Path, name: str
) -> None:
    out, file = tmp_path / "out.parquet", tmp_path / "codes.csv"
    by_people = fz.read_codes(CODES).assign(coded_by="person")
    write_table(by_people, file)
    for codes, own in (((), None), (("--codes", file), by_people)):
        assert called("shares", classified / name, "--weight", "reports", "--out", out, *codes) == (0, "", "")
        expected = fz.area_shares(coded, own, reports=reports, weight="reports")
        pd.testing.assert_frame_equal(pd.read_parquet(out), expected, check_exact=True)
        status, _, said = called("trends", classified / name, "--out", out, "--target", "corpus", *codes)
        assert (status, said) == (0, fz.coverage(reports).to_string(index=False) + "\n")
        expected = fz.area_trends(coded, own, reports=reports, target="corpus")
        pd.testing.assert_frame_equal(pd.read_parquet(out), expected, check_exact=True)


def test_reports_may_lie_elsewhere_or_nowhere(
    called: Called, classified: Path, coded: pd.DataFrame, reports: pd.DataFrame, tmp_path: Path
) -> None:
    alone, out = tmp_path / "alone.parquet", tmp_path / "out.parquet"
    shutil.copy(classified / "coded.parquet", alone)
    assert called("trends", alone, "--out", out) == (0, "", "")
    pd.testing.assert_frame_equal(pd.read_parquet(out), fz.area_trends(coded), check_exact=True)
    status, _, said = called("trends", alone, "--out", out, "--reports", classified / "parts.reports.parquet")
    assert (status, said) == (0, fz.coverage(reports).to_string(index=False) + "\n")
    pd.testing.assert_frame_equal(
        pd.read_parquet(out), fz.area_trends(coded, reports=reports), check_exact=True
    )


def test_a_run_names_the_model_it_was_given(
    called: Called, corpus: Path, other_model: Path, other_study: Study, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    shutil.copytree(other_model, Path("models") / "mine")
    status, _, _ = called(
        "run", corpus, "--model", "models/mine/model.skops", "--lang", "en", "--quick", "--format", "svg"
    )
    assert status == 1  # the picture
    expected = read_manifest(other_study[0])
    found = read_manifest("results")
    assert found["inputs"]["model"].pop("path") == "models/mine/model.skops"
    assert expected["inputs"]["model"].pop("path") == "mine"
    assert found == expected
    status, said, _ = called("reproduce", "results", "--reports", corpus)
    assert (status, said.splitlines()[-1]) == (0, f"{len(found['outputs'])} identical")
    drawn = ("figures", "results", "--only", "shares", "--format", "svg")
    assert called(*drawn, "--model", "mine")[0] == 0
    for command in (drawn, ("reproduce", "results"), ("bundle", "results", "--out", "p.zip")):
        given = () if command is drawn else ("--reports", corpus)
        status, _, said = called(*command, *given, "--model", "area-2015")
        assert status == 2
        assert "the model of the run ('mine') has " in said.splitlines()[-1]


def test_a_sample_tells_of_documents_that_shares_leave_out(called: Called, tmp_path: Path) -> None:
    texts = [f"推进依法行政，办理案件{n}件。" for n in range(4)]
    table = pd.DataFrame({"正文": texts, "年份": 2020, "报告类型": ["计划", "年度报告"] * 2})
    table.to_csv(tmp_path / "a.csv", index=False)
    _, _, said = called("sample", tmp_path / "a.csv", "--out", tmp_path / "s.csv", "--lang", "en")
    assert "2 documents are of types that shares leave out" in said


def test_a_sample_is_drawn_with_the_model_given(
    called: Called, corpus: Path, other_model: Path, tmp_path: Path
) -> None:
    out = tmp_path / "sheet.csv"
    status, _, _ = called(
        "sample", corpus, "--out", out, "--per-year", 5, "--show-all", "--model", other_model
    )
    assert status == 1  # the picture
    shown = pd.read_csv(out, encoding="utf-8-sig", dtype="string")
    column = next(name for name in shown.columns if name.startswith("model_area"))
    known = {str(area) for area in fz.load_classifier(other_model).classes_}
    assert 0 < len(known) < 5
    assert set(shown[column].str[0].dropna()) <= {"0", *known}


def test_topics_write_shares_and_words(called: Called, corpus: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.csv"
    _, output, _ = called("topics", corpus, "--topics", "2", "--words", words)
    assert pd.read_csv(io.StringIO(output)).groupby("year")["share"].sum().round(6).tolist() == [1.0, 1.0]
    assert pd.read_csv(words)["topic"].tolist() == [1, 2]


WRONG = {
    "no such folder": (["classify", "nowhere"], "reports path 'nowhere' does not exist"),
    "a folder without files": (["shares", "void"], "reports folder 'void' holds no file"),
    "nothing to read": (["classify", "in/empty.txt"], "reports contain no readable report"),
    "an output of another kind": (
        ["classify", "in", "--out", "x.docx"],
        "output 'x.docx' has the ending '.docx'",
    ),
    "an output in no folder": (["read", "in", "--out", "no/x.csv"], "output folder 'no' does not exist"),
    "no model": (["classify", "in", "--model", "in"], "model 'in/model.skops' does not exist"),
    "metadata that are none": (
        ["read", "in", "--metadata", "in/report.txt"],
        "metadata 'in/report.txt' lacks the column(s) path",
    ),
    "metadata in a damaged workbook": (
        ["read", "in", "--metadata", "in/torn.xlsx"],
        "metadata 'in/torn.xlsx' cannot be read",
    ),
    **{
        f"{name} with no process": ([name, "in", "--jobs", "0"], "n_jobs is 0; give a number of processes")
        for name in ("read", "classify", "run")
    },
    "an unknown scheme": (["shares", "in", "--scheme", "x"], "scheme is 'x'; use one of 'outline-2015'"),
    "an impossible level": (
        ["shares", "in", "--level", "95"],
        "level is 95.0; give a number between 0 and 1",
    ),
    "no such Parquet": (["shares", "nowhere.parquet"], "coded path 'nowhere.parquet' does not exist"),
    "a Parquet that is none": (["trends", "in/none.parquet"], "coded 'in/none.parquet' is damaged"),
    "a model with paragraphs": (
        ["shares", "in/none.parquet", "--model", "in"],
        "--model is given with classified paragraphs; leave it out",
    ),
    "a table of reports with texts": (
        ["trends", "in", "--reports", "in/torn.xlsx"],
        "--reports is given with texts; leave it out",
    ),
    "one topic": (["topics", "in", "--topics", "1"], "n_topics is 1; use a whole number of at least 2"),
    "a model without areas": (
        ["topics", "in", "--model", "in"],
        "--model is given without --areas; name the file for the areas of the topics",
    ),
    "a run with no model": (["run", "in", "--model", "in"], "model 'in/card.json' does not exist"),
    "no model for a sample": (
        ["sample", "in", "--out", "x.csv", "--model", "in"],
        "model 'in/model.skops' does not exist",
    ),
    "no model for areas of topics": (
        ["topics", "in", "--areas", "x.csv", "--model", "in"],
        "model 'in/model.skops' does not exist",
    ),
    "too many topics": (["topics", "in", "--topics", "999"], "n_topics is 999 for 2 paragraphs"),
    "no exemplars": (["train", "--exemplars", "in/void"], "exemplars folder 'in/void' holds no CSV"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_can_be_put_right_is_one_line_and_status_2(
    called: Called, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    for folder in ("in/void", "void"):
        (tmp_path / folder).mkdir(parents=True)
    report = "法治政府建设报告\n一、概况\n推进工作, 办理行政复议案件, 开展培训, 公开信息。\n加强执法, 规范, 程序。\n"
    (tmp_path / "in" / "report.txt").write_text(report, encoding="utf-8")
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    (tmp_path / "in" / "none.parquet").write_bytes(b"PAR1")
    (tmp_path / "in" / "torn.xlsx").write_bytes(b"PK\x03\x04")
    monkeypatch.chdir(tmp_path)
    arguments, message = WRONG[case]
    before = sorted(tmp_path.rglob("*"))
    status, output, said = called(*arguments)
    assert status == 2
    assert output == ""
    lines = [line for line in said.splitlines() if line.startswith("fazhi: ")]
    assert len(lines) == 1
    assert lines[0].startswith(f"fazhi: {message}")
    assert said.splitlines()[-1] == lines[0]
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["shares"],
        ["shares", "x", "--weight", "words"],
        ["run", "--lang", "fr"],
        ["read", "x", "--bad"],
    ],
)
def test_wrong_usage_is_status_2(called: Called, arguments: list[str]) -> None:
    status, output, said = called(*arguments)
    assert status == 2
    assert output == ""
    assert "Usage: fazhi" in said
    assert "Error: " in said


def test_a_system_error_is_one_line(called: Called, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "out.csv")

    monkeypatch.setattr("analysis.output.write_table", full)
    status, _, said = called("classify", corpus / "longsha_2019.txt", "--out", "out.csv")
    assert status == 2
    assert said.splitlines()[-1] == (
        "fazhi: cannot use 'out.csv': No space left on device; check path, permission and space."
    )


def test_debugging_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(fz.InputError, match="path 'nowhere' does not exist"):
        main(["--debug", "read", "nowhere"])


def test_the_version_is_the_packages(called: Called) -> None:
    assert called("--version") == (0, f"fazhi, version {fz.__version__}\n", "")


def test_a_fault_of_the_program_is_one_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    from analysis.cli import _guarded

    def fault() -> None:
        raise KeyError("column\nmissing")

    with pytest.raises(SystemExit) as stopped:
        _guarded(fault, debug=False)
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "KeyError" in said
    assert "--debug" in said
    with pytest.raises(KeyError):
        _guarded(fault, debug=True)


def test_a_command_that_is_stopped_says_so_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from analysis import cli

    def stop(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.reading.formats, "callback", stop)
    with pytest.raises(SystemExit) as ended:
        cli.main(["formats"])
    assert ended.value.code == 130
    assert capsys.readouterr().err == "fazhi: stopped; what was there before is as it was.\n"
