"""Patient files: what is read from an event, and what large or hostile files do."""

import math
from pathlib import Path

import pytest

from cyclewise.bundled import bundled
from cyclewise.documents.problem import BadInput, Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.knowledge.knowledgebase import Knowledge, read_knowledge
from cyclewise.timeline.event import NO_TIME, UNDATED, Event
from cyclewise.timeline.reading import event_from, read_timeline, timeline_from
from cyclewise.values.calendar import day_text


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_knowledge(bundled("knowledge"))


def event(knowledge: Knowledge, text: str) -> Event:
    problems = Problems()
    found = event_from(parse_yaml(text, "case").root, knowledge, problems)
    problems.raise_if_any()
    assert found is not None
    return found


def test_an_event_keeps_its_value_with_unit_and_attributes(knowledge: Knowledge) -> None:
    found = event(knowledge, "{date: 2024-01-14, bilirubin: 12 umol/L, uln: 1.2 mg/dL}")
    assert found.value.low == found.value.high == pytest.approx(12 / 17.104)
    assert (found.value.word, found.value.text) == ("", "12 umol/L")
    assert found.attributes["uln"].low == 1.2
    assert (day_text(found.first), found.minute) == ("2024-01-14", NO_TIME)
    assert found.known == found.first


@pytest.mark.parametrize("text", ["7e-4", "0.07 %", "7 × 10⁻⁴", "0.0007", "7.0E-4"])
def test_one_level_written_in_many_ways_is_one_number(knowledge: Knowledge, text: str) -> None:
    assert event(knowledge, f"{{date: 2024-01-14, mrd: {text}}}").value.low == 7e-4


def test_time_known_replaces_and_note_are_read(knowledge: Knowledge) -> None:
    found = event(
        knowledge,
        "{date: 2024-01-14, time: 14:05, weight: 70 kg, known: 2024-01-16, replaces: 2024-01-13,"
        " note: read  off the chart}",
    )
    assert found.minute == 14 * 60 + 5
    assert day_text(found.known) == "2024-01-16"
    assert day_text(found.replaces or 0) == "2024-01-13"
    assert found.note == "read off the chart"


def test_nothing_detected_lies_below_the_sensitivity(knowledge: Knowledge) -> None:
    found = event(knowledge, "{date: 2024-01-14, mrd: not detected, sensitivity: 1e-5}").value
    assert found.low == 0
    assert found.high == math.nextafter(1e-5, 0)
    assert found.word == "not detected"


def test_nothing_detected_without_a_sensitivity_says_nothing_of_the_number(
    knowledge: Knowledge,
) -> None:
    found = event(knowledge, "{date: 2024-01-14, mrd: not detected}").value
    assert (found.low, found.high) == (0, 1)


@pytest.mark.parametrize("text", ["positive not quantifiable", '"positive, not quantifiable"'])
def test_a_positive_that_cannot_be_quantified_lies_above_nothing(
    knowledge: Knowledge, text: str
) -> None:
    found = event(knowledge, f"{{date: 2024-01-14, mrd: {text}}}").value
    assert (found.low, found.high) == (math.nextafter(0, 1), 1)
    assert found.word == "positive not quantifiable"


@pytest.mark.parametrize(("flag", "low"), [("true", 0), ("false", 60)])
def test_a_count_under_transfusion_is_an_upper_bound(
    knowledge: Knowledge, flag: str, low: float
) -> None:
    found = event(knowledge, f"{{date: 2024-01-14, platelets: 60 G/L, transfused: {flag}}}")
    assert (found.value.low, found.value.high) == (low, 60)
    assert found.attributes["transfused"].word == flag


def test_a_dose_keeps_the_unit_in_which_it_was_given(knowledge: Knowledge) -> None:
    found = event(knowledge, "{date: 2024-01-14, dose: inotuzumab, given: 0.6 mg/m²}")
    given = found.attributes["given"]
    assert (given.low, given.word, given.text) == (0.6, "mg/m2", "0.6 mg/m²")


def test_a_term_is_one_however_it_is_capitalised(knowledge: Knowledge) -> None:
    found = event(knowledge, "{date: 2024-01-14, adverse_event: Febrile  Neutropenia}")
    assert (found.value.word, found.value.text) == ("febrile neutropenia", "Febrile Neutropenia")


def test_a_case_may_list_a_fact_about_the_person(knowledge: Knowledge) -> None:
    found = event(knowledge, "{birth_date: 1978-05-14}")
    assert (day_text(found.first), found.known) == ("1978-05-14", UNDATED)
    found = event(knowledge, "{lineage: B}")
    assert (found.value.word, found.first) == ("B", UNDATED)


def test_a_month_will_do_for_what_lies_before_the_first_dose(knowledge: Knowledge) -> None:
    text = """
patient: {id: P-1}
events:
  - {date: 2022, relapse: hematologic}
  - {date: 2023-12, transplant: allogeneic}
  - {date: 2024-01, remission: CR2}
  - {date: 2024-01-15, dose: inotuzumab, cycle: 1, day: 1}
"""
    found = timeline_from(parse_yaml(text, "P-1"), knowledge)
    assert [each.date for each in found.events] == ["2022", "2023-12", "2024-01", "2024-01-15"]


def test_the_month_of_the_first_dose_is_too_coarse_for_a_relapse(knowledge: Knowledge) -> None:
    text = """
patient: {id: P-1}
events:
  - {date: 2024-01, relapse: hematologic}
  - {date: 2024-01-15, dose: inotuzumab, cycle: 1, day: 1}
"""
    with pytest.raises(BadInput, match="needs a whole date from the first dose on"):
        timeline_from(parse_yaml(text, "P-1"), knowledge)


def test_a_death_that_was_corrected_ends_nothing(knowledge: Knowledge) -> None:
    text = """
patient: {id: P-1}
events:
  - {date: 2024-03-01, death: sepsis}
  - {date: 2024-04-01, death: sepsis, known: 2024-04-02, replaces: 2024-03-01}
  - {date: 2024-03-20, weight: 70 kg}
"""
    assert len(timeline_from(parse_yaml(text, "P-1"), knowledge).events) == 3


def test_what_is_found_on_the_day_of_death_is_kept(knowledge: Knowledge) -> None:
    text = """
patient: {id: P-1, birth_date: 2024-03}
events:
  - {date: 2024-03-01, death: sepsis}
  - {date: 2024-03-01, weight: 70 kg, known: 2024-03-05}
"""
    assert len(timeline_from(parse_yaml(text, "P-1"), knowledge).events) == 3


def test_a_line_of_ten_million_characters_is_refused_by_its_size(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    path = tmp_path / "long.yaml"
    path.write_text("patient: {id: " + "x" * 10_000_000 + "}\nevents: []\n")
    with pytest.raises(BadInput, match="larger than 5,000,000 bytes") as caught:
        read_timeline(path, knowledge)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "item",
    [
        "- {date: 2024-01-10, death: %s}",
        "- {date: 2024-01-10, alt: 20 U/L, note: %s}",
        "- {date: 2024-01-10, alt: %s}",
        "- {date: 2024-01-10, %s: 3}",
        "- %s",
    ],
)
def test_a_very_long_word_makes_no_very_long_message(knowledge: Knowledge, item: str) -> None:
    text = f"patient: {{id: P-1}}\nevents:\n  {item % ('x' * 100_000)}\n"
    with pytest.raises(BadInput) as caught:
        timeline_from(parse_yaml(text, "long.yaml"), knowledge)
    assert len(str(caught.value)) < 2000


def test_thousands_of_mistakes_are_counted_not_printed(knowledge: Knowledge) -> None:
    events = "".join(f"  - {{date: 2024-01-10, mistake{i}: 3}}\n" for i in range(3000))
    with pytest.raises(BadInput, match="There are 2900 more problems like these") as caught:
        timeline_from(parse_yaml(f"patient: {{id: P-1}}\nevents:\n{events}", "P-1"), knowledge)
    assert len(caught.value.problems) == 101


@pytest.mark.parametrize("name", [".", "..", "-", "a b", "ä", "a/b", "x" * 101, '"a\\nb"'])
def test_an_id_that_is_no_name_for_a_file_is_refused(knowledge: Knowledge, name: str) -> None:
    with pytest.raises(BadInput, match="is no id"):
        timeline_from(parse_yaml(f"patient: {{id: {name}}}\nevents: []", "P-1"), knowledge)


@pytest.mark.parametrize("name", ["003", "1e5", "true", "P-1", "a.b_c-9"])
def test_an_id_is_kept_as_it_is_written(knowledge: Knowledge, name: str) -> None:
    found = timeline_from(parse_yaml(f"patient: {{id: {name}}}\nevents: []", "P-1"), knowledge)
    assert found.patient == name
