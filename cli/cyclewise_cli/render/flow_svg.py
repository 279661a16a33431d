"""The flow of patients as boxes in one inline picture, each step set in below its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from xml.sax.saxutils import escape

from cyclewise.cohort.flow import Step
from cyclewise_cli.render.flow_lines import Branch, branches, step_words

_WIDTH, _INDENT, _GAP, _LINE, _PAD = 480, 26, 8, 17, 7
_LETTER = 7.6
_MOST = 330
"""Points that a box is wide at the most."""


def flow_svg(steps: Sequence[Step]) -> str:
    """Return the steps as an SVG element."""
    drawn: list[str] = []
    below: dict[str, tuple[int, int]] = {}
    top = 2
    for branch in branches(steps):
        left = 2 + _INDENT * branch.depth
        width = min(_MOST, _WIDTH - left - 2)
        lines = list(_lines(branch, int((width - 2 * _PAD) / _LETTER)))
        height = 2 * _PAD + _LINE * len(lines)
        drawn += _box(left, top, width, lines)
        if branch.step.box.of:
            x, y = below[branch.step.box.of]
            drawn.append(f'<path class="axis" d="M{x} {y}V{top + height // 2}H{left}"/>')
            below[branch.step.box.of] = (x, top + height // 2)  # the next one goes on from here
        below[branch.step.box.id] = (left + _INDENT // 2, top + height)
        top += height + _GAP
    words = "; ".join(f"{step.box.title} {step.count}" for step in steps)
    return (
        f'<svg class="flow small" viewBox="0 0 {_WIDTH} {top}" role="img" '
        f'aria-label="{escape(words)}" xmlns="http://www.w3.org/2000/svg">{"".join(drawn)}</svg>'
    )


def _lines(branch: Branch, letters: int) -> Iterator[tuple[str, str]]:
    """Yield the lines of a box, each with its kind."""
    step = branch.step
    yield from (("strong", line) for line in wrap(step.box.title, letters))
    told = [each for each in step_words(step) if each]
    told[0] = f"n = {told[0]}"
    told += [f"{word}: {number}" for word, number in step.words.items()]
    yield from (("", line) for text in told for line in wrap(text, letters))


def _box(left: int, top: int, width: int, lines: Sequence[tuple[str, str]]) -> Iterator[str]:
    height = 2 * _PAD + _LINE * len(lines)
    yield f'<rect class="box" x="{left}" y="{top}" width="{width}" height="{height}" rx="4"/>'
    for place, (kind, line) in enumerate(lines):
        y = top + _PAD + _LINE * (place + 1) - 4
        yield f'<text class="{kind}" x="{left + _PAD}" y="{y}">{escape(line)}</text>'
