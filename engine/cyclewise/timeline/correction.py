"""Which event a later one corrects: the one of the same concept on the date it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice

from cyclewise.timeline.event import Event

_ENOUGH = 2


def corrections(events: Sequence[Event]) -> Mapping[int, tuple[int, ...]]:
    """Return for each correcting event, by place, the places of those it may mean (at most two).

    One is as it should be. A correction may itself be corrected: what an earlier correction
    replaced, and corrections that came to be known only later, are not meant.
    """
    correcting = [place for place, event in enumerate(events) if event.replaces is not None]
    if not correcting:
        return {}
    correcting.sort(key=lambda place: (events[place].known, events[place].line, place))
    # The places still standing, by concept and day; a dict keeps them in order.
    standing: dict[tuple[str, int | None], dict[int, None]] = defaultdict(dict)
    for place, event in enumerate(events):
        if event.replaces is None and event.first == event.last:
            standing[event.concept, event.first][place] = None
    found: dict[int, tuple[int, ...]] = {}
    for by in correcting:
        event = events[by]
        meant = standing[event.concept, event.replaces]
        found[by] = tuple(islice(meant, _ENOUGH))
        if len(meant) == 1:
            meant.clear()
        standing[event.concept, event.first][by] = None
    return found
