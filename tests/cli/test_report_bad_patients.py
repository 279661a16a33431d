"""Patients whose records contradict themselves or end too soon: named, counted, never guessed."""

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]

DOSE = "date: 2020-01-01, dose: inotuzumab, cycle: 1, day: 1, given: 0.6 mg/m2"
ALIVE = "date: 2021-01-01, last_contact: alive"
REMISSION, MRD = "date: 2019-11-01, remission: CR1", "date: 2019-12-20, mrd: 3e-4"
WHOLE = (REMISSION, MRD, DOSE, ALIVE)


def _cohort(folder: Path, *events: str) -> str:
    """Write a sound patient and one of these events, and return their folder."""
    for name, lines in (("GOOD", WHOLE), ("OTHER", events)):
        told = "".join(f"  - {{{line}}}\n" for line in lines)
        text = f"patient: {{id: {name}, birth_date: 1980-01-01}}\nevents:\n{told}"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (
            (MRD, "date: 2019-12-25, death: sepsis", DOSE),
            "after the patient's death on 25 Dec 2019",
        ),
        (
            (*WHOLE[:3], "date: 2020-05-01, death: sepsis", "date: 2020-06-01, relapse: molecular"),
            "after the patient's death on 1 May 2020",
        ),
        ((*WHOLE[:3], "date: 2020-05-01, death: sepsis", ALIVE), "after the patient's death"),
        ((*WHOLE, "date: 2019-11-01, remission: CR2"), "Remission CR1 cannot come after"),
        ((*WHOLE, "date: 2020-05, relapse: hematologic"), "Relapse needs a whole date"),
        ((MRD, DOSE.replace("0.6", "-0.6"), ALIVE), "cannot be -0.6 mg/m2: that is below 0"),
    ],
    ids=[
        "death before the first dose",
        "relapse after death",
        "alive after death",
        "contradictory remissions",
        "an outcome of a month",
        "a negative dose",
    ],
)
def test_a_patient_who_contradicts_himself_is_set_aside_counted_and_named(
    cyclewise: Command, tmp_path: Path, events: tuple[str, ...], said: str
) -> None:
    out = " ".join(cyclewise("report", _cohort(tmp_path, *events)).out.split())
    assert "Set aside, with a mistake, and in no figure: 1. OTHER.yaml:" in out
    assert said in out
    assert "1 on record, 1 treated" in out


@pytest.mark.parametrize(
    ("events", "why", "figure"),
    [
        (WHOLE[:3], "no day on which the patient was last followed", "every time to an event"),
        (
            (*WHOLE[:3], "date: 2019-06-01, last_contact: alive"),
            "not followed after the start",
            "every time to an event",
        ),
        ((REMISSION, DOSE, ALIVE), "unknown", "MRD 1e-3 or more, MRD below 1e-3"),
    ],
    ids=["no last contact", "a negative time", "no MRD at the first dose"],
)
def test_a_patient_who_cannot_be_decided_is_counted_and_named_at_the_foot(
    cyclewise: Command, tmp_path: Path, events: tuple[str, ...], why: str, figure: str
) -> None:
    cohort = _cohort(tmp_path, *events)
    told = csv.DictReader(StringIO(cyclewise("report", cohort, "--patients", "left_out").out))
    named = {row["figure"]: row["patient"] for row in told if row["patient"] == "OTHER"}
    (found,) = (each for each in named if each.startswith(f"{why}:") and figure in each)
    foot = cyclewise("report", cohort).out.partition("LEFT OUT, AND NOT DECIDED")[2]
    assert " ".join(found.split()[:4]) in foot
    assert "OTHER" in foot
