"""The rows of a table as arrays: whose they are, of what, of when, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise, starmap

import numpy as np
import polars as pl

from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.timeline.columns import POSITIONS, Flags, Floats, Integers, by_patient, order_key
from cyclewise.timeline.event import NO_TIME, UNDATED
from cyclewise.timeline.table import LEADING, TRAILING, numbers_of, table_columns
from cyclewise.timeline.table_words import NOT_WRITTEN, UNSAFE, Written, coded, days_in, numbers_in
from cyclewise.values.calendar import parse_time

_ID = r"^[A-Za-z0-9._-]*[A-Za-z0-9][A-Za-z0-9._-]*$"
_LONGEST_ID, _LONGEST_NOTE = 100, 1000
_ARRAYS = ("concept", "dated", "first", "last", "minute", "known", "replaces", "numbers", "odd")
"""What is read as it stands in the file, and then sorted."""


@dataclass
class TableRows:
    """A table's rows, with all but their values read; ``odd`` marks those to look at closely.

    All arrays have the rows by concept (``within`` says which), by patient and in the order of
    events; ``order`` says where each stands in the file. ``concept`` counts into ``concepts``
    (-1: unknown), ``key`` is the place of each row in its patient's timeline.
    """

    table: pl.DataFrame
    knowledge: Knowledge
    concepts: tuple[Concept, ...] = field(init=False)
    within: tuple[slice, ...] = field(init=False)
    patients: Written = field(init=False)
    concept: Integers = field(init=False)
    dated: Flags = field(init=False)
    first: Integers = field(init=False)
    last: Integers = field(init=False)
    minute: Integers = field(init=False)
    known: Integers = field(init=False)
    replaces: Integers = field(init=False)
    numbers: Floats = field(init=False)
    key: Integers = field(init=False)
    order: Integers = field(init=False)
    odd: Flags = field(init=False)
    _columns: dict[str, Written] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read everything as it stands in the file, then sort it."""
        self._read_names()
        self._read_numbers()
        self._read_dates()
        self._refuse_strange_cells()
        self._sort()

    def column(self, name: str) -> Written:
        """Return a column of texts, read once for all concepts."""
        if name not in self._columns:
            self._columns[name] = self._read(name).sorted(self.order)
        return self._columns[name]

    def _read(self, name: str) -> Written:
        """Return a column of texts as it stands in the file."""
        if name not in self.table.columns:
            return Written(np.full(self.table.height, -1, np.int64), ())
        return coded(self.table[name])

    def _days(self, name: str) -> tuple[Integers, Integers, Flags]:
        if name not in self.table.columns:
            nothing = np.full(self.table.height, NOT_WRITTEN, np.int64)
            return nothing, nothing, np.zeros(self.table.height, bool)
        return days_in(self.table[name])

    def _by_concept(self, values: list[int]) -> Integers:
        """Return a number for each row, given one for each concept; 0 for an unknown one."""
        return np.array([*values, 0], np.int64)[self.concept]

    def _read_names(self) -> None:
        self.concepts = tuple(self.knowledge.concepts.values())
        named = self._read("concept")
        place = {concept.id: at for at, concept in enumerate(self.concepts)}
        self.concept = named.spread([place.get(word, -1) for word in named.words], -1)
        self.odd = self.concept < 0
        self.dated = self._by_concept([each.section == "events" for each in self.concepts]) > 0
        runs = self.table["patient_id"].rle().struct.unnest()
        names, sizes = runs["value"].fill_null(""), runs["len"].to_numpy()
        self.patients = Written(np.repeat(np.arange(len(names)), sizes), tuple(names))
        fits = names.str.contains(_ID) & (names.str.len_chars() <= _LONGEST_ID)
        self.odd |= np.repeat(~fits.to_numpy(), sizes)

    def _read_numbers(self) -> None:
        self.numbers = np.full(self.table.height, np.nan)
        if "number" in self.table.columns:
            number, written = numbers_of(self.table)
            unread = (number.is_null() & written.is_not_null()).alias("unread")
            found = self.table.select(number.fill_null(np.nan), unread)
            self.numbers = found["number"].to_numpy()
            self.odd |= found["unread"].to_numpy()

    def _read_dates(self) -> None:
        first, last, no_date = self._days("date")
        known, known_last, no_known = self._days("known")
        self.replaces, until, nothing = self._days("replaces")
        minute, no_time = numbers_in(self._read("time"), parse_time)
        self.odd |= no_date | no_known | nothing | no_time
        self.odd |= (known != known_last) | (self.replaces != until)
        for each in (first, known, self.replaces, minute):
            self.odd |= ~self.dated & (each != NOT_WRITTEN)
        self.odd |= self.dated & (first == NOT_WRITTEN)
        self.minute = np.where(minute == NOT_WRITTEN, NO_TIME, minute)
        known = np.where(known == NOT_WRITTEN, first, known)
        self.odd |= self.dated & (known < first)
        self.known = np.where(self.dated, known, UNDATED)
        self.first, self.last = (np.where(self.dated, each, UNDATED) for each in (first, last))
        for at, concept in enumerate(self.concepts):
            if concept.kind == "date" and concept.section != "events":
                self._date_of_person(np.flatnonzero(self.concept == at))

    def _date_of_person(self, here: Integers) -> None:
        """Take what a fact about the person says as its date."""
        if len(here) and "text" in self.table.columns:
            self.first[here], self.last[here], _ = days_in(self.table["text"].gather(here))

    def _refuse_strange_cells(self) -> None:
        """Mark cells that the row's concept does not have."""
        for name in table_columns(self.knowledge)[len(LEADING) : -len(TRAILING)]:
            if name not in self.table.columns:
                continue
            self._columns[name] = self._read(name)
            there = np.flatnonzero(self._columns[name].there)
            has = np.array([*(name in each.attributes for each in self.concepts), True])
            self.odd[there[~has[self.concept[there]]]] = True
        self._columns |= {name: self._read(name) for name in ("text", "unit")}
        for column in self._columns.values():
            self.odd |= column.spread([bool(UNSAFE.search(word)) for word in column.words], 0) > 0
        note = self._read("note")
        self.odd |= ~self.dated & note.there
        strange = [len(word) > _LONGEST_NOTE or bool(UNSAFE.search(word)) for word in note.words]
        self.odd |= note.spread(strange, 0) > 0

    def _sort(self) -> None:
        position = self._by_concept([POSITIONS[each.position] for each in self.concepts])
        patient = self.patients.codes
        # A row without a date is looked at closely; its place does not matter.
        key = order_key(np.maximum(self.first, UNDATED), position, self.minute, 0)
        # Nearly sorted as it is, which this way of sorting makes use of.
        by_time = np.argsort(by_patient(patient, key), kind="stable")
        sizes = np.bincount(patient, minlength=len(self.patients.words))
        begin = np.cumsum(sizes) - sizes
        key[by_time] += np.arange(len(key)) - begin[patient[by_time]]
        concept = self.concept[by_time].astype(np.int16)
        self.order = by_time[np.argsort(concept, kind="stable")]
        self.key = key[self.order]
        ends = np.cumsum(np.bincount(concept + 1, minlength=len(self.concepts) + 1))
        self.within = tuple(starmap(slice, pairwise(ends.tolist())))
        self.patients = self.patients.sorted(self.order)
        self._columns = {name: each.sorted(self.order) for name, each in self._columns.items()}
        for name in _ARRAYS:
            setattr(self, name, getattr(self, name)[self.order])
