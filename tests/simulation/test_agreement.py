"""What an audit finds is what was planted: nothing is missed, and nothing else is reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.simulation.asked import columns_for

from cyclewise.audit.auditing import audit_chunk
from cyclewise.audit.findings import Findings
from cyclewise.audit.judging import Auditor
from cyclewise.audit.telling import Teller
from cyclewise.bundled import bundled
from cyclewise.facts.program import Program
from cyclewise.protocol.protocol import Amendment
from cyclewise.simulation.agreement import Reported, differences
from cyclewise.simulation.cohort import Trace, names_of, traces
from cyclewise.simulation.page import LATE_RESULT, Simulation
from cyclewise.simulation.page_parsing import read_simulation
from cyclewise.simulation.patients import Wish, invent
from cyclewise.values.calendar import day_text, parse_day
from cyclewise_cli.protocols import knowledge, linked

HALF = Trace("SYN-1", "2024-01-08", "half the dose", "dose", "DEV-010")


def reported_in(auditor: Auditor, findings: Findings) -> Iterator[Reported]:
    for each in Teller(auditor, findings.found):
        yield Reported(each.patient, day_text(each.date), each.category, each.rule)
    for late in findings.late:
        rule = auditor.pages[late.page].id
        yield Reported(late.patient, day_text(late.date), LATE_RESULT, rule)


@pytest.fixture(scope="module")
def auditor(program: Program) -> Auditor:
    return Auditor(program)


@pytest.mark.parametrize(("seed", "patients"), [(1, 1_500), (2, 1_000), (3, 50), (4, 1)])
def test_nothing_is_reported_of_plain_courses(
    seed: int, patients: int, page: Simulation, auditor: Auditor
) -> None:
    columns = columns_for(page, auditor.program, Wish(patients, seed))
    findings = audit_chunk(auditor, columns)
    assert [each.text for each in differences([], reported_in(auditor, findings))] == []
    assert findings.decisions > 2 * patients


@pytest.mark.parametrize(
    ("seed", "patients", "share"), [(5, 2_000, 1.0), (6, 1_000, 0.3), (7, 20, 1.0)]
)
def test_every_planted_deviation_is_reported_and_no_other(
    seed: int, patients: int, share: float, page: Simulation, auditor: Auditor
) -> None:
    wish = Wish(patients, seed, tuple(each.name for each in page.planted), share)
    columns = columns_for(page, auditor.program, wish)
    invented = invent(page, auditor.program, wish, range(patients))
    planted = traces(invented, page, names_of(range(patients)))
    reported = tuple(reported_in(auditor, audit_chunk(auditor, columns)))
    assert [each.text for each in differences(planted, reported)] == []
    assert len(reported) == len(planted) > 0


OTHERS = ("ino-label", "blina-mrd")


@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize("protocol", OTHERS)
def test_the_other_protocols_have_courses_and_deviations_of_their_own(
    protocol: str, share: float
) -> None:
    program = linked(bundled("rules") / protocol, knowledge())
    page = read_simulation(program)
    names = tuple(each.name for each in page.planted) if share else ()
    wish = Wish(600, 11, names, share)
    columns = columns_for(page, program, wish)
    planted = traces(invent(page, program, wish, range(600)), page, names_of(range(600)))
    auditor = Auditor(program)
    reported = tuple(reported_in(auditor, audit_chunk(auditor, columns)))
    assert [each.text for each in differences(planted, reported)] == []
    assert {each.name for each in planted} == set(names)


def test_every_kind_of_deviation_can_be_planted(page: Simulation, program: Program) -> None:
    wish = Wish(3_000, 5, tuple(each.name for each in page.planted), 1.0)
    planted = traces(invent(page, program, wish, range(3_000)), page, names_of(range(3_000)))
    counts = Counter(each.name for each in planted)
    assert {each.name for each in page.planted} == set(counts)
    assert min(counts.values()) >= 10


@pytest.mark.parametrize(
    "reported",
    [
        (),
        (Reported("SYN-1", "2024-01-08", "safety", "DEV-010"),),
        (Reported("SYN-1", "2024-01-08", "dose", "DEV-011"),),
        (Reported("SYN-2", "2024-01-08", "dose", "DEV-010"),),
        (
            Reported("SYN-1", "2024-01-08", "dose", "DEV-010"),
            Reported("SYN-1", "2024-01-15", "timing", "DEV-024"),
        ),
    ],
)
def test_what_is_missed_or_reported_besides_is_a_difference(
    reported: tuple[Reported, ...],
) -> None:
    found = differences([HALF], reported)
    assert found[0].patient == "SYN-1"
    assert "half the dose (dose DEV-010)" in found[0].text


def test_what_is_reported_as_planted_is_none() -> None:
    assert differences([HALF], [Reported("SYN-1", "2024-01-08", "dose", "DEV-010")]) == ()


@pytest.mark.parametrize(
    ("windows", "since", "cause"),
    [
        (("21 days", "60 days"), "2090-01-01", "amendment not yet in force"),
        (("60 days", "21 days"), "1990-01-01", "rule changed"),
        (("21 days", "14 days"), "2090-01-01", "not there"),
    ],
)
def test_a_dose_right_by_another_version_alone_is_told_so(
    windows: tuple[str, str], since: str, cause: str, page: Simulation, program: Program
) -> None:
    before, after = windows
    amendment = Amendment(parse_day(since), "another window", {"mrd window": after}, "")
    window = replace(program.protocol.parameters["mrd window"], text=before)
    parameters = {**program.protocol.parameters, "mrd window": window}
    amended = replace(program.protocol, parameters=parameters, amendments=(amendment,))
    auditor = Auditor(replace(program, protocol=amended))
    columns = columns_for(page, program, Wish(40, 8, ("MRD too old at entry",), 0.5))
    found = list(Teller(auditor, audit_chunk(auditor, columns).found))
    assert {(each.rule, each.cause) for each in found} == {("DEV-002", cause)}
