"""The limits that rules ask for, as values of one concept: where a new result changes a truth."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from cyclewise.facts.bound import Dated
from cyclewise.protocol.criterion import Comparison, Criterion
from cyclewise.protocol.definition import VALUE, ReadingForm
from cyclewise.reasons.changeable import Changeable
from cyclewise.reasons.option import Option, options_of
from cyclewise.reasons.ruler import Ruler
from cyclewise.values.exact import digits12


def cuts_of(patient: Changeable, concept: str) -> tuple[float, ...]:
    """Return the values of a concept at which some criterion of the protocol may turn.

    A criterion may rest on a fact that is worked out from the concept: its limit is then worked
    backwards from what the fact is for two values, as for a multiple of a limit of normal or a
    change since an earlier value.
    """
    asked = [each for each in patient.asked if concept in patient.axes_of(each)]
    found = set(_own(patient, concept))
    probes = _probes(patient, concept)
    sheet = patient.sheet([[patient.supposed(concept, each)] for each in probes])
    for criterion in asked:
        limits = tuple(_numbers(patient, criterion))
        chain = patient.program.chains.get(criterion.subject)
        if chain is not None and chain.last.value == VALUE and chain.last.over is None:
            found.update(limits)
        if not limits or len(probes) < 2:  # noqa: PLR2004 - a line is drawn through two points
            continue
        reading = sheet.reading(criterion.subject, criterion.within, criterion.since)
        found.update(_backwards(probes, reading.value.low, limits))
    return tuple(sorted(found))


def _probes(patient: Changeable, concept: str) -> tuple[Option, ...]:
    """Return two results to draw a line through; usual ones, where the concept says which."""
    page = patient.program.knowledge.concepts[concept]
    low = page.possible.low if math.isfinite(page.possible.low) else 0.0
    wide = page.possible.high - low
    pairs = [
        (page.usual.low, page.usual.high),
        (low + 1, low + 2),
        (low + wide / 4, low + wide / 2),
    ]
    for pair in pairs:
        given, ruler = patient.attributes(concept), Ruler(page.scale.unit if page.scale else "", 1)
        found = tuple(each for each in options_of(page, pair, given, ruler) if each.is_point)
        if len(found) == len(pair):
            return found
    return ()


def _backwards(
    probes: tuple[Option, ...], read: npt.NDArray[np.float64], limits: tuple[float, ...]
) -> Iterator[float]:
    """Yield the values of a concept for which a fact is exactly at its limits."""
    (one, other), (low, high) = (each.value.low for each in probes), (float(e) for e in read[:2])
    if not np.isfinite([low, high]).all() or low == high:
        return
    for limit in limits:
        yield digits12(one + (limit - low) * (other - one) / (high - low))


def _numbers(patient: Changeable, criterion: Criterion) -> Iterator[float]:
    """Yield the numbers that a criterion compares its fact with, as in force on the day."""
    program = patient.program
    if criterion.asks == "parameter" or criterion.comparison is None:
        return
    scale = program.scale(criterion.subject)
    if scale is not None and program.ladders.grades(criterion.subject) is None:
        yield from _dated(patient, program.bound(criterion.comparison, scale).numbers)


def _own(patient: Changeable, concept: str) -> Iterator[float]:
    """Yield the numbers that readings compare a concept's rows with."""
    program = patient.program
    page = program.knowledge.concepts[concept]
    for name, chain in program.chains.items():
        form = program.definitions[name].form
        if chain.concept == concept and isinstance(form, ReadingForm):
            for comparison in _of_rows(form):
                yield from _dated(patient, program.bound(comparison, page.scale).numbers)


def _of_rows(form: ReadingForm) -> Iterator[Comparison]:
    for rows in (form.drop, form.where, form.shown):
        for column, comparison in rows.parts if rows is not None else ():
            if column == VALUE:
                yield comparison


def _dated(patient: Changeable, numbers: tuple[Dated, ...]) -> Iterator[float]:
    for each in numbers:
        yield float(each.at(np.array([patient.as_of])).flat[0])
