"""What is kept as written and worth a second look: counted, with where the first of it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cyclewise.records import dataclass
from cyclewise.timeline.event import Event
from cyclewise.timeline.timeline import Timeline

_MOST = 8


@dataclass(frozen=True, slots=True)
class Noticed:
    """How many events are worth a second look, and where the first of them stand."""

    count: int = 0
    places: tuple[str, ...] = ()

    @classmethod
    def at(cls, places: Iterable[tuple[str, int]]) -> Noticed:
        """Return events by the file and the row, or the line, in which each stands."""
        return cls.of([f"{file}:{line}" for file, line in places])

    @classmethod
    def of(cls, places: Sequence[str]) -> Noticed:
        """Return events by where each stands."""
        return cls(len(places), tuple(places[:_MOST]))

    @classmethod
    def together(cls, parts: Iterable[Noticed]) -> Noticed:
        """Return the events of several parts as one, in their order."""
        parts = tuple(parts)
        places = tuple(place for part in parts for place in part.places)
        return cls(sum(part.count for part in parts), places[:_MOST])


def repeated_events(timelines: Iterable[Timeline]) -> Noticed:
    """Return the events of patients' files that say the same as another above them."""
    return Noticed.at(
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
