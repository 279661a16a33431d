"""Events as columns, one frame a concept: the form in which the kernel reads timelines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.records import dataclass
from cyclewise.timeline.event import NO_TIME, Event, Value
from cyclewise.timeline.timeline import Timeline

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NEVER = 2**31 - 1
"""The day on which something that is never corrected is corrected."""

POSITIONS = {"results": 0, "treatment": 1, "outcomes": 2}
END_OF_DAY = 3

_NO_WORD = np.array(0)
_FIRST_DAY = -(2**18)
_MINUTES = 2048
_LINES = 2**22
_MOMENTS = 2**32


def order_key(
    day: Integers | int, position: Integers | int, minute: Integers | int, line: Integers | int
) -> Integers:
    """Return numbers that sort as (day, position in the day, time, line); -1 is no time.

    ``line`` is anything that rises with the line, such as the place in the patient's timeline.
    """
    moment = (np.asarray(day, np.int64) - _FIRST_DAY) * 4 + position
    return np.asarray((moment * _MINUTES + np.asarray(minute) + 1) * _LINES + line, np.int64)


def by_patient(patient: Integers, key: Integers) -> Integers:
    """Return numbers that sort rows by patient and then as their keys do, but for the line."""
    return np.asarray(patient * _MOMENTS + key // _LINES, np.int64)


def end_of_day(day: Integers | int) -> Integers:
    """Return the key after everything that is dated on a day."""
    return order_key(day, END_OF_DAY, _MINUTES - 2, _LINES - 1)


def before_day(day: Integers) -> Integers:
    """Return the key before everything that is dated on a day."""
    return order_key(day, 0, NO_TIME, 0) - 1


def day_of(key: Integers) -> Integers:
    """Return the day that a key lies on."""
    return np.asarray(key // (_LINES * _MINUTES * 4) + _FIRST_DAY, np.int64)


def position_of(key: Integers) -> Integers:
    """Return the position in the day that a key has, as in ``POSITIONS``."""
    return np.asarray(key // (_LINES * _MINUTES) % 4, np.int64)


@dataclass(frozen=True, slots=True)
class Cells:
    """One value a row: an interval of numbers, or a word. Missing is no number and word 0.

    Where no row has an interval, ``high`` is ``low`` itself, and nothing is worked out twice.
    """

    low: Floats
    high: Floats
    word: Integers
    words: tuple[str, ...] = ("",)

    @property
    def exact(self) -> bool:
        """Return whether it is known that no row has an interval."""
        return self.high is self.low

    @property
    def missing(self) -> npt.NDArray[np.bool_]:
        """Return where nothing is recorded."""
        missing: npt.NDArray[np.bool_] = np.isnan(self.low) & (self.word == _NO_WORD)
        return missing

    def ends(self, change: Callable[[Floats], Floats]) -> tuple[Floats, Floats]:
        """Return both ends of every row changed alike."""
        low = change(self.low)
        return low, low if self.exact else change(self.high)

    def take(self, rows: Integers | npt.NDArray[np.bool_] | slice) -> Cells:
        """Return the cells of some rows."""
        low = self.low[rows]
        high = low if self.exact else self.high[rows]
        return Cells(low, high, self.word[rows], self.words)

    def followed_by(self, other: Cells) -> Cells:
        """Return these cells and then others."""
        words = tuple(dict.fromkeys((*self.words, *other.words)))
        place = np.array([words.index(word) for word in other.words], np.int64)
        return Cells(
            np.concatenate([self.low, other.low]),
            np.concatenate([self.high, other.high]),
            np.concatenate([self.word, place[other.word]]),
            words,
        )

    def code(self, word: str) -> int:
        """Return the number that stands for a word here, -1 where no row has it."""
        return self.words.index(word) if word in self.words else -1

    @classmethod
    def of(cls, values: Iterable[Value | None]) -> Cells:
        """Return values as cells; None is missing."""
        words: dict[str, int] = {"": 0}
        low, high, word = [], [], []
        for value in values:
            low.append(np.nan if value is None else value.low)
            high.append(np.nan if value is None else value.high)
            word.append(0 if value is None else words.setdefault(value.word, len(words)))
        lows = np.array(low, float)
        highs = lows if high == low else np.array(high, float)
        return cls(lows, highs, np.array(word, int), tuple(words))


@dataclass(frozen=True)
class Frame:
    """All events of one concept, sorted by patient and order; one array a property."""

    concept: str
    start: Integers
    """Rows of patient ``i`` are ``start[i]`` to ``start[i + 1]``."""
    first: Integers
    last: Integers
    key: Integers
    minute: Integers
    known: Integers
    replaced: Integers
    value: Cells
    attributes: Mapping[str, Cells] = field(default_factory=dict)
    event: Integers | None = None
    """Where each row stands in its timeline's events; None for frames read from a table."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.key)

    @cached_property
    def ordered(self) -> Integers:
        """Return a number for each row that rises with patient and moment."""
        patient = np.repeat(np.arange(len(self.start) - 1), self.start[1:] - self.start[:-1])
        return by_patient(patient, self.key)

    @cached_property
    def hidden_at_first(self) -> Flags | None:
        """Return the rows that were not known on their own day, or are corrected; None for none."""
        flags = (self.known > self.first) | (self.replaced < NEVER)
        return flags if flags.any() else None

    @cached_property
    def has_coarse_dates(self) -> bool:
        """Return whether some row has a month or a year for its date."""
        return bool((self.first != self.last).any())

    @cached_property
    def ratios(self) -> dict[tuple[str, str], Cells]:
        """Return the ratios of two columns that were worked out so far, of every row."""
        return {}

    @cached_property
    def has_times(self) -> bool:
        """Return whether a time of day is recorded with some row."""
        return bool((self.minute != NO_TIME).any())

    def cells(self, name: str) -> Cells:
        """Return an attribute's cells, all missing where no row has it."""
        if name in self.attributes:
            return self.attributes[name]
        nothing = np.full(len(self), np.nan)
        return Cells(nothing, nothing, np.zeros(len(self), np.int64))


@dataclass(frozen=True)
class Columns:
    """Many patients' events as frames by concept."""

    patients: tuple[str, ...]
    frames: Mapping[str, Frame]

    def frame(self, concept: str) -> Frame:
        """Return the frame of a concept, an empty one where no patient has an event of it."""
        return self.frames.get(concept) or self._nothing

    @cached_property
    def _nothing(self) -> Frame:
        none = np.zeros(0, np.int64)
        cells = Cells(none.astype(float), none.astype(float), none)
        start = np.zeros(len(self.patients) + 1, np.int64)
        return Frame("", start, none, none, none, none, none, none, cells, event=none)


@dataclass(slots=True)
class _Gathered:
    """The rows of one concept while timelines are being read."""

    counts: list[int]
    events: list[Event] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)


def columns_from(timelines: Sequence[Timeline], knowledge: Knowledge) -> Columns:
    """Return timelines as columns."""
    gathered: dict[str, _Gathered] = {}
    for patient, timeline in enumerate(timelines):
        for place, event in enumerate(timeline.events):
            rows = gathered.setdefault(event.concept, _Gathered([0] * len(timelines)))
            rows.counts[patient] += 1
            rows.events.append(event)
            rows.places.append(place)
            rows.replaced.append(timeline.replaced.get(place, NEVER))
    return Columns(tuple(each.patient for each in timelines), _frames(gathered, knowledge))


def _frames(gathered: Mapping[str, _Gathered], knowledge: Knowledge) -> dict[str, Frame]:
    """Return the frames, cut out of columns of all concepts one after the other."""
    position = {name: POSITIONS[knowledge.concepts[name].position] for name in gathered}
    first, last, minute, known, place, replaced, positions = (
        np.array(
            [
                (event.first, event.last, event.minute, event.known, at, until, position[name])
                for name, rows in gathered.items()
                for event, at, until in zip(rows.events, rows.places, rows.replaced, strict=True)
            ],
            np.int64,
        )
        .reshape(-1, 7)
        .T.copy()
    )
    key = order_key(first, positions, minute, place)
    frames, begin = {}, 0
    for name, rows in gathered.items():
        here = slice(begin, begin := begin + len(rows.events))
        frames[name] = Frame(
            concept=name,
            start=np.array([0, *accumulate(rows.counts)], np.int64),
            first=first[here],
            last=last[here],
            key=key[here],
            minute=minute[here],
            known=known[here],
            replaced=replaced[here],
            value=Cells.of(event.value for event in rows.events),
            attributes=_attributes(rows.events),
            event=place[here],
        )
    return frames


def _attributes(events: Sequence[Event]) -> dict[str, Cells]:
    names = dict.fromkeys(name for event in events for name in event.attributes)
    return {name: Cells.of(event.attributes.get(name) for event in events) for name in names}


def joined(one: Columns, other: Columns) -> Columns:
    """Return the patients of both, those of the first before those of the second."""
    names = dict.fromkeys((*one.frames, *other.frames))
    frames = {name: _end_to_end(name, one.frame(name), other.frame(name)) for name in names}
    return Columns((*one.patients, *other.patients), frames)


def _end_to_end(name: str, one: Frame, other: Frame) -> Frame:
    attributes = dict.fromkeys((*one.attributes, *other.attributes))

    def both(column: str) -> Integers:
        return np.concatenate([getattr(one, column), getattr(other, column)])

    return Frame(
        concept=name,
        start=np.concatenate([one.start, other.start[1:] + len(one)]),
        first=both("first"),
        last=both("last"),
        key=both("key"),
        minute=both("minute"),
        known=both("known"),
        replaced=both("replaced"),
        value=one.value.followed_by(other.value),
        attributes={each: one.cells(each).followed_by(other.cells(each)) for each in attributes},
    )
