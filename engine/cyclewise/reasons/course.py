"""A patient's course as lanes on one axis of days, for any renderer to draw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cyclewise.advice.recommendation import Recommendation
from cyclewise.facts.program import Program
from cyclewise.knowledge.value import Value
from cyclewise.protocol.drawn import Drawn, DrawnShade, DrawnSigns
from cyclewise.reasons.counting import counting
from cyclewise.reasons.days import Days
from cyclewise.reasons.lanes import Lane, lane_of, lane_of_fact
from cyclewise.reasons.limits import attribute_word
from cyclewise.reasons.numbers import date_words, said
from cyclewise.reasons.periods import Shade, Signs, shade_of, signs_of
from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import day_words

_DOSE = "dose"


@dataclass(frozen=True, slots=True)
class Given:
    """A dose on the axis: its day, its place in the schedule, and how much."""

    day: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Anything else that is dated."""

    first: int
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that is marked on its day, such as a deviation: its sign, and what it is."""

    day: int
    sign: str
    text: str
    grave: bool


@dataclass(frozen=True, slots=True)
class Course:
    """Everything a picture of the course shows, as seen on one day."""

    patient: str
    title: str
    as_of: int
    first: int
    last: int
    doses: tuple[Given, ...]
    planned: Given | None
    shades: tuple[Shade, ...]
    signs: tuple[Signs, ...]
    lanes: tuple[Lane, ...]
    happenings: tuple[Happening, ...]
    before: tuple[Happening, ...]
    """What is dated too coarsely, or too long before the rest, to stand on the axis."""
    flags: tuple[Flag, ...] = ()
    after: tuple[Happening, ...] = ()
    """What came so long after the rest that the axis ends before it."""


def course_of(recommendation: Recommendation, program: Program) -> Course:
    """Return the course of a patient as seen where a recommendation stands."""
    events = tuple(_visible(recommendation))
    as_of, lines = recommendation.as_of, program.protocol.timeline
    doses = tuple(_given(each, program) for each in events if each.concept == _DOSE)
    drawn = {
        line: counting(recommendation, program, events, line.subject)
        for line in lines
        if isinstance(line, Drawn) and not line.computed
    }
    measured = {line: lane_of(line, counted, program) for line, counted in drawn.items()}
    first = _first_day(doses, measured.values(), as_of)
    days = Days.of(recommendation, program, first, as_of)
    computed = {
        line: lane_of_fact(line, days)
        for line in lines
        if isinstance(line, Drawn) and line.computed
    }
    lanes = [{**measured, **computed}[line] for line in lines if isinstance(line, Drawn)]
    rest = _rest(events, drawn.values(), computed.values())
    on_axis = [each for each in rest if each.first == each.last and each.first >= first]
    planned = _planned(recommendation)
    shades = (shade_of(line, days) for line in lines if isinstance(line, DrawnShade))
    signs = (signs_of(line, days, program) for line in lines if isinstance(line, DrawnSigns))
    return Course(
        patient=recommendation.timeline.patient,
        title=program.protocol.title,
        as_of=as_of,
        first=first,
        last=max([as_of, *([planned.day] if planned else [])]),
        doses=doses,
        planned=planned,
        shades=tuple(each for each in shades if each is not None),
        signs=tuple(each for each in signs if each is not None),
        lanes=tuple(lane for lane in lanes if lane.marks),
        happenings=tuple(_happening(each, program) for each in on_axis),
        before=tuple(_happening(each, program) for each in rest if each not in on_axis),
    )


def later_events(timeline: Timeline, program: Program, day: int) -> tuple[Happening, ...]:
    """Return the events after a day, for a course that ends before them."""
    return tuple(
        _happening(event, program)
        for place, event in enumerate(timeline.events)
        if event.dated and event.first > day and place not in timeline.replaced
    )


def _rest(
    events: tuple[Event, ...], measured: Iterable[tuple[Event, ...]], computed: Iterable[Lane]
) -> list[Event]:
    """Return the events that no lane of numbers shows; a row of signs shows no value."""
    told = {id(event) for counted in measured for event in counted}
    told |= {id(mark.event) for lane in computed for mark in lane.marks}
    return [each for each in events if each.concept != _DOSE and id(each) not in told]


def _visible(recommendation: Recommendation) -> Iterator[Event]:
    """Yield the dated events that the decision point sees, without what was corrected by then."""
    replaced = recommendation.timeline.replaced
    for place, event in enumerate(recommendation.timeline.events):
        seen = event.first <= recommendation.as_of and event.known <= recommendation.known
        if (
            event.dated
            and seen
            and replaced.get(place, recommendation.known + 1) > recommendation.known
        ):
            yield event


_LEAD = 60
"""Days before the first dose that the axis still shows; older things are listed."""


def _first_day(doses: tuple[Given, ...], lanes: Iterable[Lane], as_of: int) -> int:
    begin = min((each.day for each in doses), default=as_of) - _LEAD
    days = [each.day for each in doses]
    days += [mark.day for lane in lanes for mark in lane.marks if mark.day >= begin]
    return min(days, default=as_of)


def _given(event: Event, program: Program) -> Given:
    place = [event.attributes[name].text for name in ("cycle", "day") if name in event.attributes]
    label = f"C{place[0]}D{place[1]}" if len(place) == 2 else "dose"  # noqa: PLR2004 - a cycle and a day
    drug = program.knowledge.drugs.get(event.value.word)
    parts = [drug.title if drug else said(event.value.word)]
    parts += [said(event.attributes[n].text) for n in ("given", "amount") if n in event.attributes]
    return Given(event.first, label, " ".join(parts))


def _planned(recommendation: Recommendation) -> Given | None:
    timing = recommendation.timing
    if timing is None or timing.due < recommendation.as_of:
        return None
    label = f"C{recommendation.cycle}D{recommendation.day}"
    return Given(timing.due, label, f"{label} due")


def _happening(event: Event, program: Program) -> Happening:
    title = program.knowledge.concepts[event.concept].title
    value = said(event.value.text)
    attributes = ", ".join(
        f"{attribute_word(name)} {_attribute(each)}" for name, each in event.attributes.items()
    )
    text = title if value in ("present", "yes", "true") else f"{title} {value}"
    return Happening(
        event.first, date_words(event), f"{text}{f' ({attributes})' if attributes else ''}"
    )


def _attribute(value: Value) -> str:
    """Return an attribute's value; true and false are yes and no, a date is in words."""
    if value.text in _YES_NO:
        return _YES_NO[value.text]
    written = _DATE.fullmatch(value.text)
    return day_words(int(value.low)) if written else said(value.text)


_YES_NO = {"true": "yes", "false": "no"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
