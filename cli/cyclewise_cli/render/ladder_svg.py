"""Which action overrules which, drawn as one ladder a phase, the strongest at the top."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

_WIDTH, _GAP, _HIGH, _STEP = 220, 24, 46, 74
_TOP = 34

Asked = Sequence[tuple[str, Sequence[str]]]
"""The actions of a phase, strongest first, each with the rules that ask for it."""


def ladder_svg(phases: Mapping[str, Asked]) -> str:
    """Return the picture as an SVG element, in words for those who cannot see it."""
    width = len(phases) * (_WIDTH + _GAP) - _GAP + 4
    height = _TOP + max(len(actions) for actions in phases.values()) * _STEP
    words = "; ".join(
        f"{phase}: {' overrules '.join(action for action, _ in actions)}"
        for phase, actions in phases.items()
    )
    drawn = "".join(
        part
        for place, (phase, actions) in enumerate(phases.items())
        for part in _ladder(2 + place * (_WIDTH + _GAP), phase, actions)
    )
    return (
        f'<svg class="ladder" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(words)}" xmlns="http://www.w3.org/2000/svg">{drawn}</svg>'
    )


def _ladder(left: int, phase: str, actions: Asked) -> Iterator[str]:
    middle = left + _WIDTH // 2
    yield f'<text class="strong middle" x="{middle}" y="18">{escape(phase)}</text>'
    for place, (action, rules) in enumerate(actions):
        top = _TOP + place * _STEP
        if place:
            yield f'<path class="axis" d="M{middle} {top - _STEP + _HIGH}V{top}"/>'
            yield f'<text x="{middle + 6}" y="{top - 10}">overrules</text>'
        yield f'<rect class="box" x="{left}" y="{top}" width="{_WIDTH}" height="{_HIGH}" rx="4"/>'
        yield f'<text class="strong middle" x="{middle}" y="{top + 19}">{escape(action)}</text>'
        told = "1 rule" if len(rules) == 1 else f"{len(rules)} rules" if rules else "no rule needed"
        yield f'<text class="middle" x="{middle}" y="{top + 36}">{told}</text>'
