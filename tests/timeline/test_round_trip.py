"""Whatever a timeline says, it says after going through a file, a CSV and a Parquet table."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests.thoroughness import examples
from tests.timeline.test_writing import KNOWLEDGE, timelines

from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.timeline.reading import timeline_from
from cyclewise.timeline.table import timelines_to_table
from cyclewise.timeline.table_columns import columns_from_table
from cyclewise.timeline.table_file import read_table, write_table
from cyclewise.timeline.table_reading import table_to_timelines
from cyclewise.timeline.timeline import Timeline
from cyclewise.timeline.writing import timeline_yaml


def _through_table(timeline: Timeline, file: Path) -> Timeline:
    write_table(timelines_to_table([timeline], KNOWLEDGE), file)
    (part,) = read_table(file, KNOWLEDGE)
    assert columns_from_table(part, KNOWLEDGE).set_aside == ()
    (found,) = table_to_timelines(part, KNOWLEDGE).timelines
    return found


def _through_file(timeline: Timeline) -> Timeline:
    return timeline_from(parse_yaml(timeline_yaml(timeline, KNOWLEDGE), "a.yaml"), KNOWLEDGE)


@settings(
    max_examples=examples(20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(timeline=timelines())
def test_a_timeline_goes_round_all_forms_without_loss(timeline: Timeline, tmp_path: Path) -> None:
    once = _through_table(timeline, tmp_path / "one.parquet")
    again = _through_table(_through_file(once), tmp_path / "one.csv")
    assert once == again == timeline


@pytest.mark.parametrize(
    "text",
    [
        " a ",
        "a\\nb",
        "a\\r\\nb",
        "a\\tb",
        "null",
        "NaN",
        "0012",
        "1e5",
        "true",
        "a,b",
        "a;b",
        "\\u00a0x",
        "x\\u200by",
        "\\ufeffx",
        "\\u3000z",
        "e\\u0301",
        "'",
        "#",
        '\\"',
        "=1+1",
    ],
)
def test_a_strange_note_or_word_comes_back_as_it_was(text: str, tmp_path: Path) -> None:
    events = f'{{date: 2024-01-01, adverse_event: "{text}", note: "{text}"}}'
    written = f"patient: {{id: A}}\nevents:\n  - {events}\n"
    timeline = timeline_from(parse_yaml(written, "a.yaml"), KNOWLEDGE)
    for ending in ("csv", "parquet"):
        assert _through_table(timeline, tmp_path / f"one.{ending}") == timeline
    assert _through_file(timeline) == timeline
