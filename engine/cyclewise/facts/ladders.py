"""The graded facts of a protocol: their grades, and what a criterion asks of them as conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from cyclewise.facts.grading import grade_test
from cyclewise.logic.condition import Condition
from cyclewise.protocol.criterion import Comparison, Criterion
from cyclewise.protocol.definition import ConditionForm, Definition, GradesForm, Rung
from cyclewise.protocol.grades import asked_of_rungs
from cyclewise.records import dataclass

Asked = Condition[Criterion] | bool
"""A condition on the rungs of a graded fact; a bool where every grade, or none, is asked for."""


@dataclass(frozen=True, slots=True)
class Ladders:
    """Every graded fact of some definitions; ``words`` gives the limits of a comparison as text."""

    definitions: Mapping[str, Definition]
    words: Callable[[Comparison], tuple[str, ...]]
    _asked: dict[Criterion, Asked] = field(default_factory=dict)

    def grades(self, fact: str) -> GradesForm | None:
        """Return the grades of a graded fact, None for any other fact."""
        form = self.definitions[fact].form if fact in self.definitions else None
        return form if isinstance(form, GradesForm) else None

    def rung(self, fact: str) -> Rung | None:
        """Return of which graded fact a condition is a grade, None where it is none."""
        form = self.definitions[fact].form if fact in self.definitions else None
        return form.rung if isinstance(form, ConditionForm) else None

    def asked(self, criterion: Criterion) -> Asked | None:
        """Return what a criterion asks of a graded fact's rungs; None for any other criterion."""
        form = self.grades(criterion.subject)
        if form is None or criterion.comparison is None or criterion.asks != "fact":
            return None
        if criterion not in self._asked:
            texts = self.words(criterion.comparison)
            holds = grade_test(form, criterion.comparison.word, texts)
            self._asked[criterion] = asked_of_rungs(criterion.subject, form, holds)
        return self._asked[criterion]
