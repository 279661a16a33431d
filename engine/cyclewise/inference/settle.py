"""Settling: of all that rules ask for, the one action that stands, by the law of the contract."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from cyclewise.logic.condition import Truths
from cyclewise.protocol.rule import ACTIONS, GIVES_DRUG
from cyclewise.records import dataclass
from cyclewise.values.truth import MET, UNKNOWN

Flags = npt.NDArray[np.bool_]

INSUFFICIENT = "insufficient-data"
OUTCOMES = (*ACTIONS, INSUFFICIENT)
"""Every answer there is; arrays of actions count into it."""


class NothingCertain(AssertionError):  # noqa: N818 - it says what there is, as BadInput does
    """In some phase no action is always certain; ``where`` marks the points that show it."""

    def __init__(self, where: Flags) -> None:
        """Take the points at which nothing is certain."""
        super().__init__("A phase has no action that is always certain.")
        self.where = where


@dataclass(frozen=True, slots=True)
class Settled:
    """What stands at each point.

    ``action`` and ``certain`` count into ``OUTCOMES``: what is answered, and the strongest
    action that is sure. ``possible`` marks, for each action, where it might still outrank it.
    """

    action: npt.NDArray[np.int8]
    certain: npt.NDArray[np.int8]
    settled: Flags
    possible: Mapping[str, Flags]

    def at(self, point: int) -> tuple[str, str, bool, tuple[str, ...]]:
        """Return action, certain action, settled, and the possible actions at one point."""
        may = tuple(action for action, flags in self.possible.items() if flags[point])
        return (
            OUTCOMES[self.action[point]],
            OUTCOMES[self.certain[point]],
            bool(self.settled[point]),
            may,
        )


def settle(
    states: Mapping[str, Truths],
    phase: npt.NDArray[np.int8],
    ranks: Mapping[int, tuple[str, ...]],
    *,
    dose_unknown: Flags,
) -> Settled:
    """Settle every point.

    ``states`` says of each action whether a rule asks for it (2), may ask (1) or not (0);
    ``ranks`` lists the actions of each phase, strongest first. Where the certain action gives
    the drug and its dose is not known, nothing is certain enough to be given. Raises
    ``NothingCertain`` where no action is.
    """
    points = len(phase)
    certain = np.full(points, -1, np.int8)
    stronger = {action: np.zeros(points, bool) for action in ACTIONS}
    drug = np.zeros(points, bool)
    for code, order in ranks.items():
        unsettled = np.asarray(phase == code)
        for asked in order if unsettled.any() else ():
            sure = unsettled & (states[asked] == MET)
            certain[sure] = OUTCOMES.index(asked)
            unsettled &= ~sure
            stronger[asked] |= unsettled & (states[asked] == UNKNOWN)
            drug |= (sure | stronger[asked]) & (asked in GIVES_DRUG)
    if (certain < 0).any():
        raise NothingCertain(np.asarray(certain < 0))
    doubtful = np.logical_or.reduce(list(stronger.values()))
    given = np.logical_or.reduce([certain == OUTCOMES.index(each) for each in GIVES_DRUG])
    undosed = dose_unknown & given
    insufficient = (doubtful & drug) | undosed
    action = np.where(insufficient, OUTCOMES.index(INSUFFICIENT), certain).astype(np.int8)
    return Settled(action, certain, ~(doubtful | insufficient), stronger)
