"""An events table becomes timelines; every mistake is shown with its row and its column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

import polars as pl

from cyclewise.documents.node import Document, Node, Scalar, Source, Spot
from cyclewise.documents.node import Mapping as Keys
from cyclewise.documents.node import Sequence as Listed
from cyclewise.documents.problem import BadInput, Problem, Problems, visible
from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.records import dataclass
from cyclewise.timeline.reading import timeline_from
from cyclewise.timeline.table import LEADING, ROW, TRAILING, UNREAD, Table, spelt, table_columns
from cyclewise.timeline.table_words import UNSAFE
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.numeral import number_text, read_numeral
from cyclewise.values.refused import Refused

_ALONE = ("date", "time", "known", "replaces", "note")
"""The columns that mean for an event what the same key means in a patient's file."""

_Row = Mapping[str, str | float | int | None]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A patient whose rows or file cannot be used, and why."""

    patient: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Timelines:
    """The patients that were read, and those that were set aside."""

    timelines: tuple[Timeline, ...] = ()
    set_aside: tuple[SetAside, ...] = ()


def table_to_timelines(table: Table, knowledge: Knowledge) -> Timelines:
    """Return the timelines of a table; a patient with a mistake is set aside with all of them."""
    timelines, aside = [], []
    for name, rows in _by_patient(table.plain(knowledge)):
        try:
            timelines.append(_PatientRows(name, rows, table, knowledge).timeline())
        except BadInput as bad:
            aside.append(SetAside(name or "(no patient_id)", bad.problems))
    return Timelines(tuple(timelines), tuple(aside))


def _by_patient(frame: pl.DataFrame) -> Iterator[tuple[str, Sequence[_Row]]]:
    rows: list[_Row] = []
    for row in frame.iter_rows(named=True):
        if rows and rows[0]["patient_id"] != row["patient_id"]:
            yield str(rows[0]["patient_id"] or ""), rows
            rows = []
        rows.append(row)
    if rows:
        yield str(rows[0]["patient_id"] or ""), rows


@dataclass(slots=True)
class _PatientRows:
    """One patient's rows, being written as the file that they stand for."""

    name: str
    rows: Sequence[_Row]
    table: Table
    knowledge: Knowledge
    problems: Problems = field(default_factory=Problems)
    source: Source = field(init=False)
    columns: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Name the file in which mistakes are."""
        self.source = Source(self.table.label, ())
        self.columns = table_columns(self.knowledge)

    def timeline(self) -> Timeline:
        """Return the timeline; raise BadInput with every mistake in the rows."""
        self._refuse_invisible()
        sections: dict[str, list[tuple[Scalar, Node]]] = {"patient": [], "diagnosis": []}
        events: list[Node] = []
        if not self.name:
            place = Spot(self.source, self._line(self.rows[0]), 1)
            self.problems.add(place, "This row has no “patient_id”.", "Write whose row it is.")
        for row in self.rows:
            self._check(row)
            concept = self.knowledge.concepts.get(str(row["concept"]))
            if concept is not None and concept.section != "events":
                self._add_undated(row, concept, sections[concept.section])
            elif any(row[name] is not None for name in self.columns[1:]) or row[UNREAD]:
                events += self._events(row, concept)
        try:
            found = timeline_from(
                Document(self.source, self._file(sections, events)), self.knowledge
            )
        except BadInput as bad:
            self.problems.include(bad.problems)
        if self.problems:
            raise BadInput(map(self._shown, self.problems.found))
        return found

    def _refuse_invisible(self) -> None:
        """Raise BadInput where a cell holds what no patient's file may hold."""
        for row in self.rows:
            for name in self.columns[1:]:
                if found := UNSAFE.search(str(row[name] or "")):
                    message = f"The character U+{ord(found[0]):04X} is invisible and not allowed."
                    remedy = "Delete it, or write a space instead."
                    self.problems.add(self._spot(row, name), message, remedy)
        if self.problems:
            raise BadInput(map(self._shown, self.problems.found))

    def _file(self, sections: Mapping[str, list[tuple[Scalar, Node]]], events: list[Node]) -> Keys:
        row = self.rows[0]
        name = self._scalar("patient_id", self.name or "nobody", row)
        about = [(self._scalar("patient_id", "id", row), name), *sections["patient"]]
        keys: list[tuple[str, Node]] = [("patient", self._keys(about, row))]
        if sections["diagnosis"]:
            keys.append(("diagnosis", self._keys(sections["diagnosis"], row)))
        keys.append(("events", Listed(tuple(events), self._line(row), 1, 1, self.source)))
        return self._keys([(self._scalar("concept", key, row), node) for key, node in keys], row)

    def _event(self, row: _Row, concept: Concept | None) -> Keys:
        entries = [(name, str(row[name])) for name in _ALONE if row[name] is not None]
        entries.append((str(row["concept"]), self._value(row)))
        entries += [
            (name, with_unit(str(row[name]), name, row["unit"], concept))
            for name in self.columns[len(LEADING) : -len(TRAILING)]
            if row[name] is not None
        ]
        known = set(self.columns)
        pairs: list[tuple[Scalar, Node]] = []
        for name, text in entries:
            column = name if name in known else "text" if row["text"] is not None else "number"
            word = self._scalar(name if name in known else "concept", name, row)
            pairs.append((word, self._scalar(column, text, row)))
        return self._keys(pairs, row)

    def _add_undated(self, row: _Row, concept: Concept, entries: list[tuple[Scalar, Node]]) -> None:
        """Add a fact about the person, which has a value and nothing else."""
        for name in (*_ALONE, *self.columns[len(LEADING) : -len(TRAILING)]):
            if row[name] is not None:
                message = f"“{concept.id}” belongs to the person and has no “{name}”."
                self.problems.add(self._spot(row, name), message, "Leave this cell empty.")
        if any(word.text == concept.id for word, _ in entries):
            message = f"“{concept.id}” stands twice for this patient."
            self.problems.add(self._spot(row, "concept"), message, "Keep one of the rows.")
            return
        value = self._value(row)
        node = self._scalar("text" if row["text"] is not None else "number", value, row)
        entries.append((self._scalar("concept", concept.id, row), node))

    def _value(self, row: _Row) -> str:
        """Return the value as a patient's file would have it, "" where there is none."""
        number, unit, text = row["number"], row["unit"], row["text"]
        if text is not None:
            return str(text)
        if row[UNREAD] is not None:
            return f"{row[UNREAD]} {unit or ''}".strip()
        if number is None:
            return ""
        return spelt(float(number), None if unit is None else str(unit))

    def _events(self, row: _Row, concept: Concept | None) -> list[Keys]:
        """Return a row's event; none where it does not say what happened, or when."""
        remedies = {
            "concept": "Write what happened: the name of a concept.",
            "date": "Write the day as YYYY-MM-DD, such as 2024-02-12.",
        }
        lacking = [name for name in remedies if row[name] is None]
        for name in lacking:
            self.problems.add(self._spot(row, name), f"This row has no “{name}”.", remedies[name])
        return [] if lacking else [self._event(row, concept)]

    def _check(self, row: _Row) -> None:
        """Record a number that is none, and a number and a text that say different things."""
        if row[UNREAD] is not None and row["text"] is not None:
            message = f"“{visible(str(row[UNREAD]))}” is no number."
            self.problems.add(self._spot(row, "number"), message, "Leave it out or correct it.")
        concept = self.knowledge.concepts.get(str(row["concept"]))
        if row["number"] is None or row["text"] is None or concept is None:
            return
        number = spelt(float(row["number"]), None if row["unit"] is None else str(row["unit"]))
        try:
            agree = concept.value_of(str(row["text"])).high == concept.value_of(number).high
        except Refused as refused:
            self.problems.add(self._spot(row, "number"), refused.message, refused.remedy)
            return
        if not agree:
            message = f"The text says “{visible(str(row['text']))}” and the number {number}."
            self.problems.add(self._spot(row, "text"), message, "Correct one, or leave one out.")

    # --- places -----------------------------------------------------------------------------

    def _line(self, row: _Row) -> int:
        return int(row[ROW] or 0)

    def _spot(self, row: _Row, name: str) -> Spot:
        return Spot(self.source, self._line(row), self.columns.index(name) + 1)

    def _scalar(self, column: str, text: str, row: _Row) -> Scalar:
        at = self.columns.index(column) + 1
        width, line = max(1, len(text)), self._line(row)
        # In quotes, so that a cell such as “null” stays the text that it is.
        return Scalar(text, quoted=True, line=line, column=at, width=width, source=self.source)

    def _keys(self, entries: Sequence[tuple[Scalar, Node]], row: _Row) -> Keys:
        return Keys(tuple(entries), self._line(row), 1, 1, self.source)

    def _shown(self, problem: Problem) -> Problem:
        """Return a problem with its cell as the excerpt."""
        row = next((row for row in self.rows if row[ROW] == problem.line), None)
        if row is None or not problem.column:
            return problem
        name = self.columns[problem.column - 1]
        held = row[name]
        if name == "number":
            held = row[UNREAD] if held is None else number_text(float(held))
        cell = visible("" if held is None else str(held))
        written, (file, line) = self.table.columns, self.table.place(problem.line)
        return replace(
            problem,
            file=file,
            line=line,
            column=written.index(name) + 1 if name in written else 1,
            excerpt=f"{name}: {cell}",
            width=max(1, len(cell)),
            caret=len(name) + 2,
        )


def with_unit(text: str, name: str, unit: object, concept: Concept | None) -> str:
    """Return an attribute's text; a bare number is in the row's unit where both are measured so."""
    attribute = None if concept is None else concept.attributes.get(name)
    if attribute is None or concept is None or unit is None or attribute.scale is None:
        return text
    found = read_numeral(text)
    alike = attribute.scale == concept.scale
    return f"{text} {unit}" if alike and found is not None and not found[1] else text
