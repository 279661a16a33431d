"""What is said at the foot of a report or an audit: whom it left out, and what stands twice."""

from __future__ import annotations

from collections.abc import Sequence

from cyclewise.reasons.numbers import plural
from cyclewise.timeline.repeated import Noticed
from cyclewise.timeline.table_reading import SetAside

_MOST = 8


def repeated_lines(repeated: Noticed) -> list[str]:
    """Return the line that tells the events that stand twice; none where none does."""
    if not repeated.count:
        return []
    said = f"Recorded again, word for word, and counted each time: {_places(repeated, 'event')}."
    return [f"{said} Delete what is a copy."]


def noticed_lines(repeated: Noticed, disagreeing: Noticed) -> list[str]:
    """Return the lines that tell what stands twice, and what another result contradicts."""
    if not disagreeing.count:
        return repeated_lines(repeated)
    said = f"Contradicted by another record: {_places(disagreeing, 'record')}."
    told = f"{said} The latest is read; record their times, or which replaces which."
    return [*repeated_lines(repeated), told]


def _places(noticed: Noticed, noun: str) -> str:
    more = noticed.count - len(noticed.places)
    places = ", ".join(noticed.places) + f" and {more:,} more" * (more > 0)
    return f"{plural(noticed.count, noun)} ({places})"


def left_out_lines(ignored: Sequence[str], aside: Sequence[SetAside]) -> list[str]:
    """Return the lines that name what was ignored and whom it set aside, with the first mistake."""
    lines = []
    if ignored:
        lines.append(f"Ignored, being no patient files: {', '.join(ignored)}.")
    if aside:
        lines.append(f"Set aside, with a mistake, and in no figure: {len(aside):,}.")
    for each in aside[:_MOST]:
        first = each.problems[0]
        lines.append(f"  {each.patient}: {first.message} {first.remedy} ({first.where})")
    if len(aside) > _MOST:
        lines.append(f"  and {len(aside) - _MOST:,} more")
    return lines
