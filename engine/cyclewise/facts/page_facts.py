"""What a protocol's own pages name beside rules: facts in their parts, and amended parameters."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cyclewise.documents.problem import Problems, suggestion
from cyclewise.documents.yamlfile import Node
from cyclewise.logic.condition import criteria
from cyclewise.protocol.criterion import Parameter
from cyclewise.protocol.protocol import Protocol
from cyclewise.protocol.uses import conditions_of
from cyclewise.values.quantity import parse_quantity


def check_parts(protocol: Protocol, facts: Collection[str], problems: Problems) -> None:
    """Refuse parts of the schedule or of the body surface that name no fact."""
    page = f"{protocol.folder}/protocol.yaml"
    first = protocol.schedule.first_dose
    parts: list[tuple[str, str | None, Node | str]] = [
        ("roles: height", protocol.roles.height, page),
        ("roles: weight", protocol.roles.weight, page),
        ("first dose: earliest", first.earliest, protocol.schedule.place or page),
        ("first dose: latest", first.latest_after, protocol.schedule.place or page),
    ]
    for part, fact, place in parts:
        if fact is not None and fact not in facts:
            remedy = suggestion(fact, facts) or "Name a fact that is defined."
            problems.add(place, f"“{part}” names the unknown fact “{fact}”.", remedy)


def check_amendments(protocol: Protocol, problems: Problems) -> None:
    """Refuse amendments of anything but numbers that rules compare with: only those go by date."""
    fixed = dict.fromkeys(_in_schedule(protocol), "a length in the schedule")
    fixed |= dict.fromkeys(_words(protocol), "a word")
    for amendment in protocol.amendments:
        for name in amendment.values:
            if name in fixed:
                problems.add(
                    amendment.place or f"{protocol.folder}/protocol.yaml",
                    f"“{name}” is {fixed[name]}, which an amendment cannot change by date.",
                    "Make the amended protocol a folder of its own.",
                )


def _in_schedule(protocol: Protocol) -> Iterator[str]:
    lengths: list[object] = [protocol.schedule.between_doses]
    for timing in protocol.schedule.timings:
        lengths += [timing.earliest, timing.due, timing.latest, timing.omitted_after]
    yield from (each.name for each in lengths if isinstance(each, Parameter))


def _words(protocol: Protocol) -> Iterator[str]:
    """Yield the parameters that stand for a word to compare with, not for a number."""
    for condition in conditions_of(protocol):
        for criterion in criteria(condition):
            for limit in criterion.comparison.limits if criterion.comparison else ():
                if isinstance(limit, Parameter):
                    parameter = protocol.parameters[limit.name]
                    if parse_quantity(parameter.text) is None:
                        yield limit.name
