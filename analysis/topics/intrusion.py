"""Intrusion tests: can a reader who does not know the model tell what does not belong?

A blind sheet to fill in and a key beside it, both CSV, which Excel and WPS open.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from analysis.errors import InputError, check_choice, check_level
from analysis.language import words_of
from analysis.output import check_output, guard_formula, written_whole
from analysis.tables import check_table
from analysis.topics.model import TopicModel
from analysis.topics.reading_aids import typical_paragraphs

WORDS, TOPICS = 5, 3  # that belong, beside the intruder
SHOWN = 5  # words that show a topic to the reader


def intrusion_tests(
    topics: TopicModel,
    paragraphs: pd.DataFrame | None = None,
    *,
    kind: str = "words",
    per_topic: int = 3,
    random_state: int = 0,
) -> pd.DataFrame:
    """Make word- or topic-intrusion tests.

    Claim: where readers find the intruder, the topic (or its assignment to the text) makes sense to them (Chang et al.
    2009). An intruding word is improbable in the topic and among the first ten of another, so that being rare does not
    give it away; an intruding topic has the least part in a paragraph that its companions lead.

    Parameters
    ----------
    topics : TopicModel
        A fitted model.
    paragraphs : DataFrame, optional
        As :func:`split_paragraphs` returns it; needed for topic intrusion.
    kind : {"words", "topics"}, default "words"
        What intrudes; topic intrusion needs at least four topics.
    per_topic : int, default 3
        Tests for each topic, fewer where it has fewer typical paragraphs.
    random_state : int, default 0
        Seed of the draws and of the order.

    Returns
    -------
    DataFrame, one row per test
        ``test_id`` (which tells nothing), ``kind``, ``topic``, ``text`` (topic intrusion), ``choice_1`` …, ``answer`` (number
        of the intruder).

    Raises
    ------
    InputError
        For an unfitted model, too few topics, or no paragraphs where they are needed.

    See Also
    --------
    write_intrusion_sheet : writes the tests for a reader.
    score_intrusion : scores the answers.

    References
    ----------
    Chang, J., Gerrish, S., Wang, C., Boyd-Graber, J., & Blei, D. (2009). Reading tea leaves: How humans interpret topic
    models. *NIPS* 22.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> topics = fz.TopicModel(3, random_state=0, passes=2).fit(paragraphs)
    >>> len(intrusion_tests(topics, per_topic=2))
    6
    """
    check_choice("kind", kind, ("words", "topics"))
    topics.check_fitted()
    if not isinstance(per_topic, (int, np.integer)) or per_topic < 1:
        raise InputError("per_topic", f"is {per_topic!r}", "use a whole number of at least 1")
    generator = np.random.default_rng(random_state)
    if kind == "words":
        rows = _word_tests(topics, per_topic, generator)
    elif paragraphs is None:
        raise InputError("paragraphs", "are missing", "give the paragraphs for topic intrusion")
    elif topics.n_topics_ <= TOPICS:
        raise InputError("topics", f"has {topics.n_topics_} topics", f"topic intrusion needs {TOPICS + 1}")
    else:
        rows = _topic_tests(topics, paragraphs, per_topic, generator)
    tests = pd.DataFrame(rows).iloc[generator.permutation(len(rows))].reset_index(drop=True)
    tests.insert(0, "test_id", [f"t{number:03d}" for number in range(1, len(tests) + 1)])
    return tests


def _word_tests(
    topics: TopicModel, per_topic: int, generator: np.random.Generator
) -> list[dict[str, object]]:
    probability = topics.topic_words_
    best = np.argsort(-probability, axis=1, kind="stable")[:, :10]
    rows = []
    for topic in range(topics.n_topics_):
        others = np.setdiff1d(np.delete(best, topic, axis=0), best[topic])
        likely = probability[topic, others]
        strangers = others[likely <= np.median(likely)]
        if not len(strangers) or best.shape[1] < WORDS:
            problem = f"of {len(topics.words_)} words leaves none to intrude in topic {topic + 1}"
            raise InputError("topics", problem, "fit them on more texts")
        for _ in range(per_topic):
            own = generator.choice(best[topic], size=WORDS, replace=False)
            words = [topics.words_[place] for place in (generator.choice(strangers), *own)]
            rows.append({"kind": "words", "topic": topic + 1, **_shuffled(words, generator)})
    return rows


def _topic_tests(
    topics: TopicModel, paragraphs: pd.DataFrame, per_topic: int, generator: np.random.Generator
) -> list[dict[str, object]]:
    shown = ["、".join(words) for words in topics.top_words(SHOWN, by="relevance").to_numpy().tolist()]
    rows = []
    examples = typical_paragraphs(topics, paragraphs, per_topic)
    weights = topics.transform(paragraphs)
    for example in examples.to_dict("records"):
        order = np.argsort(-weights.loc[example["paragraph_id"]].to_numpy(), kind="stable")
        words = [shown[place] for place in (order[-1], *order[:TOPICS])]
        head = {"kind": "topics", "topic": example["topic"], "text": example["text"]}
        rows.append({**head, **_shuffled(words, generator)})
    return rows


def _shuffled(choices: list[str], generator: np.random.Generator) -> dict[str, object]:
    """Choices in random order, the first of the list being the answer."""
    order = generator.permutation(len(choices))
    shown: dict[str, object] = {f"choice_{place + 1}": choices[number] for place, number in enumerate(order)}
    return {**shown, "answer": int(np.flatnonzero(order == 0)[0]) + 1}


def write_intrusion_sheet(tests: pd.DataFrame, path: str | Path, *, lang: str = "zh") -> tuple[Path, Path]:
    """Write a blind sheet for a reader and the key beside it.

    Parameters
    ----------
    tests : DataFrame, one row per test
        As :func:`intrusion_tests` returns it.
    path : path
        ``*.csv``; the key gets ``_key`` before the ending. A file that exists is never overwritten.
    lang : {"zh", "en"}, default "zh"
        Language of the question.

    Returns
    -------
    tuple of Path
        The sheet, without topic and answer, and the key, which stays with the researcher.

    Raises
    ------
    InputError
        When a file exists, or the ending or folder will not do.

    See Also
    --------
    intrusion_tests : makes the tests.
    score_intrusion : scores the sheet once it is filled in.

    Examples
    --------
    >>> import tempfile
    >>> tests = pd.DataFrame([{"test_id": "t001", "kind": "words", "topic": 1, "choice_1": "信访", "choice_2": "审批", "answer": 2}])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sheet, key = write_intrusion_sheet(tests, f"{folder}/intrusion.csv")
    ...     score_intrusion(sheet, key)["n"].tolist()
    [0]
    """
    check_choice("lang", lang, ("zh", "en"))
    check_table(tests, ("test_id", "kind", "topic", "answer"), argument="tests", maker="intrusion_tests")
    sheet = check_output(path, (".csv",))
    key = sheet.with_name(f"{sheet.stem}_key.csv")
    for file in (sheet, key):
        if file.exists():
            raise InputError("path", f"'{file}' exists already", "give a new name, or move that file")
    captions = words_of("topics.intrusion", lang)
    seen = tests.drop(columns=["topic", "answer"])
    seen["kind"] = seen["kind"].map(captions)
    seen = seen.rename(columns={"kind": "question"}).map(guard_formula)
    seen[f"answer｜{captions['answer']}"] = ""
    for table, file in ((seen, sheet), (tests[["test_id", "kind", "topic", "answer"]], key)):
        with written_whole(file) as work:
            table.to_csv(
                work, index=False, encoding="utf-8-sig", lineterminator="\r\n"
            )  # as Excel expects it
    return sheet, key


def score_intrusion(sheet: str | Path, key: str | Path, *, level: float = 0.95) -> pd.DataFrame:
    """Score a sheet that came back.

    Estimand: the probability that the reader finds the intruder of the topic. Tests without an answer are left out.

    Parameters
    ----------
    sheet, key : path
        As :func:`write_intrusion_sheet` wrote them, the sheet filled in (UTF-8, or GB18030 as Excel saves it in China).
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    DataFrame, one row per kind and topic
        ``kind``, ``topic``, ``n`` (answered), ``right``, ``precision``, ``low``, ``high`` (Clopper–Pearson), ``level``,
        ``chance`` (precision of a reader who guesses).

    Raises
    ------
    InputError
        When a file cannot be read, the sheet does not belong to the key, or an answer is no number of a choice.

    See Also
    --------
    write_intrusion_sheet : writes sheet and key.
    choose_n_topics : measures coherence without readers.

    Examples
    --------
    >>> import tempfile
    >>> tests = pd.DataFrame([{"test_id": "t001", "kind": "words", "topic": 1, "choice_1": "信访", "choice_2": "审批", "answer": 2}])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sheet, key = write_intrusion_sheet(tests, f"{folder}/intrusion.csv", lang="en")
    ...     _ = sheet.write_text(sheet.read_text("utf-8-sig").replace("审批,", "审批,2"), "utf-8")
    ...     score_intrusion(sheet, key)[["topic", "n", "right", "chance"]].values.tolist()
    [[1.0, 1.0, 1.0, 0.5]]
    """
    check_level(level)
    known = _read(Path(key), "key", ("test_id", "kind", "topic", "answer"))
    given = _read(Path(sheet), "sheet", ("test_id", "answer"))
    if sorted(given["test_id"]) != sorted(known["test_id"]):
        raise InputError("sheet", f"'{sheet}' has other tests than the key", "give the key written with it")
    n_choices = sum(column.startswith("choice_") for column in given.columns)
    both = known.merge(given[["test_id", "answer"]], on="test_id", suffixes=("", "_given"))
    both = both.assign(given=[_number(cell, n_choices, sheet) for cell in both["answer_given"]])
    both["right"] = both["given"] == both["answer"].astype(float)
    rows = []
    for (kind, topic), own in both.assign(topic=both["topic"].astype(int)).groupby(["kind", "topic"]):
        answered = own[own["given"].notna()]
        n, right = len(answered), int(answered["right"].sum())
        interval = stats.binomtest(right, n).proportion_ci(level) if n else (np.nan, np.nan)
        rows.append(
            {
                "kind": kind,
                "topic": topic,
                "n": n,
                "right": right,
                "precision": right / n if n else np.nan,
                "low": interval[0],
                "high": interval[1],
                "level": level,
                "chance": 1 / n_choices,
            }
        )
    return pd.DataFrame(rows)


def _read(file: Path, argument: str, columns: tuple[str, ...]) -> pd.DataFrame:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            table = pd.read_csv(file, dtype="string", encoding=encoding, keep_default_na=False)
        except UnicodeDecodeError:
            continue
        except (OSError, ValueError) as error:
            problem = f"'{file}' cannot be read ({type(error).__name__})"
            raise InputError(argument, problem, "give the CSV file") from None
        table = table.rename(columns=lambda name: name.split("｜")[0])
        return check_table(table, columns, argument=argument, maker="write_intrusion_sheet")
    raise InputError(argument, f"'{file}' is neither UTF-8 nor GB18030", "save it as CSV again")


def _number(cell: str, n_choices: int, sheet: str | Path) -> float:
    if not cell.strip():
        return np.nan
    if cell.strip() not in map(str, range(1, n_choices + 1)):
        raise InputError("sheet", f"'{sheet}' has the answer {cell!r}", f"answer with 1 to {n_choices}")
    return float(cell)
