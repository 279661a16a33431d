"""Events that stand more than once, word for word: kept as written, counted, and told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.timeline.timeline import Timeline

_MOST = 8


@dataclass(frozen=True, slots=True)
class Repeated:
    """How many events say the same as an earlier one, and where the first of them stand."""

    count: int = 0
    places: tuple[str, ...] = ()

    @classmethod
    def at(cls, places: Iterable[tuple[str, int]]) -> Repeated:
        """Return events by the file and the row, or the line, in which each stands."""
        found = [f"{file}:{line}" for file, line in places]
        return cls(len(found), tuple(found[:_MOST]))

    @classmethod
    def together(cls, parts: Iterable[Repeated]) -> Repeated:
        """Return the repeated events of several parts as one, in their order."""
        parts = tuple(parts)
        places = tuple(place for part in parts for place in part.places)
        return cls(sum(part.count for part in parts), places[:_MOST])


def repeated_events(timelines: Iterable[Timeline]) -> Repeated:
    """Return the events of patients' files that say the same as another above them."""
    return Repeated.at(
        (timeline.label, line)
        for timeline in timelines
        for line in sorted(event.line for event in said_again(timeline))
    )


def said_again(timeline: Timeline) -> Iterator[Event]:
    """Yield the events of one patient that say the same as another, in their order."""
    seen: dict[tuple[str, int, int], list[Event]] = {}
    for event in timeline.events:
        alike = seen.setdefault((event.concept, event.first, event.minute), [])
        if event in alike:
            yield event
        alike.append(event)
