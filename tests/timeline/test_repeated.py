"""Copies are told with where they stand, whatever the cohort's form, and kept as written."""

from __future__ import annotations

from random import Random

import polars as pl
from tests.clinic import KNOWLEDGE, patient
from tests.facts.invention import KNOWLEDGE as INVENTED
from tests.facts.invention import Ward

from cyclewise.timeline.repeated import Noticed, repeated_events
from cyclewise.timeline.table import table_from, timelines_to_table
from cyclewise.timeline.table_columns import columns_from_table

LAB = "2024-03-03, lab: 1 mg/dL"


def test_a_copy_is_told_by_its_file_and_line_and_the_first_is_none() -> None:
    found = repeated_events([patient(LAB, "2024-03-01, scan: clear", LAB, LAB)])
    assert found == Noticed(2, ("A.yaml:5", "A.yaml:6"))


def test_what_differs_in_anything_is_no_copy() -> None:
    others = [
        "2024-03-04, lab: 1 mg/dL",
        "2024-03-03, lab: 2 mg/dL",
        "2024-03-03, time: 08:00, lab: 1 mg/dL",
        "2024-03-03, lab: 1 mg/dL, known: 2024-03-04",
        "2024-03-03, scan: clear",
    ]
    assert repeated_events([patient(LAB, *others)]) == Noticed()


def test_the_same_of_two_patients_is_no_copy() -> None:
    both = [patient(LAB, name="A"), patient(LAB, name="B")]
    assert repeated_events(both) == Noticed()
    table = table_from(timelines_to_table(both, KNOWLEDGE), KNOWLEDGE, "x.csv")
    assert columns_from_table(table, KNOWLEDGE).repeated == Noticed()


def test_copies_of_parts_add_up_and_the_first_places_are_named() -> None:
    parts = [Noticed.at([("x.csv", row) for row in range(5)]), Noticed.at([("y.csv", 1)] * 6)]
    found = Noticed.together(parts)
    assert found.count == 11
    assert found.places == (*parts[0].places, "y.csv:1", "y.csv:1", "y.csv:1")


def test_rows_of_a_table_that_stand_twice_are_those_that_are_the_same_in_every_cell() -> None:
    random = Random(5)  # noqa: S311 - invented patients
    rows = timelines_to_table([Ward(random).patient(f"P{each}") for each in range(30)], INVENTED)
    doubled = pl.concat([rows, rows.sample(40, seed=1)]).sample(fraction=1, shuffle=True, seed=2)
    table = table_from(doubled, INVENTED, "x.csv", first=2)
    found = columns_from_table(table, INVENTED).repeated
    assert (found.count, set(found.places) <= {f"x.csv:{row}" for row in table.repeated}) == (
        len(table.repeated),
        True,
    )
    assert found.count >= 40
    assert len(found.places) == 8
