"""What an audit found, as columns: small enough to be kept for a million patients."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from cyclewise.records import dataclass
from cyclewise.timeline.columns import Floats, Integers

Objects = npt.NDArray[np.object_]
Codes = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Found:
    """Deviations, one entry each, by patient and date; texts are made of them when asked for.

    ``page`` counts into the pages and ``weight`` into the page's weights. ``first`` is the day of
    the patient's first dose and ``came`` that of the dose concerned (``NO_DAY``: none), ``cycle``
    and ``day`` its place (0: none); ``next_cycle`` and ``next_day`` name the slot that was due,
    ``opens`` and ``closes`` its days or those of what was to be done. ``amount`` in ``unit`` and
    ``mg`` were prescribed, ``given`` and ``given_mg`` given. ``follows`` is the page and the day
    of an earlier deviation (-1: none).
    """

    patient: Objects
    centre: Objects
    first: Integers
    date: Integers
    page: Integers
    weight: Integers
    cause: Codes
    action: Codes
    certain: Codes
    came: Integers
    cycle: Integers
    day: Integers
    next_cycle: Integers
    next_day: Integers
    opens: Integers
    closes: Integers
    placed: Integers
    early: Integers
    late: Integers
    amount: Floats
    unit: Objects
    mg: Floats
    given: Floats
    given_mg: Floats
    deciding: Objects
    lacking: Objects
    follows: Integers
    follows_date: Integers
    consequences: Objects

    def __len__(self) -> int:
        """Return the number of deviations."""
        return len(self.date)

    def take(self, which: npt.NDArray[Any]) -> Found:
        """Return some of the deviations."""
        return Found(*(getattr(self, each.name)[which] for each in fields(self)))

    @classmethod
    def together(cls, parts: Iterable[Found]) -> Found:
        """Return the deviations of several parts, in their order; there is one part at least."""
        parts = tuple(parts)
        return cls(
            *(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(cls))
        )


def objects(values: Iterable[object]) -> Objects:
    """Return values as an array that holds them as they are; equal ones are kept once."""
    kept: dict[object, object] = {}
    values = [kept.setdefault(each, each) for each in values]
    found = np.empty(len(values), object)
    for place, each in enumerate(values):
        found[place] = each
    return found
