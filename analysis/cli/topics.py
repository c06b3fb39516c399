"""Topics."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.common import LANG, MODEL, OUT, exit_by, read_texts, say_undated, say_written
from analysis.cli.inputs import check_out, open_given, reading_options, table_options, write_out
from analysis.errors import InputError
from analysis.language import say, words_of
from analysis.study.spec import COUNTED, DOC_TYPES

if TYPE_CHECKING:
    import pandas as pd

    from analysis.topics.model import TopicModel


def _table(help_text: str) -> dict[str, Any]:
    return {"type": click.Path(), "help": f"File for {help_text} (CSV or Parquet)."}


@click.command()
@click.argument("reports", type=click.Path())
@click.option("--out", **OUT)
@reading_options
@table_options
@click.option("--topics", "n_topics", default=8, show_default=True, help="Number of topics.")
@click.option(
    "--choose", metavar="GRID", help="Only compare numbers of topics, such as 5,10,20, and write the table."
)
@click.option(
    "--anchored",
    "n_free",
    type=int,
    help="Anchor topics in the eight areas, and add this number of free topics.",
)
@click.option("--load", "load_from", type=click.Path(), help="Folder of saved topics to score REPORTS under.")
@click.option(
    "--update", "n_new", type=int, help="With --load: number of new topics to add to the loaded ones."
)
@click.option("--save", "save_to", type=click.Path(), help="New folder to save the topics in.")
@click.option(
    "--by", multiple=True, type=click.Choice(["year", "government_level", "province"]), default=("year",)
)
@click.option(
    "--seeds",
    default=10,
    show_default=True,
    help="Fits on parts of the reports, for stability and, up to five, intervals.",
)
@click.option(
    "--doc-type",
    "doc_types",
    multiple=True,
    type=click.Choice(DOC_TYPES),
    default=COUNTED,
    show_default=True,
    help="Type of the documents that the shares count, repeatable; where no document is of these types, all count.",
)
@click.option("--longest", type=int, help="Characters above which paragraphs are cut behind sentences.")
@click.option("--words", "words_out", **_table("the top words"))
@click.option(
    "--rank-by",
    default="relevance",
    show_default=True,
    type=click.Choice(["relevance", "probability", "exclusivity"]),
    help="Ranking of the top words.",
)
@click.option("--stability", "stability_out", **_table("which topics come back on parts of the reports"))
@click.option(
    "--trends",
    "trends_out",
    **_table("the slope of each topic with its interval, on the reports of the shares"),
)
@click.option(
    "--correlations", "correlations_out", **_table("which topics go together in the texts of governments")
)
@click.option("--typical", "typical_out", **_table("typical paragraphs of each topic"))
@click.option("--areas", "areas_out", **_table("topics by task area"))
@click.option("--model", **{**MODEL, "help": f"For --areas. {MODEL['help']}"})
@click.option("--outside", "outside_out", **_table("the topics that the Outline does not name"))
@click.option(
    "--engine",
    type=click.Choice(["nmf", "gensim", "tomotopy"]),
    help="What fits the topics.  [default: nmf; with --anchored gensim]",
)
@click.option(
    "--topic-labels",
    "labels_from",
    type=click.Path(),
    help="File of your labels: CSV with topic and label, or TOML.",
)
@click.option(
    "--labels-out", **_table("the labels of the topics, to be edited and given back with --topic-labels")
)
@click.option(
    "--browser",
    "browser_out",
    type=click.Path(),
    help="HTML file to read the topics in: words, years with intervals and slopes, areas, neighbours, paragraphs, search.",
)
@click.option("--lang", **LANG, help="Language of --browser.")
@click.option("--seed", default=0, show_default=True)
def topics(
    reports: str,
    out: str,
    n_topics: int,
    choose: str | None,
    n_free: int | None,
    load_from: str | None,
    n_new: int | None,
    save_to: str | None,
    by: tuple[str, ...],
    seeds: int,
    doc_types: tuple[str, ...],
    longest: int | None,
    words_out: str | None,
    rank_by: str,
    stability_out: str | None,
    trends_out: str | None,
    correlations_out: str | None,
    typical_out: str | None,
    areas_out: str | None,
    model: str | None,
    outside_out: str | None,
    engine: str | None,
    labels_from: str | None,
    labels_out: str | None,
    browser_out: str | None,
    lang: str,
    seed: int,
) -> None:
    """Topics of REPORTS and their shares by year.

    REPORTS are texts in files, a folder or a table with a document a row, or the paragraphs that `fazhi read --split` or
    `fazhi classify` made of them.
    Shares of loaded topics have intervals with the topics held fixed.
    """
    from analysis.areas.models import load_classifier
    from analysis.output import check_output
    from analysis.reading.split import split_paragraphs
    from analysis.study.topic_browser import PAGES, topic_browser
    from analysis.topics.alignment import refit_topics, stability_of
    from analysis.topics.anchored import outside_topics
    from analysis.topics.correlations import topic_correlations
    from analysis.topics.reading_aids import suggest_labels, typical_paragraphs
    from analysis.topics.shares import topic_shares
    from analysis.topics.trends import topic_trends

    _check_options(load_from, n_new, n_free, choose, stability_out)
    if model and not (areas_out or browser_out):
        raise InputError("--model", "is given without --areas", "name the file for the areas of the topics")
    classifier = load_classifier(model) if areas_out or browser_out else None
    check_out(out)
    if browser_out:
        check_output(browser_out, PAGES)
    given = open_given(reports, ("texts", "paragraphs", "classified"))
    table: pd.DataFrame | None = None
    ledger: pd.DataFrame | None = None
    if given.table is None:
        table, ledger = read_texts(reports)
        paragraphs = split_paragraphs(table, longest=longest)
    elif longest is not None:
        raise InputError("--longest", f"is given with {given.kind} paragraphs", "leave it out, or give texts")
    else:
        paragraphs = given.table
        say_undated(paragraphs.drop_duplicates("report_id"))
    if choose:
        from analysis.topics.choice import choose_n_topics

        grid = _numbers(choose)
        write_out(
            choose_n_topics(paragraphs, grid, n_seeds=seeds, engine=engine or "nmf", random_state=seed), out
        )
        exit_by(ledger)
        return
    found = _model(paragraphs, load_from, n_new, n_free, n_topics, engine, seed)
    if labels_from:
        found.set_labels(labels_from)
    if save_to:
        found.save(save_to)
    for caveat in found.caveats_:
        click.echo(caveat["en"], err=True)
    types = _counted(paragraphs, doc_types)
    said: dict[str, Any] = {"reports": table, "doc_types": types, "random_state": seed}
    said["refits"] = 0 if load_from else min(seeds, 5)
    if said["refits"] and (trends_out or browser_out):  # once for both
        said["refits"] = refit_topics(found, paragraphs, n_seeds=said["refits"], random_state=seed)
    shares = _where_possible(lambda: topic_shares(found, paragraphs, by=by, **said))
    if shares is not None:
        write_out(shares, out)
    if trends_out:
        trends = topic_trends(found, paragraphs, **said)
        write_out(trends, trends_out)
    elif browser_out:
        trends = _where_possible(lambda: topic_trends(found, paragraphs, **said))
    if correlations_out:
        write_out(topic_correlations(found, paragraphs, reports=table, doc_types=types), correlations_out)
    if words_out:
        write_out(found.top_words(10, rank_by).rename(columns=str).reset_index(), words_out)
    if labels_out:
        write_out(suggest_labels(found), labels_out)
    if stability_out:
        others = refit_topics(found, paragraphs, n_seeds=seeds, subsample=0.8, random_state=seed)
        write_out(stability_of(found, others), stability_out)
    if typical_out:
        write_out(typical_paragraphs(found, paragraphs), typical_out)
    if areas_out or browser_out:
        from analysis.areas.classify import classify_paragraphs
        from analysis.topics.shares import topic_areas

        coded = paragraphs if given.kind == "classified" else classify_paragraphs(paragraphs, classifier)
        if areas_out:
            areas = topic_areas(found, coded)
            write_out(areas, areas_out)
        else:
            areas = _where_possible(lambda: topic_areas(found, coded))
        if areas is not None and (n := areas.loc[areas["doubtful"].fillna(False), "topic"].nunique()):
            click.echo(say(words_of("commands", "en")["areas_in_doubt"], n=n), err=True)
    if browser_out:
        yearly = (
            shares if by == ("year",) else _where_possible(lambda: topic_shares(found, paragraphs, **said))
        )
        shown: dict[str, Any] = {"trends": trends, "areas": areas, "doc_types": types, "lang": lang}
        topic_browser(found, paragraphs, browser_out, reports=table, shares=yearly, **shown)
        say_written(browser_out, lang)
    if outside_out:
        write_out(outside_topics(found), outside_out)
    exit_by(ledger, refused=shares is None)


def _where_possible(make: Callable[[], pd.DataFrame]) -> pd.DataFrame | None:
    """What the texts allow; what they lack is told, and the other tables are made."""
    try:
        return make()
    except InputError as error:
        click.echo(str(error), err=True)
        return None


def _counted(paragraphs: pd.DataFrame, doc_types: tuple[str, ...]) -> tuple[str, ...] | None:
    """The types that count; all where no document is of them. What is left out, or that nothing is, is told."""
    from analysis.trends.estimand import counted_types

    words = words_of("commands", "en")
    documents = paragraphs.drop_duplicates("report_id")
    counted = counted_types(documents, doc_types)
    if not counted.any():
        click.echo(say(words["all_count"], n=len(documents)), err=True)
        return None
    if n := int((~counted).sum()):
        click.echo(say(words["left_out"], n=n), err=True)
    return doc_types


def _check_options(
    load_from: str | None, n_new: int | None, n_free: int | None, choose: str | None, stability: str | None
) -> None:
    """Options that do not go together."""
    if n_new is not None and not load_from:
        raise InputError("--update", "is given without --load", "say which topics to update")
    if load_from and (n_free is not None or choose):
        other = "--choose" if choose else "--anchored"
        raise InputError("--load", f"is given with {other}", "leave one of them out")
    if load_from and n_new is None and stability:
        remedy = "take the stability where the topics are fitted"
        raise InputError("--stability", "is given with --load", remedy)


def _numbers(grid: str) -> list[int]:
    parts = [part.strip() for part in grid.split(",")]
    if not all(part.isdecimal() for part in parts):
        raise InputError("--choose", f"is {grid!r}", "give whole numbers with commas, such as 5,10,20")
    return [int(part) for part in parts]


def _model(
    paragraphs: pd.DataFrame,
    load_from: str | None,
    n_new: int | None,
    n_free: int | None,
    n_topics: int,
    engine: str | None,
    seed: int,
) -> TopicModel:
    """The topics that the options ask for."""
    from analysis.topics.anchored import anchored_topics
    from analysis.topics.model import TopicModel
    from analysis.topics.update import update_topics

    if load_from:
        loaded = TopicModel.load(Path(load_from))
        return loaded if n_new is None else update_topics(loaded, paragraphs, n_new=n_new, random_state=seed)
    if n_free is not None:
        return anchored_topics(paragraphs, n_free=n_free, engine=engine or "gensim", random_state=seed)
    return TopicModel(n_topics=n_topics, random_state=seed, engine=engine or "nmf").fit(paragraphs)
