"""The flow of patients as boxes in one inline picture, each step below the one it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from cyclewise.cohort.flow import Step

_WIDTH, _GAP, _LINE, _SPACE = 760, 12, 16, 30
_LETTER = 6.8


def flow_svg(steps: Sequence[Step]) -> str:
    """Return the steps as an SVG element."""
    rows = _rows(steps)
    places: dict[str, tuple[float, float, float]] = {}
    parts: list[str] = []
    top = 4.0
    for row in rows:
        width = (_WIDTH - _GAP * (len(row) - 1)) / max(len(row), 1)
        width = min(width, 320.0)
        left = (_WIDTH - len(row) * width - _GAP * (len(row) - 1)) / 2
        texts = [_texts(step, width) for step in row]
        height = 12 + _LINE * max(len(each) for each in texts)
        for place, (step, told) in enumerate(zip(row, texts, strict=True)):
            x = left + place * (width + _GAP)
            parts += _box(x, top, width, height, told, len(_lines(step.box.title, width)))
            above = places.get(step.box.of)
            if above is not None:
                middle, line = x + width / 2, top - _SPACE / 2
                parts.append(
                    f'<path class="axis" d="M{above[0]} {above[1]}V{line}H{middle}V{top}"/>'
                )
            places[step.box.id] = (x + width / 2, top + height, width)
        top += height + _SPACE
    words = "; ".join(f"{step.box.title} {step.count}" for step in steps)
    return (
        f'<svg class="flow" viewBox="-2 0 {_WIDTH + 4} {top - _SPACE + 6:.0f}" role="img" '
        f'aria-label="{escape(words)}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _rows(steps: Sequence[Step]) -> list[list[Step]]:
    """Return the steps by how many others lie above them."""
    depth: dict[str, int] = {}
    rows: list[list[Step]] = []
    for step in steps:
        depth[step.box.id] = depth[step.box.of] + 1 if step.box.of in depth else 0
        while len(rows) <= depth[step.box.id]:
            rows.append([])
        rows[depth[step.box.id]].append(step)
    return rows


def _texts(step: Step, width: float) -> list[str]:
    """Return the lines of a box, wrapped to its width."""
    if step.box.by is not None:
        lines = [step.box.title, *(f"{word}: {number}" for word, number in step.words.items())]
    else:
        lines = [step.box.title, f"n = {step.count}"]
        missed = step.of - step.count - step.unknown
        lines += [f"not: {missed}"] if step.box.of and missed else []
        lines += [f"cannot be judged: {step.unknown}"] if step.unknown else []
    return [part for line in lines for part in _lines(line, width)]


def _lines(text: str, width: float) -> list[str]:
    return list(_wrapped(text, int(width / _LETTER)))


def _wrapped(text: str, letters: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + len(word) + 1 > letters:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def _box(
    x: float, y: float, width: float, height: float, lines: Sequence[str], titled: int
) -> list[str]:
    """Return a box and its lines; the first ones are its title."""
    parts = [
        f'<rect class="box" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{height}" rx="4"/>'
    ]
    for place, line in enumerate(lines):
        at = y + _LINE * (place + 1)
        kind = "middle strong" if place < titled else "middle"
        parts.append(f'<text class="{kind}" x="{x + width / 2:.1f}" y="{at}">{escape(line)}</text>')
    return parts
