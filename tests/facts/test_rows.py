"""The steps by which a reading narrows a concept's rows, each alone and in their order."""

from __future__ import annotations

import pytest
from tests.clinic import patient, program, sheet, truth

from cyclewise.facts.sheet import Sheet
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import day_text

AS_OF = "2024-04-01"


def facts_of(who: Timeline, as_of: str = AS_OF, **facts: str) -> Sheet:
    return sheet(program(facts), who, as_of=as_of)


def days_read(who: Timeline, form: str, as_of: str = AS_OF, **facts: str) -> list[str]:
    """Return the days (in March) of the rows that a reading reads, doubtful ones with “?”."""
    sight = facts_of(who, as_of, asked=form, **facts).rows("asked").sight
    return [
        day_text(int(sight.frame.first[row]))[8:] + ("?" if maybe else "")
        for row, maybe in zip(sight.row, sight.maybe, strict=True)
    ]


LABS = patient(
    "2024-03-01, lab: 1 mg/dL, uln: 1 mg/dL",
    "2024-03-05, lab: 2 mg/dL",
    "2024-03-09, lab: 4 mg/dL, uln: 2 mg/dL",
)


def test_without_steps_all_rows_are_read() -> None:
    assert days_read(LABS, "read: lab") == ["01", "05", "09"]


def test_except_drops_what_is_met_and_keeps_what_is_unknown() -> None:
    assert days_read(LABS, "read: lab\nexcept: {uln: {is: 2 mg/dL}}") == ["01", "05"]


def test_where_keeps_what_is_unknown_in_doubt() -> None:
    assert days_read(LABS, "read: lab\nwhere: {uln: {is: 2 mg/dL}}") == ["05?", "09"]


def test_shown_drops_what_is_unknown() -> None:
    assert days_read(LABS, "read: lab\nshown: {uln: {is: 2 mg/dL}}") == ["09"]


def test_all_comparisons_of_a_row_must_hold() -> None:
    form = "read: lab\nshown: {value: {at_least: 1 mg/dL}, uln: {at_most: 1 mg/dL}}"
    assert days_read(LABS, form) == ["01"]


def test_an_amended_limit_of_a_row_goes_by_the_day_of_the_point() -> None:
    form = "read: lab\nshown: {value: {at_least: {parameter: limit}}}"
    linked = program(
        {"asked": form},
        parameters={"limit": "3 mg/dL"},
        amendments=[("2024-06-01", {"limit": "2 mg/dL"})],
    )
    counts = [
        int(sheet(linked, LABS, as_of=day).rows("asked").sight.count()[0])
        for day in ("2024-05-31", "2024-06-01")
    ]
    assert counts == [1, 2]


ASSAYS = patient(
    "2024-03-02, assay: 1e-3, material: blood, sensitivity: 1e-6",
    "2024-03-02, assay: 2e-3, material: marrow, sensitivity: 1e-4",
    "2024-03-02, assay: 3e-3, material: marrow, sensitivity: 1e-5",
    "2024-03-02, assay: 4e-3, material: marrow, sensitivity: 1e-5",
    "2024-03-02, assay: 5e-3, material: marrow",
    "2024-03-03, assay: 6e-3",
)
PREFERENCES = "[{material: [marrow, blood]}, {sensitivity: lowest}, {value: highest}]"


def test_of_several_on_a_day_the_first_by_the_order_is_kept() -> None:
    here = facts_of(ASSAYS, asked=f"read: assay\none_a_day: {PREFERENCES}")
    sight = here.rows("asked").sight
    assert sight.frame.value.low[sight.row].tolist() == [4e-3, 6e-3]


@pytest.mark.parametrize(
    ("preference", "kept"),
    [
        ("{material: [blood, marrow]}", 1e-3),
        ("{sensitivity: lowest}", 1e-3),
        ("{sensitivity: highest}", 2e-3),
        ("{value: lowest}", 1e-3),
        ("{value: highest}", 5e-3),
    ],
)
def test_each_preference_alone(preference: str, kept: float) -> None:
    here = facts_of(ASSAYS, asked=f"read: assay\none_a_day: [{preference}]")
    sight = here.rows("asked").sight
    assert sight.frame.value.low[sight.row].tolist() == [kept, 6e-3]


def test_one_a_day_is_of_each_patient() -> None:
    other = patient("2024-03-02, assay: 9e-3, material: blood", name="B")
    here = sheet(
        program({"asked": f"read: assay\none_a_day: {PREFERENCES}"}), ASSAYS, other, as_of=AS_OF
    )
    assert here.rows("asked").sight.count().tolist() == [2, 1]


REACTIONS = patient(
    "2024-03-01, reaction: rash, grade: 3, resolved: 2024-03-20",
    "2024-03-02, reaction: fatigue, grade: 2",
    "2024-03-08, reaction: fatigue, grade: 1",
    "2024-03-09, reaction: anaemia, related: false",
)


def test_the_latest_row_of_each_term_is_kept() -> None:
    assert days_read(REACTIONS, "read: reaction\nlatest_of_each: value") == ["01", "08", "09"]


@pytest.mark.parametrize(
    ("as_of", "kept"),
    [("2024-03-19", ["01", "02", "08", "09"]), ("2024-03-20", ["02", "08", "09"])],
)
def test_what_is_over_is_dropped_from_the_day_it_ended(as_of: str, kept: list[str]) -> None:
    assert days_read(REACTIONS, "read: reaction\nover_at: resolved", as_of) == kept


def test_an_attribute_without_a_record_is_what_its_page_presumes() -> None:
    form = "read: reaction\nshown: {related: {is: true}}"
    assert days_read(REACTIONS, form) == ["01", "02", "08"]


def test_what_was_presumed_of_the_row_taken_is_said() -> None:
    facts = {"asked": "read: reaction\nwhere: {related: {is: true}}\nvalue: grade"}
    noted = patient("2024-03-01, reaction: rash, grade: 2, related: true")
    for who, presumed in ((noted, False), (REACTIONS, True)):
        reading = sheet(program(facts), who, as_of=AS_OF).reading("asked")
        assert bool(reading.presumed[0]) is presumed
        assert reading.known[0]


MARKED = patient(
    "2024-03-01, lab: 1 mg/dL",
    "2024-03-05, scan: dark",
    "2024-03-05, lab: 2 mg/dL",
    "2024-03-09, lab: 4 mg/dL",
)
UNMARKED = patient("2024-03-01, lab: 1 mg/dL", "2024-03-09, lab: 4 mg/dL")
MARK = "read: scan\nshown: {value: {is: dark}}"


@pytest.mark.parametrize(
    ("step", "marked", "unmarked"),
    [
        ("since: mark", ["05", "09"], []),  # the lab of the 5th stands after the scan of that day
        ("cleared_by: mark", ["05", "09"], ["01", "09"]),
        ("until: mark", ["01", "05"], ["01", "09"]),
        ("same_day_as: mark", ["05"], []),
    ],
)
def test_rows_go_by_the_event_of_another_fact(
    step: str, marked: list[str], unmarked: list[str]
) -> None:
    form = f"read: lab\n{step}"
    assert days_read(MARKED, form, mark=MARK) == marked
    assert days_read(UNMARKED, form, mark=MARK) == unmarked


def test_a_result_of_the_day_of_a_dose_is_before_it_and_an_outcome_after_it() -> None:
    who = patient("2024-03-05, lab: 2 mg/dL", "2024-03-05, dose: x", "2024-03-05, reaction: rash")
    assert days_read(who, "read: lab\nsince: last_dose") == []
    assert days_read(who, "read: reaction\nsince: last_dose") == ["05"]
    assert days_read(who, "read: lab\nuntil: last_dose") == ["05"]


def test_without_a_dose_nothing_is_since_the_first_dose_and_all_is_until_it() -> None:
    assert days_read(UNMARKED, "read: lab\nsince: first_dose") == []
    assert days_read(UNMARKED, "read: lab\ncleared_by: first_dose") == ["01", "09"]
    assert days_read(UNMARKED, "read: lab\nuntil: first_dose") == ["01", "09"]


COARSE = patient(
    "2024-03, stage: CR1",
    "2024-02-20, lab: 1 mg/dL",
    "2024-03-09, lab: 2 mg/dL",
    "2024-04-01, lab: 3 mg/dL",
)


@pytest.mark.parametrize(
    ("step", "read"),
    [
        ("since: stage", ["09?", "01"]),
        ("cleared_by: stage", ["09?", "01"]),
        ("until: stage", ["20", "09?"]),
        ("same_day_as: stage", ["09?"]),
    ],
)
def test_a_coarse_date_leaves_in_doubt_what_lies_within_it(step: str, read: list[str]) -> None:
    assert days_read(COARSE, f"read: lab\n{step}") == read


def test_a_value_read_since_a_coarse_date_is_unknown_and_says_so() -> None:
    held = truth("{fact: lab, above: 1 mg/dL, since: stage}", COARSE, "2024-03-31")
    assert held == "unknown"
    assert truth("{fact: lab, above: 1 mg/dL, since: stage}", COARSE, "2024-04-01") == "met"


# --- the order of the steps --------------------------------------------------------------------


def test_except_comes_before_one_a_day() -> None:
    form = f"read: assay\nexcept: {{sensitivity: {{is: 1e-5}}}}\none_a_day: {PREFERENCES}"
    sight = facts_of(ASSAYS, asked=form).rows("asked").sight
    assert sight.frame.value.low[sight.row].tolist() == [2e-3, 6e-3]


def test_one_a_day_comes_before_where() -> None:
    form = f"read: assay\none_a_day: {PREFERENCES}\nshown: {{material: {{is: blood}}}}"
    assert days_read(ASSAYS, form) == []


def test_the_latest_of_each_comes_before_where() -> None:
    form = "read: reaction\nlatest_of_each: value\nshown: {grade: {at_least: 2}}"
    assert days_read(REACTIONS, form) == ["01"]


def test_the_latest_of_each_comes_before_over_at() -> None:
    who = patient(
        "2024-03-01, reaction: rash, grade: 3",
        "2024-03-05, reaction: rash, grade: 3, resolved: 2024-03-06",
    )
    assert days_read(who, "read: reaction\nlatest_of_each: value\nover_at: resolved") == []


def test_since_comes_after_the_latest_of_each() -> None:
    who = patient(
        "2024-03-01, scan: dark",
        "2024-03-02, reaction: rash",
        "2024-03-04, reaction: rash",
        "2024-03-09, reaction: rash, known: 2024-03-20",
    )
    form = "read: reaction\nlatest_of_each: value\nuntil: mark"
    assert days_read(who, form, mark="read: scan") == []


def test_a_reading_of_a_reading_narrows_its_rows_further() -> None:
    facts = {"high": "read: lab\nshown: {value: {at_least: 2 mg/dL}}"}
    form = "read: high\nshown: {value: {below: 4 mg/dL}}"
    assert days_read(LABS, form, **facts) == ["05"]


def test_a_reading_of_a_reading_keeps_nothing_of_its_value_and_take() -> None:
    facts = {"peak": "read: lab\nvalue: {over: uln}\ntake: highest"}
    here = facts_of(LABS, asked="read: peak\ntake: first", **facts)
    assert float(here.reading("asked").value.low[0]) == 1.0
    assert float(here.reading("peak").value.low[0]) == 2.0


def test_a_definition_may_take_a_concepts_id_and_then_replaces_it() -> None:
    here = facts_of(LABS, lab="read: lab\nshown: {value: {below: 4 mg/dL}}", asked="read: lab")
    assert float(here.reading("lab").value.low[0]) == 2
    assert float(here.reading("asked").value.low[0]) == 2


def test_the_concept_itself_can_be_read_though_a_definition_has_its_name() -> None:
    here = facts_of(
        LABS, lab="read: lab\nshown: {value: {below: 4 mg/dL}}", asked="read: {concept: lab}"
    )
    assert float(here.reading("asked").value.low[0]) == 4
