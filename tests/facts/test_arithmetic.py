"""Facts made of facts: exact to the last digit, unknown where a part is, intervals kept."""

from __future__ import annotations

import pytest
from tests.clinic import patient, program, sheet, truth

from cyclewise.facts.reading import Reading, Why
from cyclewise.timeline.timeline import Timeline

AS_OF = "2024-03-31"
GAIN = {
    "before": "read: weight\nuntil: first_dose",
    "gain": "change: {of: weight, from: before}\nnone_yet: {of: first_dose, value: 0 %}",
}


def read(who: Timeline, form: str, as_of: str = AS_OF, **facts: str) -> Reading:
    return sheet(program({"asked": form, **facts}), who, as_of=as_of).reading("asked")


def span(reading: Reading) -> tuple[float, float]:
    assert reading.known[0]
    return float(reading.value.low[0]), float(reading.value.high[0])


def weighed(after: str) -> Timeline:
    return patient(
        "2024-03-01, weight: 71.5 kg", "2024-03-02, dose: x", f"2024-03-05, weight: {after} kg"
    )


@pytest.mark.parametrize(
    ("after", "above", "at_least"),
    [
        ("75.075", "not met", "met"),  # exactly 5 %
        ("75.076", "met", "met"),
        ("75.074", "not met", "not met"),
    ],
)
def test_a_gain_of_exactly_five_percent_is_not_more_than_five(
    after: str, above: str, at_least: str
) -> None:
    who = weighed(after)
    assert truth("{fact: gain, above: 5 %}", who, AS_OF, facts=GAIN) == above
    assert truth("{fact: gain, at_least: 5 %}", who, AS_OF, facts=GAIN) == at_least


def test_a_ratio_comes_out_as_on_paper() -> None:
    who = patient("2024-03-01, lab: 1.05 mg/dL, uln: 0.7 mg/dL")
    facts = {"ratio": "read: lab\nvalue: {over: uln}"}
    assert truth("{fact: ratio, above: 1.5}", who, AS_OF, facts=facts) == "not met"
    assert truth("{fact: ratio, at_least: 1.5}", who, AS_OF, facts=facts) == "met"


def test_a_ratio_of_facts_and_a_difference_come_out_as_on_paper() -> None:
    who = patient("2024-03-01, lab: 1.05 mg/dL", "2024-03-05, lab: 0.7 mg/dL")
    facts = {"high": "read: lab\ntake: highest", "low": "read: lab\ntake: lowest"}
    assert span(read(who, "ratio: {of: high, to: low}", **facts)) == (1.5, 1.5)
    assert span(read(who, "difference: {of: high, from: low}", **facts)) == (0.35, 0.35)


def test_a_fall_is_a_change_below_nought() -> None:
    assert span(read(weighed("64.35"), GAIN["gain"], before=GAIN["before"])) == (-0.1, -0.1)


def test_before_the_event_a_change_is_what_its_page_says() -> None:
    for who in (patient(), patient("2024-03-01, weight: 71.5 kg")):
        assert truth("{fact: gain, above: 5 %}", who, AS_OF, facts=GAIN) == "not met"
        assert truth("{fact: gain, at_least: 0 %}", who, AS_OF, facts=GAIN) == "met"


def test_from_the_event_on_a_change_without_its_parts_is_unknown() -> None:
    who = patient("2024-03-02, dose: x")
    reading = read(who, GAIN["gain"], before=GAIN["before"])
    assert Why(int(reading.why[0])) == Why.INPUT_UNKNOWN
    only_later = patient("2024-03-02, dose: x", "2024-03-05, weight: 80 kg")
    assert truth("{fact: gain, above: 5 %}", only_later, AS_OF, facts=GAIN) == "unknown"


def test_intervals_widen_to_all_that_may_be() -> None:
    facts = {"of": "read: assay\ntake: first", "by": "read: assay"}
    who = patient("2024-03-01, assay: 1e-3", "2024-03-05, assay: not detected, sensitivity: 1e-4")
    low, high = span(read(who, "difference: {of: of, from: by}", **facts))
    assert low == pytest.approx(9e-4)
    assert high == 1e-3


def test_nothing_can_be_divided_by_nought() -> None:
    who = patient("2024-03-01, lab: 1 mg/dL", "2024-03-05, lab: 0 mg/dL")
    facts = {"high": "read: lab\ntake: highest"}
    reading = read(who, "ratio: {of: high, to: lab}", **facts)
    assert Why(int(reading.why[0])) == Why.INPUT_UNKNOWN


def test_what_was_presumed_below_is_presumed_above() -> None:
    facts = {"graded": "read: reaction\nwhere: {related: {is: true}}\nvalue: grade"}
    who = patient("2024-03-01, reaction: rash, grade: 2")
    assert read(who, "difference: {of: graded, from: graded}", **facts).presumed[0]


def test_what_stands_before_the_event_is_in_the_facts_own_unit() -> None:
    form = "difference: {of: weight, from: weight}\nnone_yet: {of: first_dose, value: 1500 g}"
    assert span(read(patient(), form)) == (1.5, 1.5)


@pytest.mark.parametrize(("as_of", "expected"), [("2024-05-31", 0.0), ("2024-06-01", 0.1)])
def test_what_stands_before_the_event_may_be_amended(as_of: str, expected: float) -> None:
    form = (
        "change: {of: weight, from: weight}\nnone_yet: {of: first_dose, value: {parameter: none}}"
    )
    linked = program(
        {"asked": form}, parameters={"none": "0 %"}, amendments=[("2024-06-01", {"none": "10 %"})]
    )
    assert span(sheet(linked, patient(), as_of=as_of).reading("asked")) == (expected, expected)


# --- time passed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "as_of", "years"),
    [
        ("2006-03-01", "2024-02-29", (17, 17)),
        ("2006-03-01", "2024-03-01", (18, 18)),
        ("2004-02-29", "2022-02-28", (17, 17)),
        ("2004-02-29", "2022-03-01", (18, 18)),
        ("2006", "2024-06-01", (17, 18)),
        ("2006", "2025-01-01", (18, 19)),
        ("2006-03", "2024-03-31", (18, 18)),
        ("2006-03", "2024-03-30", (17, 18)),
    ],
)
def test_years_are_completed_years_and_an_interval_for_a_coarse_birth(
    born: str, as_of: str, years: tuple[int, int]
) -> None:
    assert span(read(patient(born=born), "years_since: born", as_of)) == years


def test_without_a_birth_the_age_is_unknown_and_not_absent() -> None:
    reading = read(patient(), "years_since: born")
    assert not reading.known[0]
    assert not reading.absent[0]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("days_since: last_dose", (21, 21)),
        ("days_since: stage", (31, 59)),
        ("days_since: scan", None),
    ],
)
def test_days_since_an_event(form: str, expected: tuple[float, float] | None) -> None:
    who = patient("2024-02, stage: CR1", "2024-03-01, dose: x", "2024-03-10, dose: x")
    reading = read(who, form)
    assert (span(reading) if reading.known[0] else None) == expected


def test_days_since_an_event_on_the_same_day_are_none() -> None:
    assert span(read(patient(f"{AS_OF}, dose: x"), "days_since: first_dose")) == (0, 0)


def test_days_since_the_end_of_a_cycle_count_from_its_day() -> None:
    who = patient("2024-03-01, dose: x, cycle: 1, day: 1", "2024-03-08, dose: x, cycle: 1, day: 8")
    assert span(read(who, "days_since: last_cycle_end")) == (23, 23)
