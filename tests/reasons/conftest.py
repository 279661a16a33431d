"""A linked protocol, and explanations of patients written in a few lines."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cyclewise.advice.advising import Adviser
from cyclewise.bundled import bundled
from cyclewise.documents.yamlfile import parse_yaml
from cyclewise.facts.linking import link
from cyclewise.facts.program import Program
from cyclewise.inference.agreement import SecondEngine
from cyclewise.knowledge.knowledgebase import read_knowledge
from cyclewise.protocol.parsing import read_protocol
from cyclewise.reasons.explaining import explain
from cyclewise.reasons.explanation import Explanation
from cyclewise.timeline.reading import timeline_from
from cyclewise.values.calendar import parse_day

KNOWLEDGE = bundled("knowledge")
HEAD = "patient: {id: P-1, sex: female, birth_date: 1978-05-14}\ndiagnosis: {lineage: B}\nevents:\n"


@pytest.fixture(scope="session")
def program() -> Program:
    knowledge = read_knowledge(KNOWLEDGE)
    folder: Path = bundled("rules") / "ino-mrd"
    return link(read_protocol(folder, KNOWLEDGE, knowledge), knowledge)


@pytest.fixture(scope="session")
def adviser(program: Program) -> Adviser:
    return Adviser(program, SecondEngine(program))


@pytest.fixture
def explained(adviser: Adviser) -> Callable[..., Explanation]:
    """Explain the answer for a patient with some events, one a line."""

    def tell(*events: str, as_of: str, known: str | None = None) -> Explanation:
        text = HEAD + "".join(f"  - {{{event}}}\n" for event in events)
        timeline = timeline_from(parse_yaml(text, "p.yaml"), adviser.program.knowledge)
        by = None if known is None else parse_day(known)
        return explain(adviser.recommend(timeline, parse_day(as_of), by), adviser.program)

    return tell
