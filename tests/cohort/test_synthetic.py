"""The synthetic cohort is what its script builds, and carries every published figure."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.cohort.synthetic import files

from cyclewise.advice.advising import Adviser
from cyclewise.cohort.comparison import published
from cyclewise.cohort.report import Report
from cyclewise.cohort.study import Study
from cyclewise.cohort.tree import figures
from cyclewise.inference.agreement import SecondEngine
from cyclewise.timeline.event import Event
from cyclewise.timeline.reading import read_timeline
from cyclewise.timeline.timeline import Timeline, timeline_of
from cyclewise_cli.cohorts import cohort_path

FOLDER = cohort_path("example:ino-mrd-26")
FILES = sorted(FOLDER.glob("SYN-*.yaml"))


def test_the_files_are_those_that_the_script_builds() -> None:
    built = files()
    there = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir()}
    assert there == built


def test_every_file_says_that_it_is_synthetic() -> None:
    assert len(FILES) == 26
    for file in FILES:
        assert file.read_text(encoding="utf-8").startswith("# Synthetic")


def test_every_published_figure_agrees_to_the_printed_precision(synthetic: Report) -> None:
    printed = published(synthetic.study.program.protocol.published, figures(synthetic))
    assert len(printed) == 24
    assert [each.figure.of for each in printed if not each.agrees] == []


def test_three_ways_to_say_the_follow_up_are_told_apart(synthetic: Report) -> None:
    watch = synthetic.watches["follow_up"]
    medians = (watch.median.time, watch.median_waiting, watch.median_all)
    assert [round(each, 1) for each in medians if each is not None] == [24.3, 24.0, 20.1]


def test_no_event_lies_near_the_landmark_of_two_years(synthetic: Report) -> None:
    for name in ("rfs", "os"):
        days = [line.days for line in synthetic.curves[name].lines if line.ended != "censored"]
        assert min(abs(day - 730.5) for day in days) > 60


def test_every_patient_met_every_requirement(synthetic: Report) -> None:
    lost = synthetic.attrition
    assert (lost.excluded, lost.undecided) == (0, 0)


def _before_the_dose(timeline: Timeline, dose: Event, study: Study) -> Timeline:
    """Return what was known in the morning of a dose: results of the day, but no outcomes."""
    known = study.program.knowledge
    position = {name: concept.position for name, concept in known.concepts.items()}
    kept = [
        event
        for event in timeline.events
        if not event.dated
        or (event.first < dose.first and event.known <= dose.first)
        or (event.first == dose.first and position[event.concept] == "results")
    ]
    return timeline_of(timeline.patient, kept, known)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_dose_was_one_that_the_protocol_gives_that_day(file: Path, study: Study) -> None:
    timeline = read_timeline(file, study.program.knowledge)
    adviser = Adviser(study.program, SecondEngine(study.program))
    for dose in (event for event in timeline.events if event.concept == "dose"):
        asked = adviser.recommend(_before_the_dose(timeline, dose, study), dose.first)
        assert (asked.action, asked.settled) == ("administer", True), asked.as_of
        assert asked.cycle == dose.attributes["cycle"].low
        assert asked.day == dose.attributes["day"].low
        assert asked.dose is not None
        assert asked.dose.mg == pytest.approx(dose.attributes["amount"].low, rel=0.01)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_treatment_goes_on_until_the_protocol_ends_it(file: Path, study: Study) -> None:
    timeline = read_timeline(file, study.program.knowledge)
    ended = next(event for event in timeline.events if event.concept == "end_of_treatment")
    before = replace(
        timeline,
        events=tuple(
            event
            for event in timeline.events
            if event.first <= ended.first and event != ended and event.known <= ended.first
        ),
    )
    adviser = Adviser(study.program, SecondEngine(study.program))
    asked = adviser.recommend(before, ended.first)
    expected = {"completed": "complete", "toxicity": "discontinue"}
    word = ended.value.word
    assert asked.action == expected.get(word, asked.action)
    assert (word in expected) or asked.action in ("administer", "wait", "insufficient-data")
