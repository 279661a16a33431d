"""What is said at the foot of a report or an audit: whom it left out, and what stands twice."""

from __future__ import annotations

from collections.abc import Sequence

from cyclewise.reasons.numbers import plural
from cyclewise.timeline.repeated import Repeated
from cyclewise.timeline.table_reading import SetAside

_MOST = 8


def repeated_lines(repeated: Repeated) -> list[str]:
    """Return the line that tells the events that stand twice; none where none does."""
    if not repeated.count:
        return []
    more = repeated.count - len(repeated.places)
    places = ", ".join(repeated.places) + f" and {more:,} more" * (more > 0)
    many = plural(repeated.count, "event")
    said = f"Recorded again, word for word, and counted each time: {many} ({places})."
    return [f"{said} Delete what is a copy."]


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
