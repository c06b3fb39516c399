"""Topics."""

from __future__ import annotations

import click

from analysis.cli.common import OUT, exit_by, on_terminal, say_ledger


@click.command()
@click.argument("reports", type=click.Path())
@click.option("--out", **OUT)
@click.option("--words", "words_out", type=click.Path(), help="File for the top words (CSV or Parquet).")
@click.option("--topics", "n_topics", default=8, show_default=True)
@click.option("--seed", default=0, show_default=True)
def topics(reports: str, out: str, words_out: str | None, n_topics: int, seed: int) -> None:
    """Topics of REPORTS and their shares by year."""
    from analysis.output import write_table
    from analysis.reading.read import read_reports
    from analysis.reading.split import split_paragraphs
    from analysis.topics.model import TopicModel, topic_shares

    table, ledger = read_reports(reports, return_ledger=True, progress=on_terminal())
    say_ledger(ledger)
    paragraphs = split_paragraphs(table)
    model = TopicModel(n_topics=n_topics, random_state=seed).fit(paragraphs)
    write_table(topic_shares(model, paragraphs, random_state=seed), out)
    if words_out:
        write_table(model.top_words(10).rename(columns=str).reset_index(), words_out)
    exit_by(ledger)
