"""An events table holds many patients, one event a row; timelines are written as one here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import polars as pl

from cyclewise.documents.problem import BadInput, problem_at, suggestion, visible
from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.knowledge.value import Value
from cyclewise.records import dataclass
from cyclewise.timeline.event import NO_TIME, Event
from cyclewise.timeline.table_kinds import wrong_kind
from cyclewise.timeline.timeline import Timeline
from cyclewise.values.calendar import day_text, time_text
from cyclewise.values.quantity import BARE, number_text

LEADING = ("patient_id", "date", "time", "known", "concept", "number", "text", "unit")
TRAILING = ("replaces", "note")
NEEDED = ("patient_id", "date", "concept")
ROW = "row"
"""The column that says where a row stands in its file, counted from 1."""
UNREAD = "unread"


@dataclass(frozen=True)
class Table:
    """Rows of whole patients, each patient's together; ``label`` names the file in messages.

    ``frame`` has the cells as the file has them, beside ``row``; of its columns ``patient_id``
    alone is trimmed. ``columns`` are those that the file itself has, in its order; ``files`` are
    the name and the first row of each file that the rows come from, where they are several.
    """

    frame: pl.DataFrame
    label: str
    columns: tuple[str, ...]
    files: tuple[tuple[str, int], ...] = ()

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.frame.height

    @property
    def repeated(self) -> tuple[int, ...]:
        """Return the rows that say the same as an earlier one; they are kept, and worth telling."""
        first = pl.struct(self.columns).is_first_distinct()
        found = self.frame.select(ROW, ~first & pl.col("concept").is_not_null())
        return tuple(found.filter(found.to_series(1))[ROW])

    def place(self, row: int) -> tuple[str, int]:
        """Return the name of the file in which a row stands, and its number there from 1."""
        before = [(name, first) for name, first in self.files if first <= row]
        if not before:
            return self.label, row
        name, first = before[-1]
        return name, row - first + 1

    def plain(self, knowledge: Knowledge) -> pl.DataFrame:
        """Return all columns of ``table_columns``, and of what stands under ``number`` two.

        ``number`` is a float, ``row`` a whole number and all others are trimmed texts, null where
        nothing is said; ``unread`` holds what stood under ``number`` and is none.
        """
        wanted = table_columns(knowledge)
        texts = [_text(name, self.frame) for name in wanted if name != "number"]
        number, written = numbers_of(self.frame)
        unread = pl.when(number.is_null()).then(written).cast(pl.String).alias(UNREAD)
        frame = self.frame.select(pl.col(ROW).cast(pl.Int64), *texts, number, unread)
        return frame.select(ROW, *wanted, UNREAD)


def table_columns(knowledge: Knowledge) -> tuple[str, ...]:
    """Return every column that an events table may have, in order."""
    attributes = dict.fromkeys(
        name for concept in knowledge.concepts.values() for name in concept.attributes
    )
    return (*LEADING, *attributes, *TRAILING)


# --- timelines become a table ------------------------------------------------------------------


def timelines_to_table(timelines: Iterable[Timeline], knowledge: Knowledge) -> pl.DataFrame:
    """Return timelines as an events table that reads back to the same timelines.

    Columns beside the leading ones are there only where some event needs them.
    """
    columns = table_columns(knowledge)
    filled: dict[str, list[str | float | None]] = {name: [] for name in columns}
    for timeline in timelines:
        for row in _rows(timeline, knowledge):
            for name in columns:
                filled[name].append(row.get(name))
    kept = [name for name in columns if name in LEADING or any(filled[name])]
    types = {name: pl.Float64 if name == "number" else pl.String for name in kept}
    return pl.DataFrame({name: filled[name] for name in kept}, schema=types)


def _rows(timeline: Timeline, knowledge: Knowledge) -> Iterator[dict[str, str | float | None]]:
    patient = timeline.patient
    if not timeline.events:
        yield {"patient_id": patient}
    for event in timeline.events:
        row = _written(event, knowledge.concepts[event.concept])
        yield {"patient_id": patient, "concept": event.concept, **row}


def _written(event: Event, concept: Concept) -> dict[str, str | float | None]:
    row: dict[str, str | float | None] = dict(_said(event.value, concept))
    row |= {name: value.text for name, value in event.attributes.items()}
    if event.dated:
        row["date"] = event.date
    if event.minute != NO_TIME:
        row["time"] = time_text(event.minute)
    if event.dated and event.known != event.first:
        row["known"] = day_text(event.known)
    if event.replaces is not None:
        row["replaces"] = day_text(event.replaces)
    if event.note:
        row["note"] = event.note
    return row


def _said(value: Value, concept: Concept) -> dict[str, str | float]:
    """Return a value as number and unit, and as text where that says more."""
    if concept.scale is None or value.word:
        return {"text": value.text}
    unit = concept.scale.unit
    said: dict[str, str | float] = {"number": value.high}
    if unit not in BARE:
        said["unit"] = unit
    if spelt(value.high, str(said.get("unit", ""))) != value.text:
        said["text"] = value.text
    return said


def spelt(number: float, unit: str | None) -> str:
    """Return a number with its unit as a patient's file would have it."""
    return f"{number_text(number)} {unit or ''}".strip()


# --- any frame becomes a table ----------------------------------------------------------------


def table_from(frame: pl.DataFrame, knowledge: Knowledge, label: str, *, first: int = 1) -> Table:
    """Return a frame as an events table; ``first`` is where its first row stands in the file.

    Raises BadInput where a column is missing, unknown or of a type that holds no values. A frame
    that has a ``row`` column keeps it. Rows of one patient are brought together.
    """
    schema = {name: kind for name, kind in frame.schema.items() if name != ROW}
    check_columns(schema, knowledge, label)
    if ROW not in frame.columns:
        frame = frame.with_row_index(ROW, offset=first)
    named = frame["patient_id"].cast(pl.String)
    runs = named.rle().struct.unnest()
    ids = runs["value"].to_frame("patient_id").select(trimmed("patient_id")).to_series()
    if not ids.equals(runs["value"], check_names=False, null_equal=True):
        named = ids.gather(np.repeat(np.arange(len(ids)), runs["len"].to_numpy()))
    frame = frame.with_columns(named.alias("patient_id"))
    if len(ids.rle()) > ids.n_unique():
        frame = frame.sort("patient_id", maintain_order=True)
    return Table(frame, label, tuple(schema))


def _text(name: str, frame: pl.DataFrame) -> pl.Expr:
    """Return a column as trimmed texts, empty cells as null."""
    return trimmed(name) if name in frame.columns else pl.lit(None, pl.String).alias(name)


def trimmed(name: str) -> pl.Expr:
    """Return a column that is there as trimmed texts, empty cells as null."""
    return pl.col(name).cast(pl.String).str.strip_chars().replace("", None)


def numbers_of(frame: pl.DataFrame) -> tuple[pl.Expr, pl.Expr]:
    """Return the column of numbers, null where there is none, and what is written there."""
    kind = frame.schema.get("number")
    if kind is None or not kind.is_numeric():
        written = _text("number", frame)
    elif kind.is_float():
        # Other programs write an empty cell as nan.
        written = pl.col("number").fill_nan(None)
    else:
        written = pl.col("number")
    number = written.cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number).alias("number"), written


def check_columns(schema: Mapping[str, pl.DataType], knowledge: Knowledge, label: str) -> None:
    """Raise BadInput with every column that is missing, unknown or holds no plain values."""
    wanted = table_columns(knowledge)
    problems = []
    for name in NEEDED:
        if name not in schema:
            message = f"The table has no column “{name}”."
            problems.append(problem_at(label, message, f"It needs {', '.join(NEEDED)}."))
    if "number" not in schema and "text" not in schema:
        message = "The table has no column for values."
        problems.append(problem_at(label, message, "Add “number” with “unit”, or “text”."))
    for name, kind in schema.items():
        if name not in wanted:
            near = suggestion(name, wanted) or f"It can have {', '.join(wanted)}."
            message = f"The table has a column “{visible(name)}”, which is not known here."
            problems.append(problem_at(label, message, near))
        elif (wrong := wrong_kind(name, kind)) is not None:
            problems.append(problem_at(label, *wrong))
    if problems:
        raise BadInput(problems)
