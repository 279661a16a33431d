"""The phase: where a patient stands, before the first dose, on treatment, or after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import permutations

import numpy as np
import numpy.typing as npt

from cyclewise.facts.reading import Reading
from cyclewise.facts.sight import Sight
from cyclewise.protocol.rule import PHASES, Phase
from cyclewise.timeline.columns import day_of

Flags = npt.NDArray[np.bool_]

BEFORE, ON, AFTER = range(len(PHASES))
ENDS = ("death", "end_of_treatment")
"""The concepts that always end the treatment; a protocol's roles may name more."""


def treatment_ended(
    sight: Callable[[str], Sight], first_dose: Reading, ends_treatment: Iterable[str]
) -> Flags:
    """Return where treatment has ended.

    ``ends_treatment`` are the protocol's own concepts that end it, on or after the first dose;
    before it they are history.
    """
    begun = first_dose.key >= 0
    ended = np.zeros(len(begun), bool)
    for concept in ENDS:
        ended |= sight(concept).count() > 0
    for concept in ends_treatment:
        seen = sight(concept)
        since = day_of(first_dose.key)[seen.point]
        later = seen.where(seen.frame.first[seen.row] >= since)
        ended |= (later.count() > 0) & begun
    return ended


def phase_of(first_dose: Reading, ended: Flags) -> npt.NDArray[np.int8]:
    """Return each point's phase as its place in ``PHASES``."""
    begun = np.where(first_dose.key >= 0, ON, BEFORE)
    return np.where(ended, AFTER, begun).astype(np.int8)


_NAMED = {
    phases: np.array([name in phases for name in PHASES])
    for count in range(len(PHASES) + 1)
    for phases in permutations(PHASES, count)
}
"""Which phases each list of phases names, for every list a rule may have."""


def in_phases(phases: tuple[Phase, ...], phase: npt.NDArray[np.int8]) -> Flags:
    """Return where a point's phase is one of those named."""
    return _NAMED[phases][phase]
