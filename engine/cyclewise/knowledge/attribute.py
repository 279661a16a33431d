"""One thing recorded with an event: the upper limit of a laboratory, the grade of a toxicity."""

from __future__ import annotations

from typing import Literal

from cyclewise.documents.node import Node
from cyclewise.knowledge.measure import Kind, Measure
from cyclewise.knowledge.value import Value
from cyclewise.knowledge.value_reading import read_value, written
from cyclewise.records import dataclass
from cyclewise.values.quantity import Scale


@dataclass(frozen=True, slots=True)
class Attribute:
    """What may be recorded with the value of a concept.

    ``without_record`` is what holds where nothing is recorded, None where that is unknown;
    ``presumed`` says that whoever leans on it must be told. ``then`` is what a true flag makes
    of the number beside it: “at most” leaves it an upper bound. ``changeable`` says that an
    event on record may come to have another: it ends, or comes to another grade.
    """

    name: str
    measure: Measure
    without_record: Value | None = None
    presumed: bool = False
    then: Literal["", "at most"] = ""
    changeable: bool = False

    @property
    def kind(self) -> Kind:
        """Return whether it is a quantity, a whole number, a choice, a flag, a date or a text."""
        return self.measure.kind

    @property
    def scale(self) -> Scale | None:
        """Return the unit of its numbers and what converts to it; None where it has none."""
        return self.measure.scale

    @property
    def values(self) -> tuple[str, ...]:
        """Return what a choice may be."""
        return self.measure.values

    def value(self, node: Node) -> Value:
        """Return what a node of a file says; raise Refused."""
        return self.value_of(written(self.measure, node))

    def value_of(self, text: str) -> Value:
        """Return what a text says; raise Refused."""
        return read_value(self.measure, text)

    def caps(self, recorded: Value) -> bool:
        """Say whether this attribute, so recorded, makes the number beside it an upper bound."""
        return self.then == "at most" and recorded.low == 1
