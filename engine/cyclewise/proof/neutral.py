"""What a condition says without one of its criteria: the truths that make it count for nothing."""

from __future__ import annotations

from cyclewise.logic.condition import (
    Both,
    Condition,
    Leaf,
    Negation,
    criteria,
    parts_of,
    replace_criteria,
)
from cyclewise.protocol.criterion import Criterion
from cyclewise.values.truth import TRUTHS, Truth


def numbered_places(condition: Condition[Criterion]) -> Condition[int]:
    """Return a condition with each criterion replaced by its place in reading order."""
    counter = iter(range(sum(1 for _ in criteria(condition))))
    return replace_criteria(condition, lambda _: next(counter))


def neutral(condition: Condition[int], place: int) -> tuple[Truth, ...]:
    """Return the truths with which the criterion at a place counts for nothing in its group.

    Met within “all”, not met within “any” and “at_least … of”, the opposite where it is negated.
    A criterion in no group has every truth: it is the whole condition.
    """
    found = _neutral(condition, place, TRUTHS)
    if found is None:
        raise ValueError(f"There is no criterion at place {place}.")
    return found


def _neutral(
    condition: Condition[int], place: int, held: tuple[Truth, ...]
) -> tuple[Truth, ...] | None:
    if isinstance(condition, Leaf):
        return held if condition.criterion == place else None
    if isinstance(condition, Negation):
        held = tuple(Truth(Truth.MET - each) for each in held)
    elif len(parts_of(condition)) > 1:
        held = (Truth.MET if isinstance(condition, Both) else Truth.NOT_MET,)
    inside = (_neutral(part, place, held) for part in parts_of(condition))
    return next((each for each in inside if each is not None), None)
