"""The trial of a whole protocol: every file of cases, and the two engines on every pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cyclewise.facts.program import Program
from cyclewise.inference.agreement import SecondEngine
from cyclewise.proof.testing import Tested, tested_definition, tested_rule
from cyclewise.proof.testing_deviations import tested_deviation
from cyclewise.proof.testing_expectations import tested_expectation
from cyclewise.proof.valued import tested_value
from cyclewise.proof.whole import tested_whole
from cyclewise.protocol.cases import CaseFile
from cyclewise.protocol.definition import ConditionForm


def try_cases(
    program: Program, files: Iterable[CaseFile], second: SecondEngine
) -> Iterator[Tested]:
    """Yield what testing each file of cases found, in their order."""
    for file in files:
        match file.about:
            case "rule":
                expects = program.protocol.by_id[file.subject].expectation is not None
                yield (tested_expectation if expects else tested_rule)(program, file)
            case "definition":
                form = program.definitions[file.subject].form
                is_condition = isinstance(form, ConditionForm)
                test = tested_definition if is_condition else tested_value
                yield test(program, file)
            case "deviation":
                yield tested_deviation(program, file)
            case _:
                yield tested_whole(program, file, second)
