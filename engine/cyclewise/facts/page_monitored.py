"""What ``monitor:`` of a protocol names: facts that exist, each of the kind it is watched as."""

from __future__ import annotations

from cyclewise.documents.problem import Problems, suggestion
from cyclewise.facts.program import ENGINE_FACTS, Program
from cyclewise.protocol.definition import ConditionForm, Form, GradesForm
from cyclewise.protocol.monitored import Watched


def check_monitored(program: Program, problems: Problems) -> None:
    """Refuse to watch what does not exist or is of another kind."""
    for each in program.protocol.monitored.conditions:
        if _exists(each, program, problems) and not isinstance(_form(each, program), ConditionForm):
            problems.add(
                each.place,
                f"“{each.fact}” is not met or not met: it has a value.",
                "Name a definition with “when:”.",
            )
    for each in program.protocol.monitored.graded:
        if _exists(each, program, problems) and not isinstance(_form(each, program), GradesForm):
            problems.add(
                each.place,
                f"“{each.fact}” has no grades.",
                "Name a definition with “grades:”.",
            )


def _exists(each: Watched, program: Program, problems: Problems) -> bool:
    facts = {*program.definitions, *ENGINE_FACTS}
    if each.fact in facts and program.ladders.rung(each.fact) is None:
        return True
    remedy = suggestion(each.fact, facts) or "Define it in knowledge/definitions."
    problems.add(each.place, f"Unknown fact “{each.fact}”.", remedy)
    return False


def _form(each: Watched, program: Program) -> Form | None:
    definition = program.definitions.get(each.fact)
    return None if definition is None else definition.form
