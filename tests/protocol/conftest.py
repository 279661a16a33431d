"""The small protocol of tests/protocol/ward, read once, and readers of single pages."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cyclewise.documents.problem import Problems
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.knowledge.knowledgebase import Knowledge, read_knowledge
from cyclewise.logic.condition import Condition
from cyclewise.protocol.condition_parsing import read_condition
from cyclewise.protocol.criterion import Criterion
from cyclewise.protocol.notes import Notes
from cyclewise.protocol.parsing import read_protocol
from cyclewise.protocol.protocol import Protocol

WARD = Path(__file__).parent / "ward"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return read_knowledge(WARD / "knowledge")


@pytest.fixture(scope="session")
def protocol(knowledge: Knowledge) -> Protocol:
    return read_protocol(WARD / "rules" / "tiny", WARD / "knowledge", knowledge)


@pytest.fixture
def notes() -> Notes:
    return Notes(Problems())


@pytest.fixture
def condition(notes: Notes) -> Callable[[str], Condition[Criterion]]:
    """Read a condition written in YAML; its faults stay in the notes."""

    def read(text: str) -> Condition[Criterion]:
        return read_condition(parse_yaml(text, "rule.yaml").root, notes)

    return read
