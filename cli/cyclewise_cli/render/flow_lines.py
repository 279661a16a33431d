"""The flow of patients as a tree: each step below the one it comes from, with what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cyclewise.cohort.flow import Step
from cyclewise.records import dataclass


@dataclass(frozen=True, slots=True)
class Branch:
    """A step, how deep it stands in the tree, and whether it is the last below its own."""

    step: Step
    depth: int
    last: tuple[bool, ...]
    """For each depth down to its own, whether nothing follows there."""


def branches(steps: Sequence[Step]) -> Iterator[Branch]:
    """Yield the steps, each after the one it comes from."""
    yield from _below("", steps, ())


def _below(name: str, steps: Sequence[Step], last: tuple[bool, ...]) -> Iterator[Branch]:
    children = [step for step in steps if step.box.of == name]
    for place, step in enumerate(children):
        ends = (*last, place == len(children) - 1)
        yield Branch(step, len(last), ends)
        yield from _below(step.box.id, steps, ends)


def step_words(step: Step) -> tuple[str, str]:
    """Return a step's count, and how many cannot be judged."""
    of = f"{step.count} of {step.of}" if step.box.of else str(step.count)
    return of, f"{step.unknown} cannot be judged" if step.unknown else ""


def flow_text(steps: Sequence[Step]) -> list[str]:
    """Return the tree in letters, with the counts in a column of their own."""
    lines = [each for branch in branches(steps) for each in _branch_lines(branch)]
    room = max(len(label) for label, *_ in lines)
    return ["  ".join((label.ljust(room), *told)).rstrip() for label, *told in lines]


def _branch_lines(branch: Branch) -> Iterator[tuple[str, ...]]:
    step, depth = branch.step, branch.depth
    passed = "".join("   " if last else "│  " for last in branch.last[1:-1])
    sign = ("└─ " if branch.last[-1] else "├─ ") if depth else ""
    below = passed + ("   " if branch.last[-1] else "│  ") if depth else ""
    yield f"{passed}{sign}{step.box.title}", *step_words(step)
    for word, number in step.words.items():
        yield f"{below}   {word}", str(number)
