"""One value taken of many rows: the latest, the highest, how many; and why there is none."""

from __future__ import annotations

import numpy as np
import pytest
from tests.clinic import patient, program, sheet, truth

from cyclewise.facts.reading import Reading, Why
from cyclewise.timeline.timeline import Timeline

AS_OF = "2024-03-31"


def read(who: Timeline, form: str, as_of: str = AS_OF, known: str = "", **facts: str) -> Reading:
    return sheet(program({"asked": form, **facts}), who, as_of=as_of, known=known).reading("asked")


def said(reading: Reading) -> tuple[float, float] | str:
    """Return the interval a reading says, or why it says none."""
    if reading.absent[0]:
        return "absent"
    if not reading.known[0]:
        return Why(int(reading.why[0])).name
    return float(reading.value.low[0]), float(reading.value.high[0])


def read_span(who: Timeline, form: str) -> tuple[float, float]:
    reading = read(who, form)
    assert reading.known[0]
    return float(reading.value.low[0]), float(reading.value.high[0])


LABS = patient(
    "2024-03-01, lab: 3 mg/dL, uln: 1 mg/dL",
    "2024-03-05, lab: 1 mg/dL, uln: 1 mg/dL",
    "2024-03-09, lab: 2 mg/dL, uln: 1 mg/dL",
)


@pytest.mark.parametrize(
    ("take", "expected", "row"),
    [
        ("latest", (2, 2), 2),
        ("first", (3, 3), 0),
        ("highest", (3, 3), 0),
        ("lowest", (1, 1), 1),
        ("count", (3, 3), -1),
        ("total", (6, 6), -1),
    ],
)
def test_each_way_of_taking_and_its_evidence(
    take: str, expected: tuple[float, float], row: int
) -> None:
    reading = read(LABS, f"read: lab\ntake: {take}")
    assert said(reading) == expected
    assert int(reading.row[0]) == row


GAPPED = patient(
    "2024-03-01, lab: 3 mg/dL, uln: 1 mg/dL",
    "2024-03-05, lab: 9 mg/dL",
    "2024-03-09, lab: 2 mg/dL, uln: 1 mg/dL",
)
ALL_GAPS = patient("2024-03-01, lab: 3 mg/dL", "2024-03-05, lab: 9 mg/dL")


@pytest.mark.parametrize(
    ("take", "gapped", "all_gaps"),
    [
        ("latest", (2, 2), "NOT_USABLE"),
        ("first", (3, 3), "NOT_USABLE"),
        ("highest", (3, np.inf), "NOT_USABLE"),
        ("lowest", (-np.inf, 2), "NOT_USABLE"),
        ("count", (3, 3), (2, 2)),
        ("total", "NOT_USABLE", "NOT_USABLE"),
    ],
)
def test_a_row_without_a_value_may_exceed_all_others(
    take: str, gapped: object, all_gaps: object
) -> None:
    form = f"read: lab\nvalue: {{over: uln}}\ntake: {take}"
    assert said(read(GAPPED, form)) == gapped
    assert said(read(ALL_GAPS, form)) == all_gaps


def test_the_latest_row_without_a_value_is_not_passed_over() -> None:
    who = patient("2024-03-01, lab: 3 mg/dL, uln: 1 mg/dL", "2024-03-05, lab: 9 mg/dL")
    reading = read(who, "read: lab\nvalue: {over: uln}")
    assert said(reading) == "NOT_USABLE"
    assert int(reading.row[0]) == 1


def test_the_interval_of_the_highest_need_not_be_that_of_one_row() -> None:
    who = patient(
        "2024-03-01, assay: 2e-4",
        "2024-03-02, assay: not detected, sensitivity: 1e-3",
        "2024-03-03, assay: 1e-4",
    )
    just_below = np.nextafter(1e-3, 0)
    assert said(read(who, "read: assay\ntake: highest")) == (2e-4, just_below)
    assert said(read(who, "read: assay\ntake: lowest")) == (0, 1e-4)


def test_a_row_in_doubt_opens_a_count_and_leaves_no_total() -> None:
    form = "read: reaction\nwhere: {grade: {at_least: 2}}\nvalue: grade\ntake: "
    who = patient(
        "2024-03-01, reaction: rash, grade: 3",
        "2024-03-02, reaction: fatigue",
        "2024-03-03, reaction: anaemia, grade: 1",
    )
    assert said(read(who, form + "count")) == (1, 2)
    assert said(read(who, form + "total")) == "NOT_USABLE"
    assert said(read(who, form + "latest")) == "NOT_USABLE"
    assert said(read(who, form + "first")) == (3, 3)
    assert said(read(who, form + "highest")) == (3, np.inf)


def test_a_total_is_exact_in_tenths() -> None:
    who = patient(*(f"2024-03-{day:02}, lab: 0.1 mg/dL" for day in range(1, 11)))
    assert said(read(who, "read: lab\ntake: total")) == (1.0, 1.0)


def test_a_total_has_no_upper_end_where_a_row_has_none() -> None:
    who = patient("2024-03-01, count: 2 10^9/L", "2024-03-02, count: uncountable")
    low, high = read_span(who, "read: count\ntake: total")
    assert low == pytest.approx(102)
    assert np.isposinf(high)


@pytest.mark.parametrize(("take", "expected"), [("count", (0, 0)), ("total", (0, 0))])
def test_of_nothing_there_are_none_in_all(take: str, expected: tuple[int, int]) -> None:
    assert said(read(patient(), f"read: lab\ntake: {take}")) == expected
    assert said(read(LABS, f"read: lab\ntake: {take}\nshown: {{value: {{above: 5 mg/dL}}}}")) == (
        expected
    )


# --- no record ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("concept", "expected", "presumed"),
    [("lab", "NO_RECORD", False), ("sign", "absent", True), ("reaction", "absent", False)],
)
def test_no_record_means_what_the_concept_says(concept: str, expected: str, presumed: bool) -> None:
    other = patient("2024-03-01, weight: 70 kg")
    for who in (patient(), other):
        reading = read(who, f"read: {concept}")
        assert said(reading) == expected
        assert bool(reading.presumed[0]) is presumed


def test_no_record_among_patients_who_have_one_means_the_same() -> None:
    have = patient("2024-03-01, sign: present", "2024-03-01, lab: 1 mg/dL", name="B")
    here = sheet(program(), patient(), have, as_of=AS_OF)
    sign, lab = here.reading("sign"), here.reading("lab")
    assert sign.absent.tolist() == [True, False]
    assert sign.presumed.tolist() == [True, False]
    assert lab.why.tolist() == [Why.NO_RECORD, Why.KNOWN]
    assert lab.row.tolist() == [-1, 0]
    assert lab.key[0] == -1


def test_a_definition_may_say_otherwise_what_no_record_means() -> None:
    assert said(read(patient(), "read: sign\nno_record: unknown")) == "NO_RECORD"
    assert said(read(patient(), "read: lab\nno_record: did not happen")) == "absent"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("{fact: sign, is: present}", "not met"),
        ("{fact: sign, is: absent}", "met"),
        ("{fact: sign, one_of: [present, absent]}", "met"),
        ("{fact: relapse, is: overt}", "not met"),
        ("{fact: relapse, is: absent}", "met"),
        ("{fact: scan, is: dark}", "unknown"),
        ("{fact: lab, above: 0 mg/dL}", "unknown"),
        ("{fact: none, above: 0 mg/dL}", "not met"),
        ("{fact: none, at_most: 100 mg/dL}", "not met"),
    ],
)
def test_what_did_not_happen_is_absent_and_nothing_else(condition: str, expected: str) -> None:
    facts = {"none": "read: lab\nno_record: did not happen"}
    assert truth(condition, patient(), AS_OF, facts=facts) == expected


# --- age ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("as_of", "expected"), [("2024-03-16", (2, 2)), ("2024-03-17", "TOO_OLD")])
def test_the_latest_value_may_be_as_old_as_the_limit_and_no_older(
    as_of: str, expected: object
) -> None:
    reading = read(LABS, "read: lab\nwithin: 7 days", as_of)
    assert said(reading) == expected
    assert int(reading.row[0]) == 2


def test_another_patients_old_value_says_nothing_of_one_without() -> None:
    who = (
        patient(),
        patient("2024-03-01, lab: 1 mg/dL", name="B"),
        patient("2024-03-30, lab: 1 mg/dL", name="C"),
    )
    facts = {"fresh": "read: lab\nwithin: 7 days"}
    here = sheet(program(facts), *who, as_of=AS_OF).reading("fresh")
    assert here.why.tolist() == [Why.NO_RECORD, Why.TOO_OLD, Why.KNOWN]
    coarse = patient("2024-03, stage: CR1", name="B")
    facts = {"fresh": "read: stage\nwithin: 7 days"}
    why = sheet(program(facts), patient(), coarse, as_of=AS_OF).reading("fresh").why
    assert why.tolist() == [Why.NO_RECORD, Why.ORDER_UNCLEAR]


def test_a_criterions_own_limit_stands_before_the_definitions() -> None:
    facts = {"fresh": "read: lab\nwithin: 7 days"}
    asked = "{fact: fresh, above: 1 mg/dL, within: 14 days}"
    assert truth(asked, LABS, "2024-03-20", facts=facts) == "met"
    assert truth("{fact: fresh, above: 1 mg/dL}", LABS, "2024-03-20", facts=facts) == "unknown"


def test_an_old_sign_is_presumed_to_have_gone_and_an_old_event_is_none() -> None:
    who = patient("2024-03-01, sign: present", "2024-03-01, reaction: rash")
    for concept, presumed in (("sign", True), ("reaction", False)):
        reading = read(who, f"read: {concept}\nwithin: 7 days", "2024-03-09")
        assert said(reading) == "absent"
        assert bool(reading.presumed[0]) is presumed


@pytest.mark.parametrize(
    ("take", "expected"),
    [("first", (1, 1)), ("highest", (2, 2)), ("lowest", (1, 1)), ("count", (2, 2))],
)
def test_other_takings_pass_over_what_is_too_old(take: str, expected: object) -> None:
    assert said(read(LABS, f"read: lab\ntake: {take}\nwithin: 7 days", "2024-03-12")) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2024-04-08", "known"),
        ("2024-04-09", "ORDER_UNCLEAR"),
        ("2024-05-07", "ORDER_UNCLEAR"),
        ("2024-05-08", "TOO_OLD"),
    ],
)
def test_a_month_is_too_old_when_all_its_days_are(as_of: str, expected: str) -> None:
    reading = read(patient("2024-04, stage: CR3"), "read: stage\nwithin: 7 days", as_of)
    assert (said(reading) if not reading.known[0] else "known") == expected


def test_a_coarse_row_counts_as_perhaps_fresh() -> None:
    who = patient("2024-03, stage: CR1")
    form = "read: stage\ntake: count\nwithin: 10 days"
    assert said(read(who, form, "2024-03-11")) == (1, 1)
    assert said(read(who, form, "2024-03-12")) == (0, 1)
    assert said(read(who, form, "2024-04-10")) == (0, 1)
    assert said(read(who, form, "2024-04-11")) == (0, 0)


# --- hours --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("2024-03-10", "met"),
        ("2024-03-09", "met"),
        ("2024-03-08", "unknown"),  # exactly two days: within 48 hours or not
        ("2024-03-07", "not met"),
        ("2024-03-08, time: 00:00", "unknown"),
        ("2024-03-08, time: 12:00", "unknown"),
        ("2024-03-08, time: 23:58", "unknown"),
        ("2024-03-08, time: 23:59", "met"),
        ("2024-03-07, time: 23:59", "not met"),
    ],
)
def test_hours_need_times_and_are_unknown_where_times_could_tell(event: str, expected: str) -> None:
    who = patient(f"{event}, lab: 2 mg/dL")
    assert truth("{ever: lab, within: 48 hours}", who, "2024-03-10") == expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("2024-03-10", "met"),
        ("2024-03-09", "unknown"),  # from a minute to two days old
        ("2024-03-09, time: 12:00", "met"),
        ("2024-03-09, time: 11:58", "unknown"),
        ("2024-03-08", "unknown"),  # from a day to three days old
        ("2024-03-08, time: 12:00", "unknown"),
        ("2024-03-08, time: 11:59", "not met"),
        ("2024-03-07", "not met"),
    ],
)
def test_hours_that_are_no_whole_days(event: str, expected: str) -> None:
    who = patient(f"{event}, lab: 2 mg/dL")
    assert truth("{ever: lab, within: 36 hours}", who, "2024-03-10") == expected


def test_a_value_that_may_be_older_than_its_hours_is_unknown_and_one_that_is_too_old() -> None:
    form = "read: lab\nwithin: 48 hours"
    expected = {"2024-03-09": (2, 2), "2024-03-08": "ORDER_UNCLEAR", "2024-03-07": "TOO_OLD"}
    for date, why in expected.items():
        assert said(read(patient(f"{date}, lab: 2 mg/dL"), form, "2024-03-10")) == why


def test_two_days_are_not_forty_eight_hours() -> None:
    who = patient("2024-03-08, lab: 2 mg/dL")
    assert truth("{fact: lab, above: 1 mg/dL, within: 2 days}", who, "2024-03-10") == "met"
    assert truth("{fact: lab, above: 1 mg/dL, within: 48 hours}", who, "2024-03-10") == "unknown"


@pytest.mark.parametrize(("as_of", "expected"), [("2024-05-31", "met"), ("2024-06-01", "unknown")])
def test_an_amendment_may_turn_days_into_hours(as_of: str, expected: str) -> None:
    day = str(np.datetime64(as_of) - 1)
    held = truth(
        "{fact: lab, above: 1 mg/dL, within: {parameter: window}}",
        patient(f"{day}, lab: 2 mg/dL"),
        as_of,
        parameters={"window": "1 day"},
        amendments=[("2024-06-01", {"window": "24 hours"})],
    )
    assert held == expected


# --- why there is nothing -----------------------------------------------------------------------


def test_what_is_not_known_yet_is_named() -> None:
    who = patient("2024-03-01, lab: 1 mg/dL, known: 2024-03-20")
    reading = read(who, "read: lab", "2024-03-10")
    assert said(reading) == "NOT_KNOWN_YET"
    assert int(reading.row[0]) == 0


def test_what_lies_before_the_event_counted_from_is_named() -> None:
    who = patient("2024-03-01, lab: 1 mg/dL", "2024-03-05, dose: x")
    reading = read(who, "read: lab\nsince: last_dose")
    assert said(reading) == "NOT_SINCE"
    assert int(reading.row[0]) == 0


def test_a_result_under_way_explains_better_than_an_old_one() -> None:
    who = patient(
        "2024-03-01, lab: 1 mg/dL",
        "2024-03-05, dose: x",
        "2024-03-06, lab: 2 mg/dL, known: 2024-03-20",
    )
    reading = read(who, "read: lab\nsince: last_dose", "2024-03-10")
    assert said(reading) == "NOT_KNOWN_YET"
    assert int(reading.row[0]) == 1


# --- ever ---------------------------------------------------------------------------------------

RATIO = {"ratio": "read: lab\nvalue: {over: uln}"}


@pytest.mark.parametrize(
    ("who", "condition", "expected"),
    [
        (patient(), "{ever: ratio, above: 2}", "not met"),
        (LABS, "{ever: ratio, above: 2}", "met"),
        (LABS, "{ever: ratio, above: 3}", "not met"),
        (GAPPED, "{ever: ratio, above: 2}", "met"),
        (GAPPED, "{ever: ratio, above: 3}", "unknown"),
        (LABS, "{ever: ratio, above: 2, since: scan}", "not met"),
        (LABS, "{ever: ratio, above: 2, within: 30 days}", "met"),
        (LABS, "{ever: ratio, above: 2, within: 29 days}", "not met"),
        (LABS, "{ever: lab}", "met"),
        (patient(), "{ever: lab}", "not met"),
    ],
)
def test_ever_asks_every_row_and_no_row_is_not_met(
    who: Timeline, condition: str, expected: str
) -> None:
    assert truth(condition, who, AS_OF, facts=RATIO) == expected


def test_ever_without_a_comparison_is_unknown_of_a_row_in_doubt() -> None:
    facts = {"severe": "read: reaction\nwhere: {grade: {at_least: 3}}"}
    who = patient("2024-03-01, reaction: rash")
    assert truth("{ever: severe}", who, AS_OF, facts=facts) == "unknown"
    sure = patient("2024-03-01, reaction: rash", "2024-03-02, reaction: rash, grade: 3")
    assert truth("{ever: severe}", sure, AS_OF, facts=facts) == "met"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("{fact: lab, recorded: true}", "met"),
        ("{fact: lab, recorded: false}", "not met"),
        ("{fact: scan, recorded: true}", "not met"),
        ("{fact: scan, recorded: false}", "met"),
        ("{fact: lab, recorded: true, within: 22 days}", "met"),
        ("{fact: lab, recorded: true, within: 21 days}", "not met"),
        ("{fact: lab, recorded: true, since: scan}", "not met"),
        ("{fact: first_dose, recorded: true}", "not met"),
        ("{fact: change, recorded: true}", "not met"),
    ],
)
def test_recorded_asks_whether_there_is_any_event_and_is_never_unknown(
    condition: str, expected: str
) -> None:
    facts = {"change": "difference: {of: count, from: count}"}
    assert truth(condition, LABS, AS_OF, facts=facts) == expected
