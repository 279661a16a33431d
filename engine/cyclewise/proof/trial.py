"""The trial of a whole protocol: every file of cases, and the two engines on every pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cyclewise.facts.program import Program
from cyclewise.inference.agreement import SecondEngine
from cyclewise.proof.testing import Tested, tested_definition, tested_rule
from cyclewise.proof.whole import tested_whole
from cyclewise.protocol.cases import CaseFile


def try_cases(
    program: Program, files: Iterable[CaseFile], second: SecondEngine
) -> Iterator[Tested]:
    """Yield what testing each file of cases found, in their order."""
    for file in files:
        match file.about:
            case "rule":
                yield tested_rule(program, file)
            case "definition":
                yield tested_definition(program, file)
            case _:
                yield tested_whole(program, file, second)
