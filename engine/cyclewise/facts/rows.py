"""The rows a reading reads: a concept's visible rows, narrowed step by step as its page says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cyclewise.facts.age import Limit
from cyclewise.facts.bound import compare, grouped
from cyclewise.facts.point import Points
from cyclewise.facts.program import Program
from cyclewise.facts.reading import Reading
from cyclewise.facts.sight import Sight, every, some
from cyclewise.knowledge.concept import Concept
from cyclewise.logic.condition import Truths
from cyclewise.protocol.definition import VALUE, Preference, ReadingForm, RowCondition
from cyclewise.records import dataclass
from cyclewise.timeline.columns import NEVER, Cells, Integers, day_of
from cyclewise.values import truth
from cyclewise.values.exact import ratio
from cyclewise.values.truth import MET, NOT_MET, UNKNOWN

_SHARE = 8
"""Of fewer rows than one in so many ratios are worked out for themselves."""
_NOTHING = Cells(np.zeros(0), np.zeros(0), np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True)
class Rows:
    """Visible rows of a concept at many points, being narrowed."""

    program: Program
    concept: Concept
    points: Points
    sight: Sight

    def narrowed(self, form: ReadingForm, reading: Callable[[str], Reading]) -> Rows:
        """Return the rows after the steps of one reading.

        ``reading`` gives that of another fact, for the steps that count from its event. They come
        last here: what each row says of itself and when it happened may be asked in either order,
        and mostly the first leaves none.
        """
        rows = self
        if form.drop is not None:
            rows = rows.keep(rows.truth(form.drop) != MET)
        if form.one_a_day:
            rows = rows.one_a_day(form.one_a_day)
        if form.latest_of_each:
            rows = rows.keep(rows.sight.latest_of_each(rows.cells(VALUE).word))
        if form.over_at is not None:
            rows = rows.not_over(form.over_at)
        if form.where is not None:
            rows = rows.where(rows.truth(form.where))
        if form.shown is not None:
            rows = rows.keep(rows.truth(form.shown) == MET)
        return rows.by_events(form, reading) if len(rows.sight) else rows

    def by_events(self, form: ReadingForm, reading: Callable[[str], Reading]) -> Rows:
        """Return the rows after the steps that count from the events of other facts."""
        rows = self
        for fact, otherwise in ((form.since, False), (form.cleared_by, True)):
            if fact is not None:
                rows = rows.since(reading(fact), otherwise=otherwise)
        if form.until is not None:
            rows = rows.until(reading(form.until))
        if form.same_day_as is not None:
            rows = rows.on_day_of(reading(form.same_day_as))
        return rows

    def undropped(self, steps: Sequence[ReadingForm]) -> Sight:
        """Return the rows that no step drops for what they are, whenever they happened."""
        rows = self
        for step in steps if len(self.sight) else ():
            if step.drop is not None:
                rows = rows.keep(rows.truth(step.drop) != MET)
        return rows.sight

    def at(self, entry: Integers) -> Rows:
        """Return one row a point, given as an entry."""
        sight = self.sight
        point, row, maybe = np.arange(len(entry)), sight.row[entry], sight.maybe[entry]
        return self.seeing(Sight(sight.frame, sight.points, point, row, maybe))

    def keep(self, kept: npt.NDArray[np.bool_]) -> Rows:
        """Keep some of the rows."""
        return self if every(kept) else self.seeing(self.sight.where(kept))

    def doubting(self, doubtful: npt.NDArray[np.bool_]) -> Rows:
        """Return the same rows with more of them in doubt."""
        return self.seeing(self.sight.doubting(doubtful)) if some(doubtful) else self

    def seeing(self, sight: Sight) -> Rows:
        """Return other rows of the same concept at the same points."""
        return Rows(self.program, self.concept, self.points, sight)

    def where(self, truths: Truths) -> Rows:
        """Keep the rows of which something is not denied; what is unknown makes them doubtful."""
        return self.doubting(truths == UNKNOWN).keep(truths != NOT_MET)

    def not_over(self, attribute: str) -> Rows:
        """Keep what had not ended by the day up to which each point sees."""
        end = self.cells(attribute).low
        return self.keep(~(end <= day_of(self.points.key)[self.sight.point]))

    def since(self, anchor: Reading, *, otherwise: bool) -> Rows:
        """Keep rows after another fact's event; where it has none keep all or nothing."""
        first, last = _days(anchor)
        after = self.sight.since(anchor.key, first, last)
        if otherwise:
            return self.seeing(after)
        return self.seeing(after.where((anchor.key >= 0)[after.point]))

    def until(self, anchor: Reading) -> Rows:
        """Keep rows up to the day of another fact's event; where it has none keep all."""
        first, last = (np.where(anchor.key >= 0, day, NEVER) for day in _days(anchor))
        return self.seeing(self.sight.until(first, last))

    def on_day_of(self, anchor: Reading) -> Rows:
        """Keep rows of the day of another fact's event; where it has none keep nothing."""
        there = (anchor.key >= 0)[self.sight.point]
        return self.seeing(self.sight.where(there).on_day(*_days(anchor)))

    def one_a_day(self, preferences: tuple[Preference, ...]) -> Rows:
        """Keep the row of each day that the preferences put first."""
        sight = self.sight
        day = sight.frame.first[sight.row]
        if not some((sight.point[1:] == sight.point[:-1]) & (day[1:] == day[:-1])):
            return self
        keys = [self._rank(each) for each in preferences]
        order = np.lexsort((*reversed(keys), day, sight.point))
        point, dated = sight.point[order], day[order]
        fresh = np.ones(len(order), bool)
        fresh[1:] = (point[1:] != point[:-1]) | (dated[1:] != dated[:-1])
        kept = np.zeros(len(order), bool)
        kept[order[fresh]] = True
        return self.keep(kept)

    def _rank(self, preference: Preference) -> npt.NDArray[np.float64]:
        """Return a number for each row, the least of which is preferred."""
        cells = self.cells(preference.of)
        if preference.words:
            place = {word: float(i) for i, word in enumerate(preference.words)}
            ranks = np.array([place.get(word, len(place)) for word in cells.words], float)
            return ranks[cells.word]
        size = -cells.low if preference.highest_first else cells.high
        return np.where(np.isnan(size), np.inf, size)

    def cells(self, column: str) -> Cells:
        """Return a column of these rows, with what no record means filled in."""
        return self._filled(column, self._column(column).take(self.sight.row))

    def _column(self, column: str) -> Cells:
        """Return a column of every row of the frame, as it is recorded."""
        return self.sight.frame.value if column == VALUE else self.sight.frame.cells(column)

    def _filled(self, column: str, cells: Cells) -> Cells:
        """Return cells of a column with what no record means filled in."""
        if column == VALUE:
            return cells
        presumed = self.concept.attributes[column].without_record
        return cells if presumed is None else _filled(cells, presumed.low, presumed.word)

    def may_presume(self, column: str) -> bool:
        """Return whether a column that is not recorded is presumed to be something."""
        return column != VALUE and self.concept.attributes[column].presumed

    def presumed(self, column: str) -> npt.NDArray[np.bool_]:
        """Return the rows whose column was not recorded."""
        return self.sight.frame.cells(column).take(self.sight.row).missing

    def measured(self, form: ReadingForm) -> Measured:
        """Return the rows with what a reading reads from each."""
        return Measured(self, form)

    def read(self, form: ReadingForm) -> Cells:
        """Return what a reading reads from each row; nothing from a doubtful one."""
        if not len(self.sight):
            return _NOTHING
        if form.over is None:
            return _blanked(self.cells(form.value), self.sight.maybe)
        return _blanked(self._ratios(form.value, form.over), self.sight.maybe)

    def _ratios(self, of: str, to: str) -> Cells:
        """Return one column as multiples of another.

        They do not hang on the point, so that of many rows they are worked out once for all.
        """
        frame = self.sight.frame
        found = frame.ratios.get((of, to))
        if found is None:
            if len(self.sight) < len(frame) / _SHARE:
                return _ratio(self.cells(of), self.cells(to))
            both = (self._filled(column, self._column(column)) for column in (of, to))
            found = frame.ratios[of, to] = _ratio(*both)
        return found.take(self.sight.row)

    def truth(self, condition: RowCondition) -> Truths:
        """Return for each row whether a row condition holds."""
        found = []
        for column, comparison in condition.parts:
            cells = self.cells(column)
            if comparison.word == "in_group":
                (group,) = self.program.bound(comparison, None).words
                terms = self.concept.terms
                listed = frozenset(word for words in terms.values() for word in words)
                found.append(grouped(cells, frozenset(terms.get(group, ())), listed, group))
                continue
            bound = self.program.bound(comparison, Program.column_scale(self.concept, column))
            found.append(compare(cells, bound, self.points.day[self.sight.point]))
        return truth.both(*found)


@dataclass(frozen=True)
class Measured:
    """Rows with what a reading reads from each of them."""

    rows: Rows
    form: ReadingForm

    @cached_property
    def cells(self) -> Cells:
        """Return what is read from each row, worked out when first asked for."""
        return self.rows.read(self.form)

    def young(self, limit: Limit) -> Measured:
        """Keep rows no older than a limit; where a date is too coarse to tell, in doubt."""
        rows, sight = self.rows, self.rows.sight
        old, unclear = limit.exceeded(sight.frame, sight.row, sight.point, rows.points.day)
        return Measured(rows.doubting(unclear).keep(~old), self.form)


def _days(anchor: Reading) -> tuple[Integers, Integers]:
    """Return the first and the last day on which each point's anchor may lie."""
    if anchor.frame is None or not len(anchor.frame):
        day = day_of(anchor.key)
        return day, day
    row, none = np.maximum(anchor.row, 0), anchor.key < 0
    first, last = anchor.frame.first[row], anchor.frame.last[row]
    return np.where(none, -NEVER, first), np.where(none, -NEVER, last)


def _ratio(of: Cells, to: Cells) -> Cells:
    low = high = ratio(of.low, to.high)
    if not (of.exact and to.exact):
        high = ratio(of.high, to.low)
    return _blanked(Cells(low, high, of.word * 0), np.isnan(low) | np.isnan(high))


def _blanked(cells: Cells, doubtful: npt.NDArray[np.bool_]) -> Cells:
    """Return cells without what is in doubt."""
    if not some(doubtful):
        return cells
    low, high = cells.ends(lambda end: np.where(doubtful, np.nan, end))
    return Cells(low, high, np.where(doubtful, 0, cells.word), cells.words)


def _filled(cells: Cells, number: float, word: str) -> Cells:
    """Return cells with every missing one filled."""
    gap = cells.missing
    if not some(gap):
        return cells
    words = cells.words if word in cells.words else (*cells.words, word)
    low, high = cells.ends(lambda end: np.where(gap, number, end))
    return Cells(low, high, np.where(gap, words.index(word), cells.word), words)
