"""Whether a page of simulation fits its protocol and itself: every name it uses is there."""

from __future__ import annotations

from collections.abc import Iterable

from cyclewise.documents.node import Node
from cyclewise.documents.problem import Problems, suggestion
from cyclewise.facts.program import Program
from cyclewise.simulation.milligrams import concepts_of_surface
from cyclewise.simulation.page import Planted, Simulation

_FIRST = "Write “of several doses: the first”, and courses in which the first printed is right."


def check_page(page: Simulation, program: Program, problems: Problems) -> None:
    """Record every name that is not there, and what a schedule cannot do."""
    label = page.label
    for row in program.protocol.schedule.rows:
        if row.when is not None and not page.first_of_several:
            message = "The schedule's doses hang on a condition, which a simulation does not judge."
            problems.add(row.place or label, message, _FIRST)
    if page.milligrams is not None and concepts_of_surface(program) is None:
        message = "The doses of this schedule do not go by body surface."
        problems.add(label, message, "Leave “milligrams” out.")
    if not page.courses:
        problems.add(label, "This page has no course.", "List at least one under “courses”.")
    for item in page.recorded:
        for name in item.concepts:
            _refuse_unknown(name, page.values, label, "value", problems)
    _refuse_repeated([each.name for each in page.courses], "course", label, problems)
    _refuse_repeated([each.name for each in page.episodes], "episode", label, problems)
    _refuse_repeated([each.name for each in page.planted], "deviation", label, problems)
    recorded = {name for item in page.recorded for name in item.concepts}
    for planted in page.planted:
        _check_planted(planted, page, recorded, program, problems)


def _check_planted(
    planted: Planted,
    page: Simulation,
    recorded: set[str],
    program: Program,
    problems: Problems,
) -> None:
    place = planted.place or page.label
    if planted.course:
        courses = [each.name for each in page.courses]
        _refuse_unknown(planted.course, courses, place, "course", problems)
    if planted.during:
        episodes = [each.name for each in page.episodes]
        _refuse_unknown(planted.during, episodes, place, "episode", problems)
    if planted.page:
        pages = [each.id for each in program.protocol.deviations]
        _refuse_unknown(planted.page, pages, place, "page of deviations", problems)
    changed = {each.concept for each in planted.change}
    for name in sorted(
        {*planted.remove, *planted.remove_after, *planted.earlier, *planted.later, *changed}
    ):
        _refuse_unknown(name, recorded, place, "record", problems)
    if planted.milligrams != 1 and page.milligrams is None:
        message = "No dose here has milligrams that could be others."
        problems.add(place, message, "Add “milligrams: 2 %” to the page: how far they may be off.")
    if planted.raised and len(program.protocol.schedule.levels) == 1:
        message = "This schedule has no lower level, so no dose can be raised again."
        problems.add(place, message, "Leave “raised again” out.")


def _refuse_unknown(
    name: str, known: Iterable[str], place: Node | str, what: str, problems: Problems
) -> None:
    names = sorted(known)
    if name not in names:
        remedy = suggestion(name, names) or f"There are: {', '.join(names)}."
        problems.add(place, f"There is no {what} “{name}” here.", remedy)


def _refuse_repeated(names: list[str], what: str, label: str, problems: Problems) -> None:
    for name in sorted({each for each in names if names.count(each) > 1}):
        problems.add(label, f"There are two of the {what} “{name}”.", "Rename one.")
