"""The overview: what an audit counts, against what, and that parts of a cohort add up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.audit.ward import DAY_1, DAY_8, GOOD, Audited, audit, page
from tests.clinic import KNOWLEDGE, patient

from cyclewise.audit.auditing import audit_chunk
from cyclewise.audit.findings import Findings
from cyclewise.audit.overview import Overview, Share
from cyclewise.audit.tally import MOST_DRAWN, Tally
from cyclewise.timeline.columns import columns_from
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import parse_day

HIGH = "2024-03-08, lab: 3 mg/dL"
NOT_MEASURED = (GOOD[0], GOOD[1], DAY_1, DAY_8)
HELD = (*NOT_MEASURED, HIGH)


def named(name: str, *events: str) -> Timeline:
    return replace(patient(*events), patient=name)


def overview(found: Audited) -> Overview:
    return Overview(found.auditor, found.findings)


@pytest.fixture(scope="module")
def mixed() -> Audited:
    """Three patients: one right, one dosed while held, one dosed untested and then while held."""
    again = ("2024-03-29, lab: 3 mg/dL", "2024-03-29, dose: x, cycle: 2, day: 1")
    return audit(
        named("A", *GOOD, DAY_1, DAY_8),
        named("B", *HELD),
        named("C", *NOT_MEASURED, *again),
        pages=(
            page("DEV-001", "{fact: standing, is: withhold}"),
            page(
                "DEV-003",
                "{fact: standing, is: insufficient-data}",
                category="assessment",
                importance="minor",
            ),
        ),
    )


def test_everything_is_counted_by_importance_and_by_patient(mixed: Audited) -> None:
    assert overview(mixed).all == Share("all", important=2, minor=1, patients=2, troubled=2)


def test_each_page_category_and_cause_has_its_own_count(mixed: Audited) -> None:
    told = overview(mixed)
    assert [(each.name, each.important, each.minor) for each in told.by_rule] == [
        ("DEV-001", 2, 0),
        ("DEV-003", 0, 1),
    ]
    assert {each.name: each.total for each in told.by_category if each.total} == {
        "assessment": 1,
        "safety": 2,
    }
    assert sum(each.total for each in told.by_cause) == 3


def test_the_patient_with_the_most_important_deviations_comes_first(mixed: Audited) -> None:
    worst = overview(mixed).worst(5)
    assert [(each.name, each.important, each.minor) for each in worst] == [("C", 1, 1), ("B", 1, 0)]
    assert [each.name for each in overview(mixed).worst(1)] == ["C"]


def test_months_without_a_deviation_are_counted_with_what_was_judged_in_them(
    mixed: Audited,
) -> None:
    periods = overview(mixed).over_time(24)
    assert [each.share.name for each in periods] == ["2024-03"]
    assert periods[0].share.total == 3
    assert periods[0].decisions == mixed.findings.decisions


def test_many_months_are_told_by_quarter_and_more_by_year() -> None:
    later = ("2024-12-01, lab: 3 mg/dL", "2024-12-01, dose: x, cycle: 2, day: 1")
    found = overview(audit(named("B", *HELD, *later)))
    months = found.over_time(24)
    assert (months[0].share.name, months[-1].share.name, len(months)) == ("2024-03", "2024-12", 10)
    quarters = found.over_time(4)
    assert [each.share.name for each in quarters] == ["2024 Q1", "2024 Q2", "2024 Q3", "2024 Q4"]
    assert [each.share.name for each in found.over_time(1)] == ["2024"]
    for periods in (months, quarters):
        assert sum(each.share.total for each in periods) == found.all.total
        assert sum(each.decisions for each in periods) == found.findings.decisions


def test_what_follows_from_an_earlier_deviation_is_listed_and_counted_with_none() -> None:
    early = ("2024-03-05, lab: 1 mg/dL", "2024-03-05, dose: x")
    told = overview(audit(patient(*GOOD, DAY_1, *early, DAY_8)))
    assert len(told.found) == 2
    assert (told.following, told.all.total, told.by_rule[3].total) == (1, 1, 1)
    assert [(each.important, each.minor) for each in told.worst(1)] == [(1, 0)]


def test_an_audit_without_a_finding_has_nothing_to_count() -> None:
    told = overview(audit(patient(*GOOD, DAY_1, DAY_8)))
    assert told.all.total == 0
    assert told.worst(3) == ()
    assert all(each.total == 0 for each in told.by_rule)


def test_the_course_of_a_patient_is_kept_with_its_doses_and_deviations(mixed: Audited) -> None:
    drawn = {each.patient: each for each in mixed.findings.tally.courses}
    assert set(drawn) == {"B", "C"}
    assert drawn["C"].important == (parse_day("2024-03-29"),)
    assert drawn["C"].minor == (parse_day("2024-03-08"),)
    assert len(drawn["C"].doses) == 3
    assert drawn["C"].last == parse_day("2024-03-29")


def test_no_more_courses_are_kept_than_can_be_drawn_however_many_parts_there_are() -> None:
    patients = [named(f"P{number:03}", *HELD) for number in range(MOST_DRAWN // 2 + 1)]
    part = audit(*patients).findings
    worse = audit(
        named("Z", *HELD, "2024-03-29, lab: 3 mg/dL", "2024-03-29, dose: x, cycle: 2, day: 1")
    ).findings
    together = Findings.together([part, part, worse])
    assert len(together.tally.courses) == MOST_DRAWN
    assert together.tally.courses[0].patient == "Z"


def test_parts_of_a_cohort_add_up_to_the_whole() -> None:
    patients = [named("A", *GOOD, DAY_1, DAY_8), named("B", *HELD), named("C", *NOT_MEASURED)]
    whole = audit(*patients)
    parts = [audit_chunk(whole.auditor, columns_from([each], KNOWLEDGE)).tally for each in patients]
    assert Tally.together(parts) == whole.findings.tally
    assert Tally.together(reversed(parts)).months == whole.findings.tally.months
