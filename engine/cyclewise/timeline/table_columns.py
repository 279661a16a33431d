"""The fast way from an events table to columns: whole columns at once, no Python for each row.

What is regular is read here. A patient with anything else in any row (a mistake, a correction of
a correction, an event after death) is left to ``table_reading``, which says what is wrong, or
finds that nothing is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.records import dataclass
from cyclewise.timeline.columns import Columns, Flags, Frame, Integers, columns_from, joined
from cyclewise.timeline.repeated import Noticed
from cyclewise.timeline.table import Table
from cyclewise.timeline.table_cells import ConceptCells
from cyclewise.timeline.table_order import contradicting, replaced_rows
from cyclewise.timeline.table_reading import SetAside, table_to_timelines
from cyclewise.timeline.table_rows import TableRows


@dataclass(frozen=True, slots=True)
class Loaded:
    """A table as columns, the patients that were set aside, and the rows that stand twice."""

    columns: Columns
    set_aside: tuple[SetAside, ...] = ()
    repeated: Noticed = Noticed()


def columns_from_table(table: Table, knowledge: Knowledge) -> Loaded:
    """Return a table as columns, as they would come of its timelines.

    Patients stand in the order of the table, those with irregular rows after the others.
    """
    rows = TableRows(table.frame, knowledge)
    replaced, odd = replaced_rows(rows)
    rows.odd |= odd | contradicting(rows)
    read = [_read(rows, *each) for each in zip(rows.within, rows.concepts, strict=True)]
    irregular = np.zeros(len(rows.patients.words), bool)
    irregular[rows.patients.codes[rows.odd]] = True
    frames = [_frame(rows, each, replaced, ~irregular) for each in read if each is not None]
    names = [name for name, odd in zip(rows.patients.words, irregular, strict=True) if not odd]
    regular = Columns(tuple(names), {each.concept: each for each in frames if len(each)})
    repeated = _repeated(rows, table)
    if not irregular.any():
        return Loaded(regular, repeated=repeated)
    closely = np.zeros(len(table), bool)
    closely[rows.order] = irregular[rows.patients.codes]
    found = table_to_timelines(replace(table, frame=table.frame.filter(closely)), knowledge)
    together = joined(regular, columns_from(found.timelines, knowledge))
    return Loaded(together, found.set_aside, repeated)


def _repeated(rows: TableRows, table: Table) -> Noticed:
    """Return the rows that stand twice; only those of one moment are compared cell by cell."""
    alike = np.ones(max(len(rows.order) - 1, 0), bool)
    for each in (rows.concept, rows.patients.codes, rows.first, rows.minute):
        alike &= each[1:] == each[:-1]
    if not alike.any():
        return Noticed()
    run = np.append(alike, False) | np.append(False, alike)
    of_one_moment = replace(table, frame=table.frame[np.sort(rows.order[run])])
    return Noticed.at(map(table.place, of_one_moment.repeated))


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows of one concept, in the order of events, and what they say."""

    within: slice
    cells: ConceptCells


def _read(rows: TableRows, within: slice, concept: Concept) -> _Part | None:
    if within.start == within.stop:
        return None
    cells = ConceptCells(concept, rows, within)
    for name, attribute in concept.attributes.items():
        if attribute.kind == "date" and name in cells.attributes:
            cells.odd |= cells.attributes[name].low < rows.first[within]
    rows.odd[within] |= cells.odd
    return _Part(within, cells)


def _frame(rows: TableRows, part: _Part, replaced: Integers, regular: Flags) -> Frame:
    """Return the frame of one concept's rows, of regular patients only."""
    concept, value, attributes = part.cells.concept, part.cells.value, part.cells.attributes
    at: slice | Integers = part.within
    codes = rows.patients.codes[at]
    if not regular.all():
        kept = np.flatnonzero(regular[codes])
        at = kept + part.within.start
        codes = (np.cumsum(regular) - 1)[codes[kept]]
        value = value.take(kept)
        attributes = {name: cells.take(kept) for name, cells in attributes.items()}
    counts = np.bincount(codes, minlength=int(regular.sum()))
    return Frame(
        concept=concept.id,
        start=np.append(0, np.cumsum(counts)),
        first=rows.first[at],
        last=rows.last[at],
        key=rows.key[at],
        minute=rows.minute[at],
        known=rows.known[at],
        replaced=replaced[at],
        value=value,
        attributes={name: cells for name, cells in attributes.items() if not cells.missing.all()},
    )
