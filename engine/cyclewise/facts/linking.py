"""Linking: finding every fact, concept and unit that a protocol names, or saying where not."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from cyclewise.documents.problem import Problems, suggestion
from cyclewise.documents.yamlfile import Node
from cyclewise.facts.deviation_checks import check_deviations, given_to, given_words
from cyclewise.facts.drawn_checks import check_drawn
from cyclewise.facts.form_checks import check_forms
from cyclewise.facts.grade_checks import check_grades
from cyclewise.facts.page_facts import check_anchors
from cyclewise.facts.pages import check_pages
from cyclewise.facts.program import ENGINE_FACTS, Program
from cyclewise.knowledge.concept import Concept
from cyclewise.knowledge.knowledgebase import Knowledge
from cyclewise.logic.condition import criteria
from cyclewise.protocol.criterion import Comparison, Criterion, Literally, Parameter
from cyclewise.protocol.definition import (
    VALUE,
    ArithmeticForm,
    Definition,
    ReadingForm,
    RowCondition,
)
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.uses import conditions_of
from cyclewise.values.quantity import Scale, UnitMismatch

_EITHER = ("true", "false")
_ABSENT = "absent"


def link(protocol: Protocol, knowledge: Knowledge) -> Program:
    """Return a protocol ready to run; raise ``BadInput`` with every name or unit that is wrong."""
    program = Program(protocol, knowledge)
    problems = Problems()
    linker = _Linker(program, problems)
    linker.check_definitions()
    check_pages(program, linker.facts, problems)
    problems.raise_if_any()
    linker.check_no_ring()
    problems.raise_if_any()
    check_drawn(program, problems)
    check_anchors(program, problems)
    check_forms(program, problems)
    linker.check_conditions()
    check_deviations(program, _Linker(program, problems, audit=True).check_criterion, problems)
    problems.raise_if_any()
    return program


class _Linker:
    """Checks the names and units of one program."""

    def __init__(self, program: Program, problems: Problems, *, audit: bool = False) -> None:
        self.program = program
        self.problems = problems
        written = (name for name in program.definitions if program.ladders.rung(name) is None)
        given = () if audit else given_to(program)
        self.facts = {*written, *ENGINE_FACTS}.difference(given)

    # --- names ------------------------------------------------------------------------------

    def check_definitions(self) -> None:
        """Every fact, concept and attribute a definition names exists."""
        for definition in self.program.protocol.definitions.values():
            for fact in self.program.inputs(definition.id):
                self._fact(fact, definition.place)
            if isinstance(definition.form, ReadingForm):
                self._reading(definition, definition.form)

    def _fact(self, fact: str, place: Node | None) -> bool:
        if fact in self.facts:
            return True
        self._add(place, f"Unknown fact “{fact}”.", suggestion(fact, self.facts))
        return False

    def _add(self, place: Node | None, message: str, remedy: str) -> None:
        if place is None:
            raise ValueError(message)
        self.problems.add(place, message, remedy)

    def _reading(self, definition: Definition, form: ReadingForm) -> None:
        if form.read in ENGINE_FACTS or not isinstance(
            self.program.definitions.get(form.read, definition).form, ReadingForm
        ):
            self._add(
                definition.place,
                f"“{form.read}” cannot be read: it is no concept and no reading.",
                "Read a concept, or a fact that itself has `read:`.",
            )
            return
        if form.read == definition.id and definition.id not in self.program.knowledge.concepts:
            self._add(
                definition.place,
                f"“{definition.id}” reads itself, and there is no concept of that name.",
                "Name the concept it reads.",
            )
            return
        if form.read in self.facts:
            self._columns(definition, form)

    def _columns(self, definition: Definition, form: ReadingForm) -> None:
        concept = self.program.concept(definition.id)
        conditions = [each for each in (form.drop, form.where, form.shown) if each is not None]
        named = [form.value, *(preference.of for preference in form.one_a_day)]
        named += [each for each in (form.over, form.over_at) if each is not None]
        named += [column for condition in conditions for column, _ in condition.parts]
        known = [column for column in named if self._column(concept, column, definition.place)]
        if len(known) == len(named):
            for condition in conditions:
                self._row_condition(concept, condition, definition.place)

    def _column(self, concept: Concept, column: str, place: Node | None) -> bool:
        if column == VALUE or column in concept.attributes:
            return True
        remedy = suggestion(column, concept.attributes) or (
            f"It has: {', '.join([VALUE, *concept.attributes])}."
        )
        self._add(place, f"{concept.title} has no attribute “{column}”.", remedy)
        return False

    def _row_condition(self, concept: Concept, condition: RowCondition, place: Node | None) -> None:
        for column, comparison in condition.parts:
            if comparison.word == "in_group":
                self._group(concept, comparison, place)
                continue
            scale, words = Program.column_scale(concept, column), _column_words(concept, column)
            self._judged(column, comparison, scale, words, place)

    def _group(self, concept: Concept, comparison: Comparison, place: Node | None) -> None:
        group = self.program.bound(comparison, None).words[0]
        groups = [*concept.terms, "unlisted"]
        if group not in groups:
            remedy = suggestion(group, groups) or f"There are: {', '.join(groups)}."
            self._add(place, f"{concept.title} has no group “{group}”.", remedy)

    def check_no_ring(self) -> None:
        """No fact is made of itself."""
        graph = {name: self.program.inputs(name) for name in self.program.protocol.definitions}
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as ring:
            names: list[str] = ring.args[1]
            definition = next(
                self.program.protocol.definitions[name]
                for name in names
                if name in self.program.protocol.definitions
            )
            self._add(
                definition.place,
                f"These facts are made of one another: {' → '.join(reversed(names))}.",
                "Break the ring: one of them must be read from events alone.",
            )

    # --- criteria ---------------------------------------------------------------------------

    def check_conditions(self) -> None:
        """Every criterion compares a fact that exists with a limit in its own unit."""
        for condition in conditions_of(self.program.protocol):
            for criterion in criteria(condition):
                self.check_criterion(criterion)
        for definition in self.program.protocol.definitions.values():
            if isinstance(definition.form, ArithmeticForm) and definition.form.none_yet_value:
                comparison = Comparison("is", (definition.form.none_yet_value,))
                scale = self.program.scale(definition.id)
                self._judged(definition.id, comparison, scale, (), definition.place)

    def check_criterion(self, criterion: Criterion) -> None:
        """Refuse a criterion on no fact that exists, or with a limit not in its unit."""
        if criterion.asks == "rule":
            message = "Only a deviation's page may ask how a rule stands."
            self._add(criterion.place, message, "Ask for the facts that the rule asks for.")
            return
        if criterion.asks == "parameter" or not self._fact(criterion.subject, criterion.place):
            return
        if criterion.since is not None and not self._fact(criterion.since, criterion.place):
            return
        if criterion.asks == "ever" and criterion.subject not in self.program.chains:
            self._add(
                criterion.place,
                f"“ever” needs a reading, and {criterion.subject} is none.",
                "Use `fact:`, or name a fact that is read from events.",
            )
            return
        grades = self.program.ladders.grades(criterion.subject)
        if self.program.is_condition(criterion.subject):
            self._yes_or_no(criterion)
        elif grades is not None and not (criterion.within or criterion.since):
            check_grades(self.program, criterion, grades, self.problems)
        elif criterion.subject not in self.program.chains and (criterion.within or criterion.since):
            self._add(
                criterion.place,
                f"{criterion.subject} is computed, so “within” and “since” say nothing of it.",
                "Say them in the readings it is computed from.",
            )
        elif criterion.comparison is not None:
            self._comparison(criterion, criterion.comparison)

    def _yes_or_no(self, criterion: Criterion) -> None:
        comparison = criterion.comparison
        limit = comparison.limits[0] if comparison else None
        plain = isinstance(limit, Literally) and limit.text in _EITHER
        bare = criterion.within is None and criterion.since is None
        if comparison is None or comparison.word != "is" or not plain or not bare:
            self._add(
                criterion.place,
                f"{criterion.subject} is met or not met and has no value to compare.",
                "Write `is: true` or `is: false`, and nothing else.",
            )

    def _comparison(self, criterion: Criterion, comparison: Comparison) -> None:
        if comparison.word == "recorded":
            return
        fact, scale = criterion.subject, self.program.scale(criterion.subject)
        self._judged(fact, comparison, scale, self._words(fact), criterion.place)

    def _judged(
        self,
        name: str,
        comparison: Comparison,
        scale: Scale | None,
        words: tuple[str, ...],
        place: Node | None,
    ) -> None:
        """Check what a fact or an attribute is compared with: numbers, or words it may be."""
        if scale is None or self._all_words(comparison, words):
            self._words_known(name, comparison, words, place)
        elif self._limits(comparison, scale, place):
            remedy = f"Write a number with its unit{', or ' if words else ''}{', '.join(words)}."
            for word in self.program.bound(comparison, scale).words:
                if word not in words:
                    self._add(
                        place, f"{name} is never “{word}”.", suggestion(word, words) or remedy
                    )

    def _all_words(self, comparison: Comparison, words: tuple[str, ...]) -> bool:
        found = self.program.bound(comparison, None).words
        return comparison.word in ("is", "one_of") and all(word in words for word in found)

    def _words(self, fact: str) -> tuple[str, ...]:
        """Return the words a fact's value may be; empty where any word may."""
        if fact not in self.program.chains:
            return given_words(self.program, fact)
        concept, form = self.program.concept(fact), self.program.chains[fact].last
        if form.take in ("count", "total"):
            return ()
        extreme = form.take in ("highest", "lowest")  # of several rows, so it is no row's word
        found = () if form.over or extreme else _column_words(concept, form.value)
        any_word = not found and self.program.scale(fact) is None
        no_record = form.no_record or concept.no_record
        return found if no_record == "unknown" or any_word else (*found, _ABSENT)

    def _words_known(
        self, name: str, comparison: Comparison, words: tuple[str, ...], place: Node | None
    ) -> None:
        if comparison.word not in ("is", "one_of"):
            self._add(
                place,
                f"{name} is a word, which `{comparison.word}` cannot compare.",
                "Use `is:` or `one_of:`.",
            )
            return
        for word in self.program.bound(comparison, None).words:
            if words and word not in words:
                remedy = suggestion(word, words) or f"It may be: {', '.join(words)}."
                self._add(place, f"{name} is never “{word}”.", remedy)

    def _limits(self, comparison: Comparison, scale: Scale | None, place: Node | None) -> bool:
        """Check that every limit converts to the fact's unit; return whether words remain."""
        try:
            bound = self.program.bound(comparison, scale)
        except UnitMismatch as mismatch:
            self._add(place, str(mismatch), "Write the limit in one of these units.")
            return False
        if bound.numbers or comparison.word in ("is", "one_of"):
            return not bound.numbers
        self._add(
            place,
            f"“{self._spelt(comparison)}” is no number, and `{comparison.word}` needs one.",
            "Write a number with its unit.",
        )
        return False

    @staticmethod
    def _spelt(comparison: Comparison) -> str:
        limits = comparison.limits
        return ", ".join(each.name if isinstance(each, Parameter) else each.text for each in limits)


def _column_words(concept: Concept, column: str) -> tuple[str, ...]:
    """Return the words an event's value or attribute may be; empty where any word may."""
    if column == VALUE:
        return tuple(concept.values) or tuple(concept.words)
    attribute = concept.attributes[column]
    return _EITHER if attribute.kind == "flag" else tuple(attribute.values)
