"""What settling says at one point: the answer, what is sure, and what might still outrank it."""

from __future__ import annotations

from collections.abc import Collection

from cyclewise.inference.settle import INSUFFICIENT
from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class Settlement:
    """The action that stands.

    ``action`` is the answer, ``certain`` the strongest action with a rule that is met, and
    ``possible`` every stronger one that a rule may still ask for, strongest first.
    """

    action: str
    certain: str
    settled: bool
    possible: tuple[str, ...]


def settlement_of(
    certain: str, possible: tuple[str, ...], gives_drug: Collection[str]
) -> Settlement:
    """Return what stands when one action is sure and stronger ones are possible."""
    drug = any(action in gives_drug for action in (certain, *possible))
    action = INSUFFICIENT if possible and drug else certain
    return Settlement(action, certain, not possible, possible)
