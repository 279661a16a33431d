"""The keys of a page with ``expect:`` become an expectation."""

from __future__ import annotations

from itertools import pairwise

from cyclewise.documents.form import Form
from cyclewise.documents.yamlfile import Node, Scalar
from cyclewise.protocol.comparison_parsing import read_length
from cyclewise.protocol.expectation import (
    NEXT_DOSE,
    OCCASIONS,
    Expectation,
    Length,
    NextDose,
    Occasion,
    Until,
)
from cyclewise.protocol.notes import Notes
from cyclewise.values.calendar import Duration

EXPECT_ORDER = (
    "id",
    "title",
    "status",
    "phases",
    "when",
    "expect",
    "after",
    "before",
    "every",
    "from",
    "until",
    "opens",
    "due",
    "closes",
    "summary",
    "urgency",
    "rationale",
    "sources",
    "assumptions",
    "limits",
    "reviews",
)
"""The order of the keys of a rule that expects something."""

_NOUGHT = Duration(0)


def read_expectation(form: Form, notes: Notes) -> Expectation:
    """Return what a rule's page expects; its faults go to the notes."""
    return _Reader(form, notes).expectation()


class _Reader:
    """Reads the keys of one expectation."""

    def __init__(self, form: Form, notes: Notes) -> None:
        self.form, self.notes = form, notes

    def expectation(self) -> Expectation:
        """Read the items and the occasion, and then the days that go with it."""
        items, occasion = self.items(), self.occasion()
        match occasion:
            case "after":
                found = self.after(items)
            case "before":
                found = self.before(items)
            case "every":
                found = self.every(items)
        self.refuse_disorder(found)
        return found

    def items(self) -> tuple[str, ...]:
        """Return what is expected: facts, each named once."""
        nodes, names = self.form.items("expect"), self.form.texts("expect")
        if not nodes:
            self.form.problems.add(
                self.form.where("expect"),
                "This rule expects nothing.",
                "List the facts that are to be recorded, as “expect: [one, another]”.",
            )
        seen: set[str] = set()
        for name, node in zip(names, nodes, strict=False):
            if name in seen:
                self.form.problems.add(node, f"“{name}” is expected twice.", "Name it once.")
            seen.add(name)
        return tuple(dict.fromkeys(names))

    def occasion(self) -> Occasion:
        """Return the occasion; exactly one is written."""
        written = [each for each in OCCASIONS if self.form.node(each) is not None]
        if len(written) == 1:
            return written[0]
        place = self.form.where(written[1] if written else "expect")
        if written:
            message = f"This rule has both “{written[0]}” and “{written[1]}”."
            remedy = "Keep one; a rule expects something on one occasion."
        else:
            message = "This rule does not say when it expects something."
            remedy = "Add “after: last_dose”, “before: next dose”, or “every: 1 day” with “from”."
        self.form.problems.add(place, message, remedy)
        return written[0] if written else "after"

    def after(self, items: tuple[str, ...]) -> Expectation:
        """Read what counts from an event."""
        event = self.form.text("after", "")
        self.refuse(("from", "until"), "after")
        opens = self.length("opens") or _NOUGHT
        due = self.day("due", required=bool(event)) or _NOUGHT
        return Expectation(items, "after", event, opens, due, self.day("closes"))

    def before(self, items: tuple[str, ...]) -> Expectation:
        """Read what counts back from the next dose."""
        self.form.word("before", (NEXT_DOSE,))
        self.refuse(("from", "until", "due", "closes"), "before")
        if self.form.required("opens") is None:
            return Expectation(items, "before", None, _NOUGHT, NEXT_DOSE, NEXT_DOSE)
        opens = self.length("opens") or _NOUGHT
        return Expectation(items, "before", None, opens, NEXT_DOSE, NEXT_DOSE)

    def every(self, items: tuple[str, ...]) -> Expectation:
        """Read what is repeated."""
        due = self.length("every") or Duration(1)
        self.refuse(("opens", "due"), "every")
        event = self.form.text("from")
        until, closes = self.until(), self.length("closes")
        if isinstance(due, Duration) and due.days < 1:
            self.form.problems.add(
                self.form.where("every"), "This repeats without end.", "Write at least “1 day”."
            )
        return Expectation(items, "every", event, _NOUGHT, due, closes, until)

    def until(self) -> Until | None:
        """Return when a repeated expectation ends, None where it goes on with the phase."""
        below = self.form.mapping("until", order=("days", "after"))
        if below is None:
            return None
        days = self.read(below.required("days"))
        after = below.text("after")
        below.close()
        return Until(days or _NOUGHT, after)

    def refuse(self, keys: tuple[str, ...], occasion: Occasion) -> None:
        """Refuse keys that say nothing beside an occasion."""
        for key in keys:
            if self.form.node(key) is not None:
                self.form.problems.add(
                    self.form.where(key),
                    f"“{key}” does not go with “{occasion}”.",
                    f"{_GOES_WITH[occasion]}",
                )

    def day(self, key: str, *, required: bool = False) -> Length | NextDose | None:
        """Return a length, or the next dose's own day."""
        node = self.form.required(key) if required else self.form.node(key)
        if isinstance(node, Scalar) and node.text == NEXT_DOSE:
            return NEXT_DOSE
        return self.read(node)

    def length(self, key: str) -> Length | None:
        """Return a length of time in whole days, None where the key is not written."""
        return self.read(self.form.node(key))

    def read(self, node: Node | None) -> Length | None:
        """Return a length of time; one in hours is refused."""
        found = read_length(node, self.notes)
        if node is not None and isinstance(found, Duration) and found.minutes is not None:
            self.form.problems.add(
                node, "What is expected is counted in whole days.", "Write days, such as “2 days”."
            )
        return found

    def refuse_disorder(self, found: Expectation) -> None:
        """Refuse a window that is due before it opens, or closes before it is due."""
        days = [("opens", found.opens), ("due", found.due), ("closes", found.closes)]
        if found.occasion == "every":
            days = [("every", found.due), ("closes", found.closes)]
        fixed = [(key, each.days) for key, each in days if isinstance(each, Duration)]
        if found.occasion == "before":
            return
        for (key, length), (other, later) in pairwise(fixed):
            if later < length:
                self.form.problems.add(
                    self.form.where(other),
                    f"“{other}” is {later} days and lies before “{key}”, {length} days.",
                    "A window opens, is due and closes in this order.",
                )


_GOES_WITH: dict[Occasion, str] = {
    "after": "With “after” go “opens”, “due” and “closes”.",
    "before": "With “before” goes “opens”; it is due and closes with the dose.",
    "every": "With “every” go “from”, “until” and “closes”.",
}
