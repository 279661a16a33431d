"""Which readings an event on record can reach: a rule on toxicity does not hear of every event."""

from __future__ import annotations

from collections.abc import Callable

from cyclewise.facts.program import Program
from cyclewise.facts.sheet import Sheet
from cyclewise.protocol.criterion import Criterion
from cyclewise.reasons.ongoing import Ongoing
from cyclewise.timeline.timeline import Timeline, timeline_of


def alone(timeline: Timeline, event: Ongoing, program: Program) -> Timeline:
    """Return a timeline without the other words of an event's concept."""
    mine = (event.concept.id, event.event.value.word)
    kept = [
        each
        for each in timeline.events
        if each.concept != event.concept.id or (each.concept, each.value.word) == mine
    ]
    return timeline_of(timeline.patient, kept, program.knowledge, timeline.label)


def reaches(
    program: Program,
    event: Ongoing,
    criterion: Criterion,
    courses: Sheet,
    rests_on: Callable[[str], frozenset[str]],
) -> bool:
    """Return whether an event may be among the rows that a criterion reads, on some course of it.

    ``courses`` are the facts with the event alone, once for each course it may take. Rows are
    taken or left one by one, so that what is left there is left beside others as well; where
    that is not so, the event is taken to reach the criterion.
    """
    chain = program.chains.get(criterion.subject)
    if chain is None or chain.concept != event.concept.id:
        return True
    for step in chain.steps:
        anchors = (criterion.since, step.since, step.cleared_by, step.until, step.same_day_as)
        if step.one_a_day or any(each and event.concept.id in rests_on(each) for each in anchors):
            return True
    return bool(len(courses.rows(criterion.subject).sight))
