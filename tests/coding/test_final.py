"""One code a unit, from any number of coders; what is neither agreed nor adjudicated is an error."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis as fz
from analysis.coding.final import count_basis
from analysis.columns import COLUMNS
from analysis.tables import make_table

from .test_facts import KNOWN


def codes_of(*rows: tuple[str, str, int], **more: Any) -> pd.DataFrame:
    """Codes from (unit, coder, area)."""
    return make_table(
        "codes",
        [
            {"unit_id": unit, "coder": coder, "role": "work", "area": area, **more}
            for unit, coder, area in rows
        ],
    )


def areas(final: pd.DataFrame) -> dict[str, tuple[int, str]]:
    return {row["unit_id"]: (row["area"], row["basis"]) for row in final.to_dict("records")}


def test_adjudicated_where_disputed_and_agreed_elsewhere() -> None:
    final = fz.final_codes(
        codes_of(
            *[("u1", "a", 6), ("u2", "a", 6), ("u3", "a", 1), ("u4", "a", 2)],
            *[("u1", "b", 6), ("u2", "b", 5), ("u3", "b", 1), ("u2", "final", 4), ("u3", "final", 8)],
        )
    )
    assert areas(final) == {
        "u1": (6, "agreed"),
        "u2": (4, "adjudicated"),
        "u3": (8, "adjudicated"),  # the last word is the adjudicator's even where nothing was disputed
        "u4": (2, "one coder"),
    }
    assert set(final["coder"]) == {"final"}
    assert list(final.columns) == [*COLUMNS["codes"], "basis"]
    assert final[list(COLUMNS["codes"])].dtypes.astype(str).to_dict() == dict(COLUMNS["codes"])
    assert final.attrs == {}
    assert count_basis(final) == "4 units: 2 adjudicated, 1 agreed, 1 one coder"


def test_disputed_and_open_is_an_error_that_counts_and_names() -> None:
    rows = [(f"u{k}", coder, area) for k in range(5) for coder, area in (("a", 1), ("b", 2))]
    with pytest.raises(fz.InputError) as caught:
        fz.final_codes(codes_of(*rows, ("u1", "final", 1)))
    assert str(caught.value) == (
        "codes leave 4 units disputed and not adjudicated, such as 'u0', 'u2', 'u3'; "
        "settle them with fazhi adjudicate, and give its sheet filled in."
    )


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"role": "plan"}, {}),
        ({"area_2": 5}, {}),
        ({"area_2": 5}, {"area_2": 4}),
        ({"measure": "33"}, {}),
        ({"measure": "33"}, {"measure": "34"}),
    ],
)
def test_what_is_disputed_is_what_disagreements_and_the_adjudicator_get(
    one: dict[str, Any], two: dict[str, Any]
) -> None:
    rows = [
        {"unit_id": "u1", "coder": coder, "role": "work", "area": 6, **more}
        for coder, more in (("a", one), ("b", two))
    ]
    codes = make_table("codes", rows)
    items = pd.DataFrame({"unit_id": ["u1"], "text": ["依法行政。"]})
    assert fz.disagreements(codes)["unit_id"].tolist() == ["u1"]
    assert fz.adjudication_sample(codes, items)["unit_id"].tolist() == ["u1"]
    with pytest.raises(fz.InputError, match="1 unit disputed"):
        fz.final_codes(codes)


def test_how_sure_a_coder_was_is_no_dispute() -> None:
    codes = codes_of(("u1", "a", 6), ("u1", "b", 6)).assign(sure=[1, 0])
    assert fz.final_codes(codes)["sure"].tolist() == [0]


def test_one_coder_alone_keeps_codes_and_name() -> None:
    codes = codes_of(
        ("u1", "wang", 6), ("u2", "wang", 1), **KNOWN, coded_by="model", inclusion_probability=0.5
    )
    final = fz.final_codes(codes)
    pd.testing.assert_frame_equal(final.drop(columns="basis"), codes)
    assert count_basis(final) == ""
    nameless = codes.assign(coder=pd.NA)
    assert fz.final_codes(nameless)["coder"].isna().all()


def test_the_facts_of_a_unit_are_filled_in_from_all_its_coders() -> None:
    old, new = codes_of(("u1", "a", 6)), codes_of(("u1", "b", 6), **KNOWN, inclusion_probability=0.1)
    for codes in ([old, new], [new, old], [new.assign(coder="final"), old]):
        final = fz.final_codes(pd.concat(codes, ignore_index=True))
        assert final[list(KNOWN)].to_dict("records") == [KNOWN]
        assert final["inclusion_probability"].tolist() == [0.1]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("inclusion_probability", 0.2, "0.1 (a) and 0.2 (b)"),
        ("text_hash", "1111111111111111", "0123456789abcdef (a) and 1111111111111111 (b)"),
        ("paragraph_hash", "1111111111111111", ""),
        ("stratum_size", 311, "310 (a) and 311 (b)"),
        ("frame_id", "draw-2", ""),
        ("draw_order", 8, ""),
        ("report_id", "other", ""),
    ],
)
def test_other_facts_about_one_unit_are_an_error(name: str, value: Any, said: str) -> None:
    codes = codes_of(("u1", "a", 6), ("u1", "b", 6), **KNOWN, inclusion_probability=0.1)
    codes.loc[1, name] = value
    with pytest.raises(fz.InputError) as caught:
        fz.final_codes(codes)
    assert f"codes give 1 unit more than one {name}, such as 'u1': {said}" in str(caught.value)


def test_a_probability_that_was_written_with_ten_digits_is_the_same() -> None:
    codes = codes_of(("u1", "a", 6), ("u1", "b", 6)).assign(inclusion_probability=[1 / 3, 0.3333333333])
    assert fz.final_codes(codes)["inclusion_probability"].tolist() == [1 / 3]


def test_two_codes_by_one_coder_are_an_error_and_a_copy_is_none() -> None:
    codes = codes_of(("u1", "a", 6), ("u1", "b", 6))
    doubled = fz.final_codes(pd.concat([codes, codes], ignore_index=True))
    pd.testing.assert_frame_equal(doubled, fz.final_codes(codes))
    with pytest.raises(fz.InputError, match=r"1 unit.s. two codes by one coder, such as 'u1' by 'a'"):
        fz.final_codes(pd.concat([codes, codes_of(("u1", "a", 5))], ignore_index=True))


def test_copies_among_the_rows_and_any_index_move_no_code_to_another_coder() -> None:
    rows = [("u1", "a", 6), ("u2", "a", 6), ("u2", "b", 5), ("u2", "final", 4), ("u3", "b", 1)]
    expected = fz.final_codes(codes_of(*rows))
    copied = codes_of(rows[0], *rows)
    pd.testing.assert_frame_equal(fz.final_codes(copied), expected)
    pd.testing.assert_frame_equal(fz.final_codes(copied.set_axis([7, 7, 2, 1, 0, 9])), expected)
    assert fz.final_codes(codes_of(rows[0], rows[0], ("u3", "a", 1)))["coder"].tolist() == ["a", "a"]


def test_a_code_that_rests_on_a_model_says_so() -> None:
    by = ["model", "person", "model", "model", "person", "person", "person", "model", "person"]
    codes = codes_of(
        *[("u1", "a", 6), ("u1", "b", 6), ("u2", "a", 6), ("u2", "b", 5), ("u2", "final", 5)],
        *[("u3", "a", 1), ("u3", "b", 1), ("u4", "b", 3), ("u4", "final", 3)],
    ).assign(coded_by=by)
    final = fz.final_codes(codes).set_index("unit_id")["coded_by"]
    # u2: two models disputed, a person decided; u4: the adjudicated file repeats what the model gave
    assert final.to_dict() == {"u1": "model", "u2": "person", "u3": "person", "u4": "model"}
    assert fz.final_codes(codes.drop(columns="coded_by"))["coded_by"].tolist() == ["person"] * 4


def test_versions_and_days_of_agreeing_coders() -> None:
    codes = codes_of(("u1", "a", 6), ("u1", "b", 6)).assign(
        codebook_version=["1.1", "1.0"], coded_on=pd.to_datetime(["2026-01-31", "2026-02-01"])
    )
    final = fz.final_codes(codes)
    assert final["codebook_version"].tolist() == ["1.0, 1.1"]
    assert final["coded_on"].dt.strftime("%Y-%m-%d").tolist() == ["2026-02-01"]


def test_the_codes_of_the_project_are_settled() -> None:
    codes = fz.read_codes(fz.sample_reports().parent / "codes")
    final = fz.final_codes(codes)
    given = codes[codes["coder"] == "final"].set_index("unit_id").loc[final["unit_id"]]
    assert final[["role", "area", "measure"]].equals(
        given[["role", "area", "measure"]].reset_index(drop=True)
    )
    assert final["basis"].value_counts().to_dict() == {"agreed": 261, "adjudicated": 27}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("uvwxyz"), st.sampled_from(["a", "b", "c"]), st.sampled_from([1, 2])),
        min_size=1,
    )
)
def test_asking_the_adjudicator_is_always_enough(rows: list[tuple[str, str, int]]) -> None:
    codes = codes_of(*{(unit, coder): (unit, coder, area) for unit, coder, area in rows}.values())
    if len(set(codes["coder"])) == 1:
        asked: list[str] = []
    else:
        items = pd.DataFrame({"unit_id": list("uvwxyz"), "text": "依法行政。"})
        asked = fz.adjudication_sample(codes, items)["unit_id"].tolist()
        assert asked == fz.disagreements(codes)["unit_id"].tolist()
    settled = codes_of(*[(unit, "final", 7) for unit in asked])
    final = fz.final_codes(pd.concat([codes, settled], ignore_index=True))
    assert sorted(final["unit_id"]) == sorted(set(codes["unit_id"]))
    assert final.loc[final["area"] == 7, "unit_id"].tolist() == asked
