"""The fast way from an events table to columns: whole columns at once, no Python for each row.

What is regular is read here. A patient with anything else in any row (a mistake, a correction of
a correction, an event after death) is left to ``table_reading``, which says what is wrong, or
finds that nothing is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.records import dataclass
from cyclewise.timeline.columns import (
    Cells,
    Columns,
    Flags,
    Frame,
    Integers,
    columns_from,
    joined,
    order_key,
)
from cyclewise.timeline.table import Table
from cyclewise.timeline.table_cells import ConceptCells
from cyclewise.timeline.table_order import contradicting, replaced_rows
from cyclewise.timeline.table_reading import SetAside, table_to_timelines
from cyclewise.timeline.table_rows import TableRows


@dataclass(frozen=True, slots=True)
class Loaded:
    """A table as columns, and the patients that were set aside."""

    columns: Columns
    set_aside: tuple[SetAside, ...] = ()


def columns_from_table(table: Table, knowledge: Knowledge) -> Loaded:
    """Return a table as columns, as they would come of its timelines.

    Patients stand in the order of the table, those with irregular rows after the others.
    """
    rows = TableRows(table.frame, knowledge)
    replaced, odd = replaced_rows(rows)
    rows.odd |= odd | contradicting(rows)
    read = [_read(rows, place, concept) for place, concept in enumerate(rows.concepts)]
    irregular = np.zeros(len(rows.patients.words), bool)
    irregular[rows.patients.codes[rows.odd]] = True
    frames = [_frame(rows, each, replaced, ~irregular) for each in read if each is not None]
    names = [name for name, odd in zip(rows.patients.words, irregular, strict=True) if not odd]
    regular = Columns(tuple(names), {each.concept: each for each in frames if len(each)})
    if not irregular.any():
        return Loaded(regular)
    closely = table.frame.filter(pl.Series(irregular[rows.patients.codes]))
    found = table_to_timelines(replace(table, frame=closely), knowledge)
    return Loaded(joined(regular, columns_from(found.timelines, knowledge)), found.set_aside)


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows of one concept, in the order of events, and what they say."""

    at: Integers
    cells: ConceptCells


def _read(rows: TableRows, place: int, concept: Concept) -> _Part | None:
    at = rows.by_concept[place]
    if not len(at):
        return None
    cells = ConceptCells(concept, rows, at)
    for name, attribute in concept.attributes.items():
        if attribute.kind == "date" and name in cells.attributes:
            cells.odd |= cells.attributes[name].low < rows.first[at]
    rows.odd[at] |= cells.odd
    return _Part(at, cells)


def _frame(rows: TableRows, part: _Part, replaced: Integers, regular: Flags) -> Frame:
    """Return the frame of one concept's rows, of regular patients only."""
    kept = regular[rows.patients.codes[part.at]]
    at = part.at[kept]
    number = np.cumsum(regular) - 1
    patients = int(regular.sum())
    concept = part.cells.concept
    attributes = {name: _kept(cells, kept) for name, cells in part.cells.attributes.items()}
    return Frame(
        concept=concept.id,
        start=np.searchsorted(number[rows.patients.codes[at]], np.arange(patients + 1)),
        first=rows.first[at],
        last=rows.last[at],
        key=order_key(rows.first[at], rows.position[at], rows.minute[at], rows.place[at]),
        minute=rows.minute[at],
        known=rows.known[at],
        replaced=replaced[at],
        value=_kept(part.cells.value, kept),
        attributes={name: cells for name, cells in attributes.items() if not cells.missing.all()},
    )


def _kept(cells: Cells, kept: Flags) -> Cells:
    return cells.take(np.flatnonzero(kept))
