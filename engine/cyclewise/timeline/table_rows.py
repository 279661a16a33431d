"""The rows of a table as arrays: whose they are, of what, of when, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.timeline.columns import POSITIONS, Flags, Floats, Integers
from cyclewise.timeline.event import NO_TIME, UNDATED
from cyclewise.timeline.table import LEADING, TRAILING, UNREAD, table_columns
from cyclewise.timeline.table_words import NOT_WRITTEN, Written, coded, days_in, numbers_in
from cyclewise.values.calendar import parse_date, parse_day, parse_time

_ID = r"^[A-Za-z0-9._-]*[A-Za-z0-9][A-Za-z0-9._-]*$"
_LONGEST_ID, _LONGEST_NOTE = 100, 1000


@dataclass
class TableRows:
    """A table's rows, with all but their values read; ``odd`` marks those to look at closely.

    ``concept`` counts into ``concepts`` (-1: unknown); ``order`` sorts the rows as a timeline
    does, and ``place`` is where each stands in its patient's.
    """

    table: pl.DataFrame
    knowledge: Knowledge
    concepts: tuple[Concept, ...] = field(init=False)
    patients: Written = field(init=False)
    concept: Integers = field(init=False)
    dated: Flags = field(init=False)
    first: Integers = field(init=False)
    last: Integers = field(init=False)
    minute: Integers = field(init=False)
    known: Integers = field(init=False)
    replaces: Integers = field(init=False)
    position: Integers = field(init=False)
    order: Integers = field(init=False)
    place: Integers = field(init=False)
    odd: Flags = field(init=False)
    _columns: dict[str, Written] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read everything."""
        self.odd = self._written(UNREAD)
        self._read_names()
        self._read_dates()
        self._refuse_strange_cells()
        self._sort()

    def column(self, name: str) -> Written:
        """Return a column of texts, read once for all concepts."""
        if name not in self._columns:
            self._columns[name] = coded(self.table[name])
        return self._columns[name]

    @cached_property
    def numbers(self) -> Floats:
        """Return the column of numbers, nan where there is none."""
        return self.table["number"].fill_null(np.nan).to_numpy()

    @cached_property
    def by_concept(self) -> tuple[Integers, ...]:
        """Return the rows of each concept, in the order of events."""
        concept = self.concept[self.order]
        sizes = np.bincount(concept[concept >= 0], minlength=len(self.concepts))
        sorted_ = self.order[np.argsort(concept, kind="stable")]
        return tuple(np.split(sorted_[(concept < 0).sum() :], np.cumsum(sizes)[:-1]))

    def _written(self, column: str) -> Flags:
        return np.array(self.table[column].is_not_null().to_numpy())

    def _by_concept(self, values: list[int]) -> Integers:
        """Return a number for each row, given one for each concept; 0 for an unknown one."""
        return np.array([*values, 0], np.int64)[self.concept]

    def _read_names(self) -> None:
        self.concepts = tuple(self.knowledge.concepts.values())
        named = coded(self.table["concept"])
        place = {concept.id: at for at, concept in enumerate(self.concepts)}
        self.concept = named.spread([place.get(word, -1) for word in named.words], -1)
        self.odd |= self.concept < 0
        self.dated = self._by_concept([each.section == "events" for each in self.concepts]) > 0
        name = self.table["patient_id"].fill_null("")
        self.patients = coded(name)
        fits = name.str.contains(_ID) & (name.str.len_chars() <= _LONGEST_ID)
        self.odd |= ~fits.to_numpy()

    def _read_dates(self) -> None:
        first, last = days_in(self.table["date"], parse_date)
        minute, no_time = numbers_in(self.table["time"], parse_time)
        known, no_day = numbers_in(self.table["known"], parse_day)
        self.replaces, nothing = numbers_in(self.table["replaces"], parse_day)
        self.odd |= no_time | no_day | nothing | (self.dated & (first == NOT_WRITTEN))
        self.minute = np.where(minute == NOT_WRITTEN, NO_TIME, minute)
        known = np.where(known == NOT_WRITTEN, first, known)
        self.odd |= self.dated & (known < first)
        self.known = np.where(self.dated, known, UNDATED)
        self.first, self.last = (np.where(self.dated, each, UNDATED) for each in (first, last))
        for at, concept in enumerate(self.concepts):
            here = np.flatnonzero((self.concept == at) & ~self.dated)
            if concept.kind == "date" and len(here):
                self.first[here], self.last[here] = days_in(self.table["text"][here], parse_date)

    def _refuse_strange_cells(self) -> None:
        """Mark cells that the row's concept does not have."""
        for name in ("date", "time", "known", "replaces", "note"):
            self.odd |= ~self.dated & self._written(name)
        for name in table_columns(self.knowledge)[len(LEADING) : -len(TRAILING)]:
            has = self._by_concept([name in concept.attributes for concept in self.concepts])
            self.odd |= self._written(name) & (has == 0)
        note = self.table["note"].str.len_chars().fill_null(0)
        self.odd |= (note > _LONGEST_NOTE).to_numpy()

    def _sort(self) -> None:
        self.position = self._by_concept([POSITIONS[each.position] for each in self.concepts])
        patient = self.patients.codes
        self.order = np.lexsort((self.minute, self.position, self.first, patient))
        sizes = np.bincount(patient, minlength=len(self.patients.words))
        begin = np.cumsum(sizes) - sizes
        self.place = np.empty(len(patient), np.int64)
        self.place[self.order] = np.arange(len(patient)) - begin[patient[self.order]]
