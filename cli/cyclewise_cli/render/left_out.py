"""What a report or an audit of a cohort left out, said at its foot: files, and patients by name."""

from __future__ import annotations

from collections.abc import Sequence

from cyclewise.timeline.table_reading import SetAside

_MOST = 8


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
