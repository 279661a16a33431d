"""The table of terms: each patient once a term, by the worst grade."""

from __future__ import annotations

import numpy as np

from cyclewise.cohort.found import Found, Worst
from cyclewise.cohort.risk import Integers
from cyclewise.records import dataclass

GRADES = (1, 2, 3, 4, 5)
SEVERE = 3


@dataclass(frozen=True, slots=True)
class Term:
    """How many patients had a term, by the worst grade each had; ``unknown`` has no grade."""

    term: str
    by_grade: tuple[int, ...]
    unknown: int
    who: tuple[tuple[str, int], ...]
    """Each patient with the worst grade, 0 where none is recorded."""

    @property
    def any(self) -> int:
        """Return how many had it at all."""
        return sum(self.by_grade) + self.unknown

    @property
    def severe(self) -> int:
        """Return how many had it at grade 3 or worse."""
        return sum(self.by_grade[SEVERE - 1 :])


@dataclass(frozen=True, slots=True)
class GradeTable:
    """Every term, the most frequent first, of so many treated patients."""

    terms: tuple[Term, ...]
    any: Term
    """Each patient once, by the worst grade of any term."""
    of: int


def grade_table(worst: Worst, found: Found) -> GradeTable:
    """Return the table of a cohort's worst grades."""
    kept = found.treated[worst.patient]
    patient, term, grade = worst.patient[kept], worst.term[kept], worst.grade[kept]
    terms = [
        _term(str(name), patient[term == name], grade[term == name], found)
        for name in np.unique(term)
    ]
    everyone = np.unique(patient)
    of_all = np.zeros(len(everyone), np.int64)
    np.maximum.at(of_all, np.searchsorted(everyone, patient), grade)
    return GradeTable(
        tuple(sorted(terms, key=lambda each: (-each.any, -each.severe, each.term))),
        _term("any", everyone, of_all, found),
        int(found.treated.sum()),
    )


def _term(name: str, patient: Integers, grade: Integers, found: Found) -> Term:
    counts = np.bincount(grade, minlength=len(GRADES) + 1)
    who = zip(patient.tolist(), grade.tolist(), strict=True)
    return Term(
        name,
        tuple(int(each) for each in counts[1 : len(GRADES) + 1]),
        int(counts[0]),
        tuple((found.patients[place], int(each)) for place, each in who),
    )
