"""What the pages of a protocol name besides criteria: every such name is checked from here."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from cyclewise.documents.problem import Problems
from cyclewise.facts.page_expectations import check_expectations
from cyclewise.facts.page_facts import check_amendments, check_doses, check_parts
from cyclewise.facts.page_monitored import check_monitored
from cyclewise.facts.program import Program


def check_pages(program: Program, facts: AbstractSet[str], problems: Problems) -> None:
    """Refuse facts that do not exist, and facts and parameters of a kind their place cannot use."""
    check_parts(program.protocol, facts, problems)
    check_amendments(program.protocol, problems)
    check_doses(program, problems)
    check_expectations(program, problems)
    check_monitored(program, problems)
