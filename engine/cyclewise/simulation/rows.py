"""The rows of invented patients in their final order, as the columns of an events table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.records import dataclass
from cyclewise.simulation.doses import ATTRIBUTES
from cyclewise.simulation.draft import NO_TEXT, Part
from cyclewise.simulation.drawing import dates
from cyclewise.simulation.milligrams import AMOUNT
from cyclewise.simulation.page import Said, Simulation
from cyclewise.simulation.patients import Invented
from cyclewise.simulation.plan import Flags
from cyclewise.timeline.columns import Floats, Integers
from cyclewise.timeline.event import UNDATED
from cyclewise.timeline.table_made import Coded, Days
from cyclewise.values.quantity import BARE

DEATH = "death"
_BASE = UNDATED
_SPAN = 2**32


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns that the page can fill: texts, and dates."""

    texts: tuple[str, ...]
    dates: tuple[str, ...]

    @classmethod
    def of(cls, page: Simulation) -> Columns:
        """Return the attributes that anything on a page may record, dates apart."""
        said = tuple(every_said(page))
        named = {name for each in said for name in each.attributes} | set(ATTRIBUTES)
        if page.milligrams is not None:
            named.add(AMOUNT)
        dated = {name for each in said for name in dates(each)}
        return cls(tuple(sorted(named - dated)), tuple(sorted(dated)))


def every_said(page: Simulation) -> Sequence[Said]:
    """Return everything that a page may record, but the doses."""
    found = list(page.values.values())
    for course in page.courses:
        found += [*course.last, *(each.said for each in (*course.stop, *course.end))]
    for episode in page.episodes:
        found += [*episode.shows, *(each.said for each in (*episode.begins, *episode.ends))]
    for planted in page.planted:
        found += [*planted.change, *(each.said for each in (*planted.add, *planted.corrected))]
    return [*found, *(each.said for outcome in page.outcomes for each in outcome.then)]


def columns_of(
    invented: Invented, page: Simulation, knowledge: Knowledge, names: Sequence[str]
) -> Mapping[str, Coded | Days | Floats]:
    """Return the rows of patients with these names, each patient's together and by date."""
    draft, there = invented.draft, Columns.of(page)
    concepts = tuple(dict.fromkeys(part.concept for part in draft.parts))
    gathered = _Gathered(draft.parts)
    concept = gathered.concept(concepts)
    death = concept == (concepts.index(DEATH) if DEATH in concepts else NO_TEXT)
    order = _order(gathered, invented, death, page.unsorted)
    concept = concept[order]
    units = tuple(_unit(name, knowledge) for name in concepts)
    unit = np.array([NO_TEXT if not each else at for at, each in enumerate(units)])[concept]
    number = gathered.number[order]
    columns: dict[str, Coded | Days | Floats] = {
        "patient_id": Coded(gathered.patient[order], names),
        "date": Days(gathered.day[order]),
        "known": Days(gathered.known[order]),
        "concept": Coded(concept, concepts),
        "number": number,
        "text": Coded(gathered.text[order], draft.words),
        "unit": Coded(np.where(np.isnan(number), NO_TEXT, unit), units),
    }
    for name in there.texts:
        columns[name] = Coded(gathered.attribute(name, NO_TEXT)[order], draft.words)
    for name in there.dates:
        columns[name] = Days(gathered.attribute(name, UNDATED)[order])
    columns["replaces"] = Days(gathered.replaces[order])
    return columns


class _Gathered:
    """All parts of a draft, one column each."""

    def __init__(self, parts: Sequence[Part]) -> None:
        """Put the parts one below the other."""
        self._parts = parts
        ends = np.cumsum([len(part) for part in parts])
        self._ends, self._rows = ends.tolist(), int(ends[-1])
        self.patient = np.concatenate([part.patient for part in parts])
        self.day = np.concatenate([part.day for part in parts])
        self.known = np.concatenate([part.known for part in parts])
        self.replaces = np.concatenate([part.replaces for part in parts])
        self.number = np.concatenate([part.number for part in parts])
        self.text = np.concatenate([part.text for part in parts])

    def concept(self, concepts: Sequence[str]) -> Integers:
        """Return the place of each row's concept in a list."""
        places = [concepts.index(part.concept) for part in self._parts]
        return np.repeat(np.array(places), [len(part) for part in self._parts])

    def attribute(self, name: str, otherwise: int) -> Integers:
        """Return one attribute of every row."""
        column = np.full(self._rows, otherwise, np.int64)
        for end, part in zip(self._ends, self._parts, strict=True):
            if name in part.attributes:
                column[end - len(part) : end] = part.attributes[name]
        return column


def _order(gathered: _Gathered, invented: Invented, death: Flags, unsorted: float) -> Integers:
    """Return the rows that stand, in order.

    Nothing happens to a patient after death, and what was under way is known by then.
    """
    everyone = np.arange(len(invented.found))
    died = invented.draft.first_day(DEATH, len(everyone))[gathered.patient]
    gathered.known = np.minimum(gathered.known, died)
    stands = (gathered.day < died) | (death & (gathered.day == died))
    mixed = invented.chance.uniform(everyone, "unsorted") < unsorted
    by = np.where(mixed[gathered.patient], UNDATED, gathered.day)
    order = np.argsort(gathered.patient * _SPAN + (by - _BASE), kind="stable")
    kept: Integers = order[stands[order]]
    return kept


def _unit(concept: str, knowledge: Knowledge) -> str:
    scale = knowledge.concepts[concept].scale
    return "" if scale is None or scale.unit in BARE else scale.unit
