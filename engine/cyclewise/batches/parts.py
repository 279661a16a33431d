"""A cohort, wherever it lies, as the parts that each worker is given, and each part as columns."""

from __future__ import annotations

from pathlib import Path

from cyclewise.batches.chunks import chunks
from cyclewise.batches.workers import Work
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.timeline.columns import Columns
from cyclewise.timeline.table_columns import Loaded, columns_from_table
from cyclewise.timeline.table_file import ROWS, read_stretch, stretches


def parts_of(cohort: Columns | Path, knowledge: Knowledge) -> list[Work]:
    """Return the parts of a cohort: of columns, or of an events table's file.

    Raises BadInput where the file as a whole cannot be read.
    """
    if isinstance(cohort, Columns):
        return list(chunks(cohort))
    return list(stretches(cohort, knowledge, rows=ROWS))


def read_part(part: Work, knowledge: Knowledge) -> Loaded:
    """Return a part as columns, with the patients whose rows are wrong set aside."""
    if isinstance(part, Columns):
        return Loaded(part)
    return columns_from_table(read_stretch(part, knowledge), knowledge)
