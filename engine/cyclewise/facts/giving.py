"""Giving: facts handed to a sheet after it was asked, as an audit does at the points it judges."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING

from cyclewise.facts.reading import nothing
from cyclewise.facts.stub import Stub, stubbed
from cyclewise.logic.condition import Truths
from cyclewise.protocol.criterion import Criterion

if TYPE_CHECKING:
    from cyclewise.facts.sheet import Sheet


def with_given(sheet: Sheet, stubs: Mapping[str, Stub]) -> Sheet:
    """Return a sheet with more facts given by hand, none of which it was asked for before.

    Everything already worked out is kept, and shared with it.
    """
    again = copy(sheet)
    again.stubs = {**sheet.stubs, **stubs}
    return again


def rule_truth(sheet: Sheet, criterion: Criterion) -> Truths:
    """Return whether a rule stands as a criterion asks; unknown where nobody has said."""
    if criterion.comparison is None:
        raise ValueError(f"A criterion on {criterion.subject} compares nothing.")
    none = nothing(len(sheet.points), absent=False, presumed=False)
    bound = sheet.program.bound(criterion.comparison, None)
    return stubbed(none, sheet.stubs.get(criterion.subject)).truth(bound, sheet.points.day)
