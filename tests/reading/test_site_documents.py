"""Documents in the manner of real sites: body, roles and facts are read, or the ledger says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from .site_documents import counts, make_documents, read_documents


@pytest.mark.parametrize(
    "shift", [0, *(pytest.param(shift, marks=pytest.mark.slow) for shift in range(1, 12))]
)
def test_documents_of_sites_are_read_as_their_readers_do(tmp_path: Path, shift: int) -> None:
    documents = make_documents(shift)
    assert len(documents) >= 60
    results = read_documents(documents, tmp_path)
    wrong = results.melt(id_vars="path", var_name="what").query("value == False")
    assert wrong[["path", "what"]].values.tolist() == []
    assert (counts(results)["right"] == counts(results)["of"]).all()
