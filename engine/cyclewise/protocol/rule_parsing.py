"""A rule's page in YAML becomes a rule."""

from __future__ import annotations

import re
from dataclasses import replace

from cyclewise.documents.form import Form
from cyclewise.documents.problem import suggestion
from cyclewise.documents.yamlfile import Document, Mapping, Node, Sequence
from cyclewise.logic.condition import Both, Condition, Negation
from cyclewise.protocol.condition_parsing import NOTHING, read_condition
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.expectation_parsing import EXPECT_ORDER, read_expectation
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.rule import (
    ACTIONS,
    ALERT,
    ALWAYS,
    EXPECT,
    PHASES,
    URGENCIES,
    Citation,
    Phase,
    Rule,
    Urgency,
)
from cyclewise.protocol.support_parsing import read_assumptions, read_citations

RULE_ORDER = (
    "id",
    "title",
    "status",
    "phases",
    "at",
    "asks",
    "when",
    "requires",
    "unless",
    "then",
    "otherwise",
    "summary",
    "until",
    "urgency",
    "rationale",
    "sources",
    "assumptions",
    "limits",
    "reviews",
)
"""The order of a rule's keys: what, when it applies, the condition, what follows, why."""

STATUSES = ("draft", "reviewed")
DOSE_DUE = "dose due"
INELIGIBLE = "ineligible"
ID = re.compile(r"[A-Z]{3}-\d{3}")


def read_rule(document: Document, family: str, label: str, notes: Notes) -> Rule:
    """Return the rule of a file; its faults go to the notes."""
    root = document.root
    expects = isinstance(root, Mapping) and root.get("expect") is not None
    what, order = ("a rule with “expect”", EXPECT_ORDER) if expects else ("a rule", RULE_ORDER)
    page = _Page(Form(root, notes.problems, what, order), root, notes)
    return page.expecting(family, label) if expects else page.asking(family, label)


def read_id(form: Form, notes: Notes) -> str:
    """Return the id of a rule or a schedule, such as HLD-002."""
    name = form.text("id")
    place = form.node("id")
    if place is not None and name and not ID.fullmatch(name):
        notes.problems.add(
            place,
            f"“{name}” has not the shape of a rule's id.",
            "Write three capitals, a hyphen and three digits, such as HLD-002.",
        )
    return name


class _Page:
    """One rule's page while it is being read."""

    def __init__(self, form: Form, root: Node, notes: Notes) -> None:
        self.form, self.root, self.notes = form, root, notes

    def asking(self, family: str, label: str) -> Rule:
        """Read a rule from whose condition an action or an alert follows."""
        form, shared = self.form, self.shared(family, label)
        at = form.word("at", (DOSE_DUE,), default="")
        asks = form.word("asks", (DOSE_DUE,), default="")
        self.refuse_both_at_and_asks()
        requirement, condition, unless = self.condition()
        rule = replace(
            shared,
            condition=condition,
            requirement=requirement,
            action=self.action(requirement=requirement),
            until=self.part("until"),
            urgency=self.urgency(requirement=requirement),
            at_dose_due=bool(at),
            asks_dose_due=bool(asks),
            unless=unless,
        )
        form.close()
        return rule

    def expecting(self, family: str, label: str) -> Rule:
        """Read a rule that expects something to be done."""
        rule = replace(
            self.shared(family, label),
            condition=self.part("when") or ALWAYS,
            urgency=self.urgency(requirement=False),
            expectation=read_expectation(self.form, self.notes),
        )
        self.form.close()
        return rule

    def shared(self, family: str, label: str) -> Rule:
        """Read the keys that every rule has, as a rule that as yet expects nothing."""
        form = self.form
        return Rule(
            id=read_id(form, self.notes),
            title=form.text("title"),
            status=form.word("status", STATUSES),
            phases=self.phases(),
            condition=ALWAYS,
            requirement=False,
            action=EXPECT,
            summary=form.text("summary"),
            urgency="routine",
            rationale=form.text("rationale", default=""),
            sources=self.sources(),
            assumptions=read_assumptions(form, self.notes),
            limits=form.texts("limits"),
            reviews=form.texts("reviews"),
            label=label,
            family=family,
            place=self.root,
        )

    def add(self, key: str, message: str, remedy: str) -> None:
        """Note a problem at a key's value, or at the page if the key is not there."""
        self.notes.problems.add(self.form.where(key), message, remedy)

    def phases(self) -> tuple[Phase, ...]:
        """Return the phases in which the rule applies, at least one."""
        self.form.required("phases")
        words = self.form.texts("phases")
        written = self.form.node("phases")
        if isinstance(written, Sequence) and not written.items:
            self.add("phases", "This rule applies in no phase.", "List before, on or after.")
        for word, item in zip(words, self.form.items("phases"), strict=False):
            if word not in PHASES:
                near = suggestion(word, PHASES) or "The phases are before, on and after."
                self.notes.problems.add(item, f"There is no phase “{word}”.", near)
        return tuple(phase for phase in PHASES if phase in words)

    def refuse_both_at_and_asks(self) -> None:
        """``at`` silences the rule on other days; ``asks`` only its questions."""
        if self.form.node("at") is not None and self.form.node("asks") is not None:
            self.add(
                "asks",
                "This rule has both “at” and “asks”.",
                "Keep “at” if it applies only when a dose is due; "
                "keep “asks” if it always applies and only its questions wait.",
            )

    def condition(self) -> tuple[bool, Condition[Criterion], Condition[Criterion] | None]:
        """Return whether the rule is a requirement, its whole condition, and its ``unless``."""
        when, requires = self.part("when"), self.part("requires")
        unless = self.part("unless")
        if when is not None and requires is not None:
            self.add(
                "requires",
                "This rule has both “when” and “requires”.",
                "Keep “when” for what brings on an action, “requires” for what must hold.",
            )
        if when is None and requires is None and isinstance(self.root, Mapping):
            self.notes.problems.add(
                self.root,
                "This rule has no condition.",
                "Add “when” with “then”, or “requires” with “otherwise”.",
            )
        if requires is not None and unless is not None:
            self.add(
                "unless",
                "“unless” goes with “when”, not with “requires”.",
                "Write the exception into the requirement, as “any: [the requirement, it]”.",
            )
        requirement = when is None and requires is not None
        whole = when or requires or NOTHING
        if unless is not None and not requirement:
            whole = Both((whole, Negation(unless)))
        return requirement, whole, unless

    def part(self, key: str) -> Condition[Criterion] | None:
        """Return the condition under a key, None where the key is not there."""
        node = self.form.node(key)
        return None if node is None else read_condition(node, self.notes)

    def action(self, *, requirement: bool) -> str:
        """Return what follows from the rule; where that cannot be read, no action."""
        key, other = ("otherwise", "then") if requirement else ("then", "otherwise")
        form = ("requires", "when") if requirement else ("when", "requires")
        if self.form.node(other) is not None:
            self.add(
                other,
                f"“{other}” goes with “{form[1]}”, and this rule has “{form[0]}”.",
                f"Write “{key}” instead.",
            )
            return ALERT
        if requirement:
            return self.form.word("otherwise", (INELIGIBLE,))
        return self.form.word("then", (ALERT, *ACTIONS))

    def urgency(self, *, requirement: bool) -> Urgency:
        """Return how soon somebody must act; a requirement can wait for the dose."""
        if requirement:
            word = self.form.word("urgency", URGENCIES, default="before next dose")
        else:
            word = self.form.word("urgency", URGENCIES)
        return next((urgency for urgency in URGENCIES if urgency == word), "before next dose")

    def sources(self) -> tuple[Citation, ...]:
        """Return the sources; a rule without any is refused."""
        found = read_citations(self.form, self.notes)
        if not found and isinstance(self.root, Mapping):
            self.add(
                "sources",
                "This rule names no source.",
                "Cite one, even if it is only the protocol's owner or an assumption of ours.",
            )
        return found
