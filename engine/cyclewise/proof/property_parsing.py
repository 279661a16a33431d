"""Properties as they stand in YAML beside the rules; every fault is told with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from cyclewise.documents.form import Form
from cyclewise.documents.problem import Problems, suggestion
from cyclewise.documents.yamlfile import Node, Scalar, Sequence, read_yaml
from cyclewise.facts.linking import link
from cyclewise.facts.program import Program
from cyclewise.logic.condition import Condition
from cyclewise.proof.property import GENERAL, Always, Monotone, Never, Property, Worse
from cyclewise.protocol.condition_parsing import NOTHING, read_condition
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.rule import ACTIONS, ALERT, PHASES, Phase, Rule

ORDER = (
    "id",
    "title",
    "never",
    "always",
    "phases",
    "when",
    "while",
    "or_unknown",
    "worse",
    "is",
)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FORMS = ("never", "always", "worse")
_DIRECTIONS: tuple[Worse, ...] = ("higher", "lower")


def read_properties(files: Iterable[Path], program: Program) -> tuple[Property, ...]:
    """Return the properties of some files, after those that hold of every protocol.

    Raises BadInput with the problems of all files.
    """
    notes, found = Notes(Problems()), list(GENERAL)
    for file in files:
        label = f"{file.parent.name}/{file.name}"
        form = Form(read_yaml(file).root, notes.problems, "a file of properties")
        found += [
            _Reader(node, notes, program).property(label) for node in form.items("properties")
        ]
        form.close()
    _refuse_repeated(found, notes)
    _refuse_undeclared(program, notes)
    notes.problems.raise_if_any()
    _link_conditions(found, program)
    return tuple(found)


class _Reader:
    """Reads one property."""

    def __init__(self, node: Node, notes: Notes, program: Program) -> None:
        self.form = Form(node, notes.problems, "a property", ORDER)
        self.node, self.notes, self.program = node, notes, program

    def property(self, label: str) -> Property:
        """Return the property; its faults go to the notes."""
        form, name = self.form, self.form.text("id")
        if name and not _ID.fullmatch(name):
            self.problem(
                "id", f"“{name}” is no id of a property.", "Write it like no-dose-while-held."
            )
        title = form.text("title")
        found = [each for each in _FORMS if form.node(each) is not None]
        if len(found) != 1:
            self.problem(
                "id", "A property claims one thing.", "Write “never”, “always” or “worse”."
            )
        claims = self.claims(found[0] if found else _FORMS[0])
        form.close()
        return Property(name, title, claims, label, self.node)

    def claims(self, kind: str) -> Never | Always | Monotone:
        """Return what a property of one of the three kinds claims."""
        if kind == "always":
            return self.always()
        return self.worse() if kind == "worse" else self.never()

    def problem(self, key: str, message: str, remedy: str) -> None:
        """Note a problem at a key."""
        self.notes.problems.add(self.form.where(key), message, remedy)

    def never(self) -> Never:
        """Return that an action is never the answer."""
        action, phases, asked = self.form.word("never", ACTIONS), self.phases(), self.asked()
        when = self.condition()
        or_unknown = self.form.flag("or_unknown", default=False)
        if (when is None) == (not asked):
            self.problem(
                "never",
                "“never” needs to know where: one of “when” and “while”.",
                "Write “when” with a condition, or “while” with the actions that rules ask for.",
            )
        return Never(action, when, asked, or_unknown, phases)

    def asked(self) -> tuple[str, ...]:
        """Return the actions under ``while``."""
        node = self.form.node("while")
        if node is None:
            return ()
        texts = self.form.texts("while") if isinstance(node, Sequence) else ()
        if isinstance(node, Scalar):
            texts = (self.form.word("while", ACTIONS),)
        for text in texts:
            if text not in ACTIONS:
                near = suggestion(text, ACTIONS) or f"There are: {', '.join(ACTIONS)}."
                self.problem("while", f"“{text}” is no action.", near)
        return tuple(texts)

    def condition(self) -> Condition[Criterion] | None:
        """Return the condition under ``when``, None where there is none."""
        node = self.form.node("when")
        return None if node is None else read_condition(node, self.notes)

    def always(self) -> Always:
        """Return that an action is the answer wherever a condition is met."""
        action, phases = self.form.word("always", ACTIONS), self.phases()
        when = self.form.required("when")
        read = NOTHING if when is None else read_condition(when, self.notes)
        return Always(action, read, phases)

    def phases(self) -> tuple[Phase, ...]:
        """Return the phases a property is claimed of: all of them where none is named."""
        named = self.form.texts("phases")
        for text in named:
            if text not in PHASES:
                near = suggestion(text, PHASES) or f"There are: {', '.join(PHASES)}."
                self.problem("phases", f"“{text}” is no phase.", near)
        return tuple(phase for phase in PHASES if phase in named or not named)

    def worse(self) -> Monotone:
        """Return that worse values of facts never make the answer more permissive."""
        facts = self.form.texts("worse")
        for fact in facts:
            if fact not in self.program.definitions:
                near = suggestion(fact, self.program.definitions)
                self.problem(
                    "worse", f"Unknown fact “{fact}”.", near or "Name a fact with a number."
                )
            elif self.program.scale(fact) is None:
                self.problem("worse", f"“{fact}” has no number.", "Name a fact with a number.")
        return Monotone(facts, self.form.word("is", _DIRECTIONS))  # type: ignore[arg-type]


def _refuse_repeated(found: list[Property], notes: Notes) -> None:
    """Refuse two properties of one id, and a fact for which both directions are worse."""
    seen: dict[str, Property] = {}
    worse: dict[str, str] = {}
    for each in found:
        if each.id in seen and each.place is not None:
            notes.problems.add(
                each.place, f"Another property is also “{each.id}”.", "Give each an id of its own."
            )
        seen.setdefault(each.id, each)
        for fact in each.claims.facts if isinstance(each.claims, Monotone) else ():
            direction = each.claims.worse  # type: ignore[union-attr]
            if worse.setdefault(fact, direction) != direction and each.place is not None:
                notes.problems.add(
                    each.place,
                    f"Two properties contradict each other: a {fact} that is higher is worse, "
                    "and so is a lower one.",
                    "Keep the one that is meant.",
                )


def _refuse_undeclared(program: Program, notes: Notes) -> None:
    for mention in notes.parameters:
        if mention.name not in program.protocol.parameters:
            near = suggestion(mention.name, program.protocol.parameters)
            notes.problems.add(
                mention.place, f"Unknown parameter “{mention.name}”.", near or "Declare it first."
            )


def _link_conditions(found: Iterable[Property], program: Program) -> None:
    """Check the names and units in the conditions as those of rules are checked."""
    rules = [
        Rule(
            id=each.id,
            title=each.title,
            status="draft",
            phases=PHASES,
            condition=each.claims.when,
            requirement=False,
            action=ALERT,
            summary="",
            urgency="routine",
            place=each.place,
        )
        for each in found
        if isinstance(each.claims, Never | Always) and each.claims.when is not None
    ]
    protocol = program.protocol
    link(replace(protocol, rules=(*protocol.rules, *rules)), program.knowledge)
