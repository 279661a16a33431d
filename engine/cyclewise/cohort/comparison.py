"""What was published beside what was observed, and whether the two agree as printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cyclewise.protocol.published import PublishedFigure
from cyclewise.records import dataclass
from cyclewise.values.exact import digits12

_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Compared:
    """A published figure with the cohort's own, in the unit of the published one.

    ``observed`` is None where the cohort has no such figure; then ``agrees`` is None as well.
    ``low`` and ``high`` are the observed figure's interval, where it has one.
    """

    figure: PublishedFigure
    observed: float | None
    low: float | None = None
    high: float | None = None

    @property
    def agrees(self) -> bool | None:
        """Return whether the observed figure rounds to the published one, a half either way."""
        if self.observed is None:
            return None
        half = 0.5 * 10.0**-self.figure.decimals
        return abs(digits12(self.observed - self.figure.value)) <= half

    @property
    def inside(self) -> bool | None:
        """Return whether the published figure lies in the observed one's interval."""
        if self.low is None or self.high is None:
            return None
        return self.low <= self.figure.value <= self.high


def published(printed: Iterable[PublishedFigure], tree: Mapping[str, Any]) -> tuple[Compared, ...]:
    """Return each published figure beside the cohort's own, from the report's figures."""
    return tuple(compared(figure, tree) for figure in printed)


def compared(figure: PublishedFigure, tree: Mapping[str, Any]) -> Compared:
    """Return a published figure with what stands at its place in the report's figures."""
    *above, last = figure.of.split(".")
    node: Any = tree
    for key in above:
        node = node.get(key) if isinstance(node, Mapping) else None
    found = node.get(last) if isinstance(node, Mapping) else None
    if not isinstance(found, int | float) or isinstance(found, bool):
        return Compared(figure, None)
    scale = _PERCENT if figure.percent and last == "estimate" else 1.0
    interval = node.get("ci95") if last in ("estimate", "percent", "median_months") else None
    if not interval or None in interval:
        return Compared(figure, scale * found)
    spread = 1.0 if last == "median_months" else _PERCENT
    return Compared(figure, scale * found, spread * interval[0], spread * interval[1])
