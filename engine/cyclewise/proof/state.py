"""Every state a patient can be in, as propositions; it may hold states that no patient reaches.

A fact is cut into the regions between the limits of all criteria on it, and may be unknown. Where
a patient stands in the schedule binds the engine's own facts together. What is not bound here is
free, so what holds in all of these states holds for every patient.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import z3

from cyclewise.facts.bound import compare
from cyclewise.facts.intensity import INTENSITY_FACTS
from cyclewise.facts.phase import AFTER, BEFORE, ENDS, ON
from cyclewise.facts.program import ENGINE_FACTS, EVENT_FACTS, YES_NO_FACTS, Program
from cyclewise.logic.condition import Condition
from cyclewise.proof.course import Course
from cyclewise.proof.quantity import Quantity
from cyclewise.proof.three import Proposition, Three, constant, known, three_of
from cyclewise.protocol.criterion import Comparison, Criterion, Parameter
from cyclewise.protocol.definition import ConditionForm, ReadingForm
from cyclewise.timeline.columns import Cells
from cyclewise.values.calendar import Duration
from cyclewise.values.truth import Truth

Within = Duration | Parameter | None
Asked = tuple[str, str, str | None, Within]
"""How a fact is asked (its value, any row, the rows up or down), and since and within when."""

_FREE_NUMBERS = frozenset({"days_past_due", *INTENSITY_FACTS})


class State:
    """The propositions of one state: its place in the schedule, its facts and its conditions."""

    def __init__(self, program: Program, name: str = "") -> None:
        """Take a linked protocol; ``name`` tells two states of one question apart."""
        self.program, self.name = program, name
        self.course = Course(program.timetable, name)
        self.leaves: dict[Criterion, Three] = {}
        self.quantities: dict[Asked, Quantity] = {}
        self.fresh: dict[tuple[str, str | None], dict[int, Proposition]] = {}
        self._conditions: dict[str, Three] = {}
        self._laws: list[Proposition] = list(self.course.laws)

    @property
    def laws(self) -> list[Proposition]:
        """Return what holds in every state, of all that was asked for so far."""
        return [*self._laws, *(law for each in self.quantities.values() for law in each.laws)]

    # --- conditions -------------------------------------------------------------------------

    def truth(self, condition: Condition[Criterion]) -> Three:
        """Return the truth of a condition."""
        return three_of(condition, self.criterion)

    def condition(self, fact: str) -> Three:
        """Return the truth of a fact that is a condition."""
        if fact in YES_NO_FACTS:
            return known(self.course.due if fact == "dose_due" else self.course.open)
        if fact not in self._conditions:
            form = self.program.definitions[fact].form
            if not isinstance(form, ConditionForm):
                raise TypeError(f"{fact} is no condition.")
            self._conditions[fact] = self.truth(form.condition)
        return self._conditions[fact]

    def criterion(self, criterion: Criterion) -> Three:
        """Return the truth of a criterion."""
        graded = self.program.ladders.asked(criterion)
        if graded is not None:
            whole = Truth.MET if graded is True else Truth.NOT_MET
            return constant(whole) if isinstance(graded, bool) else self.truth(graded)
        if criterion.asks == "fact" and self.program.is_condition(criterion.subject):
            held = self.condition(criterion.subject)
            wanted = self._limits(criterion) == ("true",)
            return held if wanted else held.opposite
        if criterion not in self.leaves:
            self.leaves[criterion] = self._leaf(criterion)
        return self.leaves[criterion]

    def _leaf(self, criterion: Criterion) -> Three:
        if criterion.asks == "parameter":
            return self._parameter(criterion)
        if criterion.asks == "ever":
            return self._ever(criterion)
        if criterion.asks == "rule":  # which rules stood at a dose is told by an audit alone
            return self._free(f"{self.name}{criterion.subject} {criterion.comparison}")
        comparison = _comparison(criterion)
        if comparison.word == "recorded":
            return self._recorded(criterion)
        fact = criterion.subject
        if fact in ENGINE_FACTS and fact not in _FREE_NUMBERS:
            return self._course_number(criterion)
        bound = self.program.bound(comparison, self.program.scale(fact))
        return self._read(criterion, lambda quantity: quantity.compared(bound))

    def _limits(self, criterion: Criterion) -> tuple[str, ...]:
        return self.program.bound(_comparison(criterion), None).words

    def _parameter(self, criterion: Criterion) -> Three:
        """Return a parameter's truth; where an amendment changes it, either may be in force."""
        days = [each.day for each in self.program.protocol.amendments]
        from_days = np.array([min(days, default=0) - 1, *days], np.int64)
        found = set(self.program.questions.of_parameter(criterion)(from_days).tolist())
        if len(found) == 1:
            return constant(Truth(found.pop()))
        return known(z3.Bool(f"{self.name}parameter {criterion.subject} {criterion.comparison}"))

    # --- readings ---------------------------------------------------------------------------

    def _read(self, criterion: Criterion, compared: Callable[[Quantity], Three]) -> Three:
        """Return what is said of a fact's value: as it is, or gone where it is too old."""
        fact, since = criterion.subject, criterion.since
        within = self._within(criterion)
        form = self._reading_form(fact)
        if within is None or form is None or form.take != "latest":
            return compared(self._quantity(fact, "fact", since, within))
        now, old = (
            self._quantity(fact, "fact", since, None),
            self._quantity(fact, "too old", since, within),
        )
        return compared(now).where(self._is_fresh(fact, since, within), compared(old))

    def _within(self, criterion: Criterion) -> Within:
        form = self._reading_form(criterion.subject)
        return criterion.within or (None if form is None else form.within)

    def _reading_form(self, fact: str) -> ReadingForm | None:
        form = None if fact in ENGINE_FACTS else self.program.definitions[fact].form
        return form if isinstance(form, ReadingForm) else None

    def _is_fresh(self, fact: str, since: str | None, within: Within) -> Proposition:
        """Return that the latest result is young enough, for this limit and each longer one."""
        lengths = self.program.days(within).numbers if within is not None else ()
        longest = int(max(lengths))
        found = self.fresh.setdefault((fact, since), {})
        if longest not in found:
            mine = z3.Bool(f"{self.name}{fact} since {since} within {longest} days")
            for other, theirs in found.items() if len(lengths) == 1 else ():
                shorter, longer = (mine, theirs) if longest < other else (theirs, mine)
                self._laws.append(z3.Implies(shorter, longer))
            found[longest] = mine
        return found[longest]

    def _quantity(self, fact: str, how: str, since: str | None, within: Within) -> Quantity:
        asked = (fact, how, since, within)
        if asked not in self.quantities:
            spelt = f"{self.name}{how} {fact} since {since} within {within}"
            made = Quantity(spelt, may_be_absent=self._may_be_absent(fact))
            if how == "too old":
                made.laws.append(z3.Or(made.absent, made.missing))
            if fact in _FREE_NUMBERS:
                made.laws += [made.absent == z3.Not(self.course.left), z3.Not(made.missing)]
            self.quantities[asked] = made
        return self.quantities[asked]

    def _may_be_absent(self, fact: str) -> bool:
        form = self._reading_form(fact)
        if form is None:
            return True
        return (form.no_record or self.program.concept(fact).no_record) != "unknown"

    def _recorded(self, criterion: Criterion) -> Three:
        fact, course = criterion.subject, self.course
        if fact in ("first_dose", "last_dose"):
            there = z3.Or(
                course.phase[ON], z3.And(course.phase[AFTER], z3.Bool(f"{self.name}was treated"))
            )
        else:
            spelt = f"{self.name}{fact} recorded since {criterion.since} within {criterion.within}"
            there = z3.Bool(spelt)
        if fact in EVENT_FACTS:
            self._laws.append(z3.Implies(there, z3.Not(course.phase[BEFORE])))
        if fact in ENDS:
            self._laws.append(z3.Implies(there, course.phase[AFTER]))
        return known(there) if self._limits(criterion) == ("true",) else known(z3.Not(there))

    def _ever(self, criterion: Criterion) -> Three:
        """Return whether any row is so: of rows above a limit, the highest row decides."""
        fact, since, within = criterion.subject, criterion.since, criterion.within
        comparison = criterion.comparison
        word = "any" if comparison is None else comparison.word
        how = {"at_least": "highest", "above": "highest", "at_most": "lowest", "below": "lowest"}
        if comparison is None or word not in how:
            spelt = f"{self.name}ever {fact} {comparison} since {since} within {within}"
            truth = self._free(spelt)
        else:
            bound = self.program.bound(comparison, self.program.scale(fact))
            truth = self._extreme(fact, how[word], since, within).compared(bound)
        if since in EVENT_FACTS:  # before the first dose nothing came after it
            self._laws.append(z3.Implies(self.course.phase[BEFORE], z3.Not(truth.possible)))
        return truth

    def _free(self, name: str) -> Three:
        """Return a truth that nothing binds."""
        truth = Three(z3.Bool(f"{name}, surely"), z3.Bool(f"{name}, possibly"))
        self._laws.append(z3.Implies(truth.sure, truth.possible))
        return truth

    def _extreme(self, fact: str, how: str, since: str | None, within: Within) -> Quantity:
        """Return the highest or lowest row; no row at all is not met, and so it is absent."""
        asked = (fact, how, since, within)
        if asked not in self.quantities:
            spelt = f"{self.name}{how} {fact} since {since} within {within}"
            self.quantities[asked] = Quantity(spelt)
        return self.quantities[asked]

    def _course_number(self, criterion: Criterion) -> Three:
        """Return whether a number that follows from the schedule compares; none does not."""
        number = self.course.number(criterion.subject)
        bound = self.program.bound(_comparison(criterion), self.program.scale(criterion.subject))
        today = np.zeros(1, np.int64)

        def holds(slot: int, opened: bool) -> bool:  # noqa: FBT001 - what the number follows from
            found = number(slot, opened)
            if found is None:
                return False
            cells = Cells(np.array([found]), np.array([found]), today)
            return bool(compare(cells, bound, today)[0] == Truth.MET)

        return known(self.course.where(holds))


def _comparison(criterion: Criterion) -> Comparison:
    if criterion.comparison is None:
        raise ValueError(f"A criterion on {criterion.subject} compares nothing.")
    return criterion.comparison
