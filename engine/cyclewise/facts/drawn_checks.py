"""What the lines of ``timeline:`` name: facts, attributes and limits that can be drawn."""

from __future__ import annotations

from cyclewise.documents.problem import Problems, suggestion
from cyclewise.documents.yamlfile import Node
from cyclewise.facts.program import ENGINE_FACTS, EVENT_FACTS, NUMBER, Program
from cyclewise.protocol.definition import VALUE, ConditionForm, GradesForm
from cyclewise.protocol.drawn import Drawn
from cyclewise.values.quantity import Scale, UnitMismatch, parse_quantity


def check_drawn(program: Program, problems: Problems) -> None:
    """Refuse lines of the picture that name what there is not, or draw what has no numbers."""
    for line in program.protocol.timeline:
        place = line.place or f"{program.protocol.folder}/protocol.yaml"
        if isinstance(line, Drawn):
            _check_lane(line, program, place, problems)
        elif line.since is not None:
            _check_start(line.since, program, place, problems)


def _check_lane(drawn: Drawn, program: Program, place: Node | str, problems: Problems) -> None:
    subject = drawn.subject
    facts = [*program.definitions, *ENGINE_FACTS]
    if subject not in facts:
        remedy = suggestion(subject, facts) or "Name a fact that is defined."
        problems.add(place, f"Unknown fact “{subject}”.", remedy)
        return
    concept = None if drawn.computed else program.knowledge.concepts[subject]
    if concept is not None and drawn.over is not None and drawn.over not in concept.attributes:
        near = suggestion(drawn.over, concept.attributes) or "Leave “over” out."
        problems.add(place, f"{concept.title} has no attribute “{drawn.over}”.", near)
        return
    scale = scale_of_lane(drawn, program)
    if scale is None:
        problems.add(
            place,
            f"“{subject}” has no numbers, so no lane of numbers can be drawn of it.",
            "Draw it under “signs:”, or name a fact that has numbers and is no grade.",
        )
    elif drawn.limit is not None:
        _check_limit(drawn.limit, scale, place, problems)


def _check_limit(limit: str, scale: Scale, place: Node | str, problems: Problems) -> None:
    quantity = parse_quantity(limit)
    if quantity is None:
        problems.add(place, f"The limit “{limit}” is no number.", "Write a number with its unit.")
        return
    try:
        scale.convert(quantity)
    except UnitMismatch as mismatch:
        problems.add(place, str(mismatch), "Write the limit in one of these units.")


def _check_start(fact: str, program: Program, place: Node | str, problems: Problems) -> None:
    facts = [*program.definitions, *ENGINE_FACTS]
    if fact not in facts:
        remedy = suggestion(fact, facts) or "Name a fact that is defined."
        problems.add(place, f"“from” names the unknown fact “{fact}”.", remedy)
    elif fact not in EVENT_FACTS and fact not in program.chains:
        problems.add(
            place,
            f"“{fact}” is no event, so nothing can be drawn from it on.",
            "Name a fact that is read from an event, such as first_dose.",
        )


def scale_of_lane(drawn: Drawn, program: Program) -> Scale | None:
    """Return the unit of a lane's numbers; None where its subject has words instead."""
    if drawn.over is not None:
        return NUMBER
    if not drawn.computed:
        return program.column_scale(program.knowledge.concepts[drawn.subject], VALUE)
    definition = program.definitions.get(drawn.subject)
    if definition is not None and isinstance(definition.form, ConditionForm | GradesForm):
        return None
    return program.scale(drawn.subject)
